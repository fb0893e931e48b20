//! The forms of lint's output.

use std::io::Write;

use crate::cli::output::{Form, Format};
use crate::render::github::Github;
use crate::render::gitlab::Gitlab;
use crate::render::human::Human;
use crate::render::json::Json;
use crate::render::jsonl::JsonLines;
use crate::render::junit::Junit;
use crate::render::sarif::Sarif;
use crate::render::{Frame, Sink};

/// The forms of lint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(super) enum Shape {
    /// For people
    #[default]
    Human,
    /// One JSON document
    Json,
    /// One JSON object a token
    Jsonl,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// JUnit XML, a test case a token
    Junit,
    /// Annotations of GitHub Actions
    Github,
    /// A code quality report of GitLab
    Gitlab,
}

impl Shape {
    /// The form in which a rule is explained; what is for build systems alone has none of its own.
    pub(super) fn of_words(self) -> Format {
        match self {
            Self::Json => Format::Json,
            Self::Jsonl => Format::Jsonl,
            _ => Format::Human,
        }
    }
}

impl Form for Shape {
    fn sink<'w>(self, out: &'w mut dyn Write, frame: Frame) -> Box<dyn Sink + 'w> {
        match self {
            Self::Human => Box::new(Human::new(out, frame)),
            Self::Json => Box::new(Json::new(out, frame)),
            Self::Jsonl => Box::new(JsonLines::new(out, frame)),
            Self::Sarif => Box::new(Sarif::new(out, frame)),
            Self::Junit => Box::new(Junit::new(out, frame)),
            Self::Github => Box::new(Github::new(out, frame)),
            Self::Gitlab => Box::new(Gitlab::new(out, frame)),
        }
    }
}
