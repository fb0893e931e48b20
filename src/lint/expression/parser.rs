//! The grammar of expressions: that of the Common Expression Language, without messages and bytes.

use super::MAX_BYTES;
use super::fault::{ExpressionError, Fault};
use super::tree::{Kind, Literal, MAX_DEPTH, Node, Operator, Part, Variable};
use super::word::{Word, words};
use crate::near;

/// Words that the language keeps for itself.
pub(super) const RESERVED: &[&str] = &[
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "in",
    "let",
    "loop",
    "namespace",
    "package",
    "return",
    "var",
    "void",
    "while",
];

pub(super) type Read<T> = Result<T, (usize, Fault)>;

/// Reads an expression.
pub(super) fn parse(text: &str) -> Result<Node, ExpressionError> {
    let error = |at, fault| ExpressionError::new(text, at, fault);
    if text.len() > MAX_BYTES {
        return Err(error(0, Fault::TooLong));
    }
    let words = words(text)?;
    let mut parser = Parser { words: &words, at: 0, open: 0, locals: Vec::new() };
    if parser.peek() == &Word::End {
        return Err(error(0, Fault::Empty));
    }
    let node = parser.expression().map_err(|(at, fault)| error(at, fault))?;
    match parser.peek() {
        Word::End => Ok(node),
        _ => Err(error(parser.place(), Fault::Trailing)),
    }
}

pub(super) struct Parser<'w, 't> {
    words: &'w [(usize, Word<'t>)],
    at: usize,
    /// How many brackets, choices and signs before a value are open: the depth of the recursion.
    open: usize,
    /// The names of the macros' variables, the outermost first.
    pub(super) locals: Vec<String>,
}

impl<'w, 't> Parser<'w, 't> {
    pub(super) fn peek(&self) -> &'w Word<'t> {
        self.words.get(self.at).map_or(&Word::End, |(_, word)| word)
    }

    pub(super) fn place(&self) -> usize {
        self.words.get(self.at).or(self.words.last()).map_or(0, |(at, _)| *at)
    }

