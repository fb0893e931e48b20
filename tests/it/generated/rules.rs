//! What is made from the rules of lint: a page of the documentation, a page of the manual, a table in the README.

use std::fs;
use std::path::Path;

use obo::delegation::chain::Level;
use obo::lint::rule::{Area, Needs, Rule};
use obo::lint::{docs, engine};

/// The marks in the README between which the table stands.
const MARKS: (&str, &str) =
    ("<!-- rules: made by `OBO_BLESS=1 cargo test generated` -->\n", "<!-- end of rules -->\n");

const LEVELS: [(Level, &str); 3] =
    [(Level::Error, "error"), (Level::Warning, "warning"), (Level::Note, "note")];

#[test]
fn rules_are_fresh() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).expect("there is a README");
    for (file, text) in [("docs/rules.md", page()), ("README.md", with_table(&readme))] {
        let path = root.join(file);
        if std::env::var_os("OBO_BLESS").is_some() {
            fs::create_dir_all(path.parent().expect("it is in a folder")).expect("the folder can be made");
            fs::write(&path, &text).expect("the file can be written");
        }
        let found = fs::read_to_string(&path).unwrap_or_default();
        assert!(found == text, "{file} is stale; OBO_BLESS=1 cargo test generated");
    }
}

fn word(level: Level) -> &'static str {
    LEVELS.iter().find(|(one, _)| *one == level).expect("every level has a word").1
}

/// The rule's name with the sign for what it needs.
fn signed(rule: &Rule) -> String {
    let sign = match rule.needs {
        Needs::Token => "",
        Needs::Parent => "\\*",
        Needs::List => "+",
    };
    format!("`{}`{sign}", rule.id)
}

fn of_area(area: Area) -> impl Iterator<Item = &'static Rule> {
    engine::all().filter(move |rule| rule.area == area)
}

fn with_table(readme: &str) -> String {
    let (before, rest) = readme.split_once(MARKS.0).expect("the README has a place for the rules");
    let (_, after) = rest.split_once(MARKS.1).expect("the place ends");
    format!("{before}{}{}{}{after}", MARKS.0, table(), MARKS.1)
}

fn table() -> String {
    let mut text = "\n| area | error | warning | note |\n| --- | --- | --- | --- |\n".to_owned();
    for area in Area::ALL.into_iter().filter(|area| of_area(*area).next().is_some()) {
        let cells = LEVELS.map(|(level, _)| {
            of_area(area).filter(|rule| rule.level == level).map(signed).collect::<Vec<_>>().join(" ")
        });
        text += &format!("| {} | {} |\n", area.word(), cells.join(" | "));
    }
    text + "\n\\* compares with `--subject-token`; + wants a list in the policy.\n\n"
}

/// `docs/rules.md`: the table, then the page of each rule, its headings two levels down.
fn page() -> String {
    let mut text = format!(
        "# The rules of `obo lint`\n\nMade from the pages in `src/lint/rules` by `OBO_BLESS=1 cargo test generated`. \
         `obo explain RULE` shows one of them, `obo lint --list` all with their levels here. The JSON under *Flagged* \
         and *Not flagged* is executed by the tests.\n{}",
        table()
    );
    for area in Area::ALL {
        for (number, rule) in of_area(area).enumerate() {
            if number == 0 {
                text += &format!("## {}\n\n", area.word());
            }
            let needs = match rule.needs {
                Needs::Token => "",
                Needs::Parent => ", with `--subject-token`",
                Needs::List => ", with a list in the policy",
            };
            let (_, parts) = rule.docs.split_once("\n\n").expect("a page has parts");
            let parts = parts.replace("\n## ", "\n#### ").replacen("## ", "#### ", 1);
            text += &format!(
                "### {}\n\n**{}**{needs}, since {}: {}\n\n{}\n\n",
                rule.id,
                word(rule.level),
                rule.since,
                rule.summary,
                parts.trim()
            );
        }
    }
    format!("{}\n", text.trim_end())
}

/// `man/obo-rules.7`: why and what to do for each rule, an area a section.
pub fn manual() -> Vec<u8> {
    let mut text = format!(
        ".TH OBO\\-RULES 7 \"\" \"obo {}\" \"obo manual\"\n.SH NAME\nobo\\-rules \\- what obo lint finds\n\
         .SH DESCRIPTION\nEach rule has a level, which the policy and \\-\\-deny, \\-\\-warn and \\-\\-allow change. \
         The whole page of one, with examples, is in docs/rules.md.\n",
        env!("CARGO_PKG_VERSION")
    );
    for area in Area::ALL {
        for (number, rule) in of_area(area).enumerate() {
            if number == 0 {
                text += &format!(".SH {}\n", area.word().to_uppercase());
            }
            let needs = match rule.needs {
                Needs::Token => "",
                Needs::Parent => ", with --subject-token",
                Needs::List => ", with a list in the policy",
            };
            let whole = |heading: &str| {
                let part = docs::part(rule.docs, heading);
                let opening = part.split("\n\n").next().unwrap_or_default();
                escaped(&opening.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', ""))
            };
            text += &format!(
                ".TP\n\\fB{}\\fR ({})\n{}.\n.br\n{}\n.br\n{}\n.br\n{}\n",
                escaped(rule.id),
                escaped(&format!("{}{needs}", word(rule.level))),
                escaped(rule.summary),
                whole(docs::WHY),
                whole(docs::HELP),
                escaped(&rule.references.join(", "))
            );
        }
    }
    text += ".SH SEE ALSO\nobo\\-lint(1), obo\\-explain(1)\n";
    text.into_bytes()
}

/// A line of roff that begins with `.` or `'` is a request, and `-` is a hyphen unless it is escaped.
pub fn escaped(line: &str) -> String {
    format!("\\&{}", line.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq"))
}
