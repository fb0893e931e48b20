//! What builds and tests obo is pinned, and the workflow trusts nobody it does not need (R21, R5).

use std::fs;

fn text(path: &str) -> String {
    fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap_or_else(|_| panic!("{path}"))
}

#[test]
fn r21_the_workflow_has_no_permission_and_uses_no_action_from_outside() {
    let workflow = text(".github/workflows/ci.yml");
    assert!(workflow.lines().any(|line| line == "permissions: {}"));
    assert!(!workflow.contains("uses:"), "an action from outside");
    assert!(!workflow.contains("secrets."), "a secret");
}

/// A value of the event stands only in `env` and `group`, never inside a script.
#[test]
fn r5_no_text_from_outside_stands_in_a_script_of_the_workflow() {
    let workflow = text(".github/workflows/ci.yml");
    for line in workflow.lines().filter(|line| line.contains("${{")) {
        let name = line.split(':').next().unwrap().trim();
        assert!(["SERVER", "REPOSITORY", "COMMIT", "group"].contains(&name), "{line}");
    }
}

#[test]
fn r21_packages_of_the_test_servers_are_pinned_by_hash() {
    let lock: serde_json::Value =
        serde_json::from_str(&text("tests/interop/oidc-provider/package-lock.json")).unwrap();
    let packages = lock["packages"].as_object().unwrap();
    assert!(packages.len() > 2);
    for (name, package) in packages.iter().filter(|(name, _)| !name.is_empty()) {
        assert!(package["integrity"].is_string(), "{name} has no hash");
        assert!(package["resolved"].is_null(), "{name} names the host it came from");
    }
    let requirements = text("tests/interop/pre-commit/requirements.txt").replace(" \\\n", "");
    let packages: Vec<&str> = requirements.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(packages.len() > 2);
    for package in packages {
        assert!(package.contains("==") && package.contains("--hash=sha256:"), "{package} has no hash");
    }
    let install = text("tests/interop/pre-commit/run.sh");
    assert!(install.contains("--require-hashes") && install.contains("--only-binary :all:"));
    let keycloak = text("tests/interop/keycloak/run.sh");
    assert!(keycloak.contains("sha256sum --check"));
}

#[test]
fn r21_every_dependency_comes_from_the_registry_with_a_checksum() {
    let lock = text("Cargo.lock");
    for package in lock.split("[[package]]").skip(1).filter(|package| package.contains("\nsource = ")) {
        assert!(package.contains("\nsource = \"registry+"), "{package}");
        assert!(package.contains("\nchecksum = "), "{package}");
    }
}
