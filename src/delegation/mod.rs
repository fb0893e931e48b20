//! Who acts for whom inside one token.

mod act;
pub mod chain;
pub mod change;
pub mod defect;
pub mod evidence;
pub mod format;
pub mod formats;
mod kind;
pub mod mandate;
pub mod own_word;
pub mod principal;
#[cfg(test)]
mod tests;
mod unfold;

pub use self::unfold::{has_plain_actors, unfold, unfold_whole};

/// How many actors of one token are listed; all are counted.
pub const LISTED_ACTORS: usize = 4_096;
