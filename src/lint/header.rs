//! The headers of a token, wherever they stand.

use crate::token::Token;
use crate::token::json::Value;

/// A header and its place: `/header` for the first signature, `/signatures/1/header` for the next.
#[derive(Debug, Clone)]
pub struct Header<'t> {
    /// The header.
    pub value: Value<'t>,
    /// Its JSON pointer.
    pub pointer: String,
}

/// Every header, protected ones before unprotected ones of the same signature; none for bare claims.
#[must_use]
pub fn headers(token: &Token) -> Vec<Header<'_>> {
    let signatures = token.signatures();
    if signatures.is_empty() {
        let sealed = token.header().map(|tree| Header { value: tree.value(), pointer: "/header".to_owned() });
        return sealed.into_iter().collect();
    }
    let mut headers = Vec::new();
    for number in 0..signatures.len() {
        headers.extend(of_signature(token, number));
    }
    headers
}

/// The headers of one signature, counted from 0.
pub fn of_signature(token: &Token, number: usize) -> impl Iterator<Item = Header<'_>> {
    let signature = token.signatures().get(number);
    let trees = signature.into_iter().flat_map(|one| [one.protected.as_ref(), one.unprotected.as_ref()]);
    trees.flatten().map(move |tree| Header {
        value: tree.value(),
        pointer: if number == 0 { "/header".to_owned() } else { format!("/signatures/{number}/header") },
    })
}

impl<'t> Header<'t> {
    /// A member that is text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&'t str> {
        self.value.get(name)?.as_str()
    }

    /// The place of a member.
    #[must_use]
    pub fn place(&self, name: &str) -> String {
        format!("{}/{name}", self.pointer)
    }
}
