//! JSON as it was signed: order, digits, repeated members and any depth are kept.

mod build;
mod open;
mod read;
mod spelling;
mod value;
mod write;

use std::string::FromUtf8Error;
use std::sync::Arc;

pub use self::build::Builder;
use self::read::{Parts, Reader};
use self::spelling::{Made, Text, tag};
pub use self::value::Value;

/// How many levels of a value are shown; what lies deeper is counted.
pub const SHOWN_LEVELS: usize = 64;

/// What one document may cost to read; each limit is from SECURITY.md R17.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// Bytes of text.
    pub bytes: usize,
    /// Members of one object; the bytes bound how many objects there can be.
    pub members: usize,
    /// Characters of one number.
    pub digits: usize,
}

impl Budget {
    /// A token's header or payload.
    pub const TOKEN: Self = Self { bytes: 1 << 20, members: 10_000, digits: 1_000 };
    /// An answer of a server or a key set: 8 MiB, 1,000 keys of some members each.
    pub const ANSWER: Self = Self { bytes: 8 << 20, members: 100_000, digits: 1_000 };
}

/// Why text is not JSON; offsets are bytes from the start of the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JsonError {
    /// The bytes are not UTF-8.
    #[error("not UTF-8 at byte {0}")]
    NotUtf8(usize),
    /// Something else stands where the grammar wants a value, a name or a sign.
    #[error("not JSON at byte {0}")]
    Unexpected(usize),
    /// The text ends too early.
    #[error("JSON that ends too early")]
    Ended,
    /// Something follows the value.
    #[error("text after the JSON value at byte {0}")]
    Trailing(usize),
    /// A limit of [`Budget`] was passed.
    #[error("more {0} than the budget allows")]
    OverBudget(&'static str),
}

/// What reads two ways, and is therefore refused by a strict reader (SECURITY.md R8).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Oddity {
    /// An earlier value of a repeated member; `pointer` names the member.
    Repeated {
        /// JSON pointer of the member from the document's root.
        pointer: String,
        /// Where the value that was put aside stands in the arena.
        value: NodeId,
    },
    /// A byte order mark stood before the value.
    ByteOrderMark,
    /// A string holds half of a surrogate pair.
    LoneSurrogate {
        /// JSON pointer of the value (of the object, if it is a member's name).
        pointer: String,
    },
}

/// The place of a value in its [`Document`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodeId(usize);

#[derive(Debug)]
struct Member {
    name: Text,
    /// Of the name; what is looked up passes most members by it alone.
    tag: u64,
    value: NodeId,
    /// False for the earlier ones of a repeated member.
    live: bool,
}

#[derive(Debug)]
enum Node {
    Null,
    Bool(bool),
    Number(Text),
    Text(Text),
    Array(Vec<NodeId>),
    Object(Vec<Member>),
}

/// One JSON value and everything in it, in an arena, so that no depth overflows a stack.
#[derive(Debug)]
pub struct Document {
    source: Box<str>,
    nodes: Vec<Node>,
    root: NodeId,
    oddities: Vec<Oddity>,
    unlisted: usize,
    depth: usize,
}

/// A value inside a shared document, for owners of plain data.
#[derive(Debug, Clone)]
pub struct Tree {
    document: Arc<Document>,
    at: NodeId,
}

impl Tree {
    /// The value itself.
    #[must_use]
    pub fn value(&self) -> Value<'_> {
        Value { document: &self.document, at: self.at }
    }

    /// The document the value stands in.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Another value of the same document.
    #[must_use]
    pub fn at(&self, at: NodeId) -> Self {
        Self { document: Arc::clone(&self.document), at }
    }
}

impl From<Document> for Tree {
    fn from(document: Document) -> Self {
        let at = document.root;
        Self { document: Arc::new(document), at }
    }
}

/// What sort of JSON value it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are RFC 8259's")]
pub enum Kind {
    Null,
    Bool,
    Number,
    String,
    Array,
    Object,
}

impl Kind {
    /// The kind's name in a sentence: `a string`.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
        }
    }
}

