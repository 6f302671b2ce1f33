//! Proofs: the program and the second verifier over whole and damaged ones.

use std::path::{Path, PathBuf};

use jorye::audit::checkpoint::Checkpoint;
use jorye::audit::note::{PublicKey, SecretKey};
use jorye::audit::proof::Proof;

use super::{FAULTS, FINE, SHORT, Second, UNREADABLE, USAGE, python_is_there};
use crate::desk::{Desk, EN};

/// What the program would end with.
fn verdict(proof: &[u8], beside: &[u8], key: &PublicKey) -> i32 {
    let verified = match Proof::parse(proof) {
        Err(_) => return UNREADABLE,
        Ok(Proof::Inclusion(proof)) => proof.verify(beside, key),
        Ok(Proof::Consistency(proof)) => match Checkpoint::parse(beside) {
            Ok(old) => proof.verify(&old, key),
            Err(_) => return UNREADABLE,
        },
    };
    if verified.is_ok() { FINE } else { FAULTS }
}

/// A store with two cases; proofs of its entries and of its growth.
fn proved() -> (Desk, SecretKey) {
    let desk = Desk::new();
    for line in [
        "case open proposal --id p-1 --actor park --as citizen",
        "audit checkpoint --out two.txt",
        "case advance p-1 submit --actor park --as citizen --give contact=010 --give subject=a --give purport=b",
        "audit checkpoint --out three.txt",
        "case open proposal --id p-2 --actor kim --as citizen",
        "case advance p-1 receive --actor yoon --as secretariat --give receipt_no=7",
        "audit prove p-1 2",
        "audit prove p-2 1 --out other.proof --entry other.json",
        "audit prove p-1 1 --checkpoint two.txt --out early.proof --entry early.json",
        "audit prove --since two.txt",
        "audit prove --since three.txt --out odd.proof",
    ] {
        desk.do_(line);
    }
    let key = desk.text("jorye.db.key").parse().unwrap();
    (desk, key)
}

#[test]
fn proofs_have_one_verdict() {
    if !python_is_there() {
        return;
    }
    let (desk, key) = proved();
    let vkey = key.public().to_string();
    let other = SecretKey::from_random(key.public().name(), &[5; 32]).unwrap();
    let other = other.public().to_string();
    let mut second = Second::start(SHORT);
    for (expected, line) in [
        (FINE, "--proof p-1-2.tlog-proof --entry p-1-2.entry.json"),
        (FINE, "--proof other.proof --entry other.json"),
        (FINE, "--proof early.proof --entry early.json"),
        (FAULTS, "--proof other.proof --entry p-1-2.entry.json"),
        (FAULTS, "--proof p-1-2.tlog-proof --entry early.json"),
        (FAULTS, "--proof p-1-2.tlog-proof --entry two.txt"),
        (FINE, "--proof 2-5.tlog-consistency --checkpoint two.txt"),
        (FINE, "--proof odd.proof --checkpoint three.txt"),
        (
            FAULTS,
            "--proof 2-5.tlog-consistency --checkpoint three.txt",
        ),
        (UNREADABLE, "--proof two.txt --entry early.json"),
        (UNREADABLE, "--proof none --entry early.json"),
        (UNREADABLE, "--proof early.proof --entry none"),
        (UNREADABLE, "--proof odd.proof --checkpoint early.json"),
        (USAGE, "--proof early.proof"),
        (USAGE, "--proof odd.proof"),
        (USAGE, "--proof odd.proof --entry early.json"),
        (
            USAGE,
            "--proof early.proof --entry early.json --checkpoint two.txt",
        ),
    ] {
        for (key, expected) in [
            (Some(&vkey), expected),
            // With the key of another, nothing is signed.
            (
                Some(&other),
                if expected == FINE { FAULTS } else { expected },
            ),
            (None, USAGE),
        ] {
            let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
            words.extend(
                key.iter()
                    .flat_map(|key| ["--key".to_owned(), (*key).clone()]),
            );
            let mut program = vec!["audit", "verify"];
            program.extend(words.iter().map(String::as_str));
            let program = desk.run(EN, &program).status.code();
            let there: Vec<PathBuf> = words
                .iter()
                .map(|word| match word.as_str() {
                    // Files are named as they are seen from the other process.
                    flag if flag.starts_with("--") || flag.starts_with("jorye/") => flag.into(),
                    file => desk.path(file),
                })
                .collect();
            let (code, said) = second.answer(&there);
            assert_eq!([program, code], [Some(expected); 2], "{words:?}: {said}");
        }
    }
}

#[test]
fn damaged_proofs_have_one_verdict() {
    if !python_is_there() {
        return;
    }
    let (desk, key) = proved();
    let mut second = Second::start(SHORT);
    let vkey = key.public().to_string();
    let (changed, near) = (desk.path("changed"), desk.path("near"));
    let mut compared = 0;
    let mut compare = |flag: &str, proof: &[u8], beside: &[u8]| {
        std::fs::write(&changed, proof).unwrap();
        std::fs::write(&near, beside).unwrap();
        let words: [&Path; 6] = [
            "--proof".as_ref(),
            &changed,
            flag.as_ref(),
            &near,
            "--key".as_ref(),
            vkey.as_ref(),
        ];
        let (code, said) = second.answer(&words.map(Path::to_path_buf));
        let expected = verdict(proof, beside, key.public());
        assert_eq!(
            code,
            Some(expected),
            "{said}\n{}",
            String::from_utf8_lossy(proof)
        );
        compared += 1;
    };
    for (proof, flag, beside) in [
        ("p-1-2.tlog-proof", "--entry", "p-1-2.entry.json"),
        ("odd.proof", "--checkpoint", "three.txt"),
    ] {
        let (proof, beside) = (desk.read(proof), desk.read(beside));
        for at in (0..proof.len()).step_by(5) {
            let mut bytes = proof.clone();
            bytes[at] ^= 1 << (at % 8);
            compare(flag, &bytes, &beside);
            compare(flag, &proof[..at], &beside);
        }
        for at in (0..beside.len()).step_by(29) {
            let mut bytes = beside.clone();
            bytes[at] ^= 1 << (at % 8);
            compare(flag, &proof, &bytes);
        }
        // A line less, a line twice.
        let lines: Vec<&[u8]> = proof.split_inclusive(|byte| *byte == b'\n').collect();
        for at in 0..lines.len() {
            let mut fewer = lines.clone();
            fewer.remove(at);
            compare(flag, &fewer.concat(), &beside);
            let mut more = lines.clone();
            more.insert(at, lines[at]);
            compare(flag, &more.concat(), &beside);
        }
    }
    assert!(compared > 250, "only {compared}");
}
