//! What claims and values mean, as data: `claims/*.toml`, one file a family of issuers.
//!
//! What the data does not know is left out or called `unknown(…)`, never guessed. A file has a `title`, a default
//! `reference`, the ways to `[[recognise]]` a token of its family (each a list `when` of conditions), and:
//!
//! | key of a `[[claim]]` | says |
//! | --- | --- |
//! | `name`, `in = "header"` | the member; `/act/sub` is a member inside a claim, at any depth of `act` |
//! | `when` | conditions: `name`, `!name`, `name=pattern*`, `name=@other`, `header:name`; the first row that fits counts |
//! | `text`, `detail`, `hint`, `reference` | the meaning in one line, more of it, what to do, where it is written |
//! | `note`, `known` | the grid's line without and with a known value (`{}`); an empty `known` keeps values off the grid |
//! | `recipe` | how a value is taken apart, see `build/claims.rs`; the default looks it up as it stands |
//! | `table`, `[claim.values]` | meanings of values, shared (`[tables.…]`) or the claim's own; `closed = true`: no others exist |
//! | `exclusive` | two values that contradict each other |
//!
//! A `[[term]]` has `kind`, `name`, `text`, `detail`, `hint`, `reference`: token types, grants, ways to authenticate.

mod entry;
mod family;
mod note;
mod recipe;
mod table;
mod walk;

pub use entry::{Entry, entries};
pub use note::Note;
pub use table::Place;

use self::family::Seen;
use self::table::{FAMILIES, ROWS, Row, TEXT};
use crate::token::Token;
use crate::token::json::step;

/// What one claim, header member or value means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// JSON pointer into the decoded element: `/claims/xms_act_fct`, `/header/typ`.
    pub pointer: String,
    /// The value that is explained, or one piece of it; none for an object or a list as a whole.
    pub value: Option<String>,
    /// The meaning.
    pub text: String,
}

/// Explains one token: made once a token, asked for each line of the grid.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'t> {
    seen: Seen<'t>,
}

impl<'t> Reader<'t> {
    /// Finds out which families the token belongs to.
    #[must_use]
    pub fn new(token: &'t Token) -> Self {
        Self { seen: Seen::new(token) }
    }

    /// The families that the token was recognised as, each with its title; empty for an issuer that no data knows.
    pub fn families(&self) -> impl Iterator<Item = (&'static str, &'static str)> + use<'t> {
        let seen = self.seen;
        let named = |family: &'static table::Family| (family.name.of(TEXT), family.title.of(TEXT));
        let is_known = move |(bit, family): &(u8, &'static table::Family)| {
            seen.is_in(*bit) && !family.recognised.is_empty()
        };
        (0_u8..).zip(&FAMILIES).filter(is_known).map(move |(_, family)| named(family))
    }

    /// Every claim, header member and value that the data knows, header first, in signed order.
    #[must_use]
    pub fn explanations(&self) -> Vec<Explanation> {
        walk::explanations(&self.seen)
    }

    /// What stands to the right of a claim in the grid: `token id`, `actor: unknown(9), AgentIdentity`.
    ///
    /// `name` is a member's name or a pointer from the payload or header (`aud`, `/cnf/jkt`).
    #[must_use]
    pub fn note(&self, place: Place, name: &str) -> Option<Note> {
        let value = self.seen.member(place, name)?;
        let pointer = if name.starts_with('/') { name.to_owned() } else { step(name) };
        note::within(&self.seen, place, &walk::pattern(name), &pointer, value)
    }

    /// The notes of all members of header and payload in signed order, each with its pointer (`/claims/uti`).
    #[must_use]
    pub fn notes(&self) -> Vec<(String, Note)> {
        let mut notes = Vec::new();
        for (place, root, part) in
            [(Place::Header, "/header", self.seen.header), (Place::Claims, "/claims", self.seen.claims)]
        {
            for (name, value) in part.into_iter().flat_map(|part| part.members()) {
                let note = note::within(&self.seen, place, name, &step(name), value);
                notes.extend(note.map(|note| (format!("{root}{}", step(name)), note)));
            }
        }
        notes
    }

    /// What a claim's value is called, such as the API that an audience names: `Microsoft Graph`.
    #[must_use]
    pub fn called(&self, claim: &str, value: &str) -> Option<&'static str> {
        let row = row(&self.seen, Place::Claims, claim)?;
        row.meaning(value)
            .or_else(|| row.meaning(&value.strip_suffix('/').unwrap_or(value).to_ascii_lowercase()))
    }
}

