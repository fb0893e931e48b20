//! Microsoft Entra: actor facets, agents, and the claims that tell its cases apart.

use super::{client, subject};
use crate::delegation::chain::{Flow, FormatName};
use crate::delegation::evidence::Evidence;
use crate::delegation::format::{Format, Reading, Statement};
use crate::delegation::principal::{Actor, Kind, Role};
use crate::token::Token;
use crate::token::claims::Claims;
use crate::token::json::{Kind as JsonKind, Value};

/// The application that Entra issues exchange tokens for.
const TOKEN_EXCHANGE: &str = "fb60f99c-7a34-4190-8149-302f77469936";
/// The facet of an agent identity, in `xms_act_fct` and `xms_sub_fct`.
const AGENT: u64 = 11;
/// The facet of an agent's own user account, in `xms_sub_fct`.
const AGENT_USER: u64 = 13;
/// The value of `xms_idrel` for a service principal.
const SERVICE_PRINCIPAL: u64 = 7;
/// The values of `xms_idrel` for people.
const PEOPLE: [u64; 11] = [1, 3, 5, 11, 17, 19, 21, 23, 25, 27, 31];
/// Claims that no other issuer writes.
const OWN_CLAIMS: [&str; 5] = ["xms_act_fct", "xms_sub_fct", "xms_tnt_fct", "xms_idrel", "xms_par_app_azp"];
/// What the claims of one token cannot say.
pub(super) const UNDECIDABLE: &str =
    "no Entra claim says on-behalf-of; the token it was exchanged from can show it";

/// Entra tokens without `act`: agents, applications and people.
#[derive(Debug)]
pub struct Entra;

impl Format for Entra {
    fn names(&self) -> &'static [FormatName] {
        &[FormatName::EntraAgent, FormatName::EntraObo]
    }

    fn page(&self) -> &'static str {
        include_str!("entra.md")
    }

    fn read(&self, statement: &Statement<'_>) -> Option<Reading> {
        if !is_entra(statement) {
            return None;
        }
        let claims = statement.claims();
        let agent = is_agent(claims);
        let app_only = is_app_only(statement);
        let mut subject = subject(statement);
        let mut notes: Vec<String> =
            contradictions(claims).into_iter().map(|one| one.text.to_owned()).collect();
        let (format, flow, actor) = match (app_only, agent) {
            (true, true) => {
                subject.kind = Kind::Agent;
                (FormatName::EntraAgent, Flow::AgentAutonomous, None)
            }
            (true, false) => (FormatName::None, Flow::AppOnly, None),
            (false, _) => {
                let mut actor = client::actor(statement);
                let agent_user = facets(claims, "xms_sub_fct").contains(&AGENT_USER);
                if !agent && !agent_user {
                    actor.as_ref()?;
                    notes.push(UNDECIDABLE.to_owned());
                    if claims.get("xms_act_fct").is_none() {
                        notes.push(
                            "agent facets are missing: that does not say that the client is no agent"
                                .to_owned(),
                        );
                    }
                    (FormatName::Client, Flow::Direct, actor)
                } else {
                    // The facets speak of an actor even where no client claim names one.
                    let named = actor.unwrap_or_else(|| unnamed(claims));
                    actor = Some(Actor { evidence: Evidence::Claimed, kind: Kind::Agent, ..named });
                    let flow = if agent_user { Flow::AgentUser } else { Flow::Delegation };
                    (FormatName::EntraAgent, flow, actor)
                }
            }
        };
        if let Some(blueprint) = claims.text("xms_par_app_azp").present() {
            notes.push(format!("blueprint {blueprint}, shared by all its agents"));
        }
        if is_exchange_token(claims) {
            notes.push(if claims.text("sub").present().is_some_and(|sub| sub.starts_with("/eid1/")) {
                "an exchange token of a blueprint for one of its agents, no access token (T1)".to_owned()
            } else if agent {
                "an exchange token of an agent, no access token (T2)".to_owned()
            } else {
                "a federation token for Entra itself".to_owned()
            });
        }
        let mut reading = Reading::alone(format, flow, subject);
        reading.actors.extend(actor);
        reading.notes = notes;
        Some(reading)
    }
}

/// The actor of a token whose facets speak of an agent while no claim says which.
fn unnamed(claims: Claims<'_>) -> Actor {
    let place = ["xms_act_fct", "xms_par_app_azp"].into_iter().find(|name| claims.get(name).is_some());
    Actor {
        id: None,
        issuer: None,
        name: None,
        kind: Kind::Agent,
        role: Role::Current,
        pointer: place.map(|name| format!("/claims/{name}")),
        evidence: Evidence::Claimed,
        signed_by: None,
    }
}

