//! A decoded token on a screen: the card, then the claims in signed order.

use std::io;

use super::card::{self, Card, Unnamed};
use super::grid::{self, Row};
use super::page::{Page, Span};
use super::style::Style;
use super::{actors, changes, when};
use crate::instant::Instant;
use crate::render::text::{Shown, number, ours, outside};
use crate::report::decode::{Body, Decoded, Difference, State};
use crate::token::Kind;
use crate::token::claims::Claims;
use crate::token::json::{Kind as JsonKind, Value};

/// Claims that hold a NumericDate.
const DATES: [&str; 5] = ["iat", "nbf", "exp", "auth_time", "updated_at"];

/// Writes the card and the claims of one token.
///
/// # Errors
/// Where the stream cannot be written.
pub fn show(page: &mut Page<'_>, decoded: &Decoded, now: Instant) -> io::Result<()> {
    card::write(page, &card_of(decoded), now)?;
    header(page, decoded)?;
    match (&decoded.claims, &decoded.payload, &decoded.inner) {
        (Some(claims), _, _) => {
            page.blank()?;
            page.heading(&[ours("claims")])?;
            grid::write(page, &rows(decoded, claims.value(), now))?;
        }
        (None, Some(Body::Text(text)), _) if text.is_empty() => {}
        (None, Some(Body::Text(text)), _) => {
            page.sentence(&[ours("the payload holds no claims that can be read; as text")])?;
            page.unfolded(&[ours("  ").into(), outside(text).into()])?;
        }
        (None, Some(Body::Base64(text)), _) => {
            page.sentence(&[ours("the payload holds no claims that can be read; in base64")])?;
            page.unfolded(&[ours("  ").into(), outside(text).into()])?;
        }
        (None, None, None) if decoded.kind == Kind::Jwe && !was_tried(decoded) => {
            page.sentence(&[ours("encrypted: only --decrypt-key SRC shows the content")])?;
        }
        (None, None, _) => {}
    }
    warnings(page, decoded)?;
    if let Some(inner) = &decoded.inner {
        page.blank()?;
        page.sentence(&[ours("inside it; that it could be opened proves nothing about who wrote it")])?;
        show(page, inner, now)?;
    }
    Ok(())
}

/// Whether a key was given that did not open it; the warning says so.
fn was_tried(decoded: &Decoded) -> bool {
    decoded.warnings.iter().any(|warning| warning.pointer == "/payload")
}

/// The card of a decoded token; other commands show the same.
#[must_use]
pub fn card_of(decoded: &Decoded) -> Card<'_> {
    let claims = decoded.claims.as_ref().map(|c| c.value());
    let roles = claims.and_then(|c| c.get("roles"));
    Card {
        chain: decoded.delegation.as_ref(),
        unnamed: unnamed(decoded),
        audience: decoded.audience,
        roles: roles.map(|r| r.items().filter_map(|i| i.as_str()).collect()).unwrap_or_default(),
        expires: decoded.times.expires,
        no_expiry: match decoded.times.state {
            State::Malformed => "exp or nbf is malformed",
            // What nobody could read may well have one.
            _ if decoded.claims.is_none() => "unknown",
            _ => "no expiry",
        },
        token: named(decoded, trust(decoded)),
        place: decoded.place.as_deref(),
    }
}

/// What a token without a subject says; of an SD-JWT only the signed payload could, and its claims here are more.
fn unnamed(decoded: &Decoded) -> Unnamed<'_> {
    let is_named = decoded.delegation.is_some() || decoded.kind == Kind::SdJwt;
    let Some(tree) = decoded.claims.as_ref().filter(|_| !is_named) else { return Unnamed::default() };
    let claims = Claims::new(tree.value());
    let client = claims.clients().first().map(|(_, id)| *id);
    Unnamed { audience: claims.audience(), scopes: claims.scopes(), client }
}

