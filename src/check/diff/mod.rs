//! Two revisions of a procedure compared: what the change means, for which acts.
//!
//! Per transition that both have, the acts that are lawful under one are set against
//! those that are lawful under the other: *same* (proved for all data), *stricter*
//! (whatever the new revision accepts the old one accepts as well, and something more),
//! *looser*, *incomparable*, or *not decided*. Every difference has an example, whose
//! values the rules themselves have judged before it is shown. Beside that stands what
//! came and went: states, transitions, ways through the graph, outcomes, deadlines
//! (with a start from which both count to different days), and what changed in the
//! record only: titles and citations.
//!
//! What is compared is one act at a time, in a case of which both revisions know the
//! same. Whether a case can come to the values of an example is not asked.

mod deadlines;
mod effects;
mod elements;
mod graph;
mod lawful;
mod names;
mod record;
mod rewrite;
#[cfg(test)]
mod tests;
mod who;

use std::collections::BTreeMap;

use super::explore::{Graph, explore};
use super::knowledge::Knowledge;
use crate::calendar::Calendar;
use crate::diagnostic::Bilingual;
use crate::guard::{Name, Value};
use crate::workflow::{Transition, TransitionId, Workflow};
use names::Names;
use rewrite::Types;

/// One of the two revisions.
#[derive(Debug, Clone, Copy)]
pub struct Revision<'a> {
    /// The workflow.
    pub workflow: &'a Workflow,
    /// The calendar by which its deadlines are counted, if it draws on one.
    pub calendar: Option<&'a Calendar>,
}

/// How the acts that two revisions accept go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strictness {
    /// They are the same, for all data.
    Same,
    /// The new revision accepts less, and nothing more.
    Stricter,
    /// The new revision accepts more, and nothing less.
    Looser,
    /// Each accepts something that the other refuses.
    Incomparable,
    /// It is not decided.
    Undecided,
}

impl Strictness {
    /// The word that outputs use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Strictness::Same => "same",
            Strictness::Stricter => "stricter",
            Strictness::Looser => "looser",
            Strictness::Incomparable => "incomparable",
            Strictness::Undecided => "undecided",
        }
    }

    /// As people of a language say it.
    pub fn says(self) -> Bilingual {
        match self {
            Strictness::Same => Bilingual::new("같음", "same"),
            Strictness::Stricter => Bilingual::new("더 엄격함", "stricter"),
            Strictness::Looser => Bilingual::new("더 느슨함", "looser"),
            Strictness::Incomparable => Bilingual::new("비교할 수 없음", "incomparable"),
            Strictness::Undecided => Bilingual::new("판정하지 못함", "not decided"),
        }
    }
}

/// An act that one revision accepts and the other refuses, or that comes to
/// something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The act.
    pub says: Bilingual,
    /// What makes the difference.
    pub because: Bilingual,
    /// Values of facts with which it is so, by the names of the new revision.
    pub values: BTreeMap<Name, Value>,
}

/// A transition that both revisions have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// Its name in the new revision.
    pub id: Name,
    /// Its name in the old one, where that is another.
    pub was: Option<Name>,
    /// Its title in the new revision.
    pub title: Bilingual,
    /// How the acts go together.
    pub strictness: Strictness,
    /// Acts that only the old revision accepts.
    pub only_old: Vec<Example>,
    /// Acts that only the new revision accepts.
    pub only_new: Vec<Example>,
    /// Acts that both accept and that come to something else.
    pub outcomes: Vec<Example>,
    /// What is not decided, and why.
    pub open: Vec<Bilingual>,
}

impl Compared {
    /// Whether the two revisions accept the same acts, and the same follows.
    pub fn is_same(&self) -> bool {
        self.strictness == Strictness::Same && self.outcomes.is_empty() && self.open.is_empty()
    }
}

/// What kind of change it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Only the new revision has it.
    Added,
    /// Only the old revision has it.
    Removed,
    /// It means something else.
    Changed,
    /// It has another name.
    Renamed,
    /// Words, titles and citations: no act is decided differently.
    Record,
    /// Whether anything changed is not decided.
    Undecided,
}

impl Kind {
    /// The word that outputs use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Added => "added",
            Kind::Removed => "removed",
            Kind::Changed => "changed",
            Kind::Renamed => "renamed",
            Kind::Record => "record",
            Kind::Undecided => "undecided",
        }
    }
}

/// What changed, in groups as they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The procedure as a whole.
    Workflow,
    /// A transition.
    Transition,
    /// A way through the graph.
    Way,
    /// What a case can come to.
    Outcome,
    /// A state.
    State,
    /// A deadline.
    Deadline,
    /// A fact.
    Fact,
    /// A role.
    Role,
    /// A guarantee about the world.
    Assume,
    /// A recommendation.
    Recommendation,
    /// A property.
    Property,
}

impl Subject {
    /// The word that outputs use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Subject::Workflow => "workflow",
            Subject::Transition => "transition",
            Subject::Way => "way",
            Subject::Outcome => "outcome",
            Subject::State => "state",
            Subject::Deadline => "deadline",
            Subject::Fact => "fact",
            Subject::Role => "role",
            Subject::Assume => "assume",
            Subject::Recommendation => "recommendation",
            Subject::Property => "property",
        }
    }
}

/// A change beside the acts of one transition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What changed.
    pub subject: Subject,
    /// How.
    pub kind: Kind,
    /// The element, as a dotted path in the new revision, in the old one if it is
    /// gone there.
    pub element: String,
    /// The change in a sentence or a few.
    pub says: Vec<Bilingual>,
}

