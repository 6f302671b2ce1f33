//! Cases by use of the program: opened, advanced, looked at, in both languages.

use std::process::Stdio;

use serde_json::Value;

use crate::desk::{Desk, EN, KO, short, snapshot};

const OPEN: &str = "case open proposal --id p-1 --actor park --as citizen";
const SUBMIT: &str = "case advance p-1 submit --actor park --as citizen --give contact=010 \
    --give subject='골목 돌봄 쉼터' --give purport='방과 후 쉼터' --give city_duty=공간";
const RECEIVE: &str = "case advance p-1 receive --actor yoon --as secretariat --give receipt_no=7";
const ACCEPT: &str = "case advance p-1 accept --actor yoon --as secretariat \
    --give within_powers=true --give duplicate=true";
const MONITOR: &str = "case open monitoring --id m-1 --actor han --as division \
    --give period_end=2019-06-30 --give report_due=2019-07-10 --give core_total=1";
const REPORT: &str = "case advance m-1 report --actor kim --as department \
    --give tasks_due=4 --give tasks_done=4";
const ASK: &str =
    "case advance m-1 ask_material --actor han --as division --reason '자료가 모자람'";

/// Results are checked: from here any number of requests for material is lawful.
fn checking(desk: &Desk) {
    desk.do_(MONITOR);
    desk.do_(REPORT);
}

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[test]
fn a_case_is_told_from_opening_to_refusal_in_both_languages() {
    for lang in [KO, EN] {
        let desk = Desk::new();
        let text = desk.transcript(
            lang,
            &[
                OPEN,
                "case next p-1",
                "case next p-1 --actor park --as citizen --format plain",
                SUBMIT,
                "case advance p-1 receive --actor park --as citizen --give receipt_no=7",
                RECEIVE,
                "case why p-1 accept --actor yoon --as secretariat --give within_powers=true",
                ACCEPT,
                "case next p-1",
                "case next p-1 --all --format plain",
                "case show p-1",
                "case list",
                "case history p-1",
            ],
        );
        snapshot("cases", &format!("proposal.{}", short(lang)), &text);
    }
}

#[test]
fn a_case_is_told_to_programs() {
    let desk = Desk::new();
    let json = |line: &str| format!("{line} --format json");
    let lines = [
        json(OPEN),
        json(SUBMIT),
        json(RECEIVE),
        json("case next p-1"),
        json("case why p-1 accept --actor yoon --as secretariat --give within_powers=true"),
        json(ACCEPT),
        json("case show p-1"),
        json("case list"),
        json("case history p-1"),
    ];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    snapshot("cases", "proposal.json", &desk.transcript(EN, &lines));
}

#[test]
fn a_case_that_ends_says_so() {
    for lang in [KO, EN] {
        let desk = Desk::new();
        let text = desk.transcript(
            lang,
            &[
                OPEN,
                SUBMIT,
                "case advance p-1 withdraw --actor park --as proposer",
                "case next p-1",
                "case show p-1 --format plain",
                "case list --closed",
                "case list --open",
                RECEIVE,
            ],
        );
        snapshot("cases", &format!("withdrawn.{}", short(lang)), &text);
    }
}

#[test]
fn two_tracks_and_a_late_report_are_told_in_both_languages() {
    for lang in [KO, EN] {
        let desk = Desk::new();
        let text = desk.transcript(
            lang,
            &[
                MONITOR,
                "case advance m-1 report --actor kim --as department --give tasks_due=4 --give tasks_done=5",
                REPORT,
                "case advance m-1 check --actor kim --as department",
                "case next m-1 --format plain",
                "case show m-1 --format plain",
                "case history m-1 --format plain",
            ],
        );
        snapshot("cases", &format!("monitoring.{}", short(lang)), &text);
    }
}

