//! What a file that was found in the working directory can do before anybody trusts it: tighten, and nothing else.
//!
//! The attacks are those that R2 of `SECURITY.md` names: a cloned repository that starts a process, takes a profile's
//! name, waives a check or switches the gate off.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const TOKEN: &str = "hop3.jwt";
pub const AT: &str = "2026-11-21T21:00:00Z";
pub const ISSUER: &str = "http://127.0.0.1:4800";
pub const AUDIENCE: &str = "https://billing.example";

/// A home with a repository in it, as a stranger's clone; nobody else can write it.
pub struct Place {
    base: PathBuf,
    pub work: PathBuf,
}

impl Place {
    pub fn new(name: &str) -> Self {
        let base = std::env::temp_dir().join(format!("obo-found-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&base);
        let work = base.join("clone");
        fs::create_dir_all(work.join(".git")).expect("made");
        fs::create_dir_all(base.join("config/obo")).expect("made");
        #[cfg(unix)]
        for directory in [&base, &work] {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(directory, fs::Permissions::from_mode(0o700)).expect("set");
        }
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/verify.in");
        for file in [TOKEN, "jwks.json"] {
            fs::copy(samples.join(file), work.join(file)).expect("copied");
        }
        Self { base, work }
    }

    pub fn found(&self, text: &str) -> &Self {
        write(&self.work.join("obo.toml"), text);
        self
    }

    fn own(&self, text: &str) -> &Self {
        write(&self.base.join("config/obo/obo.toml"), text);
        self
    }

    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_obo"));
        command
            .args(words)
            .env_clear()
            .env("HOME", &self.base)
            .env("XDG_CONFIG_HOME", self.base.join("config"))
            .env("PROD_SECRET", "hunter2-canary")
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .current_dir(&self.work);
        command
    }

    fn run(&self, words: &[&str]) -> Ran {
        let output: Output = self.command(words).stdin(Stdio::null()).output().expect("it runs");
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
        Ran { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    pub fn verify(&self, words: &[&str]) -> Ran {
        self.run(&[&["verify", "@hop3.jwt", "--at", AT], words].concat())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.base);
    }
}

#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    out: String,
    err: String,
}

/// Written for the user alone, as what others can write counts in no case.
fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("it has one")).expect("made");
    fs::write(path, text).expect("written");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        for one in [path, path.parent().expect("it has one")] {
            let mode = if one.is_dir() { 0o700 } else { 0o600 };
            fs::set_permissions(one, fs::Permissions::from_mode(mode)).expect("set");
        }
    }
}

fn digest(path: &Path) -> String {
    obo::token::digest::Digest::of(&fs::read(path).expect("read")).to_string()
}

