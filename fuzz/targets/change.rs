//! Two sets of claims, one from the other: whatever changed has a name.
#![no_main]

use libfuzzer_sys::fuzz_target;
use obo::delegation::change::Change;
use obo::delegation::defect::Defect;
use obo::delegation::mandate::Mandate;
use obo::token::json::{Budget, Document, Tree};
use obo::token::{Kind, Token};

fuzz_target!(|pair: (&[u8], &[u8])| {
    let mandate = |bytes: &[u8]| {
        let document = Document::parse(bytes, Budget::TOKEN).ok()?;
        Mandate::of(&Token::from_claims(Kind::Claims, Tree::from(document), bytes))
    };
    if let (Some(parent), Some(child)) = (mandate(pair.0), mandate(pair.1)) {
        let change = Change::between(&parent, &child);
        let _ = change.defects(false);
        let _ = change.defects(true);
        let itself = Change::between(&parent, &parent).defects(true);
        let grown = [Defect::ScopeWidened, Defect::AudienceWidened, Defect::OutlivesSubjectToken];
        assert!(!itself.iter().any(|(defect, _)| grown.contains(defect)), "nothing grows from itself");
    }
});
