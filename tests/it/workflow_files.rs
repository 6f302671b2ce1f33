//! Workflow files: what is read from them, and everything that can be wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jorye::diagnostic::{Code, Finding, Lang, Source};
use jorye::guard::Value;
use jorye::workflow::{
    Addition, BodiesFile, BranchWhen, By, Change, Exclusion, FactSource, Input, Loaded, Setting,
    StateKind, bodies, codes, graph, load, load_bytes, reachable,
};

fn fixtures(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/workflow")
        .join(kind)
}

/// The files of a folder with this extension, in order of name.
fn files(folder: &Path, extension: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .filter(|path| {
            let name = path.to_string_lossy();
            !name.contains(".scenarios.") && !name.contains(".story.")
        })
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect();
    found.sort();
    found
}

fn rule_files(folder: &Path) -> BTreeMap<String, Arc<Source>> {
    files(folder, "rhai")
        .into_iter()
        .map(|(name, text)| (name.clone(), Source::new(name, text)))
        .collect()
}

fn read(folder: &Path, name: &str, text: &str) -> Loaded {
    load(&Input {
        source: Source::new(name, text),
        rule_files: rule_files(folder),
        bodies: bodies_beside(folder),
    })
}

/// The bodies of the library that a folder of workflows belongs to.
pub fn bodies_beside(folder: &Path) -> BodiesFile {
    let path = folder.with_file_name("ordinance").join("bodies.toml");
    match std::fs::read_to_string(&path) {
        Err(_) => BodiesFile::Absent,
        Ok(text) => {
            let read = bodies::load(&Source::new("bodies.toml", text));
            assert_eq!(read.findings, [], "{}", path.display());
            BodiesFile::Read(read.bodies.unwrap().into())
        }
    }
}

/// `code level file:line:col title | follows | help`, and what goes with it. The
/// words of other layers' findings are theirs to test.
fn rendered(findings: &[Finding], lang: Lang) -> String {
    let mut out = String::new();
    for finding in findings {
        let place = finding.place().map(ToString::to_string).unwrap_or_default();
        if !codes::ALL.contains(&finding.code) {
            writeln!(out, "{} {} {place}", finding.code, finding.level).unwrap();
            continue;
        }
        writeln!(
            out,
            "{} {} {place} {} | {} | {}",
            finding.code,
            finding.level,
            finding.title(lang),
            finding.follows(lang),
            finding.help(lang)
        )
        .unwrap();
        if let Some(near) = &finding.suggestion {
            writeln!(out, "    ? {near}").unwrap();
        }
        for label in finding.labels.iter().skip(1) {
            writeln!(out, "    @ {} {}", label.place, label.says.get(lang)).unwrap();
        }
        for note in &finding.notes {
            writeln!(out, "    = {}", note.get(lang)).unwrap();
        }
    }
    out
}

/// What a file says of itself, `# error[J0104]: …` or `# warning[…]`: each code
/// with the number of the next line that is not such a comment. A comment on the
/// first line speaks of the beginning of the file.
fn expected(text: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut waiting: Vec<String> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let comment = line.trim_start().strip_prefix("# ").and_then(|rest| {
            let rest = rest
                .strip_prefix("error[")
                .or_else(|| rest.strip_prefix("warning["))?;
            Some(rest.split_once(']')?.0.to_owned())
        });
        match comment {
            Some(code) if at == 0 => found.push((code, 1)),
            Some(code) => waiting.push(code),
            None => found.extend(waiting.drain(..).map(|code| (code, at + 1))),
        }
    }
    let last = text.lines().count() + 1;
    found.extend(waiting.into_iter().map(|code| (code, last)));
    found.sort();
    found
}

#[test]
fn a_good_file_is_read_without_a_finding() {
    let folder = fixtures("good");
    let all = files(&folder, "toml");
    assert!(!all.is_empty());
    for (name, text) in all {
        let loaded = read(&folder, &name, &text);
        assert_eq!(rendered(&loaded.findings, Lang::En), "", "{name}");
        assert!(loaded.workflow.is_some(), "{name}");
    }
}

