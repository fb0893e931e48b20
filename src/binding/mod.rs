//! Proof of possession: DPoP (RFC 9449) and client certificates (RFC 8705).

mod certificate;
pub mod dpop;
mod making;
mod target;
#[cfg(test)]
mod tests;

pub use self::certificate::thumbprint;
pub use self::making::{Draft, make};
pub use self::target::{NotATarget, Target};
