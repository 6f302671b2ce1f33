use super::*;
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

const OWN: &str = "+++\nid = \"trial\"\ntitle = { ko = \"시험 조례\", en = \"Trial Ordinance\" }\n+++\n\n\
# 시험 조례\n\n## 제1장 총칙\n\n##### 제1조 (목적)\n이 조례는 시험을 목적으로 한다.\n\n\
### 제1절 기구\n\n##### 제2조 (구성)\n① 위원회를 둔다. <개정 2026.1.1>\n② 위원은 다음 각 호의 사람이 된다.\n\
  1. 시민이 추천하는 사람\n    가. 스무 살 이상인 사람\n    나. 그 밖의 사람\n  1의2. 구의회가 추천하는 사람\n  2. 전문가\n\n\
##### 제2조의2 (임기) 위원의 임기는 2년으로 한다.\n\n##### 제3조 삭제 <2026.1.1>\n\n\
## 부칙\n\n##### 제1조 (시행일)\n이 조례는 2027. 1. 1.부터 시행한다.\n##### 제2조 (경과조치)\n종전의 위원은 이 조례에 따른 위원으로 본다.\n";

const ENGLISH: &str = "+++\nid = \"trial\"\nlanguage = \"en\"\n+++\n# Trial Ordinance\n\n## Chapter 1 General Provisions\n\n\
##### Article 1 (Purpose)\nThis Ordinance serves trial.\n\n### Section 1 Bodies\n\n##### Article 2 (Composition)\n\
(1) There shall be a committee.\n(2) Members are the following, as in Article 1 (1):\n1. persons whom citizens name;\n(a) adults;\n(b) others;\n1-2. persons whom the Council names;\n2. experts.\n\n\
##### Article 2-2 (Term) The term is two years.\n\n##### Article 3 Deleted\n\n## Addenda\n\n##### Article 1 (Entry into Force)\nThis Ordinance enters into force on January 1, 2027.\n\
##### Article 2 (Transitional Measures)\nFormer members are deemed members under this Ordinance.\n";

fn read_text(text: &str) -> Reading {
    read(&Source::new("a.md", text))
}

fn told(reading: &Reading) -> String {
    let mut out = String::new();
    for act in &reading.acts {
        out.push_str(&format!("# {}\n", act.title));
        for p in &act.provisions {
            out.push_str(&format!(
                "{:>3} {} {} {}{} [{}] {}\n",
                p.place.line(),
                p.path,
                p.kind.as_str(),
                p.class.as_str(),
                if p.deleted { " deleted" } else { "" },
                p.heading,
                p.text
            ));
        }
    }
    for finding in &reading.findings {
        out.push_str(&format!(
            "{} {} {}\n",
            finding.place().unwrap(),
            finding.code,
            finding.title(Lang::Ko)
        ));
    }
    out
}

fn paths(text: &str) -> Vec<String> {
    read_text(text)
        .acts
        .iter()
        .flat_map(|act| act.provisions.iter().map(|p| p.path.to_string()))
        .collect()
}

fn codes_of(text: &str) -> Vec<u16> {
    read_text(text).findings.iter().map(|f| f.code.0).collect()
}

/// Everything save white space and the signs of Markdown.
fn bare(text: &str) -> String {
    text.nfc()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\\' | '*' | '#'))
        .collect()
}

#[test]
fn the_form_of_the_project_in_both_languages() {
    insta::assert_snapshot!("own_form_korean", told(&read_text(OWN)));
    insta::assert_snapshot!("own_form_english", told(&read_text(ENGLISH)));
    let ids = |text| -> Vec<_> {
        read_text(text).acts[0]
            .provisions
            .iter()
            .map(|p| p.path)
            .collect()
    };
    assert_eq!(ids(OWN), ids(ENGLISH));
}

