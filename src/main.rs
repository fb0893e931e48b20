//! obo.
fn main() {}
