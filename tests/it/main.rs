//! The one integration binary: what holds of the whole house, and what the command line does.
#![allow(
    clippy::as_conversions,
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::string_slice,
    clippy::unwrap_used,
    missing_docs,
    unreachable_pub,
    reason = "a test may stop where its premise fails, and it is the world that the library is kept from"
)]

mod answers;
mod breadth;
mod cases;
mod chain_command;
mod circles;
mod clock;
mod completion;
mod cookbook;
mod curl;
mod demo;
mod documented;
mod endpoints;
mod exchange;
mod expected_issuer;
mod explain;
mod faults;
mod findings;
mod firing;
mod for_resource;
mod generated;
mod house;
mod introspected_sts;
mod introspection;
mod json_schema;
mod json_shapes;
mod jwks_cache;
mod keys_as_text;
mod lint_ci;
mod lint_command;
mod lint_forms;
mod lint_life;
mod lint_secrets;
mod missing_keys;
mod narrow;
mod net;
mod oauth_as;
mod outputs;
mod possession;
mod profile_expectations;
mod profile_paths;
mod raw_server;
mod readme;
mod recorded;
mod redaction;
mod refusals;
mod run;
mod schema;
mod schema_agrees;
mod sts;
mod supply_chain;
#[cfg(unix)]
mod terminal;
mod trust;
#[cfg(unix)]
mod trust_question;
mod variables;
mod verify;
mod verify_command;
mod wycheproof;
