//! `--redact` from the command line, where a document ends.

use super::run::obo;

#[test]
fn r25_an_input_that_cannot_be_read_keeps_its_reason_and_loses_its_name() {
    let claims = r#"{"sub":"alice","scope":"read"}"#;
    let ran = obo(&["decode", "@no-such.jwt", claims, "--redact", "--format", "json"], &[]);
    assert_eq!(ran.code, 2, "{ran:?}");
    let failed = &ran.json()["failed"][0];
    assert_eq!(failed["error"], "cannot read input-1", "{ran:?}");
    assert!(!ran.out.contains("no-such") && !ran.out.contains("alice"), "{ran:?}");
}
