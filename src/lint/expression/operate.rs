//! Operators and functions over values: checked arithmetic, and every length paid for.

use super::check::result;
use super::evaluate::Run;
use super::function::Function;
use super::stop::{Evaluated, Reason, Stop, unfit, unfit_pair};
use super::tree::{Kind, Operator};
use super::value::{self, Value, rounded, whole};
use crate::instant::Instant;

/// `-value`
pub(super) fn negated<'v>(at: usize, value: &Value<'v>) -> Evaluated<Value<'v>> {
    let overflow = Stop::Failed(at, Reason::Overflow);
    match value {
        Value::Int(number) => number.checked_neg().map(Value::Int).ok_or(overflow),
        Value::Duration(seconds) => seconds.checked_neg().map(Value::Duration).ok_or(overflow),
        Value::Double(number) => Ok(Value::Double(-number)),
        other => Err(unfit(at, other)),
    }
}

/// What an operator makes of two values; equality and `in` are elsewhere.
pub(super) fn combined<'v>(
    run: &mut Run<'v>,
    at: usize,
    operator: Operator,
    left: &Value<'v>,
    right: &Value<'v>,
) -> Evaluated<Value<'v>> {
    if let (Value::Null, _) | (_, Value::Null) = (left, right) {
        return Err(Stop::Missing);
    }
    let holds = match operator {
        Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
            let length = left.text().map_or(0, str::len).min(right.text().map_or(0, str::len));
            run.pay(at, length / 64)?;
            let same = left.kind() == right.kind() || (left.kind().is_number() && right.kind().is_number());
            match left.order(right) {
                Some(order) => match operator {
                    Operator::Less => order.is_lt(),
                    Operator::LessOrEqual => order.is_le(),
                    Operator::Greater => order.is_gt(),
                    _ => order.is_ge(),
                },
                // Beside what is no number nothing is more and nothing is less.
                None if same && left.kind().is_number() => false,
                None => return Err(unfit_pair(at, left, right)),
            }
        }
        _ => return computed(run, at, operator, left, right),
    };
    Ok(Value::Bool(holds))
}

fn computed<'v>(
    run: &mut Run<'v>,
    at: usize,
    operator: Operator,
    left: &Value<'v>,
    right: &Value<'v>,
) -> Evaluated<Value<'v>> {
    let kind = result(operator, left.kind(), right.kind()).ok_or_else(|| unfit_pair(at, left, right))?;
    let checked = |number: Option<i64>| number.ok_or(Stop::Failed(at, Reason::Overflow));
    match (left, right) {
        (Value::Int(a), Value::Int(b)) => {
            let is_division = matches!(operator, Operator::Divide | Operator::Remainder);
            if is_division && *b == 0 {
                return Err(Stop::Failed(at, Reason::ZeroDivision));
            }
            let number = match operator {
                Operator::Add => a.checked_add(*b),
                Operator::Subtract => a.checked_sub(*b),
                Operator::Multiply => a.checked_mul(*b),
                Operator::Divide => a.checked_div(*b),
                _ => a.checked_rem(*b),
            };
            checked(number).map(Value::Int)
        }
        (Value::Time(a) | Value::Duration(a), Value::Time(b) | Value::Duration(b)) => {
            let seconds = match operator {
                Operator::Add => a.checked_add(*b),
                _ => a.checked_sub(*b),
            };
            let seconds = checked(seconds)?;
            Ok(if kind == Kind::Time { Value::Time(seconds) } else { Value::Duration(seconds) })
        }
        _ if kind == Kind::Double => {
            let (Some(a), Some(b)) = (number(left), number(right)) else { return Err(unfit(at, right)) };
            Ok(Value::Double(match operator {
                Operator::Add => a + b,
                Operator::Subtract => a - b,
                Operator::Multiply => a * b,
                _ => a / b,
            }))
        }
        _ => match (left.text(), right.text()) {
            (Some(a), Some(b)) => {
                run.pay_bytes(at, a.len().saturating_add(b.len()))?;
                Ok(Value::made([a, b].concat()))
            }
            _ => {
                let count = left.count().saturating_add(right.count());
                run.pay_bytes(at, count.saturating_mul(size_of::<Value<'_>>()))?;
                let both = [left, right].into_iter().filter_map(|list| list.elements()).flatten();
                Ok(Value::list(both.collect()))
            }
        },
    }
}

fn number(value: &Value<'_>) -> Option<f64> {
    match value {
        Value::Int(number) => Some(rounded(*number)),
        Value::Double(number) => Some(*number),
        _ => None,
    }
}

/// What a function makes of its arguments; a method's first is what it is called on.
pub(super) fn call<'v>(
    run: &mut Run<'v>,
    at: usize,
    function: Function,
    first: &Value<'v>,
    second: Option<&Value<'v>>,
) -> Evaluated<Value<'v>> {
    match function {
        Function::Type => return Ok(Value::Type(first.kind())),
        Function::Dyn => return Ok(first.clone()),
        _ => {}
    }
    if !function.row().takes.contains(&first.kind()) {
        return Err(unfit(at, first));
    }
    let length = first.text().map_or(0, str::len);
    run.pay(at, length / 16)?;
    match (first.text(), second) {
        (_, Some(second)) => {
            let part = second.text().ok_or_else(|| unfit(at, second))?;
            with_text(run, at, function, first, part)
        }
        (Some(text), None) => of_text(run, at, function, text, first),
        (None, None) => of_other(at, function, first),
    }
}

