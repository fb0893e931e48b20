//! The members that `token`, `parent` and `chain` have, so that a mistyped one is an error and not a silent false.

use super::tree::Kind;

/// What is known about a value before there is one. Where a member may be null, so may its shape.
#[derive(Debug)]
pub(super) enum Shape {
    /// Nothing: a claim, or what was made of one.
    Any,
    /// A value without members.
    Plain(Kind),
    /// These members and no others.
    Map(&'static [(&'static str, Self)]),
    List(&'static Self),
}

const TEXT: Shape = Shape::Plain(Kind::Text);
const NUMBER: Shape = Shape::Plain(Kind::Int);
const FLAG: Shape = Shape::Plain(Kind::Bool);
const TEXTS: Shape = Shape::List(&TEXT);

/// One element of decode's `tokens`.
pub(super) static TOKEN: Shape = Shape::Map(&[
    ("source", TEXT),
    ("index", NUMBER),
    ("kind", TEXT),
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
    ("state", TEXT),
]);

/// One element of chain's `chains`.
pub(super) static CHAINS: Shape = CHAIN;

const CHAIN: Shape = Shape::Map(&[
    ("format", TEXT),
    ("flow", TEXT),
    ("subject", PRINCIPAL),
    ("actors", Shape::List(&ACTOR)),
    ("audience", TEXTS),
    ("scopes", TEXTS),
    ("problems", Shape::List(&PROBLEM)),
    ("tokens", Shape::List(&CHAIN_TOKEN)),
    ("hops", Shape::List(&HOP)),
    ("verdict", Shape::Map(&[("outcome", TEXT), ("hop", NUMBER), ("text", TEXT)])),
    ("notes", TEXTS),
]);

const PRINCIPAL: Shape = Shape::Map(&[
    ("id", TEXT),
    ("issuer", TEXT),
    ("name", TEXT),
    ("kind", TEXT),
    ("pointer", TEXT),
    ("evidence", TEXT),
]);

const ACTOR: Shape = Shape::Map(&[
    ("id", TEXT),
    ("issuer", TEXT),
    ("name", TEXT),
    ("kind", TEXT),
    ("role", TEXT),
    ("pointer", TEXT),
    ("evidence", TEXT),
]);

const PROBLEM: Shape = Shape::Map(&[
    ("code", TEXT),
    ("level", TEXT),
    ("grade", TEXT),
    ("text", TEXT),
    ("evidence", TEXT),
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
    ("grade", TEXT),
    ("checks", Shape::List(&Shape::Map(&[("name", TEXT), ("outcome", TEXT), ("detail", TEXT)]))),
    ("changes", Shape::Any),
]);