#[test]
fn an_opening_that_is_not_lawful_opens_nothing() {
    for lang in [KO, EN] {
        let desk = Desk::opened();
        let text = desk.transcript(
            lang,
            &[
                "case open proposal --id p-2 --actor kim --as department",
                "case open monitoring --id m-1 --actor han --as division --give period_end=2019-06-30",
                "case open monitoring --id m-1 --actor han --as division --give period_end=어제 \
                 --give report_due=2019-07-10 --give core_total=99",
                "case open monitoring --id m-1 --actor han --as division --give period_end=2019-06-30 \
                 --give report_due=2019-07-01 --give core_total=1",
                "case list",
            ],
        );
        snapshot("cases", &format!("not_opened.{}", short(lang)), &text);
    }
}

/// DESIGN, section 9: the keys that programs rely on.
#[test]
fn the_answer_to_an_act_has_the_keys_that_programs_rely_on() {
    let desk = Desk::new();
    let opened = desk.json(OPEN);
    let submitted = desk.json(SUBMIT);
    desk.do_(RECEIVE);
    let refused = desk.json(ACCEPT);
    assert_eq!((opened.0, submitted.0, refused.0), (0, 0, 1));
    for (_, answer) in [&opened, &submitted, &refused] {
        let first: Vec<&str> = keys(answer);
        for key in [
            "accepted", "case", "version", "from", "to", "outcome", "guards", "entry",
        ] {
            assert!(first.contains(&key), "{key} of {answer:#}");
        }
        assert_eq!(keys(&answer["entry"]), ["case_seq", "hash", "index"]);
        assert_eq!(answer["entry"]["hash"].as_str().unwrap().len(), 64);
    }
    let (submitted, refused) = (submitted.1, refused.1);
    assert_eq!(submitted["accepted"], true);
    assert_eq!(submitted["version"], 2);
    assert_eq!(submitted["from"], serde_json::json!(["drafting"]));
    assert_eq!(submitted["to"], serde_json::json!(["submitted"]));
    assert_eq!(submitted["outcome"], Value::Null);
    // A refusal is recorded, and leaves version and state as they were.
    assert_eq!(refused["accepted"], false);
    assert_eq!(refused["version"], 3);
    assert_eq!(refused["from"], refused["to"]);
    assert_eq!(refused["entry"]["case_seq"], 4);
    let guards = refused["guards"].as_array().unwrap();
    assert_eq!(guards.len(), 3);
    for guard in guards {
        for key in ["id", "result", "missing", "citation", "message"] {
            assert!(keys(guard).contains(&key), "{key} of {guard:#}");
        }
        assert_eq!(keys(&guard["message"]), ["ko", "en"]);
        assert!(
            ["holds", "fails", "unknown", "error"].contains(&guard["result"].as_str().unwrap())
        );
    }
    let why = desk
        .json("case why p-1 accept --actor yoon --as secretariat")
        .1;
    let unknown = &why["guards"][1];
    assert_eq!(unknown["result"], "unknown");
    assert_eq!(unknown["missing"], serde_json::json!(["within_powers"]));
}

#[test]
fn exit_codes_tell_what_became_of_it() {
    let desk = Desk::new();
    let exit = |line: &str| {
        desk.run(EN, &crate::desk::words(line))
            .status
            .code()
            .unwrap()
    };
    assert_eq!(exit("case list"), 5, "no store yet");
    assert_eq!(exit(OPEN), 0);
    assert_eq!(exit(OPEN), 1, "the id is taken");
    assert_eq!(exit(SUBMIT), 0);
    assert_eq!(exit(SUBMIT), 1, "refused: another state");
    assert_eq!(
        exit("case advance p-1 submitt --actor park"),
        2,
        "no such transition"
    );
    assert_eq!(exit("case advance p-1 submit"), 2, "nobody acts");
    assert_eq!(exit("case show p-9"), 2, "no such case");
    assert_eq!(exit("case open proposal --actor park --library nowhere"), 3);
    assert_eq!(
        exit("case why p-1 receive --actor park --as citizen"),
        0,
        "looking is no act"
    );
    assert_eq!(
        exit("case list --store sqlite:ordinance/seoul_compact.md"),
        5
    );
}

