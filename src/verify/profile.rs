//! `profile`: what a sort of token must have by its own specification.

use super::case::{Case, media_type};
use super::check::Finding;
use crate::keys::Algorithm;
use crate::token::claims::Field;
use crate::token::json::Kind as JsonKind;

/// A sort of token with rules of its own; told from `typ` or asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenType {
    /// `at+jwt`, RFC 9068.
    AccessToken,
    /// An ID token, OpenID Connect Core section 2.
    IdToken,
    /// `txntoken+jwt`, draft-ietf-oauth-transaction-tokens.
    TransactionToken,
    /// `oauth-id-jag+jwt`, draft-ietf-oauth-identity-assertion-authz-grant.
    IdJag,
    /// A JWT-SVID of SPIFFE.
    JwtSvid,
    /// `wit+jwt`, draft-ietf-wimse-workload-creds.
    WorkloadIdentity,
    /// `dpop+jwt`, RFC 9449: a proof, and never a credential by itself.
    DpopProof,
}

/// What a claim must be.
#[derive(Clone, Copy)]
enum Want {
    /// A text that is not empty.
    Text,
    /// A NumericDate.
    Date,
    /// One audience or several.
    Audience,
    /// Exactly one audience.
    OneAudience,
    /// A text or a list of texts, not empty.
    Texts,
    /// A text under this name or, as many servers write it, under `azp`.
    Client,
    /// A SPIFFE ID.
    SpiffeId,
    /// An object with a `jwk` that names its `alg`.
    ConfirmedKey,
}

impl TokenType {
    /// All of them, in the contract's order.
    pub const ALL: [Self; 7] = [
        Self::AccessToken,
        Self::IdToken,
        Self::TransactionToken,
        Self::IdJag,
        Self::JwtSvid,
        Self::WorkloadIdentity,
        Self::DpopProof,
    ];

    /// The contract's word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AccessToken => "at+jwt",
            Self::IdToken => "id-token",
            Self::TransactionToken => "txntoken+jwt",
            Self::IdJag => "oauth-id-jag+jwt",
            Self::JwtSvid => "jwt-svid",
            Self::WorkloadIdentity => "wit+jwt",
            Self::DpopProof => "dpop+jwt",
        }
    }

    /// The sort of this word, compared as types are: without case and `application/`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let name = media_type(name);
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The sort that a header's `typ` names, if it names one.
    pub(super) fn of_typ(typ: &str) -> Option<Self> {
        let typ = media_type(typ);
        // Who is shown a proof instead of a token learns so from `type`; what it lacks is nobody's question.
        [Self::AccessToken, Self::TransactionToken, Self::IdJag, Self::WorkloadIdentity]
            .into_iter()
            .find(|kind| kind.name() == typ)
    }

    /// The value of `use` that keys of this sort have for themselves (SPIFFE trust domain and bundle).
    #[must_use]
    pub fn own_use(self) -> Option<&'static str> {
        match self {
            Self::JwtSvid => Some("jwt-svid"),
            Self::WorkloadIdentity => Some("wit-svid"),
            _ => None,
        }
    }

    fn specification(self) -> &'static str {
        match self {
            Self::AccessToken => "RFC 9068",
            Self::IdToken => "OpenID Connect Core 2",
            Self::TransactionToken => "transaction tokens",
            Self::IdJag => "ID-JAG",
            Self::JwtSvid => "JWT-SVID",
            Self::WorkloadIdentity => "workload identity token",
            Self::DpopProof => "RFC 9449",
        }
    }

    fn claims(self) -> &'static [(&'static str, Want)] {
        match self {
            Self::AccessToken => &[
                ("iss", Want::Text),
                ("exp", Want::Date),
                ("aud", Want::Audience),
                ("sub", Want::Text),
                ("client_id", Want::Client),
                ("iat", Want::Date),
                ("jti", Want::Text),
            ],
            Self::IdToken => &[
                ("iss", Want::Text),
                ("sub", Want::Text),
                ("aud", Want::Audience),
                ("exp", Want::Date),
                ("iat", Want::Date),
            ],
            Self::TransactionToken => &[
                ("iat", Want::Date),
                ("aud", Want::Audience),
                ("exp", Want::Date),
                ("txn", Want::Text),
                ("sub", Want::Text),
                ("scope", Want::Text),
                ("req_wl", Want::Texts),
            ],
            Self::IdJag => &[
                ("iss", Want::Text),
                ("sub", Want::Text),
                ("aud", Want::OneAudience),
                ("client_id", Want::Client),
                ("jti", Want::Text),
                ("exp", Want::Date),
                ("iat", Want::Date),
            ],
            Self::JwtSvid => &[("sub", Want::SpiffeId), ("aud", Want::Audience), ("exp", Want::Date)],
            Self::WorkloadIdentity => {
                &[("sub", Want::Text), ("exp", Want::Date), ("cnf", Want::ConfirmedKey)]
            }
            Self::DpopProof => {
                &[("jti", Want::Text), ("htm", Want::Text), ("htu", Want::Text), ("iat", Want::Date)]
            }
        }
    }

    /// Whether a `typ` is one that this sort may have.
    fn allows(self, typ: Option<&str>) -> bool {
        let typ = typ.map(media_type);
        match self {
            Self::IdToken => typ.is_none_or(|typ| typ == "jwt"),
            // JWT-SVID section 2.3: `JWT` or `JOSE`.
            Self::JwtSvid => typ.is_none_or(|typ| typ == "jwt" || typ == "jose"),
            _ => typ.as_deref() == Some(self.name()),
        }
    }
}

