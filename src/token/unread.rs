//! Why bytes are not read as a JSON object; a budget is no fault of theirs and is named (SECURITY.md R17).

use super::NotAToken;
use super::json::{Budget, Document, JsonError};

/// Why these bytes are no JSON object that is read, in words about `subject`.
#[must_use]
pub fn why(subject: &str, bytes: &[u8]) -> String {
    match Document::parse(bytes, Budget::TOKEN) {
        _ if bytes.is_empty() => format!("{subject} is empty"),
        Ok(document) => format!("{subject} is no JSON object, but {}", document.root().kind().noun()),
        Err(JsonError::OverBudget(what)) => over(what),
        Err(error) => format!("{subject} is no JSON object: {error}"),
    }
}

/// Which budget these bytes are over, in words; `None` where they are within each.
#[must_use]
pub fn over_budget(bytes: &[u8]) -> Option<String> {
    match Document::parse(bytes, Budget::TOKEN) {
        Err(JsonError::OverBudget(what)) => Some(over(what)),
        _ => None,
    }
}

fn over(what: &str) -> String {
    let Budget { members, digits, .. } = Budget::TOKEN;
    format!("more {what} than are read (at most {members} members an object, numbers of {digits} digits)")
}

/// Why these bytes are no header.
pub(super) fn header(bytes: &[u8]) -> NotAToken {
    match Document::parse(bytes, Budget::TOKEN) {
        Err(JsonError::OverBudget(what)) => NotAToken::HeaderBudget(what),
        _ => NotAToken::Header,
    }
}

#[cfg(test)]
mod tests {
    use super::{over_budget, why};
    use crate::token::base64url::encode;
    use crate::token::{NotAToken, Token};

    fn number(digits: usize) -> String {
        format!(r#"{{"alg":"ES256","x":{}}}"#, "9".repeat(digits))
    }

    #[test]
    fn r17_a_budget_is_named_and_is_not_called_bad_json() {
        let limits = "(at most 10000 members an object, numbers of 1000 digits)";
        let over = format!("more digits of a number than are read {limits}");
        for (text, want) in [
            (String::new(), "it is empty".to_owned()),
            ("[]".to_owned(), "it is no JSON object, but an array".to_owned()),
            ("{}x".to_owned(), "it is no JSON object: text after the JSON value at byte 2".to_owned()),
            (number(1_001), over.clone()),
        ] {
            assert_eq!(why("it", text.as_bytes()), want, "{text}");
            assert_eq!(over_budget(text.as_bytes()), (want == over).then_some(want), "{text}");
        }
    }

    #[test]
    fn r17_a_header_over_a_budget_is_refused_by_the_budgets_name() {
        let sealed = "AA.AA.AA.AA";
        for (header, want) in [
            (number(1_000), None),
            (number(1_001), Some(NotAToken::HeaderBudget("digits of a number"))),
            ("[1]".to_owned(), Some(NotAToken::Header)),
        ] {
            let header = encode(header.as_bytes());
            assert_eq!(Token::parse(&format!("{header}.e30.c2ln")).err(), want);
            assert_eq!(Token::parse(&format!("{header}.{sealed}")).err(), want);
        }
    }
}
