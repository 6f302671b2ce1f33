//! Whether a fault is noticed, and by what.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Fault;
use crate::check::diff::{Difference, Kind, Revision, compare};
use crate::check::{Input, Search, check};
use crate::diagnostic::{Code, Finding, Level, Verdict};
use crate::engine::Definition;
use crate::engine::scenario::run_beside;
use crate::guard::Name;
use crate::ordinance::Texts;
use crate::ordinance::pin::Pin;
use crate::workflow::scenario::Scenarios;
use crate::workflow::{self, BodiesFile, Workflow};

/// A procedure, with what is known of it.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// What it is played under.
    pub definition: Definition<'a>,
    /// Its earlier revisions, the first first.
    pub earlier: &'a [Definition<'a>],
    /// Its scenarios.
    pub scenarios: &'a [Scenarios],
    /// The pins of its citations, if there is a lock file.
    pub pins: Option<&'a [Pin]>,
}

/// What became of a fault.
#[derive(Debug, Clone)]
pub enum Fate {
    /// The file cannot be read any more.
    Reading(Code),
    /// A check finds something that it did not find before.
    Check(Code),
    /// A scenario comes to something else.
    Scenario {
        /// Of which procedure.
        workflow: Name,
        /// Which.
        scenario: Name,
    },
    /// A declared property is refuted.
    Property(Code),
    /// It is proved that nothing is decided differently.
    Same,
    /// Nobody notices.
    Survives(Noticing),
}

/// What would be another under a fault that survives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noticing {
    /// An act that is decided differently, or what changes otherwise.
    pub says: Vec<crate::diagnostic::Bilingual>,
    /// Whether anything is decided differently is not certain.
    pub open: bool,
}

impl Fate {
    /// The word that outputs use.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Fate::Reading(_) => "reading",
            Fate::Check(_) => "check",
            Fate::Scenario { .. } => "scenario",
            Fate::Property(_) => "property",
            Fate::Same => "same",
            Fate::Survives(_) => "survives",
        }
    }
}

/// A procedure that faults are seeded in, among those of its library.
#[derive(Debug, Clone)]
pub struct Bench<'a> {
    texts: &'a Texts,
    bodies: BodiesFile,
    subject: Subject<'a>,
    others: Vec<Definition<'a>>,
    /// Whose scenarios may tell a fault of it: its own, then those of procedures
    /// that open cases of it, the nearest first.
    players: Vec<Subject<'a>>,
    /// What is found without any fault.
    known: BTreeSet<(Code, Option<String>)>,
}

impl<'a> Bench<'a> {
    /// Prepares a procedure.
    pub fn new(
        texts: &'a Texts,
        bodies: &BodiesFile,
        all: &[Subject<'a>],
        subject: Subject<'a>,
    ) -> Self {
        let id = subject.definition.workflow.id();
        let mut players = vec![subject];
        let mut seen: BTreeSet<&Name> = BTreeSet::from([id]);
        loop {
            let before = players.len();
            for one in all {
                let workflow = one.definition.workflow;
                if !seen.contains(workflow.id()) && opens(workflow, &seen) {
                    players.push(*one);
                    seen.insert(workflow.id());
                }
            }
            if players.len() == before {
                break;
            }
        }
        let mut bench = Bench {
            texts,
            bodies: bodies.clone(),
            subject,
            others: all.iter().map(|one| one.definition).collect(),
            players,
            known: BTreeSet::new(),
        };
        bench.known = bench
            .found(subject.definition.workflow, Search::Graph)
            .into_iter()
            .map(|finding| (finding.code, finding.element))
            .collect();
        bench
    }

    /// What becomes of a fault.
    pub fn judge(&self, fault: &Fault) -> Fate {
        let original = self.subject.definition.workflow;
        let Ok(source) = fault.seeded(&original.source) else {
            return Fate::Same;
        };
        let base = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
        let rule_files = original.rule_files.iter();
        let loaded = workflow::load(&workflow::Input {
            source,
            rule_files: rule_files
                .map(|file| (base(file.name()), Arc::clone(file)))
                .collect(),
            bodies: self.bodies.clone(),
        });
        let Some(seeded) = loaded.workflow else {
            let error = loaded.findings.iter().find(|it| it.level == Level::Error);
            return Fate::Reading(error.map_or(Code(0), |finding| finding.code));
        };
        if let Some(code) = self.new_finding(&seeded, Search::Graph) {
            return Fate::Check(code);
        }
        if let Some((workflow, scenario)) = self.told(&seeded) {
            return Fate::Scenario { workflow, scenario };
        }
        let calendar = self.subject.definition.calendar;
        let revision = |workflow| Revision { workflow, calendar };
        let difference = compare(&revision(original), &revision(&seeded));
        if difference.is_same() {
            return Fate::Same;
        }
        if !original.properties.is_empty()
            && let Some(code) = self.new_finding(&seeded, Search::Properties)
        {
            return Fate::Property(code);
        }
        Fate::Survives(noticing(&difference))
    }

    fn definitions<'b>(&self, seeded: &'b Workflow) -> Vec<Definition<'b>>
    where
        'a: 'b,
    {
        let others = self.others.iter();
        others
            .map(|one| match one.workflow.id() == seeded.id() {
                true => Definition {
                    workflow: seeded,
                    ..*one
                },
                false => *one,
            })
            .collect()
    }

