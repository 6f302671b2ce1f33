//! What is wrong with an input is said: what, where, what follows, how to mend
//! it, in both languages; and nothing is lost or half-written.

use std::fs;
use std::io::Read as _;
use std::process::Stdio;

use serde_json::Value;

use crate::command_line::said;
use crate::desk::{Desk, EN, KO, short, snapshot, words};

const OPEN: &str = "case open proposal --id p-1 --actor park --as citizen";
const FILE: &str = "workflows/proposal.toml";
const RULE: &str = "rule  = \"supplements < 1\"";
/// `가` in the encoding EUC-KR: no UTF-8.
const EUC_KR: &[u8] = b"\n# \xb0\xa1\n";

/// Errors and warnings of what was told, without the notes.
fn grave(told: &str) -> String {
    told.split_inclusive("\n\n")
        .filter(|block| !block.starts_with("알림[") && !block.starts_with("note["))
        .collect()
}

/// A library with a fault: what `check` says in both languages, with a place;
/// no case is opened, and no store is made.
fn faulty(name: &str, breaking: impl Fn(&Desk), codes: &[&str]) {
    let desk = Desk::new();
    breaking(&desk);
    for lang in [KO, EN] {
        // The line itself is in the first block, with whatever comes first.
        let told = grave(&desk.told(lang, "check").replacen('\n', "\n\n", 1));
        snapshot("bad_input", &format!("{name}.{}", short(lang)), &told);
    }
    let (exit, report) = desk.json("check");
    assert_eq!(exit, 1, "{report:#}");
    let found: Vec<&Value> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["level"] == "error")
        .collect();
    let told: Vec<&str> = found
        .iter()
        .map(|finding| finding["code"].as_str().unwrap())
        .collect();
    assert_eq!(told, codes);
    for finding in found {
        assert!(finding["place"]["line"].as_u64().is_some(), "{finding:#}");
    }
    let before = desk.files();
    let opened = desk.run(EN, &words(OPEN));
    assert_eq!(opened.status.code(), Some(1), "{}", said(&opened));
    assert!(opened.stdout.is_empty() && !opened.stderr.is_empty());
    assert_eq!(
        desk.files(),
        before,
        "a store was made for a case that was not opened"
    );
}

fn with_rule(rule: &str) -> impl Fn(&Desk) {
    let rule = format!("rule  = '{rule}'");
    move |desk| desk.edit(FILE, RULE, &rule)
}

fn with_bytes(file: &'static str) -> impl Fn(&Desk) {
    move |desk| desk.write(file, [desk.read(file).as_slice(), EUC_KR].concat())
}

#[test]
fn a_file_that_is_no_toml() {
    faulty(
        "broken_toml",
        |desk| desk.edit(FILE, "ko = \"시민\"", "ko = \"시민"),
        &["J0102"],
    );
}

#[test]
fn a_value_of_the_wrong_type() {
    faulty(
        "wrong_type",
        |desk| desk.edit(FILE, "revision  = 1", "revision  = \"one\""),
        &["J0109"],
    );
}

#[test]
fn a_citation_of_nothing() {
    faulty(
        "unknown_citation",
        |desk| desk.edit(FILE, "basis = \"제17조제3항\"", "basis = \"제17조제9항\""),
        &["J0324"],
    );
}

#[test]
fn a_rule_that_does_not_agree_with_its_types() {
    faulty(
        "ill_typed_rule",
        with_rule("supplements < \"one\""),
        &["J0413"],
    );
}

#[test]
fn a_rule_that_is_no_rule() {
    faulty(
        "loop",
        with_rule("loop { supplements < 1 }"),
        &["J0404", "J0404", "J0404"],
    );
}

#[test]
fn a_rule_that_nests_without_end() {
    let rule = format!("{}supplements < 1{}", "(".repeat(1000), ")".repeat(1000));
    faulty("nested_rule", with_rule(&rule), &["J0402"]);
    let rule = format!("{}within_powers", "!".repeat(3000));
    faulty("negated_rule", with_rule(&rule), &["J0402"]);
}