#[test]
fn published_markdown_with_its_addenda() {
    let text = "---\n제목: 시험법\n공포일자: 2022-01-11\n공포번호: '18748'\n시행일자: 2022-07-12\n법령구분: 법률\n---\n\n\
# 시험법\n\n## 제1장 총칙 <개정 2012.10.22>\n\n##### 제1조 (목적)\n\n이 법은 시험을 목적으로 한다.\n\n##### 제2조\n\n삭제 <2014.1.28>\n\n\
##### 제3조 (설치)\n\n**①** 위원회를 둔다.\n\n**②** 다음 각 호의 일을 한다.\n\n  1\\. 심의\n    가\\. 계획\n  10의2\\. 점검\n\n[본조신설 2014.1.28]\n\n\
## 부칙\n\n부칙 <제5241호,1996.12.31>\n\n\n①(시행일) 이 법은 공포후 1년이 경과한 날부터 시행한다.\n\n\n②(적용례) 진행중인 시험에는 적용하지 아니한다.\n\n\
부칙(다른 법) <제8852호,2008.2.29>\n\n\n제1조(시행일) 이 법은 공포한 날부터 시행한다.\n\n\n제2조 부터 제5조까지 생략\n\n\n제6조 (다른 법률의 개정) ① 부터 <239> 까지 생략\n\n\n\
<240> 시험법 일부를 다음과 같이 개정한다.\n\n\n제3조제1항 중 \"위원\"을 \"의원\"으로 한다.\n\n\n제8조(새 조) ① 새로 둔다.\n\n\n<241> 부터 <760> 까지 생략\n\n\n제7조 생략\n\n\
부칙 <제18748호,2022.1.11>\n\n\n이 법은 공포한 날부터 시행한다.\n";
    insta::assert_snapshot!(told(&read_text(text)));
    let head = &read_text(text).acts[0].head;
    assert_eq!(head.id, "시험법");
    assert_eq!(head.promulgated, Some(jiff::civil::date(2022, 1, 11)));
}

#[test]
fn what_an_addendum_quotes_of_other_laws_is_text() {
    let text = "# 시험법\n##### 제1조 (목적)\n시험한다.\n## 부칙\n부칙 <제9호,2022.1.11>\n제1조(다른 법률의 개정) ① 갑법 일부를 다음과 같이 개정한다.\n\n\
제3조제5항을 다음과 같이 한다.\n\n⑤ 새로 정한 항\n\n3. 새로 정한 호\n\n제7조(새 조) 새로 정한 조\n\n② 을법 일부를 다음과 같이 개정한다.\n\n제2조(경과조치) 종전에 따른다.\n";
    assert_eq!(
        paths(text),
        [
            "제1조",
            "부칙 제1조",
            "부칙 제1조제1항",
            "부칙 제1조제2항",
            "부칙 제2조"
        ]
    );
    assert_eq!(codes_of(text), Vec::<u16>::new());
}

#[test]
fn plain_text_on_one_line_has_no_false_provisions() {
    let head = "# 시험 조례\n제1조(목적) 이 조례는 시험을 목적으로 한다.\n";
    for (line, expected) in [
        ("제2조(가) 제1항 각 호의 일을 한다.", vec!["제2조"]),
        ("제2조(가) 2017. 10. 3. 공포한 것을 말한다.", vec!["제2조"]),
        ("제2조(가) 제2항① 부분과 ①과 ②를 말한다.", vec!["제2조"]),
        (
            "제2조(가) 정한다. <개정 2020.7.17> 위원 3분의 1. 이상",
            vec!["제2조"],
        ),
        (
            "제2조(가) 제1조(목적)에 따라 정한다. 제1조에 따른다.",
            vec!["제2조"],
        ),
        (
            "제2조(가) 「다른 법」 제3조(목적) 및 제4조 제1항에 따른다.",
            vec!["제2조"],
        ),
        (
            "제2조(가) ① 하나 1. 첫째 2. 둘째 2의2. 둘의 둘째 ② 둘",
            vec![
                "제2조",
                "제2조제1항",
                "제2조제1항제1호",
                "제2조제1항제2호",
                "제2조제1항제2호의2",
                "제2조제2항",
            ],
        ),
        (
            "제2조(가) 다음과 같다. 1. 첫째 가. 갑 나. 을 2. 둘째",
            vec![
                "제2조",
                "제2조제1호",
                "제2조제1호가목",
                "제2조제1호나목",
                "제2조제2호",
            ],
        ),
        (
            "제2조(가) 뜻한다. 제3조(나) 정한다.",
            vec!["제2조", "제3조"],
        ),
        (
            "제2조(가) / 제3조(나) 정한다. / 제4조(다)",
            vec!["제2조", "제3조", "제4조"],
        ),
        ("제2조④ 여섯 달 안에 한다.", vec!["제2조", "제2조제4항"]),
        (
            "부칙(제900호, 2017.3.13) 제1조 공포한 날부터 시행. 제2조 「옛 조례」 폐지. 부칙(제1108호, 2020.7.17) 공포한 날부터 시행.",
            vec!["부칙 제900호 제1조", "부칙 제900호 제2조", "부칙 제1108호"],
        ),
    ] {
        let found = paths(&format!("{head}{line}\n"));
        let mut all = vec!["제1조".to_owned()];
        all.extend(expected.iter().map(|path| (*path).to_owned()));
        assert_eq!(found, all, "{line}");
    }
}

