//! The only door to the world: streams, environment, clock, randomness, files and processes.

use std::io::{self, IsTerminal as _, Read, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use crate::files::{Disk, Files};
use crate::instant::Instant;
use crate::secret::Secret;

/// How long a `cmd:` source may run and how much it may print (SECURITY.md R2).
const COMMAND_TIME: Duration = Duration::from_secs(30);
const COMMAND_BYTES: usize = 64 << 10;

const SIGINT: std::ffi::c_int = signal_hook::consts::SIGINT;

/// Which of the three streams are terminals, and how wide the screen is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Terminals {
    /// stdin.
    pub stdin: bool,
    /// stdout.
    pub stdout: bool,
    /// stderr.
    pub stderr: bool,
    /// Columns of the terminal, if there is one.
    pub columns: Option<usize>,
}

/// Everything a run may touch; tests make one of buffers.
pub struct Host {
    /// Standard input.
    pub stdin: Box<dyn Read>,
    /// Standard output: results.
    pub stdout: Box<dyn Write>,
    /// Standard error: everything else.
    pub stderr: Box<dyn Write>,
    /// What the streams are.
    pub terminals: Terminals,
    /// Files, shareable with workers.
    pub files: Arc<dyn Files>,
    /// Set once the person interrupts.
    pub stop: Arc<AtomicBool>,
    /// Whether interrupts are watched already.
    is_watching: AtomicBool,
    /// Nobody is to be asked: `--no-input`.
    pub no_input: bool,
    /// The options that `OBO_` variables set in this run, such as `--issuer`.
    pub set_by_environment: Vec<String>,
    env: Vec<(String, String)>,
    now: Instant,
    /// When the run began, since 1970 and by a clock that only goes forward; `None` where the clock stands.
    began: Option<(Duration, std::time::Instant)>,
}

