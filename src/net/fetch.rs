//! One document from one address, as a conversation.

use crate::conversation::{Answer, Ask, Conversation, Method, Plan, Unanswered};
use crate::secret::Secret;

/// Why there is no document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoDocument {
    /// A status other than 200; a redirect is shown, never followed.
    #[error("status {0}")]
    Status(u16),
    /// A redirect and where it points, which is outside text.
    #[error("a redirect to {0}, not followed")]
    Redirect(String),
    /// No answer came.
    #[error("{0}")]
    Unanswered(Unanswered),
}

/// Asks an address once.
#[derive(Debug)]
pub struct Fetch {
    url: String,
    named_by: Option<String>,
    is_asked: bool,
}

impl Fetch {
    /// Of this address; `named_by` is the issuer whose metadata names it, if the user did not.
    #[must_use]
    pub fn new(url: &str, named_by: Option<&str>) -> Self {
        Self { url: url.to_owned(), named_by: named_by.map(str::to_owned), is_asked: false }
    }
}

impl Conversation for Fetch {
    type Outcome = Result<Secret, NoDocument>;

    fn next(&mut self, answer: Option<Result<Answer, Unanswered>>) -> Ask<Self::Outcome> {
        match answer {
            None if !self.is_asked => {
                self.is_asked = true;
                Ask::Send(Box::new(Plan {
                    method: Method::Get,
                    url: self.url.clone(),
                    headers: Vec::new(),
                    basic: None,
                    form: Vec::new(),
                    repeatable: true,
                    named_by: self.named_by.clone(),
                }))
            }
            None => Ask::Done(Err(NoDocument::Unanswered(Unanswered::Closed))),
            Some(Err(why)) => Ask::Done(Err(NoDocument::Unanswered(why))),
            Some(Ok(answer)) if answer.status == 200 => Ask::Done(Ok(answer.body)),
            Some(Ok(answer)) => Ask::Done(Err(match answer.header("location") {
                Some(to) => NoDocument::Redirect(to.to_owned()),
                None => NoDocument::Status(answer.status),
            })),
        }
    }
}
