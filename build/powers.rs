//! The `resource` and `powers` tables of `src/provider/vendors/*.toml`: what a scope or role lets its holder do.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::Fault;
use crate::source::{self, Row};
use crate::text::Text;

/// Where a power may stand, by the word of a file; the bits of `src/provider/powers.rs` in this order.
const PLACES: [&str; 6] = ["scope", "role", "directory-role", "client-role", "group", "realm-role"];

/// Everything that is written, in the making.
#[derive(Default)]
struct Tables {
    text: Text,
    patterns: Vec<String>,
    resources: Vec<String>,
    /// Powers behind what they are sorted by: the name, then the order in the files.
    named: Vec<((String, usize), String)>,
    /// Powers with a `*` in their name, the longest first: it says the most.
    shaped: Vec<((usize, usize), String)>,
}

/// Writes `powers.rs` and `powers.txt`, which `src/provider/powers.rs` includes.
pub(crate) fn compile(folder: &Path, out: &Path) -> Result<(), Fault> {
    let mut tables = Tables::default();
    for (vendor, mut file) in source::folder(folder)? {
        let mut known = Vec::new();
        for row in file.rows("resource")? {
            known.push(tables.resource(&vendor, row)?);
        }
        for row in file.rows("powers")? {
            tables.powers(&known, row)?;
        }
    }
    tables.named.sort();
    tables.shaped.sort();
    if tables.named.iter().any(|((name, _), _)| name.is_empty()) {
        return Err("a power has no name".to_owned());
    }
    fs::write(out.join("powers.rs"), tables.code()).map_err(|error| error.to_string())?;
    fs::write(out.join("powers.txt"), tables.text.whole()).map_err(|error| error.to_string())
}

/// A resource as the powers of its file name it.
struct Known {
    name: String,
    number: usize,
    source: String,
}

impl Tables {
    fn resource(&mut self, vendor: &str, mut row: Row) -> Result<Known, Fault> {
        let name = row.text("name")?;
        row.named(&name);
        let title = row.text("title")?;
        let source = row.text("source")?;
        let anywhere = row.flag("anywhere")?;
        let audience = row.texts("audience")?;
        let issuer = row.texts("issuer")?;
        if !anywhere && audience.is_empty() && issuer.is_empty() {
            return Err(row.fault("no `audience`, no `issuer` and not `anywhere`"));
        }
        row.end()?;
        let (audience, issuer) = (self.span(&audience), self.span(&issuer));
        let (vendor, title) = (self.text.put(vendor), self.text.put(&title));
        self.resources.push(format!(
            "Resource{{vendor:{vendor},title:{title},audience:{audience},issuer:{issuer},anywhere:{anywhere}}}"
        ));
        Ok(Known { name, number: self.resources.len() - 1, source })
    }

    fn powers(&mut self, known: &[Known], mut group: Row) -> Result<(), Fault> {
        let at = group.text("at")?;
        group.named(&at);
        let Some(resource) = known.iter().find(|resource| resource.name == at) else {
            return Err(group.fault("no resource of this file has that name"));
        };
        let mut places = 0_u8;
        for place in group.texts("in")? {
            let Some(bit) = PLACES.iter().position(|known| *known == place) else {
                return Err(group.fault(format!("`{place}` is no place")));
            };
            places |= 1 << bit;
        }
        let tier = group.number("tier")?;
        if tier > 2 || places == 0 {
            return Err(group.fault("`tier` is 0, 1 or 2, and `in` names a place"));
        }
        let source = group.optional_text("source")?.unwrap_or_else(|| resource.source.clone());
        for mut row in group.rows("rows")? {
            let names = row.texts("name")?;
            if let Some(name) = names.first() {
                row.named(name);
            }
            let (area, why) = (row.text("area")?, row.text("why")?);
            let instead = row.optional_text("instead")?.unwrap_or_default();
            row.end()?;
            for name in names {
                let mut put = |words: &str| self.text.put(words);
                let words = format!(
                    "name:{},area:{},why:{},instead:{},source:{}",
                    put(&name),
                    put(&area),
                    put(&why),
                    put(&instead),
                    put(&source)
                );
                let number = resource.number;
                let power = format!("Row{{{words},resource:{number},places:{places},tier:{tier}}}");
                let order = self.named.len() + self.shaped.len();
                if name.contains('*') {
                    self.shaped.push(((usize::MAX - name.len(), order), power));
                } else {
                    self.named.push(((name, order), power));
                }
            }
        }
        group.end()
    }

    fn span(&mut self, patterns: &[String]) -> String {
        let start = self.patterns.len();
        for pattern in patterns {
            let pattern = self.text.put(pattern);
            self.patterns.push(pattern);
        }
        format!("Span::new({start},{})", patterns.len())
    }

    fn code(&self) -> String {
        let mut code = String::new();
        let named: Vec<&String> = self.named.iter().map(|(_, power)| power).collect();
        let shaped: Vec<&String> = self.shaped.iter().map(|(_, power)| power).collect();
        table(&mut code, "PATTERNS", "Words", &self.patterns.iter().collect::<Vec<_>>());
        table(&mut code, "RESOURCES", "Resource", &self.resources.iter().collect::<Vec<_>>());
        table(&mut code, "NAMED", "Row", &named);
        table(&mut code, "SHAPED", "Row", &shaped);
        code
    }
}

fn table(code: &mut String, name: &str, kind: &str, rows: &[&String]) {
    let _ = writeln!(code, "pub(super) static {name}: [{kind}; {}] = [", rows.len());
    for row in rows {
        let _ = writeln!(code, "{row},");
    }
    code.push_str("];\n");
}
