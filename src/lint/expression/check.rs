//! What can be known of an expression before there is a token: mistyped members, and kinds that never fit.

use super::fault::Fault;
use super::function::Function;
use super::shape::{self, Shape};
use super::tree::{Kind, Literal, Node, Operator, Part, Variable, Walk};
use super::words;
use crate::near;

pub(super) type Checked<T> = Result<T, (usize, Fault)>;

/// What is known of a part's value.
#[derive(Debug, Clone, Copy)]
struct Known {
    kind: Option<Kind>,
    shape: &'static Shape,
}

impl Known {
    const NOTHING: Self = Self { kind: None, shape: &Shape::Any };

    fn of(kind: Kind) -> Self {
        Self { kind: Some(kind), shape: &Shape::Any }
    }

    fn maybe(kind: Option<Kind>) -> Self {
        Self { kind, shape: &Shape::Any }
    }

    fn shaped(shape: &'static Shape) -> Self {
        Self { kind: shape.kind(), shape }
    }

    /// Refuses a kind that is known and is none of these.
    fn must_be(self, at: usize, kinds: &[Kind], wanted: &'static str) -> Checked<()> {
        match self.kind {
            Some(kind) if !kinds.contains(&kind) => Err((at, Fault::Kind { found: kind.noun(), wanted })),
            _ => Ok(()),
        }
    }
}

/// Judges an expression, which must come to true or false.
pub(super) fn check(root: &Node) -> Checked<()> {
    let known = known(root, &mut Vec::new())?;
    known.must_be(root.at, &[Kind::Bool], Kind::Bool.noun())
}

/// What is known of a node. It recurses as deep as the tree is: [`super::tree::MAX_DEPTH`].
fn known(node: &Node, locals: &mut Vec<&'static Shape>) -> Checked<Known> {
    let flag = Ok(Known::of(Kind::Bool));
    match &node.part {
        Part::Literal(literal) => Ok(Known::of(kind_of(literal))),
        Part::Variable(Variable::Token | Variable::Parent) => Ok(Known::shaped(&shape::TOKEN)),
        Part::Variable(Variable::Chain) => Ok(Known::shaped(&shape::CHAINS)),
        Part::Variable(Variable::Now) => Ok(Known::of(Kind::Int)),
        Part::Local(local) => Ok(Known::shaped(locals.get(*local).copied().unwrap_or(&Shape::Any))),
        Part::Member(value, name) => member(known(value, locals)?, node.at, name),
        Part::Has(value, name) => {
            let at = value.at;
            member(known(value, locals)?, at, name)?;
            flag
        }
        Part::Index(value, index) => {
            let (from, at) = (value, index.at);
            let (value, by) = (known(value, locals)?, known(index, locals)?);
            words::looked_up(by.shape, from)?;
            match (&index.part, value.shape, value.kind) {
                (Part::Literal(Literal::Text(name)), Shape::Map(_), _) => member(value, at, name),
                (_, Shape::List(item), _) => by
                    .must_be(at, &[Kind::Int, Kind::Double], "the place in a list")
                    .map(|()| Known::shaped(item)),
                (_, _, Some(kind)) if !matches!(kind, Kind::List | Kind::Map) => {
                    Err((at, Fault::NoMembers(kind.noun())))
                }
                _ => Ok(Known::NOTHING),
            }
        }
        Part::Not(value) => {
            known(value, locals)?.must_be(value.at, &[Kind::Bool], Kind::Bool.noun())?;
            flag
        }
        Part::Negate(value) => {
            let inner = known(value, locals)?;
            inner.must_be(value.at, &[Kind::Int, Kind::Double, Kind::Duration], "a number")?;
            Ok(Known::maybe(inner.kind))
        }
        Part::And(parts) | Part::Or(parts) => {
            for part in parts {
                known(part, locals)?.must_be(part.at, &[Kind::Bool], Kind::Bool.noun())?;
            }
            flag
        }
        Part::Choice(parts) => {
            let [condition, yes, no] = &**parts;
            known(condition, locals)?.must_be(condition.at, &[Kind::Bool], Kind::Bool.noun())?;
            let (yes, no) = (known(yes, locals)?, known(no, locals)?);
            Ok(Known::maybe(yes.kind.filter(|kind| no.kind == Some(*kind))))
        }
        Part::Binary(operator, sides) => {
            let [left, right] = &**sides;
            let found = (known(left, locals)?, known(right, locals)?);
            let made = combined(*operator, found, right.at)?;
            words::compared(*operator, (left, found.0.shape), (right, found.1.shape))?;
            Ok(Known::maybe(made))
        }
        Part::List(items) => {
            for item in items {
                known(item, locals)?;
            }
            Ok(Known::of(Kind::List))
        }
        Part::Map(entries) => map(entries, locals),
        Part::Call(function, arguments) => call(*function, arguments, locals),
        Part::Matches(value, _) => {
            known(value, locals)?.must_be(value.at, &[Kind::Text], Kind::Text.noun())?;
            flag
        }
        Part::Walk { walk, over, test, made, .. } => {
            let through = known(over, locals)?;
            through.must_be(over.at, &[Kind::List, Kind::Map], "a list or a map")?;
            locals.push(match through.shape {
                Shape::List(item) => item,
                Shape::Map(_) => &Shape::Plain(Kind::Text),
                _ => &Shape::Any,
            });
            let inside = [test, made].map(|part| part.as_ref().map(|part| known(part, locals)));
            locals.pop();
            let [test_is, made_is] = inside;
            if let (Some(test), Some(test_is)) = (test, test_is) {
                test_is?.must_be(test.at, &[Kind::Bool], Kind::Bool.noun())?;
            }
            made_is.transpose()?;
            Ok(match (walk, through.shape) {
                (Walk::All | Walk::Exists | Walk::ExistsOne, _) => Known::of(Kind::Bool),
                (Walk::Filter, Shape::List(_)) => through,
                _ => Known::of(Kind::List),
            })
        }
    }
}

