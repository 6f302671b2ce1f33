//! The keys of a workflow file, but for those of transitions.

use super::Holds::{
    Any, Citation, Date, Each, Either, Id, Map, Name, Names, Number, Period, Rule, Tables, Text,
    Title, Word,
};
use super::{CORRECTION, ERASURE, Holds, OPENS, RECOMMENDATION, TRANSITION, table};

const FLAG: Holds = Holds::Flag;
/// A name, or `false`.
const NAME_OR_NOT: Holds = Either(&[Name, FLAG]);

table! { WORKFLOW_FILE, "workflows/NAME.toml", "절차 하나", "one procedure", {
    "format" Must Number(1) => "이 언어의 판. 맨 위에 적습니다", "the version of this language; at the very top", "1";
    "workflow" Must Holds::Table(&WORKFLOW) => "절차 자체", "what the procedure is", r#"{ id = "lending" }"#;
    "role" May Each(&ROLE) => "누가: 역할", "who: roles", r#"{ resident = { open = true } }"#;
    "fact" May Each(&FACT) => "무엇을 아는가: 사실", "what is known: facts", r#"{ area = { type = "integer" } }"#;
    "assume" May Each(&ASSUME) => "세상이 보장하는 것", "what the world guarantees", r#"{ votes = { rule = "yes <= present" } }"#;
    "state" Must Each(&STATE) => "사건이 어디에 있는가: 상태", "where a case stands: states", r#"{ drafting = { initial = true } }"#;
    "deadline" May Each(&DEADLINE) => "언제까지: 기한", "by when: deadlines", r#"{ decision = { within = "14 days" } }"#;
    "transition" May Each(&TRANSITION) => "무엇을 할 수 있는가: 전이", "what may be done: transitions", r#"{ apply = { from = "drafting" } }"#;
    "recommendation" May Each(&RECOMMENDATION) => "따르거나 이유를 밝힐 권고", "what is followed or explained", r#"{ advice = { made_by = ["advise"] } }"#;
    "recusal" May Each(&RECUSAL) => "회의체별로, 사건에 참여하지 않는 위원", "by body: who takes no part in a case", r#"{ council = { excluded = ["applicant"] } }"#;
    "erasure" May Holds::Table(&ERASURE) => "개인정보의 삭제를 명할 수 있는 사람", "who may have personal values erased", r#"{ by = ["officer"] }"#;
    "correction" May Holds::Table(&CORRECTION) => "기록을 정정할 수 있는 사람", "who may correct the record", r#"{ by = ["clerk"] }"#;
    "property" May Each(&PROPERTY) => "언제나(또는 결코) 그러해야 하는 것", "what must always, or never, be so", r#"{ limit = { always = "again <= 2" } }"#;
    "waive" May Each(&WAIVE) => "이유를 적어 남겨 두는 발견", "findings that stay, and why", r#"{ copies = { finding = "J0232" } }"#;
    "figure" May Each(&FIGURE) => "사건에서 뽑아 보여 주는 지표", "what is shown of its cases, as numbers", r#"{ done = { series = [{ of = "people" }] } }"#;
    "transitional" May Holds::Table(&TRANSITIONAL_MAPS) => "개정 전에 연 사건을 옮기는 표", "how cases of earlier revisions are moved", r#"{ from = { 1 = { states = { a = "b" } } } }"#;
}}

