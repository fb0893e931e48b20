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

impl Basic {
    /// What HTTP Basic encodes: id and secret, each form-encoded first, joined by a colon (RFC 6749 section 2.3.1).
    #[must_use]
    pub fn pair(&self) -> Secret {
        let mut pair = form_encoded(self.client_id.as_bytes());
        pair.push(':');
        pair.push_str(&form_encoded(self.secret.expose()));
        Secret::from(pair)
    }
}

/// Text as `application/x-www-form-urlencoded` writes it.
fn form_encoded(bytes: &[u8]) -> String {
    url::form_urlencoded::byte_serialize(bytes).collect()
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

impl Plan {
    /// The form as it goes onto the wire.
    #[must_use]
    pub fn body(&self) -> Secret {
        let mut body = String::new();
        for (name, value) in &self.form {
            if !body.is_empty() {
                body.push('&');
            }
            body.push_str(&form_encoded(name.as_bytes()));
            body.push('=');
            body.push_str(&form_encoded(value.expose()));
        }
        Secret::from(body)
    }
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

    /// The last plan made anew for another try, where it holds something that serves once only: an assertion, a
    /// proof (R15). `None`: the same plan may go out again.
    fn renew(&mut self) -> Option<Box<Plan>> {
        None
    }
}

/// Why no answer came; a sentence per cause is made from data by the renderer, never from a library's message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unanswered {
    /// The name does not resolve.
    #[error("the name does not resolve")]
    Unresolved,
    /// Nothing listens there, or no way leads there; nothing was written.
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
    /// The connection ended without an answer that reads as HTTP, or in the middle of one.
    #[error("the connection was closed without a whole answer")]
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

#[cfg(test)]
mod tests {
    use super::{Basic, Content, Method, Plan};
    use crate::secret::Secret;

    #[test]
    fn basic_credentials_are_form_encoded() {
        // The signs that break servers which do not decode.
        let basic = Basic { client_id: "svc b:1".to_owned(), secret: Secret::from("p%w+d /=&\u{e9}") };
        assert_eq!(basic.pair().expose_text(), Some("svc+b%3A1:p%25w%2Bd+%2F%3D%26%C3%A9"));
    }

    #[test]
    fn a_form_keeps_order_and_repetition() {
        let plain = |text: &str| Content::Plain(text.to_owned());
        let plan = Plan {
            method: Method::Post,
            url: "https://sts.example/token".to_owned(),
            headers: Vec::new(),
            basic: None,
            form: vec![
                ("audience".to_owned(), plain("b")),
                ("scope".to_owned(), plain("read write")),
                ("audience".to_owned(), plain("a&b=c")),
                ("subject_token".to_owned(), Content::Token(Secret::from("x.y+z"))),
            ],
            repeatable: true,
            named_by: None,
        };
        let want = "audience=b&scope=read+write&audience=a%26b%3Dc&subject_token=x.y%2Bz";
        assert_eq!(plan.body().expose_text(), Some(want));
    }
}
