//! The formatter: one order and spacing, nothing lost, no meaning changed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jorye::diagnostic::{Lang, Source};
use jorye::workflow::format::{Kind, format};
use jorye::workflow::{Input, Loaded, load, scenario};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Every TOML file below a folder, in order of name.
fn toml_files(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(toml_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            // Some fixtures are not UTF-8: that is their fault.
            let text = String::from_utf8(std::fs::read(&path).unwrap());
            found.extend(text.map(|text| (path.display().to_string(), text)));
        }
    }
    found.sort();
    found
}

fn formatted(name: &str, text: &str) -> Option<String> {
    format(&Source::new(name, text), Kind::of(name)).ok()
}

fn loaded(text: &str, rules: &BTreeMap<String, Arc<Source>>) -> Loaded {
    load(&Input {
        source: Source::new("a.toml", text),
        rule_files: rules.clone(),
        bodies: super::workflow_files::bodies_beside(&folder("workflows")),
    })
}

/// What the model holds, without the places of its words: the whole value as
/// Rust shows it, with `file:line:column` and the length of the file left out.
fn without_places(shown: &str, name: &str) -> String {
    let numbers = |c: char| c.is_ascii_digit() || c == ':';
    [format!("{name}:"), format!("Source({name}, ")]
        .iter()
        .fold(shown.to_owned(), |text, mark| {
            let mut parts = text.split(mark.as_str());
            let first = parts.next().unwrap_or_default().to_owned();
            parts.fold(first, |whole, part| {
                whole + "@" + part.trim_start_matches(numbers)
            })
        })
}

/// The model, and the codes of what is wrong, in no order of lines.
fn meaning(text: &str, rules: &BTreeMap<String, Arc<Source>>) -> (String, Vec<String>) {
    let loaded = loaded(text, rules);
    let mut codes: Vec<String> = loaded
        .findings
        .iter()
        .map(|finding| format!("{} {}", finding.code, finding.title(Lang::En)))
        .collect();
    codes.sort();
    let model = format!("{:#?}", loaded.workflow);
    (without_places(&model, "a.toml"), codes)
}

/// The values of a document, keys in order of name.
fn values(text: &str) -> toml::Table {
    text.parse().unwrap()
}

/// Every comment, in order of its words.
fn comments(text: &str) -> Vec<String> {
    let mut found: Vec<String> = text
        .lines()
        // A `#` within a string is in both texts alike.
        .filter_map(|line| line.split_once('#'))
        .map(|(_, comment)| comment.trim_end().to_owned())
        .collect();
    found.sort();
    found
}

fn rule_files(path: &Path) -> BTreeMap<String, Arc<Source>> {
    let parent = path.parent().unwrap();
    std::fs::read_dir(parent)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "rhai"))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            (name.clone(), Source::new(name, text))
        })
        .collect()
}

#[test]
fn the_shipped_files_are_as_the_formatter_writes_them() {
    let files = toml_files(&folder("workflows"));
    assert!(files.len() >= 4);
    for (name, text) in files {
        let now = formatted(&name, &text).unwrap();
        if now != text {
            let differing: Vec<(&str, &str)> = text
                .lines()
                .zip(now.lines())
                .filter(|(was, is)| was != is)
                .take(5)
                .collect();
            panic!("{name}: {differing:#?}");
        }
    }
}

#[test]
fn a_fixture_is_formatted_without_a_change_of_meaning() {
    let mut seen = 0;
    for (name, text) in toml_files(&folder("tests/fixtures")) {
        let Some(once) = formatted(&name, &text) else {
            continue;
        };
        seen += 1;
        assert_eq!(values(&once), values(&text), "{name}");
        assert_eq!(comments(&once), comments(&text), "{name}");
        let twice = formatted(&name, &once).unwrap();
        assert_eq!(twice, once, "{name}: not stable");
        if Kind::of(&name) == Kind::Workflow {
            let rules = rule_files(Path::new(&name));
            assert!(meaning(&once, &rules) == meaning(&text, &rules), "{name}");
        }
    }
    assert!(seen > 100, "only {seen} files were formatted");
}

