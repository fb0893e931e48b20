//! A DPoP proof: read strictly, and judged against the request that it came with (RFC 9449 section 4.3).

use super::Target;
use super::target::NotATarget;
use crate::instant::Instant;
use crate::keys::{Algorithm, KeyError, KeyType, Origin, SignatureFault, VerifyingKey, verify};
use crate::token::claims::{Claims, Field};
use crate::token::digest::Digest;
use crate::token::json::{Kind as JsonKind, Value};
use crate::token::{Kind, Token, base64url, media_type, strict};

/// The most seconds since a proof was made (RFC 9449 section 11.1 leaves the window to the receiver).
pub const MAX_AGE: i64 = 300;

/// Members that only a private or a shared key has (RFC 7518 section 6, RFC 9964).
const PRIVATE: [&str; 9] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];

/// What is wrong with a proof; no text of the proof stands in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Flaw {
    /// Several proofs, a JSON serialization, an encrypted token or no token at all.
    #[error("it is not one compact JWT")]
    NotOneJwt,
    /// The strict reader refuses it; the words, which name members of the proof, are in [`Fault::found`].
    #[error("it has two readings, or none")]
    Malformed,
    /// `crit`, and nothing that it could name is understood.
    #[error("its header has crit")]
    Critical,
    /// `typ` is absent or another.
    #[error("its typ is not dpop+jwt")]
    Type,
    /// `alg` is absent, `none`, a shared secret's or unknown.
    #[error("its alg is no asymmetric algorithm that obo can check")]
    Algorithm,
    /// `jwk` is absent or no object.
    #[error("its header has no jwk")]
    NoKey,
    /// `jwk` holds what only the client may know.
    #[error("the jwk in its header has private members")]
    PrivateKey,
    /// `jwk` is no key, or one that is refused (SECURITY.md R24).
    #[error("the jwk in its header: {0}")]
    Key(KeyError),
    /// The key in its header did not make the signature.
    #[error("its signature: {0}")]
    Signature(SignatureFault),
    /// A claim that must be there is not.
    #[error("it has no {0}")]
    Missing(&'static str),
    /// A claim is not what it must be.
    #[error("its {0} is malformed")]
    Claim(&'static str),
    /// `htm` is another method; methods are compared with case (RFC 9110 section 9.1).
    #[error("another method")]
    Method,
    /// `htu` is another address.
    #[error("another address")]
    Target,
    /// `htu` is no address.
    #[error("its htu: {0}")]
    NoTarget(NotATarget),
    /// `nonce` is another than the server gave.
    #[error("another nonce")]
    Nonce,
    /// `iat` lies too far back.
    #[error("it is older than {MAX_AGE} s")]
    Old,
    /// `iat` lies ahead.
    #[error("it was made in the future")]
    Early,
    /// `exp` or `nbf`, which a proof need not have, exclude this moment (RFC 7519 section 4.1).
    #[error("its {0} excludes this moment")]
    Outside(&'static str),
    /// `ath` is the digest of another token.
    #[error("made for another token")]
    Hash,
    /// The token is bound to another key.
    #[error("made by another key")]
    AnotherKey,
}

impl Flaw {
    /// The member that it is about, where two values of one disagree.
    #[must_use]
    pub fn member(&self) -> Option<&'static str> {
        Some(match self {
            Self::Type => "typ",
            Self::Algorithm => "alg",
            Self::Method => "htm",
            Self::Target | Self::NoTarget(_) => "htu",
            Self::Nonce => "nonce",
            Self::Old | Self::Early => "iat",
            Self::Hash => "ath",
            Self::AnotherKey => "jkt",
            _ => return None,
        })
    }
}

/// A flaw with the two values that disagree; both may be text from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub flaw: Flaw,
    /// What the request has.
    pub wanted: Option<String>,
    /// What the proof has.
    pub found: Option<String>,
}

impl From<Flaw> for Fault {
    fn from(flaw: Flaw) -> Self {
        Self { flaw, wanted: None, found: None }
    }
}

