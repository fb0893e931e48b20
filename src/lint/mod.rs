//! Rules about issued tokens.
