//! The head of a text: its id, titles, dates and source.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

use super::citation::Citation;
use super::codes;
use super::force::{self, Part, Stay};
use super::marker::promulgation_number;
use super::table::{Reader, parse_toml};
use crate::diagnostic::{Bilingual, Finding, Lang, Place, Source};

/// What kind of law a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum TextKind {
    /// 조례
    #[default]
    Ordinance,
    /// 규칙 of a local government.
    Rule,
    /// 법률
    Act,
    /// 대통령령
    Decree,
    /// 총리령, 부령
    Regulation,
    /// Any other: a compact, a guideline.
    Other,
}

impl TextKind {
    /// The words that a head may use.
    pub const WORDS: [(&'static str, TextKind); 6] = [
        ("ordinance", TextKind::Ordinance),
        ("rule", TextKind::Rule),
        ("act", TextKind::Act),
        ("decree", TextKind::Decree),
        ("regulation", TextKind::Regulation),
        ("other", TextKind::Other),
    ];

    fn of_official(word: &str) -> TextKind {
        match word {
            "법률" => TextKind::Act,
            "대통령령" => TextKind::Decree,
            "총리령" => TextKind::Regulation,
            "조례" => TextKind::Ordinance,
            "규칙" => TextKind::Rule,
            word if word.ends_with("부령") => TextKind::Regulation,
            _ => TextKind::Other,
        }
    }

    /// The word that a head uses.
    pub fn as_str(self) -> &'static str {
        Self::WORDS
            .iter()
            .find(|(_, kind)| *kind == self)
            .map_or("other", |(word, _)| word)
    }
}

/// What the head of a file says about the text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Head {
    /// Its id; of a published text without one, its title without spaces.
    pub id: String,
    /// The language of this reading.
    pub language: Lang,
    /// Its kind.
    pub kind: TextKind,
    /// Title; empty in a language that is not given.
    pub title: Bilingual,
    /// Short title; empty where not given.
    pub short: Bilingual,
    /// Promulgation number, its digits.
    pub number: Option<String>,
    /// Day of promulgation (공포일).
    pub promulgated: Option<Date>,
    /// Day from which it is in force (시행일).
    pub in_force: Option<Date>,
    /// Day from which it is repealed.
    pub repealed: Option<Date>,
    /// When a court stays it, in order of their first days.
    pub stays: Vec<Stay>,
    /// The provision by which it applies still, once repealed, to what had begun
    /// before (종전의 규정에 따른다).
    pub saving: Option<Citation>,
    /// Provisions of which something else is so than of the text.
    pub parts: Vec<Part>,
    /// Where the text was taken from.
    pub source: Option<String>,
}

/// The keys of a head.
const KEYS: [&str; 13] = [
    "id",
    "language",
    "kind",
    "title",
    "short",
    "number",
    "promulgated",
    "in_force",
    "repealed",
    "stayed",
    "saving",
    "source",
    "provision",
];

/// A head as it stood in front of a file.
pub(super) struct FrontMatter {
    /// Absent when there is none, or it never closes.
    pub head: Option<Head>,
    /// The bytes of the head, fences included; empty when there is none.
    pub span: Range<usize>,
}

/// Reads the head in front of a text, in the project's form (`+++`, TOML) or
/// the one of published Markdown (`---`, YAML pairs).
pub(super) fn front_matter(source: &Arc<Source>, findings: &mut Vec<Finding>) -> FrontMatter {
    let text = source.text();
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let none = FrontMatter {
        head: None,
        span: start..start,
    };
    let Some(body) = text.get(start..) else {
        return none;
    };
    let Some(fence) = ["+++", "---"]
        .into_iter()
        .find(|fence| body.lines().next().map(str::trim_end) == Some(fence))
    else {
        return unopened(source, start, findings).unwrap_or(none);
    };
    let inner_start = body.find('\n').map_or(body.len(), |at| at + 1);
    let mut at = inner_start;
    for line in body.get(inner_start..).unwrap_or("").split_inclusive('\n') {
        if line.trim_end() == fence {
            let inner = start + inner_start..start + at;
            let end = start + at + line.len();
            let head = if fence == "+++" {
                toml_head(source, inner, findings)
            } else {
                yaml_head(text.get(inner).unwrap_or(""))
            };
            return FrontMatter {
                head: Some(head),
                span: start..end,
            };
        }
        at += line.len();
    }
    let place = Place::new(source, start..start + fence.len());
    findings.push(
        Finding::new(codes::UNCLOSED_HEAD)
            .at(&place)
            .with("fence", fence),
    );
    none
}

