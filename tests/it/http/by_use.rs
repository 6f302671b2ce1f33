//! The service by use: the real program on a real port.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{APPLY, PRINCIPALS, TOO_MUCH};
use crate::command_line::{copy, jorye};
use crate::findings::root;

/// A folder with a library, a file of principals and keys.
pub struct Place {
    folder: tempfile::TempDir,
}

/// A service that runs.
pub struct Running {
    child: Child,
    address: String,
    key: String,
}

/// An answer from a socket.
#[derive(Debug)]
struct Got {
    status: u16,
    head: String,
    body: String,
}

impl Got {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

impl Place {
    fn new() -> Place {
        let folder = tempfile::tempdir().unwrap();
        copy(&root().join("library"), folder.path());
        std::fs::write(folder.path().join("principals.toml"), PRINCIPALS).unwrap();
        Place { folder }
    }

    /// The same, with every library of these tests.
    pub fn whole() -> Place {
        let folder = tempfile::tempdir().unwrap();
        super::whole::library(folder.path());
        let file = folder.path().join("principals.toml");
        std::fs::write(file, super::whole::PRINCIPALS).unwrap();
        Place { folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn jorye(&self, lang: &str, words: &[&str]) -> Command {
        let mut command = jorye(lang);
        command.current_dir(&self.folder).args(words);
        command
    }

    pub fn new_key(&self, principal: &str) -> String {
        let output = self
            .jorye("en", &["key", "new", "--principal", principal])
            .output()
            .unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    pub fn serve(&self, key: &str, more: &[&str]) -> Running {
        let words = [&["serve", "--listen", "127.0.0.1:0", "--log", "json"], more].concat();
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(self.folder.path().join("log"))
            .unwrap();
        let mut child = self
            .jorye("en", &words)
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line.trim().rsplit("http://").next().unwrap().to_owned();
        assert!(line.contains("127.0.0.1"), "{line} {}", self.log());
        Running {
            child,
            address,
            key: key.to_owned(),
        }
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Running {
    pub fn address(&self) -> &str {
        &self.address
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        stream
    }

    fn request(&self, line: &str, headers: &[(&str, &str)], body: &str) -> String {
        let mut text = format!(
            "{line} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\n",
            self.address, self.key
        );
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        if !body.is_empty() {
            text.push_str(&format!(
                "content-type: application/json\r\ncontent-length: {}\r\n",
                body.len()
            ));
        }
        text + "\r\n" + body
    }

    fn ask(&self, line: &str, headers: &[(&str, &str)], body: &str) -> Got {
        let mut stream = self.connect();
        stream
            .write_all(self.request(line, headers, body).as_bytes())
            .unwrap();
        read(&mut stream).expect("an answer")
    }

    fn open(&self, id: &str) {
        let body =
            format!(r#"{{"workflow":"grant","id":"{id}","give":{{"call_closes":"2027-01-31"}}}}"#);
        let got = self.ask("POST /v1/cases", &[], &body);
        assert_eq!(got.status, 201, "{got:?}");
    }

    pub fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-s", name, &pid])
                .status()
                .unwrap()
                .success()
        );
    }

    pub fn stopped(&mut self) -> ExitStatus {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(30) {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("it does not stop");
    }
}

/// One answer, with a body of the length that it tells.
fn read(stream: &mut TcpStream) -> Option<Got> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => bytes.push(byte[0]),
            _ => return None,
        }
    }
    let head = String::from_utf8(bytes).unwrap().to_lowercase();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some(Got {
        status,
        head,
        body: String::from_utf8(body).unwrap(),
    })
}

const ACTS: &str = "POST /v1/cases/g-1/acts";

#[test]
fn a_case_is_opened_advanced_and_looked_at_and_a_restart_forgets_nothing() {
    let place = Place::new();
    let key = place.new_key("counter");
    let mut service = place.serve(&key, &[]);
    service.open("g-1");
    let again = [("idempotency-key", "\"a-1\"")];
    let first = service.ask(ACTS, &again, TOO_MUCH);
    assert_eq!(
        (first.status, first.json()["code"].as_str()),
        (422, Some("J0944"))
    );
    let taken = service.ask(ACTS, &[("if-match", "\"1\"")], APPLY);
    assert_eq!(taken.status, 200, "{taken:?}");
    assert!(taken.head.contains("etag: \"2\""), "{}", taken.head);
    assert_eq!(
        service.ask(ACTS, &[("if-match", "\"1\"")], APPLY).status,
        412
    );
    service.signal("TERM");
    assert_eq!(service.stopped().code(), Some(0));

    let mut service = place.serve(&key, &[]);
    let replayed = service.ask(ACTS, &again, TOO_MUCH);
    assert!(
        replayed.head.contains("idempotency-replayed: true"),
        "{}",
        replayed.head
    );
    assert_eq!(replayed.json()["entry"], first.json()["entry"]);
    assert_eq!(replayed.json()["errors"], first.json()["errors"]);
    assert_eq!(
        service.ask("GET /v1/cases/g-1", &[], "").json()["entries"],
        3
    );
    service.signal("INT");
    assert_eq!(service.stopped().code(), Some(0));

    // The trail that came of it verifies, and says through whom each act came.
    let output = place.jorye("en", &["audit", "verify"]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let output = place
        .jorye("en", &["case", "history", "g-1", "--format", "json"])
        .output()
        .unwrap();
    let history: Value = serde_json::from_slice(&output.stdout).unwrap();
    for entry in history["entries"].as_array().unwrap() {
        let via = entry["via"].as_str().unwrap();
        assert!(
            via.starts_with("counter/") && key.contains(&via[8..]),
            "{via}"
        );
    }
}

/// What the clock owes is taken without anybody who acts.
#[test]
fn a_service_ticks_by_itself() {
    let place = Place::new();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    copy(&fixtures.join("http"), place.folder.path());
    let principals = PRINCIPALS.replace("grant = [\"office\"]", "term = [\"office\"]");
    std::fs::write(place.folder.path().join("principals.toml"), principals).unwrap();
    let key = place.new_key("counter");
    let opening = |id: &str| {
        format!(r#"{{"workflow":"term","id":"{id}","give":{{"filed_on":"2026-01-05"}}}}"#)
    };
    let list = |service: &Running| {
        let got = service.ask("GET /v1/cases?state=refused", &[], "");
        got.json()["cases"].as_array().unwrap().len()
    };
    let mut service = place.serve(&key, &["--tick", "0"]);
    let got = service.ask("POST /v1/cases", &[], &opening("t-1"));
    assert_eq!(got.status, 201, "{got:?}");
    std::thread::sleep(Duration::from_millis(1500));
    assert_eq!(list(&service), 0, "it was told to leave that to others");
    service.signal("TERM");
    assert_eq!(service.stopped().code(), Some(0));

    let service = place.serve(&key, &["--tick", "1"]);
    let until = Instant::now() + Duration::from_secs(20);
    while list(&service) == 0 {
        assert!(Instant::now() < until, "the clock stands still");
        std::thread::sleep(Duration::from_millis(100));
    }
    let history = service.ask("GET /v1/cases/t-1/history", &[], "").json();
    let last = &history["entries"][1];
    assert_eq!(
        (&last["kind"], &last["actor"]),
        (&"clock".into(), &"clock".into())
    );
}

#[test]
fn keys_work_until_they_are_revoked_and_new_ones_at_once() {
    let place = Place::new();
    let key = place.new_key("counter");
    let mut service = place.serve(&key, &[]);
    service.open("g-1");
    let list = place
        .jorye("en", &["key", "list", "--format", "json"])
        .output()
        .unwrap();
    let list: Value = serde_json::from_slice(&list.stdout).unwrap();
    let id = list["keys"][0]["id"].as_str().unwrap();
    assert!(
        place
            .jorye("ko", &["key", "revoke", id])
            .status()
            .unwrap()
            .success()
    );
    let until = Instant::now() + Duration::from_secs(20);
    while service.ask("GET /v1/cases/g-1", &[], "").status != 401 {
        assert!(Instant::now() < until, "the key still works");
        std::thread::sleep(Duration::from_millis(100));
    }
    service.key = place.new_key("counter");
    service.signal("HUP");
    while service.ask("GET /v1/cases/g-1", &[], "").status != 200 {
        assert!(Instant::now() < until, "the new key does not work");
        std::thread::sleep(Duration::from_millis(100));
    }
    service.key = "jorye_0123456789abcdef_wrong".to_owned();
    assert_eq!(service.ask("GET /v1/cases/g-1", &[], "").status, 401);
}

#[test]
fn what_is_too_large_or_too_slow_is_refused() {
    let place = Place::new();
    let key = place.new_key("counter");
    let service = place.serve(&key, &["--max-body", "2048", "--body-time", "1"]);
    service.open("g-1");
    let large = format!(
        r#"{{"transition":"apply","reason":"{}"}}"#,
        "a".repeat(4096)
    );
    let got = service.ask(ACTS, &[], &large);
    assert_eq!(
        (got.status, got.json()["code"].as_str()),
        (413, Some("J0945"))
    );
    // Without a length, it is counted as it comes.
    let mut stream = service.connect();
    let head = service.request(
        ACTS,
        &[
            ("content-type", "application/json"),
            ("transfer-encoding", "chunked"),
        ],
        "",
    );
    stream.write_all(head.as_bytes()).unwrap();
    let _ = stream.write_all(format!("1000\r\n{}\r\n0\r\n\r\n", "a".repeat(4096)).as_bytes());
    assert_eq!(read(&mut stream).unwrap().status, 413);
    // A body that does not come.
    let mut stream = service.connect();
    let whole = service.request(ACTS, &[], APPLY);
    stream
        .write_all(&whole.as_bytes()[..whole.len() - 5])
        .unwrap();
    let got = read(&mut stream).unwrap();
    assert_eq!(
        (got.status, got.json()["code"].as_str()),
        (408, Some("J0946"))
    );
    // Headers without end.
    let mut stream = service.connect();
    let long = service.request("GET /v1/cases", &[("x-long", &"a".repeat(40_000))], "");
    let _ = stream.write_all(long.as_bytes());
    assert_eq!(read(&mut stream).unwrap().status, 431);
    // After all that it works as before.
    assert_eq!(service.ask(ACTS, &[], APPLY).status, 200);
}

#[test]
fn what_runs_is_finished_when_the_service_stops() {
    let place = Place::new();
    let key = place.new_key("counter");
    let mut service = place.serve(&key, &[]);
    for case in 0..8 {
        service.open(&format!("g-{case}"));
    }
    let answered: u64 = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..8)
            .map(|worker| {
                let service = &service;
                scope.spawn(move || {
                    let line = format!("POST /v1/cases/g-{worker}/acts");
                    let mut stream = service.connect();
                    let mut answered = 0;
                    loop {
                        let request = service.request(&line, &[], TOO_MUCH);
                        if stream.write_all(request.as_bytes()).is_err() {
                            return answered;
                        }
                        match read(&mut stream) {
                            Some(got) => assert_eq!(got.status, 422),
                            None => return answered,
                        }
                        answered += 1;
                    }
                })
            })
            .collect();
        std::thread::sleep(Duration::from_millis(700));
        service.signal("TERM");
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap())
            .sum()
    });
    assert_eq!(service.stopped().code(), Some(0));
    assert!(answered > 0);
    // Everything that was answered is there, and nothing that was not begun.
    let output = place
        .jorye("en", &["case", "list", "--format", "json"])
        .output()
        .unwrap();
    let list: Value = serde_json::from_slice(&output.stdout).unwrap();
    let kept: u64 = list["cases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|case| case["entries"].as_u64().unwrap() - 1)
        .sum();
    assert!(
        kept >= answered && kept <= answered + 8,
        "{kept} kept, {answered} answered"
    );
    assert!(
        place
            .jorye("en", &["audit", "verify"])
            .status()
            .unwrap()
            .success()
    );
    assert!(TcpStream::connect(&service.address).is_err());
}

#[test]
fn the_log_tells_requests_and_no_value_and_no_secret() {
    let place = Place::new();
    let key = place.new_key("counter");
    let mut service = place.serve(&key, &[]);
    let body =
        r#"{"workflow":"grant","id":"s-e-c-r-e-t-case","give":{"call_closes":"2027-01-31"}}"#;
    assert_eq!(
        service
            .ask(
                "POST /v1/cases",
                &[("x-request-id", "known-to-caller")],
                body
            )
            .status,
        201
    );
    let apply = r#"{"transition":"apply","reason":"몹시 사사로운 이유","give":{"amount":7123.5,"field":"culture"}}"#;
    service.ask(
        "POST /v1/cases/s-e-c-r-e-t-case/acts",
        &[("idempotency-key", "private-key-of-caller")],
        apply,
    );
    service.ask("GET /v1/cases?workflow=private-query", &[], "");
    service.ask(
        "GET /private/path",
        &[("x-request-id", "not a plain id")],
        "",
    );
    service.signal("TERM");
    assert_eq!(service.stopped().code(), Some(0));
    let log = place.log();
    let lines: Vec<Value> = log
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|line| line["message"] == "request")
        .collect();
    let told: Vec<(&str, &str, u64)> = lines
        .iter()
        .map(|line| {
            (
                line["method"].as_str().unwrap(),
                line["route"].as_str().unwrap(),
                line["status"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("POST", "/v1/cases", 201),
            ("POST", "/v1/cases/{id}/acts", 422),
            ("GET", "/v1/cases", 200),
            ("GET", "", 404),
        ]
    );
    assert_eq!(lines[0]["request"], "known-to-caller");
    assert_eq!(lines[0]["principal"], "counter");
    assert_eq!(lines[1]["code"], "J0944");
    assert!(key.contains(lines[0]["key"].as_str().unwrap()));
    let secret = key.rsplit('_').next().unwrap();
    for private in [
        "s-e-c-r-e-t",
        "사사로운",
        "7123",
        "2027-01-31",
        "private",
        "not a plain",
        "han",
        secret,
    ] {
        assert!(!log.contains(private), "{private} is in the log:\n{log}");
    }
}

#[test]
fn a_faulty_file_of_principals_starts_no_service() {
    let place = Place::new();
    std::fs::write(
        place.folder.path().join("principals.toml"),
        "format = 1\n[principal.a]\nactr = \"han\"\nactor = \"han\"\n",
    )
    .unwrap();
    for (lang, said) in [("ko", "`actr` 키가 없습니다"), ("en", "has no key `actr`")] {
        let output = place
            .jorye(lang, &["serve", "--listen", "127.0.0.1:0"])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(3));
        let talk = String::from_utf8(output.stderr).unwrap();
        assert!(talk.contains(said) && talk.contains("`actor`"), "{talk}");
    }
}
