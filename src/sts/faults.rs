//! The table of faults: the refusals of the RFCs, answers that are none, odd answers, odd tokens, odd metadata.

use serde_json::{Value, json};

use super::fault::{Effect, Fault, Members};
use super::settings::MAX_LIFETIME;

const JSON: &str = "application/json";

fn put(members: &mut Members, name: &str, value: Value) {
    members.insert(name.to_owned(), value);
}

fn without(members: &mut Members, name: &str) {
    members.shift_remove(name);
}

/// Adds seconds to a number.
fn add(members: &mut Members, name: &str, seconds: i64) {
    if let Some(number) = members.get(name).and_then(Value::as_i64) {
        put(members, name, json!(number.saturating_add(seconds)));
    }
}

/// A word more at the end of a text, or the first word of a new one.
fn append(members: &mut Members, name: &str, word: &str) {
    let text = match members.get(name).and_then(Value::as_str) {
        Some(text) if !text.is_empty() => format!("{text} {word}"),
        _ => word.to_owned(),
    };
    put(members, name, json!(text));
}

fn first_word(members: &mut Members, name: &str) {
    if let Some(text) = members.get(name).and_then(Value::as_str) {
        let word = text.split(' ').next().unwrap_or_default().to_owned();
        put(members, name, json!(word));
    }
}

