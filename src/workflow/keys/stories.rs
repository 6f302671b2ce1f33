//! The keys of a file with a story over several cases.

use super::Holds::{Any, Date, Each, Flag, Id, Map, Name, Names, Number, Tables, Text, Title};
use super::{CORRECT, Holds, PERSON, THEN, table};

table! { STORY_FILE, "workflows/NAME.story.toml", "여러 절차의 사건에 걸친 이야기", "a story over the cases of several procedures", {
    "format" Must Number(1) => "이 언어의 판", "the version of this language", "1";
    "story" Must Holds::Table(&STORY) => "이야기", "the story", r#"{ id = "four_years", title = { ko = "네 해", en = "Four years" } }"#;
    "person" May Each(&PERSON) => "나오는 사람", "who takes part", r#"{ kim = { roles = ["resident"] } }"#;
    "case" May Each(&STORY_CASE) => "나오는 사건", "the cases in it", r#"{ first = { workflow = "lending" } }"#;
    "stage" May Tables(&STAGE) => "장면", "the stages", r#"[{ id = "beginning" }]"#;
}}

table! { STORY, "[story]", "이야기", "the story", {
    "id" Must Id => "이름", "its name", r#""four_years""#;
    "title" Must Title => "제목", "its title", r#"{ ko = "네 해", en = "Four years" }"#;
}}

table! { STORY_CASE, "[case.ID]", "이야기의 사건", "a case of the story", {
    "title" Must Title => "제목", "its title", r#"{ ko = "첫 신청", en = "The first application" }"#;
    "workflow" May Name => "이야기가 여는 사건의 절차", "the procedure of a case that the story opens", r#""lending""#;
    "of" May Name => "하위 사건이면 상위 사건", "the parent, if it is a child", r#""first""#;
    "child" May Text => "상위 사건의 어느 하위 사건인지", "which child of the parent", r#""opinions:2""#;
}}

table! { STAGE, "[[stage]]", "장면", "a stage", {
    "id" Must Id => "이름", "its name", r#""beginning""#;
    "title" Must Title => "제목", "its title", r#"{ ko = "시작", en = "The beginning" }"#;
    "step" May Tables(&STORY_STEP) => "한 걸음씩", "one step after the other", r#"[{ when = { on = 2026-03-02 } }]"#;
}}

table! { STORY_STEP, "[[stage.step]]", "한 걸음", "a step", {
    "given" May Holds::Table(&STORY_GIVEN) => "사건의 개시", "how a case is opened", r#"{ case = "first", on = 2026-03-02, by = "kim" }"#;
    "when" May Holds::Table(&STORY_WHEN) => "하는 일", "what is done", r#"{ case = "first", on = 2026-03-02, by = "kim", act = "apply" }"#;
    "then" May Holds::Table(&THEN) => "그 결과", "what is to come of it", r#"{ at = ["deciding"] }"#;
}}

table! { STORY_GIVEN, "[[stage.step]] given", "사건의 개시", "how a case is opened", {
    "case" Must Name => "사건", "the case", r#""first""#;
    "on" Must Date => "날짜", "the day", "2026-03-02";
    "by" Must Name => "누가", "by whom", r#""kim""#;
    "as" May Name => "역할이 여럿이면 어느 역할로", "in which role, if they have several", r#""resident""#;
    "facts" May Map(&Any) => "열 때 주는 사실", "facts that are given", r#"{ applicant = "kim" }"#;
}}

table! { STORY_WHEN, "[[stage.step]] when", "하는 일: 행위, 명령, 또는 오는 날", "an act, an order, or a day that comes", {
    "case" May Name => "사건", "the case", r#""first""#;
    "on" Must Date => "날짜", "the day", "2026-03-02";
    "effective" May Date => "행위가 효력을 갖는 앞선 날", "the earlier day from which the act counts", "2026-03-01";
    "by" May Name => "누가", "by whom", r#""kim""#;
    "as" May Name => "어느 역할로", "in which role", r#""resident""#;
    "on_behalf_of" May Name => "누구를 대신하여", "for whom", r#""lee""#;
    "act" May Name => "전이", "the transition", r#""apply""#;
    "correct" May Holds::Table(&CORRECT) => "정정", "a correction", r#"{ act = "ask", fact = "amount", says = 30 }"#;
    "erase" May Names => "삭제할 사실", "facts that are erased", r#"["applicant"]"#;
    "basis" May Names => "삭제의 근거", "the basis of an erasure", r#""개인정보 보호법 제21조""#;
    "revise" May Number(1) => "시행되는 개정판", "the revision that comes into force", "2";
    "give" May Map(&Any) => "주는 사실", "facts that are given", r#"{ people = 30 }"#;
    "reason" May Text => "이유", "the reason", r#""회의실이 비어 있음""#;
    "criteria" May Map(&Text) => "판단기준마다의 판단", "what is said to each criterion", r#"{ need = "필요함" }"#;
    "withdraw" May Flag => "동의를 철회함", "an assent is withdrawn", "true";
    "deliver" May Flag => "`false`: 사건이 서로 알리는 것을 뒤로 미룸", "`false`: what cases tell each other is held back", "false";
}}
