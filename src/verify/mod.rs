//! Judging a token against keys and expectations.
