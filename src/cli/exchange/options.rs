//! The options of `obo exchange`.

use std::io::Write;
use std::time::Duration;

use clap::{Args, ValueEnum};

use crate::cli::everywhere::Everywhere;
use crate::cli::output::Form;
use crate::exchange::client_auth::Method;
use crate::exchange::curl;
use crate::exchange::inputs::Parameter;
use crate::instant;
use crate::keys::Algorithm;
use crate::render::bare::{BareSink, Shape};
use crate::render::human::Human;
use crate::render::json::Json;
use crate::render::jsonl::JsonLines;
use crate::render::{Frame, Sink};

/// Examples for `--help`.
pub const EXAMPLES: &str = "\
Examples:
  obo exchange -i https://sso.example.com/realms/main -c my-api \\
      --client-secret env:SECRET -t @user.jwt -a other-api
  obo exchange ... --dry-run             show the request, send nothing
  obo exchange ... --curl                the same as a curl command
  curl -H \"$(obo exchange ... -f header)\" https://api.example.com/
  obo exchange ... --strict -f json      exit 1 if not granted as asked";

/// The forms of exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExchangeFormat {
    /// For people
    Human,
    /// The issued token alone
    Token,
    /// `Authorization: Bearer TOKEN`, for curl -H @-
    Header,
    /// NAME=value lines
    Env,
    /// One JSON document
    Json,
    /// The same on one line
    Jsonl,
}

impl ExchangeFormat {
    /// Whether only the token is printed.
    #[must_use]
    pub fn is_bare(self) -> bool {
        matches!(self, Self::Token | Self::Header | Self::Env)
    }
}

impl Form for ExchangeFormat {
    fn sink<'w>(self, out: &'w mut dyn Write, frame: Frame) -> Box<dyn Sink + 'w> {
        match self {
            Self::Human => Box::new(Human::new(out, frame)),
            Self::Token => Box::new(BareSink::new(out, Shape::Token)),
            Self::Header => Box::new(BareSink::new(out, Shape::Header)),
            Self::Env => Box::new(BareSink::new(out, Shape::Env)),
            Self::Json => Box::new(Json::new(out, frame)),
            Self::Jsonl => Box::new(JsonLines::new(out, frame)),
        }
    }
}

/// The shells that `--curl` writes for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// sh, bash, zsh and their like
    Posix,
    /// PowerShell
    Powershell,
    /// The command prompt of Windows
    Cmd,
}

impl From<Shell> for curl::Shell {
    fn from(shell: Shell) -> Self {
        match shell {
            Shell::Posix => Self::Posix,
            Shell::Powershell => Self::Powershell,
            Shell::Cmd => Self::Cmd,
        }
    }
}

