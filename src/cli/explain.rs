//! `obo explain`: what does this error, claim or provider mean?

use std::ffi::OsString;
use std::io::Read as _;

use clap::Args;

use super::everywhere::Everywhere;
use super::output::{self, Format, Forms, Outcome};
use super::written;
use crate::exchange::sent::{Presented, Sent};
use crate::exchange::token_type::ACCESS_TOKEN;
use crate::failure::{Code, Failure};
use crate::host::Host;
use crate::index::{self, Kind, Word};
use crate::input::{self, MAX_TEXT, Reading, Source};
use crate::near;
use crate::report::explain::{Match, Meaning, Nearest};
use crate::report::{InputRead, Item};
use crate::token::digest::Digest;
use crate::token::{Token, wrapping};

/// Examples for `--help`.
pub const EXAMPLES: &str = "\
Examples:
  obo explain uti                        a claim
  obo explain 'xms_act_fct=9 11'         a claim and what its value means
  obo explain invalid_target             an error
  obo explain 'AADSTS500131: Assertion audience does not match'
  pbpaste | obo explain                  a pasted answer, header or exception
  obo explain -t @sent.jwt -c svc-a 'Client is not within the token audience'
  obo explain actor-dropped              a lint rule
  obo explain --list provider            every word of a kind";

/// From how many issuers on the same word is shown once, with a line for each.
const MANY: usize = 4;

/// The options of explain.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// An error or any pasted one, a claim, a claim with its value, a token type, a provider, a lint rule; @FILE or - too
    #[arg(value_name = "WORD")]
    words: Vec<String>,
    /// List every word, or those of a kind
    #[arg(long, value_name = "KIND", num_args = 0..=1, default_missing_value = "all", conflicts_with = "words")]
    list: Option<String>,
    /// Judge a refusal's causes against the subject token that was sent
    #[arg(short = 't', long, value_name = "SRC")]
    subject_token: Option<String>,
    /// Judge a refusal's causes for the client that sent it
    #[arg(short, long, value_name = "ID")]
    client_id: Option<String>,
    /// Read the arguments as text and nothing else
    #[arg(long)]
    text: bool,
    /// The form of the output
    #[arg(short, long, value_name = "FORM", default_value = "human")]
    format: Format,
    #[command(flatten)]
    common: Everywhere,
}

/// Runs the command.
///
/// # Errors
/// Where nothing was asked, or the input or an output fails as a whole.
pub fn command(options: Options, arguments: &[OsString], host: &mut Host) -> Result<Code, Failure> {
    let forms = Forms::read(options.format, &options.common)?;
    let common = options.common.clone();
    let mut sent = Sent::unknown(options.common.at.unwrap_or(host.now()));
    sent.client_id.clone_from(&options.client_id);
    if let Some(kind) = &options.list {
        let kind = listed_kind(kind)?;
        return output::emit("explain", forms, &common, arguments, host, |_, sink| {
            for word in index::list(kind, &sent) {
                written(sink.item(&Item::Listed(Box::new(matched(word)))))?;
            }
            Ok(Outcome { code: Some(Code::Yes), ..Outcome::default() })
        });
    }
    output::emit("explain", forms, &common, arguments, host, |host, sink| {
        let mut outcome = Outcome::default();
        if let Some(token) = &options.subject_token {
            sent.subject = Some(presented(token, host)?);
        }
        let asked = asked(&options, host, &mut outcome)?;
        let found = index::look_up(&asked, &sent);
        let is_known = found.words.iter().any(|word| word.kind != Kind::Token);
        for found in arranged(found.words) {
            written(sink.item(&Item::Matched(Box::new(found))))?;
        }
        if is_known {
            outcome.and(Code::Yes);
        } else {
            outcome.and(Code::No);
            written(sink.item(&Item::Nearest(Nearest { nearest: found.nearest })))?;
        }
        Ok(outcome)
    })
}

/// Explains one rule, as `lint --explain` asks for it.
///
/// # Errors
/// Where the output fails as a whole.
pub(super) fn rule(
    name: &str,
    format: Format,
    common: &Everywhere,
    arguments: &[OsString],
    host: &mut Host,
) -> Result<Code, Failure> {
    let (words, common) = (vec![name.to_owned()], common.clone());
    let options =
        Options { words, list: None, subject_token: None, client_id: None, text: true, format, common };
    command(options, arguments, host)
}

fn listed_kind(kind: &str) -> Result<Option<Kind>, Failure> {
    if kind == "all" {
        return Ok(None);
    }
    let kinds = || Kind::LISTED.iter().map(|kind| kind.word());
    Kind::named(kind).map(Some).ok_or_else(|| {
        let near = near::nearest(kind, kinds());
        let failure = Failure::usage("--list knows no such kind");
        match near.first() {
            Some(near) => failure.hint(format!("the nearest kind is {near}")),
            None => failure.hint(format!("the kinds are {}", kinds().collect::<Vec<_>>().join(" "))),
        }
    })
}

