//! Any text as an expression, up to a blank line; what follows it as the claims it is asked about.
#![no_main]

use libfuzzer_sys::fuzz_target;
use obo::instant::Instant;
use obo::lint::expression::{Expression, Facts, Verdict};
use obo::token::json::{Budget, Document};

fuzz_target!(|text: &str| {
    let (text, claims) = text.split_once("\n\n").unwrap_or((text, "{}"));
    let Ok(document) = Document::parse(claims.as_bytes(), Budget::TOKEN) else { return };
    let whole = format!(r#"{{"claims":{claims}}}"#);
    let Ok(token) = Document::parse(whole.as_bytes(), Budget::TOKEN) else { return };
    match Expression::compile(text) {
        Ok(expression) => {
            let facts = Facts {
                token: token.root(),
                parent: Some(document.root()),
                chain: None,
                now: Instant::from_seconds(1_772_616_000),
            };
            let verdict = expression.judge(facts);
            assert_eq!(verdict, expression.judge(facts));
            if let Verdict::Failed(failure) = verdict {
                let _ = failure.to_string();
            }
        }
        Err(error) => {
            let _ = (error.to_string(), error.hint());
        }
    }
});
