//! A profile: issuer, client, audience, keys and expectations under one name.

use std::borrow::Cow;

use super::error::ConfigError;
use super::file::{File, Setting, Table};
use super::origin::Found;
use crate::lint::policy::{Layer, LeftOut, Limit, List, Place, Section, Standing, Stated};

/// What a profile of a found file may say of a token that is verified: each only makes it harder to pass
/// (SECURITY.md R2). A type or a kind of token is not among them, for it can also take checks away.
const TIGHTENING: [&str; 12] = [
    "audience",
    "scope",
    "subject",
    "client-id",
    "alg",
    "actor",
    "prior-actor",
    "max-depth",
    "max-age",
    "max-lifetime",
    "no-delegation",
    "require-binding",
];

/// A profile with everything it inherits; the nearest value counts.
#[derive(Debug)]
pub struct Profile<'c> {
    /// Its name.
    pub name: String,
    settings: Vec<(&'static str, Cow<'c, Found<Setting>>)>,
    /// Tables of files that nothing trusts yet, nearest first.
    found: Vec<(&'c File, &'c Table)>,
    /// The tables of the user's files, nearest first.
    own: Vec<&'c Table>,
    /// What files that nothing trusts yet say and may not.
    pub left_out: Vec<LeftOut>,
}

impl<'c> Profile<'c> {
    /// Finds a profile in the files, in order of precedence, and follows `inherits`. A table of a file that nothing
    /// trusts yet counts only where no file of the user's has one of the name.
    pub(super) fn resolve(name: &str, files: &'c [File]) -> Result<Self, ConfigError> {
        let mut profile = Self {
            name: name.to_owned(),
            settings: Vec::new(),
            found: Vec::new(),
            own: Vec::new(),
            left_out: Vec::new(),
        };
        let mut next = Some((name.to_owned(), None));
        let mut seen: Vec<String> = Vec::new();
        while let Some((wanted, named_by)) = next.take() {
            if seen.contains(&wanted) {
                return Err(ConfigError::Circle);
            }
            let (file, table) = profile.find(&wanted, files)?;
            if let Some(place) = named_by.filter(|_| file.standing == Standing::User) {
                // Which of the user's issuers and keys count is not for a found file to say.
                profile.left_out.push(LeftOut { what: format!("inherits = \"{wanted}\""), place });
                break;
            }
            for (key, found) in &table.settings {
                match &found.value {
                    Setting::Text(parent) if *key == "inherits" => {
                        let place = (file.standing == Standing::Found).then(|| found.place());
                        next = Some((parent.clone(), place));
                    }
                    _ if file.standing == Standing::Found => {}
                    _ if profile.get(key).is_none() => profile.settings.push((key, Cow::Borrowed(found))),
                    _ => {}
                }
            }
            match file.standing {
                Standing::User => profile.own.push(table),
                Standing::Found => profile.found.push((file, table)),
            }
            seen.push(wanted);
        }
        for index in 0..profile.found.len() {
            profile.tighten(index);
        }
        Ok(profile)
    }

    fn find(&mut self, name: &str, files: &'c [File]) -> Result<(&'c File, &'c Table), ConfigError> {
        let tables = || {
            let table = |file: &'c File| Some((file, file.profiles.iter().find(|p| p.name == name)?));
            files.iter().filter_map(table)
        };
        let of = |standing| tables().find(|(file, _)| file.standing == standing);
        match (of(Standing::User), of(Standing::Found)) {
            (Some(own), found) => {
                let what = format!("profile.{name}");
                let place = found.map(|(_, table)| table.place.clone());
                self.left_out.extend(place.map(|place| LeftOut { what, place }));
                Ok(own)
            }
            (None, Some(found)) => Ok(found),
            (None, None) => {
                let mut known: Vec<String> = Vec::new();
                for name in files.iter().flat_map(File::profile_names) {
                    if !known.iter().any(|one| one == name) {
                        known.push(name.to_owned());
                    }
                }
                Err(ConfigError::NoProfile { known })
            }
        }
    }

