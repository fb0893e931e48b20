//! One JSON Web Key, read strictly: no member twice, base64url in its one spelling (RFC 7517, SECURITY.md R8).

use super::{Algorithm, Curve, KeyError, KeyType, ParameterSet};
use crate::secret::Secret;
use crate::token::base64url;
use crate::token::json::{Budget, Document, Kind, Oddity, Tree};

/// The most bytes of a `kid` (SECURITY.md R7).
pub(super) const MAX_KID: usize = 256;

/// The most members of `key_ops`; eight are registered.
const MAX_OPERATIONS: usize = 64;

/// A JWK's members.
pub(super) struct Jwk {
    tree: Tree,
}

impl Jwk {
    /// Reads the text of one JWK.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, KeyError> {
        let document = Document::parse(bytes, Budget::TOKEN).map_err(|_| KeyError::Json)?;
        match document.oddities().first() {
            None => {}
            Some(Oddity::Repeated { .. }) => return Err(KeyError::Repeated),
            Some(_) => return Err(KeyError::Json),
        }
        Self::of(Tree::from(document))
    }

    /// Takes a value of a document that has been judged for repeated members already.
    pub(super) fn of(tree: Tree) -> Result<Self, KeyError> {
        if tree.value().kind() == Kind::Object { Ok(Self { tree }) } else { Err(KeyError::Json) }
    }

    /// Whether a member is there, whatever it holds.
    pub(super) fn has(&self, name: &str) -> bool {
        self.tree.value().get(name).is_some()
    }

    /// A text, if the member is there.
    pub(super) fn optional_text(&self, name: &'static str) -> Result<Option<&str>, KeyError> {
        match self.tree.value().get(name) {
            None => Ok(None),
            Some(value) => value.as_str().map(Some).ok_or(KeyError::Malformed(name)),
        }
    }

    /// A text that must be there.
    pub(super) fn text(&self, name: &'static str) -> Result<&str, KeyError> {
        self.optional_text(name)?.ok_or(KeyError::Missing(name))
    }

    /// The bytes of a base64url member.
    pub(super) fn bytes(&self, name: &'static str) -> Result<Secret, KeyError> {
        let text = self.text(name)?;
        base64url::decode(text).map(Secret::new).ok_or(KeyError::Malformed(name))
    }

    /// A Base64urlUInt (RFC 7518 section 2); zeros that some libraries put before it are taken off.
    pub(super) fn unsigned(&self, name: &'static str) -> Result<Secret, KeyError> {
        let bytes = self.bytes(name)?;
        let zeros = bytes.expose().iter().take_while(|&&b| b == 0).count();
        let digits = bytes.expose().get(zeros..).unwrap_or_default();
        if digits.is_empty() { Err(KeyError::Malformed(name)) } else { Ok(Secret::new(digits.to_vec())) }
    }

    /// `kid`, compared as bytes and never a path or an address; at most 256 bytes.
    pub(super) fn kid(&self) -> Result<Option<String>, KeyError> {
        match self.optional_text("kid")? {
            Some(kid) if kid.len() > MAX_KID => Err(KeyError::Malformed("kid")),
            kid => Ok(kid.map(str::to_owned)),
        }
    }

    /// `kty` and `crv` (or, for `AKP`, `alg`).
    pub(super) fn key_type(&self) -> Result<KeyType, KeyError> {
        match self.text("kty")? {
            "oct" => Ok(KeyType::Oct),
            "RSA" => Ok(KeyType::Rsa),
            "EC" => Curve::from_name(self.text("crv")?).map(KeyType::Ec).ok_or(KeyError::UnsupportedType),
            "OKP" => match self.text("crv")? {
                "Ed25519" => Ok(KeyType::Ed25519),
                "X25519" => Ok(KeyType::X25519),
                _ => Err(KeyError::UnsupportedType),
            },
            "AKP" => {
                let alg = self.text("alg")?;
                let set = ParameterSet::ALL.into_iter().find(|set| set.name() == alg);
                set.map(KeyType::Akp).ok_or(KeyError::UnsupportedType)
            }
            _ => Err(KeyError::UnsupportedType),
        }
    }

    /// The one algorithm that `alg` allows, where it names one; `ES521` of a P-521 key is ES512 (R7).
    pub(super) fn algorithm(&self) -> Result<Option<Label>, KeyError> {
        Ok(self.optional_text("alg")?.map(|name| {
            let name = if name == "ES521" && self.key_type() == Ok(KeyType::Ec(Curve::P521)) {
                "ES512"
            } else {
                name
            };
            Algorithm::from_name(name).map_or(Label::Other, Label::Algorithm)
        }))
    }

    /// Whether `use` and `key_ops` allow one of these uses of the key.
    pub(super) fn allows(&self, use_: &str, wanted: &[&str]) -> Result<bool, KeyError> {
        if self.optional_text("use")?.is_some_and(|found| found != use_) {
            return Ok(false);
        }
        let Some(operations) = self.tree.value().get("key_ops") else { return Ok(true) };
        if operations.kind() != Kind::Array {
            return Err(KeyError::Malformed("key_ops"));
        }
        let mut named: Vec<&str> = Vec::new();
        for item in operations.items() {
            // RFC 7517 section 4.3: texts, and none of them twice.
            match item.as_str() {
                Some(name) if named.len() < MAX_OPERATIONS && !named.contains(&name) => named.push(name),
                _ => return Err(KeyError::Malformed("key_ops")),
            }
        }
        Ok(named.iter().any(|name| wanted.contains(name)))
    }
}

