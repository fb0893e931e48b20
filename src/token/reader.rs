//! One token after another: what a token repeats of the one before is not read again.

use super::json::Tree;
use super::{MAX_BYTES, NotAToken, Token, compact, serialization};

/// A reader of tokens, which knows the last header: those of a batch mostly have the same.
#[derive(Debug, Default)]
pub struct Reader {
    header: Option<(Box<str>, Tree)>,
}

impl Reader {
    /// As [`Token::parse`], which it is for the first token.
    ///
    /// # Errors
    /// As for [`Token::parse`].
    pub fn token(&mut self, text: &str) -> Result<Token, NotAToken> {
        if text.len() > MAX_BYTES {
            return Err(NotAToken::TooLarge);
        }
        let text = text.trim();
        if text.starts_with('{') { serialization::parse(text) } else { compact::parse(text, self) }
    }

    /// The header that this segment stands for, if it is the last one that was read.
    pub(super) fn known(&self, segment: &str) -> Option<Tree> {
        self.header.as_ref().filter(|(text, _)| **text == *segment).map(|(_, tree)| tree.clone())
    }

    /// Takes the header of a segment that had no fault.
    pub(super) fn learn(&mut self, segment: &str, header: &Tree) {
        self.header = Some((segment.into(), header.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Token, strict};
    use super::Reader;
    use crate::token::base64url::encode;

    #[test]
    fn a_token_reads_alike_whatever_was_read_before() {
        let header = |text: &str| encode(text.as_bytes());
        let (plain, other) = (header(r#"{"alg":"ES256"}"#), header(r#"{"alg":"RS256","kid":"a"}"#));
        let (twice, long) = (
            header(r#"{"alg":"ES256","alg":"none"}"#),
            header(&format!(r#"{{"alg":"ES256","x":"{}"}}"#, "x".repeat(70_000))),
        );
        let body = header(r#"{"sub":"a"}"#);
        let padded = format!("{plain}=");
        let tokens: Vec<String> =
            [&plain, &plain, &twice, &twice, &padded, &padded, &plain, &long, &long, &other]
                .into_iter()
                .map(|header| format!("{header}.{body}.c2ln"))
                .collect();
        let mut reader = Reader::default();
        for text in tokens.iter().chain(&["no token".to_owned()]).chain(tokens.iter().rev()) {
            let said = |token: Result<Token, _>| {
                token.map(|token| (format!("{token:?}"), strict::fault(&token, false)))
            };
            assert_eq!(said(reader.token(text)), said(Token::parse(text)), "{text}");
        }
    }
}
