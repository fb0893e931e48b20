//! What an input is: from a compact token to any other text.

use super::candidate;
use super::response;
pub use super::response::Answer;
use crate::token::json::{Budget, Document, Kind as JsonKind, Tree, Value};
use crate::token::wrapping::{self, Scheme};
use crate::token::{Kind, NotAToken, Token};

/// The most that is read as one thing; larger inputs are lines or text.
pub const WHOLE: usize = Budget::ANSWER.bytes;

/// The most tokens that are read one inside the other.
const MAX_LAYERS: usize = 8;

/// What makes a JSON object bare claims.
const CLAIMS: [&str; 14] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "nbf",
    "iat",
    "jti",
    "act",
    "may_act",
    "azp",
    "client_id",
    "appid",
    "scope",
    "scp",
];

/// What stands in a refusal beside `error`, too (RFC 6750 section 3, RFC 9207 section 2): alone there it is no claim.
const BESIDE_AN_ERROR: [&str; 3] = ["scope", "iss", "client_id"];

/// A token and where it was seen.
#[derive(Debug)]
pub struct Sighting {
    /// The token.
    pub token: Token,
    /// Line and column from 1, if it was found inside text.
    pub place: Option<(usize, usize)>,
    /// The member of a token response it stood in.
    pub member: Option<&'static str>,
    /// The word before it that says how it was presented.
    pub scheme: Option<Scheme>,
    /// What else the token response says.
    pub answer: Option<Box<Answer>>,
}

impl Sighting {
    /// A token that is the whole input, with the scheme that was taken off.
    #[must_use]
    pub fn whole(token: Token, scheme: Option<Scheme>) -> Self {
        Self { token, place: None, member: None, scheme, answer: None }
    }

    fn at(found: candidate::Found, text: &[u8], place: (usize, usize)) -> Self {
        let scheme = text.get(..found.offset).and_then(Scheme::before);
        Self { place: Some(place), ..Self::whole(found.token, scheme) }
    }
}

