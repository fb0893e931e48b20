//! The keys of obo.toml: the flags' long names, what each takes, and what it is for.

/// What a key takes.
#[derive(Debug, Clone, Copy)]
pub enum Takes {
    /// A string.
    Text,
    /// A string or a list of strings.
    Texts,
    /// Where a secret is: `env:`, `@`, `fd:`, `cmd:`, or a list of words that begins with `cmd`.
    Secret,
    /// A whole number.
    Number,
    /// A duration: whole seconds, or `90s 15m 1h30m 2d`.
    Duration,
    /// A boolean.
    Flag,
    /// A date, or a moment of RFC 3339.
    Date,
    /// A word of these.
    Word(&'static [&'static str]),
    /// Words of these.
    Words(&'static [&'static str]),
    /// A name that a shell completes (SECURITY.md R26).
    Name,
    /// Names of rules, `AREA.*` or `all`.
    Rules,
    /// A table of rules, `AREA.*` or `all`, each with a word of these.
    Levels(&'static [&'static str]),
    /// A table of claims.
    Claims,
    /// A table with these keys.
    Table(Keys),
    /// Tables with these keys, each under a name.
    Named(Keys),
    /// A list of tables with these keys.
    Tables(Keys),
}

impl Takes {
    /// The type in words.
    #[must_use]
    pub fn words(self) -> String {
        let one_of = |words: &[&str]| words.join(" ");
        match self {
            Self::Text => "a text".to_owned(),
            Self::Texts => "a text or a list of texts".to_owned(),
            Self::Secret => "the source of a secret".to_owned(),
            Self::Number => "a whole number".to_owned(),
            Self::Duration => "a duration such as \"15m\"".to_owned(),
            Self::Flag => "true or false".to_owned(),
            Self::Date => "a date such as \"2027-01-31\"".to_owned(),
            Self::Word(words) => format!("one of {}", one_of(words)),
            Self::Words(words) => format!("some of {}", one_of(words)),
            Self::Name => "a name of 1 to 64 letters, digits, '.', '_' or '-'".to_owned(),
            Self::Rules => "names of rules, AREA.* or all".to_owned(),
            Self::Levels(words) => format!("a table of rules, each with one of {}", one_of(words)),
            Self::Claims => "a table of claims".to_owned(),
            Self::Table(_) | Self::Named(_) => "a table".to_owned(),
            Self::Tables(_) => "a list of tables".to_owned(),
        }
    }
}

/// A key of a table.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// Whether a table without it is refused.
    pub is_required: bool,
    /// What it is for, in a line.
    pub about: &'static str,
}

/// The keys of a table, in groups that several tables share.
pub type Keys = &'static [&'static [Key]];

const fn key(name: &'static str, takes: Takes, about: &'static str) -> Key {
    Key { name, takes, is_required: false, about }
}

const fn required(name: &'static str, takes: Takes, about: &'static str) -> Key {
    Key { name, takes, is_required: true, about }
}

/// The keys of the file itself.
pub const ROOT: Keys = &[
    &[
        key("profile", Takes::Named(PROFILE), "issuer, client, audience, keys and expectations under a name"),
        key("lint", Takes::Table(LINT), "what obo lint judges by"),
    ],
    BASES,
];

