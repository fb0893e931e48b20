//! `obo verify`: is it genuine, and is it acceptable here?

mod actor;
mod audience;
mod batch;
mod blocks;
mod expectations;
mod introspection;
mod issuer;
mod options;
mod possession;
mod reading;
mod undecided;

use std::ffi::OsString;
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use self::batch::Batch;
use self::blocks::Texts;
use self::introspection::{Asker, Told};
pub use self::options::{EXAMPLES, Options};
pub(super) use self::options::{Keys as KeyOptions, pause};
use self::reading::{Row, What};
use super::awaited::Awaited;
use super::keys::{self, Asked, Keys};
use super::output::{self, Forms, Outcome};
use super::{opening, report, say, settings, written};
use crate::decoding::{Readers, Sight, decoded};
use crate::failure::{Code, Failure};
use crate::host::Host;
use crate::input::{self, Source};
use crate::instant::Instant;
use crate::keys::decrypt::DecryptionKey;
use crate::parallel;
use crate::plural::counted;
use crate::render::Sink;
use crate::report::verify::Judged;
use crate::report::{Failed, InputRead};
use crate::scan::recognise::WHOLE;
use crate::token::digest::Digest;
use crate::token::{Kind, MAX_BYTES, Reader, Token};
use crate::verify::check::Check;
use crate::verify::{self, Keyring, Policy};

/// Runs the command.
///
/// # Errors
/// Where expectations or keys are missing or cannot be had, or an output cannot be made.
pub fn command(mut options: Options, arguments: &[OsString], host: &mut Host) -> Result<Code, Failure> {
    let forms = Forms::read(options.format, &options.common)?;
    let config = settings::expectations(&options.common, options.expected.names_audience(), host)?;
    let profile = settings::expected(&options.common, &config)?;
    if let Some(profile) = &profile {
        expectations::needed(&options, profile)?;
    }
    let of_token = match profile.as_ref().is_some_and(|profile| profile.get("issuer").is_some()) {
        true => None,
        false => issuer::ask(&mut options, host)?,
    };
    audience::ask(&mut options, profile.as_ref(), host)?;
    let named = expectations::resource(&options, profile.as_ref(), host)?;
    let mut policy = expectations::policy(&options, profile.as_ref(), named.as_ref())?;
    let asked_keys = Asked { is_hearsay: policy.hearsay.is_some(), ..asked(&options) };
    // Its keys are asked for on the person's word; an expectation it is not.
    policy.hearsay = policy.hearsay.or(of_token);
    // What makes no question is said before anybody is asked anything.
    let intent = introspection::intent(&options, profile.as_ref(), &policy)?;
    let mut keys = keys::gather(&asked_keys, profile.as_ref(), &policy.issuer, host)?;
    let asker = intent.map(|intent| introspection::asker(intent, &options, &mut keys, host)).transpose()?;
    let decryption =
        opening::decryption_key(options.keys.decrypt_key.as_ref(), false, options.common.quiet, host)?;
    policy.dpop = possession::proof(&options.binding, host)?;
    policy.certificate = possession::certificate(&options.binding, host)?;
    let actor = actor::token(&options, host)?;
    // Last of all that is read: the clock is read with it.
    let awaited = options.inputs.awaited(host)?;
    let now = options.common.at.unwrap_or(host.now());
    let told = actor.map(|token| actor::told(&token, &policy, &mut keys, now, &options, host));
    policy.actor_token = told.transpose()?;
    let has_card = options.common.redact || forms.readers() != Readers::Machines;
    let common = options.common.clone();
    let arguments = introspection::arguments(&options, arguments, host);
    output::emit("verify", forms, &common, &arguments, host, |host, sink| {
        keys::introduce(&keys.ring, &policy.issuer, sink);
        let (beside, many) = (policy.beside(), awaited.sources.len() > 1);
        let judge = Arc::new(Judge { beside, policy, decryption, now, has_card, many });
        let outcome = Outcome::default();
        let mut run = Run { options: &options, judge, keys, asker, outcome, tokens: 0, undecided: 0, sink };
        run.all(awaited, host)?;
        undecided::say(run.undecided, &run.keys.ring, host);
        run.outcome.examined.tokens = run.tokens;
        if run.tokens == 0 && run.outcome.code.is_none() {
            run.outcome.and(if options.allow_empty { Code::Yes } else { Code::Usage });
        }
        Ok(run.outcome)
    })
}

