//! Before adoption: what is wrong with a procedure, and what is proved of it.
//!
//! One file holds one kind of analysis, each a pure function from a `View` to
//! findings. The graph analyses run over `explore`: every configuration that some
//! case may come to, optimistic about data. So *refuted* here means that no data
//! at all would help, *proved* that it follows for all data, and the rest is
//! *undecided* and says why.
//!
//! An [`Input`] is one workflow with the texts that it cites; [`check()`] and
//! [`check_all`] give a [`Report`]: findings, how much was looked at ([`Counts`]),
//! and one verdict over all.
//!
//! ```
//! use jorye::check::{Input, Search, check};
//! use jorye::diagnostic::{Lang, Verdict};
//! # use jorye::diagnostic::Source;
//! # use jorye::ordinance::{Texts, read};
//! # use jorye::workflow;
//! # let law = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/lending/ordinance/library_room.md"));
//! # let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/lending/workflows/lending.toml"));
//! # let (texts, _) = Texts::new(read(&Source::new("ordinance/library_room.md", law)).acts);
//! # let loaded = |text: &str| {
//! #     let source = Source::new("workflows/lending.toml", text);
//! #     workflow::load(&workflow::Input::of(source)).workflow
//! # };
//!
//! // The procedure of README's first ten minutes, and one in which nobody is asked
//! // how many people come.
//! let sound = loaded(text).ok_or("faulty")?;
//! let unsound = loaded(&text.replace("asks  = [\"people\"]\n", "")).ok_or("faulty")?;
//! let of = |workflow| check(&Input { workflow, texts: &texts, pins: Some(&[]), others: &[], definitions: &[], search: Search::Everything });
//!
//! assert_eq!(of(&sound).checked.transitions, 5);
//! assert!(of(&sound).findings.iter().all(|finding| finding.verdict != Verdict::Undecided));
//! let report = of(&unsound);
//! assert_eq!(report.verdict(), Verdict::Refuted);
//! let found = |finding: &&jorye::diagnostic::Finding| finding.name() == "fact-never-given";
//! let finding = report.findings.iter().find(found).ok_or("not found")?;
//! assert!(finding.title(Lang::En).contains("nothing ever gives it"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod annul;
mod apart;
mod automatic;
mod branches;
mod children;
pub mod codes;
mod completion;
mod data;
mod dead;
mod dead_end;
pub mod diff;
mod ends;
mod exclusion;
mod explore;
mod facts;
mod guards;
mod knowledge;
mod law;
mod lengths;
mod minimums;
pub mod mutate;
pub mod net;
mod part;
mod people;
mod possible;
mod properties;
mod roles;
mod search;
mod size;
mod solver;
mod stuck;
mod time;
mod unknown;
mod unreachable;
mod waive;
mod words;

use std::cell::RefCell;

pub use explore::MOST_NODES;
pub use facts::read as facts_read;
pub use law::{cited, cites};
pub use part::{KeptPart, Part};
pub use people::Group;
pub use waive::Waived;

use crate::diagnostic::{Finding, Level, Verdict};
use crate::engine::Definition;
use crate::guard::Name;
use crate::ordinance::Texts;
use crate::ordinance::pin::Pin;
use crate::workflow::{Cited, Transition, Workflow};

/// How far what cases can come to is followed over the values of facts. It takes
/// seconds where a procedure is long, which somebody who opens a case should not
/// wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Search {
    /// What the graph settles for all data, and no further.
    Graph,
    /// The declared properties.
    Properties,
    /// Acts that are never lawful and cases that get stuck, besides.
    #[default]
    Everything,
}

/// What is checked: one workflow, with the texts that it cites.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The workflow.
    pub workflow: &'a Workflow,
    /// The texts of the library.
    pub texts: &'a Texts,
    /// The pins of the workflow's citations, if there is a lock file.
    pub pins: Option<&'a [Pin]>,
    /// The other workflows of the library: what this one opens cases of, and
    /// what opens cases of it.
    pub others: &'a [&'a Workflow],
    /// What stories are played under: the definitions of the library, its own among
    /// them. Without it nothing is refuted by a story.
    pub definitions: &'a [Definition<'a>],
    /// How far what cases can come to is followed.
    pub search: Search,
}

/// How much was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Counts {
    /// Files of workflows and of shared rules.
    pub files: usize,
    /// Workflows.
    pub workflows: usize,
    /// States.
    pub states: usize,
    /// Transitions.
    pub transitions: usize,
    /// Guards.
    pub guards: usize,
    /// Distinct provisions cited.
    pub provisions: usize,
    /// Declared properties.
    pub properties: usize,
    /// Configurations explored.
    pub configurations: usize,
}

/// What came of a check.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Every finding, by file and place, but for those that stay.
    pub findings: Vec<Finding>,
    /// Those that a workflow lets stay for a reason that it states.
    pub waived: Vec<Waived>,
    /// How much was looked at.
    pub checked: Counts,
    /// How few people come to each outcome, where that was found out.
    pub groups: Vec<Group>,
    /// Properties that are proved for all data, as (workflow, property).
    pub proved: Vec<(Name, Name)>,
}

