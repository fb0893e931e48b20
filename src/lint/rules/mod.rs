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
    // scope
    wildcard_scope,
    scope_widened,
    forbidden_scope,
    over_broad_scope,
    over_broad_role,
    too_many_scopes,
    offline_access,
    missing_scope,
    // audience
    token_passthrough,
    missing_audience,
    wildcard_audience,
    audience_widened,
    unexpected_audience,
    multiple_audiences,
    audience_unchanged,
);