#[test]
fn what_looks_malformed_is_told_with_its_place() {
    for (text, expected) in [
        ("", vec![302]),
        ("+++\nid = \"a\"\n+++\n  \n", vec![302]),
        ("+++\nid = \"a\"\n# 가\n##### 제1조 (가)\n나\n", vec![304]),
        ("# 가\n##### 제1조 (가)\n나\u{7}다\n", vec![303]),
        (
            "# 가\n##### 제조 (가)\n나\n##### 제1조 (나)\n다\n",
            vec![310],
        ),
        (
            "# 가\n##### 제1조 (가)\n나\n##### 제1조 (나)\n다\n",
            vec![311],
        ),
        (
            "# 가\n##### 제1조 (가)\n나\n##### 제3조 (나)\n다\n##### 제2조 (라)\n마\n",
            vec![313, 312],
        ),
        ("# 가\n##### 제1조 (가)\n① 나\n③ 다\n② 라\n", vec![313, 312]),
        (
            "# 가\n##### 제1조 (가)\n1. 나\n3. 다\n3. 라\n",
            vec![313, 311],
        ),
        ("# 가\n##### 제1조 (가)\n1. 나\n가. 다\n다. 라\n", vec![313]),
        ("# 가\n## 총칙\n##### 제1조 (가)\n나\n", vec![309]),
        ("# 가\n아무 글\n", vec![315]),
        ("# 가\n제1조(가) 나\n제2조ㆍ제3조 다\n", vec![314]),
    ] {
        assert_eq!(codes_of(text), expected, "{text}");
    }
    let reading = read_text("# 가\n##### 제1조 (가)\n1. 나\n3. 다\n");
    insta::assert_snapshot!(told(&reading));
}

#[test]
fn bytes_that_are_not_utf8_are_told_and_the_rest_is_read() {
    let mut bytes = "# 가\n##### 제1조 (가)\n나".as_bytes().to_vec();
    bytes.extend([0xff, 0xfe]);
    bytes.extend("\n##### 제2조 (나)\n다\n".as_bytes());
    let reading = read_bytes("a.md", &bytes);
    assert_eq!(reading.findings.len(), 1);
    assert_eq!(reading.findings[0].code, codes::NOT_UTF8);
    assert_eq!(reading.findings[0].place().unwrap().line(), 3);
    assert_eq!(reading.acts[0].provisions.len(), 2);
}

#[test]
fn a_file_may_hold_several_acts() {
    let reading = read_text(
        "# (A) 첫 조례 — 발췌\n공포 2020-01-23 제1392호\n제1조(목적) 가\n# (B) 둘째 조례\n제1조(목적) 나\n",
    );
    let acts: Vec<_> = reading
        .acts
        .iter()
        .map(|act| (act.title.as_str(), act.provisions.len()))
        .collect();
    assert_eq!(acts, [("첫 조례", 1), ("둘째 조례", 1)]);
    assert_eq!(reading.acts[0].head.number.as_deref(), Some("1392"));
}

#[test]
fn tables_and_annexes_are_kept_and_hold_no_provisions() {
    let text = "# 가\n##### 제1조 (가)\n다음 표와 같다.\n\n| 구분 | 수 |\n|---|---|\n| 위원 | 3 |\n\n## [별표 1] 기준\n1. 첫째\n2. 둘째\n";
    let reading = read_text(text);
    assert_eq!(paths(text), ["제1조"]);
    assert_eq!(reading.findings, Vec::new());
    assert_eq!(bare(&reading.written()), bare(text));
}

#[test]
fn the_words_of_a_provision_do_not_depend_on_its_form() {
    let plain =
        read_text("# 가\n제1조(목적) ① 둔다. <개정 2020.7.17> ② 다음과 같다. 1. 첫째 2. 둘째\n");
    let markdown = read_text(
        "# 가\n##### 제1조 (목적)\n\n**①** 둔다.\n\n**②**  다음과\n같다.\n\n  1\\. 첫째\n  2\\. 둘째\n",
    );
    let prints = |reading: &Reading| -> Vec<_> {
        reading.acts[0]
            .provisions
            .iter()
            .map(|p| p.fingerprint.clone())
            .collect()
    };
    assert_eq!(prints(&plain), prints(&markdown));
    let other = read_text("# 가\n##### 제1조 (목적)\n① 둔다.\n② 다음과 같다.\n1. 첫째\n2. 셋째\n");
    let same: Vec<bool> = prints(&plain)
        .iter()
        .zip(prints(&other))
        .map(|(a, b)| *a == b)
        .collect();
    // The article, its second paragraph and that one's second subparagraph.
    assert_eq!(same, [false, true, false, true, false]);
}

