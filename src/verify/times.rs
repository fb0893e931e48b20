//! `expiry not-before issued-at age lifetime`: exact comparisons, saturating, never from a clock (SECURITY.md R9).

use std::fmt::Write as _;

use super::case::Case;
use super::check::{Finding, NOT_ASKED};
use crate::instant::Instant;
use crate::token::claims::Field;

/// A moment within a sentence; the date is left out where it is the day of judging.
fn moment(at: Instant, case: &Case<'_>) -> String {
    if at.is_same_day(case.now) { at.time_of_day() } else { at.to_string() }
}

/// Judges `exp`: valid while now < exp + leeway.
pub(super) fn expiry(case: &Case<'_>) -> Finding {
    let policy = case.policy;
    match case.claims.date("exp") {
        Field::Malformed(found) => Finding::fail(format!("exp is no NumericDate: {found}")),
        Field::Absent if policy.allow_no_expiry => Finding::skip("no exp; waived by --allow-no-expiry"),
        Field::Absent => Finding::fail("the token has no exp, so it never expires"),
        Field::Present(exp) if case.now < exp.plus(policy.leeway) => {
            let mut text = moment(exp, case);
            // Writing to memory does not fail.
            let _ = write!(text, ", leeway {}", policy.leeway);
            Finding::pass(text)
        }
        Field::Present(exp) => Finding::fail(format!("expired, leeway {}", policy.leeway))
            .wanted(format!("exp after {}", case.now))
            .found(exp.to_string()),
    }
}

/// Judges `nbf`: valid from now + leeway >= nbf.
pub(super) fn not_before(case: &Case<'_>) -> Finding {
    from("nbf", "not valid yet", case)
}

/// Judges `iat`: a token of tomorrow is nobody's.
pub(super) fn issued_at(case: &Case<'_>) -> Finding {
    from("iat", "issued in the future", case)
}

fn from(name: &str, fault: &str, case: &Case<'_>) -> Finding {
    let leeway = case.policy.leeway;
    match case.claims.date(name) {
        Field::Malformed(found) => Finding::fail(format!("{name} is no NumericDate: {found}")),
        Field::Absent if name == "nbf" => Finding::unasked("not asked for: no nbf"),
        Field::Absent => Finding::unasked(format!("{NOT_ASKED}: no {name}")),
        Field::Present(at) if case.now.plus(leeway) >= at => Finding::pass(moment(at, case)),
        Field::Present(at) => Finding::fail(format!("{fault}, leeway {leeway}"))
            .wanted(format!("{name} not after {}", case.now))
            .found(at.to_string()),
    }
}

/// Judges `--max-age`: seconds since `iat`.
pub(super) fn age(case: &Case<'_>) -> Finding {
    let Some(most) = case.policy.max_age else { return Finding::unasked(NOT_ASKED) };
    let wanted = format!("{most} s at most");
    let leeway = case.policy.leeway;
    match case.claims.date("iat") {
        Field::Malformed(found) => Finding::fail(format!("iat is no NumericDate: {found}")),
        Field::Absent => Finding::fail("the token has no iat to count from").wanted(wanted),
        Field::Present(iat) if iat > case.now.plus(leeway) => {
            Finding::fail("issued in the future").wanted(wanted).found(iat.to_string())
        }
        Field::Present(iat) => {
            let found = format!("{} s", case.now.seconds_since(iat));
            match case.now <= iat.plus(most.saturating_add(leeway)) {
                true => Finding::pass(format!("{found}, {wanted}, leeway {leeway}")),
                false => Finding::fail(format!("too old, leeway {leeway}")).wanted(wanted).found(found),
            }
        }
    }
}

/// Judges `--max-lifetime`: `exp` minus `iat`, without leeway.
pub(super) fn lifetime(case: &Case<'_>) -> Finding {
    let Some(most) = case.policy.max_lifetime else { return Finding::unasked(NOT_ASKED) };
    let wanted = format!("{most} s at most");
    match (case.claims.date("iat"), case.claims.date("exp")) {
        (Field::Present(iat), Field::Present(exp)) if exp < iat => {
            Finding::fail("exp is before iat").wanted(wanted)
        }
        (Field::Present(iat), Field::Present(exp)) => {
            let found = format!("{} s", exp.seconds_since(iat));
            match exp <= iat.plus(most) {
                true => Finding::pass(format!("{found}, {wanted}")),
                false => Finding::fail("it lives too long").wanted(wanted).found(found),
            }
        }
        (Field::Malformed(_), _) | (_, Field::Malformed(_)) => {
            Finding::fail("iat or exp is no NumericDate").wanted(wanted)
        }
        _ => Finding::fail("the token has no iat and exp to count between").wanted(wanted),
    }
}
