//! Where a `WWW-Authenticate` header says that a resource's metadata lies (RFC 9728 section 5.1).

/// The parameter's name.
const NAME: &str = "resource_metadata";

/// Why a header names no one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoPointer {
    /// No challenge has the parameter.
    #[error("no resource_metadata in it")]
    Missing,
    /// Two challenges name two addresses.
    #[error("several resource_metadata in it, with different addresses")]
    Several,
    /// A quotation that never ends.
    #[error("a quotation in it does not end")]
    Unquoted,
}

/// The value of `resource_metadata` in the challenges of a header; what stands in another parameter's quotes is none.
///
/// # Errors
/// Where there is none, or several that differ.
pub(super) fn metadata_address(header: &str) -> Result<String, NoPointer> {
    let mut found: Option<String> = None;
    let mut rest = header;
    while let Some(sign) = rest.chars().next() {
        if sign == '"' {
            rest = quoted(rest).ok_or(NoPointer::Unquoted)?.1;
            continue;
        }
        if !is_token(sign) {
            rest = rest.get(sign.len_utf8()..).unwrap_or_default();
            continue;
        }
        let end = rest.find(|sign| !is_token(sign)).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        rest = after;
        let Some(value) = after.trim_start().strip_prefix('=').map(str::trim_start) else { continue };
        let (text, after) = match value.starts_with('"') {
            true => quoted(value).ok_or(NoPointer::Unquoted)?,
            false => {
                let end = value.find([' ', '\t', ',', '"']).unwrap_or(value.len());
                let (text, after) = value.split_at(end);
                (text.to_owned(), after)
            }
        };
        rest = after;
        if name.eq_ignore_ascii_case(NAME) {
            match &found {
                Some(other) if *other != text => return Err(NoPointer::Several),
                _ => found = Some(text),
            }
        }
    }
    found.ok_or(NoPointer::Missing)
}

/// A sign of RFC 9110's `token`, as far as names of parameters go.
fn is_token(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(sign)
}

/// A quoted string at the beginning of a text, and what is behind it (RFC 9110 section 5.6.4).
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut signs = text.char_indices().skip(1);
    while let Some((at, sign)) = signs.next() {
        match sign {
            '"' => return Some((value, text.get(at.saturating_add(1)..)?)),
            '\\' => value.push(signs.next()?.1),
            sign => value.push(sign),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{NoPointer, metadata_address};

    #[test]
    fn r31_only_the_parameter_itself_names_the_address() {
        for (header, want) in [
            (r#"Bearer resource_metadata="https://a/x""#, Ok("https://a/x")),
            (
                r#"Bearer error="invalid_token", Resource_Metadata = "https://a/x", scope="b""#,
                Ok("https://a/x"),
            ),
            ("Bearer resource_metadata=https://a/x, scope=b", Ok("https://a/x")),
            (r#"DPoP algs="ES256", Bearer resource_metadata="https://a/\"x""#, Ok("https://a/\"x")),
            (r#"Basic realm="a", Bearer resource_metadata="h", DPoP resource_metadata="h""#, Ok("h")),
            (r#"Bearer resource_metadata="h", DPoP resource_metadata="i""#, Err(NoPointer::Several)),
            (r#"Bearer error_description="resource_metadata=\"https://evil\"""#, Err(NoPointer::Missing)),
            (r#"Bearer x_resource_metadata="https://evil""#, Err(NoPointer::Missing)),
            (r#"Bearer realm="a"#, Err(NoPointer::Unquoted)),
            ("Bearer", Err(NoPointer::Missing)),
            ("\u{e9}=\u{e9}", Err(NoPointer::Missing)),
            ("", Err(NoPointer::Missing)),
        ] {
            assert_eq!(metadata_address(header), want.map(str::to_owned), "{header}");
        }
    }
}
