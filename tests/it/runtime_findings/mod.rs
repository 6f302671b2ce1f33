//! Every message about acts, trails, stores and the use of the program, as
//! somebody meets it.
//!
//! `tests/fixtures/findings/J0xxx/bad.commands` is a session that ends in the
//! message, `good.commands` the session as it should have been. They are played
//! in a folder of their own, beside a copy of `tests/fixtures/findings/library`
//! (see [`script`] for what a session may say). The message stands beside them,
//! in both languages.
//!
//! What no session can show is raised inside the program ([`inside`]).
//!
//! The words of the operating system in these messages are those of Linux.

mod inside;
mod script;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jorye::diagnostic::{Code, Level, catalogue};
use serde_json::Value;

use super::findings::{holes_of, root};
use script::{Said, Session};

/// The codes of sessions: those of values given, and all from acts on that have
/// no library of their own and are not told over HTTP alone.
fn is_of_a_session(code: Code) -> bool {
    matches!(code.0, 164..=169 | 361..=362 | 430..=435 | 501..=511 | 542..=547 | 650..=659 | 700..)
        && !matches!(code.0, 924 | 925)
        && !super::http::problems::CODES.contains(&code.0)
}

/// The codes that have a session, with their folder.
fn sessions() -> BTreeMap<Code, PathBuf> {
    std::fs::read_dir(root())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("bad.commands").exists())
        .map(|path| (code_of(&path), path))
        .collect()
}

fn code_of(folder: &Path) -> Code {
    let name = folder.file_name().unwrap().to_str().unwrap();
    name.parse().unwrap()
}

/// Every object within a value that has a `code`.
fn findings_in(value: &Value) -> Vec<&Value> {
    let own = value.get("code").map(|_| value);
    let parts: Vec<&Value> = match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(object) => object.values().collect(),
        _ => Vec::new(),
    };
    own.into_iter()
        .chain(parts.into_iter().flat_map(findings_in))
        .collect()
}

/// Whether a code was said: of its own, or as the cause of another.
fn says(said: &[Value], code: Code) -> bool {
    let code = code.to_string();
    said.iter().flat_map(findings_in).any(|finding| {
        let cause = |note: &Value| {
            let note = note["en"].as_str().unwrap_or_default();
            note.starts_with(&format!("{code}: "))
        };
        finding["code"] == *code || finding["notes"].as_array().into_iter().flatten().any(cause)
    })
}

#[test]
fn every_code_of_a_session_has_its_examples() {
    let played: BTreeSet<Code> = sessions().into_keys().collect();
    let inside: BTreeSet<Code> = inside::CODES.iter().map(|(code, _)| Code(*code)).collect();
    let needed: BTreeSet<Code> = catalogue::messages()
        .map(|message| message.code)
        .filter(|code| is_of_a_session(*code))
        .collect();
    assert!(
        played.is_disjoint(&inside),
        "a session shows it after all: {:?}",
        played.intersection(&inside).collect::<Vec<_>>()
    );
    let have: BTreeSet<Code> = played.union(&inside).copied().collect();
    let missing: Vec<&Code> = needed.difference(&have).collect();
    assert!(missing.is_empty(), "without fixtures: {missing:?}");
    let unknown: Vec<&Code> = have.difference(&needed).collect();
    assert!(unknown.is_empty(), "no codes of sessions: {unknown:?}");
}

/// Plays a session of every code, and gathers what is wrong with any.
fn play_all(file: &str, judge: impl Fn(Code, &Path, &Session, &Said) -> Result<(), String> + Sync) {
    let play = |(code, folder): &(Code, PathBuf)| {
        let mut session = Session::begin(&folder.join(file));
        let judged = session.prepare().and_then(|()| {
            let said = session.last_in_json();
            judge(*code, folder, &session, &said)
        });
        judged.err().map(|fault| format!("{code}: {fault}"))
    };
    let all: Vec<(Code, PathBuf)> = sessions().into_iter().collect();
    let wrong: Vec<String> = std::thread::scope(|scope| {
        // Some wait, for a store that is locked: others go on meanwhile.
        let parts: Vec<_> = all
            .chunks(20)
            .map(|part| scope.spawn(|| part.iter().filter_map(play).collect::<Vec<_>>()))
            .collect();
        parts
            .into_iter()
            .flat_map(|part| part.join().expect("a session is judged"))
            .collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn the_bad_session_ends_in_the_message() {
    play_all("bad.commands", |code, folder, session, said| {
        // A warning is told beside an act that is done.
        let fails = catalogue::message(code).level == Level::Error;
        if !says(&said.findings, code) || (said.exit != Some(0)) != fails {
            return Err(format!("it is not said: {}", said.brief()));
        }
        unfilled(&said.findings)?;
        for lang in ["ko", "en"] {
            // What was done once is not told again in the same way.
            let text = if fails {
                session.last_for_people(lang)
            } else {
                let mut anew = Session::begin(&folder.join("bad.commands"));
                anew.prepare()?;
                anew.last_for_people(lang)
            };
            insta::with_settings!({
                snapshot_path => folder,
                prepend_module_to_snapshot => false,
                omit_expression => true,
                filters => script::filters(),
            }, {
                insta::assert_snapshot!(lang, text);
            });
        }
        Ok(())
    });
}

#[test]
fn the_good_session_is_all_well() {
    play_all("good.commands", |code, _, _, said| {
        if says(&said.findings, code) || said.exit != Some(0) {
            return Err(format!("it is not well: {}", said.brief()));
        }
        Ok(())
    });
}

/// A hole `{name}` that stays, or an empty word, is one that the finding did
/// not give.
fn unfilled(said: &[Value]) -> Result<(), String> {
    for finding in said.iter().flat_map(findings_in) {
        let found: Code = finding["code"].as_str().unwrap().parse().unwrap();
        let mut empty = holes_of(found);
        empty.push("``".to_owned());
        for part in ["message", "follows", "help"] {
            for lang in ["ko", "en"] {
                let text = finding[part][lang].as_str().unwrap();
                if empty.iter().any(|hole| text.contains(hole)) {
                    return Err(text.to_owned());
                }
            }
        }
    }
    Ok(())
}