#[test]
fn a_rule_that_is_longer_than_any_law() {
    let rule = vec!["supplements < 1"; 60_000].join(" && ");
    faulty("huge_rule", with_rule(&rule), &["J0401"]);
}

#[test]
fn a_workflow_that_is_not_utf_8() {
    faulty("not_utf8.workflow", with_bytes(FILE), &["J0925", "J0101"]);
}

#[test]
fn a_rule_file_that_is_not_utf_8() {
    // The scenarios of every procedure that it is part of, or that opens such a one.
    let mut codes = vec!["J0925"; 29];
    codes.insert(8, "J0101");
    faulty(
        "not_utf8.rules",
        with_bytes("workflows/council.rhai"),
        &codes,
    );
}

/// These keep a workflow from being relied on, and its other files whole.
#[test]
fn other_files_that_are_not_utf_8() {
    for (name, file, code) in [
        ("text", "ordinance/seoul_compact.md", "J0301"),
        ("scenarios", "workflows/proposal.scenarios.toml", "J0101"),
        ("lock", "workflows/proposal.lock", "J0101"),
    ] {
        let desk = Desk::new();
        with_bytes(file)(&desk);
        for lang in [KO, EN] {
            let told = grave(&desk.told(lang, "check").replacen('\n', "\n\n", 1));
            // Every citation of the text falls with it: the first says enough.
            let told: String = told.split_inclusive("\n\n").take(4).collect();
            snapshot(
                "bad_input",
                &format!("not_utf8.{name}.{}", short(lang)),
                &told,
            );
        }
        let (exit, report) = desk.json("check");
        assert_eq!(exit, 1);
        let of_file = report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .find(|finding| finding["level"] == "error" && finding["place"]["file"] == file);
        let finding = of_file.unwrap_or_else(|| panic!("nothing is said of {file}"));
        assert_eq!(finding["code"], code, "{finding:#}");
    }
}

#[test]
fn a_library_that_is_not_there_or_has_nothing_in_it() {
    for lang in [KO, EN] {
        let desk = Desk::empty();
        let mut text = desk.transcript(
            lang,
            &[
                "check",
                "check nowhere",
                "test",
                "show proposal",
                "--library nowhere case open proposal --actor park --as citizen",
            ],
        );
        fs::create_dir(desk.path("workflows")).unwrap();
        text += &desk.transcript(
            lang,
            &[
                "check",
                "test",
                "show proposal",
                "case open proposal --actor park --as citizen",
            ],
        );
        snapshot("bad_input", &format!("no_library.{}", short(lang)), &text);
        assert!(desk.files().is_empty());
    }
}

#[test]
fn nothing_found_in_nothing_is_an_error() {
    let desk = Desk::empty();
    fs::create_dir(desk.path("ordinance")).unwrap();
    let (exit, report) = desk.json("check");
    assert_eq!(
        (exit, &report["findings"][0]["code"]),
        (1, &Value::from("J0201"))
    );
}

#[test]
fn names_that_do_not_exist_are_told_with_near_ones() {
    for lang in [KO, EN] {
        let desk = Desk::opened();
        let before = desk.json("case show p-1").1;
        let text = desk.transcript(
            lang,
            &[
                "chek",
                "case advanse p-1 submit",
                "case show p-1 --stor sqlite:x.db",
                "case show p-1 --store x.db",
                "case show p-2",
                "case show 'p 2'",
                "case open propsal --actor park --as citizen",
                "case open proposal --id 'P 1' --actor park --as citizen",
                "case open proposal --actor park --as citizen --give subjet=x",
                "case advance p-1 submt --actor park --as citizen",
                "case advance p-1 submit --actor park --as citizen --give subjet=x",
                "case advance p-1 submit --actor park --as citizen --give subject",
                "case advance p-1 submit --actor park --as citizen --give subject=a --give subject=b",
                "case advance p-1 submit --actor '' --as citizen",
                "case advance p-1 submit --actor park --effective 어제",
                "case advance p-1 submit --actor park --effective 2099-01-01",
                "case advance p-1 submit --actor park --expect one",
                "case advance p-1 submit --actor park --expect 7",
                "case list --limit 0",
                "case list --open --closed",
                "show propsal",
                "show proposal --format svg",
                "check --format dot",
                "check --deny everything",
                "text show nothing.md",
                "explain J0203x",
            ],
        );
        snapshot("bad_input", &format!("names.{}", short(lang)), &text);
        assert_eq!(desk.json("case show p-1").1, before);
    }
}

