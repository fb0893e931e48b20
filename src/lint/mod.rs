//! Rules about issued tokens: what is wrong or risky, and why it matters.

pub mod baseline;
mod breadth;
pub mod context;
pub mod docs;
pub mod engine;
pub mod expression;
pub mod finding;
pub mod flaw;
pub mod header;
pub mod kind;
pub mod leak;
pub mod own_rules;
pub mod policy;
pub mod requirement;
pub mod rule;
pub mod rules;
mod scopes;
mod secret_name;
pub mod settings;
mod shapes;
#[cfg(test)]
mod tests;
pub mod upkeep;
