//! The key of a log is changed: what was signed before stays valid, what is signed
//! after must be signed with the new one, and a change that is interrupted is finished.

use std::fs;
use std::time::Duration;

use jorye::audit::{Checkpoint, SecretKey};
use serde_json::Value;

use crate::desk::{Desk, EN, words};

fn secret(desk: &Desk) -> SecretKey {
    desk.text("jorye.db.key").parse().unwrap()
}

fn verify(desk: &Desk, line: &str) -> (i32, Vec<String>) {
    let (exit, report) = desk.json(&format!("audit verify {line}"));
    let codes = report["findings"].as_array().unwrap().iter();
    let codes = codes.filter_map(|one| one["code"].as_str().map(str::to_owned));
    (exit, codes.collect())
}

const FINE: (i32, Vec<String>) = (0, Vec::new());

/// A log whose key was changed twice, with a checkpoint from under each key.
fn rotated() -> (Desk, [SecretKey; 3]) {
    let desk = Desk::opened();
    let first = secret(&desk);
    desk.do_("audit checkpoint --out one.txt");
    desk.do_("audit rotate-key --by han");
    let second = secret(&desk);
    desk.do_("audit checkpoint --out two.txt");
    desk.do_("case advance p-1 submit --actor park --as citizen --give contact=010 --give subject=쉼터 --give purport=돌봄");
    desk.do_("audit rotate-key --by yoon");
    desk.do_("audit checkpoint --out three.txt");
    desk.do_("audit export --out trail.jsonl");
    let third = secret(&desk);
    (desk, [first, second, third])
}

#[test]
fn each_key_counts_for_the_sizes_at_which_it_was_in_force() {
    let (desk, keys) = rotated();
    let all = "--checkpoint one.txt --checkpoint two.txt --checkpoint three.txt";
    assert_eq!(verify(&desk, &format!("trail.jsonl {all}")), FINE);
    assert_eq!(verify(&desk, all), FINE);
    // Whichever of the keys somebody knows from outside.
    for key in &keys {
        let line = format!("trail.jsonl {all} --key {}", key.public());
        assert_eq!(verify(&desk, &line), FINE);
    }
    let stranger = SecretKey::from_random(keys[0].public().name(), &[7; 32]).unwrap();
    let line = format!("trail.jsonl --key {}", stranger.public());
    assert_eq!(verify(&desk, &line), (1, vec!["J0818".to_owned()]));

    // A head signed with another key of the same log, before and after its time.
    for (name, right) in [("one.txt", 0), ("two.txt", 1), ("three.txt", 2)] {
        let head = Checkpoint::parse(&desk.read(name)).unwrap().head().clone();
        for (at, key) in keys.iter().enumerate() {
            let signed = Checkpoint::sign(head.clone(), key).unwrap();
            desk.write("signed.txt", signed.to_text());
            let (exit, codes) = verify(&desk, "trail.jsonl --checkpoint signed.txt");
            assert_eq!(exit == 0, at == right, "{name}, key {at}: {codes:?}");
            assert!(at == right || codes == ["J0819"], "{codes:?}");
        }
    }
    let (_, log) = desk.json("audit log");
    let entries = log["entries"].as_array().unwrap();
    let told: Vec<_> = entries
        .iter()
        .map(|one| (one["sequence"].as_u64(), one["actor"].as_str()))
        .collect();
    assert_eq!(told, [(Some(1), Some("han")), (Some(2), Some("yoon"))]);
    assert_eq!(entries[1]["key"], keys[2].public().to_string());
}

#[test]
fn a_stranger_follows_the_key_over_its_changes() {
    let (desk, keys) = rotated();
    let [first, _, third] = keys.map(|key| key.public().to_string());
    desk.do_("audit log --entry 1 --out r1.json");
    desk.do_("audit log --entry 2 --out r2.json");
    desk.do_("audit prove --since one.txt --out grown.proof");
    let growth = "--proof grown.proof --checkpoint one.txt";
    let with = |line: &str| verify(&desk, &format!("{growth} --key {line}"));
    assert_eq!(
        with(&format!("{first} --rotation r1.json --rotation r2.json")),
        FINE
    );
    assert_eq!(with(&first), (1, vec!["J0819".to_owned()]));
    assert_eq!(with(&third), (1, vec!["J0819".to_owned()]));
    assert_eq!(with(&format!("{first} --rotation r1.json")).0, 1);
    // The entry itself, and the genesis, under the key in force now.
    desk.do_("audit prove --log-entry 1 --out own.proof --entry own.json");
    let (exit, report) = desk.json(&format!(
        "audit verify --proof own.proof --entry own.json --key {third}"
    ));
    assert_eq!((exit, &report["index"]), (0, &Value::from(2)));
    assert_eq!(desk.read("own.json"), desk.read("r1.json"));
    // A witness that knows the first key follows too, and then knows the last.
    desk.do_("audit witness init --name w1.example/eye --state w1");
    desk.do_(&format!(
        "audit witness sign one.txt --log {first} --state w1"
    ));
    let sign = format!("audit witness sign three.txt --proof grown.proof --log {third} --state w1");
    desk.do_("audit prove --since one.txt --out grown.proof");
    let (exit, said) = desk.findings(&sign);
    assert_eq!((exit, &said[0]["code"]), (1, &Value::from("J0871")));
    desk.do_(&format!("{sign} --rotation r1.json --rotation r2.json"));
    desk.do_(&sign);
    let old = format!("audit witness sign one.txt --log {first} --state w1");
    assert_eq!(desk.findings(&old).0, 1);
}

