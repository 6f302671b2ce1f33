//! Acts over HTTP: `jorye serve` in a process of its own over SQLite, 32 clients
//! that keep their connections, every act synced before its answer.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::common::{gives, taker};
use crate::rounds::{Length, grouped, median, rate};

const CLIENTS: usize = 32;

pub fn measure(length: Length) {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path());
    std::thread::sleep(Duration::from_millis(300));
    let idle = server.resident();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let number = Arc::new(AtomicU64::new(0));
    let (mut rates, mut middle, mut slow, mut raw) = (vec![], vec![], vec![], vec![]);
    for _ in 0..length.rounds() {
        let (acts, mut times) = runtime.block_on(load(&server.target, &number, length));
        times.sort_unstable();
        rates.push(acts);
        middle.push(at(&times, 50));
        slow.push(at(&times, 99));
        raw.push(runtime.block_on(ready(&server.target, length)));
    }
    println!(
        "| acts over HTTP, {CLIENTS} clients | {} acts/s | `GET /health/live` in the same way: {} a second | {:.2} |",
        grouped(median(rates.clone())),
        grouped(median(raw.clone())),
        median(rates) / median(raw)
    );
    println!(
        "| time of an act over HTTP, {CLIENTS} clients | p50 {:.2} ms, p99 {:.2} ms | | |",
        median(middle) / 1e6,
        median(slow) / 1e6
    );
    println!(
        "| memory of an idle service | {:.1} MiB resident | after the acts: {:.1} MiB | {:.2} |",
        idle,
        server.resident(),
        idle / server.resident()
    );
}

/// The time below which so many of a hundred lie, in nanoseconds.
fn at(times: &[u64], percent: usize) -> f64 {
    times[(times.len() - 1) * percent / 100] as f64
}

/// `jorye serve`, ended when this is dropped.
struct Server {
    process: Child,
    target: Arc<Target>,
}

/// Where it listens, and the key with which it is called.
struct Target {
    address: String,
    token: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

const PRINCIPALS: &str = r#"format = 1

[principal.bench]
actor = "p-*"
reads = "all"
[principal.bench.roles]
review = ["secretariat", "chair", "citizen"]
"#;

impl Server {
    /// Starts the service on a free port, over a fresh store.
    fn start(folder: &Path) -> Self {
        let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/review");
        let store = folder.join("bench.db");
        let principals = folder.join("principals.toml");
        std::fs::write(&principals, PRINCIPALS).unwrap();
        let store = format!("sqlite:{}", store.display());
        let jorye = |words: &[&str]| {
            let mut command = Command::new(program());
            command
                .arg("--library")
                .arg(&library)
                .args(words)
                .args(["--store", &store])
                .env("LC_ALL", "C");
            command
        };
        let made = jorye(&["--format", "json", "key", "new", "--principal", "bench"])
            .output()
            .unwrap();
        assert!(made.status.success(), "{made:?}");
        let made: Value = serde_json::from_slice(&made.stdout).unwrap();
        let words = [
            "--format",
            "json",
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--log",
            "errors",
        ];
        let mut process = jorye(&words)
            .arg("--principals")
            .arg(&principals)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        let told: Value = serde_json::from_str(&line).unwrap();
        let url = told["listening"].as_str().unwrap();
        let address = url.strip_prefix("http://").unwrap().to_owned();
        let token = made["key"].as_str().unwrap().to_owned();
        Server {
            process,
            target: Arc::new(Target { address, token }),
        }
    }

    /// The memory of the process that is in use, in MiB.
    fn resident(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()));
        let status = status.unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kibibytes =
            line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
        kibibytes.map_or(f64::NAN, |kibibytes| kibibytes / 1024.0)
    }
}

fn program() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_jorye"))
}

