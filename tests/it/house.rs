//! The house rules that neither the compiler nor clippy knows; `ARCHITECTURE.md` says why each of them stands.

mod code;
mod tree;

use tree::{Source, sources};

/// Rooms that know only one another: what a token says and is made of, where a table keeps its words, which are near.
const GROUND: &[&str] = &["token", "secret", "instant", "words", "near", "plural", "build_log", "command"];

/// Rooms that think: pure, without clock, environment, network, colour or print.
const MODEL: &[&str] = &[
    "binding",
    "conversation",
    "delegation",
    "exchange",
    "explain",
    "keys",
    "link",
    "lint",
    "provider",
    "source",
    "verify",
];

/// Which rooms may use which: beside itself and the ground, each room may use only what stands in its row.
const WALLS: &[(&str, &[&[&str]])] = &[
    ("token", &[]),
    ("secret", &[]),
    ("instant", &[]),
    ("words", &[]),
    ("near", &[]),
    ("plural", &[]),
    ("build_log", &[]),
    ("command", &[]),
    ("conversation", &[]),
    ("parallel", &[]),
    ("keys", &[]),
    ("delegation", &[]),
    ("explain", &[]),
    ("provider", &[]),
    ("binding", &[&["keys"]]),
    ("scan", &[&["delegation"]]),
    ("source", &[&["delegation"]]),
    ("verify", &[&["keys", "binding", "delegation", "conversation"]]),
    ("link", &[&["delegation", "source", "verify", "provider"]]),
    ("lint", &[MODEL]),
    ("exchange", &[MODEL]),
    ("index", &[MODEL, &["scan"]]),
    ("report", &[MODEL]),
    ("render", &[MODEL, &["report"]]),
    ("net", &[MODEL]),
    ("decoding", &[MODEL, &["report"]]),
    ("linting", &[MODEL, &["report", "decoding"]]),
    ("redaction", &[MODEL, &["report"]]),
    ("files", &[]),
    ("host", &[MODEL, &["files", "parallel"]]),
    ("input", &[MODEL, &["host", "scan", "files", "failure"]]),
    ("sts", &[&["keys", "binding", "provider"]]),
    ("config", &[MODEL, &["host", "files"]]),
    ("failure", &[MODEL, &["host", "input", "net", "config"]]),
];

/// Outside crates (by the name that code uses) and the places that may name them.
const DOORS: &[(&str, &[&str])] = &[
    ("anyhow", &["src/failure.rs", "src/cli/"]),
    ("aws_lc_rs", &["src/keys/"]),
    ("axum", &["src/sts/"]),
    ("base64_simd", &["src/token/base64url.rs"]),
    ("clap", &["src/cli/"]),
    ("clap_complete", &["src/cli/"]),
    ("colored", &["src/render/human/style.rs"]),
    ("dialoguer", &["src/cli/prompt.rs"]),
    ("flate2", &["src/keys/decrypt/"]),
    ("getrandom", &["src/host.rs"]),
    ("jsonwebtoken", &["src/keys/"]),
    ("memchr", &["src/token/compact.rs"]),
    ("regex_lite", &["src/lint/expression/pattern.rs"]),
    ("reqwest", &["src/net/http.rs"]),
    ("shell_words", &["src/command.rs"]),
    ("rustix", &["src/host.rs", "src/files.rs", "src/input.rs", "src/cli/prompt.rs"]),
    ("signal_hook", &["src/host.rs"]),
    ("terminal_size", &["src/host.rs"]),
    ("time", &["src/instant.rs"]),
    ("tokio", &["src/sts/"]),
    ("zeroize", &["src/secret.rs"]),
];

/// Crates whose errors quote what they were given; none of their words reaches a person (R6).
const TALKATIVE: &[&str] = &["clap", "toml", "serde_json", "url", "reqwest", "jsonwebtoken"];

/// Names of vendors, as the words of identifiers.
const VENDORS: &[&str] = &[
    "auth0",
    "authentik",
    "azure",
    "cloudflare",
    "curity",
    "entra",
    "forgerock",
    "keycloak",
    "microsoft",
    "okta",
    "pingfederate",
    "salesforce",
    "zitadel",
];

/// Where a vendor's name may stand in code; everywhere else a vendor is data.
const VENDOR_PLACES: &[&str] = &[
    "src/provider/",
    "src/source/",
    "src/delegation/formats/",
    // The closed list of format names, some of which are a vendor's.
    "src/delegation/chain.rs",
];

