//! A procedure goes through the stages of its adoption, and cases are opened only
//! under what was adopted.

use serde_json::Value;

use crate::desk::{Desk, EN, KO, words};

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("library.toml", "[adoption]\nrequired = true\n");
    desk
}

/// The exit code, and the codes of what was said.
fn try_(desk: &Desk, line: &str) -> (i32, Vec<String>) {
    let (exit, findings) = desk.findings(line);
    let codes = findings.iter().filter_map(|one| one["code"].as_str());
    (exit, codes.map(str::to_owned).collect())
}

fn adopt(desk: &Desk, stage: &str) -> (i32, Vec<String>) {
    try_(
        desk,
        &format!("adopt proposal --stage {stage} --by kim --basis 훈령-7호"),
    )
}

fn open(desk: &Desk, id: &str) -> (i32, Vec<String>) {
    try_(
        desk,
        &format!("case open proposal --id {id} --actor park --as citizen"),
    )
}

fn stage(desk: &Desk) -> Option<String> {
    let (_, list) = desk.json("adopt --list");
    let rows = list["procedures"].as_array().unwrap();
    let row = rows.iter().find(|row| row["workflow"] == "proposal");
    row.unwrap()["stage"].as_str().map(str::to_owned)
}

const WELL: (i32, Vec<String>) = (0, Vec::new());

fn refused(code: &str) -> (i32, Vec<String>) {
    (1, vec![code.to_owned()])
}

#[test]
fn cases_are_opened_only_under_what_was_adopted() {
    let desk = desk();
    for stage in ["draft", "checked", "legally_reviewed"] {
        assert_eq!(adopt(&desk, stage).0, 0, "{stage}");
        assert_eq!(open(&desk, "p-1"), refused("J0987"), "{stage}");
    }
    // No stage is left out or taken twice.
    assert_eq!(adopt(&desk, "checked"), refused("J0882"));
    assert_eq!(adopt(&desk, "suspended"), refused("J0882"));
    assert_eq!(adopt(&desk, "adopted").0, 0);
    assert_eq!(open(&desk, "p-1").0, 0);

    // A suspension stops new cases; one that is open goes on.
    assert_eq!(adopt(&desk, "suspended").0, 0);
    assert_eq!(open(&desk, "p-2"), refused("J0987"));
    desk.do_("case advance p-1 submit --actor park --as citizen --give contact=010 --give subject=쉼터 --give purport=돌봄");
    assert_eq!(adopt(&desk, "adopted").0, 0);
    assert_eq!(open(&desk, "p-2").0, 0);

    // Any edit is another procedure, also of what it draws on.
    let text = desk.text("workflows/proposal.toml");
    desk.write("workflows/proposal.toml", format!("{text}\n# a word\n"));
    assert_eq!(stage(&desk), None);
    assert_eq!(open(&desk, "p-3"), refused("J0987"));
    assert_eq!(adopt(&desk, "adopted"), refused("J0882"));
    for stage in ["draft", "checked", "legally_reviewed", "adopted"] {
        assert_eq!(adopt(&desk, stage).0, 0, "{stage}");
    }
    assert_eq!(open(&desk, "p-3").0, 0);
    // The text before it is in force no more.
    desk.write("workflows/proposal.toml", text);
    assert_eq!((stage(&desk), open(&desk, "p-4")), (None, refused("J0987")));

    // All of it is on the trail, and verifies.
    let (exit, report) = desk.json("audit verify");
    assert_eq!((exit, &report["own"]), (0, &Value::from(10)), "{report:#}");
    desk.do_("audit export --out trail.jsonl");
    let (_, log) = desk.json("audit log");
    let last = log["entries"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&last["stage"], &last["basis"]),
        (&"adopted".into(), &"훈령-7호".into())
    );
    for (lang, word) in [(KO, "시민제안"), (EN, "nowhere yet")] {
        let output = desk.run(lang, &words("adopt --list"));
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains(word) || lang == KO, "{text}");
        assert!(text.lines().count() > 1, "{text}");
    }
}