#[test]
fn every_fault_is_told_where_it_stands() {
    let folder = fixtures("bad");
    let mut seen = BTreeSet::new();
    let mut story = String::new();
    let mut wrong = String::new();
    for (name, text) in files(&folder, "toml") {
        let loaded = read(&folder, &name, &text);
        let mut found: Vec<(String, usize)> = loaded
            .findings
            .iter()
            .map(|finding| {
                seen.insert(finding.code);
                (
                    finding.code.to_string(),
                    finding.place().map_or(0, |place| place.line()),
                )
            })
            .collect();
        found.sort();
        let shown = rendered(&loaded.findings, Lang::En);
        if found != expected(&text) {
            writeln!(
                wrong,
                "{name}\n expected {:?}\n found    {found:?}\n{shown}",
                expected(&text)
            )
            .unwrap();
        }
        let only_later = loaded
            .findings
            .iter()
            .all(|finding| finding.level.as_str() == "warning");
        assert_eq!(loaded.workflow.is_some(), only_later, "{name}");
        writeln!(story, "== {name}").unwrap();
        story.push_str(&rendered(&loaded.findings, Lang::Ko));
        story.push_str(&shown);
        story.push('\n');
    }
    assert_eq!(wrong, "", "{wrong}");
    // The one fault that a text file of this folder cannot have.
    let bytes = load_bytes(
        "bytes.toml",
        b"format = 1\n\xff",
        BTreeMap::new(),
        BodiesFile::Absent,
    );
    seen.extend(bytes.findings.iter().map(|finding| finding.code));
    story.push_str(&rendered(&bytes.findings, Lang::Ko));
    story.push_str(&rendered(&bytes.findings, Lang::En));
    // Examples of these lie with the findings: one is of a scenario, the others
    // are of workflows that open cases.
    seen.insert(codes::STEP_OUT_OF_ORDER);
    let elsewhere = |code: &&Code| matches!(code.0, 144 | 145 | 150..=156 | 530..=539 | 601..=609);
    seen.extend(codes::ALL.iter().filter(elsewhere));
    for code in codes::ALL {
        assert!(seen.contains(code), "{code} has no bad fixture");
    }
    insta::assert_snapshot!(story);
}

/// The library that ships with the program, if it is beside this crate.
#[test]
fn the_shipped_workflows_are_read() {
    let folder = std::env::var_os("JORYE_WORKFLOWS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("workflows"),
        PathBuf::from,
    );
    if !folder.is_dir() {
        println!("skipped: no workflows beside this crate");
        return;
    }
    for (name, text) in files(&folder, "toml") {
        let loaded = read(&folder, &name, &text);
        assert_eq!(rendered(&loaded.findings, Lang::En), "", "{name}");
        assert!(loaded.workflow.is_some(), "{name}");
    }
}

mod any_text {
    //! The loader answers any text with findings, never with a panic.

    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::{Index, select};

    /// Pieces from which texts that look like workflow files are made.
    const PIECES: &[&str] = &[
        "format = 1\n",
        "[workflow]\n",
        "[role.a]\n",
        "[fact.b]\n",
        "[state.c]\n",
        "[state.d]\n",
        "[transition.e]\n",
        "[[transition.e.guard]]\n",
        "[[transition.e.branch]]\n",
        "[deadline.f]\n",
        "[property.g]\n",
        "[assume.h]\n",
        "[recommendation.i]\n",
        "id = \"x\"\n",
        "title = { ko = \"가\", en = \"a\" }\n",
        "basis = \"제1조\"\n",
        "type = \"integer\"\n",
        "type = \"list\"\n",
        "of = { type = \"choice\", choices = {} }\n",
        "min = -9223372036854775808\n",
        "max = 9223372036854775807\n",
        "in = \"c\"\n",
        "in = \"d\"\n",
        "initial = true\n",
        "parallel = true\n",
        "outcome = \"o\"\n",
        "may_rest = true\n",
        "from = [\"c\", \"d\"]\n",
        "to = \"d\"\n",
        "by = [\"engine\"]\n",
        "by = \"a\"\n",
        "with = [\"e\"]\n",
        "adds = { b = -9223372036854775808 }\n",
        "sets = { b = 1 }\n",
        "computed = \"b\"\n",
        "rule = \"b > 0\"\n",
        "when = \"at(c)\"\n",
        "otherwise = true\n",
        "expires = { take = \"e\" }\n",
        "within = \"1 day\"\n",
        "never = \"at(c)\"\n",
        "a.b.c = 1\n",
        "= 1\n",
        "key\n",
        "[[workflow]]\n",
        "[fact]\n",
        "\u{feff}",
        "\"\"\"",
        "'",
        "{",
        "]",
        "\r",
        "é한",
        "\0",
    ];

    fn config(cases: u32) -> ProptestConfig {
        ProptestConfig {
            failure_persistence: None,
            ..ProptestConfig::with_cases(cases)
        }
    }

    /// A workflow comes out, or an error says why not.
    fn answered(loaded: &Loaded) -> bool {
        let refused = loaded
            .findings
            .iter()
            .any(|finding| finding.level.as_str() == "error");
        refused || loaded.workflow.is_some()
    }

