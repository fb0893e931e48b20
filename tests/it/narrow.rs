//! A terminal: no line is left to it to break, and at 80 columns most screens are those of a pipe.

use crate::run::{obo, on_screen};

const AT: &str = "2026-11-21T21:00:00Z";
const HOP: &str = "@tests/cases/verify.in/hop3.jwt";
const KEYS: &str = "@tests/cases/verify.in/jwks.json";
const OWNED: &str = "http://127.0.0.1:4800=@tests/cases/verify.in/jwks.json";

/// Command lines that fill a screen; some lines of two of them are wider than 80 columns.
fn commands() -> Vec<Vec<&'static str>> {
    let verify =
        ["verify", HOP, "--jwks", KEYS, "-i", "http://127.0.0.1:4800", "-a", "https://orders.example"];
    let chain = ["code", "hop1", "hop2", "hop3"];
    let chain = chain.map(|name| match name {
        "code" => "@tests/cases/chain.in/code.jwt",
        "hop1" => "@tests/cases/chain.in/hop1.jwt",
        "hop2" => "@tests/cases/chain.in/hop2.jwt",
        _ => "@tests/cases/chain.in/hop3.jwt",
    });
    vec![
        vec!["decode", "@tests/cases/decode.in/graph.jwt"],
        vec!["decode", "@tests/cases/decode.in/research.jwt", "@tests/cases/decode.in/ledger.jwt", "--diff"],
        [&verify[..], &["--actor", "svc-b"]].concat(),
        vec!["verify", "eyJhbGciOiJFUzI1NiJ9.e30", "--jwks", KEYS, "--signature-only"],
        vec!["chain", HOP],
        [&["chain"], &chain[..], &["--may", "read", "--may", "write"]].concat(),
        [&["chain"], &chain[..], &["--jwks", OWNED]].concat(),
        vec!["lint", "@tests/cases/lint.in/graph.jwt", "--show", "note"],
        vec!["lint", "@tests/cases/lint.in/research.jwt"],
    ]
}

/// A line that is wider than the screen, though a blank in it would have done.
fn is_left_to_the_terminal(line: &str, columns: usize) -> bool {
    let mut end = 0;
    for word in line.split(' ') {
        let (start, width) = (end, word.chars().count());
        end = start + width + 1;
        // A word that fits on no line stays where it is.
        if start + width > columns && start > 0 && width + 2 <= columns {
            return true;
        }
    }
    false
}

#[test]
fn no_line_is_left_to_the_terminal() {
    let mut wide = 0;
    for words in commands() {
        let words = [&words[..], &["--at", AT, "--no-config"]].concat();
        for columns in (40..=80).chain([81, 100, 140]) {
            let shown = on_screen(&words, columns).out;
            assert!(shown.lines().count() > 1, "{words:?} at {columns}: {shown}");
            for line in shown.lines() {
                assert!(
                    !is_left_to_the_terminal(line, columns),
                    "{words:?} at {columns}: {line:?} in\n{shown}"
                );
            }
        }
        let pipe = obo(&words, &[("LC_ALL", "C.UTF-8")]).out;
        match pipe.lines().all(|line| line.chars().count() <= 80) {
            true => assert_eq!(on_screen(&words, 80).out, pipe),
            false => wide += 1,
        }
    }
    assert_eq!(wide, 2, "the difference of two tokens and the chain with keys are wider in a pipe");
}

#[test]
fn no_line_of_an_error_is_left_to_the_terminal() {
    for words in [
        vec!["verify", HOP, "--jwks", KEYS],
        vec!["verify", HOP, "--jwks", KEYS, "-i", "http://127.0.0.1:4800"],
        vec!["verify", HOP, "--jwks", KEYS, "--isuer", "x"],
        vec!["verify", "@tests/cases/verify.in/responses.jsonl", "--jwks", KEYS, "--signature-only"],
        vec!["decode", "@tests/cases/verify.in/empty.txt"],
        vec!["exchange", "--issuer", "https://issuer.example"],
    ] {
        let pipe = obo(&words, &[("LC_ALL", "C.UTF-8")]).err;
        for columns in (40..=80).chain([81, 100, 140]) {
            let shown = on_screen(&words, columns).err;
            for line in shown.lines() {
                assert!(!is_left_to_the_terminal(line, columns), "{words:?} at {columns}: {line:?}");
            }
            assert!(shown.split_whitespace().eq(pipe.split_whitespace()), "{shown}");
        }
        assert!(pipe.starts_with("error: "), "{pipe}");
    }
}
