//! Tokens whose claims nobody here can read: a gate that did not see them has not passed them (SECURITY.md R1, R17).

use crate::cli::inputs::Place;
use crate::cli::output::Outcome;
use crate::cli::{report, say};
use crate::decoding::why_unread;
use crate::failure::{Code, Failure};
use crate::host::Host;
use crate::report::Failed;
use crate::scan::recognise::Sighting;
use crate::token::{Kind, Payload, Token};

/// How many are named on stderr; all are counted, and all are named in `failed`.
const NAMED: usize = 20;

/// What was met so far.
#[derive(Debug, Default)]
pub(super) struct Unjudged {
    failed: Vec<Failed>,
}

impl Unjudged {
    /// Says that the claims of a token are unread, and why; `None` where they are read. A refresh token is its issuer's
    /// own business, and may be anything.
    pub(super) fn meet(&mut self, sighting: &Sighting, place: &Place, host: &mut Host) -> Option<String> {
        if sighting.member == Some("refresh_token") {
            return None;
        }
        let hides = sighting.answer.as_ref().is_some_and(|answer| answer.hides_access_token);
        if hides && sighting.member == Some("id_token") {
            say(
                host,
                &format!("note: the access token beside {} is opaque and was not judged", place.source),
            );
        }
        let failure = failure(&sighting.token)?;
        let source = match place.index {
            0 => place.source.clone(),
            index => format!("{} token {index}", place.source),
        };
        let error = failure.what();
        if self.failed.len() < NAMED {
            report(&failure.context(format!("{source} was not judged")), host);
        }
        self.failed.push(Failed { source, error: error.clone() });
        Some(error)
    }

    /// Puts them among what could not be read.
    pub(super) fn told(self, outcome: &mut Outcome) {
        if self.failed.is_empty() {
            return;
        }
        let count = u64::try_from(self.failed.len()).unwrap_or(u64::MAX);
        outcome.examined.unread = outcome.examined.unread.saturating_add(count);
        outcome.failed.extend(self.failed);
        outcome.and(Code::Usage);
    }
}

/// Why the claims of a token cannot be judged.
pub(super) fn failure(token: &Token) -> Option<Failure> {
    match token.payload() {
        Payload::Object(claims) => {
            // RFC 7662 section 2.2: nothing else need stand in the answer about a token that is not active.
            let is_inactive = token.kind() == Kind::Introspection
                && claims.value().get("active").is_some_and(|active| active.as_bool() == Some(false));
            is_inactive
                .then(|| Failure::usage("the answer says that the token is not active, and so nothing of it"))
        }
        Payload::Sealed => {
            Some(Failure::usage("its claims are encrypted").hint("--decrypt-key SRC opens it"))
        }
        Payload::Other(bytes) => Some(Failure::usage(why_unread(bytes))),
    }
}
