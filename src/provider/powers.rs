//! What a scope or role lets its holder do, how far that reaches, and what would be narrower.

use super::pattern;
use super::power_table::{NAMED, Resource, Row, SHAPED};

/// Where in a token a power stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// `scope`, `scp`: what the client may do for its subject.
    Scope,
    /// `roles` of a token without scopes: what an application may do by itself.
    Role,
    /// `wids`: a directory role of the subject, by template id.
    DirectoryRole,
    /// `resource_access`: a role at another client, as `client/role`.
    ClientRole,
    /// `groups`.
    Group,
    /// `realm_access`: a role of the whole realm.
    RealmRole,
}

impl Place {
    const ALL: [Self; 6] =
        [Self::Scope, Self::Role, Self::DirectoryRole, Self::ClientRole, Self::Group, Self::RealmRole];

    fn bit(self) -> u8 {
        match self {
            Self::Scope => 1,
            Self::Role => 2,
            Self::DirectoryRole => 4,
            Self::ClientRole => 8,
            Self::Group => 16,
            Self::RealmRole => 32,
        }
    }
}

/// Who issued a token and for whom: words that others use too count only where one of them is the vendor.
#[derive(Debug, Clone, Copy, Default)]
pub struct Setting<'t> {
    /// `iss`.
    pub issuer: Option<&'t str>,
    /// `aud`.
    pub audience: &'t [&'t str],
}

/// What is known about one scope or role; what it says about the name is in our words, but for pieces of the name.
#[derive(Debug, Clone)]
pub struct Power {
    row: &'static Row,
    resource: &'static Resource,
    /// What each `*` of the row's name stood for.
    pieces: Vec<String>,
    place: Place,
}

impl Power {
    /// 0: a way to everything; 1: writing, or reading what is sensitive; 2: little.
    #[must_use]
    pub fn tier(&self) -> u8 {
        self.row.tier
    }

    /// What it is about, in a word or two: `mail`; a directory role's name.
    #[must_use]
    pub fn area(&self) -> String {
        self.filled(self.row.area())
    }

    /// What the holder could do: `every file and site that the user can open`.
    #[must_use]
    pub fn why(&self) -> String {
        let why = self.filled(self.row.why());
        // A word of both places reaches as far as its holder does: in `scp` that is the user.
        let is_shared = self.row.places == Place::Scope.bit() | Place::Role.bit();
        if self.place == Place::Scope && is_shared && self.row.tier < 2 {
            return format!("{why}, as far as the user may");
        }
        why
    }

    /// What would be narrower, where there is something.
    #[must_use]
    pub fn instead(&self) -> Option<String> {
        Some(self.filled(self.row.instead())).filter(|text| !text.is_empty())
    }

    /// Where the facts come from.
    #[must_use]
    pub fn source(&self) -> &'static str {
        self.row.source()
    }

    /// The short name of its vendor: `entra`.
    #[must_use]
    pub fn vendor(&self) -> &'static str {
        self.resource.vendor()
    }

    /// The API or product that it is about: `Microsoft Graph`.
    #[must_use]
    pub fn resource(&self) -> &'static str {
        self.resource.title()
    }

    /// Its name in the data; `*` is any run of characters.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.row.name()
    }

    /// Where it stands.
    #[must_use]
    pub fn place(&self) -> Place {
        self.place
    }

    fn filled(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (index, piece) in self.pieces.iter().enumerate() {
            text = text.replace(&format!("{{{}}}", index + 1), piece);
        }
        text
    }

    fn of(row: &'static Row, name: &str, place: Place) -> Option<Self> {
        if row.places & place.bit() == 0 {
            return None;
        }
        let pieces = if row.name().contains('*') { pattern::captures(row.name(), name)? } else { Vec::new() };
        let pieces = pieces.into_iter().map(str::to_owned).collect();
        Some(Self { row, resource: row.resource()?, pieces, place })
    }
}

