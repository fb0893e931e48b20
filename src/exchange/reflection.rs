//! What a server sends back may hold what was sent: every secret and token of this run is taken out before a
//! word of it is shown or recorded (SECURITY.md R6).

use std::cmp::Reverse;
use std::ops::Range;

use super::inputs::Proof;
use super::unescaped::{Unescaped, needle};
use crate::conversation::{Basic, Content, Plan};
use crate::secret::Secret;
use crate::token::base64url;
use crate::token::digest::Digest;
use crate::token::json::{Budget, Document, Kind, SHOWN_LEVELS, Tree, Value};

/// How a client secret is shown.
pub const SECRET: &str = "***";

/// The shortest signature part, and base64 in a token, that is looked for on its own.
const SIGNATURE: usize = 16;

/// The shortest secret that does not stand in a token by chance: 4 letters of base64 are in one of 30,000 tokens.
const NO_CHANCE: usize = 5;

/// How many layers of escapes are undone, one within the other.
const LAYERS: usize = 3;

/// How a token is shown: `sha256:` and 12 digits.
#[must_use]
pub fn token_mask(token: &Secret) -> String {
    format!("sha256:{}", Digest::of(token.expose()).short())
}

/// The secrets and tokens of this run, in every spelling that a server may send back.
#[derive(Debug, Default)]
pub struct Held {
    /// What is looked for, as [`needle`] spells it, and what stands in its place.
    spellings: Vec<(Secret, String)>,
    secrets: Vec<Secret>,
}

impl Held {
    /// Everything hidden in a request.
    #[must_use]
    pub fn of(plan: &Plan) -> Self {
        let mut held = Self::default();
        for (_, content) in plan.form.iter().chain(&plan.headers) {
            match content {
                Content::Plain(_) => {}
                Content::Secret(secret) => held.secret(secret),
                Content::Token(token) => held.token(token),
            }
        }
        if let Some(basic) = &plan.basic {
            held.basic(basic);
        }
        held
    }

    /// Also these credentials, and the pair that they are sent as.
    pub fn basic(&mut self, basic: &Basic) {
        self.secret(&basic.secret);
        self.spell(&basic.pair(), SECRET);
        // A server that has decoded both writes them without the form-encoding.
        let mut decoded = format!("{}:", basic.client_id).into_bytes();
        decoded.extend_from_slice(basic.secret.expose());
        self.spell(&Secret::new(decoded), SECRET);
    }

    /// Everything hidden in a request, and the secret that signed it without being in it.
    #[must_use]
    pub fn of_proved(plan: &Plan, proof: &Proof) -> Self {
        let mut held = Self::of(plan);
        if let Proof::Assertions(_, made) = proof
            && let Some(secret) = &made.secret
        {
            held.secret(secret);
        }
        held
    }

    /// Also this secret.
    pub fn secret(&mut self, secret: &Secret) {
        self.secrets.push(secret.clone());
        self.spell(secret, SECRET);
    }

    /// Also this token, and its signature alone.
    pub fn token(&mut self, token: &Secret) {
        self.spell(token, &token_mask(token));
        let text = token.expose_text().unwrap_or_default();
        if let [_, _, signature] = text.split('.').collect::<Vec<_>>().as_slice()
            && signature.len() >= SIGNATURE
        {
            self.spell(&Secret::from(*signature), SECRET);
        }
    }

    fn spell(&mut self, value: &Secret, mask: &str) {
        if value.is_empty() {
            return;
        }
        self.spellings.extend(spellings(value).into_iter().map(|spelling| (spelling, mask.to_owned())));
    }

    /// Whether one of the secrets (not of the tokens) is this text, or stands in it where that cannot be chance, as it
    /// is or in base64.
    #[must_use]
    pub fn has_secret(&self, text: &str) -> bool {
        let within = |secret: &Secret| {
            let standard = base64url::encode_standard(secret.expose());
            let encoded = [standard.trim_end_matches('=').to_owned(), base64url::encode(secret.expose())];
            let is_in = |s: &str| text == s || (s.len() >= NO_CHANCE && text.contains(s));
            secret.expose_text().is_some_and(is_in)
                || encoded.iter().any(|s| s.len() >= SIGNATURE && text.contains(s.as_str()))
        };
        self.secrets.iter().any(within)
    }

