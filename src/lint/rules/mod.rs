//! The rules, in the order of their areas; adding one is a file, its page, and a line here.

use super::rule::Rule;

/// Declares the files and lists their rules; the list is what everything else is made from.
macro_rules! rules {
    ($($name:ident),+ $(,)?) => {
        $(mod $name;)+

        /// Every rule.
        pub static RULES: &[&Rule] = &[$(&$name::RULE),+];
    };
}

rules!(
    // lifetime
    missing_expiry,
    malformed_time,
    long_lifetime,
    issued_in_future,
    outlives_subject_token,
    expired,
    not_yet_valid,
    // scope
    wildcard_scope,
    scope_widened,
    forbidden_scope,
    over_broad_scope,
    over_broad_role,
    too_many_scopes,
    offline_access,
    missing_scope,
    // audience
    token_passthrough,
    missing_audience,
    wildcard_audience,
    audience_widened,
    unexpected_audience,
    multiple_audiences,
    audience_unchanged,
    // delegation
    malformed_actor,
    actor_dropped,
    chain_rewritten,
    subject_changed,
    may_act_violated,
    unknown_actor,
    unknown_client,
    missing_actor,
    actor_is_subject,
    repeated_actor,
    deep_chain,
    non_identity_claim_in_actor,
    depth_mismatch,
    actor_differs_from_client,
    inconsistent_agent_facets,
    client_as_subject,
    actor_without_issuer,
    may_act_in_issued_token,
    // signature
    unsigned,
    weak_secret,
    key_in_header,
    suspicious_key_id,
    unknown_critical_header,
    duplicate_member,
    symmetric_signature,
    deprecated_algorithm,
    missing_key_id,
    missing_type,
    // binding
    binding_dropped,
    bearer_token,
    // profile
    invalid_id_jag,
    invalid_transaction_token,
    invalid_jwt_svid,
    workload_identity_token_as_bearer,
    insecure_issuer,
    unknown_issuer,
    id_token_as_access_token,
    incomplete_access_token,
    refresh_token_returned,
    issued_type_mismatch,
    oversized_token,
    missing_token_id,
    // privacy
    secret_in_claims,
    personal_data,
);
