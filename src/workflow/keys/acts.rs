//! The keys of transitions, and of what they do.

use super::Holds::{Any, Citation, Flag, Id, Map, Name, Names, Period, Rule, Tables, Title, Word};
use super::{Holds, table};

table! { TRANSITION, "[transition.ID]", "전이: 무엇을 할 수 있는가", "a transition: what may be done", {
    "title" Must Title => "제목", "its title", r#"{ ko = "신청", en = "Apply" }"#;
    "from" Must Names => "할 수 있는 상태", "where it can be taken", r#"["drafting", "deciding"]"#;
    "to" May Name => "옮겨 갈 상태. 없으면 제자리", "where it leads; without it the case stays", r#""lent""#;
    "by" May Names => "할 수 있는 역할. `engine`은 저절로, `clock`은 기한이 지나면, `parent`는 상위 사건이", "roles that may act; `engine`: by itself; `clock`: when a deadline runs out; `parent`: the parent case", r#"["librarian"]"#;
    "by_all" May Names => "`by` 대신: 역할마다 한 사람씩 모두 동의", "instead of `by`: one in each role must assent", r#"["city", "council"]"#;
    "by_each" May Name => "`by` 대신: 그 목록의 사람이 모두 동의", "instead of `by`: every person in that fact must assent", r#""signatories""#;
    "not_by" May Names => "그 전이를 한 사람이나 그 사실의 사람은 못 함", "not whoever took that transition last, nor whom that fact names", r#"["apply"]"#;
    "asks" May Names => "꼭 주어야 할 사실", "facts that must be given with the act", r#"["people"]"#;
    "may_ask" May Names => "줄 수 있는 사실", "facts that may be given", r#"["note"]"#;
    "sets" May Map(&Any) => "정하는 값. 날짜에는 `today`, 사람에는 `actor`", "values it sets; `today` for a date, `actor` for a person", r#"{ decided_on = "today" }"#;
    "adds" May Map(&Any) => "더하는 것: 정수에 수, 목록에 사실이나 `actor`", "what it adds: a number to an integer, a fact or `actor` to a list", r#"{ again = 1 }"#;
    "clears" May Names => "그 뒤로 알 수 없는 값", "facts that are not known afterwards", r#"["correct_by"]"#;
    "reason" May Word(&["required"]) => "이유를 적어야 함", "the act must state a reason", r#""required""#;
    "discretion" May Flag => "법만이 아니라 사람이 판단하여 정함", "a person decides, and not the law alone", "true";
    "receipt" May Word(&["effective"]) => "앞선 날로 칠 수 있음", "the act may count from an earlier day", r#""effective""#;
    "with" May Names => "다른 트랙에서 그 전이를 할 때 함께 일어남", "taken in the same step as one of those, in another track", r#"["decide"]"#;
    "opens" May Holds::Table(&OPENS) => "여는 사건", "the cases that it opens", r#"{ workflow = "opinion" }"#;
    "seats" May Holds::Table(&SEATS) => "자리를 줌", "somebody is given a seat", r#"{ body = "council", seat = "civil", person = "candidate", from = "today" }"#;
    "vacates" May Holds::Table(&VACATES) => "자리를 비움", "somebody leaves a seat", r#"{ body = "council", person = "leaving", on = "today" }"#;
    "assigns" May Map(&Names) => "역할을 맡김", "roles that somebody takes on", r#"{ witness = "invited" }"#;
    "unassigns" May Names => "아무도 갖지 않게 되는 역할", "roles that nobody holds any more", r#"["witness"]"#;
    "delegates" May Holds::Table(&DELEGATES) => "다른 사람이 대신하게 함", "lets another act in a role", r#"{ role = "council", to = "deputy" }"#;
    "revokes" May Holds::Table(&REVOKES) => "위임을 철회함", "ends a delegation", r#"{ role = "council" }"#;
    "serves" May Holds::Table(&SERVES) => "문서의 송달", "service of a document", r#"{ to = "applicant", document = "decision" }"#;
    "annuls" May Name => "그 전이를 마지막으로 한 행위를 취소함", "annuls the act that took that transition last", r#""decide""#;
    "basis" Must Citation => "근거 조문", "the provision", r#""제2조제1항""#;
    "criterion" May Tables(&CRITERION) => "판단기준", "what the decision must address", r#"[{ id = "need" }]"#;
    "guard" May Tables(&GUARD) => "요건", "when the act is lawful", r#"[{ id = "limit" }]"#;
    "branch" May Tables(&BRANCH) => "효과: 꼭 하나만 해당", "what follows; exactly one applies", r#"[{ otherwise = true }]"#;
}}

