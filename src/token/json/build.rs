//! Putting a document together from the values of others; no recursion, no text in between.

use super::{Document, Made, Member, Node, NodeId, Text, Value, tag};

/// A document that is being put together.
///
/// Arrays and objects are made empty and filled later, so that the builder's caller decides the order of work.
#[derive(Debug, Default)]
pub struct Builder {
    nodes: Vec<Node>,
}

impl Builder {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn push(&mut self, node: Node) -> NodeId {
        self.nodes.push(node);
        NodeId(self.nodes.len().saturating_sub(1))
    }

    /// An empty array.
    pub fn array(&mut self) -> NodeId {
        self.push(Node::Array(Vec::new()))
    }

    /// An empty object.
    pub fn object(&mut self) -> NodeId {
        self.push(Node::Object(Vec::new()))
    }

    /// A copy of a scalar with its signed spelling; of an array or object, the empty one.
    pub fn copy(&mut self, value: Value<'_>) -> NodeId {
        let node = match value.node() {
            Node::Null => Node::Null,
            Node::Bool(flag) => Node::Bool(*flag),
            Node::Number(digits) => Node::Number(Text::made(value.read(digits).into())),
            Node::Text(text) => Node::Text(Text::Made(Box::new(Made {
                value: value.read(text).into(),
                lexeme: text.lexeme().map(Into::into),
            }))),
            Node::Array(_) => Node::Array(Vec::new()),
            Node::Object(_) => Node::Object(Vec::new()),
        };
        self.push(node)
    }

    /// Adds an element to an array; anything else stays as it is.
    pub fn element(&mut self, array: NodeId, value: NodeId) {
        if let Some(Node::Array(items)) = self.nodes.get_mut(array.0) {
            items.push(value);
        }
    }

    /// Adds a member to an object; anything else stays as it is. The caller keeps names apart.
    pub fn member(&mut self, object: NodeId, name: &str, value: NodeId) {
        if let Some(Node::Object(members)) = self.nodes.get_mut(object.0) {
            members.push(Member { name: Text::made(name.into()), tag: tag(name), value, live: true });
        }
    }

    /// The document whose outermost value is `root`.
    #[must_use]
    pub fn finish(self, root: NodeId) -> Document {
        let mut document = Document {
            source: Box::default(),
            nodes: self.nodes,
            root,
            oddities: Vec::new(),
            unlisted: 0,
            depth: 0,
        };
        let mut deepest = 0;
        let mut open = vec![(root, 1_usize)];
        while let Some((at, level)) = open.pop() {
            match document.nodes.get(at.0) {
                Some(Node::Array(items)) => {
                    open.extend(items.iter().map(|&item| (item, level.saturating_add(1))))
                }
                Some(Node::Object(members)) => {
                    open.extend(members.iter().map(|member| (member.value, level.saturating_add(1))));
                }
                _ => continue,
            }
            deepest = deepest.max(level);
        }
        document.depth = deepest;
        document
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Budget, Document};
    use super::Builder;

    #[test]
    fn copies_keep_the_signed_spelling() {
        let text = r#"{"n":1.50,"s":"a\ud800","b":true,"z":null}"#;
        let source = Document::parse(text.as_bytes(), Budget::TOKEN).expect("JSON");
        let mut builder = Builder::new();
        let root = builder.object();
        for (name, value) in source.root().members() {
            let copy = builder.copy(value);
            builder.member(root, name, copy);
        }
        let list = builder.array();
        let inner = builder.array();
        builder.element(list, inner);
        builder.member(root, "l", list);
        let document = builder.finish(root);
        assert_eq!(document.root().to_json(), r#"{"n":1.50,"s":"a\ud800","b":true,"z":null,"l":[[]]}"#);
        assert_eq!(document.depth(), 3);
    }
}
