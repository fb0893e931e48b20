//! What an issuer says about itself: RFC 8414, then OpenID Connect discovery, as a conversation.

use super::issuer::Issuer;
use super::metadata::repeated;
pub use super::metadata::{BadEndpoint, Endpoint, Metadata};
pub use super::miss::Miss;
use crate::conversation::{Answer, Ask, Conversation, Method, Plan, Unanswered};
use crate::token::json::{Budget, Document};

/// Why there is no metadata; outside text in it is not yet escaped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// No address had any: one line for each that was asked.
    NotFound(Vec<(String, Miss)>),
    /// The metadata belongs to another issuer (RFC 8414 section 3.3).
    OtherIssuer {
        /// Where it was found.
        url: String,
        /// What was asked.
        wanted: String,
        /// What it says.
        found: String,
    },
    /// A member that obo acts upon stands twice: readers differ over which of the two counts (RFC 8259 section 4).
    Repeated {
        /// Where it was found.
        url: String,
        /// The member.
        member: &'static str,
    },
}

/// How much of what a server wrote is shown, in characters.
const SHOWN: usize = 500;

fn cut(text: &str) -> String {
    text.chars().take(SHOWN).collect()
}

/// Asks each address in turn until one has metadata with what is wanted of it.
#[derive(Debug)]
pub struct Discovery {
    issuer: Issuer,
    /// What the metadata must call itself.
    expected: String,
    /// The addresses for whose sake the issuer is asked.
    wanted: Vec<&'static str>,
    /// Metadata without any of these will do, if there is no other.
    is_modest: bool,
    /// The metadata so far that has most of them, and how many.
    best: Option<(usize, Metadata)>,
    left: std::vec::IntoIter<String>,
    asked: Option<String>,
    misses: Vec<(String, Miss)>,
}

impl Discovery {
    /// Of this issuer.
    #[must_use]
    pub fn new(issuer: Issuer) -> Self {
        let expected = issuer.as_str().to_owned();
        Self::of_many(issuer, expected)
    }

    /// Of an address that stands for many tenants, whose metadata names the documented template instead of itself.
    #[must_use]
    pub fn of_many(issuer: Issuer, template: String) -> Self {
        let left = Vec::from(issuer.metadata_addresses()).into_iter();
        Self {
            issuer,
            expected: template,
            wanted: Vec::new(),
            is_modest: true,
            best: None,
            left,
            asked: None,
            misses: Vec::new(),
        }
    }

    /// The same for the sake of these members: metadata with the first of them ends the search, else that counts which has
    /// most of the others, and metadata without any is none. Two documents of one issuer are never read as one.
    #[must_use]
    pub fn wanting(self, members: &[&'static str]) -> Self {
        Self { wanted: members.to_vec(), is_modest: members.is_empty(), ..self }
    }

    /// The same where metadata without any of them will do, if no other is found.
    #[must_use]
    pub fn or_without(self) -> Self {
        Self { is_modest: true, ..self }
    }

    /// Weighs metadata; gives it back where it has what is wanted most.
    fn weigh(&mut self, url: String, metadata: Metadata) -> Option<Metadata> {
        let Some(first) = self.wanted.first().filter(|member| !metadata.names(member)) else {
            return Some(metadata);
        };
        let has = self.wanted.iter().filter(|member| metadata.names(member)).count();
        if self.best.as_ref().is_none_or(|(most, _)| has > *most) && (has > 0 || self.is_modest) {
            self.best = Some((has, metadata));
        }
        self.misses.push((url, Miss::Lacks(first)));
        None
    }

    fn ask(&mut self) -> Ask<Result<Metadata, Failure>> {
        let Some(url) = self.left.next() else {
            let best = self.best.take().map(|(_, metadata)| metadata);
            return Ask::Done(best.ok_or_else(|| Failure::NotFound(std::mem::take(&mut self.misses))));
        };
        self.asked = Some(url.clone());
        Ask::Send(Box::new(Plan {
            method: Method::Get,
            url,
            headers: Vec::new(),
            basic: None,
            form: Vec::new(),
            repeatable: true,
            named_by: None,
        }))
    }

    fn read(&self, url: &str, answer: &Answer) -> Result<Metadata, Result<Failure, Miss>> {
        if answer.status != 200 {
            let location = answer.header("location").map(cut);
            return Err(Err(Miss::Status { status: answer.status, location }));
        }
        let document =
            Document::parse(answer.body.expose(), Budget::ANSWER).map_err(|_| Err(Miss::NotMetadata))?;
        let found = document.root().get("issuer").and_then(|v| v.as_str()).ok_or(Err(Miss::NotMetadata))?;
        if let Some(member) = repeated(&document) {
            return Err(Ok(Failure::Repeated { url: url.to_owned(), member }));
        }
        if found != self.expected {
            return Err(Ok(Failure::OtherIssuer {
                url: url.to_owned(),
                wanted: self.expected.clone(),
                found: cut(found),
            }));
        }
        Ok(Metadata { issuer: self.issuer.clone(), url: url.to_owned(), document: document.into() })
    }
}

impl Conversation for Discovery {
    type Outcome = Result<Metadata, Failure>;