    /// Hears what a table that may only tighten says; the user's own word stands, but a number may become less.
    fn tighten(&mut self, index: usize) {
        let Some((_, table)) = self.found.get(index).copied() else { return };
        for (key, said) in table.settings.iter().filter(|(key, _)| *key != "inherits") {
            if !TIGHTENING.contains(key) {
                self.left_out.push(withheld(table, key, said));
                continue;
            }
            // An audience narrows what the user names, and is none of its own.
            if *key == "audience" {
                continue;
            }
            let known = self.settings.iter_mut().find(|(known, _)| known == key);
            let Some((_, known)) = known else {
                self.settings.push((key, Cow::Borrowed(said)));
                continue;
            };
            let tighter = match (&known.value, &said.value) {
                (Setting::Number(known), Setting::Number(said)) if said < known => Setting::Number(*said),
                (Setting::Flag(false), Setting::Flag(true)) => Setting::Flag(true),
                (Setting::Texts(known), Setting::Texts(said)) if ["scope", "prior-actor"].contains(key) => {
                    let more = said.iter().filter(|one| !known.contains(one));
                    Setting::Texts(known.iter().chain(more).cloned().collect())
                }
                _ => continue,
            };
            *known = Cow::Owned(Found { value: tighter, ..said.clone() });
        }
    }

    /// The tables of files that nothing trusts yet, as parts that a run which needs the whole cannot have.
    #[must_use]
    pub fn untrusted_parts(&self) -> Vec<LeftOut> {
        let part = |(_, table): &(_, &Table)| LeftOut {
            what: format!("profile.{}", table.name),
            place: table.place.clone(),
        };
        self.found.iter().map(part).collect()
    }

    /// Refuses a profile that a file which nothing trusts yet has a part in.
    ///
    /// # Errors
    /// Where there is such a part.
    pub fn whole(self) -> Result<Self, ConfigError> {
        self.needs(true)?;
        Ok(self)
    }

    /// Refuses the profile where something that a run needs was left out of it.
    ///
    /// # Errors
    /// Where it is needed, and a file that nothing trusts yet has a part in the profile.
    pub fn needs(&self, is_needed: bool) -> Result<(), ConfigError> {
        match self.found.first() {
            Some((file, _)) if is_needed => Err(ConfigError::Untrusted { path: file.path.clone() }),
            _ => Ok(()),
        }
    }

    /// Whether one of these keys was left out, and nothing else says it.
    #[must_use]
    pub fn lacks(&self, keys: &[&str]) -> bool {
        keys.iter().all(|key| self.get(key).is_none())
            && self.found.iter().any(|(_, table)| table.settings.iter().any(|(key, _)| keys.contains(key)))
    }