/// What an act lacks is refused, and the refusal is all that is recorded.
#[test]
fn an_act_that_lacks_something_changes_nothing_but_the_trail() {
    let desk = Desk::opened();
    let before = desk.json("case show p-1").1;
    let lines = [
        (
            "submit --actor park --as secretary --give contact=1 --give subject=1 --give purport=1",
            "J0705 J0702",
        ),
        (
            "submit --actor park --as citizen --give contact=1",
            "J0704 J0704",
        ),
        (
            "receive --actor yoon --as secretariat --give receipt_no=1",
            "J0701",
        ),
        (
            "submit --actor park --as citizen --give contact=1 --give subject=1 --give purport=1 --effective 2019-01-01",
            "J0714",
        ),
    ];
    for (n, (line, codes)) in lines.into_iter().enumerate() {
        let (exit, done) = desk.json(&format!("case advance p-1 {line}"));
        assert_eq!((exit, &done["accepted"]), (1, &Value::Bool(false)));
        for ground in done["grounds"].as_array().unwrap() {
            let code = ground["finding"]["code"].as_str().unwrap();
            assert!(codes.contains(code), "{line}: {code}");
            assert!(ground["finding"]["place"]["line"].as_u64().is_some());
        }
        let after = desk.json("case show p-1").1;
        assert_eq!(after["entries"], n + 2);
        for key in ["version", "active", "facts", "outcome"] {
            assert_eq!(after[key], before[key], "{line}");
        }
    }
    assert_eq!(desk.json("audit verify").1["verified"], true);
}

#[test]
fn a_store_that_is_none_is_left_as_it_is() {
    for lang in [KO, EN] {
        let desk = Desk::opened();
        // Everything into one file.
        let store = rusqlite::Connection::open(desk.path("jorye.db")).unwrap();
        store
            .execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
            .unwrap();
        drop(store);
        let whole = desk.read("jorye.db");
        let mut damaged = whole.clone();
        damaged[4096..].fill(0x5a);
        for (name, bytes) in [
            ("text.db", "조례".repeat(100).as_bytes()),
            ("empty.db", b"".as_slice()),
            ("head.db", &whole[..50]),
            ("truncated.db", &whole[..5000]),
            ("damaged.db", &damaged),
        ] {
            desk.write(name, bytes);
        }
        let foreign = rusqlite::Connection::open(desk.path("foreign.db")).unwrap();
        foreign.execute_batch("CREATE TABLE entry (leaf)").unwrap();
        drop(foreign);
        fs::create_dir(desk.path("folder.db")).unwrap();
        let mut text = String::new();
        for name in [
            "text",
            "empty",
            "head",
            "truncated",
            "damaged",
            "foreign",
            "folder",
            "nothing",
        ] {
            for line in [
                "case show p-1",
                "case advance p-1 submit --actor park --as citizen",
                "audit verify",
                "audit export --out out.jsonl",
            ] {
                let file = desk.path(format!("{name}.db"));
                let before = fs::read(&file).ok();
                let told = desk.told(lang, &format!("{line} --store sqlite:{name}.db"));
                assert!(told.contains("--- exit 5"), "{told}");
                assert_eq!(fs::read(&file).ok(), before, "{line} changed {name}.db");
                if line == "case show p-1" {
                    text.push_str(&told);
                }
            }
        }
        snapshot("bad_input", &format!("no_store.{}", short(lang)), &text);
        assert!(!desk.path("out.jsonl").exists());
        // Opening a case makes no store where something else is.
        for name in ["text", "empty", "folder"] {
            let opened = desk.run(lang, &words(&format!("{OPEN} --store sqlite:{name}.db")));
            assert_eq!(opened.status.code(), Some(5), "{}", said(&opened));
        }
        assert!(!desk.path("text.db.key").exists());
    }
}

