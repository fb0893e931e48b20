//! The options that every command has.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::instant::Instant;

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Colour {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Options of every command.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Everywhere")]
pub struct Everywhere {
    /// Write what stdout would get to a file that appears whole; - is stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write a further form in the same pass (can be repeated)
    #[arg(long, value_name = "FORMAT=FILE")]
    pub report: Vec<String>,
    /// Judge as of this moment: RFC 3339 or Unix seconds [default: now]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub at: Option<Instant>,
    /// Take issuer, endpoint, client, audience, keys and expectations from [profile.NAME] of obo.toml
    #[arg(short, long, value_name = "NAME")]
    pub profile: Option<String>,
    /// Read this file instead of any obo.toml
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,
    /// Read no obo.toml
    #[arg(long)]
    pub no_config: bool,
    /// Trust the obo.toml that is found, if it has this SHA-256 (can be repeated)
    #[arg(long, value_name = "SHA256", conflicts_with_all = ["config", "no_config"])]
    pub trust_config: Vec<String>,
    /// Replace personal data by stand-ins
    #[arg(long)]
    pub redact: bool,
    /// Turn exit code 1 into 0
    #[arg(long)]
    pub exit_zero: bool,
    /// Put the SHA-256 of each input into the run's record
    #[arg(long)]
    pub hash_inputs: bool,
    /// Use colour [default: auto]
    #[arg(long, value_name = "WHEN")]
    pub color: Option<Colour>,
    /// Never ask
    #[arg(long)]
    pub no_input: bool,
    /// Say less on stderr
    #[arg(short, long)]
    pub quiet: bool,
    /// Say more on stderr (can be repeated)
    #[arg(short, long, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// How many threads may work [default: the cores]
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
}

impl Everywhere {
    /// Where results go instead of stdout; `-` is stdout, as with other tools, and no name of a file.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        self.output.as_deref().filter(|path| *path != Path::new("-"))
    }
}

/// Reads `--at`; the message never repeats the value.
pub(super) fn moment(text: &str) -> Result<Instant, String> {
    Instant::parse(text).map_err(|reason| reason.to_string())
}
