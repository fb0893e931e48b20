//! The options of lint that look after the policy: its examples, and the baseline.

use std::path::PathBuf;

use clap::Args;

use crate::cli::output::Outcome;
use crate::cli::written;
use crate::failure::{Code, Failure};
use crate::host::Host;
use crate::instant::Instant;
use crate::lint::baseline::{Baseline, Known, MAX_BYTES};
use crate::lint::own_rules::OwnRules;
use crate::lint::policy::Policy;
use crate::linting::trial::tried;
use crate::render::Sink;
use crate::render::ascii::ascii;
use crate::report::Item;
use crate::report::trial::{Trials, TrialsEnd};

/// `--test`, `--baseline` and `--write-baseline`.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct Upkeep {
    /// Judge the examples of the policy instead of an input: each must give the findings it names
    #[arg(long, help_heading = "Policy", conflicts_with_all = ["inputs", "subject_token", "baseline", "write_baseline"])]
    pub(super) test: bool,
    /// Be silent about the findings that a file knows
    #[arg(long, value_name = "FILE", help_heading = "Policy", conflicts_with = "write_baseline")]
    baseline: Option<PathBuf>,
    /// Write every finding into a file, for --baseline; what is no longer found is left out of it
    #[arg(long, value_name = "FILE", help_heading = "Policy")]
    write_baseline: Option<PathBuf>,
}

impl Upkeep {
    /// What is known beforehand. The file is the user's word: a flag names it, and no file of settings can.
    ///
    /// # Errors
    /// Where the file cannot be read, is none, or silences what a policy locks.
    pub(super) fn known(&self, policy: &Policy, host: &Host) -> Result<Known, Failure> {
        if self.write_baseline.is_some() {
            return Ok(Known::anew());
        }
        let Some(path) = &self.baseline else { return Ok(Known::Nothing) };
        let limit = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX);
        let failure = |reason: String| Failure::usage(format!("{}: {reason}", path.display()));
        let bytes = host.files.read(path, limit).map_err(|reason| failure(reason.to_string()))?;
        let baseline = Baseline::parse(&bytes, policy).map_err(|reason| {
            failure(reason.to_string()).hint("`obo lint --write-baseline FILE` writes one")
        })?;
        Ok(Known::Read(baseline))
    }

    /// Writes what is to be written, unless the run could not read all there was.
    ///
    /// # Errors
    /// Where the file cannot be written, or a run that was cut short would make it forget what it did not see.
    pub(super) fn write(&self, known: Known, code: Code, host: &Host) -> Result<Code, Failure> {
        let (Some(path), Some(baseline)) = (&self.write_baseline, known.written()) else { return Ok(code) };
        if !matches!(code, Code::Yes | Code::No) {
            return Err(Failure::new(code, anyhow::anyhow!("{} was not written", path.display()))
                .hint("not everything could be read, and what was not seen would be forgotten"));
        }
        let mut text = ascii(&baseline, Some(0));
        text.push(b'\n');
        host.files
            .write(path, &text)
            .map_err(|reason| Failure::usage(format!("{}: {reason}", path.display())))?;
        Ok(code)
    }
}

/// The team's own rules, read.
///
/// # Errors
/// Where one is wrong: a mistake is no silence.
pub(super) fn own_rules(policy: &Policy) -> Result<OwnRules, Failure> {
    OwnRules::read(policy).map_err(|error| {
        let hint = error.hint();
        let failure = Failure::usage(error);
        match hint {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    })
}

/// Judges the examples of a policy.
///
/// # Errors
/// Where there is none: nothing examined is not a pass.
pub(super) fn test(
    policy: &Policy,
    own: &OwnRules,
    now: Instant,
    sink: &mut dyn Sink,
) -> Result<Outcome, Failure> {
    let mut tested = Trials::default();
    for trial in policy.trials() {
        let item = tried(trial, policy, own, now);
        tested.add(&item);
        written(sink.item(&Item::Tried(Box::new(item))))?;
    }
    if tested == Trials::default() {
        return Err(Failure::usage("the policy has no example")
            .hint("[[lint.test]] holds claims and the findings that they must give"));
    }
    written(sink.item(&Item::TrialsEnd(TrialsEnd { tested })))?;
    let code = if tested.failed == 0 { Code::Yes } else { Code::No };
    Ok(Outcome { code: Some(code), ..Outcome::default() })
}
