//! The reader: one pass, no recursion, every byte accounted for.

use std::borrow::Cow;
use std::collections::HashSet;

use super::open::{Open, Step, Towards, pointer};
use super::spelling::first_odd;
use super::{Budget, JsonError, Made, Member, Node, NodeId, Oddity, Text, tag};

/// A document without the text that it was read from.
pub(super) struct Parts {
    pub(super) nodes: Vec<Node>,
    pub(super) root: NodeId,
    pub(super) oddities: Vec<Oddity>,
    pub(super) unlisted: usize,
    pub(super) depth: usize,
}

pub(super) struct Reader<'t> {
    text: &'t str,
    at: usize,
    budget: Budget,
    nodes: Vec<Node>,
    open: Vec<Open<'t>>,
    oddities: Vec<Oddity>,
    /// Bytes of the pointers in `oddities`.
    told: usize,
    /// Oddities for which no pointer was made.
    unlisted: usize,
    depth: usize,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str, budget: Budget) -> Self {
        Self {
            text,
            at: 0,
            budget,
            // Half a dozen bytes a value would be few.
            nodes: Vec::with_capacity((text.len() / 16).min(64)),
            open: Vec::new(),
            oddities: Vec::new(),
            told: 0,
            unlisted: 0,
            depth: 0,
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at = self.at.saturating_add(1);
        }
    }

    fn unexpected(&self) -> JsonError {
        if self.at >= self.text.len() { JsonError::Ended } else { JsonError::Unexpected(self.at) }
    }

    fn take(&mut self, sign: u8) -> Result<(), JsonError> {
        if self.peek() == Some(sign) {
            self.at = self.at.saturating_add(1);
            Ok(())
        } else {
            Err(self.unexpected())
        }
    }

    fn push(&mut self, node: Node) -> NodeId {
        self.nodes.push(node);
        NodeId(self.nodes.len().saturating_sub(1))
    }

    /// Notes an oddity at the innermost open value. Once the pointers are as long as a document may be it only counts: a
    /// long name before many oddities makes each as long as itself. Those of the outermost object are never longer.
    fn note(&mut self, last: Option<&Step<'_>>, oddity: impl FnOnce(String) -> Oddity) {
        if self.told >= self.budget.bytes && self.open.len() > 1 {
            self.unlisted = self.unlisted.saturating_add(1);
            return;
        }
        let pointer = pointer(&self.open, last);
        self.told = self.told.saturating_add(pointer.len());
        self.oddities.push(oddity(pointer));
    }

    pub(super) fn parts(mut self) -> Result<Parts, JsonError> {
        if self.text.starts_with('\u{feff}') {
            self.at = '\u{feff}'.len_utf8();
            self.oddities.push(Oddity::ByteOrderMark);
        }
        self.blanks();
        let root = self.value(Towards::Root)?;
        while let Some(open) = self.open.last() {
            let at = open.at;
            match self.nodes.get(at.0) {
                Some(Node::Array(items)) => {
                    let index = items.len();
                    self.element(at, index)?;
                }
                _ => self.member(at)?,
            }
        }
        self.blanks();
        if self.at < self.text.len() {
            return Err(JsonError::Trailing(self.at));
        }
        let Self { nodes, oddities, unlisted, depth, .. } = self;
        Ok(Parts { nodes, root, oddities, unlisted, depth })
    }

    /// Reads a scalar whole, or opens an array or object and leaves its content to `parts`.
    fn value(&mut self, step: Towards<'_>) -> Result<NodeId, JsonError> {
        match self.peek() {
            Some(b'{' | b'[') => {
                let node = if self.peek() == Some(b'{') {
                    Node::Object(Vec::new())
                } else {
                    Node::Array(Vec::new())
                };
                self.at = self.at.saturating_add(1);
                let at = self.push(node);
                self.open.push(Open { at, step: step.kept(self.text) });
                self.depth = self.depth.max(self.open.len());
                Ok(at)
            }
            Some(b'"') => {
                let text = self.string()?;
                if text.lexeme().is_some() {
                    let step = step.kept(self.text);
                    self.note(Some(&step), |pointer| Oddity::LoneSurrogate { pointer });
                }
                Ok(self.push(Node::Text(text)))
            }
            Some(b'-' | b'0'..=b'9') => {
                let digits = self.number()?;
                Ok(self.push(Node::Number(digits)))
            }
            _ => {
                for (word, node) in
                    [("null", Node::Null), ("true", Node::Bool(true)), ("false", Node::Bool(false))]
                {
                    if self
                        .text
                        .as_bytes()
                        .get(self.at..)
                        .is_some_and(|rest| rest.starts_with(word.as_bytes()))
                    {
                        self.at = self.at.saturating_add(word.len());
                        return Ok(self.push(node));
                    }
                }
                Err(self.unexpected())
            }
        }
    }

    fn element(&mut self, array: NodeId, index: usize) -> Result<(), JsonError> {
        self.blanks();
        if self.peek() == Some(b']') {
            self.at = self.at.saturating_add(1);
            self.open.pop();
            return Ok(());
        }
        if index > 0 {
            self.take(b',')?;
            self.blanks();
        }
        let value = self.value(Towards::Index(index))?;
        if let Some(Node::Array(items)) = self.nodes.get_mut(array.0) {
            items.push(value);
        }
        Ok(())
    }

    fn member(&mut self, object: NodeId) -> Result<(), JsonError> {
        self.blanks();
        if self.peek() == Some(b'}') {
            self.at = self.at.saturating_add(1);
            self.settle(object);
            self.open.pop();
            return Ok(());
        }
        let count = match self.nodes.get(object.0) {
            Some(Node::Object(members)) => members.len(),
            _ => 0,
        };
        if count > 0 {
            self.take(b',')?;
            self.blanks();
        }
        if count >= self.budget.members {
            return Err(JsonError::OverBudget("members"));
        }
        if self.peek() != Some(b'"') {
            return Err(self.unexpected());
        }
        let name = self.string()?;
        if name.lexeme().is_some() {
            self.note(None, |pointer| Oddity::LoneSurrogate { pointer });
        }
        self.blanks();
        self.take(b':')?;
        self.blanks();
        let value = self.value(Towards::Name(&name))?;
        if let Some(Node::Object(members)) = self.nodes.get_mut(object.0) {
            if members.is_empty() {
                members.reserve(if self.open.len() == 1 { USUAL } else { FEWER });
            }
            let tag = tag(name.value(self.text));
            members.push(Member { name, tag, value, live: true });
        }
        Ok(())
    }

    /// Marks the earlier ones of repeated members once an object is whole.
    fn settle(&mut self, object: NodeId) {
        let Some(Node::Object(members)) = self.nodes.get_mut(object.0) else { return };
        if members.len() <= FEW && !has_twins(members, self.text) {
            return;
        }
        let mut seen: HashSet<(&str, Option<&str>)> = HashSet::new();
        let mut earlier = Vec::new();
        for (index, member) in members.iter().enumerate().rev() {
            if !seen.insert((member.name.value(self.text), member.name.lexeme())) {
                earlier.push(index);
            }
        }
        if earlier.is_empty() {
            return;
        }
        let mut put_aside = Vec::new();
        for index in earlier.into_iter().rev() {
            if let Some(member) = members.get_mut(index) {
                member.live = false;
                put_aside.push((member.name.value(self.text).to_owned(), member.value));
            }
        }
        for (name, value) in put_aside {
            self.note(Some(&Step::Name(Cow::Owned(name))), |pointer| Oddity::Repeated { pointer, value });
        }
    }

    fn number(&mut self) -> Result<Text, JsonError> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at = self.at.saturating_add(1);
        }
        match self.peek() {
            Some(b'0') => self.at = self.at.saturating_add(1),
            Some(b'1'..=b'9') => self.digits(),
            _ => return Err(self.unexpected()),
        }
        if self.peek() == Some(b'.') {
            self.at = self.at.saturating_add(1);
            if !matches!(self.peek(), Some(b'0'..=b'9')) {
                return Err(self.unexpected());
            }
            self.digits();
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at = self.at.saturating_add(1);
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at = self.at.saturating_add(1);
            }
            if !matches!(self.peek(), Some(b'0'..=b'9')) {
                return Err(self.unexpected());
            }
            self.digits();
        }
        if self.at.saturating_sub(start) > self.budget.digits {
            return Err(JsonError::OverBudget("digits of a number"));
        }
        Ok(Text::Spelled { start, end: self.at })
    }

    fn digits(&mut self) {
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at = self.at.saturating_add(1);
        }
    }

    /// A string without escapes, whose text is its spelling; anything else is left where it is.
    fn plain_string(&mut self) -> Option<Text> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let plain = first_odd(rest)?;
        if rest.get(plain) != Some(&b'"') {
            return None;
        }
        let (start, end) = (self.at, self.at.saturating_add(plain));
        self.at = end.saturating_add(1);
        Some(Text::Spelled { start, end })
    }

    fn string(&mut self) -> Result<Text, JsonError> {
        let start = self.at;
        self.take(b'"')?;
        if let Some(text) = self.plain_string() {
            return Ok(text);
        }
        let mut value = String::new();
        let mut lone = false;
        loop {
            let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
            let plain = first_odd(rest).ok_or(JsonError::Ended)?;
            let end = self.at.saturating_add(plain);
            value.push_str(self.text.get(self.at..end).unwrap_or_default());
            self.at = end;
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => match self.escape()? {
                    Some(character) => value.push(character),
                    None => {
                        lone = true;
                        value.push(char::REPLACEMENT_CHARACTER);
                    }
                },
                _ => return Err(self.unexpected()),
            }
        }
        self.at = self.at.saturating_add(1);
        let lexeme = lone.then(|| self.text.get(start..self.at).unwrap_or_default().into());
        Ok(Text::Made(Box::new(Made { value: value.into_boxed_str(), lexeme })))
    }

    /// One escape sequence; `None` is half of a surrogate pair.
    fn escape(&mut self) -> Result<Option<char>, JsonError> {
        self.take(b'\\')?;
        let sign = self.peek().ok_or(JsonError::Ended)?;
        let plain = match sign {
            b'"' | b'\\' | b'/' => char::from(sign),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                self.at = self.at.saturating_add(1);
                let first = self.unit()?;
                return self.surrogates(first);
            }
            _ => return Err(self.unexpected()),
        };
        self.at = self.at.saturating_add(1);
        Ok(Some(plain))
    }

    fn surrogates(&mut self, first: u16) -> Result<Option<char>, JsonError> {
        if !(0xD800..=0xDBFF).contains(&first) {
            return Ok(char::from_u32(u32::from(first)));
        }
        let back = self.at;
        if self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(b"\\u")) {
            self.at = self.at.saturating_add(2);
            let second = self.unit()?;
            if let Some(Ok(character)) = char::decode_utf16([first, second]).next() {
                return Ok(Some(character));
            }
            self.at = back;
        }
        Ok(None)
    }

    fn unit(&mut self) -> Result<u16, JsonError> {
        let end = self.at.saturating_add(4);
        let digits = self.text.as_bytes().get(self.at..end).ok_or(JsonError::Ended)?;
        let mut unit = 0_u16;
        for &digit in digits {
            let value = char::from(digit).to_digit(16).ok_or(JsonError::Unexpected(self.at))?;
            unit = (unit << 4) | u16::try_from(value).unwrap_or_default();
        }
        self.at = end;
        Ok(unit)
    }
}

/// How many members an object usually has, at most.
const USUAL: usize = 16;
/// How many an object inside it usually has.
const FEWER: usize = 4;
/// Up to how many members looking at each pair costs less than a table.
const FEW: usize = 24;

/// Whether two members have one name.
fn has_twins(members: &[Member], source: &str) -> bool {
    let mut rest = members;
    while let Some((first, others)) = rest.split_first() {
        let (name, lexeme) = (first.name.value(source), first.name.lexeme());
        let is_twin = |other: &Member| {
            other.tag == first.tag && other.name.is_tagged(name, source) && other.name.lexeme() == lexeme
        };
        if others.iter().any(is_twin) {
            return true;
        }
        rest = others;
    }
    false
}
