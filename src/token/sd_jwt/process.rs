//! Following the digests: which disclosure stands where, and the payload that results.

use std::collections::{HashMap, HashSet, VecDeque};

use super::super::Fault;
use super::super::json::{Builder, Kind, NodeId, SHOWN_LEVELS, Tree, Value, step};
use super::disclosure::Disclosure;
use super::{Processed, Undisclosed};

/// Claims that the signed payload alone may hold (SECURITY.md R11).
const SIGNED_ONLY: [&str; 8] = ["iss", "aud", "exp", "nbf", "iat", "cnf", "act", "may_act"];

/// Why nothing is disclosed inside one of them: half of such a claim is no less decisive than the whole (RFC 9901
/// section 9.7).
const INSIDE_SIGNED: &str = "a disclosure inside a claim that the signed payload alone may hold";

/// The most places with undisclosed digests that are listed; the rest is counted with the last.
const MAX_PLACES: usize = 64;

pub(super) fn run(payload: &Tree, disclosures: Vec<Disclosure>, faults: Vec<Fault>) -> Processed {
    let mut work = Work {
        by_digest: HashMap::new(),
        repeated: HashSet::new(),
        used: vec![false; disclosures.len()],
        undisclosed: Vec::new(),
        faults,
    };
    for (index, disclosure) in disclosures.iter().enumerate() {
        if work.by_digest.contains_key(disclosure.digest.as_str()) {
            work.faults.push(disclosure.fault("a disclosure that stands here twice"));
            if let Some(used) = work.used.get_mut(index) {
                *used = true;
            }
        } else {
            work.by_digest.insert(&disclosure.digest, index);
        }
    }
    work.count(payload.value(), &disclosures);
    let claims = work.build(payload.value(), &disclosures);
    for (disclosure, used) in disclosures.iter().zip(&work.used) {
        if !used {
            work.faults.push(disclosure.fault("a disclosure that no digest in the token vouches for"));
        }
    }
    Processed { claims, undisclosed: work.undisclosed, faults: work.faults }
}

struct Work<'d> {
    by_digest: HashMap<&'d str, usize>,
    /// Digests that stand more than once in the payload and what it leads to.
    repeated: HashSet<String>,
    /// Which disclosures are settled: put in, or refused with a fault of their own.
    used: Vec<bool>,
    undisclosed: Vec<Undisclosed>,
    faults: Vec<Fault>,
}

/// An array or object of the result that is still empty, and the one it is filled from.
struct Open<'d> {
    at: NodeId,
    from: Value<'d>,
    pointer: String,
    level: usize,
    /// Whether it is one of the claims that the signed payload alone may hold, or stands in one.
    is_signed_only: bool,
}