/// What a value that stands in this place gives its holder; `None` where nothing is known.
///
/// A scope may be written behind the address of its API: `https://graph.microsoft.com/Mail.Read`.
#[must_use]
pub fn power(setting: Setting<'_>, place: Place, value: &str) -> Option<Power> {
    let lower;
    let value = match place {
        Place::DirectoryRole => {
            lower = value.to_ascii_lowercase();
            lower.as_str()
        }
        _ => value,
    };
    let held = |name: &str, fits: &dyn Fn(&'static Resource) -> bool| {
        rows(name, place.bit())
            .filter(|row| row.resource().is_some_and(fits))
            .find_map(|row| Power::of(row, name, place))
    };
    if let Some(found) = held(value, &|resource| is_about(resource, setting)) {
        return Some(found);
    }
    let (address, name) = value.rsplit_once('/').filter(|_| place == Place::Scope)?;
    held(name, &|resource| !resource.anywhere && is_named(resource, address))
}

/// Everything that is known under a name, wherever it stands; a name that only fits a `*` comes last.
pub fn powers_called(name: &str) -> impl Iterator<Item = Power> {
    rows(name, u8::MAX).flat_map(move |row| at_each_place(row, name))
}

/// Every power that has a whole name, in order of name.
pub fn powers() -> impl Iterator<Item = Power> {
    NAMED.iter().flat_map(|row| at_each_place(row, row.name()))
}

fn at_each_place(row: &'static Row, name: &str) -> impl Iterator<Item = Power> {
    Place::ALL.into_iter().filter_map(move |place| Power::of(row, name, place))
}

/// The rows that a name fits: those of that very name, then shapes that may stand in these places, the longest first.
fn rows(name: &str, places: u8) -> impl Iterator<Item = &'static Row> {
    let start = NAMED.partition_point(|row| row.name() < name);
    let same = NAMED.iter().skip(start).take_while(move |row| row.name() == name);
    same.chain(SHAPED.iter().filter(move |row| row.places & places != 0 && pattern::fits(row.name(), name)))
}

fn is_about(resource: &Resource, setting: Setting<'_>) -> bool {
    resource.anywhere
        || setting.audience.iter().any(|audience| is_named(resource, audience))
        || setting
            .issuer
            .is_some_and(|issuer| resource.issuer.patterns().any(|known| pattern::fits(known, issuer)))
}

/// Whether an audience is this resource; a slash at the end and the case of letters make no difference.
fn is_named(resource: &Resource, audience: &str) -> bool {
    let audience = audience.strip_suffix('/').unwrap_or(audience).to_ascii_lowercase();
    resource.audience.patterns().any(|known| pattern::fits(known, &audience))
}

#[cfg(test)]
mod tests {
    use super::{Place, Setting, power, powers, powers_called};

    const GRAPH: &str = "00000003-0000-0000-c000-000000000000";
    const ENTRA: &str = "https://login.microsoftonline.com/8eaef023-2b34-4da1-9baa-8bc8c9d6a490/v2.0";

    fn tier(issuer: &str, audience: &str, place: Place, value: &str) -> Option<u8> {
        power(Setting { issuer: Some(issuer), audience: &[audience] }, place, value).map(|power| power.tier())
    }

