//! A server that answers with exactly the bytes it was given, on loopback.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What to do with one connection.
#[derive(Clone)]
pub enum Reply {
    /// Write this and close.
    Bytes(Vec<u8>),
    /// Wait, and then write this and close.
    Late(Duration, Vec<u8>),
    /// Write this head, then this part again and again until nobody listens, with a pause between.
    Endless(Vec<u8>, Vec<u8>, Duration),
    /// Read the request and close.
    Close,
}

impl Reply {
    /// A whole answer.
    pub fn http(status: u16, headers: &[(&str, &str)], body: &str) -> Self {
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let length = body.len();
        Self::Bytes(
            format!("HTTP/1.1 {status} X\r\n{headers}Content-Length: {length}\r\n\r\n{body}").into_bytes(),
        )
    }

    /// The same after a pause; only whole answers wait.
    pub fn late(self, pause: Duration) -> Self {
        match self {
            Self::Bytes(bytes) => Self::Late(pause, bytes),
            other => other,
        }
    }

    /// A JSON answer.
    pub fn json(status: u16, body: &str) -> Self {
        Self::http(status, &[("Content-Type", "application/json")], body)
    }
}

/// The server; it lives as long as the test's process.
pub struct RawServer {
    pub address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl RawServer {
    /// Answers always the same.
    pub fn answering(reply: Reply) -> Self {
        Self::start(vec![reply])
    }

    /// Answers the first connection with the first reply, and so on; the last one again and again.
    pub fn start(replies: Vec<Reply>) -> Self {
        Self::start_at(([127, 0, 0, 1], 0).into(), replies)
    }

    /// The same with replies that name its own address.
    pub fn start_as(replies: impl FnOnce(SocketAddr) -> Vec<Reply>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let replies = replies(listener.local_addr().unwrap());
        Self::start_on(listener, replies)
    }

    /// The same at an address that was chosen before.
    pub fn start_at(address: SocketAddr, replies: Vec<Reply>) -> Self {
        Self::start_on(TcpListener::bind(address).unwrap(), replies)
    }

    fn start_on(listener: TcpListener, replies: Vec<Reply>) -> Self {
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        thread::spawn(move || {
            for (turn, stream) in listener.incoming().enumerate() {
                let reply = replies[turn.min(replies.len() - 1)].clone();
                let seen = Arc::clone(&seen);
                thread::spawn(move || serve(stream.unwrap(), &reply, &seen));
            }
        });
        Self { address, requests }
    }

    /// An address on it.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The requests so far, head and body.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

fn serve(mut stream: TcpStream, reply: &Reply, seen: &Mutex<Vec<String>>) {
    let request = read_request(&mut stream);
    seen.lock().unwrap().push(request);
    match reply {
        Reply::Bytes(bytes) => {
            let _ = stream.write_all(bytes);
        }
        Reply::Late(pause, bytes) => {
            thread::sleep(*pause);
            let _ = stream.write_all(bytes);
        }
        Reply::Endless(head, part, pause) => {
            let _ = stream.write_all(head);
            while stream.write_all(part).is_ok() {
                thread::sleep(*pause);
            }
        }
        Reply::Close => {}
    }
}

fn read_request(stream: &mut TcpStream) -> String {
    stream.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
    let (mut bytes, mut chunk) = (Vec::new(), [0; 4096]);
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .filter_map(|line| {
                    line.to_ascii_lowercase().strip_prefix("content-length:").map(str::to_owned)
                })
                .find_map(|value| value.trim().parse().ok())
                .unwrap_or(0);
            if body.len() >= length {
                return text;
            }
        }
        match stream.read(&mut chunk) {
            Ok(read) if read > 0 => bytes.extend_from_slice(&chunk[..read]),
            _ => return text,
        }
    }
}