table! { WORKFLOW, "[workflow]", "절차 자체", "what the procedure is", {
    "id" Must Id => "명령과 기록에서 쓰는 절차의 이름", "its name in commands and on the trail", r#""lending""#;
    "title" Must Title => "두 언어의 제목", "its title in both languages", r#"{ ko = "회의실 대여", en = "Lending the room" }"#;
    "ordinance" Must Name => "인용에 법령 이름이 없을 때 가리키는 글", "the text that citations mean when they name none", r#""library_room""#;
    "basis" Must Citation => "절차를 정한 조문", "where the procedure is laid down", r#""제2조""#;
    "revision" Must Number(1) => "절차를 바꿀 때마다 올리는 수", "raised whenever the procedure changes", "1";
    "in_force" Must Date => "사건을 열 수 있게 되는 날", "from when cases may be opened", "2026-01-01";
    "transitional" May Holds::Table(&TRANSITIONAL) => "개정판이 나올 때 진행 중인 사건의 처리", "what becomes of open cases under this revision", r#"{ rule = "keep", basis = "부칙 제2조" }"#;
    "zone" May Text => "날짜를 세는 시간대. 없으면 `Asia/Seoul`", "the time zone in which days are counted; `Asia/Seoul` if not said", r#""Asia/Seoul""#;
    "calendar" May Name => "기한을 세는 달력. 없으면 `kr`", "the calendar by which deadlines are counted; `kr` if not said", r#""kr""#;
    "rules" May Names => "공통 규칙의 파일", "files of shared rules", r#"["council.rhai"]"#;
    "opened_by" May Names => "사건을 열 수 있는 역할. 없으면 어느 역할이든", "roles that may open a case; any if not said", r#"["resident"]"#;
}}

table! { TRANSITIONAL, "[workflow] transitional", "진행 중인 사건의 처리(경과조치)", "what becomes of open cases", {
    "rule" Must Word(&["keep", "move", "move_at_next_act"]) => "옛 판으로 끝까지, 옮김, 다음 행위 때 옮김", "they stay, move, or move at their next act", r#""move""#;
    "basis" Must Citation => "그렇게 정한 조문", "the provision that says so", r#""부칙 제2조""#;
}}

table! { TRANSITIONAL_MAPS, "[transitional]", "앞선 개정판의 사건을 옮기는 표", "maps for cases of earlier revisions", {
    "from" Must Each(&DEPARTURE) => "떠나는 개정판의 번호별 표", "a map for each revision that is left", r#"{ 1 = { states = { hearing = "reviewing" } } }"#;
}}

table! { DEPARTURE, "[transitional.from.N]", "개정판 N의 사건을 옮기는 표", "the map for cases of revision N", {
    "states" May Map(&Name) => "앞 판의 상태에 있던 사건이 있게 될 상태", "where a case that stands in a state comes to stand", r#"{ hearing = "reviewing" }"#;
    "facts" May Map(&NAME_OR_NOT) => "값이 이어질 이름. `false`이면 자리가 없음", "under which name a value goes on; `false`: it has no place", r#"{ memo = false }"#;
    "transitions" May Map(&NAME_OR_NOT) => "한 것으로 치는 이름", "under which name it counts that one was taken", r#"{ hear = false }"#;
    "roles" May Map(&NAME_OR_NOT) => "맡기거나 위임한 역할이 이어질 이름", "under which name an assigned or delegated role goes on", r#"{ clerk = "officer" }"#;
    "deadlines" May Map(&Either(&[Holds::Table(&MOVED_DEADLINE), FLAG])) => "진행 중인 기한의 처리", "what becomes of a deadline that runs", r#"{ decision = { rule = "recount" } }"#;
}}

table! { MOVED_DEADLINE, "[transitional.from.N] deadlines", "진행 중인 기한의 처리", "what becomes of a deadline that runs", {
    "to" May Name => "이름이 바뀌면 새 이름", "its name here, where that changes", r#""answer""#;
    "rule" Must Word(&["keep", "recount", "restart"]) => "센 그대로, 다시 계산, 새로 시작", "as counted, counted again, begun anew", r#""recount""#;
}}

