//! The service over HTTP: what it answers, and how it is used.

mod adopted;
mod answers;
#[cfg(target_os = "linux")]
mod by_use;
mod document;
mod once;
mod orders;
#[cfg(target_os = "linux")]
mod outside;
pub mod problems;
mod schemas;
mod upkeep;
mod whole;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU8, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use http_body_util::BodyExt as _;
use jiff::{SignedDuration, Timestamp};
use jorye::audit::{Checkpoint, Cosigner};
use jorye::diagnostic::{Code, Lang, catalogue};
use jorye::library::{Library, Machine, RandomError, Surroundings};
use jorye::service::access::KeysFile;
use jorye::service::http::{Files, Limits, Options, Service, router};
use jorye::service::{KeyFile, Log};
use jorye::store::{MemoryStore, SqliteOptions, Store};
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt as _;

use super::findings::root;

/// Who may act as whom in these tests.
pub const PRINCIPALS: &str = r#"format = 1

[principal.counter]
actor = "han"
reads = "all"
[principal.counter.roles]
grant = ["office"]

[principal.hall]
actor = ["kim", "lee"]
[principal.hall.roles]
grant = ["office", "board"]

[principal.portal]
actor = "resident-*"
[principal.portal.roles]
grant = ["resident"]

[principal.elsewhere]
actor = "park"
"#;

/// A clock that stands still until it is moved, and bytes that are the same at
/// every run.
#[derive(Default)]
pub struct Still {
    days: AtomicI64,
    salt: AtomicU8,
}

impl Still {
    /// Lets some days go by.
    pub fn later(&self, days: i64) {
        self.days.fetch_add(days, Ordering::Relaxed);
    }
}

impl Surroundings for Still {
    fn now(&self) -> Timestamp {
        let begun: Timestamp = "2027-01-08T03:00:00Z".parse().unwrap();
        begun + SignedDuration::from_hours(24 * self.days.load(Ordering::Relaxed))
    }

    fn random(&self) -> Result<[u8; 32], RandomError> {
        Ok([self.salt.fetch_add(1, Ordering::Relaxed); 32])
    }
}

/// The page of a code, as the command line shows it.
fn explain(code: Code, lang: Lang) -> Option<&'static str> {
    let message = catalogue::find(code)?;
    Some(match lang {
        Lang::Ko => "이 코드의 설명",
        Lang::En => message.name,
    })
}

/// A service in memory, with a key for each principal.
pub struct House {
    folder: TempDir,
    pub router: Router,
    pub service: Arc<Service>,
    pub clock: Arc<Still>,
    store: Arc<dyn Store>,
    keys: Vec<(String, String)>,
}

impl House {
    pub fn new() -> House {
        House::with(Options::default())
    }

    pub fn with(options: Options) -> House {
        House::of(options, PRINCIPALS, library())
    }

    pub fn of(options: Options, principals: &str, library: Library) -> House {
        let house = House::tolerant(options, principals, library);
        assert_eq!(house.service.refused_workflows(), []);
        house
    }

    /// The same, whatever errors the workflows have.
    pub fn tolerant(options: Options, principals: &str, library: Library) -> House {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(Still::default());
        let path = folder.path().join("cases.db");
        // The key of the log is made with a store file; the cases are in memory.
        let file = jorye::service::create(&path, &SqliteOptions::default(), &*clock).unwrap();
        let store: Arc<dyn Store> = Arc::new(MemoryStore::create(file.log().clone()));
        drop(file);
        std::fs::write(folder.path().join("principals.toml"), principals).unwrap();
        let files = files(&path);
        let named = principals.lines().filter_map(|line| {
            let name = line.strip_prefix("[principal.")?.strip_suffix(']')?;
            (!name.contains('.')).then_some(name)
        });
        let keys = named
            .chain(["unknown"])
            .map(|principal| {
                let new = files.api_keys.add(principal, "", &Machine).unwrap();
                (principal.to_owned(), new.token)
            })
            .collect();
        let options = Options { explain, ..options };
        let surroundings: Arc<dyn Surroundings> = clock.clone();
        let (service, odd) =
            Service::new(store.clone(), surroundings, library, files, options).unwrap();
        assert!(odd.is_empty(), "{odd:#?}");
        let service = Arc::new(service);
        House {
            router: router(&service),
            service,
            clock,
            store,
            keys,
            folder,
        }
    }