table! { GUARD, "[[transition.ID.guard]]", "요건: 충족되어야 행위가 적법함", "a requirement: it must hold", {
    "id" Must Id => "거부와 시나리오에서 쓰는 이름", "its name in refusals and scenarios", r#""at_most_thirty""#;
    "rule" Must Rule => "충족되어야 하는 규칙", "what must hold", r#""people <= 30""#;
    "basis" Must Citation => "근거 조문", "the provision", r#""제2조제2항""#;
    "says" Must Title => "거부당한 사람이 읽는 글", "what a refused person reads", r#"{ ko = "30명을 초과할 수 없습니다.", en = "No more than 30." }"#;
}}

table! { BRANCH, "[[transition.ID.branch]]", "갈래: 꼭 하나만 해당하여야 함", "a branch: exactly one must apply", {
    "id" May Id => "이름. 없으면 `branch_1` …", "its name; `branch_1` … if not said", r#""permitted""#;
    "when" May Rule => "이 규칙이 충족되면 해당", "it applies when this holds", r#"'decision == "permit"'"#;
    "otherwise" May Flag => "나머지가 모두 충족되지 않으면 해당. 맨 끝에", "it applies when every other one fails; the last", "true";
    "to" May Name => "옮겨 갈 상태", "where it leads", r#""lent""#;
    "sets" May Map(&Any) => "정하는 값", "values it sets", r#"{ decided_on = "today" }"#;
    "adds" May Map(&Any) => "더하는 것", "what it adds", r#"{ again = 1 }"#;
    "clears" May Names => "그 뒤로 알 수 없는 값", "facts that are not known afterwards", r#"["correct_by"]"#;
    "opens" May Holds::Table(&OPENS) => "여는 사건", "the cases that it opens", r#"{ workflow = "opinion" }"#;
    "seats" May Holds::Table(&SEATS) => "자리를 줌", "somebody is given a seat", r#"{ body = "council", seat = "civil", person = "candidate", from = "today" }"#;
    "vacates" May Holds::Table(&VACATES) => "자리를 비움", "somebody leaves a seat", r#"{ body = "council", person = "leaving", on = "today" }"#;
    "assigns" May Map(&Names) => "역할을 맡김", "roles that somebody takes on", r#"{ witness = "invited" }"#;
    "unassigns" May Names => "아무도 갖지 않게 되는 역할", "roles that nobody holds any more", r#"["witness"]"#;
    "delegates" May Holds::Table(&DELEGATES) => "다른 사람이 대신하게 함", "lets another act in a role", r#"{ role = "council", to = "deputy" }"#;
    "revokes" May Holds::Table(&REVOKES) => "위임을 철회함", "ends a delegation", r#"{ role = "council" }"#;
    "serves" May Holds::Table(&SERVES) => "문서의 송달", "service of a document", r#"{ to = "applicant", document = "decision" }"#;
    "basis" May Citation => "근거 조문. 없으면 전이의 것", "the provision; that of the transition if not said", r#""제3조""#;
    "title" May Title => "제목", "its title", r#"{ ko = "허가", en = "Permitted" }"#;
}}

table! { CRITERION, "[[transition.ID.criterion]]", "판단기준", "a criterion of a decision", {
    "id" Must Id => "이름", "its name", r#""need""#;
    "says" Must Title => "무엇을 따지는가", "what is asked", r#"{ ko = "필요한가", en = "Is it needed?" }"#;
    "required" May Flag => "`false`이면 빠뜨려도 됨", "`false` where it may be left out", "false";
    "basis" Must Citation => "근거 조문", "the provision", r#""제5조""#;
}}

table! { DELEGATES, "delegates", "위임", "a delegation", {
    "role" Must Name => "역할", "the role", r#""council""#;
    "to" Must Name => "대신할 사람인 사실", "the fact that names who acts", r#""deputy""#;
    "from" May Name => "첫날인 날짜 사실", "the date fact of its first day", r#""first_day""#;
    "until" May Name => "마지막 날인 날짜 사실", "the date fact of its last day", r#""last_day""#;
}}

table! { REVOKES, "revokes", "위임의 철회", "the end of a delegation", {
    "role" Must Name => "역할", "the role", r#""council""#;
    "to" May Name => "누구의 위임인지. 없으면 모두", "whose; everyone's if not said", r#""deputy""#;
}}

table! { SERVES, "serves", "문서의 송달", "service of a document", {
    "to" Must Name => "받는 사람인 사실", "the fact of who is served", r#""applicant""#;
    "document" Must Name => "문서 사실", "the document fact", r#""decision""#;
    "on" May Name => "송달한 날인 날짜 사실. 없으면 행위한 날", "the date fact of the day; that of the act if not said", r#""served_day""#;
    "how" May Word(&["delivery", "post", "electronic", "public_notice", "failed"]) => "교부, 우편, 전자, 공시송달, 송달 불능", "by delivery, post, electronic means, public notice; or in vain", r#""post""#;
    "effective_after" May Period => "그 기간이 지난 때 효력이 생김", "it takes effect once that time has passed", r#""14 days""#;
    "stamps" May Name => "효력이 생기는 날을 적을 날짜 사실", "the date fact that is set to the day of its effect", r#""effective_on""#;
}}