impl Report {
    /// How many claims are not decided, and not let stay either.
    pub fn undecided(&self) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.verdict == Verdict::Undecided)
            .count()
    }

    /// How many of those that stay are claims that are not decided: a reason to
    /// let them be decides nothing.
    pub fn waived_undecided(&self) -> usize {
        let waived = self.waived.iter();
        waived
            .filter(|waived| waived.finding.verdict == Verdict::Undecided)
            .count()
    }

    /// How many findings are of a level.
    pub fn of_level(&self, level: Level) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.level == level)
            .count()
    }

    /// The whole: refuted if there is an error that is certain, else undecided
    /// if anything is, else proved.
    pub fn verdict(&self) -> Verdict {
        let refuted = self
            .findings
            .iter()
            .any(|finding| finding.level == Level::Error && finding.verdict == Verdict::Refuted);
        if refuted {
            Verdict::Refuted
        } else if self.undecided() > 0 || self.waived_undecided() > 0 {
            Verdict::Undecided
        } else {
            Verdict::Proved
        }
    }

    /// Adds findings of other layers (reading of workflows and texts), and puts
    /// all in order.
    pub fn absorb(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.findings.extend(findings);
        self.sort();
    }

    /// By file, line, column, then code. Findings without a place come first.
    fn sort(&mut self) {
        let order = |finding: &Finding| {
            let place = finding.place();
            (
                place.map(|place| place.file().to_owned()),
                place.map(|place| place.span().start),
                finding.code,
                finding.element.clone(),
            )
        };
        self.findings.sort_by_cached_key(order);
        self.waived
            .sort_by_cached_key(|waived| order(&waived.finding));
    }
}

/// What every analysis reads.
struct View<'a> {
    input: Input<'a>,
    graph: &'a explore::Graph<'a>,
    knowledge: &'a knowledge::Knowledge,
    /// What searches have made that the next one can use.
    memory: RefCell<search::Memory<'a>>,
    /// What each element rests on.
    basis: &'a [(String, &'a Cited)],
}

/// The analyses, in the order of their codes.
const ANALYSES: &[fn(&View<'_>) -> Vec<Finding>] = &[
    size::find,
    unreachable::find,
    dead::find,
    annul::find,
    dead_end::find,
    ends::find,
    automatic::find,
    completion::find,
    facts::find,
    unknown::find,
    exclusion::find,
    roles::find,
    stuck::acts,
    stuck::cases,
    people::quorums,
    branches::find,
    guards::find,
    lengths::find,
    minimums::find,
    time::find,
    law::citations::find,
    law::standing::find,
    law::force::find,
    law::pins::find,
];

/// Checks one workflow.
pub fn check(input: &Input<'_>) -> Report {
    check_all(std::slice::from_ref(input))
}

/// Checks several workflows. None at all is an error: nothing found in nothing.
pub fn check_all(inputs: &[Input<'_>]) -> Report {
    let mut report = Part::join(inputs.iter().map(|input| check_part(inputs, input)));
    if inputs.is_empty() {
        report.absorb([Finding::new(codes::NOTHING_TO_CHECK)]);
    }
    report
}

/// Checks one of several workflows.
pub fn check_part<'a>(inputs: &[Input<'a>], input: &Input<'a>) -> Part {
    let workflow = input.workflow;
    let known = children::known(inputs, input);
    let graph = explore::explore(workflow, &children::entries(workflow, &known));
    let knowledge = knowledge::Knowledge::of(&graph);
    let basis = law::cites(workflow);
    let view = View {
        input: *input,
        graph: &graph,
        knowledge: &knowledge,
        memory: RefCell::default(),
        basis: &basis,
    };
    let (of_properties, proved) = properties::decide(&view);
    let mut findings = found(&view);
    let of_properties = of_properties.into_iter();
    findings.extend(of_properties.map(|finding| citing(&view, finding)));
    findings.extend(children::find(workflow, &known));
    let (nobody, groups) = people::look(&view);
    findings.extend(nobody.into_iter().map(|finding| citing(&view, finding)));
    let waived = waive::apply(workflow, &mut findings);
    let proved = proved.into_iter();
    let guards = |transition: &Transition| transition.guards.len();
    let report = Report {
        findings,
        waived,
        checked: Counts {
            files: 0,
            workflows: 1,
            states: workflow.states.len(),
            transitions: workflow.transitions.len(),
            guards: workflow.transitions.iter().map(guards).sum(),
            provisions: 0,
            properties: workflow.properties.len(),
            configurations: graph.nodes.len(),
        },
        groups,
        proved: proved
            .map(|property| (workflow.id().clone(), property))
            .collect(),
    };
    let sources = std::iter::once(&workflow.source).chain(&workflow.rule_files);
    let provisions = law::provisions(input).into_iter();
    Part {
        report,
        files: sources.map(|source| source.name().to_owned()).collect(),
        provisions: provisions
            .map(|(text, provision)| format!("{text} {provision}"))
            .collect(),
    }
}

/// What every analysis finds, with what the faulty elements rest on.
fn found(view: &View<'_>) -> Vec<Finding> {
    let all = ANALYSES.iter().flat_map(|analysis| analysis(view));
    all.map(|finding| citing(view, finding)).collect()
}

/// A finding with what the faulty element rests on.
fn citing(view: &View<'_>, finding: Finding) -> Finding {
    if finding.citation.is_some() {
        return finding;
    }
    let workflow = view.input.workflow;
    let of = |(element, _): &&(String, _)| finding.element.as_ref() == Some(element);
    match view.basis.iter().find(of) {
        Some((_, cite)) => finding.citing(law::cited(view.input.texts, workflow, &cite.citation)),
        None => finding,
    }
}
