//! Getting a token on behalf of a subject, without the network.

pub mod cause;
pub mod client_auth;
pub mod refusal;
pub mod sent;
pub mod token_type;
pub mod warning;