table! { ROLE, "[role.ID]", "역할: 누가", "a role: who", {
    "title" Must Title => "제목", "its title", r#"{ ko = "시민", en = "Resident" }"#;
    "basis" Should Citation => "근거 조문", "the provision", r#""제3조제1항""#;
    "open" May FLAG => "누구나 가짐", "anyone holds it", "true";
    "held_by" May Name => "그 사실이 가리키는 사람이 가짐", "whoever that fact of a person names holds it", r#""applicant""#;
    "assigned" May FLAG => "사건의 행위가 맡긴 사람이 가짐", "those hold it to whom an act of the case assigns it", "true";
    "chair_of" May Name => "그 회의체의 의장", "each chair of that body", r#""council""#;
    "member_of" May Name => "그 회의체의 위원", "each member of that body", r#""council""#;
    "seat_of" May Holds::Table(&SEAT_OF) => "그 자리에 있는 사람", "who holds that seat", r#"{ body = "council", seat = "mayor" }"#;
    "claim" May Text => "인증된 주체가 그 속성을 지닌 사람. `이름` 또는 `이름=값`", "those whose principal carries that claim: `name` or `name=value`", r#""department=audit""#;
    "undelegable" May FLAG => "다른 사람이 대신하게 할 수 없음", "nobody may act in it for another", "true";
}}

table! { SEAT_OF, "[role.ID] seat_of", "회의체의 자리", "a seat of a body", {
    "body" Must Name => "회의체", "the body", r#""council""#;
    "seat" Must Name => "자리", "the seat", r#""mayor""#;
}}

/// The types of facts.
pub const TYPES: &[&str] = &[
    "boolean", "integer", "decimal", "date", "choice", "text", "document", "person", "list",
    "table", "ballot",
];
/// The types of members of lists and of cells of tables.
pub const SIMPLE_TYPES: &[&str] = &[
    "boolean", "integer", "decimal", "date", "choice", "text", "document", "person",
];
/// A bound of an integer or a decimal.
const BOUND: Holds = Either(&[Number(i64::MIN), Text]);

table! { FACT, "[fact.ID]", "사실: 무엇을 아는가", "a fact: what is known", {
    "title" Must Title => "제목", "its title", r#"{ ko = "면적", en = "Area" }"#;
    "type" Must Word(TYPES) => "형식", "its type", r#""integer""#;
    "of" May Either(&[Word(&["boolean", "date", "document", "person"]), Holds::Table(&MEMBER)]) => "목록의 원소의 형식", "of a list: the type of a member", r#""person""#;
    "columns" May Each(&MEMBER) => "표의 열", "of a table: its columns", r#"{ met = { type = "boolean" } }"#;
    "body" May Name => "표결: 회의체", "of a ballot: the body", r#""council""#;
    "vote" May Name => "표결: 회의체가 선언한 표결", "of a ballot: one of the body's votes", r#""ordinary""#;
    "recuses" May Names => "표결: 참여하지 않는 위원을 가리키는 사실", "of a ballot: facts that name members who take no part", r#"["challenged"]"#;
    "choices" May Map(&Title) => "선택지와 그 제목", "of a choice: its options with their titles", r#"{ permit = { ko = "허가", en = "Permit" } }"#;
    "scale" May Number(0) => "소수점 아래 자릿수(20까지)", "of a decimal: digits after the point, at most 20", "2";
    "min" May BOUND => "가장 작은 값", "the least value", "1";
    "max" May BOUND => "가장 큰 값, 글자 수, 원소나 행의 수", "the greatest value; most characters, members or rows", "500";
    "fixed" May FLAG => "사건을 열 때 주고 바꾸지 않음", "given when the case is opened, never changed", "true";
    "initial" May Any => "처음의 값", "its value at the beginning", "0";
    "computed" May Rule => "다른 사실에서 늘 계산함", "always worked out from other facts", r#""yes + no""#;
    "optional" May FLAG => "없어도 됨. 규칙은 `given(x)`로 물음", "a case may do without it; rules ask `given(x)`", "true";
    "personal" May FLAG => "개인정보: 언젠가 지워질 수 있음", "personal data: it may be erased one day", "true";
    "basis" May Citation => "근거 조문", "the provision", r#""제2조제1항""#;
}}

