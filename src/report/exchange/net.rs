//! The control flow of a workflow as a Petri net.
//!
//! A place stands for each state that has none in it, and holds a token while
//! that state is active: one token, or one for each track. A move takes a
//! transition in one configuration of what it leaves; it has a label of its own,
//! so that an event names exactly one move. What ends the case puts its token on
//! the one last place. Conditions on facts, on time and on who acts are not part
//! of a net: it allows more than the workflow does, never less.

use std::collections::{BTreeMap, BTreeSet};

use crate::guard::Name;
use crate::workflow::{StateId, StateKind, Tree, Workflow};

/// The event by which a case begins.
pub(super) const OPEN: &str = "open";

/// Most configurations of one state that are told apart.
const MOST: usize = 4096;

/// A place of a net.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Spot {
    /// Before the case is opened.
    Start,
    /// A state is active.
    State(StateId),
    /// The case has ended.
    End,
}

/// One way of taking a transition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Move {
    /// Its label, which no other move has.
    pub label: String,
    /// The transition; none opens the case.
    pub transition: Option<Name>,
    /// The places that lose a token.
    pub takes: BTreeSet<Spot>,
    /// The places that gain one.
    pub gives: BTreeSet<Spot>,
}

/// A net.
#[derive(Debug, Clone)]
pub(super) struct Net {
    /// The places, in order.
    pub places: Vec<Spot>,
    /// The moves, in the order of the file.
    pub moves: Vec<Move>,
    /// There were more configurations than are told apart.
    pub cut: bool,
}

/// What a move takes and gives.
type Passage = (BTreeSet<Spot>, BTreeSet<Spot>);

impl Net {
    /// The net of a workflow whose cases may begin in these states as well.
    pub(super) fn of(workflow: &Workflow, begins_at: &BTreeSet<Name>) -> Net {
        let tree = workflow.tree();
        let (configurations, cut) = configurations(tree);
        let mut moves = Vec::new();
        let mut opened = vec![(OPEN.to_owned(), tree.initial())];
        for name in begins_at {
            if let Some((state, _)) = workflow.state(name) {
                opened.push((format!("{OPEN} [{name}]"), tree.entry_set(state, None)));
            }
        }
        for (label, entered) in opened {
            moves.push(Move {
                label,
                transition: None,
                takes: BTreeSet::from([Spot::Start]),
                gives: spots(tree, entered),
            });
        }
        for transition in &workflow.transitions {
            let targets: Vec<Option<StateId>> = if transition.branches.is_empty() {
                vec![transition.to]
            } else {
                transition.branches.iter().map(|branch| branch.to).collect()
            };
            let mut passages: Vec<Passage> = Vec::new();
            for source in &transition.from {
                for target in &targets {
                    let region = target.map_or(Some(*source), |to| tree.domain(*source, to));
                    let all = region.map_or_else(
                        || top(tree, &configurations),
                        |region| of(&configurations, region).to_vec(),
                    );
                    for active in all.iter().filter(|active| active.contains(source)) {
                        let passage = passage(tree, active, *source, *target);
                        if !passages.contains(&passage) {
                            passages.push(passage);
                        }
                    }
                }
            }
            let alone = passages.len() == 1;
            for (takes, gives) in passages {
                let id = &transition.element.id;
                let label = if alone {
                    id.to_string()
                } else {
                    let (from, to) = (names(workflow, &takes), names(workflow, &gives));
                    format!("{id} [{from} → {to}]")
                };
                moves.push(Move {
                    label,
                    transition: Some(id.clone()),
                    takes,
                    gives,
                });
            }
        }
        let mut places: BTreeSet<Spot> = BTreeSet::from([Spot::Start, Spot::End]);
        for one in &moves {
            places.extend(one.takes.iter().chain(&one.gives).cloned());
        }
        Net {
            places: places.into_iter().collect(),
            moves,
            cut,
        }
    }

    /// The label of the move that opens a case with these states.
    pub(super) fn opening(&self, workflow: &Workflow, entered: &[Name]) -> String {
        let gives = spots(workflow.tree(), ids(workflow, entered));
        let mut moves = self.moves.iter().filter(|one| one.transition.is_none());
        let found = moves.find(|one| one.gives == gives);
        found.map_or_else(|| OPEN.to_owned(), |one| one.label.clone())
    }

