//! A deliberate fault for each refusal that the vendors' data explain.

use serde_json::{Map, Value, json};

use super::fault::{Effect, Fault};
use super::reply::Reply;
use crate::provider::{Record, profiles};

/// What stands for the parts of a description that the data leave open.
const OPEN: &str = "x";

/// Every vendor's refusal by the name for `--fault`: its code where it has one, else `VENDOR:N` with N from 1.
pub fn all() -> impl Iterator<Item = (String, Fault)> {
    profiles().flat_map(|profile| {
        let refusals: Vec<Record> = profile.sections("refusal").collect();
        refusals.into_iter().enumerate().flat_map(move |(index, record)| {
            let mut names: Vec<String> = record.all("code").map(str::to_owned).collect();
            if names.is_empty() {
                names.push(format!("{}:{}", profile.name(), index.saturating_add(1)));
            }
            let summary = record.get("meaning").unwrap_or_default();
            names.into_iter().map(move |name| {
                let code = record.all("code").find(|code| *code == name);
                (name, Fault { name: profile.name(), summary, effect: Effect::Vendor(record, code) })
            })
        })
    })
}

/// The refusal as its vendor would send it, as far as the data tell; what they leave open is an `x`.
#[must_use]
pub fn reply(record: Record, code: Option<&str>) -> Reply {
    let error = record.get("error").unwrap_or("invalid_grant");
    let words = record.get("description").map(|pattern| pattern.replace('*', OPEN).replace('?', "0"));
    let description = match (code, words) {
        (Some(code), Some(words)) if !words.contains(code) => format!("{code}: {words}"),
        (_, Some(words)) => words,
        (Some(code), None) => format!("{code}: a deliberate fault"),
        (None, None) => "a deliberate fault".to_owned(),
    };
    let status = record.get("status").and_then(|status| status.parse().ok());
    let status = status.unwrap_or(if error == "invalid_client" { 401 } else { 400 });
    let mut body = Map::new();
    body.insert("error".to_owned(), json!(error));
    body.insert("error_description".to_owned(), json!(description));
    let digits = code.map(|code| code.trim_start_matches(|c: char| !c.is_ascii_digit()));
    if let Some(number) = digits.and_then(|digits| digits.parse::<u64>().ok()) {
        body.insert("error_codes".to_owned(), json!([number]));
    }
    Reply::json(status, &Value::Object(body))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{all, reply};
    use crate::provider::{fits, profiles};

    #[test]
    fn every_refusal_of_the_data_has_a_fault_that_fits_it() {
        let names: BTreeSet<String> = all().map(|(name, _)| name).collect();
        for profile in profiles() {
            for (index, record) in profile.sections("refusal").enumerate() {
                let code = record.get("code");
                let name = code.map_or_else(|| format!("{}:{}", profile.name(), index + 1), str::to_owned);
                assert!(names.contains(&name), "{name}");
                let members = reply(record, code).members();
                let words = members["error_description"].as_str().unwrap();
                let own = record.get("description");
                assert!(own.is_none_or(|own| fits(own, words) || code.is_some()), "{name}: {words}");
                assert!(code.is_none_or(|code| words.contains(code)), "{name}: {words}");
            }
        }
    }
}