/// The subject token of a refused exchange; one that nobody here can read is opaque.
fn presented(text: &str, host: &mut Host) -> Result<Presented, Failure> {
    let source = input::parse(text, Reading::Token, host)?;
    let bytes = read(&source, host)?;
    let text = String::from_utf8_lossy(&bytes);
    let token = Token::parse(&wrapping::unwrap(&text)).ok();
    let is_named = !matches!(source, Source::Text(_) | Source::Stdin);
    let source = is_named.then(|| match &source {
        Source::File(path) => format!("@{}", path.display()),
        other => input::name(other),
    });
    Ok(Presented { token, token_type: ACCESS_TOKEN.to_owned(), source })
}

/// The bytes of a source, at most 1 MiB of them.
fn read(source: &Source, host: &mut Host) -> Result<Vec<u8>, Failure> {
    let name = input::name(source);
    let unreadable = || Failure::usage(format!("{name} could not be read to its end"));
    let mut bytes = Vec::new();
    let limit = u64::try_from(MAX_TEXT).unwrap_or(u64::MAX).saturating_add(1);
    input::open(source, host)?.take(limit).read_to_end(&mut bytes).map_err(|_| unreadable())?;
    if bytes.len() > MAX_TEXT {
        return Err(Failure::usage(format!("{name} holds more than 1 MiB")));
    }
    if bytes.trim_ascii().is_empty() {
        return Err(Failure::usage(format!("{name} is empty")));
    }
    Ok(bytes)
}

/// The text that was asked about: the words, or a source in their place, or stdin where it is piped.
fn asked(options: &Options, host: &mut Host, outcome: &mut Outcome) -> Result<String, Failure> {
    let nothing = || {
        let hint = "name an error, a claim or a provider, or pipe in what the server said";
        Failure::usage("nothing was asked").hint(hint)
    };
    let source = match options.words.as_slice() {
        [] if host.terminals.stdin => return Err(nothing()),
        [_, ..] if options.words.iter().all(|word| word.trim().is_empty()) => return Err(nothing()),
        words if !options.text && words.iter().filter(|word| *word == "-").count() > 1 => {
            return Err(Failure::usage("stdin is named twice, and can be read once"));
        }
        [] => Source::Stdin,
        // Words are words: an existing path counts only behind @.
        [one] if !options.text && is_source(one) => input::parse(one, Reading::Secret, host)?,
        words => return Ok(words.join(" ")),
    };
    if source == Source::Stdin && options.subject_token.as_deref() == Some("-") {
        return Err(Failure::usage("stdin is the subject token, and can be read once"));
    }
    let name = input::name(&source);
    let bytes = read(&source, host)?;
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let sha256 = options.common.hash_inputs.then(|| Digest::of(&bytes).to_string());
    outcome.examined.bytes = size;
    outcome.inputs.push(InputRead { name, bytes: size, sha256 });
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn is_source(word: &str) -> bool {
    word == "-" || ["@", "env:", "cmd:", "fd:"].iter().any(|prefix| word.starts_with(prefix))
}

fn matched(word: Word) -> Match {
    let meaning = |(value, text)| Meaning { value, text };
    Match {
        kind: word.kind.word(),
        name: word.name,
        text: word.text,
        causes: word.causes,
        hint: word.hint,
        references: word.references,
        origin: word.origin,
        more: word.more,
        values: word.values.into_iter().map(meaning).collect(),
        elsewhere: Vec::new(),
        is_shown_above: false,
    }
}

/// Words as a screen has them: values under their claim, one word of many issuers once.
fn arranged(words: Vec<Word>) -> Vec<Match> {
    let mut found: Vec<Match> = words.into_iter().map(matched).collect();
    if let [first, rest @ ..] = found.as_mut_slice()
        && first.kind == Kind::Claim.word()
    {
        let name = first.name.clone();
        let mut others: Vec<_> = rest.iter_mut().filter(|o| o.kind == first.kind && o.name == name).collect();
        if others.len() + 1 >= MANY {
            for other in &mut others {
                first.elsewhere.push((other.origin.clone(), other.text.clone()));
                other.is_shown_above = true;
            }
        }
    }
    // A problem of a chain that is also a rule has the same name and says no more.
    let rules: Vec<String> =
        found.iter().filter(|one| one.kind == Kind::Rule.word()).map(|one| one.name.clone()).collect();
    for one in found.iter_mut().filter(|one| one.kind == Kind::Problem.word()) {
        one.is_shown_above = rules.contains(&one.name);
    }
    let mut claim: Option<usize> = None;
    for at in 0..found.len() {
        let Some(one) = found.get(at) else { break };
        if one.kind != "value" {
            claim = ["claim", "header"].contains(&one.kind).then_some(at);
            continue;
        }
        let value = one.name.split_once('=').map_or("", |(_, value)| value).to_owned();
        let meaning = Meaning { value, text: one.text.clone() };
        let Some(above) = claim else { continue };
        if let Some(above) = found.get_mut(above) {
            above.values.push(meaning);
        }
        if let Some(one) = found.get_mut(at) {
            one.is_shown_above = true;
        }
    }
    found
}