/// File names that say nothing: what has no name has no home yet.
const JUNK: &[&str] = &["utils", "util", "helpers", "helper", "common", "misc", "types", "manager"];

/// The longest a file may be.
const LINES: usize = 400;

const EVERYWHERE: &[&str] = &["src", "tests", "benches", "examples", "fuzz", "build.rs"];

#[test]
fn rooms_keep_their_walls() {
    let mut broken = Vec::new();
    for file in sources(&["src"]) {
        let room = file.room().expect("only files below src are listed").to_owned();
        if ["cli", "lib", "main"].contains(&room.as_str()) {
            continue;
        }
        let Some((_, allowed)) = WALLS.iter().find(|(name, _)| *name == room) else {
            broken.push(format!("{}: the room `{room}` has no row in WALLS", file.path));
            continue;
        };
        for (line, used) in rooms_used(&file) {
            let is_open = used == room || GROUND.contains(&used.as_str());
            if !is_open && !allowed.iter().any(|row| row.contains(&used.as_str())) {
                broken.push(format!("{}:{line}: `{room}` may not use `{used}`", file.path));
            }
        }
    }
    assert_none(&broken);
}

/// Every room that a file names by `crate::` or by enough `super::`, with its line.
fn rooms_used(file: &Source) -> Vec<(usize, String)> {
    let code = file.code();
    let words = code::words(&code);
    let depth = file.module().len();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let start = at;
        let supers = words[at..].chunks(3).take_while(|c| is_path_step(c, "super")).count();
        let reaches_root = is_path_step(&words[at..], "crate") || (supers > 0 && supers == depth);
        at += if supers > 0 { supers * 3 } else { 1 };
        if reaches_root {
            let after = start + if supers > 0 { supers * 3 } else { 3 };
            found.extend(first_steps(&words[after.min(words.len())..]));
        }
    }
    found
}

fn is_path_step(words: &[(usize, &str)], name: &str) -> bool {
    matches!(words, [(_, first), (_, ":"), (_, ":"), ..] if *first == name)
}

/// The first names of the paths that begin here: one, or those of a `{…}` group.
fn first_steps(words: &[(usize, &str)]) -> Vec<(usize, String)> {
    let Some(&(line, first)) = words.first() else { return Vec::new() };
    if first != "{" {
        return vec![(line, first.to_owned())];
    }
    let mut found = Vec::new();
    let (mut depth, mut is_first) = (0_usize, true);
    for &(line, word) in words {
        match word {
            "{" => depth += 1,
            "}" if depth == 1 => break,
            "}" => depth -= 1,
            "," if depth == 1 => is_first = true,
            _ if depth == 1 && is_first => {
                found.push((line, word.to_owned()));
                is_first = false;
            }
            _ => {}
        }
    }
    found
}

#[test]
fn every_way_to_name_a_room_is_seen() {
    let file = Source {
        path: "src/render/human/card.rs".to_owned(),
        text: r#"//! A file.
use crate::report;
use crate::{token::json::{Tree, step}, net, secret::Secret};
use super::super::super::host::Host;
use super::super::text; // crate::cli
fn f() { let s = "crate::cli"; crate::sts::serve(s); clap::Command::new(s); }

#[cfg(test)]
mod tests { use crate::config; }
"#
        .to_owned(),
    };
    let rooms: Vec<_> = rooms_used(&file).into_iter().map(|(line, room)| format!("{line} {room}")).collect();
    assert_eq!(rooms, ["2 report", "3 token", "3 net", "3 secret", "4 host", "6 sts"]);
    assert!(crates_used(&file).contains(&(6, "clap".to_owned())));
}

#[test]
fn outside_crates_have_one_door() {
    let mut broken = Vec::new();
    for file in sources(&["src"]) {
        for (line, name) in crates_used(&file) {
            let door = DOORS.iter().find(|(outside, _)| *outside == name);
            if door.is_some_and(|(_, places)| !file.is_within(places)) {
                broken.push(format!("{}:{line}: `{name}` has its door elsewhere", file.path));
            }
        }
    }
    assert_none(&broken);
}