/// Everything that two revisions do not have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// The transitions that both have, in the order of the new revision.
    pub transitions: Vec<Compared>,
    /// The rest, by subject.
    pub changes: Vec<Change>,
}

impl Difference {
    /// Whether every case goes the same way under both.
    pub fn is_same(&self) -> bool {
        let quiet = |it: &Change| matches!(it.kind, Kind::Record | Kind::Renamed);
        self.transitions.iter().all(Compared::is_same) && self.changes.iter().all(quiet)
    }

    /// How many questions are not decided.
    pub fn undecided(&self) -> usize {
        let open: usize = self.transitions.iter().map(|it| it.open.len()).sum();
        let changes = self.changes.iter();
        open.saturating_add(changes.filter(|it| it.kind == Kind::Undecided).count())
    }
}

/// A revision with what is known of its graph.
struct Seen<'a> {
    revision: Revision<'a>,
    graph: Graph<'a>,
    knowledge: Knowledge,
    /// Its own names by the names of the new revision.
    names: Names,
}

impl<'a> Seen<'a> {
    fn of(revision: Revision<'a>, names: Names) -> Self {
        let graph = explore(revision.workflow, &[]);
        let knowledge = Knowledge::of(&graph);
        Seen {
            revision,
            graph,
            knowledge,
            names,
        }
    }

    fn workflow(&self) -> &'a Workflow {
        self.revision.workflow
    }

    /// Whether a fact, by its name in this revision, has a value wherever the
    /// transition is taken, be it that the act gives it.
    fn knows(&self, id: TransitionId, fact: &str) -> bool {
        let graph = &self.graph;
        let transitions = &self.workflow().transitions;
        let asked = |id: &TransitionId| {
            let transition = transitions.get(id.0);
            transition.is_some_and(|it| it.asks.iter().any(|asked| **asked == *fact))
        };
        let mut steps = graph
            .edges
            .iter()
            .filter(|edge| edge.fired.iter().any(|(fired, _)| *fired == id));
        steps.all(|edge| {
            self.knowledge.at(graph, edge.from, fact)
                || edge.fired.iter().any(|(fired, _)| asked(fired))
        })
    }
}

/// Compares two revisions.
pub fn compare(old: &Revision<'_>, new: &Revision<'_>) -> Difference {
    let names = Names::between(old.workflow, new.workflow);
    let types = Types::of(old.workflow, new.workflow, &names);
    let old = Seen::of(*old, names);
    let new = Seen::of(*new, Names::own(new.workflow));
    let deadlines = deadlines::compare(&old, &new, &types);
    let mut difference = Difference::default();
    for (at, transition) in new.workflow().transitions.iter().enumerate() {
        let id = &transition.element.id;
        let was = old.names.transitions.iter().find(|(_, to)| *to == id);
        if let Some((was, _)) = was
            && let Some(&before) = old.workflow().transition_index.get(was)
            && let Some(earlier) = old.workflow().transitions.get(before.0)
        {
            let pair = Pair {
                old: &old,
                new: &new,
                types: &types,
                before: (before, earlier),
                after: (TransitionId(at), transition),
            };
            difference.transitions.push(pair.compared(&deadlines));
        }
    }
    let changes = &mut difference.changes;
    elements::compare(&old, &new, &types, changes);
    graph::compare(&old, &new, changes);
    changes.extend(deadlines.into_iter().map(|it| it.change));
    record::compare(&old, &new, changes);
    changes.sort_by_key(|it| (it.kind == Kind::Record, it.subject));
    difference
}

/// A transition in both revisions.
struct Pair<'a> {
    old: &'a Seen<'a>,
    new: &'a Seen<'a>,
    types: &'a Types,
    before: (TransitionId, &'a Transition),
    after: (TransitionId, &'a Transition),
}

impl Pair<'_> {
    fn compared(&self, deadlines: &[deadlines::Moved]) -> Compared {
        let (_, old) = self.before;
        let (_, new) = self.after;
        let mut compared = Compared {
            id: new.element.id.clone(),
            was: (old.element.id != new.element.id).then(|| old.element.id.clone()),
            title: new.element.title.clone(),
            strictness: Strictness::Same,
            only_old: Vec::new(),
            only_new: Vec::new(),
            outcomes: Vec::new(),
            open: Vec::new(),
        };
        let taken = lawful::compare(self, &mut compared);
        who::compare(self, &mut compared);
        for moved in deadlines {
            moved.of_transition(&new.element.id, &mut compared);
        }
        let side = |examples: &[Example]| !examples.is_empty();
        compared.strictness = match taken {
            // Of what is never lawful nothing is the same act.
            lawful::Taken::Neither => {
                compared.only_old.clear();
                compared.only_new.clear();
                compared.outcomes.clear();
                compared.open.clear();
                Strictness::Same
            }
            lawful::Taken::OnlyOld => {
                compared.only_new.clear();
                Strictness::Stricter
            }
            lawful::Taken::OnlyNew => {
                compared.only_old.clear();
                Strictness::Looser
            }
            lawful::Taken::Both => match (side(&compared.only_old), side(&compared.only_new)) {
                (true, true) => Strictness::Incomparable,
                _ if !compared.open.is_empty() => Strictness::Undecided,
                (true, false) => Strictness::Stricter,
                (false, true) => Strictness::Looser,
                (false, false) => Strictness::Same,
            },
        };
        compared
    }
}
