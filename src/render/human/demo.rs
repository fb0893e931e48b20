//! The demo's scenes on a screen; each fits one.

use std::io;

use super::page::{Page, Span};
use super::paragraph::{self, wrapped};
use super::style::Style;
use super::when;
use crate::delegation::chain::Level;
use crate::exchange::cause::Verdict;
use crate::exchange::refusal::Refusal;
use crate::render::text::{Shown, number, ours, outside};
use crate::report::demo::{Act, Holding, Judged, Leave, Scene};

/// Below this width a note goes on a line of its own.
const NARROW: usize = 60;

/// Where the words of what lint found begin, counted from 0.
const FOUND: usize = 13;

/// Shows a scene and hands it to the stream at once, because somebody may be asked to go on.
///
/// # Errors
/// Where the stream cannot be written.
pub fn show(page: &mut Page<'_>, scene: &Scene) -> io::Result<()> {
    let place = number(scene.number).and(" of ").then(&number(scene.of)).and("   ");
    page.heading(&[place, ours(scene.title)])?;
    match &scene.act {
        Act::PassedOn { token, hands } => passed_on(page, token, hands)?,
        Act::Exchanged(holdings) => table(page, holdings)?,
        Act::Refused { status, refusal, .. } => refused(page, *status, refusal)?,
        Act::Judged(tokens) => judged(page, tokens)?,
    }
    for line in wrapped(scene.lesson, page.width().saturating_sub(2)) {
        page.line(&[ours("  ").into(), Span::new(line, Style::Dim)])?;
    }
    page.flush()
}

fn passed_on(page: &mut Page<'_>, token: &Holding, hands: &[String]) -> io::Result<()> {
    let path = std::iter::once(&token.subject).chain(hands).map(|name| outside(name)).collect::<Vec<_>>();
    let path = Shown::join(&path, " → ");
    let holders = words(hands.len()).and(" holders");
    let note = ours("one token, ").then(&holders);
    let width = path.width().saturating_add(note.width()).saturating_add(10);
    if width > page.width() || page.width() < NARROW {
        page.line(&[ours("  ").then(&path).into()])?;
        page.line(&[ours("  ").then(&note).into()])?;
    } else {
        page.line(&[ours("  ").then(&path).and("        ").then(&note).into()])?;
    }
    if let Some((last, before)) = hands.split_last() {
        let lost = before.iter().filter(|name| !token.actors.contains(name)).map(|n| outside(n));
        let lost = lost.collect::<Vec<_>>();
        page.sentence(&[
            ours("  ").then(&outside(last)).and(" sees only ").then(&outside(&token.subject)).and("; that "),
            Shown::join(&lost, " and ")
                .and(if lost.len() == 1 { " was" } else { " were" })
                .and(" there is lost"),
        ])?;
    }
    Ok(())
}

/// The server's words, and the cause that is true of what was sent.
fn refused(page: &mut Page<'_>, status: u16, refusal: &Refusal) -> io::Result<()> {
    let words = refusal.description.as_deref().map_or(ours(""), |words| ours(": ").then(&outside(words)));
    page.line(&[
        ours("  ").into(),
        Span::new(ours("REFUSED ").then(&number(status)).and(" "), Style::Bad),
        outside(&refusal.error).then(&words).into(),
    ])?;
    for cause in refusal.causes.iter().filter(|cause| cause.verdict == Verdict::Yes) {
        page.line(&[ours("  yes     ").then(&outside(&cause.text)).into()])?;
        let pointer = cause.pointer.as_deref().map(|p| p.strip_prefix("/claims").unwrap_or(p));
        for (label, value, pointer) in [("wanted", &cause.wanted, None), ("found ", &cause.found, pointer)] {
            let Some(value) = value else { continue };
            let mut spans = vec![ours("            ").and(label).and("  ").then(&outside(value)).into()];
            if let Some(pointer) = pointer {
                spans.push(Span::new(ours("   ").then(&outside(pointer)), Style::Dim));
            }
            page.line(&spans)?;
        }
    }
    Ok(())
}

/// Each token's command and answer, and under it what was found.
fn judged(page: &mut Page<'_>, tokens: &[Judged]) -> io::Result<()> {
    for one in tokens {
        let (word, style) = if one.passed { ("passed", Style::Good) } else { ("FAILED", Style::Bad) };
        page.line(&[
            ours("  ").then(&outside(&one.command)).and("   ").into(),
            Span::new(ours(word), style),
        ])?;
        for found in &one.findings {
            let (word, style) = match found.level {
                Level::Error => ("    error", Style::Bad),
                Level::Warning => ("    warning", Style::Doubtful),
                Level::Note => ("    note", Style::Dim),
            };
            let words = outside(&found.rule).and(": ").then(&outside(&found.message));
            paragraph::write(page, Span::new(ours(word), style), FOUND, &words, Style::Plain)?;
        }
    }
    Ok(())
}

/// A row for each token: who holds it, what it may do, how long, for whom and by whom.
fn table(page: &mut Page<'_>, holdings: &[Holding]) -> io::Result<()> {
    let rows: Vec<[Shown; 4]> = holdings
        .iter()
        .map(|holding| {
            let scopes: Vec<Shown> = holding.scopes.iter().map(|scope| outside(scope)).collect();
            let actors: Vec<Shown> = holding.actors.iter().map(|actor| outside(actor)).collect();
            let by = if actors.is_empty() { ours("") } else { ours(", by ") };
            [
                outside(&holding.holder),
                Shown::join(&scopes, " "),
                minutes(holding.lifetime_seconds),
                outside(&holding.subject).then(&by).then(&Shown::join(&actors, ", ")),
            ]
        })
        .collect();
    let width = |column: usize| rows.iter().filter_map(|row| Some(row.get(column)?.width())).max();
    let widths: Vec<usize> = (0..4).map(|column| width(column).unwrap_or(0)).collect();
    let narrow = page.width() < NARROW;
    for row in &rows {
        let mut line = ours("  ");
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            if narrow && column == 3 {
                page.line(&[line.into()])?;
                line = ours("    ");
            }
            line = line.then(cell);
            for _ in cell.width()..width.saturating_add(3) {
                line = line.and(" ");
            }
        }
        page.line(&[line.into()])?;
    }
    match holdings.last() {
        Some(last) if !last.actors.is_empty() => reads(page, last),
        _ => Ok(()),
    }
}

