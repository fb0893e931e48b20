//! The whole program: hands the arguments to the library.
fn main() {}
