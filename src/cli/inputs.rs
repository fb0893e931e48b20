//! Inputs, one after the other: each is read, recognised and handed on token by token.

use std::io::{BufRead as _, BufReader, Cursor, Read};

use clap::Args;

use super::awaited::Awaited;
use super::no_token::no_token;
use super::output::Outcome;
use super::{report, say};
use crate::failure::{Code, Failure};
use crate::host::Host;
use crate::input::{self, Source};
use crate::plural::counted;
use crate::report::{Failed, InputRead};
use crate::scan::recognise::{self, Recognised, Sighting, WHOLE};
use crate::token::digest::{Digest, Running};
use crate::token::{MAX_BYTES, Token, wrapping};

/// Blocks in which text larger than one thing is scanned.
const BLOCK: usize = 4 << 20;

/// How many unreadable lines are named on stderr; the rest is counted.
const NAMED: u64 = 20;

/// The inputs of decode, verify, chain and lint.
#[derive(Debug, Clone, Default, Args)]
pub struct Inputs {
    /// Tokens, or where they are: the text itself, a path, @FILE, env:NAME, cmd:COMMAND, fd:N or - for stdin
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<String>,
    /// Read the arguments as text and nothing else
    #[arg(long)]
    pub text: bool,
}

impl Inputs {
    /// Whether they are read from stdin, by name or because none was named.
    pub(super) fn are_on_stdin(&self) -> bool {
        self.inputs.is_empty() || (!self.text && self.inputs.iter().any(|text| text == "-"))
    }
}

/// What was found at one place of an input.
pub enum Seen {
    /// A token.
    Token(Box<Sighting>),
    /// A line of a batch that holds none; why.
    Nothing(String),
}

/// One place of an input.
pub struct Place {
    /// The name of the input.
    pub input: String,
    /// The name of the input, with line and column if the token stood inside text.
    pub source: String,
    /// From 0 among the tokens, or the non-blank lines, of the input.
    pub index: usize,
    /// The line of the input, from 1, where each holds a token.
    pub line: Option<usize>,
}

/// Hands every token of every input on; an input that cannot be read is reported and the rest goes on.
///
/// # Errors
/// Where the visitor ends the run.
pub fn each(
    mut awaited: Awaited,
    hash: bool,
    host: &mut Host,
    outcome: &mut Outcome,
    visit: &mut dyn FnMut(&mut Host, Place, Seen) -> Result<(), Failure>,
) -> Result<(), Failure> {
    for source in std::mem::take(&mut awaited.sources) {
        if host.stopped() {
            outcome.partial = true;
            break;
        }
        let name = input::name(&source);
        if let Err(failure) = one(&source, &name, &mut awaited, hash, host, outcome, visit) {
            if failure.code != Code::Usage {
                return Err(failure);
            }
            if failure.is_about_nothing && (outcome.allow_empty || matches!(source, Source::Found(_))) {
                continue;
            }
            report(&failure, host);
            outcome.failed.push(Failed { source: name, error: failure.what() });
            outcome.and(failure.code);
        }
    }
    Ok(())
}

fn one(
    source: &Source,
    name: &str,
    awaited: &mut Awaited,
    hash: bool,
    host: &mut Host,
    outcome: &mut Outcome,
    visit: &mut dyn FnMut(&mut Host, Place, Seen) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let unreadable = || Failure::usage(format!("{name} could not be read to its end"));
    let mut reader = awaited.open(source, host)?;
    let mut head = Vec::new();
    let limit = u64::try_from(WHOLE).unwrap_or(u64::MAX).saturating_add(1);
    reader.by_ref().take(limit).read_to_end(&mut head).map_err(|_| unreadable())?;
    let is_whole = head.len() <= WHOLE;
    let sha256 = (hash && is_whole).then(|| Digest::of(&head).to_string());
    let running = (hash && !is_whole).then(Running::default);
    outcome.inputs.push(InputRead { name: name.to_owned(), bytes: 0, sha256 });
    let peek = head.get(..head.len().min(MAX_BYTES.saturating_mul(2))).unwrap_or(&head);
    let is_lines = recognise::is_line_mode(peek);
    let mut reader = Passing { running, bytes: 0, inner: Cursor::new(head).chain(reader) };
    let judged = match (is_lines, is_whole) {
        (true, _) => lines(&mut reader, name, host, outcome, visit),
        (false, false) => blocks(&mut reader, name, host, outcome, visit),
        (false, true) => {
            let head = reader.inner.get_ref().0.get_ref();
            reader.bytes = head.len();
            whole(source, name, head, host, visit).map(|()| head.len())
        }
    };
    let sha256 = reader.running.take().map(|running| running.finish().to_string());
    // What had no token in it was read all the same.
    let bytes = u64::try_from(*judged.as_ref().unwrap_or(&reader.bytes)).unwrap_or(u64::MAX);
    outcome.examined.bytes = outcome.examined.bytes.saturating_add(bytes);
    if let Some(read) = outcome.inputs.last_mut() {
        read.bytes = bytes;
        read.sha256 = read.sha256.take().or(sha256);
    }
    judged.map(drop)
}

