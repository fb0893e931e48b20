//! Where results go: stdout or files, in one or several forms at once, and what a run says at its end.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use super::everywhere::{Colour, Everywhere};
use super::masked::masked;
use super::stderr::say_whole;
use super::written;
use crate::decoding::Readers;
use crate::failure::{Code, Failure};
use crate::files::{FileError, Pending};
use crate::host::Host;
use crate::redaction::Redactor;
use crate::render::ascii::ascii;
use crate::render::human::Human;
use crate::render::human::page::{Look, PIPE, WIDEST};
use crate::render::json::Json;
use crate::render::jsonl::JsonLines;
use crate::render::{Draft, Frame, Sink};
use crate::report::{End, Examined, Failed, InputRead, Item, Run};

/// A form of output that more than one command has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// For people
    #[default]
    Human,
    /// One JSON document
    Json,
    /// One JSON object a line
    Jsonl,
}

/// What a command's run came to, for the end of its output and its exit code.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The answer, over everything.
    pub code: Option<Code>,
    /// How much was examined.
    pub examined: Examined,
    /// What could not be read.
    pub failed: Vec<Failed>,
    /// What was read.
    pub inputs: Vec<InputRead>,
    /// Whether the person interrupted.
    pub partial: bool,
    /// Whether a row that cannot be read is a fact of the coverage and leaves the code alone (chain).
    pub lenient: bool,
    /// Whether an input without a token is no failure (`--allow-empty`).
    pub allow_empty: bool,
}

impl Outcome {
    /// Takes a further answer into account.
    pub fn and(&mut self, code: Code) {
        self.code = Some(self.code.map_or(code, |before| before.and(code)));
    }
}

enum Target {
    Stream(Box<dyn Write>),
    File(Box<dyn Pending>, String),
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stream(stream) => stream.write(bytes),
            Self::File(file, _) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stream(stream) => stream.flush(),
            Self::File(file, _) => file.flush(),
        }
    }
}

/// A form and where it goes.
struct Wanted<F> {
    form: F,
    target: Target,
    look: Look,
}

/// Several sinks as one; what befalls one of them is nothing to the others.
struct Several<'s> {
    sinks: Vec<Box<dyn Sink + 's>>,
    /// Why a sink gets nothing more, for each of them.
    lost: Vec<Option<io::Error>>,
    items: usize,
    /// With `--redact`, the only form in which an item reaches a sink.
    redactor: Option<Redactor>,
}

impl Several<'_> {
    /// Hands something to every sink that still takes it.
    ///
    /// # Errors
    /// Where none is left: the run has nobody to tell.
    fn each(&mut self, mut hand: impl FnMut(&mut dyn Sink) -> io::Result<()>) -> io::Result<()> {
        for (sink, lost) in self.sinks.iter_mut().zip(&mut self.lost) {
            if lost.is_none() {
                *lost = hand(sink.as_mut()).err();
            }
        }
        match self.lost.iter().flatten().map(io::Error::kind).max_by_key(|kind| *kind != CLOSED) {
            Some(kind) if self.lost.iter().all(Option::is_some) => Err(kind.into()),
            _ => Ok(()),
        }
    }
}

/// The reader of a pipe went away, which is its own choice.
const CLOSED: io::ErrorKind = io::ErrorKind::BrokenPipe;

impl Sink for Several<'_> {
    fn item(&mut self, item: &Item) -> io::Result<()> {
        self.items = self.items.saturating_add(1);
        let hidden = self.redactor.as_mut().and_then(|redactor| redactor.item(item));
        let item = hidden.as_ref().unwrap_or(item);
        self.each(|sink| sink.item(item))
    }

    fn hear(&mut self, sources: &[&str], issuers: &[&str]) {
        if let Some(redactor) = &mut self.redactor {
            redactor.hear(sources, issuers);
        }
    }

    /// There is one where there is one sink, and nothing is hidden: stand-ins depend on what came before.
    fn draft(&self) -> Option<Draft> {
        match self.sinks.as_slice() {
            [only] if self.redactor.is_none() => only.draft(),
            _ => None,
        }
    }

    fn drafted(&mut self, text: &[u8], items: usize) -> io::Result<()> {
        self.items = self.items.saturating_add(items);
        self.each(|sink| sink.drafted(text, items))
    }

    fn close(&mut self, end: &End) -> io::Result<()> {
        self.each(|sink| sink.close(end))
    }
}

