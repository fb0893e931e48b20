//! Why an input holds no token, and what to do about it; what it holds is never shown (SECURITY.md R14).

use crate::failure::Failure;
use crate::input::{self, Source};
use crate::plural::counted;
use crate::provider;
use crate::scan::recognise::Recognised;
use crate::token::encoding::Encoding;
use crate::token::json::{Budget, Document};
use crate::token::{MAX_BYTES, NotAToken};

/// The failure of an input of which no token was recognised.
pub(super) fn no_token(recognised: &Recognised, source: &Source, name: &str, bytes: &[u8]) -> Failure {
    let failure = failure(recognised, source, name, bytes);
    let is_broken = matches!(recognised, Recognised::Broken(_));
    // Most files of a directory are no tokens, and nobody said that this one is.
    if matches!(source, Source::Found(_)) && !is_broken { failure.about_nothing() } else { failure }
}

fn failure(recognised: &Recognised, source: &Source, name: &str, bytes: &[u8]) -> Failure {
    match recognised {
        Recognised::Empty => {
            Failure::usage(format!("{name} is empty")).hint("nothing was read").about_nothing()
        }
        Recognised::Broken(why) => broken(why, name),
        Recognised::OpaqueResponse(members) => Failure::usage(format!(
            "a token response with nothing but opaque tokens ({}) in {name}",
            members.join(", ")
        ))
        .hint("only their issuer can read them: ask its introspection endpoint (RFC 7662)"),
        _ => unrecognised(source, name, bytes),
    }
}

/// What was meant as a token: cut short, if that can be told, else malformed.
pub(super) fn broken(why: &NotAToken, name: &str) -> Failure {
    let failure = match why {
        NotAToken::Cut(cut) => Failure::usage(cut).context(format!("the token in {name} looks cut short")),
        _ => {
            Failure::usage(why).context(format!("{name} has the shape of a token, but cannot be read as one"))
        }
    };
    why.hint().into_iter().fold(failure, Failure::hint)
}

/// The same for a verdict: why the text is no token, and where more is to be learned.
pub(super) fn malformed(why: &NotAToken) -> String {
    match why {
        NotAToken::Cut(_) | NotAToken::Length(_) => format!("{why}; take the whole token"),
        _ => format!("malformed: {why}; obo decode says more"),
    }
}

/// Text in an encoding in which no token can be seen.
pub(super) fn encoded(encoding: Encoding, name: &str) -> Failure {
    Failure::usage(format!("no token in {name}: {encoding}")).hint(encoding.hint())
}

fn unrecognised(source: &Source, name: &str, bytes: &[u8]) -> Failure {
    // A byte order mark before UTF-8 is taken off, and hides nothing.
    if let Some(encoding @ Encoding::Utf16) = Encoding::of(bytes) {
        return encoded(encoding, name).about_nothing();
    }
    let text = std::str::from_utf8(bytes).unwrap_or_default().trim();
    if matches!(source, Source::Text(_)) && input::looks_like_a_path(text) {
        return Failure::usage("no such file").hint("a token, @FILE, env:NAME or - for stdin is wanted");
    }
    if let Some(opaque) = provider::opaque(text) {
        let failure = Failure::usage(format!("an opaque token: {}", opaque.sentence()));
        return failure.hint(opaque.hint());
    }
    // Pasted claims with a comma too many are no opaque token.
    if text.starts_with('{')
        && let Err(fault) = Document::parse(text.as_bytes(), Budget::ANSWER)
    {
        return Failure::usage(fault).context(format!("no token in {name}, and no claims"));
    }
    if !text.is_empty() && !text.contains(char::is_whitespace) && text.len() < MAX_BYTES {
        return Failure::usage(format!(
            "no token that can be read in {name} ({})",
            counted(bytes.len(), "byte", "bytes")
        ))
        .hint("if it is an opaque token, only its issuer can read it: ask its introspection endpoint")
        .about_nothing();
    }
    Failure::usage(format!("no token in {name} ({} read)", counted(bytes.len(), "byte", "bytes")))
        .about_nothing()
}
