//! A chain and a change without what could name anybody.

use super::{Category, Redactor};
use crate::delegation::chain::{Chain, Problem};
use crate::delegation::change::{Actors, Change, Pair, Scopes};
use crate::delegation::evidence::SignedBy;
use crate::delegation::principal::{Actor, Principal};
use crate::report::chain::{Read, Told};

impl Redactor {
    /// The same chain with stand-ins.
    #[must_use]
    pub fn chain(&mut self, chain: &Chain) -> Chain {
        let mut hidden = chain.clone();
        hidden.subject = Principal {
            id: self.optional(Category::User, chain.subject.id.as_deref()),
            issuer: self.optional(Category::Issuer, chain.subject.issuer.as_deref()),
            name: self.optional(Category::User, chain.subject.name.as_deref()),
            pointer: chain.subject.pointer.as_deref().map(|pointer| self.pointer(pointer)),
            signed_by: chain.subject.signed_by.as_ref().map(|by| self.signed_by(by)),
            ..chain.subject.clone()
        };
        hidden.actors = chain.actors.iter().map(|actor| self.actor(actor)).collect();
        hidden.audience = self.all(Category::Audience, &chain.audience);
        hidden.scopes = self.all(Category::Scope, &chain.scopes);
        for token in &mut hidden.tokens {
            // What sentences quote of keys is known before any sentence is read.
            for quoted in token.signature.iter().flat_map(|signature| &signature.quotes) {
                self.stand_in(Category::Key, quoted);
            }
            token.jti = self.optional(Category::Id, token.jti.as_deref());
            token.issuer = self.optional(Category::Issuer, token.issuer.as_deref());
            token.sources = token.sources.iter().map(|source| self.place(source)).collect();
            for one in &mut token.uses {
                one.ip = self.optional(Category::Value, one.ip.as_deref());
                one.user_agent = self.optional(Category::Value, one.user_agent.as_deref());
                one.sources = one.sources.iter().map(|source| self.place(source)).collect();
            }
        }
        // Sentences come last: they quote what the chain and its hops have been given stand-ins for by then.
        for hop in &mut hidden.hops {
            hop.changes = self.change(&hop.changes);
            hop.actor = self.optional(Category::Actor, hop.actor.as_deref());
        }
        for may in hidden.may.iter_mut().flatten() {
            may.scope = self.stand_in(Category::Scope, &may.scope);
        }
        hidden.problems = chain.problems.iter().map(|problem| self.problem(problem)).collect();
        hidden.notes =
            chain.notes.iter().map(|note| self.prose(note)).filter(|n| !super::holds_an_id(n)).collect();
        for check in hidden.hops.iter_mut().flat_map(|hop| &mut hop.checks) {
            check.detail = self.prose(&check.detail);
        }
        for signature in hidden.tokens.iter_mut().filter_map(|token| token.signature.as_mut()) {
            signature.by = signature.by.as_ref().map(|by| self.signed_by(by));
            signature.detail = self.prose(&signature.detail);
        }
        if let Some(verdict) = &mut hidden.verdict {
            verdict.text = self.prose(&verdict.text);
        }
        for may in hidden.may.iter_mut().flatten() {
            may.text = self.prose(&may.text);
        }
        hidden
    }

    /// The same change with stand-ins.
    pub(super) fn change(&mut self, change: &Change) -> Change {
        let mut hidden = change.clone();
        hidden.subject = Pair {
            before: self.optional(Category::User, change.subject.before.as_deref()),
            after: self.optional(Category::User, change.subject.after.as_deref()),
        };
        hidden.audience = Pair {
            before: self.all(Category::Audience, &change.audience.before),
            after: self.all(Category::Audience, &change.audience.after),
        };
        hidden.scopes = Scopes {
            removed: self.all(Category::Scope, &change.scopes.removed),
            added: self.all(Category::Scope, &change.scopes.added),
            kept: self.all(Category::Scope, &change.scopes.kept),
        };
        hidden.actors = Actors {
            added: self.all(Category::Actor, &change.actors.added),
            dropped: self.all(Category::Actor, &change.actors.dropped),
            kept: self.all(Category::Actor, &change.actors.kept),
        };
        hidden.rewritten = change.rewritten.as_deref().map(|text| self.prose(text));
        hidden
    }

    /// A chain as a run tells it, with its last token.
    pub(super) fn told(&mut self, told: &Told) -> Told {
        Told {
            last: self.decoded(&told.last),
            chain: self.chain(&told.chain),
            is_proof_wanted: told.is_proof_wanted,
        }
    }

    /// What a run read, without the names of files.
    pub(super) fn read(&mut self, read: &Read) -> Read {
        let mut hidden = read.clone();
        for coverage in &mut hidden.coverage {
            coverage.source = self.place(&coverage.source);
        }
        for event in &mut hidden.timeline {
            event.source = self.place(&event.source);
            event.text = self.prose(&event.text);
        }
        hidden
    }

    fn signed_by(&mut self, by: &SignedBy) -> SignedBy {
        SignedBy {
            issuer: self.stand_in(Category::Issuer, &by.issuer),
            kid: self.optional(Category::Key, by.kid.as_deref()),
            alg: by.alg,
            thumbprint: self.optional(Category::Key, by.thumbprint.as_deref()),
        }
    }

    fn actor(&mut self, actor: &Actor) -> Actor {
        Actor {
            id: self.optional(Category::Actor, actor.id.as_deref()),
            issuer: self.optional(Category::Issuer, actor.issuer.as_deref()),
            name: self.optional(Category::Actor, actor.name.as_deref()),
            pointer: actor.pointer.as_deref().map(|pointer| self.pointer(pointer)),
            signed_by: actor.signed_by.as_ref().map(|by| self.signed_by(by)),
            ..actor.clone()
        }
    }

    fn problem(&mut self, problem: &Problem) -> Problem {
        Problem {
            text: self.prose(&problem.text),
            sources: problem.sources.iter().map(|source| self.place(source)).collect(),
            ..problem.clone()
        }
    }

    pub(super) fn optional(&mut self, category: Category, text: Option<&str>) -> Option<String> {
        text.map(|text| self.stand_in(category, text))
    }

    fn all(&mut self, category: Category, texts: &[String]) -> Vec<String> {
        texts.iter().map(|text| self.stand_in(category, text)).collect()
    }
}
