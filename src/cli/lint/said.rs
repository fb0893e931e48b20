//! The options of lint that speak of its policy, as the layer above all files.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};

use super::Options;
use crate::delegation::chain::Level;
use crate::lint::policy::{Layer, LevelSaid, Place, Section, Stated};
use crate::lint::settings::Selector;

/// The options that set levels, with the level that each sets.
const FLAGS: [(&str, &str, Option<Level>, &str); 3] = [
    (
        "deny",
        "--deny",
        Some(Level::Error),
        "Take findings of a rule for errors; RULE, AREA.* or all (can be repeated)",
    ),
    (
        "warn",
        "--warn",
        Some(Level::Warning),
        "Take findings of a rule for warnings; the last that is said wins",
    ),
    ("allow", "--allow", None, "Switch a rule off"),
];

/// `--policy`, and `--deny`, `--warn` and `--allow` in the order in which they stand.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    /// The file below all others.
    pub(super) policy: Option<PathBuf>,
    levels: Vec<LevelSaid>,
}

impl Args for Said {
    fn augment_args(command: Command) -> Command {
        let policy = Arg::new("policy")
            .long("policy")
            .value_name("FILE")
            .value_parser(clap::value_parser!(PathBuf))
            .help("A file of policy below any obo.toml");
        let flags = FLAGS.map(|(name, _, _, help)| {
            Arg::new(name).long(name).value_name("RULE").action(ArgAction::Append).help(help)
        });
        command.arg(policy.help_heading("Policy")).args(flags.map(|flag| flag.help_heading("Policy")))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Said {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut said: Vec<(usize, LevelSaid)> = Vec::new();
        for (name, flag, level, _) in FLAGS {
            let rules = matches.get_many::<String>(name).into_iter().flatten();
            let order = matches.indices_of(name).into_iter().flatten();
            said.extend(
                order
                    .zip(rules)
                    .map(|(at, rule)| (at, Stated::new((Selector::parse(rule), level), Place::Flag(flag)))),
            );
        }
        said.sort_by_key(|(at, _)| *at);
        Ok(Self {
            policy: matches.get_one::<PathBuf>("policy").cloned(),
            levels: said.into_iter().map(|(_, one)| one).collect(),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// The layer above all files.
pub(super) fn layer(options: &Options) -> Layer {
    let mut section = Section { levels: options.said.levels.clone(), ..Section::default() };
    section.fail_on = options.fail_on.map(|least| Stated::new(least.level(), Place::Flag("--fail-on")));
    section.show = options.show.map(|least| Stated::new(least.level(), Place::Flag("--show")));
    section.shared_scopes = options.shared_scopes.then(|| Stated::new(true, Place::Flag("--shared-scopes")));
    Layer { sections: vec![section], ..Layer::default() }
}
