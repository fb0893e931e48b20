//! `dpop certificate`: possession, as far as it is proven.

use super::case::Case;
use super::check::{Finding, NOT_ASKED};
use super::policy::ShownProof;
use crate::binding::dpop::{Fault, Flaw, Request};
use crate::binding::thumbprint;
use crate::keys::{Origin, VerifyingKey};
use crate::token::json::{Kind as JsonKind, Value};

/// Why possession was not judged although the token is bound.
pub const NOT_PROVEN: &str = "bound; possession not proven";

/// Why a `cnf` with no member at all fails.
const NO_KEY: &str = "bound to no key, and --require-binding asks for one";

/// What a token is bound to (RFC 7800 section 3.1).
enum Bound<'c> {
    No,
    Malformed(&'static str),
    To(Confirmation<'c>),
}

/// The members of `cnf` that a proof can be compared with.
#[derive(Clone, Copy)]
struct Confirmation<'c> {
    /// `jkt`, the thumbprint of a key (RFC 9449 section 6.1).
    jkt: Option<&'c str>,
    /// `x5t#S256`, the thumbprint of a certificate (RFC 8705 section 3.1).
    certificate: Option<&'c str>,
    /// `jwk`, the key itself (RFC 7800 section 3.2).
    jwk: Option<Value<'c>>,
    /// Whether it has nothing but a certificate.
    is_certificate_alone: bool,
}

fn bound<'c>(case: &Case<'c>) -> Bound<'c> {
    let Some(cnf) = case.claims.get("cnf") else { return Bound::No };
    if cnf.kind() != JsonKind::Object {
        return Bound::Malformed(cnf.kind().noun());
    }
    let [jkt, certificate] = ["jkt", "x5t#S256"].map(|name| cnf.get(name));
    if [jkt, certificate].iter().flatten().any(|thumbprint| thumbprint.as_str().is_none()) {
        return Bound::Malformed("an object with a thumbprint that is no text");
    }
    // RFC 7800 sections 3.3 to 3.5; obo compares none of them.
    if ["jwe", "kid", "jku"].iter().any(|name| cnf.get(name).is_some_and(|it| it.as_str().is_none())) {
        return Bound::Malformed("an object whose jwe, kid or jku is no text");
    }
    let jwk = cnf.get("jwk");
    if jwk.is_some_and(|jwk| jwk.kind() != JsonKind::Object) {
        return Bound::Malformed("an object with a jwk that is none");
    }
    match cnf.members().count() {
        0 => Bound::Malformed("an empty object"),
        count => Bound::To(Confirmation {
            jkt: jkt.and_then(|it| it.as_str()),
            certificate: certificate.and_then(|it| it.as_str()),
            jwk,
            is_certificate_alone: certificate.is_some() && count == 1,
        }),
    }
}

/// Judges the DPoP proof (RFC 9449), and a token that is bound to nothing.
pub(super) fn dpop(case: &Case<'_>) -> Finding {
    let required = case.policy.require_binding;
    match (bound(case), &case.policy.dpop) {
        (Bound::Malformed(found), _) => Finding::fail(format!("cnf is {found}")),
        (Bound::No, Some(_)) => Finding::fail("a proof for a token that is bound to no key"),
        (Bound::No, None) if required => Finding::fail(NO_KEY),
        (Bound::No, None) => Finding::unasked(NOT_ASKED),
        (Bound::To(cnf), Some(shown)) => proof(case, cnf, shown),
        (Bound::To(cnf), None) if cnf.is_certificate_alone => Finding::unasked(NOT_ASKED),
        // A key-binding token that proves nothing fails `signature`.
        (Bound::To(cnf), None) if cnf.jwk.is_some() && case.token.key_binding().is_some() => {
            Finding::skip("the key-binding token proves possession")
        }
        (Bound::To(_), None) if required => Finding::fail(NOT_PROVEN),
        (Bound::To(_), None) => Finding::skip(NOT_PROVEN),
    }
}

