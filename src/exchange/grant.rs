//! What was granted, held against what was asked.

use super::inputs::Inputs;
use super::reply::Granted;
use super::token_type;
use super::warning::{Code, Warning};
use crate::delegation::change::{Change, OUTLIVES_AFTER, Subject};
use crate::delegation::mandate::Mandate;
use crate::instant::Instant;
use crate::provider::Quirks;
use crate::token::Token;

/// How far `expires_in` may be from the token's own life, in seconds.
const EXPIRY_SLACK: i64 = 5;

/// A grant, judged.
#[derive(Debug)]
pub struct Judged {
    /// The subject token against the issued one, where both can be read.
    pub change: Option<Change>,
    /// What is not as it was asked for, in the order of the codes.
    pub warnings: Vec<Warning>,
    /// What is: `audience`, `scope`, `actor`, `type`, as far as it was asked for and can be seen.
    pub as_asked: Vec<&'static str>,
}

/// Judges a grant; `at` is the moment of the request.
#[must_use]
pub fn judge(inputs: &Inputs, granted: &Granted, quirks: Option<&Quirks>, at: Instant) -> Judged {
    let parent = inputs.subject.token.as_ref().and_then(Mandate::of);
    let child = granted.token.as_ref().and_then(Mandate::of);
    let change = parent.as_ref().zip(child.as_ref()).map(|(parent, child)| Change::between(parent, child));
    let asked =
        Asked { inputs, granted, quirks, child: child.as_ref(), as_asked: Vec::new(), warnings: Vec::new() };
    asked.judge(parent.as_ref(), change, at)
}

struct Asked<'g> {
    inputs: &'g Inputs,
    granted: &'g Granted,
    quirks: Option<&'g Quirks>,
    child: Option<&'g Mandate>,
    as_asked: Vec<&'static str>,
    warnings: Vec<Warning>,
}

