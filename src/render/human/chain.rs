//! A chain on a screen: one token as a path of claims, several as hops with a verdict.

use std::io;

use super::card;
use super::decode::{card_of, named};
use super::page::{Page, Span};
use super::style::Style;
use super::{hops, paragraph, path};
use crate::delegation::chain::{Chain, ChainToken, Level, May, MayOutcome, Outcome, Problem, VerdictOutcome};
use crate::delegation::evidence::{Evidence, SignedBy};
use crate::instant::Instant;
use crate::link::UNVERIFIED;
use crate::render::text::{Shown, number, ours, outside};
use crate::report::chain::Told;

/// The least room for the reason of an answer to `--may`.
const LEAST_REASON: usize = 20;

/// Writes one chain.
///
/// # Errors
/// Where the stream cannot be written.
pub fn show(page: &mut Page<'_>, told: &Told, now: Instant) -> io::Result<()> {
    let chain = &told.chain;
    let several = chain.tokens.len() > 1;
    let breaks = chain.verdict.as_ref().is_some_and(|verdict| verdict.outcome == VerdictOutcome::Breaks);
    if several || breaks || chain.may.is_some() || told.is_proof_wanted {
        page.heading(&[verdict(chain, page.width())])?;
    }
    let mut card = card_of(&told.last);
    card.chain = Some(chain);
    if let Some(state) = trust(chain) {
        card.token = named(&told.last, state);
    }
    card::write(page, &card, now)?;
    problems(page, chain)?;
    page.blank()?;
    if several {
        let claims = told.last.claims.as_ref().map(|claims| claims.value());
        let has = |name: &str| claims.is_some_and(|claims| claims.get(name).is_some());
        hops::write(page, chain, !has("may_act") && !has("cnf"))?;
    } else {
        path::write(page, chain)?;
    }
    may(page, chain)?;
    if several {
        hops::legend(page, chain)?;
    } else {
        page.blank()?;
    }
    if let Some(sentence) = evidence(chain) {
        page.sentence(&[sentence])?;
    }
    if chain.hops.iter().any(|hop| hop.grade.is_some()) {
        page.sentence(&[ours("the links are inferred from subject, actors, session, audience and time")])?;
    }
    for note in &chain.notes {
        page.sentence(&[outside(note)])?;
    }
    Ok(())
}

/// Line 1: the verdict over all hops, and the answers to `--may`; defects that do not fit are counted.
fn verdict(chain: &Chain, width: usize) -> Shown {
    let Some(verdict) = &chain.verdict else { return ours("NOT PROVEN") };
    let answers: Vec<Shown> = chain.may.iter().flatten().map(answer).collect();
    let line = |text: Shown| {
        let line = match (verdict.outcome, verdict.hop) {
            (VerdictOutcome::Holds, _) => ours("HOLDS: "),
            (VerdictOutcome::Breaks, Some(hop)) => ours("BREAKS at hop ").then(&number(hop)).and(": "),
            (VerdictOutcome::Breaks, None) => ours("BREAKS: "),
            (VerdictOutcome::NotProven, _) => ours("NOT PROVEN: "),
        };
        let line = line.then(&text);
        if answers.is_empty() { line } else { line.and("; ").then(&Shown::join(&answers, ", ")) }
    };
    let whole = line(outside(&verdict.text));
    let defects: Vec<&str> = verdict.text.split(", ").collect();
    if whole.width() <= width || verdict.outcome != VerdictOutcome::Breaks || defects.len() < 2 {
        return whole;
    }
    let more = number(defects.len().saturating_sub(1));
    line(outside(defects.first().copied().unwrap_or_default()).and(" and ").then(&more).and(" more"))
}

fn answer(may: &May) -> Shown {
    let words = match may.outcome {
        MayOutcome::Yes => ours("may "),
        MayOutcome::No => ours("may NOT "),
        MayOutcome::Unknown => ours("unknown whether it may "),
    };
    words.then(&outside(&may.scope))
}