/// Whether the token is Entra's, by its issuer, its own claims, or the ids that only it writes together.
pub(super) fn is_entra(statement: &Statement<'_>) -> bool {
    let claims = statement.claims();
    let host = statement.issuer().strip_prefix("https://").and_then(|rest| rest.split('/').next());
    match host {
        Some(
            "login.microsoftonline.com"
            | "sts.windows.net"
            | "login.microsoftonline.us"
            | "login.partner.microsoftonline.cn"
            | "sts.chinacloudapi.cn",
        ) => true,
        _ => {
            OWN_CLAIMS.iter().any(|name| claims.get(name).is_some())
                || (statement.issuer().is_empty()
                    && ["oid", "tid"].iter().all(|name| claims.text(name).present().is_some()))
        }
    }
}

/// The object id that names an Entra subject, the same in every application.
pub(super) fn object_id<'t>(statement: &Statement<'t>) -> Option<&'t str> {
    let oid = statement.claims().text("oid").present().filter(|oid| !oid.is_empty())?;
    is_entra(statement).then_some(oid)
}

/// The tenant within which an object id is unique, whatever version of the issuer wrote the token.
pub(super) fn tenant<'t>(statement: &Statement<'t>) -> Option<&'t str> {
    object_id(statement)?;
    statement.claims().text("tid").present()
}

/// Whether one token was exchanged for the other, as far as a pair of tokens shows it (classic flow, or an agent's).
///
/// The parent's audience is the child's client or its blueprint, person, tenant and session are the same, the child is
/// not older, and where the child repeats the pairwise subject that its client saw, it is the parent's.
pub(super) fn is_exchanged(parent: &Token, child: &Token) -> bool {
    let (Some(before), Some(after)) = (Statement::of(parent), Statement::of(child)) else { return false };
    if !is_entra(&before) || !is_entra(&after) {
        return false;
    }
    let (before, after) = (before.claims(), after.claims());
    let same = |name: &str| {
        let (one, other) = (before.text(name).present(), after.text(name).present());
        (one.is_some(), one == other)
    };
    let person = same("oid") == (true, true) && same("tid") == (true, true);
    let session = match (before.text("sid").present(), after.text("sid").present()) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    };
    let for_app = |app: &str| before.audience().iter().any(|aud| application(aud).eq_ignore_ascii_case(app));
    let classic = after.clients().iter().any(|(_, client)| for_app(client));
    let by_agent = after.text("xms_par_app_azp").present().is_some_and(for_app);
    let pairwise = after.get("xms_st").and_then(|st| st.get("sub")).and_then(|sub| sub.as_str());
    let seen = by_agent || pairwise.is_none_or(|sub| before.text("sub").present() == Some(sub));
    let in_time = match (before.date("iat").present(), after.date("iat").present()) {
        (Some(one), Some(other)) => one <= other,
        _ => true,
    };
    person && session && (classic || by_agent) && seen && in_time
}

/// An audience as the application it names: without `api://` and the last slash.
pub(super) fn application(audience: &str) -> &str {
    audience.trim_start_matches("api://").trim_end_matches('/')
}

/// The blueprint of the agent that holds the token: its exchanges are asked for with tokens for the blueprint.
pub(super) fn blueprint(token: &Token) -> Option<&str> {
    token.claims()?.text("xms_par_app_azp").present()
}

/// What the facets say about the subject; `None` where they say nothing.
pub(super) fn subject_kind(statement: &Statement<'_>) -> Option<Kind> {
    let claims = statement.claims();
    let subject = facets(claims, "xms_sub_fct");
    if subject.contains(&AGENT) || subject.contains(&AGENT_USER) {
        return Some(Kind::Agent);
    }
    if claims.get("idtyp").is_some() {
        return None;
    }
    let relation = facets(claims, "xms_idrel");
    let person = relation.iter().any(|value| PEOPLE.contains(value));
    match (person, relation.contains(&SERVICE_PRINCIPAL)) {
        (true, false) => Some(Kind::User),
        (false, true) => Some(Kind::Application),
        _ => None,
    }
}