/// Judges the profile that was asked for, or that `typ` names.
pub(super) fn judge(case: &Case<'_>) -> Finding {
    let typ = case.typ().present();
    let Some(kind) = case.policy.token_type.or_else(|| typ.and_then(TokenType::of_typ)) else {
        return Finding::unasked("typ names none, and --token-type was not given");
    };
    let specification = kind.specification();
    if !kind.allows(typ) {
        let finding = Finding::fail(format!("{specification}: another typ")).wanted(kind.name());
        return match typ {
            Some(typ) => finding.found(typ),
            None => finding.found("none"),
        };
    }
    let mut faults = Vec::new();
    for (name, want) in kind.claims() {
        let is_waived = *name == "exp" && case.policy.allow_no_expiry && case.claims.get("exp").is_none();
        if !is_waived && let Err(fault) = claim(case, name, *want) {
            faults.push(fault);
        }
    }
    faults.extend(further(case, kind));
    match faults.as_slice() {
        [] => Finding::pass(
            [specification, ", its ", count(kind.claims().len()), " required claims are there"].concat(),
        ),
        faults => Finding::fail(format!("{specification}: {}", faults.join(", "))),
    }
}

/// A small number as text; no sort of token wants more claims.
fn count(number: usize) -> &'static str {
    const DIGITS: &str = "0123456789";
    DIGITS.get(number..number.saturating_add(1)).expect("a sort of token wants less than ten claims")
}

fn claim(case: &Case<'_>, name: &str, want: Want) -> Result<(), String> {
    let claims = case.claims;
    let missing = || Err(format!("no {name}"));
    let text = |field: Field<&str>| match field {
        Field::Absent => missing(),
        Field::Malformed(found) => Err(format!("{name} is {found}")),
        Field::Present("") => Err(format!("{name} is empty")),
        Field::Present(_) => Ok(()),
    };
    let texts = || match claims.texts(name) {
        Field::Absent => Err(format!("no {name}")),
        Field::Malformed(found) => Err(format!("{name} is {found}")),
        Field::Present(texts) if texts.iter().any(|text| text.is_empty()) => Err(format!("{name} is empty")),
        Field::Present(texts) => Ok(texts.len()),
    };
    match want {
        Want::Text => text(claims.text(name)),
        Want::Client if claims.get(name).is_none() => text(claims.text("azp")),
        Want::Client => text(claims.text(name)),
        Want::Date => match claims.date(name) {
            Field::Absent => missing(),
            Field::Malformed(found) => Err(format!("{name} is no NumericDate: {found}")),
            Field::Present(_) => Ok(()),
        },
        Want::Audience | Want::Texts => match texts()? {
            0 => Err(format!("{name} is an empty list")),
            _ => Ok(()),
        },
        Want::OneAudience => match texts()? {
            1 => Ok(()),
            count => Err(format!("{count} audiences where one is wanted")),
        },
        Want::SpiffeId => match claims.text(name) {
            Field::Absent => missing(),
            Field::Present(id) if trust_domain(id).is_some() => Ok(()),
            _ => Err(format!("{name} is no SPIFFE ID")),
        },
        Want::ConfirmedKey => {
            let jwk = claims.get(name).and_then(|cnf| cnf.get("jwk"));
            match jwk.filter(|jwk| jwk.kind() == JsonKind::Object) {
                None => Err(format!("no jwk in {name}")),
                Some(jwk) if jwk.get("alg").is_none_or(|alg| alg.as_str().is_none()) => {
                    Err(format!("the jwk in {name} names no alg"))
                }
                Some(_) => Ok(()),
            }
        }
    }
}

