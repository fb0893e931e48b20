//! Words that an expression compares with a member that never has them: `chain.flow == "delegatoin"` would always be false.

use super::check::Checked;
use super::fault::Fault;
use super::shape::Shape;
use super::tree::{Literal, Node, Operator, Part};
use crate::near;

/// Judges the literals on one side of a comparison by the words that the other side is one of.
pub(super) fn compared(
    operator: Operator,
    (left, left_is): (&Node, &Shape),
    (right, right_is): (&Node, &Shape),
) -> Checked<()> {
    match (operator, left_is, right_is) {
        (Operator::Equal | Operator::Unequal, Shape::Word(words), _) => one(right, words),
        (Operator::Equal | Operator::Unequal, _, Shape::Word(words)) => one(left, words),
        (Operator::In, Shape::Word(words), _) => each(right, words),
        (Operator::In, _, Shape::List(Shape::Word(words))) => one(left, words),
        _ => Ok(()),
    }
}

/// Judges the keys of a map literal in which a word is looked up.
pub(super) fn looked_up(by: &Shape, from: &Node) -> Checked<()> {
    match by {
        Shape::Word(words) => each(from, words),
        _ => Ok(()),
    }
}

/// The elements of a list literal, or the keys of a map literal.
fn each(node: &Node, words: &'static [&'static str]) -> Checked<()> {
    match &node.part {
        Part::List(items) => items.iter().try_for_each(|item| one(item, words)),
        Part::Map(entries) => entries.iter().try_for_each(|(key, _)| one(key, words)),
        _ => Ok(()),
    }
}

fn one(node: &Node, words: &'static [&'static str]) -> Checked<()> {
    match &node.part {
        Part::Literal(Literal::Text(text)) if !words.contains(&text.as_str()) => {
            let nearest = near::nearest(text, words.iter().copied()).first().copied();
            Err((node.at, Fault::Word { nearest, words }))
        }
        Part::Choice(parts) => {
            let [_, yes, no] = &**parts;
            one(yes, words).and_then(|()| one(no, words))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Expression;

    #[test]
    fn a_word_that_no_member_ever_has_is_refused_with_the_nearest() {
        for (text, want) in [
            ("chain.flow == 'delegatoin'", Some((15, "the nearest word is delegation"))),
            ("'Delegation' != token.delegation.flow", Some((1, "the nearest word is delegation"))),
            (
                "token.times.state == 'ok'",
                Some((22, "the words are malformed expired not-yet-valid no-expiry valid")),
            ),
            ("chain.flow in ['direct', 'deligation']", Some((26, "the nearest word is delegation"))),
            ("chain.actors.exists(a, a.kind == 'agnet')", Some((34, "the nearest word is agent"))),
            ("chain.actors[0].role == 'currnet'", Some((25, "the nearest word is current"))),
            (
                "chain.problems.filter(p, p.level == 'eror').size() > 0",
                Some((37, "the nearest word is error")),
            ),
            ("token.kind == (now > 0 ? 'jws' : 'jwt')", Some((34, "the nearest word is jws"))),
            ("chain.flow in {'direkt': 1}", Some((16, "the nearest word is direct"))),
            (
                "{'direct': 600, 'delegatio': 60}[chain.flow] < 3",
                Some((17, "the nearest word is delegation")),
            ),
            ("parent.kind == 'JWS'", Some((16, "the nearest word is jws"))),
            ("chain.verdict.outcome == 'not-prooven'", Some((26, "the nearest word is not-proven"))),
            (
                "chain.hops.all(h, h.checks.all(c, c.outcome != 'failed'))",
                Some((48, "the nearest word is fail")),
            ),
            // What is right, and what nobody can know.
            ("chain.flow == 'delegation' || chain.flow in ['direct', 'app-only']", None),
            ("chain.flow == token.claims.flow", None),
            ("chain.flow.startsWith('deleg')", None),
            ("token.claims.flow == 'delegatoin'", None),
            ("chain.subject.id == 'usr'", None),
            ("chain.flow == null", None),
            ("{'direct': 600}[chain.flow] < token.times.lifetime_seconds", None),
        ] {
            let found = Expression::compile(text).err().map(|error| (error.column, error.hint()));
            assert_eq!(found, want.map(|(column, hint)| (column, Some(hint.to_owned()))), "{text}");
        }
    }
}
