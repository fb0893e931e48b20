//! How a client proves who it is at the token endpoint, and which way is taken if nobody says.

use std::fmt;

/// A method of the token endpoint, by its registered name (RFC 7591 section 2, OpenID Connect Core section 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// A public client: its id alone.
    None,
    /// Id and secret in the `Authorization` header, form-encoded first (RFC 6749 section 2.3.1).
    ClientSecretBasic,
    /// Id and secret in the form.
    ClientSecretPost,
    /// An assertion with a MAC made by the secret (RFC 7523 section 2.2).
    ClientSecretJwt,
    /// An assertion signed by a private key (RFC 7523 section 2.2).
    PrivateKeyJwt,
}

impl Method {
    /// All that obo can do, in the order in which they are preferred: key before secret, basic before post.
    pub const ALL: [Self; 5] = [
        Self::PrivateKeyJwt,
        Self::ClientSecretBasic,
        Self::ClientSecretPost,
        Self::ClientSecretJwt,
        Self::None,
    ];

    /// The registered name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::ClientSecretBasic => "client_secret_basic",
            Self::ClientSecretPost => "client_secret_post",
            Self::ClientSecretJwt => "client_secret_jwt",
            Self::PrivateKeyJwt => "private_key_jwt",
        }
    }

    /// The method of a registered name that obo can do.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }

    /// Whether the request carries a JWT that proves the client (RFC 7523 section 2.2).
    #[must_use]
    pub fn is_assertion(self) -> bool {
        matches!(self, Self::ClientSecretJwt | Self::PrivateKeyJwt)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What the client has to prove itself with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Means {
    /// A secret.
    pub secret: bool,
    /// A private key, or an assertion that somebody else made.
    pub key: bool,
}

/// A method that was asked for, and nothing to do it with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{method} needs {needs}")]
pub struct Lacking {
    /// The method.
    pub method: Method,
    /// What it needs, in words.
    pub needs: &'static str,
}

impl Means {
    /// Whether the method can be done with this.
    #[must_use]
    pub fn serve(self, method: Method) -> bool {
        match method {
            Method::None => true,
            Method::PrivateKeyJwt => self.key,
            Method::ClientSecretBasic | Method::ClientSecretPost | Method::ClientSecretJwt => self.secret,
        }
    }

    /// The method to use: the one asked for (a flag, a profile, the provider's data), else the best that the
    /// metadata lists, else the usual one for what the client has.
    ///
    /// # Errors
    /// Where a method was asked for that this cannot do.
    pub fn choose(self, asked: Option<Method>, listed: Option<&[String]>) -> Result<Method, Lacking> {
        if let Some(method) = asked {
            let needs = match method {
                Method::PrivateKeyJwt => "a private key (--client-key) or an assertion (--client-assertion)",
                _ => "a client secret (--client-secret)",
            };
            return if self.serve(method) { Ok(method) } else { Err(Lacking { method, needs }) };
        }
        let listed = listed.unwrap_or_default();
        let best = Method::ALL
            .into_iter()
            .filter(|method| *method != Method::None && self.serve(*method))
            .find(|method| listed.iter().any(|name| name == method.name()));
        // The metadata may be silent or wrong, so what it lists is a wish and not a law.
        Ok(best.unwrap_or(match self {
            Self { key: true, .. } => Method::PrivateKeyJwt,
            Self { secret: true, .. } => Method::ClientSecretBasic,
            _ => Method::None,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::{Means, Method};

    const NOTHING: Means = Means { secret: false, key: false };
    const SECRET: Means = Means { secret: true, key: false };
    const KEY: Means = Means { secret: false, key: true };
    const BOTH: Means = Means { secret: true, key: true };

    #[test]
    fn the_method_follows_the_metadata_key_before_secret_basic_before_post() {
        let all: &[&str] =
            &["client_secret_post", "client_secret_basic", "none", "client_secret_jwt", "private_key_jwt"];
        for (means, listed, want) in [
            (BOTH, Some(all), Method::PrivateKeyJwt),
            (SECRET, Some(all), Method::ClientSecretBasic),
            (SECRET, Some(&["client_secret_jwt", "client_secret_post"]), Method::ClientSecretPost),
            (SECRET, Some(&["client_secret_jwt"]), Method::ClientSecretJwt),
            (BOTH, Some(&["client_secret_post"]), Method::ClientSecretPost),
            (NOTHING, Some(all), Method::None),
            (SECRET, Some(&["tls_client_auth", "private_key_jwt"]), Method::ClientSecretBasic),
            (SECRET, None, Method::ClientSecretBasic),
            (SECRET, Some(&[]), Method::ClientSecretBasic),
            (KEY, None, Method::PrivateKeyJwt),
            (NOTHING, None, Method::None),
        ] {
            let listed: Option<Vec<String>> =
                listed.map(|names| names.iter().map(|&n| n.to_owned()).collect());
            assert_eq!(means.choose(None, listed.as_deref()), Ok(want), "{means:?} {listed:?}");
        }
    }

    #[test]
    fn a_method_that_was_asked_for_wins_and_needs_its_means() {
        let listed = ["client_secret_basic".to_owned()];
        assert_eq!(
            SECRET.choose(Some(Method::ClientSecretPost), Some(&listed)),
            Ok(Method::ClientSecretPost)
        );
        assert_eq!(BOTH.choose(Some(Method::None), None), Ok(Method::None));
        let lacking = SECRET.choose(Some(Method::PrivateKeyJwt), None).expect_err("no key");
        assert!(lacking.to_string().starts_with("private_key_jwt needs a private key"), "{lacking}");
        assert!(NOTHING.choose(Some(Method::ClientSecretBasic), None).is_err());
    }

    #[test]
    fn names_are_the_registrys() {
        for method in Method::ALL {
            assert_eq!(Method::from_name(method.name()), Some(method));
        }
        assert_eq!(Method::from_name("client_secret"), None);
    }
}
