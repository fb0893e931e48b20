//! What verify reads in an input: one token or a token response; it does not look for tokens (SECURITY.md R1).

mod json;
mod scanned;

use std::borrow::Cow;

use self::json::{Json, is_response_a_line, json};
pub(super) use self::scanned::scanned;
use super::super::no_token::{broken, encoded, malformed};
use super::blocks::Line;
use crate::failure::Failure;
use crate::input;
use crate::plural::counted;
use crate::provider;
use crate::secret::Secret;
use crate::token::digest::Digest;
use crate::token::encoding::Encoding;
use crate::token::{NotAToken, Reader, Token, wrapping};

/// One thing to judge.
pub(super) struct Row {
    /// The member of a token response it stood in.
    pub(super) member: Option<&'static str>,
    /// Line and column, if it was found inside text (`--scan`).
    pub(super) place: Option<(usize, usize)>,
    /// Whether a refresh token stands beside it, which is named and never judged (SECURITY.md R1).
    pub(super) has_refresh_token: bool,
    /// A token, or text with a token's shape that is none.
    pub(super) what: What,
}

/// A token, or why there is none.
pub(super) enum What {
    /// A token, read and not verified.
    Token(Box<Token>),
    /// A token that says nothing itself: only its issuer's own endpoint can.
    Opaque(Secret),
    /// Text that the strict reader refuses.
    Refused { why: String, digest: Digest },
}

impl Row {
    fn new(what: What) -> Self {
        Self { member: None, place: None, has_refresh_token: false, what }
    }

    fn token(token: Token) -> Self {
        Self::new(What::Token(Box::new(token)))
    }

    fn opaque(token: Secret) -> Self {
        Self::new(What::Opaque(token))
    }

    fn refused(why: impl Into<String>, text: &str) -> Self {
        Self::new(What::Refused { why: why.into(), digest: Digest::of(text.as_bytes()) })
    }
}

/// The longest opaque token, in bytes (SECURITY.md R16).
const LONGEST_OPAQUE: usize = 65_536;

/// An opaque token: one word of the signs that RFC 6749 appendix A.12 allows, without the blank (SECURITY.md R16).
fn opaque(text: &str) -> Option<Secret> {
    let text = text.trim();
    let core = unwrapped(text);
    let is_word = !text.contains(['\n', '\r']) && core.bytes().all(|byte| byte.is_ascii_graphic());
    let is_one = is_word && !core.starts_with(['{', '[']) && (1..=LONGEST_OPAQUE).contains(&core.len());
    is_one.then(|| Secret::from(core.into_owned()))
}

/// A line of a batch: always a row, whatever stands there; `takes_opaque` where the issuer is asked, too.
pub(super) fn of_line(line: Line<'_>, reader: &mut Reader, takes_opaque: bool) -> Row {
    if line.is_cut {
        let why = "the line is longer than 1 MiB".to_owned();
        return Row::new(What::Refused { why, digest: Digest::of(line.bytes) });
    }
    self::line(line.bytes, reader, takes_opaque)
}

fn line(bytes: &[u8], reader: &mut Reader, takes_opaque: bool) -> Row {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Row::refused("the line is not UTF-8", &String::from_utf8_lossy(bytes));
    };
    let core = unwrapped(text);
    if core.starts_with('{') {
        return match json(&core, false) {
            Ok(Json::Token(row)) => row,
            Ok(Json::Response(_)) => Row::refused("a token response, where a line holds one token", &core),
            Ok(Json::Unsigned(what)) => Row::refused(format!("{what}, which nobody signed"), &core),
            Err(why) => Row::refused(why, &core),
        };
    }
    match reader.token(&core) {
        Ok(token) => Row::token(token),
        Err(why) if takes_opaque && !has_shape(&core) => match opaque(text) {
            Some(token) => Row::opaque(token),
            None => Row::refused(format!("the line holds no token: {why}"), &core),
        },
        Err(why) => Row::refused(format!("the line holds no token: {why}"), &core),
    }
}

/// A whole input that is no batch.
///
/// # Errors
/// Where there is no token to judge: usage, never a verdict.
pub(super) fn whole(
    name: &str,
    bytes: &[u8],
    is_argument: bool,
    takes_opaque: bool,
) -> Result<Vec<Row>, Failure> {
    Encoding::of(bytes).map_or(Ok(()), |encoding| Err(encoded(encoding, name)))?;
    let Ok(text) = std::str::from_utf8(bytes) else { return Err(nothing(name, bytes.len())) };
    let core = unwrapped(text);
    if core.starts_with('{') || core.starts_with('[') {
        return match json(&core, takes_opaque) {
            Ok(Json::Token(row)) => Ok(vec![row]),
            Ok(Json::Response(rows)) => Ok(rows),
            Ok(Json::Unsigned(what)) => {
                Err(Failure::usage(format!("{name} holds {what}, which nobody signed"))
                    .hint("verify judges tokens; obo decode shows this"))
            }
            Err(why) => Err(match is_response_a_line(text) {
                None => Failure::usage(why).context(format!("{name} holds no token")),
                Some(is_response) => {
                    let hint = match is_response {
                        true => "a token a line is a batch; jq -r .access_token makes one of token responses",
                        false => "--scan looks for tokens inside text",
                    };
                    Failure::usage(format!("{name} holds several JSON objects, and verify reads one"))
                        .hint(hint)
                }
            }),
        };
    }
    match Token::parse(&core) {
        Ok(token) => Ok(vec![Row::token(token)]),
        Err(why) if has_shape(&core) => Ok(vec![Row::refused(malformed(&why), &core)]),
        Err(why) => match opaque(text).filter(|_| takes_opaque && !is_missing_file(&core, is_argument)) {
            Some(token) => Ok(vec![Row::opaque(token)]),
            None if matches!(why, NotAToken::Cut(_)) => Err(broken(&why, name)),
            None => Err(no_token(name, &core, bytes.len(), is_argument)),
        },
    }
}

