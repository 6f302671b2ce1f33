//! The keys of the other files of a library: heads and indexes of texts, lock
//! files, settings, and provisions that no procedure encodes.

use super::Holds::{
    Citation, Date, Each, Either, Flag, List, Name, Number, Tables, Text, Title, Word,
};
use super::{Holds, table};

/// A stay: a day, a table, or several of these.
const STAYED: Holds = Either(&[
    Date,
    Holds::Table(&STAY),
    List(&Either(&[Date, Holds::Table(&STAY)])),
]);
/// A title, or a text that stands for both languages.
const TITLE_OR_TEXT: Holds = Either(&[Title, Text]);
const KINDS: &[&str] = &["ordinance", "rule", "act", "decree", "regulation", "other"];

table! { TITLE, "{ ko, en }", "두 언어로 적은 제목이나 문장", "a title or a sentence in both languages", {
    "ko" Must Text => "한국어", "in Korean", r#""신청""#;
    "en" Must Text => "영어", "in English", r#""Apply""#;
}}

table! { TEXT_HEAD, "ordinance/NAME.md", "법령의 글의 머리(`+++` 사이)", "the head of a text, between two lines `+++`", {
    "id" Must Text => "인용에서 부르는 이름", "what citations call it", r#""library_room""#;
    "language" May Word(&["ko", "en"]) => "글의 언어. 없으면 `ko`", "the language of the text; `ko` if not said", r#""ko""#;
    "kind" May Word(KINDS) => "조례, 규칙, 법률, 대통령령, 총리령ㆍ부령, 그 밖", "what kind of law it is", r#""ordinance""#;
    "title" May TITLE_OR_TEXT => "제목", "its title", r#"{ ko = "도서관 조례", en = "Library Ordinance" }"#;
    "short" May TITLE_OR_TEXT => "약칭", "its short title", r#"{ ko = "조례", en = "Ordinance" }"#;
    "number" May Either(&[Number(0), Text]) => "공포번호", "the number of its promulgation", "1";
    "promulgated" May Date => "공포일", "the day of its promulgation", "2025-12-15";
    "in_force" May Date => "시행일", "from when it is law", "2026-01-01";
    "repealed" May Date => "폐지일", "from when it is law no more", "2030-01-01";
    "stayed" May STAYED => "효력이 정지된 기간", "when a court stays it", r#"{ from = 2027-05-01, order = "대법원 2027쿠123" }"#;
    "saving" May Citation => "폐지된 뒤에도 종전의 규정에 따르게 하는 조문", "the provision by which it applies still, once repealed", r#""new_ordinance 부칙 제2조""#;
    "source" May Text => "글의 출처", "where the text was taken from", r#""https://www.law.go.kr""#;
    "provision" May Tables(&PROVISION) => "글과 다른 조문", "provisions of which something else is so than of the text", r#"[{ id = "제9조", in_force = 2027-07-01 }]"#;
}}

table! { TEXT_INDEX, "ordinance/NAME.toml", "인용만 하는 법령의 색인", "the index of a statute that is only cited", {
    "id" Must Text => "인용에서 부르는 이름", "what citations call it", r#""apa""#;
    "title" Must TITLE_OR_TEXT => "제목", "its title", r#"{ ko = "행정절차법", en = "Administrative Procedures Act" }"#;
    "short" May TITLE_OR_TEXT => "약칭", "its short title", r#"{ ko = "절차법", en = "APA" }"#;
    "kind" May Word(KINDS) => "조례, 규칙, 법률 …", "what kind of law it is", r#""act""#;
    "number" May Either(&[Number(0), Text]) => "공포번호", "the number of its promulgation", "18748";
    "promulgated" May Date => "공포일", "the day of its promulgation", "2022-01-11";
    "in_force" May Date => "시행일", "from when it is law", "2023-03-24";
    "repealed" May Date => "폐지일", "from when it is law no more", "2030-01-01";
    "stayed" May STAYED => "효력이 정지된 기간", "when a court stays it", "2027-05-01";
    "saving" May Citation => "종전의 규정에 따르게 하는 조문", "the provision by which it applies still, once repealed", r#""new_act 부칙 제2조""#;
    "source" May Text => "글의 출처", "where the text was taken from", r#""https://www.law.go.kr""#;
    "provision" May Tables(&PROVISION) => "글과 다른 조문", "provisions of which something else is so", r#"[{ id = "제9조", in_force = 2027-07-01 }]"#;
    "deeper" May Flag => "적힌 것보다 아래의 항을 인용해도 됨", "paragraphs below those listed may be cited", "true";
    "article" May Tables(&ARTICLE) => "조", "its articles", r#"[{ id = "제38조" }]"#;
}}

