//! A procedure as people look at it, whole, in both languages.

use std::path::{Path, PathBuf};

use jorye::diagnostic::Lang;
use jorye::ordinance::Texts;
use jorye::report::{dot, mermaid, text};
use jorye::workflow::Workflow;

use crate::check::{files, loaded, texts};

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// States in states, tracks side by side, branches, every way to act, and
/// titles that try to break out of their quotes.
fn fixture() -> (Workflow, Texts) {
    let folder = root("tests/fixtures/report");
    let (name, text) = files(&folder, ".toml").remove(0);
    let texts = texts(&root("tests/fixtures/check"));
    (loaded(&folder, &name, &text), texts)
}

type Render = fn(&Workflow, &Texts, Lang) -> String;
const VIEWS: [(&str, Render); 3] = [
    ("text", text::render),
    ("dot", dot::render),
    ("mermaid", mermaid::render),
];

#[test]
fn a_procedure_in_every_view() {
    let (workflow, texts) = fixture();
    for (view, render) in VIEWS {
        for (language, lang) in [("ko", Lang::Ko), ("en", Lang::En)] {
            let out = render(&workflow, &texts, lang);
            insta::assert_snapshot!(format!("{view}_{language}"), out);
        }
    }
}

#[test]
fn every_state_and_transition_of_the_shipped_workflows_is_shown() {
    let folder = root("workflows");
    if !folder.is_dir() {
        println!("passed over: no workflows here");
        return;
    }
    let texts = texts(&root("ordinance"));
    for (name, source) in files(&folder, ".toml") {
        let workflow = loaded(&folder, &name, &source);
        for (view, render) in VIEWS {
            for lang in [Lang::Ko, Lang::En] {
                let out = render(&workflow, &texts, lang);
                for state in &workflow.states {
                    let id = &state.element.id;
                    assert!(out.contains(&**id), "{name} {view}: {id}\n{out}");
                }
                for transition in &workflow.transitions {
                    let title = transition.element.title.get(lang);
                    assert!(out.contains(title), "{name} {view}: {title}\n{out}");
                }
            }
        }
    }
}
