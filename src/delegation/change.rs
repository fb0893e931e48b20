//! Parent against child: the one comparison behind `--diff`, exchange, lint and the hops of a chain.

use std::collections::HashSet;

use serde::Serialize;

use super::chain::FormatName;
use super::defect::Defect;
use super::mandate::Mandate;
use super::principal::Actor;
use crate::instant::Instant;

/// How much later than its parent a child may expire, in seconds, before it outlives it.
pub const OUTLIVES_AFTER: i64 = 300;

/// A value before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the members are the contract's")]
pub struct Pair<T> {
    pub before: T,
    pub after: T,
}

/// Scopes that went and came; what stayed is for people alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the members are the contract's")]
pub struct Scopes {
    pub removed: Vec<String>,
    pub added: Vec<String>,
    #[serde(skip)]
    pub kept: Vec<String>,
}

/// Stated actors that came and went, by id; `(nobody)` never stands here, a node without an id names none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the members are the contract's")]
pub struct Actors {
    pub added: Vec<String>,
    pub dropped: Vec<String>,
    #[serde(skip)]
    pub kept: Vec<String>,
}

/// What became of the subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The same id, and no two issuers that differ.
    Same,
    /// The same id at another issuer: it may be somebody else.
    OtherIssuer,
    /// Another id, or none.
    Changed,
}

/// What became of the audience, as sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Both have the same.
    Unchanged,
    /// The child has all of the parent's and more.
    Widened,
    /// The child has some of the parent's, and nothing else.
    Narrowed,
    /// Anything else, an absent `aud` included.
    Other,
}

/// What one exchange changed; its JSON is `changes` of `obo.exchange/1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The subjects' ids.
    pub subject: Pair<Option<String>>,
    /// `aud`.
    pub audience: Pair<Vec<String>>,
    /// Scopes.
    pub scopes: Scopes,
    /// `exp` minus `iat`.
    pub lifetime_seconds: Pair<Option<i64>>,
    /// Stated actors.
    pub actors: Actors,
    /// The members of `cnf`.
    pub binding: Pair<Vec<String>>,
    /// `exp`.
    #[serde(skip)]
    pub expires: Pair<Option<Instant>>,
    /// What became of the subject.
    #[serde(skip)]
    pub subject_is: Subject,
    /// What became of the audience.
    #[serde(skip)]
    pub audience_is: Audience,
    /// Both are the same bytes.
    #[serde(skip)]
    pub same_token: bool,
    /// Prior actors of the child that the parent lacks or has in another order; `None` where nothing was rewritten.
    #[serde(skip)]
    pub rewritten: Option<String>,
    /// Whether the child's format could name prior actors at all.
    #[serde(skip)]
    pub holds_prior_actors: bool,
    /// The parent's `may_act` against the child: `None` where there is nothing to judge.
    #[serde(skip)]
    pub may_act: Option<bool>,
}

impl Change {
    /// Holds a child against its parent.
    #[must_use]
    pub fn between(parent: &Mandate, child: &Mandate) -> Self {
        let (dropped, kept): (Vec<&Actor>, Vec<&Actor>) = parent
            .stated()
            .filter(|actor| actor.id.is_some())
            .partition(|actor| !child.stated().any(|other| same(actor, other)));
        let added = child.stated().filter(|actor| !parent.stated().any(|other| same(actor, other)));
        let holds_prior_actors = !child.format.names_current_actor_only()
            && (child.format != FormatName::Client || parent.stated().next().is_some());
        let [before, after] = [parent, child].map(|one| one.scopes.iter().collect::<HashSet<_>>());
        let of = |these: &[String], those: &HashSet<&String>, wanted: bool| -> Vec<String> {
            these.iter().filter(|one| those.contains(one) == wanted).cloned().collect()
        };
        Self {
            subject: Pair { before: parent.subject.id.clone(), after: child.subject.id.clone() },
            audience: Pair { before: parent.audience.clone(), after: child.audience.clone() },
            scopes: Scopes {
                removed: of(&parent.scopes, &after, false),
                added: of(&child.scopes, &before, false),
                kept: of(&parent.scopes, &after, true),
            },
            lifetime_seconds: Pair { before: parent.lifetime(), after: child.lifetime() },
            actors: Actors {
                added: ids(added),
                dropped: if holds_prior_actors { ids(dropped.into_iter()) } else { Vec::new() },
                kept: ids(kept.into_iter()),
            },
            binding: Pair { before: parent.binding.clone(), after: child.binding.clone() },
            expires: Pair { before: parent.expires, after: child.expires },
            subject_is: subject(parent, child),
            audience_is: audience(&parent.audience, &child.audience),
            same_token: parent.digest == child.digest,
            rewritten: rewritten(parent, child),
            holds_prior_actors,
            may_act: may_act(parent, child),
        }
    }

