//! Why there is no answer that makes sense, and what to do about it: exit 3.

use super::world::host_of;
use crate::conversation::Unanswered;
use crate::exchange::neither::{Neither, Oddness};
use crate::failure::{Code, Failure};
use crate::net::discovery;
use crate::plural::counted;

/// No answer came.
pub(in crate::cli) fn failure(why: &Unanswered, url: &str) -> Failure {
    let code = if *why == Unanswered::Interrupted { Code::Interrupted } else { Code::Network };
    let mut failure = Failure::network(why).context(format!("no answer from {}", host_of(url)));
    failure.code = code;
    hinted(failure, why)
}

fn hinted(failure: Failure, why: &Unanswered) -> Failure {
    let hint = match why {
        Unanswered::Unresolved => "look at the address; behind a proxy, set HTTPS_PROXY",
        Unanswered::Connect => "is the server up, and the port right? behind a proxy, set HTTPS_PROXY",
        Unanswered::Tls => {
            "if the server's certificate is from an authority of your own, name it with --ca FILE"
        }
        Unanswered::NoRoots => {
            "install the package ca-certificates, or name a file of PEM certificates with --ca FILE"
        }
        Unanswered::TimedOut(_) => "--timeout waits longer",
        Unanswered::Closed => "the server, or a proxy before it, broke off: its log may say why",
        Unanswered::Forbidden(_) => "nothing was sent there",
        _ => return failure,
    };
    failure.hint(hint)
}

/// There is no metadata, or not this issuer's; `without` says how to do without it.
pub(in crate::cli) fn no_metadata(failure: discovery::Failure, issuer: &str, without: &str) -> Failure {
    match failure {
        discovery::Failure::OtherIssuer { url, wanted, found } => {
            let say = |what: &str, text: &str| format!("{what:6}  {text}");
            Failure::network(say("found", &found))
                .context(say("wanted", &wanted))
                .context(format!("the metadata at {url} belongs to another issuer"))
                .hint("the issuer is compared byte for byte, its last / included")
        }
        discovery::Failure::Repeated { url, member } => {
            Failure::network(format!("{member} stands there twice, and nobody can say which one counts"))
                .context(format!("the metadata at {url} cannot be used"))
                .hint(without)
        }
        discovery::Failure::NotFound(misses) => {
            let unanswered = misses.iter().find_map(|(_, miss)| match miss {
                discovery::Miss::Unanswered(why) => Some(why.clone()),
                _ => None,
            });
            let what = format!("no metadata of {issuer}");
            let mut lines = misses.iter().rev().map(|(url, miss)| format!("{url}: {miss}"));
            let Some(last) = lines.next() else { return Failure::network(what) };
            let failure = lines.fold(Failure::network(last), Failure::context).context(what);
            match unanswered {
                Some(Unanswered::Interrupted) => {
                    let mut failure = failure;
                    failure.code = Code::Interrupted;
                    failure
                }
                Some(why) => hinted(failure, &why),
                None => failure.hint(without),
            }
        }
    }
}

/// An answer came, and it is none of OAuth's.
pub(in crate::cli) fn neither(neither: &Neither, url: &str) -> Failure {
    let what = match neither.oddness {
        Oddness::Redirect => "a redirect, which is not followed",
        Oddness::Page => "an HTML page",
        Oddness::OtherJson => "JSON with neither a token nor an error code",
        Oddness::ErrorPage => "the error page of a web framework",
        Oddness::Empty => "nothing",
        Oddness::BrokenJson => "text that begins like a JSON object and is none",
        Oddness::Text => "text that is no JSON object",
        Oddness::NoText => "bytes that are no text",
        Oddness::NotAToken => "an access_token with signs that no token has, or one too long",
        Oddness::Reflected => "an access_token that gives back a secret which was sent",
    };
    let encoding = neither.content_encoding.as_ref().filter(|_| neither.oddness == Oddness::NoText);
    let mut failure = match (&neither.location, neither.start.is_empty()) {
        (Some(to), _) => Failure::network(format!("it points to {to}")),
        _ if neither.oddness == Oddness::NoText => {
            let bytes = counted(neither.bytes, "byte", "bytes");
            Failure::network(match encoding {
                Some(encoding) => format!("{bytes}, and its Content-Encoding is {encoding}"),
                None => bytes,
            })
        }
        (None, false) => Failure::network(format!("it begins: {}", neither.start)),
        (None, true) => match &neither.content_type {
            Some(kind) => Failure::network(format!("its type is {kind}")),
            None => Failure::network("it says nothing else"),
        },
    };
    failure = failure.context(format!("status {}: {what}", neither.status));
    failure = failure.context(format!("{} gave no OAuth answer", host_of(url)));
    if let Some(seconds) = neither.retry_after {
        failure = failure.hint(format!("the server asks to wait {seconds} s"));
    }
    failure.hint(suggestion(neither))
}

fn suggestion(neither: &Neither) -> &'static str {
    match (neither.oddness, neither.status) {
        (Oddness::Redirect, _) => "if that is the token endpoint, name it with --token-endpoint",
        (_, 404 | 405) => "this is probably not the token endpoint: look at the address",
        (_, 429 | 503) => "try again later",
        (_, 502 | 504) => "a gateway has no answer from the server behind it",
        (Oddness::Empty, 401) => {
            "the client is not accepted, and the server does not say why: --client-auth METHOD tries another way"
        }
        (Oddness::Page, 200..=299) => {
            "a login page or a proxy's page stands where the token endpoint should be"
        }
        (Oddness::Page, _) => "something before the server answers, or the address is not its token endpoint",
        (Oddness::ErrorPage, _) => {
            "the request did not reach the OAuth code of the server: look at the address and at its log"
        }
        (Oddness::NoText, _) => {
            "obo asks for no encoding and reads UTF-8: the server, or a proxy before it, is at fault"
        }
        (Oddness::OtherJson | Oddness::BrokenJson | Oddness::Text, _) => {
            "the server speaks, but not OAuth: look at the address"
        }
        (Oddness::NotAToken, _) => "nothing of it is printed; the server is broken or hostile",
        (Oddness::Reflected, _) => "nothing of it is printed; change that secret: the server writes it down",
        (Oddness::Empty, 200..=299) => "a token endpoint answers with JSON: look at the address",
        (Oddness::Empty, _) => "the server does not say why: its log does",
    }
}
