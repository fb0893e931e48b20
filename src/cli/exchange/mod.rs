//! `obo exchange`: get a token on behalf of a subject.

mod gather;
mod options;
mod proof;
mod server;

use std::ffi::OsString;
use std::io::Write as _;

pub use self::options::{EXAMPLES, Options};

use self::gather::Gathered;
use self::options::ExchangeFormat;
use super::everywhere::Everywhere;
use super::output::{self, Forms, Outcome, look};
use super::world::Live;
use super::{say, settings, unanswered, written};
use crate::conversation::Answer;
use crate::decoding::{Readers, Sight, decoded};
use crate::exchange::inputs::{Inputs, TOKEN_EXCHANGE};
use crate::exchange::neither::Neither;
use crate::exchange::plan::{NoAnswer, TokenRequest};
use crate::exchange::reflection::Held;
use crate::exchange::refusal::explain;
use crate::exchange::reply::{self, Granted, Refused, Reply};
use crate::exchange::words::Words;
use crate::exchange::{curl, grant};
use crate::failure::{Code, Failure};
use crate::host::Host;
use crate::instant::Instant;
use crate::net::drive::{drive, retry_after};
use crate::render::human::exchange as screen;
use crate::render::human::page::{Look, Page};
use crate::report::Item;
use crate::report::exchange::{Bare, Exchanged, Request, Response};
use crate::token::json::Tree;

/// Runs the command.
///
/// # Errors
/// Where something is missing or wrong (exit 2), or no answer came that makes sense (exit 3).
pub fn command(options: Options, arguments: &[OsString], host: &mut Host) -> Result<Code, Failure> {
    host.forbid_core_dumps();
    let config = settings::load(&options.common, host)?;
    let profile = settings::profile(&options.common, &config)?;
    let gathered = gather::gather(&options, profile.as_ref(), host)?;
    host.waited();
    if let Some(shell) = options.curl {
        return print_curl(&gathered, shell.into(), &options.common, host);
    }
    let format = options.format.unwrap_or(match (options.dry_run, host.terminals.stdout) {
        (true, _) => ExchangeFormat::Human,
        (false, true) if options.common.file().is_none() => ExchangeFormat::Human,
        _ => ExchangeFormat::Token,
    });
    // A dry run shows the request in its own form: there is no token to print alone.
    let format = if options.dry_run && format.is_bare() { ExchangeFormat::Human } else { format };
    let forms = Forms::read(format, &options.common)?;
    let bare = forms.reports.iter().map(|(form, _)| *form).chain([format]).any(ExchangeFormat::is_bare);
    if options.common.redact && bare {
        return Err(Failure::usage("--redact and a token alone exclude each other")
            .hint("-f json or -f human goes with --redact"));
    }
    let common = options.common.clone();
    output::emit("exchange", forms, &common, arguments, host, |host, sink| {
        let mut outcome = Outcome { inputs: gathered.read.clone(), ..Outcome::default() };
        let read = gathered.inputs.subject.token.iter().count()
            + gathered.inputs.actor.iter().filter_map(|actor| actor.token.as_ref()).count();
        outcome.examined.tokens = u64::try_from(read).unwrap_or(u64::MAX);
        outcome.examined.bytes = outcome.inputs.iter().map(|input| input.bytes).sum();
        let mut exchanged = match options.dry_run {
            true => dry_run(&gathered, host)?,
            false => run(&gathered, &options.common, host)?,
        };
        exchanged.strict = options.strict && !options.dry_run;
        if exchanged.issued.is_some() {
            outcome.examined.tokens = outcome.examined.tokens.saturating_add(1);
        }
        if format.is_bare() {
            beside(&exchanged, &options, host)?;
        }
        outcome.and(if exchanged.is_yes() { Code::Yes } else { Code::No });
        written(sink.item(&Item::Exchanged(Box::new(exchanged))))?;
        Ok(outcome)
    })
}

fn print_curl(
    gathered: &Gathered,
    shell: curl::Shell,
    common: &Everywhere,
    host: &mut Host,
) -> Result<Code, Failure> {
    if common.redact || !common.report.is_empty() {
        return Err(Failure::usage("--curl prints one command: neither --redact nor --report goes with it"));
    }
    for warning in &gathered.warnings {
        say(host, &format!("warning[{}]: {}", warning.code.name(), warning.text));
    }
    let plan = TokenRequest::new(&gathered.inputs, host.now()).plan().map_err(key_failure)?;
    let text = curl::command(&plan, shell)
        .map_err(|error| Failure::usage(error).hint("--curl=powershell can be given every value"))?;
    match common.file() {
        Some(path) => host.files.write(path, text.as_bytes()).map_err(|error| {
            Failure::usage(error).context(format!("cannot write {}", path.to_string_lossy()))
        })?,
        None => written(host.stdout.write_all(text.as_bytes()).and_then(|()| host.stdout.flush()))?,
    }
    Ok(Code::Yes)
}