    /// The audiences that a file which nothing trusts yet allows, of those that the user names; empty for all.
    #[must_use]
    pub fn narrowing(&self) -> &'c [String] {
        self.found.iter().find_map(|(_, table)| texts_of(table, "audience")).unwrap_or_default()
    }

    /// The audience of a found file where the user's files name none: alone it does not count.
    #[must_use]
    pub fn lone_audience(&self) -> Option<LeftOut> {
        let said = |(_, table): &(_, &'c Table)| {
            let (_, said) = table.settings.iter().find(|(key, _)| *key == "audience")?;
            Some(LeftOut { what: format!("audience of profile.{}", table.name), place: said.place() })
        };
        self.found.iter().find_map(said).filter(|_| self.get("audience").is_none())
    }

    /// What the profile says to lint: its parts as layers, the nearest last.
    #[must_use]
    pub fn layers(&self) -> Vec<Layer> {
        let found = self.found.iter().map(|(_, table)| (Standing::Found, *table)).rev();
        let own = self.own.iter().map(|table| (Standing::User, *table)).rev();
        own.chain(found).map(|(standing, table)| layer(standing, table)).collect()
    }

    /// A setting and where it stands.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Found<Setting>> {
        self.settings.iter().find(|(known, _)| *known == key).map(|(_, found)| found.as_ref())
    }

    /// A text; of a list the first.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        match &self.get(key)?.value {
            Setting::Text(text) => Some(text),
            Setting::Texts(texts) => texts.first().map(String::as_str),
            _ => None,
        }
    }

    /// All texts of a key, empty where it is not set.
    #[must_use]
    pub fn texts(&self, key: &str) -> Vec<&str> {
        match self.get(key).map(|found| &found.value) {
            Some(Setting::Text(text)) => vec![text],
            Some(Setting::Texts(texts)) => texts.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// A number, or a duration in seconds.
    #[must_use]
    pub fn number(&self, key: &str) -> Option<u64> {
        match &self.get(key)?.value {
            Setting::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// A boolean; false where it is not set.
    #[must_use]
    pub fn flag(&self, key: &str) -> bool {
        matches!(self.get(key).map(|found| &found.value), Some(Setting::Flag(true)))
    }
}

/// What a table of a file that nothing trusts yet says, and may not until it is trusted.
pub(super) fn all_withheld(table: &Table) -> impl Iterator<Item = LeftOut> + '_ {
    let said = table.settings.iter().filter(|(key, _)| *key == "audience" || !TIGHTENING.contains(key));
    said.filter(|(key, _)| *key != "inherits").map(|(key, said)| withheld(table, key, said))
}

fn withheld(table: &Table, key: &str, said: &Found<Setting>) -> LeftOut {
    let is_secret = key.starts_with("client-") || key.ends_with("-secret");
    let program = if is_secret && matches!(said.value, Setting::Texts(_)) { " (a program)" } else { "" };
    LeftOut { what: format!("{key} of profile.{}{program}", table.name), place: said.place() }
}

fn texts_of<'c>(table: &'c Table, key: &str) -> Option<&'c [String]> {
    table.settings.iter().find(|(known, _)| *known == key).and_then(|(_, found)| match &found.value {
        Setting::Texts(texts) => Some(texts.as_slice()),
        _ => None,
    })
}

/// What a table's expectations are to lint: who may issue, for whom, how long, how deep.
fn layer(standing: Standing, table: &Table) -> Layer {
    let mut section = Section::default();
    for (key, found) in &table.settings {
        let place = || found.place();
        match (*key, &found.value) {
            ("issuer", Setting::Texts(texts)) => {
                section.lists.push(Stated::new((List::AllowIssuers, texts.clone()), place()));
            }
            ("audience", Setting::Texts(texts)) => {
                section.lists.push(Stated::new((List::AllowAudiences, texts.clone()), place()));
            }
            ("max-depth", Setting::Number(most)) => {
                section.limits.push(Stated::new((Limit::Actors, *most), place()));
            }
            ("max-lifetime", Setting::Number(most)) => {
                let lifetimes = Limit::ALL.into_iter().filter(|limit| limit.is_lifetime());
                section.limits.extend(lifetimes.map(|limit| {
                    // What is shorter by nature stays so.
                    let most = if limit == Limit::GrantLifetime { (*most).min(300) } else { *most };
                    Stated::new((limit, most), place())
                }));
            }
            _ => {}
        }
    }
    // What is said as a limit is nearer than what follows from an expectation.
    section.limits.extend(table.limits.iter().cloned());
    Layer { standing, sections: vec![section], ..Layer::default() }
}

