//! The network's one door, against a server that says anything.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::{Duration, Instant};

use obo::conversation::{Answer, Basic, Content, Method, Plan, Unanswered};
use obo::net::http::{ANSWER_BYTES, Http, Settings};
use obo::secret::Secret;

use crate::raw_server::{RawServer, Reply};

fn plan(method: Method, url: &str) -> Plan {
    Plan {
        method,
        url: url.to_owned(),
        headers: Vec::new(),
        basic: None,
        form: Vec::new(),
        repeatable: true,
        named_by: None,
    }
}

fn http() -> Http {
    Http::new(Settings::default()).unwrap()
}

fn with_names(lookup: fn(&str) -> Vec<SocketAddr>) -> Http {
    let lookup = Arc::new(move |name: &str| Ok(lookup(name)));
    Http::new(Settings { lookup, whole: Duration::from_secs(3), ..Settings::default() }).unwrap()
}

fn get(url: &str) -> Result<Answer, Unanswered> {
    http().send(&plan(Method::Get, url))
}

#[test]
fn a_post_carries_form_credentials_and_nothing_that_was_not_planned() {
    let server = RawServer::start(vec![Reply::json(200, "{}")]);
    let mut post = plan(Method::Post, &server.url("/token"));
    post.basic = Some(Basic { client_id: "svc a".to_owned(), secret: Secret::from("s%") });
    post.form = vec![("scope".to_owned(), Content::Plain("a b".to_owned()))];
    assert_eq!(http().send(&post).unwrap().status, 200);
    let request = server.requests().remove(0);
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let mut lines: Vec<String> = head.lines().map(str::to_ascii_lowercase).collect();
    assert_eq!(lines.remove(0), "post /token http/1.1");
    lines.sort();
    assert_eq!(
        lines,
        [
            "accept: application/json",
            "authorization: basic c3zjk2e6cyuynq==", // base64 of svc+a:s%25, in lower case as all lines here
            "content-length: 9",
            "content-type: application/x-www-form-urlencoded",
            &format!("host: {}", server.address),
            concat!("user-agent: obo/", env!("CARGO_PKG_VERSION")),
        ]
    );
    assert_eq!(body, "scope=a+b");
}

#[test]
fn r15_a_redirect_is_an_answer_and_is_not_followed() {
    let target = RawServer::start(vec![Reply::json(200, "{}")]);
    let server = RawServer::start(vec![Reply::http(307, &[("Location", &target.url("/stolen"))], "")]);
    let answer = http().send(&plan(Method::Post, &server.url("/token"))).unwrap();
    assert_eq!((answer.status, answer.header("location")), (307, Some(target.url("/stolen").as_str())));
    assert!(target.requests().is_empty());
}

#[test]
fn r15_what_is_not_this_machine_is_not_spoken_to_in_plain_http() {
    for url in
        ["http://192.0.2.1/", "http://sts.example/token", "http://localhost.example/", "http://0.0.0.0/"]
    {
        assert!(matches!(get(url), Err(Unanswered::Forbidden(_))), "{url}");
    }
    for url in ["ftp://127.0.0.1/", "file:///etc/passwd", "token", "https://user:pw@sts.example/"] {
        assert!(matches!(get(url), Err(Unanswered::Forbidden(_))), "{url}");
    }
}

#[test]
fn r15_localhost_must_also_resolve_to_this_machine() {
    let http = with_names(|_| vec!["192.0.2.1:0".parse().unwrap()]);
    let outcome = http.send(&plan(Method::Get, "http://localhost:9/"));
    assert!(matches!(outcome, Err(Unanswered::Forbidden(_))), "{outcome:?}");
}

#[test]
fn r15_a_public_issuer_cannot_send_us_to_a_private_address() {
    let http = with_names(|name| match name {
        "sso.example" => vec!["1.1.1.1:0".parse().unwrap()],
        _ => vec!["127.0.0.1:0".parse().unwrap(), "10.0.0.7:0".parse().unwrap()],
    });
    for url in [
        "https://inside.example/token",
        "https://169.254.169.254/token",
        "https://[::1]/",
        "http://localhost/t",
    ] {
        let mut plan = plan(Method::Post, url);
        plan.named_by = Some("https://sso.example".to_owned());
        let outcome = http.send(&plan);
        assert!(matches!(outcome, Err(Unanswered::Forbidden(_))), "{url} {outcome:?}");
    }
}