    pub(super) fn skip(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    /// Passes over a sign if it stands here.
    pub(super) fn takes(&mut self, sign: &'static str) -> bool {
        let stands = *self.peek() == Word::Sign(sign);
        if stands {
            self.skip();
        }
        stands
    }

    fn wants(&mut self, sign: &'static str, words: &'static str) -> Read<()> {
        let at = self.place();
        self.takes(sign).then_some(()).ok_or((at, Fault::Wanted(words)))
    }

    /// A part whose levels are one more than the deepest of what it holds.
    pub(super) fn node(&self, at: usize, part: Part) -> Read<Node> {
        let deepest = part.deepest();
        if deepest >= MAX_DEPTH {
            return Err((at, Fault::TooDeep(MAX_DEPTH)));
        }
        Ok(Node { at, part, depth: deepest.saturating_add(1) })
    }

    /// Reads something that may hold an expression again.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if self.open >= MAX_DEPTH {
            return Err((self.place(), Fault::TooDeep(MAX_DEPTH)));
        }
        self.open = self.open.saturating_add(1);
        let found = read(self);
        self.open = self.open.saturating_sub(1);
        found
    }

    pub(super) fn expression(&mut self) -> Read<Node> {
        self.deeper(|parser| {
            let condition = parser.any_of()?;
            let at = parser.place();
            if !parser.takes("?") {
                return Ok(condition);
            }
            let yes = parser.any_of()?;
            parser.wants(":", "a colon and what else")?;
            let no = parser.expression()?;
            parser.node(at, Part::Choice(Box::new([condition, yes, no])))
        })
    }

    fn any_of(&mut self) -> Read<Node> {
        let first = self.all_of()?;
        let at = self.place();
        let mut parts = vec![first];
        while self.takes("||") {
            parts.push(self.all_of()?);
        }
        self.joined(at, parts, Part::Or)
    }

    fn all_of(&mut self) -> Read<Node> {
        let first = self.relation()?;
        let at = self.place();
        let mut parts = vec![first];
        while self.takes("&&") {
            parts.push(self.relation()?);
        }
        self.joined(at, parts, Part::And)
    }

    fn joined(&self, at: usize, mut parts: Vec<Node>, join: fn(Vec<Node>) -> Part) -> Read<Node> {
        match (parts.len(), parts.pop()) {
            (1, Some(only)) => Ok(only),
            (_, last) => {
                parts.extend(last);
                self.node(at, join(parts))
            }
        }
    }

    fn relation(&mut self) -> Read<Node> {
        const SIGNS: &[(&str, Operator)] = &[
            ("==", Operator::Equal),
            ("!=", Operator::Unequal),
            ("<=", Operator::LessOrEqual),
            ("<", Operator::Less),
            (">=", Operator::GreaterOrEqual),
            (">", Operator::Greater),
        ];
        let is_in = |parser: &mut Self| {
            let stands = *parser.peek() == Word::Name("in");
            if stands {
                parser.skip();
            }
            stands.then_some(Operator::In)
        };
        self.binary(
            |parser| parser.sign(SIGNS).or_else(|| is_in(parser)),
            |parser| {
                const SUMS: &[(&str, Operator)] = &[("+", Operator::Add), ("-", Operator::Subtract)];
                parser.binary(|parser| parser.sign(SUMS), Self::product)
            },
        )
    }

    fn product(&mut self) -> Read<Node> {
        const SIGNS: &[(&str, Operator)] =
            &[("*", Operator::Multiply), ("/", Operator::Divide), ("%", Operator::Remainder)];
        self.binary(|parser| parser.sign(SIGNS), Self::signed)
    }

    fn sign(&mut self, signs: &'static [(&'static str, Operator)]) -> Option<Operator> {
        signs.iter().find(|(sign, _)| self.takes(sign)).map(|(_, operator)| *operator)
    }

    fn binary(
        &mut self,
        mut operator: impl FnMut(&mut Self) -> Option<Operator>,
        mut operand: impl FnMut(&mut Self) -> Read<Node>,
    ) -> Read<Node> {
        let mut left = operand(self)?;
        loop {
            let at = self.place();
            let Some(operator) = operator(self) else { return Ok(left) };
            let right = operand(self)?;
            left = self.node(at, Part::Binary(operator, Box::new([left, right])))?;
        }
    }

    fn signed(&mut self) -> Read<Node> {
        let at = self.place();
        if self.takes("!") {
            let value = self.deeper(Self::signed)?;
            return self.node(at, Part::Not(Box::new(value)));
        }
        if !self.takes("-") {
            return self.member();
        }
        // The smallest whole number has no positive one.
        if let Word::Whole(digits) = self.peek() {
            let number = 0_i64.checked_sub_unsigned(*digits).ok_or((at, Fault::Number))?;
            self.skip();
            let value = self.node(at, Part::Literal(Literal::Int(number)))?;
            return self.members_of(value);
        }
        let value = self.deeper(Self::signed)?;
        self.node(at, Part::Negate(Box::new(value)))
    }

    fn member(&mut self) -> Read<Node> {
        let value = self.primary()?;
        self.members_of(value)
    }

    fn members_of(&mut self, mut value: Node) -> Read<Node> {
        loop {
            if self.takes("[") {
                let at = self.place();
                let index = self.expression()?;
                self.wants("]", "a closing ]")?;
                value = self.node(at, Part::Index(Box::new(value), Box::new(index)))?;
                continue;
            }
            if !self.takes(".") {
                return Ok(value);
            }
            let at = self.place();
            let Word::Name(name) = self.peek() else {
                return Err((at, Fault::Wanted("the name of a member")));
            };
            self.skip();
            value = match self.takes("(") {
                true => self.method(at, name, value)?,
                false => self.node(at, Part::Member(Box::new(value), (*name).to_owned()))?,
            };
        }
    }

    fn primary(&mut self) -> Read<Node> {
        let at = self.place();
        let word = self.peek();
        self.skip();
        let literal = match word {
            Word::Whole(digits) => Literal::Int(i64::try_from(*digits).map_err(|_| (at, Fault::Number))?),
            Word::Fraction(number) => Literal::Double(*number),
            Word::Text(text) => Literal::Text(text.clone()),
            Word::Name("true") => Literal::Bool(true),
            Word::Name("false") => Literal::Bool(false),
            Word::Name("null") => Literal::Null,
            Word::Name(name) if RESERVED.contains(name) => return Err((at, Fault::Reserved)),
            Word::Name(name) if self.takes("(") => return self.function(at, name),
            Word::Name(name) => return self.name(at, name),
            Word::Sign("(") => {
                let value = self.expression()?;
                self.wants(")", "a closing )")?;
                return Ok(value);
            }
            Word::Sign("[") => {
                let items = self.list("]", "a closing ]", Self::expression)?;
                return self.node(at, Part::List(items));
            }
            Word::Sign("{") => {
                let entries = self.list("}", "a closing }", |parser| {
                    let key = parser.expression()?;
                    parser.wants(":", "a colon and a value")?;
                    Ok((key, parser.expression()?))
                })?;
                return self.node(at, Part::Map(entries));
            }
            _ => return Err((at, Fault::Wanted("a value"))),
        };
        self.node(at, Part::Literal(literal))
    }

    /// What stands between commas, a last comma allowed, up to the closing sign.
    pub(super) fn list<T>(
        &mut self,
        close: &'static str,
        words: &'static str,
        mut read: impl FnMut(&mut Self) -> Read<T>,
    ) -> Read<Vec<T>> {
        let mut items = Vec::new();
        while !self.takes(close) {
            items.push(read(self)?);
            if !self.takes(",") {
                self.wants(close, words)?;
                break;
            }
        }
        Ok(items)
    }

    fn name(&self, at: usize, name: &str) -> Read<Node> {
        if let Some(local) = self.locals.iter().rposition(|local| local == name) {
            return self.node(at, Part::Local(local));
        }
        if let Some((_, variable)) = Variable::ALL.iter().find(|(known, _)| *known == name) {
            return self.node(at, Part::Variable(*variable));
        }
        if let Some((_, kind)) = Kind::NAMES.iter().find(|(known, _)| *known == name) {
            return self.node(at, Part::Literal(Literal::Type(*kind)));
        }
        let known = Variable::ALL.iter().map(|(name, _)| *name);
        Err((at, Fault::Variable { nearest: near::nearest(name, known).first().copied() }))
    }
}
