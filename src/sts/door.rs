//! Who may knock: what keeps web pages in the user's browser away from the server (SECURITY.md A20, R20).

use std::net::SocketAddr;

/// What of a request decides whether it is let in; each list has every header of that name.
#[derive(Debug, Clone, Default)]
pub struct Knock<'r> {
    /// The authority of an absolute request target, if it has one (RFC 9112 section 3.2.2).
    pub authority: Option<&'r str>,
    /// `Host`; `None` stands for bytes that are no text.
    pub host: Vec<Option<&'r str>>,
    /// Whether there is any `Origin`.
    pub origin: bool,
    /// `Sec-Fetch-Site`; `None` stands for bytes that are no text.
    pub fetch_site: Vec<Option<&'r str>>,
}

/// The names under which the server answers.
#[derive(Debug, Clone)]
pub struct Door(Vec<String>);

impl Door {
    /// The door of a server that listens at `address` (not an unspecified one).
    #[must_use]
    pub fn new(address: SocketAddr) -> Self {
        let port = address.port();
        Self(vec![address.to_string(), format!("localhost:{port}"), format!("[::1]:{port}")])
    }

    fn knows(&self, name: &str) -> bool {
        self.0.iter().any(|known| known.eq_ignore_ascii_case(name))
    }

    /// Judges a request.
    ///
    /// # Errors
    /// 421 where it is addressed to another name or to none, 403 where a web page sent it.
    pub fn judge(&self, knock: &Knock<'_>) -> Result<(), u16> {
        let named = match knock.host.as_slice() {
            [Some(host)] => self.knows(host),
            _ => false,
        };
        if !named || knock.authority.is_some_and(|authority| !self.knows(authority)) {
            return Err(421);
        }
        if knock.origin {
            return Err(403);
        }
        match knock.fetch_site.as_slice() {
            [] | [Some("none" | "same-origin")] => Ok(()),
            _ => Err(403),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Door, Knock};

    fn door() -> Door {
        Door::new(([127, 0, 0, 1], 4800).into())
    }

    #[test]
    fn r20_a_host_that_is_not_ours_is_misdirected() {
        for (host, want) in [
            (vec![Some("127.0.0.1:4800")], Ok(())),
            (vec![Some("localhost:4800")], Ok(())),
            (vec![Some("LOCALHOST:4800")], Ok(())),
            (vec![Some("[::1]:4800")], Ok(())),
            (vec![Some("127.0.0.1")], Err(421)),
            (vec![Some("127.0.0.1:4801")], Err(421)),
            (vec![Some("127.0.0.2:4800")], Err(421)),
            (vec![Some("evil.example:4800")], Err(421)),
            (vec![Some("127.0.0.1:4800.evil.example")], Err(421)),
            (vec![Some("localhost.:4800")], Err(421)),
            (vec![Some("x@127.0.0.1:4800")], Err(421)),
            (vec![None], Err(421)),
            (vec![], Err(421)),
            (vec![Some("127.0.0.1:4800"), Some("127.0.0.1:4800")], Err(421)),
        ] {
            let knock = Knock { host: host.clone(), ..Knock::default() };
            assert_eq!(door().judge(&knock), want, "{host:?}");
        }
        let knock = Knock {
            host: vec![Some("127.0.0.1:4800")],
            authority: Some("evil.example:4800"),
            ..Knock::default()
        };
        assert_eq!(door().judge(&knock), Err(421));
    }

    #[test]
    fn r20_what_a_page_sends_is_forbidden() {
        for (origin, fetch_site, want) in [
            (false, vec![], Ok(())),
            (false, vec![Some("none")], Ok(())),
            (false, vec![Some("same-origin")], Ok(())),
            (false, vec![Some("same-site")], Err(403)),
            (false, vec![Some("cross-site")], Err(403)),
            (false, vec![Some("")], Err(403)),
            (false, vec![None], Err(403)),
            (false, vec![Some("none"), Some("cross-site")], Err(403)),
            (true, vec![], Err(403)),
            (true, vec![Some("same-origin")], Err(403)),
        ] {
            let knock = Knock {
                host: vec![Some("127.0.0.1:4800")],
                origin,
                fetch_site: fetch_site.clone(),
                authority: None,
            };
            assert_eq!(door().judge(&knock), want, "{origin} {fetch_site:?}");
        }
    }
}