table! { STAY, "stayed", "효력의 정지", "a stay", {
    "from" Must Date => "정지된 날", "from when", "2027-05-01";
    "until" May Date => "다시 효력이 있는 첫날", "the first day on which it is law again", "2027-09-01";
    "order" May Text => "법원과 그 결정", "the court and its decision", r#""대법원 2027쿠123""#;
}}

table! { PROVISION, "[[provision]]", "글과 다른 조문", "a provision of which something else is so", {
    "id" Must Citation => "조문 하나 또는 여럿", "a provision, or several", r#""제9조""#;
    "in_force" May Date => "시행일", "from when it is law", "2027-07-01";
    "repealed" May Date => "폐지일", "from when it is law no more", "2030-01-01";
    "stayed" May STAYED => "효력이 정지된 기간", "when it is stayed", "2027-05-01";
}}

table! { ARTICLE, "[[article]]", "색인의 조", "an article of an index", {
    "id" Must Text => "조", "the article", r#""제38조""#;
    "heading" May TITLE_OR_TEXT => "조의 제목", "its heading", r#""공청회의 개최""#;
    "summary" May TITLE_OR_TEXT => "요지", "what it says, in short", r#""공청회의 공고""#;
}}

table! { LOCK_FILE, "workflows/NAME.lock", "인용한 조문의 내용. `jorye text pin`이 씁니다", "what the cited provisions said; `jorye text pin` writes it", {
    "format" Must Number(1) => "이 언어의 판", "the version of this language", "1";
    "pin" May Tables(&PIN) => "조문", "provisions", r#"[{ citation = "제2조" }]"#;
}}

table! { PIN, "[[pin]]", "고정한 조문", "a provision that is pinned", {
    "citation" Must Text => "조문", "the provision", r#""제2조""#;
    "text" Must Name => "글", "the text", r#""library_room""#;
    "promulgated" May Date => "공포일", "the day of its promulgation", "2025-12-15";
    "number" May Text => "공포번호", "the number of its promulgation", r#""1""#;
    "fingerprint" Must Text => "글의 지문(SHA-256)", "the fingerprint of its words (SHA-256)", r#""sha256:00""#;
}}

table! { LIBRARY_FILE, "library.toml", "라이브러리의 설정", "the settings of a library", {
    "adoption" May Holds::Table(&ADOPTION) => "채택", "adoption", r#"{ required = true }"#;
}}

table! { ADOPTION, "[adoption]", "채택", "adoption", {
    "required" May Flag => "채택을 마친 절차에만 사건을 엶", "cases are opened only under procedures that were adopted", "true";
}}

table! { WAIVERS_FILE, "ordinance/waivers.toml", "절차로 옮기지 않은 조문", "provisions that no procedure encodes", {
    "format" Must Number(1) => "이 언어의 판", "the version of this language", "1";
    "waive" May Each(&WAIVED) => "옮기지 않은 조문과 이유", "what is left out, and why", r#"{ good_faith = { provisions = ["제4조"] } }"#;
}}

table! { WAIVED, "[waive.ID]", "옮기지 않은 조문", "provisions that are left out", {
    "ordinance" Must Name => "글", "the text", r#""seoul_compact""#;
    "provisions" Must Citation => "조문", "the provisions", r#"["제4조제2항"]"#;
    "says" Must Title => "이유", "the reason", r#"{ ko = "선언 규정입니다.", en = "It is a declaration." }"#;
}}