    /// Has a witness cosign the head of the log as it is now.
    pub fn cosign(&self) -> Cosigner {
        let witness = Cosigner::from_random("assembly.example/w1", &[5; 32]).unwrap();
        let note = self.ask("counter", "GET /v1/log/checkpoint", &[], "").text;
        let head = Checkpoint::parse(note.as_bytes()).unwrap();
        let line = witness.cosign(head.note(), 1_800_000_000).unwrap();
        let cosigned = head.cosigned(line).unwrap();
        let keys = [witness.public().clone()];
        let log = Log::new(&*self.store);
        pollster::block_on(log.add_cosigned(&cosigned, &keys)).unwrap();
        witness
    }

    /// Changes the key of the log.
    pub fn rotate(&self) {
        let file = KeyFile::beside(&self.path("cases.db"));
        let log = Log::new(&*self.store);
        pollster::block_on(log.rotate(&file, "han", &*self.clock)).unwrap();
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn keys_file(&self) -> KeysFile {
        KeysFile::beside(&self.path("cases.db"))
    }

    pub fn key(&self, principal: &str) -> &str {
        let found = self.keys.iter().find(|(known, _)| *known == principal);
        &found.unwrap().1
    }

    /// Asks as a principal; `-` shows no key.
    pub fn ask(&self, principal: &str, line: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        block_on(self.asking(principal, line, headers, body))
    }

    pub async fn asking(
        &self,
        principal: &str,
        line: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let (method, path) = line.split_once(' ').unwrap();
        let mut request = Request::builder().method(method).uri(path);
        if principal != "-" {
            let value = format!("Bearer {}", self.key(principal));
            request = request.header("authorization", value);
        }
        let has = |name: &str| headers.iter().any(|(known, _)| *known == name);
        if method == "POST" && !has("content-type") {
            request = request.header("content-type", "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_owned())).unwrap();
        Answer::of(self.router.clone().oneshot(request).await.unwrap()).await
    }

    /// A case of the grant, opened by the office.
    pub fn opened(self) -> House {
        let body = r#"{"workflow":"grant","id":"g-1","give":{"call_closes":"2027-01-31"}}"#;
        let answer = self.ask("counter", "POST /v1/cases", &[], body);
        assert_eq!(answer.status, 201, "{}", answer.text);
        self
    }
}

/// An answer, read whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub text: String,
}

impl Answer {
    async fn of(response: Response<Body>) -> Answer {
        let (parts, body) = response.into_parts();
        let mut headers: Vec<(String, String)> = parts
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        headers.sort();
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status.as_u16(),
            headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or("").to_owned()
    }

    /// As a snapshot shows it.
    pub fn told(&self) -> String {
        let mut out = format!("{}\n", self.status);
        for (name, value) in &self.headers {
            if name != "content-length" && name != "date" {
                writeln!(out, "{name}: {value}").unwrap();
            }
        }
        let body = match serde_json::from_str::<Value>(&self.text) {
            Ok(json) => format!("{json:#}"),
            Err(_) => self.text.clone(),
        };
        writeln!(out, "\n{body}").unwrap();
        out
    }
}

pub fn block_on<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(work)
}

pub fn library() -> Library {
    Library::of(&jorye::library::Files::read(&root().join("library")).unwrap())
}

pub fn files(store: &Path) -> Files {
    Files {
        log_key: KeyFile::beside(store),
        api_keys: KeysFile::beside(store),
        principals: store.with_file_name("principals.toml"),
    }
}

pub fn limits(body: usize) -> Limits {
    Limits {
        body,
        body_time: Duration::from_millis(200),
        answer_time: Duration::from_secs(5),
        ..Limits::default()
    }
}

/// Hashes, keys and ids of requests are others at every run.
pub fn masks() -> Vec<(&'static str, &'static str)> {
    vec![
        (r"\b[0-9a-f]{64}\b", "[hash]"),
        (r"\b[0-9a-f]{8}-[0-9a-f]{8}\b", "[request]"),
        (
            r"(counter|hall|portal|elsewhere|unknown)/[0-9a-f]{16}",
            "$1/[key]",
        ),
        (r"jorye/[0-9a-f]{16}", "jorye/[log]"),
        (r"\b(\w+)-[0-9a-f]{16}\b", "$1-[random]"),
        (r"(— jorye/\[log\]) \S+", "$1 [signature]"),
        (r"(?m)^[A-Za-z0-9+/]{43}=$", "[root]"),
    ]
}

pub const APPLY: &str = r#"{"transition":"apply","give":{"amount":300,"field":"culture"}}"#;
pub const TOO_MUCH: &str = r#"{"transition":"apply","give":{"amount":700.5,"field":"culture","costs":[{"item":"책","cost":7}]}}"#;
