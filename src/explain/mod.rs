//! What claims and values mean, as data.

#[expect(dead_code, reason = "its readers come next")]
mod table;
