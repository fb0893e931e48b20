//! What a chain lacks to hold.

use super::node::Node;
use crate::delegation::chain::{Grade, Hop, Level, Problem};
use crate::delegation::defect::Defect;
use crate::verify::Proof;

/// What it lacks, each in words; nothing where it holds.
pub(super) fn lacking(hops: &[Hop], problems: &[Problem], tokens: &[&Node]) -> Vec<String> {
    let mut missing = Vec::new();
    let guessed = hops.iter().filter(|hop| hop.grade == Some(Grade::Ambiguous)).count();
    if guessed > 0 {
        missing.push(format!("{guessed} of them ambiguous"));
    }
    let of = |defect: Defect| problems.iter().filter(|problem| problem.code == defect.code()).count();
    match of(Defect::MissingHop) {
        0 => {}
        1 => missing.push("1 exchange is missing".to_owned()),
        count => missing.push(format!("{count} exchanges are missing")),
    }
    let is_each_signed = tokens.iter().all(|node| node.is_signed());
    if is_each_signed {
        // Of one token alone no exchange is reported as missing, and every actor came by one.
        let (actors, nameless) = match tokens {
            [only] => (only.mandate.stated().count(), 0),
            _ => (0, tokens.iter().flat_map(|node| node.mandate.stated()).filter(|a| a.id.is_none()).count()),
        };
        match actors {
            0 => {}
            1 => missing.push("and it names an actor".to_owned()),
            count => missing.push(format!("and it names {count} actors")),
        }
        if nameless > 0 {
            missing.push("an actor is not named".to_owned());
        }
        if of(Defect::DeepChain) > 0 {
            missing.push("more actors than are listed".to_owned());
        }
        // Two tokens with one id are two: another's copy takes nothing from what is signed.
        let is_in_doubt = |problem: &&Problem| {
            problem.level == Level::Error && problem.code != Defect::IdentifierConflict.code()
        };
        missing.extend(problems.iter().find(is_in_doubt).map(|problem| problem.code.to_owned()));
    }
    missing.extend(unsigned(tokens));
    missing
}

/// How many tokens are not signed, and why, if there is one reason.
fn unsigned(tokens: &[&Node]) -> Option<String> {
    let unsigned: Vec<&str> =
        tokens.iter().filter(|node| !node.is_signed()).map(|node| node.proof.detail()).collect();
    let first = *unsigned.first()?;
    let why = unsigned.iter().all(|why| *why == first).then_some(first);
    Some(match (why, unsigned.len(), tokens.len()) {
        (Some(why), _, _) if why == Proof::without_keys().detail() => why.to_owned(),
        (Some(why), 1, 1) => format!("not verified: {why}"),
        (Some(why), count, all) if count == all => format!("no token verified: {why}"),
        (Some(why), count, all) => format!("{count} of {all} tokens not verified: {why}"),
        (None, count, all) => format!("{count} of {all} tokens not verified"),
    })
}

#[cfg(test)]
mod tests {
    use super::lacking;
    use crate::delegation::defect::Defect;

    #[test]
    fn actors_that_are_not_listed_prove_nothing() {
        let crowded = [Defect::DeepChain.problem("4500 actors are nested".to_owned())];
        assert_eq!(lacking(&[], &crowded, &[]), ["more actors than are listed"]);
        assert_eq!(lacking(&[], &[], &[]), Vec::<String>::new());
    }
}
