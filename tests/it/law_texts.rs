//! Real texts of the law are read with nothing lost.
//!
//! The texts are not part of the project: they lie in `../shared/law` beside
//! it (or where `JORYE_SHARED` says), and the tests pass over them when they
//! are not there.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jorye::diagnostic::{Lang, Source};
use jorye::ordinance::{
    Act, ChangeKind, Citation, Missing, ProvisionKind, Reading, Texts, compare, read_bytes,
    read_index,
};
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

/// The versions of a law in `revisions`, the oldest first.
fn versions(title: &str) -> Vec<Act> {
    texts("revisions")
        .into_iter()
        .filter(|(name, _)| name.starts_with(&format!("{title}.")))
        .map(|(name, bytes)| read_bytes(&name, &bytes).acts.remove(0))
        .collect()
}

#[test]
fn revisions_are_compared_provision_by_provision() {
    let mut out = String::new();
    for title in ["관공서의공휴일에관한규정", "행정절차법"] {
        for pair in versions(title).windows(2) {
            let changes = compare(&pair[0], &pair[1]);
            // What is told as changed leads from the old text to the new one.
            let mut ids = BTreeMap::new();
            for change in &changes {
                let was = change
                    .was
                    .map(|was| format!(" from {was}"))
                    .unwrap_or_default();
                // One number may be given up by one provision and taken by another.
                ids.insert((change.path, change.kind), was);
                assert_ne!(change.old.is_none(), change.kind != ChangeKind::Added);
                assert_ne!(change.new.is_none(), change.kind != ChangeKind::Removed);
            }
            assert_eq!(ids.len(), changes.len(), "a provision changes once");
            out.push_str(&format!(
                "{title} {:?}\n",
                pair[1].head.promulgated.unwrap()
            ));
            for ((path, kind), was) in ids {
                out.push_str(&format!("  {path} {}{was}\n", kind.as_str()));
            }
            assert!(compare(&pair[1], &pair[1]).is_empty());
        }
    }
    if !out.is_empty() {
        insta::assert_snapshot!(out);
    }
}

#[test]
fn versions_of_a_law_are_one_text() {
    let acts: Vec<Act> = versions("행정절차법");
    if acts.is_empty() {
        return;
    }
    let (texts, findings) = Texts::new(acts);
    assert_eq!(findings, Vec::new());
    let text = texts.get("행정절차법").unwrap();
    let days: Vec<String> = text
        .versions()
        .map(|v| v.promulgated().unwrap().to_string())
        .collect();
    assert_eq!(days, ["2017-07-26", "2019-12-10", "2022-01-11"]);
    let on = |day: &str| {
        text.version_in_force(day.parse().unwrap())
            .and_then(|version| version.number())
            .map(str::to_owned)
    };
    assert_eq!(on("2022-07-11").as_deref(), Some("16778"));
    assert_eq!(on("2022-07-12").as_deref(), Some("18748"));
    for written in [
        "「행정절차법」 제38조제1호",
        "행정절차법 제40조의3",
        "행정절차법 부칙 제18748호 제7조",
    ] {
        let citation = Citation::parse(written, None).unwrap();
        assert!(texts.resolve(&citation, None).is_ok(), "{written}");
    }
}

/// Each provision's own citation leads back to it, in both languages.
#[test]
fn every_provision_of_real_texts_is_cited_by_its_id() {
    for (name, bytes) in texts("statutes").into_iter().chain(texts("ordinances")) {
        for act in read_bytes(&name, &bytes).acts {
            let id = act.head.id.clone();
            let paths: Vec<_> = act.provisions.iter().map(|p| (p.path, p.deleted)).collect();
            let (texts, _) = Texts::new(vec![act]);
            for (path, deleted) in paths {
                for written in [path.to_text(Lang::Ko), path.to_text(Lang::En)] {
                    let citation = Citation::parse(&written, None).unwrap();
                    let found = texts.resolve(&citation, Some(&id));
                    if deleted || found.is_err() {
                        // Only what is deleted, or inside it, is refused.
                        let missing = found.unwrap_err().missing;
                        assert!(
                            matches!(missing, Missing::Deleted { .. }),
                            "{name} {written}"
                        );
                        continue;
                    }
                    assert_eq!(found.unwrap().provision.path, path, "{name} {written}");
                }
            }
        }
    }
}

/// The project's own ordinance is whole, free of findings, and says the same
/// in both languages.
#[test]
fn the_shipped_ordinance_is_read_without_findings() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("ordinance");
    if !folder.is_dir() {
        println!("passed over: {} is not there", folder.display());
        return;
    }
    let mut acts = Vec::new();
    let mut findings = Vec::new();
    let mut paths: Vec<PathBuf> = Vec::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                paths.push(path);
            }
        }
    }
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let bytes = std::fs::read(&path).unwrap();
        if name.ends_with(".md") {
            let reading = read_bytes(&name, &bytes);
            assert_nothing_lost(&name, std::str::from_utf8(&bytes).unwrap(), &reading);
            acts.extend(reading.acts);
            findings.extend(reading.findings);
        } else if name.ends_with(".index.toml") {
            let text = String::from_utf8(bytes).unwrap();
            let (index, found) = read_index(&Source::new(name, text));
            acts.extend(index);
            findings.extend(found);
        }
    }
    let (texts, found) = Texts::new(acts);
    findings.extend(found);
    let told: Vec<String> = findings
        .iter()
        .map(|f| format!("{:?} {} {}", f.place(), f.code, f.title(Lang::En)))
        .collect();
    assert_eq!(told, Vec::<String>::new());
    assert!(texts.iter().count() > 0, "nothing was looked at");
}
