//! Getting a token on behalf of a subject, without the network.