#[test]
fn the_report_is_what_the_check_says_and_a_person_may_sign() {
    let desk = desk();
    desk.do_("adopt proposal --stage draft --by kim --basis x");
    let (_, done) = desk.json(
        "adopt proposal --stage checked --by kim --basis x --report report.json --sign-with jorye.db.key",
    );
    // A stranger makes the same bytes of what `check` says.
    let said: Value = serde_json::from_slice(
        &desk
            .run(EN, &words("check workflows/proposal.toml --format json"))
            .stdout,
    )
    .unwrap();
    let bytes = serde_json_canonicalizer::to_vec(&said).unwrap();
    assert_eq!(desk.read("report.json"), bytes);
    let hash = jorye::audit::hash::content_hash(&bytes).to_string();
    assert_eq!(done["report"], hash);
    let (_, log) = desk.json("audit log");
    assert!(
        log["entries"][1]["signed_by"]
            .as_str()
            .unwrap()
            .starts_with("jorye/")
    );
    assert_eq!(desk.json("audit verify").0, 0);
}

#[test]
fn errors_stop_a_stage_and_a_slip_in_the_setting_demands() {
    let desk = Desk::new();
    // Without the setting, nothing is demanded.
    assert_eq!(open(&desk, "p-1").0, 0);
    desk.write("library.toml", "[adoption]\nrequird = true\n");
    assert_eq!(open(&desk, "p-2"), refused("J0987"));
    let (exit, report) = desk.json("check");
    assert_eq!(exit, 1);
    let codes: Vec<_> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["code"])
        .collect();
    assert!(codes.contains(&&Value::from("J0316")), "{codes:?}");
    desk.write("library.toml", "[adoption]\nrequired = false\n");
    assert_eq!(open(&desk, "p-2"), WELL);
}

#[test]
fn a_person_makes_a_key_and_signs_with_it() {
    let desk = desk();
    let make = "key sign-new --name city.example/legal-2027 --out legal.key";
    let (exit, made) = desk.json(make);
    let public = made["key"].as_str().unwrap().to_owned();
    assert_eq!(exit, 0);
    assert!(public.starts_with("city.example/legal-2027+"), "{public}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let path = desk.path("legal.key");
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    // What is there is not written over, and a name that cannot be one is told.
    let before = desk.read("legal.key");
    assert_eq!(try_(&desk, make), (5, vec!["J0957".to_owned()]));
    assert_eq!(desk.read("legal.key"), before);
    let nameless = try_(&desk, "key sign-new --name a+b --out other.key");
    assert_eq!(nameless, (2, vec!["J0950".to_owned()]));
    assert_eq!(adopt(&desk, "draft").0, 0);
    let sign = "adopt proposal --stage checked --by kim --basis 훈령-7호 --sign-with legal.key";
    assert_eq!(try_(&desk, sign).0, 0);
    let (_, log) = desk.json("audit log");
    assert_eq!(log["entries"][1]["signed_by"], public);
    assert_eq!(desk.json("audit verify").0, 0);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let open = std::fs::Permissions::from_mode(0o644);
        std::fs::set_permissions(desk.path("legal.key"), open).unwrap();
        let sign = sign.replace("checked", "legally_reviewed");
        assert_eq!(try_(&desk, &sign), (3, vec!["J0878".to_owned()]));
    }
}

/// Each revision goes its own way, whichever is the last.
#[test]
fn an_earlier_revision_is_adopted_by_its_number() {
    let desk = desk();
    let text = desk.text("workflows/proposal.toml");
    let later = text.replacen("revision  = 1", "revision  = 2", 1);
    let later = later.replacen("in_force  = ", "in_force  = 2099-01-01 # ", 1);
    assert!(later != text && later.contains("2099"), "{later}");
    desk.write("workflows/proposal.r1.toml", &text);
    desk.write("workflows/proposal.toml", &later);
    let first = |stage: &str| {
        try_(
            &desk,
            &format!("adopt proposal --revision 1 --stage {stage} --by kim --basis x"),
        )
    };
    for stage in ["draft", "checked", "legally_reviewed"] {
        assert_eq!(first(stage).0, 0, "{stage}: {:?}", first(stage));
    }
    assert_eq!(open(&desk, "p-1"), refused("J0987"));
    assert_eq!(first("adopted").0, 0);
    let (_, list) = desk.json("adopt --list");
    let of_proposal: Vec<(u64, Option<&str>)> = list["procedures"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["workflow"] == "proposal")
        .map(|row| (row["revision"].as_u64().unwrap(), row["stage"].as_str()))
        .collect();
    assert_eq!(of_proposal, [(1, Some("adopted")), (2, None)]);
    // Today the first is in force, and it is that which is adopted.
    assert_eq!(open(&desk, "p-1").0, 0);
    let seventh = "adopt proposal --revision 7 --stage draft --by kim --basis x";
    assert_eq!(try_(&desk, seventh), (2, vec!["J0966".to_owned()]));
}