impl Fault {
    fn of(flaw: Flaw, wanted: impl Into<String>, found: impl Into<String>) -> Self {
        Self { flaw, wanted: Some(wanted.into()), found: Some(found.into()) }
    }
}

/// A well-formed proof that the key in its own header signed; about the request nothing is known yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    id: String,
    method: String,
    target: String,
    made: Instant,
    bounds: [Field<Instant>; 2],
    nonce: Field<String>,
    hash: Field<String>,
    thumbprint: String,
}

/// The request that a proof came with.
#[derive(Debug, Clone, Copy)]
pub struct Request<'r> {
    /// Its method, with case.
    pub method: &'r str,
    /// Its address.
    pub target: &'r Target,
    /// The nonce that the server gave; without one a proof's nonce is not compared.
    pub nonce: Option<&'r str>,
    /// The SHA-256 of the access token that it brings, if it brings one.
    pub token: Option<Digest>,
    /// When it came.
    pub now: Instant,
    /// Seconds by which clocks may differ.
    pub leeway: i64,
}

impl Proof {
    /// Reads the value of the one `DPoP` header: checks 2 to 7, and that the claims of section 4.2 are there.
    ///
    /// # Errors
    /// The first fault: behind it nothing can be relied on.
    pub fn read(text: &str) -> Result<Self, Fault> {
        let token = Token::parse(text).map_err(|_| Flaw::NotOneJwt)?;
        let [signature] = token.signatures() else { return Err(Flaw::NotOneJwt.into()) };
        if token.kind() != Kind::Jws || token.raw().expose().starts_with(b"{") {
            return Err(Flaw::NotOneJwt.into());
        }
        if let Some(fault) = strict::fault(&token, false) {
            return Err(Fault { found: Some(fault), ..Flaw::Malformed.into() });
        }
        let header = signature.protected.as_ref().ok_or(Flaw::NotOneJwt)?.value();
        if header.get("crit").is_some() {
            return Err(Flaw::Critical.into());
        }
        let typ = Claims::new(header).text("typ").present();
        if typ.map(media_type).as_deref() != Some("dpop+jwt") {
            return Err(Fault::of(Flaw::Type, "dpop+jwt", typ.unwrap_or("none")));
        }
        let name = Claims::new(header).text("alg").present();
        let algorithm = name
            .and_then(Algorithm::from_name)
            .filter(|algorithm| algorithm.key_type() != KeyType::Oct)
            .ok_or_else(|| Fault { found: name.map(str::to_owned), ..Flaw::Algorithm.into() })?;
        let (key, thumbprint) = key(header)?;
        verify(&key, algorithm, &signature.signing_input, &signature.bytes).map_err(Flaw::Signature)?;
        let claims = token.claims().ok_or(Flaw::NotOneJwt)?;
        let text = |name| match claims.text(name) {
            Field::Absent => Err(Flaw::Missing(name)),
            Field::Malformed(_) | Field::Present("") => Err(Flaw::Claim(name)),
            Field::Present(text) => Ok(text.to_owned()),
        };
        let optional = |name| match claims.text(name) {
            Field::Absent => Field::Absent,
            Field::Malformed(found) => Field::Malformed(found),
            Field::Present(text) => Field::Present(text.to_owned()),
        };
        let made = match claims.date("iat") {
            Field::Absent => return Err(Flaw::Missing("iat").into()),
            Field::Malformed(_) => return Err(Flaw::Claim("iat").into()),
            Field::Present(made) => made,
        };
        Ok(Self {
            id: text("jti")?,
            method: text("htm")?,
            target: text("htu")?,
            made,
            bounds: [claims.date("nbf"), claims.date("exp")],
            nonce: optional("nonce"),
            hash: optional("ath"),
            thumbprint,
        })
    }

    /// Its `jti`; text from outside, which whoever serves the resource remembers to refuse it a second time.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// When it says that it was made.
    #[must_use]
    pub fn made(&self) -> Instant {
        self.made
    }