/// Texts that a careless reader would take quadratic time for: this test would
/// run for minutes.
#[test]
fn long_texts_are_read_in_one_go() {
    for unit in [
        "① 가 1. 나 가. 다 ",
        "제1조(",
        "<개정 ",
        "[본조",
        "제1조(가) 나. 제2조에 따라. ",
        "부칙(제1호 ",
        "((((((((",
        "제2조, ",
        "제2조ㆍ",
        "        ",
        "다. 제2조 및 ",
        "\n① 가",
        "\n## 제1장 가\n##### 제2조 (나)",
        "\n부칙 <제9호,2020.1.1>\n제1조(가) 나",
    ] {
        let text = format!("# 가\n제1조(가) {}", unit.repeat(200_000 / unit.len()));
        let reading = read_text(&text);
        assert!(!reading.acts.is_empty());
    }
}

fn piece() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "# 가 조례\n",
        "## 제1장 총칙\n",
        "## 부칙\n",
        "##### 제1조 (가)\n",
        "##### 제2조의2 (나)\n",
        "##### Article 3 (C)\n",
        "제4조(라) ",
        "제5조 ",
        "제6조④ ",
        "제조 ",
        "제1항 ",
        "① ",
        "**②** ",
        "③",
        "1. ",
        "2\\. ",
        "3의2. ",
        "가. ",
        "(a) ",
        "(1) ",
        "부칙 <제9호,2020.1.1>\n",
        "<개정 2020.1.1> ",
        "[본조신설 2020.1.1]",
        "삭제 ",
        "생략 ",
        "다음과 같이 개정한다.\n",
        "<12> ",
        "및 ",
        "부터 <9>까지 ",
        "위원을 둔다. ",
        "\n",
        "\n\n",
        "  ",
        "(",
        ")",
        "「",
        "」",
        "/ ",
        "2020. 1. 2. ",
        "# ",
        "+++\n",
        "---\n",
        "[별표 1]\n",
        "\t",
        "\u{0}",
        "é",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Whatever the text, nothing is lost and nothing panics.
    #[test]
    fn texts_of_pieces_are_read_whole(pieces in proptest::collection::vec(piece(), 0..60)) {
        let text = pieces.concat();
        let reading = read_text(&text);
        if !text.trim().is_empty() && !reading.acts.is_empty() {
            prop_assert_eq!(bare(&reading.written()), bare(&text));
        }
    }

    #[test]
    fn any_text_is_read_whole(text in "\\PC{0,200}") {
        let reading = read_text(&text);
        if !reading.acts.is_empty() {
            prop_assert_eq!(bare(&reading.written()), bare(&text));
        }
    }

    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = read_bytes("a.md", &bytes);
    }

    /// A real-looking text with a stretch cut out, doubled or overwritten.
    #[test]
    fn mutated_texts_are_read_whole(
        from in 0usize..400, length in 0usize..60, other in "\\PC{0,12}", double in any::<bool>(),
        english in any::<bool>(),
    ) {
        let chars: Vec<char> = if english { ENGLISH } else { OWN }.chars().collect();
        let from = from.min(chars.len());
        let to = (from + length).min(chars.len());
        let text: String = chars[..from].iter().chain(if double { &chars[from..to] } else { &[] })
            .copied().chain(other.chars()).chain(chars[to..].iter().copied()).collect();
        let reading = read_text(&text);
        if !reading.acts.is_empty() {
            prop_assert_eq!(bare(&reading.written()), bare(&text));
        }
    }

    /// Provisions come in the order of the text, and each is inside its parent.
    #[test]
    fn provisions_stand_in_order(pieces in proptest::collection::vec(piece(), 0..60)) {
        for act in read_text(&pieces.concat()).acts {
            let starts: Vec<usize> = act.provisions.iter().map(|p| p.place.span().start).collect();
            let mut sorted = starts.clone();
            sorted.sort_unstable();
            prop_assert_eq!(starts, sorted);
            for (at, provision) in act.provisions.iter().enumerate() {
                for inner in &act.provisions[at + 1..=at + provision.inside] {
                    prop_assert!(provision.path.covers(&inner.path), "{} {}", provision.path, inner.path);
                }
            }
        }
    }
}