/// Every client runs whole cases: acts a second, and how long each act took, in
/// nanoseconds.
async fn load(at: &Arc<Target>, number: &Arc<AtomicU64>, length: Length) -> (f64, Vec<u64>) {
    let begin = Instant::now();
    let end = begin + length.round();
    let clients = (0..CLIENTS).map(|_| (Arc::clone(at), Arc::clone(number)));
    let clients = clients.map(|(at, number)| async move {
        let mut client = Client::connect(at).await;
        let mut times = Vec::new();
        while Instant::now() < end {
            let id = format!("review-{:08}", number.fetch_add(1, Ordering::Relaxed));
            for step in [
                "open", "submit", "screen", "notice", "vote", "approve", "publish", "close",
            ] {
                let asked = Instant::now();
                client.act(&id, step).await;
                times.push(u64::try_from(asked.elapsed().as_nanos()).unwrap());
            }
        }
        times
    });
    let times: Vec<u64> = together(clients).await.into_iter().flatten().collect();
    (times.len() as f64 / begin.elapsed().as_secs_f64(), times)
}

/// The same clients ask whether the service is there: what HTTP alone costs.
async fn ready(at: &Arc<Target>, length: Length) -> f64 {
    let begin = Instant::now();
    let end = begin + length.round();
    let clients = (0..CLIENTS).map(|_| Arc::clone(at)).map(|at| async move {
        let mut client = Client::connect(at).await;
        let mut asked = 0_usize;
        while Instant::now() < end {
            assert_eq!(client.ask("GET", "/health/live", "").await, 200);
            asked += 1;
        }
        asked
    });
    let asked: usize = together(clients).await.into_iter().sum();
    asked as f64 / begin.elapsed().as_secs_f64()
}

/// What every client comes to, each a task of its own.
async fn together<T, F>(clients: impl Iterator<Item = F>) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let mut results = Vec::new();
    for client in clients.map(tokio::spawn).collect::<Vec<_>>() {
        results.push(client.await.unwrap());
    }
    results
}

/// A connection that is kept.
struct Client {
    stream: TcpStream,
    at: Arc<Target>,
    request: Vec<u8>,
    answer: Vec<u8>,
}

impl Client {
    async fn connect(at: Arc<Target>) -> Self {
        let stream = TcpStream::connect(&at.address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Client {
            stream,
            at,
            request: Vec::new(),
            answer: Vec::new(),
        }
    }

    async fn act(&mut self, id: &str, step: &str) {
        let (actor, role) = if step == "open" {
            ("p-0107", "secretariat")
        } else {
            taker(step)
        };
        let give: serde_json::Map<String, Value> = gives(step)
            .iter()
            .map(|(fact, text)| {
                let value = serde_json::from_str(text).ok();
                ((*fact).to_owned(), value.unwrap_or_else(|| json!(text)))
            })
            .collect();
        let (path, body, expected) = if step == "open" {
            let body = json!({"workflow": "review", "id": id, "actor": actor, "as": role});
            ("/v1/cases".to_owned(), body, 201)
        } else {
            let body = json!({"transition": step, "actor": actor, "as": role, "give": give});
            (format!("/v1/cases/{id}/acts"), body, 200)
        };
        let status = self.ask("POST", &path, &body.to_string()).await;
        assert_eq!(
            status,
            expected,
            "{step}: {}",
            String::from_utf8_lossy(&self.answer)
        );
    }

    /// Sends a request and reads the whole answer: its status.
    async fn ask(&mut self, method: &str, path: &str, body: &str) -> u16 {
        self.request.clear();
        self.request.extend_from_slice(
            format!(
                "{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\n\
                 Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
                self.at.token,
                body.len()
            )
            .as_bytes(),
        );
        let mut sent = 0;
        while sent < self.request.len() {
            self.stream.writable().await.unwrap();
            match self.stream.try_write(&self.request[sent..]) {
                Ok(written) => sent += written,
                Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::WouldBlock),
            }
        }
        self.answer.clear();
        loop {
            if let Some((status, whole)) = head(&self.answer)
                && self.answer.len() >= whole
            {
                return status;
            }
            self.stream.readable().await.unwrap();
            match self.stream.try_read_buf(&mut self.answer) {
                Ok(0) => panic!("the service closed a connection"),
                Ok(_) => {}
                Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::WouldBlock),
            }
        }
    }
}

/// The status of an answer and its whole length, once its head is there.
fn head(answer: &[u8]) -> Option<(u16, usize)> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&answer[..end]).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse::<usize>().unwrap())
    });
    Some((status, end + length.unwrap_or(0)))
}
