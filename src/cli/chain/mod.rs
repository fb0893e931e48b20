//! `obo chain`: who acted for whom?

mod evidence;

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::Write;

use clap::Args;

pub use self::evidence::MinEvidence;
use self::evidence::{KeyOptions, proofs, weigh};
use super::awaited::Awaited;
use super::everywhere::Everywhere;
use super::inputs::{self, Inputs, Seen};
use super::output::{self, Form, Forms, Outcome};
use super::{opening, say, written};
use crate::decoding::{Readers, Sight, decoded};
use crate::delegation::chain::{Chain, Level, MayOutcome, VerdictOutcome};
use crate::delegation::evidence::Evidence;
use crate::failure::{Code, Failure};
use crate::host::Host;
use crate::keys::decrypt::DecryptionKey;
use crate::link::{Linked, Settings, link};
use crate::render::dot::Dot;
use crate::render::human::Human;
use crate::render::json::Json;
use crate::render::jsonl::JsonLines;
use crate::render::mermaid::Mermaid;
use crate::render::{Frame, Sink};
use crate::report::Item;
use crate::report::chain::{Coverage, Read, Told};
use crate::token::Token;

/// Examples for `--help`.
pub const EXAMPLES: &str = "\
Examples:
  obo chain @token.jwt                           subject, actors, audience
  obo chain @login.jwt @hop1.jwt @hop2.jwt       several: every hop judged
  obo chain --in-order @login.jwt @hop1.jwt      the order is as given
  obo chain @login.jwt @hop1.jwt --may read      may the last actor do this?
  obo chain @login.jwt @hop1.jwt --jwks https://as.example=@jwks.json --prove
  obo chain @token.jwt --format mermaid --report dot=chain.dot";

/// The forms of chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Shape {
    /// For people
    #[default]
    Human,
    /// One JSON document
    Json,
    /// One JSON object a line
    Jsonl,
    /// A Mermaid flowchart
    Mermaid,
    /// A Graphviz graph
    Dot,
}

impl Form for Shape {
    fn sink<'w>(self, out: &'w mut dyn Write, frame: Frame) -> Box<dyn Sink + 'w> {
        match self {
            Self::Human => Box::new(Human::new(out, frame)),
            Self::Json => Box::new(Json::new(out, frame)),
            Self::Jsonl => Box::new(JsonLines::new(out, frame)),
            Self::Mermaid => Box::new(Mermaid::new(out, frame)),
            Self::Dot => Box::new(Dot::new(out, frame)),
        }
    }
}

/// From which level on a problem makes the exit code 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum FailOn {
    /// Errors
    #[default]
    Error,
    /// Errors and warnings
    Warning,
    /// Every problem
    Note,
    /// None
    Never,
}

/// The options of chain.
#[derive(Debug, Clone, Args)]
pub struct Options {
    #[command(flatten)]
    inputs: Inputs,
    /// The tokens are one flow from first to last: judge the links, do not search for them
    #[arg(long)]
    in_order: bool,
    /// May the last actor do this for the subject? (can be repeated)
    #[arg(long, value_name = "SCOPE")]
    may: Vec<String>,
    /// Scopes mean the same at every audience
    #[arg(long)]
    shared_scopes: bool,
    #[command(flatten)]
    keys: KeyOptions,
    /// Exit with 1 unless every chain holds
    #[arg(long)]
    prove: bool,
    /// Leave out what is known on less than this
    #[arg(long, value_name = "EVIDENCE")]
    min_evidence: Option<MinEvidence>,
    /// From which level on a problem makes the exit code 1
    #[arg(long, value_name = "LEVEL", default_value = "error")]
    fail_on: FailOn,
    /// The form of the output
    #[arg(short, long, value_name = "FORM", default_value = "human")]
    format: Shape,
    #[command(flatten)]
    common: Everywhere,
}

