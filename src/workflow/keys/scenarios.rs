//! The keys of a file of scenarios.

use super::Holds::{Any, Date, Each, Flag, Id, Map, Name, Names, Number, Tables, Text, Title};
use super::{Holds, table};

table! { SCENARIO_FILE, "workflows/NAME.scenarios.toml", "절차의 시나리오", "the scenarios of a procedure", {
    "format" Must Number(1) => "이 언어의 판", "the version of this language", "1";
    "workflow" Must Name => "절차", "the procedure", r#""lending""#;
    "revision" May Number(1) => "절차의 개정판", "its revision", "1";
    "person" May Each(&PERSON) => "나오는 사람", "who takes part", r#"{ kim = { roles = ["resident"] } }"#;
    "seat" May Tables(&SEAT) => "모든 시나리오가 시작하기 전에 가진 자리", "seats held before every scenario begins", r#"[{ body = "council" }]"#;
    "scenario" May Tables(&SCENARIO) => "시나리오", "the scenarios", r#"[{ id = "permitted" }]"#;
}}

table! { PERSON, "[person.ID]", "나오는 사람", "who takes part", {
    "name" Must Title => "이름", "the name", r#"{ ko = "김주민", en = "Kim" }"#;
    "roles" May Names => "가진 역할", "roles that are held", r#"["resident"]"#;
    "claims" May Map(&Names) => "인증된 주체의 속성", "what the principal carries", r#"{ department = "audit" }"#;
}}

table! { SEAT, "[[seat]], [[scenario.seat]]", "시작하기 전에 가진 자리", "a seat held before it begins", {
    "body" Must Name => "회의체", "the body", r#""council""#;
    "seat" Must Name => "자리", "the seat", r#""civil""#;
    "person" Must Names => "한 사람 또는 여러 사람", "one person, or several", r#"["a", "b"]"#;
    "from" Must Date => "첫날", "the first day", "2026-01-01";
    "until" May Date => "마지막 날", "the last day", "2027-12-31";
    "marks" May Map(&Any) => "구성의 규칙이 읽는 것", "what rules of composition read", r#"{ gender = "female" }"#;
}}

table! { SCENARIO, "[[scenario]]", "시나리오: 종이 위의 작은 사건", "a scenario: a small case on paper", {
    "id" Must Id => "이름", "its name", r#""own_application""#;
    "title" Must Title => "제목", "its title", r#"{ ko = "자기 신청", en = "One's own application" }"#;
    "after" May Name => "`given` 대신: 그 시나리오의 끝에서 시작함", "instead of `given`: begins at the end of that one", r#""permitted""#;
    "given" May Holds::Table(&GIVEN) => "사건의 개시", "how the case is opened", r#"{ on = 2026-03-02, by = "kim" }"#;
    "seat" May Tables(&SEAT) => "이 시나리오에서만 가진 자리", "seats held in this one alone", r#"[{ body = "council" }]"#;
    "then" May Holds::Table(&THEN) => "개시의 결과", "what is expected of the opening", r#"{ at = ["drafting"] }"#;
    "step" May Tables(&STEP) => "한 걸음씩", "one step after the other", r#"[{ when = { on = 2026-03-02 } }]"#;
}}

table! { GIVEN, "[[scenario]] given", "사건의 개시", "how the case is opened", {
    "on" Must Date => "날짜", "the day", "2026-03-02";
    "by" Must Name => "누가", "by whom", r#""kim""#;
    "as" May Name => "역할이 여럿이면 어느 역할로", "in which role, if they have several", r#""resident""#;
    "facts" May Map(&Any) => "열 때 주는 사실", "facts that are given", r#"{ applicant = "kim" }"#;
}}

table! { STEP, "[[scenario.step]]", "한 걸음", "a step", {
    "when" Must Holds::Table(&WHEN) => "하는 일", "what is done", r#"{ on = 2026-03-02, by = "kim", act = "apply" }"#;
    "then" Must Holds::Table(&THEN) => "그 결과", "what is to come of it", r#"{ at = ["deciding"] }"#;
}}

