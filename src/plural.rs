//! A count and what is counted, as a sentence has them.

use std::fmt::Display;

/// `1 token`, `2 tokens`.
#[must_use]
pub fn counted<N: Display + PartialEq + From<u8>>(count: N, one: &str, many: &str) -> String {
    let word = if count == N::from(1) { one } else { many };
    format!("{count} {word}")
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn one_is_one() {
        let said = [0_usize, 1, 2].map(|count| counted(count, "byte", "bytes"));
        assert_eq!(said, ["0 bytes", "1 byte", "2 bytes"]);
    }
}
