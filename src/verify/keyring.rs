//! Keys and whose they are: a token meets only the keys of the issuer that it names (SECURITY.md R3).

use std::borrow::Cow;

use super::policy::Expect;
use crate::keys::{KeySet, VerifyingKey};
use crate::token::claims::Claims;

/// Whose keys they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// An issuer's; `{tenantid}` stands for the token's `tid`.
    Issuer(String),
    /// Nobody said whose; they say nothing about an issuer, and count only where the issuer is waived.
    Unsaid,
}

/// Keys that nobody bound to an issuer while several issuers are expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("keys without an owner, and several issuers are expected")]
pub struct Ownerless;

impl Owner {
    /// Whose keys are, given what was said beside them and which issuers are expected.
    ///
    /// # Errors
    /// Where nothing was said and several issuers are expected.
    pub fn decide(bound: Option<&str>, expected: &Expect<String>) -> Result<Self, Ownerless> {
        match (bound, expected) {
            (Some(issuer), _) => Ok(Self::Issuer(issuer.to_owned())),
            (None, Expect::Waived(_)) => Ok(Self::Unsaid),
            (None, Expect::OneOf(issuers)) => match issuers.as_slice() {
                [one] => Ok(Self::Issuer(one.clone())),
                _ => Err(Ownerless),
            },
        }
    }
}

/// A set of keys, its owner, and where it came from.
#[derive(Debug, Clone)]
pub struct Ring {
    /// Whose they are.
    pub owner: Owner,
    /// The name of the source, for people: a path, an address.
    pub source: String,
    /// When an earlier run fetched them, for people: `4 h ago`.
    pub age: Option<String>,
    /// The keys.
    pub keys: KeySet,
}

/// Keys that were to be had of a source and were not: nobody knows what they would have said.
#[derive(Debug, Clone)]
pub struct Missing {
    /// Whose they are.
    pub owner: Owner,
    /// What was asked, for people: an issuer, an address.
    pub source: String,
}

/// All keys of a run.
#[derive(Debug, Clone, Default)]
pub struct Keyring {
    /// In the order in which they were given.
    pub rings: Vec<Ring>,
    /// What is not there.
    pub missing: Vec<Missing>,
}

impl Ring {
    /// Its source, and how old what stands here is where that is not of this run.
    pub(super) fn place(&self) -> Cow<'_, str> {
        match &self.age {
            Some(age) => Cow::Owned(format!("{}, fetched {age}", self.source)),
            None => Cow::Borrowed(&self.source),
        }
    }
}

impl Keyring {
    /// The rings that a token of this issuer may meet.
    pub(super) fn of<'k>(
        &'k self,
        issuer: Option<&str>,
        claims: Option<Claims<'_>>,
        expected: &Expect<String>,
    ) -> Vec<&'k Ring> {
        self.rings.iter().filter(|ring| may_meet(&ring.owner, issuer, claims, expected)).collect()
    }

    /// The first of the keys that such a token might have met, had they been to be had.
    pub(super) fn missing_for(
        &self,
        issuer: Option<&str>,
        claims: Option<Claims<'_>>,
        expected: &Expect<String>,
    ) -> Option<&Missing> {
        self.missing.iter().find(|missing| may_meet(&missing.owner, issuer, claims, expected))
    }

    /// The rings that are none of these.
    pub(super) fn besides<'k>(&'k self, these: &[&Ring]) -> Vec<&'k Ring> {
        self.rings.iter().filter(|ring| !these.iter().any(|own| std::ptr::eq(*own, *ring))).collect()
    }
}

/// Whether a token of this issuer may meet the keys of this owner.
fn may_meet(
    owner: &Owner,
    issuer: Option<&str>,
    claims: Option<Claims<'_>>,
    expected: &Expect<String>,
) -> bool {
    match owner {
        Owner::Issuer(owner) => issuer.is_some_and(|issuer| names(owner, issuer, claims)),
        Owner::Unsaid => matches!(expected, Expect::Waived(_)),
    }
}

