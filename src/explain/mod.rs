//! What claims and values mean, as data.
