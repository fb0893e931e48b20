//! The library behind `obo`, the command-line tool for OAuth on-behalf-of tokens.
//!
//! `ARCHITECTURE.md` is the map: what each room is for and which walls stand between them.

pub mod binding;
pub mod cli;
pub mod config;
pub mod conversation;
pub mod delegation;
pub mod exchange;
pub mod explain;
pub mod index;
pub mod instant;
pub mod keys;
pub mod link;
pub mod lint;
pub mod net;
pub mod provider;
pub mod render;
pub mod report;
pub mod scan;
pub mod secret;
pub mod source;
pub mod sts;
pub mod token;
pub mod verify;
pub mod words;
