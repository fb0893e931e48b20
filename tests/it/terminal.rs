//! A program on a terminal of its own: what it shows, and what a person types.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::{Mode, OFlags, open};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

/// How long one answer may take; a loaded machine is slow.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running program and the other side of its terminal.
pub struct Terminal {
    child: Child,
    keyboard: File,
    screen: Receiver<Vec<u8>>,
    shown: String,
}

impl Terminal {
    /// Starts it with all three streams on a terminal of 80 columns.
    pub fn start(mut command: Command) -> Self {
        let main = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
        grantpt(&main).expect("granted");
        unlockpt(&main).expect("unlocked");
        let name = ptsname(&main, Vec::new()).expect("a name");
        let side = || open(&name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).expect("its other side");
        let size = Winsize { ws_row: 40, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&main, size).expect("a size");
        let child = command.stdin(side()).stdout(side()).stderr(side()).spawn().expect("it runs");
        // The program alone holds the other side now, so that its end is the end of what is shown.
        drop(command);
        let keyboard = File::from(main);
        let mut reading = keyboard.try_clone().expect("a second hold on it");
        let (send, screen) = channel();
        thread::spawn(move || {
            let mut chunk = [0; 4096];
            while let Ok(read @ 1..) = reading.read(&mut chunk) {
                if send.send(chunk[..read].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self { child, keyboard, screen, shown: String::new() }
    }

    /// Waits until this is shown.
    pub fn wait_for(&mut self, text: &str) {
        let until = Instant::now() + PATIENCE;
        while !self.shown.contains(text) {
            let left = until.saturating_duration_since(Instant::now());
            match self.screen.recv_timeout(left) {
                Ok(bytes) => self.shown.push_str(&String::from_utf8_lossy(&bytes)),
                Err(_) => panic!("never shown: {text}\n{}", self.shown),
            }
        }
    }

    /// Presses keys.
    pub fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).expect("pressed");
    }

    /// The exit code and all that was shown.
    pub fn end(mut self) -> (Option<i32>, String) {
        let until = Instant::now() + PATIENCE;
        while let Ok(bytes) = self.screen.recv_timeout(until.saturating_duration_since(Instant::now())) {
            self.shown.push_str(&String::from_utf8_lossy(&bytes));
        }
        if Instant::now() >= until {
            let _ = self.child.kill();
            panic!("it does not end: {}", self.shown);
        }
        (self.child.wait().expect("it ended").code(), self.shown)
    }
}