/// The options of exchange.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// On whose behalf: the text itself, @FILE, env:NAME, cmd:COMMAND, fd:N or - for stdin
    #[arg(short = 't', long, value_name = "SRC")]
    pub subject_token: Option<String>,
    /// access_token, refresh_token, id_token, jwt, saml1, saml2, id-jag, txn_token or any URI [default: access_token]
    #[arg(long, value_name = "TYPE")]
    pub subject_token_type: Option<String>,
    /// Who acts, if that is not the client
    #[arg(long, value_name = "SRC")]
    pub actor_token: Option<String>,
    /// As --subject-token-type [default: access_token]
    #[arg(long, value_name = "TYPE", requires = "actor_token")]
    pub actor_token_type: Option<String>,
    /// Where the token is to be used, by its logical name (can be repeated)
    #[arg(short, long, value_name = "NAME")]
    pub audience: Vec<String>,
    /// Where the token is to be used, by its address (can be repeated)
    #[arg(long, value_name = "URL")]
    pub resource: Vec<String>,
    /// What it may do; one or several, parted by blanks (can be repeated)
    #[arg(short, long, value_name = "SCOPE")]
    pub scope: Vec<String>,
    /// What sort of token is wanted, as --subject-token-type
    #[arg(long, value_name = "TYPE")]
    pub requested_token_type: Option<String>,
    /// A further parameter (can be repeated)
    #[arg(long, value_name = "NAME=VALUE", value_parser = Parameter::parse)]
    pub param: Vec<Parameter>,
    /// The client's id
    #[arg(short, long, value_name = "ID")]
    pub client_id: Option<String>,
    /// The client's secret: env:NAME, @FILE, cmd:COMMAND, fd:N or - for stdin
    #[arg(long, value_name = "SRC")]
    pub client_secret: Option<String>,
    /// How the client proves itself: none, client_secret_basic, client_secret_post, client_secret_jwt, private_key_jwt
    #[arg(long, value_name = "METHOD", value_parser = method)]
    pub client_auth: Option<Method>,
    /// The client's private key: PEM or JWK, a path or a source
    #[arg(long, value_name = "SRC")]
    pub client_key: Option<String>,
    /// A client assertion that was made elsewhere
    #[arg(long, value_name = "SRC", conflicts_with_all = ["client_key", "client_secret"])]
    pub client_assertion: Option<String>,
    /// Whom the client assertion is for [default: the issuer]
    #[arg(long, value_name = "URL")]
    pub client_assertion_aud: Option<String>,
    /// What the client assertion is signed with, such as PS256 [default: what key and server both know]
    #[arg(long, value_name = "ALG", value_parser = algorithm)]
    pub client_assertion_alg: Option<Algorithm>,
    /// The authorization server; its metadata names the token endpoint
    #[arg(short, long, value_name = "URL")]
    pub issuer: Option<String>,
    /// The token endpoint, if it is not to be discovered
    #[arg(long, value_name = "URL")]
    pub token_endpoint: Option<String>,
    /// What sort of server it is [default: what is recognised]
    #[arg(long, value_name = "NAME")]
    pub provider: Option<String>,
    /// How long one request may take [default: 30s]
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub timeout: Option<Duration>,
    /// PEM certificates to trust beside the system's
    #[arg(long, value_name = "FILE")]
    pub ca: Option<String>,
    /// Let the metadata of a public issuer name private addresses
    #[arg(long)]
    pub allow_private: bool,
    /// Play obo demo instead; goes with its options alone
    #[arg(long)]
    pub demo: bool,
    /// Show the request and send nothing
    #[arg(long, conflicts_with = "curl")]
    pub dry_run: bool,
    /// Print the request as a curl command, with secrets as variables
    #[arg(long, value_name = "SHELL", num_args = 0..=1, require_equals = true, default_missing_value = "posix")]
    pub curl: Option<Shell>,
    /// Exit 1 if what was granted is not what was asked
    #[arg(long)]
    pub strict: bool,
    /// The form of the output [default: human on a terminal, else token]
    #[arg(short, long, value_name = "FORM")]
    pub format: Option<ExchangeFormat>,
    /// The options of every command.
    #[command(flatten)]
    pub common: Everywhere,
}

/// Reads a method's registered name; the message never repeats the value.
fn method(text: &str) -> Result<Method, String> {
    Method::from_name(text).ok_or_else(|| {
        let names: Vec<&str> = Method::ALL.iter().map(|method| method.name()).collect();
        format!("the methods are {}", names.join(" "))
    })
}

/// Reads the registered name of a signature algorithm; the message never repeats the value.
fn algorithm(text: &str) -> Result<Algorithm, String> {
    Algorithm::from_name(text)
        .ok_or_else(|| "it is the name of no signature algorithm, such as ES256".to_owned())
}

/// Reads a duration; the message never repeats the value.
fn duration(text: &str) -> Result<Duration, String> {
    instant::duration(text)
        .filter(|time| !time.is_zero())
        .ok_or_else(|| "a duration is seconds or 90s 15m 1h30m 2d".to_owned())
}
