//! The binary: hands the arguments and the real world to the library.

fn main() -> std::process::ExitCode {
    obo::start()
}
