//! Two witnesses watch a log that grows, and a copy of it that goes another way.

use std::fs;
use std::process::Child;

use serde_json::Value;

use crate::desk::{Desk, EN, KO, words};

/// A desk with a store and two witnesses that have seen nothing yet.
fn desk() -> Desk {
    let desk = Desk::opened();
    for witness in ["w1", "w2"] {
        desk.do_(&format!(
            "audit witness init --name {witness}.example/eye --state {witness}"
        ));
    }
    desk
}

/// The public key of the log of a store, from its export.
fn log_key(desk: &Desk) -> String {
    let (_, report) = desk.json("audit verify");
    report["key"].as_str().unwrap().to_owned()
}

fn witness_key(desk: &Desk, state: &str) -> String {
    let (exit, shown) = desk.json(&format!("audit witness show --state {state}"));
    assert_eq!(exit, 0);
    shown["key"].as_str().unwrap().to_owned()
}

/// The exit code of an attempt to cosign, and the codes of what was said.
fn sign(desk: &Desk, line: &str) -> (i32, Vec<String>) {
    let key = log_key(desk);
    let (exit, findings) = desk.findings(&format!("audit witness sign {line} --log {key}"));
    let codes = findings.iter().filter_map(|one| one["code"].as_str());
    (exit, codes.map(str::to_owned).collect())
}

fn receive(desk: &Desk, number: u32, store: &str) {
    desk.do_(&format!(
        "case advance p-1 submit --actor park --as citizen --give contact=0{number} --give subject=쉼터 \
         --give purport=돌봄 --store sqlite:{store}"
    ));
}

/// Copies the store with its key, as a backup would.
fn copy(desk: &Desk, to: &str) {
    fs::copy(desk.path("jorye.db"), desk.path(to)).unwrap();
    fs::copy(desk.path("jorye.db.key"), desk.path(format!("{to}.key"))).unwrap();
}

#[test]
fn a_log_that_grows_is_seen_by_both_and_its_fork_by_neither() {
    let desk = desk();
    desk.do_("audit checkpoint --out first.txt");
    for witness in ["w1", "w2"] {
        assert_eq!(
            sign(
                &desk,
                &format!("first.txt --state {witness} --out first.txt")
            )
            .0,
            0
        );
    }
    copy(&desk, "copy.db");

    // Both stores go on, each in its own way.
    receive(&desk, 1, "jorye.db");
    receive(&desk, 2, "copy.db");
    desk.do_("audit prove --since first.txt --out grown.proof");
    desk.do_("audit checkpoint --out second.txt");
    desk.do_("audit prove --since first.txt --out forked.proof --store sqlite:copy.db");
    desk.do_("audit checkpoint --out forked.txt --store sqlite:copy.db");

    // One witness sees the one, and then is shown the other.
    assert_eq!(
        sign(
            &desk,
            "second.txt --proof grown.proof --state w1 --out second.txt"
        )
        .0,
        0
    );
    let refused = (1, vec!["J0870".to_owned()]);
    for _ in 0..2 {
        assert_eq!(
            sign(&desk, "forked.txt --proof forked.proof --state w1"),
            refused
        );
    }
    // A longer fork neither, with whatever proof.
    desk.do_("case advance p-1 receive --actor yoon --as secretariat --give receipt_no=7 --store sqlite:copy.db");
    desk.do_("audit checkpoint --out longer.txt --store sqlite:copy.db");
    desk.do_("audit prove --since forked.txt --out longer.proof --store sqlite:copy.db");
    assert_eq!(
        sign(&desk, "longer.txt --state w1"),
        (1, vec!["J0874".to_owned()])
    );
    assert_eq!(
        sign(&desk, "longer.txt --proof longer.proof --state w1"),
        (1, vec!["J0837".to_owned()])
    );
    // The evidence is at hand: two checkpoints of one size, both signed by the log.
    let name = log_key(&desk);
    let name = name.split('+').next().unwrap();
    let seen = desk.run(
        EN,
        &words(&format!("audit witness show --state w1 --log {name}")),
    );
    let seen = String::from_utf8(seen.stdout).unwrap();
    let forked = desk.text("forked.txt");
    assert_eq!(seen.lines().nth(1), forked.lines().nth(1));
    assert_ne!(seen.lines().nth(2), forked.lines().nth(2));

    // What the first witness signed is not enough where two are needed.
    let (one, two) = (witness_key(&desk, "w1"), witness_key(&desk, "w2"));
    let verify = |checkpoint: &str, needed: u32| -> (i32, Value) {
        desk.json(&format!(
            "audit verify --checkpoint {checkpoint} --witness {one} --witness {two} --witnesses-needed {needed}"
        ))
    };
    let (exit, report) = verify("second.txt", 1);
    assert_eq!(exit, 0, "{report:#}");
    assert_eq!(report["witnessed"][0]["witness"], "w1.example/eye");
    assert!(report["witnessed"][0]["time"].as_u64().unwrap() > 1_700_000_000);
    let (exit, report) = verify("second.txt", 2);
    assert_eq!(exit, 1);
    assert_eq!(report["findings"][0]["code"], "J0877");
    // The same key twice is one witness.
    let (exit, _) = desk.json(&format!(
        "audit verify --checkpoint second.txt --witness {one} --witness {one} --witnesses-needed 2"
    ));
    assert_eq!(exit, 1);
    // With the second, it is; and the log keeps it, and gives it out.
    assert_eq!(
        sign(
            &desk,
            "second.txt --proof grown.proof --state w2 --out second.txt"
        )
        .0,
        0
    );
    assert_eq!(verify("second.txt", 2).0, 0);
    desk.do_(&format!(
        "audit checkpoint --add second.txt --witness {one} --witness {two}"
    ));
    desk.do_("audit checkpoint --cosigned --out served.txt");
    assert_eq!(desk.text("served.txt"), desk.text("second.txt"));

    // Who else saw the head of a receipt, or of a proof, is told and may be demanded.
    desk.do_("audit receipt p-1 --checkpoint second.txt --out seen.json");
    desk.do_("audit receipt p-1 --checkpoint first.txt --out half.json");
    let both = format!("--witness {one} --witness {two}");
    let (exit, report) = desk.json(&format!(
        "audit verify seen.json {both} --witnesses-needed 2"
    ));
    assert_eq!(exit, 0, "{report}");
    assert_eq!(
        report["checked"]
            .to_string()
            .matches("cosigned it at")
            .count(),
        2
    );
    let growth = format!(
        "--proof grown.proof --checkpoint first.txt --key {}",
        log_key(&desk)
    );
    for line in [&*format!("half.json {both}"), &format!("{growth} {both}")] {
        assert_eq!(desk.json(&format!("audit verify {line}")).0, 0);
    }
    let (exit, report) = desk.json(&format!(
        "audit verify {growth} {both} --witnesses-needed 1"
    ));
    assert_eq!(exit, 1);
    assert_eq!(report["findings"][0]["code"], "J0877");
    assert_eq!(report["witnessed"], Value::Array(Vec::new()));

    for (lang, words_of) in [(KO, "함께 서명하였습니다"), (EN, "cosigned it at")] {
        let line = format!("audit verify --checkpoint second.txt --witness {one} --witness {two}");
        let output = desk.run(lang, &words(&line));
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(text.matches(words_of).count(), 2, "{text}");
    }
}

