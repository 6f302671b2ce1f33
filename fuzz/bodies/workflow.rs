//! Files of workflows: loading, checking, and a formatter that changes no
//! meaning.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use jorye::check::{self, check};
use jorye::diagnostic::{Lang, Source};
use jorye::ordinance::{Texts, read};
use jorye::workflow::format::{Kind, format};
use jorye::workflow::{BodiesFile, bodies, load_bytes, reachable};

/// The longest input: the shipped procedures are shorter.
const LONGEST: usize = 1 << 15;

const BODIES: &str = include_str!("../../ordinance/bodies.toml");
const RULES: &str = include_str!("../../workflows/council.rhai");
const TEXT: &str = include_str!("../../ordinance/seoul_compact.md");

pub fn rule_files() -> BTreeMap<String, Arc<Source>> {
    BTreeMap::from([(
        "council.rhai".to_owned(),
        Source::new("council.rhai", RULES),
    )])
}

/// The bodies that the shipped workflows name.
pub fn bodies() -> BodiesFile {
    let read = bodies::load(&Source::new("bodies.toml", BODIES));
    read.bodies
        .map_or(BodiesFile::Faulty, |read| BodiesFile::Read(read.into()))
}

fn texts() -> &'static Texts {
    static TEXTS: OnceLock<Texts> = OnceLock::new();
    TEXTS.get_or_init(|| Texts::new(read(&Source::new("seoul_compact.md", TEXT)).acts).0)
}

pub fn run(data: &[u8]) {
    if data.len() > LONGEST {
        return;
    }
    let loaded = load_bytes("a.toml", data, rule_files(), bodies());
    super::assert_tellable(&loaded.findings);
    if let Some(workflow) = &loaded.workflow {
        reachable(workflow);
        let report = check(&check::Input {
            workflow,
            texts: texts(),
            pins: None,
            others: &[],
            definitions: &[],
            search: check::Search::Everything,
        });
        super::assert_tellable(&report.findings);
    } else {
        assert!(!loaded.findings.is_empty(), "refused without a word");
    }
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    if formatted(text, Kind::Workflow).is_some_and(|once| meaning(&once) != meaning(text)) {
        panic!("formatting changed the meaning");
    }
}

/// The formatted text, which stands as it is when it is formatted again and
/// holds the same values.
pub fn formatted(text: &str, kind: Kind) -> Option<String> {
    let once = match format(&Source::new("a.toml", text), kind) {
        Ok(once) => once,
        Err(findings) => {
            assert!(!findings.is_empty());
            super::assert_tellable(&findings);
            return None;
        }
    };
    let twice = format(&Source::new("a.toml", once.as_str()), kind);
    assert_eq!(twice.as_ref(), Ok(&once), "not stable");
    let values = |text: &str| {
        text.trim_start_matches('\u{feff}')
            .parse::<toml::Table>()
            .ok()
    };
    assert_eq!(values(&once), values(text), "values were changed");
    Some(once)
}

/// The model without the places of its words, and what is wrong, in no order.
fn meaning(text: &str) -> (String, Vec<String>) {
    let loaded = load_bytes("a.toml", text.as_bytes(), rule_files(), bodies());
    let mut told: Vec<String> = loaded
        .findings
        .iter()
        .map(|finding| format!("{} {}", finding.code, finding.title(Lang::En)))
        .collect();
    told.sort();
    let shown = format!("{:?}", loaded.workflow);
    let numbers = |c: char| c.is_ascii_digit() || c == ':';
    let shown = ["a.toml:", "Source(a.toml, "]
        .iter()
        .fold(shown, |text, mark| {
            let mut parts = text.split(mark);
            let first = parts.next().unwrap_or_default().to_owned();
            parts.fold(first, |whole, part| {
                whole + "@" + part.trim_start_matches(numbers)
            })
        });
    (shown, told)
}