    /// Whether scopes mean the same in both tokens: an audience that both have, or servers that say so (`shared`).
    #[must_use]
    pub fn compares_scopes(&self, shared: bool) -> bool {
        shared || self.audience.before.iter().any(|aud| self.audience.after.contains(aud))
    }

    /// What is wrong with the step, each defect at most once, with a sentence; `shared` as in [`Self::compares_scopes`].
    #[must_use]
    pub fn defects(&self, shared: bool) -> Vec<(Defect, String)> {
        if self.same_token {
            return vec![(
                Defect::TokenPassthrough,
                "the very same token, not one that was exchanged for it".into(),
            )];
        }
        let mut found = Vec::new();
        let name = |id: &Option<String>| id.clone().unwrap_or_else(|| "nobody".to_owned());
        if self.subject_is == Subject::Changed {
            let text = format!(
                "acts for {}, the parent for {}",
                name(&self.subject.after),
                name(&self.subject.before)
            );
            found.push((Defect::SubjectChanged, text));
        }
        if !self.actors.dropped.is_empty() {
            let verb = if self.actors.dropped.len() == 1 { "is" } else { "are" };
            let text = format!("{} {verb} no longer named", self.actors.dropped.join(", "));
            found.push((Defect::ActorDropped, text));
        }
        if let Some(text) = &self.rewritten {
            found.push((Defect::ChainRewritten, text.clone()));
        }
        if self.compares_scopes(shared) && !self.scopes.added.is_empty() {
            let text = format!("gains {}, which the parent does not have", self.scopes.added.join(" "));
            found.push((Defect::ScopeWidened, text));
        }
        if self.audience_is == Audience::Widened {
            let more: Vec<_> = self
                .audience
                .after
                .iter()
                .filter(|aud| !self.audience.before.contains(aud))
                .cloned()
                .collect();
            found.push((Defect::AudienceWidened, format!("is also meant for {}", more.join(", "))));
        }
        match (self.expires.before, self.expires.after) {
            (Some(_), None) => {
                found.push((
                    Defect::OutlivesSubjectToken,
                    "has no expiry that can be read, and its parent has one".to_owned(),
                ));
            }
            (Some(parent), Some(child)) if child > parent.plus(OUTLIVES_AFTER) => {
                let text = format!("expires {} s later than its parent", child.seconds_since(parent));
                found.push((Defect::OutlivesSubjectToken, text));
            }
            _ => {}
        }
        if self.may_act == Some(false) {
            let text = "may_act of the parent names neither the actor nor the client".to_owned();
            found.push((Defect::MayActViolated, text));
        }
        if !self.binding.before.is_empty() && self.binding.after.is_empty() {
            let text = format!("is bound to no key, its parent is ({})", self.binding.before.join(", "));
            found.push((Defect::BindingDropped, text));
        }
        found
    }
}

/// Whether two actors are one: the same id, and no two issuers that differ.
#[must_use]
pub fn same(one: &Actor, other: &Actor) -> bool {
    one.id.is_some()
        && one.id == other.id
        && (one.issuer.is_none() || other.issuer.is_none() || one.issuer == other.issuer)
}

fn ids<'a>(actors: impl Iterator<Item = &'a Actor>) -> Vec<String> {
    actors.filter_map(|actor| actor.id.clone()).collect()
}

fn subject(parent: &Mandate, child: &Mandate) -> Subject {
    let renamed = parent.subject_at_audience.is_some() && parent.subject_at_audience == child.subject.id;
    if renamed {
        return Subject::Same;
    }
    if parent.subject.id != child.subject.id {
        return Subject::Changed;
    }
    match (&parent.authority, &child.authority) {
        (Some(before), Some(after)) if before != after => Subject::OtherIssuer,
        _ => Subject::Same,
    }
}

fn audience(before: &[String], after: &[String]) -> Audience {
    if before.is_empty() || after.is_empty() {
        return Audience::Other;
    }
    let kept = before.iter().all(|aud| after.contains(aud));
    let inside = after.iter().all(|aud| before.contains(aud));
    match (kept, inside) {
        (true, true) => Audience::Unchanged,
        (true, false) => Audience::Widened,
        (false, true) => Audience::Narrowed,
        (false, false) => Audience::Other,
    }
}