#[test]
fn an_id_nobody_can_guess_is_given_where_none_is_named() {
    let desk = Desk::new();
    let line = "case open proposal --actor park --as citizen";
    let mut ids: Vec<String> = (0..3)
        .map(|_| desk.json(line).1["case"].as_str().unwrap().to_owned())
        .collect();
    for id in &ids {
        let tail = id.strip_prefix("proposal-").unwrap();
        assert!(tail.len() == 16 && tail.bytes().all(|b| b.is_ascii_hexdigit()));
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3);
}

#[test]
fn the_list_has_pages_and_filters() {
    let desk = Desk::new();
    desk.do_(MONITOR);
    for n in 1..=4 {
        desk.do_(&format!(
            "case open proposal --id p-{n} --actor park --as citizen"
        ));
    }
    desk.do_(&SUBMIT.replace("p-1", "p-2"));
    desk.do_("case advance p-2 withdraw --actor park --as proposer");
    let list = |line: &str| -> (Vec<String>, Value) {
        let (exit, page) = desk.json(&format!("case list {line}"));
        assert_eq!(exit, 0);
        let ids = page["cases"].as_array().unwrap();
        let ids = ids
            .iter()
            .map(|case| case["case"].as_str().unwrap().to_owned());
        (ids.collect(), page["next"].clone())
    };
    assert_eq!(list("").0, ["m-1", "p-1", "p-2", "p-3", "p-4"]);
    assert_eq!(list("--workflow proposal --open").0, ["p-1", "p-3", "p-4"]);
    assert_eq!(list("--closed").0, ["p-2"]);
    assert!(list("--workflow nothing").0.is_empty());

    // Page after page, every case once.
    let mut all = Vec::new();
    let mut after = String::new();
    loop {
        let (ids, next) = list(&format!("--limit 2 {after}"));
        assert!(ids.len() <= 2);
        all.extend(ids);
        match next.as_str() {
            Some(next) => after = format!("--after {next}"),
            None => break,
        }
    }
    assert_eq!(all, ["m-1", "p-1", "p-2", "p-3", "p-4"]);

    let text: String = [KO, EN]
        .map(|lang| {
            desk.transcript(
                lang,
                &[
                    "case list --limit 2",
                    "case list --limit 2 --after p-3",
                    "case list --workflow nothing",
                ],
            )
        })
        .concat();
    snapshot("cases", "list", &text);
}

/// What is before the page is not read, unless what changed with it is told.
#[test]
fn a_page_of_history_costs_what_the_page_costs() {
    let desk = Desk::opened();
    for _ in 0..4 {
        // Refused: nothing is given.
        desk.json("case advance p-1 submit --actor park --as citizen");
    }
    let page = "case history p-1 --after 2 --limit 2";
    let (whole, told) = (desk.json(page), desk.told(EN, page));
    assert_eq!(whole.1["next"], 4);
    let store = rusqlite::Connection::open(desk.path("jorye.db")).unwrap();
    store
        .execute_batch(
            "DROP TRIGGER entry_is_never_changed;
             UPDATE entry SET bytes = x'7b7d' WHERE case_id = 'p-1' AND seq = 1",
        )
        .unwrap();
    drop(store);
    assert_eq!(desk.json(page), whole);
    let (exit, findings) = desk.findings("case history p-1");
    assert_eq!((exit, findings[0]["code"].as_str()), (5, Some("J0911")));
    // People are told it from the entries alone, so that no changed one is believed.
    let damaged = desk.told(EN, page);
    assert_ne!(damaged, told);
    assert!(damaged.contains("J0911"), "{damaged}");
}