/// The keys of `[profile.NAME]`.
pub const PROFILE: Keys = &[
    &[
        key("inherits", Takes::Text, "the profile that says what this one does not"),
        key("issuer", Takes::Texts, "the issuers that are expected"),
        key("token-endpoint", Takes::Text, "where exchange sends its request"),
        key("provider", Takes::Text, "the vendor, where the issuer does not tell"),
        key("client-id", Takes::Text, "the client"),
        key("client-secret", Takes::Secret, "where the client's secret is"),
        key("client-auth", Takes::Text, "how the client authenticates"),
        key("client-key", Takes::Secret, "where the client's private key is"),
        key("client-assertion-aud", Takes::Text, "the audience of the client's assertion"),
        key("audience", Takes::Texts, "the audiences that are expected, or asked for"),
        key("resource", Takes::Texts, "the resources that are asked for"),
        key("scope", Takes::Texts, "the scopes that must be there, or are asked for"),
        key("jwks", Takes::Texts, "key sets, as files or addresses"),
        key("key", Takes::Texts, "public keys"),
        key("subject", Takes::Texts, "the subjects that are expected"),
        key("typ", Takes::Texts, "the types that the header may have"),
        key("token-type", Takes::Text, "the profile of tokens whose rules apply"),
        key("alg", Takes::Texts, "the algorithms that may be"),
        key("actor", Takes::Texts, "the current actors that are expected"),
        key("prior-actor", Takes::Texts, "actors that must stand before the current one"),
        key("max-depth", Takes::Number, "the most actors"),
        key("max-age", Takes::Duration, "the longest time since the token was issued"),
        key("max-lifetime", Takes::Duration, "the longest life of a token"),
        key("no-delegation", Takes::Flag, "nobody may act for the subject"),
        key("require-binding", Takes::Flag, "the token must be bound to a key"),
        key("introspect-as", Takes::Text, "the client that asks the introspection endpoint"),
        key("introspect-secret", Takes::Secret, "where that client's secret is"),
        key("introspection-endpoint", Takes::Text, "where the issuer is asked about a token"),
        key("ca", Takes::Text, "a file of certificates that sign the servers'"),
        key("timeout", Takes::Duration, "the longest wait for an answer"),
    ],
    LIMITS,
];

/// Levels that a rule can be set to.
pub const LEVELS: &[&str] = &["error", "warning", "note", "off"];
/// Levels of a finding.
pub const FINDINGS: &[&str] = &["error", "warning", "note"];
/// Levels from which a finding fails a run.
pub const FAILING: &[&str] = &["error", "warning", "note", "never"];
/// The kinds of token that a section can be for.
pub const KINDS: &[&str] = &[
    "access-token",
    "id-token",
    "refresh-token",
    "id-jag",
    "transaction-token",
    "jwt-svid",
    "workload-identity-token",
    "service-account-token",
    "job-token",
    "proof",
];

/// What a file builds upon.
const BASES: &[Key] = &[
    key("extends", Takes::Texts, "files whose policy and profiles stand below this one's, as paths"),
    key("locked", Takes::Rules, "rules that files above and flags may tighten and not relax"),
];

const LIMITS: &[Key] = &[key("limits", Takes::Table(&[LIMIT]), "limits; more than one is a finding")];

/// The limits.
pub const LIMIT: &[Key] = &[
    key("lifetime", Takes::Duration, "the life of an access token"),
    key("agent-lifetime", Takes::Duration, "the life of a token that is delegated to an agent"),
    key("app-lifetime", Takes::Duration, "the life of a token of a program that acts for itself"),
    key("grant-lifetime", Takes::Duration, "the life of an ID-JAG or a transaction token"),
    key("scopes", Takes::Number, "scopes"),
    key("actors", Takes::Number, "actors"),
    key("bytes", Takes::Number, "the size of a token"),
];

const SECTION: &[Key] = &[
    key("fail-on", Takes::Word(FAILING), "the level from which a finding fails the run"),
    key("show", Takes::Word(FINDINGS), "the level from which the screen shows a finding"),
    key("allow-issuers", Takes::Texts, "issuers that may be; * stands for any run of characters"),
    key("allow-audiences", Takes::Texts, "audiences that may be"),
    key("allow-actors", Takes::Texts, "actors that may be, prior ones too"),
    key("allow-clients", Takes::Texts, "clients that may be"),
    key("allow-scopes", Takes::Texts, "scopes that may be"),
    key("forbid-scopes", Takes::Texts, "scopes that may not be; the lists of all files add up"),
    key("shared-scopes", Takes::Flag, "scopes mean the same at every audience"),
    key("levels", Takes::Levels(LEVELS), "levels of rules"),
];

