//! Chains as a Mermaid flowchart: ids are ours, outside text stands in quoted labels only (SECURITY.md R13).

use std::io::{self, Write};

use super::graph::{Shape, graph};
use super::text::Shown;
use super::{Frame, Sink};
use crate::report::{End, Item};

/// A flowchart, one subgraph a chain.
pub struct Mermaid<'w> {
    out: &'w mut dyn Write,
    frame: Frame,
    chains: usize,
}

impl<'w> Mermaid<'w> {
    /// A chart on this stream.
    pub fn new(out: &'w mut dyn Write, frame: Frame) -> Self {
        Self { out, frame, chains: 0 }
    }

    fn open(&mut self) -> io::Result<()> {
        if self.chains == 0 {
            self.out.write_all(b"flowchart LR\n")?;
            if let Some(at) = self.frame.at {
                writeln!(self.out, "  %% judged as of {at}")?;
            }
        }
        Ok(())
    }
}

impl Sink for Mermaid<'_> {
    fn item(&mut self, item: &Item) -> io::Result<()> {
        let Item::Chain(told) = item else { return Ok(()) };
        self.open()?;
        self.chains = self.chains.saturating_add(1);
        let chart = self.chains;
        let (nodes, edges) = graph(&told.chain);
        writeln!(self.out, "  subgraph c{chart} [\"chain {chart}\"]")?;
        for (id, node) in nodes.iter().enumerate() {
            let label = label(&node.label);
            match node.shape {
                Shape::Subject => writeln!(self.out, "    c{chart}n{id}([\"{label}\"])")?,
                Shape::Actor => writeln!(self.out, "    c{chart}n{id}[\"{label}\"]")?,
                Shape::Audience => writeln!(self.out, "    c{chart}n{id}[/\"{label}\"/]")?,
            }
        }
        for edge in edges {
            let line = match (edge.fails, edge.inferred) {
                (true, _) => "==x",
                (false, true) => "-.->",
                (false, false) => "-->",
            };
            let (from, to) = (edge.from, edge.to);
            if edge.label.is_empty() {
                writeln!(self.out, "    c{chart}n{from} {line} c{chart}n{to}")?;
            } else {
                writeln!(self.out, "    c{chart}n{from} {line}|\"{}\"| c{chart}n{to}", label(&edge.label))?;
            }
        }
        self.out.write_all(b"  end\n")
    }

    fn close(&mut self, _end: &End) -> io::Result<()> {
        self.open()?;
        self.out.flush()
    }
}

/// Text for a quoted label: all signs that Mermaid could take for its own, or a browser for HTML, as entities.
fn label(text: &Shown) -> String {
    let mut out = String::new();
    for character in text.as_str().chars() {
        if character.is_ascii() && !character.is_ascii_alphanumeric() && !" -_./:,()@+=*".contains(character)
        {
            out.push_str(&format!("#{};", u32::from(character)));
        } else {
            out.push(character);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::label;
    use crate::render::text::outside;

    #[test]
    fn r13_labels_hold_no_sign_that_acts() {
        for (given, want) in [
            ("https://a.example/x?y", "https://a.example/x#63;y"),
            ("\"]; click x \"javascript:1\"", "#34;#93;#59; click x #34;javascript:1#34;"),
            ("<b>&amp;`x`#1;", "#60;b#62;#38;amp#59;#96;x#96;#35;1#59;"),
            ("%%{init: {}}%%", "#37;#37;#123;init: #123;#125;#125;#37;#37;"),
            ("a\nb\u{202e}", "a#92;nb#92;u#123;202e#125;"),
        ] {
            assert_eq!(label(&outside(given)), want, "{given}");
        }
    }
}
