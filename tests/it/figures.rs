//! `jorye report`: figures of played cases, by use.

use std::path::Path;

use crate::desk::{Desk, EN, KO};

fn desk() -> Desk {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/figures");
    let desk = Desk::empty();
    for folder in ["ordinance", "workflows"] {
        std::fs::create_dir(desk.path(folder)).unwrap();
        for file in std::fs::read_dir(root.join(folder)).unwrap() {
            let file = file.unwrap();
            let to = desk.path(folder).join(file.file_name());
            std::fs::copy(file.path(), to).unwrap();
        }
    }
    desk
}

/// Two periods: one is reported on late, the other is still to come.
fn played() -> Desk {
    let desk = desk();
    let who = "--actor kim --as office";
    let open = |id: &str, end: &str, due: u8| {
        let given = format!("--give period_end={end} --give planned={due}");
        desk.do_(&format!("case open watch --id {id} {who} {given}"));
    };
    open("w-2", "2999-12-31", 8);
    open("w-1", "2020-01-31", 10);
    let checks = r#"--give 'checks=[{"name":"a","met":true},{"name":"b","met":false}]'"#;
    desk.do_(&format!(
        "case advance w-1 report {who} --give done=7 {checks}"
    ));
    desk.do_("deliver");
    let (_, list) = desk.json("case list --parent w-1");
    let child = list["cases"][0]["case"].as_str().unwrap().to_owned();
    let score = "give_score --actor lee --as jury --give field=parks --give score=87.5";
    desk.do_(&format!("case advance {child} {score}"));
    desk
}

/// What hangs on the day of the run, and the ids of children, told by what it is.
fn settled(text: &str) -> String {
    let words = text.split_inclusive(['\n', ' ', ',']);
    let mut out = String::new();
    for word in words {
        let bare = word.trim_matches(['\n', ' ', ',', '\r']);
        let is_hash = bare.starts_with("unit-") && bare.len() > 32;
        let is_day = bare.starts_with("20") && bare.len() == 10 && bare != "2020-01-31";
        let is_late = bare.len() == 4 && bare.parse::<u32>().is_ok();
        let settled = match () {
            () if is_hash => "CHILD",
            () if is_day => "TODAY",
            () if is_late => "DAYS",
            () => bare,
        };
        out.push_str(&word.replace(bare, settled));
    }
    out
}

#[test]
fn figures_of_played_cases_are_told_in_both_languages() {
    let desk = played();
    let mut told = desk.told(EN, "report watch");
    told.push_str(&desk.told(KO, "report watch --case w-1 --format plain"));
    told.push_str(&desk.told(EN, "report unit"));
    told.push_str(&desk.told(EN, "report watches"));
    insta::assert_snapshot!(settled(&told));
}

#[test]
fn tables_and_pictures_are_written() {
    let desk = played();
    desk.do_("report watch --out figures");
    let written: Vec<String> = desk
        .files()
        .into_iter()
        .filter(|name| name.starts_with("figures/"))
        .collect();
    assert_eq!(
        written,
        [
            "figures/unit.scores.csv",
            "figures/unit.scores.svg",
            "figures/watch.tasks.csv",
            "figures/watch.tasks.svg",
            "figures/watch.time.deadlines.csv",
            "figures/watch.time.deadlines.svg",
            "figures/watch.time.steps.csv",
            "figures/watch.time.steps.svg",
        ]
    );
    for name in &written {
        if name.ends_with(".svg") {
            let text = desk.text(name);
            let document = roxmltree::Document::parse(&text).unwrap();
            let of = |tag: &str| {
                document
                    .descendants()
                    .find(|it| it.has_tag_name(("http://www.w3.org/2000/svg", tag)))
            };
            assert!(of("title").and_then(|it| it.text()).is_some(), "{name}");
            assert!(of("desc").and_then(|it| it.text()).is_some(), "{name}");
        }
    }
    insta::assert_snapshot!("tasks_csv", desk.text("figures/watch.tasks.csv"));
    insta::assert_snapshot!("tasks_svg", desk.text("figures/watch.tasks.svg"));
    insta::assert_snapshot!(
        "deadlines_csv",
        settled(&desk.text("figures/watch.time.deadlines.csv"))
    );
}

#[test]
fn a_figure_of_what_is_no_number_is_told() {
    let desk = desk();
    desk.edit(
        "workflows/watch.toml",
        r#"of = "done""#,
        r#"of = "period_end""#,
    );
    desk.edit(
        "workflows/watch.toml",
        r#"against = "planned""#,
        r#"against = "planed""#,
    );
    desk.edit(
        "workflows/watch.toml",
        r#"column = "met""#,
        r#"column = "name""#,
    );
    let told = desk.told(EN, "check workflows/watch.toml --format plain");
    insta::assert_snapshot!(told);
}