/// A reader that counts what passes and takes its digest, where it is asked for: what is read in pieces is never whole.
struct Passing<R> {
    running: Option<Running>,
    bytes: usize,
    inner: R,
}

impl<R: Read> Read for Passing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.bytes = self.bytes.saturating_add(read);
        if let Some(running) = &mut self.running {
            running.update(buffer.get(..read).unwrap_or_default());
        }
        Ok(read)
    }
}

fn whole(
    source: &Source,
    name: &str,
    bytes: &[u8],
    host: &mut Host,
    visit: &mut dyn FnMut(&mut Host, Place, Seen) -> Result<(), Failure>,
) -> Result<(), Failure> {
    match recognise::whole(bytes) {
        Recognised::Tokens(sightings) => {
            for (index, sighting) in sightings.into_iter().enumerate() {
                visit(host, place(name, index, sighting.place), Seen::Token(Box::new(sighting)))?;
            }
            Ok(())
        }
        other => Err(no_token(&other, source, name, bytes)),
    }
}

pub(super) fn place(name: &str, index: usize, at: Option<(usize, usize)>) -> Place {
    let source = match at {
        Some((line, column)) => format!("{name}:{line}:{column}"),
        None => name.to_owned(),
    };
    Place { input: name.to_owned(), source, index, line: None }
}

/// A token a line: each non-blank line gives exactly one element, in order, in flat memory.
fn lines(
    reader: impl Read,
    name: &str,
    host: &mut Host,
    outcome: &mut Outcome,
    visit: &mut dyn FnMut(&mut Host, Place, Seen) -> Result<(), Failure>,
) -> Result<usize, Failure> {
    host.watch_interrupts();
    let mut reader = BufReader::with_capacity(1 << 18, reader);
    let (mut total, mut index, mut unread) = (0_usize, 0_usize, 0_u64);
    // Blank lines count for whoever looks into the file, and for nobody else.
    let mut number = 0_usize;
    let mut line = Vec::new();
    loop {
        line.clear();
        // One byte more than a token may have tells a long line from a full one.
        let limit = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX).saturating_add(2);
        let read = reader.by_ref().take(limit).read_until(b'\n', &mut line);
        let read = read.map_err(|_| Failure::usage(format!("{name} could not be read to its end")))?;
        if read == 0 {
            break;
        }
        if host.stopped() {
            outcome.partial = true;
            break;
        }
        total = total.saturating_add(read);
        number = number.saturating_add(1);
        let too_long = line.len() > MAX_BYTES && !line.ends_with(b"\n");
        if too_long {
            total = total.saturating_add(skip_line(&mut reader));
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let place = Place { line: Some(number), ..place(name, index, None) };
        index = index.saturating_add(1);
        let text = std::str::from_utf8(&line).ok().filter(|_| !too_long);
        let peeled = text.map(wrapping::peel);
        match peeled.map(|(core, scheme)| Token::parse(&core).map(|token| Sighting::whole(token, scheme))) {
            Some(Ok(sighting)) => {
                visit(host, place, Seen::Token(Box::new(sighting)))?;
            }
            other => {
                let why = match other {
                    Some(Err(reason)) => reason.to_string(),
                    _ if too_long => "longer than 1 MiB".to_owned(),
                    _ => "not UTF-8".to_owned(),
                };
                unread = unread.saturating_add(1);
                if unread <= NAMED {
                    say(host, &format!("error: line {number} of {name} holds no token: {why}"));
                }
                let error = format!("no token: {why}");
                outcome.failed.push(Failed { source: format!("{name}:{number}"), error: error.clone() });
                outcome.examined.unread = outcome.examined.unread.saturating_add(1);
                if !outcome.lenient {
                    outcome.and(Code::Usage);
                }
                visit(host, place, Seen::Nothing(error))?;
            }
        }
    }
    if unread > NAMED {
        let more = unread.saturating_sub(NAMED);
        let holds = if more == 1 { "holds" } else { "hold" };
        let lines = counted(more, "more line", "more lines");
        say(host, &format!("error: {lines} of {name} {holds} no token"));
    }
    Ok(total)
}

