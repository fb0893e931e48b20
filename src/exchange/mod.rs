//! Getting a token on behalf of a subject, without the network.

pub mod assertion;
pub mod bare_token;
pub mod cause;
pub mod client_auth;
pub mod curl;
mod difference;
pub mod grant;
pub mod inputs;
pub mod judge;
mod known;
pub mod lookup;
pub mod neither;
pub mod plan;
pub mod reflection;
pub mod refusal;
pub mod reply;
pub mod sent;
mod template;
pub mod token_type;
mod unescaped;
pub mod warning;
pub mod words;
