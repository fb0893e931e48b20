//! What a whole chain comes to.

use crate::delegation::chain::{Grade, Hop, Outcome, Problem, Verdict, VerdictOutcome};
use crate::delegation::defect::Defect;

/// Breaks at the first hop with a failed check; otherwise not proven, with what is missing.
pub(super) fn verdict(hops: &[Hop], problems: &[Problem], tokens: usize) -> Verdict {
    let failed = hops.iter().find(|hop| hop.checks.iter().any(|check| check.outcome == Outcome::Fail));
    if let Some(hop) = failed {
        let codes: Vec<&str> = hop
            .checks
            .iter()
            .filter(|check| check.outcome == Outcome::Fail)
            .flat_map(|check| check.detail.split("; "))
            .filter_map(|detail| detail.split_once(": ").map(|(code, _)| code))
            .collect();
        return Verdict { outcome: VerdictOutcome::Breaks, hop: Some(hop.number), text: codes.join(", ") };
    }
    let mut missing = Vec::new();
    missing.push(match (tokens, hops.len()) {
        (1, _) => "one token alone".to_owned(),
        (_, 1) => "1 hop fits".to_owned(),
        (_, count) => format!("{count} hops fit"),
    });
    let guessed = hops.iter().filter(|hop| hop.grade == Some(Grade::Ambiguous)).count();
    if guessed > 0 {
        missing.push(format!("{guessed} of them ambiguous"));
    }
    let lost = problems.iter().filter(|problem| problem.code == Defect::MissingHop.code()).count();
    match lost {
        0 => {}
        1 => missing.push("1 exchange is missing".to_owned()),
        count => missing.push(format!("{count} exchanges are missing")),
    }
    missing.push("no key was given".to_owned());
    Verdict { outcome: VerdictOutcome::NotProven, hop: None, text: missing.join(", ") }
}