impl Document {
    /// Reads one JSON value within the budget: total in depth, order, digits and repetition.
    ///
    /// # Errors
    /// Where the text is no JSON or passes the budget; never because of depth or repetition.
    pub fn parse(bytes: &[u8], budget: Budget) -> Result<Self, JsonError> {
        if bytes.len() > budget.bytes {
            return Err(JsonError::OverBudget("bytes"));
        }
        let text = std::str::from_utf8(bytes).map_err(|error| JsonError::NotUtf8(error.valid_up_to()))?;
        let parts = Reader::new(text, budget).parts()?;
        Ok(Self::whole(text.into(), parts))
    }

    /// The same of text that nobody else needs, which is kept instead of a copy.
    ///
    /// # Errors
    /// As for [`Document::parse`], with the bytes given back.
    pub fn take(bytes: Vec<u8>, budget: Budget) -> Result<Self, Vec<u8>> {
        if bytes.len() > budget.bytes {
            return Err(bytes);
        }
        let text = String::from_utf8(bytes).map_err(FromUtf8Error::into_bytes)?;
        match Reader::new(&text, budget).parts() {
            Ok(parts) => Ok(Self::whole(text.into_boxed_str(), parts)),
            Err(_) => Err(text.into_bytes()),
        }
    }

    fn whole(source: Box<str>, parts: Parts) -> Self {
        let Parts { nodes, root, oddities, unlisted, depth } = parts;
        Self { source, nodes, root, oddities, unlisted, depth }
    }

    /// The bytes that it was read from.
    #[must_use]
    pub fn into_source(self) -> Vec<u8> {
        self.source.into_string().into_bytes()
    }

    /// The outermost value.
    #[must_use]
    pub fn root(&self) -> Value<'_> {
        Value { document: self, at: self.root }
    }

    /// A value by its place.
    #[must_use]
    pub fn value(&self, at: NodeId) -> Value<'_> {
        Value { document: self, at }
    }

    /// What a strict reader would refuse, in order of place.
    #[must_use]
    pub fn oddities(&self) -> &[Oddity] {
        &self.oddities
    }

    /// How many further oddities there are: the pointers of the listed ones are as long as a document may be.
    #[must_use]
    pub fn unlisted_oddities(&self) -> usize {
        self.unlisted
    }

    /// How many levels of arrays and objects there are; the outermost is level 1.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.depth
    }
}

/// A member's name as a step of a JSON pointer (RFC 6901 section 3).
#[must_use]
pub fn step(name: &str) -> String {
    let mut step = String::with_capacity(name.len().saturating_add(1));
    step.push('/');
    match name.bytes().any(|b| matches!(b, b'~' | b'/')) {
        true => step.push_str(&name.replace('~', "~0").replace('/', "~1")),
        false => step.push_str(name),
    }
    step
}

#[cfg(test)]
mod tests {
    use super::{Budget, Document, Kind, Oddity, step};

    fn read(text: &str) -> Document {
        Document::parse(text.as_bytes(), Budget::TOKEN).expect("the test's text is JSON")
    }

    #[test]
    fn order_and_digits_are_kept() {
        let text = r#"{"z":1.50,"a":123456789012345678901234567890,"m":[1e400,-0,{"x":null}]}"#;
        assert_eq!(read(text).root().to_json(), text);
    }

