//! `obo lint`: what is wrong or risky about it?

mod said;
mod upkeep;

use std::ffi::OsString;
use std::io::Write;

use clap::Args;

use self::said::Said;
use self::upkeep::Upkeep;
use super::everywhere::Everywhere;
use super::inputs::{self, Inputs, Seen};
use super::output::{self, Form, Format, Forms, Outcome};
use super::{explain, settings, written};
use crate::delegation::chain::Level;
use crate::failure::{Code, Failure};
use crate::host::Host;
use crate::lint::context::{Place, Subject};
use crate::lint::engine;
use crate::lint::policy::Policy;
use crate::lint::upkeep::stale::Usage;
use crate::linting::{Sight, linted, of_policy};
use crate::render::human::Human;
use crate::render::json::Json;
use crate::render::jsonl::JsonLines;
use crate::render::{Frame, Sink};
use crate::report::lint::{Counts, Listed, Summary};
use crate::report::{Item, Unread};
use crate::scan::recognise::Sighting;
use crate::token::Token;

/// Examples for `--help`.
pub const EXAMPLES: &str = "\
Examples:
  obo lint @token.jwt                              one token
  obo lint @issued.jwt --subject-token @login.jwt  what the exchange changed
  obo lint -f json < tokens.txt                    a token a line
  obo lint @token.jwt --deny scope.* --allow bearer-token
  obo lint --list                                  every rule
  obo lint --explain actor-dropped                 what it finds, why it matters, what to do";

/// The forms of lint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Shape {
    /// For people
    #[default]
    Human,
    /// One JSON document
    Json,
    /// One JSON object a token
    Jsonl,
}

impl Shape {
    /// The form in which a rule is explained.
    fn of_words(self) -> Format {
        match self {
            Self::Human => Format::Human,
            Self::Json => Format::Json,
            Self::Jsonl => Format::Jsonl,
        }
    }
}

impl Form for Shape {
    fn sink<'w>(self, out: &'w mut dyn Write, frame: Frame) -> Box<dyn Sink + 'w> {
        match self {
            Self::Human => Box::new(Human::new(out, frame)),
            Self::Json => Box::new(Json::new(out, frame)),
            Self::Jsonl => Box::new(JsonLines::new(out, frame)),
        }
    }

    fn is_lines(self) -> bool {
        self == Self::Jsonl
    }
}

/// From which level on a finding makes the exit code 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum FailOn {
    /// Errors
    Error,
    /// Errors and warnings
    Warning,
    /// Every finding
    Note,
    /// None
    Never,
}

impl FailOn {
    fn level(self) -> Option<Level> {
        match self {
            Self::Error => Some(Level::Error),
            Self::Warning => Some(Level::Warning),
            Self::Note => Some(Level::Note),
            Self::Never => None,
        }
    }
}

/// The least level that a screen shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Least {
    /// Errors
    Error,
    /// Errors and warnings
    Warning,
    /// Every finding
    Note,
}

impl Least {
    fn level(self) -> Level {
        match self {
            Self::Error => Level::Error,
            Self::Warning => Level::Warning,
            Self::Note => Level::Note,
        }
    }
}

/// The options of lint.
#[derive(Debug, Clone, Args)]
pub struct Options {
    #[command(flatten)]
    inputs: Inputs,
    /// The token that the input was exchanged from: what the exchange changed is judged, too
    #[arg(short = 't', long, value_name = "SRC")]
    subject_token: Option<String>,
    /// From which level on a finding makes the exit code 1 [default: warning]
    #[arg(long, value_name = "LEVEL")]
    fail_on: Option<FailOn>,
    /// The least level that the screen shows; the rest is counted [default: warning]
    #[arg(long, value_name = "LEVEL")]
    show: Option<Least>,
    /// A name for the input, which stands in every form beside its findings
    #[arg(long, value_name = "NAME")]
    label: Option<String>,
    /// Scopes mean the same at every audience
    #[arg(long)]
    shared_scopes: bool,
    /// An input without a token is no failure
    #[arg(long)]
    allow_empty: bool,
    /// List every rule
    #[arg(long)]
    list: bool,
    /// Say what a rule finds, why it matters and what to do
    #[arg(long, value_name = "RULE", conflicts_with = "list")]
    explain: Option<String>,
    /// The form of the output [default: human]
    #[arg(short, long, value_name = "FORM")]
    format: Option<Shape>,
    #[command(flatten)]
    said: Said,
    #[command(flatten)]
    upkeep: Upkeep,
    #[command(flatten)]
    common: Everywhere,
}