impl Asked<'_> {
    fn judge(mut self, parent: Option<&Mandate>, change: Option<Change>, at: Instant) -> Judged {
        if let Some(change) = &change {
            self.subject(change);
        }
        self.audience();
        self.scope();
        self.kind();
        self.life(parent, at);
        self.actor();
        if let Some(change) = &change {
            if change.same_token {
                self.warn(Code::OddAnswer, "the issued token is the subject token: nothing was exchanged");
            }
            if !change.actors.dropped.is_empty() {
                let dropped = change.actors.dropped.join(", ");
                self.warn(Code::ActorDropped, format!("an actor of the subject token is missing: {dropped}"));
            }
            if !change.binding.before.is_empty() && change.binding.after.is_empty() {
                let by = change.binding.before.join(", ");
                let text = format!("the subject token is bound ({by}), the issued one is not");
                self.warn(Code::BindingDropped, text);
            }
        }
        for other in &self.granted.others {
            let asked = self.inputs.requested_token_type.as_deref().map(token_type::short);
            let by_scope = *other == "id_token" && self.inputs.scopes().contains(&"openid");
            if asked != Some(*other) && !by_scope {
                let text = format!("the answer also holds a token that nobody asked for: {other}");
                self.warn(Code::UnaskedToken, text);
            }
        }
        self.ignored();
        for odd in &self.granted.oddities {
            self.warnings.push(Warning::new(Code::OddAnswer, odd.clone()));
        }
        Judged { change, warnings: self.warnings, as_asked: self.as_asked }
    }

    fn warn(&mut self, code: Code, text: impl Into<String>) {
        self.warnings.push(Warning::new(code, text));
    }

    fn subject(&mut self, change: &Change) {
        if change.subject_is != Subject::Changed {
            return;
        }
        let name = |id: &Option<String>| id.clone().unwrap_or_else(|| "nobody".to_owned());
        let (before, after) = (name(&change.subject.before), name(&change.subject.after));
        let warning = Warning::new(
            Code::SubjectChanged,
            format!("the issued token is about {after}, the subject token about {before}"),
        );
        let rewrites = self.quirks.is_some_and(|quirks| quirks.rewrites_subject);
        self.warnings.push(if rewrites { warning.note() } else { warning });
    }

    fn audience(&mut self) {
        let inputs = self.inputs;
        let asked: Vec<&str> = inputs
            .resource
            .iter()
            .chain(&inputs.audience)
            .map(String::as_str)
            .filter(|a| !a.is_empty())
            .collect();
        let Some(child) = self.child.filter(|_| !asked.is_empty()) else { return };
        let missing: Vec<&str> =
            asked.iter().copied().filter(|a| !child.audience.iter().any(|aud| aud == a)).collect();
        let more: Vec<&str> =
            child.audience.iter().map(String::as_str).filter(|aud| !asked.contains(aud)).collect();
        if !missing.is_empty() {
            self.warn(Code::AudienceNotGranted, format!("not in the token's aud: {}", missing.join(", ")));
        }
        if !more.is_empty() {
            self.warn(Code::AudienceWidened, format!("also in the token's aud: {}", more.join(", ")));
        }
        if missing.is_empty() && more.is_empty() {
            self.as_asked.push("audience");
        }
    }

    fn scope(&mut self) {
        let asked = self.inputs.scopes();
        if asked.is_empty() {
            return;
        }
        let claimed = self.child.map(|child| child.scopes.as_slice()).filter(|scopes| !scopes.is_empty());
        let Some(stated) = self.granted.scopes.as_deref().or(claimed) else {
            let text = "neither the answer nor the token says which scopes were granted: by RFC 8693 those asked for";
            self.warn(Code::ScopeNotStated, text);
            return;
        };
        let has = |scopes: &[String], one: &str| scopes.iter().any(|scope| scope == one);
        let granted = |one: &str| has(stated, one) || has(claimed.unwrap_or_default(), one);
        let missing: Vec<&str> = asked.iter().copied().filter(|scope| !granted(scope)).collect();
        let more: Vec<&str> =
            stated.iter().map(String::as_str).filter(|scope| !asked.contains(scope)).collect();
        if !missing.is_empty() {
            self.warn(Code::ScopeNotGranted, format!("not granted: {}", missing.join(" ")));
        }
        if !more.is_empty() {
            self.warn(Code::ScopeWidened, format!("granted and not asked for: {}", more.join(" ")));
        }
        if missing.is_empty() && more.is_empty() {
            self.as_asked.push("scope");
        }
    }

    fn kind(&mut self) {
        let asked = self.inputs.requested_token_type.as_deref();
        let issued = self.granted.issued_token_type.as_deref();
        match (asked, issued) {
            (_, None) => {
                self.warn(Code::TypeMismatch, "the answer has no issued_token_type, which RFC 8693 requires");
            }
            (Some(asked), Some(issued)) if asked != issued => {
                let (asked, issued) = (token_type::short(asked), token_type::short(issued));
                self.warn(
                    Code::TypeMismatch,
                    format!("{asked} was asked for, issued_token_type is {issued}"),
                );
            }
            (Some(_), Some(_)) => self.as_asked.push("type"),
            (None, Some(_)) => {}
        }
        if self.granted.token_type.is_none() {
            self.warn(Code::OddAnswer, "the answer has no token_type");
        }
    }

    fn life(&mut self, parent: Option<&Mandate>, at: Instant) {
        let stated = self.granted.expires_in;
        let life = self.child.and_then(Mandate::lifetime);
        if let (Some(stated), Some(life)) = (stated, life)
            && stated.abs_diff(life) > EXPIRY_SLACK.unsigned_abs()
        {
            let text = format!("expires_in is {stated} s, the token's exp is {life} s after its iat");
            self.warn(Code::ExpiryMismatch, text);
        }
        let ends = match (self.child, stated) {
            (Some(child), _) => child.expires,
            (None, Some(stated)) => Some(at.plus(stated)),
            (None, None) => None,
        };
        let Some(parent) = parent.and_then(|parent| parent.expires) else { return };
        let text = match ends {
            Some(ends) if ends > parent.plus(OUTLIVES_AFTER) => {
                format!("the issued token ends {} s after the subject token", ends.seconds_since(parent))
            }
            None if self.child.is_some() => {
                "the issued token has no expiry that can be read, the subject token has one".to_owned()
            }
            _ => return,
        };
        self.warn(Code::OutlivesSubjectToken, text);
    }

    /// The actor whose token was sent must be the current actor of the issued one.
    fn actor(&mut self) {
        let (Some(actor), Some(child)) = (&self.inputs.actor, self.child) else { return };
        let Some(ids) = actor.token.as_ref().map(identities) else { return };
        let about = ids.join(", ");
        let text = match child.stated().last().and_then(|actor| actor.id.clone()) {
            Some(current) if ids.contains(&current) => return self.as_asked.push("actor"),
            Some(current) => format!("the current actor is {current}, the actor token is about {about}"),
            None => format!("the issued token names no actor; the actor token is about {about}"),
        };
        self.warn(Code::ActorNotGranted, text);
    }

    /// What the vendor is known to take without effect.
    fn ignored(&mut self) {
        let Some(quirks) = self.quirks else { return };
        let sent = self.inputs.lengths();
        let mut told = Vec::new();
        for (name, length) in sent {
            let too_long = quirks.longest_parameter.is_some_and(|longest| length > longest);
            let text = if quirks.ignores.contains(&name) {
                format!("this server takes {name} and does nothing with it")
            } else if too_long && !name.ends_with("_token") {
                format!("this server drops {name} without a word: it is {length} characters long")
            } else {
                continue;
            };
            if !told.contains(&name) {
                told.push(name);
                self.warn(Code::ParameterIgnored, text);
            }
        }
    }
}

