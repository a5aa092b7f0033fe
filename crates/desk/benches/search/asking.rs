//! Whoever asks: connections that are kept alive, each with one question at a time.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

/// How large a page of a search is that finds a page full; the static page is as large.
pub const TYPICAL: usize = 14_000;

/// Draws the path of a request.
pub type Draw = Arc<dyn Fn(&mut u64) -> String + Send + Sync>;

/// What was measured.
pub struct Measured {
    took: Vec<Duration>,
    within: Duration,
    bytes: usize,
}

impl Measured {
    /// Milliseconds within which a share of the answers came.
    pub fn at(&self, share: f64) -> f64 {
        let at = ((self.took.len() as f64 * share) as usize).min(self.took.len().saturating_sub(1));
        self.took.get(at).map_or(0.0, |took| took.as_secs_f64() * 1e3)
    }

    /// Answers a second.
    pub fn rate(&self) -> f64 {
        self.took.len() as f64 / self.within.as_secs_f64()
    }

    /// How large an answer is, on average.
    pub fn bytes(&self) -> usize {
        self.bytes / self.took.len().max(1)
    }
}

/// Asks on some connections at once for a while.
pub fn measure(address: SocketAddr, draw: &Draw, cookie: &str, connections: usize, during: Duration) -> Measured {
    let began = Instant::now();
    let asking: Vec<_> = (0..connections)
        .map(|nth| {
            let (draw, cookie) = (Arc::clone(draw), cookie.to_owned());
            thread::spawn(move || one(address, &draw, &cookie, nth as u64, during))
        })
        .collect();
    let (mut took, mut bytes) = (Vec::new(), 0);
    for one in asking {
        let (own, of) = one.join().expect("one who asks");
        took.extend(own);
        bytes += of;
    }
    took.sort_unstable();
    Measured { took, within: began.elapsed(), bytes }
}

fn one(address: SocketAddr, draw: &Draw, cookie: &str, nth: u64, during: Duration) -> (Vec<Duration>, usize) {
    let stream = TcpStream::connect(address).expect("a connection");
    stream.set_nodelay(true).expect("a connection");
    let mut connection = BufReader::with_capacity(1 << 16, stream);
    let mut lot = 0x9e37_79b9_7f4a_7c15 ^ (nth + 1);
    let (mut took, mut bytes, mut text) = (Vec::new(), 0, Vec::new());
    let began = Instant::now();
    while began.elapsed() < during {
        let path = draw(&mut lot);
        let asked = Instant::now();
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n");
        connection.get_mut().write_all(request.as_bytes()).expect("a request");
        let status = answer(&mut connection, &mut text);
        took.push(asked.elapsed());
        assert_eq!(status, 200, "{path}");
        bytes += text.len();
    }
    (took, bytes)
}

/// Reads one answer; its status.
fn answer(connection: &mut BufReader<TcpStream>, text: &mut Vec<u8>) -> u16 {
    let (mut line, mut status, mut length) = (String::new(), 0, 0);
    loop {
        line.clear();
        connection.read_line(&mut line).expect("an answer");
        if let Some(said) = line.strip_prefix("HTTP/1.1 ") {
            status = said[..3].parse().expect("a status");
        } else if let Some(said) = line.strip_prefix("content-length: ") {
            length = said.trim().parse().expect("a length");
        } else if line == "\r\n" {
            break;
        }
    }
    text.resize(length, 0);
    connection.read_exact(text).expect("an answer");
    status
}

/// Signs somebody in by the form; their cookie.
pub fn sign_in(address: SocketAddr, email: &str, password: &str) -> String {
    let body =
        format!("email={}&password={}", email.replace('@', "%40"), password.replace(' ', "+").replace('\'', "%27"));
    let mut stream = TcpStream::connect(address).expect("a connection");
    let head = "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\n\
                Content-Type: application/x-www-form-urlencoded";
    write!(stream, "{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).expect("a request");
    let mut text = String::new();
    stream.read_to_string(&mut text).expect("an answer");
    let cookie = text.split("set-cookie: ").nth(1).unwrap_or_else(|| panic!("nobody was signed in: {text}"));
    cookie.split(';').next().unwrap_or_default().to_owned()
}

/// The next number by lot (xorshift): the same in every run.
pub fn next(lot: &mut u64) -> u64 {
    *lot ^= *lot << 13;
    *lot ^= *lot >> 7;
    *lot ^= *lot << 17;
    *lot
}
