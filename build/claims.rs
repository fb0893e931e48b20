//! `src/explain/claims/*.toml`: what claims, header members and their values mean, one file a family of issuers.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::Fault;
use crate::source::{self, Row};
use crate::text::Text;

/// The recipes that `src/explain/recipe.rs` knows, by the name a row uses.
const RECIPES: [(&str, &str); 10] = [
    ("plain", "Plain"),
    ("words", "Words"),
    ("facets", "Facets"),
    ("guid", "Guid"),
    ("reuse-data", "ReuseData"),
    ("path-ids", "PathIds"),
    ("prefix", "Prefix"),
    ("coded-prefix", "CodedPrefix"),
    ("resource", "Resource"),
    ("media-type", "MediaType"),
];

/// Everything that is written, in the making.
#[derive(Default)]
struct Tables {
    text: Text,
    families: Vec<String>,
    recognised: Vec<String>,
    when: Vec<String>,
    /// Claim rows behind what they are sorted by: place, name, family, order in the file.
    rows: Vec<((String, String, usize, usize), String)>,
    values: Vec<String>,
    /// Shared tables by name, as the expression of their span.
    shared: Vec<(String, String)>,
    terms: Vec<((String, String), String)>,
}

/// Writes `claims.rs` and `claims.txt`, which `src/explain/table.rs` includes.
pub(crate) fn compile(folder: &Path, out: &Path) -> Result<(), Fault> {
    let mut tables = Tables::default();
    let mut files = source::folder(folder)?;
    for (_, file) in &mut files {
        for (name, table) in file.tables("tables")? {
            let span = tables.values(table.rest()?);
            tables.shared.push((name, span));
        }
    }
    // A family that every token belongs to gives way to all others.
    let mut families = Vec::new();
    for (name, mut file) in files {
        let recognise = file.rows("recognise")?;
        families.push((recognise.is_empty(), name, file, recognise));
    }
    families.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    if families.len() > 64 {
        return Err("more than 64 families: a token's families are the bits of one u64".to_owned());
    }
    for (number, (_, name, file, recognise)) in families.into_iter().enumerate() {
        tables.family(number, &name, file, recognise)?;
    }
    tables.rows.sort();
    tables.terms.sort();
    fs::write(out.join("claims.rs"), tables.code()).map_err(|error| error.to_string())?;
    fs::write(out.join("claims.txt"), tables.text.whole()).map_err(|error| error.to_string())
}

impl Tables {
    fn family(&mut self, number: usize, name: &str, mut file: Row, recognise: Vec<Row>) -> Result<(), Fault> {
        let title = file.text("title")?;
        let reference = file.text("reference")?;
        let start = self.recognised.len();
        for mut row in recognise {
            let conditions = row.texts("when")?;
            row.end()?;
            let span = self.conditions(&conditions);
            self.recognised.push(span);
        }
        let recognised = span(start, self.recognised.len());
        let (name, title) = (self.text.put(name), self.text.put(&title));
        self.families.push(format!("Family{{name:{name},title:{title},recognised:{recognised}}}"));
        for (order, row) in file.rows("claim")?.into_iter().enumerate() {
            self.claim(number, order, row, &reference)?;
        }
        for row in file.rows("term")? {
            self.term(number, row, &reference)?;
        }
        file.end()
    }

    fn claim(&mut self, family: usize, order: usize, mut row: Row, fallback: &str) -> Result<(), Fault> {
        let name = row.text("name")?;
        row.named(&name);
        let place = match row.optional_text("in")?.as_deref() {
            None => "Claims",
            Some("header") => "Header",
            Some(_) => return Err(row.fault("`in` is \"header\" or left out")),
        };
        let recipe = row.optional_text("recipe")?.unwrap_or_else(|| "plain".to_owned());
        let Some((_, recipe)) = RECIPES.iter().find(|(name, _)| *name == recipe) else {
            return Err(row.fault(format!("`{recipe}` is no recipe")));
        };
        let mut spans = Vec::new();
        for table in row.texts("table")? {
            match self.shared.iter().find(|(name, _)| *name == table) {
                Some((_, span)) => spans.push(span.clone()),
                None => return Err(row.fault(format!("no table is called `{table}`"))),
            }
        }
        let inline = row.pairs("values")?;
        if !inline.is_empty() {
            if !spans.is_empty() {
                return Err(row.fault("`table` and `values` exclude each other"));
            }
            spans.push(self.values(inline));
        }
        if spans.len() > 3 {
            return Err(row.fault("more than three tables"));
        }
        spans.resize(3, span(0, 0));
        let exclusive = row.texts("exclusive")?;
        if !matches!(exclusive.len(), 0 | 2) {
            return Err(row.fault("`exclusive` names two values"));
        }
        let closed = row.flag("closed")?;
        let when = row.texts("when")?;
        let when = self.conditions(&when);
        let mut put = |words: Option<String>| self.text.put(words.as_deref().unwrap_or_default());
        let note = put(row.optional_text("note")?);
        // What the grid says where a value is known: the value's meaning alone, if nothing else is asked for.
        let known = put(Some(row.optional_text("known")?.unwrap_or_else(|| "{}".to_owned())));
        let text = put(Some(row.text("text")?));
        let detail = put(row.optional_text("detail")?);
        let hint = put(row.optional_text("hint")?);
        let reference = put(Some(row.optional_text("reference")?.unwrap_or_else(|| fallback.to_owned())));
        let exclusive = [put(exclusive.first().cloned()), put(exclusive.get(1).cloned())].join(",");
        let key = (place.to_owned(), name.clone(), family, order);
        let name = put(Some(name));
        let spans = spans.join(",");
        row.end()?;
        self.rows.push((
            key,
            format!(
                "Row{{place:Place::{place},name:{name},family:{family},recipe:Recipe::{recipe},note:{note},known:{known},\
                 text:{text},detail:{detail},hint:{hint},reference:{reference},values:[{spans}],\
                 exclusive:[{exclusive}],closed:{closed},when:{when}}}"
            ),
        ));
        Ok(())
    }

