//! `[lint]` and what stands below it, as a layer of lint policy.

use std::ops::Range;

use toml::de::DeTable;

use super::claims;
use super::error::ConfigError;
use super::file::is_name;
use super::key::{FOR, IGNORE, Key, LIMIT, LINT, RULE, TEST};
use super::reader::{Reader, Value};
use crate::delegation::chain::Level;
use crate::lint::kind::TokenKind;
use crate::lint::policy::{Layer, Limit, List, OwnRule, Reach, Section, Stated, Suppression, Trial};
use crate::lint::settings::Selector;

/// A day in seconds.
const DAY: i64 = 86_400;

/// Reads `[lint]`.
pub(super) fn read(
    reader: &Reader<'_>,
    table: &DeTable<'_>,
    span: &Range<usize>,
    layer: &mut Layer,
    extends: &mut Vec<Stated<String>>,
) -> Result<(), ConfigError> {
    let mut plain = Section::default();
    let mut others = Vec::new();
    for (key, value) in reader.entries(LINT, "[lint]", table, span)? {
        match key.name {
            "for" => {
                for (table, span) in reader.tables(key, value)? {
                    others.push(section_for(reader, table, &span)?);
                }
            }
            "ignore" => {
                for (table, span) in reader.tables(key, value)? {
                    layer.suppressions.push(suppression(reader, table, &span)?);
                }
            }
            "rule" => {
                for (table, span) in reader.tables(key, value)? {
                    layer.rules.push(own_rule(reader, table, &span)?);
                }
            }
            "test" => {
                for (table, span) in reader.tables(key, value)? {
                    layer.trials.push(trial(reader, table, &span)?);
                }
            }
            "extends" | "locked" => base(reader, key, value, layer, extends)?,
            _ => said(reader, key, value, &mut plain)?,
        }
    }
    layer.sections.push(plain);
    layer.sections.extend(others);
    Ok(())
}

/// `extends` and `locked`, at the top of the file or in `[lint]`.
pub(super) fn base(
    reader: &Reader<'_>,
    key: Key,
    value: &Value<'_>,
    layer: &mut Layer,
    extends: &mut Vec<Stated<String>>,
) -> Result<(), ConfigError> {
    let texts = reader.texts(key, value)?;
    if key.name == "extends" {
        extends.extend(texts);
    } else {
        layer
            .locked
            .extend(texts.into_iter().map(|said| Stated::new(Selector::parse(&said.value), said.place)));
    }
    Ok(())
}

/// One key that `[lint]` and `[[lint.for]]` share.
fn said(reader: &Reader<'_>, key: Key, value: &Value<'_>, section: &mut Section) -> Result<(), ConfigError> {
    let place = reader.place(&value.span());
    match key.name {
        "fail-on" => section.fail_on = Some(Stated::new(level(reader.word(key, value)?), place)),
        "show" => {
            section.show = level(reader.word(key, value)?).map(|level| Stated::new(level, place));
        }
        "shared-scopes" => section.shared_scopes = Some(Stated::new(reader.flag(key, value)?, place)),
        "limits" => section.limits = limits(reader, key, value)?,
        "levels" => {
            for (name, value) in reader.table(key, value)? {
                let level = level(reader.word(key, value)?);
                let place = reader.place(&name.span());
                section.levels.push(Stated::new((Selector::parse(name.get_ref()), level), place));
            }
            // A table has no order; what selects less is said later, and wins.
            section.levels.sort_by_key(|said| match said.value.0 {
                Selector::All => 0,
                Selector::Area(_) => 1,
                Selector::Rule(_) => 2,
            });
        }
        name => {
            if let Some(list) = List::ALL.into_iter().find(|list| list.word() == name) {
                section.lists.push(Stated::new((list, reader.plain_texts(key, value)?), place));
            }
        }
    }
    Ok(())
}

/// `limits = { … }`.
pub(super) fn limits(
    reader: &Reader<'_>,
    key: Key,
    value: &Value<'_>,
) -> Result<Vec<Stated<(Limit, u64)>>, ConfigError> {
    let mut limits = Vec::new();
    for (key, value) in reader.entries(&[LIMIT], "limits", reader.table(key, value)?, &value.span())? {
        let to = reader.number(key, value)?;
        let known = Limit::ALL.into_iter().find(|limit| limit.word() == key.name);
        limits.extend(known.map(|limit| Stated::new((limit, to), reader.place(&value.span()))));
    }
    Ok(limits)
}

