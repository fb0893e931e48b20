//! obo in this process: a command line, what it read, what it wrote, what it ended with.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;
use std::time::SystemTime;

use obo::host::{Host, Terminals};
use obo::instant::Instant;
use serde_json::Value;

#[derive(Clone, Default)]
struct Page(Rc<RefCell<Vec<u8>>>);

impl Page {
    fn text(&self) -> String {
        String::from_utf8(self.0.borrow().clone()).unwrap()
    }
}

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What one run came to.
#[derive(Debug)]
pub struct Ran {
    pub code: u8,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// stdout as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// Panics where one of these stands in anything that was written.
    pub fn lacks(&self, hidden: &[&str]) {
        for text in hidden {
            assert!(!self.out.contains(text) && !self.err.contains(text), "{text} in {self:?}");
        }
    }
}

/// Runs obo with the real clock; nothing is a terminal.
pub fn obo(words: &[&str], env: &[(&str, &str)]) -> Ran {
    run(words, env, Terminals::default())
}

/// The same on a screen of so many columns, without colours.
pub fn on_screen(words: &[&str], columns: usize) -> Ran {
    let terminals = Terminals { stdout: true, stderr: true, columns: Some(columns), ..Terminals::default() };
    run(words, &[("TERM", "dumb"), ("LC_ALL", "C.UTF-8")], terminals)
}

fn run(words: &[&str], env: &[(&str, &str)], terminals: Terminals) -> Ran {
    let (out, err) = (Page::default(), Page::default());
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    let now = Instant::from_seconds(i64::try_from(now).unwrap());
    let mut host = Host::of_buffers(b"", Box::new(out.clone()), Box::new(err.clone()), env, now);
    host.terminals = terminals;
    let arguments = std::iter::once("obo").chain(words.iter().copied()).map(Into::into).collect();
    let code = obo::cli::run(arguments, &mut host).number();
    drop(host);
    Ran { code, out: out.text(), err: err.text() }
}