/// One page in the middle of a store is overwritten: nothing that rests on it is
/// answered as if it were whole.
#[test]
fn a_damaged_page_is_never_an_answer() {
    let desk = Desk::opened();
    let store = rusqlite::Connection::open(desk.path("jorye.db")).unwrap();
    store
        .execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
        .unwrap();
    drop(store);
    let whole = desk.read("jorye.db");
    let good = desk.json("case history p-1").1;
    let pages = whole.len() / 4096;
    let step = (pages / 12).max(1);
    for page in (1..pages).step_by(step) {
        let mut bytes = whole.clone();
        bytes[page * 4096..(page + 1) * 4096].fill(0xa5);
        desk.write("page.db", bytes);
        let told = desk.run(
            EN,
            &words("case history p-1 --store sqlite:page.db --format json"),
        );
        match told.status.code() {
            Some(0) => {
                let answer: Value = serde_json::from_slice(&told.stdout).unwrap();
                assert_eq!(answer, good, "page {page}");
            }
            Some(5) => assert!(told.stdout.is_empty(), "page {page}"),
            _ => panic!("page {page}: {}", said(&told)),
        }
        for name in ["page.db-wal", "page.db-shm"] {
            let _ = fs::remove_file(desk.path(name));
        }
    }
}

#[test]
fn a_store_that_another_process_holds_is_waited_for_and_not_written() {
    for lang in [KO, EN] {
        let desk = Desk::opened();
        let before = desk.json("case history p-1").1;
        let holder = rusqlite::Connection::open(desk.path("jorye.db")).unwrap();
        holder.execute_batch("BEGIN EXCLUSIVE").unwrap();
        let act = "case advance p-1 submit --actor park --as citizen --give contact=1 --give subject=1 --give purport=1";
        let text = desk.told(lang, &format!("{act} --wait 0"));
        assert!(text.contains("--- exit 5"), "{text}");
        // Looking goes on.
        assert_eq!(desk.json("case history p-1").1, before);
        holder.execute_batch("COMMIT").unwrap();
        snapshot("bad_input", &format!("locked.{}", short(lang)), &text);
        desk.do_(act);
    }
}

/// Root may write everything, so the bits of a file are tested for others only.
#[cfg(target_os = "linux")]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata("/proc/self").unwrap().uid() == 0
}

