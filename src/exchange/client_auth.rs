//! How a client proves who it is at the token endpoint.

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
    /// All that obo can do, in the order in which a refusal of the client proposes them.
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
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
