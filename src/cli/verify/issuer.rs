//! Which issuer is expected: asked of a person who named neither an issuer nor keys.

use url::Url;

use super::options::Options;
use super::reading::{self, What};
use crate::cli::{prompt, say, settings};
use crate::failure::Failure;
use crate::host::Host;
use crate::input::{self, MAX_TEXT, Reading, Source};
use crate::net::issuer::Issuer;
use crate::provider::{self, Clues};
use crate::render::text::outside;
use crate::token::Token;

/// What the verdict says of an issuer that only the token names (SECURITY.md R3).
const FROM_THE_TOKEN: &str = "taken from the token, not expected by you";
/// The most issuers of one sort that are offered.
const OFFERED: usize = 12;

/// An issuer that can be chosen.
struct Offer {
    issuer: String,
    /// Who says so, for people; `None` for the token's own word.
    by: Option<String>,
}

/// Asks, where somebody is there and neither issuer nor keys are named. What is chosen becomes the expectation;
/// the reason that comes back is why it counts for none all the same.
///
/// # Errors
/// Where the question is not answered, or the token's own word is chosen without a `yes`.
pub(super) fn ask(options: &mut Options, host: &mut Host) -> Result<Option<&'static str>, Failure> {
    if !is_missing(options) || options.common.no_input || !host.can_ask() {
        return Ok(None);
    }
    let token = token(options, host);
    let offers = offers(options, token.as_ref(), host)?;
    if offers.is_empty() {
        return Ok(None);
    }
    let labels: Vec<String> = offers.iter().map(Offer::label).collect();
    let chosen = prompt::choice("which issuer do you expect", &labels, host)?;
    let Some(Offer { issuer, by }) = offers.into_iter().nth(chosen) else { return Ok(None) };
    let is_own = by.is_none();
    if is_own {
        confirm(&issuer, host)?;
    }
    options.expected.issuer = vec![issuer];
    Ok(is_own.then_some(FROM_THE_TOKEN))
}

/// Nothing says whose tokens are wanted, and there is nothing else to judge them by.
fn is_missing(options: &Options) -> bool {
    let (expected, keys) = (&options.expected, &options.keys);
    let has_issuer = !expected.issuer.is_empty() || expected.any_issuer || expected.signature_only;
    let has_keys = !(keys.jwks.is_empty() && keys.key.is_empty() && keys.secret.is_empty());
    !has_issuer && !has_keys && expected.resource.is_empty()
}

/// The one token that is to be judged, where it is at hand before the judging begins.
fn token(options: &Options, host: &mut Host) -> Option<Token> {
    let [text] = options.inputs.inputs.as_slice() else { return None };
    let reading = if options.inputs.text { Reading::TextOnly } else { Reading::Token };
    let source = input::parse(text, reading, host).ok()?;
    if !matches!(source, Source::Text(_) | Source::File(_) | Source::Env(_)) {
        return None;
    }
    let bytes = input::read(&source, MAX_TEXT, host).ok()?;
    let rows = reading::whole(&input::name(&source), bytes.expose(), false, false).ok()?;
    rows.into_iter().find_map(|row| match row.what {
        What::Token(token) => Some(*token),
        _ => None,
    })
}

/// The profiles' issuers, those of the vendor that the token looks like, and last the token's own word.
fn offers(options: &Options, token: Option<&Token>, host: &mut Host) -> Result<Vec<Offer>, Failure> {
    let mut offers: Vec<Offer> = Vec::new();
    for (profile, issuer) in settings::issuers(&options.common, host)?.into_iter().take(OFFERED) {
        add(&mut offers, issuer, Some(format!("profile {profile}")));
    }
    let claims = token.and_then(Token::claims);
    let own = claims.and_then(|claims| claims.text("iss").present());
    let vendor = provider::detect(Clues { issuer: own, claims, ..Clues::default() });
    if let Some(vendor) = vendor {
        let known = vendor.head().all("detect.issuer");
        let whole = known.filter(|issuer| issuer.starts_with("https://") && !issuer.contains(['*', '?']));
        for issuer in whole.take(OFFERED) {
            add(&mut offers, issuer.to_owned(), Some(vendor.title().to_owned()));
        }
    }
    if let Some(own) = own.filter(|own| Issuer::parse(own).is_ok()) {
        add(&mut offers, own.to_owned(), None);
    }
    Ok(offers)
}

/// What somebody else says already is not the token's word.
fn add(offers: &mut Vec<Offer>, issuer: String, by: Option<String>) {
    if !offers.iter().any(|offer| offer.issuer == issuer) {
        offers.push(Offer { issuer, by });
    }
}

impl Offer {
    fn label(&self) -> String {
        let issuer = outside(&self.issuer);
        match &self.by {
            Some(by) => format!("{}  ({by})", issuer.as_str()),
            None => format!("{}  (the token's own word: {})", issuer.as_str(), host_of(&self.issuer)),
        }
    }
}

/// The host in ASCII form, so that no letter of another script reads as one of this.
fn host_of(issuer: &str) -> String {
    let url = Url::parse(issuer).ok();
    url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_else(|| "no host".to_owned())
}

/// The token's own word is asked only after a `yes` in full, and never by Enter alone.
fn confirm(issuer: &str, host: &mut Host) -> Result<(), Failure> {
    let name = host_of(issuer);
    say(
        host,
        &format!(
            "warning: only the token says that {name} issued it, and whoever made the token can write that"
        ),
    );
    match prompt::text(&format!("type yes to ask {name} for its keys all the same"), host)?.as_str() {
        "yes" => Ok(()),
        _ => Err(Failure::usage("nobody was asked").hint("--issuer URL names the issuer that you expect")),
    }
}

#[cfg(test)]
mod tests {
    use super::{Offer, host_of};

    #[test]
    fn r3_the_host_is_shown_in_ascii_and_the_tokens_word_as_such() {
        assert_eq!(host_of("https://login.micros\u{43e}ft.example/x"), "login.xn--microsft-sbh.example");
        let own = Offer { issuer: "https://evil.example/\u{202e}".to_owned(), by: None };
        assert_eq!(own.label(), "https://evil.example/\\u{202e}  (the token's own word: evil.example)");
        let known = Offer { issuer: "https://a.example".to_owned(), by: Some("profile a".to_owned()) };
        assert_eq!(known.label(), "https://a.example  (profile a)");
    }
}