table! { MEMBER, "[fact.ID] of, columns", "목록의 원소나 표의 칸", "a member of a list, a cell of a table", {
    "type" Must Word(SIMPLE_TYPES) => "단순한 형식", "a simple type", r#""text""#;
    "choices" May Map(&Title) => "선택지", "of a choice: its options", r#"{ yes = { ko = "예", en = "Yes" } }"#;
    "scale" May Number(0) => "소수점 아래 자릿수", "of a decimal: digits after the point", "2";
    "min" May BOUND => "가장 작은 값", "the least value", "0";
    "max" May BOUND => "가장 큰 값이나 글자 수", "the greatest value, or most characters", "200";
    "title" May Title => "열의 제목", "of a column: its title", r#"{ ko = "지표", en = "Indicator" }"#;
}}

table! { ASSUME, "[assume.ID]", "전제: 세상이 보장하는 것. 깨는 행위는 거부됩니다", "an assumption: what the world guarantees; an act that breaks it is refused", {
    "rule" Must Rule => "충족되는 규칙", "what holds", r#""yes + no <= present""#;
    "says" Must Title => "한 문장으로", "in one sentence", r#"{ ko = "표는 출석한 수를 넘지 않는다.", en = "There are no more votes than members present." }"#;
    "basis" Should Citation => "근거 조문", "the provision", r#""제9조""#;
}}

table! { STATE, "[state.ID]", "상태: 사건이 어디에 있는가", "a state: where a case stands", {
    "title" Must Title => "제목", "its title", r#"{ ko = "심사 중", en = "Under review" }"#;
    "basis" Must Citation => "근거 조문", "the provision", r#""제3조""#;
    "in" May Name => "이 상태를 품은 상태", "the state that it lies in", r#""review""#;
    "initial" May FLAG => "사건(또는 바깥 상태)이 시작하는 곳. 층마다 하나", "where a case, or the state around it, begins; one at each level", "true";
    "parallel" May FLAG => "안의 상태들이 나란히 나아감", "the states in it are tracks that run side by side", "true";
    "outcome" May Id => "끝이며, 그 결과의 이름", "an end, and what came of it", r#""permitted""#;
    "may_rest" May FLAG => "트랙 안에서 다른 트랙의 완료를 막지 않음", "in a track: it does not hold up the others", "true";
    "milestone" May Either(&[Id, FLAG]) => "처음 들어올 때 상위 사건에 알림", "told to the parent case when first entered", "true";
    "opens" May Holds::Table(&OPENS) => "들어올 때 여는 사건", "the cases that are opened when it is entered", r#"{ workflow = "opinion" }"#;
}}

/// The rules by which time is counted.
pub const COUNTS: &[&str] = &[
    "civil",
    "civil_from_midnight",
    "effect",
    "restrict",
    "petition",
    "backward",
    "term",
    "fixed",
    "calendar",
];

