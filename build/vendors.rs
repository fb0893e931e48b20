//! `src/provider/vendors/*.toml` and `src/exchange/refusals/rfc.toml` as record text.

#[path = "../src/provider/schema.rs"]
#[allow(unreachable_pub, reason = "it is a public part of the library, too")]
mod schema;

use std::fs;
use std::path::Path;

use crate::Fault;

/// The vendors in the order in which they are tried: what a host name proves stands before what a shape suggests.
const VENDORS: &[&str] = &[
    "github",
    "gitlab",
    "google",
    "entra",
    "aws",
    "kubernetes",
    "salesforce",
    "slack",
    "npm",
    "stripe",
    "openai",
    "auth0",
    "okta",
    "zitadel",
    "zitadel-oidc",
    "pingone",
    "ibm-verify",
    "wso2",
    "authentik",
    "kanidm",
    "keycloak",
    "pingfederate",
    "duende",
    "dex",
    "oidc-provider",
    "oauth-as",
    "cloudflare-workers-oauth-provider",
    "spring",
    "pingam",
    "gravitee",
    "curity",
    "authlete",
    "agentgateway",
    "kagent",
    "hydra",
    "mock-oauth2-server",
    "knox",
    "tokendings",
    "atlassian",
    "airlock-iam",
    "rauthy",
    "athenz",
    "idpyoidc",
    "mitreid",
];

/// What a vendor is known by, which is asked for every token: gathered from all files, so that none of them is read for it.
const SIGNS: [(&str, &str); 6] = [
    ("ISSUERS", "detect.issuer"),
    ("ENDPOINTS", "detect.endpoint"),
    ("METADATA", "detect.metadata"),
    ("CLAIMS", "detect.claims"),
    ("OPAQUE", "pattern"),
    ("EXCUSES", "rule"),
];

/// Writes `vendors.rs`: one match arm per vendor, so that no table of pointers is relocated when obo starts.
pub(crate) fn compile(folder: &Path, out: &Path) -> Result<(), Fault> {
    for entry in fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?.flatten() {
        let path = entry.path();
        let name = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        if !VENDORS.contains(&name) {
            return Err(format!("{} is not listed in build/vendors.rs", path.display()));
        }
    }
    let mut arms = String::new();
    let mut signs = SIGNS.map(|(key, _)| (key, String::new()));
    for (index, name) in VENDORS.iter().enumerate() {
        let text = record(&folder.join(format!("{name}.toml")))?;
        arms.push_str(&format!("        {index} => {text:?},\n"));
        for ((_, key), (_, lines)) in SIGNS.iter().zip(&mut signs) {
            for value in text.lines().filter_map(|line| line.strip_prefix(key)?.strip_prefix('\t')) {
                lines.push_str(&format!("{index}\t{value}\n"));
            }
        }
    }
    let signs: String = signs
        .iter()
        .map(|(name, lines)| {
            format!(
                "/// A vendor's number and a pattern a line.\npub(super) const {name}: &str = {lines:?};\n"
            )
        })
        .collect();
    let code = format!(
        "/// The record text of a built-in vendor by its number, from 0.\n\
         pub(super) fn text(number: usize) -> Option<&'static str> {{\n    Some(match number {{\n{arms}        \
         _ => return None,\n    }})\n}}\n{signs}"
    );
    fs::write(out.join("vendors.rs"), code).map_err(|error| error.to_string())
}

/// Writes `rfc.txt`, the refusals that are no vendor's.
pub(crate) fn compile_rfc(file: &Path, out: &Path) -> Result<(), Fault> {
    fs::write(out.join("rfc.txt"), record(file)?).map_err(|error| error.to_string())
}

/// One file as record text; a fault in our own data stops the build and names its place.
fn record(path: &Path) -> Result<String, Fault> {
    let place = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let text = fs::read_to_string(path).map_err(|error| place(&error))?;
    schema::compile(&text).map_err(|error| place(&error))
}
