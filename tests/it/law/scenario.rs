//! A scenario shows what a stay does, on days before, in and after it.

use jorye::engine::scenario::run;

use super::{NEW, files, library};

const SCENARIOS: &str = r#"format = 1
workflow = "permit"

[person.kim]
name  = { ko = "김주민", en = "Kim" }
roles = ["resident"]
[person.lee]
name  = { ko = "이담당", en = "Lee" }
roles = ["office"]

[[scenario]]
id    = "stayed_meanwhile"
title = { ko = "심사 중에 효력이 정지된다", en = "Stayed while under review" }
given = { on = 2025-12-01, by = "kim", facts = { people = 20 } }
[[scenario.step]]
when = { on = 2025-12-02, by = "lee", act = "accept" }
then = { at = ["reviewing"], due = { decision = 2026-01-02 } }
[[scenario.step]]
when = { on = 2025-12-15, by = "lee", act = "permit_it" }
then = { refused = ["stayed"], at = ["reviewing"] }
[[scenario.step]]
when = { on = 2025-12-30, by = "lee", act = "permit_it" }
then = { outcome = "permitted" }

[[scenario]]
id    = "not_opened"
title = { ko = "정지된 동안에는 열지 않는다", en = "Not opened meanwhile" }
given = { on = 2025-12-15, by = "kim", facts = { people = 20 } }
then  = { refused = ["stayed"] }
"#;

#[test]
fn scenarios_show_a_stay() {
    let mut files = files("stayed = { from = 2025-12-10, until = 2025-12-20 }\n");
    files.insert("ordinance/roofs_2027.md", NEW);
    files.insert("workflows/permit.r1.scenarios.toml", SCENARIOS);
    let library = library(&files);
    let procedure = &library.procedures["permit"];
    let played: Vec<_> = procedure
        .scenarios
        .iter()
        .flat_map(|file| file.scenarios.iter().map(move |one| (file, one)))
        .map(|(file, one)| run(procedure.definition(), file, one).failure)
        .collect();
    assert_eq!(played.len(), 2);
    for failure in played {
        assert!(failure.is_none(), "{failure:?}");
    }
}
