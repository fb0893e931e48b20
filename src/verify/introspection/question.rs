//! The question: one authenticated POST to the endpoint of the issuer (RFC 7662 section 2.1).

use super::answer::Answered;
use crate::conversation::{Answer, Ask, Basic, Content, Conversation, Method, Plan, Unanswered};
use crate::secret::Secret;
use crate::token::json::{Budget, Document};

/// The media type of a signed answer (RFC 9701 section 4).
pub(super) const SIGNED: &str = "application/token-introspection+jwt";
/// The type of a client's assertion (RFC 7523 section 2.2).
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// How much of what a server wrote is kept for people, in characters.
const SHOWN: usize = 500;

/// Makes the assertion of one try; `None` where the key cannot sign.
type Assert = dyn Fn(u32) -> Option<Secret>;

/// How the client proves who it is.
pub enum Credentials {
    /// By its id alone.
    Public,
    /// `client_secret_basic`.
    Basic(Secret),
    /// `client_secret_post`.
    Post(Secret),
    /// An assertion (RFC 7523), made anew for each try.
    Assertion(Box<Assert>),
}

/// Why there is no answer to judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unheard {
    /// The client's key cannot sign.
    Key,
    /// No answer came.
    Unanswered(Unanswered),
    /// A status other than 200.
    Status {
        /// The status code.
        status: u16,
        /// `error` of the answer; outside text.
        error: Option<String>,
        /// `error_description`; outside text.
        description: Option<String>,
        /// Where a redirect points, which is not followed; outside text.
        location: Option<String>,
    },
}

/// What is asked, of whom, by whom.
pub struct Question<'q> {
    /// The introspection endpoint.
    pub endpoint: &'q str,
    /// The issuer whose metadata named it; `None` where a person did.
    pub named_by: Option<&'q str>,
    /// The client.
    pub client_id: &'q str,
    /// Its proof.
    pub credentials: &'q Credentials,
    /// The token, as its holder would show it.
    pub token: &'q Secret,
    /// Whether a signed answer is asked for: the metadata says that there are any (RFC 9701 section 7).
    pub wants_signed: bool,
    /// How often it was asked before.
    pub attempt: u32,
}

impl Question<'_> {
    /// The request as it would be sent now; `None` where the client's key cannot sign.
    #[must_use]
    pub fn plan(&self) -> Option<Plan> {
        let plain = |text: &str| Content::Plain(text.to_owned());
        let mut form = vec![
            ("token".to_owned(), Content::Token(self.token.clone())),
            ("token_type_hint".to_owned(), plain("access_token")),
        ];
        let mut basic = None;
        let id = ("client_id".to_owned(), plain(self.client_id));
        match self.credentials {
            Credentials::Public => form.push(id),
            Credentials::Basic(secret) => {
                basic = Some(Basic { client_id: self.client_id.to_owned(), secret: secret.clone() });
            }
            Credentials::Post(secret) => {
                form.extend([id, ("client_secret".to_owned(), Content::Secret(secret.clone()))]);
            }
            Credentials::Assertion(make) => form.extend([
                id,
                ("client_assertion_type".to_owned(), plain(JWT_BEARER)),
                ("client_assertion".to_owned(), Content::Token(make(self.attempt)?)),
            ]),
        }
        let accept = match self.wants_signed {
            true => format!("{SIGNED}, application/json;q=0.9"),
            false => "application/json".to_owned(),
        };
        Some(Plan {
            method: Method::Post,
            url: self.endpoint.to_owned(),
            headers: vec![("accept".to_owned(), Content::Plain(accept))],
            basic,
            form,
            repeatable: true,
            named_by: self.named_by.map(str::to_owned),
        })
    }
}

impl Conversation for Question<'_> {
    type Outcome = Result<Answered, Unheard>;

    fn next(&mut self, answer: Option<Result<Answer, Unanswered>>) -> Ask<Self::Outcome> {
        match answer {
            None => match self.plan() {
                Some(plan) => Ask::Send(Box::new(plan)),
                None => Ask::Done(Err(Unheard::Key)),
            },
            Some(Err(why)) => Ask::Done(Err(Unheard::Unanswered(why))),
            Some(Ok(answer)) if answer.status == 200 => Ask::Done(Ok(Answered::read(&answer))),
            Some(Ok(answer)) => Ask::Done(Err(status(&answer))),
        }
    }

    fn renew(&mut self) -> Option<Box<Plan>> {
        self.attempt = self.attempt.saturating_add(1);
        self.plan().map(Box::new)
    }
}

