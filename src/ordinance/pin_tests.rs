use super::*;
use crate::ordinance::{read as read_text, read_index};

const OLD: &str = "+++\nid = \"trial\"\npromulgated = 2027-01-01\nnumber = 12\n+++\n# 시험 조례\n\
##### 제1조 (목적)\n이 조례는 시험을 목적으로 한다.\n##### 제2조 (구성)\n① 위원은 열 명으로 한다. <개정 2026.1.1>\n② 위원장을 둔다.\n";

fn changed() -> String {
    OLD.replace("2027-01-01", "2028-01-01")
        .replace("12", "20")
        .replace("열 명", "스무 명")
        .replace(" <개정 2026.1.1>", " <개정 2028.1.1>")
}

fn texts(all: &[&str]) -> Texts {
    let acts = all
        .iter()
        .flat_map(|text| read_text(&Source::new("a.md", *text)).acts)
        .collect();
    Texts::new(acts).0
}

fn cite(written: &str) -> Citation {
    Citation::parse(written, None).unwrap()
}

fn pins(texts: &Texts, cited: &[&str]) -> Vec<Pin> {
    cited
        .iter()
        .map(|written| Pin::of(&texts.resolve(&cite(written), Some("trial")).unwrap()))
        .collect()
}

#[test]
fn a_pin_file_reads_back_in_a_stable_order() {
    let before = texts(&[OLD]);
    let written = write(&pins(&before, &["제2조제2항", "제1조", "제2조", "제1조"]));
    let (read_back, findings) = read(&Source::new("a.lock", written.clone()));
    assert_eq!(findings, Vec::new());
    assert_eq!(read_back.len(), 3);
    assert_eq!(write(&read_back), written);
    let order: Vec<String> = read_back.iter().map(|pin| pin.path.to_string()).collect();
    assert_eq!(order, ["제1조", "제2조", "제2조제2항"]);
}

#[test]
fn a_change_is_told_with_its_words_where_the_old_version_is_at_hand() {
    let before = texts(&[OLD]);
    let pins = pins(&before, &["제1조", "제2조", "제2조제1항", "제2조제2항"]);
    let after = changed();
    let both = texts(&[OLD, &after]);
    let judged = |written: &str, texts: &Texts| judge(&cite(written), Some("trial"), &pins, texts);
    assert_eq!(judged("제1조", &both), Judgement::Same);
    assert_eq!(judged("art. 2(2)", &both), Judgement::Same);
    let Judgement::Changed {
        diff: Some(diff),
        new,
        ..
    } = judged("제2조제1항", &both)
    else {
        panic!("it has changed");
    };
    assert_eq!(new, "위원은 스무 명으로 한다.");
    assert!(diff.contains(&Words::Removed("열".into())));
    assert!(diff.contains(&Words::Added("스무".into())));
    // The article changes with its paragraph.
    assert!(matches!(judged("제2조", &both), Judgement::Changed { .. }));
    // A version that does not say what was pinned is not shown as what was.
    let edited = OLD.replace("열 명", "아홉 명");
    assert!(matches!(
        judged("제2조제1항", &texts(&[&edited, &after])),
        Judgement::Changed { diff: None, .. }
    ));
    let only_new = texts(&[&after]);
    assert!(matches!(
        judged("제2조제1항", &only_new),
        Judgement::Changed { diff: None, .. }
    ));
}

#[test]
fn what_cannot_be_told_never_passes_silently() {
    let before = texts(&[OLD]);
    let pins = pins(&before, &["제1조"]);
    let not_pinned = judge(&cite("제2조"), Some("trial"), &pins, &before);
    let finding = not_pinned.finding(&cite("제2조")).unwrap();
    assert_eq!(finding.code, codes::PIN_CANNOT_TELL);
    assert_eq!(finding.verdict, Verdict::Undecided);
    let gone = judge(&cite("제7조"), Some("trial"), &pins, &before);
    assert_eq!(
        gone.finding(&cite("제7조")).unwrap().code,
        codes::ARTICLE_UNKNOWN
    );
}

#[test]
fn of_an_index_only_the_version_speaks() {
    let index = |number: u32, summary: &str| {
        let text = format!(
            "id = \"trial\"\ntitle = \"시험법\"\nnumber = {number}\npromulgated = 2027-01-01\n\
             [[article]]\nid = \"제1조\"\nsummary = \"{summary}\"\n"
        );
        Texts::new(read_index(&Source::new("i.toml", text)).0).0
    };
    let pins = pins(&index(12, "알린다."), &["제1조"]);
    let judged = |texts: &Texts| judge(&cite("제1조"), Some("trial"), &pins, texts);
    assert_eq!(judged(&index(12, "미리 알린다.")), Judgement::Same);
    assert_eq!(
        judged(&index(13, "알린다.")),
        Judgement::CannotTell {
            why: Why::IndexOnly
        }
    );
}

#[test]
fn faults_of_a_pin_file_are_told() {
    let (pins, findings) = read(&Source::new(
        "a.lock",
        "format = 2\n[[pin]]\ncitation = \"9조\"\ntext = \"a\"\nfingerprint = \"md5\"\nfingerprnt = 1\n",
    ));
    assert!(pins.is_empty());
    let codes: Vec<_> = findings.iter().map(|f| f.code).collect();
    assert_eq!(
        codes,
        [
            codes::WRONG_VALUE,
            codes::WRONG_VALUE,
            codes::WRONG_VALUE,
            codes::UNKNOWN_KEY
        ]
    );
}