#[test]
fn an_act_for_a_version_that_is_past_is_not_recorded() {
    let desk = Desk::new();
    for line in [OPEN, SUBMIT] {
        desk.do_(line);
    }
    let before = desk.json("case history p-1").1;
    let late = format!("{RECEIVE} --expect 1");
    let (exit, findings) = desk.findings(&late);
    assert_eq!(exit, 1);
    assert_eq!(findings[0]["code"], "J0929");
    assert_eq!(desk.json("case history p-1").1, before);
    assert_eq!(desk.json(&format!("{RECEIVE} --expect 2")).0, 0);
}

#[test]
fn two_values_for_one_fact_are_not_guessed_between() {
    let desk = Desk::opened();
    let line = format!("{SUBMIT} --give contact=011");
    for looking in ["case why", "case advance"] {
        let (exit, findings) = desk.findings(&line.replace("case advance", looking));
        assert_eq!((exit, &findings[0]["code"]), (2, &Value::from("J0950")));
    }
    assert_eq!(desk.json("case show p-1").1["entries"], 1);
}

/// What an act gives as its day counts in the zone of the procedure, when it is
/// looked at as when it is done.
#[test]
fn looking_and_acting_count_the_same_day() {
    let desk = Desk::opened();
    for command in ["advance", "why"] {
        let line =
            format!("case {command} p-1 submit --actor park --as citizen --effective 9999-12-31");
        let (exit, findings) = desk.findings(&line);
        assert_eq!(
            (exit, &findings[0]["code"]),
            (1, &Value::from("J0726")),
            "{command}"
        );
    }
}