/// Runs the command.
///
/// # Errors
/// Where an input or an output fails as a whole.
pub fn command(options: Options, arguments: &[OsString], host: &mut Host) -> Result<Code, Failure> {
    if options.may.iter().any(|scope| scope.trim().is_empty() || scope.contains(' ')) {
        return Err(Failure::usage("--may wants one scope").hint("repeat --may to ask about several"));
    }
    let forms = Forms::read(options.format, &options.common)?;
    let common = options.common.clone();
    let mut keys = evidence::gather(&options, host)?;
    let is_taken = options.inputs.are_on_stdin();
    let decryption =
        opening::decryption_key(options.keys.decrypt_key.as_ref(), is_taken, options.common.quiet, host)?;
    let awaited = options.inputs.awaited(host)?;
    output::emit("chain", forms, &common, arguments, host, |host, sink| {
        let now = options.common.at.unwrap_or(host.now());
        let mut outcome = Outcome { lenient: true, ..Outcome::default() };
        let (seen, coverage) = read(awaited, &options, decryption.as_ref(), host, &mut outcome)?;
        if seen.is_empty() {
            return Ok(outcome);
        }
        outcome.and(Code::Yes);
        let settings = Settings {
            in_order: options.in_order,
            shared_scopes: options.shared_scopes,
            may: options.may.clone(),
        };
        let proofs = proofs(&seen, keys.as_mut(), &options, host);
        let count = seen.len();
        let found = weigh(seen, proofs, &options, host);
        // What is left out for want of proof is not proven by that, and nobody may do a thing by no token.
        let is_answerless = found.is_empty() && !options.may.is_empty();
        if is_answerless || (options.prove && found.len() < count) {
            outcome.and(Code::No);
        }
        let mut subjects = Subjects::default();
        for Linked { mut chain, last } in link(found, &settings) {
            subjects.meet(&chain);
            if options.min_evidence.is_some() {
                chain.actors.retain(|actor| actor.evidence != Evidence::Inferred);
            }
            outcome.and(judged(&chain, &options));
            let source = chain.tokens.last().and_then(|token| token.sources.first());
            let source = source.map_or("", String::as_str);
            let last = decoded(&last, Sight { source, index: 0, now, readers: Readers::People });
            let told = Told { chain, last, is_proof_wanted: options.prove };
            written(sink.item(&Item::Chain(Box::new(told))))?;
        }
        if options.format == Shape::Human && !options.common.quiet && subjects.are_maybe_one_flow() {
            let count = subjects.chains;
            let text = "chains for one subject: the tokens do not say that they are one flow";
            say(host, &format!("note: {count} {text}"));
            say(host, "hint: --in-order takes them for one, from first to last as given");
        }
        written(sink.item(&Item::Read(Read { timeline: Vec::new(), coverage })))?;
        Ok(outcome)
    })
}

/// How many chains somebody may have meant as one flow; more of them come from a log.
const MOST_OF_A_FLOW: usize = 16;

/// On whose behalf the chains of a run are.
#[derive(Default)]
struct Subjects {
    chains: usize,
    /// Id and issuer of the only one so far.
    one: Option<(Option<String>, Option<String>)>,
    are_several: bool,
}

impl Subjects {
    fn meet(&mut self, chain: &Chain) {
        self.chains = self.chains.saturating_add(1);
        let own = (chain.subject.id.clone(), chain.subject.issuer.clone());
        self.are_several |= own.0.is_none() || *self.one.get_or_insert_with(|| own.clone()) != own;
    }

    /// Whether several chains are about one subject: a server that names neither earlier actors nor clients leaves no
    /// other sign of which token came from which.
    fn are_maybe_one_flow(&self) -> bool {
        (2..=MOST_OF_A_FLOW).contains(&self.chains) && !self.are_several
    }
}

/// A token and where it stood.
struct Place {
    token: Token,
    source: String,
}

/// Every token of every input, and what of each input was read.
fn read(
    awaited: Awaited,
    options: &Options,
    key: Option<&DecryptionKey>,
    host: &mut Host,
    outcome: &mut Outcome,
) -> Result<(Vec<Place>, Vec<Coverage>), Failure> {
    let mut found: Vec<Place> = Vec::new();
    let mut coverage: Vec<Coverage> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    inputs::each(awaited, options.common.hash_inputs, host, outcome, &mut |host, place, seen| {
        let at = *places.entry(place.input.clone()).or_insert_with(|| {
            coverage.push(Coverage {
                source: place.input.clone(),
                kind: "token",
                from: None,
                to: None,
                records: 0,
                unread: 0,
            });
            coverage.len().saturating_sub(1)
        });
        let Some(row) = coverage.get_mut(at) else { return Ok(()) };
        match seen {
            Seen::Token(sighting) => {
                row.records = row.records.saturating_add(1);
                let token = opening::opened(sighting.token, key, &place.source, host);
                if let Some(issued) = token.claims().and_then(|claims| claims.date("iat").present()) {
                    row.from = Some(row.from.map_or(issued, |from| from.min(issued)));
                    row.to = Some(row.to.map_or(issued, |to| to.max(issued)));
                }
                found.push(Place { token, source: place.source });
            }
            Seen::Nothing(_) => row.unread = row.unread.saturating_add(1),
        }
        Ok(())
    })?;
    outcome.examined.tokens = u64::try_from(found.len()).unwrap_or(u64::MAX);
    Ok((found, coverage))
}

/// The answer that one chain gives to the exit code.
fn judged(chain: &Chain, options: &Options) -> Code {
    let least = match options.fail_on {
        FailOn::Error => Some(Level::Error),
        FailOn::Warning => Some(Level::Warning),
        FailOn::Note => Some(Level::Note),
        FailOn::Never => None,
    };
    let fails = chain.problems.iter().any(|problem| least.is_some_and(|least| problem.level >= least));
    let denied = chain.may.iter().flatten().any(|may| may.outcome != MayOutcome::Yes);
    let holds = chain.verdict.as_ref().is_some_and(|verdict| verdict.outcome == VerdictOutcome::Holds);
    if fails || denied || (options.prove && !holds) { Code::No } else { Code::Yes }
}