/// Looks for prior actors that the parent does not vouch for; its own client counts as one of its actors.
fn rewritten(parent: &Mandate, child: &Mandate) -> Option<String> {
    let known: Vec<&Actor> = parent.stated().collect();
    let actors: Vec<&Actor> = child.stated().collect();
    let (_, prior) = actors.split_last()?;
    let mut place = 0;
    for actor in prior {
        let Some(id) = &actor.id else { continue };
        if let Some(found) = known.iter().skip(place).position(|other| same(actor, other)) {
            place = place.saturating_add(found).saturating_add(1);
        } else if known.iter().any(|other| same(actor, other)) {
            return Some(format!("{id} stands in another order among the prior actors"));
        } else if !parent.has_client(actor) {
            return Some(format!("{id} is a prior actor that the parent does not have"));
        }
    }
    None
}

fn may_act(parent: &Mandate, child: &Mandate) -> Option<bool> {
    let eligible = parent.may_act.as_ref()?;
    if child.stated().next().is_none() && child.clients.is_empty() {
        return None;
    }
    Some(eligible.allows(parent, child))
}

#[cfg(test)]
mod tests {
    use super::{Audience, Change, Subject};
    use crate::delegation::mandate::Mandate;
    use crate::token::json::{Budget, Document, Tree};
    use crate::token::{Kind, Token};

    fn change(parent: &str, child: &str) -> Change {
        let mandate = |json: &str| {
            let document = Document::parse(json.as_bytes(), Budget::TOKEN).expect("the test's text is JSON");
            let token = Token::from_claims(Kind::Claims, Tree::from(document), json.as_bytes());
            Mandate::of(&token).expect("the payload is an object")
        };
        Change::between(&mandate(parent), &mandate(child))
    }

    #[test]
    fn the_shape_is_the_contract_s() {
        let change = change(
            r#"{"sub":"u","aud":["a","b"],"scope":"r w","iat":100,"exp":3700,"cnf":{"jkt":"x"},"act":{"sub":"one"}}"#,
            r#"{"sub":"u","aud":"b","scope":"r x","iat":200,"exp":500,"act":{"sub":"two","act":{"sub":"one"}}}"#,
        );
        assert_eq!(
            serde_json::to_string(&change).expect("a change is data"),
            concat!(
                r#"{"subject":{"before":"u","after":"u"},"audience":{"before":["a","b"],"after":["b"]},"#,
                r#""scopes":{"removed":["w"],"added":["x"]},"lifetime_seconds":{"before":3600,"after":300},"#,
                r#""actors":{"added":["two"],"dropped":[]},"binding":{"before":["jkt"],"after":[]}}"#
            )
        );
        assert_eq!((change.subject_is, change.audience_is), (Subject::Same, Audience::Narrowed));
    }

