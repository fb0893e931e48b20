//! How a value is taken apart and what its pieces mean: the recipes that the data names.

use super::table::{Known, Recipe, Row, TEXT, VALUES};
use crate::token::base64url;
use crate::token::json::{Kind, Value};

/// The most pieces of one value that are looked at; a sign-in has a few, a hostile claim half a million.
pub(super) const MOST: usize = 1_000;

/// A piece of a value and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// The piece as it stands in the token.
    pub(super) value: String,
    /// Its meaning; nothing where the data does not say.
    pub(super) text: Option<String>,
    /// Whether it only fills the place.
    pub(super) filler: bool,
}

impl Piece {
    fn new(value: impl Into<String>, text: Option<impl Into<String>>) -> Self {
        Self { value: value.into(), text: text.map(Into::into), filler: false }
    }
}

/// The pieces of a value in order, at most one more than [`MOST`]; none where the recipe does not fit it.
pub(super) fn pieces(row: &Row, value: Value<'_>) -> Vec<Piece> {
    let texts = texts(value);
    match row.recipe {
        Recipe::Plain if row.has_values() => looked_up(row, texts.iter().map(String::as_str), str::to_owned),
        Recipe::Plain => Vec::new(),
        Recipe::Words => looked_up(row, blanks(&texts), str::to_owned),
        Recipe::Facets => blanks(&texts).map(|number| facet(row, number)).collect(),
        Recipe::Resource => looked_up(row, texts.iter().map(String::as_str), |text| {
            text.strip_suffix('/').unwrap_or(text).to_ascii_lowercase()
        }),
        Recipe::MediaType => looked_up(row, texts.iter().map(String::as_str), media_type),
        Recipe::Guid => derived(&texts, |text| guid(&base64url::decode(text)?)),
        Recipe::ReuseData => derived(&texts, reuse_data),
        Recipe::PathIds => derived(&texts, path_ids),
        Recipe::Prefix => derived(&texts, |text| {
            let key = |known: &&Known| text.starts_with(known.value.of(TEXT));
            let found = row.values().filter(key).max_by_key(|known| known.value.of(TEXT).len())?;
            Some(found.text.of(TEXT).to_owned())
        }),
        Recipe::CodedPrefix => derived(&texts, |text| coded_prefix(row, text)),
    }
}

impl Row {
    /// Whether the row knows single values.
    pub(super) fn has_values(&self) -> bool {
        self.values().next().is_some()
    }

    /// Every value that the row knows, table by table.
    pub(super) fn values(&self) -> impl Iterator<Item = &'static Known> + use<> {
        self.values.into_iter().flat_map(|span| span.of(&VALUES))
    }

    /// What one value means.
    pub(super) fn meaning(&self, value: &str) -> Option<&'static str> {
        self.values.into_iter().find_map(|span| lookup(span.of(&VALUES), value))
    }
}

fn lookup(table: &'static [Known], value: &str) -> Option<&'static str> {
    let at = table.binary_search_by(|known| known.value.of(TEXT).cmp(value)).ok()?;
    table.get(at).map(|known| known.text.of(TEXT))
}

/// Scalars as text; an array gives each of its scalars.
pub(super) fn texts(value: Value<'_>) -> Vec<String> {
    match value.kind() {
        Kind::Array => value.items().take(MOST + 1).filter_map(scalar).collect(),
        _ => scalar(value).into_iter().collect(),
    }
}

fn scalar(value: Value<'_>) -> Option<String> {
    let text = value.as_str().or_else(|| value.as_number()).map(str::to_owned);
    text.or_else(|| value.as_bool().map(|yes| yes.to_string()))
}

fn blanks(texts: &[String]) -> impl Iterator<Item = &str> {
    texts.iter().flat_map(|text| text.split_whitespace()).take(MOST + 1)
}

fn looked_up<'a>(
    row: &Row,
    values: impl Iterator<Item = &'a str>,
    spelling: impl Fn(&str) -> String,
) -> Vec<Piece> {
    let meaning = |value: &str| row.meaning(&spelling(value)).map(str::to_owned);
    let unknown = |value: &str| row.closed.then(|| format!("unknown({value})"));
    values.map(|value| Piece::new(value, meaning(value).or_else(|| unknown(value)))).collect()
}

fn derived(texts: &[String], read: impl Fn(&str) -> Option<String>) -> Vec<Piece> {
    texts.iter().filter_map(|text| Some(Piece::new(text, Some(read(text)?)))).collect()
}

/// Odd numbers are facets, named or not; even ones are put in so that nobody compares whole strings.
fn facet(row: &Row, number: &str) -> Piece {
    let digits = number.as_bytes();
    let is_number = !digits.is_empty() && digits.len() <= 9 && digits.iter().all(u8::is_ascii_digit);
    if let Some(text) = row.meaning(number) {
        return Piece::new(number, Some(text));
    }
    match digits.last() {
        Some(last) if is_number && last % 2 == 0 => {
            Piece { filler: true, ..Piece::new(number, Some("filler, no meaning")) }
        }
        Some(_) if is_number => Piece::new(number, Some(format!("unknown({number})"))),
        _ => Piece::new(number, Some("not a number, so the whole claim may be ignored")),
    }
}