fn kind_of(literal: &Literal) -> Kind {
    match literal {
        Literal::Null => Kind::Null,
        Literal::Bool(_) => Kind::Bool,
        Literal::Int(_) => Kind::Int,
        Literal::Double(_) => Kind::Double,
        Literal::Text(_) => Kind::Text,
        Literal::Type(_) => Kind::Type,
    }
}

fn member(value: Known, at: usize, name: &str) -> Checked<Known> {
    match (value.shape, value.kind) {
        (Shape::Map(members), _) => match members.iter().find(|(known, _)| *known == name) {
            Some((_, shape)) => Ok(Known::shaped(shape)),
            None => {
                let nearest = near::nearest(name, members.iter().map(|(known, _)| *known));
                Err((at, Fault::Member { nearest: nearest.first().copied() }))
            }
        },
        (_, Some(kind)) if kind != Kind::Map => Err((at, Fault::NoMembers(kind.noun()))),
        _ => Ok(Known::NOTHING),
    }
}

/// What an operator makes of two kinds, where they are known and fit.
fn combined(operator: Operator, (left, right): (Known, Known), at: usize) -> Checked<Option<Kind>> {
    use Operator::{Add, Divide, Equal, In, Multiply, Remainder, Subtract, Unequal};
    let same = |a: Kind, b: Kind| a == b || (a.is_number() && b.is_number());
    let misfit = |found: Kind, wanted| Err((at, Fault::Kind { found: found.noun(), wanted }));
    if operator == In {
        right.must_be(at, &[Kind::List, Kind::Map], "a list or a map")?;
        return match (left.kind, right.shape) {
            (Some(left), Shape::List(item)) if item.kind().is_some_and(|item| !same(left, item)) => {
                misfit(Kind::List, "a list of such values")
            }
            _ => Ok(Some(Kind::Bool)),
        };
    }
    let (Some(a), Some(b)) = (left.kind, right.kind) else {
        let is_relation = !matches!(operator, Add | Subtract | Multiply | Divide | Remainder);
        return Ok(is_relation.then_some(Kind::Bool));
    };
    match operator {
        Equal | Unequal => match same(a, b) || a == Kind::Null || b == Kind::Null {
            true => Ok(Some(Kind::Bool)),
            false => misfit(b, a.noun()),
        },
        Add | Subtract | Multiply | Divide | Remainder => match result(operator, a, b) {
            Some(kind) => Ok(Some(kind)),
            None => misfit(b, "something that the operator takes"),
        },
        _ => match a {
            Kind::Null | Kind::List | Kind::Map | Kind::Type => misfit(a, "what can be put in order"),
            _ if same(a, b) => Ok(Some(Kind::Bool)),
            _ => misfit(b, a.noun()),
        },
    }
}

/// What kind an operator gives for two kinds; `None` where it takes no such two.
pub(super) fn result(operator: Operator, left: Kind, right: Kind) -> Option<Kind> {
    match (operator, left, right) {
        (Operator::Remainder, Kind::Int, Kind::Int) => Some(Kind::Int),
        (Operator::Remainder, ..) => None,
        (_, Kind::Int, Kind::Int) => Some(Kind::Int),
        (_, a, b) if a.is_number() && b.is_number() => Some(Kind::Double),
        (Operator::Add, Kind::Text, Kind::Text) => Some(Kind::Text),
        (Operator::Add, Kind::List, Kind::List) => Some(Kind::List),
        (Operator::Add | Operator::Subtract, Kind::Duration, Kind::Duration) => Some(Kind::Duration),
        (Operator::Add | Operator::Subtract, Kind::Time, Kind::Duration) => Some(Kind::Time),
        (Operator::Add, Kind::Duration, Kind::Time) => Some(Kind::Time),
        (Operator::Subtract, Kind::Time, Kind::Time) => Some(Kind::Duration),
        _ => None,
    }
}

fn map(entries: &[(Node, Node)], locals: &mut Vec<&'static Shape>) -> Checked<Known> {
    let mut keys: Vec<String> = Vec::new();
    for (key, value) in entries {
        let is = known(key, locals)?;
        is.must_be(key.at, &[Kind::Bool, Kind::Int, Kind::Text], "a text, a whole number, true or false")?;
        known(value, locals)?;
        if let Part::Literal(literal) = &key.part {
            let written = format!("{literal:?}");
            if keys.contains(&written) {
                return Err((key.at, Fault::RepeatedKey));
            }
            keys.push(written);
        }
    }
    Ok(Known::of(Kind::Map))
}

fn call(function: Function, arguments: &[Node], locals: &mut Vec<&'static Shape>) -> Checked<Known> {
    let row = function.row();
    let mut given = Known::maybe(row.gives);
    for (place, argument) in arguments.iter().enumerate() {
        let is = known(argument, locals)?;
        match place {
            0 if !row.takes.is_empty() => is.must_be(argument.at, row.takes, "what the function takes")?,
            0 if function == Function::Dyn => given = Known::NOTHING,
            0 => {}
            _ => is.must_be(argument.at, &[Kind::Text], Kind::Text.noun())?,
        }
    }
    if function == Function::Split {
        given = Known::shaped(&Shape::List(&Shape::Plain(Kind::Text)));
    }
    Ok(given)
}
