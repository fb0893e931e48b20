//! A regular expression with a limit on what it compiles to, and on what it may cost (SECURITY.md R17).

use regex_lite::{Regex, RegexBuilder};

use super::fault::Fault;

/// The largest compiled pattern.
const MAX_BYTES: usize = 1 << 20;

/// What a pattern may compile to, and what it then costs for every eight bytes it looks through.
const WEIGHTS: &[(usize, u32)] = &[(1 << 14, 1), (1 << 17, 8), (MAX_BYTES, 64)];

/// The most groups: the engine keeps a table of states times groups.
const MAX_GROUPS: usize = 16;

/// The pattern of a `matches`; it stands in the expression itself, so that no token brings one.
#[derive(Debug)]
pub(super) struct Pattern {
    compiled: Regex,
    weight: u32,
}

impl Pattern {
    /// Compiles a pattern.
    pub(super) fn compile(text: &str) -> Result<Self, Fault> {
        for &(limit, weight) in WEIGHTS {
            if let Ok(compiled) = RegexBuilder::new(text).size_limit(limit).build() {
                return match compiled.captures_len() {
                    0..=MAX_GROUPS => Ok(Self { compiled, weight }),
                    _ => Err(Fault::Pattern),
                };
            }
        }
        Err(Fault::Pattern)
    }

    /// What looking through a text costs, in steps.
    pub(super) fn cost(&self, text: &str) -> u32 {
        u32::try_from(text.len() / 8).unwrap_or(u32::MAX).saturating_add(1).saturating_mul(self.weight)
    }

    /// Whether the pattern is found anywhere in the text.
    pub(super) fn is_in(&self, text: &str) -> bool {
        self.compiled.is_match(text)
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn r17_a_pattern_has_a_size() {
        let groups = format!("{}x{}", "(".repeat(40), ")".repeat(40));
        for (text, want) in [
            ("^https://[a-z]+\\.example(/|$)", Some(1)),
            ("(a{0,60}){0,20}", Some(8)),
            ("(a{0,100}){0,60}", Some(64)),
            ("(a{0,1000}){0,1000}", None),
            ("((){1000}){1000}", None),
            ("((((((((((x{9}){9}){9}){9}){9}){9}){9}){9}){9}){9}", None),
            (groups.as_str(), None),
            ("(", None),
            ("\\pL", None),
        ] {
            assert_eq!(Pattern::compile(text).ok().map(|p| p.weight), want, "{text}");
        }
    }

    #[test]
    fn a_pattern_is_looked_for_anywhere() {
        let pattern = Pattern::compile("b+$").expect("it is a pattern");
        assert!(pattern.is_in("abb") && !pattern.is_in("abba"));
        assert_eq!((pattern.cost(""), pattern.cost(&"a".repeat(800))), (1, 101));
    }
}
