//! `obo explain` from the command line: what is found, what it ends with, and what is never echoed.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use obo::host::Host;
use obo::instant::Instant;

/// A stream that a test can read.
#[derive(Clone, Default)]
struct Shared(Rc<RefCell<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Shared {
    fn text(&self) -> String {
        String::from_utf8(self.0.borrow().clone()).expect("output is UTF-8")
    }
}

/// Exit code, stdout and stderr of `obo explain` with these arguments and this on stdin.
fn explain(arguments: &[&str], stdin: &str) -> (u8, String, String) {
    let (out, err) = (Shared::default(), Shared::default());
    let streams = (Box::new(out.clone()), Box::new(err.clone()));
    let mut host =
        Host::of_buffers(stdin.as_bytes(), streams.0, streams.1, &[], Instant::from_seconds(1_772_614_800));
    let words = ["obo", "explain"].iter().chain(arguments).map(Into::into).collect();
    let code = obo::cli::run(words, &mut host);
    drop(host);
    (code.number(), out.text(), err.text())
}

#[test]
fn what_is_asked_is_found_and_ends_with_its_code() {
    for (arguments, stdin, code, wanted) in [
        (&["uti"][..], "", 0, "  see       learn.microsoft.com/"),
        (&["xms_act_fct=9", "11"], "", 0, "            11   AgentIdentity\n"),
        (&["xms_act_fct=9 11"], "", 0, "  values    9    unknown(9)\n"),
        (&["invalid_target"], "", 0, "RFC 8693 section 2.2.2"),
        (&[], "AADSTS500131: Assertion audience does not match\n", 0, "AADSTS500131   error, Entra\n"),
        (&["-"], r#"{"error":"invalid_grant","error_description":"x"}"#, 0, "invalid_grant   error"),
        (&["invalid_traget"], "", 1, "  near      invalid_target\n"),
        (&["xyzzy-plugh"], "", 1, "UNKNOWN"),
        (&["--list", "format"], "", 0, "rfc8693-act   format   "),
        (&["--list", "claim"], "", 0, "xms_act_fct   claim   "),
        (&["--list", "rule"], "", 0, "weak-secret   rule   "),
        (&["weak-secret"], "", 0, "  do        replace the secret now"),
        (&["actor-dropped"], "", 0, "actor-dropped   rule, obo lint\n"),
        (&["uti", "-f", "json"], "", 0, "\"name\": \"uti\""),
        (&["uti", "-f", "jsonl"], "", 0, "{\"schema\":\"obo.explain/1\",\"kind\":\"claim\",\"name\":\"uti\""),
        (&["xyzzy", "-f", "json"], "", 1, "\"matches\": []"),
    ] {
        let (got, out, err) = explain(arguments, stdin);
        assert_eq!(got, code, "{arguments:?}: {err}");
        assert!(out.contains(wanted), "{arguments:?}: {out}");
    }
    for (arguments, stdin, wanted) in [
        (&[][..], " \n", "error: stdin is empty"),
        (&[""], "", "error: nothing was asked"),
        (&["-", "-"], "uti", "error: stdin is named twice"),
        (&["--list", "cliam"], "", "hint: the nearest kind is claim"),
        (&["@/no/such/file"], "", "error: cannot read /no/such/file"),
    ] {
        let (got, out, err) = explain(arguments, stdin);
        assert_eq!((got, out.as_str()), (2, ""), "{arguments:?}");
        assert!(err.contains(wanted), "{arguments:?}: {err}");
    }
}

#[test]
fn r13_nothing_that_was_pasted_is_echoed_raw() {
    let token = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2ln";
    let hostile = "{\"error\":\"invalid_\u{1b}[2Jgrant\",\"error_description\":\"\u{202e}::error::x\"}";
    for form in ["human", "json", "jsonl"] {
        for (pasted, secret) in [
            (token.to_owned(), token),
            (format!("{{\"error\":\"invalid_token\",\"access_token\":\"{token}\"}}"), token),
            ("ghu_OBOsampleNotARealTokenLedgerAgent000".to_owned(), "OBOsampleNotARealToken"),
            (hostile.to_owned(), "\u{1b}"),
            ("hunter2-of-my-vault".to_owned(), "hunter2"),
        ] {
            let (_, out, err) = explain(&["-f", form], &pasted);
            assert!(!out.contains(secret) && !err.contains(secret), "{form} {pasted}: {out}{err}");
            assert!(!out.contains('\u{202e}') && !out.contains("\n::"), "{form}: {out}");
        }
    }
}