/// What a sort forbids.
fn further(case: &Case<'_>, kind: TokenType) -> Vec<String> {
    let mut faults = Vec::new();
    let header = case.token.header().map(|header| header.value());
    match kind {
        TokenType::JwtSvid => {
            let alg = header.and_then(|header| header.get("alg")?.as_str()).and_then(Algorithm::from_name);
            let is_allowed = alg.is_some_and(|alg| {
                ["RS", "PS", "ES"].iter().any(|family| alg.name().starts_with(family))
                    && alg != Algorithm::Es256k
            });
            if !is_allowed {
                faults.push("an algorithm that is none of RS, PS and ES".to_owned());
            }
            let odd = header.and_then(|header| {
                header.members().map(|(name, _)| name).find(|name| !["alg", "kid", "typ"].contains(name))
            });
            faults.extend(odd.map(|name| format!("the header has {name}")));
        }
        TokenType::WorkloadIdentity => {
            let is_svid = case.claims.text("sub").present().is_some_and(|sub| trust_domain(sub).is_some());
            if is_svid && case.claims.get("aud").is_some() {
                faults.push("aud, which such a token must not have".to_owned());
            }
        }
        TokenType::DpopProof => {
            let jwk = header.and_then(|header| header.get("jwk"));
            if jwk.is_none_or(|jwk| jwk.kind() != JsonKind::Object) {
                faults.push("no jwk in the header".to_owned());
            }
        }
        _ => {}
    }
    faults
}

/// The trust domain of a SPIFFE ID, if it is one (SPIFFE-ID, section 2).
#[must_use]
pub fn trust_domain(id: &str) -> Option<&str> {
    let rest = id.strip_prefix("spiffe://").filter(|_| id.len() <= 2_048)?;
    let (domain, path) = rest.split_once('/').map_or((rest, None), |(domain, path)| (domain, Some(path)));
    let in_domain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'_');
    let in_path = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    let is_segment =
        |part: &str| !part.is_empty() && part != "." && part != ".." && part.bytes().all(in_path);
    let is_domain = (1..=255).contains(&domain.len()) && domain.bytes().all(in_domain);
    (is_domain && path.is_none_or(|path| path.split('/').all(is_segment))).then_some(domain)
}

#[cfg(test)]
mod tests {
    use super::{TokenType, trust_domain};

    #[test]
    fn a_sort_is_told_from_its_name_as_types_are_compared() {
        for (name, want) in [
            ("at+jwt", Some(TokenType::AccessToken)),
            ("application/AT+JWT", Some(TokenType::AccessToken)),
            ("JWT-SVID", Some(TokenType::JwtSvid)),
            ("JWT", None),
            ("text/at+jwt", None),
            ("", None),
        ] {
            assert_eq!(TokenType::from_name(name), want, "{name}");
        }
    }

    #[test]
    fn a_spiffe_id_names_its_trust_domain() {
        for (id, want) in [
            ("spiffe://td.example/ns/a", Some("td.example")),
            ("spiffe://td", Some("td")),
            ("spiffe://TD/a", None),
            ("spiffe://td:443/a", None),
            ("spiffe://user@td/a", None),
            ("spiffe://td/a/", None),
            ("spiffe://td/../a", None),
            ("spiffe://td/a?b", None),
            ("spiffe:///a", None),
            ("https://td/a", None),
        ] {
            assert_eq!(trust_domain(id), want, "{id}");
        }
    }
}
