//! A token server that others wrote (the crate `oauth-as`), in this process, driven by obo.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread;

use oauth_as::client::{Client, ClientAuth, ClientId};
use oauth_as::client_assertion::AssertionKeys;
use oauth_as::grant::GrantType;
use oauth_as::http::{ApprovalDecision, ServiceBuilder};
use oauth_as::jwt::{AccessTokenFormat, EcCurve, EcdsaP256Key, Jwk, JwsAlg, JwtConfig};
use oauth_as::scope::ScopeSet;
use oauth_as::server::{AuthorizationServer, ServerConfig};
use oauth_as::store::MemoryStorage;
use obo::conversation::{Basic, Content, Method, Plan};
use obo::net::http::{Http, Settings};
use obo::secret::Secret;
use obo::token::base64url;
use obo::token::digest::Digest;

use crate::run::obo;

/// Clients that exchange with a secret: one more than this server lets act one after the other.
pub(crate) const SERVICES: [&str; 9] =
    ["svc-a", "svc-b", "svc-c", "svc-d", "svc-e", "svc-f", "svc-g", "svc-h", "svc-i"];
pub(crate) const TARGETS: [&str; 3] =
    ["https://orders.example", "https://billing.example", "https://ledger.example"];
const CALLBACK: &str = "http://127.0.0.1:4499/cb";
const VERIFIER: &str = "vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv";
/// The key of RFC 7515 appendix A.3.
const KEY: &str = r#"{"kty":"EC","crv":"P-256","kid":"svc-key","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#;

fn secret(client: &str) -> String {
    format!("{client}-secret-0123456789abcdef")
}

fn client(id: &str) -> Client {
    let scopes = ScopeSet::from_tokens(["read", "write"]).unwrap();
    let exchange = if id == "no-grant" { GrantType::RefreshToken } else { GrantType::TokenExchange };
    let public = Jwk::Ec {
        crv: EcCurve::P256,
        x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU".to_owned(),
        y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0".to_owned(),
        kid: Some("svc-key".to_owned()),
    };
    Client {
        client_id: ClientId::new(id),
        auth: match id {
            "svc-key" => ClientAuth::ConfidentialAssertion {
                keys: AssertionKeys::PublicKeys { alg: JwsAlg::Es256, keys: vec![public] },
            },
            _ => ClientAuth::ConfidentialSecret { secret: secret(id) },
        },
        grant_types: vec![GrantType::AuthorizationCode, GrantType::ClientCredentials, exchange],
        redirect_uris: vec![CALLBACK.to_owned()],
        allowed_scopes: scopes.clone(),
        default_scopes: scopes,
        name: None,
        registration: None,
    }
}

async fn serve(listener: std::net::TcpListener, issuer: String) {
    let mut config = ServerConfig::new(issuer.clone(), format!("{issuer}/device"));
    config.scopes_supported = Some(vec!["read".to_owned(), "write".to_owned()]);
    config.allowed_resources = Some(Box::new(TARGETS.map(Box::from)));
    let key = EcdsaP256Key::from_scalar_bytes("oas-es256", &[7; 32]).unwrap();
    let jwt = JwtConfig::new(key, "https://rs.default.example").with_jwks_uri(format!("{issuer}/jwks"));
    config.access_token_format = AccessTokenFormat::Jwt(Box::new(jwt));
    let server = Arc::new(AuthorizationServer::new(config, MemoryStorage::new()));
    let services = SERVICES.into_iter();
    for id in services.chain(["web", "svc-key", "no-grant"]) {
        server.register_client(client(id)).await.unwrap();
    }
    let service = ServiceBuilder::new(server)
        .with_subject_resolver(|_| Some("alice".to_owned()))
        .with_approval_resolver(|_| ApprovalDecision::Approve)
        .build()
        .unwrap();
    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
    axum::serve(listener, axum::Router::from(service)).await.unwrap();
}

/// The server and what a test needs to talk to it.
pub(crate) struct Server {
    issuer: String,
    http: Http,
}