impl<T> Found<T> {
    fn place(&self) -> Place {
        match (&self.path, self.line) {
            (Some(path), Some(line)) => Place::File { path: path.clone(), line, column: self.column },
            _ => Place::Flag("-p"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::Profile;
    use crate::config::file::File;
    use crate::config::{ConfigError, Origin};
    use crate::lint::policy::Standing;

    fn file(text: &str, origin: Origin, standing: Standing) -> File {
        File::parse(text.as_bytes(), Path::new("obo.toml"), origin, standing).expect("it is well formed")
    }

    fn own(text: &str, origin: Origin) -> File {
        file(text, origin, Standing::User)
    }

    #[test]
    fn what_is_inherited_gives_way_to_what_is_said() {
        let text = "[profile.base]\nissuer = \"https://base\"\nscope = \"a\"\n\
                    [profile.ledger]\ninherits = \"base\"\nissuer = \"https://ledger\"";
        let files = [own(text, Origin::Named), own("[profile.ledger]\nscope = \"user\"", Origin::User)];
        let profile = Profile::resolve("ledger", &files).expect("it is there");
        assert_eq!((profile.text("issuer"), profile.texts("scope")), (Some("https://ledger"), vec!["a"]));
        assert_eq!(profile.get("issuer").map(|f| (f.origin, f.line)), Some((Origin::Named, Some(6))));
    }

    #[test]
    fn circles_and_gaps_are_named() {
        let files = [own("[profile.a]\ninherits = \"b\"\n[profile.b]\ninherits = \"a\"", Origin::User)];
        assert_eq!(Profile::resolve("a", &files).err(), Some(ConfigError::Circle));
        let known = vec!["a".to_owned(), "b".to_owned()];
        let twice = [own("[profile.a]\n[profile.b]", Origin::User), own("[profile.a]", Origin::Named)];
        for files in [&files[..], &twice] {
            let known = known.clone();
            assert_eq!(Profile::resolve("c", files).err(), Some(ConfigError::NoProfile { known }));
        }
    }

    #[test]
    fn r02_a_found_profile_only_tightens() {
        let user = "[profile.mine]\ninherits = \"base\"\nissuer = \"https://i\"\nmax-age = 600\nmax-depth = 3\n\
                    scope = \"a\"\nactor = \"x\"\n[profile.prod]\nissuer = \"https://i\"";
        let found = "[profile.base]\nissuer = \"https://evil\"\njwks = \"evil.json\"\n\
                     max-age = 60\nmax-depth = 9\nscope = \"b\"\nactor = \"evil\"\naudience = \"ledger\"\n\
                     typ = \"dpop+jwt\"\ntoken-type = \"JWT\"\nno-delegation = true\nsubject = \"alice\"\n\
                     client-secret = [\"cmd\", \"sh\"]\nintrospect-secret = \"cmd:sh\"\n[profile.prod]\ntoken-endpoint = \"https://evil\"\n\
                     [profile.theirs]\ninherits = \"prod\"\nmax-age = 5";
        let files = [file(found, Origin::Project, Standing::Found), own(user, Origin::User)];
        let profile = Profile::resolve("mine", &files).expect("it is there");
        assert_eq!(profile.text("issuer"), Some("https://i"));
        assert_eq!((profile.number("max-age"), profile.number("max-depth")), (Some(60), Some(3)));
        assert_eq!((profile.texts("scope"), profile.texts("actor")), (vec!["a", "b"], vec!["x"]));
        assert_eq!((profile.texts("audience"), profile.narrowing()), (vec![], &["ledger".to_owned()][..]));
        assert_eq!((profile.flag("no-delegation"), profile.text("subject")), (true, Some("alice")));
        let named: Vec<_> = profile.left_out.iter().map(|one| one.what.as_str()).collect();
        let keys = [
            ("client-secret", " (a program)"),
            ("introspect-secret", " (a program)"),
            ("issuer", ""),
            ("jwks", ""),
            ("token-type", ""),
            ("typ", ""),
        ];
        assert_eq!(named, keys.map(|(key, program)| format!("{key} of profile.base{program}")));
        for key in ["jwks", "typ", "token-type", "client-secret"] {
            assert!(profile.get(key).is_none() && profile.lacks(&[key]), "{key}");
        }
        assert!(!profile.lacks(&["issuer"]), "the user's own says it");
        assert!(matches!(profile.whole(), Err(ConfigError::Untrusted { .. })));
        let theirs = Profile::resolve("theirs", &files).expect("it is there");
        assert_eq!((theirs.text("issuer"), theirs.number("max-age")), (None, Some(5)));
        let named: Vec<_> = theirs.left_out.iter().map(|one| one.what.as_str()).collect();
        assert_eq!(named, ["profile.prod", "inherits = \"prod\""]);
        let prod = Profile::resolve("prod", &files).expect("it is there");
        assert_eq!((prod.text("issuer"), prod.text("token-endpoint")), (Some("https://i"), None));
        assert_eq!(prod.left_out.iter().map(|one| one.what.as_str()).collect::<Vec<_>>(), ["profile.prod"]);
        assert!(prod.whole().is_ok());
    }
}