fn section_for(
    reader: &Reader<'_>,
    table: &DeTable<'_>,
    span: &Range<usize>,
) -> Result<Section, ConfigError> {
    let mut section = Section::default();
    for (key, value) in reader.entries(FOR, "[[lint.for]]", table, span)? {
        let Reach { issuers, clients, audiences, kinds, labels } = &mut section.reach;
        match key.name {
            "issuer" => *issuers = reader.plain_texts(key, value)?,
            "client" => *clients = reader.plain_texts(key, value)?,
            "audience" => *audiences = reader.plain_texts(key, value)?,
            "label" => *labels = reader.plain_texts(key, value)?,
            "kind" => {
                for text in reader.plain_texts(key, value)? {
                    let kind = TokenKind::ALL.into_iter().find(|kind| kind.word() == text);
                    kinds.push(kind.ok_or_else(|| reader.wrong(key, &value.span()))?);
                }
            }
            _ => said(reader, key, value, &mut section)?,
        }
    }
    Ok(section)
}

fn suppression(
    reader: &Reader<'_>,
    table: &DeTable<'_>,
    span: &Range<usize>,
) -> Result<Suppression, ConfigError> {
    let mut one = Suppression {
        rule: Selector::All,
        reason: String::new(),
        until: crate::instant::Instant::from_seconds(0),
        issuers: Vec::new(),
        clients: Vec::new(),
        claims: Vec::new(),
        place: reader.place(span),
    };
    for (key, value) in reader.entries(IGNORE, "[[lint.ignore]]", table, span)? {
        match key.name {
            "rule" => one.rule = Selector::parse(&reader.text(key, value)?),
            "reason" => {
                one.reason = reader.text(key, value)?;
                if one.reason.trim().is_empty() {
                    return Err(reader.wrong(key, &value.span()));
                }
            }
            "until" => {
                let (moment, is_date) = reader.moment(key, value)?;
                // A date is the last day on which it counts.
                one.until = if is_date { moment.plus(DAY) } else { moment };
            }
            "issuer" => one.issuers = reader.plain_texts(key, value)?,
            "client" => one.clients = reader.plain_texts(key, value)?,
            _ => one.claims = reader.plain_texts(key, value)?,
        }
    }
    Ok(one)
}

fn own_rule(reader: &Reader<'_>, table: &DeTable<'_>, span: &Range<usize>) -> Result<OwnRule, ConfigError> {
    let place = reader.place(span);
    let mut rule = OwnRule {
        name: String::new(),
        level: Level::Warning,
        message: String::new(),
        when: Stated::new(String::new(), place.clone()),
        place,
    };
    for (key, value) in reader.entries(RULE, "[[lint.rule]]", table, span)? {
        match key.name {
            "name" => {
                rule.name = reader.text(key, value)?;
                rule.place = reader.place(&value.span());
                // `all` and areas select rules, and can be the name of none.
                if !is_name(&rule.name) || Selector::parse(&rule.name) != Selector::Rule(rule.name.clone()) {
                    return Err(ConfigError::BadName { place: rule.place, what: "rule" });
                }
            }
            "level" => rule.level = level(reader.word(key, value)?).unwrap_or(Level::Warning),
            "message" => rule.message = reader.text(key, value)?,
            _ => {
                let when = reader.text(key, value)?;
                rule.when = Stated::new(when, reader.place_inside(&value.span()));
            }
        }
    }
    Ok(rule)
}

fn trial(reader: &Reader<'_>, table: &DeTable<'_>, span: &Range<usize>) -> Result<Trial, ConfigError> {
    let mut trial = Trial {
        name: None,
        claims: String::new(),
        header: None,
        subject_claims: None,
        label: None,
        at: None,
        findings: Vec::new(),
        place: reader.place(span),
    };
    for (key, value) in reader.entries(TEST, "[[lint.test]]", table, span)? {
        let object =
            || claims::json(reader.table(key, value)?).ok_or_else(|| reader.wrong(key, &value.span()));
        match key.name {
            "name" => trial.name = Some(reader.text(key, value)?),
            "claims" => trial.claims = object()?,
            "header" => trial.header = Some(object()?),
            "subject-claims" => trial.subject_claims = Some(object()?),
            "label" => trial.label = Some(reader.text(key, value)?),
            "at" => trial.at = Some(reader.moment(key, value)?.0),
            _ => trial.findings = reader.texts(key, value)?,
        }
    }
    Ok(trial)
}

