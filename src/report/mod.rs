//! What the sinks are handed: plain data.

pub mod exchange;
