//! Moments and durations: exact, in UTC, never from a clock.

use std::fmt;
use std::time::Duration;

use serde::{Serialize, Serializer};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The last second of the year 9999, the largest NumericDate that obo accepts (SECURITY.md R9).
pub const LAST_SECOND: i64 = 253_402_300_799;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Decimal places kept of a fraction of a second.
const PLACES: usize = 18;

/// A moment between 1970 and 9999, in seconds since 1970-01-01T00:00:00Z with the fraction that was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant {
    seconds: i64,
    /// In units of 10^-18 s.
    atto: u64,
}

/// Why something is no moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotATime {
    /// Neither RFC 3339 nor a number of seconds.
    #[error("neither RFC 3339 nor Unix seconds")]
    Unreadable,
    /// Before 1970.
    #[error("negative, before 1970")]
    Negative,
    /// After 9999, but in range if it were milliseconds.
    #[error("out of range (milliseconds?)")]
    Milliseconds,
    /// After 9999.
    #[error("out of range, after the year 9999")]
    TooLate,
}

impl Instant {
    /// A whole second; clamped to the years that obo knows.
    #[must_use]
    pub fn from_seconds(seconds: i64) -> Self {
        Self { seconds: seconds.clamp(0, LAST_SECOND), atto: 0 }
    }

    /// Whole seconds since 1970; the fraction is cut.
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.seconds
    }

    /// The moment `seconds` later (or earlier), saturating at the years that obo knows.
    #[must_use]
    pub fn plus(self, seconds: i64) -> Self {
        Self { seconds: self.seconds.saturating_add(seconds).clamp(0, LAST_SECOND), atto: self.atto }
    }

    /// Whole seconds from `earlier` to this moment; negative if it is later.
    #[must_use]
    pub fn seconds_since(self, earlier: Self) -> i64 {
        self.seconds.saturating_sub(earlier.seconds)
    }

    /// A JSON number (RFC 7519 section 2, NumericDate), read digit by digit.
    ///
    /// # Errors
    /// Where it is negative or past the year 9999.
    pub fn from_number(number: &str) -> Result<Self, NotATime> {
        // Nearly every NumericDate: whole seconds of our time.
        if (1..=12).contains(&number.len())
            && let Some(seconds) = whole(number)
        {
            return if seconds > LAST_SECOND {
                Err(NotATime::Milliseconds)
            } else {
                Ok(Self { seconds, atto: 0 })
            };
        }
        let (negative, digits) = match number.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, number),
        };
        let (mantissa, exponent) = digits.split_once(['e', 'E']).unwrap_or((digits, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all: String = [whole, fraction].concat();
        if all.is_empty() || !all.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NotATime::Unreadable);
        }
        if all.bytes().all(|b| b == b'0') {
            return Ok(Self { seconds: 0, atto: 0 });
        }
        if negative {
            return Err(NotATime::Negative);
        }
        // An exponent that does not fit is either nothing or everything.
        let exponent: i64 = match exponent.parse() {
            Ok(exponent) => exponent,
            Err(_) if exponent.starts_with('-') => return Ok(Self { seconds: 0, atto: 0 }),
            Err(_) => return Err(NotATime::TooLate),
        };
        let point = i64::try_from(whole.len()).unwrap_or(i64::MAX).saturating_add(exponent);
        let digit = |place: i64| -> u64 {
            let index = usize::try_from(place).ok();
            index.and_then(|i| all.as_bytes().get(i)).map_or(0, |b| u64::from(b.saturating_sub(b'0')))
        };
        let mut seconds = 0_i64;
        for place in 0..point.max(0) {
            seconds = seconds.saturating_mul(10).saturating_add(i64::try_from(digit(place)).unwrap_or(0));
            if seconds > LAST_SECOND.saturating_mul(1000) {
                return Err(NotATime::TooLate);
            }
        }
        if seconds > LAST_SECOND {
            return Err(NotATime::Milliseconds);
        }
        let mut atto = 0_u64;
        for place in 0..PLACES {
            let place = i64::try_from(place).unwrap_or(i64::MAX);
            atto = atto.saturating_mul(10).saturating_add(digit(point.saturating_add(place)));
        }
        Ok(Self { seconds, atto })
    }

    /// What a person gives to `--at`: RFC 3339 or Unix seconds, both with an optional fraction.
    ///
    /// # Errors
    /// Where it is neither, or outside 1970 to 9999.
    pub fn parse(text: &str) -> Result<Self, NotATime> {
        if text.bytes().next().is_some_and(|b| b.is_ascii_digit() || b == b'-')
            && text.bytes().skip(1).all(|b| b.is_ascii_digit() || b == b'.')
        {
            return Self::from_number(text);
        }
        let (text, leap) = match text.get(17..19) {
            Some("60") => (format!("{}59{}", text.get(..17).unwrap_or(""), text.get(19..).unwrap_or("")), 1),
            _ => (text.to_owned(), 0),
        };
        let moment = OffsetDateTime::parse(&text, &Rfc3339).map_err(|_| NotATime::Unreadable)?;
        let seconds = moment.unix_timestamp().saturating_add(leap);
        match seconds {
            ..0 => Err(NotATime::Negative),
            0..=LAST_SECOND => {
                Ok(Self { seconds, atto: u64::from(moment.nanosecond()).saturating_mul(1_000_000_000) })
            }
            _ => Err(NotATime::TooLate),
        }
    }

    /// Days since 1970, for tables that say the date once.
    #[must_use]
    pub fn date(self) -> String {
        let mut text = self.to_string();
        text.truncate(10);
        text
    }

    /// Whether both are of one day.
    #[must_use]
    pub fn is_same_day(self, other: Self) -> bool {
        self.seconds.div_euclid(DAY) == other.seconds.div_euclid(DAY)
    }

    /// The time of day, `09:00:26Z`.
    #[must_use]
    pub fn time_of_day(self) -> String {
        self.to_string().split_off(11)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moment = OffsetDateTime::from_unix_timestamp(self.seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let (date, clock) = (moment.date(), moment.time());
        // Written by hand: a batch writes moments more often than anything else that has digits.
        let two = |number: u8| [b'0'.saturating_add(number / 10 % 10), b'0'.saturating_add(number % 10)];
        let century = |year: i32| u8::try_from(year / 100).unwrap_or_default();
        let of_century = |year: i32| u8::try_from(year % 100).unwrap_or_default();
        let (year, month, day) = date.to_calendar_date();
        let [[y1, y2], [y3, y4]] = [two(century(year)), two(of_century(year))];
        let [[m1, m2], [d1, d2]] = [two(u8::from(month)), two(day)];
        let [[h1, h2], [n1, n2], [s1, s2]] = [two(clock.hour()), two(clock.minute()), two(clock.second())];
        let text =
            [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', n1, n2, b':', s1, s2, b'Z'];
        let text = std::str::from_utf8(&text).unwrap_or_default();
        if self.atto == 0 {
            return f.write_str(text);
        }
        let digits = format!("{:018}", self.atto);
        write!(f, "{}.{}Z", text.trim_end_matches('Z'), digits.trim_end_matches('0'))
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A number of a dozen digits at most; nothing where anything else stands in it.
fn whole(digits: &str) -> Option<i64> {
    digits.bytes().try_fold(0_i64, |number, digit| {
        let value = digit.wrapping_sub(b'0');
        (value < 10).then(|| number.saturating_mul(10).saturating_add(i64::from(value)))
    })
}

/// Reads a duration as flags and files write it: plain seconds, or `90s 15m 1h30m 2d`.
#[must_use]
pub fn duration(text: &str) -> Option<Duration> {
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok().map(Duration::from_secs);
    }
    let mut total = 0_u64;
    let mut rest = text;
    let mut last_unit = u64::MAX;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit())?;
        let (digits, tail) = rest.split_at_checked(end)?;
        let unit = match tail.chars().next()? {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            _ => return None,
        };
        if unit >= last_unit {
            return None;
        }
        last_unit = unit;
        total = total.checked_add(digits.parse::<u64>().ok()?.checked_mul(unit)?)?;
        rest = tail.get(1..)?;
    }
    (last_unit != u64::MAX).then(|| Duration::from_secs(total))
}

