//! Sentences of the data with real values in them: `{client}`, `{subject.aud}`, `{1}`.

use super::judge::may_act_ids;
use super::sent::Sent;
use crate::token::claims::Claims;

/// Fills a sentence; a value that is not known becomes words that still make sense.
pub(super) fn fill(template: &str, sent: &Sent, captures: &[String]) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, tail)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, after)) = tail.split_once('}') else {
            out.push('{');
            rest = tail;
            continue;
        };
        match value(name, sent, captures) {
            Some(value) => out.push_str(&value),
            None => {
                out.push('{');
                out.push_str(name);
                out.push('}');
            }
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The names that a sentence may have between braces, beside numbers, with the words for an unknown value.
pub(super) const NAMES: [(&str, &str); 17] = [
    ("client", "the client"),
    ("issuer", "the authorization server"),
    ("endpoint", "the token endpoint"),
    ("audience", "the audience"),
    ("resource", "the resource"),
    ("target", "the target"),
    ("scope", "the scope"),
    ("grant", "the grant"),
    ("subject", "TOKEN"),
    ("subject.aud", "its audience"),
    ("subject.iss", "its issuer"),
    ("subject.exp", "its exp"),
    ("subject.scope", "see its scope"),
    ("subject.client", "its client"),
    ("subject.may_act", "see its may_act"),
    ("subject.tid", "its tid"),
    ("status", "the status"),
];

fn value(name: &str, sent: &Sent, captures: &[String]) -> Option<String> {
    if let Ok(number) = name.parse::<usize>() {
        let found = captures.get(number.checked_sub(1)?).filter(|found| !found.is_empty());
        return Some(found.cloned().unwrap_or_else(|| "it".to_owned()));
    }
    let (_, unknown) = NAMES.iter().find(|(known, _)| *known == name)?;
    Some(real(name, sent).filter(|value| !value.is_empty()).unwrap_or_else(|| (*unknown).to_owned()))
}

fn real(name: &str, sent: &Sent) -> Option<String> {
    if let Some(claim) = name.strip_prefix("subject.") {
        return of_subject(claim, sent.subject.as_ref()?.token.as_ref()?.claims()?);
    }
    match name {
        "client" => sent.client_id.clone(),
        "issuer" => sent.issuer.clone(),
        "endpoint" => sent.token_endpoint.clone(),
        "audience" => Some(sent.audience.join(", ")),
        "resource" => Some(sent.resource.join(", ")),
        "target" => {
            let targets: Vec<&str> = sent.resource.iter().chain(&sent.audience).map(String::as_str).collect();
            Some(targets.join(", "))
        }
        "scope" => Some(sent.scope.join(" ")),
        "grant" => sent.grant.clone(),
        "subject" => sent.subject.as_ref()?.source.clone(),
        _ => None,
    }
}

fn of_subject(claim: &str, claims: Claims<'_>) -> Option<String> {
    match claim {
        "aud" => Some(claims.audience().join(", ")),
        "exp" => claims.date("exp").present().map(|end| end.to_string()),
        "scope" => Some(claims.scopes().join(" ")),
        "client" => claims.clients().first().map(|(_, id)| (*id).to_owned()),
        "may_act" => Some(may_act_ids(claims).join(", ")),
        _ => claims.text(claim).present().map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::fill;
    use crate::exchange::sent::Sent;
    use crate::instant::Instant;

    #[test]
    fn known_values_stand_in_the_sentence_and_unknown_ones_become_words() {
        let mut sent = Sent::unknown(Instant::from_seconds(0));
        sent.client_id = Some("svc {1}".to_owned());
        sent.audience = vec!["a".to_owned(), "b".to_owned()];
        for (template, want) in [
            ("{client} for {audience}", "svc {1} for a, b"),
            ("{issuer}, {subject.aud}", "the authorization server, its audience"),
            ("{1} and {2}", "one and it"),
            ("{nonsense} {", "{nonsense} {"),
        ] {
            assert_eq!(fill(template, &sent, &["one".to_owned()]), want);
        }
    }
}
