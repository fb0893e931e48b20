//! An answer of the server before it meets HTTP.

use serde_json::{Map, Value, json};

use crate::secret::Secret;

/// Status, headers and body; a body may hold a token, so it is a [`Secret`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// Header names in lower case, each once.
    pub headers: Vec<(&'static str, String)>,
    /// The body as it goes out.
    pub body: Secret,
}

impl Reply {
    /// JSON that no cache keeps (RFC 6749 section 5.1).
    #[must_use]
    pub fn json(status: u16, body: &Value) -> Self {
        Self::raw(status, "application/json", body.to_string())
    }

    /// Any body of any media type, for answers that are odd on purpose too.
    #[must_use]
    pub fn raw(status: u16, media_type: &str, body: impl Into<String>) -> Self {
        Self {
            status,
            headers: vec![("content-type", media_type.to_owned()), ("cache-control", "no-store".to_owned())],
            body: Secret::from(body.into()),
        }
    }

    /// A status with an empty body and without a media type.
    #[must_use]
    pub fn empty(status: u16) -> Self {
        Self {
            status,
            headers: vec![("cache-control", "no-store".to_owned())],
            body: Secret::new(Vec::new()),
        }
    }

    /// An error of RFC 6749 section 5.2.
    #[must_use]
    pub fn error(status: u16, code: &str, description: &str) -> Self {
        Self::json(status, &json!({"error": code, "error_description": description}))
    }

    /// The same with one more header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// A header by its name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| *n == name).map(|(_, value)| value.as_str())
    }

    /// The members of a JSON body; empty for any other.
    #[must_use]
    pub fn members(&self) -> Map<String, Value> {
        match serde_json::from_slice(self.body.expose()) {
            Ok(Value::Object(members)) => members,
            _ => Map::new(),
        }
    }
}