/// The forms of one command.
pub trait Form: Copy + clap::ValueEnum {
    /// The sink of this form.
    fn sink<'w>(self, out: &'w mut dyn Write, frame: Frame) -> Box<dyn Sink + 'w>;

    /// Whether each line stands alone, so that run and coverage go to stderr; every command calls that form `jsonl`.
    fn is_lines(self) -> bool {
        is_called(self, "jsonl")
    }

    /// Whether a person reads it; every command calls that form `human`.
    fn is_for_people(self) -> bool {
        is_called(self, "human")
    }
}

fn is_called(form: impl clap::ValueEnum, name: &str) -> bool {
    form.to_possible_value().is_some_and(|value| value.get_name() == name)
}

impl Form for Format {
    fn sink<'w>(self, out: &'w mut dyn Write, frame: Frame) -> Box<dyn Sink + 'w> {
        match self {
            Self::Human => Box::new(Human::new(out, frame)),
            Self::Json => Box::new(Json::new(out, frame)),
            Self::Jsonl => Box::new(JsonLines::new(out, frame)),
        }
    }
}

/// One form and the reports that were asked for beside it.
#[derive(Debug, Clone)]
pub struct Forms<F> {
    /// What stdout (or `-o`) gets.
    pub stdout: F,
    /// `--report FORMAT=FILE`.
    pub reports: Vec<(F, String)>,
}

impl<F: Form> Forms<F> {
    /// Reads the forms from the options.
    ///
    /// # Errors
    /// Where a `--report` names no form of this command or no file.
    pub fn read(stdout: F, common: &Everywhere) -> Result<Self, Failure> {
        let mut reports = Vec::new();
        for report in &common.report {
            let (name, path) =
                report.split_once('=').filter(|(_, path)| !path.is_empty()).unwrap_or_default();
            let form = F::from_str(name, false).map_err(|_| {
                let names: Vec<_> =
                    F::value_variants().iter().filter_map(clap::ValueEnum::to_possible_value).collect();
                let names: Vec<_> = names.iter().map(|value| value.get_name().to_owned()).collect();
                Failure::usage("--report wants FORMAT=FILE")
                    .hint(format!("the forms are {}", names.join(" ")))
            })?;
            if path == "-" {
                return Err(Failure::usage("--report wants a file, and - is stdout, which has its own form"));
            }
            reports.push((form, path.to_owned()));
        }
        Ok(Self { stdout, reports })
    }

    /// Who reads the forms.
    #[must_use]
    pub fn readers(&self) -> Readers {
        let mut forms = std::iter::once(self.stdout).chain(self.reports.iter().map(|(form, _)| *form));
        let people = forms.clone().any(Form::is_for_people);
        match (people, forms.all(Form::is_for_people)) {
            (_, true) => Readers::People,
            (true, false) => Readers::Both,
            (false, false) => Readers::Machines,
        }
    }
}

/// Runs a command with its sinks open, closes them, and says what the end of a run says.
///
/// # Errors
/// Where an output cannot be made or written, or the work ended early; what was already written stays, and so does every
/// output that could be written.
pub fn emit<F: Form>(
    command: &'static str,
    forms: Forms<F>,
    common: &Everywhere,
    arguments: &[OsString],
    host: &mut Host,
    work: impl FnOnce(&mut Host, &mut dyn Sink) -> Result<Outcome, Failure>,
) -> Result<Code, Failure> {
    let now = common.at.unwrap_or(host.now());
    let for_machines = forms.readers() != Readers::People;
    let mut wanted = targets(forms, common, host)?;
    let redactor = common.redact.then(Redactor::default);
    let mut sinks = Several { sinks: Vec::new(), lost: Vec::new(), items: 0, redactor };
    let mut lines = false;
    for one in &mut wanted {
        lines |= one.form.is_lines();
        sinks
            .sinks
            .push(one.form.sink(&mut one.target, Frame { command, at: common.at, now, look: one.look }));
        sinks.lost.push(None);
    }
    let outcome = work(host, &mut sinks)?;
    let code = outcome.code.unwrap_or(Code::Yes);
    let mut end = End {
        run: Run {
            obo: env!("CARGO_PKG_VERSION"),
            at: host.now(),
            // Nobody reads the arguments on a screen, and naming a token costs its hash.
            arguments: if for_machines { masked(arguments) } else { Vec::new() },
            inputs: outcome.inputs,
        },
        examined: outcome.examined,
        failed: outcome.failed,
        partial: outcome.partial,
    };
    if let Some(redactor) = &mut sinks.redactor {
        end.run = redactor.run(&end.run);
        for failed in &mut end.failed {
            let place = redactor.place(&failed.source);
            failed.error = failed.error.replace(&failed.source, &place);
            failed.source = place;
        }
    }
    // Before the first result stdout stays empty; a document about nothing would look like an answer.
    let has_result = sinks.items > 0 || matches!(code, Code::Yes | Code::No);
    if has_result {
        // Whether it could be written is asked below, of each output by itself.
        let _ = sinks.close(&end);
    }
    let lost = std::mem::take(&mut sinks.lost);
    drop(sinks);
    if lines {
        let (run, examined) = (ascii(&end.run, None), ascii(&end.examined, None));
        let line =
            format!("run {} examined {}", String::from_utf8_lossy(&run), String::from_utf8_lossy(&examined));
        if !common.quiet {
            say_whole(host, &line);
        }
    }
    let mut failure = None;
    for (one, lost) in wanted.into_iter().zip(lost) {
        // A file that would say nothing is not made, and takes the place of none that is there.
        let kept = if has_result { keep(one.target, lost, host) } else { give_back(one.target, host) };
        failure = failure.or(kept.err());
    }
    if let Some(failure) = failure {
        return Err(failure);
    }
    let code = if outcome.partial { Code::Interrupted } else { code };
    Ok(if common.exit_zero && code == Code::No { Code::Yes } else { code })
}

