//! Readers of audit logs.