impl<'d> Work<'d> {
    /// Finds the digests that stand more than once, following every disclosure once.
    fn count(&mut self, payload: Value<'d>, disclosures: &'d [Disclosure]) {
        let mut seen: HashSet<&str> = HashSet::new();
        let mut open = vec![payload];
        while let Some(value) = open.pop() {
            let mut meet = |digest: &'d str, open: &mut Vec<Value<'d>>| {
                if seen.insert(digest) {
                    let found = self.by_digest.get(digest).and_then(|&index| disclosures.get(index));
                    open.extend(found.map(Disclosure::disclosed));
                } else if self.repeated.insert(digest.to_owned()) && self.repeated.len() <= MAX_PLACES {
                    self.faults
                        .push(Fault::new("/claims", "a digest that stands here twice; it discloses nothing"));
                }
            };
            match value.kind() {
                Kind::Object => {
                    for (name, inner) in value.members() {
                        if name == "_sd" {
                            inner.items().filter_map(|d| d.as_str()).for_each(|d| meet(d, &mut open));
                        } else {
                            open.push(inner);
                        }
                    }
                }
                Kind::Array => {
                    for item in value.items() {
                        match element_digest(item) {
                            Some(digest) => meet(digest, &mut open),
                            None => open.push(item),
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn build(&mut self, payload: Value<'d>, disclosures: &'d [Disclosure]) -> Tree {
        let mut builder = Builder::new();
        let root = builder.copy(payload);
        let whole = Open { at: root, from: payload, pointer: String::new(), level: 1, is_signed_only: false };
        let mut open = VecDeque::from([whole]);
        while let Some(next) = open.pop_front() {
            match next.from.kind() {
                Kind::Object => self.object(&next, disclosures, &mut builder, &mut open),
                Kind::Array => self.array(&next, disclosures, &mut builder, &mut open),
                _ => {}
            }
        }
        Tree::from(builder.finish(root))
    }

    fn object(
        &mut self,
        into: &Open<'d>,
        disclosures: &'d [Disclosure],
        builder: &mut Builder,
        open: &mut VecDeque<Open<'d>>,
    ) {
        let is_payload = into.level == 1;
        let mut digests = None;
        for (name, value) in into.from.members() {
            match name {
                "_sd" => digests = Some(value),
                "_sd_alg" if is_payload => {}
                _ => {
                    let copy = put(builder, open, into, value, Some(name), || step(name));
                    builder.member(into.at, name, copy);
                }
            }
        }
        let Some(digests) = digests else { return };
        if digests.kind() != Kind::Array || digests.items().any(|d| d.kind() != Kind::String) {
            let place = format!("/claims{}/_sd", into.pointer);
            self.faults.push(Fault::new(place, "`_sd` that is not an array of digests"));
        }
        let mut added: HashSet<&str> = HashSet::new();
        let mut missing: usize = 0;
        for digest in digests.items().filter_map(|digest| digest.as_str()) {
            let Some((index, disclosure)) = self.take(digest, disclosures) else {
                missing = missing.saturating_add(1);
                continue;
            };
            let refusal = match disclosure.name.as_deref() {
                _ if into.is_signed_only => Some(INSIDE_SIGNED),
                None => Some("a disclosure of an array's element where a claim is wanted"),
                Some("_sd" | "...") => Some("a disclosure of `_sd` or `...`, which are no claims"),
                Some(name) if is_payload && SIGNED_ONLY.contains(&name) => {
                    Some("a disclosure of a claim that the signed payload alone may hold")
                }
                Some(name) if into.from.get(name).is_some() || added.contains(name) => {
                    Some("a disclosure of a claim that is there already")
                }
                Some(_) => None,
            };
            self.settle(index);
            match (refusal, disclosure.name.as_deref()) {
                (None, Some(name)) => {
                    added.insert(name);
                    let copy = put(builder, open, into, disclosure.disclosed(), Some(name), || step(name));
                    builder.member(into.at, name, copy);
                }
                (Some(refusal), _) => self.faults.push(disclosure.fault(refusal)),
                (None, None) => {}
            }
        }
        self.miss(&into.pointer, missing);
    }

    fn array(
        &mut self,
        into: &Open<'d>,
        disclosures: &'d [Disclosure],
        builder: &mut Builder,
        open: &mut VecDeque<Open<'d>>,
    ) {
        let mut missing: usize = 0;
        let mut index: usize = 0;
        for item in into.from.items() {
            let value = match element_digest(item) {
                None => item,
                Some(digest) => match self.take(digest, disclosures) {
                    None => {
                        missing = missing.saturating_add(1);
                        continue;
                    }
                    Some((number, disclosure)) => {
                        self.settle(number);
                        let refusal = match disclosure.name {
                            _ if into.is_signed_only => Some(INSIDE_SIGNED),
                            Some(_) => Some("a disclosure of a claim where an array's element is wanted"),
                            None => None,
                        };
                        if let Some(refusal) = refusal {
                            self.faults.push(disclosure.fault(refusal));
                            continue;
                        }
                        disclosure.disclosed()
                    }
                },
            };
            let copy = put(builder, open, into, value, None, || format!("/{index}"));
            builder.element(into.at, copy);
            index = index.saturating_add(1);
        }
        self.miss(&into.pointer, missing);
    }

    /// The disclosure that a digest vouches for, if the digest stands once.
    fn take(&self, digest: &str, disclosures: &'d [Disclosure]) -> Option<(usize, &'d Disclosure)> {
        if self.repeated.contains(digest) {
            return None;
        }
        let index = *self.by_digest.get(digest)?;
        disclosures.get(index).map(|disclosure| (index, disclosure))
    }

    fn settle(&mut self, index: usize) {
        if let Some(used) = self.used.get_mut(index) {
            *used = true;
        }
    }

    fn miss(&mut self, pointer: &str, count: usize) {
        if count == 0 {
            return;
        }
        let is_full = self.undisclosed.len() >= MAX_PLACES;
        match self.undisclosed.last_mut() {
            Some(last) if is_full => last.count = last.count.saturating_add(count),
            _ => self.undisclosed.push(Undisclosed { pointer: pointer.to_owned(), count }),
        }
    }
}

/// Copies a value, which is a member of this name or an element; of an array or object the content is left for later.
fn put<'d>(
    builder: &mut Builder,
    open: &mut VecDeque<Open<'d>>,
    into: &Open<'d>,
    value: Value<'d>,
    name: Option<&str>,
    step: impl FnOnce() -> String,
) -> NodeId {
    let at = builder.copy(value);
    if matches!(value.kind(), Kind::Array | Kind::Object) {
        // What lies deeper than is shown has the place of the last level that is.
        let pointer = if into.level < SHOWN_LEVELS {
            format!("{}{}", into.pointer, step())
        } else {
            into.pointer.clone()
        };
        let level = into.level.saturating_add(1);
        let is_named = into.level == 1 && name.is_some_and(|name| SIGNED_ONLY.contains(&name));
        let is_signed_only = is_named || into.is_signed_only;
        open.push_back(Open { at, from: value, pointer, level, is_signed_only });
    }
    at
}

/// The digest of an array's element `{"...": digest}` (RFC 9901 section 4.2.4.2).
fn element_digest<'d>(item: Value<'d>) -> Option<&'d str> {
    let mut members = item.members();
    match (members.next(), members.next()) {
        (Some(("...", digest)), None) => digest.as_str(),
        _ => None,
    }
}