    /// The label of the move that takes a transition, where these states were
    /// active and these are left and entered.
    pub(super) fn label(
        &self,
        workflow: &Workflow,
        transition: &Name,
        active: &BTreeSet<Name>,
        (left, entered): (&[Name], &[Name]),
    ) -> String {
        let tree = workflow.tree();
        let passage: Passage = if left.is_empty() && entered.is_empty() {
            let sources = workflow.transition(transition).map(|one| &*one.from);
            let active: BTreeSet<StateId> = active
                .iter()
                .filter_map(|name| workflow.state(name).map(|(id, _)| id))
                .collect();
            let mut sources = sources.unwrap_or_default().iter();
            let source = sources.find(|source| active.contains(source)).copied();
            source.map_or_else(Passage::default, |source| {
                passage(tree, &active, source, None)
            })
        } else {
            let takes = spots(tree, ids(workflow, left));
            (takes, spots(tree, ids(workflow, entered)))
        };
        let mut moves = self.moves.iter();
        let found = moves.find(|one| {
            one.transition.as_ref() == Some(transition)
                && one.takes == passage.0
                && one.gives == passage.1
        });
        found.map_or_else(|| transition.to_string(), |one| one.label.clone())
    }
}

/// The states of names, but those that are not there.
fn ids(workflow: &Workflow, names: &[Name]) -> Vec<StateId> {
    let found = names.iter().filter_map(|name| workflow.state(name));
    found.map(|(id, _)| id).collect()
}

/// What going from a source to a target takes and gives; without a target it
/// stays, and needs what is active in its source.
fn passage(
    tree: Tree<'_>,
    active: &BTreeSet<StateId>,
    source: StateId,
    target: Option<StateId>,
) -> Passage {
    match target {
        Some(target) => {
            let domain = tree.domain(source, target);
            (
                spots(tree, tree.exit_set(active, domain)),
                spots(tree, tree.entry_set(target, domain)),
            )
        }
        None => {
            let within = active.iter().filter(|id| tree.is_within(**id, source));
            let stays = spots(tree, within.copied());
            (stays.clone(), stays)
        }
    }
}

/// The places of those states that have none in them.
fn spots(tree: Tree<'_>, states: impl IntoIterator<Item = StateId>) -> BTreeSet<Spot> {
    let leaves = states
        .into_iter()
        .filter(|id| tree.children(*id).is_empty());
    leaves
        .map(|id| {
            let ends = tree
                .get(id)
                .is_some_and(|state| matches!(state.kind, StateKind::End { .. }));
            if ends && tree.track_of(id).is_none() {
                Spot::End
            } else {
                Spot::State(id)
            }
        })
        .collect()
}

fn names(workflow: &Workflow, spots: &BTreeSet<Spot>) -> String {
    let all: Vec<&str> = spots
        .iter()
        .map(|spot| match spot {
            Spot::Start => "start",
            Spot::End => "end",
            Spot::State(id) => workflow
                .tree()
                .get(*id)
                .map_or("", |state| &state.element.id),
        })
        .collect();
    all.join(" + ")
}

/// Sets of states that may be active together.
type Sets = Vec<BTreeSet<StateId>>;

fn of(all: &BTreeMap<StateId, Sets>, id: StateId) -> &[BTreeSet<StateId>] {
    all.get(&id).map_or(&[], Vec::as_slice)
}

fn top(tree: Tree<'_>, all: &BTreeMap<StateId, Sets>) -> Sets {
    let outermost = tree.ids().filter(|id| tree.parent(*id).is_none());
    outermost.flat_map(|id| of(all, id).to_vec()).collect()
}

/// For every state what may be active in it while it is, itself among them; and
/// whether there was more.
fn configurations(tree: Tree<'_>) -> (BTreeMap<StateId, Sets>, bool) {
    let mut all: BTreeMap<StateId, Sets> = BTreeMap::new();
    let mut cut = false;
    // What is in a state stands deeper than it.
    let mut ids: Vec<StateId> = tree.ids().collect();
    ids.sort_by_key(|id| std::cmp::Reverse(tree.depth(*id)));
    for id in ids {
        let children = tree.children(id);
        let parallel = tree
            .get(id)
            .is_some_and(|state| state.kind == StateKind::Parallel);
        let mut sets: Sets = if children.is_empty() {
            vec![BTreeSet::new()]
        } else if parallel {
            let mut product: Sets = vec![BTreeSet::new()];
            for child in children {
                let with = |one: &BTreeSet<StateId>, other: &BTreeSet<StateId>| {
                    one.union(other).copied().collect()
                };
                let ways = of(&all, *child);
                let mut next = product
                    .iter()
                    .flat_map(|one| ways.iter().map(move |other| with(one, other)));
                let some: Sets = next.by_ref().take(MOST).collect();
                cut |= next.next().is_some();
                product = some;
            }
            product
        } else {
            children
                .iter()
                .flat_map(|child| of(&all, *child).to_vec())
                .collect()
        };
        cut |= sets.len() > MOST;
        sets.truncate(MOST);
        for set in &mut sets {
            set.insert(id);
        }
        all.insert(id, sets);
    }
    (all, cut)
}
