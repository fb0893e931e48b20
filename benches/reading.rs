//! What reading costs: one token, its claims, JSON alone, who acts, and the same twice for a change.

use std::hint::black_box;

use divan::Bencher;
use divan::counter::BytesCount;
use obo::delegation::change::Change;
use obo::delegation::mandate::Mandate;
use obo::delegation::unfold;
use obo::token::Token;
use obo::token::base64url::encode;
use obo::token::json::{Budget, Document};

const HEADER: &str = r#"{"alg":"ES256","typ":"at+jwt","kid":"bench"}"#;
/// Three actors, two audiences, the usual claims: what an exchange of three hops leaves.
const CLAIMS: &str = r#"{"iss":"https://issuer.example","sub":"alice","aud":["https://ledger.example",
"https://audit.example"],"iat":1772614826,"exp":1772618426,"jti":"5f0c1c9e-7c39-4d6c-a3d5-2f52b7a1c0aa",
"client_id":"ledger-agent","scope":"ledger:read ledger:export","act":{"sub":"ledger-agent","client_id":"ledger-agent",
"act":{"sub":"research-agent","client_id":"research-agent","act":{"sub":"concierge","client_id":"concierge"}}}}"#;

fn main() {
    divan::main();
}

fn compact() -> String {
    format!("{}.{}.{}", encode(HEADER.as_bytes()), encode(CLAIMS.as_bytes()), "A".repeat(86))
}

#[divan::bench]
fn token(bencher: Bencher<'_, '_>) {
    let text = compact();
    let bencher = bencher.counter(BytesCount::of_str(text.as_str()));
    bencher.bench(|| Token::parse(black_box(&text)).expect("the bench's token is one"));
}

#[divan::bench]
fn json(bencher: Bencher<'_, '_>) {
    let bencher = bencher.counter(BytesCount::of_str(CLAIMS));
    bencher
        .bench(|| Document::parse(black_box(CLAIMS.as_bytes()), Budget::TOKEN).expect("the claims are JSON"));
}

#[divan::bench]
fn json_by_serde(bencher: Bencher<'_, '_>) {
    let bencher = bencher.counter(BytesCount::of_str(CLAIMS));
    bencher
        .bench(|| serde_json::from_str::<serde_json::Value>(black_box(CLAIMS)).expect("the claims are JSON"));
}

#[divan::bench]
fn json_with_many_levels(bencher: Bencher<'_, '_>) {
    let text = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    bencher.bench(|| Document::parse(black_box(text.as_bytes()), Budget::TOKEN).expect("depth is no fault"));
}

#[divan::bench]
fn claims(bencher: Bencher<'_, '_>) {
    let token = Token::parse(&compact()).expect("the bench's token is one");
    bencher.bench(|| {
        let claims = black_box(&token).claims().expect("the payload is an object");
        (claims.text("iss"), claims.texts("aud"), claims.date("exp"))
    });
}

#[divan::bench]
fn actors(bencher: Bencher<'_, '_>) {
    let token = Token::parse(&compact()).expect("the bench's token is one");
    bencher.bench(|| unfold(black_box(&token)).expect("the token has a subject"));
}

#[divan::bench]
fn change(bencher: Bencher<'_, '_>) {
    let token = Token::parse(&compact()).expect("the bench's token is one");
    let mandate = Mandate::of(&token).expect("the token has a subject");
    bencher.bench(|| Change::between(black_box(&mandate), black_box(&mandate)));
}
