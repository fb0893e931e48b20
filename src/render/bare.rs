//! The issued token alone, for scripts: as it is, as a header, or as variables (SECURITY.md R16).

use std::io::{self, Write};

use super::Sink;
use crate::exchange::bare_token::is_bare_token;
use crate::report::exchange::{Bare, Exchanged};
use crate::report::{End, Item};

/// How the token is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One line with the token.
    Token,
    /// `Authorization: Bearer …`, for `curl -H @-`.
    Header,
    /// `NAME=value` lines.
    Env,
}

/// Writes a token that was granted; a refusal, and under `--strict` a grant that is not as asked, leave it empty.
pub struct BareSink<'w> {
    out: &'w mut dyn Write,
    shape: Shape,
}

impl<'w> BareSink<'w> {
    /// A sink of this shape.
    pub fn new(out: &'w mut dyn Write, shape: Shape) -> Self {
        Self { out, shape }
    }
}

impl Sink for BareSink<'_> {
    fn item(&mut self, item: &Item) -> io::Result<()> {
        let Item::Exchanged(exchanged) = item else { return Ok(()) };
        self.out.write_all(text(exchanged, self.shape).as_bytes())
    }

    fn close(&mut self, _end: &End) -> io::Result<()> {
        self.out.flush()
    }
}

fn text(exchanged: &Exchanged, shape: Shape) -> String {
    let Some(bare) = exchanged.bare.as_ref().filter(|_| exchanged.is_yes()) else { return String::new() };
    // Judged again here: this is the last wall before a shell.
    let Some(token) = bare.token.expose_text().filter(|token| is_bare_token(token)) else {
        return String::new();
    };
    match shape {
        Shape::Token => format!("{token}\n"),
        Shape::Header => format!("Authorization: {} {token}\n", bare.scheme),
        Shape::Env => env(bare, token),
    }
}

fn env(bare: &Bare, token: &str) -> String {
    let mut lines = vec![("ACCESS_TOKEN", token.to_owned()), ("TOKEN_TYPE", bare.scheme.to_owned())];
    lines.extend(bare.expires_in.map(|seconds| ("EXPIRES_IN", seconds.to_string())));
    let issued = bare.issued_token_type.as_deref().filter(|text| is_bare_token(text));
    lines.extend(issued.map(|text| ("ISSUED_TOKEN_TYPE", text.to_owned())));
    lines.iter().map(|(name, value)| format!("{name}={}\n", quoted(value))).collect()
}

/// A value as it is where no shell does anything with it, else in single quotes.
fn quoted(value: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~+/=:@%,".contains(&b);
    if value.bytes().all(plain) { value.to_owned() } else { format!("'{}'", value.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::{Shape, env, quoted, text};
    use crate::report::exchange::{Bare, Exchanged};
    use crate::secret::Secret;

    fn bare(token: &str) -> Bare {
        Bare {
            token: Secret::from(token),
            scheme: "Bearer",
            expires_in: Some(300),
            issued_token_type: Some("urn:x".to_owned()),
            token_type: Some("bearer".to_owned()),
        }
    }

    fn exchanged(token: &str) -> Exchanged {
        Exchanged { bare: Some(bare(token)), ..Exchanged::example() }
    }

    #[test]
    fn a_token_alone_a_header_and_variables() {
        let granted = exchanged("a.b-c_d");
        assert_eq!(text(&granted, Shape::Token), "a.b-c_d\n");
        assert_eq!(text(&granted, Shape::Header), "Authorization: Bearer a.b-c_d\n");
        let want = "ACCESS_TOKEN=a.b-c_d\nTOKEN_TYPE=Bearer\nEXPIRES_IN=300\nISSUED_TOKEN_TYPE=urn:x\n";
        assert_eq!(text(&granted, Shape::Env), want);
    }

    #[test]
    fn r16_what_is_no_token_is_not_written_in_any_shape() {
        for bad in ["a\nb", "a b", "::add-mask::x", "a##[group]", ""] {
            for shape in [Shape::Token, Shape::Header, Shape::Env] {
                assert_eq!(text(&exchanged(bad), shape), "", "{bad:?}");
            }
        }
    }

    #[test]
    fn r16_a_value_that_a_shell_would_run_stands_in_quotes_on_one_line() {
        assert_eq!(quoted("a;$(id)'b"), r"'a;$(id)'\''b'");
        let mut odd = bare("x");
        odd.issued_token_type = Some("urn\nPATH=/tmp".to_owned());
        assert!(!env(&odd, "x").contains("PATH"));
    }

    #[test]
    fn strict_leaves_nothing_where_the_grant_is_not_as_asked() {
        use crate::report::exchange::Warning;
        let mut strict = exchanged("a");
        strict.strict = true;
        assert_eq!(text(&strict, Shape::Token), "a\n");
        strict.warnings.push(Warning::new(crate::exchange::warning::Code::ScopeNotStated, ""));
        assert_eq!(text(&strict, Shape::Token), "a\n");
        strict.warnings.push(Warning::new(crate::exchange::warning::Code::ScopeWidened, ""));
        assert_eq!(text(&strict, Shape::Token), "");
    }
}
