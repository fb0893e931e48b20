//! Where tools that know only files show a finding.

use std::path::Path;

use crate::cli::inputs::Place;
use crate::failure::Failure;
use crate::report::lint::Location;

/// Reads `--location PATH[:LINE]`.
///
/// # Errors
/// Where there is no path in it, or the line is 0.
pub(super) fn parse(text: &str) -> Result<Location, Failure> {
    let (path, line) = match text.rsplit_once(':') {
        Some((path, digits)) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => {
            (path, digits.parse().unwrap_or(0))
        }
        _ => (text, 1),
    };
    if path.is_empty() || line == 0 {
        return Err(Failure::usage("--location wants PATH or PATH:LINE, lines from 1"));
    }
    Ok(Location { path: path.to_owned(), line })
}

/// The policy file stands in where nothing else is named; without one, the file that would be it.
pub(super) fn of_policy(policy: Option<&Path>, directory: Option<&Path>) -> Location {
    let path = policy.map_or_else(|| "obo.toml".to_owned(), |path| seen_from(path, directory));
    Location { path, line: 1 }
}

/// A path as somebody in the directory would name it: tools for builds know paths of their checkout and no others.
pub(super) fn seen_from(path: &Path, directory: Option<&Path>) -> String {
    let below = directory.and_then(|directory| path.strip_prefix(directory).ok());
    // The search goes upwards, so a file that was found stands here or in a directory above.
    let above = || {
        let up = directory?.ancestors().position(|above| path.parent() == Some(above))?;
        Some(Path::new(&"../".repeat(up)).join(path.file_name()?))
    };
    let seen = below.map(Path::to_owned).or_else(above);
    seen.as_deref().unwrap_or(path).to_string_lossy().into_owned()
}

/// The file and the line of a token; `elsewhere` for one that came from no file.
pub(super) fn of(place: &Place, elsewhere: &Location) -> Location {
    let is_file = !matches!(place.input.as_str(), "stdin" | "argument" | "cmd")
        && !place.input.starts_with("env:")
        && !place.input.starts_with("fd:");
    if !is_file {
        return elsewhere.clone();
    }
    let behind = place.source.strip_prefix(&place.input).and_then(|rest| rest.strip_prefix(':'));
    let line = behind.and_then(|rest| rest.split(':').next()?.parse().ok());
    Location { path: place.input.clone(), line: line.or(place.line).unwrap_or(1) }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{of, of_policy, parse};
    use crate::cli::inputs::Place;

    #[test]
    fn a_location_is_a_path_and_perhaps_a_line() {
        for (text, want) in [
            ("ci/obo.toml", Some(("ci/obo.toml", 1))),
            ("ci/obo.toml:12", Some(("ci/obo.toml", 12))),
            ("a:b", Some(("a:b", 1))),
            ("a:0", None),
            (":3", None),
            ("", None),
        ] {
            let found = parse(text).ok();
            assert_eq!(found.as_ref().map(|one| (one.path.as_str(), one.line)), want, "{text}");
        }
    }

    #[test]
    fn a_policy_is_named_as_it_is_seen_from_here() {
        for (policy, want) in [
            (None, "obo.toml"),
            (Some("/r/a/obo.toml"), "obo.toml"),
            (Some("/r/a/ci/policy.toml"), "ci/policy.toml"),
            (Some("/r/obo.toml"), "../obo.toml"),
            (Some("/obo.toml"), "../../obo.toml"),
            (Some("/home/x/obo.toml"), "/home/x/obo.toml"),
            (Some("../ci/obo.toml"), "../ci/obo.toml"),
        ] {
            let found = of_policy(policy.map(Path::new), Some(Path::new("/r/a")));
            assert_eq!((found.path.as_str(), found.line), (want, 1), "{policy:?}");
            let nowhere = of_policy(policy.map(Path::new), None).path;
            assert_eq!(nowhere, policy.unwrap_or("obo.toml"));
        }
    }

    #[test]
    fn what_came_from_no_file_is_shown_elsewhere() {
        let elsewhere = parse("obo.toml:3").expect("a location");
        for (input, source, line, want) in [
            ("stdin", "stdin:4:1", None, ("obo.toml", 3)),
            ("stdin", "stdin", Some(7), ("obo.toml", 3)),
            ("app.log", "app.log:12:40", None, ("app.log", 12)),
            ("tokens.txt", "tokens.txt", Some(7), ("tokens.txt", 7)),
            ("a:b", "a:b", None, ("a:b", 1)),
        ] {
            let place = Place { input: input.to_owned(), source: source.to_owned(), index: 0, line };
            let found = of(&place, &elsewhere);
            assert_eq!((found.path.as_str(), found.line), want, "{source}");
        }
    }
}