    /// The errors and warnings that are certain.
    fn found(&self, seeded: &Workflow, search: Search) -> Vec<Finding> {
        let definitions = self.definitions(seeded);
        let others: Vec<&Workflow> = definitions
            .iter()
            .map(|one| one.workflow)
            .filter(|one| one.id() != seeded.id())
            .collect();
        let report = check(&Input {
            workflow: seeded,
            texts: self.texts,
            pins: self.subject.pins,
            others: &others,
            definitions: &definitions,
            search,
        });
        let certain = |finding: &Finding| {
            finding.verdict != Verdict::Undecided
                && matches!(finding.level, Level::Error | Level::Warning)
        };
        report.findings.into_iter().filter(certain).collect()
    }

    fn new_finding(&self, seeded: &Workflow, search: Search) -> Option<Code> {
        self.found(seeded, search)
            .into_iter()
            .map(|finding| (finding.code, finding.element))
            .find(|finding| !self.known.contains(finding))
            .map(|(code, _)| code)
    }

    /// The first scenario that comes to something else.
    fn told(&self, seeded: &Workflow) -> Option<(Name, Name)> {
        let definitions = self.definitions(seeded);
        for player in &self.players {
            let id = player.definition.workflow.id();
            let own = definitions.iter().find(|one| one.workflow.id() == id)?;
            let mut revisions = player.earlier.to_vec();
            revisions.push(*own);
            for file in player.scenarios {
                for scenario in &file.scenarios {
                    let played = run_beside(*own, &definitions, &revisions, file, scenario);
                    if played.failure.is_some() {
                        return Some((id.clone(), scenario.id.clone()));
                    }
                }
            }
        }
        None
    }
}

/// Whether a procedure opens cases of one of these.
fn opens(workflow: &Workflow, known: &BTreeSet<&Name>) -> bool {
    let of_states = workflow.states.iter().map(|state| &state.opens);
    let of_acts = workflow.transitions.iter().flat_map(|transition| {
        let branches = transition.branches.iter().map(|branch| &branch.opens);
        branches.chain([&transition.opens])
    });
    of_states
        .chain(of_acts)
        .flatten()
        .any(|opens| known.contains(&opens.workflow.name))
}

/// What would show the difference: acts that are decided differently before
/// anything else.
fn noticing(difference: &Difference) -> Noticing {
    let acts = difference.transitions.iter().flat_map(|compared| {
        let examples = compared.only_old.iter();
        examples
            .chain(&compared.only_new)
            .chain(&compared.outcomes)
            .map(|example| example.says.clone())
    });
    let changes = difference.changes.iter();
    let certain = |kind: Kind| matches!(kind, Kind::Added | Kind::Removed | Kind::Changed);
    let changed = changes
        .filter(|change| certain(change.kind))
        .flat_map(|change| change.says.clone());
    let says: Vec<_> = acts.chain(changed).take(2).collect();
    if !says.is_empty() {
        return Noticing { says, open: false };
    }
    let open = difference.transitions.iter().flat_map(|it| it.open.clone());
    let undecided = difference.changes.iter();
    let undecided = undecided
        .filter(|change| change.kind == Kind::Undecided)
        .flat_map(|change| change.says.clone());
    Noticing {
        says: open.chain(undecided).take(2).collect(),
        open: true,
    }
}
