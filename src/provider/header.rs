//! A header that is signed in another spelling than it is sent: the `nonce` of Microsoft Graph tokens.
//!
//! Undocumented, observed (reference in `SECURITY.md`, R23): the signature covers the header with the nonce replaced
//! by the base64url of its SHA-256, every other byte unchanged.

use sha2::{Digest as _, Sha256};

use super::alias::is_tenant;
use crate::token::claims::{Claims, Field};
use crate::token::{Token, base64url};

/// The application that Graph is in every cloud.
const GRAPH_APPLICATION: &str = "00000003-0000-0000-c000-000000000000";
/// The application that SharePoint is.
const SHAREPOINT_APPLICATION: &str = "00000003-0000-0ff1-ce00-000000000000";
/// Graph's hosts.
const GRAPH_HOSTS: [&str; 4] = [
    "graph.microsoft.com",
    "graph.microsoft.us",
    "dod-graph.microsoft.us",
    "microsoftgraph.chinacloudapi.cn",
];
/// Where SharePoint's hosts end.
const SHAREPOINT_HOSTS: [&str; 3] = [".sharepoint.com", ".sharepoint.us", ".sharepoint.cn"];

/// The bytes that were signed, if the token is of the one kind whose header is changed before it is sent: RS256, exactly
/// one `nonce` that is text, an issuer of one of the clouds, an audience that is Graph or SharePoint.
#[must_use]
pub fn header_as_signed(token: &Token, issuer: &str) -> Option<Vec<u8>> {
    let claims = token.claims()?;
    if !is_tenant(issuer) || token.header_text("alg") != Some("RS256") || !is_for_graph(claims) {
        return None;
    }
    let header = token.header()?;
    if !header.document().oddities().is_empty() {
        return None;
    }
    let nonce = token.header_text("nonce")?;
    let [signature] = token.signatures() else { return None };
    let input = std::str::from_utf8(&signature.signing_input).ok()?;
    let (head, body) = input.split_once('.')?;
    let text = String::from_utf8(base64url::decode(head)?).ok()?;
    // The nonce is replaced where it stands; a spelling with escapes, or one that stands elsewhere too, is left alone.
    let spelled = format!("\"{nonce}\"");
    if text.matches(&spelled).count() != 1 {
        return None;
    }
    let hashed = base64url::encode(&Sha256::digest(nonce.as_bytes()));
    let changed = text.replacen(&spelled, &format!("\"{hashed}\""), 1);
    Some(format!("{}.{body}", base64url::encode(changed.as_bytes())).into_bytes())
}

fn is_for_graph(claims: Claims<'_>) -> bool {
    let Field::Present(audience) = claims.texts("aud") else { return false };
    let [audience] = audience.as_slice() else { return false };
    if [GRAPH_APPLICATION, SHAREPOINT_APPLICATION].contains(audience) {
        return true;
    }
    let Some(rest) = audience.strip_prefix("https://") else { return false };
    let host = rest.strip_suffix('/').unwrap_or(rest);
    GRAPH_HOSTS.contains(&host)
        || SHAREPOINT_HOSTS.iter().any(|end| host.ends_with(end) && !host.contains('/'))
}

#[cfg(test)]
mod tests {
    use super::header_as_signed;
    use crate::token::Token;
    use crate::token::base64url::encode;

    const TENANT: &str = "https://sts.windows.net/8eaef023-2b34-4da1-9baa-8bc8c9d6a490/";

    fn signed(header: &str, audience: &str, issuer: &str) -> Option<String> {
        let payload = format!(r#"{{"aud":"{audience}"}}"#);
        let text = format!("{}.{}.c2ln", encode(header.as_bytes()), encode(payload.as_bytes()));
        let bytes = header_as_signed(&Token::parse(&text).expect("a token"), issuer)?;
        let text = String::from_utf8(bytes).expect("ASCII");
        let (head, _) = text.split_once('.').expect("two parts");
        Some(String::from_utf8(crate::token::base64url::decode(head).expect("base64url")).expect("UTF-8"))
    }

    #[test]
    fn r23_the_nonce_is_hashed_and_every_other_byte_stays() {
        let graph = "https://graph.microsoft.com";
        let header = r#"{"typ":"JWT", "nonce":"abc","alg":"RS256"}"#;
        // SHA-256 of "abc", FIPS 180-4.
        let want = r#"{"typ":"JWT", "nonce":"ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0","alg":"RS256"}"#;
        for audience in
            [graph, "https://graph.microsoft.com/", super::GRAPH_APPLICATION, "https://x.sharepoint.com"]
        {
            assert_eq!(signed(header, audience, TENANT).as_deref(), Some(want), "{audience}");
        }
        for (header, audience, issuer) in [
            (header, "https://api.example", TENANT),
            (header, "https://graph.microsoft.com.evil.example", TENANT),
            (header, graph, "https://sts.windows.net.evil.example/x/"),
            (header, graph, "https://sts.windows.net//"),
            (r#"{"alg":"RS256"}"#, graph, TENANT),
            (r#"{"alg":"PS256","nonce":"abc"}"#, graph, TENANT),
            (r#"{"alg":"RS256","nonce":1}"#, graph, TENANT),
            (r#"{"alg":"RS256","nonce":"abc","nonce":"abc"}"#, graph, TENANT),
            (r#"{"alg":"RS256","kid":"abc","nonce":"abc"}"#, graph, TENANT),
            (r#"{"alg":"RS256","nonce":"\u0061bc"}"#, graph, TENANT),
        ] {
            assert_eq!(signed(header, audience, issuer), None, "{header} {audience} {issuer}");
        }
    }
}