#[test]
fn r02_a_found_file_starts_no_process() {
    let place = Place::new("process");
    let mark = place.work.join("started");
    let text = format!(
        "[profile.demo]\ntoken-endpoint = \"http://127.0.0.1:9/token\"\nclient-id = \"x\"\n\
         client-secret = [\"cmd\", \"touch\", \"{}\"]\n",
        mark.display()
    );
    let ran = place.found(&text).run(&["exchange", "-p", "demo", "-t", "@hop3.jwt"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.err.contains("nothing trusts it yet") && ran.err.contains("client-secret"), "{ran:?}");
    assert!(ran.err.contains(&format!("--trust-config {}", digest(&place.work.join("obo.toml")))), "{ran:?}");
    assert!(!mark.exists(), "a process was started");
}

#[test]
fn r02_a_found_file_does_not_take_a_profiles_name() {
    let place = Place::new("name");
    place.own(
        "[profile.prod]\ntoken-endpoint = \"https://good.example/token\"\nclient-id = \"me\"\n\
         client-secret = \"env:PROD_SECRET\"\n",
    );
    place.found(
        "[profile.prod]\ntoken-endpoint = \"https://evil.example/token\"\nclient-id = \"me\"\n\
         client-secret = \"env:PROD_SECRET\"\n",
    );
    let ran = place.run(&["exchange", "-p", "prod", "-t", "@hop3.jwt", "--dry-run"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.out.contains("good.example") && !ran.out.contains("evil.example"), "{ran:?}");
    assert!(ran.err.contains("left out: profile.prod (obo.toml:1)"), "{ran:?}");
    assert!(!ran.out.contains("canary") && !ran.err.contains("canary"), "{ran:?}");
}

#[test]
fn r02_a_found_file_brings_no_keys_and_waives_nothing() {
    let place = Place::new("keys");
    let profile =
        format!("[profile.ledger]\nissuer = \"{ISSUER}\"\naudience = \"{AUDIENCE}\"\njwks = \"jwks.json\"\n");
    let ran = place.found(&profile).verify(&["-p", "ledger"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{ran:?}");
    let left_out = "left out: issuer of profile.ledger (obo.toml:2), jwks of profile.ledger (obo.toml:4), \
                    audience of profile.ledger (obo.toml:3)";
    assert!(ran.err.contains(left_out), "{ran:?}");
    // Whoever names everything gets the answer, and the file narrows what was named.
    let named = ["-p", "ledger", "-i", ISSUER, "--jwks", "jwks.json"];
    for (audience, code) in [(AUDIENCE, 0), ("https://orders.example", 2)] {
        let ran = place.verify(&[&named[..], &["-a", audience]].concat());
        assert_eq!(ran.code, Some(code), "{audience} {ran:?}");
    }
    // An algorithm, a type or a kind of token could take a check away; a limit only adds one.
    let profile = "[profile.ledger]\ntyp = \"dpop+jwt\"\ntoken-type = \"JWT\"\nmax-depth = 1\n";
    let ran = place.found(profile).verify(&[&named[..], &["-a", AUDIENCE]].concat());
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.out.starts_with("NOT VALID: depth\n"), "{ran:?}");
    assert!(
        ran.err.contains("token-type of profile.ledger (obo.toml:3), typ of profile.ledger (obo.toml:2)")
    );
}

#[test]
fn r02_what_is_trusted_by_its_sha256_counts_in_full_and_only_as_it_is() {
    let place = Place::new("sha256");
    let profile =
        format!("[profile.ledger]\nissuer = \"{ISSUER}\"\naudience = \"{AUDIENCE}\"\njwks = \"jwks.json\"\n");
    let file = place.found(&profile).work.join("obo.toml");
    let known = digest(&file);
    let ran = place.verify(&["-p", "ledger", "--trust-config", &known]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{ran:?}");
    place.found(&format!("{profile}# changed\n"));
    assert_eq!(place.verify(&["-p", "ledger", "--trust-config", &known]).code, Some(2));
    assert_eq!(place.verify(&["-p", "ledger", "--no-config"]).code, Some(2));
    assert_eq!(place.verify(&["-p", "ledger", "--config", "obo.toml"]).code, Some(0));
}

#[cfg(unix)]
#[test]
fn r02_what_others_can_write_is_not_even_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new("mode");
    // It is not even TOML, and that is nobody's error.
    let file = place.found("nonsense").work.join("obo.toml");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o666)).expect("set");
    place.own(&format!(
        "[profile.own]\nissuer = \"{ISSUER}\"\naudience = \"{AUDIENCE}\"\njwks = \"{}\"\n",
        place.work.join("jwks.json").display()
    ));
    let ran = place.verify(&["-p", "own"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.err.contains("was found and does not count") && ran.err.contains("--policy FILE"), "{ran:?}");
}

#[test]
fn r02_what_a_trusted_file_extends_is_trusted_by_itself() {
    let place = Place::new("extends");
    write(
        &place.work.join("base.toml"),
        &format!("[profile.base]\nissuer = \"{ISSUER}\"\njwks = \"jwks.json\"\n"),
    );
    let profile = format!(
        "extends = \"base.toml\"\n[profile.ledger]\ninherits = \"base\"\naudience = \"{AUDIENCE}\"\n"
    );
    let file = place.found(&profile).work.join("obo.toml");
    let (one, other) = (digest(&file), digest(&place.work.join("base.toml")));
    let ran = place.verify(&["-p", "ledger", "--trust-config", &one]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.err.contains("left out: issuer of profile.base (base.toml:2)"), "{ran:?}");
    assert!(ran.err.contains(&other) && !ran.err.contains(&one), "{ran:?}");
    let ran = place.verify(&["-p", "ledger", "--trust-config", &one, "--trust-config", &other]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

/// Claims that three rules find something in: two audiences, three hours, a scope that a list may forbid.
const CLAIMS: &str = r#"{"iss":"https://idp.example","sub":"alice","aud":["https://a.example","https://b.example"],
    "client_id":"web","iat":1772614800,"exp":1772625600,"jti":"1","scope":"orders.read orders.write"}"#;

fn lint(place: &Place, words: &[&str]) -> (Ran, Vec<(String, String)>) {
    write(&place.work.join("claims.json"), CLAIMS);
    let all = ["lint", "@claims.json", "--at", "2026-03-04T09:20:00Z", "-f", "json"];
    let ran = place.run(&[&all[..], words].concat());
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_default();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let findings = json["findings"].as_array().cloned().unwrap_or_default();
    let named = findings.iter().map(|one| (text(&one["rule"]), text(&one["level"]))).collect();
    (ran, named)
}

fn level<'f>(findings: &'f [(String, String)], rule: &str) -> Option<&'f str> {
    findings.iter().find(|(name, _)| name == rule).map(|(_, level)| level.as_str())
}

#[test]
fn r02_a_found_file_does_not_switch_the_gate_off_and_may_tighten_it() {
    let place = Place::new("gate");
    let (ran, findings) = lint(&place, &[]);
    assert_eq!((ran.code, level(&findings, "long-lifetime")), (Some(1), Some("warning")), "{ran:?}");
    place.found(
        "[lint]\nfail-on = \"never\"\nlevels = { long-lifetime = \"off\", multiple-audiences = \"error\" }\n\
         limits = { lifetime = \"9h\", bytes = 40 }\n\
         [[lint.ignore]]\nrule = \"long-lifetime\"\nreason = \"it is in the way\"\nuntil = 2099-12-31\n\
         [[lint.for]]\nissuer = \"*\"\nfail-on = \"never\"\n",
    );
    let (ran, findings) = lint(&place, &[]);
    assert_eq!((ran.code, level(&findings, "long-lifetime")), (Some(1), Some("warning")), "{ran:?}");
    assert_eq!(level(&findings, "multiple-audiences"), Some("error"), "{ran:?}");
    let left_out = "left out: levels of long-lifetime (obo.toml:3), limits of lifetime (obo.toml:4), \
                    fail-on (obo.toml:2), fail-on (obo.toml:11), lint.ignore (obo.toml:5)";
    assert!(ran.err.contains(left_out), "{ran:?}");
    // The user's own word is heard, and so is the file once it is trusted, or named.
    let known = digest(&place.work.join("obo.toml"));
    for words in
        [&["--trust-config", &known][..], &["--config", "obo.toml"], &["--policy", "obo.toml", "--no-config"]]
    {
        let (ran, findings) = lint(&place, words);
        assert_eq!(
            (ran.code, level(&findings, "long-lifetime"), ran.err.as_str()),
            (Some(0), None, ""),
            "{words:?}"
        );
    }
    let (ran, findings) = lint(&place, &["--allow", "multiple-audiences"]);
    assert_eq!((ran.code, level(&findings, "multiple-audiences")), (Some(1), None), "{ran:?}");
}

#[test]
fn r02_a_found_file_stands_above_the_users_and_cannot_relax_it() {
    let place = Place::new("above");
    place.own("[lint]\nlevels = { multiple-audiences = \"error\" }\nlimits = { lifetime = \"10m\" }\n");
    place.found("[lint]\nlevels = { multiple-audiences = \"warning\" }\nlimits = { lifetime = \"20m\" }\n");
    let (ran, findings) = lint(&place, &[]);
    assert_eq!(level(&findings, "multiple-audiences"), Some("error"), "{ran:?}");
    assert!(ran.out.contains("the limit is 10 min"), "{ran:?}");
    // What the user locks is not for a found file to touch, not even in vain.
    place.own("[lint]\nlocked = [\"multiple-audiences\"]\nlevels = { multiple-audiences = \"error\" }\n");
    let (ran, _) = lint(&place, &[]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.err.contains("obo.toml:2:12 relaxes multiple-audiences, which"), "{ran:?}");
}

#[test]
fn variables_do_not_speak_of_the_policy() {
    let place = Place::new("variables");
    write(&place.work.join("claims.json"), CLAIMS);
    let mut command = Command::new(env!("CARGO_BIN_EXE_obo"));
    command.args(["lint", "@claims.json"]).current_dir(&place.work).env("HOME", &place.base);
    for (name, value) in
        [("OBO_ALLOW", "all"), ("OBO_WARN", "all"), ("OBO_FAIL_ON", "never"), ("OBO_POLICY", "x")]
    {
        command.env(name, value);
    }
    assert_eq!(command.stdin(Stdio::null()).output().expect("it runs").status.code(), Some(1));
}

#[test]
fn r02_no_name_of_a_file_decides_whose_keys_they_are() {
    let place = Place::new("named");
    let signing = obo::keys::SigningKey::generate(obo::keys::Algorithm::Es256).expect("a key");
    let other = serde_json::json!({"keys": [signing.public_jwk().expect("a public key")]}).to_string();
    write(&place.base.join("other.json"), &other);
    let given = format!("{ISSUER}=@{}", place.base.join("other.json").display());
    let keys = fs::read_to_string(place.work.join("jwks.json")).expect("keys");
    write(&place.work.join(&given), &keys);
    assert!(place.work.join(&given).is_file(), "a clone can hold a file of any name");
    let ran = place.verify(&["-i", ISSUER, "-a", AUDIENCE, "--key", &given]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.out.contains("signature"), "{ran:?}");
}

#[test]
fn r03_keys_of_a_profile_with_several_issuers_are_no_other_issuers() {
    let place = Place::new("several");
    let keys = place.work.join("jwks.json");
    let keys = keys.display();
    place.own(&format!("[profile.two]\nissuer = [\"https://a.example\", \"{ISSUER}\"]\njwks = \"{keys}\"\n"));
    for more in [&[][..], &["-i", ISSUER], &["-i", "https://c.example"]] {
        let ran = place.verify(&[&["-p", "two", "-a", AUDIENCE], more].concat());
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.err.contains("whose keys are those of --jwks"), "{ran:?}");
    }
    place.own(&format!(
        "[profile.two]\nissuer = [\"https://a.example\", \"{ISSUER}\"]\njwks = \"{ISSUER}={keys}\"\n"
    ));
    assert_eq!(place.verify(&["-p", "two", "-a", AUDIENCE]).code, Some(0));
}
