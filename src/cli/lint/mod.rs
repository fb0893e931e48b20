//! `obo lint`: what is wrong or risky about it?

mod forms;
mod location;
mod options;
mod said;
mod unjudged;
mod upkeep;
mod walk;

pub use options::Options;

use std::ffi::OsString;
use std::path::Path;

use self::unjudged::Unjudged;
use super::inputs::{self, Inputs, Seen};
use super::output::{self, Forms, Outcome};
use super::{explain, opening, settings, written};
use crate::failure::{Code, Failure};
use crate::host::Host;
use crate::keys::decrypt::DecryptionKey;
use crate::lint::context::{Place, Subject};
use crate::lint::engine;
use crate::lint::policy::Policy;
use crate::lint::upkeep::stale::Usage;
use crate::linting::{Sight, linted, of_policy};
use crate::plural::counted;
use crate::render::Sink;
use crate::report::lint::{Counts, Listed, Summary, Tally};
use crate::report::{Item, Unread};
use crate::scan::recognise::Sighting;
use crate::token::{Kind, Token};

/// Examples for `--help`.
pub const EXAMPLES: &str = "\
Examples:
  obo lint @token.jwt                              one token
  obo lint @issued.jwt --subject-token @login.jwt  what the exchange changed
  obo lint -f json < tokens.txt                    a token a line
  obo lint tokens/ --policy ci/obo.toml --report sarif=obo.sarif
  obo lint @token.jwt --deny 'scope.*' --allow bearer-token
  obo lint --test --policy ci/obo.toml             the policy's own examples
  obo lint --list                                  every rule
  obo lint --explain actor-dropped                 why it matters, what to do";

/// What lint takes for an input, for `--help`.
pub const INPUT: &str = "Tokens, or where they are: the text itself, a path, a directory, @FILE, env:NAME, cmd:COMMAND, fd:N or - for stdin";

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
    let is_taken = options.inputs.are_on_stdin();
    let key = opening::decryption_key(options.decrypt_key.as_ref(), is_taken, common.quiet, host)?;
    let parent = parent(&options, key.as_ref(), host)?;
    let parent = parent.as_ref().map(Subject::read);
    let layer = said::layer(&options);
    let (policy, file) = settings::policy(&common, options.said.policy.as_deref(), &layer, host)?;
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
    let elsewhere = match &options.location {
        Some(text) => location::parse(text)?,
        None => location::of_policy(file.as_deref(), host.working_directory().as_deref()),
    };
    let known = options.upkeep.known(&policy, host)?;
    let mut usage = Usage::default();
    let mut awaited = options.inputs.awaited(host)?;
    let code = output::emit("lint", forms, &common, arguments, host, |host, sink| {
        let now = options.common.at.unwrap_or(host.now());
        let mut fails = false;
        let mut outcome = Outcome { allow_empty: options.allow_empty, ..Outcome::default() };
        let mut counts = Counts::default();
        let mut tally = options.summary.then(Tally::default);
        let hash = options.common.hash_inputs;
        let walk = walk::walk(std::mem::take(&mut awaited.sources), host)?;
        outcome.examined.unread = walk.passed_over;
        if !walk.failed.is_empty() {
            outcome.and(Code::Usage);
            outcome.failed.extend(walk.failed);
        }
        let mut unjudged = Unjudged::default();
        awaited.sources = walk.sources;
        inputs::each(awaited, hash, host, &mut outcome, &mut |host, place, seen| match seen {
            Seen::Token(mut sighting) => {
                sighting.token = opening::opened(sighting.token, key.as_ref(), &place.source, host);
                let unread = unjudged.meet(&sighting, &place, host);
                let location = location::of(&place, &elsewhere);
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
                    location: &location,
                };
                let item = linted(&sighting.token, sight);
                if let Some(error) = unread
                    .filter(|_| item.findings.is_empty() || sighting.token.kind() == Kind::Introspection)
                {
                    let row = Unread { source: place.source, index: place.index, error };
                    return written(sink.item(&Item::Unread(row)));
                }
                counts.add(&item);
                fails |= item.fails;
                if let Some(tally) = &mut tally {
                    tally.add(&item);
                }
                usage.add(&policy, item.issuer.as_deref(), item.client.as_deref(), &item.silenced);
                written(sink.item(&Item::Linted(Box::new(item))))
            }
            Seen::Nothing(error) => {
                let row = Unread { source: place.source, index: place.index, error };
                written(sink.item(&Item::Unread(row)))
            }
        })?;
        unjudged.told(&mut outcome);
        outcome.examined.tokens = counts.tokens;
        if counts.tokens == 0 && !options.allow_empty {
            // Nothing was judged, so nothing passed (SECURITY.md R1).
            if outcome.code.is_none() {
                return Err(nothing(&walk.directories, &outcome));
            }
            return Ok(outcome);
        }
        for (place, finding) in usage.findings(&policy, now) {
            let mut item = of_policy(&place, finding, &policy);
            item.location.path =
                location::seen_from(Path::new(&item.location.path), host.working_directory().as_deref());
            counts.add(&item);
            fails |= item.fails;
            written(sink.item(&Item::Linted(Box::new(item))))?;
        }
        let (show, fail_on) = (policy.plain().show, policy.plain().fail_on);
        outcome.and(if fails { Code::No } else { Code::Yes });
        written(sink.item(&Item::Summary(Summary { summary: counts, tally, show, fail_on, fails })))?;
        Ok(outcome)
    })?;
    options.upkeep.write(known, code, host)
}

/// The failure of a run that met no token.
fn nothing(directories: &[String], outcome: &Outcome) -> Failure {
    let files = counted(outcome.inputs.len(), "file", "files");
    let bytes = counted(outcome.examined.bytes, "byte", "bytes");
    Failure::usage(format!("no token in {} ({files}, {bytes} read)", directories.join(", ")))
        .hint("nothing was judged, so nothing passed; --allow-empty accepts that")
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
fn parent(options: &Options, key: Option<&DecryptionKey>, host: &mut Host) -> Result<Option<Token>, Failure> {
    let Some(text) = &options.subject_token else { return Ok(None) };
    let inputs = Inputs { inputs: vec![text.clone()], text: false };
    if text == "-" && options.inputs.are_on_stdin() {
        return Err(Failure::usage("stdin is named twice, and can be read once"));
    }
    let mut found = Vec::new();
    let mut outcome = Outcome::default();
    let awaited = inputs.awaited(host)?;
    inputs::each(awaited, false, host, &mut outcome, &mut |host, place, seen| {
        if let Seen::Token(sighting) = seen {
            found.push(opening::opened(sighting.token, key, &place.source, host));
        }
        Ok(())
    })?;
    let count = found.len();
    match (found.pop(), count) {
        (Some(token), 1) => match unjudged::failure(&token) {
            None => Ok(Some(token)),
            Some(failure) => {
                Err(failure.context("nothing can be compared with the token of --subject-token"))
            }
        },
        _ => Err(Failure::usage(format!("--subject-token wants one token, and {count} were read"))),
    }
}