    #[test]
    fn a_repeated_member_stands_where_its_last_one_stood_and_the_earlier_are_reported() {
        let document = read(r#"{"sub":"a","iss":"i","\u0073ub":"b","act":{"sub":1,"sub":2}}"#);
        assert_eq!(document.root().to_json(), r#"{"iss":"i","sub":"b","act":{"sub":2}}"#);
        let repeated: Vec<_> = document
            .oddities()
            .iter()
            .filter_map(|o| match o {
                Oddity::Repeated { pointer, value } => {
                    Some((pointer.as_str(), document.value(*value).to_json()))
                }
                _ => None,
            })
            .collect();
        assert_eq!(repeated, [("/act/sub", "1".to_owned()), ("/sub", "\"a\"".to_owned())]);
    }

    #[test]
    fn two_hundred_thousand_levels_are_read_and_sixty_four_shown() {
        let deep = 200_000;
        let text = format!("{}{}", "[".repeat(deep), "]".repeat(deep));
        let document = read(&text);
        assert_eq!(document.depth(), deep);
        assert_eq!(document.root().to_json(), format!("{}null{}", "[".repeat(64), "]".repeat(64)));
    }

    #[test]
    fn every_escape_is_the_character_it_stands_for() {
        let text = read(r#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#);
        assert_eq!(text.root().as_str(), Some("\"\\/\u{8}\u{c}\n\r\t\u{e9}\u{1f600}"));
    }

    #[test]
    fn half_a_surrogate_pair_keeps_its_spelling() {
        let document = read(r#"{"sub":"a\ud800b","ok":"\ud83d\ude00"}"#);
        let sub = document.root().get("sub").expect("sub is there");
        assert_eq!(sub.as_str(), Some("a\u{fffd}b"));
        assert_eq!(sub.to_json(), r#""a\ud800b""#);
        assert_eq!(document.root().get("ok").and_then(|v| v.as_str()), Some("\u{1f600}"));
        assert_eq!(document.oddities(), [Oddity::LoneSurrogate { pointer: "/sub".to_owned() }]);
    }

    #[test]
    fn what_serde_json_refuses_is_refused() {
        for text in [
            "",
            " ",
            "{",
            "[1,]",
            "[,1]",
            "{,}",
            r#"{"a"}"#,
            r#"{"a":}"#,
            r#"{"a":1,}"#,
            "01",
            "1.",
            ".5",
            "1e",
            "-",
            "+1",
            "nul",
            "\"\n\"",
            r#""\x""#,
            r#""\u12g4""#,
            "1 2",
            "[1 2]",
            "{\"a\":1 \"b\":2}",
            "'a'",
            "NaN",
        ] {
            assert!(Document::parse(text.as_bytes(), Budget::TOKEN).is_err(), "{text:?}");
            assert!(serde_json::from_str::<serde_json::Value>(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn r17_the_budget_is_named_when_it_is_passed() {
        let many = format!("{{{}}}", (0..10_001).map(|n| format!("\"{n}\":0")).collect::<Vec<_>>().join(","));
        for text in [format!("[{}]", "1".repeat(1_001)), many, format!("[]{}", " ".repeat((1 << 20) - 1))] {
            let error = Document::parse(text.as_bytes(), Budget::TOKEN).expect_err("over the budget");
            assert!(matches!(error, super::JsonError::OverBudget(_)), "{error}");
            assert_eq!(Document::take(text.clone().into(), Budget::TOKEN).err(), Some(text.into()));
        }
        let full: Vec<String> = (0..10_000).map(|n| format!("\"{n}\":0")).collect();
        let blanks = " ".repeat((1 << 20) - 2);
        for text in
            [format!("[]{blanks}"), format!("[{}]", "1".repeat(1_000)), format!("{{{}}}", full.join(","))]
        {
            assert!(Document::parse(text.as_bytes(), Budget::TOKEN).is_ok());
            assert!(Document::take(text.into(), Budget::TOKEN).is_ok());
        }
    }

    #[test]
    fn r17_actors_of_any_depth_pass_the_budget_of_members() {
        let deep = 20_000;
        let text = format!(r#"{}{{}}{}"#, r#"{"sub":"s","act":"#.repeat(deep), "}".repeat(deep));
        assert_eq!(read(&text).depth(), deep + 1);
    }

    #[test]
    fn r17_pointers_are_no_longer_in_all_than_a_document_may_be() {
        let name = "n".repeat(300_000);
        let repeated = vec![r#""a":0"#; 9_000].join(",");
        let broken = vec![r#""\ud800""#; 9_000].join(",");
        for text in [format!(r#"{{"{name}":{{{repeated}}}}}"#), format!(r#"{{"{name}":[{broken}]}}"#)] {
            let document = read(&text);
            let listed = document.oddities().len();
            assert_eq!(listed, 4, "{listed} pointers of 300,000 bytes");
            assert!(document.unlisted_oddities() > 8_990, "{}", document.unlisted_oddities());
        }
    }

    #[test]
    fn pointers_find_what_they_name() {
        let document = read(r#"{"a/b":{"~":[10,20]},"":5}"#);
        for (pointer, want) in
            [("/a~1b/~0/1", Some("20")), ("/", Some("5")), ("/a~1b/~0/2", None), ("x", None)]
        {
            let found = document.root().pointer(pointer).map(|v| v.to_json());
            assert_eq!(found.as_deref(), want, "{pointer}");
        }
        assert_eq!(document.root().pointer("").map(|v| v.kind()), Some(Kind::Object));
        assert_eq!(step("a/~"), "/a~1~0");
    }
}