/// Words that begin a path and are no step of a longer one: what could be a crate's name.
fn crates_used(file: &Source) -> Vec<(usize, String)> {
    let code = file.code();
    let words = code::words(&code);
    let mut found = Vec::new();
    for (at, &(line, word)) in words.iter().enumerate() {
        let before = at.checked_sub(1).map(|i| words[i].1);
        let begins_path = is_path_step(&words[at..], word) || before == Some("use");
        if begins_path && before != Some(":") {
            found.push((line, word.to_owned()));
        }
    }
    found
}

#[test]
fn r6_no_error_of_another_crate_is_carried_or_quoted() {
    let mut broken = Vec::new();
    for file in sources(&["src"]) {
        let used = crates_used(&file);
        if !used.iter().any(|(_, name)| TALKATIVE.contains(&name.as_str())) {
            continue;
        }
        let code = file.code();
        for (number, line) in (1..).zip(code.lines()) {
            let carries = line.contains("#[from]") || line.contains("#[source]");
            let quotes = ["e", "err", "error", "source", "cause"]
                .iter()
                .any(|name| line.contains(&format!("|{name}| {name}.to_string()")) || calls(line, name));
            if carries || quotes {
                broken.push(format!("{}:{number}: an error of another crate gets through", file.path));
            }
        }
    }
    assert_none(&broken);
}

/// Whether the line asks a variable of this name for its text.
fn calls(line: &str, name: &str) -> bool {
    let call = format!("{name}.to_string()");
    line.match_indices(&call).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.')
    })
}

#[test]
fn vendors_are_data() {
    let mut broken = Vec::new();
    for file in sources(&["src"]) {
        // Tests read what real servers wrote.
        if file.is_within(VENDOR_PLACES) || file.path.ends_with("/tests.rs") {
            continue;
        }
        let code = code::without_comments(code::above_tests(&file.text)).to_lowercase();
        for (line, word) in code::words(&code) {
            // The one word of ours that has a vendor's name in it.
            let word = word.replace("security", "");
            if let Some(vendor) = VENDORS.iter().find(|vendor| word.contains(*vendor)) {
                broken.push(format!("{}:{line}: names the vendor `{vendor}`", file.path));
            }
        }
    }
    assert_none(&broken);
}

#[test]
fn a_file_is_one_noun() {
    let mut broken = Vec::new();
    for file in sources(EVERYWHERE) {
        let lines = file.text.lines().count();
        if lines > LINES {
            broken.push(format!("{}: {lines} lines, at most {LINES}", file.path));
        }
        if !file.text.starts_with("//! ") {
            broken.push(format!("{}: the first line does not say what the file is for (`//! …`)", file.path));
        }
        for part in file.path.trim_end_matches(".rs").split('/') {
            if JUNK.contains(&part) {
                broken.push(format!("{}: `{part}` is no name", file.path));
            }
        }
    }
    assert_none(&broken);
}

#[test]
fn every_file_is_declared() {
    let mut broken = Vec::new();
    let files = sources(&["src", "tests/it"]);
    for file in &files {
        let (folder, name) = file.path.rsplit_once('/').expect("every path has a folder");
        let (home, module) = if name == "mod.rs" {
            folder.rsplit_once('/').expect("a room is below src or tests/it")
        } else {
            (folder, name.trim_end_matches(".rs"))
        };
        if ["src/lib.rs", "src/main.rs", "tests/it/main.rs"].contains(&file.path.as_str()) {
            continue;
        }
        let parents = [
            format!("{home}/mod.rs"),
            format!("{home}.rs"),
            format!("{home}/lib.rs"),
            format!("{home}/main.rs"),
        ];
        let declaration = format!("mod {module};");
        // The rules are declared and registered in one list.
        let entry = format!("{module},");
        let is_declared = files.iter().filter(|parent| parents.contains(&parent.path)).any(|parent| {
            let is_list = parent.text.contains("\nrules!(\n");
            let mut lines = parent.text.lines().map(str::trim);
            lines.any(|line| line.ends_with(&declaration) || (is_list && line == entry))
        });
        if !is_declared {
            broken.push(format!("{}: no `{declaration}` in {home}", file.path));
        }
    }
    assert_none(&broken);
}

/// What obo finds in a working directory is not trusted, and this one is full of hostile samples (R2).
#[test]
fn r2_the_repository_brings_no_configuration() {
    assert!(!tree::root().join("obo.toml").exists(), "obo.toml has no place in the root");
}

fn assert_none(broken: &[String]) {
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
