//! The file of settings for `obo sts --config`: TOML, read strictly, without a secret in it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::settings::{
    Audience, Client, ClientKind, Credential, GrantName, MAX_LIFETIME, Settings, User, is_scope,
};
use crate::instant;
use crate::keys::{KeySet, Origin};
use crate::secret::Secret;

/// The most bytes of a file of settings.
pub const MAX_BYTES: usize = 1 << 20;
/// The longest name of a user, client or audience.
const MAX_NAME: usize = 512;

/// Why a file of settings is none; it names a place, never the text there (R6).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// Larger than [`MAX_BYTES`].
    #[error("larger than 1 MiB")]
    TooLarge,
    /// Not TOML; the line counts from 1.
    #[error("line {0} is not TOML")]
    Syntax(usize),
    /// TOML with an unknown key or a value of another type; the line counts from 1.
    #[error("line {0} has an unknown key or a value of another type")]
    Schema(usize),
    /// A lifetime that is none, or longer than an hour.
    #[error("a lifetime must be a duration of 1s to 1h")]
    Lifetime,
    /// A name that is empty, too long, or holds something else than printable ASCII without a blank.
    #[error("names are 1 to 512 printable ASCII signs without a blank")]
    Name,
    /// A scope outside RFC 6749 section 3.3.
    #[error("a scope has signs outside RFC 6749 section 3.3")]
    Scope,
    /// A secret that stands in the file itself.
    #[error(
        "a secret must not stand in the file; say \"env:NAME\", \"@FILE\" or [\"cmd\", \"PROGRAM\", \"ARGUMENT\"]"
    )]
    LiteralSecret,
    /// A secret or key set whose source cannot be read.
    #[error("the source of a secret or key set cannot be read")]
    Source,
    /// A key set of a client that is none.
    #[error("the key set of a client is none")]
    Jwks,
    /// A client with a secret and a key set.
    #[error("a client has either a secret or a key set")]
    TwoCredentials,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    lifetime: Option<String>,
    #[serde(default)]
    user: BTreeMap<String, UserTable>,
    #[serde(default)]
    client: BTreeMap<String, ClientTable>,
    #[serde(default)]
    audience: BTreeMap<String, AudienceTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct UserTable {
    name: Option<String>,
    scope: Option<Vec<String>>,
    may_act: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ClientTable {
    secret: Option<Said>,
    jwks: Option<String>,
    kind: Option<ClientKind>,
    scope: Option<Vec<String>>,
    audience: Option<Vec<String>>,
    grants: Option<Vec<GrantName>>,
    #[serde(default)]
    dpop_bound_access_tokens: bool,
}

/// Where a secret is, as the file says it: a SRC, or a list of words that begins with `cmd`.
#[derive(Deserialize)]
#[serde(untagged)]
enum Said {
    Text(String),
    Words(Vec<String>),
}

/// Where a secret or a key set is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source<'f> {
    /// A SRC.
    Text(&'f str),
    /// The words of a command.
    Command(&'f [String]),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct AudienceTable {
    #[serde(default)]
    clients: Vec<String>,
    scope: Option<Vec<String>>,
    lifetime: Option<String>,
    alg: Option<Algorithm>,
}

#[derive(Clone, Copy, PartialEq, Deserialize)]
enum Algorithm {
    #[serde(rename = "ES256")]
    Es256,
    #[serde(rename = "RS256")]
    Rs256,
}

fn scopes(list: Option<Vec<String>>) -> Result<Option<Vec<String>>, SettingsError> {
    match &list {
        Some(scopes) if !scopes.iter().all(|s| is_scope(s)) => Err(SettingsError::Scope),
        _ => Ok(list),
    }
}

fn named<'n>(names: impl Iterator<Item = &'n String>) -> Result<(), SettingsError> {
    for name in names {
        if name.is_empty() || name.len() > MAX_NAME || !name.bytes().all(|b| (0x21..0x7f).contains(&b)) {
            return Err(SettingsError::Name);
        }
    }
    Ok(())
}

fn lifetime(text: Option<&str>) -> Result<Option<i64>, SettingsError> {
    let Some(text) = text else { return Ok(None) };
    let seconds = instant::duration(text).and_then(|d| i64::try_from(d.as_secs()).ok());
    match seconds {
        Some(seconds @ 1..=MAX_LIFETIME) => Ok(Some(seconds)),
        _ => Err(SettingsError::Lifetime),
    }
}

impl Settings {
    /// Reads a file of settings; `read` gives the content of a SRC, or `None` where it cannot be read.
    ///
    /// # Errors
    /// Where it is no TOML of this shape, holds a secret itself, or names what cannot be read.
    pub fn parse(
        text: &str,
        read: &mut dyn FnMut(Source<'_>) -> Option<Secret>,
    ) -> Result<Self, SettingsError> {
        if text.len() > MAX_BYTES {
            return Err(SettingsError::TooLarge);
        }
        let line = |error: &toml::de::Error| {
            let start = error.span().map_or(0, |span| span.start);
            text.bytes().take(start).filter(|b| *b == b'\n').count().saturating_add(1)
        };
        if let Err(error) = text.parse::<toml::Table>() {
            return Err(SettingsError::Syntax(line(&error)));
        }
        let file: File = toml::from_str(text).map_err(|error| SettingsError::Schema(line(&error)))?;
        named(file.user.keys().chain(file.client.keys()).chain(file.audience.keys()))?;
        named(file.user.values().filter_map(|user| user.may_act.as_ref()))?;
        let mut settings = Self {
            lifetime: lifetime(file.lifetime.as_deref())?.unwrap_or(MAX_LIFETIME),
            users: BTreeMap::new(),
            clients: BTreeMap::new(),
            audiences: BTreeMap::new(),
        };
        for (name, user) in file.user {
            let user = User { name: user.name, scope: scopes(user.scope)?, may_act: user.may_act };
            settings.users.insert(name, user);
        }
        for (name, client) in file.client {
            settings.clients.insert(
                name,
                Client {
                    credential: credential(client.secret.as_ref(), client.jwks.as_deref(), read)?,
                    kind: client.kind,
                    scope: scopes(client.scope)?,
                    audience: client.audience,
                    grants: client.grants,
                    must_prove: client.dpop_bound_access_tokens,
                },
            );
        }
        for (name, audience) in file.audience {
            settings.audiences.insert(
                name,
                Audience {
                    clients: audience.clients,
                    scope: scopes(audience.scope)?,
                    lifetime: lifetime(audience.lifetime.as_deref())?,
                    rs256: audience.alg == Some(Algorithm::Rs256),
                },
            );
        }
        Ok(settings)
    }
}

fn credential(
    secret: Option<&Said>,
    jwks: Option<&str>,
    read: &mut dyn FnMut(Source<'_>) -> Option<Secret>,
) -> Result<Credential, SettingsError> {
    match (secret, jwks) {
        (Some(_), Some(_)) => Err(SettingsError::TwoCredentials),
        (None, None) => Ok(Credential::Public),
        (Some(said), None) => {
            let source = match said {
                Said::Text(text) if ["env:", "@", "fd:", "cmd:"].iter().any(|it| text.starts_with(it)) => {
                    Source::Text(text)
                }
                Said::Words(words) => match words.as_slice() {
                    [first, words @ ..] if first == "cmd" && !words.is_empty() => Source::Command(words),
                    _ => return Err(SettingsError::LiteralSecret),
                },
                Said::Text(_) => return Err(SettingsError::LiteralSecret),
            };
            match read(source) {
                Some(secret) if !secret.is_empty() => Ok(Credential::Secret(secret)),
                _ => Err(SettingsError::Source),
            }
        }
        (None, Some(source)) => {
            let jwks = read(Source::Text(source)).ok_or(SettingsError::Source)?;
            KeySet::parse(jwks.expose(), Origin::Local).map_err(|_| SettingsError::Jwks)?;
            Ok(Credential::Jwks(jwks))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::settings::{ClientKind, Credential, GrantName, Settings};
    use super::{SettingsError, Source};
    use crate::secret::Secret;

    fn parse(text: &str) -> Result<Settings, SettingsError> {
        let command = ["pass".to_owned(), "show".to_owned()];
        let known = [Source::Text("env:S"), Source::Text("cmd:pass show"), Source::Command(&command)];
        Settings::parse(text, &mut |source| known.contains(&source).then(|| Secret::from("hunter2")))
    }

    #[test]
    fn a_whole_file_is_read() {
        let settings = parse(
            r#"
            lifetime = "30m"
            [user.alice]
            name = "Alice"
            scope = ["a", "b"]
            may-act = "planner"
            [client.planner]
            secret = "env:S"
            kind = "agent"
            grants = ["token-exchange"]
            audience = ["https://ledger.example"]
            [audience."https://ledger.example"]
            clients = ["ledger"]
            lifetime = "5m"
            alg = "RS256"
            "#,
        )
        .expect("settings");
        assert_eq!(settings.lifetime, 1_800);
        assert_eq!(settings.users["alice"].may_act.as_deref(), Some("planner"));
        let planner = &settings.clients["planner"];
        assert_eq!(planner.credential, Credential::Secret(Secret::from("hunter2")));
        assert_eq!(planner.kind, Some(ClientKind::Agent));
        assert_eq!(planner.grants, Some(vec![GrantName::TokenExchange]));
        let audience = &settings.audiences["https://ledger.example"];
        assert!(audience.rs256);
        assert_eq!(audience.lifetime, Some(300));
        assert!(settings.is_at("ledger", "https://ledger.example"));
        assert!(!settings.is_at("planner", "https://ledger.example"));
    }

    #[test]
    fn a_command_is_a_text_or_a_list_of_words() {
        for secret in [r#""env:S""#, r#""cmd:pass show""#, r#"["cmd", "pass", "show"]"#] {
            let settings = parse(&format!("[client.x]\nsecret = {secret}")).expect("settings");
            assert_eq!(
                settings.clients["x"].credential,
                Credential::Secret(Secret::from("hunter2")),
                "{secret}"
            );
        }
        for secret in [r#"["pass", "show"]"#, r#"["cmd"]"#, "[]"] {
            let refused = parse(&format!("[client.x]\nsecret = {secret}")).err();
            assert_eq!(refused, Some(SettingsError::LiteralSecret), "{secret}");
        }
    }

    #[test]
    fn r6_errors_name_a_place_and_never_its_text() {
        for (text, want) in [
            ("\n[client.x]\nsecret = \"hunter2-canary", SettingsError::Syntax(3)),
            ("[client.x]\npassword = \"hunter2-canary\"", SettingsError::Schema(2)),
            ("[client.x]\nscope = 5", SettingsError::Schema(2)),
            ("[client.x]\nsecret = \"hunter2-canary\"", SettingsError::LiteralSecret),
            ("[client.x]\nsecret = \"env:OTHER\"", SettingsError::Source),
            ("[client.x]\nsecret = \"env:S\"\njwks = \"@k\"", SettingsError::TwoCredentials),
            ("[client.x]\njwks = \"env:S\"", SettingsError::Jwks),
            ("[client.\"a b\"]", SettingsError::Name),
            ("[client.x]\nscope = [\"a b\"]", SettingsError::Scope),
            ("lifetime = \"2h\"", SettingsError::Lifetime),
            ("[audience.x]\nlifetime = \"0s\"", SettingsError::Lifetime),
        ] {
            let error = parse(text).expect_err(text);
            assert_eq!(error, want, "{text}");
            assert!(!format!("{error} {error:?}").contains("canary"));
        }
    }

    #[test]
    fn r20_settings_cannot_bring_keys_or_a_longer_life() {
        assert_eq!(parse("key = \"@staging.pem\""), Err(SettingsError::Schema(1)));
        assert_eq!(parse("lifetime = \"61m\""), Err(SettingsError::Lifetime));
    }
}