/// Runs the command.
///
/// # Errors
/// Where an input or an output fails as a whole.
pub fn command(options: Options, arguments: &[OsString], host: &mut Host) -> Result<Code, Failure> {
    let shape = options.format.unwrap_or_default();
    if let Some(rule) = &options.explain {
        return explain::rule(rule, shape.of_words(), &options.common, arguments, host);
    }
    let forms = Forms::read(shape, &options.common)?;
    let common = options.common.clone();
    let parent = parent(&options, host)?;
    let parent = parent.as_ref().map(Subject::read);
    let layer = said::layer(&options);
    let policy = settings::policy(&common, options.said.policy.as_deref(), &layer, host)?;
    let own = upkeep::own_rules(&policy)?;
    if options.list {
        return output::emit("lint", forms, &common, arguments, host, |_, sink| list(&policy, sink));
    }
    if options.upkeep.test {
        return output::emit("lint", forms, &common, arguments, host, |host, sink| {
            let now = options.common.at.unwrap_or(host.now());
            upkeep::test(&policy, &own, now, sink)
        });
    }
    let known = options.upkeep.known(&policy, host)?;
    let mut usage = Usage::default();
    let code = output::emit("lint", forms, &common, arguments, host, |host, sink| {
        let now = options.common.at.unwrap_or(host.now());
        let mut fails = false;
        let mut outcome = Outcome::default();
        let mut counts = Counts::default();
        let hash = options.common.hash_inputs;
        inputs::each(&options.inputs, hash, host, &mut outcome, &mut |_, place, seen| match seen {
            Seen::Token(sighting) => {
                let sight = Sight {
                    source: &place.source,
                    index: place.index,
                    place: standing(&sighting),
                    label: options.label.as_deref(),
                    parent: parent.as_ref(),
                    policy: &policy,
                    own: &own,
                    known: &known,
                    suppresses: true,
                    now,
                };
                let item = linted(&sighting.token, sight);
                counts.add(&item);
                fails |= item.fails;
                usage.add(&policy, item.issuer.as_deref(), item.client.as_deref(), &item.silenced);
                written(sink.item(&Item::Linted(Box::new(item))))
            }
            Seen::Nothing(error) => {
                let row = Unread { source: place.source, index: place.index, error };
                written(sink.item(&Item::Unread(row)))
            }
        })?;
        outcome.examined.tokens = counts.tokens;
        if counts.tokens == 0 {
            // Nothing was judged, so nothing passed (SECURITY.md R1).
            return Ok(outcome);
        }
        for (place, finding) in usage.findings(&policy, now) {
            let item = of_policy(&place, finding, &policy);
            counts.add(&item);
            fails |= item.fails;
            written(sink.item(&Item::Linted(Box::new(item))))?;
        }
        let (show, fail_on) = (policy.plain().show, policy.plain().fail_on);
        outcome.and(if fails { Code::No } else { Code::Yes });
        written(sink.item(&Item::Summary(Summary { summary: counts, show, fail_on, fails })))?;
        Ok(outcome)
    })?;
    options.upkeep.write(known, code, host)
}

/// Where a token stood, as rules ask it.
fn standing(sighting: &Sighting) -> Place<'_> {
    let answer = sighting.answer.as_deref();
    Place {
        member: sighting.member,
        scheme: sighting.scheme,
        issued_type: answer.and_then(|answer| answer.issued_type.as_deref()),
        beside_refresh_token: answer.is_some_and(|answer| answer.has_refresh_token),
    }
}

/// Every rule at its level here, one item each: obo's, those about the policy, and the policy's own.
fn list(policy: &Policy, sink: &mut dyn Sink) -> Result<Outcome, Failure> {
    let settings = &policy.plain().settings;
    for rule in engine::all().map(Listed::from).chain(policy.own_rules().into_iter().map(Listed::from)) {
        written(sink.item(&Item::Rule(Box::new(rule.under(settings)))))?;
    }
    Ok(Outcome { code: Some(Code::Yes), ..Outcome::default() })
}

/// The one token of `--subject-token`.
fn parent(options: &Options, host: &mut Host) -> Result<Option<Token>, Failure> {
    let Some(text) = &options.subject_token else { return Ok(None) };
    let inputs = Inputs { inputs: vec![text.clone()], text: false };
    let mut found = Vec::new();
    let mut outcome = Outcome::default();
    inputs::each(&inputs, false, host, &mut outcome, &mut |_, _, seen| {
        if let Seen::Token(sighting) = seen {
            found.push(sighting.token);
        }
        Ok(())
    })?;
    let count = found.len();
    match (found.pop(), count) {
        (Some(token), 1) => Ok(Some(token)),
        _ => Err(Failure::usage(format!("--subject-token wants one token, and {count} were read"))),
    }
}