/// What the options say about keys.
fn asked(options: &Options) -> Asked<'_> {
    let others = [
        &options.keys.decrypt_key,
        &options.delegation.actor_token,
        &options.binding.dpop_proof,
        &options.binding.client_cert,
        &options.introspection.introspect_secret,
    ];
    Asked {
        keys: &options.keys,
        any_issuer: options.expected.any_issuer,
        inputs_on_stdin: usize::from(options.inputs.are_on_stdin()),
        others_on_stdin: others
            .into_iter()
            .flatten()
            .chain(&options.expected.resource)
            .filter(|text| *text == "-")
            .count(),
        is_hearsay: false,
        // An answer of the one issuer that is asked is signed by its keys, too.
        may_miss: !introspection::is_wanted(options),
        may_lack_keys: introspection::is_wanted(options),
        common: &options.common,
    }
}

/// One place of an input, before it is judged.
struct Place {
    source: Arc<str>,
    index: usize,
    /// The line of the input, from 1, where each holds a token.
    line: Option<usize>,
    row: Row,
    /// What the issuer says of it, where it was asked.
    told: Option<Told>,
}

impl Place {
    fn spot(&self) -> Spot<'_> {
        Spot { source: &self.source, index: self.index, line: self.line, told: self.told.as_ref() }
    }
}

/// Where something stood, and what the issuer says of it.
#[derive(Clone, Copy)]
struct Spot<'s> {
    source: &'s str,
    index: usize,
    line: Option<usize>,
    told: Option<&'s Told>,
}

/// The pure part, shared by all threads.
struct Judge {
    policy: Policy,
    /// For an id_token that stands beside an access token.
    beside: Policy,
    decryption: Option<DecryptionKey>,
    now: Instant,
    /// Whether somebody reads it on a screen.
    has_card: bool,
    /// Whether several inputs are judged.
    many: bool,
}

/// What came of one place.
struct Answer {
    judged: Judged,
    is_kid_unknown: bool,
    is_bug: bool,
}

impl Judge {
    /// Judges one place.
    fn judge(&self, place: &Place, ring: &Keyring) -> Answer {
        self.guarded(place.spot(), || self.row(&place.row, place.spot(), ring, Vec::new()))
    }

    /// Judges a line of a batch; `memory` is that of an earlier line's checks.
    fn line(
        &self,
        line: blocks::Line<'_>,
        reader: &mut Reader,
        spot: Spot<'_>,
        ring: &Keyring,
        memory: Vec<Check>,
    ) -> Answer {
        self.guarded(spot, || self.row(&reading::of_line(line, reader, false), spot, ring, memory))
    }

    /// A bug is its own row, and the rest goes on.
    fn guarded(&self, spot: Spot<'_>, judge: impl FnOnce() -> Answer) -> Answer {
        let mut answer = catch_unwind(AssertUnwindSafe(judge)).unwrap_or_else(|_| {
            let verdict = verify::unreadable("a bug in obo: please report it", None);
            let digest = Digest::of(b"");
            let judged = Judged::new(spot.source.to_owned(), spot.index, digest, verdict);
            Answer { judged, is_kid_unknown: false, is_bug: true }
        });
        if self.has_card {
            answer.judged.stands(spot.source, spot.line, self.many);
        }
        answer
    }