/// The second in which a moment lies, as time since 1970.
fn whole(since: Duration) -> Instant {
    Instant::from_seconds(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

/// Why a command's output is not to be had; never with the output in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CommandError {
    /// There is no such program, or it may not be run.
    #[error("the command could not be started")]
    NotStarted,
    /// It ended with another code than 0.
    #[error("the command ended with code {0}")]
    Failed(i32),
    /// It was ended by a signal.
    #[error("the command was ended by a signal")]
    Killed,
    /// It ran longer than 30 s.
    #[error("the command ran longer than 30 s")]
    TimedOut,
    /// The person interrupted while it ran.
    #[error("interrupted while the command ran")]
    Interrupted,
    /// It printed more than 64 KiB.
    #[error("the command printed more than 64 KiB")]
    TooLong,
}

impl Host {
    /// The real world; reads the clock once.
    #[must_use]
    #[allow(clippy::disallowed_methods, reason = "this is the door")]
    pub fn real() -> Self {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let size = terminal_size::terminal_size();
        Self {
            terminals: Terminals {
                stdin: io::stdin().is_terminal(),
                stdout: io::stdout().is_terminal(),
                stderr: io::stderr().is_terminal(),
                columns: size.map(|(width, _)| usize::from(width.0)),
            },
            stdin: Box::new(io::stdin().lock()),
            stdout: Box::new(io::BufWriter::with_capacity(1 << 16, io::stdout().lock())),
            stderr: Box::new(io::stderr()),
            files: Arc::new(Disk),
            stop: Arc::new(AtomicBool::new(false)),
            is_watching: AtomicBool::new(false),
            no_input: false,
            set_by_environment: Vec::new(),
            env: std::env::vars_os()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
                .collect(),
            now: whole(since),
            began: Some((since, std::time::Instant::now())),
        }
    }

    /// A world made of buffers, for tests: nothing is a terminal, the clock stands.
    #[must_use]
    pub fn of_buffers(
        stdin: &[u8],
        stdout: Box<dyn Write>,
        stderr: Box<dyn Write>,
        env: &[(&str, &str)],
        now: Instant,
    ) -> Self {
        Self {
            stdin: Box::new(io::Cursor::new(stdin.to_vec())),
            stdout,
            stderr,
            terminals: Terminals::default(),
            files: Arc::new(Disk),
            stop: Arc::new(AtomicBool::new(false)),
            is_watching: AtomicBool::new(false),
            no_input: false,
            set_by_environment: Vec::new(),
            env: env.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
            now,
            began: None,
        }
    }

    /// An environment variable that is UTF-8.
    #[must_use]
    pub fn env(&self, name: &str) -> Option<&str> {
        self.env.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The variables whose names start so, in order of name.
    pub fn env_starting(&self, prefix: &'static str) -> impl Iterator<Item = (&str, &str)> {
        let mut found: Vec<_> = self.env.iter().filter(|(name, _)| name.starts_with(prefix)).collect();
        found.sort_unstable();
        found.into_iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The working directory, if it can be told.
    #[must_use]
    pub fn working_directory(&self) -> Option<PathBuf> {
        std::env::current_dir().ok()
    }

    /// Where the user's own configuration lies: `XDG_CONFIG_HOME`, else `~/.config`; on Windows `APPDATA`.
    #[must_use]
    pub fn configuration_directory(&self) -> Option<PathBuf> {
        if cfg!(windows) {
            return self.env("APPDATA").map(PathBuf::from);
        }
        // The XDG specification: a path that is not absolute is to be ignored.
        let xdg = self.env("XDG_CONFIG_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
        xdg.or_else(|| self.home().map(|home| home.join(".config")))
    }

    /// The user's home directory.
    #[must_use]
    pub fn home(&self) -> Option<PathBuf> {
        let name = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
        self.env(name).map(PathBuf::from).filter(|path| path.is_absolute())
    }

    /// The clock as it was when the run began, or when what it judges had come.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.now
    }

    /// Reads the clock anew, because what is judged had to be waited for: it may have been issued in the meantime, and
    /// is not to be taken for a token of the future.
    pub fn waited(&mut self) {
        self.now = self.clock()();
    }

    /// The clock for what happens after the run began, as time passes.
    pub fn clock(&self) -> impl Fn() -> Instant + Send + Sync + use<> {
        let (now, began) = (self.now, self.began);
        move || began.map_or(now, |(since, began)| whole(since.saturating_add(began.elapsed())))
    }

    /// From here on an interrupt is noted in `stop`, so that what is known can still be printed; a second one ends
    /// the process. Until then an interrupt ends it at once.
    pub fn watch_interrupts(&self) {
        // Watched twice, the first interrupt would count as the second one.
        if self.is_watching.swap(true, Ordering::Relaxed) {
            return;
        }
        // Where no handler can be set an interrupt ends the process, which loses no more than the output.
        let _ = signal_hook::flag::register_conditional_shutdown(SIGINT, 130, Arc::clone(&self.stop));
        let _ = signal_hook::flag::register(SIGINT, Arc::clone(&self.stop));
    }

    /// The same for a polite end by another program, for what serves until it is stopped.
    pub fn watch_termination(&self) {
        let _ = signal_hook::flag::register(signal_hook::consts::SIGTERM, Arc::clone(&self.stop));
    }

    /// Whether the person has interrupted.
    #[must_use]
    pub fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Whether somebody is there to be asked.
    #[must_use]
    pub fn can_ask(&self) -> bool {
        !self.no_input && self.terminals.stdin && self.terminals.stderr && self.env("CI").is_none()
    }

    /// Whether the locale says UTF-8.
    #[must_use]
    pub fn is_utf8(&self) -> bool {
        let locale =
            ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|n| self.env(n).filter(|v| !v.is_empty()));
        locale.is_some_and(|l| {
            let l = l.to_ascii_lowercase();
            l.contains("utf-8") || l.contains("utf8")
        })
    }

    /// Fresh random bytes of the operating system; zeros only where it has none, which is reported as `false`.
    #[must_use]
    pub fn random(&self, bytes: &mut [u8]) -> bool {
        Self::randomness(bytes)
    }

    /// The same without a host, for threads that may not have one.
    #[must_use]
    pub fn randomness(bytes: &mut [u8]) -> bool {
        getrandom::fill(bytes).is_ok()
    }

    /// Waits, or returns early once the person interrupts.
    pub fn pause(&self, time: Duration) {
        let slice = Duration::from_millis(50);
        let mut left = time;
        while !left.is_zero() && !self.stopped() {
            let now = left.min(slice);
            std::thread::sleep(now);
            left = left.saturating_sub(now);
        }
    }

    /// The terminal behind stderr, for what moves while a server takes its time; `None` where there is none.
    #[must_use]
    pub fn terminal(&self) -> Option<Box<dyn Write + Send>> {
        self.terminals.stderr.then(|| -> Box<dyn Write + Send> { Box::new(io::stderr()) })
    }

    /// No core dump may hold a secret (SECURITY.md R22).
    pub fn forbid_core_dumps(&self) {
        #[cfg(unix)]
        {
            use rustix::process::{Resource, Rlimit, setrlimit};
            // Refusal is no reason to stop: the limit is a second wall.
            let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
        }
        #[cfg(target_os = "linux")]
        {
            let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
        }
    }

    /// Runs the words of a `cmd:` source: no shell, stdin closed, environment reduced, 30 s, 64 KiB.
    ///
    /// # Errors
    /// Where it does not end well; what it printed is then nowhere.
    pub fn command(&self, words: &[String]) -> Result<Secret, CommandError> {
        let (program, arguments) = words.split_first().ok_or(CommandError::NotStarted)?;
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).env_clear();
        for name in ["PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "SYSTEMROOT"] {
            if let Some(value) = self.env(name) {
                command.env(name, value);
            }
        }
        let mut child = command.spawn().map_err(|_| CommandError::NotStarted)?;
        let output = child.stdout.take().ok_or(CommandError::NotStarted)?;
        let reader = crate::parallel::in_background(move || {
            let mut bytes = Vec::new();
            let limit = u64::try_from(COMMAND_BYTES).unwrap_or(u64::MAX).saturating_add(1);
            let _ = output.take(limit).read_to_end(&mut bytes);
            Secret::new(bytes)
        });
        let started = std::time::Instant::now();
        let status = loop {
            match child.try_wait() {
                Ok(Some(status)) => break status,
                Ok(None) if started.elapsed() < COMMAND_TIME && !self.stopped() => {
                    std::thread::sleep(Duration::from_millis(5));
                }
                _ => {
                    let _ = child.kill();
                    let _ = child.wait();
                    return Err(self.cut_short());
                }
            }
        };
        // What the program left running may hold its output open for as long as it likes.
        while !reader.is_finished() {
            if started.elapsed() >= COMMAND_TIME || self.stopped() {
                return Err(self.cut_short());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        let printed = reader.join().unwrap_or_else(|_| Secret::new(Vec::new()));
        if printed.len() > COMMAND_BYTES {
            return Err(CommandError::TooLong);
        }
        match status.code() {
            Some(0) => Ok(printed),
            // Who interrupts at a terminal interrupts the command, too, and it may end with any code.
            _ if self.stopped() => Err(CommandError::Interrupted),
            Some(code) => Err(CommandError::Failed(code)),
            None => Err(CommandError::Killed),
        }
    }

    /// Why a command was not waited for any longer.
    fn cut_short(&self) -> CommandError {
        if self.stopped() { CommandError::Interrupted } else { CommandError::TimedOut }
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::Arc;
    use std::sync::atomic::Ordering;
    use std::time::{Duration, Instant as Moment};

    use super::{CommandError, Host};
    use crate::instant::Instant;

    #[test]
    fn an_interrupt_ends_the_waiting_for_a_command_and_for_what_it_left_running() {
        let sink = || Box::new(io::sink());
        let path = [("PATH", "/usr/bin:/bin")];
        for (script, want) in [
            // The shell ends at once, and what it started holds its output open.
            ("echo x; sleep 9 &", CommandError::Interrupted),
            ("sleep 9", CommandError::Interrupted),
            // Another's signal, and another's code, are told as such while nobody interrupts.
            ("kill -KILL $$", CommandError::Killed),
            ("exit 7", CommandError::Failed(7)),
        ] {
            let host = Host::of_buffers(b"", sink(), sink(), &path, Instant::from_seconds(0));
            let stop = Arc::clone(&host.stop);
            let interrupt = crate::parallel::in_background(move || {
                std::thread::sleep(Duration::from_millis(500));
                stop.store(true, Ordering::Relaxed);
            });
            let began = Moment::now();
            let printed = host.command(&["sh", "-c", script].map(str::to_owned)).err();
            assert_eq!(printed, Some(want), "{script}");
            assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
            interrupt.join().expect("it ends");
        }
        let host = Host::of_buffers(b"", sink(), sink(), &path, Instant::from_seconds(0));
        host.stop.store(true, Ordering::Relaxed);
        // At a terminal the command gets the signal as well, and ends by it, or with a code of its own.
        for script in ["kill -INT $$", "exit 130"] {
            let printed = host.command(&["sh", "-c", script].map(str::to_owned)).err();
            assert_eq!(printed, Some(CommandError::Interrupted), "{script}");
        }
    }
}
