//! What one token amounts to when it is held against another: for whom, by whom, where, what, until when.

use super::chain::{Chain, FormatName};
use super::format::Statement;
use super::formats;
use super::principal::{Actor, Principal};
use super::unfold::unfold_whole;
use crate::instant::Instant;
use crate::token::Token;
use crate::token::claims::{Claims, Field};
use crate::token::digest::Digest;
use crate::token::json::Value;

/// The comparable part of a token; made once for each token, whatever it is compared with.
#[derive(Debug, Clone)]
pub struct Mandate {
    /// SHA-256 of the token.
    pub digest: Digest,
    /// How it writes delegation down.
    pub format: FormatName,
    /// On whose behalf.
    pub subject: Principal,
    /// Within what the subject's id is unique: the issuer, or the tenant where that is the wider one.
    pub authority: Option<String>,
    /// What the subject is called at the audience's server (ID-JAG, `aud_sub`).
    pub subject_at_audience: Option<String>,
    /// From the first actor to the current one, inferred ones included.
    pub actors: Vec<Actor>,
    /// Ids of the clients that its client claims name.
    pub clients: Vec<String>,
    /// `aud`.
    pub audience: Vec<String>,
    /// `scope` or `scp`.
    pub scopes: Vec<String>,
    /// `iat`.
    pub issued: Option<Instant>,
    /// `exp`.
    pub expires: Option<Instant>,
    /// Who is eligible to act, if `may_act` says so.
    pub may_act: Option<MayAct>,
    /// The members of `cnf`: what the token is bound to.
    pub binding: Vec<String>,
    /// Which of `aud`, `scope`, `scp` and `exp` are there and say nothing, because they are of another kind.
    pub malformed: Vec<&'static str>,
}

/// Who a subject token says may act for its subject (RFC 8693 section 4.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MayAct {
    /// The ids that it names; none where it is malformed.
    pub ids: Vec<String>,
    /// The issuer of those ids, if it says one.
    pub issuer: Option<String>,
}

impl Mandate {
    /// Reads a token; `None` where its payload is no JSON object.
    #[must_use]
    pub fn of(token: &Token) -> Option<Self> {
        token.claims().map(|_| Self::from_chain(token, &unfold_whole(token)))
    }

    /// The same for whoever has the token's own chain at hand already.
    #[must_use]
    pub fn from_chain(token: &Token, chain: &Chain) -> Self {
        let statement = Statement::of(token);
        let signed = statement.as_ref().map(Statement::signed);
        let clients = token.claims().map(Claims::clients).unwrap_or_default();
        let mut ids: Vec<String> = Vec::new();
        for (_, id) in clients {
            if !id.is_empty() && !ids.iter().any(|known| known == id) {
                ids.push(id.to_owned());
            }
        }
        let issuer = chain.subject.issuer.clone();
        Self {
            digest: token.digest(),
            format: chain.format,
            authority: statement.as_ref().and_then(formats::authority).map(str::to_owned).or(issuer),
            subject: chain.subject.clone(),
            subject_at_audience: signed.and_then(|c| c.text("aud_sub").present()).map(str::to_owned),
            actors: chain.actors.clone(),
            clients: ids,
            audience: chain.audience.clone(),
            scopes: chain.scopes.clone(),
            issued: signed.and_then(|claims| claims.date("iat").present()),
            expires: signed.and_then(|claims| claims.date("exp").present()),
            may_act: signed.and_then(|claims| claims.get("may_act")).map(MayAct::of),
            binding: signed.map(binding).unwrap_or_default(),
            malformed: token.claims().map(malformed).unwrap_or_default(),
        }
    }

    /// Whether one of these claims is malformed, so that nothing about it holds.
    #[must_use]
    pub fn has_malformed(&self, names: &[&str]) -> bool {
        self.malformed.iter().any(|name| names.contains(name))
    }

    /// Whether an actor is a client that the token names. Clients are their issuer's, so that one of the same name at
    /// another issuer is somebody else.
    #[must_use]
    pub fn has_client(&self, actor: &Actor) -> bool {
        let mut own = self.subject.issuer.iter().chain(&self.authority).peekable();
        let is_theirs = |issuer: &String| own.peek().is_none() || own.any(|own| own == issuer);
        actor.id.as_ref().is_some_and(|id| self.clients.contains(id))
            && actor.issuer.as_ref().is_none_or(is_theirs)
    }

    /// The actors that the token states; inferred ones count in no comparison.
    pub fn stated(&self) -> impl Iterator<Item = &Actor> {
        self.actors.iter().filter(|actor| actor.evidence != super::evidence::Evidence::Inferred)
    }

    /// `exp` minus `iat` in whole seconds.
    #[must_use]
    pub fn lifetime(&self) -> Option<i64> {
        Some(self.expires?.seconds_since(self.issued?))
    }
}

