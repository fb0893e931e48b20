//! The client: its name, its method, its credential, the address it spoke to.

use super::Judged;
use crate::exchange::client_auth::Method;
use crate::exchange::sent::Sent;

pub(super) fn unnamed(sent: &Sent) -> Judged {
    match (&sent.client_id, sent.whole) {
        (None, true) => Judged::yes(),
        (None, false) => Judged::unknown(),
        (Some(_), _) => Judged::no(),
    }
}

pub(super) fn public(sent: &Sent) -> Judged {
    sent.method.map_or_else(Judged::unknown, |method| Judged::when(method == Method::None))
}

pub(super) fn method(sent: &Sent, names: &[&str]) -> Judged {
    sent.method.map_or_else(Judged::unknown, |method| {
        Judged::when(names.contains(&method.name())).found(method.name())
    })
}

pub(super) fn method_not(sent: &Sent, names: &[&str]) -> Judged {
    sent.method.map_or_else(Judged::unknown, |method| {
        Judged::when(!names.contains(&method.name())).wanted(names.join(" or ")).found(method.name())
    })
}

pub(super) fn unlisted(sent: &Sent) -> Judged {
    let Some(method) = sent.method else { return Judged::unknown() };
    if sent.methods_listed.is_empty() {
        return Judged::unknown();
    }
    let is_listed = sent.methods_listed.iter().any(|listed| listed == method.name());
    Judged::when(!is_listed).wanted(sent.methods_listed.join(" or ")).found(method.name())
}

pub(super) fn secret_needs_encoding(sent: &Sent) -> Judged {
    match (sent.secret, sent.method) {
        (_, Some(Method::None | Method::PrivateKeyJwt | Method::ClientSecretJwt)) => Judged::no(),
        (Some(shape), Some(Method::ClientSecretBasic)) => Judged::when(shape.needs_encoding),
        (Some(_), Some(Method::ClientSecretPost)) => Judged::no(),
        _ => Judged::unknown(),
    }
}

pub(super) fn secret_is_guid(sent: &Sent) -> Judged {
    sent.secret.map_or_else(Judged::unknown, |shape| Judged::when(shape.is_guid))
}

pub(super) fn assertion_audience(sent: &Sent) -> Judged {
    if let Some(Method::None | Method::ClientSecretBasic | Method::ClientSecretPost) = sent.method {
        return Judged::no();
    }
    match (&sent.assertion_audience, &sent.issuer) {
        (Some(found), Some(issuer)) => Judged::when(found != issuer)
            .wanted(issuer.as_str())
            .found(found.as_str())
            .compared(issuer, &[found]),
        _ => Judged::unknown(),
    }
}

pub(super) fn endpoint_has(sent: &Sent, parts: &[&str]) -> Judged {
    let Some(endpoint) = sent.token_endpoint.as_deref() else { return Judged::unknown() };
    Judged::when(parts.iter().any(|part| endpoint.contains(part))).found(endpoint)
}
