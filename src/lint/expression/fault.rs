//! What is wrong with the text of an expression: always a place in it, never the text there (SECURITY.md R6).

/// Why a text is no expression; each is found before the first token is looked at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// Longer than [`MAX_BYTES`](super::MAX_BYTES).
    #[error("an expression of more than 4,096 bytes")]
    TooLong,
    /// Nothing stands there.
    #[error("an expression is empty")]
    Empty,
    /// Brackets and operators one inside the other.
    #[error("an expression nested more than {0} levels deep")]
    TooDeep(usize),
    /// A character that begins nothing.
    #[error("a character that no expression holds")]
    Character,
    /// A text without its closing quote.
    #[error("a text without its closing quote")]
    OpenText,
    /// A backslash and something that is no escape.
    #[error("an escape that is not known")]
    Escape,
    /// A number that fits no 64 bits, or digits that are none.
    #[error("a number that cannot be read")]
    Number,
    /// CEL has it and obo does not.
    #[error("{0} are not known here")]
    Unsupported(&'static str),
    /// Something else stands where the grammar wants this.
    #[error("{0} is wanted here")]
    Wanted(&'static str),
    /// Something follows the expression.
    #[error("an expression that goes on after its end")]
    Trailing,
    /// A word that the language keeps for itself.
    #[error("a word that the language reserves")]
    Reserved,
    /// No variable has this name.
    #[error("a variable that is not known")]
    Variable {
        /// The nearest that is.
        nearest: Option<&'static str>,
    },
    /// No function has this name.
    #[error("a function that is not known")]
    Function {
        /// The nearest that is.
        nearest: Option<&'static str>,
    },
    /// A member that the variable never has.
    #[error("a member that is not known here")]
    Member {
        /// The nearest that is.
        nearest: Option<&'static str>,
    },
    /// A text that the member never is.
    #[error("a word that never stands there")]
    Word {
        /// The nearest that does.
        nearest: Option<&'static str>,
        /// All that do.
        words: &'static [&'static str],
    },
    /// A member of what has none.
    #[error("a member of {0}, which has none")]
    NoMembers(&'static str),
    /// A function with more or fewer arguments than it takes.
    #[error("{name} takes {wanted}")]
    Arguments {
        /// The function.
        name: &'static str,
        /// What it takes, in words.
        wanted: &'static str,
    },
    /// Something that can never be compared, added or called this way.
    #[error("{found} where {wanted} is wanted")]
    Kind {
        /// What stands there.
        found: &'static str,
        /// What the operator takes.
        wanted: &'static str,
    },
    /// The pattern of `matches` does not compile, not within 1 MiB (SECURITY.md R17), or has more than 16 groups.
    #[error("a pattern that is no regular expression, or a very large one")]
    Pattern,
    /// A literal of a time or duration that is none.
    #[error("a text that is no {0}")]
    NotA(&'static str),
    /// Two entries of a map literal with one key.
    #[error("a key that stands twice")]
    RepeatedKey,
}

/// A fault and where it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {fault}")]
pub struct ExpressionError {
    /// From 1, in the expression.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// What is wrong there.
    pub fault: Fault,
}

impl ExpressionError {
    pub(super) fn new(text: &str, at: usize, fault: Fault) -> Self {
        let (line, column) = place(text, at);
        Self { line, column, fault }
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match &self.fault {
            Fault::Variable { nearest: None } => {
                Some("the variables are token, parent, chain and now".to_owned())
            }
            Fault::Variable { nearest: Some(name) } => Some(format!("the nearest variable is {name}")),
            Fault::Function { nearest: Some(name) } => Some(format!("the nearest function is {name}")),
            Fault::Member { nearest: Some(name) } => Some(format!("the nearest member is {name}")),
            Fault::Member { nearest: None } => {
                Some("`obo decode --format json` and `obo chain --format json` show the members".to_owned())
            }
            Fault::Word { nearest: Some(word), .. } => Some(format!("the nearest word is {word}")),
            Fault::Word { nearest: None, words } => Some(format!("the words are {}", words.join(" "))),
            Fault::Wanted("a member of a value in has()") => {
                Some("has(token.claims.act), or \"https://name\" in token.claims".to_owned())
            }
            _ => None,
        }
    }
}

/// Line and column, from 1, of a byte; the column counts characters.
pub(super) fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count().saturating_add(1);
    let start = before.rfind('\n').map_or(0, |newline| newline.saturating_add(1));
    let column = before.get(start..).map_or(0, |rest| rest.chars().count());
    (line, column.saturating_add(1))
}