/// The state of trust of a token that nobody verified.
fn trust(decoded: &Decoded) -> Shown {
    match decoded.kind {
        Kind::Jws | Kind::SdJwt => ours("NOT VERIFIED"),
        Kind::Jwe => ours("ENCRYPTED, NOT VERIFIED"),
        Kind::Claims => ours("UNSIGNED claims"),
        Kind::Introspection => ours("UNSIGNED introspection answer"),
    }
}

/// The `token` line: the state of trust first, then its name, its type, its algorithm and its key.
pub(super) fn named(decoded: &Decoded, state: Shown) -> Vec<Shown> {
    let mut parts = vec![state, number(decoded.sha256.short())];
    if let Some(member) = decoded.member {
        parts.push(ours(member));
    }
    let header = decoded.header.as_ref().map(|h| h.value());
    let text = |name: &str| header.and_then(|h| h.get(name)).and_then(|v| v.as_str());
    if decoded.kind == Kind::SdJwt {
        parts.push(ours("SD-JWT"));
    }
    parts.extend(text("typ").filter(|typ| !typ.eq_ignore_ascii_case("JWT")).map(outside));
    match text("alg") {
        Some("none") => parts.push(ours("alg none: nobody signed it")),
        Some(alg) => parts.push(outside(alg)),
        None if header.is_some() => parts.push(ours("no alg")),
        None => {}
    }
    parts.extend(text("enc").map(outside));
    parts.extend(text("kid").map(|kid| ours("key ").then(&outside(kid))));
    parts
}

/// A header with more than `alg typ kid` has a block of its own.
fn header(page: &mut Page<'_>, decoded: &Decoded) -> io::Result<()> {
    let Some(header) = &decoded.header else { return Ok(()) };
    let usual = ["alg", "typ", "kid", "enc"];
    if header.value().members().all(|(name, value)| usual.contains(&name) && value.as_str().is_some()) {
        return Ok(());
    }
    page.blank()?;
    page.heading(&[ours("header")])?;
    let mut rows = Vec::new();
    for (name, value) in header.value().members() {
        let pointer = format!("/header{}", crate::token::json::step(name));
        rows.push(with_note(decoded, Row::new(outside(name), shown(value)), &pointer));
    }
    grid::write(page, &rows)
}