/// Cosignatures that come one by one over the same head are brought together.
#[test]
fn cosignatures_that_come_apart_are_kept_together() {
    let desk = desk();
    desk.do_("audit checkpoint --out head.txt");
    for witness in ["w1", "w2"] {
        assert_eq!(
            sign(
                &desk,
                &format!("head.txt --state {witness} --out {witness}.txt")
            )
            .0,
            0
        );
        desk.do_(&format!("audit checkpoint --add {witness}.txt"));
    }
    desk.do_("audit checkpoint --cosigned --out both.txt");
    let (one, two) = (witness_key(&desk, "w1"), witness_key(&desk, "w2"));
    desk.do_(&format!(
        "audit verify --checkpoint both.txt --witness {one} --witness {two} --witnesses-needed 2"
    ));
}

/// Many that sign at once with one memory: it ends as if they had come one after
/// the other, and everything that was given away is of one history.
#[test]
fn of_many_at_once_only_one_history_is_signed() {
    let desk = desk();
    let key = log_key(&desk);
    desk.do_("audit checkpoint --out first.txt");
    copy(&desk, "copy.db");
    receive(&desk, 1, "jorye.db");
    receive(&desk, 2, "copy.db");
    let mut shown = Vec::new();
    for (name, store) in [("mine", "jorye.db"), ("theirs", "copy.db")] {
        desk.do_(&format!(
            "audit checkpoint --out {name}.txt --store sqlite:{store}"
        ));
        shown.push(name);
    }
    let children: Vec<(&str, Child)> = (0..8)
        .map(|number| {
            let name = shown[number % 2];
            let line = format!(
                "audit witness sign {name}.txt --state w1 --out {name}{number}.out --log {key}"
            );
            (name, desk.command(EN).args(words(&line)).spawn().unwrap())
        })
        .collect();
    let signed: Vec<&str> = children
        .into_iter()
        .filter_map(|(name, mut child)| child.wait().unwrap().success().then_some(name))
        .collect();
    assert_eq!(signed.len(), 4, "{signed:?}");
    assert!(signed.iter().all(|name| *name == signed[0]), "{signed:?}");
}

/// What a witness has in memory is its own: a file that others may read is not used,
/// and a memory is never made over another.
#[test]
fn the_memory_is_its_owners_alone() {
    let desk = desk();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |name: &str| fs::metadata(desk.path(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode("w1"), mode("jorye.db.key")), (0o600, 0o600));
        desk.do_("audit checkpoint --out first.txt");
        assert_eq!(sign(&desk, "first.txt --state w1").0, 0);
        assert_eq!(mode("w1"), 0o600);
        fs::set_permissions(desk.path("w1"), fs::Permissions::from_mode(0o640)).unwrap();
        assert_eq!(
            sign(&desk, "first.txt --state w1"),
            (3, vec!["J0878".to_owned()])
        );
    }
    let before = desk.text("w2");
    let (exit, said) = desk.findings("audit witness init --name x.example/y --state w2");
    assert_eq!((exit, &said[0]["code"]), (5, &Value::from("J0957")));
    assert_eq!(desk.text("w2"), before);
}