    /// The text with everything that this run holds replaced, also where it stands in escapes.
    #[must_use]
    pub fn masked(&self, text: &str) -> String {
        let mut places: Vec<(Range<usize>, &str)> = Vec::new();
        let mut layer = (!self.spellings.is_empty()).then(|| Unescaped::new(text));
        for _ in 0..=LAYERS {
            let Some(here) = layer else { break };
            // A search begins with reading all of what it looks for: millions of short texts have no time for that.
            let fit = self.spellings.iter().filter(|(spelling, _)| spelling.len() <= here.len());
            for (spelling, mask) in fit {
                let spelling = spelling.expose_text().unwrap_or_default();
                let is_told = |place: &Range<usize>| spelling.len() >= NO_CHANCE || is_word(text, place);
                places.extend(here.find(spelling).filter(is_told).map(|place| (place, mask.as_str())));
            }
            layer = here.further();
        }
        // The longest of those that begin together comes first, so that a part never hides in a whole.
        places.sort_by_key(|(place, _)| (place.start, Reverse(place.end)));
        let mut masked = String::with_capacity(text.len());
        let mut done = 0;
        for (place, mask) in places {
            if place.start >= done {
                masked.push_str(text.get(done..place.start).unwrap_or_default());
                masked.push_str(mask);
            }
            done = done.max(place.end);
        }
        masked.push_str(text.get(done..).unwrap_or_default());
        masked
    }

    /// Text that may also hold tokens which nobody asked for: they are named, too.
    #[must_use]
    pub fn masked_with_tokens(&self, text: &str) -> String {
        let masked = self.masked(text);
        let mut shown = String::with_capacity(masked.len());
        let mut word = String::new();
        for sign in masked.chars().chain(std::iter::once('\n')) {
            if sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_' | '.' | '~') {
                word.push(sign);
                continue;
            }
            let jwt = word.starts_with("eyJ") && word.matches('.').count() >= 2;
            shown.push_str(&if jwt { token_mask(&Secret::from(word.as_str())) } else { word.clone() });
            shown.push(sign);
            word.clear();
        }
        shown.pop();
        shown
    }

    /// A JSON value with everything that this run holds replaced, in names, strings and numbers; below the levels
    /// that are shown there is `null`.
    #[must_use]
    pub fn masked_json(&self, value: Value<'_>) -> Tree {
        let mut text = String::new();
        self.write(value, 1, &mut text);
        let document = Document::parse(text.as_bytes(), Budget { bytes: usize::MAX, ..Budget::ANSWER });
        document.or_else(|_| Document::parse(b"null", Budget::TOKEN)).expect("null is JSON").into()
    }

    fn write(&self, value: Value<'_>, level: usize, out: &mut String) {
        match value.kind() {
            Kind::Array | Kind::Object if level > SHOWN_LEVELS => out.push_str("null"),
            Kind::Array => {
                out.push('[');
                for (index, item) in value.items().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    self.write(item, level.saturating_add(1), out);
                }
                out.push(']');
            }
            Kind::Object => {
                out.push('{');
                for (index, (name, member)) in value.members().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    out.push_str(&quoted(&self.masked(name)));
                    out.push(':');
                    self.write(member, level.saturating_add(1), out);
                }
                out.push('}');
            }
            Kind::String => out.push_str(&quoted(&self.masked(value.as_str().unwrap_or_default()))),
            Kind::Number => {
                let digits = value.as_number().unwrap_or_default();
                let masked = self.masked(digits);
                out.push_str(&if masked == digits { masked } else { quoted(&masked) });
            }
            Kind::Null | Kind::Bool => out.push_str(&value.to_json()),
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The value as it is and in base64 of both alphabets; how those are escaped is undone where they are looked for.
fn spellings(value: &Secret) -> Vec<Secret> {
    let bytes = value.expose();
    let standard = base64url::encode_standard(bytes);
    let url_safe = base64url::encode(bytes);
    let mut all =
        vec![needle(bytes), needle(url_safe.as_bytes()), needle(standard.trim_end_matches('=').as_bytes())];
    all.push(needle(standard.as_bytes()));
    all.sort();
    all.dedup();
    all.into_iter().map(Secret::from).collect()
}

/// Whether what stands at a place is a word of its own; a secret of a letter or two stands inside most others.
fn is_word(text: &str, place: &Range<usize>) -> bool {
    let is_of_word = |sign: char| sign.is_alphanumeric() || sign == '_';
    let before = text.get(..place.start).and_then(|text| text.chars().next_back());
    let after = text.get(place.end..).and_then(|text| text.chars().next());
    !before.into_iter().chain(after).any(is_of_word)
}

#[cfg(test)]
mod tests {
    use super::Held;
    use crate::conversation::{Basic, Content, Method, Plan};
    use crate::secret::Secret;
    use crate::token::json::{Budget, Document};

    const SECRET: &str = "hunter2 canary/\"+%\u{e9}";
    const TOKEN: &str = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2lnbmF0dXJlLWNhbmFyeQ";