    /// The thumbprint of the key that made it (RFC 7638 with SHA-256).
    #[must_use]
    pub fn thumbprint(&self) -> &str {
        &self.thumbprint
    }

    /// Whether it has a nonce, whatever it is.
    #[must_use]
    pub fn has_nonce(&self) -> bool {
        self.nonce != Field::Absent
    }

    /// Judges it against the request, checks 8 to 12 but for the token's own binding; all faults, none short-circuited.
    #[must_use]
    pub fn judge(&self, request: &Request<'_>) -> Vec<Fault> {
        let mut faults = Vec::new();
        if self.method != request.method {
            faults.push(Fault::of(Flaw::Method, request.method, &self.method));
        }
        match Target::parse(&self.target) {
            Ok(target) if target == *request.target => {}
            Ok(_) => faults.push(Fault::of(Flaw::Target, request.target.as_str(), &self.target)),
            Err(why) => {
                faults.push(Fault::of(Flaw::NoTarget(why), request.target.as_str(), &self.target));
            }
        }
        match (&self.nonce, request.nonce) {
            (Field::Malformed(_), _) => faults.push(Flaw::Claim("nonce").into()),
            (_, None) => {}
            (Field::Present(found), Some(nonce)) if found == nonce => {}
            (Field::Present(found), Some(nonce)) => faults.push(Fault::of(Flaw::Nonce, nonce, found)),
            (Field::Absent, Some(_)) => faults.push(Flaw::Missing("nonce").into()),
        }
        faults.extend(self.times(request.now, request.leeway));
        if let Some(token) = request.token {
            let wanted = base64url::encode(token.bytes());
            match &self.hash {
                Field::Present(found) if *found == wanted => {}
                Field::Present(found) => faults.push(Fault::of(Flaw::Hash, wanted, found)),
                Field::Absent => faults.push(Flaw::Missing("ath").into()),
                Field::Malformed(_) => faults.push(Flaw::Claim("ath").into()),
            }
        }
        faults
    }

    fn times(&self, now: Instant, leeway: i64) -> Vec<Fault> {
        let mut faults = Vec::new();
        let (oldest, newest) = (now.plus(MAX_AGE.saturating_add(leeway).saturating_neg()), now.plus(leeway));
        if self.made > newest {
            faults.push(Fault::of(Flaw::Early, format!("{newest} at most"), self.made.to_string()));
        } else if now > self.made.plus(MAX_AGE.saturating_add(leeway)) {
            faults.push(Fault::of(Flaw::Old, format!("{oldest} at least"), self.made.to_string()));
        }
        let [begin, end] = &self.bounds;
        match begin {
            Field::Malformed(_) => faults.push(Flaw::Claim("nbf").into()),
            Field::Present(begin) if *begin > now.plus(leeway) => faults.push(Flaw::Outside("nbf").into()),
            _ => {}
        }
        match end {
            Field::Malformed(_) => faults.push(Flaw::Claim("exp").into()),
            Field::Present(end) if now >= end.plus(leeway) => faults.push(Flaw::Outside("exp").into()),
            _ => {}
        }
        faults
    }

    /// Whether the token's key made it; `bound` is the thumbprint that the token names (section 6.1).
    #[must_use]
    pub fn fault_of_binding(&self, bound: &str) -> Option<Fault> {
        (self.thumbprint != bound).then(|| Fault::of(Flaw::AnotherKey, bound, &self.thumbprint))
    }
}

/// The key of the header, and its thumbprint.
fn key(header: Value<'_>) -> Result<(VerifyingKey, String), Fault> {
    let jwk = header.get("jwk").filter(|jwk| jwk.kind() == JsonKind::Object).ok_or(Flaw::NoKey)?;
    if PRIVATE.iter().any(|name| jwk.get(name).is_some()) {
        return Err(Flaw::PrivateKey.into());
    }
    let key = VerifyingKey::read(jwk.to_json().as_bytes(), Origin::Published).map_err(Flaw::Key)?;
    let thumbprint = key.thumbprint().ok_or(Flaw::NoKey)?;
    Ok((key, thumbprint))
}