fn proof(case: &Case<'_>, cnf: Confirmation<'_>, shown: &ShownProof) -> Finding {
    let proof = match &shown.proof {
        Ok(proof) => proof,
        Err(fault) => return refused(std::slice::from_ref(fault)),
    };
    let mut faults = proof.judge(&Request {
        method: &shown.method,
        target: &shown.target,
        nonce: shown.nonce.as_deref(),
        token: Some(case.token.sent()),
        now: case.now,
        leeway: case.policy.leeway,
    });
    let own = match cnf.jwk.map(|jwk| VerifyingKey::read(jwk.to_json().as_bytes(), Origin::Published)) {
        None => None,
        Some(Ok(key)) => key.thumbprint(),
        Some(Err(error)) => return Finding::fail(format!("cnf.jwk: {error}")),
    };
    let keys = [cnf.jkt, own.as_deref()];
    faults.extend(keys.into_iter().flatten().filter_map(|key| proof.fault_of_binding(key)));
    if keys == [None, None] {
        return Finding::fail("cnf names no key that a proof could be made with");
    }
    if !faults.is_empty() {
        return refused(&faults);
    }
    let nonce = match (&shown.nonce, proof.has_nonce()) {
        (Some(_), _) => ", with the nonce",
        (None, true) => ", its nonce not compared",
        (None, false) => "",
    };
    let made = proof.made().time_of_day();
    Finding::pass(format!("by the token's key, made {made}{nonce}, {PROOF_ID}{}", proof.id()))
}

/// What stands before a proof's `jti` in the detail of the check.
pub const PROOF_ID: &str = "jti ";

fn refused(faults: &[Fault]) -> Finding {
    let words: Vec<String> = faults.iter().map(|fault| fault.flaw.to_string()).collect();
    let is_one = faults.len() == 1;
    let all = |value: fn(&Fault) -> Option<&String>| {
        let named = |fault: &Fault| match (is_one, fault.flaw.member()) {
            (false, Some(member)) => Some(format!("{member} {}", value(fault)?)),
            _ => value(fault).cloned(),
        };
        let values: Vec<String> = faults.iter().filter_map(named).collect();
        (!values.is_empty()).then(|| values.join(", "))
    };
    let alone = matches!(faults, [Fault { flaw: Flaw::Malformed, .. }]);
    let mut finding = Finding::fail(format!("the proof: {}", words.join(", ")));
    if let Some(wanted) = all(|fault| fault.wanted.as_ref()) {
        finding = finding.wanted(wanted);
    }
    match all(|fault| fault.found.as_ref()) {
        Some(found) if alone => Finding::fail(format!("the proof is malformed at {found}")),
        Some(found) => finding.found(found),
        None => finding,
    }
}

/// Judges the client certificate (RFC 8705).
pub(super) fn certificate(case: &Case<'_>) -> Finding {
    let bound = match bound(case) {
        Bound::Malformed(found) => return Finding::fail(format!("cnf is {found}")),
        Bound::To(cnf) => cnf.certificate,
        Bound::No => None,
    };
    match (bound, &case.policy.certificate) {
        (None, None) => Finding::unasked(NOT_ASKED),
        (None, Some(_)) => Finding::fail("a certificate for a token that is bound to none"),
        (Some(_), None) if case.policy.require_binding => Finding::fail(NOT_PROVEN),
        (Some(_), None) => Finding::skip(NOT_PROVEN),
        (Some(wanted), Some(shown)) => {
            let found = thumbprint(shown);
            let validity = shown.validity();
            let days = format!("{} to {}", validity.not_before, validity.not_after);
            if wanted != found {
                return Finding::fail("another certificate").wanted(wanted).found(found);
            }
            if let Some(weakness) = shown.weakness() {
                return Finding::fail(format!("the token's certificate has {weakness}"));
            }
            match (validity.covers(case.now), case.policy.allow_expired_certificate) {
                (true, _) => Finding::pass(format!("the token's, valid {days}")),
                (false, true) => {
                    Finding::pass(format!("the token's, valid {days}; waived by --allow-expired-certificate"))
                }
                (false, false) => Finding::fail("the certificate is not valid at this time")
                    .wanted(days)
                    .found(case.now.to_string()),
            }
        }
    }
}