#[test]
fn scenarios_keep_their_meaning() {
    for name in ["proposal", "monitoring", "vacancy"] {
        let path = folder("workflows").join(format!("{name}.toml"));
        let rules = rule_files(&path);
        let workflow = loaded(&std::fs::read_to_string(&path).unwrap(), &rules);
        let workflow = workflow.workflow.unwrap();
        let path = path.with_file_name(format!("{name}.scenarios.toml"));
        let text = std::fs::read_to_string(path).unwrap();
        // Written carelessly.
        let careless = text
            .replace("when = { on", "when={on")
            .replace(", by = ", " ,by=")
            .replace("\n\n[[", "\n\n\n  [[ ")
            .replace("then = { at = [\"", "then = { at = [ \"");
        assert_ne!(careless, text);
        let model = |text: &str| {
            let read = scenario::load(&Source::new("s.toml", text), &workflow);
            assert_eq!(read.findings, []);
            without_places(&format!("{:#?}", read.scenarios.unwrap()), "s.toml")
        };
        let now = formatted("s.scenarios.toml", &careless).unwrap();
        assert_eq!(model(&now), model(&text));
        assert!(
            now == text,
            "the careless text is mended to the careful one"
        );
    }
}

const UNTIDY: &str = include_str!("../fixtures/format/untidy.toml");

#[test]
fn an_untidy_file_is_put_in_order() {
    let now = formatted("untidy.toml", UNTIDY).unwrap();
    assert_eq!(values(&now), values(UNTIDY));
    insta::assert_snapshot!(now);
}

#[test]
fn an_untidy_file_of_scenarios_is_put_in_order() {
    let text = include_str!("../fixtures/format/untidy.scenarios.toml");
    let now = formatted("untidy.scenarios.toml", text).unwrap();
    assert_eq!(values(&now), values(text));
    insta::assert_snapshot!(now);
}

/// What is said of a file that is not formatted.
fn refused(text: &str) -> String {
    let findings = format(&Source::new("a.toml", text), Kind::Workflow).unwrap_err();
    let mut out = String::new();
    for finding in findings {
        let place = finding.place().unwrap();
        writeln!(out, "{} {place} {}", finding.code, finding.title(Lang::En)).unwrap();
    }
    out
}

#[test]
fn what_cannot_be_read_is_told_and_left_alone() {
    let slipped = "format = 1\n[transition.a]\ntitle = \"a\"\n[[transition.a.guard]]\n\
                   id = \"g\"\nbasis = \"x\"\nbasis = \"y\"\n";
    insta::assert_snapshot!(
        [
            refused("format = 1\n[workflow\nid = \"a\"\n"),
            refused("format = 1\nkey\n[state.a]\ntitle = a\n"),
            refused("format = 2\n"),
            refused("[package]\nname = \"another program's file\"\n"),
            refused(slipped),
        ]
        .join("--\n")
    );
}

mod any_file {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::{Index, select};

    fn config(cases: u32) -> ProptestConfig {
        ProptestConfig {
            failure_persistence: None,
            ..ProptestConfig::with_cases(cases)
        }
    }