table! { DEADLINE, "[deadline.ID]", "기한: 언제까지", "a deadline: by when", {
    "title" Must Title => "제목", "its title", r#"{ ko = "결정 기한", en = "Time for the decision" }"#;
    "state" May Name => "이 상태에서 진행함", "it runs in this state", r#""deciding""#;
    "fact" May Name => "상태 대신: 이 날짜부터 스스로 진행함", "instead: it runs by itself from this date", r#""received_on""#;
    "from" May Either(&[Name, Holds::Table(&FROM)]) => "상태에 들어온 때 말고 여기부터 셈: 날짜 사실, 또는 다른 기한", "counted from here and not from the entry: a date fact, or another deadline", r#""received_on""#;
    "within" May Period => "그 안에", "at most so long", r#""14 days""#;
    "at_least" May Period => "그 기간이 지나야", "at least so long", r#""20 days""#;
    "before" May Period => "어떤 날의 그만큼 전까지", "so long before a date", r#""15 days""#;
    "clear" May FLAG => "`before`의 온전한 날수", "of `before`: clear days", "true";
    "on" May Name => "사실에 적힌 날", "the date of a fact", r#""meeting_on""#;
    "cases" May Holds::Tables(&CASES) => "경우에 따라 다른 길이. 꼭 하나만 맞아야 함", "lengths by case, of which exactly one must hold", r#"[{ when = "urgent", within = "3 days" }]"#;
    "count" May Word(COUNTS) => "세는 규칙(docs/time.ko.md)", "how it is counted (docs/time.md)", r#""civil""#;
    "for" May Names => "기한을 지키는 전이", "the transitions that meet it", r#"["decide"]"#;
    "pauses" May Holds::Table(&PAUSES) => "멈추는 상태", "where it stands still", r#"{ in = ["correcting"], first_day = "left_out" }"#;
    "extends" May Holds::Table(&EXTENDS) => "연장하는 전이", "what extends it", r#"{ with = ["extend"], by = "5 days", times = 1 }"#;
    "expires" May Either(&[Word(&["bar", "overdue", "remind"]), Holds::Table(&TAKE)]) => "지나면: 늦은 행위를 거부(`bar`), 늦었다고 기록(`overdue`), 알림(`remind`), 시계가 전이를 함(`take`)", "once past: a late act is refused (`bar`), marked (`overdue`), told of (`remind`), or the clock takes a transition (`take`)", r#""overdue""#;
    "basis" Should Citation => "근거 조문", "the provision", r#""제3조제1항""#;
}}

table! { FROM, "[deadline.ID] from", "다른 기한에서 시작함", "begun by another deadline", {
    "deadline" May Name => "그 기한이 지켜지지 않은 채 끝난 때부터", "from where that one has run out unmet", r#""first_term""#;
    "last_day" May Name => "그 기한의 말일부터", "from the last day of that one, met or not", r#""objection_term""#;
}}

table! { CASES, "[deadline.ID] cases", "경우별 길이", "a length by case", {
    "when" Must Rule => "맞아야 하는 규칙", "what must hold", r#""urgent""#;
    "within" Must Period => "길이", "the length", r#""3 days""#;
}}

table! { PAUSES, "[deadline.ID] pauses", "기한이 멈추는 때", "when it stands still", {
    "in" Must Names => "그동안 멈추는 상태", "the states during which it does", r#"["correcting"]"#;
    "first_day" May Word(&["left_out", "counted"]) => "멈춘 첫날을 세는지", "whether the first day of it counts", r#""left_out""#;
}}

table! { EXTENDS, "[deadline.ID] extends", "연장", "an extension", {
    "with" Must Names => "연장하는 전이", "the transitions that extend it", r#"["extend"]"#;
    "by" Must Period => "늘어나는 길이", "by how much", r#""5 days""#;
    "times" May Number(1) => "몇 번까지", "how often at most", "1";
    "notice" May FLAG => "이유를 적어야 함", "the act states its reason", "true";
}}

table! { TAKE, "[deadline.ID] expires", "시계가 하는 전이", "what the clock takes", {
    "take" Must Name => "`by = [\"clock\"]`인 전이", "a transition `by = [\"clock\"]`", r#""lapse""#;
}}

table! { RECUSAL, "[recusal.BODY]", "사건에 참여하지 않는 위원", "who takes no part in a case", {
    "excluded" May Names => "제척: 사람 사실", "excluded by law: person facts", r#"["applicant"]"#;
    "challenged" May Names => "기피", "a challenge was granted", r#"["challenged"]"#;
    "withdrew" May Names => "회피", "withdrew", r#"["withdrew"]"#;
    "basis" Must Citation => "근거 조문", "the provision", r#""제12조""#;
}}

