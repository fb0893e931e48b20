//! The one question about a found file, as a person at a terminal gets it (SECURITY.md R2).

use std::process::Command;

use crate::terminal::Terminal;
use crate::trust::{AT, AUDIENCE, ISSUER, Place};

/// A person at a terminal: what is shown until the question, the keys, and what came of it.
fn asked(place: &Place, keys: &str) -> (Option<i32>, String) {
    let mut terminal = Terminal::start(place.command(&["verify", "@hop3.jwt", "--at", AT, "-p", "ledger"]));
    terminal.wait_for("trust it as it is now?");
    terminal.press(keys);
    terminal.end()
}

/// As [`asked`], where nobody may be asked.
fn unasked(command: Command) -> (Option<i32>, String) {
    let (code, shown) = Terminal::start(command).end();
    assert!(!shown.contains("trust it as it is now?"), "{shown}");
    (code, shown)
}

#[test]
fn r02_a_person_is_asked_once_for_each_content_and_sees_what_would_be_allowed() {
    let place = Place::new("asked");
    let profile =
        format!("[profile.ledger]\nissuer = \"{ISSUER}\"\naudience = \"{AUDIENCE}\"\njwks = \"jwks.json\"\n");
    let other = "[profile.other]\nclient-secret = [\"cmd\", \"touch\", \"started\"]\n";
    let again = || place.command(&["verify", "@hop3.jwt", "--at", AT, "-p", "ledger"]);
    place.found(&format!("{profile}{other}"));
    // Whoever leaves the question, or presses what is no answer, has trusted nothing and is asked again.
    let (code, shown) = asked(&place, "\u{1b}");
    assert_eq!(code, Some(2), "{shown}");
    // The question is about the whole file, what this run does not need included.
    let (code, shown) = asked(&place, "xn");
    assert_eq!(code, Some(2), "{shown}");
    for line in [
        "obo.toml was found, and nothing trusts it yet",
        "trusted, it would be allowed to say",
        "obo.toml:2  issuer of profile.ledger                     says whom to believe",
        "obo.toml:3  audience of profile.ledger                   names an audience",
        "obo.toml:4  jwks of profile.ledger                       brings keys",
        "obo.toml:6  client-secret of profile.other (a program)   starts a program",
    ] {
        let words: Vec<&str> = line.split_whitespace().collect();
        let is_shown = |shown: &str| shown.split_whitespace().collect::<Vec<_>>() == words;
        assert!(shown.contains(line) || shown.lines().any(is_shown), "{line} in {shown}");
    }
    // A no is remembered for this content, and the run says what is left out.
    let (code, shown) = unasked(again());
    assert!(code == Some(2) && shown.contains("left out: issuer of profile.ledger"), "{shown}");
    // Another content is another question; a yes counts at once and from then on.
    place.found(&format!("{profile}# changed\n"));
    let (code, shown) = asked(&place, "y");
    assert!(code == Some(0) && shown.contains("VALID"), "{shown}");
    assert_eq!(unasked(again()).0, Some(0));
    assert_eq!(place.verify(&["-p", "ledger"]).code, Some(0), "in a pipe, too");
    place.found(&format!("{profile}# changed again\n"));
    assert_eq!(place.verify(&["-p", "ledger"]).code, Some(2));
    assert!(!place.work.join("started").exists());
}

#[test]
fn r02_nobody_is_asked_where_nobody_may_be() {
    let place = Place::new("unasked");
    place.found(&format!("[profile.ledger]\nissuer = \"{ISSUER}\"\njwks = \"jwks.json\"\n"));
    let words = ["verify", "@hop3.jwt", "--at", AT, "-p", "ledger", "-a", AUDIENCE];
    let mut ci = place.command(&words);
    ci.env("CI", "true");
    let silent = place.command(&[&words[..], &["--no-input"]].concat());
    for command in [ci, silent] {
        let (code, shown) = unasked(command);
        // A terminal gets a long line in several.
        let words = Vec::from_iter(shown.split_whitespace()).join(" ");
        assert!(code == Some(2) && words.contains("nothing trusts it yet"), "{shown}");
    }
}