/// Whether text is read a token a line: the first line is meant as one token, and another line is no rest of it.
pub(super) fn is_batch(text: &[u8], takes_opaque: bool) -> bool {
    let lines = text.split(|&byte| byte == b'\n').map(String::from_utf8_lossy);
    let mut lines = lines.map(|line| line.trim().to_owned()).filter(|line| !line.is_empty());
    let Some(first) = lines.next() else { return false };
    let first = unwrapped(&first);
    if takes_opaque && !has_shape(&first) && opaque(&first).is_some() {
        // Text in several words a line is no list of tokens, and nothing of it is sent anywhere.
        let mut lines = lines.peekable();
        return lines.peek().is_some() && lines.all(|line| opaque(&line).is_some());
    }
    // A JSON serialization is no part of a token that is folded over lines.
    if first.starts_with('{') {
        return Token::parse(&first).is_ok() && lines.next().is_some();
    }
    let is_other = |line: String| line.contains('.') || line.starts_with('{');
    has_shape(&first) && first.split('.').count() >= 3 && lines.any(is_other)
}

/// Somebody meant a token: a first segment as every header begins, and segments behind it.
fn has_shape(text: &str) -> bool {
    (text.starts_with("ey") || text.starts_with("ew")) && text.contains('.') && !text.contains('/')
        || Token::parse(text).is_ok()
}

/// Blanks, quotes, `Bearer ` and folding give no second reading; percent-encoding stays (SECURITY.md R8).
fn unwrapped(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if wrapping::is_bare(text) || (text.contains('%') && !text.starts_with(['{', '['])) {
        Cow::Borrowed(text)
    } else {
        wrapping::unwrap(text)
    }
}

fn nothing(name: &str, length: usize) -> Failure {
    Failure::usage(format!("no token in {name} ({} read)", counted(length, "byte", "bytes")))
        .hint("verify judges what it is given; --scan looks for tokens inside text")
}

/// An argument that is meant as a path, where nothing tells an opaque token of a known shape.
fn is_missing_file(text: &str, is_argument: bool) -> bool {
    is_argument && input::looks_like_a_path(text) && provider::opaque(text).is_none()
}

fn no_token(name: &str, text: &str, length: usize, is_argument: bool) -> Failure {
    if is_missing_file(text, is_argument) {
        return Failure::usage("no such file").hint("a token, @FILE, env:NAME or - for stdin is wanted");
    }
    const ASK: &str = "if its issuer has an introspection endpoint, --introspect asks there";
    if let Some(opaque) = provider::opaque(text) {
        let failure = Failure::usage(format!("an opaque token: {}", opaque.sentence()));
        return failure.hint(opaque.hint()).hint(ASK);
    }
    match opaque(text) {
        Some(_) => Failure::usage(format!("no token in {name} ({} read)", counted(length, "byte", "bytes")))
            .hint("if it is an opaque token, --introspect asks its issuer"),
        None => nothing(name, length),
    }
}

#[cfg(test)]
mod tests {
    use super::{Reader, Row, What, is_batch, whole};
    use crate::token::base64url::encode;