fn acts(desk: &Desk, lines: &[String]) -> Vec<i32> {
    let children: Vec<_> = lines
        .iter()
        .map(|line| {
            desk.command(EN)
                .args(crate::desk::words(line))
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    let mut exits: Vec<i32> = children
        .into_iter()
        .map(|mut child| child.wait().unwrap().code().unwrap())
        .collect();
    exits.sort_unstable();
    exits
}

#[test]
fn processes_that_act_at_once_lose_nothing_and_double_nothing() {
    let desk = Desk::new();
    checking(&desk);
    let lines: Vec<String> = (0..6).map(|n| format!("{ASK} --actor han{n}")).collect();
    let lines: Vec<String> = lines
        .iter()
        .map(|line| line.replace("--actor han --as", "--as"))
        .collect();
    assert_eq!(acts(&desk, &lines), [0; 6]);

    let history = desk.json("case history m-1").1;
    let entries = history["entries"].as_array().unwrap();
    let seqs: Vec<u64> = entries
        .iter()
        .map(|e| e["case_seq"].as_u64().unwrap())
        .collect();
    assert_eq!(seqs, (1..=8).collect::<Vec<u64>>());
    let mut actors: Vec<&str> = entries[2..]
        .iter()
        .map(|e| e["actor"].as_str().unwrap())
        .collect();
    actors.sort_unstable();
    assert_eq!(actors, ["han0", "han1", "han2", "han3", "han4", "han5"]);
    let show = desk.json("case show m-1").1;
    assert_eq!((&show["version"], &show["entries"]), (&8.into(), &8.into()));
    assert_eq!(desk.json("audit verify").1["verified"], true);
}

#[test]
fn of_processes_that_expect_one_version_one_is_taken() {
    let desk = Desk::new();
    checking(&desk);
    let lines = vec![format!("{ASK} --expect 2"); 4];
    assert_eq!(acts(&desk, &lines), [0, 1, 1, 1]);
    assert_eq!(desk.json("case show m-1").1["entries"], 3);
}

#[test]
fn an_id_is_opened_once_also_by_processes_at_once() {
    let desk = Desk::new();
    desk.do_("case open proposal --id first --actor park --as citizen");
    assert_eq!(acts(&desk, &vec![OPEN.to_owned(); 4]), [0, 1, 1, 1]);
    assert_eq!(
        desk.json("case history p-1").1["entries"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(desk.json("audit verify").1["verified"], true);
}

/// The store keeps what a case was opened under.
#[test]
fn an_open_case_runs_under_the_definition_that_it_was_opened_under() {
    let desk = Desk::opened();
    desk.edit(
        "workflows/proposal.toml",
        "ko = \"제안서 제출\"",
        "ko = \"바뀐 제출\"",
    );
    desk.edit(
        "workflows/proposal.toml",
        "asks    = [\"contact\", \"subject\", \"purport\"]",
        "asks    = [\"contact\"]",
    );
    let next = desk.json("case next p-1").1;
    assert_eq!(next["next"][0]["title"]["ko"], "제안서 제출");
    assert_eq!(
        next["next"][0]["asks"],
        serde_json::json!(["contact", "subject", "purport"])
    );
    let (exit, short) =
        desk.json("case advance p-1 submit --actor park --as citizen --give contact=010");
    assert_eq!((exit, &short["accepted"]), (1, &Value::Bool(false)));

    // Even a library that is gone takes nothing from an open case.
    std::fs::remove_dir_all(desk.path("workflows")).unwrap();
    std::fs::remove_dir_all(desk.path("ordinance")).unwrap();
    assert_eq!(desk.json(SUBMIT).0, 0);
    let told = desk.told(KO, "case history p-1");
    assert!(told.contains("제17조제4항 (시민제안)"), "{told}");
    assert_eq!(desk.json("audit verify").1["verified"], true);
}

#[test]
fn a_workflow_with_an_error_opens_no_case() {
    let desk = Desk::new();
    desk.edit(
        "workflows/proposal.toml",
        "basis = \"제17조제3항\"",
        "basis = \"제99조제3항\"",
    );
    let (exit, findings) = desk.findings(OPEN);
    let codes: Vec<&str> = findings
        .iter()
        .map(|f| f["code"].as_str().unwrap())
        .collect();
    assert_eq!((exit, codes), (1, vec!["J0323", "J0934"]));
    // The other workflow has no error.
    desk.do_(MONITOR);
    assert_eq!(desk.findings(OPEN).0, 1);
    assert_eq!(
        desk.json("case list").1["cases"].as_array().unwrap().len(),
        1
    );
}

/// Opens the monitoring case of a half-year that is over, on a machine of today.
fn half_year(desk: &Desk) {
    desk.do_(
        "case open monitoring --id m-2 --actor han --as division --give period_end=2019-06-30 \
         --give report_due=2019-07-10 --give core_total=0",
    );
}

#[test]
fn a_document_is_given_by_its_path() {
    let desk = Desk::new();
    half_year(&desk);
    desk.write("proof.pdf", "proof");
    let report = "case advance m-2 report --actor kim --as department --give tasks_due=1 \
                  --give tasks_done=1 --give evidence=";
    let (exit, done) = desk.json(&format!("{report}@proof.pdf"));
    assert_eq!(
        (exit, &done["accepted"]),
        (0, &Value::Bool(true)),
        "{done:#}"
    );
    let shown = desk.json("case show m-2").1;
    assert_eq!(
        shown["facts"]["evidence"],
        serde_json::json!({
            "name": "proof.pdf",
            "media": "application/pdf",
            "size": 5,
            "sha256": "c1cda26362828b69266512052b97cb3729e3b052e4ade47c0a1e3383defe73c7",
        })
    );
    // A file that is not there is wrong input, and no act.
    let (exit, found) = desk.findings(&format!("{report}@nothing.pdf"));
    assert_eq!((exit, &found[0]["code"]), (3, &Value::from("J0952")));
    assert_eq!(desk.json("case show m-2").1["entries"], 2);
}

#[test]
fn a_role_that_does_not_exist_is_no_refusal() {
    let desk = Desk::new();
    half_year(&desk);
    let line = "case advance m-2 report --actor kim --as departmnt --give tasks_due=1";
    let (exit, found) = desk.findings(line);
    assert_eq!((exit, &found[0]["code"]), (2, &Value::from("J0950")));
    assert_eq!(found[0]["suggestion"], "department");
    assert_eq!(desk.json("case show m-2").1["entries"], 1);
}
