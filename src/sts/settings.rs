//! Who exists at the server and what each may: users, clients, audiences.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::secret::Secret;

/// The longest life of a token (SECURITY.md R20), in seconds.
pub const MAX_LIFETIME: i64 = 3_600;

/// What a client is; written into `act` as `sub_profile` so that a chain can say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClientKind {
    /// An AI agent.
    Agent,
    /// A service.
    Service,
    /// A client application.
    Application,
}

impl ClientKind {
    /// The value of `sub_profile` (draft-mcguinness-oauth-actor-profile), if there is one for it.
    #[must_use]
    pub fn sub_profile(self) -> Option<&'static str> {
        match self {
            Self::Agent => Some("ai_agent"),
            Self::Service => Some("service"),
            Self::Application => None,
        }
    }
}

/// A grant that a client may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GrantName {
    /// RFC 6749 section 4.4.
    ClientCredentials,
    /// RFC 8693.
    TokenExchange,
    /// The test login of this server.
    Login,
}

/// How a client proves who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// It does not: a public client, `none` of RFC 7591 section 2.
    Public,
    /// A secret, in the header or in the form.
    Secret(Secret),
    /// A JWK set as JSON text: `private_key_jwt` (RFC 7523 section 2.2).
    Jwks(Secret),
}

/// A person who can sign in at the test login.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct User {
    /// The claim `name`.
    pub name: Option<String>,
    /// What the person may do; `None` is anything.
    pub scope: Option<Vec<String>>,
    /// The one party that may act for the person, written as `may_act` (RFC 8693 section 4.4).
    pub may_act: Option<String>,
}

/// A client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// How it proves who it is.
    pub credential: Credential,
    /// What it is.
    pub kind: Option<ClientKind>,
    /// What it may ask for; `None` is anything.
    pub scope: Option<Vec<String>>,
    /// The audiences it may ask for; `None` is any known one.
    pub audience: Option<Vec<String>>,
    /// The grants it may use; `None` is all.
    pub grants: Option<Vec<GrantName>>,
    /// Whether it must send a DPoP proof with every request for a token (RFC 9449 section 5.2).
    pub must_prove: bool,
}

/// A place that takes tokens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Audience {
    /// The clients that are this place and may exchange tokens meant for it, beside one of the same name.
    pub clients: Vec<String>,
    /// What can be done there; `None` is anything.
    pub scope: Option<Vec<String>>,
    /// How long a token for it lives at most, in seconds.
    pub lifetime: Option<i64>,
    /// Whether its tokens are signed with RS256 instead of ES256.
    pub rs256: bool,
}

/// Everything of the server that is decided beforehand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// How long a token lives at most, in seconds.
    pub lifetime: i64,
    /// By name, which is `sub`.
    pub users: BTreeMap<String, User>,
    /// By `client_id`.
    pub clients: BTreeMap<String, Client>,
    /// By the value of `aud`.
    pub audiences: BTreeMap<String, Audience>,
}

/// A scope token of RFC 6749 section 3.3: printable ASCII without a blank, a double quote and a backslash.
#[must_use]
pub fn is_scope(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| (0x21..0x7f).contains(&b) && b != b'"' && b != b'\\')
}

impl Settings {
    /// What the server knows where no file is given: alice, and planner, researcher and ledger as public clients.
    #[must_use]
    pub fn built_in() -> Self {
        let client = |kind| Client {
            credential: Credential::Public,
            kind: Some(kind),
            scope: None,
            audience: None,
            grants: None,
            must_prove: false,
        };
        let audience =
            |minutes: i64| Audience { lifetime: Some(minutes.saturating_mul(60)), ..Audience::default() };
        let scope = ["orders.read", "orders.write"].map(str::to_owned).to_vec();
        Self {
            lifetime: MAX_LIFETIME,
            users: BTreeMap::from([("alice".to_owned(), User { scope: Some(scope), ..User::default() })]),
            clients: BTreeMap::from([
                ("planner".to_owned(), client(ClientKind::Agent)),
                ("researcher".to_owned(), client(ClientKind::Agent)),
                ("ledger".to_owned(), client(ClientKind::Service)),
            ]),
            audiences: BTreeMap::from([
                ("planner".to_owned(), audience(60)),
                ("researcher".to_owned(), audience(30)),
                ("ledger".to_owned(), audience(15)),
            ]),
        }
    }

    /// Whether a value of `audience` or `resource` is known: an audience, or a client by its id.
    #[must_use]
    pub fn knows_target(&self, target: &str) -> bool {
        self.audiences.contains_key(target) || self.clients.contains_key(target)
    }

    /// Whether a client is one of the places that a token is meant for.
    #[must_use]
    pub fn is_at(&self, client: &str, audience: &str) -> bool {
        client == audience
            || self.audiences.get(audience).is_some_and(|a| a.clients.iter().any(|c| c == client))
    }
}
