//! The keys of `ordinance/bodies.toml`.

use super::Holds::{Citation, Each, Flag, Fraction, Names, Number, Period, Text, Title, Word};
use super::{Holds, table};

/// What follows where a rule of composition is not kept.
const BREACH: Holds = Word(&["refuse", "warn"]);

table! { BODIES_FILE, "ordinance/bodies.toml", "회의체", "the bodies of a library", {
    "format" Must Number(1) => "이 언어의 판", "the version of this language", "1";
    "body" May Each(&BODY) => "회의체", "the bodies", r#"{ council = { basis = "제5조" } }"#;
}}

table! { BODY, "[body.ID]", "회의체: 위원회, 협의회", "a body: a council, a committee", {
    "title" Must Title => "제목", "its title", r#"{ ko = "심의위원회", en = "Committee" }"#;
    "basis" Must Citation => "근거 조문", "the provision", r#""제5조""#;
    "size" May Holds::Table(&SIZE) => "위원의 수", "how many members", r#"{ min = 5, max = 9, basis = "제5조" }"#;
    "chair" May Holds::Table(&CHAIR) => "의장", "the chair", r#"{ seats = ["chair"], basis = "제6조" }"#;
    "seat" May Each(&SEAT_CLASS) => "자리의 종류", "classes of seats", r#"{ civil = { count = 4 } }"#;
    "term" May Holds::Table(&TERM) => "임기", "the term", r#"{ length = "2 years", basis = "제7조" }"#;
    "limit" May Each(&LIMIT) => "한 사람에 관한 제한", "limits of one person", r#"{ bodies = { bodies = 3 } }"#;
    "rule" May Each(&COMPOSITION) => "구성의 규칙", "rules of composition", r#"{ civil = { at_least = "1/2" } }"#;
    "vote" May Each(&VOTE) => "표결", "votes", r#"{ ordinary = { tie = "fails" } }"#;
    "recusal" May Holds::Table(&BODY_RECUSAL) => "제척ㆍ기피ㆍ회피", "recusal", r#"{ counted = false, basis = "제8조" }"#;
    "dismissal" May Each(&DISMISSAL) => "해촉의 사유", "grounds of dismissal", r#"{ absent = { heard = true } }"#;
}}

table! { SIZE, "[body.ID] size", "위원의 수", "how many members", {
    "min" Must Number(1) => "적어도", "at least", "5";
    "max" Must Number(1) => "많아야", "at most", "9";
    "basis" Must Citation => "근거 조문", "the provision", r#""제5조""#;
}}

table! { CHAIR, "[body.ID] chair", "의장", "the chair", {
    "seats" Must Names => "의장인 자리. 각자 행위함", "seats whose holders are chairs, each acting alone", r#"["chair"]"#;
    "deputies" May Names => "직무대행의 차례", "who stands in, in order", r#"["vice_chair"]"#;
    "basis" Must Citation => "근거 조문", "the provision", r#""제6조""#;
}}

table! { SEAT_CLASS, "[body.ID.seat.ID]", "자리의 종류", "a class of seats", {
    "title" Must Title => "제목", "its title", r#"{ ko = "시민위원", en = "Citizen member" }"#;
    "basis" Must Citation => "근거 조문", "the provision", r#""제5조제2항""#;
    "office" May Flag => "다른 자리와 함께 갖는 직", "held besides a seat", "true";
    "count" May Number(1) => "자리의 수", "how many", "4";
    "min" May Number(0) => "적어도", "at least", "2";
    "max" May Number(1) => "많아야", "at most", "6";
    "ex_officio" May Flag => "당연직", "held by post", "true";
    "of" May Names => "직: 가질 수 있는 자리", "of an office: the classes that may hold it", r#"["civil"]"#;
    "appointed_by" May Title => "위촉권자", "who appoints", r#"{ ko = "시장", en = "the Mayor" }"#;
    "nominated_by" May Title => "추천하는 자", "who nominates", r#"{ ko = "의회", en = "the Assembly" }"#;
}}

table! { TERM, "[body.ID.term]", "임기", "the term", {
    "length" Must Period => "길이", "its length", r#""2 years""#;
    "renewals" May Number(0) => "연임의 횟수", "how often it is renewed", "1";
    "by_election" May Word(&["remaining", "full"]) => "보궐위원의 임기: 남은 기간, 또는 온전한 임기", "of a by-election: the rest, or a full term", r#""remaining""#;
    "no_refill" May Holds::Table(&NO_REFILL) => "남은 임기가 짧으면 뽑지 않음", "nobody is elected where little is left", r#"{ under = "6 months" }"#;
    "basis" Must Citation => "근거 조문", "the provision", r#""제7조""#;
}}

table! { NO_REFILL, "[body.ID.term] no_refill", "뽑지 않는 때", "when nobody is elected", {
    "under" Must Period => "남은 임기가 이보다 짧으면", "where less than this is left", r#""6 months""#;
    "breach" May BREACH => "거부하거나 알림", "refused, or told", r#""warn""#;
}}

