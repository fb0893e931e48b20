//! What obo knows about each vendor, as data.
