//! The members that `token`, `parent` and `chain` have, and the words that some of them are one of, so that a mistyped
//! one is an error and not a silent false.

use super::tree::Kind;
use crate::delegation::formats::WORDS as FORMAT_WORDS;

/// What is known about a value before there is one. Where a member may be null, so may its shape.
#[derive(Debug)]
pub(super) enum Shape {
    /// Nothing: a claim, or what was made of one.
    Any,
    /// A value without members.
    Plain(Kind),
    /// A text that is always one of these.
    Word(&'static [&'static str]),
    /// These members and no others.
    Map(&'static [(&'static str, Self)]),
    List(&'static Self),
}

impl Shape {
    /// What sort of value it is, where that is known.
    pub(super) fn kind(&self) -> Option<Kind> {
        match self {
            Self::Any => None,
            Self::Plain(kind) => Some(*kind),
            Self::Word(_) => Some(Kind::Text),
            Self::Map(_) => Some(Kind::Map),
            Self::List(_) => Some(Kind::List),
        }
    }
}

const TEXT: Shape = Shape::Plain(Kind::Text);
const NUMBER: Shape = Shape::Plain(Kind::Int);
const FLAG: Shape = Shape::Plain(Kind::Bool);
const TEXTS: Shape = Shape::List(&TEXT);

const TOKEN_KIND: Shape = Shape::Word(&["jws", "jwe", "sd-jwt", "claims", "introspection"]);
const STATE: Shape = Shape::Word(&["malformed", "expired", "not-yet-valid", "no-expiry", "valid"]);
const FORMAT: Shape = Shape::Word(FORMAT_WORDS);
const FLOW: Shape = Shape::Word(&[
    "direct",
    "delegation",
    "impersonation",
    "app-only",
    "agent-autonomous",
    "agent-user",
    "unknown",
]);
const KIND: Shape = Shape::Word(&["user", "agent", "workload", "application", "unknown"]);
const ROLE: Shape = Shape::Word(&["current", "prior"]);
const EVIDENCE: Shape = Shape::Word(&["signed", "claimed", "logged", "inferred"]);
const LEVEL: Shape = Shape::Word(&["note", "warning", "error"]);
const GRADE: Shape = Shape::Word(&["exact", "probable", "ambiguous", "weak"]);
const OUTCOME: Shape = Shape::Word(&["pass", "warn", "fail", "skip"]);
const VERDICT: Shape = Shape::Word(&["holds", "breaks", "not-proven"]);

/// One element of decode's `tokens`.
pub(super) static TOKEN: Shape = Shape::Map(&[
    ("source", TEXT),
    ("index", NUMBER),
    ("kind", TOKEN_KIND),
    ("member", TEXT),
    ("sha256", TEXT),
    ("verified", FLAG),
    ("header", Shape::Any),
    ("claims", Shape::Any),
    ("payload", Shape::Map(&[("text", TEXT), ("base64", TEXT)])),
    ("times", TIMES),
    ("delegation", CHAIN),
    ("explanations", Shape::List(&Shape::Map(&[("pointer", TEXT), ("value", TEXT), ("text", TEXT)]))),
    ("warnings", Shape::List(&Shape::Map(&[("pointer", TEXT), ("text", TEXT), ("value", Shape::Any)]))),
    ("inner", Shape::Any),
]);

const TIMES: Shape = Shape::Map(&[
    ("issued", TEXT),
    ("not_before", TEXT),
    ("expires", TEXT),
    ("lifetime_seconds", NUMBER),
    ("state", STATE),
]);

/// One element of chain's `chains`.
pub(super) static CHAINS: Shape = CHAIN;

const CHAIN: Shape = Shape::Map(&[
    ("format", FORMAT),
    ("flow", FLOW),
    ("subject", PRINCIPAL),
    ("actors", Shape::List(&ACTOR)),
    ("audience", TEXTS),
    ("scopes", TEXTS),
    ("problems", Shape::List(&PROBLEM)),
    ("tokens", Shape::List(&CHAIN_TOKEN)),
    ("hops", Shape::List(&HOP)),
    ("verdict", Shape::Map(&[("outcome", VERDICT), ("hop", NUMBER), ("text", TEXT)])),
    ("notes", TEXTS),
]);

