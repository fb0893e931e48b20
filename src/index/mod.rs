//! Everything obo knows by name.