/// Explains every claim and value of a token that the data knows; see [`Reader::explanations`].
#[must_use]
pub fn token(token: &Token) -> Vec<Explanation> {
    Reader::new(token).explanations()
}

/// The first row for a name whose family and conditions fit; the data puts the particular before the general.
fn row(seen: &Seen<'_>, place: Place, name: &str) -> Option<&'static Row> {
    rows(place, name).find(|row| seen.fits(row))
}

/// Every row for a name, of whatever family.
fn rows(place: Place, name: &str) -> impl Iterator<Item = &'static Row> {
    let start = ROWS.partition_point(|row| (row.place, row.name.of(TEXT)) < (place, name));
    ROWS.iter().skip(start).take_while(move |row| row.place == place && row.name.of(TEXT) == name)
}

#[cfg(test)]
mod tests {
    use super::{Place, Reader, entries, token};
    use crate::token::base64url::encode;
    use crate::token::json::{Budget, Document, Tree};
    use crate::token::{Kind, Token};

    fn claims(json: &str) -> Token {
        let document = Document::parse(json.as_bytes(), Budget::TOKEN).expect("the test's text is JSON");
        Token::from_claims(Kind::Claims, Tree::from(document), json.as_bytes())
    }

    fn explained(json: &str) -> Vec<String> {
        let line =
            |e: super::Explanation| format!("{} {} {}", e.pointer, e.value.unwrap_or_default(), e.text);
        token(&claims(json)).into_iter().map(line).collect()
    }

    /// The grid's line for a claim, `!` in front of a contradiction.
    fn note(json: &str, name: &str) -> String {
        let note = Reader::new(&claims(json)).note(Place::Claims, name);
        note.map(|n| format!("{}{}", if n.is_contradiction { "! " } else { "" }, n.text)).unwrap_or_default()
    }

