//! How close `obo verify` of many tokens comes to the crypto library alone: its single-thread rate times the cores.

#![allow(clippy::print_stdout, reason = "what it measured is what it is for")]
#![allow(clippy::disallowed_macros, reason = "it has no host")]

use std::error::Error;
use std::fs::{self, File};
use std::hint::black_box;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ParsedPublicKey, UnparsedPublicKey};
use obo::keys::{Algorithm, SigningKey, jws};
use obo::token::{Token, base64url};
use serde_json::json;

/// Tries of either; the best counts, because the machine is never idle. Either verifies the same tokens: of short
/// stretches the best is better than of long ones.
const TRIES: usize = 5;

/// `cargo bench --bench batch -- [TOKENS] [THREADS]`
fn main() -> Result<(), Box<dyn Error>> {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let tokens = numbers.first().copied().unwrap_or(100_000);
    let threads = match numbers.get(1) {
        Some(threads) => *threads,
        None => std::thread::available_parallelism()?.get(),
    };
    let batch = Batch::make(tokens)?;
    let (mut raw, mut plain, mut beside, mut whole) = (0_f64, 0_f64, 0_f64, 0_f64);
    for _ in 0..TRIES {
        raw = raw.max(batch.by_the_library(1)?);
        beside = beside.max(batch.by_the_library(threads)?);
        plain = plain.max(batch.by_the_library_with_the_key_as_bytes()?);
        whole = whole.max(batch.by_obo(tokens, threads)?);
    }
    println!("the library alone, one thread   {raw:>9.0} tokens/s");
    println!("the same, the key as bytes      {plain:>9.0} tokens/s");
    println!("the library alone, {threads} threads    {beside:>9.0} tokens/s");
    println!("obo verify, {threads} threads           {whole:>9.0} tokens/s");
    println!("obo / (library x threads)       {:>9.3}", whole / (raw * count(threads)));
    println!("the same, the key as bytes      {:>9.3}", whole / (plain * count(threads)));
    println!("obo / library, {threads} threads each   {:>9.3}", whole / beside);
    Ok(())
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::INFINITY, f64::from)
}

/// Tokens in a file, a key beside it, and the same tokens taken apart.
struct Batch {
    directory: PathBuf,
    point: Vec<u8>,
    sample: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Batch {
    fn make(tokens: usize) -> Result<Self, Box<dyn Error>> {
        let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("batch");
        fs::create_dir_all(&directory)?;
        let key = SigningKey::generate(Algorithm::Es256)?.with_kid("bench");
        let jwk = key.public_jwk().ok_or("a key pair has a public key")?;
        let coordinate = |name: &str| {
            let text = jwk.get(name).and_then(|value| value.as_str());
            text.and_then(base64url::decode).ok_or("no coordinate")
        };
        let point = [vec![4], coordinate("x")?, coordinate("y")?].concat();
        fs::write(directory.join("jwks.json"), json!({ "keys": [jwk] }).to_string())?;
        let mut file = std::io::BufWriter::new(File::create(directory.join("tokens.txt"))?);
        let header = json!({"typ": "at+jwt", "kid": "bench"});
        let mut sample = Vec::new();
        for number in 0..tokens {
            let claims = json!({
                "iss": "https://issuer.example", "sub": "alice", "aud": "https://ledger.example",
                "iat": 1_772_614_826, "exp": 4_102_444_800_u64, "jti": format!("token-{number}"),
                "client_id": "ledger-agent", "scope": "ledger:read ledger:export",
                "act": {"sub": "ledger-agent", "act": {"sub": "research-agent"}},
            });
            let token = jws::compact(&header, &claims, &key, Algorithm::Es256)?;
            let text = token.expose_text().ok_or("a token is ASCII")?;
            writeln!(file, "{text}")?;
            let token = Token::parse(text)?;
            let signature = token.signatures().first().ok_or("a token has a signature")?;
            sample.push((signature.signing_input.to_vec(), signature.bytes.clone()));
        }
        file.flush()?;
        Ok(Self { directory, point, sample })
    }

    /// Tokens a second that the library verifies, with its key prepared and everything taken apart beforehand. On all
    /// cores at once each is slower than one alone, which says how much of the rest is the machine's.
    fn by_the_library(&self, threads: usize) -> Result<f64, Box<dyn Error>> {
        let key = ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &self.point)?;
        let holds = |(input, signature): &(Vec<u8>, Vec<u8>)| {
            key.verify_sig(black_box(input), black_box(signature)).is_ok()
        };
        let start = Instant::now();
        if !obo::parallel::map(&self.sample, threads, holds).into_iter().all(|holds| holds) {
            return Err("not every signature holds".into());
        }
        Ok(count(self.sample.len()) / start.elapsed().as_secs_f64())
    }

    /// The same as most programs call it: the key is bytes each time, as the library's own examples have it.
    fn by_the_library_with_the_key_as_bytes(&self) -> Result<f64, Box<dyn Error>> {
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &self.point);
        let start = Instant::now();
        for (input, signature) in &self.sample {
            key.verify(black_box(input), black_box(signature))?;
        }
        Ok(count(self.sample.len()) / start.elapsed().as_secs_f64())
    }

    /// Tokens a second of the whole program, from the file to the last line of JSON. The lines go nowhere: a disk or
    /// another program that takes them wants a part of the same cores.
    fn by_obo(&self, tokens: usize, threads: usize) -> Result<f64, Box<dyn Error>> {
        let mut obo = Command::new(env!("CARGO_BIN_EXE_obo"));
        obo.args(["verify", "-", "-f", "jsonl", "--jwks", "jwks.json", "--threads", &threads.to_string()])
            .args(["-i", "https://issuer.example", "-a", "https://ledger.example"])
            .current_dir(&self.directory)
            .stdin(File::open(self.directory.join("tokens.txt"))?)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let start = Instant::now();
        let status = obo.status()?;
        let time = start.elapsed().as_secs_f64();
        if !status.success() {
            return Err("not every token was found valid".into());
        }
        Ok(count(tokens) / time)
    }
}