    fn next(&mut self, answer: Option<Result<Answer, Unanswered>>) -> Ask<Self::Outcome> {
        let (Some(answer), Some(url)) = (answer, self.asked.take()) else { return self.ask() };
        let miss = match answer {
            Ok(answer) => match self.read(&url, &answer) {
                Ok(metadata) => match self.weigh(url, metadata) {
                    Some(metadata) => return Ask::Done(Ok(metadata)),
                    None => return self.ask(),
                },
                Err(Ok(failure)) => return Ask::Done(Err(failure)),
                Err(Err(miss)) => miss,
            },
            Err(why) => {
                // The next address is at the same host: where no line leads there, a second try is only a wait.
                if !matches!(why, Unanswered::Closed | Unanswered::TooLarge(_)) {
                    self.left = Vec::new().into_iter();
                }
                Miss::Unanswered(why)
            }
        };
        self.misses.push((url, miss));
        self.ask()
    }
}

#[cfg(test)]
mod tests {
    use super::{BadEndpoint, Discovery, Failure, Miss};
    use crate::conversation::{Answer, Ask, Conversation, Unanswered};
    use crate::net::issuer::Issuer;
    use crate::secret::Secret;

    fn answer(status: u16, body: &str) -> Result<Answer, Unanswered> {
        Ok(Answer { status, headers: Vec::new(), body: Secret::from(body) })
    }

    fn talk(
        issuer: &str,
        answers: Vec<Result<Answer, Unanswered>>,
    ) -> (Vec<String>, Result<super::Metadata, Failure>) {
        let mut talk = Discovery::new(Issuer::parse(issuer).expect("an issuer"));
        let (mut asked, mut answers, mut last) = (Vec::new(), answers.into_iter(), None);
        loop {
            match talk.next(last.take()) {
                Ask::Done(outcome) => return (asked, outcome),
                Ask::Send(plan) => {
                    asked.push(plan.url.clone());
                    last = Some(answers.next().expect("the test has an answer for each question"));
                }
            }
        }
    }

