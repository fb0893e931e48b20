//! Rules of a team's own: expressions in the Common Expression Language, read once, with a budget for each token.
//!
//! The reader and the interpreter are ours: a budget of steps and bytes has to be counted inside the loops, and a member
//! that no token has must be an error when the policy is loaded. What the language leaves out here (messages, bytes,
//! unsigned numbers) is an error with its place, never a silent false.

mod call;
mod check;
mod evaluate;
mod fault;
mod function;
mod operate;
mod parser;
mod pattern;
mod shape;
mod stop;
mod tree;
mod value;
mod word;
mod words;

use self::evaluate::Run;
pub use self::fault::{ExpressionError, Fault};
pub use self::stop::Reason;
use self::stop::Stop;
use self::tree::Node;
use crate::instant::Instant;
use crate::token::json;

/// The longest expression, in bytes (SECURITY.md R17).
pub const MAX_BYTES: usize = 4096;

/// An expression that has been read and judged.
#[derive(Debug)]
pub struct Expression {
    root: Node,
    text: String,
}

/// What an expression is asked about.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'f> {
    /// decode's element.
    pub token: json::Value<'f>,
    /// decode's element of the token it was exchanged from.
    pub parent: Option<json::Value<'f>>,
    /// chain's element.
    pub chain: Option<json::Value<'f>>,
    /// `now`
    pub now: Instant,
}

/// What an expression says about a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is true: a finding.
    True,
    /// It is false.
    False,
    /// A member that it asks for is not there, so that it does not apply.
    NotApplicable,
    /// It could not be decided; the gate must not pass over this.
    Failed(Failure),
}

/// Why an expression could not be decided about a token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {reason}")]
pub struct Failure {
    /// From 1, in the expression.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// What happened there.
    pub reason: Reason,
}

impl Expression {
    /// Reads an expression and judges what can be judged without a token.
    ///
    /// # Errors
    /// Where it is none, names what is not known, or could never come to true or false.
    pub fn compile(text: &str) -> Result<Self, ExpressionError> {
        let root = parser::parse(text)?;
        check::check(&root).map_err(|(at, fault)| ExpressionError::new(text, at, fault))?;
        Ok(Self { root, text: text.to_owned() })
    }

    /// What it says about a token.
    #[must_use]
    pub fn judge(&self, facts: Facts<'_>) -> Verdict {
        match Run::new(facts).decide(&self.root) {
            Ok(true) => Verdict::True,
            Ok(false) => Verdict::False,
            Err(Stop::Missing) => Verdict::NotApplicable,
            Err(Stop::Failed(at, reason)) => {
                let (line, column) = fault::place(&self.text, at);
                Verdict::Failed(Failure { line, column, reason })
            }
        }
    }

    /// The first member of the token that it asks for, as a pointer: `/claims/aud`; empty where it asks for none.
    #[must_use]
    pub fn pointer(&self) -> String {
        let mut first: Option<(usize, String)> = None;
        let mut open = vec![&self.root];
        while let Some(node) = open.pop() {
            if let Some(pointer) = node.part.asked()
                && first.as_ref().is_none_or(|(at, _)| node.at < *at)
            {
                first = Some((node.at, pointer));
            }
            open.extend(node.part.inner());
        }
        first.map_or(String::new(), |(_, pointer)| pointer)
    }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
const NOW: i64 = 1_772_616_000;

/// decode's element of these claims.
#[cfg(test)]
fn element(claims: &str) -> json::Document {
    use crate::decoding::{Readers, Sight, decoded};
    use crate::token::json::{Budget, Document, Tree};
    use crate::token::{Kind, Token};

    let claims = Document::parse(claims.as_bytes(), Budget::TOKEN).expect("the test's claims are JSON");
    let token = Token::from_claims(Kind::Claims, Tree::from(claims), b"");
    let sight =
        Sight { source: "stdin", index: 0, now: Instant::from_seconds(NOW), readers: Readers::Machines };
    let bytes = crate::render::ascii::ascii(&decoded(&token, sight), None);
    Document::parse(&bytes, Budget::ANSWER).expect("an element is JSON")
}