impl Server {
    pub(crate) fn start() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address: SocketAddr = listener.local_addr().unwrap();
        let issuer = format!("http://{address}");
        let own = issuer.clone();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(serve(listener, own));
        });
        Self { issuer, http: Http::new(Settings::default()).unwrap() }
    }

    fn post(&self, id: &str, form: &[(&str, &str)]) -> String {
        let form = form.iter().map(|(n, v)| ((*n).to_owned(), Content::Plain((*v).to_owned())));
        let answer = self.http.send(&Plan {
            method: Method::Post,
            url: format!("{}/token", self.issuer),
            headers: Vec::new(),
            basic: Some(Basic { client_id: id.to_owned(), secret: Secret::from(secret(id)) }),
            form: form.collect(),
            repeatable: true,
            named_by: None,
        });
        let answer = answer.unwrap();
        let body: serde_json::Value = serde_json::from_slice(answer.body.expose()).unwrap();
        body["access_token"].as_str().unwrap_or_else(|| panic!("{body}")).to_owned()
    }

    /// Alice signs in at the front end, which may call all three targets.
    pub(crate) fn login(&self) -> String {
        let challenge = base64url::encode(Digest::of(VERIFIER.as_bytes()).bytes());
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("response_type", "code").append_pair("client_id", "web");
        query.append_pair("redirect_uri", CALLBACK).append_pair("scope", "read write");
        query.append_pair("state", "s").append_pair("code_challenge", &challenge);
        query.append_pair("code_challenge_method", "S256");
        query.extend_pairs(TARGETS.map(|target| ("resource", target)));
        let answer = self.http.send(&Plan {
            method: Method::Get,
            url: format!("{}/authorize?{}", self.issuer, query.finish()),
            headers: Vec::new(),
            basic: None,
            form: Vec::new(),
            repeatable: true,
            named_by: None,
        });
        let answer = answer.unwrap();
        let location = url::Url::parse(answer.header("location").unwrap()).unwrap();
        let code = location.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
        let grant = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("code_verifier", VERIFIER),
            ("redirect_uri", CALLBACK),
        ];
        self.post("web", &grant)
    }

    /// The client's own token, by which it names itself as the actor.
    pub(crate) fn own(&self, id: &str) -> String {
        self.post(id, &[("grant_type", "client_credentials"), ("scope", "read")])
    }

    /// One exchange by obo, with the issuer's metadata, a secret from the environment and the answer as JSON.
    pub(crate) fn exchange(&self, id: &str, subject: &str, more: &[&str]) -> crate::run::Ran {
        let secret = secret(id);
        let mut words = vec!["exchange", "-i", &self.issuer, "-c", id, "-t", "env:SUBJECT", "-f", "json"];
        words.extend(more);
        let ran = obo(&words, &[("SECRET", &secret), ("SUBJECT", subject), ("KEY", KEY)]);
        let signature = subject.rsplit('.').next().unwrap();
        ran.lacks(&[&secret, signature, "jpsQnnGQmL"]);
        ran
    }
}

/// The token of an answer that grants one.
pub(crate) fn issued(ran: &crate::run::Ran) -> String {
    assert_eq!(ran.code, 0, "{ran:?}");
    ran.json()["response"]["body"]["access_token"].as_str().unwrap().to_owned()
}

#[test]
fn three_hops_with_nested_actors_through_a_server_of_others() {
    let server = Server::start();
    let mut token = server.login();
    let mut want = Vec::new();
    for (id, target, scope) in
        [("svc-a", TARGETS[0], "read write"), ("svc-b", TARGETS[1], "read"), ("svc-c", TARGETS[1], "read")]
    {
        // Each hop keeps the next target: scope and audience may only shrink here.
        let keep: Vec<&str> = if id == "svc-a" { TARGETS.to_vec() } else { vec![target] };
        let own = server.own(id);
        let mut more = vec!["--client-secret", "env:SECRET", "--actor-token", &own, "-s", scope];
        keep.iter().for_each(|target| more.extend(["--resource", target]));
        let ran = server.exchange(id, &token, &more);
        token = issued(&ran);
        let json = ran.json();
        want.push(id);
        let actors = json["issued"]["delegation"]["actors"].as_array().unwrap();
        let ids: Vec<&str> = actors.iter().map(|actor| actor["id"].as_str().unwrap()).collect();
        assert_eq!(ids, want);
        assert_eq!(json["issued"]["claims"]["sub"], "alice");
        assert_eq!(json["changes"]["actors"]["added"], serde_json::json!([id]));
        assert_eq!(json["warnings"], serde_json::json!([]), "{ran:?}");
        assert_eq!(json["refusal"], serde_json::Value::Null);
        assert_eq!(json["request"]["headers"]["Authorization"], "Basic ***");
        assert_eq!(json["schema"], "obo.exchange/1");
    }
    let act = serde_json::json!({"sub":"svc-c","client_id":"svc-c","act":{"sub":"svc-b","client_id":"svc-b","act":{"sub":"svc-a","client_id":"svc-a"}}});
    let claims = token.split('.').nth(1).unwrap();
    let claims: serde_json::Value = serde_json::from_slice(&base64url::decode(claims).unwrap()).unwrap();
    assert_eq!(claims["act"], act);
}

