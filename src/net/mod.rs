//! The network.

pub mod address;
mod challenge;
pub mod discovery;
pub mod drive;
pub mod fetch;
pub mod http;
pub mod issuer;
mod metadata;
mod miss;
pub mod resource;