/// Whether the subject is a program, by Microsoft's own test where it is possible.
pub(super) fn is_app_only(statement: &Statement<'_>) -> bool {
    let claims = statement.claims();
    if !is_entra(statement) {
        return false;
    }
    match claims.text("idtyp").present() {
        Some(kind) => kind == "app",
        None => {
            let text = |name: &str| claims.text(name).present();
            let scoped = claims.texts("scp").present().is_some_and(|scopes| {
                scopes.iter().flat_map(|s| s.split(' ')).any(|scope| !scope.is_empty() && scope != "/")
            });
            let own = text("oid").is_some() && text("oid") == text("sub");
            !scoped && (claims.get("roles").is_some() || own)
        }
    }
}

fn is_agent(claims: Claims<'_>) -> bool {
    facets(claims, "xms_act_fct").contains(&AGENT) || claims.get("xms_par_app_azp").is_some()
}

fn is_exchange_token(claims: Claims<'_>) -> bool {
    claims.audience().iter().any(|aud| application(aud) == TOKEN_EXCHANGE)
}

/// The odd values of a facet claim; even ones are filler, and one piece that is no number voids the claim.
///
/// Read as a string of integers between blanks, an array of strings or numbers, or a bare number.
#[must_use]
pub fn facets(claims: Claims<'_>, name: &str) -> Vec<u64> {
    let Some(value) = claims.get(name) else { return Vec::new() };
    let pieces = |value: Value<'_>| -> Option<Vec<u64>> {
        match value.kind() {
            JsonKind::String => value.as_str()?.split_whitespace().map(|p| p.parse().ok()).collect(),
            JsonKind::Number => value.as_number()?.parse().ok().map(|n| vec![n]),
            _ => None,
        }
    };
    let all: Option<Vec<u64>> = match value.kind() {
        JsonKind::Array => value.items().try_fold(Vec::new(), |mut all, item| {
            all.extend(pieces(item)?);
            Some(all)
        }),
        _ => pieces(value),
    };
    let mut odd: Vec<u64> = all.unwrap_or_default();
    odd.retain(|value| value % 2 == 1);
    odd
}

/// A value of a facet claim, and what it says.
type Meaning = (&'static str, &'static str);

/// Two claims, or two values of one, that cannot both be true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contradiction {
    /// The claim that is at fault, or the first of two.
    pub claim: &'static str,
    /// What contradicts itself, in a sentence.
    pub text: &'static str,
    /// The values of the claim that take part, with what each says; empty where the whole claim does.
    pub values: &'static [Meaning],
}

/// Where the claims of an Entra token contradict each other (the decision table's last lines).
#[must_use]
pub fn contradictions(claims: Claims<'_>) -> Vec<Contradiction> {
    let text = |name: &str| claims.text(name).present();
    let actor = facets(claims, "xms_act_fct");
    let subject = facets(claims, "xms_sub_fct");
    let relation = facets(claims, "xms_idrel");
    let scoped = text("scp").is_some_and(|scp| !scp.is_empty() && scp != "/");
    let issuer = text("iss").unwrap_or_default();
    let foreign = text("tid").is_some_and(|tid| issuer.starts_with("https://") && !issuer.contains(tid));
    let all: [(bool, &'static str, &'static str, &'static [Meaning]); 7] = [
        (
            text("idtyp") == Some("app") && scoped,
            "idtyp",
            "idtyp says app, and there is scp, which only users have",
            &[],
        ),
        (
            subject.contains(&AGENT_USER) && !actor.contains(&AGENT),
            "xms_sub_fct",
            "xms_sub_fct says agent user (13), xms_act_fct does not say agent (11)",
            &[("13", "an agent's own user account")],
        ),
        (
            subject.contains(&AGENT) && text("idtyp") == Some("user"),
            "xms_sub_fct",
            "xms_sub_fct says agent identity (11), idtyp says user",
            &[("11", "an agent identity")],
        ),
        (
            claims.get("xms_par_app_azp").is_some()
                && claims.get("xms_act_fct").is_some()
                && !actor.contains(&AGENT),
            "xms_act_fct",
            "xms_par_app_azp names a blueprint, xms_act_fct does not say agent (11)",
            &[],
        ),
        (
            text("appid").is_some() && text("azp").is_some() && text("appid") != text("azp"),
            "azp",
            "appid and azp name different clients",
            &[],
        ),
        (foreign, "tid", "iss is of another tenant than tid", &[]),
        (
            relation.contains(&1) && relation.contains(&SERVICE_PRINCIPAL),
            "xms_idrel",
            "xms_idrel says member user (1) and service principal (7) at once",
            &[("1", "a member user"), ("7", "a service principal")],
        ),
    ];
    let holding = all.into_iter().filter(|(holds, ..)| *holds);
    holding.map(|(_, claim, text, values)| Contradiction { claim, text, values }).collect()
}
