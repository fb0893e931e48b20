//! Keys, signatures and decryption; the only door to jsonwebtoken and the crypto library.
