//! What the sinks are handed: plain data.
