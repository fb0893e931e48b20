//! What each check of a verdict is about, for people: what it judges, when it fails, what to do.

/// What is known of one check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meaning {
    /// What it judges, in one line.
    pub judges: &'static str,
    /// When it fails.
    pub fails: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
    /// Where the rule is written down; may be empty.
    pub reference: &'static str,
}

/// A check's name and its meaning, in the contract's order.
const MEANINGS: [(&str, Meaning); 24] = [
    (
        "signature",
        Meaning {
            judges: "whether a key of the token's own issuer made the signature over header and payload",
            fails: "no key made it, none could be tried, or the token has two readings (a member twice, bytes left over)",
            remedy: "read key and algorithm first: if they fail, nothing was tried; else the token was changed or is by somebody else",
            reference: "RFC 7515 section 5.2",
        },
    ),
    (
        "algorithm",
        Meaning {
            judges: "whether alg is an algorithm that counts and that the chosen key is for",
            fails: "there is no alg, it is none or unknown, --alg names others, or the key is of another sort",
            remedy: "let the issuer sign with what its key says; never choose a key type by the token's alg",
            reference: "RFC 8725 section 3.1",
        },
    ),
    (
        "key",
        Meaning {
            judges: "which key of the issuer fits the token's kid and alg, and whether it may be used at this time",
            fails: "the issuer has no key by this kid or for this alg, the key is refused as weak, or its certificate is not valid now",
            remedy: "fetch the issuer's keys again: they may have changed; check that the keys are those of the issuer that the token names",
            reference: "RFC 7517 section 4",
        },
    ),
    (
        "critical-headers",
        Meaning {
            judges: "whether crit asks for something that obo does not understand",
            fails: "crit names any extension, is empty, no list, or names what is not there or needs no crit",
            remedy: "a verifier that does not know an extension must refuse the token; let the issuer leave it out",
            reference: "RFC 7515 section 4.1.11",
        },
    ),
    (
        "type",
        Meaning {
            judges: "whether the header's typ is one of --typ, and a type that an API may accept at all",
            fails: "typ is another than asked for, or that of a logout token, a proof, an event notice or an answer",
            remedy: "ask for the type that the issuer writes, as --typ at+jwt; types compare without case and application/",
            reference: "RFC 8725 section 3.11",
        },
    ),
    (
        "issuer",
        Meaning {
            judges: "whether iss is the expected issuer, byte for byte",
            fails: "iss is absent, no text, or differs by as little as a slash at its end",
            remedy: "take the issuer from the server's metadata; for many tenants write {tenantid} in its place",
            reference: "RFC 8725 section 3.8",
        },
    ),
    (
        "audience",
        Meaning {
            judges: "whether aud names one of the expected audiences",
            fails: "aud is absent, empty, malformed, or names only others",
            remedy: "ask for a token for this API; do not accept one that was meant for another",
            reference: "RFC 7519 section 4.1.3",
        },
    ),
    (
        "subject",
        Meaning {
            judges: "whether sub is one of --subject",
            fails: "sub is absent, no text, or somebody else; where nobody asked, only if it is no text",
            remedy: "compare the id that this issuer gives to this application; some give each one another",
            reference: "RFC 7519 section 4.1.2",
        },
    ),
    (
        "client",
        Meaning {
            judges: "whether the client that got the token (client_id, azp, appid, cid) is one of --client-id",
            fails: "no claim names a client, two name different ones, or it is another",
            remedy: "find out which client asked for the token; it is who may use it, not who it is about",
            reference: "RFC 8693 section 4.3",
        },
    ),
    (
        "scope",
        Meaning {
            judges: "whether every scope of --scope is granted, in scope or scp",
            fails: "one is missing, none is stated, or scope and scp differ",
            remedy: "ask for the scope at the exchange, and see in obo chain at which hop it was lost",
            reference: "RFC 8693 section 4.2",
        },
    ),
    (
        "expiry",
        Meaning {
            judges: "whether exp is later than the moment of judging, plus --leeway",
            fails: "it is over, absent, or no NumericDate",
            remedy: "get a new token; --at judges as of another moment, --allow-no-expiry accepts one without exp",
            reference: "RFC 7519 section 4.1.4",
        },
    ),
    (
        "not-before",
        Meaning {
            judges: "whether nbf has come, where the token has one",
            fails: "it lies ahead by more than --leeway, or is no NumericDate",
            remedy: "compare the clocks of issuer and verifier",
            reference: "RFC 7519 section 4.1.5",
        },
    ),
    (
        "issued-at",
        Meaning {
            judges: "whether iat is not of the future, asked for or not",
            fails: "it lies ahead by more than --leeway, or is no NumericDate",
            remedy: "compare the clocks of issuer and verifier",
            reference: "RFC 7519 section 4.1.6",
        },
    ),
    (
        "age",
        Meaning {
            judges: "whether the token was issued no longer ago than --max-age",
            fails: "iat is too long ago, of the future, absent or malformed",
            remedy: "get a new token for each piece of work instead of keeping one",
            reference: "",
        },
    ),
    (
        "lifetime",
        Meaning {
            judges: "whether exp minus iat is no more than --max-lifetime; leeway does not count",
            fails: "it lives longer, exp is before iat, or one of the two is absent or malformed",
            remedy: "let the server issue shorter tokens for this API or client",
            reference: "",
        },
    ),
    (
        "actor",
        Meaning {
            judges: "whether the current actor, the outermost act, is one of --actor, and the subject of --actor-token",
            fails: "nobody is named as acting, it is another actor or of another issuer, or act is malformed",
            remedy: "a client claim is no actor: let the server write act; name an actor of an issuer as ISSUER|ID",
            reference: "RFC 8693 section 4.1",
        },
    ),
    (
        "prior-actor",
        Meaning {
            judges: "whether every --prior-actor is among the actors before the current one",
            fails: "one of them did not act before, or act is malformed",
            remedy: "see obo chain with the earlier tokens; RFC 8693 calls prior actors informational: do not grant by them",
            reference: "RFC 8693 section 4.1",
        },
    ),
    (
        "depth",
        Meaning {
            judges: "whether there are no more actors than --max-depth",
            fails: "there are more, or act is malformed, so that they cannot be counted",
            remedy: "limit the hops at the server; it must refuse a deeper chain, not cut it",
            reference: "RFC 8693 section 4.1",
        },
    ),
    (
        "delegation",
        Meaning {
            judges: "with --no-delegation, whether nobody acts for the subject in any format that obo reads",
            fails: "an actor is named, or the claims of an agent show that the token is delegated",
            remedy: "take a token that the subject's own client got, or say with --actor who may act",
            reference: "RFC 8693 section 1.1",
        },
    ),
    (
        "may-act",
        Meaning {
            judges: "with --may-act, whether may_act names the actor: the subject of --actor-token, else the current one",
            fails: "the token has no may_act, it names nobody or somebody else, who acts is unclear, or there is no actor to compare",
            remedy: "let the server write may_act for whoever may exchange the token",
            reference: "RFC 8693 section 4.4",
        },
    ),
    (
        "dpop",
        Meaning {
            judges: "whether the holder has the key that cnf names, by a DPoP proof",
            fails: "the proof is for another key, request, token or time, or --require-binding finds no key or no proof",
            remedy: "give --dpop-proof with --htm and --htu; a bound token without its proof is only a stolen one",
            reference: "RFC 9449 section 4.3",
        },
    ),
    (
        "certificate",
        Meaning {
            judges: "whether the client's certificate is the one that cnf names by its thumbprint",
            fails: "it is another certificate, it is not valid at this time, or --require-binding finds none",
            remedy: "give the certificate that the client showed, by --client-cert",
            reference: "RFC 8705 section 3",
        },
    ),
    (
        "introspection",
        Meaning {
            judges: "what the issuer's own server says of the token now, where it was asked (--introspect)",
            fails: "the token is not active, the server does not say, or token and answer disagree",
            remedy: "some servers say not active to a client outside aud: ask as a client of the token's audience",
            reference: "RFC 7662 section 2.2",
        },
    ),
    (
        "profile",
        Meaning {
            judges: "whether the token has all that the specification of its type wants, where typ or --token-type names one",
            fails: "a claim that the specification requires is absent or malformed, or typ is another",
            remedy: "let the issuer add what is missing; obo names each claim",
            reference: "RFC 9068 section 4",
        },
    ),
];

/// Every check with its meaning, in the contract's order.
pub fn meanings() -> impl Iterator<Item = (&'static str, Meaning)> {
    MEANINGS.into_iter()
}

#[cfg(test)]
mod tests {
    use super::meanings;
    use crate::verify::names;

    #[test]
    fn every_check_has_its_meaning_in_the_contracts_order() {
        assert_eq!(meanings().map(|(name, _)| name).collect::<Vec<_>>(), names().collect::<Vec<_>>());
        for (name, meaning) in meanings() {
            for text in [meaning.judges, meaning.fails, meaning.remedy] {
                assert!(!text.is_empty() && !text.ends_with('.') && text.len() < 140, "{name}: {text}");
            }
        }
    }
}
