//! The development authorization server: pure from settings to replies, and one door to HTTP.

pub mod client_auth;
pub mod door;
mod dpop;
mod exchange;
pub mod fault;
pub mod faults;
pub mod form;
pub mod issue;
pub mod keyring;
pub mod live;
pub mod metadata;
mod patience;
pub mod policy;
pub mod refusal;
pub mod reply;
pub mod routes;
pub mod server;
pub mod settings;
pub mod settings_file;
pub mod store;
#[cfg(test)]
mod trial;
pub mod vendor_fault;
