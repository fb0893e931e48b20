//! Personal data replaced by stable stand-ins, so that what is shared still shows who is whom (SECURITY.md R25).

mod chain;
mod decode;
mod exchange;
mod lint;
mod tree;
mod verify;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::iter;

use crate::explain;
use crate::report::{InputRead, Item, Run, Unread};

/// What a hidden text was, so that its stand-in still says what it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Category {
    /// A person, or whatever stands for one.
    User,
    /// A client application.
    Client,
    /// Somebody who acts for the subject.
    Actor,
    /// An issuer.
    Issuer,
    /// An audience or a resource.
    Audience,
    /// A scope, a role, a group.
    Scope,
    /// A session.
    Session,
    /// A token's id.
    Id,
    /// A key's name.
    Key,
    /// A tenant.
    Tenant,
    /// A file or another place.
    Place,
    /// The name of a member that no data knows.
    Member,
    /// Anything else.
    Value,
}

impl Category {
    fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Client => "client",
            Self::Actor => "actor",
            Self::Issuer => "issuer",
            Self::Audience => "audience",
            Self::Scope => "scope",
            Self::Session => "session",
            Self::Id => "id",
            Self::Key => "key",
            Self::Tenant => "tenant",
            Self::Place => "input",
            Self::Member => "member",
            Self::Value => "value",
        }
    }

    /// What a claim or header member of this name holds.
    fn of(name: &str) -> Self {
        match name {
            "sub" | "oid" | "email" | "upn" | "unique_name" | "preferred_username" | "name"
            | "given_name" | "family_name" | "nickname" | "username" | "user_id" | "user_login"
            | "user_email" | "actor" | "uid" => Self::User,
            "azp" | "client_id" | "appid" | "cid" => Self::Client,
            "iss" | "idp" | "ps" => Self::Issuer,
            "aud" | "resource" => Self::Audience,
            "scope" | "scp" | "roles" | "groups" | "wids" | "entitlements" => Self::Scope,
            "sid" | "session_state" | "session" => Self::Session,
            "jti" | "uti" | "txn" => Self::Id,
            "kid" | "jkt" | "x5t" | "x5t#S256" => Self::Key,
            "tid" | "tenant" => Self::Tenant,
            _ => Self::Value,
        }
    }
}

/// Gives every hidden text its stand-in; the same text gets the same one throughout a run.
#[derive(Debug)]
pub struct Redactor {
    stand_ins: HashMap<String, String>,
    /// How long the hidden texts are, in bytes.
    lengths: BTreeSet<usize>,
    counts: HashMap<Category, usize>,
    /// Names of members that the data knows; a name that nobody registered may itself be personal.
    known: BTreeSet<&'static str>,
}

impl Default for Redactor {
    fn default() -> Self {
        let known = explain::entries().filter(|e| matches!(e.kind, "claim" | "header")).map(|e| e.name);
        Self {
            stand_ins: HashMap::new(),
            lengths: BTreeSet::new(),
            counts: HashMap::new(),
            known: known.collect(),
        }
    }
}

impl Redactor {
    /// The same item without what could name anybody.
    #[must_use]
    pub fn item(&mut self, item: &Item) -> Option<Item> {
        Some(match item {
            Item::Decoded(decoded) => Item::Decoded(Box::new(self.decoded(decoded))),
            Item::Judged(judged) => Item::Judged(Box::new(self.judged(judged))),
            Item::Difference(difference) => Item::Difference(Box::new(self.difference(difference))),
            Item::Exchanged(exchanged) => Item::Exchanged(Box::new(self.exchanged(exchanged))),
            Item::Unread(unread) => {
                let source = self.place(&unread.source);
                Item::Unread(Unread { source, index: unread.index, error: unread.error.clone() })
            }
            Item::Linted(linted) => Item::Linted(Box::new(self.linted(linted))),
            Item::Summary(summary) => Item::Summary(self.summary(summary)),
            Item::Chain(told) => Item::Chain(Box::new(self.told(told))),
            Item::Read(read) => Item::Read(self.read(read)),
            Item::Matched(matched) => Item::Matched(Box::new(self.matched(matched))),
            // What obo knows of itself names nobody, and the demo's people are its own.
            Item::Listed(_)
            | Item::Nearest(_)
            | Item::Scene(_)
            | Item::Leave(_)
            | Item::Rule(_)
            | Item::Tried(_)
            | Item::TrialsEnd(_) => return None,
        })
    }

    /// The record of a run: no word that a person typed, no name of a file.
    #[must_use]
    pub fn run(&mut self, run: &Run) -> Run {
        let words = run.arguments.iter().enumerate().map(|(index, word)| match word.split_once('=') {
            Some((flag, _)) if word.starts_with("--") => format!("{flag}=***"),
            _ if index == 0 || word.starts_with('-') => word.clone(),
            _ => "***".to_owned(),
        });
        Run {
            obo: run.obo,
            at: run.at,
            arguments: words.collect(),
            inputs: run
                .inputs
                .iter()
                .map(|input| InputRead {
                    name: self.place(&input.name),
                    bytes: input.bytes,
                    sha256: input.sha256.clone(),
                })
                .collect(),
        }
    }

    /// A text's stand-in: `user-1`.
    pub fn stand_in(&mut self, category: Category, text: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        if let Some(known) = self.stand_ins.get(text) {
            return known.clone();
        }
        let count = self.counts.entry(category).or_default();
        *count = count.saturating_add(1);
        let stand_in = format!("{}-{count}", category.word());
        self.lengths.insert(text.len());
        self.stand_ins.insert(text.to_owned(), stand_in.clone());
        stand_in
    }