/// An answer that is none, with the words of RFC 6749 section 5.2 where it has them.
fn status(answer: &Answer) -> Unheard {
    let cut = |text: &str| text.chars().take(SHOWN).collect::<String>();
    let document = Document::parse(answer.body.expose(), Budget::TOKEN).ok();
    let text = |name: &str| document.as_ref()?.root().get(name)?.as_str().map(cut);
    Unheard::Status {
        status: answer.status,
        error: text("error"),
        description: text("error_description"),
        location: answer.header("location").map(cut),
    }
}

#[cfg(test)]
mod tests {
    use super::{Answered, Credentials, Question, Unheard};
    use crate::conversation::{Answer, Ask, Content, Conversation as _, Unanswered};
    use crate::secret::Secret;

    fn question<'q>(credentials: &'q Credentials, token: &'q Secret) -> Question<'q> {
        Question {
            endpoint: "https://i.example/introspect",
            named_by: Some("https://i.example"),
            client_id: "api",
            credentials,
            token,
            wants_signed: false,
            attempt: 0,
        }
    }

    fn form(question: &Question<'_>) -> String {
        let plan = question.plan().expect("a plan");
        let parameters = plan.form.iter().map(|(name, value)| match value {
            Content::Plain(text) => format!("{name}={text}"),
            _ => format!("{name}=?{}", value.expose().len()),
        });
        parameters.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_client_proves_itself_in_the_way_that_was_chosen() {
        let token = Secret::from("opaque");
        let secret = || Secret::from("hunter2");
        for (credentials, want) in [
            (Credentials::Public, "token=?6 token_type_hint=access_token client_id=api"),
            (Credentials::Basic(secret()), "token=?6 token_type_hint=access_token"),
            (
                Credentials::Post(secret()),
                "token=?6 token_type_hint=access_token client_id=api client_secret=?7",
            ),
            (
                Credentials::Assertion(Box::new(|attempt| Some(Secret::from(format!("a.b.{attempt}"))))),
                "token=?6 token_type_hint=access_token client_id=api \
                 client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer client_assertion=?5",
            ),
        ] {
            let question = question(&credentials, &token);
            assert_eq!(form(&question), want);
            let basic = question.plan().expect("a plan").basic.is_some();
            assert_eq!(basic, matches!(credentials, Credentials::Basic(_)));
        }
        let unable = Credentials::Assertion(Box::new(|_| None));
        let mut question = question(&unable, &token);
        assert!(matches!(question.next(None), Ask::Done(Err(Unheard::Key))));
    }

    #[test]
    fn r15_another_try_has_another_assertion() {
        let token = Secret::from("opaque");
        let credentials =
            Credentials::Assertion(Box::new(|attempt| Some(Secret::from(format!("{attempt}")))));
        let mut question = question(&credentials, &token);
        let last =
            |plan: &crate::conversation::Plan| plan.form.last().map(|(_, value)| value.expose().to_vec());
        let Ask::Send(first) = question.next(None) else { panic!("it asks") };
        let again = question.renew().expect("made anew");
        assert_eq!((last(&first), last(&again)), (Some(b"0".to_vec()), Some(b"1".to_vec())));
    }

    #[test]
    fn anything_but_200_is_no_answer() {
        let token = Secret::from("opaque");
        let end = |status: u16, headers: &[(&str, &str)], body: &str| {
            let headers = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
            let answer = Answer { status, headers, body: Secret::from(body) };
            match question(&Credentials::Public, &token).next(Some(Ok(answer))) {
                Ask::Done(outcome) => outcome,
                Ask::Send(_) => panic!("it asks once"),
            }
        };
        let told = r#"{"active":true,"error":"invalid_client","error_description":"no"}"#;
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            end(401, &[], told).err(),
            Some(Unheard::Status {
                status: 401,
                error: text("invalid_client"),
                description: text("no"),
                location: None
            })
        );
        assert_eq!(
            end(302, &[("location", "https://evil.example/")], told).err(),
            Some(Unheard::Status {
                status: 302,
                error: text("invalid_client"),
                description: text("no"),
                location: text("https://evil.example/")
            })
        );
        let long = format!(r#"{{"error":"{}"}}"#, "x".repeat(10_000));
        let Err(Unheard::Status { error: Some(error), .. }) = end(500, &[], &long) else {
            panic!("a status")
        };
        assert_eq!(error.len(), 500);
        assert!(matches!(end(201, &[], told), Err(Unheard::Status { .. })));
        assert!(matches!(end(200, &[], told), Ok(Answered::Plain(_))));
        let unanswered = question(&Credentials::Public, &token).next(Some(Err(Unanswered::Closed)));
        assert!(matches!(unanswered, Ask::Done(Err(Unheard::Unanswered(Unanswered::Closed)))));
    }
}