/// A head whose first `+++` was left out: the file begins with a key of one.
/// It is told, and read up to the second.
fn unopened(
    source: &Arc<Source>,
    start: usize,
    findings: &mut Vec<Finding>,
) -> Option<FrontMatter> {
    let body = source.text().get(start..)?;
    let key_of = |line: &str| -> Option<&'static str> {
        let (key, _) = line.split_once('=')?;
        KEYS.into_iter().find(|known| *known == key.trim())
    };
    let first = body.lines().find(|line| !line.trim().is_empty())?;
    let key = key_of(first)?;
    let mut at = start;
    let mut last_key = start;
    let mut closed = None;
    for line in body.split_inclusive('\n') {
        let end = at.saturating_add(line.len());
        if line.trim_end() == "+++" {
            closed = Some((at, end));
            break;
        }
        if key_of(line).is_some() {
            last_key = end;
        }
        // A heading: the text has begun.
        if line.starts_with('#') {
            break;
        }
        at = end;
    }
    let (inner, end) = closed.unwrap_or((last_key, last_key));
    let from = start.saturating_add(body.find(first).unwrap_or(0));
    findings.push(
        Finding::new(codes::UNOPENED_HEAD)
            .at(&Place::new(
                source,
                from..from.saturating_add(first.trim_end().len()),
            ))
            .with("key", key),
    );
    Some(FrontMatter {
        head: Some(toml_head(source, start..inner, findings)),
        span: start..end,
    })
}

fn toml_head(source: &Arc<Source>, inner: Range<usize>, findings: &mut Vec<Finding>) -> Head {
    let base = inner.start;
    let text = source.text().get(inner).unwrap_or("");
    let table = parse_toml(source, base, text, findings);
    let mut reader = Reader::new(source, base, table.get_ref(), table.span(), findings);
    let head = read_head(&mut reader);
    reader.finish(&KEYS);
    head
}

/// Reads the keys of a head from a table; an index has the same.
pub(super) fn read_head(reader: &mut Reader<'_, '_>) -> Head {
    let words: Vec<&str> = TextKind::WORDS.iter().map(|(word, _)| *word).collect();
    let kind = reader
        .choice("kind", &words)
        .and_then(|word| TextKind::WORDS.iter().find(|(known, _)| *known == word))
        .map(|(_, kind)| *kind)
        .unwrap_or_default();
    let language = match reader.choice("language", &["ko", "en"]).as_deref() {
        Some("en") => Lang::En,
        _ => Lang::Ko,
    };
    Head {
        id: reader.required_id("id").unwrap_or_default(),
        language,
        kind,
        title: reader.bilingual("title").unwrap_or_default(),
        short: reader.bilingual("short").unwrap_or_default(),
        number: reader.number_or_text("number").map(|text| {
            promulgation_number(&text)
                .map_or_else(|| text.trim().to_owned(), |number| number.to_string())
        }),
        promulgated: reader.date("promulgated"),
        in_force: reader.date("in_force"),
        repealed: reader.date("repealed"),
        stays: force::stays(reader),
        saving: force::saving(reader),
        parts: force::parts(reader),
        source: reader.string("source"),
    }
}

