//! obo.toml: search, precedence and the origin of every value.
