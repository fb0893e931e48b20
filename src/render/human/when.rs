//! Times as a person says them: UTC, then relative.

use crate::instant::Instant;

/// `2026-03-04 10:00:26Z`
#[must_use]
pub fn absolute(moment: Instant) -> String {
    moment.to_string().replacen('T', " ", 1)
}

/// `in 40 min`, `19 min ago`, `now`
#[must_use]
pub fn relative(moment: Instant, now: Instant) -> String {
    match moment.seconds_since(now) {
        0 => "now".to_owned(),
        later @ 1.. => format!("in {}", duration(later)),
        earlier => format!("{} ago", duration(earlier.saturating_neg())),
    }
}

/// A span in the unit that a person would say: `45 s`, `75 min`, `1 h`, `5 d`.
#[must_use]
pub fn duration(seconds: i64) -> String {
    let whole = |unit: i64| seconds.checked_div(unit).unwrap_or(0);
    match seconds {
        ..0 => format!("-{}", duration(seconds.saturating_neg())),
        0..=119 if seconds != 60 => format!("{seconds} s"),
        3_600 => "1 h".to_owned(),
        0..=7_199 => format!("{} min", whole(60)),
        7_200..=172_799 if seconds.checked_rem(3_600) == Some(0) || seconds >= 36_000 => {
            format!("{} h", whole(3_600))
        }
        7_200..=35_999 => {
            let minutes = seconds.checked_rem(3_600).unwrap_or(0).checked_div(60).unwrap_or(0);
            format!("{} h {minutes} min", whole(3_600))
        }
        _ => match whole(86_400) {
            days @ ..=729 => format!("{days} d"),
            days => format!("{} years", days.checked_div(365).unwrap_or(0)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{duration, relative};
    use crate::instant::Instant;

    #[test]
    fn durations_in_a_persons_unit() {
        for (seconds, want) in [
            (0, "0 s"),
            (45, "45 s"),
            (60, "1 min"),
            (119, "119 s"),
            (2_426, "40 min"),
            (3_600, "1 h"),
            (4_500, "75 min"),
            (7_200, "2 h"),
            (9_000, "2 h 30 min"),
            (86_400, "24 h"),
            (432_000, "5 d"),
            (63_072_000, "2 years"),
        ] {
            assert_eq!(duration(seconds), want, "{seconds}");
        }
    }

    #[test]
    fn relative_to_now() {
        let now = Instant::from_seconds(1_000_000);
        for (moment, want) in [(1_000_000, "now"), (1_002_426, "in 40 min"), (998_814, "19 min ago")] {
            assert_eq!(relative(Instant::from_seconds(moment), now), want);
        }
    }
}
