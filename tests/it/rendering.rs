//! Findings as people and programs see them.

use jorye::command::render::{self, Format};
use jorye::diagnostic::{Bilingual, Code, Finding, Lang, Place, Source, Verdict};
use proptest::prelude::*;

/// A finding with everything that a finding may have.
fn full() -> Finding {
    let workflow = Source::new(
        "workflows/monitoring.toml",
        "[transition.report]\ntitle = { ko = \"이행실적 제출\", en = \"Report results\" }\nbassis = \"제18조제2항\"\n",
    );
    let law = Source::new(
        "ordinance/seoul_compact.md",
        "##### 제18조 (이행점검)\n\n① 소관부서는 반기마다 실적을 제출하여야 한다.\n",
    );
    let find = |source: &std::sync::Arc<Source>, word: &str| {
        let at = source.text().find(word).unwrap();
        Place::new(source, at..at + word.len())
    };
    Finding::new(Code(306))
        .label(
            &find(&workflow, "bassis"),
            Bilingual::new("모르는 키", "unknown key"),
        )
        .label(
            &find(&workflow, "이행실적 제출"),
            Bilingual::new("이 전이의 것", "of this transition"),
        )
        .label(&find(&law, "소관부서"), Bilingual::default())
        .with("key", "bassis")
        .with("known", "title, basis")
        .of("monitoring", "transition.report")
        .citing(Bilingual::new(
            "서울사회협약 기본조례 제18조제2항 (이행점검)",
            "Framework Ordinance, art. 18(2) (Monitoring)",
        ))
        .note(Bilingual::new("첫째 참고입니다.", "A first remark."))
        .suggest(Some("`basis`".to_owned()))
        .verdict(Verdict::Refuted)
}

fn snapshot(name: &str, text: &str) {
    insta::with_settings!({
        snapshot_path => "../snapshots/rendering",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(name, text);
    });
}

#[test]
fn a_finding_in_every_form_and_language() {
    for (lang, word) in [(Lang::Ko, "ko"), (Lang::En, "en")] {
        for (format, form) in [(Format::Human, "human"), (Format::Plain, "plain")] {
            let text = render::finding(&full(), lang, format, false);
            snapshot(&format!("full.{form}.{word}"), &text);
        }
    }
    let json = format!("{:#}", render::json::finding(&full()));
    snapshot("full.json", &json);
}

#[test]
fn a_finding_without_anything_is_still_whole() {
    let bare = Finding::new(Code(302));
    let mut all = String::new();
    for lang in [Lang::Ko, Lang::En] {
        for format in [Format::Human, Format::Plain, Format::Json] {
            all.push_str(&render::finding(&bare, lang, format, false));
        }
    }
    snapshot("bare", &all);
}

#[test]
fn marks_stand_under_double_width_letters() {
    let text = render::human::finding(&full(), Lang::Ko, false);
    let lines: Vec<&str> = text.lines().collect();
    let source = lines.iter().position(|l| l.contains("소관부서는")).unwrap();
    let before = lines[source].split("소관부서").next().unwrap();
    let mark = lines[source + 1].split('-').next().unwrap();
    assert_eq!(
        render::wrap::width(before),
        render::wrap::width(mark),
        "{text}"
    );
}

#[test]
fn no_input_steers_the_terminal() {
    let source = Source::new("a\u{1b}[2J.md", "title = \"\u{1b}]0;x\u{7}\u{9b}2J\"\n");
    let finding = Finding::new(Code(306))
        .label(
            &Place::new(&source, 0..5),
            Bilingual::new("\u{1b}[31m", "\u{9b}31m"),
        )
        .with("key", "\u{1b}[2J")
        .note(Bilingual::new("\u{1b}c", "\r\u{8}"))
        .suggest(Some("\u{1b}[2J".to_owned()));
    for format in [Format::Human, Format::Plain, Format::Json] {
        for lang in [Lang::Ko, Lang::En] {
            let text = render::finding(&finding, lang, format, false);
            let control = |c: char| c.is_control() && c != '\n';
            let found = text.chars().find(|c| control(*c) && *c != '\u{9b}');
            assert_eq!(found, None, "{text:?}");
            if format != Format::Json {
                assert!(!text.contains('\u{9b}'), "{text:?}");
            }
        }
    }
}

proptest! {
    #[test]
    fn any_place_in_any_text_is_drawn(
        text in "([가-힣]|[a-z]|\\n|\\r\\n|\\t|\u{301}|\u{1f600}| ){0,60}",
        spans in prop::collection::vec((0usize..200, 0usize..40), 1..4),
    ) {
        let source = Source::new("a.md", text);
        let mut finding = Finding::new(Code(306));
        for (start, length) in spans {
            let place = Place::new(&source, start..start + length);
            finding = finding.label(&place, Bilingual::new("여기", "here"));
        }
        for format in [Format::Human, Format::Plain, Format::Json] {
            for colour in [false, true] {
                prop_assert!(!render::finding(&finding, Lang::Ko, format, colour).is_empty());
            }
        }
    }
}
