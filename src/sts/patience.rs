//! Connections that end by themselves: a client that never finishes its request holds nothing for long (SECURITY.md R17).

use std::future::Future as _;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, Sleep, sleep};

/// A listener whose connections wait for a whole request so long and no longer.
pub(super) struct Impatient {
    listener: TcpListener,
    patience: Duration,
}

impl Impatient {
    /// Around a listener; `patience` counts from the beginning of a connection and from each answer on.
    pub(super) fn new(listener: TcpListener, patience: Duration) -> Self {
        Self { listener, patience }
    }
}

impl Listener for Impatient {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.listener).await;
        (Connection { stream, patience: self.patience, end: Box::pin(sleep(self.patience)) }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// A connection that is read until its time is over; each answer begins it anew.
pub(super) struct Connection {
    stream: TcpStream,
    patience: Duration,
    end: Pin<Box<Sleep>>,
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        // Asked before the stream, so that a byte now and then buys no time.
        if self.end.as_mut().poll(context).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        if written.is_ready() {
            let patience = self.patience;
            self.end.as_mut().reset(Instant::now() + patience);
        } else if self.end.as_mut().poll(context).is_ready() {
            // Who asks and never reads is not waited for either.
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpStream;
    use std::time::{Duration, Instant};

    use axum::Router;

    use super::Impatient;

    const PATIENCE: Duration = Duration::from_millis(400);

    /// What comes back for these pieces, a pause after each, and how long it takes until the connection ends.
    fn talk(pieces: &[&str], pause: Duration) -> (String, Duration) {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        listener.set_nonblocking(true).expect("set");
        let address = listener.local_addr().expect("bound");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let pieces: Vec<String> = pieces.iter().map(|piece| (*piece).to_owned()).collect();
        let client = std::thread::Builder::new().spawn(move || {
            let mut stream = TcpStream::connect(address).expect("connected");
            stream.set_read_timeout(Some(Duration::from_secs(20))).expect("set");
            let began = Instant::now();
            for piece in pieces {
                // Where the server has hung up, nothing more can be sent.
                let _ = stream.write_all(piece.as_bytes());
                std::thread::sleep(pause);
            }
            let mut answer = Vec::new();
            let _ = stream.read_to_end(&mut answer);
            (String::from_utf8_lossy(&answer).into_owned(), began.elapsed())
        });
        let client = client.expect("a thread");
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
            let router = Router::new().fallback(|| async { "answered" });
            let served =
                tokio::spawn(async { axum::serve(Impatient::new(listener, PATIENCE), router).await });
            while !client.is_finished() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            served.abort();
        });
        client.join().expect("it ends")
    }

    #[test]
    fn r17_who_never_finishes_a_request_is_hung_up_on() {
        let slow = ["G"; 40];
        for (pieces, pause) in [
            (&[][..], Duration::ZERO),
            (&["GET / HTTP/1.1\r\nHost: h\r\n"], Duration::ZERO),
            // A byte now and then buys no time.
            (&slow, PATIENCE / 10),
        ] {
            let (answer, took) = talk(pieces, pause);
            assert!(!answer.contains("answered"), "{answer}");
            assert!(took >= PATIENCE.mul_f32(0.9) && took < Duration::from_secs(15), "{took:?}");
        }
    }

    #[test]
    fn each_answer_begins_the_time_anew() {
        let request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
        let (answer, took) = talk(&[request, request, request], PATIENCE.mul_f32(0.7));
        assert_eq!(answer.matches("answered").count(), 3, "{answer}");
        assert!(took >= PATIENCE * 2, "{took:?}");
    }
}