    fn term(&mut self, family: usize, mut row: Row, fallback: &str) -> Result<(), Fault> {
        let name = row.text("name")?;
        row.named(&name);
        let kind = row.text("kind")?;
        let mut put = |words: Option<String>| self.text.put(words.as_deref().unwrap_or_default());
        let text = put(Some(row.text("text")?));
        let detail = put(row.optional_text("detail")?);
        let hint = put(row.optional_text("hint")?);
        let reference = put(Some(row.optional_text("reference")?.unwrap_or_else(|| fallback.to_owned())));
        let key = (kind.clone(), name.clone());
        let (kind, name) = (put(Some(kind)), put(Some(name)));
        row.end()?;
        self.terms.push((
            key,
            format!(
                "Term{{kind:{kind},name:{name},family:{family},text:{text},detail:{detail},hint:{hint},\
                 reference:{reference}}}"
            ),
        ));
        Ok(())
    }

    /// Puts a table of values down in order of value, for a binary search.
    fn values(&mut self, mut pairs: Vec<(String, String)>) -> String {
        pairs.sort();
        let start = self.values.len();
        for (value, text) in pairs {
            let (value, text) = (self.text.put(&value), self.text.put(&text));
            self.values.push(format!("Known{{value:{value},text:{text}}}"));
        }
        span(start, self.values.len())
    }

    /// `name` is there, `!name` is not, `name=pattern` (`*` is any run without a slash, at the end any run),
    /// `name=@other` is the same text; a name may be a pointer or begin with `header:`.
    fn conditions(&mut self, conditions: &[String]) -> String {
        let start = self.when.len();
        for condition in conditions {
            let (name, test, value) = match condition.split_once('=') {
                Some((name, value)) => match value.strip_prefix('@') {
                    Some(other) => (name, "Same", other),
                    None => (name, "Like", value),
                },
                None => match condition.strip_prefix('!') {
                    Some(name) => (name, "Absent", ""),
                    None => (condition.as_str(), "Present", ""),
                },
            };
            let (name, value) = (self.text.put(name), self.text.put(value));
            self.when.push(format!("When{{test:Test::{test},name:{name},value:{value}}}"));
        }
        span(start, self.when.len())
    }

    fn code(&self) -> String {
        let mut code = String::new();
        let rows: Vec<&str> = self.rows.iter().map(|(_, row)| row.as_str()).collect();
        let terms: Vec<&str> = self.terms.iter().map(|(_, term)| term.as_str()).collect();
        table(&mut code, "FAMILIES", "Family", &self.families);
        table(&mut code, "RECOGNISED", "Span", &self.recognised);
        table(&mut code, "WHEN", "When", &self.when);
        table(&mut code, "ROWS", "Row", &rows);
        table(&mut code, "VALUES", "Known", &self.values);
        table(&mut code, "TERMS", "Term", &terms);
        code
    }
}

fn table(code: &mut String, name: &str, kind: &str, rows: &[impl AsRef<str>]) {
    let _ = writeln!(code, "pub(super) static {name}: [{kind}; {}] = [", rows.len());
    for row in rows {
        let _ = writeln!(code, "{},", row.as_ref());
    }
    code.push_str("];\n");
}

fn span(start: usize, end: usize) -> String {
    format!("Span::new({start},{})", end.saturating_sub(start))
}
