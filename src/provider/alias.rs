//! An address of Entra that names no tenant: it stands in no token, and for the issuers of those that it signs in.

/// The address before and after the tenant, of a cloud.
type Parts = (&'static str, &'static str);

/// The worldwide cloud, whose second version alone has personal accounts.
const WORLDWIDE: Parts = ("https://login.microsoftonline.com/", "/v2.0");
/// Issuers of the second version.
const SECOND: [Parts; 3] = [
    WORLDWIDE,
    ("https://login.microsoftonline.us/", "/v2.0"),
    ("https://login.partner.microsoftonline.cn/", "/v2.0"),
];
/// Issuers of the first version, which has no address for organizations alone.
const FIRST: [Parts; 2] = [("https://sts.windows.net/", "/"), ("https://sts.chinacloudapi.cn/", "/")];

/// Where keys stand that are in no set of a tenant
/// (<https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-signature>).
const OF_AN_APPLICATION: &str =
    "an application that has keys of its own has them at the address of these with ?appid=ID (--jwks URL)";

/// Whether an issuer is a tenant of a cloud.
pub(super) fn is_tenant(issuer: &str) -> bool {
    SECOND.iter().chain(&FIRST).any(|(before, after)| {
        let tenant = issuer.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
        tenant.is_some_and(|tenant| !tenant.is_empty() && !tenant.contains('/'))
    })
}

/// Where an issuer keeps keys that are in none of its sets, if it is one that has such.
#[must_use]
pub fn further_keys(issuer: &str) -> Option<&'static str> {
    is_tenant(issuer).then_some(OF_AN_APPLICATION)
}

/// What stands for a tenant in the issuer of metadata that is the same for all tenants.
const TEMPLATE: &str = "{tenantid}";
/// The tenant of personal accounts, which is no organization's.
const PERSONAL: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

/// A word in the place of the tenant.
struct Word {
    word: &'static str,
    /// Where there is such an address.
    clouds: &'static [&'static [Parts]],
    /// The tenant whose metadata is asked.
    asked: &'static str,
    /// The tenant in the issuer that the metadata names.
    named: &'static str,
    /// The one tenant that fits `named` and is not meant.
    but_not: Option<&'static str>,
}

/// What `consumers` names was seen in its metadata (<https://github.com/openiddict/openiddict-core/issues/1764>,
/// <https://github.com/MicrosoftDocs/azure-docs/issues/95994>). The tenant may be written in its place
/// (<https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc>), and that address is asked.
const WORDS: [Word; 4] = [
    Word { word: "common", clouds: &[&SECOND, &FIRST], asked: "common", named: TEMPLATE, but_not: None },
    Word { word: TEMPLATE, clouds: &[&SECOND, &FIRST], asked: "common", named: TEMPLATE, but_not: None },
    Word {
        word: "organizations",
        clouds: &[&SECOND],
        asked: "common",
        named: TEMPLATE,
        but_not: Some(PERSONAL),
    },
    Word { word: "consumers", clouds: &[&[WORLDWIDE]], asked: PERSONAL, named: PERSONAL, but_not: None },
];

/// What an address stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// The address that is asked for metadata.
    pub asked: String,
    /// The issuer that the metadata names; `{tenantid}` in it stands for the token's `tid`.
    pub named: String,
    /// The one issuer that fits `named`, and is none of those that it stands for.
    pub but_not: Option<String>,
}

impl Alias {
    /// Of an issuer as it was typed, unless it is one that a token may name.
    #[must_use]
    pub fn of(issuer: &str) -> Option<Self> {
        WORDS.iter().find_map(|word| {
            let (before, after) = word.clouds.iter().copied().flatten().find(|(before, after)| {
                issuer.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)) == Some(word.word)
            })?;
            let with = |tenant: &str| format!("{before}{tenant}{after}");
            Some(Self { asked: with(word.asked), named: with(word.named), but_not: word.but_not.map(with) })
        })
    }

    /// The issuer that tokens name where this one was typed.
    #[must_use]
    pub fn resolve(issuer: &str) -> String {
        Self::of(issuer).map_or_else(|| issuer.to_owned(), |alias| alias.named)
    }

    /// Whether it stands for every tenant, and leaves none out.
    #[must_use]
    pub fn is_for_all(&self) -> bool {
        self.named.contains(TEMPLATE) && self.but_not.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::{Alias, PERSONAL, TEMPLATE, further_keys};

    #[test]
    fn a_tenant_alone_has_applications_with_keys_of_their_own() {
        for (issuer, want) in [
            ("https://login.microsoftonline.com/8eaef023-2b34-4da1-9baa-8bc8c9d6a490/v2.0", true),
            ("https://login.microsoftonline.us/8eaef023-2b34-4da1-9baa-8bc8c9d6a490/v2.0", true),
            ("https://sts.windows.net/8eaef023-2b34-4da1-9baa-8bc8c9d6a490/", true),
            ("https://sts.windows.net//", false),
            ("https://sts.windows.net/a/b/", false),
            ("https://sts.windows.net.evil.example/8eaef023-2b34-4da1-9baa-8bc8c9d6a490/", false),
            ("https://as.example", false),
        ] {
            assert_eq!(further_keys(issuer).is_some_and(|words| words.contains("?appid=")), want, "{issuer}");
        }
    }

    #[test]
    fn a_word_stands_for_the_issuers_that_its_metadata_names() {
        let second = |tenant: &str| format!("https://login.microsoftonline.com/{tenant}/v2.0");
        let first = |tenant: &str| format!("https://sts.windows.net/{tenant}/");
        let china = |tenant: &str| format!("https://login.partner.microsoftonline.cn/{tenant}/v2.0");
        let of = |asked, named, but_not| Some(Alias { asked, named, but_not });
        for (issuer, want, is_for_all) in [
            (second("common"), of(second("common"), second(TEMPLATE), None), true),
            (second(TEMPLATE), of(second("common"), second(TEMPLATE), None), true),
            (first("common"), of(first("common"), first(TEMPLATE), None), true),
            (second("organizations"), of(second("common"), second(TEMPLATE), Some(second(PERSONAL))), false),
            (china("organizations"), of(china("common"), china(TEMPLATE), Some(china(PERSONAL))), false),
            (second("consumers"), of(second(PERSONAL), second(PERSONAL), None), false),
            (second(PERSONAL), None, false),
            (first("organizations"), None, false),
            (first("consumers"), None, false),
            (china("consumers"), None, false),
            (second("8eaef023-2b34-4da1-9baa-8bc8c9d6a490"), None, false),
            ("https://evil.example/common/v2.0".to_owned(), None, false),
            (second("common/x"), None, false),
        ] {
            let alias = Alias::of(&issuer);
            assert_eq!(alias, want, "{issuer}");
            assert_eq!(alias.is_some_and(|alias| alias.is_for_all()), is_for_all, "{issuer}");
            assert_eq!(Alias::resolve(&issuer), want.map_or(issuer, |alias| alias.named));
        }
    }
}