#[cfg(test)]
mod tests {
    use super::{Instant, NotATime, duration};

    #[test]
    fn numbers_are_read_exactly() {
        for (number, want) in [
            ("1772614826", Ok("2026-03-04T09:00:26Z")),
            ("1772614826.50", Ok("2026-03-04T09:00:26.5Z")),
            ("1.772614826e9", Ok("2026-03-04T09:00:26Z")),
            ("17726148265e-1", Ok("2026-03-04T09:00:26.5Z")),
            ("1e-999999999999999999999", Ok("1970-01-01T00:00:00Z")),
            ("-0.0", Ok("1970-01-01T00:00:00Z")),
            ("253402300799", Ok("9999-12-31T23:59:59Z")),
            ("253402300800", Err(NotATime::Milliseconds)),
            ("1772614826000", Err(NotATime::Milliseconds)),
            ("1e300", Err(NotATime::TooLate)),
            ("1e999999999999999999999", Err(NotATime::TooLate)),
            ("18446744073709551616", Err(NotATime::TooLate)),
            ("-1", Err(NotATime::Negative)),
        ] {
            assert_eq!(
                Instant::from_number(number).map(|i| i.to_string()),
                want.map(str::to_owned),
                "{number}"
            );
        }
    }

    #[test]
    fn at_takes_both_spellings() {
        for (text, want) in [
            ("2026-03-04T09:20:00Z", Some("2026-03-04T09:20:00Z")),
            ("2026-03-04T10:20:00+01:00", Some("2026-03-04T09:20:00Z")),
            ("2026-03-04T09:20:00.25Z", Some("2026-03-04T09:20:00.25Z")),
            ("2016-12-31T23:59:60Z", Some("2017-01-01T00:00:00Z")),
            ("1772614826.5", Some("2026-03-04T09:00:26.5Z")),
            ("2026-03-04", None),
            ("now", None),
            ("", None),
            ("-5", None),
            ("1969-12-31T23:59:59Z", None),
        ] {
            assert_eq!(Instant::parse(text).ok().map(|i| i.to_string()).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn durations() {
        for (text, want) in [
            ("90", Some(90)),
            ("90s", Some(90)),
            ("1h30m", Some(5_400)),
            ("2d", Some(172_800)),
            ("1m1h", None),
            ("1.5h", None),
            ("-1s", None),
            ("", None),
            ("h", None),
            ("99999999999999999999d", None),
        ] {
            assert_eq!(duration(text).map(|d| d.as_secs()), want, "{text}");
        }
    }
}