    #[test]
    fn facets_of_real_tokens_are_named_and_the_unnamed_stay_unknown() {
        // Tokens of entra.md section 1.4, by their row there, and the sample story's last token.
        for (claim, value, want) in [
            ("xms_act_fct", "11 9 3", "actor: AgentIdentity, unknown(9), unknown(3)"),
            ("xms_sub_fct", "2 3", "subject: unknown(3)"),
            ("xms_idrel", "1 8", "subject: member user"),
            ("xms_tnt_fct", "3 8", "tenant: unknown(3)"),
            ("xms_sub_fct", "3 13", "subject: unknown(3), AgentIDUser"),
            ("xms_idrel", "7 26", "subject: service principal"),
            ("xms_act_fct", "9 11", "actor: unknown(9), AgentIdentity"),
            ("xms_idrel", "1 7", "! subject: member user, service principal; not both"),
            ("xms_act_fct", "111", "actor: unknown(111)"),
            ("xms_act_fct", "2 4", "facets of the actor"),
            ("xms_act_fct", "", "facets of the actor"),
        ] {
            assert_eq!(note(&format!(r#"{{"{claim}":"{value}"}}"#), claim), want, "{claim}={value}");
        }
        assert_eq!(
            explained(r#"{"xms_act_fct":"11 10 3"}"#),
            [
                "/claims/xms_act_fct 11 AgentIdentity",
                "/claims/xms_act_fct 10 filler, no meaning",
                "/claims/xms_act_fct 3 unknown(3)"
            ]
        );
        for other in [r#"["11","3"]"#, "[11,3]", r#""11 3""#] {
            let json = format!(r#"{{"xms_act_fct":{other}}}"#);
            assert_eq!(note(&json, "xms_act_fct"), "actor: AgentIdentity, unknown(3)", "{other}");
        }
    }

    #[test]
    fn the_grid_says_what_a_claim_is_at_its_issuer() {
        let agent = r#"{"iss":"https://sts.windows.net/t/","aud":"00000003-0000-0000-c000-000000000000","appid":"a",
            "appidacr":"2","oid":"o","sub":"s","tid":"t","sid":"x","uti":"m39S4ToM1kiSvl1_OowmAA","scp":"User.Read",
            "idtyp":"user","xms_par_app_azp":"b","ver":"1.0","upn":"u","unheard_of":1}"#;
        let exchanged = r#"{"iss":"https://t.eu.auth0.com/","sub":"auth0|1","aud":"https://a","jti":"j","azp":"c",
            "scope":"r","act":{"sub":"c","act":{"sub":"d"}},"cnf":{"jkt":"k"}}"#;
        let keycloak =
            r#"{"iss":"http://127.0.0.1:18080/realms/obo","typ":"Bearer","jti":"ntrtte:0809687a","azp":"c"}"#;
        for (json, name, want) in [
            (agent, "aud", "Microsoft Graph"),
            (agent, "iss", ""),
            (agent, "appid", "client, the current actor"),
            (agent, "appidacr", "certificate or assertion"),
            (agent, "oid", "user, the same in every API"),
            (agent, "sub", "user, for this client only"),
            (agent, "tid", "tenant"),
            (agent, "sid", "session, in sign-in logs"),
            (agent, "uti", "request e1527f9b-0c3a-48d6-92be-5d7f3a8c2600"),
            (agent, "scp", "delegated permissions"),
            (agent, "idtyp", ""),
            (agent, "xms_par_app_azp", "blueprint of the agent"),
            (agent, "ver", ""),
            (agent, "unheard_of", ""),
            (exchanged, "iss", "issuer, an Auth0 tenant"),
            (exchanged, "sub", "subject"),
            (exchanged, "aud", "audience"),
            (exchanged, "jti", "token id"),
            (exchanged, "azp", "client, the current actor"),
            (exchanged, "scope", ""),
            (exchanged, "cnf", "bound to a key, by DPoP"),
            (exchanged, "/cnf/jkt", "by DPoP"),
            (keycloak, "iss", "issuer, a Keycloak realm"),
            (keycloak, "jti", "online session, transient at the client, regular token, by token exchange"),
            (keycloak, "azp", "client"),
            (r#"{"jti":"ntrtte:1"}"#, "jti", "token id"),
            (r#"{"sub":"a","azp":"a"}"#, "azp", "client, the subject itself"),
        ] {
            assert_eq!(note(json, name), want, "{name} of {json}");
        }
    }

    #[test]
    fn explanations_follow_the_signed_order_header_first() {
        let text = format!(
            "{}.{}.c2ln",
            encode(br#"{"typ":"at+JWT","alg":"ES256"}"#),
            encode(br#"{"exp":1,"act":{"sub":"b","act":{"sub":"a"}},"zzz":{"sub":1},"amr":["pwd","x"],"sub":"s"}"#)
        );
        let token = Token::parse(&text).expect("a token");
        let found: Vec<_> = Reader::new(&token).explanations().into_iter().map(|e| e.pointer).collect();
        assert_eq!(
            found,
            [
                "/header/typ",
                "/header/alg",
                "/claims/exp",
                "/claims/act",
                "/claims/act/sub",
                "/claims/act/act",
                "/claims/act/act/sub",
                "/claims/amr",
                "/claims/amr",
                "/claims/sub"
            ]
        );
        assert_eq!(
            Reader::new(&token).note(Place::Header, "typ").expect("known").text,
            "an access token by RFC 9068"
        );
    }

    #[test]
    fn r17_depth_costs_no_stack() {
        let deep = 9_000;
        let json = format!("{}1{}", r#"{"act":"#.repeat(deep), "}".repeat(deep));
        assert_eq!(explained(&json).len(), crate::token::json::SHOWN_LEVELS);
    }

    #[test]
    fn r17_half_a_million_pieces_are_cut_and_it_is_said() {
        let json = format!(r#"{{"xms_act_fct":"{}"}}"#, "3 ".repeat(500_000));
        let lines = explained(&json);
        assert_eq!(lines.len(), 1_001);
        assert_eq!(lines[1_000], "/claims/xms_act_fct  more than 1000 values; the rest is not explained");
        assert!(note(&json, "xms_act_fct").ends_with(" and over 997 more"));
    }

    #[test]
    fn an_api_is_called_by_its_name_in_any_spelling() {
        let entra = claims(r#"{"xms_idrel":"1"}"#);
        for aud in ["00000003-0000-0000-C000-000000000000", "https://graph.microsoft.com/"] {
            assert_eq!(Reader::new(&entra).called("aud", aud), Some("Microsoft Graph"), "{aud}");
        }
        assert_eq!(Reader::new(&claims("{}")).called("aud", "https://graph.microsoft.com"), None);
    }

    #[test]
    fn every_row_reads_as_a_line() {
        for entry in entries() {
            let at = format!("{} {} of {}", entry.kind, entry.name, entry.family);
            assert!(!entry.text.is_empty() && entry.text.len() <= 130, "{at}: {}", entry.text);
            assert!(!entry.reference.is_empty() && !entry.title.is_empty(), "{at}");
            for line in [entry.text, entry.hint] {
                assert!(!line.ends_with('.') && !line.contains('\n'), "{at}: {line}");
            }
            for (value, text) in entry.values() {
                assert!(!value.is_empty() && !text.is_empty() && !text.ends_with('.'), "{at}={value}");
            }
        }
        assert!(entries().count() > 250);
    }
}