#[test]
fn a_private_key_proves_the_client() {
    let server = Server::start();
    let token = server.login();
    let ran = server.exchange("svc-key", &token, &["--client-key", "env:KEY", "--resource", TARGETS[0]]);
    issued(&ran);
    let form = ran.json()["request"]["form"].clone();
    assert_eq!(form["client_id"], "svc-key");
    assert!(form["client_assertion"].as_str().unwrap().starts_with("sha256:"), "{form}");
    // Another audience than the issuer is refused by this server, and obo says what it sent.
    let wrong = ["--client-key", "env:KEY", "--resource", TARGETS[0], "--client-assertion-aud", "https://x"];
    let ran = server.exchange("svc-key", &token, &wrong);
    assert_eq!((ran.code, ran.json()["refusal"]["error"].as_str()), (1, Some("invalid_client")), "{ran:?}");
}

#[test]
fn its_refusals_are_explained_and_judged() {
    let server = Server::start();
    let token = server.login();
    let secret = ["--client-secret", "env:SECRET"];
    let narrow = issued(&server.exchange(
        "svc-a",
        &token,
        &[&secret[..], &["--resource", TARGETS[1], "-s", "read"]].concat(),
    ));
    let forged = format!("{}.AAAA", token.rsplit_once('.').unwrap().0);
    for (id, subject, more, error) in [
        ("svc-a", &narrow, vec!["--resource", TARGETS[2]], "invalid_target"),
        ("svc-a", &narrow, vec!["--resource", "https://unknown.example"], "invalid_target"),
        ("svc-a", &narrow, vec!["-s", "read write"], "invalid_scope"),
        ("svc-a", &forged, vec![], "invalid_request"),
        ("svc-a", &token, vec!["--subject-token-type", "jwt"], "invalid_request"),
        ("no-grant", &token, vec![], "unauthorized_client"),
    ] {
        let ran = server.exchange(id, subject, &[&secret[..], &more].concat());
        let json = ran.json();
        let refusal = &json["refusal"];
        assert_eq!((ran.code, refusal["error"].as_str()), (1, Some(error)), "{more:?} {ran:?}");
        assert!(!refusal["meaning"].as_str().unwrap().is_empty(), "{refusal}");
        assert!(!refusal["hint"].as_str().unwrap().is_empty(), "{refusal}");
        assert_eq!(json["issued"], serde_json::Value::Null);
        assert!(json["response"]["status"].as_u64().unwrap() >= 400);
    }
    let ran = server.exchange("svc-a", &narrow, &[&secret[..], &["--resource", TARGETS[2]]].concat());
    let causes = ran.json()["refusal"]["causes"].clone();
    let yes = causes.as_array().unwrap().iter().find(|cause| cause["verdict"] == "yes").unwrap().clone();
    assert_eq!((&yes["wanted"], &yes["found"]), (&TARGETS[2].into(), &TARGETS[1].into()), "{causes}");
    assert_eq!(yes["pointer"], "/claims/aud");
}

#[test]
fn piped_it_prints_the_token_alone_and_a_refusal_beside_it() {
    let server = Server::start();
    let token = server.login();
    let secret = secret("svc-a");
    let env = [("SECRET", secret.as_str()), ("SUBJECT", token.as_str())];
    let base = [
        "exchange",
        "-i",
        &server.issuer,
        "-c",
        "svc-a",
        "--client-secret",
        "env:SECRET",
        "-t",
        "env:SUBJECT",
    ];
    let with = |more: &[&str]| obo(&[&base[..], more].concat(), &env);
    let ran = with(&["--resource", TARGETS[0]]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    assert!(ran.out.starts_with("eyJ") && ran.out.ends_with('\n') && ran.out.lines().count() == 1);
    assert!(with(&["-f", "header"]).out.starts_with("Authorization: Bearer eyJ"));
    assert!(with(&["-f", "env"]).out.starts_with("ACCESS_TOKEN=eyJ"));
    let refused = with(&["--resource", "https://unknown.example"]);
    assert_eq!((refused.code, refused.out.as_str()), (1, ""));
    assert!(refused.err.contains("REFUSED 400 invalid_target"), "{}", refused.err);
    // More was asked than granted: told beside the token, and under --strict no token at all.
    let less = with(&["--audience", TARGETS[0], "--requested-token-type", "access_token"]);
    assert_eq!(less.code, 0, "{less:?}");
    let dry = with(&["--dry-run", "--resource", TARGETS[0]]);
    assert_eq!(dry.code, 0);
    assert!(dry.out.starts_with("NOT SENT: this is a dry run\nPOST "), "{}", dry.out);
    assert!(dry.err.contains("asking http://127.0.0.1"), "{}", dry.err);
    dry.lacks(&[&secret, token.rsplit('.').next().unwrap()]);
    let curl = with(&["--curl", "--resource", TARGETS[0]]);
    assert!(curl.out.contains("user = \"svc-a:$CLIENT_SECRET\""), "{}", curl.out);
    curl.lacks(&[&secret, token.rsplit('.').next().unwrap()]);
}