table! { WHEN, "[[scenario.step]] when", "하는 일: 행위, 명령, 또는 오는 날", "an act, an order, or a day that comes", {
    "on" Must Date => "날짜", "the day", "2026-03-02";
    "effective" May Date => "행위가 효력을 갖는 앞선 날", "the earlier day from which the act counts", "2026-03-01";
    "child" May Text => "하위 사건에서 하는 행위", "the act is in this child", r#""opinions:2""#;
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

table! { CORRECT, "[[scenario.step]] when.correct", "정정", "a correction", {
    "act" May Name => "그 값을 마지막으로 준 전이. 없으면 개시", "the transition that gave it last; without it the opening", r#""ask""#;
    "fact" Must Name => "사실", "the fact", r#""amount""#;
    "says" Must Any => "옳은 값", "what it should say", "30";
}}

table! { THEN, "[[scenario.step]] then", "기대하는 결과", "what is expected", {
    "refused" May Names => "거부 사유 모두", "every ground of refusal", r#"["at_most_thirty"]"#;
    "at" May Names => "가장 안쪽 상태", "the innermost states", r#"["deciding"]"#;
    "outcome" May Name => "사건의 결과", "the outcome", r#""returned""#;
    "revision" May Number(1) => "사건이 따르는 개정판", "the revision under which the case stands", "2";
    "facts" May Map(&Any) => "사실의 값", "values of facts", r#"{ people = 30 }"#;
    "unset" May Names => "알 수 없는 사실", "facts that are not known", r#"["applicant"]"#;
    "missing" May Names => "아직 동의하지 않은 쪽", "who has still to assent", r#"["council"]"#;
    "open" May Names => "답하지 않은 권고", "recommendations that are open", r#"["advice"]"#;
    "clock" May Names => "시간이 일으킨 기한", "deadlines on which the clock acts", r#"["decision"]"#;
    "late" May Names => "늦은 기한", "deadlines that are met late", r#"["decision"]"#;
    "due" May Map(&Date) => "기한의 말일", "the last days of deadlines", r#"{ decision = 2026-03-16 }"#;
    "stopped" May Names => "멈추거나 끝난 기한", "deadlines that run no more", r#"["decision"]"#;
    "children" May Map(&Map(&Number(0))) => "하위 사건의 수", "of how many children something is so", r#"{ opinions = { opened = 3, ended = 2 } }"#;
    "case" May Holds::Table(&CASE) => "하위 사건의 행위 뒤, 시나리오 자신의 사건", "after an act in a child: what is expected of the scenario's own case", r#"{ at = ["hearing"] }"#;
}}

table! { CASE, "[[scenario.step]] then.case", "시나리오 자신의 사건", "the scenario's own case", {
    "refused" May Names => "거부 사유", "grounds of refusal", r#"["state"]"#;
    "at" May Names => "가장 안쪽 상태", "the innermost states", r#"["hearing"]"#;
    "outcome" May Name => "결과", "the outcome", r#""adopted""#;
    "revision" May Number(1) => "개정판", "the revision", "2";
    "facts" May Map(&Any) => "사실의 값", "values of facts", r#"{ count = 3 }"#;
    "unset" May Names => "알 수 없는 사실", "facts that are not known", r#"["note"]"#;
    "missing" May Names => "아직 동의하지 않은 쪽", "who has still to assent", r#"["council"]"#;
    "open" May Names => "답하지 않은 권고", "recommendations that are open", r#"["advice"]"#;
    "clock" May Names => "시간이 일으킨 기한", "deadlines on which the clock acts", r#"["decision"]"#;
    "late" May Names => "늦은 기한", "deadlines that are met late", r#"["decision"]"#;
    "due" May Map(&Date) => "기한의 말일", "the last days of deadlines", r#"{ decision = 2026-03-16 }"#;
    "stopped" May Names => "멈추거나 끝난 기한", "deadlines that run no more", r#"["decision"]"#;
    "children" May Map(&Map(&Number(0))) => "하위 사건의 수", "of how many children something is so", r#"{ opinions = { opened = 3 } }"#;
}}