/// Functions that take a text beside what they are called on.
fn with_text<'v>(
    run: &mut Run<'v>,
    at: usize,
    function: Function,
    first: &Value<'v>,
    part: &str,
) -> Evaluated<Value<'v>> {
    let Some(text) = first.text() else {
        let mut joined = String::new();
        for (place, item) in first.elements().into_iter().flatten().enumerate() {
            let item_text = item.text().ok_or_else(|| unfit(at, &item))?;
            let between = if place == 0 { "" } else { part };
            run.pay_bytes(at, item_text.len().saturating_add(between.len()).saturating_add(64))?;
            joined.push_str(between);
            joined.push_str(item_text);
        }
        return Ok(Value::made(joined));
    };
    Ok(match function {
        Function::Contains => Value::Bool(text.contains(part)),
        Function::StartsWith => Value::Bool(text.starts_with(part)),
        Function::EndsWith => Value::Bool(text.ends_with(part)),
        _ => {
            // An empty separator gives the characters, without an empty text before and after them.
            let pieces = match part.is_empty() {
                true => text.chars().count(),
                false => text.matches(part).count().saturating_add(1),
            };
            let each = size_of::<Value<'_>>().saturating_add(16);
            run.pay_bytes(at, pieces.saturating_mul(each).saturating_add(text.len()))?;
            let made = |piece: &str| Value::made(piece.to_owned());
            Value::list(match part.is_empty() {
                true => text.chars().map(|c| Value::made(c.to_string())).collect(),
                false => text.split(part).map(made).collect(),
            })
        }
    })
}

/// Functions of one text.
fn of_text<'v>(
    run: &mut Run<'v>,
    at: usize,
    function: Function,
    text: &str,
    value: &Value<'v>,
) -> Evaluated<Value<'v>> {
    let read = |read: Option<Value<'v>>, noun| read.ok_or(Stop::Failed(at, Reason::NotA(noun)));
    match function {
        Function::Size => Ok(Value::Int(i64::try_from(text.chars().count()).unwrap_or(i64::MAX))),
        Function::Int => read(text.parse().ok().map(Value::Int), "whole number"),
        Function::Double => read(text.parse().ok().map(Value::Double), "number"),
        Function::Bool => {
            let flag = match text {
                "true" | "True" | "TRUE" | "t" | "1" => Some(true),
                "false" | "False" | "FALSE" | "f" | "0" => Some(false),
                _ => None,
            };
            read(flag.map(Value::Bool), "true or false")
        }
        Function::Time => read(value::time(text).map(Value::Time), "time"),
        Function::Duration => read(value::duration(text).map(Value::Duration), "duration"),
        Function::LowerAscii | Function::UpperAscii | Function::Trim => {
            run.pay_bytes(at, text.len())?;
            Ok(Value::made(match function {
                Function::LowerAscii => text.to_ascii_lowercase(),
                Function::UpperAscii => text.to_ascii_uppercase(),
                _ => text.trim().to_owned(),
            }))
        }
        _ => Ok(value.clone()),
    }
}

/// Functions of one value that is no text.
fn of_other<'v>(at: usize, function: Function, value: &Value<'v>) -> Evaluated<Value<'v>> {
    let overflow = Stop::Failed(at, Reason::Overflow);
    match (function, value) {
        (Function::Size, _) => Ok(Value::Int(i64::try_from(value.count()).unwrap_or(i64::MAX))),
        (Function::Int, Value::Time(seconds)) => Ok(Value::Int(*seconds)),
        (Function::Int, Value::Double(number)) => whole(number.trunc()).map(Value::Int).ok_or(overflow),
        (Function::Double, Value::Int(number)) => Ok(Value::Double(rounded(*number))),
        (Function::Time, Value::Int(seconds)) => Ok(Value::Time(*seconds)),
        (Function::Time, Value::Double(number)) => whole(number.trunc()).map(Value::Time).ok_or(overflow),
        (Function::Text, Value::Bool(flag)) => Ok(Value::made(flag.to_string())),
        (Function::Text, Value::Int(number)) => Ok(Value::made(number.to_string())),
        (Function::Text, Value::Double(number)) => Ok(Value::made(number.to_string())),
        (Function::Text, Value::Duration(seconds)) => Ok(Value::made(format!("{seconds}s"))),
        (Function::Text, Value::Time(seconds)) => {
            Ok(Value::made(Instant::from_seconds(*seconds).to_string()))
        }
        _ => Ok(value.clone()),
    }
}