    /// Lines of a good file deleted, doubled, exchanged, indented, commented,
    /// and set off.
    fn mutated(text: &str, changes: &[(u8, Index, Index)]) -> String {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for (kind, one, other) in changes {
            let (one, other) = (one.index(lines.len()), other.index(lines.len()));
            match kind {
                0 => drop(lines.remove(one)),
                1 | 2 => {
                    // A key goes elsewhere in the neighbourhood.
                    let near = (one + other % 7).min(lines.len() - 1);
                    lines.swap(one, near);
                }
                3 => lines.insert(one, "  # a word".to_owned()),
                4 => lines.insert(one, " \t".to_owned()),
                5 => lines[one].insert_str(0, "\t "),
                6 => lines[one].push_str("   # why #"),
                7 => lines[one] = lines[one].replacen(" = ", "=", 2),
                8 => lines[one] = lines[one].replace(", ", "   ,"),
                _ => {
                    // A table goes elsewhere, with what is in it.
                    let next = |from: usize| {
                        (from..lines.len()).find(|at| lines[*at].trim().starts_with('['))
                    };
                    let Some(from) = next(one) else { continue };
                    let to = next(from + 1).unwrap_or(lines.len());
                    let table: Vec<String> = lines.drain(from..to).collect();
                    let at = (other..lines.len())
                        .find(|at| lines[*at].trim().starts_with('['))
                        .unwrap_or(lines.len());
                    for (offset, line) in table.into_iter().enumerate() {
                        lines.insert((at + offset).min(lines.len()), line);
                    }
                }
            }
        }
        lines.join("\n")
    }

    proptest! {
        #![proptest_config(config(192))]

        #[test]
        fn formatting_twice_is_formatting_once_and_changes_no_meaning(
            scenarios in any::<bool>(),
            changes in vec((0..10u8, any::<Index>(), any::<Index>()), 1..12),
        ) {
            let (name, text) = if scenarios {
                ("a.scenarios.toml", include_str!("../../workflows/monitoring.scenarios.toml"))
            } else {
                ("a.toml", include_str!("../fixtures/workflow/good/whole.toml"))
            };
            let text = mutated(text, &changes);
            if let Some(once) = formatted(name, &text) {
                prop_assert_eq!(values(&once), values(&text));
                prop_assert_eq!(comments(&once), comments(&text));
                prop_assert_eq!(&formatted(name, &once).unwrap(), &once);
                if !scenarios {
                    let rules = rule_files(&folder("tests/fixtures/workflow/good/whole.toml"));
                    prop_assert!(meaning(&once, &rules) == meaning(&text, &rules), "{}", text);
                }
            }
        }
    }

    /// Pieces with every form that TOML has.
    const PIECES: &[&str] = &[
        "format = 1\n",
        "[workflow]\n",
        "[state]\n",
        "[state.a]\n",
        "[ state . \"b\" ]  # head\n",
        "[transition]\n",
        "[transition.e]\n",
        "[[transition.e.guard]]\n",
        "[[transition.e.branch]]\n",
        "[transition.e.sets]\n",
        "[transition.e.extends]\n",
        "[fact.x.choices.title]\n",
        "[[scenario]]\n",
        "[[scenario.step]]\n",
        "title . ko = \"가\"\n",
        "title.en = 'a'\n",
        "extends.by = \"x\"\n",
        "choices.type = {en=1 , ko = 2}\n",
        "id=1\n",
        "to = [ 1,2 , 3, ] # three\n",
        "to = [ # many\n  1, # one\n\n\t2 \n  ,\n]\n",
        "when = {by=1,on = {b.c=1, a = 1},}\n",
        "when = {\n  by = 1, # who\n  on = 2\n}\n",
        "then = { }\n",
        "by = [ ]\n",
        "basis = \"\"\"\n# no comment  \n\n[x]\n\"\"\"\n",
        "from = '''\r\n  '''\r\n",
        "\r\n",
        "\n",
        "# note  \n",
        "  # 가나다\n",
        "state.a.title = 1\n",
        "guard = [{rule=1,id=2}]\n",
        "\u{feff}",
    ];

    proptest! {
        #![proptest_config(config(768))]

        #[test]
        fn any_form_of_toml(pieces in vec(select(PIECES), 0..24), scenarios in any::<bool>()) {
            let name = if scenarios { "a.scenarios.toml" } else { "a.toml" };
            let text = format!("format = 1\n{}", pieces.concat());
            if let Some(once) = formatted(name, &text) {
                prop_assert_eq!(values(&once), values(&text), "{}", once);
                prop_assert_eq!(comments(&once), comments(&text), "{}", once);
                prop_assert_eq!(&formatted(name, &once).unwrap(), &once);
            }
        }
    }
}