/// What stdout has no room for when it holds a token alone: a refusal as the screen shows it, warnings as lines.
fn beside(exchanged: &Exchanged, options: &Options, host: &mut Host) -> Result<(), Failure> {
    let now = options.common.at.unwrap_or(host.now());
    if exchanged.refusal.is_some() {
        let colour = host.terminals.stderr && look(&options.common, host).colour;
        let look = Look { colour, ..look(&options.common, host) };
        return written(screen::show(&mut Page::new(&mut host.stderr, look), exchanged, now));
    }
    if options.common.quiet {
        return Ok(());
    }
    for warning in &exchanged.warnings {
        let level = match (options.strict, warning.strict) {
            (true, true) => "error",
            (false, true) => "warning",
            (_, false) => "note",
        };
        say(host, &format!("{level}[{}]: {}", warning.code.name(), warning.text));
    }
    Ok(())
}

fn key_failure(error: crate::keys::KeyError) -> Failure {
    Failure::usage(error).context("the client's key cannot sign")
}

fn dry_run(gathered: &Gathered, host: &Host) -> Result<Exchanged, Failure> {
    let plan = TokenRequest::new(&gathered.inputs, host.now()).plan().map_err(key_failure)?;
    let mut exchanged = begun(gathered, Request::of(&plan));
    exchanged.warnings.clone_from(&gathered.warnings);
    Ok(exchanged)
}

/// An exchange of which only the request is known.
fn begun(gathered: &Gathered, request: Request) -> Exchanged {
    Exchanged {
        request,
        response: None,
        issued: None,
        changes: None,
        refusal: None,
        warnings: Vec::new(),
        client: (gathered.inputs.client_id.clone(), gathered.inputs.proof.method()),
        as_asked: Vec::new(),
        sources: gathered.read.iter().map(|read| read.name.clone()).collect(),
        bare: None,
        strict: false,
    }
}

/// Sends the request and judges the answer.
fn run(gathered: &Gathered, common: &Everywhere, host: &mut Host) -> Result<Exchanged, Failure> {
    let mut conversation = TokenRequest::new(&gathered.inputs, host.now());
    let mut world = Live { http: &gathered.http, host, quiet: common.quiet, verbose: common.verbose };
    let answer = drive(&mut conversation, &mut world);
    let url = gathered.inputs.token_endpoint.as_str();
    let answer: Answer = match answer {
        Ok(answer) => answer,
        Err(NoAnswer::Key(error)) => return Err(key_failure(error)),
        Err(NoAnswer::Unanswered(why)) => return Err(unanswered::failure(&why, url)),
    };
    // What is issued is issued after the question, and not before it is valid.
    host.waited();
    let now = common.at.unwrap_or(host.now());
    let plan = conversation.last().ok_or_else(|| Failure::network("nothing was sent"))?;
    let exchanged = begun(gathered, Request::of(plan));
    match reply::read(&answer, retry_after(&answer), &Held::of_proved(plan, &gathered.inputs.proof)) {
        Reply::Neither(neither) => {
            let failure = unanswered::neither(&neither, url);
            let is_unlisted = unlisted_grant(&neither, &gathered.inputs);
            Err(if is_unlisted { failure.hint(UNLISTED_GRANT) } else { failure })
        }
        Reply::Refused(refused) => Ok(refuse(exchanged, *refused, gathered, now)),
        Reply::Granted(granted) => Ok(accept(exchanged, *granted, gathered, now)),
    }
}

/// What such an answer may be about, beside what it is.
const UNLISTED_GRANT: &str =
    "the server's metadata does not list token exchange (grant_types_supported): it may not know that grant";

/// Whether an answer that says nothing to the purpose may be about a grant that the metadata does not list: not one
/// of an address that is none, of a server that is busy or of a gateway.
fn unlisted_grant(neither: &Neither, inputs: &Inputs) -> bool {
    matches!(neither.status, 400..=403 | 406..=428 | 500 | 501)
        && !inputs.grants_listed.is_empty()
        && inputs.grants_listed.iter().all(|listed| listed != TOKEN_EXCHANGE)
}

fn refuse(mut exchanged: Exchanged, refused: Refused, gathered: &Gathered, now: Instant) -> Exchanged {
    let words = Words::read(Some(refused.status), refused.body.value()).unwrap_or_default();
    let mut refusal = explain(&words, &gathered.inputs.sent(now), gathered.vendor.as_ref());
    if let Some(seconds) = refused.retry_after {
        refusal.hint.push_str(&format!("; the server asks to wait {seconds} s"));
    }
    exchanged.response = Some(Response { status: refused.status, body: refused.body });
    exchanged.refusal = Some(refusal);
    exchanged
}

fn accept(mut exchanged: Exchanged, granted: Granted, gathered: &Gathered, now: Instant) -> Exchanged {
    let quirks = gathered.vendor.as_ref().map(crate::provider::Profile::quirks);
    let judged = grant::judge(&gathered.inputs, &granted, quirks.as_ref(), now);
    exchanged.issued = {
        let sight = Sight { source: "response", index: 0, now, readers: Readers::Both };
        granted.token.as_ref().map(|token| decoded(token, sight))
    };
    exchanged.response = Some(Response { status: granted.status, body: Tree::clone(&granted.body) });
    exchanged.changes = judged.change;
    exchanged.warnings = judged.warnings;
    exchanged.as_asked = judged.as_asked;
    let is_dpop = granted.token_type.as_deref().is_some_and(|text| text.eq_ignore_ascii_case("dpop"));
    exchanged.bare = Some(Bare {
        token: granted.access_token,
        scheme: if is_dpop { "DPoP" } else { "Bearer" },
        expires_in: granted.expires_in,
        issued_token_type: granted.issued_token_type,
        token_type: granted.token_type,
    });
    exchanged
}
