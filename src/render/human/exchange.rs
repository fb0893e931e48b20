//! An exchange on a screen: the request, the answer, the card, the changes.

use std::io;

use super::page::{Page, Span};
use super::paragraph;
use super::style::Style;
use super::{card, changes, decode, refusal};
use crate::exchange::token_type;
use crate::instant::Instant;
use crate::plural::counted;
use crate::render::text::{Shown, number, ours, outside};
use crate::report::exchange::{Exchanged, Request};
use crate::token::digest::Digest;

/// Writes one exchange.
///
/// # Errors
/// Where the stream cannot be written.
pub fn show(page: &mut Page<'_>, exchanged: &Exchanged, now: Instant) -> io::Result<()> {
    if exchanged.response.is_none() && exchanged.refusal.is_none() {
        page.heading(&[ours("NOT SENT: this is a dry run")])?;
        whole_request(page, exchanged)?;
        return warnings(page, exchanged);
    }
    request(page, exchanged)?;
    if let Some(refused) = &exchanged.refusal {
        page.blank()?;
        refusal::write(page, refused, exchanged.response.as_ref().map(|response| response.status))?;
        return warnings(page, exchanged);
    }
    granted(page, exchanged)?;
    page.blank()?;
    match &exchanged.issued {
        Some(issued) => card::write(page, &decode::card_of(issued), now)?,
        None => opaque(page, exchanged)?,
    }
    if let Some(change) = &exchanged.changes {
        page.blank()?;
        changes::write(page, change)?;
    }
    if !exchanged.as_asked.is_empty() {
        let words: Vec<Shown> = exchanged.as_asked.iter().map(|word| ours(word)).collect();
        page.sentence(&[ours("granted as asked: "), Shown::join(&words, ", ")])?;
    }
    warnings(page, exchanged)?;
    page.line(&[Span::new(ours("the token itself: -f token, or a pipe"), Style::Dim)])
}

/// The card's last line alone, for a token that only its issuer can read.
fn opaque(page: &mut Page<'_>, exchanged: &Exchanged) -> io::Result<()> {
    let Some(bare) = &exchanged.bare else { return Ok(()) };
    let name = number(Digest::of(bare.token.expose()).short());
    let length = number(counted(bare.token.len(), "character", "characters"));
    page.heading(&[ours("an opaque token, "), name, ours(", "), length])?;
    page.sentence(&[ours("  only its issuer can read it: ask its introspection endpoint (RFC 7662)")])
}

/// The address, the client, the tokens by their names, and what was asked for.
fn request(page: &mut Page<'_>, exchanged: &Exchanged) -> io::Result<()> {
    let sent = &exchanged.request;
    page.heading(&[outside(&sent.method), ours(" "), outside(&sent.url)])?;
    let mut rows = vec![(ours("client"), client(exchanged))];
    let of = |name: &str| sent.form.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
    for (name, value) in &sent.form {
        let kind = of(&format!("{name}_type")).map(|uri| outside(token_type::short(uri)));
        match (name.as_str(), kind) {
            ("subject_token" | "actor_token", Some(kind)) => {
                let token = outside(value.trim_start_matches("sha256:"));
                rows.push((outside(name), token.and(", ").then(&kind)));
            }
            ("requested_token_type", _) => rows.push((outside(name), outside(token_type::short(value)))),
            ("grant_type" | "subject_token_type" | "actor_token_type", _) => {}
            (name, _) if name.starts_with("client_") => {}
            (name, _) => rows.push((outside(name), outside(value))),
        }
    }
    aligned(page, &rows)
}

/// Everything that would be sent, parameter by parameter.
fn whole_request(page: &mut Page<'_>, exchanged: &Exchanged) -> io::Result<()> {
    let Request { method, url, headers, form } = &exchanged.request;
    page.line(&[outside(method).and(" ").then(&outside(url)).into()])?;
    let mut rows = vec![(ours("client"), client(exchanged))];
    rows.extend(headers.iter().map(|(name, value)| (outside(name).and(":"), outside(value))));
    rows.extend(form.iter().map(|(name, value)| (outside(name), outside(value))));
    aligned(page, &rows)
}

fn client(exchanged: &Exchanged) -> Shown {
    let (id, method) = &exchanged.client;
    let id = id.as_deref().map_or(ours("nobody named"), outside);
    id.and(", ").then(&ours(method.name()))
}

/// Labels at column 3, values in one column behind the widest label.
fn aligned(page: &mut Page<'_>, rows: &[(Shown, Shown)]) -> io::Result<()> {
    let widest = rows.iter().map(|(label, _)| label.width()).max().unwrap_or(0).max(13);
    for (label, value) in rows {
        let pad = paragraph::blanks(widest.saturating_add(2).saturating_sub(label.width()));
        page.line(&[ours("  ").into(), label.clone().into(), pad.into(), value.clone().into()])?;
    }
    Ok(())
}

/// `200 access_token, Bearer, expires in 3599 s`
fn granted(page: &mut Page<'_>, exchanged: &Exchanged) -> io::Result<()> {
    let (Some(response), Some(bare)) = (&exchanged.response, &exchanged.bare) else { return Ok(()) };
    let mut words = Vec::new();
    words.push(match &bare.issued_token_type {
        Some(issued) => outside(token_type::short(issued)),
        None => ours("no issued_token_type"),
    });
    words.push(bare.token_type.as_deref().map_or(ours("no token_type"), outside));
    if let Some(seconds) = bare.expires_in {
        words.push(ours("expires in ").then(&number(seconds)).and(" s"));
    }
    page.heading(&[number(response.status), ours(" "), Shown::join(&words, ", ")])
}

/// One line for each warning; under `--strict` those that count are errors.
fn warnings(page: &mut Page<'_>, exchanged: &Exchanged) -> io::Result<()> {
    for warning in &exchanged.warnings {
        let (word, style) = match (exchanged.strict, warning.strict) {
            (true, true) => ("error[", Style::Bad),
            (false, true) => ("warning[", Style::Doubtful),
            (_, false) => ("note[", Style::Plain),
        };
        let label = ours(word).and(warning.code.name()).and("]: ");
        let at = label.width().min(10);
        let sentence = outside(&warning.text);
        if label.width().saturating_add(sentence.width()) <= page.width() {
            page.line(&[Span::new(label, style), sentence.into()])?;
        } else {
            page.line(&[Span::new(label, style)])?;
            paragraph::write(page, ours("").into(), at, &sentence, Style::Plain)?;
        }
    }
    Ok(())
}