pub(super) fn skip_line(reader: &mut impl std::io::BufRead) -> usize {
    let mut skipped = 0_usize;
    while let Ok(buffer) = reader.fill_buf() {
        if buffer.is_empty() {
            break;
        }
        let (length, done) = match buffer.iter().position(|&b| b == b'\n') {
            Some(at) => (at.saturating_add(1), true),
            None => (buffer.len(), false),
        };
        reader.consume(length);
        skipped = skipped.saturating_add(length);
        if done {
            break;
        }
    }
    skipped
}

/// Text of any size, in blocks that end at a line's end.
fn blocks(
    mut reader: impl Read,
    name: &str,
    host: &mut Host,
    outcome: &mut Outcome,
    visit: &mut dyn FnMut(&mut Host, Place, Seen) -> Result<(), Failure>,
) -> Result<usize, Failure> {
    host.watch_interrupts();
    let (mut total, mut first_line, mut index) = (0_usize, 0_usize, 0_usize);
    // How much of the line that the block begins with was cut off before it.
    let mut behind = 0_usize;
    let mut block = Vec::new();
    loop {
        let limit = u64::try_from(BLOCK).unwrap_or(u64::MAX);
        let read = reader.by_ref().take(limit).read_to_end(&mut block);
        let read = read.map_err(|_| Failure::usage(format!("{name} could not be read to its end")))?;
        total = total.saturating_add(read);
        let end = match block.iter().rposition(|&b| b == b'\n') {
            Some(at) if read > 0 => at.saturating_add(1),
            // A line longer than the carry is cut here; a token across the cut is lost, and that is said.
            None if read > 0 && block.len() < BLOCK.saturating_mul(2) => continue,
            _ => block.len(),
        };
        let rest = block.split_off(end);
        if let Recognised::Tokens(sightings) = recognise::text(&block) {
            for sighting in sightings {
                let at = sighting.place.map(|(line, column)| {
                    let cut = if line == 1 { behind } else { 0 };
                    (line.saturating_add(first_line), column.saturating_add(cut))
                });
                visit(host, place(name, index, at), Seen::Token(Box::new(sighting)))?;
                index = index.saturating_add(1);
            }
        }
        if read > 0 && rest.is_empty() && !block.ends_with(b"\n") {
            let line = format!("warning: {name} has a line of more than 8 MiB");
            say(host, &format!("{line}; a token across that mark is not seen"));
            outcome.examined.unread = outcome.examined.unread.saturating_add(1);
        }
        behind = match block.iter().rposition(|&b| b == b'\n') {
            Some(at) => block.len().saturating_sub(at).saturating_sub(1),
            None => behind.saturating_add(block.len()),
        };
        first_line = first_line.saturating_add(block.iter().filter(|&&b| b == b'\n').count());
        block = rest;
        if read == 0 && block.is_empty() {
            break;
        }
        if host.stopped() {
            outcome.partial = true;
            break;
        }
    }
    match index {
        0 => Err(Failure::usage(format!("no token in {name} ({} read)", counted(total, "byte", "bytes")))
            .about_nothing()),
        _ => Ok(total),
    }
}

#[cfg(test)]
mod tests {
    use super::{Digest, Host, Inputs, Outcome, each};
    use crate::instant::Instant;

    #[test]
    fn what_is_read_in_pieces_keeps_its_columns_and_its_digest() {
        let text = "x ".repeat(9 << 19) + "eyJhbGciOiJub25lIn0.e30.";
        let sink = || Box::new(std::io::sink());
        let mut host = Host::of_buffers(text.as_bytes(), sink(), sink(), &[], Instant::from_seconds(0));
        let (mut outcome, mut sources) = (Outcome::default(), Vec::new());
        let awaited = Inputs::default().awaited(&mut host).expect("stdin");
        each(awaited, true, &mut host, &mut outcome, &mut |_, place, _| {
            sources.push(place.source);
            Ok(())
        })
        .expect("there is a token");
        assert_eq!(sources, [format!("stdin:1:{}", (9 << 20) + 1)]);
        let sha256 = outcome.inputs.first().and_then(|read| read.sha256.clone());
        assert_eq!(sha256, Some(Digest::of(text.as_bytes()).to_string()));
    }
}