fn media_type(text: &str) -> String {
    let text = text.to_ascii_lowercase();
    text.strip_prefix("application/").map_or(text.clone(), str::to_owned)
}

/// 16 bytes as a GUID: the first three fields are little-endian, as Windows lays it out.
fn guid(bytes: &[u8]) -> Option<String> {
    let &[a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = bytes else { return None };
    let ordered = [d, c, b, a, f, e, h, g, i, j, k, l, m, n, o, p];
    let mut text = String::with_capacity(36);
    for (at, byte) in ordered.into_iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    Some(text)
}

/// Version, dot, base64url, dot; tenant and resource stand 3 bytes in, in the older and in the newer form.
fn reuse_data(text: &str) -> Option<String> {
    let body = text.strip_prefix("1.").or_else(|| text.strip_prefix("0."))?;
    let bytes = base64url::decode(body.strip_suffix('.').unwrap_or(body))?;
    let (tenant, resource) = (guid(bytes.get(3..19)?)?, guid(bytes.get(19..35)?)?);
    Some(format!("tenant {tenant}, resource {resource}"))
}

/// `/eid1/c/pub/t/TENANT/a/APPLICATION/ID`.
fn path_ids(text: &str) -> Option<String> {
    let mut steps = text.strip_prefix("/eid1/c/pub/t/")?.splitn(4, '/');
    let tenant = guid(&base64url::decode(steps.next()?)?)?;
    let "a" = steps.next()? else { return None };
    let application = guid(&base64url::decode(steps.next()?)?)?;
    Some(format!("tenant {tenant}, blueprint {application}, for {}", steps.next()?))
}

/// Six letters and a colon, two letters for each table; all three must be known, or it is an id like any other.
fn coded_prefix(row: &Row, text: &str) -> Option<String> {
    let (code, _) = text.split_once(':')?;
    if code.len() != 6 {
        return None;
    }
    let mut words = Vec::with_capacity(3);
    for (at, span) in [0, 2, 4].into_iter().zip(row.values) {
        words.push(lookup(span.of(&VALUES), code.get(at..at + 2)?)?);
    }
    Some(words.join(", "))
}

impl Recipe {
    /// Whether the text is computed from the value and not taken from a table.
    pub(super) fn derives(self) -> bool {
        matches!(self, Self::Guid | Self::ReuseData | Self::PathIds | Self::Prefix | Self::CodedPrefix)
    }
}

#[cfg(test)]
mod tests {
    use super::{guid, path_ids, reuse_data};
    use crate::token::base64url;

    #[test]
    fn ids_in_base64url_are_guids_of_windows() {
        for (text, want) in [
            ("OPD3UZnmTkud24wRw6ATAA", Some("51f7f038-e699-4b4e-9ddb-8c11c3a01300")),
            ("A36ReTUXbEy7KP_pSQKVAA", Some("79917e03-1735-4c6c-bb28-ffe949029500")),
            ("m39S4ToM1kiSvl1_OowmAA", Some("e1527f9b-0c3a-48d6-92be-5d7f3a8c2600")),
            ("9SY2Mv4bzUiJAt39_UThzg", Some("323626f5-1bfe-48cd-8902-ddfdfd44e1ce")),
            ("2N8iihXz4U6-hMX0alsLPA", Some("8a22dfd8-f315-4ee1-be84-c5f46a5b0b3c")),
            ("m39S4ToM1kiSvl1_Oowm", None),
            ("", None),
        ] {
            assert_eq!(base64url::decode(text).and_then(|bytes| guid(&bytes)).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn reuse_data_is_read_in_both_forms_and_fails_softly() {
        for (text, want) in [
            (
                "1.AWMB9SY2Mv4bzUiJAt39_UThztjfIooV8-FOvoTF9GpbCzwAAPBjAQ.",
                Some(
                    "tenant 323626f5-1bfe-48cd-8902-ddfdfd44e1ce, resource 8a22dfd8-f315-4ee1-be84-c5f46a5b0b3c",
                ),
            ),
            (
                "0.AVYAokSYfQJt4kSaADJafevAUEZIf3kAutdPukPawfj2MBNWAAA.",
                Some(
                    "tenant 7d9844a2-6d02-44e2-9a00-325a7debc050, resource 797f4846-ba00-4fd7-ba43-dac1f8f63013",
                ),
            ),
            ("I", None),
            ("0.", None),
            ("1.AWMB", None),
        ] {
            assert_eq!(reuse_data(text).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn the_path_of_an_exchange_token_names_tenant_and_blueprint() {
        let path = "/eid1/c/pub/t/9SY2Mv4bzUiJAt39_UThzg/a/2N8iihXz4U6-hMX0alsLPA/agent-1";
        let want = "tenant 323626f5-1bfe-48cd-8902-ddfdfd44e1ce, blueprint 8a22dfd8-f315-4ee1-be84-c5f46a5b0b3c, for agent-1";
        assert_eq!(path_ids(path).as_deref(), Some(want));
        for broken in ["/eid1/c/pub/t/x/a/y/z", "/eid1/c/pub/t/9SY2Mv4bzUiJAt39_UThzg", "alice"] {
            assert_eq!(path_ids(broken), None);
        }
    }
}
