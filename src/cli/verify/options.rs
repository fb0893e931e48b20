//! The options of `obo verify`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::cli::everywhere::Everywhere;
use crate::cli::inputs::Inputs;
use crate::cli::output::Format;
use crate::instant;
use crate::keys::Algorithm;
use crate::verify::{MAX_LEEWAY, TokenType};

/// Examples for `--help`.
pub const EXAMPLES: &str = "\
Examples:
  obo verify @token.jwt -i https://as.example -a orders   keys by discovery
  obo verify @token.jwt -i https://as.example -a orders --jwks @jwks.json
  obo verify @token.jwt -p ledger                all from [profile.ledger]
  obo verify @token.jwt -p ledger --actor planner --max-depth 2
  obo verify @token.jwt --key @public.pem --signature-only
  obo verify @token.jwt -p ledger --dpop-proof @proof.jwt \\
      --htm GET --htu https://api.example/orders
  obo verify -f jsonl -p ledger < tokens.txt     a token a line
  obo verify env:TOKEN -p ledger --introspect    ask the issuer, too
  obo explain critical-headers                   when does this check fail?";

/// The options of verify.
#[derive(Debug, Clone, Args)]
pub struct Options {
    #[command(flatten)]
    pub(super) inputs: Inputs,
    /// Look for tokens inside text; without it an input is one token, or a token a line
    #[arg(long)]
    pub(super) scan: bool,
    /// Say yes to an input with nothing in it
    #[arg(long)]
    pub(super) allow_empty: bool,
    #[command(flatten)]
    pub(super) keys: Keys,
    #[command(flatten)]
    pub(super) expected: Expected,
    #[command(flatten)]
    pub(super) delegation: Delegation,
    #[command(flatten)]
    pub(super) binding: Binding,
    #[command(flatten)]
    pub(super) introspection: Introspection,
    /// The form of the output
    #[arg(short, long, value_name = "FORM", default_value = "human")]
    pub(super) format: Format,
    #[command(flatten)]
    pub(super) common: Everywhere,
}

/// Where keys come from.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Keys")]
pub(in crate::cli) struct Keys {
    /// A set of keys: an address, a path, @FILE, env:NAME ...; ISSUER= before it says whose they are
    #[arg(long, value_name = "[ISSUER=]SRC")]
    pub(in crate::cli) jwks: Vec<String>,
    /// A key: PEM, DER, a certificate, a JWK or a set; ISSUER= before it says whose it is
    #[arg(long, value_name = "[ISSUER=]SRC")]
    pub(in crate::cli) key: Vec<String>,
    /// A shared secret for the HS algorithms
    #[arg(long, value_name = "SRC")]
    pub(in crate::cli) secret: Vec<String>,
    /// Keep fetched sets in a directory, yours alone, and use them for a day; the age is said
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) jwks_cache: Option<PathBuf>,
    /// A private key or secret that opens encrypted tokens
    #[arg(long, value_name = "SRC")]
    pub(in crate::cli) decrypt_key: Option<String>,
    /// Accept certificates, of keys and of clients, that are not valid at this time
    #[arg(long)]
    pub(in crate::cli) allow_expired_certificate: bool,
    /// How long one request may take [default: 30s]
    #[arg(long, value_name = "DURATION", value_parser = pause)]
    pub(in crate::cli) timeout: Option<Duration>,
    /// PEM certificates to trust beside the system's
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) ca: Option<String>,
}

/// What the token must say.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Expectations")]
pub(super) struct Expected {
    /// The issuer; of several, one; without a key source, its keys are discovered
    #[arg(short, long, value_name = "URL")]
    pub(super) issuer: Vec<String>,
    /// Do not check the issuer
    #[arg(long, conflicts_with = "issuer")]
    pub(super) any_issuer: bool,
    /// The audience; of several, one
    #[arg(short, long, value_name = "AUDIENCE")]
    pub(super) audience: Vec<String>,
    /// Do not check the audience
    #[arg(long, conflicts_with = "audience")]
    pub(super) any_audience: bool,
    /// The API that is meant: its address, and perhaps its WWW-Authenticate header or a saved answer beside it; it
    /// gives the audience and narrows the issuers (RFC 9728)
    #[arg(long = "for", value_name = "URL|SRC")]
    pub(super) resource: Vec<String>,
    /// Judge the signature and nothing else
    #[arg(long)]
    pub(super) signature_only: bool,
    /// The subject; of several, one
    #[arg(long, value_name = "ID")]
    pub(super) subject: Vec<String>,
    /// The client; of several, one
    #[arg(short, long, value_name = "ID")]
    pub(super) client_id: Vec<String>,
    /// A scope that must be granted; all of several
    #[arg(short, long, value_name = "SCOPE")]
    pub(super) scope: Vec<String>,
    /// The header's typ; of several, one
    #[arg(long, value_name = "TYPE")]
    pub(super) typ: Vec<String>,
    /// The sort of token, with all that its specification wants: at+jwt id-token txntoken+jwt oauth-id-jag+jwt jwt-svid
    /// wit+jwt dpop+jwt [default: what the header's typ says]
    #[arg(long, value_name = "TYPE", value_parser = token_type)]
    pub(super) token_type: Option<TokenType>,
    /// The algorithm, also of the token of --actor-token; of several, one
    #[arg(long, value_name = "ALG", value_parser = algorithm)]
    pub(super) alg: Vec<Algorithm>,
    /// The most time since iat, such as 90s 15m 1h30m 2d
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(super) max_age: Option<i64>,
    /// The most time between iat and exp, such as 15m
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(super) max_lifetime: Option<i64>,
    /// By how much clocks may differ, such as 30s, at most an hour
    #[arg(long, value_name = "DURATION", default_value = "0", value_parser = leeway)]
    pub(super) leeway: i64,
    /// Accept a token that never expires
    #[arg(long)]
    pub(super) allow_no_expiry: bool,
}

