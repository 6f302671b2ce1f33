//! Real texts of the law are read with nothing lost.
//!
//! The texts are not part of the project: they lie in `../shared/law` beside
//! it (or where `JORYE_SHARED` says), and the tests pass over them when they
//! are not there.

use std::path::{Path, PathBuf};

use jorye::diagnostic::Lang;
use jorye::ordinance::{Act, ProvisionKind, Reading, read_bytes};
use unicode_normalization::UnicodeNormalization;

/// The folder of shared texts, if it is there.
pub fn shared(folder: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let root = std::env::var_os("JORYE_SHARED").map_or(beside, PathBuf::from);
    let folder = root.join("law").join(folder);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("passed over: {} is not there", folder.display());
    None
}

/// Every text of a folder, by name.
pub fn texts(folder: &str) -> Vec<(String, Vec<u8>)> {
    let Some(folder) = shared(folder) else {
        return Vec::new();
    };
    let mut found: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "md"))
        .map(|path| {
            let name: String = path.file_name().unwrap().to_str().unwrap().nfc().collect();
            (name, std::fs::read(path).unwrap())
        })
        .collect();
    found.sort();
    found
}

/// Nothing but white space and the signs of Markdown is left out.
fn bare(text: &str) -> String {
    text.nfc()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\\' | '*' | '#' | '\u{feff}'))
        .collect()
}

fn assert_nothing_lost(name: &str, text: &str, reading: &Reading) {
    let original = bare(text);
    let told = bare(&reading.written());
    if original != told {
        let at = original
            .chars()
            .zip(told.chars())
            .take_while(|(a, b)| a == b)
            .count();
        let around =
            |text: &str| -> String { text.chars().skip(at.saturating_sub(20)).take(60).collect() };
        panic!("{name}: {} | {}", around(&original), around(&told));
    }
}

fn count(act: &Act, addendum: bool, kind: ProvisionKind) -> usize {
    act.provisions
        .iter()
        .filter(|p| p.addendum() == addendum && p.kind == kind)
        .count()
}

/// Counts of one act: articles/paragraphs/subparagraphs/items.
fn counts(act: &Act) -> String {
    let of = |addendum| {
        [
            ProvisionKind::Article,
            ProvisionKind::Paragraph,
            ProvisionKind::Subparagraph,
            ProvisionKind::Item,
        ]
        .map(|kind| count(act, addendum, kind).to_string())
        .join("/")
    };
    let deleted = act.provisions.iter().filter(|p| p.deleted).count();
    format!(
        "body {}, {} addenda {}, deleted {deleted}",
        of(false),
        act.addenda.len(),
        of(true)
    )
}

fn look_at(folder: &str) -> Option<String> {
    let mut out = String::new();
    for (name, bytes) in texts(folder) {
        let reading = read_bytes(&name, &bytes);
        assert_nothing_lost(&name, std::str::from_utf8(&bytes).unwrap(), &reading);
        out.push_str(&format!("{name}: {} findings\n", reading.findings.len()));
        for finding in &reading.findings {
            println!(
                "{name}:{}: {} {}",
                finding.place().unwrap().line(),
                finding.code,
                finding.title(Lang::Ko)
            );
        }
        for act in &reading.acts {
            let told = reading.findings.iter().any(|f| f.code.0 == 315);
            assert!(!act.provisions.is_empty() || told, "{name}");
            out.push_str(&format!("  {}\n", counts(act)));
        }
    }
    print!("{out}");
    (!out.is_empty()).then_some(out)
}

#[test]
fn statutes_are_read_whole() {
    if let Some(out) = look_at("statutes") {
        insta::assert_snapshot!(out);
    }
}

#[test]
fn revisions_are_read_whole() {
    if let Some(out) = look_at("revisions") {
        insta::assert_snapshot!(out);
    }
}

#[test]
fn ordinances_in_plain_text_are_read_whole() {
    if let Some(out) = look_at("ordinances") {
        insta::assert_snapshot!(out);
    }
}