#[test]
fn r15_an_issuer_that_was_public_once_does_not_become_private() {
    let public = std::sync::atomic::AtomicBool::new(true);
    let lookup = Arc::new(move |_: &str| {
        let address =
            if public.swap(false, std::sync::atomic::Ordering::SeqCst) { "1.1.1.1:0" } else { "127.0.0.1:0" };
        Ok(vec![address.parse().unwrap()])
    });
    let http = Http::new(Settings { lookup, ..Settings::default() }).unwrap();
    let mut plan = plan(Method::Post, "https://sso.example/token");
    plan.named_by = Some("https://sso.example".to_owned());
    let outcome = http.send(&plan);
    assert!(matches!(outcome, Err(Unanswered::Forbidden(_))), "{outcome:?}");
}

#[test]
fn a_private_issuer_may_name_its_own_neighbours() {
    let http = with_names(|_| vec!["127.0.0.1:0".parse().unwrap()]);
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut plan = plan(Method::Post, &format!("https://sts.internal.example:{closed}/token"));
    plan.named_by = Some("https://sso.internal.example".to_owned());
    // It is dialled: nobody listens, or the machine has no authorities.
    let outcome = http.send(&plan);
    assert!(matches!(outcome, Err(Unanswered::Connect | Unanswered::NoRoots)), "{outcome:?}");
}

#[test]
fn what_ends_without_an_answer_is_told_apart() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert_eq!(get(&format!("http://{closed}/")).err(), Some(Unanswered::Connect));
    let server = RawServer::start(vec![Reply::Close]);
    assert_eq!(get(&server.url("/")).err(), Some(Unanswered::Closed));
    let garbage = RawServer::start(vec![Reply::Bytes(b"\x15\x03\x01\x00\x02\x02\x0a".to_vec())]);
    assert_eq!(get(&garbage.url("/")).err(), Some(Unanswered::Closed));
    let cut =
        RawServer::start(vec![Reply::Bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab".to_vec())]);
    assert_eq!(get(&cut.url("/")).err(), Some(Unanswered::Closed));
    let nobody = with_names(|_| Vec::new()).send(&plan(Method::Get, "https://nobody.example/"));
    assert!(
        matches!(nobody, Err(Unanswered::Connect | Unanswered::NoRoots | Unanswered::Unresolved)),
        "{nobody:?}"
    );
    let unknown = Arc::new(|_: &str| Err(std::io::Error::other("no such name")));
    let http = Http::new(Settings { lookup: unknown, ..Settings::default() }).unwrap();
    let outcome = http.send(&plan(Method::Get, "http://localhost:9/"));
    assert_eq!(outcome.err(), Some(Unanswered::Unresolved));
}

#[test]
fn tls_that_is_none_is_said() {
    let server = RawServer::start(vec![Reply::http(200, &[], "plain")]);
    let outcome = get(&format!("https://{}/", server.address));
    assert!(matches!(outcome, Err(Unanswered::Tls | Unanswered::NoRoots)), "{outcome:?}");
}

#[test]
fn r15_an_answer_is_read_up_to_the_budget() {
    let too_large = Some(Unanswered::TooLarge(ANSWER_BYTES));
    let said =
        RawServer::start(vec![Reply::Bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n".to_vec())]);
    assert_eq!(get(&said.url("/")).err(), too_large);
    let silent = Reply::Endless(b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), vec![b'x'; 1 << 16], Duration::ZERO);
    assert_eq!(get(&RawServer::start(vec![silent]).url("/")).err(), too_large);
}

#[test]
fn r15_the_whole_time_also_ends_an_answer_that_drips() {
    let slow = Reply::Endless(b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), b"x".to_vec(), Duration::from_millis(20));
    let silent = Reply::Endless(Vec::new(), Vec::new(), Duration::from_millis(20));
    for reply in [slow, silent] {
        let server = RawServer::start(vec![reply]);
        let http = Http::new(Settings { whole: Duration::from_secs(1), ..Settings::default() }).unwrap();
        let begun = Instant::now();
        assert_eq!(http.send(&plan(Method::Get, &server.url("/"))).err(), Some(Unanswered::TimedOut(1)));
        assert!(begun.elapsed() < Duration::from_secs(5));
    }
}

#[test]
fn a_bundle_without_a_certificate_is_refused_by_its_place() {
    let authorities = vec![b"-----BEGIN NOTHING-----".to_vec()];
    let refused = Http::new(Settings { authorities, ..Settings::default() }).err();
    assert_eq!(refused.map(|(index, _)| index), Some(0));
}
