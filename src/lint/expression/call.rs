//! Calls in the grammar of expressions: functions, methods, `has`, `matches`, and the macros that walk.

use super::fault::Fault;
use super::function::{self, Function, ROWS, Style};
use super::parser::{Parser, RESERVED, Read};
use super::pattern::Pattern;
use super::tree::{Literal, Node, Part, Walk};
use super::word::Word;
use crate::near;

const HAS_TAKES: Fault = Fault::Wanted("a member of a value in has()");

impl Parser<'_, '_> {
    /// A call without a value before it; the opening bracket has been read.
    pub(super) fn function(&mut self, at: usize, name: &str) -> Read<Node> {
        if name == "has" {
            let value = self.expression()?;
            let place = self.place();
            let Part::Member(value, member) = value.part else { return Err((value.at, HAS_TAKES)) };
            self.takes(")").then_some(()).ok_or((place, HAS_TAKES))?;
            return self.node(at, Part::Has(value, member));
        }
        let arguments = self.list(")", "a closing )", Self::expression)?;
        self.call(at, name, arguments, false)
    }

    /// A call behind a value; the opening bracket has been read.
    pub(super) fn method(&mut self, at: usize, name: &str, value: Node) -> Read<Node> {
        if let Some(&(name, walk)) = Walk::NAMES.iter().find(|(known, _)| *known == name) {
            return self.walk(at, name, walk, value);
        }
        let mut arguments = vec![value];
        arguments.extend(self.list(")", "a closing )", Self::expression)?);
        self.call(at, name, arguments, true)
    }

    fn call(&self, at: usize, name: &str, mut arguments: Vec<Node>, is_method: bool) -> Read<Node> {
        if name == "matches" {
            let pattern = arguments.pop().filter(|_| arguments.len() == 1);
            let (Some(pattern), Some(text)) = (pattern, arguments.pop()) else {
                return Err((at, Fault::Arguments { name: "matches", wanted: "one pattern" }));
            };
            let Part::Literal(Literal::Text(written)) = &pattern.part else {
                return Err((pattern.at, Fault::Wanted("a pattern in quotes")));
            };
            let pattern = Pattern::compile(written).map_err(|fault| (pattern.at, fault))?;
            return self.node(at, Part::Matches(Box::new(text), pattern));
        }
        let fits = |style: Style| match style {
            Style::Both => true,
            Style::Method => is_method,
            Style::Free => !is_method,
        };
        let Some(row) = ROWS.iter().find(|row| row.name == name && fits(row.style)) else {
            return Err((at, unknown(name)));
        };
        if arguments.len() != row.arguments {
            return Err((at, Fault::Arguments { name: row.name, wanted: row.wanted }));
        }
        if let Some(first) = arguments.first() {
            judge_literal(row.function, first)?;
        }
        self.node(at, Part::Call(row.function, arguments))
    }

    fn walk(&mut self, at: usize, name: &'static str, walk: Walk, over: Node) -> Read<Node> {
        let wanted = match walk {
            Walk::Map => "a variable, perhaps a condition, and a value",
            _ => "a variable and a condition",
        };
        let wrong = Fault::Arguments { name, wanted };
        let place = self.place();
        let Word::Name(variable) = self.peek() else { return Err((place, wrong)) };
        if RESERVED.contains(variable) || ["true", "false", "null"].contains(variable) {
            return Err((place, Fault::Reserved));
        }
        self.skip();
        self.takes(",").then_some(()).ok_or((at, wrong.clone()))?;
        self.locals.push((*variable).to_owned());
        let mut parts = self.list(")", "a closing )", Self::expression)?;
        self.locals.pop();
        let last = parts.pop().map(Box::new);
        let first = parts.pop().map(Box::new);
        let (test, made) = match (walk, first, last, parts.len()) {
            (Walk::Map, test, made @ Some(_), 0) => (test, made),
            (Walk::All | Walk::Exists | Walk::ExistsOne | Walk::Filter, None, test @ Some(_), 0) => {
                (test, None)
            }
            _ => return Err((at, wrong)),
        };
        self.node(at, Part::Walk { walk, over: Box::new(over), test, made })
    }
}

fn unknown(name: &str) -> Fault {
    // A name that is known was called the wrong way; it is its own nearest.
    Fault::Function { nearest: near::nearest(name, function::names()).first().copied() }
}

/// A time or duration that stands in the expression is read when the expression is.
fn judge_literal(function: Function, argument: &Node) -> Read<()> {
    let Part::Literal(Literal::Text(text)) = &argument.part else { return Ok(()) };
    match function {
        Function::Time if super::value::time(text).is_none() => {
            Err((argument.at, Fault::NotA("time, such as 2026-01-31T09:00:00Z")))
        }
        Function::Duration if super::value::duration(text).is_none() => {
            Err((argument.at, Fault::NotA("duration, such as 1h30m")))
        }
        _ => Ok(()),
    }
}
