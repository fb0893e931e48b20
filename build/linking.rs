//! How the program is linked for release: with the C library inside and at a fixed address, where that can be had.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use crate::{Fault, tell};

/// What the standard library asks the linker for by name, and the archive that answers. The unwinder has another
/// name as an archive.
const ARCHIVES: [(&str, &str); 7] = [
    ("libc.a", "libc.a"),
    ("libdl.a", "libdl.a"),
    ("libgcc_s.a", "libgcc_eh.a"),
    ("libm.a", "libm.a"),
    ("libpthread.a", "libpthread.a"),
    ("librt.a", "librt.a"),
    ("libutil.a", "libutil.a"),
];

/// Asks cargo to link the program, and nothing else, without a dynamic loader. A third of the instructions of a short
/// command would be the loader's: ten thousand addresses to move, two hundred names to look up. The linker finds the
/// archives of the C library in a directory of ours before it finds the shared ones, so that one build script does
/// what else needs flags for every crate. Does nothing for other targets, in other profiles, for a cross build, where
/// whoever builds said `crt-static`, and where an archive is missing: then the program is linked as any other.
#[expect(clippy::disallowed_methods, reason = "cargo tells a build script what it builds in no other way")]
pub(crate) fn static_program(out: &Path) -> Result<(), Fault> {
    let said = |name: &str| env::var(name).unwrap_or_default();
    let asked = said("CARGO_CFG_TARGET_FEATURE").split(',').any(|feature| feature == "crt-static");
    let fits = said("TARGET") == "x86_64-unknown-linux-gnu" && said("HOST") == said("TARGET");
    if asked || !fits || said("PROFILE") != "release" {
        return Ok(());
    }
    let Some(archives) = ARCHIVES.iter().map(|(_, archive)| found(archive)).collect::<Option<Vec<_>>>()
    else {
        return Ok(());
    };
    let directory = out.join("archives");
    let _absent_at_first = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).map_err(|error| error.to_string())?;
    for ((name, _), archive) in ARCHIVES.iter().zip(archives) {
        link(&archive, &directory.join(name))?;
    }
    tell(&format!("rustc-link-arg-bins=-L{}", directory.display()))?;
    for argument in ["-static", "-no-pie", "-Wl,-Bstatic,--start-group,-lgcc_s,-lgcc,-lc,--end-group"] {
        tell(&format!("rustc-link-arg-bins={argument}"))?;
    }
    Ok(())
}

/// Where the C compiler, which is also the linker, finds an archive.
fn found(archive: &str) -> Option<PathBuf> {
    let answer = Command::new("cc").arg(format!("-print-file-name={archive}")).output().ok()?;
    let path = PathBuf::from(String::from_utf8(answer.stdout).ok()?.trim_end());
    (path.is_absolute() && path.exists()).then_some(path)
}

#[cfg(unix)]
fn link(archive: &Path, name: &Path) -> Result<(), Fault> {
    std::os::unix::fs::symlink(archive, name).map_err(|error| error.to_string())
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> Result<(), Fault> {
    Ok(())
}
