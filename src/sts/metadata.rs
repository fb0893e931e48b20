//! What the server says about itself (RFC 8414 section 2, OpenID Connect Discovery section 3).

use serde_json::{Value, json};

/// The grant of RFC 8693.
pub const TOKEN_EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
/// The grant of RFC 6749 section 4.4.
pub const CLIENT_CREDENTIALS: &str = "client_credentials";
/// The paths of the metadata: RFC 8414 section 3 and OpenID Connect Discovery section 4.
pub const WELL_KNOWN: [&str; 2] =
    ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"];
/// Where tokens are issued.
pub const TOKEN: &str = "/token";
/// Where a test login mints a user's token; no part of any standard.
pub const LOGIN: &str = "/login";
/// Where a token is asked about (RFC 7662).
pub const INTROSPECT: &str = "/introspect";
/// Where a token is revoked (RFC 7009).
pub const REVOKE: &str = "/revoke";
/// The keys.
pub const JWKS: &str = "/jwks";
/// How a client may authenticate, by the registry's names.
pub const METHODS: [&str; 4] = ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"];
/// What an assertion of a client may be signed with.
pub const ASSERTION_ALGORITHMS: [&str; 10] =
    ["ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "EdDSA"];
/// What a DPoP proof may be signed with.
pub const PROOF_ALGORITHMS: [&str; 15] = [
    "ES256",
    "ES384",
    "ES512",
    "ES256K",
    "EdDSA",
    "Ed25519",
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ML-DSA-44",
    "ML-DSA-65",
    "ML-DSA-87",
];

/// The metadata of the server at `issuer`, with the scopes that its settings know.
#[must_use]
pub fn metadata(issuer: &str, scopes: &[String], algorithms: &[&str]) -> Value {
    let at = |path: &str| format!("{issuer}{path}");
    json!({
        "issuer": issuer,
        "token_endpoint": at(TOKEN),
        "jwks_uri": at(JWKS),
        "introspection_endpoint": at(INTROSPECT),
        "revocation_endpoint": at(REVOKE),
        "obo_test_login_endpoint": at(LOGIN),
        "grant_types_supported": [CLIENT_CREDENTIALS, TOKEN_EXCHANGE],
        "response_types_supported": [],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": algorithms,
        "token_endpoint_auth_methods_supported": METHODS,
        "token_endpoint_auth_signing_alg_values_supported": ASSERTION_ALGORITHMS,
        "introspection_endpoint_auth_methods_supported": METHODS,
        "revocation_endpoint_auth_methods_supported": METHODS,
        "dpop_signing_alg_values_supported": PROOF_ALGORITHMS,
        "scopes_supported": scopes,
    })
}