fn level(word: &str) -> Option<Level> {
    match word {
        "error" => Some(Level::Error),
        "warning" => Some(Level::Warning),
        "note" => Some(Level::Note),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::config::Origin;
    use crate::config::file::File;
    use crate::lint::policy::{Layer, Place, Standing};

    fn layer(text: &str) -> Result<Layer, String> {
        let file = File::parse(text.as_bytes(), Path::new("obo.toml"), Origin::Named, Standing::User);
        file.map(|file| file.layer).map_err(|reason| reason.to_string())
    }

    #[test]
    fn faults_have_a_place() {
        for (text, want) in [
            ("[lint]\nfail-on = \"warn\"", "obo.toml:2:11: fail-on takes one of error warning note never"),
            ("[lint]\nlevels = { x = \"loud\" }", "obo.toml:2:16: levels takes a table of rules"),
            ("[lint]\nlimits = { lifetime = \"1x\" }", "obo.toml:2:23: lifetime takes a duration"),
            ("[lint]\nlimits.liftime = 1", "obo.toml:2:8: a key that is not known in limits"),
            ("[[lint.for]]\nkind = \"acces-token\"", "obo.toml:2:8: kind takes some of access-token"),
            ("[[lint.for]]\nlocked = []", "obo.toml:2:1: a key that is not known in [[lint.for]]"),
            ("[[lint.ignore]]\nrule = \"x\"\nreason = \"y\"", "obo.toml:1:1: [[lint.ignore]] needs until"),
            (
                "[[lint.ignore]]\nrule = \"x\"\nreason = \" \"\nuntil = 2027-01-31",
                "obo.toml:3:10: reason takes a text",
            ),
            (
                "[[lint.ignore]]\nrule = \"x\"\nreason = \"y\"\nuntil = \"soon\"",
                "obo.toml:4:9: until takes a date",
            ),
            ("[[lint.rule]]\nname = \"x\"\nmessage = \"m\"", "obo.toml:1:1: [[lint.rule]] needs when"),
            (
                "[[lint.rule]]\nname = \"all\"\nmessage = \"m\"\nwhen = \"true\"",
                "obo.toml:2:8: the name of a rule",
            ),
            ("[[lint.test]]\nclaims = {}", "obo.toml:1:1: [[lint.test]] needs findings"),
            (
                "[[lint.test]]\nfindings = []\nclaims = { exp = inf }",
                "obo.toml:3:10: claims takes a table of claims",
            ),
            ("[lint]\nfor = 3", "obo.toml:2:7: for takes a list of tables"),
            ("extends = 3", "obo.toml:1:11: extends takes a text"),
        ] {
            let error = layer(text).expect_err(text);
            assert!(error.starts_with(want), "{text}: {error}");
        }
    }

    #[test]
    fn what_is_said_of_one_rule_is_heard_after_what_is_said_of_many() {
        let levels = layer("[lint.levels]\nexpired = \"note\"\nall = \"error\"\n\"lifetime.*\" = \"off\"");
        let levels: Vec<String> = levels.expect("it is well formed").sections[0]
            .levels
            .iter()
            .map(|said| format!("{} {:?}", said.value.0, said.value.1))
            .collect();
        assert_eq!(levels, ["all Some(Error)", "lifetime.* None", "expired Some(Note)"]);
    }

    #[test]
    fn a_date_is_the_last_day_and_a_moment_is_itself() {
        for (until, want) in [
            ("2027-01-31", "2027-02-01T00:00:00Z"),
            ("\"2027-01-31\"", "2027-02-01T00:00:00Z"),
            ("2027-01-31T12:00:00Z", "2027-01-31T12:00:00Z"),
        ] {
            let layer = layer(&format!("[[lint.ignore]]\nrule = \"x\"\nreason = \"y\"\nuntil = {until}"));
            assert_eq!(layer.expect("it is well formed").suppressions[0].until.to_string(), want);
        }
    }

    #[test]
    fn a_condition_begins_behind_its_quotes() {
        for (when, want) in [
            ("\"a == b\"", (4, 9)),
            ("'a == b'", (4, 9)),
            ("\"\"\"\na == b\"\"\"", (5, 1)),
            ("'''a == b'''", (4, 11)),
        ] {
            let layer = layer(&format!("[[lint.rule]]\nname = \"x\"\nmessage = \"m\"\nwhen = {when}"));
            let rule = layer.expect("it is well formed").rules.remove(0);
            let Place::File { line, column, .. } = rule.when.place else { panic!("it is in a file") };
            assert_eq!(((line, column), rule.when.value.as_str()), (want, "a == b"), "{when}");
        }
    }

    #[test]
    fn everything_of_an_example_is_read() {
        let text = "locked = \"scope.*\"\nextends = [\"a.toml\", \"b.toml\"]\n[lint]\nlocked = [\"expired\"]\n\
                    [[lint.for]]\nlabel = \"x\"\nkind = [\"id-jag\"]\nlimits = { grant-lifetime = \"2m\" }\n\
                    allow-issuers = \"https://*\"\nshared-scopes = true\nshow = \"note\"\n\
                    [[lint.test]]\nclaims = { sub = \"a\" }\nfindings = [\"missing-expiry\"]\nat = 2027-01-31\n";
        let layer = layer(text).expect("it is well formed");
        assert_eq!((layer.locked.len(), layer.sections.len(), layer.trials.len()), (2, 2, 1));
        assert_eq!(layer.trials[0].claims, r#"{"sub":"a"}"#);
        assert_eq!(layer.sections[1].limits[0].value.1, 120);
        assert_eq!(layer.standing, Standing::User);
    }
}