table! { PROPERTY, "[property.ID]", "속성: 언제나 지켜져야 하는 것. 주장은 하나만", "a property: what must be so; one claim of six", {
    "never" May Rule => "충족되는 때가 없다", "the rule holds at no time", r#""at(lent) && !taken(decide)""#;
    "always" May Rule => "언제나 충족된다", "it holds at every time", r#""again <= 2""#;
    "before" May Holds::Table(&BEFORE) => "`first`를 하기 전에는 `then`을 하지 않는다", "nobody takes `then` before `first`", r#"{ first = "hear", then = "decide" }"#;
    "leads_to" May Holds::Table(&LEADS_TO) => "`from`이면 언젠가 `to`가 된다", "wherever `from` holds, `to` holds some day", r#"{ from = "at(lent)", to = "at(returned)" }"#;
    "differ" May Names => "같은 사람이 둘을 하지 않는다", "no person takes two of these", r#"["apply", "decide"]"#;
    "within" May Holds::Table(&WITHIN) => "그것도 그 시간 안에", "and within a time", r#"{ from = "at(deciding)", to = "!at(deciding)", time = "14 days" }"#;
    "says" Must Title => "한 문장으로", "in one sentence", r#"{ ko = "재의는 두 번까지.", en = "Twice at most." }"#;
    "basis" Should Citation => "근거 조문", "the provision", r#""제3조""#;
}}

table! { BEFORE, "[property.ID] before", "앞과 뒤", "before and after", {
    "first" Must Name => "먼저 할 전이", "the transition that comes first", r#""hear""#;
    "then" Must Name => "나중에 할 전이", "the one that comes after", r#""decide""#;
}}
table! { LEADS_TO, "[property.ID] leads_to", "이르게 됨", "what leads to what", {
    "from" Must Rule => "이것이 충족되면", "wherever this holds", r#""at(lent)""#;
    "to" Must Rule => "언젠가 이것이 충족된다", "this holds some day", r#""at(returned)""#;
}}
table! { WITHIN, "[property.ID] within", "시간 안에 이르게 됨", "what leads to what in a time", {
    "from" Must Rule => "이것이 충족되면", "wherever this holds", r#""at(deciding)""#;
    "to" Must Rule => "이것이 충족된다", "this holds", r#""!at(deciding)""#;
    "time" Must Period => "그 시간 안에", "within this time", r#""14 days""#;
}}

table! { WAIVE, "[waive.ID]", "이유를 적어 남겨 두는 발견(오류는 안 됨)", "a finding that stays (errors may not)", {
    "finding" Must Text => "발견의 번호", "its code", r#""J0232""#;
    "element" Must Text => "`check`가 부르는 요소", "of which element, as `check` names it", r#""fact.copies""#;
    "says" Must Title => "남겨 두는 이유", "the reason", r#"{ ko = "기록용입니다.", en = "For the record." }"#;
    "basis" May Citation => "이유가 기대는 조문", "the provision that the reason rests on", r#""제3조""#;
}}

table! { FIGURE, "[figure.ID]", "`jorye report`가 보여 주는 지표", "what `jorye report` shows", {
    "title" Must Title => "제목", "its title", r#"{ ko = "완료한 과제", en = "Tasks done" }"#;
    "over" May Name => "사건을 늘어놓는 사실(날짜 등)", "the fact along which cases are put", r#""period_end""#;
    "series" Must Tables(&SERIES) => "보여 주는 수", "the numbers shown", r#"[{ of = "people", against = "limit" }]"#;
    "basis" May Citation => "근거", "the provision that it rests on", r#""제3조""#;
}}

table! { SERIES, "[figure.ID] series", "지표의 수", "a number of a figure", {
    "of" Must Name => "사실", "the fact", r#""people""#;
    "column" May Name => "표인 사실의 열", "the column, where the fact is a table", r#""score""#;
    "against" May Name => "견주는 사실", "the fact that it is held against", r#""limit""#;
    "weight" May Name => "가중치인 사실", "the fact that is its weight", r#""weight""#;
}}
