//! Loading and checking the shipped library; starting the program.

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use jorye::library::{Library, shipped};

use crate::rounds::{Length, median};

pub fn measure(length: Length) {
    let times = length.pick(21, 1);
    let loaded = (0..times).map(|_| {
        let begin = Instant::now();
        let library = Library::of(&shipped());
        assert!(library.findings.is_empty());
        milliseconds(begin)
    });
    let loaded = median(loaded.collect());
    println!(
        "| loading the shipped library | {loaded:.1} ms | aim: 100 ms | {:.2} |",
        loaded / 100.0
    );
    let program = PathBuf::from(env!("CARGO_BIN_EXE_jorye"));
    let run = |command: &mut Command| {
        let begin = Instant::now();
        assert!(command.output().unwrap().status.success());
        milliseconds(begin)
    };
    let (mut checked, mut version, mut nothing) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..times {
        checked.push(run(Command::new(&program)
            .arg("check")
            .current_dir(env!("CARGO_MANIFEST_DIR"))));
        version.push(run(Command::new(&program).arg("--version")));
        nothing.push(run(&mut Command::new("true")));
    }
    let [checked, version, nothing] = [checked, version, nothing].map(median);
    println!(
        "| `jorye check` on the shipped library | {checked:.1} ms | aim: 100 ms | {:.2} |",
        checked / 100.0
    );
    println!(
        "| `jorye --version` | {version:.1} ms | `true`: {nothing:.1} ms | {:.2} |",
        version / nothing
    );
}

fn milliseconds(begin: Instant) -> f64 {
    begin.elapsed().as_secs_f64() * 1000.0
}