#[cfg(target_os = "linux")]
#[test]
fn a_store_that_may_not_be_written_is_read() {
    use std::os::unix::fs::PermissionsExt as _;
    if is_root() {
        println!("skipped: for root no file is read-only");
        return;
    }
    let desk = Desk::opened();
    let file = desk.path("jorye.db");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).unwrap();
    let act = desk.run(
        EN,
        &words("case advance p-1 submit --actor park --as citizen"),
    );
    assert_eq!(act.status.code(), Some(5), "{}", said(&act));
    assert!(said(&act).contains("J0909"), "{}", said(&act));
    assert_eq!(desk.json("case show p-1").0, 0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_store_on_a_file_system_that_is_read_only() {
    let desk = Desk::new();
    let Some(tiny) = crate::trail::Tiny::mount(desk.path("tiny"), 2000) else {
        return;
    };
    desk.do_(&format!("{OPEN} --store sqlite:tiny/jorye.db"));
    tiny.make_read_only();
    for lang in [KO, EN] {
        let text = desk.transcript(
            lang,
            &[
                "case advance p-1 submit --actor park --as citizen --store sqlite:tiny/jorye.db",
                "case open proposal --id p-2 --actor park --as citizen --store sqlite:tiny/other.db",
                "case list --store sqlite:tiny/jorye.db",
                "audit export --out tiny/trail.jsonl --store sqlite:tiny/jorye.db",
            ],
        );
        snapshot("bad_input", &format!("read_only.{}", short(lang)), &text);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_loses_nothing_that_was_told() {
    let desk = Desk::new();
    let Some(_tiny) = crate::trail::Tiny::mount(desk.path("tiny"), 1200) else {
        return;
    };
    let store = "--store sqlite:tiny/jorye.db";
    desk.do_(&format!("{OPEN} {store}"));
    let filler = vec![0_u8; 4096];
    let mut ballast = fs::File::create(desk.path("tiny/ballast")).unwrap();
    while std::io::Write::write_all(&mut ballast, &filler).is_ok() {}
    drop(ballast);
    let long = "쉼".repeat(3900);
    let act = format!(
        "case advance p-1 submit --actor park --as citizen --give contact=1 --give subject=1 --give purport={long} {store}"
    );
    let told = desk.run(EN, &words(&act));
    assert_eq!(told.status.code(), Some(5), "{}", said(&told));
    assert!(said(&told).contains("J0910"), "{}", said(&told));
    let new = desk.run(EN, &words(&format!("{OPEN} --store sqlite:tiny/new.db")));
    assert_eq!(new.status.code(), Some(5), "{}", said(&new));
    assert!(!desk.path("tiny/new.db").exists() && !desk.path("tiny/new.db.key").exists());
    fs::remove_file(desk.path("tiny/ballast")).unwrap();
    assert_eq!(desk.json(&format!("case show p-1 {store}")).1["entries"], 1);
    desk.do_(&act);
    assert_eq!(
        desk.json(&format!("audit verify {store}")).1["verified"],
        true
    );
}

/// The store that the environment names is held to the same form.
#[test]
fn a_store_named_by_the_environment_is_no_guess() {
    for lang in [KO, EN] {
        let desk = Desk::new();
        let mut text = String::new();
        for named in ["postgres:jorye", "jorye.db", "sqlite:"] {
            let output = desk
                .command(lang)
                .args(["case", "list"])
                .env("JORYE_STORE", named)
                .output()
                .unwrap();
            text.push_str(&format!("JORYE_STORE={named}\n{}\n", said(&output)));
        }
        snapshot("bad_input", &format!("environment.{}", short(lang)), &text);
        let output = desk
            .command(lang)
            .args(words(OPEN))
            .env("JORYE_STORE", "sqlite:elsewhere.db")
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        assert!(desk.path("elsewhere.db").exists() && !desk.path("jorye.db").exists());
    }
}

/// A key without its store, or a folder that is not there: no store is made.
#[test]
fn a_store_that_cannot_be_made_leaves_nothing() {
    for lang in [KO, EN] {
        let desk = Desk::new();
        desk.write("lost.db.key", "열쇠");
        let before = desk.files();
        let text = desk.transcript(
            lang,
            &[
                "case open proposal --actor park --as citizen --store sqlite:lost.db",
                "case open proposal --actor park --as citizen --store sqlite:nowhere/jorye.db",
            ],
        );
        snapshot("bad_input", &format!("not_made.{}", short(lang)), &text);
        assert_eq!(desk.files(), before);
        assert_eq!(desk.text("lost.db.key"), "열쇠");
    }
}

/// The store was not made yet, or its key was not in its place yet, when the
/// process that made them was killed: whoever comes next need not know.
#[test]
fn a_creation_that_was_interrupted_is_in_nobodys_way() {
    let open = "case open proposal --id p-1 --actor park --as citizen";
    // Killed before the store was there: the next one is another.
    let desk = Desk::new();
    desk.write(".jorye.db.key.new-00c0ffee", "half a key");
    desk.write(".jorye.db.creating-1-0", "half a store");
    desk.do_(open);
    desk.do_("audit checkpoint --out checkpoint.txt");
    desk.do_("audit verify --checkpoint checkpoint.txt");

    // Killed between the store and its key: the key is found, and no other.
    let desk = Desk::new();
    desk.do_(open);
    let key = desk.text("jorye.db.key");
    desk.write(".jorye.db.key.new-00c0ffee", key.replace('A', "B"));
    fs::rename(
        desk.path("jorye.db.key"),
        desk.path(".jorye.db.key.new-12345678"),
    )
    .unwrap();
    desk.do_("audit checkpoint --out checkpoint.txt");
    assert_eq!(desk.text("jorye.db.key"), key);
    desk.do_("audit verify --checkpoint checkpoint.txt");

    // A key in its place whose store is gone is no such case: its log was known.
    let desk = Desk::new();
    desk.write("jorye.db.key", &key);
    let (exit, findings) = desk.findings(&format!("{open} --wait 0"));
    assert_eq!((exit, findings[0]["code"].as_str()), (5, Some("J0957")));
    assert_eq!(desk.text("jorye.db.key"), key);
}

/// The act is on the trail although nobody could read the answer: that is said,
/// so that it is not repeated.
#[cfg(target_os = "linux")]
#[test]
fn an_entry_is_named_whose_results_were_lost() {
    let desk = Desk::opened();
    for lang in [KO, EN] {
        let act = "case advance p-1 receive --actor park --as citizen --give receipt_no=7";
        let mut command = desk.command(lang);
        command.args(words(act));
        command.stdout(fs::File::options().write(true).open("/dev/full").unwrap());
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(5), "{}", said(&output));
        let (_, history) = desk.json("case history p-1");
        let last = history["entries"].as_array().unwrap().last().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        let hash = last["hash"].as_str().unwrap();
        assert!(told.contains("`p-1`") && told.contains(hash), "{told}");
        snapshot("bad_input", &format!("lost.{}", short(lang)), &told);
    }
}

/// `… | head -1`: the reader has seen enough, and that is no fault.
#[test]
fn a_reader_who_leaves_early_is_no_fault_of_any_command() {
    let desk = Desk::opened();
    for line in [
        "check",
        "test --coverage",
        "show proposal",
        "case next p-1 --all",
        "case history p-1 --format json",
        "audit verify",
        "audit checkpoint",
        "explain",
    ] {
        let mut child = desk
            .command(KO)
            .args(words(line))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut talk = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut talk)
            .unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0), "{line}: {talk}");
        assert_eq!(talk, "", "{line}");
    }
    // An act is recorded all the same.
    let mut child = desk
        .command(KO)
        .args(words("case advance p-1 submit --actor park --as citizen --give contact=1 --give subject=1 --give purport=1"))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(desk.json("case show p-1").1["version"], 2);
}