/// Where the names stand in the last token, in the words that `--claim` takes.
fn reads(page: &mut Page<'_>, last: &Holding) -> io::Result<()> {
    let mut line = ours("  ").then(&outside(&last.holder)).and(" reads   sub ").then(&outside(&last.subject));
    for (depth, actor) in last.actors.iter().enumerate() {
        line = line.and("   ");
        for _ in 0..=depth {
            line = line.and("act.");
        }
        line = line.and("sub ").then(&outside(actor));
    }
    page.line(&[line.into()])
}

/// All lives in one unit, so that they can be compared down the column.
fn minutes(seconds: i64) -> Shown {
    match seconds.checked_rem(60) {
        Some(0) => number(seconds.checked_div(60).unwrap_or(0)).and(" min"),
        _ => number(when::duration(seconds)),
    }
}

fn words(count: usize) -> Shown {
    match count {
        2 => ours("two"),
        3 => ours("three"),
        _ => number(count),
    }
}

/// Shows what stays.
///
/// # Errors
/// Where the stream cannot be written.
pub fn leave(page: &mut Page<'_>, leave: &Leave) -> io::Result<()> {
    if let Some(directory) = &leave.saved {
        let mut line = ours("saved in ").then(&outside(directory.trim_end_matches('/'))).and("/: ");
        for (index, file) in leave.files.iter().enumerate() {
            // The three tokens are one group, as the eye takes them.
            let previous = index.checked_sub(1).and_then(|before| leave.files.get(before));
            line = line.and(match previous {
                None => "",
                Some(previous) if previous.ends_with(".jwt") && file.ends_with(".jwt") => " ",
                Some(_) => ", ",
            });
            line = line.and(file);
        }
        page.sentence(&[line])?;
    }
    for (index, command) in leave.next.iter().enumerate() {
        let label = if index == 0 { ours("next      ") } else { ours("          ") };
        page.sentence(&[label.then(&outside(command))])?;
    }
    page.flush()
}

#[cfg(test)]
mod tests {
    use super::{leave, show};
    use crate::render::human::page::{Look, Page};
    use crate::report::demo::{Act, Holding, Leave, Scene};

    fn shown(width: usize, write: impl FnOnce(&mut Page<'_>)) -> String {
        let mut out = Vec::new();
        write(&mut Page::new(&mut out, Look { width, terminal: Some(width), ..Look::pipe() }));
        String::from_utf8(out).expect("UTF-8")
    }

    fn holding(holder: &str, scopes: &[&str], minutes: i64, actors: &[&str]) -> Holding {
        let own = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect();
        Holding {
            holder: holder.to_owned(),
            scopes: own(scopes),
            lifetime_seconds: minutes * 60,
            subject: "alice".to_owned(),
            actors: own(actors),
        }
    }

    fn scene(act: Act) -> Scene {
        Scene { number: 2, of: 3, title: "what happens", act, lesson: "what to take from it" }
    }

    #[test]
    fn a_table_has_its_columns_under_one_another() {
        let act = Act::Exchanged(vec![
            holding("planner", &["orders.read", "orders.write"], 60, &[]),
            holding("researcher", &["orders.read"], 30, &["planner"]),
            holding("ledger", &["orders.read"], 15, &["researcher", "planner"]),
        ]);
        let want = "\
2 of 3   what happens
  planner      orders.read orders.write   60 min   alice
  researcher   orders.read                30 min   alice, by planner
  ledger       orders.read                15 min   alice, by researcher, planner
  ledger reads   sub alice   act.sub researcher   act.act.sub planner
  what to take from it
";
        assert_eq!(shown(80, |page| show(page, &scene(act)).expect("written")), want);
    }

    #[test]
    fn who_held_a_token_that_was_passed_on_is_lost() {
        let hands = ["planner", "researcher", "ledger"].map(str::to_owned).to_vec();
        let act = Act::PassedOn { token: holding("planner", &["a"], 60, &[]), hands };
        let wide = "\
2 of 3   what happens
  alice → planner → researcher → ledger        one token, three holders
  ledger sees only alice; that planner and researcher were there is lost
  what to take from it
";
        assert_eq!(shown(80, |page| show(page, &scene(act.clone())).expect("written")), wide);
        let narrow = shown(50, |page| show(page, &scene(act)).expect("written"));
        assert!(narrow.contains("ledger\n  one token, three holders\n"), "{narrow}");
    }

    #[test]
    fn files_stand_in_groups() {
        let item = Leave {
            saved: Some("demo/".to_owned()),
            files: vec!["t0.jwt", "t1.jwt", "keys.json", "obo.toml"],
            next: vec!["cd demo".to_owned(), "obo @t1.jwt".to_owned()],
        };
        let want =
            "saved in demo/: t0.jwt t1.jwt, keys.json, obo.toml\nnext      cd demo\n          obo @t1.jwt\n";
        assert_eq!(shown(80, |page| leave(page, &item).expect("written")), want);
    }
}
