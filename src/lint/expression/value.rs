//! The values of expressions: those of a token as they stand there, and those that operators make.

use std::cmp::Ordering;
use std::rc::Rc;

use super::tree::{Kind, Literal};
use crate::instant::Instant;
use crate::token::json;

/// A value; cheap to copy.
#[derive(Debug, Clone)]
pub(super) enum Value<'v> {
    Null,
    Bool(bool),
    Int(i64),
    Double(f64),
    /// A text that stands in the token or in the expression.
    Text(&'v str),
    /// A text that was made.
    Made(Rc<str>),
    List(Rc<[Self]>),
    Map(Rc<[(Self, Self)]>),
    /// An array or an object of the token; scalars are read at once.
    Json(json::Value<'v>),
    /// Seconds since 1970.
    Time(i64),
    /// Seconds.
    Duration(i64),
    Type(Kind),
}

impl<'v> Value<'v> {
    pub(super) fn of_json(value: json::Value<'v>) -> Self {
        match value.kind() {
            json::Kind::Null => Self::Null,
            json::Kind::Bool => Self::Bool(value.as_bool().unwrap_or_default()),
            json::Kind::Number => Self::of_number(value.as_number().unwrap_or_default()),
            json::Kind::String => Self::Text(value.as_str().unwrap_or_default()),
            json::Kind::Array | json::Kind::Object => Self::Json(value),
        }
    }

    /// JSON has one sort of number: what is whole is a whole number, however it is spelt.
    fn of_number(digits: &str) -> Self {
        if let Ok(whole) = digits.parse() {
            return Self::Int(whole);
        }
        let number = digits.parse().unwrap_or(f64::INFINITY);
        match whole(number) {
            Some(whole) if whole.unsigned_abs() < 1 << 53 => Self::Int(whole),
            _ => Self::Double(number),
        }
    }

    pub(super) fn of_literal(literal: &'v Literal) -> Self {
        match literal {
            Literal::Null => Self::Null,
            Literal::Bool(flag) => Self::Bool(*flag),
            Literal::Int(number) => Self::Int(*number),
            Literal::Double(number) => Self::Double(*number),
            Literal::Text(text) => Self::Text(text),
            Literal::Type(kind) => Self::Type(*kind),
        }
    }

    pub(super) fn made(text: String) -> Self {
        Self::Made(Rc::from(text))
    }

    pub(super) fn list(items: Vec<Self>) -> Self {
        Self::List(Rc::from(items))
    }

    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Null => Kind::Null,
            Self::Bool(_) => Kind::Bool,
            Self::Int(_) => Kind::Int,
            Self::Double(_) => Kind::Double,
            Self::Text(_) | Self::Made(_) => Kind::Text,
            Self::List(_) => Kind::List,
            Self::Map(_) => Kind::Map,
            Self::Json(value) if value.kind() == json::Kind::Array => Kind::List,
            Self::Json(_) => Kind::Map,
            Self::Time(_) => Kind::Time,
            Self::Duration(_) => Kind::Duration,
            Self::Type(_) => Kind::Type,
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Made(text) => Some(text),
            _ => None,
        }
    }

    /// How many elements or entries there are; of a scalar none.
    pub(super) fn count(&self) -> usize {
        match self {
            Self::List(items) => items.len(),
            Self::Map(entries) => entries.len(),
            Self::Json(value) if value.kind() == json::Kind::Array => value.items().len(),
            Self::Json(value) => value.members().count(),
            _ => 0,
        }
    }

    /// The elements of a list, or the keys of a map: what `in` and the macros go through.
    pub(super) fn elements(&self) -> Option<Box<dyn Iterator<Item = Self> + '_>> {
        match self {
            Self::List(items) => Some(Box::new(items.iter().cloned())),
            Self::Map(entries) => Some(Box::new(entries.iter().map(|(key, _)| key.clone()))),
            Self::Json(value) if value.kind() == json::Kind::Array => {
                Some(Box::new(value.items().map(Self::of_json)))
            }
            Self::Json(value) => Some(Box::new(value.members().map(|(name, _)| Self::Text(name)))),
            _ => None,
        }
    }

    /// Which of two comes first; `None` where they cannot be compared.
    pub(super) fn order(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => Some(a.cmp(b)),
            (Self::Double(a), Self::Double(b)) => a.partial_cmp(b),
            (Self::Int(a), Self::Double(b)) => order_mixed(*a, *b),
            (Self::Double(a), Self::Int(b)) => order_mixed(*b, *a).map(Ordering::reverse),
            (Self::Bool(a), Self::Bool(b)) => Some(a.cmp(b)),
            (Self::Time(a), Self::Time(b)) | (Self::Duration(a), Self::Duration(b)) => Some(a.cmp(b)),
            _ => Some(self.text()?.cmp(other.text()?)),
        }
    }

    /// Equality of what holds nothing; `None` where both hold something and have to be gone through.
    pub(super) fn equals_plainly(&self, other: &Self) -> Option<bool> {
        match (self.kind(), other.kind()) {
            (a, b) if a.is_number() && b.is_number() => Some(self.order(other) == Some(Ordering::Equal)),
            (a, b) if a != b => Some(false),
            (Kind::List | Kind::Map, _) => None,
            _ => Some(match (self, other) {
                (Self::Null, _) => true,
                (Self::Type(a), Self::Type(b)) => a == b,
                _ => self.order(other) == Some(Ordering::Equal),
            }),
        }
    }
}