/// Every fault, the refusals of the RFCs first.
pub const FAULTS: &[Fault] = &[
    Fault {
        name: "invalid_request",
        summary: "400 invalid_request, as for a subject token of no use",
        effect: Effect::Error(400, "invalid_request", "the subject token is of no use"),
    },
    Fault {
        name: "invalid_client",
        summary: "401 invalid_client with WWW-Authenticate",
        effect: Effect::Error(401, "invalid_client", "the client is unknown or its credentials are wrong"),
    },
    Fault {
        name: "invalid_grant",
        summary: "400 invalid_grant, as some servers say for a bad subject token",
        effect: Effect::Error(400, "invalid_grant", "the subject token is of no use"),
    },
    Fault {
        name: "unauthorized_client",
        summary: "400 unauthorized_client",
        effect: Effect::Error(400, "unauthorized_client", "this client may not use this grant"),
    },
    Fault {
        name: "unsupported_grant_type",
        summary: "400 unsupported_grant_type",
        effect: Effect::Error(400, "unsupported_grant_type", "this server has no such grant"),
    },
    Fault {
        name: "invalid_scope",
        summary: "400 invalid_scope",
        effect: Effect::Error(400, "invalid_scope", "a scope is not in the subject token"),
    },
    Fault {
        name: "invalid_target",
        summary: "400 invalid_target",
        effect: Effect::Error(400, "invalid_target", "an audience or resource is unknown"),
    },
    Fault {
        name: "access_denied",
        summary: "403 access_denied, a code of RFC 6749 section 4.1.2.1",
        effect: Effect::Error(403, "access_denied", "the client is not within the token's audience"),
    },
    Fault {
        name: "server_error",
        summary: "500 server_error, which some servers answer for a refusal by policy",
        effect: Effect::Error(500, "server_error", "something went wrong"),
    },
    Fault {
        name: "temporarily_unavailable",
        summary: "503 temporarily_unavailable",
        effect: Effect::Error(503, "temporarily_unavailable", "try again"),
    },
    Fault {
        name: "use_dpop_nonce",
        summary: "400 use_dpop_nonce (RFC 9449 section 8)",
        effect: Effect::Error(400, "use_dpop_nonce", "a nonce is needed in the DPoP proof"),
    },
    Fault {
        name: "unknown-code",
        summary: "400 with a code that no RFC knows",
        effect: Effect::Error(400, "computer_says_no", "no"),
    },
    Fault {
        name: "hostile-words",
        summary: "400 with control, bidi and build-system signs in the description",
        effect: Effect::Error(400, "invalid_request", "\u{1b}[2Jno\u{202e}\n::error::gone\n##[error]gone"),
    },
    Fault {
        name: "reflect",
        summary: "400 that repeats secrets and tokens of the request",
        effect: Effect::Reflect,
    },
    Fault {
        name: "too-many-requests",
        summary: "429 with Retry-After: 1",
        effect: Effect::Header(429, "retry-after", "1"),
    },
    Fault {
        name: "unavailable",
        summary: "503 with Retry-After: 1",
        effect: Effect::Header(503, "retry-after", "1"),
    },
    Fault {
        name: "retry-much-later",
        summary: "503 with Retry-After: 99999999",
        effect: Effect::Header(503, "retry-after", "99999999"),
    },
    Fault {
        name: "redirect",
        summary: "302 to another host",
        effect: Effect::Header(302, "location", "https://elsewhere.example/token"),
    },
    Fault {
        name: "empty",
        summary: "401 without a body",
        effect: Effect::Header(401, "content-length", "0"),
    },
    Fault {
        name: "html",
        summary: "200 with an HTML page",
        effect: Effect::Body(200, "text/html", "<!doctype html><title>Sign in</title><h1>Sign in</h1>"),
    },
    Fault {
        name: "plain-text",
        summary: "404 with the text Not Found",
        effect: Effect::Body(404, "text/plain", "Not Found"),
    },
    Fault {
        name: "problem-json",
        summary: "400 application/problem+json without error (RFC 9457)",
        effect: Effect::Body(
            400,
            "application/problem+json",
            r#"{"type":"about:blank","title":"Bad Request","status":400,"detail":"no"}"#,
        ),
    },
    Fault {
        name: "framework-error",
        summary: "403 with a framework's error page as JSON",
        effect: Effect::Body(
            403,
            JSON,
            r#"{"timestamp":"2026-01-01T00:00:00Z","status":403,"error":"Forbidden","path":"/token"}"#,
        ),
    },
    Fault {
        name: "detail",
        summary: "422 with a member detail alone",
        effect: Effect::Body(422, JSON, r#"{"detail":"no"}"#),
    },
    Fault {
        name: "free-text-error",
        summary: "400 with a sentence as error",
        effect: Effect::Body(400, JSON, r#"{"error":"That did not work, sorry."}"#),
    },
    Fault {
        name: "ok-refusal",
        summary: "200 with an error in it",
        effect: Effect::Body(200, JSON, r#"{"error":"invalid_request","error_description":"no"}"#),
    },
    Fault {
        name: "cut-json",
        summary: "200 with JSON that ends too early",
        effect: Effect::Body(200, JSON, r#"{"access_token":"eyJ"#),
    },
    Fault {
        name: "null-members",
        summary: "members that are null beside the answer",
        effect: Effect::Answer(|answer| {
            for name in ["error", "error_description", "refresh_token", "scope", "id_token"] {
                put(answer, name, Value::Null);
            }
        }),
    },
    Fault {
        name: "lower-case-bearer",
        summary: "token_type bearer",
        effect: Effect::Answer(|answer| put(answer, "token_type", json!("bearer"))),
    },
    Fault {
        name: "n-a",
        summary: "token_type N_A (RFC 8693 section 2.2.1)",
        effect: Effect::Answer(|answer| put(answer, "token_type", json!("N_A"))),
    },
    Fault {
        name: "no-token-type",
        summary: "no token_type",
        effect: Effect::Answer(|answer| without(answer, "token_type")),
    },
    Fault {
        name: "no-issued-token-type",
        summary: "no issued_token_type",
        effect: Effect::Answer(|answer| without(answer, "issued_token_type")),
    },
    Fault {
        name: "type-mismatch",
        summary: "issued_token_type says refresh_token",
        effect: Effect::Answer(|answer| {
            put(answer, "issued_token_type", json!("urn:ietf:params:oauth:token-type:refresh_token"));
        }),
    },
    Fault {
        name: "no-expires-in",
        summary: "no expires_in",
        effect: Effect::Answer(|answer| without(answer, "expires_in")),
    },
    Fault {
        name: "expiry-mismatch",
        summary: "expires_in an hour longer than the token lives",
        effect: Effect::Answer(|answer| add(answer, "expires_in", 3_600)),
    },
    Fault {
        name: "expires-in-text",
        summary: "expires_in as a string",
        effect: Effect::Answer(|answer| {
            if let Some(seconds) = answer.get("expires_in").map(Value::to_string) {
                put(answer, "expires_in", json!(seconds));
            }
        }),
    },
    Fault {
        name: "scope-not-stated",
        summary: "neither answer nor token states a scope (the token is opaque)",
        effect: Effect::Answer(|answer| {
            without(answer, "scope");
            put(answer, "access_token", json!("alice:opaque:0123456789"));
        }),
    },
    Fault {
        name: "unasked-token",
        summary: "a refresh token that nobody asked for",
        effect: Effect::Answer(|answer| put(answer, "refresh_token", json!("r-0123456789"))),
    },
    Fault {
        name: "opaque-token",
        summary: "an opaque token with colons",
        effect: Effect::Answer(|answer| put(answer, "access_token", json!("alice:opaque:0123456789"))),
    },
    Fault {
        name: "no-token",
        summary: "200 without access_token",
        effect: Effect::Answer(|answer| without(answer, "access_token")),
    },
    Fault {
        name: "empty-token",
        summary: "an access_token without a sign",
        effect: Effect::Answer(|answer| put(answer, "access_token", json!(""))),
    },
    Fault {
        name: "newline-token",
        summary: "an access_token with a line break and a second line",
        effect: Effect::Answer(|answer| put(answer, "access_token", json!("abc\r\nX-Injected: yes"))),
    },
    Fault {
        name: "command-token",
        summary: "an access_token that a build system would obey",
        effect: Effect::Answer(|answer| put(answer, "access_token", json!("::set-env name=X::y"))),
    },
    Fault {
        name: "subject-changed",
        summary: "sub is another person",
        effect: Effect::Claims(|claims| put(claims, "sub", json!("mallory"))),
    },
    Fault {
        name: "actor-dropped",
        summary: "act is left out",
        effect: Effect::Claims(|claims| without(claims, "act")),
    },
    Fault {
        name: "chain-rewritten",
        summary: "the prior actors are others than before",
        effect: Effect::Claims(|claims| {
            if let Some(Value::Object(act)) = claims.get_mut("act") {
                put(act, "act", json!({"sub": "mallory"}));
            }
        }),
    },
    Fault {
        name: "malformed-actor",
        summary: "act is a text",
        effect: Effect::Claims(|claims| put(claims, "act", json!("planner"))),
    },
    Fault {
        name: "scope-widened",
        summary: "a scope more than asked, in token and answer",
        effect: Effect::Claims(|claims| append(claims, "scope", "admin")),
    },
    Fault {
        name: "scope-not-granted",
        summary: "only the first scope of several, in token and answer",
        effect: Effect::Claims(|claims| first_word(claims, "scope")),
    },
    Fault {
        name: "audience-widened",
        summary: "one audience more than asked",
        effect: Effect::Claims(|claims| {
            let own = claims.get("aud").cloned().unwrap_or_default();
            put(claims, "aud", json!([own, "https://everything.example"]));
        }),
    },
    Fault {
        name: "audience-not-granted",
        summary: "another audience than asked",
        effect: Effect::Claims(|claims| put(claims, "aud", json!("https://elsewhere.example"))),
    },
    Fault {
        name: "outlives-subject-token",
        summary: "the token lives an hour, whatever is left of the subject token",
        effect: Effect::Claims(|claims| {
            if let Some(issued) = claims.get("iat").and_then(Value::as_i64) {
                put(claims, "exp", json!(issued.saturating_add(MAX_LIFETIME)));
            }
        }),
    },
    Fault {
        name: "may-act-in-issued-token",
        summary: "may_act is carried over beside act",
        effect: Effect::Claims(|claims| put(claims, "may_act", json!({"sub": "ledger"}))),
    },
    Fault { name: "no-metadata", summary: "404 for the metadata", effect: Effect::NoMetadata },
    Fault {
        name: "wrong-issuer",
        summary: "metadata of another issuer",
        effect: Effect::Metadata(|metadata| put(metadata, "issuer", json!("https://elsewhere.example"))),
    },
    Fault {
        name: "foreign-endpoint",
        summary: "metadata that name a token endpoint on another host",
        effect: Effect::Metadata(|metadata| {
            put(metadata, "token_endpoint", json!("https://elsewhere.example/token"));
        }),
    },
    Fault {
        name: "silent-metadata",
        summary: "metadata without grants and client authentication methods",
        effect: Effect::Metadata(|metadata| {
            without(metadata, "grant_types_supported");
            without(metadata, "token_endpoint_auth_methods_supported");
        }),
    },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::FAULTS;

    #[test]
    fn names_are_words_and_each_is_there_once() {
        let mut seen = BTreeSet::new();
        for fault in FAULTS {
            assert!(seen.insert(fault.name), "{} twice", fault.name);
            assert!(fault.name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-' || b == b'_'));
            assert!(!fault.summary.is_empty() && !fault.summary.ends_with('.'));
        }
    }
}
