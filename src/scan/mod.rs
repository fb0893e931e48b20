//! Finding tokens in any bytes.
