//! The network.

pub mod address;
pub mod discovery;
pub mod drive;
pub mod fetch;
pub mod http;
pub mod issuer;