/// What an input turned out to be.
#[derive(Debug)]
pub enum Recognised {
    /// Tokens, in order of place.
    Tokens(Vec<Sighting>),
    /// A token response whose tokens are all opaque; the names of its members.
    OpaqueResponse(Vec<&'static str>),
    /// One word that is no token anybody else than its issuer can read.
    Opaque,
    /// The shape of a token, and not readable as one; why.
    Broken(NotAToken),
    /// Text without a token.
    Nothing,
    /// Nothing at all.
    Empty,
}

/// Whether text is to be read a token a line: its first line is, as a whole, one token, and another line has a dot.
#[must_use]
pub fn is_line_mode(text: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(text) else { return false };
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let Some(first) = lines.next() else { return false };
    if first.starts_with('{') || !lines.any(|line| line.contains('.')) {
        return false;
    }
    Token::parse(&wrapping::unwrap(first)).is_ok()
}

/// Recognises an input of at most [`WHOLE`] bytes that is not in line mode.
#[must_use]
pub fn whole(bytes: &[u8]) -> Recognised {
    let trimmed = bytes.trim_ascii();
    if trimmed.is_empty() {
        return Recognised::Empty;
    }
    let Ok(text) = std::str::from_utf8(trimmed) else { return text(bytes) };
    let (core, scheme) = wrapping::peel(text.trim_start_matches('\u{feff}'));
    if core.starts_with('{') || core.starts_with('[') {
        return json(&core).unwrap_or_else(|| self::text(bytes));
    }
    match Token::parse(&core) {
        Ok(token) => Recognised::Tokens(vec![Sighting::whole(token, scheme)]),
        Err(error) => match self::text(bytes) {
            Recognised::Nothing if looks_like_segments(&core) || matches!(error, NotAToken::Cut(_)) => {
                Recognised::Broken(error)
            }
            Recognised::Nothing if is_word(&core) => Recognised::Opaque,
            other => other,
        },
    }
}

/// Three or five long runs of token signs between dots: somebody meant a token.
fn looks_like_segments(text: &str) -> bool {
    let segments: Vec<&str> = text.split('.').collect();
    matches!(segments.len(), 3 | 5)
        && segments.first().is_some_and(|head| head.starts_with("ey") || head.starts_with("ew"))
        && !text.contains('/')
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.len() <= 16_384 && text.bytes().all(|b| b.is_ascii_graphic())
}

/// Every token in running text, and every line that is a JSON object with registered claims.
#[must_use]
pub fn text(bytes: &[u8]) -> Recognised {
    let mut sightings = Vec::new();
    let first = bytes.trim_ascii_start();
    let objects = first.starts_with(b"{")
        && object_line(first.split(|&b| b == b'\n').next().unwrap_or_default()).is_some();
    if objects {
        for (index, line) in bytes.split(|&b| b == b'\n').enumerate() {
            let number = index.saturating_add(1);
            match object_line(line) {
                Some(found) => {
                    sightings.extend(found.into_iter().map(|s| Sighting { place: Some((number, 1)), ..s }))
                }
                None => sightings.extend(candidate::find(line).into_iter().map(|found| {
                    let place = (number, found.offset.saturating_add(1));
                    Sighting::at(found, line, place)
                })),
            }
        }
    } else {
        let mut line = (1, 0, 0);
        for found in candidate::find(bytes) {
            // Lines are counted once, from the last token on.
            let (mut number, mut start, from) = line;
            for (at, _) in bytes
                .get(from..found.offset)
                .unwrap_or_default()
                .iter()
                .enumerate()
                .filter(|(_, b)| **b == b'\n')
            {
                number = usize::saturating_add(number, 1);
                start = usize::saturating_add(from, at).saturating_add(1);
            }
            line = (number, start, found.offset);
            let column = found.offset.saturating_sub(start).saturating_add(1);
            sightings.push(Sighting::at(found, bytes, (number, column)));
        }
    }
    if sightings.is_empty() { Recognised::Nothing } else { Recognised::Tokens(sightings) }
}

fn object_line(line: &[u8]) -> Option<Vec<Sighting>> {
    let line = line.trim_ascii();
    if !line.starts_with(b"{") {
        return None;
    }
    let tree = Tree::from(Document::parse(line, Budget::TOKEN).ok()?);
    match object(&tree, std::str::from_utf8(line).ok()?)? {
        Recognised::Tokens(sightings) => Some(sightings),
        _ => None,
    }
}

fn json(text: &str) -> Option<Recognised> {
    let tree = Tree::from(Document::parse(text.as_bytes(), Budget::ANSWER).ok()?);
    if tree.value().kind() == JsonKind::Object {
        return object(&tree, text);
    }
    let mut sightings = Vec::new();
    for item in tree.value().items() {
        let part = item.to_json();
        let part_tree = Tree::from(Document::parse(part.as_bytes(), Budget::ANSWER).ok()?);
        match (item.kind() == JsonKind::Object).then(|| object(&part_tree, &part)).flatten() {
            Some(Recognised::Tokens(found)) => sightings.extend(found),
            _ => return None,
        }
    }
    (!sightings.is_empty()).then_some(Recognised::Tokens(sightings))
}

/// A JSON object that is a serialization, a response, an introspection answer, obo's own form, or claims.
fn object(tree: &Tree, text: &str) -> Option<Recognised> {
    let root = tree.value();
    if let Some(schema) = root.get("schema").and_then(|s| s.as_str()).filter(|s| s.starts_with("obo.")) {
        return own(root, schema);
    }
    if let Ok(token) = Token::parse(text) {
        return Some(Recognised::Tokens(vec![Sighting::whole(token, None)]));
    }
    if response::is_one(root) {
        return Some(response::read(root));
    }
    if root.get("active").is_some_and(|v| v.as_bool().is_some()) {
        let token = Token::from_claims(Kind::Introspection, tree.clone(), text.as_bytes());
        return Some(Recognised::Tokens(vec![Sighting::whole(token, None)]));
    }
    is_claims(root).then(|| {
        let token = Token::from_claims(Kind::Claims, tree.clone(), text.as_bytes());
        Recognised::Tokens(vec![Sighting::whole(token, None)])
    })
}

fn is_claims(object: Value<'_>) -> bool {
    let is_refusal = object.get("error").is_some_and(|code| code.as_str().is_some());
    let told = |name: &&&str| !(is_refusal && BESIDE_AN_ERROR.contains(name));
    let mut names = CLAIMS.iter().chain(&["cnf"]).filter(told);
    object.kind() == JsonKind::Object && names.any(|name| object.get(name).is_some())
}

/// obo's own JSON: each `claims` is bare claims, never verified; exchange's is a token response.
fn own(root: Value<'_>, schema: &str) -> Option<Recognised> {
    if schema.starts_with("obo.exchange/") {
        return root.pointer("/response/body").filter(|b| b.kind() == JsonKind::Object).map(response::read);
    }
    let mut sightings = Vec::new();
    let mut elements: Vec<Value<'_>> = vec![root];
    elements.extend(root.get("tokens").into_iter().flat_map(|list| list.items()));
    for element in elements {
        // What was inside a token has claims of its own; its layers are within the budget of tokens.
        let layers = std::iter::successors(Some(element), |outer| outer.get("inner")).take(MAX_LAYERS);
        for claims in layers.filter_map(|layer| layer.get("claims")).filter(|c| c.kind() == JsonKind::Object)
        {
            let text = claims.to_json();
            let tree = Tree::from(Document::parse(text.as_bytes(), Budget::ANSWER).ok()?);
            sightings.push(Sighting::whole(Token::from_claims(Kind::Claims, tree, text.as_bytes()), None));
        }
    }
    Some(if sightings.is_empty() { Recognised::Nothing } else { Recognised::Tokens(sightings) })
}

#[cfg(test)]
mod tests {
    use super::{Recognised, is_line_mode, whole};
    use crate::token::Kind;
    use crate::token::base64url::encode;
    use crate::token::wrapping::Scheme;