    fn row(&self, row: &Row, place: Spot<'_>, ring: &Keyring, memory: Vec<Check>) -> Answer {
        let source = || match row.place {
            Some((line, column)) => format!("{}:{line}:{column}", place.source),
            None => place.source.to_owned(),
        };
        let token = match &row.what {
            What::Token(token) => token,
            What::Opaque(token) => return self.opaque(token, row.member, place),
            What::Refused { why, digest } => {
                let judged = Judged::new(source(), place.index, *digest, verify::unreadable(why, None));
                return Answer {
                    judged: Judged { member: row.member, ..judged },
                    is_kid_unknown: false,
                    is_bug: false,
                };
            }
        };
        let opened = match (&self.decryption, token.kind()) {
            (Some(key), Kind::Jwe) => Some(verify::opened(Token::clone(token), key)),
            _ => None,
        };
        let told = place.told.map(|told| &told.introspection);
        let policy = if row.member == Some("id_token") { &self.beside } else { &self.policy };
        let judged = |token| verify::judge_introspected(token, told, ring, policy, self.now, memory);
        let (verdict, inner) = match &opened {
            Some(Ok(inner)) => (judged(inner), inner),
            Some(Err(why)) => (verify::unreadable(why, told), token.as_ref()),
            None => (judged(token), token.as_ref()),
        };
        let is_kid_unknown = verdict.is_kid_unknown();
        let mut judged = Judged::new(source(), place.index, token.digest(), verdict);
        judged.member = row.member;
        if let Some(held) = place.told.and_then(|told| told.reflected.as_ref()) {
            judged.mask(|text| held.masked(text));
        }
        if self.has_card {
            let readers = Readers::Card;
            let sight = Sight { source: &judged.source, index: place.index, now: self.now, readers };
            let mut card = decoded(inner, sight);
            card.member = row.member;
            card.sha256 = token.digest();
            judged.card = Some(Box::new(card));
        }
        Answer { judged, is_kid_unknown, is_bug: false }
    }
}

/// A run over all inputs.
struct Run<'r> {
    options: &'r Options,
    judge: Arc<Judge>,
    keys: Keys,
    asker: Option<Asker>,
    outcome: Outcome,
    tokens: u64,
    /// How many of them are no yes only for want of keys that could not be had.
    undecided: u64,
    sink: &'r mut dyn Sink,
}