/// A number between two that differ in sort: on the number line, without losing a digit.
fn order_mixed(whole_number: i64, fraction: f64) -> Option<Ordering> {
    if fraction.is_nan() {
        return None;
    }
    Some(match whole(fraction.trunc()) {
        Some(cut) => whole_number.cmp(&cut).then_with(|| 0.0_f64.total_cmp(&(fraction.fract() + 0.0))),
        None if fraction > 0.0 => Ordering::Less,
        None => Ordering::Greater,
    })
}

/// The whole number that a number is, if it is one of 64 bits.
pub(super) fn whole(number: f64) -> Option<i64> {
    // 2^63, and every number below it that 64 bits hold, is written out without an exponent.
    let fits = number.is_finite() && number.fract() == 0.0 && number.abs() <= 9_223_372_036_854_775_808.0;
    if !fits {
        return None;
    }
    format!("{number:.0}").parse().ok()
}

/// The number that a whole number is, rounded where it has more than 53 bits.
pub(super) fn rounded(number: i64) -> f64 {
    number.to_string().parse().unwrap_or(f64::NAN)
}

/// Seconds since 1970 of a time as RFC 3339 writes it; a fraction is cut.
pub(super) fn time(text: &str) -> Option<i64> {
    // Bare digits are a number, which `timestamp()` takes as such.
    text.contains('T').then(|| Instant::parse(text).ok().map(Instant::seconds)).flatten()
}

/// Seconds of `1h30m`, `90s`, `-5m`, `0`.
pub(super) fn duration(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let has_unit = digits == "0" || digits.ends_with(['h', 'm', 's']);
    let seconds = crate::instant::duration(digits).filter(|_| has_unit && !digits.contains('d'))?;
    i64::try_from(seconds.as_secs()).ok()?.checked_mul(sign)
}

#[cfg(test)]
mod tests {
    use super::{Value, duration, order_mixed, rounded, time, whole};

    #[test]
    fn numbers_stand_on_one_line() {
        use std::cmp::Ordering::{Equal, Greater, Less};
        for (one, other, want) in [
            (1, 1.0, Some(Equal)),
            (1, 1.5, Some(Less)),
            (-1, -1.5, Some(Greater)),
            (0, -0.5, Some(Greater)),
            (0, -0.0, Some(Equal)),
            (i64::MAX, 9_223_372_036_854_775_807.0, Some(Less)),
            (i64::MIN, -9_223_372_036_854_775_808.0, Some(Equal)),
            (i64::MAX, 1e300, Some(Less)),
            (i64::MIN, f64::NEG_INFINITY, Some(Greater)),
            (1, f64::NAN, None),
            (9_007_199_254_740_993, 9_007_199_254_740_992.0, Some(Greater)),
        ] {
            assert_eq!(order_mixed(one, other), want, "{one} {other}");
        }
        assert_eq!((whole(0.5), whole(1e19), whole(-2.0)), (None, None, Some(-2)));
        assert_eq!(rounded(-3).to_string(), "-3");
    }

    #[test]
    fn a_whole_number_is_one_however_it_is_spelt() {
        for (digits, want) in [
            ("1700000000", "Int(1700000000)"),
            ("1.7e9", "Int(1700000000)"),
            ("1700000000.0", "Int(1700000000)"),
            ("1700000000.5", "Double(1700000000.5)"),
            ("9223372036854775807", "Int(9223372036854775807)"),
            ("9223372036854775808", "Double(9.223372036854775807e18)"),
            ("1e999", "Double(inf)"),
            ("-0", "Int(0)"),
        ] {
            let found = format!("{:?}", Value::of_number(digits));
            let want = want.replace("9.223372036854775807e18", "9.223372036854776e18");
            assert_eq!(found, want, "{digits}");
        }
    }

    #[test]
    fn times_and_durations_are_read() {
        for (text, want) in [
            ("2026-03-04T09:20:00Z", Some(1_772_616_000)),
            ("2026-03-04T10:20:00.9+01:00", Some(1_772_616_000)),
            ("1772616000", None),
            ("2026-03-04", None),
            ("1969-01-01T00:00:00Z", None),
        ] {
            assert_eq!(time(text), want, "{text}");
        }
        for (text, want) in [
            ("1h30m", Some(5_400)),
            ("90s", Some(90)),
            ("-5m", Some(-300)),
            ("0", Some(0)),
            ("90", None),
            ("1d", None),
            ("1.5h", None),
            ("", None),
            ("-", None),
        ] {
            assert_eq!(duration(text), want, "{text}");
        }
    }
}