/// Ends one output, with what befell it on the way: stdout is given back, a file gets its name.
fn keep(target: Target, lost: Option<io::Error>, host: &mut Host) -> Result<(), Failure> {
    match (target, lost) {
        (Target::Stream(mut stream), lost) => {
            let flushed = stream.flush();
            host.stdout = stream;
            written(lost.map_or(flushed, Err))
        }
        (Target::File(_, name), Some(error)) => Err(unwritten(FileError::of(&error), &name)),
        (Target::File(file, name), None) => file.commit().map_err(|error| unwritten(error, &name)),
    }
}

/// Ends an output that got nothing.
fn give_back(target: Target, host: &mut Host) -> Result<(), Failure> {
    if let Target::Stream(stream) = target {
        host.stdout = stream;
    }
    Ok(())
}

fn unwritten(error: FileError, name: &str) -> Failure {
    Failure::usage(error).context(format!("cannot write {name}"))
}

/// A path without the steps that lead nowhere, so that one file has one name.
fn without_dots(path: &Path) -> PathBuf {
    path.components().filter(|step| *step != Component::CurDir).collect()
}

fn targets<F: Copy>(
    forms: Forms<F>,
    common: &Everywhere,
    host: &mut Host,
) -> Result<Vec<Wanted<F>>, Failure> {
    let mut wanted = Vec::new();
    let look = look(common, host);
    let names = forms.reports.iter().map(|(_, name)| Path::new(name)).chain(common.file());
    let mut plain: Vec<PathBuf> = names.map(without_dots).collect();
    plain.sort_unstable();
    if plain.iter().zip(plain.iter().skip(1)).any(|(one, other)| one == other) {
        return Err(Failure::usage("one file for two outputs: the second would take the place of the first"));
    }
    let create = |path: &Path, host: &Host| {
        let name = path.to_string_lossy().into_owned();
        match host.files.create(path) {
            Ok(file) => Ok(Target::File(file, name)),
            Err(error) => Err(unwritten(error, &name)),
        }
    };
    match common.file() {
        Some(path) => {
            let look = Look { colour: common.color == Some(Colour::Always), ..Look::pipe() };
            wanted.push(Wanted { form: forms.stdout, target: create(path, host)?, look });
        }
        None => {
            let stream = std::mem::replace(&mut host.stdout, Box::new(io::sink()));
            wanted.push(Wanted { form: forms.stdout, target: Target::Stream(stream), look });
        }
    }
    for (form, name) in forms.reports {
        wanted.push(Wanted { form, target: create(Path::new(&name), host)?, look: Look::pipe() });
    }
    Ok(wanted)
}

/// What the screen can show: width, colour, locale.
#[must_use]
pub fn look(common: &Everywhere, host: &Host) -> Look {
    let terminal = host.terminals.stdout;
    let set = |name: &str| host.env(name).is_some_and(|value| !value.is_empty());
    let colour = match common.color.unwrap_or_default() {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto if set("NO_COLOR") => false,
        Colour::Auto if host.env("CLICOLOR_FORCE").is_some_and(|v| v != "0" && !v.is_empty()) => true,
        Colour::Auto => terminal && host.env("TERM") != Some("dumb"),
    };
    let columns = terminal.then(|| host.terminals.columns.unwrap_or(PIPE).max(40));
    let width = columns.map_or(PIPE, |columns| columns.min(WIDEST));
    Look { width, terminal: columns, colour, utf8: host.is_utf8() }
}