fn rows(decoded: &Decoded, claims: Value<'_>, now: Instant) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut last_date: Option<(&str, String)> = None;
    for (name, value) in claims.members() {
        let pointer = format!("/claims{}", crate::token::json::step(name));
        let marked = decoded.warnings.iter().any(|w| {
            w.pointer
                .strip_prefix(pointer.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        if let ("act", JsonKind::Object) = (name, value.kind()) {
            rows.extend(actors::rows(value, claims.get("iss").and_then(|i| i.as_str()), marked));
            last_date = None;
            continue;
        }
        let text = shown(value);
        if let (true, Some(digits)) = (DATES.contains(&name), value.as_number()) {
            if let Some((label, before)) = &last_date
                && before == digits
                && let Some(row) = rows.last_mut()
                && *label != "exp"
                && name != "exp"
            {
                row.label = row.label.clone().and(" ").then(&outside(name));
                continue;
            }
            last_date = Some((name, digits.to_owned()));
            rows.push(date(name, digits, decoded, now).marked(marked));
            continue;
        }
        last_date = None;
        rows.push(with_note(decoded, Row::new(outside(name), text).marked(marked), &pointer));
    }
    rows
}

fn date(name: &str, digits: &str, decoded: &Decoded, now: Instant) -> Row {
    let row = Row::new(outside(name), outside(digits)).close();
    let Ok(moment) = Instant::from_number(digits) else { return row };
    let mut note = number(when::absolute(moment)).and(", ").then(&number(when::relative(moment, now)));
    if let (true, Some(lifetime)) = (name == "exp", decoded.times.lifetime_seconds) {
        note = note.and(", lives ").then(&number(when::duration(lifetime)));
    }
    row.note(note)
}

/// What the data says about a member; a contradiction is marked.
fn with_note(decoded: &Decoded, row: Row, pointer: &str) -> Row {
    match decoded.remarks.iter().find(|remark| remark.pointer == pointer) {
        Some(remark) => {
            let marked = row.marked || remark.is_contradiction;
            row.note(outside(&remark.text)).marked(marked)
        }
        None => row,
    }
}

/// A value on one line: a string as it is, a list of strings with blanks, anything else as JSON.
fn shown(value: Value<'_>) -> Shown {
    match (value.kind(), value.lexeme()) {
        (_, Some(lexeme)) => outside(lexeme),
        (JsonKind::String, _) => outside(value.as_str().unwrap_or_default()),
        (JsonKind::Array, _) if value.items().len() > 0 && value.items().all(|i| i.as_str().is_some()) => {
            Shown::join(&value.items().filter_map(|i| i.as_str()).map(outside).collect::<Vec<_>>(), " ")
        }
        _ => outside(&value.to_json()),
    }
}

fn warnings(page: &mut Page<'_>, decoded: &Decoded) -> io::Result<()> {
    let problems = decoded.delegation.iter().flat_map(|chain| &chain.problems).collect::<Vec<_>>();
    if decoded.warnings.is_empty() && problems.is_empty() {
        return Ok(());
    }
    page.blank()?;
    page.heading(&[ours("odd about it")])?;
    for problem in problems {
        let words = ours(problem.code).and("   ").then(&outside(&problem.text));
        page.line(&[Span::new(ours("! "), Style::Bad), words.into()])?;
    }
    for warning in &decoded.warnings {
        let mut spans = vec![
            Span::new(ours("! "), Style::Bad),
            Span::from(place(&warning.pointer)),
            ours("   ").into(),
            Span::from(outside(&warning.text)),
        ];
        if let Some(value) = &warning.value {
            spans.push(ours(": ").into());
            spans.push(shown(value.value()).into());
        }
        page.line(&spans)?;
    }
    Ok(())
}

/// A pointer for people: from the payload, `header:` for the header, the middle of a long one left out.
fn place(pointer: &str) -> Shown {
    let pointer = pointer.strip_prefix("/claims").filter(|p| !p.is_empty()).unwrap_or(pointer);
    if let Some(name) = pointer.strip_prefix("/header/").filter(|name| !name.contains('/')) {
        return ours("header:").then(&outside(name));
    }
    let steps: Vec<&str> = pointer.split('/').skip(1).collect();
    if steps.len() <= 8 {
        return outside(pointer);
    }
    let (first, last) = (steps.iter().take(3).copied(), steps.last().copied().unwrap_or_default());
    let head: String = first.map(|step| format!("/{step}")).collect();
    let hidden = steps.len().saturating_sub(4);
    outside(&head).and("/ ... ").then(&number(hidden)).and(" steps ... /").then(&outside(last))
}

/// Writes what differs between two tokens.
///
/// # Errors
/// Where the stream cannot be written.
pub fn difference(page: &mut Page<'_>, difference: &Difference) -> io::Result<()> {
    changes::write(page, &difference.changes.change)?;
    page.blank()?;
    page.heading(&[ours("other claims that differ")])?;
    // What the table has is not said again.
    let told = ["/claims/aud", "/claims/scope", "/claims/scp", "/claims/exp"];
    let others: Vec<_> =
        difference.changes.claims.iter().filter(|change| !told.contains(&change.pointer.as_str())).collect();
    if others.is_empty() {
        return page.sentence(&[ours("  none")]);
    }
    for change in others {
        let side = |tree: &Option<crate::token::json::Tree>| match tree {
            Some(tree) => shown(tree.value()),
            None => ours("(absent)"),
        };
        let value = side(&change.before).and(" \u{2192} ").then(&side(&change.after));
        grid::write(page, &[Row::new(outside(change.pointer.trim_start_matches("/claims/")), value)])?;
    }
    Ok(())
}
