//! Keys that stand on the command line themselves: a public one is a key like any other, a private one is exposed.

use crate::raw_server::{RawServer, Reply};
use crate::run::obo;

/// The key of `tests/cases/verify.in/jwks.json` in PEM.
const PUBLIC: &str = "-----BEGIN PUBLIC KEY-----\n\
    MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEHhhTL9R1TALzBB2cdc6zO4P/2BrH\n\
    zk/ogsyxyYvFiW6kbDEcTi/0DdlqNlPm5FRF0y3+SG7O11x6kMahiIHAow==\n\
    -----END PUBLIC KEY-----\n";
const PRIVATE: &str = include_str!("../vectors/cookbook/jwk/3_4.rsa_private_key.json");
const EXPOSED: &str = "warning: --key stands in the process list and the shell's history";

fn verify(words: &[&str]) -> crate::run::Ran {
    let rest = ["-i", "http://127.0.0.1:4800", "-a", "https://billing.example", "--no-config"];
    let at = ["--at", "2026-11-21T21:00:00Z"];
    obo(&[&["verify", "@tests/cases/verify.in/hop3.jwt"], words, &rest, &at].concat(), &[])
}

#[test]
fn a_public_key_behind_its_option_is_read_with_and_without_an_equals_sign() {
    for words in [&["--key", PUBLIC][..], &[&format!("--key={PUBLIC}")], &["--jwks", PUBLIC]] {
        let ran = verify(words);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    }
    let ran = verify(&["--key", PUBLIC, "-f", "json"]);
    ran.lacks(&["MFkw"]);
    let arguments = ran.json()["run"]["arguments"].clone();
    assert!(arguments[2].as_str().is_some_and(|key| key.starts_with("--key=sha256:")), "{arguments}");
}

#[test]
fn an_address_behind_key_is_told_where_it_belongs() {
    let hint = "hint: an address of keys is given by --jwks URL";
    for (words, want) in [(["--key", "https://as.example/jwks"], true), (["--key", "nowhere.pem"], false)] {
        let ran = verify(&words);
        assert_eq!((ran.code, ran.err.contains(hint)), (2, want), "{ran:?}");
    }
}

#[test]
fn r22_a_private_key_on_the_command_line_is_said_to_be_exposed() {
    let ran = verify(&["--key", PRIVATE]);
    assert!(ran.err.contains(EXPOSED), "{ran:?}");
    let file = "@tests/vectors/cookbook/jwk/3_4.rsa_private_key.json";
    let ran = verify(&["--key", file]);
    assert!(!ran.err.contains(EXPOSED) && ran.err.contains("holds a private key"), "{ran:?}");
    let ran = obo(
        &[
            "exchange",
            "--token-endpoint",
            "https://sts.example/t",
            "-c",
            "a",
            "-t",
            "t",
            "--client-key",
            PRIVATE,
            "--dry-run",
        ],
        &[],
    );
    assert!(ran.err.contains("warning: --client-key stands in the process list"), "{ran:?}");
}

#[test]
fn r6_pem_that_is_no_key_is_told_as_pem_and_never_shown() {
    let broken = "-----BEGIN PUBLIC KEY-----\nhunter2\n-----END PUBLIC";
    for (words, what) in [
        (&["--key", broken][..], "caused by: PEM that does not decode"),
        (&[broken], "error: PEM text that stands behind no option"),
        (&["--key", "-----BEGIN", "PUBLIC", "hunter2"], "error: PEM text that stands behind no option"),
    ] {
        let ran = verify(words);
        assert_eq!(ran.code, 2, "{ran:?}");
        ran.lacks(&["hunter2"]);
        assert!(ran.err.contains(what) && ran.err.contains("@FILE, env:NAME, or - for stdin"), "{ran:?}");
    }
    assert!(verify(&["--key", "no-file"]).err.contains("no such file"));
}

#[test]
fn r6_pem_where_a_file_is_wanted_is_not_told_as_its_name() {
    let pem = "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----";
    for words in [&["lint", "--policy", pem, "x"][..], &["lint", "--policy=a", "--baseline", pem, "x"]] {
        let ran = obo(words, &[]);
        assert_eq!(ran.code, 2, "{ran:?}");
        ran.lacks(&["hunter2"]);
    }
    let told = obo(&["lint", "--policy", pem, "x"], &[]).err;
    assert_eq!(told, "error: cannot read PEM text of 75 characters\n");
}

#[test]
fn keys_in_pem_under_their_kid_are_a_set_from_anywhere() {
    let map = |kid: &str| serde_json::json!({ kid: PUBLIC }).to_string();
    let path = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("map.json");
    std::fs::write(&path, map("oas-es256")).expect("a file");
    let file = format!("@{}", path.display());
    let server = RawServer::answering(Reply::json(200, &map("oas-es256")));
    let other = RawServer::answering(Reply::json(200, &map("other")));
    for (set, want) in [
        (map("oas-es256"), 0),
        (file, 0),
        (server.url("/certs"), 0),
        (other.url("/certs"), 1),
        (map("other"), 1),
    ] {
        let ran = verify(&["--jwks", &set, "-f", "json"]);
        assert_eq!((ran.code, ran.err.as_str()), (want, ""), "{ran:?}");
        let key = &ran.json()["tokens"][0]["key"]["kid"];
        assert_eq!(key.as_str(), (want == 0).then_some("oas-es256"), "{ran:?}");
    }
    // One name with two keys is not one of them.
    let twice = map("k").replacen('}', &format!(",{}", &map("k")[1..]), 1);
    let ran = verify(&["--jwks", &twice]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("a set of keys with a repeated member"), "{ran:?}");
}
