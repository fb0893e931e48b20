//! Who acts for whom inside one token.

pub mod chain;
pub mod evidence;
pub mod principal;