/// The names that a token gives its holder: its subject and its clients.
fn identities(token: &Token) -> Vec<String> {
    let Some(mandate) = Mandate::of(token) else { return Vec::new() };
    let mut ids: Vec<String> = mandate.subject.id.into_iter().collect();
    ids.extend(mandate.clients);
    ids.dedup();
    ids
}

#[cfg(test)]
mod tests {
    use super::judge;
    use crate::conversation::Answer;
    use crate::exchange::inputs::{Handed, Inputs, Proof};
    use crate::exchange::plan::tests::inputs;
    use crate::exchange::reflection::Held;
    use crate::exchange::reply::{Granted, Reply, read};
    use crate::instant::Instant;
    use crate::secret::Secret;
    use crate::token::base64url;

    fn jwt(claims: &str) -> String {
        format!("{}.{}.", base64url::encode(br#"{"alg":"none"}"#), base64url::encode(claims.as_bytes()))
    }

    fn granted(token: &str, more: &str) -> Granted {
        let body = format!(
            r#"{{"access_token":"{token}","token_type":"Bearer","issued_token_type":"urn:ietf:params:oauth:token-type:access_token"{more}}}"#
        );
        let answer = Answer { status: 200, headers: Vec::new(), body: Secret::from(body) };
        match read(&answer, None, &Held::default()) {
            Reply::Granted(granted) => *granted,
            other => panic!("{other:?}"),
        }
    }

    fn asking(subject: &str) -> Inputs {
        let mut asking = inputs(Proof::None);
        asking.subject = Handed::new(&Secret::from(jwt(subject)), None, None);
        asking
    }

    fn codes(inputs: &Inputs, granted: &Granted) -> String {
        let judged = judge(inputs, granted, None, Instant::from_seconds(1000));
        let codes: Vec<_> = judged.warnings.iter().map(|w| w.code.name()).collect();
        format!("{} | {}", codes.join(" "), judged.as_asked.join(" "))
    }

    #[test]
    fn audiences_and_resources_must_show_in_the_token() {
        for (issued, want) in [
            (r#"{"aud":["a","https://r"]}"#, " | audience"),
            (r#"{"aud":["https://r","a"]}"#, " | audience"),
            (r#"{"aud":"a"}"#, "audience-not-granted | "),
            (r#"{"aud":["a","https://r","account"]}"#, "audience-widened | "),
            (r#"{"aud":["a","https://r/"]}"#, "audience-not-granted audience-widened | "),
            (r#"{}"#, "audience-not-granted | "),
        ] {
            let mut asked = asking("{ }");
            asked.audience = vec!["a".to_owned()];
            asked.resource = vec!["https://r".to_owned()];
            assert_eq!(codes(&asked, &granted(&jwt(issued), "")), want, "{issued}");
        }
        let mut opaque = asking("{ }");
        opaque.audience = vec!["a".to_owned()];
        assert_eq!(codes(&opaque, &granted("gho_x", "")), " | ");
    }

    #[test]
    fn scopes_come_from_the_answer_or_from_the_token() {
        for (issued, more, want) in [
            ("{}", r#","scope":"write read""#, " | scope"),
            (r#"{"scope":"read write"}"#, "", " | scope"),
            (r#"{"scp":["read","write"]}"#, r#","scope":null"#, " | scope"),
            (r#"{"scope":"read write"}"#, r#","scope":"read""#, " | scope"),
            ("{}", r#","scope":"read""#, "scope-not-granted | "),
            ("{}", r#","scope":"read write admin""#, "scope-widened | "),
            ("{}", r#","scope":"profile""#, "scope-not-granted scope-widened | "),
            ("{}", r#","scope":"""#, "scope-not-granted | "),
            ("{}", "", "scope-not-stated | "),
        ] {
            let mut asked = asking("{ }");
            asked.scope = vec!["read".to_owned(), "write".to_owned()];
            assert_eq!(codes(&asked, &granted(&jwt(issued), more)), want, "{issued} {more}");
        }
        assert_eq!(codes(&asking("{ }"), &granted(&jwt(r#"{"scope":"admin"}"#), "")), " | ");
    }

    #[test]
    fn lives_are_compared_with_slack() {
        for (subject, issued, more, want) in [
            (r#"{"exp":2000}"#, r#"{"iat":1000,"exp":2000}"#, r#","expires_in":1000"#, ""),
            (r#"{"exp":2000}"#, r#"{"iat":1000,"exp":2000}"#, r#","expires_in":995"#, ""),
            (r#"{"exp":2000}"#, r#"{"iat":1000,"exp":2000}"#, r#","expires_in":994"#, "expiry-mismatch"),
            (r#"{"exp":2000}"#, r#"{"exp":2300}"#, "", ""),
            (r#"{"exp":2000}"#, r#"{"exp":2301}"#, "", "outlives-subject-token"),
            (r#"{"exp":2000}"#, r#"{}"#, "", "outlives-subject-token"),
            (r#"{}"#, r#"{"exp":9999}"#, "", ""),
        ] {
            let got = codes(&asking(subject), &granted(&jwt(issued), more));
            assert_eq!(got, format!("{want} | "), "{subject} {issued} {more}");
        }
        let opaque = granted("opaque", r#","expires_in":1301"#);
        assert_eq!(codes(&asking(r#"{"exp":2000}"#), &opaque), "outlives-subject-token | ");
    }

    #[test]
    fn people_and_programs_stay_who_they_are() {
        let parent = r#"{"sub":"u","act":{"sub":"a"},"cnf":{"jkt":"x"}}"#;
        for (issued, want) in [
            (r#"{"sub":"u","cnf":{},"act":{"sub":"svc","act":{"sub":"a"}}}"#, "binding-dropped | actor"),
            (r#"{"sub":"u","cnf":{"jkt":"y"},"act":{"sub":"svc","act":{"sub":"a"}}}"#, " | actor"),
            (r#"{"sub":"u","cnf":{"jkt":"y"},"act":{"sub":"cid","act":{"sub":"a"}}}"#, " | actor"),
            (r#"{"sub":"v","cnf":{"jkt":"y"},"act":{"sub":"svc"}}"#, "subject-changed actor-dropped | actor"),
            (r#"{"sub":"u","cnf":{"jkt":"y"},"act":{"sub":"a"}}"#, "actor-not-granted | "),
            (r#"{"sub":"u","cnf":{"jkt":"y"},"azp":"svc"}"#, "actor-not-granted actor-dropped | "),
        ] {
            let mut asked = asking(parent);
            asked.actor =
                Some(Handed::new(&Secret::from(jwt(r#"{"sub":"svc","client_id":"cid"}"#)), None, None));
            assert_eq!(codes(&asked, &granted(&jwt(issued), "")), want, "{issued}");
        }
    }

    #[test]
    fn types_and_tokens_that_nobody_asked_for() {
        let mut asked = asking("{ }");
        let more = granted(&jwt("{}"), r#","refresh_token":"r","id_token":"i""#);
        assert_eq!(codes(&asked, &more), "unasked-token unasked-token | ");
        asked.requested_token_type = Some("urn:ietf:params:oauth:token-type:refresh_token".to_owned());
        assert_eq!(codes(&asked, &more), "type-mismatch unasked-token | ");
        let mut bare = granted("t", "");
        (bare.issued_token_type, bare.token_type) = (None, None);
        assert_eq!(codes(&asking("{ }"), &bare), "type-mismatch odd-answer | ");
        assert_eq!(
            codes(&asking("{}"), &granted(&jwt("{}"), "")),
            "odd-answer | ",
            "the subject token itself"
        );
    }

    #[test]
    fn what_a_vendor_does_to_everybody_is_told_and_does_not_count() {
        let mut quirks = crate::provider::named("keycloak").expect("a known vendor").quirks();
        quirks.rewrites_subject = true;
        let mut asked = asking(r#"{"sub":"u"}"#);
        asked.resource = vec!["https://r".to_owned()];
        asked.scope = vec!["x".repeat(4001)];
        let issued = granted(&jwt(r#"{"sub":"v","aud":"https://r"}"#), "");
        let judged = judge(&asked, &issued, Some(&quirks), Instant::from_seconds(0));
        let told: Vec<_> = judged.warnings.iter().map(|w| (w.code.name(), w.strict)).collect();
        let want = [
            ("subject-changed", false),
            ("scope-not-stated", false),
            ("parameter-ignored", true),
            ("parameter-ignored", true),
        ];
        assert_eq!(told, want);
    }
}
