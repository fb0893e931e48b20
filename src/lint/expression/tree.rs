//! An expression that has been read: names resolved, patterns compiled, at most [`MAX_DEPTH`] levels deep.

use super::function::Function;
use super::pattern::Pattern;
use crate::token::json;

/// The most levels of an expression. What walks one may recurse: this, not the input, bounds the depth.
pub(super) const MAX_DEPTH: usize = 64;

/// A part of an expression and the byte where it begins (of an operator: where the sign stands).
#[derive(Debug)]
pub(super) struct Node {
    pub(super) at: usize,
    pub(super) part: Part,
    /// How many levels it has, itself counted.
    pub(super) depth: usize,
}

/// What is known from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Variable {
    Token,
    Parent,
    Chain,
    Now,
}

impl Variable {
    pub(super) const ALL: &[(&'static str, Self)] =
        &[("token", Self::Token), ("parent", Self::Parent), ("chain", Self::Chain), ("now", Self::Now)];
}

/// What sort of value it is; each is also a name that `type()` gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    Bool,
    Int,
    Double,
    Text,
    List,
    Map,
    Time,
    Duration,
    Type,
}

impl Kind {
    /// The names of types as CEL writes them.
    pub(super) const NAMES: &[(&'static str, Self)] = &[
        ("null_type", Self::Null),
        ("bool", Self::Bool),
        ("int", Self::Int),
        ("double", Self::Double),
        ("string", Self::Text),
        ("list", Self::List),
        ("map", Self::Map),
        ("timestamp", Self::Time),
        ("duration", Self::Duration),
        ("type", Self::Type),
    ];

    /// The kind in a sentence: `a text`.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "true or false",
            Self::Int => "a whole number",
            Self::Double => "a number with a fraction",
            Self::Text => "a text",
            Self::List => "a list",
            Self::Map => "a map",
            Self::Time => "a time",
            Self::Duration => "a duration",
            Self::Type => "a type",
        }
    }

    pub(super) fn is_number(self) -> bool {
        matches!(self, Self::Int | Self::Double)
    }
}

/// A value that stands in the expression itself.
#[derive(Debug, Clone)]
pub(super) enum Literal {
    Null,
    Bool(bool),
    Int(i64),
    Double(f64),
    Text(String),
    Type(Kind),
}

/// An operator between two values; `&&` and `||` are parts of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

/// A macro that goes through a list or the keys of a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Walk {
    All,
    Exists,
    ExistsOne,
    Filter,
    Map,
}

impl Walk {
    pub(super) const NAMES: &[(&'static str, Self)] = &[
        ("all", Self::All),
        ("exists", Self::Exists),
        ("exists_one", Self::ExistsOne),
        ("filter", Self::Filter),
        ("map", Self::Map),
    ];
}

#[derive(Debug)]
pub(super) enum Part {
    Literal(Literal),
    Variable(Variable),
    /// A macro's variable, counted from the outermost macro.
    Local(usize),
    /// `value.name`
    Member(Box<Node>, String),
    /// `has(value.name)`
    Has(Box<Node>, String),
    /// `value[index]`
    Index(Box<Node>, Box<Node>),
    Not(Box<Node>),
    Negate(Box<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
    /// `condition ? yes : no`
    Choice(Box<[Node; 3]>),
    Binary(Operator, Box<[Node; 2]>),
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
    Call(Function, Vec<Node>),
    Matches(Box<Node>, Pattern),
    Walk {
        walk: Walk,
        over: Box<Node>,
        /// The condition; of a `map` with two arguments there is none.
        test: Option<Box<Node>>,
        /// What `map` makes of each element.
        made: Option<Box<Node>>,
    },
}

impl Part {
    /// The parts that it is made of.
    pub(super) fn inner(&self) -> Vec<&Node> {
        match self {
            Self::Literal(_) | Self::Variable(_) | Self::Local(_) => Vec::new(),
            Self::Member(value, _)
            | Self::Has(value, _)
            | Self::Not(value)
            | Self::Negate(value)
            | Self::Matches(value, _) => vec![value],
            Self::Index(value, index) => vec![value, index],
            Self::And(parts) | Self::Or(parts) | Self::List(parts) | Self::Call(_, parts) => {
                parts.iter().collect()
            }
            Self::Choice(parts) => parts.iter().collect(),
            Self::Binary(_, parts) => parts.iter().collect(),
            Self::Map(entries) => entries.iter().flat_map(|(key, value)| [key, value]).collect(),
            Self::Walk { over, test, made, .. } => {
                [Some(over), test.as_ref(), made.as_ref()].into_iter().flatten().map(|node| &**node).collect()
            }
        }
    }

    /// The levels of the deepest part it holds.
    pub(super) fn deepest(&self) -> usize {
        self.inner().iter().map(|node| node.depth).max().unwrap_or(0)
    }

    /// The pointer of `token.claims.NAME` or `token.header.NAME`, however it is written.
    pub(super) fn asked(&self) -> Option<String> {
        let (value, name) = self.member()?;
        let (token, part) = value.part.member()?;
        let is_token = matches!(token.part, Self::Variable(Variable::Token));
        let is_part = matches!(part, "claims" | "header");
        (is_token && is_part).then(|| format!("/{part}{}", json::step(name)))
    }

    fn member(&self) -> Option<(&Node, &str)> {
        match self {
            Self::Member(value, name) | Self::Has(value, name) => Some((value, name)),
            Self::Index(value, index) => match &index.part {
                Self::Literal(Literal::Text(name)) => Some((value, name)),
                _ => None,
            },
            _ => None,
        }
    }
}
