//! The rules, in the order of their areas; adding one is a file, its page, and a line here.

use super::rule::Rule;

/// Declares the files and lists their rules; the list is what everything else is made from.
macro_rules! rules {
    ($($name:ident),+ $(,)?) => {
        $(mod $name;)+

        /// Every rule.
        pub static RULES: &[&Rule] = &[$(&$name::RULE),+];
    };
}

rules!(
    // lifetime
    missing_expiry,
    expired,
    // audience
    multiple_audiences,
);
