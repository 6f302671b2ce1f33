//! A client that is not ours: Python's standard library, and the OpenAPI
//! document alone (`client.py`).

use std::path::Path;
use std::process::Command;

use super::by_use::Place;
use crate::second_verifier::python_is_there;

#[test]
fn a_stranger_with_the_document_walks_a_case_to_its_end() {
    if !python_is_there() {
        return;
    }
    let place = Place::whole();
    let key = place.new_key("counter");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/http/client.py");
    let memory = place.path("memory.json");
    let limits = ["--max-body", "65536", "--body-time", "1"];
    let run = |part: &str, address: &str| {
        let output = Command::new("python3")
            .arg("-B")
            .arg(&script)
            .args([part, address, &key])
            .arg(&memory)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{part}: {}\n{}\n{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
            place.log()
        );
    };
    let mut service = place.serve(&key, &limits);
    run("walk", service.address());
    service.signal("TERM");
    assert_eq!(service.stopped().code(), Some(0));

    let service = place.serve(&key, &limits);
    run("again", service.address());
    let id = key.split('_').nth(1).unwrap();
    let revoked = place.jorye("en", &["key", "revoke", id]).status().unwrap();
    assert!(revoked.success());
    run("revoked", service.address());
}
