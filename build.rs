//! Turns the project's TOML data into tables, so that nothing of ours is parsed when `obo` runs.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

// One module a kind of data: it reads its folder and writes its own files under OUT_DIR. To add a kind, copy
// `build/claims.rs`, name it here and call it in `main`.
#[path = "build/claims.rs"]
mod claims;
#[path = "build/linking.rs"]
mod linking;
#[path = "build/powers.rs"]
mod powers;
#[path = "build/source.rs"]
mod source;
#[path = "build/text.rs"]
mod text;
#[path = "build/vendors.rs"]
mod vendors;

/// What is wrong with the data: file, row and fault, in one line.
type Fault = String;

fn main() -> Result<(), Fault> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = out_dir()?;
    rerun_if_changed("build")?;
    rerun_if_changed("src/explain/claims")?;
    rerun_if_changed("src/provider/schema.rs")?;
    rerun_if_changed("src/provider/vendors")?;
    rerun_if_changed("src/exchange/refusals")?;
    claims::compile(&root.join("src/explain/claims"), &out)?;
    vendors::compile(&root.join("src/provider/vendors"), &out)?;
    powers::compile(&root.join("src/provider/vendors"), &out)?;
    vendors::compile_rfc(&root.join("src/exchange/refusals/rfc.toml"), &out)?;
    linking::static_program(&out)?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "cargo tells a build script its folder in no other way")]
fn out_dir() -> Result<PathBuf, Fault> {
    std::env::var_os("OUT_DIR").map(PathBuf::from).ok_or_else(|| "cargo named no OUT_DIR".to_owned())
}

fn rerun_if_changed(path: &str) -> Result<(), Fault> {
    tell(&format!("rerun-if-changed={path}"))
}

/// Tells cargo something.
fn tell(what: &str) -> Result<(), Fault> {
    writeln!(io::stdout(), "cargo::{what}").map_err(|error| error.to_string())
}
