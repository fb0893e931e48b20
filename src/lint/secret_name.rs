//! The names that secrets are given.

/// Names that are given to secrets, in small letters without what parts their words.
const NAMES: [&str; 26] = [
    "accesskey",
    "accesstoken",
    "apikey",
    "apisecret",
    "apitoken",
    "authtoken",
    "bearertoken",
    "clientsecret",
    "connectionstring",
    "consumersecret",
    "idtoken",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "pwd",
    "refreshtoken",
    "secret",
    "secretaccesskey",
    "secretkey",
    "secrettoken",
    "sessiontoken",
    "sharedsecret",
    "signingkey",
    "userpassword",
    "webhooksecret",
];

/// How each of them ends; hardly any other name does, and the rest need not be taken apart.
const ENDS: [&str; 8] = ["key", "pwd", "token", "passwd", "phrase", "secret", "string", "password"];

/// Signs of the longest name that is compared with them, blanks and the like included.
const LONGEST_NAME: usize = 64;

/// Words that begin a name which says something about a secret, and holds none: `has_password`, `reset-password`.
const ABOUT: [&str; 13] = [
    "allow", "can", "change", "forgot", "has", "is", "must", "needs", "no", "require", "requires", "reset",
    "use",
];

/// Whether secrets are given this name, alone or behind words that say whose: `db_password`, `idpAccessToken`,
/// `https://app.example/claims/client_secret`. Only its end is read, and no long word: the name is not read anew for every
/// value it stands before.
pub(super) fn names_a_secret(name: &str) -> bool {
    let long = name.char_indices().rev().nth(LONGEST_NAME);
    let end = long.and_then(|(at, _)| name.get(at..)).unwrap_or(name);
    let last = match end.rsplit_once(['/', '#', ':']) {
        Some((_, last)) => last,
        None if long.is_none() => end,
        None => return false,
    };
    let last = last.trim_end_matches(|sign: char| !sign.is_alphanumeric());
    let ends = |end: &str| {
        let at = last.len().checked_sub(end.len());
        at.and_then(|at| last.get(at..)).is_some_and(|last| last.eq_ignore_ascii_case(end))
    };
    if !ENDS.iter().any(|end| ends(end)) {
        return false;
    }
    let words = words_of(last);
    if words.first().is_some_and(|first| ABOUT.contains(&first.as_str())) && words.len() > 1 {
        return false;
    }
    (0..words.len()).any(|from| words.get(from..).is_some_and(|rest| NAMES.contains(&rest.concat().as_str())))
}

/// The words of a name, in small letters: parted by signs, and where a capital letter begins one.
fn words_of(name: &str) -> Vec<String> {
    let signs: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (at, sign) in signs.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| signs.get(at));
        let is_last_capital = signs.get(at.saturating_add(1)).is_some_and(|next| next.is_lowercase());
        let begins =
            sign.is_uppercase() && before.is_some_and(|before| !before.is_uppercase() || is_last_capital);
        if begins || !sign.is_alphanumeric() {
            words.push(String::new());
        }
        if let (true, Some(word)) = (sign.is_alphanumeric(), words.last_mut()) {
            word.extend(sign.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::{ENDS, NAMES, names_a_secret};

    #[test]
    fn no_name_of_a_secret_ends_otherwise() {
        for name in NAMES {
            assert!(ENDS.iter().any(|end| name.ends_with(end)), "{name}");
            assert!(names_a_secret(name), "{name}");
        }
    }

    #[test]
    fn a_name_is_read_from_its_end_and_a_long_word_not_at_all() {
        let long = |end: &str| format!("{}{end}", "n".repeat(70));
        for (name, want) in [
            (long("/client_secret"), true),
            (long("_client_secret"), false),
            ("\u{e4}".repeat(70) + ":pwd", true),
            ("refresh token ".to_owned(), true),
            ("JWTSecret".to_owned(), true),
            ("JWTSecretName".to_owned(), false),
            ("isSecret".to_owned(), false),
            ("is".to_owned(), false),
            ("__".to_owned(), false),
            (String::new(), false),
        ] {
            assert_eq!(names_a_secret(&name), want, "{name}");
        }
    }
}