/// What stands on the disk between the entry and the new key file.
#[test]
fn a_change_that_stopped_halfway_is_finished_and_told() {
    let desk = Desk::opened();
    let old = desk.text("jorye.db.key");
    desk.do_("audit rotate-key --by han");
    let new = desk.text("jorye.db.key");
    desk.write(".jorye.db.key.new-0badc0de", "no key");
    let mode = |name: &str| {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(desk.path(name), fs::Permissions::from_mode(0o600)).unwrap();
    };
    desk.write(".jorye.db.key.new-12345678", &new);
    desk.write("jorye.db.key", &old);
    mode(".jorye.db.key.new-12345678");
    let output = desk.run(EN, &words("audit checkpoint --out head.txt"));
    assert_eq!(output.status.code(), Some(0));
    let talk = String::from_utf8(output.stderr).unwrap();
    assert!(talk.contains("Finished what was interrupted"), "{talk}");
    assert_eq!(desk.text("jorye.db.key"), new);
    assert_eq!(verify(&desk, "--checkpoint head.txt"), FINE);
    let output = desk.run(EN, &words("audit checkpoint --out head.txt"));
    assert!(
        !String::from_utf8(output.stderr)
            .unwrap()
            .contains("Finished")
    );
}

/// However a change is killed, the log can be signed afterwards, with the key that
/// its entries say.
#[test]
fn a_kill_in_the_middle_of_a_change_costs_no_key() {
    let desk = Desk::opened();
    let mut changed = 0;
    for round in 0..12u64 {
        let mut child = desk
            .command(EN)
            .args(words("audit rotate-key --by han"))
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(round * 7));
        let _ = child.kill();
        child.wait().unwrap();
        desk.do_("audit checkpoint --out head.txt");
        assert_eq!(
            verify(&desk, "--checkpoint head.txt"),
            FINE,
            "round {round}"
        );
        let (_, log) = desk.json("audit log");
        let entries = log["entries"].as_array().unwrap();
        assert!(entries.len() >= changed);
        changed = entries.len();
        if let Some(last) = entries.last() {
            assert_eq!(last["key"], secret(&desk).public().to_string());
        }
    }
    println!("{changed} of 12 changes were done before the kill");
}

/// A party gets a receipt after the key was changed, and verifies it offline from
/// whichever key they know; an older or a newer head is joined to it by a proof.
#[test]
fn a_receipt_after_a_change_of_the_key_verifies_offline() {
    let (desk, keys) = rotated();
    desk.do_("audit receipt p-1 --out late.json --html late.html");
    desk.do_("audit prove --since one.txt --out one.proof");
    for key in &keys {
        for file in ["late.json", "late.html"] {
            let line = format!("{file} --case p-1 --key {}", key.public());
            assert_eq!(verify(&desk, &line), FINE);
        }
    }
    let joined = "late.json --checkpoint one.txt --proof one.proof";
    let (exit, report) = desk.json(&format!("audit verify {joined}"));
    assert_eq!((exit, &report["verified"]), (0, &Value::from(true)));
    let checked = report["checked"].to_string();
    assert!(checked.contains("joined by a proof"), "{checked}");
    assert!(checked.contains("2 changes"), "{checked}");
    // Under the head of before any change there is nothing to carry.
    desk.do_("audit receipt p-1 --checkpoint one.txt --out early.json");
    assert!(!desk.text("early.json").contains("\"rotations\""));
    assert_eq!(verify(&desk, "early.json"), FINE);
    // A newer head is joined to it too, over the changes in between.
    desk.do_("audit log --entry 1 --out r1.json");
    desk.do_("audit log --entry 2 --out r2.json");
    let newer = "early.json --checkpoint three.txt --proof one.proof";
    let over = format!("{newer} --rotation r1.json --rotation r2.json");
    assert_eq!(verify(&desk, &over), FINE);
    assert_eq!(
        verify(&desk, newer),
        (1, vec!["J0819".to_owned(), "J0839".to_owned()])
    );
    // A proof without a checkpoint, or with a trail, is of nothing.
    for line in [
        "late.json --proof one.proof",
        "trail.jsonl --proof one.proof",
    ] {
        assert_eq!(desk.findings(&format!("audit verify {line}")).0, 2);
    }
}
