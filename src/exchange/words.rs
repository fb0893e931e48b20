//! A server's own words: the members of an OAuth error answer, read and nothing more.

use super::reply::Refused;
use crate::token::json::{Kind, Value};

/// An error answer (RFC 6749 section 5.2) with the members that some vendors add; all of it is outside text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// The HTTP status, if it is known.
    pub status: Option<u16>,
    /// `error`; empty where only a code or a description is known.
    pub error: String,
    /// `error_description`.
    pub description: Option<String>,
    /// Numbers of `error_codes`, as their digits.
    pub numbers: Vec<String>,
    /// `claims`: a challenge to hand to the next login.
    pub claims: Option<String>,
    /// `trace_id`.
    pub trace_id: Option<String>,
    /// `correlation_id`.
    pub correlation_id: Option<String>,
}

impl Words {
    /// Reads an error answer; `None` where the value is no object whose `error` is a string.
    #[must_use]
    pub fn read(status: Option<u16>, body: Value<'_>) -> Option<Self> {
        let text = |name: &str| body.get(name).and_then(|value| value.as_str()).map(str::to_owned);
        let numbers = body.get("error_codes").map(|codes| {
            let digits = codes.items().filter_map(|code| code.as_number().or_else(|| code.as_str()));
            digits.map(str::to_owned).collect()
        });
        Some(Self {
            status,
            error: text("error")?,
            description: text("error_description"),
            numbers: numbers.unwrap_or_default(),
            claims: match body.get("claims") {
                Some(claims) if claims.kind() == Kind::Object => Some(claims.to_json()),
                _ => text("claims"),
            },
            trace_id: text("trace_id"),
            correlation_id: text("correlation_id"),
        })
    }

    /// The words of an answer that was judged to be a refusal; what this run holds is replaced in it already.
    #[must_use]
    pub fn of(refused: &Refused) -> Self {
        let read = Self::read(Some(refused.status), refused.body.value()).unwrap_or_default();
        Self { error: refused.error.clone(), description: refused.description.clone(), ..read }
    }

    /// The vendor's codes: `prefix` and digits in the description, then the numbers of `error_codes`.
    #[must_use]
    pub(super) fn codes(&self, prefix: &str) -> Vec<String> {
        let mut codes: Vec<String> = Vec::new();
        let mut add = |digits: &str| {
            let code = format!("{prefix}{digits}");
            if !digits.is_empty() && digits.len() <= 12 && !codes.contains(&code) {
                codes.push(code);
            }
        };
        for tail in self.beginning().split(prefix).skip(1) {
            let end = tail.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(tail.len());
            add(tail.get(..end).unwrap_or_default());
        }
        self.numbers.iter().take(16).for_each(|number| add(number));
        codes
    }

    /// As much of the description as patterns are tried on; what says more says it before.
    #[must_use]
    pub(super) fn beginning(&self) -> &str {
        let text = self.description.as_deref().unwrap_or_default();
        let end = text.char_indices().nth(4096).map_or(text.len(), |(at, _)| at);
        text.get(..end).unwrap_or_default()
    }
}
