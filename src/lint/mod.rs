//! Rules about issued tokens: what is wrong or risky, and why it matters.

pub mod context;
pub mod docs;
pub mod engine;
pub mod finding;
pub mod flaw;
pub mod kind;
pub mod policy;
pub mod rule;
pub mod rules;
pub mod settings;
#[cfg(test)]
mod tests;
