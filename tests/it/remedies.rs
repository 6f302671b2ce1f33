//! What is done about what went wrong: a record is corrected by an entry that names
//! it, and an act is annulled by an authority.

use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::desk::{Desk, EN, KO, short, snapshot};

const DECIDE: &str = "case advance r-1 decide --actor lee --as clerk";
const QUASH: &str = "case advance r-1 quash --actor han --as tribunal --reason '절차의 하자'";

/// A case in which 300 was asked for.
fn asked() -> Desk {
    let desk = Desk::empty();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/findings/J0270/good");
    for part in ["ordinance/grants.md", "workflows/remedy.toml"] {
        let to = desk.path(part);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(from.join(part), to).unwrap();
    }
    desk.do_("case open remedy --id r-1 --actor lee --as clerk");
    desk.do_("case advance r-1 ask --actor lee --as clerk --give amount=300");
    desk
}

fn correct(entry: u64, says: &str, role: &str) -> String {
    format!(
        "case correct r-1 --entry {entry} --fact amount --says {says} --reason '오기' --actor lee --as {role}"
    )
}

/// Both verifiers say that the trail holds.
fn verifies(desk: &Desk) {
    let (exit, report) = desk.json("audit verify --replay");
    assert_eq!((exit, &report["redecided"]["differs"]), (0, &json!(0)));
    desk.do_("audit export --out trail.jsonl");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for verifier in [
        "tools/verify.py",
        "tests/it/second_verifier/whole/verify.py",
    ] {
        let output = Command::new("python3")
            .arg(root.join(verifier))
            .arg(desk.path("trail.jsonl"))
            .output();
        match output {
            Ok(output) => {
                let said = String::from_utf8_lossy(&output.stdout).into_owned();
                assert!(output.status.success(), "{verifier}: {said}");
            }
            Err(error) => println!("python3 is not there: {error}"),
        }
    }
}

#[test]
fn a_correction_names_what_was_wrong_and_rewrites_nothing() {
    let desk = asked();
    let before = desk.json("case history r-1").1;
    // One who may not is refused, and that is recorded.
    let (exit, refused) = desk.json(&correct(2, "30", "tribunal"));
    assert_eq!((exit, &refused["accepted"]), (1, &json!(false)));
    assert_eq!(desk.json("case show r-1").1["facts"]["amount"], json!(300));
    let (exit, done) = desk.json(&correct(2, "30", "clerk"));
    assert_eq!((exit, &done["accepted"]), (0, &json!(true)));
    assert_eq!(done["correction"]["corrects"]["case_seq"], 2);
    assert_eq!(
        done["correction"]["corrects"]["hash"],
        before["entries"][1]["hash"]
    );
    assert_eq!(done["correction"]["present"], true);
    assert_eq!(desk.json("case show r-1").1["facts"]["amount"], json!(30));
    // It is known otherwise by now: the record is corrected, what is known stays.
    let (_, done) = desk.json(&correct(2, "31", "clerk"));
    assert_eq!(done["correction"]["present"], false);
    assert_eq!(desk.json("case show r-1").1["facts"]["amount"], json!(30));
    let after = desk.json("case history r-1").1;
    for at in [0, 1] {
        assert_eq!(
            after["entries"][at], before["entries"][at],
            "nothing is rewritten"
        );
    }
    desk.do_(DECIDE);
    verifies(&desk);
}

#[test]
fn an_annulled_act_is_told_as_annulled() {
    let desk = asked();
    desk.do_(DECIDE);
    desk.do_(QUASH);
    let (_, history) = desk.json("case history r-1");
    assert_eq!(history["entries"][2]["annulled_by"], 4);
    assert_eq!(
        history["entries"][3]["annuls"],
        json!([{ "transition": "decide", "case_seq": 3 }])
    );
    let (_, why) = desk.json("case why r-1 decide --actor lee --as clerk");
    assert_eq!(why["annulled"], json!({ "case_seq": 3, "by": 4 }));
    // The case has no outcome any more, and can come to one again.
    assert_eq!(desk.json("case show r-1").1["outcome"], json!(null));
    desk.do_(DECIDE);
    verifies(&desk);
}

#[test]
fn remedies_are_told_in_both_languages() {
    for lang in [KO, EN] {
        let desk = asked();
        let (mend, refused) = (correct(2, "30", "clerk"), correct(2, "31", "tribunal"));
        let lines = [
            &*mend,
            &*refused,
            DECIDE,
            QUASH,
            "case why r-1 decide --actor lee --as clerk",
            "case history r-1",
        ];
        let text = desk.transcript(lang, &lines);
        snapshot("remedies", short(lang), &text);
    }
}