table! { OPENS, "opens", "하위 사건을 엶", "cases that are opened", {
    "workflow" Must Name => "하위 사건의 절차", "what the children are cases of", r#""opinion""#;
    "at" May Name => "시작할 상태", "the state in which they begin", r#""received""#;
    "as" May Id => "규칙에서 부르는 이름", "the name under which rules speak of them", r#""opinions""#;
    "for_each" May Name => "목록이나 표의 하나마다", "one for each member or row of a list or table", r#""received""#;
    "gives" May Map(&Name) => "하위 사건이 받는 사실", "facts of the child and where they come from", r#"{ author = "received.author" }"#;
    "on_end" May Word(&["close", "release"]) => "끝나지 않은 하위 사건의 처리", "what becomes of those that have not ended", r#""close""#;
}}

table! { SEATS, "seats", "자리를 줌", "a seat is given", {
    "body" Must Name => "회의체", "the body", r#""council""#;
    "seat" Must Name => "자리", "the seat", r#""civil""#;
    "rows" May Name => "행마다 자리를 주는 표", "a table of which each row is given a seat", r#""appointed""#;
    "person" Must Name => "사람 사실 또는 `actor`", "a person fact, or `actor`", r#""candidate""#;
    "from" Must Name => "첫날: 날짜 사실 또는 `today`", "its first day: a date fact, or `today`", r#""today""#;
    "until" May Name => "마지막 날", "its last day", r#""term_end""#;
    "replaces" May Name => "보궐: 전임자인 사실", "of a by-election: the fact of the predecessor", r#""predecessor""#;
    "marks" May Map(&Name) => "구성의 규칙이 읽는 것", "what rules of composition read of the person", r#"{ gender = "gender" }"#;
}}

table! { VACATES, "vacates", "자리를 비움", "a seat is left", {
    "body" Must Name => "회의체", "the body", r#""council""#;
    "seat" May Name => "자리. 없으면 모두", "the seat; every one if not said", r#""civil""#;
    "person" Must Name => "사람 사실", "a person fact", r#""leaving""#;
    "on" Must Name => "자리가 없는 첫날", "the first day without the seat", r#""today""#;
    "ground" May Name => "해촉: 사유인 선택 사실", "of a dismissal: the choice fact of its ground", r#""ground""#;
    "heard" May Name => "해촉: 의견을 들었는지", "of a dismissal: whether the member was heard", r#""heard""#;
    "attended" May Name => "출석한 회의의 수", "how many meetings were attended", r#""attended""#;
    "held" May Name => "열린 회의의 수", "how many were held", r#""held""#;
}}

table! { RECOMMENDATION, "[recommendation.ID]", "따르거나 이유를 밝힐 권고", "what is followed or explained", {
    "title" Must Title => "제목", "its title", r#"{ ko = "권고", en = "Advice" }"#;
    "made_by" Must Names => "권고하는 전이", "which transitions make it", r#"["advise"]"#;
    "answered_by" Must Names => "답하는 전이", "which answer it", r#"["answer"]"#;
    "answer" Must Name => "답인 선택 사실", "the choice fact that holds the answer", r#""answer""#;
    "comply" Must Names => "따르는 답. 그 밖의 답에는 이유가 필요", "the answers that follow it; any other needs a reason", r#"["accept"]"#;
    "deadline" May Name => "답하는 기한", "the deadline of the answer", r#""answer_term""#;
    "blocks" May Names => "답하기 전에는 할 수 없는 전이", "what cannot be taken while it is open", r#"["close"]"#;
    "basis" Must Citation => "근거 조문", "the provision", r#""제7조""#;
}}

table! { ERASURE, "[erasure]", "개인정보의 삭제를 명할 수 있는 사람", "who may have personal values erased", {
    "by" Must Names => "역할", "the roles", r#"["privacy_officer"]"#;
    "after" May Word(&["outcome"]) => "사건이 끝난 뒤에만", "only once the case has ended", r#""outcome""#;
    "basis" Must Citation => "근거 조문", "the provision", r#""개인정보 보호법 제21조""#;
}}

table! { CORRECTION, "[correction]", "기록을 정정할 수 있는 사람", "who may correct the record", {
    "by" Must Names => "역할", "the roles", r#"["clerk"]"#;
    "basis" Must Citation => "근거 조문", "the provision", r#""행정절차법 제25조""#;
}}
