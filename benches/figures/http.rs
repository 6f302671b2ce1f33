//! Acts over HTTP: `jorye serve` in a process of its own over SQLite, 32 clients
//! that keep their connections, every act synced before its answer.

use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::common::{gives, taker};
use crate::rounds::{Length, grouped, median, row};
use crate::sqlite::Service;

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
    let alone = Service::create(&folder.path().join("alone.db"));
    let number = Arc::new(AtomicU64::new(0));
    let (mut rates, mut middle, mut slow) = (vec![], vec![], vec![]);
    let (mut without, mut live) = (vec![], vec![]);
    for _ in 0..length.rounds() {
        let (acts, mut times) = runtime.block_on(load(&server.target, &number, length));
        times.sort_unstable();
        rates.push(acts);
        middle.push(at(&times, 50));
        slow.push(at(&times, 99));
        without.push(alone.rate(length, CLIENTS));
        live.push(runtime.block_on(ready(&server.target, length)));
    }
    row(
        "acts over HTTP, 32 clients",
        median(rates),
        "acts/s",
        Some((
            "the same acts in SQLite without HTTP, 32 callers",
            median(without),
        )),
    );
    println!(
        "| `GET /health/live` by the same clients | {} a second | | |",
        grouped(median(live))
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
    let asks = Arc::new(STEPS.map(Ask::of));
    let clients = (0..CLIENTS).map(|_| (Arc::clone(at), Arc::clone(number), Arc::clone(&asks)));
    let clients = clients.map(|(at, number, asks)| async move {
        let mut client = Client::connect(at).await;
        let mut times = Vec::new();
        while Instant::now() < end {
            let id = format!("review-{:08}", number.fetch_add(1, Ordering::Relaxed));
            for ask in asks.iter() {
                let asked = Instant::now();
                client.act(&id, ask).await;
                times.push(u64::try_from(asked.elapsed().as_nanos()).unwrap());
            }
        }
        times
    });
    let times: Vec<u64> = together(clients).await.into_iter().flatten().collect();
    (times.len() as f64 / begin.elapsed().as_secs_f64(), times)
}

const STEPS: [&str; 8] = [
    "open", "submit", "screen", "notice", "vote", "approve", "publish", "close",
];

/// What is asked at one step, made once: the driver shares the machine with what
/// it measures.
struct Ask {
    step: &'static str,
    /// The body; that of an opening in two parts, between which the id comes.
    body: [String; 2],
    expected: u16,
}

impl Ask {
    fn of(step: &'static str) -> Ask {
        if step == "open" {
            return Ask {
                step,
                body: [
                    r#"{"workflow":"review","actor":"p-0107","as":"secretariat","id":""#.to_owned(),
                    r#""}"#.to_owned(),
                ],
                expected: 201,
            };
        }
        let (actor, role) = taker(step);
        let give: serde_json::Map<String, Value> = gives(step)
            .iter()
            .map(|(fact, text)| {
                let value = serde_json::from_str(text).ok();
                ((*fact).to_owned(), value.unwrap_or_else(|| json!(text)))
            })
            .collect();
        let body = json!({"transition": step, "actor": actor, "as": role, "give": give});
        Ask {
            step,
            body: [body.to_string(), String::new()],
            expected: 200,
        }
    }

    fn is_opening(&self) -> bool {
        !self.body[1].is_empty()
    }
}

/// The same clients ask whether the service is there: what HTTP alone costs.
async fn ready(at: &Arc<Target>, length: Length) -> f64 {
    let begin = Instant::now();
    let end = begin + length.round();
    let clients = (0..CLIENTS).map(|_| Arc::clone(at)).map(|at| async move {
        let mut client = Client::connect(at).await;
        let mut asked = 0_usize;
        while Instant::now() < end {
            assert_eq!(client.ask("GET", &["/health/live"], &[]).await, 200);
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
            answer: Vec::with_capacity(8192),
        }
    }

    async fn act(&mut self, id: &str, ask: &Ask) {
        let [body, rest] = &ask.body;
        let status = if ask.is_opening() {
            self.ask("POST", &["/v1/cases"], &[body, id, rest]).await
        } else {
            self.ask("POST", &["/v1/cases/", id, "/acts"], &[body])
                .await
        };
        assert_eq!(
            status,
            ask.expected,
            "{}: {}",
            ask.step,
            String::from_utf8_lossy(&self.answer)
        );
    }

    /// Sends a request and reads the whole answer: its status.
    async fn ask(&mut self, method: &str, path: &[&str], body: &[&str]) -> u16 {
        let length: usize = body.iter().map(|part| part.len()).sum();
        self.request.clear();
        write!(self.request, "{method} {}", path[0]).unwrap();
        for part in &path[1..] {
            self.request.extend_from_slice(part.as_bytes());
        }
        write!(
            self.request,
            " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n",
            self.at.token,
        )
        .unwrap();
        for part in body {
            self.request.extend_from_slice(part.as_bytes());
        }
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
            let mut piece = [0; 4096];
            match self.stream.try_read(&mut piece) {
                Ok(0) => panic!("the service closed a connection"),
                Ok(read) => self.answer.extend_from_slice(&piece[..read]),
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
