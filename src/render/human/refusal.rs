//! A refusal in four parts: the server's words, the meaning, the causes with their verdicts, what to do (draft 7).

use std::io;

use super::page::{Page, Span};
use super::paragraph::{self, blanks};
use super::style::Style;
use crate::exchange::cause::{Cause, Verdict};
use crate::exchange::refusal::Refusal;
use crate::render::text::{Shown, number, ours, outside};

/// Where values begin, counted from 0.
const VALUE: usize = 12;

/// Writes the verdict and the four parts; `status` is null for a refusal that nobody received.
///
/// # Errors
/// Where the stream cannot be written.
pub fn write(page: &mut Page<'_>, refusal: &Refusal, status: Option<u16>) -> io::Result<()> {
    let mut verdict = ours("REFUSED ");
    if let Some(status) = status {
        verdict = verdict.then(&number(status)).and(" ");
    }
    verdict = verdict.then(&outside(&refusal.error));
    let codes: Vec<Shown> = refusal.codes.iter().map(|code| outside(code)).collect();
    if !codes.is_empty() {
        verdict = verdict.and(", ").then(&Shown::join(&codes, " "));
    }
    page.heading(&[verdict])?;
    if let Some(description) = &refusal.description {
        let words = ours("\"").then(&outside(description)).and("\"");
        part(page, "server", &words)?;
    }
    part(page, "meaning", &outside(&refusal.meaning))?;
    if !refusal.causes.is_empty() {
        part(page, "causes", &ours("checked against what was sent"))?;
        for one in &refusal.causes {
            cause(page, one)?;
        }
    }
    part(page, "do", &outside(&refusal.hint))?;
    ids(page, refusal)
}

/// What the server calls this request, for whoever runs the server.
fn ids(page: &mut Page<'_>, refusal: &Refusal) -> io::Result<()> {
    if let Some(claims) = &refusal.claims {
        part(page, "claims", &outside(claims))?;
    }
    if let Some(trace) = &refusal.trace_id {
        part(page, "trace", &outside(trace))?;
    }
    match &refusal.correlation_id {
        Some(correlation) => part(page, "flow", &outside(correlation)),
        None => Ok(()),
    }
}

fn part(page: &mut Page<'_>, label: &'static str, sentence: &Shown) -> io::Result<()> {
    paragraph::write(page, ours("  ").and(label).into(), VALUE, sentence, Style::Plain)
}

fn cause(page: &mut Page<'_>, cause: &Cause) -> io::Result<()> {
    let style = match cause.verdict {
        Verdict::Yes => Style::Bad,
        Verdict::No => Style::Plain,
        Verdict::Unknown => Style::Doubtful,
    };
    let label = Span::new(ours("    ").and(cause.verdict.word()), style);
    paragraph::write(page, label, VALUE, &outside(&cause.text), Style::Plain)?;
    for (word, value) in [("wanted  ", &cause.wanted), ("found   ", &cause.found)] {
        let Some(value) = value else { continue };
        let mut spans: Vec<Span> = vec![blanks(VALUE.saturating_add(2)).into(), ours(word).into()];
        spans.push(outside(value).into());
        if let (true, Some(pointer)) = (word.starts_with('f'), &cause.pointer) {
            // For people a pointer starts at the payload.
            let pointer = pointer.strip_prefix("/claims").filter(|p| !p.is_empty()).unwrap_or(pointer);
            spans.push(Span::new(ours("   ").then(&outside(pointer)), Style::Dim));
        }
        page.line(&spans)?;
    }
    Ok(())
}
