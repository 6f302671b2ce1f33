use super::*;
use crate::diagnostic::Source;
use crate::ordinance::{read, read_index};

const KO: &str = "+++\nid = \"trial\"\ntitle = { ko = \"시험 조례\", en = \"Trial Ordinance\" }\n\
short = { ko = \"시험례\", en = \"Trial\" }\npromulgated = 2027-01-01\nnumber = 12\n+++\n# 시험 조례\n\
##### 제1조 (목적)\n이 조례는 시험을 목적으로 한다.\n\
##### 제2조 (구성)\n① 위원은 열 명으로 한다.\n② 위원은 다음 각 호의 사람이 된다.\n1. 시민이 추천하는 사람\n2. 의회가 추천하는 사람\n\
##### 제3조 삭제 <2027.1.1>\n\
##### 제4조 (기능)\n다음 각 호의 일을 한다.\n1. 심의\n  가. 계획\n2. 점검\n\
##### 제4조의2 (공개)\n결과를 공개하여야 한다.\n\
## 부칙 <제12호, 2027.1.1>\n제1조(시행일) 이 조례는 공포한 날부터 시행한다.\n";

const EN: &str = "+++\nid = \"trial\"\nlanguage = \"en\"\ntitle = { ko = \"시험 조례\", en = \"Trial Ordinance\" }\n\
promulgated = 2027-01-01\nnumber = 12\n+++\n# Trial Ordinance\n\
##### Article 1 (Purpose)\nThis Ordinance serves trial.\n\
##### Article 2 (Composition)\n(1) There are ten members.\n(2) The members are:\n1. one whom citizens name;\n2. one whom the Council names.\n\
##### Article 3 Deleted\n\
##### Article 4 (Functions)\nIt does the following:\n1. deliberation;\n(a) plans;\n2. monitoring.\n\
##### Article 4-2 (Publication)\nThe results shall be published.\n\
## Addenda <No. 12, Jan. 1, 2027>\n##### Article 1 (Entry into Force)\nThis Ordinance enters into force at once.\n";

const INDEX: &str = "id = \"procedures_act\"\ntitle = { ko = \"행정절차법\", en = \"Administrative Procedures Act\" }\n\
kind = \"act\"\nnumber = 18748\npromulgated = 2022-01-11\n\
[[article]]\nid = \"제38조\"\nheading = { ko = \"알림\", en = \"Notice\" }\nsummary = { ko = \"미리 알린다.\", en = \"Notice is given.\" }\n";

fn texts(more: &[&str]) -> Texts {
    let mut acts = Vec::new();
    for text in [KO, EN].iter().chain(more) {
        let reading = read(&Source::new("a.md", *text));
        assert_eq!(reading.findings, Vec::new());
        acts.extend(reading.acts);
    }
    let (index, findings) = read_index(&Source::new("i.toml", INDEX));
    assert_eq!(findings, Vec::new());
    acts.extend(index);
    let (texts, findings) = Texts::new(acts);
    assert_eq!(findings, Vec::new());
    texts
}

fn resolve(texts: &Texts, written: &str) -> String {
    let citation = Citation::parse(written, None).unwrap();
    match texts.resolve(&citation, Some("trial")) {
        Ok(found) => format!("{} = {}", found.named().en, found.provision.text),
        Err(error) => {
            let finding = error.finding();
            let near = finding.suggestion.clone().unwrap_or_default();
            format!(
                "{} {} | {} | {near}",
                finding.code,
                finding.title(Lang::Ko),
                finding.title(Lang::En)
            )
        }
    }
}

#[test]
fn a_citation_means_one_provision_or_tells_what_is_missing() {
    let texts = texts(&[]);
    let told: String = [
        "제2조제2항제1호",
        "art. 2(2)1",
        "시험 조례 제2조제2항",
        "시험례 제1조",
        "Trial Ordinance Article 4-2",
        "「시험조례」 제4조제1호가목",
        "부칙 제1조",
        "부칙 제12호 제1조",
        "행정절차법 제38조",
        // Errors.
        "시험 조리 제1조",
        "제9조",
        "제4조의5",
        "제2조제3항",
        "제2조제2항제7호",
        "제1조제1항",
        "제2조제1호",
        "제4조제1항제2호",
        "제3조",
        "제3조제1항",
        "부칙 제7조",
        "행정절차법 제38조제1항",
        "행정절차법 제39조",
    ]
    .iter()
    .map(|written| format!("{written}: {}\n", resolve(&texts, written)))
    .collect();
    insta::assert_snapshot!(told);
}