impl Run<'_> {
    fn all(&mut self, mut awaited: Awaited, host: &mut Host) -> Result<(), Failure> {
        for source in std::mem::take(&mut awaited.sources) {
            if host.stopped() {
                self.outcome.partial = true;
                break;
            }
            let name = input::name(&source);
            if let Err(failure) = self.input(&source, &name, &mut awaited, host) {
                if failure.code != Code::Usage {
                    return Err(failure);
                }
                report(&failure, host);
                self.outcome.failed.push(Failed { source: name, error: failure.what() });
                self.outcome.and(failure.code);
            }
        }
        Ok(())
    }

    fn input(
        &mut self,
        source: &Source,
        name: &str,
        awaited: &mut Awaited,
        host: &mut Host,
    ) -> Result<(), Failure> {
        let unreadable = |_| Failure::usage(format!("{name} could not be read to its end"));
        let mut reader = awaited.open(source, host)?;
        let mut head = Vec::new();
        let limit = u64::try_from(WHOLE).unwrap_or(u64::MAX).saturating_add(1);
        reader.by_ref().take(limit).read_to_end(&mut head).map_err(unreadable)?;
        let is_whole = head.len() <= WHOLE;
        let sha256 = (self.options.common.hash_inputs && is_whole).then(|| Digest::of(&head).to_string());
        self.outcome.inputs.push(InputRead { name: name.to_owned(), bytes: 0, sha256 });
        let peek = head.get(..head.len().min(MAX_BYTES.saturating_mul(2))).unwrap_or(&head);
        let bytes = if self.options.scan {
            self.scan(Cursor::new(head).chain(reader), name, host)?
        } else if reading::is_batch(peek, self.asker.is_some()) {
            Batch::new(self, host, name, Cursor::new(head).chain(reader)).judge()?
        } else if head.trim_ascii().is_empty() {
            match self.options.allow_empty {
                true => head.len(),
                false => return Err(Failure::usage(format!("{name} is empty")).hint("nothing was judged")),
            }
        } else if is_whole {
            let rows = {
                let is_argument = matches!(source, Source::Text(_));
                reading::whole(name, &head, is_argument, self.asker.is_some())?
            };
            if rows.iter().any(|row| row.has_refresh_token) && !self.options.common.quiet {
                say(host, &format!("note: the refresh_token of {name} is not judged, and lends nothing"));
            }
            self.rows(rows, name, 0, host)?;
            head.len()
        } else {
            return Err(Failure::usage(format!("{name} is larger than one token can be"))
                .hint("a token a line is read at any size; --scan looks for tokens inside text"));
        };
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        self.outcome.examined.bytes = self.outcome.examined.bytes.saturating_add(bytes);
        if let Some(read) = self.outcome.inputs.last_mut() {
            read.bytes = bytes;
        }
        Ok(())
    }

    fn rows(&mut self, rows: Vec<Row>, name: &str, first: usize, host: &mut Host) -> Result<(), Failure> {
        let source: Arc<str> = Arc::from(name);
        let place = |(index, row)| Place { source: Arc::clone(&source), index, line: None, row, told: None };
        self.block((first..).zip(rows).map(place).collect(), host)
    }

    /// Tokens inside text, because `--scan` asks for it.
    fn scan(&mut self, reader: impl Read, name: &str, host: &mut Host) -> Result<usize, Failure> {
        host.watch_interrupts();
        let mut texts = Texts::new(reader);
        let mut index = 0_usize;
        loop {
            let block =
                texts.next().map_err(|_| Failure::usage(format!("{name} could not be read to its end")))?;
            let Some((block, before)) = block else { break };
            let mut rows = reading::scanned(&block);
            for row in &mut rows {
                row.place = row.place.map(|(line, column)| (line.saturating_add(before), column));
            }
            let next = index.saturating_add(rows.len());
            self.rows(rows, name, index, host)?;
            index = next;
            if host.stopped() {
                self.outcome.partial = true;
                return Ok(texts.total);
            }
        }
        if texts.is_cut {
            say(
                host,
                &format!("error: {name} has a line of more than 8 MiB; a token across that mark is not seen"),
            );
            self.outcome.examined.unread = self.outcome.examined.unread.saturating_add(1);
            self.outcome.and(Code::Usage);
        }
        match index {
            0 if !self.options.allow_empty => Err(Failure::usage(format!(
                "no token in {name} ({} read)",
                counted(texts.total, "byte", "bytes")
            ))),
            _ => Ok(texts.total),
        }
    }

    /// Judges a block and hands it on in order; a `kid` that no set has asks the addresses once more.
    fn block(&mut self, places: Vec<Place>, host: &mut Host) -> Result<(), Failure> {
        if self.asker.is_some() {
            return self.introspected(places, host);
        }
        let threads = self.options.common.threads.unwrap_or_else(parallel::cores);
        let answers =
            |judge: &Judge, ring: &Keyring| parallel::map(&places, threads, |place| judge.judge(place, ring));
        let mut judged = answers(&self.judge, &self.keys.ring);
        if judged.iter().any(|answer| answer.is_kid_unknown) && self.keys.renew(&asked(self.options), host) {
            judged = answers(&self.judge, &self.keys.ring);
        }
        judged.into_iter().try_for_each(|answer| self.emit(answer))
    }

    fn emit(&mut self, answer: Answer) -> Result<(), Failure> {
        self.tokens = self.tokens.saturating_add(1);
        self.undecided = self.undecided.saturating_add(u64::from(answer.judged.is_undecided));
        self.outcome.and(answer.code());
        written(self.sink.item(&answer.item()))
    }
}