impl Expected {
    /// Whether an audience is named or waived.
    pub(super) fn names_audience(&self) -> bool {
        let is_named = !self.audience.is_empty() || !self.resource.is_empty();
        is_named || self.any_audience || self.signature_only
    }
}

/// Who holds the key that the token is bound to.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Binding")]
pub(super) struct Binding {
    /// The DPoP proof that came with the token: the value of the one DPoP header
    #[arg(long, value_name = "SRC")]
    pub(super) dpop_proof: Option<String>,
    /// The method of the request that the proof came with
    #[arg(long, value_name = "METHOD")]
    pub(super) htm: Option<String>,
    /// The address of the request; query and fragment do not count
    #[arg(long, value_name = "URL")]
    pub(super) htu: Option<String>,
    /// The nonce that the server had given in DPoP-Nonce; without it a proof's nonce is not compared
    #[arg(long, value_name = "NONCE")]
    pub(super) dpop_nonce: Option<String>,
    /// The certificate that the client showed, PEM or DER
    #[arg(long, value_name = "SRC")]
    pub(super) client_cert: Option<String>,
    /// Refuse a token that is bound to no key, or whose holder proves nothing
    #[arg(long)]
    pub(super) require_binding: bool,
}

/// Who must act for whom.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Delegation")]
pub(super) struct Delegation {
    /// The current actor; of several, one
    #[arg(long, value_name = "[ISSUER|]ID")]
    pub(super) actor: Vec<String>,
    /// A prior actor; all of several
    #[arg(long, value_name = "[ISSUER|]ID")]
    pub(super) prior_actor: Vec<String>,
    /// The most actors
    #[arg(long, value_name = "N")]
    pub(super) max_depth: Option<u64>,
    /// Refuse delegation in any format
    #[arg(long, conflicts_with_all = ["actor", "prior_actor"])]
    pub(super) no_delegation: bool,
    /// may_act must name the actor: the subject of --actor-token, else the current one
    #[arg(long)]
    pub(super) may_act: bool,
    /// The token that the actor shows; its keys are given by --jwks ISSUER=SRC or --key ISSUER=SRC
    #[arg(long, value_name = "SRC")]
    pub(super) actor_token: Option<String>,
}

/// Whether the issuer is asked about the token, and as whom.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Introspection")]
pub(super) struct Introspection {
    /// Ask the expected issuer, too (RFC 7662); an opaque token is judged by its answer
    #[arg(long)]
    pub(super) introspect: bool,
    /// The client that asks [default: the profile's, which then is not the expected one]
    #[arg(long, value_name = "ID", requires = "introspect")]
    pub(super) introspect_as: Option<String>,
    /// That client's secret
    #[arg(long, value_name = "SRC", requires = "introspect")]
    pub(super) introspect_secret: Option<String>,
    /// Where to ask: the endpoint of the expected issuer, as its metadata would name it
    #[arg(long, value_name = "URL", requires = "introspect")]
    pub(super) introspection_endpoint: Option<String>,
}

const DURATION: &str = "a duration is seconds or 90s 15m 1h30m 2d";

pub(in crate::cli) fn pause(text: &str) -> Result<Duration, String> {
    instant::duration(text).filter(|time| !time.is_zero()).ok_or_else(|| DURATION.to_owned())
}

fn duration(text: &str) -> Result<i64, String> {
    let time = instant::duration(text).ok_or_else(|| DURATION.to_owned())?;
    i64::try_from(time.as_secs()).map_err(|_| DURATION.to_owned())
}

fn leeway(text: &str) -> Result<i64, String> {
    duration(text)?;
    duration(text)
        .ok()
        .filter(|leeway| *leeway <= MAX_LEEWAY)
        .ok_or_else(|| "a leeway is at most 1h".to_owned())
}

fn token_type(text: &str) -> Result<TokenType, String> {
    TokenType::from_name(text).ok_or_else(|| {
        let names: Vec<&str> = TokenType::ALL.into_iter().map(TokenType::name).collect();
        format!("the types are {}", names.join(" "))
    })
}

fn algorithm(text: &str) -> Result<Algorithm, String> {
    Algorithm::from_name(text).ok_or_else(|| {
        let names: Vec<&str> = Algorithm::ALL.into_iter().map(Algorithm::name).collect();
        format!("the algorithms are {}", names.join(" "))
    })
}