#[test]
fn without_a_default_a_text_must_be_named() {
    let texts = texts(&[]);
    let citation = Citation::parse("제1조", None).unwrap();
    let error = texts.resolve(&citation, None).unwrap_err();
    assert_eq!(error.missing, Missing::DefaultText);
}

#[test]
fn both_languages_have_the_same_provision() {
    let texts = texts(&[]);
    let citation = Citation::parse("art. 4-2", None).unwrap();
    let found = texts.resolve(&citation, Some("trial")).unwrap();
    assert_eq!(found.provision.text, "결과를 공개하여야 한다.");
    let english = found.provision_in(Lang::En).unwrap();
    assert_eq!(english.text, "The results shall be published.");
    assert_ne!(english.fingerprint, found.provision.fingerprint);
}

#[test]
fn a_provision_of_one_language_only_is_told_once() {
    let acts = [KO, &EN.replace("##### Article 4 ", "##### Article 5 ")]
        .iter()
        .flat_map(|text| read(&Source::new("a.md", *text)).acts)
        .collect();
    let (_, findings) = Texts::new(acts);
    let told: Vec<String> = findings
        .iter()
        .map(|f| format!("{} {}", f.code, f.title(Lang::En)))
        .collect();
    assert_eq!(
        told,
        [
            "J0331 art. 4 is in one language only (Korean).",
            "J0331 art. 5 is in one language only (English)."
        ]
    );
}

#[test]
fn versions_are_ordered_by_promulgation() {
    let second = KO
        .replace(
            "promulgated = 2027-01-01",
            "promulgated = 2028-03-01\nin_force = 2028-07-01\nrepealed = 2030-01-01",
        )
        .replace("number = 12", "number = 40");
    let texts = texts(&[&second]);
    let text = texts.get("trial").unwrap();
    let on = |y, m, d| {
        text.version_in_force(jiff::civil::date(y, m, d))
            .and_then(Version::number)
            .map(str::to_owned)
    };
    assert_eq!(text.latest().number(), Some("40"));
    assert_eq!(on(2026, 12, 31), None);
    assert_eq!(on(2027, 1, 1).as_deref(), Some("12"));
    assert_eq!(on(2028, 6, 30).as_deref(), Some("12"));
    assert_eq!(on(2028, 7, 1).as_deref(), Some("40"));
    assert_eq!(on(2030, 1, 1), None);
    let stayed = KO.replace("number = 12", "number = 12\nstayed = 2027-05-01");
    let (stayed, _) = Texts::new(read(&Source::new("a.md", stayed)).acts);
    let version = stayed.get("trial").unwrap().latest();
    assert!(!version.is_stayed(jiff::civil::date(2027, 4, 30)));
    assert!(version.is_stayed(jiff::civil::date(2027, 5, 1)));
}

#[test]
fn of_several_addenda_one_must_be_named() {
    let several = KO
        .replace("id = \"trial\"", "id = \"other\"")
        .replace("시험", "다른")
        + "## 부칙 <제40호, 2028.3.1>\n제1조(시행일) 이 조례는 공포한 날부터 시행한다.\n";
    let several = several
        .replace("en = \"Trial Ordinance\"", "en = \"Other\"")
        .replace("en = \"Trial\"", "en = \"O\"");
    let texts = texts(&[&several]);
    assert_eq!(
        resolve(&texts, "other 부칙 제1조"),
        "J0329 다른 조례에는 부칙이 여럿입니다. | Other has several addenda. | `other 부칙 제40호 제1조`"
    );
    assert!(resolve(&texts, "other 부칙 제12호 제1조").contains("addenda no. 12 art. 1 ="));
}

#[test]
fn the_same_version_twice_is_told() {
    let acts = [KO, KO]
        .iter()
        .flat_map(|text| read(&Source::new("a.md", *text)).acts)
        .collect();
    let (_, findings) = Texts::new(acts);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].code, codes::DUPLICATE_VERSION);
}
