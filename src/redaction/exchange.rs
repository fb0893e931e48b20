//! An exchange without what could name anybody.

use super::{Category, Redactor};
use crate::exchange::cause::Cause;
use crate::exchange::refusal::Refusal;
use crate::exchange::token_type;
use crate::report::exchange::{Exchanged, Request, Response, Warning};
use crate::report::explain::Match;

/// Parameters whose values come from a registry or are masks already.
const HARMLESS: [&str; 6] = [
    "grant_type",
    "subject_token",
    "actor_token",
    "client_assertion",
    "client_assertion_type",
    "client_secret",
];

impl Redactor {
    /// The same exchange with stand-ins.
    #[must_use]
    pub fn exchanged(&mut self, exchanged: &Exchanged) -> Exchanged {
        let mut hidden = exchanged.clone();
        // What is proposed names files, too.
        hidden.sources = exchanged.sources.iter().map(|source| self.place(source)).collect();
        hidden.request = self.request(&exchanged.request);
        hidden.client.0 = self.optional(Category::Client, exchanged.client.0.as_deref());
        hidden.issued = exchanged.issued.as_ref().map(|issued| self.decoded(issued));
        hidden.changes = exchanged.changes.as_ref().map(|change| self.change(change));
        hidden.response = exchanged
            .response
            .as_ref()
            .map(|response| Response { status: response.status, body: self.tree(&response.body) });
        hidden.refusal = exchanged.refusal.as_ref().map(|refusal| self.refusal(refusal));
        hidden.warnings = exchanged
            .warnings
            .iter()
            .map(|warning| Warning { text: self.prose(&warning.text), ..warning.clone() })
            .collect();
        if let Some(bare) = &mut hidden.bare {
            bare.issued_token_type = bare.issued_token_type.take().map(|uri| self.type_uri(&uri));
            bare.token_type = bare.token_type.take().map(|word| match word.to_ascii_lowercase().as_str() {
                "bearer" | "dpop" | "n_a" | "pop" => word,
                _ => self.stand_in(Category::Value, &word),
            });
        }
        hidden
    }

    fn request(&mut self, request: &Request) -> Request {
        let mut form = Vec::new();
        for (name, value) in &request.form {
            let hidden = match name.as_str() {
                name if HARMLESS.contains(&name) => value.clone(),
                name if name.ends_with("_token_type") => self.type_uri(value),
                "audience" | "resource" => self.stand_in(Category::Audience, value),
                "client_id" => self.stand_in(Category::Client, value),
                "scope" => {
                    let scopes = value.split(' ').filter(|scope| !scope.is_empty());
                    let scopes: Vec<String> =
                        scopes.map(|scope| self.stand_in(Category::Scope, scope)).collect();
                    scopes.join(" ")
                }
                _ => {
                    let hidden = self.stand_in(Category::Value, value);
                    form.push((self.stand_in(Category::Member, name), hidden));
                    continue;
                }
            };
            form.push((name.clone(), hidden));
        }
        Request { url: self.stand_in(Category::Issuer, &request.url), form, ..request.clone() }
    }

    /// A registered type stays; a vendor's own names the vendor.
    fn type_uri(&mut self, uri: &str) -> String {
        if token_type::short(uri) == uri { self.stand_in(Category::Value, uri) } else { uri.to_owned() }
    }

    /// Our own sentences keep their words; the server's are outside text as a whole.
    fn refusal(&mut self, refusal: &Refusal) -> Refusal {
        let mut value = |text: &Option<String>, category| self.optional(category, text.as_deref());
        let (description, claims) =
            (value(&refusal.description, Category::Value), value(&refusal.claims, Category::Value));
        let (trace_id, correlation_id) =
            (value(&refusal.trace_id, Category::Id), value(&refusal.correlation_id, Category::Id));
        let causes = self.causes(&refusal.causes);
        Refusal {
            description,
            claims,
            trace_id,
            correlation_id,
            causes,
            meaning: self.prose(&refusal.meaning),
            hint: self.prose(&refusal.hint),
            ..refusal.clone()
        }
    }

    /// What was wanted and found is hidden first, so that every sentence that quotes it can be.
    fn causes(&mut self, causes: &[Cause]) -> Vec<Cause> {
        let mut hidden = causes.to_vec();
        for cause in &mut hidden {
            cause.wanted = self.optional(Category::Value, cause.wanted.as_deref());
            cause.found = self.optional(Category::Value, cause.found.as_deref());
            cause.pointer = cause.pointer.as_deref().map(|pointer| self.pointer(pointer));
        }
        for cause in &mut hidden {
            cause.text = self.prose(&cause.text);
        }
        hidden
    }

    /// What explain says of a pasted refusal: the causes that were judged against a token; the rest obo knows.
    pub(super) fn matched(&mut self, matched: &Match) -> Match {
        let causes = self.causes(&matched.causes);
        let (text, hint) = (self.prose(&matched.text), self.prose(&matched.hint));
        Match { causes, text, hint, ..matched.clone() }
    }
}

#[cfg(test)]
mod tests {
    use crate::exchange::cause::{Cause, Verdict};
    use crate::exchange::refusal::{Refusal, Retry};
    use crate::redaction::Redactor;
    use crate::render::ascii::ascii;
    use crate::report::exchange::Exchanged;

    #[test]
    fn r25_an_exchange_keeps_its_shape_and_loses_its_names() {
        let mut exchanged = Exchanged::example();
        exchanged.client.0 = Some("acme-client".to_owned());
        exchanged.sources = vec!["/home/acme/hop.jwt".to_owned()];
        exchanged.request.url = "https://acme.example/token".to_owned();
        exchanged.request.form = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
            ("subject_token", "sha256:0123456789ab"),
            ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"),
            ("requested_token_type", "urn:acme:type"),
            ("audience", "https://acme.example/api"),
            ("scope", "acme.read acme.write"),
            ("acme_extra", "acme"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec();
        exchanged.refusal = Some(Refusal {
            error: "invalid_target".to_owned(),
            description: Some("no acme here".to_owned()),
            codes: Vec::new(),
            meaning: "it is not for https://acme.example/api".to_owned(),
            causes: vec![Cause {
                verdict: Verdict::Yes,
                text: "https://acme.example/api is none".to_owned(),
                wanted: Some("https://acme.example/api".to_owned()),
                found: Some("acme".to_owned()),
                pointer: Some("/claims/aud".to_owned()),
            }],
            hint: "ask acme-client: obo chain @/home/acme/hop.jwt".to_owned(),
            retry: Retry::Never,
            claims: None,
            trace_id: Some("acme-1".to_owned()),
            correlation_id: None,
        });
        let hidden = Redactor::default().exchanged(&exchanged);
        let json = String::from_utf8(ascii(&hidden, None)).expect("ASCII");
        assert!(!json.contains("acme"), "{json}");
        for kept in ["invalid_target", "token-exchange", "token-type:access_token", "scope-1 scope-2"] {
            assert!(json.contains(kept), "{kept}: {json}");
        }
        assert_eq!(hidden.client.0.as_deref(), Some("client-1"));
        let refusal = hidden.refusal.expect("it was refused");
        assert_eq!(refusal.hint, "ask client-1: obo chain @input-1");
        assert_eq!(refusal.meaning, "it is not for audience-1");
        assert_eq!(refusal.causes.first().and_then(|cause| cause.wanted.as_deref()), Some("audience-1"));
    }
}
