//! Forms of output.
