//! What the inputs name, once it has begun to come: the clock is read then, and not while somebody still makes it.

use std::io::{Cursor, Read};

use super::inputs::Inputs;
use super::prompt;
use crate::failure::Failure;
use crate::host::Host;
use crate::input::{self, Reading, Source};

/// What the inputs name; those that take their time have begun to come.
pub struct Awaited {
    /// In the order in which they were named.
    pub sources: Vec<Source>,
    begun: Vec<Begun>,
}

/// A source from which the first byte has come, or why none came.
struct Begun {
    source: Source,
    reader: Result<Box<dyn Read>, Failure>,
}

impl Awaited {
    /// Opens a source, or hands over what has begun to come from it.
    ///
    /// # Errors
    /// Where it is not to be had.
    pub fn open(&mut self, source: &Source, host: &mut Host) -> Result<Box<dyn Read>, Failure> {
        match self.begun.iter().position(|begun| begun.source == *source) {
            Some(at) => self.begun.swap_remove(at).reader,
            None => input::open(source, host),
        }
    }
}

impl Inputs {
    /// Waits until what a person, a pipe or a command has to give begins to come, and reads the clock then.
    ///
    /// # Errors
    /// Where an input does not read as a source, or none was named and none can be asked for.
    pub fn awaited(&self, host: &mut Host) -> Result<Awaited, Failure> {
        let sources = sources(self, host)?;
        let mut begun: Vec<Begun> = Vec::new();
        for source in &sources {
            let is_made = matches!(source, Source::Stdin | Source::Descriptor(_) | Source::Command(_));
            // One stream under two names is the first one's from its first byte to its last.
            if is_made && !begun.iter().any(|other| is_one_stream(&other.source, source)) {
                begun.push(Begun { source: source.clone(), reader: self::begun(source, host) });
            }
        }
        host.waited();
        Ok(Awaited { sources, begun })
    }
}

/// Whether what is read from one is not to be had from the other any more.
fn is_one_stream(one: &Source, other: &Source) -> bool {
    let is_stdin = |source: &Source| matches!(source, Source::Stdin | Source::Descriptor(0));
    one == other || (is_stdin(one) && is_stdin(other))
}

/// Reads the first byte of a source, and puts it back.
fn begun(source: &Source, host: &mut Host) -> Result<Box<dyn Read>, Failure> {
    let mut reader = input::open(source, host)?;
    let mut first = Vec::new();
    // What fails here fails once more where the rest is read, and is told there.
    let _ = reader.by_ref().take(1).read_to_end(&mut first);
    Ok(Box::new(Cursor::new(first).chain(reader)))
}

fn sources(inputs: &Inputs, host: &mut Host) -> Result<Vec<Source>, Failure> {
    let mut sources = Vec::new();
    let reading = if inputs.text { Reading::TextOnly } else { Reading::Token };
    for text in &inputs.inputs {
        sources.push(input::parse(text, reading, host)?);
    }
    if sources.is_empty() {
        sources.push(unnamed(host)?);
    }
    if sources.iter().filter(|source| **source == Source::Stdin).count() > 1 {
        return Err(Failure::usage("stdin is named twice, and can be read once"));
    }
    Ok(sources)
}

/// No input was named: stdin if it is piped, a hidden prompt if it is a terminal.
fn unnamed(host: &mut Host) -> Result<Source, Failure> {
    if !host.terminals.stdin {
        return Ok(Source::Stdin);
    }
    if !host.can_ask() {
        return Err(Failure::usage("no token was given")
            .hint("name it as @FILE, env:NAME or the text itself, or pipe it in"));
    }
    Ok(Source::Text(prompt::hidden(host, "token")?))
}
