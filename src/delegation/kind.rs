//! What a principal is, told from evidence alone.

use super::principal::Kind;
use crate::token::claims::{Claims, Field};

/// Reads a list of profile words (`sub_profile`, `client_profile`): one kind if all known words agree on it.
pub(super) fn of_profile(claims: Claims<'_>, name: &str) -> Kind {
    let Field::Present(words) = claims.texts(name) else { return Kind::Unknown };
    let mut found = Kind::Unknown;
    for word in words.iter().flat_map(|text| text.split_ascii_whitespace()) {
        let kind = match word {
            "ai_agent" => Kind::Agent,
            "browser_app" | "native_app" => Kind::Application,
            "service" => Kind::Workload,
            "user" => Kind::User,
            _ => continue,
        };
        if found != Kind::Unknown && found != kind {
            return Kind::Unknown;
        }
        found = kind;
    }
    found
}

/// Whether an identifier is the name of a service account or a SPIFFE ID.
pub(super) fn is_workload_name(id: &str) -> bool {
    is_spiffe_id(id)
        || id.starts_with("system:serviceaccount:")
        || id.starts_with("service-account-")
        || id.ends_with(".gserviceaccount.com")
}

/// A SPIFFE ID by its scheme and trust domain (SPIFFE-ID section 2).
pub(super) fn is_spiffe_id(id: &str) -> bool {
    id.strip_prefix("spiffe://").is_some_and(|rest| {
        let domain = rest.split('/').next().unwrap_or_default();
        !domain.is_empty()
            && domain.len() <= 255
            && domain.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-_".contains(&b))
    })
}

/// The kind of whoever a claims object is about, by its profile and its id.
pub(super) fn of_node(node: Claims<'_>, id: Option<&str>) -> Kind {
    match of_profile(node, "sub_profile") {
        Kind::Unknown => {}
        kind => return kind,
    }
    let account = node.text("preferred_username").present();
    if id.is_some_and(is_workload_name) || account.is_some_and(|name| name.starts_with("service-account-")) {
        return Kind::Workload;
    }
    match node.text("idtyp").present() {
        Some("user") => Kind::User,
        Some("app") => Kind::Application,
        _ => Kind::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_spiffe_id, of_node};
    use crate::delegation::principal::Kind;
    use crate::token::claims::Claims;
    use crate::token::json::{Budget, Document};

    #[test]
    fn a_kind_needs_evidence() {
        for (json, want) in [
            (r#"{"sub":"alice","preferred_username":"alice","email":"a@b.example"}"#, Kind::Unknown),
            (r#"{"sub":"x","sub_profile":"ai_agent"}"#, Kind::Agent),
            (r#"{"sub":"x","sub_profile":"custom ai_agent"}"#, Kind::Agent),
            (r#"{"sub":"x","sub_profile":"user ai_agent"}"#, Kind::Unknown),
            (r#"{"sub":"x","sub_profile":"native_app"}"#, Kind::Application),
            (r#"{"sub":"x","sub_profile":"service"}"#, Kind::Workload),
            (r#"{"sub":"x","sub_profile":42}"#, Kind::Unknown),
            (r#"{"sub":"spiffe://prod.example/ns/a"}"#, Kind::Workload),
            (r#"{"sub":"system:serviceaccount:agents:a"}"#, Kind::Workload),
            (r#"{"sub":"0e5","preferred_username":"service-account-svc-a"}"#, Kind::Workload),
            (r#"{"sub":"x","idtyp":"user"}"#, Kind::User),
            (r#"{"sub":"x","idtyp":"app"}"#, Kind::Application),
            (r#"{"sub":"x","idtyp":"device"}"#, Kind::Unknown),
        ] {
            let document = Document::parse(json.as_bytes(), Budget::TOKEN).expect("the test's text is JSON");
            let claims = Claims::new(document.root());
            assert_eq!(of_node(claims, claims.text("sub").present()), want, "{json}");
        }
    }

    #[test]
    fn a_spiffe_id_has_a_trust_domain() {
        for (id, want) in [
            ("spiffe://prod.example/ns/a", true),
            ("spiffe://prod.example", true),
            ("spiffe:///ns/a", false),
            ("spiffe://Prod/a", false),
            ("https://prod.example/a", false),
        ] {
            assert_eq!(is_spiffe_id(id), want, "{id}");
        }
    }
}
