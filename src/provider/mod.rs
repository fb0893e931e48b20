//! What obo knows about each vendor, as data: detection, opaque tokens, quirks of the exchange, refusals, powers.

mod alias;
mod detect;
mod header;
mod life;
mod opaque;
mod pattern;
mod power_table;
mod powers;
mod profile;
mod quirks;
mod record;
pub mod schema;

pub use alias::{Alias, further_keys};
pub use detect::{Clues, detect};
pub use header::header_as_signed;
pub use life::Life;
pub use opaque::{Opaque, opaque};
pub use pattern::{captures, fits};
pub use powers::{Place, Power, Setting, power, powers, powers_called};
pub use profile::Profile;
pub use quirks::Quirks;
pub use record::Record;

mod vendors {
    include!(concat!(env!("OUT_DIR"), "/vendors.rs"));
}

/// The built-in profiles, in the order in which they are tried.
pub fn profiles() -> impl Iterator<Item = Profile> {
    (0..).map_while(vendors::text).map(Profile::new)
}

/// The profiles that a list of signs names, each with the sign, in the order in which they are tried.
fn signs(list: &'static str) -> impl Iterator<Item = (usize, &'static str)> {
    list.lines().filter_map(|line| {
        let (number, sign) = line.split_once('\t')?;
        Some((number.parse().ok()?, sign))
    })
}

/// The profile of a number.
fn numbered(number: usize) -> Option<Profile> {
    vendors::text(number).map(Profile::new)
}

/// The profile of this short name (`--provider`), without regard to case.
#[must_use]
pub fn named(name: &str) -> Option<Profile> {
    profiles().find(|profile| profile.name().eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests;
