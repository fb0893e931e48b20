//! The command line as data: each file under `tests/cases/` is a page of commands and what they print.

/// `TRYCMD=overwrite cargo test` writes what is printed now; read the difference before it is committed.
#[test]
fn the_command_line_does_what_its_pages_say() {
    let cases = trycmd::TestCases::new();
    cases
        .env("SECRET", "hunter2")
        .env("LC_ALL", "C.UTF-8")
        .env("CI", "true")
        .env("XDG_CONFIG_HOME", "/nonexistent");
    cases.case("tests/cases/*.md");
    cases.run();
}