/// What a JWK's `alg` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// A signature algorithm that obo computes.
    Algorithm(Algorithm),
    /// Anything else.
    Other,
}

#[cfg(test)]
mod tests {
    use super::{Jwk, KeyError};

    #[test]
    fn r8_a_jwk_is_read_strictly() {
        for (text, want) in [
            (r#"{"kty":"oct","k":"AAEC"}"#, Ok(vec![0, 1, 2])),
            (r#"{"kty":"oct","k":"AAE="}"#, Err(KeyError::Malformed("k"))),
            (r#"{"kty":"oct","k":1}"#, Err(KeyError::Malformed("k"))),
            (r#"{"kty":"oct"}"#, Err(KeyError::Missing("k"))),
            (r#"{"k":"AAEC","\u006b":"AAED"}"#, Err(KeyError::Repeated)),
            ("[1]", Err(KeyError::Json)),
            ("{", Err(KeyError::Json)),
        ] {
            let got = Jwk::parse(text.as_bytes())
                .and_then(|jwk| jwk.bytes("k"))
                .map(|bytes| bytes.expose().to_vec());
            assert_eq!(got, want, "{text}");
        }
    }

    #[test]
    fn r17_a_kid_is_read_up_to_its_budget() {
        for (length, is_read) in [(256, true), (257, false), (300, false)] {
            let kid = "k".repeat(length);
            let jwk = Jwk::parse(format!(r#"{{"kid":"{kid}"}}"#).as_bytes()).expect("a JWK");
            let want = if is_read { Ok(Some(kid)) } else { Err(KeyError::Malformed("kid")) };
            assert_eq!(jwk.kid(), want, "{length}");
        }
    }

    #[test]
    fn r7_use_and_key_ops_keep_a_key_for_what_they_say() {
        for (text, want) in [
            (r#"{}"#, true),
            (r#"{"use":"sig"}"#, true),
            (r#"{"use":"enc"}"#, false),
            (r#"{"key_ops":["sign","verify"]}"#, true),
            (r#"{"key_ops":[]}"#, false),
            (r#"{"key_ops":["encrypt"]}"#, false),
            (r#"{"use":"sig","key_ops":["encrypt"]}"#, false),
        ] {
            let jwk = Jwk::parse(text.as_bytes()).expect("a JWK");
            assert_eq!(jwk.allows("sig", &["verify"]), Ok(want), "{text}");
        }
        // RFC 7517 section 4.3: a list of texts, and none of them twice.
        for operations in [r#""verify""#, r#"["verify",1]"#, r#"["verify","sign","verify"]"#, "null"] {
            let jwk = Jwk::parse(format!(r#"{{"key_ops":{operations}}}"#).as_bytes()).expect("a JWK");
            assert_eq!(jwk.allows("sig", &["verify"]), Err(KeyError::Malformed("key_ops")), "{operations}");
        }
    }
}
