//! What would be sent, what came back, and what to ask next: pure, so that dry runs and tests are other drivers.

use std::fmt;

use crate::secret::Secret;

/// The method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are RFC 9110's")]
pub enum Method {
    Get,
    Post,
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Get => "GET",
            Self::Post => "POST",
        })
    }
}

/// A value of a request: shown as it is, or named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Harmless text.
    Plain(String),
    /// A client secret or the like: shown as `***`.
    Secret(Secret),
    /// A token or an assertion: shown as `sha256:` and 12 digits.
    Token(Secret),
}

impl Content {
    /// The bytes that go onto the wire; the driver alone calls this.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        match self {
            Self::Plain(text) => text.as_bytes(),
            Self::Secret(secret) | Self::Token(secret) => secret.expose(),
        }
    }

    /// Whether it may not be shown.
    #[must_use]
    pub fn is_hidden(&self) -> bool {
        !matches!(self, Self::Plain(_))
    }
}

/// Client credentials in the `Authorization` header (RFC 6749 section 2.3.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basic {
    /// The client's id.
    pub client_id: String,
    /// The client's secret.
    pub secret: Secret,
}

/// One HTTP request that *would* be sent, its secrets still wrapped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// GET or POST.
    pub method: Method,
    /// The absolute address.
    pub url: String,
    /// Headers beside `Authorization`, in order.
    pub headers: Vec<(String, Content)>,
    /// HTTP Basic credentials; the driver form-encodes and joins them.
    pub basic: Option<Basic>,
    /// The form, in order; a name may repeat. Empty for GET.
    pub form: Vec<(String, Content)>,
    /// Whether it may be sent again after 429 or 503; a grant that works once may not (R15).
    pub repeatable: bool,
    /// The issuer whose metadata named `url`, so that its addresses are judged by R15; `None` if a person named it.
    pub named_by: Option<String>,
}

/// What a server answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Header names in lower case, in order.
    pub headers: Vec<(String, String)>,
    /// The body, at most the budget's size.
    pub body: Secret,
}

impl Answer {
    /// The first header of this name (lower case).
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

/// What a conversation wants next.
#[derive(Debug)]
pub enum Ask<T> {
    /// Send this, and come back with the answer.
    Send(Box<Plan>),
    /// It is over.
    Done(T),
}

/// A dialogue with a server, without the server: `next` is a pure function of what came before.
///
/// The first call gets no answer; each later one gets the answer to the last plan, or why there was none.
pub trait Conversation {
    /// What it comes to.
    type Outcome;

    /// Takes the last answer and says what to do next.
    fn next(&mut self, answer: Option<Result<Answer, Unanswered>>) -> Ask<Self::Outcome>;
}

/// Why no answer came; a sentence per cause is made from data by the renderer, never from a library's message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unanswered {
    /// The name does not resolve, or nothing listens there.
    #[error("could not connect")]
    Connect,
    /// The certificate is not trusted, or TLS failed otherwise.
    #[error("TLS failed")]
    Tls,
    /// The machine has no certificate authorities to trust.
    #[error("no certificate authorities to trust on this machine")]
    NoRoots,
    /// No answer within the time.
    #[error("no answer within {0} s")]
    TimedOut(u64),
    /// The connection ended without an answer.
    #[error("the connection was closed without an answer")]
    Closed,
    /// The answer is larger than the budget.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(usize),
    /// The address may not be dialled (R15): http beyond loopback, or a private address behind a public issuer.
    #[error("the address may not be used: {0}")]
    Forbidden(&'static str),
    /// The person interrupted.
    #[error("interrupted")]
    Interrupted,
    /// A server asked for a longer pause than obo waits (seconds).
    #[error("the server asks to wait {0} s")]
    RetryLater(u64),
}