/// The pairs of published Markdown that matter; the others are its own affair.
fn yaml_head(text: &str) -> Head {
    let mut head = Head {
        kind: TextKind::Other,
        ..Head::default()
    };
    for line in text.lines() {
        let Some((key, value)) = line.split_once(':') else {
            continue;
        };
        let value = value.trim().trim_matches(['\'', '"']).to_owned();
        if value.is_empty() {
            continue;
        }
        match key {
            "제목" => head.title.ko = value,
            "공포일자" => head.promulgated = date(&value),
            "시행일자" => head.in_force = date(&value),
            "공포번호" => head.number = Some(value.trim_start_matches('0').to_owned()),
            "법령구분" | "자치법규종류" => head.kind = TextKind::of_official(&value),
            "출처" => head.source = Some(value),
            _ => {}
        }
    }
    head.id = id_of_title(&head.title.ko);
    head
}

/// The id of a text that has only a title: the title without spaces.
pub(super) fn id_of_title(title: &str) -> String {
    title.chars().filter(|c| !c.is_whitespace()).collect()
}

/// A civil date: `2022-01-11`, `20220111`, `2022.1.11`.
pub(super) fn date(text: &str) -> Option<Date> {
    let text = text.trim().trim_end_matches('.');
    let parts: Vec<&str> = if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        vec![text.get(..4)?, text.get(4..6)?, text.get(6..)?]
    } else {
        text.split(['-', '.']).map(str::trim).collect()
    };
    let [year, month, day] = parts.as_slice() else {
        return None;
    };
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<Head>, Vec<String>) {
        let source = Source::new("a.md", text);
        let mut findings = Vec::new();
        let front = front_matter(&source, &mut findings);
        let names = findings
            .iter()
            .map(|f| format!("{} {}", f.place().map_or(0, Place::line), f.title(Lang::En)))
            .collect();
        (front.head, names)
    }

    #[test]
    fn a_head_of_the_project() {
        let (head, findings) = read(
            "+++\nid = \"a\"\nlanguage = \"en\"\nkind = \"rule\"\ntitle = { ko = \"가\", en = \"A\" }\n\
             number = 12\npromulgated = 2027-01-02\nin_force = \"2027-02-01\"\n+++\n# A\n",
        );
        let head = head.unwrap();
        assert_eq!(findings, Vec::<String>::new());
        assert_eq!(head.id, "a");
        assert_eq!(head.language, Lang::En);
        assert_eq!(head.kind, TextKind::Rule);
        assert_eq!(head.number.as_deref(), Some("12"));
        assert_eq!(head.in_force, Some(jiff::civil::date(2027, 2, 1)));
    }

    #[test]
    fn faults_of_a_head_are_all_told_with_their_lines() {
        let (_, findings) =
            read("+++\ntitel = { ko = \"가\" }\nlanguage = \"kr\"\npromulgated = \"soon\"\n+++\n");
        insta::assert_snapshot!(findings.join("\n"), @r"
3 `language` takes one of `ko`, `en`.
2 `id` is missing.
4 `promulgated` takes a date such as `2027-01-01`.
2 `titel` is not a key that can stand here.
");
        let (head, findings) = read("+++\nid = \"a\"\n");
        assert!(head.is_none());
        assert_eq!(findings.len(), 1);
    }

    #[test]
    fn a_head_without_its_first_fence_is_read_all_the_same() {
        for text in [
            "id = \"a\"\ntitle = { ko = \"가\", en = \"A\" }\n+++\n# 가\n",
            "\nid = \"a\"\ntitle = { ko = \"가\", en = \"A\" }\n\n# 가\n",
        ] {
            let (head, findings) = read(text);
            assert_eq!(head.map(|head| head.id).as_deref(), Some("a"));
            assert_eq!(findings.len(), 1, "{findings:?}");
        }
        let (head, findings) = read("# 가\nid = 1\n");
        assert!(head.is_none() && findings.is_empty());
    }

    #[test]
    fn a_published_head() {
        let (head, _) = read(
            "---\n제목: 어떤 법\n공포일자: 2022-01-11\n공포번호: '18748'\n법령구분: 법률\n---\n",
        );
        let head = head.unwrap();
        assert_eq!(head.id, "어떤법");
        assert_eq!(head.kind, TextKind::Act);
        assert_eq!(head.number.as_deref(), Some("18748"));
    }
}