    /// Takes names that sentences may hold although no item does.
    pub fn hear(&mut self, sources: &[&str], issuers: &[&str]) {
        for source in sources {
            self.place(source);
        }
        for issuer in issuers {
            self.stand_in(Category::Issuer, issuer);
        }
    }

    /// The name of a source: what obo itself calls it stays, a path or a variable does not.
    pub fn place(&mut self, source: &str) -> String {
        let own = ["stdin", "argument", "cmd"];
        let (name, rest) = match source.split_once(':') {
            Some((name, rest)) if rest.bytes().all(|b| b.is_ascii_digit() || b == b':') => (name, Some(rest)),
            _ => (source, None),
        };
        let name = if own.contains(&name) { name.to_owned() } else { self.stand_in(Category::Place, name) };
        match rest {
            Some(rest) => format!("{name}:{rest}"),
            None => name,
        }
    }

    /// A sentence of ours in which outside texts may stand: each known one that stands there as whole words is
    /// replaced, the longest first. What that costs depends on the sentence, not on how many texts are known.
    #[must_use]
    pub fn prose(&self, text: &str) -> String {
        let chars = || text.char_indices().map(|(at, c)| (at, at + c.len_utf8(), c.is_alphanumeric()));
        let starts = iter::once(0).chain(chars().filter(|(_, _, word)| !word).map(|(_, end, _)| end));
        let starts: Vec<usize> = starts.collect();
        let ends = chars().filter(|(_, _, word)| !word).map(|(at, _, _)| at).chain([text.len()]);
        let ends: BTreeSet<usize> = ends.collect();
        let mut replaced: BTreeMap<usize, (usize, &str)> = BTreeMap::new();
        for length in self.lengths.range(..=text.len()).rev() {
            for &start in &starts {
                let Some(end) = start.checked_add(*length).filter(|end| ends.contains(end)) else {
                    continue;
                };
                let is_taken =
                    replaced.range(..end).next_back().is_some_and(|(_, (until, _))| *until > start);
                if let Some(to) =
                    text.get(start..end).filter(|_| !is_taken).and_then(|from| self.stand_ins.get(from))
                {
                    replaced.insert(start, (end, to));
                }
            }
        }
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for (start, (end, to)) in replaced {
            out.push_str(text.get(done..start).unwrap_or_default());
            out.push_str(to);
            done = end;
        }
        out.push_str(text.get(done..).unwrap_or_default());
        out
    }
}

/// Whether a sentence holds something that looks like an id: eight hex digits in a row.
fn holds_an_id(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_hexdigit()).any(|run| run.len() >= 8)
}

#[cfg(test)]
mod tests {
    use super::{Category, Redactor};
    use crate::decoding::{Readers, Sight, decoded};
    use crate::instant::Instant;
    use crate::render::ascii::ascii;
    use crate::token::Token;
    use crate::token::base64url::encode;

    #[test]
    fn r25_nothing_personal_is_left_and_who_is_whom_still_shows() {
        let header = r#"{"alg":"RS256","typ":"at+jwt","kid":"alice-key"}"#;
        let claims = r#"{"iss":"https://corp.example","sub":"alice","aud":["https://corp.example/api"],
            "email":"alice@corp.example","iat":1772614826,"exp":1772618426,"scope":"read:alice write","phone":491234567,
            "uti":"m39S4ToM1kiSvl1_OowmAA","alice_secret":{"alice":"alice"},"azp":"bob","sub":"alice",
            "act":{"sub":"bob","act":{"sub":"alice"}}}"#;
        let text = format!("{}.{}.c2ln", encode(header.as_bytes()), encode(claims.as_bytes()));
        let token = Token::parse(&text).expect("a token");
        let plain = decoded(
            &token,
            Sight {
                source: "/home/alice/t.jwt:3:1",
                index: 0,
                now: Instant::from_seconds(0),
                readers: Readers::Both,
            },
        );
        let hidden = Redactor::default().decoded(&plain);
        let json = String::from_utf8(ascii(&hidden, None)).expect("ASCII");
        for secret in ["alice", "bob", "corp", "491234567", "m39S4", "e1527f9b"] {
            assert!(!json.contains(secret), "{secret}: {json}");
        }
        for kept in ["RS256", "at+jwt", "1772618426", "\"lifetime_seconds\":3600", "rfc8693-act", ":3:1"] {
            assert!(json.contains(kept), "{kept}: {json}");
        }
        let chain = hidden.delegation.expect("there is a subject");
        assert_eq!(
            chain.subject.id,
            chain.actors.first().and_then(|a| a.id.clone()),
            "the same text, the same stand-in"
        );
    }

    #[test]
    fn stand_ins_are_stable() {
        let mut redactor = Redactor::default();
        let first = redactor.stand_in(Category::User, "a");
        assert_eq!((first.as_str(), redactor.stand_in(Category::Client, "a").as_str()), ("user-1", "user-1"));
        assert_eq!(redactor.stand_in(Category::User, "b"), "user-2");
        assert_eq!(redactor.prose("a saw b, but not ab"), "user-1 saw user-2, but not ab");
    }

    #[test]
    fn whole_words_are_replaced_the_longest_first_and_each_once() {
        let mut redactor = Redactor::default();
        for text in ["alice", "alice smith", "user", "https://corp.example/api", "zoé", "*"] {
            redactor.stand_in(Category::User, text);
        }
        for (text, want) in [
            ("alice smith and alice", "user-2 and user-1"),
            ("malice, alices, alice's, alicealice", "malice, alices, user-1's, alicealice"),
            ("the user alice", "the user-3 user-1"),
            ("(https://corp.example/api)", "(user-4)"),
            ("https://corp.example/apis", "https://corp.example/apis"),
            ("zoé zoéalice *", "user-5 zoéalice user-6"),
            ("", ""),
        ] {
            assert_eq!(redactor.prose(text), want, "{text}");
        }
    }
}
