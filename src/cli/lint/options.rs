//! The options of lint.

use clap::Args;

use super::forms::Shape;
use super::said::Said;
use super::upkeep::Upkeep;
use crate::cli::everywhere::Everywhere;
use crate::cli::inputs::Inputs;
use crate::delegation::chain::Level;

/// From which level on a finding makes the exit code 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum FailOn {
    /// Errors
    Error,
    /// Errors and warnings
    Warning,
    /// Every finding
    Note,
    /// None
    Never,
}

impl FailOn {
    /// The level.
    pub(super) fn level(self) -> Option<Level> {
        match self {
            Self::Error => Some(Level::Error),
            Self::Warning => Some(Level::Warning),
            Self::Note => Some(Level::Note),
            Self::Never => None,
        }
    }
}

/// The least level that a screen shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Least {
    /// Errors
    Error,
    /// Errors and warnings
    Warning,
    /// Every finding
    Note,
}

impl Least {
    /// The level.
    pub(super) fn level(self) -> Level {
        match self {
            Self::Error => Level::Error,
            Self::Warning => Level::Warning,
            Self::Note => Level::Note,
        }
    }
}

/// The options of lint.
#[derive(Debug, Clone, Args)]
pub struct Options {
    #[command(flatten)]
    pub(super) inputs: Inputs,
    /// The token that the input was exchanged from: what the exchange changed is judged, too
    #[arg(short = 't', long, value_name = "SRC")]
    pub(super) subject_token: Option<String>,
    /// A private key or secret that opens encrypted tokens
    #[arg(long, value_name = "SRC")]
    pub(super) decrypt_key: Option<String>,
    /// From which level on a finding makes the exit code 1 [default: warning]
    #[arg(long, value_name = "LEVEL")]
    pub(super) fail_on: Option<FailOn>,
    /// The least level that the screen shows; the rest is counted [default: warning]
    #[arg(long, value_name = "LEVEL")]
    pub(super) show: Option<Least>,
    /// A name for the input, which stands in every form beside its findings
    #[arg(long, value_name = "NAME")]
    pub(super) label: Option<String>,
    /// Where tools that know only files show findings about a token that came from none [default: the policy file]
    #[arg(long, value_name = "PATH[:LINE]")]
    pub(super) location: Option<String>,
    /// Count the findings by label, client and rule at the end
    #[arg(long)]
    pub(super) summary: bool,
    /// Scopes mean the same at every audience
    #[arg(long)]
    pub(super) shared_scopes: bool,
    /// An input without a token is no failure
    #[arg(long)]
    pub(super) allow_empty: bool,
    /// List every rule
    #[arg(long, conflicts_with = "inputs")]
    pub(super) list: bool,
    /// Say what a rule finds, why it matters and what to do
    #[arg(long, value_name = "RULE", conflicts_with_all = ["list", "inputs"])]
    pub(super) explain: Option<String>,
    /// The form of the output [default: human]
    #[arg(short, long, value_name = "FORM")]
    pub(super) format: Option<Shape>,
    #[command(flatten)]
    pub(super) said: Said,
    #[command(flatten)]
    pub(super) upkeep: Upkeep,
    #[command(flatten)]
    pub(super) common: Everywhere,
}
