//! Many tokens into chains.
