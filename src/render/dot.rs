//! Chains as a Graphviz graph: ids are ours, outside text stands in quoted labels only (SECURITY.md R13).

use std::io::{self, Write};

use super::graph::{Shape, graph};
use super::text::Shown;
use super::{Frame, Sink};
use crate::report::{End, Item};

/// A directed graph, one cluster a chain.
pub struct Dot<'w> {
    out: &'w mut dyn Write,
    frame: Frame,
    chains: usize,
}

impl<'w> Dot<'w> {
    /// A graph on this stream.
    pub fn new(out: &'w mut dyn Write, frame: Frame) -> Self {
        Self { out, frame, chains: 0 }
    }

    fn open(&mut self) -> io::Result<()> {
        if self.chains == 0 {
            self.out.write_all(b"digraph obo {\n  rankdir=LR;\n")?;
            if let Some(at) = self.frame.at {
                writeln!(self.out, "  // judged as of {at}")?;
            }
        }
        Ok(())
    }
}

impl Sink for Dot<'_> {
    fn item(&mut self, item: &Item) -> io::Result<()> {
        let Item::Chain(told) = item else { return Ok(()) };
        self.open()?;
        self.chains = self.chains.saturating_add(1);
        let chart = self.chains;
        let (nodes, edges) = graph(&told.chain);
        writeln!(self.out, "  subgraph cluster_{chart} {{\n    label=\"chain {chart}\";")?;
        for (id, node) in nodes.iter().enumerate() {
            let shape = match node.shape {
                Shape::Subject => "ellipse",
                Shape::Actor => "box",
                Shape::Audience => "folder",
            };
            writeln!(self.out, "    c{chart}n{id} [shape={shape}, label=\"{}\"];", label(&node.label))?;
        }
        for edge in edges {
            let style = match (edge.fails, edge.inferred) {
                (true, _) => "bold, color=red",
                (false, true) => "dashed",
                (false, false) => "solid",
            };
            let (from, to) = (edge.from, edge.to);
            writeln!(
                self.out,
                "    c{chart}n{from} -> c{chart}n{to} [style={style}, label=\"{}\"];",
                label(&edge.label)
            )?;
        }
        self.out.write_all(b"  }\n")
    }

    fn close(&mut self, _end: &End) -> io::Result<()> {
        self.open()?;
        self.out.write_all(b"}\n")?;
        self.out.flush()
    }
}

/// Text for a quoted label: no quote or backslash of its own, and no HTML entity.
fn label(text: &Shown) -> String {
    text.as_str().replace('\\', "\\\\").replace('"', "\\\"").replace('&', "&amp;")
}

#[cfg(test)]
mod tests {
    use super::label;
    use crate::render::text::outside;

    #[test]
    fn r13_labels_end_where_we_end_them() {
        for (given, want) in [
            ("https://a.example", "https://a.example"),
            ("x\", URL=\"javascript:1", "x\\\", URL=\\\"javascript:1"),
            ("x\\", "x\\\\"),
            ("<b>&lt;", "<b>&amp;lt;"),
            ("\\N\n", "\\\\N\\\\n"),
        ] {
            assert_eq!(label(&outside(given)), want, "{given}");
        }
    }
}
