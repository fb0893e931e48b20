//! What was granted is not what was asked: one warning each, with a code for scripts.

use serde::Serialize;

/// The codes of what was granted against what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Code {
    /// The issued token is about somebody else.
    SubjectChanged,
    /// An audience or resource that was asked for is not in the token.
    AudienceNotGranted,
    /// The token is also for somebody who was not asked for.
    AudienceWidened,
    /// A scope that was asked for is not there.
    ScopeNotGranted,
    /// A scope is there that was not asked for.
    ScopeWidened,
    /// Neither the answer nor the token says which scopes were granted.
    ScopeNotStated,
    /// The type of the issued token is missing, or another than asked for.
    TypeMismatch,
    /// `expires_in` and the token's own life differ.
    ExpiryMismatch,
    /// The issued token lives longer than the subject token.
    OutlivesSubjectToken,
    /// An actor token was sent, and the issued token names no such actor.
    ActorNotGranted,
    /// An actor of the subject token is missing.
    ActorDropped,
    /// The subject token was bound to a key, the issued one is not.
    BindingDropped,
    /// A binding was asked for and not given.
    BindingNotGranted,
    /// The answer holds a token that nobody asked for.
    UnaskedToken,
    /// The server is known to ignore a parameter that was sent, or did.
    ParameterIgnored,
    /// Something else is odd about the answer and changes nothing about what was granted.
    OddAnswer,
    /// A dry run: what a provider would refuse (never in an answer that was received).
    WouldBeRefused,
    /// The metadata names an endpoint on another host than the issuer's (R15).
    EndpointOnAnotherHost,
}

impl Code {
    /// The code as it stands in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SubjectChanged => "subject-changed",
            Self::AudienceNotGranted => "audience-not-granted",
            Self::AudienceWidened => "audience-widened",
            Self::ScopeNotGranted => "scope-not-granted",
            Self::ScopeWidened => "scope-widened",
            Self::ScopeNotStated => "scope-not-stated",
            Self::TypeMismatch => "type-mismatch",
            Self::ExpiryMismatch => "expiry-mismatch",
            Self::OutlivesSubjectToken => "outlives-subject-token",
            Self::ActorNotGranted => "actor-not-granted",
            Self::ActorDropped => "actor-dropped",
            Self::BindingDropped => "binding-dropped",
            Self::BindingNotGranted => "binding-not-granted",
            Self::UnaskedToken => "unasked-token",
            Self::ParameterIgnored => "parameter-ignored",
            Self::OddAnswer => "odd-answer",
            Self::WouldBeRefused => "would-be-refused",
            Self::EndpointOnAnotherHost => "endpoint-on-another-host",
        }
    }

    /// Whether `--strict` makes it exit 1, unless the vendor does it to everybody.
    #[must_use]
    pub fn is_strict(self) -> bool {
        !matches!(
            self,
            Self::ScopeNotStated
                | Self::UnaskedToken
                | Self::OddAnswer
                | Self::WouldBeRefused
                | Self::EndpointOnAnotherHost
        )
    }
}

/// One difference between what was asked and what was granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// Its code.
    pub code: Code,
    /// What it is, in a sentence; its outside values are not yet escaped.
    pub text: String,
    /// Whether `--strict` makes it exit 1; what a vendor does to everybody is told and does not count.
    #[serde(skip)]
    pub strict: bool,
}

impl Warning {
    /// A warning with its sentence.
    #[must_use]
    pub fn new(code: Code, text: impl Into<String>) -> Self {
        Self { code, text: text.into(), strict: code.is_strict() }
    }

    /// The same, told and not counted.
    #[must_use]
    pub fn note(mut self) -> Self {
        self.strict = false;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn a_code_is_written_as_it_is_named() {
        for code in [Code::SubjectChanged, Code::ScopeNotStated, Code::OddAnswer, Code::EndpointOnAnotherHost]
        {
            let json = serde_json::to_string(&code).expect("a code is a string");
            assert_eq!(json, format!("\"{}\"", code.name()));
        }
    }
}
