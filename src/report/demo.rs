//! What the demo shows, read back from the tokens that it made.

use serde::Serialize;

use crate::delegation::chain::Level;
use crate::exchange::refusal::Refusal;

/// A token and who holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Holding {
    /// The one place that the token is meant for, which holds it.
    pub holder: String,
    /// What it may do there.
    pub scopes: Vec<String>,
    /// How long it lives, in seconds.
    pub lifetime_seconds: i64,
    /// On whose behalf.
    pub subject: String,
    /// By whom, from the current actor to the first.
    pub actors: Vec<String>,
}

/// What lint found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Spotted {
    /// The rule's name.
    pub rule: String,
    /// How bad it is.
    pub level: Level,
    /// What was found, in one sentence.
    pub message: String,
}

/// A token that lint judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Judged {
    /// The command that says the same of what the demo saves.
    pub command: String,
    /// Whether lint lets it pass.
    pub passed: bool,
    /// What a screen would show, the worst first.
    pub findings: Vec<Spotted>,
}

/// What happens in a scene.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// One token goes through several hands.
    PassedOn {
        /// The token.
        token: Holding,
        /// Who has held it, in order; the last one reads it.
        hands: Vec<String>,
    },
    /// Each hop exchanges its token for one of its own.
    Exchanged(Vec<Holding>),
    /// The server refuses.
    Refused {
        /// Who asks.
        client: String,
        /// The HTTP status.
        status: u16,
        /// The server's words and what they mean for what was sent.
        refusal: Refusal,
    },
    /// Lint judges.
    Judged(Vec<Judged>),
}

/// One scene.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Scene {
    /// From 1.
    pub number: usize,
    /// How many there are.
    pub of: usize,
    /// What it is about.
    pub title: &'static str,
    /// What happens.
    pub act: Act,
    /// What to take from it.
    pub lesson: &'static str,
}

/// What stays when the curtain falls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Leave {
    /// The directory that was written, as it was named.
    pub saved: Option<String>,
    /// The files in it.
    pub files: Vec<&'static str>,
    /// Commands to try next.
    pub next: Vec<String>,
}