    #[test]
    fn a_power_counts_where_its_vendor_is() {
        let graph = "https://graph.microsoft.com/";
        for (issuer, audience, place, value, want) in [
            (ENTRA, GRAPH, Place::Scope, "Mail.Read", Some(1)),
            (ENTRA, graph, Place::Scope, "Mail.Read", Some(1)),
            (ENTRA, "https://GRAPH.microsoft.com", Place::Scope, "Mail.Read", Some(1)),
            ("https://gateway.example", graph, Place::Scope, "Mail.Read", Some(1)),
            (ENTRA, "api://mail", Place::Scope, "Mail.Read", None),
            (ENTRA, "api://mail", Place::Scope, "https://graph.microsoft.com/Mail.Read", Some(1)),
            (ENTRA, GRAPH, Place::Scope, "User.Read", Some(2)),
            (ENTRA, GRAPH, Place::Scope, "Nothing.Known", None),
            (ENTRA, GRAPH, Place::Scope, "User.ReadWrite.All", Some(0)),
            (ENTRA, GRAPH, Place::Scope, "Printer.ReadWrite.All", Some(1)),
            (ENTRA, GRAPH, Place::Role, "Printer.ReadWrite.All", Some(1)),
            (ENTRA, GRAPH, Place::Role, "AgentIdUser.ReadWrite.IdentityParentedBy", Some(2)),
            (ENTRA, GRAPH, Place::Role, "AgentCard.ReadWrite.ManagedBy", Some(0)),
            (ENTRA, GRAPH, Place::Role, "PrintJob.Manage.All", None),
            (ENTRA, "https://management.azure.com/", Place::Scope, "user_impersonation", Some(1)),
            (ENTRA, "api://ledger", Place::Scope, "user_impersonation", None),
            (ENTRA, GRAPH, Place::DirectoryRole, "62E90394-69f5-4237-9190-012177145e10", Some(0)),
            (ENTRA, GRAPH, Place::DirectoryRole, "b79fbf4d-3ef9-4689-8143-76b194e85509", None),
            (ENTRA, "https://outlook.office365.com/", Place::Role, "full_access_as_app", Some(1)),
            (ENTRA, "00000003-0000-0ff1-ce00-000000000000", Place::Role, "Sites.FullControl.All", Some(1)),
            (ENTRA, "https://contoso.sharepoint.com", Place::Scope, "AllSites.Write", Some(1)),
            ("https://as.example", "https://api.github.com", Place::Scope, "repo", Some(1)),
            ("https://as.example", "https://api.example", Place::Scope, "repo", None),
            ("https://gitlab.example.com", "x", Place::Scope, "api", Some(1)),
            ("https://as.example", "x", Place::Scope, "api", None),
            ("https://login.salesforce.com", "x", Place::Scope, "full", Some(1)),
            ("https://as.example", "x", Place::Scope, "workflow", None),
            (
                "https://contoso.okta.com",
                "https://contoso.okta.com",
                Place::Scope,
                "okta.groups.manage",
                Some(1),
            ),
            ("https://as.example", "x", Place::Scope, "okta.users.manage", Some(0)),
            ("https://as.example", "https://t.eu.auth0.com/api/v2/", Place::Scope, "update:clients", Some(0)),
            ("https://as.example", "https://t.eu.auth0.com/api/v2/", Place::Scope, "delete:users", Some(1)),
            (
                "https://as.example",
                "https://t.eu.auth0.com/api/v2/",
                Place::Scope,
                "update:current_user_metadata",
                Some(2),
            ),
            (
                "https://as.example",
                "x",
                Place::Scope,
                "https://www.googleapis.com/auth/cloud-platform",
                Some(1),
            ),
            (
                "https://as.example",
                "x",
                Place::Scope,
                "https://www.googleapis.com/auth/admin.directory.group.readonly",
                Some(2),
            ),
            ("https://as.example", "x", Place::Group, "system:masters", Some(0)),
            ("https://as.example", "x", Place::Scope, "system:masters", None),
            ("https://as.example", "x", Place::ClientRole, "realm-management/realm-admin", Some(0)),
            ("https://as.example", "x", Place::ClientRole, "account/manage-account", None),
            ("https://sso.example/realms/master", "x", Place::RealmRole, "admin", Some(0)),
            ("https://sso.example/realms/a", "x", Place::RealmRole, "admin", None),
            ("https://sso.example/realms/master", "x", Place::ClientRole, "shop-realm/manage-users", Some(0)),
            ("https://sso.example/realms/a", "x", Place::ClientRole, "shop-realm/manage-users", None),
        ] {
            assert_eq!(tier(issuer, audience, place, value), want, "{issuer} {audience} {value}");
        }
    }

    #[test]
    fn the_words_of_a_shape_name_what_it_is_about() {
        let setting = Setting { issuer: None, audience: &[GRAPH] };
        let device = power(setting, Place::Role, "Device.ReadWrite.All").expect("a shape of Graph");
        assert_eq!(device.why(), "read and change Device in the whole tenant");
        let shared = power(setting, Place::Scope, "Domain.ReadWrite.All").expect("a power of both places");
        assert!(shared.why().ends_with(", as far as the user may"), "{}", shared.why());
        assert_eq!(shared.instead().as_deref(), Some("Domain.Read.All"));
    }

