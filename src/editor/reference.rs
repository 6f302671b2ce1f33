//! The reference of every key, type and function, in Markdown, made from the
//! table of keys and from that of the functions of rules.

use std::fmt::Write;

use crate::diagnostic::Lang;
use crate::guard::BUILTINS;
use crate::workflow::keys::{FILES, Holds, Key, Need, Table};

/// The types of facts: what goes with them, and a fact of that type.
pub const TYPES: &[(&str, &str, &str, &str)] = &[
    (
        "boolean",
        "예/아니오",
        "yes or no",
        r#"{ type = "boolean" }"#,
    ),
    (
        "integer",
        "정수. `min`, `max`",
        "a whole number; `min`, `max`",
        r#"{ type = "integer", min = 1, max = 500 }"#,
    ),
    (
        "decimal",
        "소수. `scale`, `min`, `max`",
        "an exact decimal; `scale`, `min`, `max`",
        r#"{ type = "decimal", scale = 2, min = "0", max = "100" }"#,
    ),
    ("date", "날짜", "a date", r#"{ type = "date" }"#),
    (
        "choice",
        "선택지 가운데 하나. `choices`",
        "one of the options; `choices`",
        r#"{ type = "choice", choices = { permit = { ko = "허가", en = "Permit" }, reject = { ko = "불허가", en = "Reject" } } }"#,
    ),
    (
        "text",
        "글. `max`자까지",
        "text of at most `max` characters",
        r#"{ type = "text", max = 1000 }"#,
    ),
    (
        "document",
        "문서: 이름, 매체 유형, 크기, 해시",
        "a document: its name, media type, size and digest",
        r#"{ type = "document" }"#,
    ),
    ("person", "사람", "a person", r#"{ type = "person" }"#),
    (
        "list",
        "목록. `of`, `max`",
        "several values; `of`, `max`",
        r#"{ type = "list", of = "person", max = 10 }"#,
    ),
    (
        "table",
        "표. `columns`, `max`",
        "rows of cells; `columns`, `max`",
        r#"{ type = "table", max = 20, columns = { met = { type = "boolean" }, won = { type = "integer", min = 0, max = 1000 } } }"#,
    ),
    (
        "ballot",
        "회의체의 표결. `body`, `vote`",
        "a ballot of a body; `body`, `vote`",
        r#"{ type = "ballot", body = "committee", vote = "ordinary" }"#,
    ),
];

/// The functions of rules: what each answers, and a rule with it.
pub const FUNCTIONS: &[(&str, &str, &str, &str)] = &[
    ("date", "날짜", "a date", r#"today >= date("2027-01-01")"#),
    (
        "days_between",
        "앞 날짜부터 뒤 날짜까지의 일수",
        "days from the first to the second",
        "days_between(today, meeting_on) >= 15",
    ),
    (
        "at",
        "사건이 그 상태에 있는가",
        "whether the case is in that state",
        "at(lent)",
    ),
    (
        "taken",
        "그 전이를 한 적이 있는가",
        "whether it was ever taken",
        "taken(hear)",
    ),
    (
        "taken_since",
        "그 상태에 마지막으로 들어온 뒤에 하였는가",
        "whether it was taken since the state was last entered",
        "taken_since(hear, deciding)",
    ),
    (
        "given",
        "그 사실을 아는가",
        "whether the fact is known",
        "!urgent || given(urgent_reason)",
    ),
    (
        "at_least",
        "그 비율 이상인가. 전체가 0이면 아니다",
        "whether the part is at least that fraction; never of 0",
        r#"at_least(votes, "2/3", attending)"#,
    ),
    (
        "more_than",
        "그 비율을 넘는가. 전체가 0이면 아니다",
        "whether the part is more than that fraction; never of 0",
        r#"more_than(votes, "1/2", attending)"#,
    ),
    (
        "sum",
        "열의 합계",
        "the sum of a column",
        r#"sum(costs, "won") <= budget"#,
    ),
    (
        "count_where",
        "그 값인 행의 수",
        "how many rows have that value",
        r#"count_where(costs, "met", false) == 0"#,
    ),
    (
        "every",
        "모든 행이 그 값인가",
        "whether every row has it",
        r#"every(costs, "met", true)"#,
    ),
    (
        "count",
        "원소나 행의 수",
        "how many members or rows",
        "count(people) >= 3",
    ),
    (
        "contains",
        "그 안에 있는가",
        "whether it is among them",
        "contains(people, actor)",
    ),
    (
        "quorate",
        "의사정족수를 채웠는가",
        "whether enough members were present",
        "quorate(ballot)",
    ),
    (
        "carried",
        "의사정족수를 채우고 가결되었는가",
        "whether it was quorate and carried",
        "carried(ballot)",
    ),
    (
        "members",
        "재적위원의 수",
        "how many members count",
        "members(ballot) >= 10",
    ),
    (
        "present",
        "출석위원의 수",
        "how many were present",
        "present(ballot) >= 6",
    ),
    ("yes", "찬성의 수", "votes for", "yes(ballot) > no(ballot)"),
    ("no", "반대의 수", "votes against", "no(ballot) == 0"),
    (
        "abstain",
        "기권의 수",
        "who abstained",
        "abstain(ballot) <= 2",
    ),
    (
        "recused",
        "제척ㆍ기피ㆍ회피된 위원의 수",
        "members who are recused",
        "recused(ballot) == 0",
    ),
    (
        "served",
        "마지막 송달의 효력이 생겼는가",
        "whether the last service has taken effect",
        "served(applicant)",
    ),
    (
        "served_on",
        "그 효력이 생기는 날",
        "the day on which it does",
        "days_between(served_on(applicant), today) >= 7",
    ),
    (
        "due",
        "기한의 말일",
        "the last day of a deadline",
        "today <= due(term)",
    ),
    (
        "passed",
        "기한이 지났는가",
        "whether a deadline has passed",
        "!passed(term)",
    ),
    (
        "opened",
        "연 하위 사건의 수",
        "how many children were opened",
        r#"opened("opinions") > 0"#,
    ),
    (
        "reached",
        "이정표에 이른 하위 사건의 수",
        "how many reached a milestone",
        r#"reached("opinions", "read") >= 3"#,
    ),
    (
        "all_reached",
        "모두 이르렀는가",
        "whether every one has",
        r#"all_reached("opinions", "read")"#,
    ),
    (
        "outcome_count",
        "그 결과로 끝난 하위 사건의 수",
        "how many came to that outcome",
        r#"outcome_count("opinions", "adopted") > 0"#,
    ),
    (
        "ended_count",
        "끝난 하위 사건의 수",
        "how many have ended",
        r#"ended_count("opinions") == 2"#,
    ),
    (
        "all_ended",
        "모두 끝났는가",
        "whether every one has ended",
        r#"all_ended("opinions")"#,
    ),
];

/// The whole page in a language.
pub fn page(lang: Lang) -> String {
    let mut out = String::new();
    let word = |ko: &'static str, en: &'static str| if lang == Lang::Ko { ko } else { en };
    let _ = writeln!(
        out,
        "# {}\n\n[{}]({})\n\n{}\n",
        word("키, 형식, 함수", "Keys, types, functions"),
        word("English", "한국어"),
        word("reference.md", "reference.ko.md"),
        word(
            "라이브러리의 모든 파일에 쓰는 키와 형식, 규칙의 함수를 예와 함께 늘어놓았습니다. 함께 어떻게 움직이는지는 [language.ko.md](language.ko.md)에 있습니다. 이 문서는 `jorye schema reference`가 프로그램의 키 표에서 만듭니다. 손으로 고치지 않습니다.",
            "Every key and type of every file of a library, and every function of rules, with an example. How they work together is in [language.md](language.md). `jorye schema reference` makes this page from the program's own table of keys; it is not edited by hand.",
        )
    );
    for (_, file) in FILES {
        for (at, table) in file.below().into_iter().enumerate() {
            keys(&mut out, table, at == 0, lang);
        }
    }
    let _ = writeln!(out, "## {}\n", word("사실의 형식", "Types of facts"));
    let head = word("| 형식 | 뜻 | 예 |", "| type | what it is | example |");
    let _ = writeln!(out, "{head}\n|---|---|---|");
    for (name, ko, en, example) in TYPES {
        let says = if lang == Lang::Ko { ko } else { en };
        let _ = writeln!(out, "| `{name}` | {says} | `{example}` |");
    }
    let _ = writeln!(out, "\n## {}\n", word("규칙의 함수", "Functions of rules"));
    let head = word("| 함수 | 답 | 예 |", "| function | answers | example |");
    let _ = writeln!(out, "{head}\n|---|---|---|");
    for builtin in BUILTINS {
        let parameters = builtin.parameters.join(", ");
        let known = FUNCTIONS.iter().find(|(name, ..)| *name == builtin.name);
        let Some((name, ko, en, example)) = known else {
            continue;
        };
        let says = if lang == Lang::Ko { ko } else { en };
        let example = example.replace('|', "\\|");
        let _ = writeln!(out, "| `{name}({parameters})` | {says} | `{example}` |");
    }
    out
}

fn keys(out: &mut String, table: &Table, whole: bool, lang: Lang) {
    let hashes = if whole { "##" } else { "###" };
    let says = if lang == Lang::Ko { table.ko } else { table.en };
    let head = match lang {
        Lang::Ko => "| 키 | 담는 것 | 필수 | 뜻 | 예 |",
        Lang::En => "| key | holds | required | meaning | example |",
    };
    let _ = writeln!(
        out,
        "{hashes} `{}`\n\n{says}\n\n{head}\n|---|---|---|---|---|",
        table.head
    );
    for key in table.keys {
        let _ = writeln!(out, "{}", row(key, lang));
    }
    out.push('\n');
}

fn row(key: &Key, lang: Lang) -> String {
    let need = match (key.need, lang) {
        (Need::Must, Lang::Ko) => "예",
        (Need::Must, Lang::En) => "yes",
        (Need::Should, Lang::Ko) => "경고",
        (Need::Should, Lang::En) => "warning",
        (Need::May, Lang::Ko) => "아니요",
        (Need::May, Lang::En) => "no",
    };
    let says = if lang == Lang::Ko { key.ko } else { key.en };
    let example = format!("{} = {}", key.name, key.example).replace('|', "\\|");
    format!(
        "| `{}` | {} | {need} | {} | `{example}` |",
        key.name,
        holds(&key.holds, lang),
        says.replace('|', "\\|"),
    )
}

fn holds(holds: &Holds, lang: Lang) -> String {
    let (ko, en) = match holds {
        Holds::Title => ("두 언어", "both languages"),
        Holds::Id => ("식별자", "id"),
        Holds::Text => ("글", "text"),
        Holds::Name => ("이름", "name"),
        Holds::Names => ("이름 또는 목록", "name or list"),
        Holds::Citation => ("인용 또는 목록", "citation or list"),
        Holds::Rule => ("규칙", "rule"),
        Holds::Flag => ("`true`/`false`", "`true`/`false`"),
        Holds::Number(_) => ("수", "number"),
        Holds::Date => ("날짜", "date"),
        Holds::Period => ("기간", "period"),
        Holds::Fraction => ("분수", "fraction"),
        Holds::Any => ("값", "value"),
        Holds::Word(words) => {
            let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
            return words.join(", ");
        }
        Holds::Map(_) => ("이름별 값", "values by name"),
        Holds::List(_) => ("목록", "list"),
        Holds::Table(_) => ("표", "table"),
        Holds::Each(_) => ("식별자별 표", "tables by id"),
        Holds::Tables(_) => ("표의 목록", "list of tables"),
        Holds::Either(several) => {
            let all: Vec<String> = several.iter().map(|one| self::holds(one, lang)).collect();
            return all.join(if lang == Lang::Ko { " 또는 " } else { " or " });
        }
    };
    match lang {
        Lang::Ko => ko.to_owned(),
        Lang::En => en.to_owned(),
    }
}
