//! A sign of life on a terminal while a server takes its time.

use std::io::Write;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::render::text::outside;

/// How long nothing is shown: most servers answer within this time.
const QUIET: Duration = Duration::from_millis(800);

/// How often the sign moves.
const TURN: Duration = Duration::from_millis(120);

/// A sign that moves until it is dropped, and then leaves an empty line.
pub struct Spinner {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Spinner {
    /// Starts the wait for a host; nothing is written if the answer is there in time.
    #[must_use]
    #[allow(clippy::disallowed_methods, reason = "threads live here, too: see ARCHITECTURE.md")]
    pub fn start(mut terminal: Box<dyn Write + Send>, host: &str) -> Self {
        let label = outside(host).as_str().to_owned();
        let (stop, stopped) = mpsc::channel::<()>();
        let thread = std::thread::spawn(move || {
            let waits = std::iter::once(QUIET).chain(std::iter::repeat(TURN));
            let mut shown = false;
            for (wait, sign) in waits.zip(['|', '/', '-', '\\'].into_iter().cycle()) {
                if stopped.recv_timeout(wait) != Err(RecvTimeoutError::Timeout) {
                    break;
                }
                shown = true;
                let _ = write!(terminal, "\r{sign} waiting for {label}").and_then(|()| terminal.flush());
            }
            if shown {
                let blank = " ".repeat(label.chars().count().saturating_add("- waiting for ".len()));
                let _ = write!(terminal, "\r{blank}\r").and_then(|()| terminal.flush());
            }
        });
        Self { stop: Some(stop), thread: Some(thread) }
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    use super::Spinner;

    #[derive(Clone, Default)]
    struct Screen(Arc<Mutex<Vec<u8>>>);

    impl Write for Screen {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("nobody panicked").write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_quick_answer_shows_nothing_and_a_slow_one_cleans_up() {
        let screen = Screen::default();
        drop(Spinner::start(Box::new(screen.clone()), "sts.example"));
        assert!(screen.0.lock().expect("nobody panicked").is_empty());
        let spinner = Spinner::start(Box::new(screen.clone()), "a\u{1b}b");
        std::thread::sleep(Duration::from_millis(1_100));
        drop(spinner);
        let text = String::from_utf8(screen.0.lock().expect("nobody panicked").clone()).expect("UTF-8");
        assert!(text.starts_with("\r| waiting for a\\u{1b}b") && text.ends_with("  \r"), "{text:?}");
        assert!(!text.contains('\u{1b}'), "{text:?}");
    }
}