    /// The 41 tier 0 application permissions of azure-tiering, and some of its tier 1, which has every other that writes.
    #[test]
    fn every_application_permission_of_tier_0_and_1_is_known() {
        let tier_0 = "RoleManagement.ReadWrite.Directory RoleAssignmentSchedule.ReadWrite.Directory \
            RoleEligibilitySchedule.ReadWrite.Directory RoleManagementPolicy.ReadWrite.Directory \
            RoleManagementPolicy.ReadWrite.AzureADGroup PrivilegedAccess.ReadWrite.AzureADGroup \
            PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup \
            PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup PrivilegedAccess.ReadWrite.AzureAD \
            PrivilegedAccess.ReadWrite.AzureResources AppRoleAssignment.ReadWrite.All Application.ReadWrite.All \
            Application.ReadUpdate.All Application.ReadWrite.OwnedBy Policy.ReadWrite.PermissionGrant \
            Policy.ReadWrite.ConditionalAccess Policy.ReadWrite.AuthenticationMethod \
            UserAuthenticationMethod.ReadWrite.All UserAuthMethod-TAP.ReadWrite.All \
            UserAuthMethod-Phone.ReadWrite.All UserAuthMethod-HardwareOATH.ReadWrite.All \
            UserAuthMethod-QR.ReadWrite.All User-PasswordProfile.ReadWrite.All User.ReadWrite.All \
            User.EnableDisableAccount.All User.DeleteRestore.All SignInIdentifier.ReadWrite.All \
            Directory.ReadWrite.All Group.ReadWrite.All GroupMember.ReadWrite.All \
            Group-OnPremisesSyncBehavior.ReadWrite.All AdministrativeUnit.ReadWrite.All \
            Organization.ReadWrite.All Domain.ReadWrite.All EntitlementManagement.ReadWrite.All \
            DelegatedAdminRelationship.ReadWrite.All DeviceManagementConfiguration.ReadWrite.All \
            DeviceManagementScripts.ReadWrite.All DeviceManagementRBAC.ReadWrite.All \
            SecurityIdentitiesActions.ReadWrite.All Synchronization.ReadWrite.All";
        assert_eq!(tier_0.split_whitespace().count(), 41);
        let tier_1 = "APIConnectors.ReadWrite.All AccessReview.ReadWrite.Membership Calendars.ReadWrite \
            BusinessScenarioConfig.ReadWrite.OwnedBy Chat.ReadWrite.WhereInstalled Contacts.ReadWrite \
            Directory.Write.Restricted EduAssignments.ReadWriteBasic.All Files.ReadWrite.AppFolder \
            InformationProtectionContent.Write.All Mail.ReadWrite Mail.Read Mail.Send MailboxSettings.ReadWrite \
            Policy.ReadWrite.Authorization RoleManagement.ReadWrite.CloudPC Sites.ReadWrite.All Sites.Read.All \
            Sites.FullControl.All TeamMember.ReadWriteNonOwnerRole.All \
            TeamsAppInstallation.ReadWriteSelfForUser.All UserNotification.ReadWrite.CreatedByApp \
            eDiscovery.ReadWrite.All Files.Read.All Files.ReadWrite.All Chat.ReadWrite.All \
            ChannelMessage.Read.All BitlockerKey.Read.All DeviceLocalCredential.Read.All";
        for (want, names) in [(0, tier_0), (1, tier_1)] {
            for name in names.split_whitespace() {
                assert_eq!(tier(ENTRA, GRAPH, Place::Role, name), Some(want), "{name}");
            }
        }
        for name in ["Directory.Read.All", "User.Read.All", "Application.Read.All", "Sites.Selected"] {
            assert_eq!(tier(ENTRA, GRAPH, Place::Role, name), Some(2), "{name}");
        }
    }

    #[test]
    fn every_power_says_what_it_gives_and_where_that_is_written() {
        let mut seen = 0;
        for power in powers() {
            seen += 1;
            assert!(!power.why().is_empty() && !power.area().is_empty(), "{}", power.name());
            assert!(power.source().starts_with("https://"), "{} {}", power.name(), power.source());
            assert!(!power.why().contains(['{', '\t']) && !power.why().ends_with('.'), "{}", power.why());
            assert!(powers_called(power.name()).next().is_some(), "{}", power.name());
        }
        assert!(seen > 250, "{seen}");
    }
}
