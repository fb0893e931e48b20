//! The form of a request, its parameters read by the rules of RFC 6749 section 3.2 and RFC 8693 section 2.1.

use super::refusal::Refusal;
use crate::secret::Secret;

/// The media type that the server reads and no other (R20).
pub const MEDIA_TYPE: &str = "application/x-www-form-urlencoded";
/// The most bytes of a body: a token of 1 MiB, and room for a second and the rest.
pub const MAX_BYTES: usize = 3 << 20;
/// The most parameters of a body; each is compared with those before it.
const MAX_PARAMETERS: usize = 1_000;
/// The parameters that may stand more than once (RFC 8693 section 2.1).
const REPEATABLE: [&str; 2] = ["audience", "resource"];

/// The parameters of one request, in order; each value may be a secret or a token.
#[derive(Debug, Clone)]
pub struct Form(Vec<(String, Secret)>);

impl Form {
    /// Reads a body of [`MEDIA_TYPE`]; parameters without a value are treated as omitted.
    ///
    /// # Errors
    /// Where the media type is another one, the body is too large, or a parameter stands twice that may not.
    pub fn read(media_type: Option<&str>, body: &[u8]) -> Result<Self, Refusal> {
        let essence = media_type.and_then(|t| t.split(';').next()).map(str::trim);
        if !essence.is_some_and(|t| t.eq_ignore_ascii_case(MEDIA_TYPE)) {
            return Err(Refusal::NotAForm);
        }
        if body.len() > MAX_BYTES {
            return Err(Refusal::TooLarge);
        }
        let mut pairs: Vec<(String, Secret)> = Vec::new();
        for (name, value) in url::form_urlencoded::parse(body) {
            if value.is_empty() {
                continue;
            }
            if pairs.len() >= MAX_PARAMETERS {
                return Err(Refusal::TooLarge);
            }
            if !REPEATABLE.contains(&&*name) && pairs.iter().any(|(n, _)| *n == *name) {
                return Err(Refusal::Repeated);
            }
            pairs.push((name.into_owned(), Secret::from(value.into_owned())));
        }
        Ok(Self(pairs))
    }

    /// A parameter's value; of a repeated one the first.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).and_then(|(_, value)| value.expose_text())
    }

    /// A parameter's value.
    ///
    /// # Errors
    /// Where it is missing.
    pub fn need(&self, name: &'static str) -> Result<&str, Refusal> {
        self.get(name).ok_or(Refusal::Missing(name))
    }

    /// All values of a parameter, in order.
    pub fn all<'f>(&'f self, name: &str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(n, _)| n == name).filter_map(|(_, value)| value.expose_text())
    }
}

#[cfg(test)]
mod tests {
    use super::{Form, MAX_BYTES, MEDIA_TYPE, Refusal};

    #[test]
    fn r20_only_a_form_is_read() {
        for (media_type, fine) in [
            (Some(MEDIA_TYPE), true),
            (Some("Application/X-WWW-Form-Urlencoded; charset=utf-8"), true),
            (Some("application/json"), false),
            (Some("text/plain"), false),
            (Some("multipart/form-data"), false),
            (None, false),
        ] {
            assert_eq!(Form::read(media_type, b"a=b").is_ok(), fine, "{media_type:?}");
        }
    }

    #[test]
    fn only_audience_and_resource_may_repeat() {
        for (body, fine) in [
            ("audience=a&audience=b&resource=c&resource=d", true),
            ("scope=a&scope=b", false),
            ("x=1&x=1", false),
            ("scope=&scope=b", true),
        ] {
            assert_eq!(Form::read(Some(MEDIA_TYPE), body.as_bytes()).is_ok(), fine, "{body}");
        }
    }

    #[test]
    fn an_empty_parameter_is_omitted() {
        let form = Form::read(Some(MEDIA_TYPE), b"scope=&audience=a+b%2Bc").expect("a form");
        assert_eq!(form.need("scope"), Err(Refusal::Missing("scope")));
        assert_eq!(form.all("audience").collect::<Vec<_>>(), ["a b+c"]);
    }

    #[test]
    fn r17_a_body_over_the_budget_is_refused() {
        let body = vec![b'a'; MAX_BYTES + 1];
        assert_eq!(Form::read(Some(MEDIA_TYPE), &body).err(), Some(Refusal::TooLarge));
        let body: String = (0..=1_000).map(|n| format!("p{n}=1&")).collect();
        assert_eq!(Form::read(Some(MEDIA_TYPE), body.as_bytes()).err(), Some(Refusal::TooLarge));
    }
}