impl MayAct {
    fn of(value: Value<'_>) -> Self {
        let node = Claims::new(value);
        let mut ids = Vec::new();
        for name in ["sub", "client_id", "agent", "azp", "email"] {
            if let Field::Present(texts) = node.texts(name) {
                ids.extend(texts.into_iter().filter(|id| !id.is_empty()).map(str::to_owned));
            }
        }
        Self { ids, issuer: node.text("iss").present().map(str::to_owned) }
    }

    /// Whether it names the current actor of the token that was got for this one, or that token's client.
    ///
    /// An actor and a client without an issuer of their own are known to the issuers of the two tokens.
    #[must_use]
    pub fn allows(&self, parent: &Mandate, child: &Mandate) -> bool {
        let theirs = [&parent.subject.issuer, &child.subject.issuer];
        let is_theirs = self.issuer.is_none() || theirs.contains(&&self.issuer);
        let current = child.stated().last();
        let is_named = current.is_some_and(|actor| {
            let is_issuer = match (&self.issuer, &actor.issuer) {
                (Some(wanted), Some(found)) => wanted == found,
                (None, _) => true,
                (Some(_), None) => is_theirs,
            };
            is_issuer && actor.id.as_ref().is_some_and(|id| self.ids.contains(id))
        });
        is_named || (is_theirs && child.clients.iter().any(|client| self.ids.contains(client)))
    }
}

/// The members of `cnf` (RFC 7800 section 3.1); none where it is no object, and no thumbprint that is no text.
fn binding(claims: Claims<'_>) -> Vec<String> {
    let members = claims.get("cnf").into_iter().flat_map(|cnf| cnf.members());
    let binds = |name: &str, value: Value<'_>| {
        !matches!(name, "jkt" | "x5t#S256") || value.as_str().is_some_and(|text| !text.is_empty())
    };
    members.filter(|(name, value)| binds(name, *value)).map(|(name, _)| name.to_owned()).collect()
}

fn malformed(claims: Claims<'_>) -> Vec<&'static str> {
    let is_no_text = |name: &str| claims.texts(name).malformed().is_some();
    let mut names: Vec<_> = ["aud", "scope", "scp"].into_iter().filter(|name| is_no_text(name)).collect();
    names.extend(claims.date("exp").malformed().map(|_| "exp"));
    names
}

#[cfg(test)]
mod tests {
    use super::Mandate;
    use crate::token::json::{Budget, Document, Tree};
    use crate::token::{Kind, Token};

    fn mandate(json: &str) -> Mandate {
        let document = Document::parse(json.as_bytes(), Budget::TOKEN).expect("the test's text is JSON");
        let token = Token::from_claims(Kind::Claims, Tree::from(document), json.as_bytes());
        Mandate::of(&token).expect("the payload is an object")
    }

    #[test]
    fn every_client_is_read_once_and_none_without_a_name() {
        for (json, want) in [
            (r#"{"azp":"a","client_id":"b","appid":"a","cid":"c"}"#, &["a", "b", "c"][..]),
            (r#"{"azp":"","client_id":"b"}"#, &["b"]),
            (r#"{"azp":7}"#, &[]),
        ] {
            assert_eq!(mandate(json).clients, want, "{json}");
        }
    }

    #[test]
    fn a_client_is_its_issuer_s() {
        for (parent, prior, want) in [
            (r#"{"iss":"i","azp":"spa"}"#, r#"{"sub":"spa","iss":"i"}"#, true),
            (r#"{"iss":"i","azp":"spa"}"#, r#"{"sub":"spa"}"#, true),
            (r#"{"azp":"spa"}"#, r#"{"sub":"spa","iss":"j"}"#, true),
            (r#"{"iss":"i","azp":"spa"}"#, r#"{"sub":"spa","iss":"j"}"#, false),
            (r#"{"iss":"i","azp":"spa"}"#, r#"{"sub":"web","iss":"i"}"#, false),
        ] {
            let child = mandate(&format!(r#"{{"sub":"u","act":{{"sub":"c","act":{prior}}}}}"#));
            let first = child.actors.first().expect("a prior actor");
            assert_eq!(mandate(parent).has_client(first), want, "{parent} {prior}");
        }
    }

    #[test]
    fn only_the_members_of_an_object_bind() {
        for (json, want) in [
            (r#"{"cnf":{"jkt":"x","x5t#S256":"y"}}"#, &["jkt", "x5t#S256"][..]),
            (r#"{"cnf":{}}"#, &[]),
            (r#"{"cnf":["jkt"]}"#, &[]),
            (r#"{"cnf":{"jkt":1,"x5t#S256":"","kid":"k"}}"#, &["kid"]),
            (r#"{"cnf":"jkt"}"#, &[]),
            ("{}", &[]),
        ] {
            assert_eq!(mandate(json).binding, want, "{json}");
        }
    }
}