/// The keys of `[lint]`.
pub const LINT: Keys = &[
    SECTION,
    LIMITS,
    BASES,
    &[
        key("for", Takes::Tables(FOR), "what holds for some tokens"),
        key("ignore", Takes::Tables(IGNORE), "findings that are known and accepted for a time"),
        key("rule", Takes::Tables(RULE), "rules of the team's own"),
        key("test", Takes::Tables(TEST), "claims, and the findings they must give"),
    ],
];

/// The keys of `[[lint.for]]`.
pub const FOR: Keys = &[
    &[
        key("issuer", Takes::Texts, "for tokens of these issuers"),
        key("client", Takes::Texts, "for tokens that were issued to these clients"),
        key("audience", Takes::Texts, "for tokens with one of these audiences"),
        key("kind", Takes::Words(KINDS), "for these kinds of token"),
        key("label", Takes::Texts, "for inputs with these labels"),
    ],
    SECTION,
    LIMITS,
];

/// The keys of `[[lint.ignore]]`.
pub const IGNORE: Keys = &[&[
    required("rule", Takes::Text, "the rule, AREA.* or all"),
    required("reason", Takes::Text, "why its findings are accepted"),
    required("until", Takes::Date, "the last day of that"),
    key("issuer", Takes::Texts, "only for tokens of these issuers"),
    key("client", Takes::Texts, "only for tokens that were issued to these clients"),
    key("claim", Takes::Texts, "only at these claims"),
]];

/// The keys of `[[lint.rule]]`.
pub const RULE: Keys = &[&[
    required("name", Takes::Name, "the rule's name, kebab-case"),
    key("level", Takes::Word(FINDINGS), "how bad a finding is; warning where it is not said"),
    required("message", Takes::Text, "what is wrong, in a sentence"),
    required("when", Takes::Text, "a condition in CEL; true is a finding"),
]];

/// The keys of `[[lint.test]]`.
pub const TEST: Keys = &[&[
    key("name", Takes::Text, "what the test is called"),
    required("claims", Takes::Claims, "the claims of a token"),
    key("header", Takes::Claims, "its header"),
    key("subject-claims", Takes::Claims, "the claims of the token that it was exchanged from"),
    key("label", Takes::Text, "the label of the input"),
    key("at", Takes::Date, "the moment as of which it is judged"),
    required("findings", Takes::Texts, "the rules that must find something, and no others"),
]];

/// A key of a table by name.
#[must_use]
pub fn find(keys: Keys, name: &str) -> Option<Key> {
    all(keys).find(|key| key.name == name)
}

/// Every key of a table.
pub fn all(keys: Keys) -> impl Iterator<Item = Key> {
    keys.iter().flat_map(|group| group.iter()).copied()
}

/// The key that a mistyped one was probably meant to be.
#[must_use]
pub fn nearest(keys: Keys, name: &str) -> Option<&'static str> {
    // An underscore is the one mistake that no distance forgives in a short name.
    let name = name.replace('_', "-");
    find(keys, &name)
        .map(|key| key.name)
        .or_else(|| crate::near::nearest(&name, all(keys).map(|key| key.name)).first().copied())
}

#[cfg(test)]
mod tests {
    use super::{KINDS, LINT, PROFILE, nearest};
    use crate::lint::kind::TokenKind;

    #[test]
    fn mistyped_keys_find_their_neighbour() {
        for (keys, name, want) in [
            (PROFILE, "isuer", Some("issuer")),
            (PROFILE, "client_id", Some("client-id")),
            (PROFILE, "max-lifetme", Some("max-lifetime")),
            (PROFILE, "zzz", None),
            (LINT, "failon", Some("fail-on")),
            (LINT, "allow_issuer", Some("allow-issuers")),
        ] {
            assert_eq!(nearest(keys, name), want, "{name}");
        }
    }

    #[test]
    fn kinds_are_those_of_lint() {
        assert_eq!(TokenKind::ALL.map(TokenKind::word).as_slice(), KINDS);
    }
}