#[test]
fn signs_of_a_word_processor_are_called_by_name() {
    let desk = Desk::new();
    desk.edit(
        "workflows/proposal.toml",
        "id        = \"proposal\"",
        "id        = “proposal”",
    );
    let (exit, report) = desk.json("check workflows/proposal.toml");
    assert_eq!(exit, 1);
    let said = report["findings"][0]["message"]["ko"].as_str().unwrap();
    assert!(said.contains("`“` 대신 곧은 `\"`를 써야 합니다"), "{said}");
}

#[test]
fn nothing_compared_is_not_nothing_changed() {
    let desk = Desk::empty();
    let acts = |names: [&str; 2]| {
        names
            .map(|name| format!("# {name} 조례\n\n제1조(목적) 이 조례는 {name} 시험에 쓴다.\n\n"))
            .concat()
    };
    desk.write("one.md", acts(["하나", "둘"]));
    desk.write("other.md", acts(["셋", "넷"]));
    let (exit, found) = desk.findings("text diff one.md other.md");
    assert_eq!(exit, 2, "{found:#?}");
    let last = found.last().unwrap();
    assert_eq!(last["code"], "J0950");
}

#[test]
fn no_case_is_opened_for_an_earlier_day() {
    let desk = Desk::new();
    let line = "case open proposal --id p-1 --actor park --as citizen --effective 2026-08-01";
    let (exit, found) = desk.findings(line);
    assert_eq!((exit, &found[0]["code"]), (2, &Value::from("J0950")));
}

#[test]
fn one_open_bracket_is_one_fault() {
    let desk = Desk::new();
    let name = "workflows/monitoring.toml";
    let text = desk.text(name);
    let at = text.find("[fact.hearing]").unwrap();
    let end = at + text[at..].find("} }").unwrap();
    desk.write(name, format!("{}{}", &text[..end + 1], &text[end + 3..]));
    let (exit, report) = desk.json("check workflows/monitoring.toml");
    let codes: Vec<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["code"].as_str().unwrap())
        .collect();
    assert_eq!((exit, codes.as_slice()), (1, &["J0102"][..]));
}
