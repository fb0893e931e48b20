//! Proof of possession: DPoP and client certificates.