    fn token() -> String {
        format!("{}.{}.c2ln", encode(br#"{"alg":"ES256"}"#), encode(br#"{"sub":"a"}"#))
    }

    fn line(bytes: &[u8], takes_opaque: bool) -> Row {
        super::line(bytes, &mut Reader::default(), takes_opaque)
    }

    /// `t` a token, `r` refused text, each with its member.
    fn read(text: &str) -> Result<String, String> {
        let rows = whole("stdin", text.as_bytes(), false, false).map_err(|failure| failure.what())?;
        let words = rows.iter().map(|row| {
            let what = if matches!(row.what, What::Token(_)) { "t" } else { "r" };
            let beside = if row.has_refresh_token { " +refresh" } else { "" };
            format!("{what}{}{beside}", row.member.unwrap_or_default())
        });
        Ok(words.collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn r1_an_input_is_one_token_or_a_response_and_nothing_is_looked_for() {
        let t = token();
        for (text, want) in [
            (t.clone(), Some("t")),
            (format!(" Bearer {t}\n"), Some("t")),
            (format!("{}\n   {}", t.split_at(20).0, t.split_at(20).1), Some("t")),
            (format!(r#"{{"access_token":"{t}"}}"#), Some("taccess_token")),
            (
                format!(r#"{{"access_token":"{t}","id_token":"{t}","refresh_token":"x"}}"#),
                Some("taccess_token +refresh tid_token"),
            ),
            (format!(r#"{{"access_token":"opaque","id_token":"{t}"}}"#), None),
            (format!(r#"{{"id_token":"{t}"}}"#), None),
            (format!(r#"{{"access_token":"{t}","access_token":"{t}"}}"#), None),
            (format!(r#"{{"payload":"e30","signature":"","extra":"{t}"}}"#), Some("t")),
            (format!(r#"{{"payload":1,"extra":"{t}"}}"#), Some("r")),
            (format!(r#"{{"log":"{t}"}}"#), None),
            (format!("GET / Authorization: Bearer {t}"), None),
            (r#"{"sub":"a"}"#.to_owned(), None),
            (r#"{"active":true,"sub":"a"}"#.to_owned(), None),
            (format!(r#"[{{"access_token":"{t}"}}]"#), None),
            (r#"{"schema":"obo.verify/1","tokens":[{"valid":true}]}"#.to_owned(), None),
            ("gho_16C7e42F292c6912E7710c838347Ae178B4a".to_owned(), None),
            ("eyJhbGciOiJub25lIn0.a*.b".to_owned(), Some("r")),
            ("eyJhbGciOiJub25lIn0.e30".to_owned(), Some("r")),
            ("eyJhbGciOiJub25lIn0".to_owned(), None),
            (r#"{"access_token":"eyJhbGciOiJub25lIn0"}"#.to_owned(), None),
            (t.replace('.', "%2E"), None),
            (String::new(), None),
        ] {
            assert_eq!(read(&text).ok().as_deref(), want, "{text}");
        }
    }

    #[test]
    fn r1_each_line_of_a_batch_is_a_row() {
        let t = token();
        for (text, want) in [
            (t.clone(), true),
            (format!("Bearer {t}"), true),
            ("nothing".to_owned(), false),
            (r#"{"sub":"a"}"#.to_owned(), false),
            (format!(r#"{{"access_token":"{t}"}}"#), false),
            ("eyJ.a".to_owned(), false),
        ] {
            assert_eq!(matches!(line(text.as_bytes(), false).what, What::Token(_)), want, "{text}");
        }
        let json = r#"{"payload":"e30","protected":"eyJhbGciOiJFUzI1NiJ9","signature":"c2ln"}"#;
        for (text, want) in [
            (format!("{t}\n{t}"), true),
            (format!("{t}\nx.y"), true),
            (format!("eyJ*.a.b\n{t}"), true),
            (format!("{t}\nabc"), false),
            (format!("{t}\n{json}"), true),
            (format!("{json}\n{json}"), true),
            (format!("{json}\nabc"), true),
            (format!("{json}\n\n"), false),
            (json.replace(',', ",\n"), false),
            ("{\"sub\":\"a\"}\n{\"sub\":\"a\"}".to_owned(), false),
            (format!("{{\"access_token\":\"{t}\"}}\n{t}"), false),
            (format!("log\n{t}"), false),
            (t.clone(), false),
        ] {
            assert_eq!(is_batch(text.as_bytes(), false), want, "{text}");
        }
    }

    #[test]
    fn r14_only_one_word_a_line_is_an_opaque_token_and_only_where_the_issuer_is_asked() {
        let t = token();
        let key = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----";
        for (text, is_argument, want) in [
            ("2YotnFZFEjr1zCsicMWpAA", true, Some("2YotnFZFEjr1zCsicMWpAA")),
            (" Bearer 2Yotn \n", false, Some("2Yotn")),
            ("a/b+c==", false, Some("a/b+c==")),
            ("tokens/a.jwt", true, None),
            ("two words", true, None),
            ("eyJ*.a.b", true, None),
            (r#"{"active":true}"#, false, None),
            (r#"{"access_token":"2Yotn"}"#, false, Some("2Yotn")),
            (r#"{"access_token":"2 Yotn"}"#, false, None),
            (key, false, None),
            (&t, false, None),
        ] {
            let found = |takes_opaque| {
                let rows = whole("stdin", text.as_bytes(), is_argument, takes_opaque).ok()?;
                match &rows.first()?.what {
                    What::Opaque(token) => token.expose_text().map(str::to_owned),
                    _ => None,
                }
            };
            assert_eq!((found(true).as_deref(), found(false)), (want, None), "{text}");
        }
        for (text, want) in [("a\nb\n", true), ("a\n", false), (key, false), ("a\nb c", false)] {
            assert_eq!((is_batch(text.as_bytes(), true), is_batch(text.as_bytes(), false)), (want, false));
        }
        assert!(matches!(line(b"Bearer 2Yotn", true).what, What::Opaque(_)));
        assert!(matches!(line(b"two words", true).what, What::Refused { .. }));
    }
}