    fn held() -> Held {
        Held::of(&Plan {
            method: Method::Post,
            url: "https://sts.example/token".to_owned(),
            headers: Vec::new(),
            basic: Some(Basic { client_id: "svc".to_owned(), secret: Secret::from(SECRET) }),
            form: vec![("subject_token".to_owned(), Content::Token(Secret::from(TOKEN)))],
            repeatable: true,
            named_by: None,
        })
    }

    #[test]
    fn r6_a_reflected_secret_is_replaced_in_every_spelling() {
        let mut b64 = crate::token::base64url::encode_standard(SECRET.as_bytes());
        let url_safe = crate::token::base64url::encode(SECRET.as_bytes());
        let form: String = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
        let basic = crate::token::base64url::encode_standard(format!("svc:{form}").as_bytes());
        for reflected in [
            SECRET.to_owned(),
            form.clone(),
            form.replace('+', "%20"),
            form.replace("%2F", "%2f").replace("%2B", "%2b").replace("%C3%A9", "%c3%a9"),
            std::mem::take(&mut b64),
            url_safe,
            basic,
            crate::token::base64url::encode_standard(format!("svc:{SECRET}").as_bytes()),
            "hunter2%20canary/%22%2B%25%C3%A9".to_owned(),
            "hunter2+canary%2F%22%2B%25%C3%A9".to_owned(),
            form.replace('%', "%25"),
            r#"hunter2 canary\/\"+%\u00e9"#.to_owned(),
            "hunter2 canary/&#34;+%\u{e9}".to_owned(),
            TOKEN.to_owned(),
            TOKEN.replace('.', "%2E"),
            "c2lnbmF0dXJlLWNhbmFyeQ".to_owned(),
        ] {
            let shown = held().masked(&format!("bad [{reflected}]!"));
            assert!(!shown.contains(&reflected), "{reflected}");
            for part in ["hunter2", "canary", "c2lnbmF0dXJlLWNhbmFyeQ"] {
                assert!(!shown.contains(part), "{shown}");
            }
            assert!(shown.starts_with("bad [") && shown.ends_with("]!"), "{shown}");
        }
        assert!(held().masked(TOKEN).starts_with("sha256:"));
    }

    #[test]
    fn r6_names_strings_and_numbers_of_an_answer_are_masked_and_the_rest_stays() {
        let mut held = Held::default();
        held.secret(&Secret::from("73625141"));
        held.secret(&Secret::from("a\"b"));
        let text =
            r#"{"n":1.50,"deep":[{"73625141":73625141}],"s":"x73625141","q":"\u0061\"b","t":true,"z":null}"#;
        let document = Document::parse(text.as_bytes(), Budget::TOKEN).expect("JSON");
        let shown = held.masked_json(document.root()).value().to_json();
        assert_eq!(shown, r#"{"n":1.50,"deep":[{"***":"***"}],"s":"x***","q":"***","t":true,"z":null}"#);
    }

    #[test]
    fn r6_a_token_that_holds_a_secret_in_base64_is_none() {
        let mut held = Held::default();
        held.secret(&Secret::from("hunter2 canary/"));
        held.secret(&Secret::from("a"));
        for (token, want) in [
            ("x.aHVudGVyMiBjYW5hcnkv", true),
            ("xhunter2 canary/", true),
            ("eyJ.YQ.zz", false),
            ("xyz", false),
        ] {
            assert_eq!(held.has_secret(token), want, "{token}");
        }
    }

    #[test]
    fn r17_an_answer_of_many_short_texts_is_searched_in_time() {
        let mut held = Held::default();
        held.token(&Secret::from("a".repeat(1 << 20)));
        let text = format!("[{}1]", "\"%2541\",".repeat(100_000));
        let document = Document::parse(text.as_bytes(), Budget::ANSWER).expect("JSON");
        // Without the look at the length first this takes minutes.
        assert_eq!(held.masked_json(document.root()).value().items().len(), 100_001);
    }

    #[test]
    fn tokens_that_nobody_asked_for_are_named() {
        let page = format!("<p>token={TOKEN}; eyJ is fine, a.b.c too</p>");
        let shown = Held::default().masked_with_tokens(&page);
        assert!(shown.starts_with("<p>token=sha256:"), "{shown}");
        assert!(shown.ends_with("; eyJ is fine, a.b.c too</p>"), "{shown}");
    }

    #[test]
    fn r6_a_secret_of_a_letter_or_two_hides_no_other_words_and_no_token() {
        let mut held = Held::default();
        held.secret(&Secret::from("s"));
        assert_eq!(held.masked("client_secret=s was sent as \"s\""), "client_secret=*** was sent as \"***\"");
        assert!(!held.has_secret("issued") && held.has_secret("s"));
        held.secret(&Secret::from("five5"));
        assert!(held.has_secret("xfive5x"));
        assert_eq!(held.masked("xfive5x"), "x***x");
    }
}