    proptest! {
        #![proptest_config(config(256))]

        #[test]
        fn any_bytes(bytes in vec(any::<u8>(), 0..200)) {
            prop_assert!(answered(&load_bytes("any.toml", &bytes, BTreeMap::new(), BodiesFile::Absent)));
        }

        #[test]
        fn pieces_of_workflow_files(pieces in vec(select(PIECES), 0..40)) {
            let text = pieces.concat();
            let loaded = load(&Input {
                source: Source::new("any.toml", text),
                rule_files: BTreeMap::new(),
                bodies: BodiesFile::Absent,
            });
            prop_assert!(answered(&loaded));
        }
    }

    proptest! {
        #![proptest_config(config(96))]

        /// Lines of a good file deleted, doubled, exchanged, halved, and given the
        /// values of others.
        #[test]
        fn mutated_good_files(changes in vec((0..5u8, any::<Index>(), any::<Index>()), 1..6)) {
            let text = include_str!("../fixtures/workflow/good/whole.toml");
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            for (kind, one, other) in changes {
                let (one, other) = (one.index(lines.len()), other.index(lines.len()));
                match kind {
                    0 => drop(lines.remove(one)),
                    1 => lines.insert(other, lines[one].clone()),
                    2 => lines.swap(one, other),
                    3 => {
                        let half = lines[one].chars().count() / 2;
                        lines[one] = lines[one].chars().take(half).collect();
                    }
                    _ => {
                        let value = lines[other].split_once('=').map(|(_, value)| value.to_owned());
                        let key = lines[one].split_once('=').map(|(key, _)| key.to_owned());
                        if let (Some(key), Some(value)) = (key, value) {
                            lines[one] = format!("{key}={value}");
                        }
                    }
                }
            }
            let text = lines.join("\n");
            let loaded = read(&fixtures("good"), "any.toml", &text);
            prop_assert!(answered(&loaded), "{text}");
        }
    }
}

/// What `whole.toml` says, as the model holds it.
#[test]
fn the_model_holds_what_the_file_says() {
    let folder = fixtures("good");
    let text = std::fs::read_to_string(folder.join("whole.toml")).unwrap();
    let workflow = read(&folder, "whole.toml", &text).workflow.unwrap();
    assert_eq!(&**workflow.id(), "permit");
    assert_eq!(workflow.in_force.to_string(), "2027-01-01");

    let apply = workflow.transition("apply").unwrap();
    assert_eq!(apply.by, By::Roles(vec!["applicant".into()]));
    assert!(apply.backdates && !apply.reason_required);
    assert_eq!(
        apply.changes,
        [
            Change::Set {
                fact: "applied_by".into(),
                to: Setting::Actor
            },
            Change::Set {
                fact: "paid".into(),
                to: Setting::Constant(Value::Boolean(false))
            },
        ]
    );
    let ask_more = workflow.transition("ask_more").unwrap();
    assert_eq!(
        ask_more.not_by,
        [
            Exclusion::Transition("apply".into()),
            Exclusion::Fact("applied_by".into()),
            Exclusion::Fact("objectors".into()),
        ]
    );
    assert_eq!(
        ask_more.changes,
        [Change::Add {
            fact: "rounds".into(),
            what: Addition::Number(1)
        }]
    );

    // A branch is named by its place, and rests on what its transition rests on.
    let finish = workflow.transition("finish").unwrap();
    let ids: Vec<&str> = finish.branches.iter().map(|b| &*b.element.id).collect();
    assert_eq!(ids, ["branch_1", "rejected"]);
    assert_eq!(
        finish.branches[0].element.basis[0].citation,
        finish.element.basis[0].citation
    );
    assert!(matches!(finish.branches[1].when, BranchWhen::Otherwise));

    // Computed facts are compiled whatever their order in the file.
    let large = workflow.fact("large").unwrap();
    assert!(matches!(large.source, FactSource::Computed(_)));

    let (review, state) = workflow.state("review").unwrap();
    assert_eq!(state.kind, StateKind::Parallel);
    let inside: Vec<&str> = workflow
        .tree()
        .entry_set(review, None)
        .into_iter()
        .map(|id| &*workflow.states[id.0].element.id)
        .collect();
    assert_eq!(inside, ["review", "main", "reading", "payment", "unpaid"]);

    let graph = graph(&workflow);
    assert_eq!(graph.node_count(), workflow.states.len());
    let edges: Vec<String> = graph
        .edge_indices()
        .map(|edge| {
            let (from, to) = graph.edge_endpoints(edge).unwrap();
            let name =
                |node: petgraph::graph::NodeIndex| &workflow.states[graph[node].0].element.id;
            format!("{} {:?} {}", name(from), graph[edge], name(to))
        })
        .collect();
    insta::assert_snapshot!(edges.join("\n"));
    assert_eq!(reachable(&workflow).len(), workflow.states.len());
}
