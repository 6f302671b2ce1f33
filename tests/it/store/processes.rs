//! Other processes: this test binary, started again to run one helper.

use std::path::Path;
use std::process::{Child, Command, Stdio};

const ROLE: &str = "JORYE_TEST_HELPER";
const STORE: &str = "JORYE_TEST_STORE";

/// Starts this binary again to run one test as a helper.
pub(super) fn helper(test: &str, role: &str, path: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(ROLE, role)
        .env(STORE, path)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// The store that a helper should use, if this process is that helper.
pub(super) fn path_for_helper(role: &str) -> Option<String> {
    (std::env::var(ROLE).ok()? == role).then(|| std::env::var(STORE).unwrap())
}