const PRINCIPAL: Shape = Shape::Map(&[
    ("id", TEXT),
    ("issuer", TEXT),
    ("name", TEXT),
    ("kind", KIND),
    ("pointer", TEXT),
    ("evidence", EVIDENCE),
]);

const ACTOR: Shape = Shape::Map(&[
    ("id", TEXT),
    ("issuer", TEXT),
    ("name", TEXT),
    ("kind", KIND),
    ("role", ROLE),
    ("pointer", TEXT),
    ("evidence", EVIDENCE),
]);

const PROBLEM: Shape = Shape::Map(&[
    ("code", TEXT),
    ("level", LEVEL),
    ("grade", GRADE),
    ("text", TEXT),
    ("evidence", EVIDENCE),
    ("sources", TEXTS),
]);

const CHAIN_TOKEN: Shape = Shape::Map(&[
    ("sha256", TEXT),
    ("jti", TEXT),
    ("issuer", TEXT),
    ("issued", TEXT),
    ("expires", TEXT),
    ("sources", TEXTS),
    ("parent", TEXT),
    ("uses", Shape::Any),
]);

const HOP: Shape = Shape::Map(&[
    ("number", NUMBER),
    ("from", TEXT),
    ("to", TEXT),
    ("actor", TEXT),
    ("grade", GRADE),
    ("checks", Shape::List(&Shape::Map(&[("name", TEXT), ("outcome", OUTCOME), ("detail", TEXT)]))),
    ("changes", Shape::Any),
]);

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::{
        EVIDENCE, FLOW, FORMAT, GRADE, KIND, LEVEL, OUTCOME, ROLE, STATE, Shape, TOKEN_KIND, VERDICT,
    };
    use crate::delegation::chain::{Flow, FormatName, Grade, Level, Outcome, VerdictOutcome};
    use crate::delegation::evidence::Evidence;
    use crate::delegation::principal::{Kind, Role};
    use crate::report::decode::State;
    use crate::token;

    /// Every variant, named once more so that a new one does not compile without its word.
    macro_rules! words {
        ($name:ty: $($variant:ident)+) => {{
            let _ = |one: $name| match one {
                $(<$name>::$variant => (),)+
            };
            [$(word(<$name>::$variant)),+]
        }};
    }

    fn word(value: impl Serialize) -> String {
        let text = serde_json::to_value(value).expect("a word");
        text.as_str().expect("a text").to_owned()
    }

    #[test]
    fn the_words_are_those_that_the_output_has() {
        let of = |shape: &Shape, words: &[String]| match shape {
            Shape::Word(known) => assert_eq!(*known, words),
            other => panic!("no words: {other:?}"),
        };
        of(&TOKEN_KIND, &words!(token::Kind: Jws Jwe SdJwt Claims Introspection));
        of(&STATE, &words!(State: Malformed Expired NotYetValid NoExpiry Valid));
        of(
            &FORMAT,
            &words!(FormatName: Rfc8693Act EntraAgent EntraObo Client IdJag TransactionToken DelegationChain Kubernetes
                Github Gitlab Google Aws Spiffe Log None),
        );
        of(&FLOW, &words!(Flow: Direct Delegation Impersonation AppOnly AgentAutonomous AgentUser Unknown));
        of(&KIND, &words!(Kind: User Agent Workload Application Unknown));
        of(&ROLE, &words!(Role: Current Prior));
        of(&EVIDENCE, &words!(Evidence: Signed Claimed Logged Inferred));
        of(&LEVEL, &words!(Level: Note Warning Error));
        of(&GRADE, &words!(Grade: Exact Probable Ambiguous Weak));
        of(&OUTCOME, &words!(Outcome: Pass Warn Fail Skip));
        of(&VERDICT, &words!(VerdictOutcome: Holds Breaks NotProven));
    }
}
