//! The seam for ways to write delegation down: what a format is given and what it gives back.

use std::fmt;

use super::chain::{Flow, FormatName, Problem};
use super::principal::{Actor, Principal};
use crate::token::claims::Claims;
use crate::token::json::{Budget, Document, Kind as JsonKind, Tree};
use crate::token::{Kind, Token, base64url};

/// A way to write down who acts for whom; one file and one page each under `formats/`.
pub trait Format: Sync + fmt::Debug {
    /// The names that it gives its readings, in the contract's words.
    fn names(&self) -> &'static [FormatName];

    /// What people should know about it, in Markdown.
    fn page(&self) -> &'static str;

    /// Reads what the token states, or `None` where it is not written this way.
    fn read(&self, statement: &Statement<'_>) -> Option<Reading>;
}

/// What a token states, as formats read it.
#[derive(Debug)]
pub struct Statement<'t> {
    token: &'t Token,
    claims: Claims<'t>,
    /// The issuer-signed payload of an SD-JWT, where it is not the processed one (SECURITY.md R11).
    signed: Option<Tree>,
}

impl<'t> Statement<'t> {
    /// The statement of a token whose payload is a JSON object.
    #[must_use]
    pub fn of(token: &'t Token) -> Option<Self> {
        let claims = token.claims()?;
        let signed = (token.kind() == Kind::SdJwt).then(|| signed_payload(token)).flatten();
        Some(Self { token, claims, signed })
    }

    /// All claims, those included that a disclosure revealed.
    #[must_use]
    pub fn claims(&self) -> Claims<'t> {
        self.claims
    }

    /// The claims that the issuer signed in the clear: the only ones that name issuers, audiences and actors.
    #[must_use]
    pub fn signed(&self) -> Claims<'_> {
        self.signed.as_ref().map_or(self.claims, |tree| Claims::new(tree.value()))
    }

    /// The header's `typ`, lower case and without `application/`; empty where there is none.
    #[must_use]
    pub fn typ(&self) -> String {
        let typ = self.token.header_text("typ").unwrap_or_default().to_ascii_lowercase();
        typ.strip_prefix("application/").map_or(typ.clone(), str::to_owned)
    }

    /// `iss`, or nothing.
    #[must_use]
    pub fn issuer(&self) -> &str {
        self.signed().text("iss").present().unwrap_or_default()
    }

    /// The first client claim that differs from `sub`: name and id.
    #[must_use]
    pub fn other_client(&self) -> Option<(&'static str, &'t str)> {
        let subject = self.claims.text("sub").present();
        self.claims.clients().into_iter().find(|(_, id)| !id.is_empty() && Some(*id) != subject)
    }
}

/// The payload under the signature, before any disclosure.
fn signed_payload(token: &Token) -> Option<Tree> {
    let input = std::str::from_utf8(&token.signatures().first()?.signing_input).ok()?;
    let (bytes, _) = base64url::decode_leniently(input.split_once('.')?.1)?;
    let document = Document::parse(&bytes, Budget::TOKEN).ok()?;
    (document.root().kind() == JsonKind::Object).then(|| Tree::from(document))
}

/// What a format found.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The name under which it is reported.
    pub format: FormatName,
    /// What sort of flow it shows.
    pub flow: Flow,
    /// On whose behalf.
    pub subject: Principal,
    /// From the first actor to the current one.
    pub actors: Vec<Actor>,
    /// What is wrong with what it found.
    pub problems: Vec<Problem>,
    /// Caveats for people.
    pub notes: Vec<String>,
}

impl Reading {
    /// A reading that names nobody beside the subject.
    #[must_use]
    pub fn alone(format: FormatName, flow: Flow, subject: Principal) -> Self {
        Self { format, flow, subject, actors: Vec::new(), problems: Vec::new(), notes: Vec::new() }
    }

    /// The same with a caveat.
    #[must_use]
    pub fn noting(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }
}
