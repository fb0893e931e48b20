//! Finding tokens in any bytes.

pub mod candidate;
pub mod recognise;
mod response;