    #[test]
    fn each_defect_is_found_where_it_is_and_only_there() {
        for (parent, child, want) in [
            (r#"{"sub":"u"}"#, r#"{"sub":"v"}"#, "subject-changed"),
            (r#"{"sub":"u"}"#, r#"{"aud":"x"}"#, "subject-changed"),
            (r#"{"sub":"u","iss":"i"}"#, r#"{"sub":"u","iss":"j"}"#, ""),
            (r#"{"sub":"u","aud_sub":"v"}"#, r#"{"sub":"v"}"#, ""),
            (r#"{"sub":"u"}"#, r#"{"sub":"u"}"#, "token-passthrough"),
            // Actors.
            (r#"{"sub":"u","act":{"sub":"a"}}"#, r#"{"sub":"u","azp":"b"}"#, "actor-dropped"),
            (r#"{"sub":"u","act":{"sub":"a"}}"#, r#"{"sub":"u","act":{"sub":"b"}}"#, "actor-dropped"),
            (r#"{"sub":"u","act":{"sub":"a"}}"#, r#"{"sub":"u","act":{"sub":"b","act":{"sub":"a"}}}"#, ""),
            (r#"{"sub":"u","act":{"sub":"a"}}"#, r#"{"sub":"u","act":{"sub":"a"},"x":1}"#, ""),
            (
                r#"{"sub":"u","act":{"sub":"b","act":{"sub":"a"}}}"#,
                r#"{"sub":"u","act":{"sub":"c","act":{"sub":"a","act":{"sub":"b"}}}}"#,
                "chain-rewritten",
            ),
            (
                r#"{"sub":"u","act":{"sub":"a"}}"#,
                r#"{"sub":"u","act":{"sub":"c","act":{"sub":"x"}}}"#,
                "actor-dropped chain-rewritten",
            ),
            (r#"{"sub":"u","azp":"spa"}"#, r#"{"sub":"u","act":{"sub":"c","act":{"sub":"spa"}}}"#, ""),
            (
                r#"{"sub":"u","azp":"spa"}"#,
                r#"{"sub":"u","act":{"sub":"c","act":{"sub":"x"}}}"#,
                "chain-rewritten",
            ),
            (r#"{"sub":"u","azp":"a"}"#, r#"{"sub":"u","azp":"b"}"#, ""),
            (
                r#"{"sub":"p","oid":"u","azp":"a","xms_act_fct":"11"}"#,
                r#"{"sub":"q","oid":"u","azp":"b","xms_act_fct":"11"}"#,
                "",
            ),
            // Scopes are compared for an audience that both have.
            (
                r#"{"sub":"u","aud":"a","scope":"r"}"#,
                r#"{"sub":"u","aud":"a","scope":"r w"}"#,
                "scope-widened",
            ),
            (r#"{"sub":"u","aud":"a","scope":"r"}"#, r#"{"sub":"u","aud":"b","scope":"r w"}"#, ""),
            (r#"{"sub":"u","aud":"a","scp":["r","w"]}"#, r#"{"sub":"u","aud":"a","scope":"w r"}"#, ""),
            // Audience.
            (r#"{"sub":"u","aud":"a"}"#, r#"{"sub":"u","aud":["a","b"]}"#, "audience-widened"),
            (r#"{"sub":"u","aud":["a","b"]}"#, r#"{"sub":"u","aud":["b","a"]}"#, ""),
            (r#"{"sub":"u","aud":["a","b"]}"#, r#"{"sub":"u","aud":["b","c"]}"#, ""),
            (r#"{"sub":"u"}"#, r#"{"sub":"u","aud":["b","c"]}"#, ""),
            // Lifetime: five minutes are slack.
            (r#"{"sub":"u","exp":1000}"#, r#"{"sub":"u","exp":1300}"#, ""),
            (r#"{"sub":"u","exp":1000}"#, r#"{"sub":"u","exp":1300.5}"#, "outlives-subject-token"),
            (r#"{"sub":"u","exp":1000}"#, r#"{"sub":"u","x":0}"#, "outlives-subject-token"),
            (r#"{"sub":"u"}"#, r#"{"sub":"u","exp":1000}"#, ""),
            // may_act: the actor or the client.
            (r#"{"sub":"u","may_act":{"sub":"a"}}"#, r#"{"sub":"u","act":{"sub":"a"}}"#, ""),
            (r#"{"sub":"u","may_act":{"sub":"a"}}"#, r#"{"sub":"u","act":{"sub":"b"}}"#, "may-act-violated"),
            (r#"{"sub":"u","may_act":{"client_id":"c"}}"#, r#"{"sub":"u","azp":"c","act":{"sub":"b"}}"#, ""),
            (r#"{"sub":"u","may_act":{"sub":["a","b"]}}"#, r#"{"sub":"u","act":{"sub":"b"}}"#, ""),
            (r#"{"sub":"u","may_act":{}}"#, r#"{"sub":"u","azp":"b"}"#, "may-act-violated"),
            (r#"{"sub":"u","may_act":{"sub":"a"}}"#, r#"{"sub":"u"}"#, ""),
            (
                r#"{"sub":"u","may_act":{"sub":"a","iss":"i"}}"#,
                r#"{"sub":"u","act":{"sub":"a","iss":"j"}}"#,
                "may-act-violated",
            ),
            // Binding.
            (r#"{"sub":"u","cnf":{"jkt":"x"}}"#, r#"{"sub":"u","cnf":{"x5t#S256":"y"}}"#, ""),
            (r#"{"sub":"u","cnf":{"jkt":"x"}}"#, r#"{"sub":"u","cnf":{}}"#, "binding-dropped"),
        ] {
            let found: Vec<_> = change(parent, child).defects(false).iter().map(|(d, _)| d.code()).collect();
            assert_eq!(found.join(" "), want, "{parent} -> {child}");
        }
    }

    #[test]
    fn servers_that_say_so_compare_scopes_everywhere() {
        let change = change(r#"{"sub":"u","aud":"a","scope":"r"}"#, r#"{"sub":"u","aud":"b","scope":"r w"}"#);
        assert!(!change.compares_scopes(false));
        let found: Vec<_> = change.defects(true).iter().map(|(d, _)| d.code()).collect();
        assert_eq!(found, ["scope-widened"]);
    }
}