table! { LIMIT, "[body.ID.limit.ID]", "한 사람에 관한 제한. 셋 가운데 하나", "a limit of one person; one of three", {
    "says" Must Title => "한 문장으로", "in one sentence", r#"{ ko = "셋까지.", en = "Three at most." }"#;
    "basis" Must Citation => "근거 조문", "the provision", r#""제7조""#;
    "bodies" May Number(1) => "함께 맡을 수 있는 회의체의 수", "bodies at once", "3";
    "years" May Number(1) => "쉬지 않고 맡을 수 있는 해", "years without a break", "6";
    "gap" May Period => "다시 맡기까지의 기간", "between leaving and coming back", r#""2 years""#;
    "breach" May BREACH => "거부하거나 알림", "refused, or told", r#""warn""#;
}}

table! { COMPOSITION, "[body.ID.rule.ID]", "구성의 규칙", "a rule of composition", {
    "says" Must Title => "한 문장으로", "in one sentence", r#"{ ko = "과반은 시민위원.", en = "Most are citizens." }"#;
    "basis" Must Citation => "근거 조문", "the provision", r#""제5조""#;
    "mark" May Text => "세는 표지", "the mark that is counted", r#""gender""#;
    "is" May Text => "그 표지의 값. 없으면 값마다", "its value; each of them if not said", r#""female""#;
    "seats" May Names => "세는 자리", "the classes that are counted", r#"["civil"]"#;
    "at_least" May Fraction => "적어도 이 비율", "at least this share", r#""1/2""#;
    "at_most" May Fraction => "많아야 이 비율", "at most this share", r#""6/10""#;
    "among" Must Word(&["appointed", "all"]) => "위촉직 가운데, 또는 전체 가운데", "of those appointed, or of all", r#""appointed""#;
    "when" May Word(&["appointment", "complete"]) => "위촉할 때마다, 또는 구성을 마친 뒤", "at every appointment, or once it is complete", r#""complete""#;
    "breach" May BREACH => "거부하거나 알림", "refused, or told", r#""warn""#;
}}

table! { VOTE, "[body.ID.vote.ID]", "표결", "a vote", {
    "title" Must Title => "제목", "its title", r#"{ ko = "의결", en = "Decision" }"#;
    "basis" Must Citation => "근거 조문", "the provision", r#""제9조""#;
    "by" May Names => "표결하는 자리. 없으면 모두", "the classes that vote; all if not said", r#"["civil"]"#;
    "quorum" May Holds::Table(&SHARE) => "의사정족수", "how many must be present", r#"{ of = "members", more_than = "1/2" }"#;
    "majority" Must Holds::Table(&SHARE) => "의결정족수", "what carries a motion", r#"{ of = "present", more_than = "1/2" }"#;
    "tie" Must Word(&["fails", "passes", "chair_decides"]) => "가부동수: 부결, 가결, 의장이 정함", "of equal votes: it fails, passes, or the chair decides", r#""fails""#;
    "written" May Word(&["never", "may", "only"]) => "서면 의결", "whether in writing", r#""never""#;
}}

table! { SHARE, "quorum, majority", "정족수", "a share of votes", {
    "of" Must Word(&["members", "present", "cast"]) => "재적위원, 출석위원, 찬반의 수", "of the members, of those present, of the votes for and against", r#""present""#;
    "more_than" May Fraction => "초과", "more than", r#""1/2""#;
    "at_least" May Fraction => "이상", "at least", r#""2/3""#;
}}

table! { BODY_RECUSAL, "[body.ID.recusal]", "제척ㆍ기피ㆍ회피", "recusal", {
    "basis" Must Citation => "근거 조문", "the provision", r#""제8조""#;
    "counted" May Flag => "제척된 위원을 재적위원으로 세는지", "whether recused members count among the members", "false";
    "ground" May Each(&GROUND) => "사유", "grounds", r#"{ party = { basis = "제8조" } }"#;
}}

table! { GROUND, "[body.ID.recusal.ground.ID]", "제척의 사유", "a ground of recusal", {
    "title" Must Title => "제목", "its title", r#"{ ko = "당사자", en = "A party" }"#;
    "basis" Must Citation => "근거 조문", "the provision", r#""제8조제1항제1호""#;
}}

table! { DISMISSAL, "[body.ID.dismissal.ID]", "해촉의 사유", "a ground of dismissal", {
    "title" Must Title => "제목", "its title", r#"{ ko = "불출석", en = "Absence" }"#;
    "basis" Must Citation => "근거 조문", "the provision", r#""제10조""#;
    "attendance" May Holds::Table(&ATTENDANCE) => "출석률", "attendance", r#"{ below = "1/2", meetings = 2 }"#;
    "heard" May Flag => "먼저 의견을 들음", "the member is heard first", "true";
}}

table! { ATTENDANCE, "[body.ID.dismissal.ID] attendance", "출석률", "attendance", {
    "below" Must Fraction => "이 비율보다 적게 출석함", "less than this share was attended", r#""1/2""#;
    "meetings" May Number(1) => "적어도 이만큼 열린 회의", "of at least so many meetings", "2";
    "left" May Period => "남은 임기", "how much of the term is left", r#""1 year""#;
}}
