//! What `obo exchange` came to.

pub use crate::exchange::cause::Cause;
pub use crate::exchange::refusal::Refusal;
pub use crate::exchange::warning::Warning;