/// Whether an expected issuer is the one that a token names: byte for byte, but for `{tenantid}`, which is the token's
/// own `tid`, a GUID.
pub(super) fn names(expected: &str, issuer: &str, claims: Option<Claims<'_>>) -> bool {
    // Nearly every issuer is one tenant's, and is told by one look at each of its bytes.
    let tenants = expected.bytes().any(|byte| byte == b'{').then(|| expected.split_once(TENANT)).flatten();
    let Some((before, after)) = tenants else { return expected == issuer };
    let tenant = claims.and_then(|claims| claims.text("tid").present()).filter(|tid| is_guid(tid));
    tenant.is_some_and(|tid| issuer == format!("{before}{tid}{after}"))
}

/// Whether a key of a ring may sign for the tenant that a token names: a key that names one tenant is that tenant's
/// alone, in a set for many tenants as in the set of another tenant (SECURITY.md R3).
pub(super) fn is_of_tenant(owner: &Owner, key: &VerifyingKey, claims: Option<Claims<'_>>) -> bool {
    let (Owner::Issuer(owner), Some(own)) = (owner, key.issuer()) else { return true };
    let has = |issuer: &str, tenant: &str| issuer.split('/').any(|part| part == tenant);
    if own == owner || own.contains(TENANT) {
        return true;
    }
    if owner.contains(TENANT) {
        return claims.and_then(|claims| claims.text("tid").present()).is_some_and(|tenant| has(own, tenant));
    }
    own.split('/').find(|part| is_guid(part)).is_none_or(|tenant| has(owner, tenant))
}

/// What stands for a tenant in an issuer that serves many.
pub const TENANT: &str = "{tenantid}";

fn is_guid(text: &str) -> bool {
    let lengths = [8, 4, 4, 4, 12];
    let parts: Vec<&str> = text.split('-').collect();
    parts.len() == lengths.len()
        && parts.iter().zip(lengths).all(|(part, length)| part.len() == length)
        && parts.concat().bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::{Expect, Owner, Ownerless, names};
    use crate::token::claims::Claims;
    use crate::token::json::{Budget, Document};

    #[test]
    fn r3_every_key_has_an_owner() {
        let (one, two) = (Expect::OneOf(vec!["a".to_owned()]), Expect::OneOf(vec!["a".into(), "b".into()]));
        let waived = Expect::Waived("");
        let issuer = |text: &str| Ok(Owner::Issuer(text.to_owned()));
        for (bound, expected, want) in [
            (Some("b"), &one, issuer("b")),
            (Some("b"), &waived, issuer("b")),
            (None, &one, issuer("a")),
            (None, &two, Err(Ownerless)),
            (Some("b"), &two, issuer("b")),
            (None, &waived, Ok(Owner::Unsaid)),
        ] {
            assert_eq!(Owner::decide(bound, expected), want, "{bound:?} {expected:?}");
        }
    }

    #[test]
    fn r3_a_template_takes_the_tokens_own_tenant_and_nothing_else() {
        let template = "https://login.example/{tenantid}/v2.0";
        let guid = "8eaef023-2b34-4da1-9baa-8bc8c9d6a490";
        let tenant = |tid: &str, want: bool| {
            (format!(r#"{{"tid":"{tid}"}}"#), format!("https://login.example/{tid}/v2.0"), want)
        };
        for (claims, issuer, want) in [
            tenant(guid, true),
            (format!(r#"{{"tid":"{guid}"}}"#), format!("https://login.example/{guid}/v2.0/"), false),
            (r#"{"tid":"x"}"#.to_owned(), "https://login.example/x/v2.0".to_owned(), false),
            // Nothing is a tenant that is not a GUID to the last sign.
            tenant("8eaef023-2b34-4da1-9baa", false),
            tenant("8eaef023-2b34-4da1-9baa-8bc8c9d6a490-00", false),
            tenant("8eaef02-32b34-4da1-9baa-8bc8c9d6a490", false),
            tenant("8eaef023-2b34-4da1-9baa-8bc8c9d6a49g", false),
            tenant("../../..-evil-....-....-/x/y/z.../..", false),
            ("{}".to_owned(), format!("https://login.example/{guid}/v2.0"), false),
            (r#"{"tid":"{tenantid}"}"#.to_owned(), template.to_owned(), false),
        ] {
            let document = Document::parse(claims.as_bytes(), Budget::TOKEN).expect("JSON");
            assert_eq!(names(template, &issuer, Some(Claims::new(document.root()))), want, "{claims}");
        }
    }
}