/// What is wrong and shows in no hop; the words that all of it has in common are said once, at the end.
fn problems(page: &mut Page<'_>, chain: &Chain) -> io::Result<()> {
    let in_hops: Vec<&str> = chain
        .hops
        .iter()
        .flat_map(|hop| &hop.checks)
        .filter(|check| matches!(check.outcome, Outcome::Fail | Outcome::Warn))
        .map(|check| check.detail.as_str())
        .collect();
    let shows = |problem: &Problem| {
        problem.text.starts_with("hop ") && in_hops.iter().any(|detail| detail.contains(problem.code))
    };
    let rest: Vec<&Problem> = chain.problems.iter().filter(|problem| !shows(problem)).collect();
    if !rest.is_empty() {
        page.blank()?;
    }
    for problem in rest {
        let (word, style) = match problem.level {
            Level::Error => ("error", Style::Bad),
            Level::Warning => ("warning", Style::Doubtful),
            Level::Note => ("note", Style::Plain),
        };
        let text = match chain.tokens.iter().any(is_signed) {
            true => &problem.text,
            false => problem.text.strip_suffix(UNVERIFIED).unwrap_or(&problem.text),
        };
        let name = Span::new(ours(word).and("[").and(problem.code).and("]"), style);
        paragraph::named(page, name, &outside(text), Style::Plain)?;
    }
    Ok(())
}

/// The questions of `--may` and their answers, one a line.
fn may(page: &mut Page<'_>, chain: &Chain) -> io::Result<()> {
    let Some(answers) = &chain.may else { return Ok(()) };
    page.blank()?;
    let scopes: Vec<Shown> = answers.iter().map(|may| outside(&may.scope)).collect();
    let widest = scopes.iter().map(Shown::width).max().unwrap_or(0);
    for (place, (may, scope)) in answers.iter().zip(&scopes).enumerate() {
        let (word, style) = match may.outcome {
            MayOutcome::Yes => (ours("yes"), Style::Good),
            MayOutcome::No => (ours("NO"), Style::Bad),
            MayOutcome::Unknown => (ours("?"), Style::Doubtful),
        };
        let label = ours(if place == 0 { "may    " } else { "       " });
        let gap = path::blanks(widest.saturating_sub(scope.width()).saturating_add(2));
        let before = label.then(scope).then(&gap);
        let at = before.width().saturating_add(word.width()).saturating_add(2);
        let mut lines =
            paragraph::wrapped(&may.text, page.width().saturating_sub(at).max(LEAST_REASON)).into_iter();
        let first = ours(", ").then(&lines.next().unwrap_or(ours("")));
        page.line(&[before.into(), Span::new(word, style), first.into()])?;
        for line in lines {
            page.line(&[paragraph::blanks(at).into(), line.into()])?;
        }
    }
    Ok(())
}

/// What came of the signature of the last token, whose card it is; nothing where no key was given.
fn trust(chain: &Chain) -> Option<Shown> {
    let signature = chain.tokens.last()?.signature.as_ref()?;
    match signature.outcome {
        Outcome::Pass if signature.by.as_ref().is_some_and(SignedBy::is_development) => {
            Some(ours("signature valid (development)"))
        }
        Outcome::Pass => Some(ours("signature valid")),
        Outcome::Fail => Some(ours("signature NOT VALID")),
        Outcome::Warn | Outcome::Skip => None,
    }
}

/// The constant of the whole screen, said once; nothing where the verdict says it.
fn evidence(chain: &Chain) -> Option<Shown> {
    let unsigned: Vec<Shown> = (1_usize..)
        .zip(&chain.tokens)
        .filter(|(_, token)| !is_signed(token))
        .map(|(number_, _)| ours("T").then(&number(number_)))
        .collect();
    let is_inferred = chain.actors.iter().any(|actor| actor.evidence == Evidence::Inferred);
    if unsigned.is_empty() && chain.tokens.len() > 1 {
        return None;
    }
    if let Some(by) = chain.subject.signed_by.as_ref().filter(|_| unsigned.is_empty()) {
        let what = if is_inferred { "what is not inferred is signed by " } else { "all of it is signed by " };
        return Some(ours(what).then(&outside(&by.issuer)));
    }
    if unsigned.len() < chain.tokens.len() {
        let are = if unsigned.len() == 1 { " is" } else { " are" };
        return Some(Shown::join(&unsigned, " ").and(are).and(" not signed: what rests on it is not proven"));
    }
    Some(ours(match (is_inferred, chain.tokens.len() > 1) {
        (true, _) => "what is not inferred is claimed by the token, none of it is proven",
        (false, true) => "all of it is claimed by the tokens, none of it is proven",
        (false, false) => "all of it is claimed by the token, none of it is proven",
    }))
}

fn is_signed(token: &ChainToken) -> bool {
    token.signature.as_ref().is_some_and(|signature| signature.outcome == Outcome::Pass)
}
