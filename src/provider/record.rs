//! Reading record text: lines of `key TAB value`, in sections that open with a line `[name`.

/// Some lines of record text; cheap to copy, read when asked.
#[derive(Debug, Clone, Copy)]
pub struct Record(&'static str);

impl Record {
    /// The lines before the first section.
    #[must_use]
    pub fn head(text: &'static str) -> Self {
        Self(if text.starts_with('[') { "" } else { text.split("\n[").next().unwrap_or_default() })
    }

    /// The sections of one name, in order.
    pub fn sections(text: &'static str, name: &'static str) -> impl Iterator<Item = Self> {
        text.split("\n[").filter_map(move |section| section.strip_prefix(name)?.strip_prefix('\n').map(Self))
    }

    /// The first value of a key.
    #[must_use]
    pub fn get(self, key: &'static str) -> Option<&'static str> {
        self.all(key).next()
    }

    /// All values of a key, in order.
    pub fn all(self, key: &'static str) -> impl Iterator<Item = &'static str> {
        self.0.lines().filter_map(move |line| line.strip_prefix(key)?.strip_prefix('\t'))
    }

    /// A flag: whether the value is `true`; false where the key is absent.
    #[must_use]
    pub fn is(self, key: &'static str) -> bool {
        self.get(key) == Some("true")
    }
}

#[cfg(test)]
mod tests {
    use super::Record;

    #[test]
    fn keys_are_whole_and_sections_apart() {
        let text = "name\tx\nname2\ty\nref\ta\nref\tb\n[cause\nname\tz\n[causes\nname\tq\n[cause\nname\tw\n";
        let head = Record::head(text);
        assert_eq!(head.get("name"), Some("x"));
        assert_eq!(head.all("ref").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(head.get("nam"), None);
        let names: Vec<_> = Record::sections(text, "cause").filter_map(|r| r.get("name")).collect();
        assert_eq!(names, ["z", "w"]);
    }
}