    fn token() -> String {
        format!("{}.{}.c2ln", encode(br#"{"alg":"ES256"}"#), encode(br#"{"sub":"a"}"#))
    }

    fn kinds(text: &str) -> Result<Vec<Kind>, String> {
        match whole(text.as_bytes()) {
            Recognised::Tokens(found) => Ok(found.iter().map(|s| s.token.kind()).collect()),
            other => Err(format!("{other:?}")),
        }
    }

    #[test]
    fn the_table_of_inputs() {
        let t = token();
        let folded = format!("{}\n   {}", t.split_at(20).0, t.split_at(20).1);
        let padded = t.replace('.', "=.");
        for (text, want) in [
            (t.clone(), Ok(vec![Kind::Jws])),
            (format!("Bearer {t}"), Ok(vec![Kind::Jws])),
            (folded, Ok(vec![Kind::Jws])),
            (padded, Ok(vec![Kind::Jws])),
            (t.replace('.', "%2E"), Ok(vec![Kind::Jws])),
            (
                format!(r#"{{"access_token":"{t}","id_token":"{t}","refresh_token":"opaque"}}"#),
                Ok(vec![Kind::Jws; 2]),
            ),
            (r#"{"active":true,"sub":"a"}"#.to_owned(), Ok(vec![Kind::Introspection])),
            (r#"{"sub":"a","act":{"sub":"b"}}"#.to_owned(), Ok(vec![Kind::Claims])),
            (r#"[{"sub":"a"},{"iss":"b"}]"#.to_owned(), Ok(vec![Kind::Claims; 2])),
            ("{\"sub\":\"a\"}\n{\"sub\":\"b\"}\n".to_owned(), Ok(vec![Kind::Claims; 2])),
            (format!("GET / HTTP/1.1\nAuthorization: Bearer {t}\n"), Ok(vec![Kind::Jws])),
            (format!(r#"{{"log":{{"entries":["{t}"]}}}}"#), Ok(vec![Kind::Jws])),
            (
                r#"{"access_token":"eyJhbGciOiJub25lIn0.e30","refresh_token":"x"}"#.to_owned(),
                Err("Broken(Cut(NoSignature))".to_owned()),
            ),
            (r#"{"access_token":"gho_x"}"#.to_owned(), Err("OpaqueResponse([\"access_token\"])".to_owned())),
            ("gho_16C7e42F292c6912E7710c838347Ae178B4a".to_owned(), Err("Opaque".to_owned())),
            ("eyJhbGciOiJub25lIn0.a*.b".to_owned(), Err("Broken(Segment(2))".to_owned())),
            ("eyJhbGciOiJub25lIn0.e30".to_owned(), Err("Broken(Cut(NoSignature))".to_owned())),
            ("Bearer eyJhbGciOiJub25lIn0…".to_owned(), Err("Broken(Cut(NoPayload))".to_owned())),
            ("two words".to_owned(), Err("Nothing".to_owned())),
            (r#"{"x":1}"#.to_owned(), Err("Nothing".to_owned())),
            (r#"{"error":"invalid_scope","scope":"a b"}"#.to_owned(), Err("Nothing".to_owned())),
            (r#"{"error":"x","sub":"a","scope":"a"}"#.to_owned(), Ok(vec![Kind::Claims])),
            (r#"{"error":{"code":1},"scope":"a"}"#.to_owned(), Ok(vec![Kind::Claims])),
            (" \n".to_owned(), Err("Empty".to_owned())),
        ] {
            assert_eq!(kinds(&text), want, "{text}");
        }
    }

    #[test]
    fn obos_own_json_is_read_again_as_claims() {
        let text =
            r#"{"schema":"obo.decode/1","tokens":[{"verified":true,"claims":{"sub":"a"}},{"claims":null}]}"#;
        assert_eq!(kinds(text), Ok(vec![Kind::Claims]));
        let text =
            r#"{"schema":"obo.decode/1","claims":null,"inner":{"claims":{"own":1},"inner":{"claims":{}}}}"#;
        assert_eq!(kinds(text), Ok(vec![Kind::Claims; 2]));
        let text = format!(
            r#"{{"schema":"obo.exchange/1","response":{{"body":{{"access_token":"{}"}}}}}}"#,
            token()
        );
        assert_eq!(kinds(&text), Ok(vec![Kind::Jws]));
    }

    #[test]
    fn line_mode_wants_a_whole_token_first_and_another_dot() {
        let t = token();
        for (text, want) in [
            (format!("{t}\n{t}\n"), true),
            (format!("\n{t}\n\nnot a token.\n"), true),
            (format!("{t}\nabc\n"), false),
            (t.clone(), false),
            (format!("{}\n{}", t.split_at(10).0, t.split_at(10).1), false),
            (format!("log line\n{t}\n"), false),
            ("{\"sub\":\"a.b\"}\n{\"sub\":\"b\"}".to_owned(), false),
        ] {
            assert_eq!(is_line_mode(text.as_bytes()), want, "{text}");
        }
    }

    #[test]
    fn tokens_in_text_have_places() {
        let t = token();
        let text = format!("a\nbb {t}\n{t} {t}");
        let Recognised::Tokens(found) = whole(text.as_bytes()) else { panic!("three tokens") };
        let places: Vec<_> = found.iter().map(|s| s.place).collect();
        assert_eq!(places, [Some((2, 4)), Some((3, 1)), Some((3, t.len() + 2))]);
    }

    #[test]
    fn a_token_keeps_the_scheme_before_it_and_what_its_answer_says() {
        let t = token();
        for (text, want) in [
            (t.clone(), vec![None]),
            (format!("Bearer {t}"), vec![Some(Scheme::Bearer)]),
            (format!("GET / HTTP/1.1\nAuthorization: DPoP {t}\nX: {t}\n"), vec![Some(Scheme::Dpop), None]),
        ] {
            let Recognised::Tokens(found) = whole(text.as_bytes()) else { panic!("tokens") };
            assert_eq!(found.iter().map(|s| s.scheme).collect::<Vec<_>>(), want, "{text}");
        }
        let text = format!(r#"{{"access_token":"{t}","refresh_token":"x","issued_token_type":"urn:x"}}"#);
        let Recognised::Tokens(found) = whole(text.as_bytes()) else { panic!("a token") };
        let answer = found[0].answer.as_deref().expect("an answer");
        assert_eq!((answer.issued_type.as_deref(), answer.has_refresh_token), (Some("urn:x"), true));
        assert!(!answer.hides_access_token);
    }
}
