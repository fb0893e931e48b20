//! A JSON tree with its shape, its times and its harmless words kept, and every other text replaced.

use super::{Category, Redactor};
use crate::token::json::{Budget, Document, Kind, SHOWN_LEVELS, Tree, Value, step};

/// Members whose numbers are times.
const DATES: [&str; 6] = ["iat", "nbf", "exp", "auth_time", "updated_at", "expires_in"];

/// Members whose texts come from a registry or a vendor's table and name nobody.
const HARMLESS: [&str; 20] = [
    "alg",
    "enc",
    "typ",
    "cty",
    "zip",
    "kty",
    "crv",
    "use",
    "ver",
    "idtyp",
    "appidacr",
    "azpacr",
    "acr",
    "amr",
    "sub_profile",
    "client_profile",
    "token_type",
    "_sd_alg",
    "error",
    "issued_token_type",
];

/// Members of a document or an answer, which name nobody (RFC 6749 section 5).
const PLAIN: [&str; 15] = [
    "act",
    "cnf",
    "jwk",
    "_sd",
    "claims",
    "header",
    "access_token",
    "refresh_token",
    "id_token",
    "token_type",
    "issued_token_type",
    "expires_in",
    "error",
    "error_description",
    "error_uri",
];

/// Whether a text looks like a word of a registry, and not like anybody's.
pub(super) fn is_registered(text: &str) -> bool {
    text.len() <= 64 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b" +._/:-".contains(&b))
}

/// Members that hold sets of numbers.
const FACETS: [&str; 4] = ["xms_act_fct", "xms_sub_fct", "xms_tnt_fct", "xms_idrel"];

impl Redactor {
    /// The same tree without what could name anybody.
    pub(super) fn tree(&mut self, tree: &Tree) -> Tree {
        let mut text = String::new();
        self.value(tree.value(), "", Category::Value, 1, &mut text);
        let document = Document::parse(text.as_bytes(), Budget::ANSWER);
        // What was written here is JSON; should it ever not be, nothing is shown rather than something personal.
        document
            .or_else(|_| Document::parse(b"null", Budget::TOKEN))
            .map_or_else(|_| tree.clone(), Tree::from)
    }

    fn value(&mut self, value: Value<'_>, name: &str, category: Category, level: usize, out: &mut String) {
        let next = level.saturating_add(1);
        match value.kind() {
            Kind::Null => out.push_str("null"),
            Kind::Bool => out.push_str(if value.as_bool() == Some(true) { "true" } else { "false" }),
            Kind::Number => {
                let digits = value.as_number().unwrap_or_default();
                match DATES.contains(&name) || digits.len() <= 3 {
                    true => out.push_str(digits),
                    false => quote(&self.stand_in(Category::Value, digits), out),
                }
            }
            Kind::String => {
                let text = value.as_str().unwrap_or_default();
                quote(&self.text(name, category, text), out);
            }
            Kind::Array | Kind::Object if level > SHOWN_LEVELS => out.push_str("null"),
            Kind::Array => {
                out.push('[');
                for (index, item) in value.items().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    self.value(item, name, category, next, out);
                }
                out.push(']');
            }
            Kind::Object => {
                out.push('{');
                for (index, (member, inner)) in value.members().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    quote(&self.member(member), out);
                    out.push(':');
                    let category = match (member, Category::of(member)) {
                        ("act" | "may_act", _) => Category::Actor,
                        (_, Category::User | Category::Client) if category == Category::Actor => {
                            Category::Actor
                        }
                        (_, own) => own,
                    };
                    self.value(inner, member, category, next, out);
                }
                out.push('}');
            }
        }
    }

    fn text(&mut self, name: &str, category: Category, text: &str) -> String {
        if HARMLESS.contains(&name) && is_registered(text) {
            return text.to_owned();
        }
        if FACETS.contains(&name) && text.bytes().all(|b| b.is_ascii_digit() || b == b' ') {
            return text.to_owned();
        }
        if category == Category::Scope {
            let parts: Vec<String> = text
                .split(' ')
                .filter(|s| !s.is_empty())
                .map(|s| self.stand_in(Category::Scope, s))
                .collect();
            return parts.join(" ");
        }
        self.stand_in(category, text)
    }

    /// A member's name: what the data knows stays.
    fn member(&mut self, name: &str) -> String {
        let plain = PLAIN.contains(&name);
        match plain || self.known.contains(name) {
            true => name.to_owned(),
            false => self.stand_in(Category::Member, name),
        }
    }

    /// A JSON pointer with its unknown names replaced.
    pub(super) fn pointer(&mut self, pointer: &str) -> String {
        let mut out = String::new();
        for part in pointer.split('/').skip(1) {
            let name = part.replace("~1", "/").replace("~0", "~");
            let ours = ["claims", "header", "payload", "signature", "signatures", "protected"]
                .contains(&name.as_str());
            let name = match ours || name.bytes().all(|b| b.is_ascii_digit()) {
                true => name,
                false => self.member(&name),
            };
            out.push_str(&step(&name));
        }
        out
    }
}

fn quote(text: &str, out: &mut String) {
    out.push_str(&serde_json::Value::from(text).to_string());
}