    #[test]
    fn anything_but_metadata_means_the_next_address() {
        let good = r#"{"issuer":"https://h/t","token_endpoint":"https://h/token"}"#;
        for odd in [
            answer(404, "Not Found"),
            answer(405, ""),
            answer(302, ""),
            answer(200, "<html>"),
            answer(200, "[]"),
            answer(200, r#"{"issuer":1}"#),
            answer(200, ""),
            Err(Unanswered::Closed),
        ] {
            let label = format!("{odd:?}");
            let (asked, outcome) = talk("https://h/t", vec![odd, answer(200, good)]);
            assert_eq!(asked.len(), 2, "{label}");
            assert_eq!(outcome.expect("metadata").url, "https://h/t/.well-known/openid-configuration");
        }
    }

    #[test]
    fn metadata_without_what_is_wanted_of_it_means_the_next_address() {
        let with = |members: &[&str]| {
            let members: String =
                members.iter().map(|name| format!(r#","{name}":"https://h/{name}""#)).collect();
            format!(r#"{{"issuer":"https://h"{members}}}"#)
        };
        let talk = |mut talk: Discovery, bodies: [&str; 2]| {
            let (mut asked, mut last) = (0_usize, None);
            loop {
                match talk.next(last.take()) {
                    Ask::Done(outcome) => return (asked, outcome),
                    Ask::Send(_) => {
                        let body = bodies.get(asked).expect("two addresses");
                        let status = if body.is_empty() { 404 } else { 200 };
                        last = Some(answer(status, body));
                        asked += 1;
                    }
                }
            }
        };
        let of = || Discovery::new(Issuer::parse("https://h").expect("an issuer"));
        let (none, keys, told) = (with(&[]), with(&["jwks_uri"]), with(&["introspection_endpoint"]));
        let both = with(&["jwks_uri", "introspection_endpoint"]);
        let (server, openid) = ("oauth-authorization-server", "openid-configuration");
        let jwks = &["jwks_uri"][..];
        let two = &["introspection_endpoint", "jwks_uri"][..];
        for (wanted, is_modest, bodies, want) in [
            (jwks, false, [&keys, ""], (1, Some(server))),
            (jwks, false, [&none, &keys], (2, Some(openid))),
            (jwks, false, [&none, &none], (2, None)),
            (jwks, false, [&none, ""], (2, None)),
            (two, false, [&keys, &both], (2, Some(openid))),
            (two, false, [&keys, &told], (2, Some(openid))),
            (two, false, [&told, &both], (1, Some(server))),
            (two, false, [&keys, &none], (2, Some(server))),
            (two, false, [&none, &keys], (2, Some(openid))),
            (two, true, [&none, &keys], (2, Some(openid))),
            (two, true, [&none, ""], (2, Some(server))),
            (&[], false, [&none, &keys], (1, Some(server))),
        ] {
            let discovery = of().wanting(wanted);
            let discovery = if is_modest { discovery.or_without() } else { discovery };
            let (asked, outcome) = talk(discovery, bodies);
            let found = outcome.as_ref().ok().map(|metadata| metadata.url.as_str());
            assert_eq!(asked, want.0, "{bodies:?}");
            assert_eq!(found.is_some(), want.1.is_some(), "{bodies:?}");
            assert!(want.1.is_none_or(|end| found.is_some_and(|url| url.ends_with(end))), "{bodies:?}");
        }
        let (_, outcome) = talk(of().wanting(jwks), [&none, ""]);
        let Err(Failure::NotFound(misses)) = outcome else { panic!("not found") };
        let said: Vec<String> = misses.iter().map(|(_, miss)| miss.to_string()).collect();
        assert_eq!(said, ["metadata without jwks_uri", "status 404"]);
        // Who calls itself otherwise ends the search here as anywhere.
        let (asked, outcome) = talk(of().wanting(jwks), [&none, r#"{"issuer":"https://evil"}"#]);
        assert_eq!(asked, 2);
        assert!(matches!(outcome, Err(Failure::OtherIssuer { .. })));
        // An address that may not be used is no reason to look for a better one.
        let bad = r#"{"issuer":"https://h","jwks_uri":"http://h/jwks"}"#;
        let (asked, outcome) = talk(of().wanting(jwks), [bad, &keys]);
        assert_eq!(asked, 1);
        assert_eq!(outcome.expect("metadata").endpoint("jwks_uri"), Err(BadEndpoint::NotHttps("jwks_uri")));
    }

    #[test]
    fn after_the_last_there_is_one_line_for_each() {
        let (_, outcome) = talk("https://h", vec![answer(404, ""), answer(200, "{}")]);
        let Err(Failure::NotFound(misses)) = outcome else { panic!("not found") };
        assert_eq!(
            misses.iter().map(|(_, miss)| miss.to_string()).collect::<Vec<_>>(),
            ["status 404", "status 200, and no JSON object with an issuer",]
        );
        let (asked, outcome) = talk("https://h", vec![Err(Unanswered::Connect)]);
        assert_eq!(asked.len(), 1);
        let Err(Failure::NotFound(misses)) = outcome else { panic!("not found") };
        assert!(matches!(misses.as_slice(), [(_, Miss::Unanswered(Unanswered::Connect))]));
    }

    #[test]
    fn r15_the_issuer_is_compared_byte_for_byte_and_ends_the_search() {
        for found in ["https://h/t/", "https://H/t", "https://h:443/t", "https://evil/t", ""] {
            let body = format!(r#"{{"issuer":"{found}"}}"#);
            let (asked, outcome) = talk("https://h/t", vec![answer(200, &body)]);
            assert_eq!(asked.len(), 1, "{found}");
            assert!(matches!(outcome, Err(Failure::OtherIssuer { .. })), "{found}");
        }
    }

    #[test]
    fn r17_an_endless_issuer_or_redirect_is_shown_at_its_beginning_alone() {
        let long = "a".repeat(1 << 20);
        let (_, outcome) = talk("https://h", vec![answer(200, &format!(r#"{{"issuer":"{long}"}}"#))]);
        let Err(Failure::OtherIssuer { found, .. }) = outcome else { panic!("another issuer") };
        assert_eq!(found.len(), 500);
        let redirect = || {
            let headers = vec![("location".to_owned(), long.clone())];
            Ok(Answer { status: 302, headers, body: Secret::from("") })
        };
        let (_, outcome) = talk("https://h", vec![redirect(), redirect()]);
        let Err(Failure::NotFound(misses)) = outcome else { panic!("not found") };
        assert!(misses.iter().all(|(_, miss)| miss.to_string().len() < 600));
    }

    #[test]
    fn r15_an_address_of_many_tenants_takes_its_template_and_nothing_else() {
        let template = "https://h/{tenantid}/v2.0";
        for (found, want) in [(template, true), ("https://h/common/v2.0", false), ("https://h/t/v2.0", false)]
        {
            let issuer = Issuer::parse("https://h/common/v2.0").expect("an issuer");
            let mut talk = Discovery::of_many(issuer, template.to_owned());
            let Ask::Send(plan) = talk.next(None) else { panic!("it asks") };
            assert!(plan.url.contains("/common/v2.0"), "{}", plan.url);
            let body = format!(r#"{{"issuer":"{found}"}}"#);
            let Ask::Done(outcome) = talk.next(Some(answer(200, &body))) else { panic!("it is done") };
            assert_eq!(outcome.is_ok(), want, "{found}");
        }
    }

    #[test]
    fn r8_a_member_that_decides_stands_once() {
        let good = r#""issuer":"https://h","jwks_uri":"https://h/jwks","x":1"#;
        for (more, want) in [
            (r#""issuer":"https://evil""#, Some("issuer")),
            (r#""issuer":"https://h""#, Some("issuer")),
            (r#""i\u0073suer":"https://h""#, Some("issuer")),
            (r#""jwks_uri":"https://evil/jwks""#, Some("jwks_uri")),
            (r#""token_endpoint":"https://a","token_endpoint":"https://b""#, Some("token_endpoint")),
            // What nobody acts upon, or stands elsewhere, leaves nothing open.
            (r#""x":2"#, None),
            (r#""mtls_endpoint_aliases":{"token_endpoint":"a","token_endpoint":"b"}"#, None),
        ] {
            let body = format!("{{{good},{more}}}");
            let (asked, outcome) = talk("https://h", vec![answer(200, &body)]);
            let found = match outcome {
                Err(Failure::Repeated { member, .. }) => Some(member),
                Ok(_) => None,
                Err(other) => panic!("{more}: {other:?}"),
            };
            assert_eq!((asked.len(), found), (1, want), "{more}");
        }
    }

    #[test]
    fn r15_endpoints_are_https_and_another_host_is_said() {
        for (endpoint, want) in [
            (r#""https://h/token""#, Ok(None)),
            (r#""https://h:8443/token?tenant=1""#, Ok(None)),
            (r#""https://other/token""#, Ok(Some("other"))),
            (r#""http://169.254.169.254/""#, Err(BadEndpoint::NotHttps("token_endpoint"))),
            (r#""http://localhost/token""#, Ok(Some("localhost"))),
            (r#""https://u@h/token""#, Err(BadEndpoint::NotHttps("token_endpoint"))),
            (r#""https://h/token#x""#, Err(BadEndpoint::NotHttps("token_endpoint"))),
            (r#""https://h\\@evil/token""#, Err(BadEndpoint::NotHttps("token_endpoint"))),
            (r#""https://h/to\nken""#, Err(BadEndpoint::NotHttps("token_endpoint"))),
            (r#""file:///etc/passwd""#, Err(BadEndpoint::NotHttps("token_endpoint"))),
            (r#""/token""#, Err(BadEndpoint::NotHttps("token_endpoint"))),
            (r#""""#, Err(BadEndpoint::Missing("token_endpoint"))),
            ("1", Err(BadEndpoint::Missing("token_endpoint"))),
        ] {
            let body = format!(r#"{{"issuer":"https://h","token_endpoint":{endpoint}}}"#);
            let metadata = talk("https://h", vec![answer(200, &body)]).1.expect("metadata");
            let found = metadata.endpoint("token_endpoint").map(|e| e.other_host);
            assert_eq!(found, want.map(|host: Option<&str>| host.map(str::to_owned)), "{endpoint}");
        }
    }
}
