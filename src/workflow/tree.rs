//! The tree of states, and what a statechart does on it.
//!
//! After Harel, "Statecharts: a visual formalism for complex systems" (1987),
//! without history. A transition leaves everything inside the least common
//! compound ancestor of its source and target (its *domain*), and enters the
//! target from there, with every parallel track on the way. In SCXML (W3C 2015,
//! "3.13 Selecting and executing transitions") this is an external transition.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeSet;

use super::{State, StateId, StateKind, Workflow};

/// The states of a workflow as a tree. Its top, which is no state, is `None`.
#[derive(Debug, Clone, Copy)]
pub struct Tree<'a> {
    states: &'a [State],
}

impl Workflow {
    /// Its states as a tree.
    pub fn tree(&self) -> Tree<'_> {
        Tree::new(&self.states)
    }
}

impl<'a> Tree<'a> {
    /// States whose parents and children are consistent, as the loader makes them.
    pub const fn new(states: &'a [State]) -> Self {
        Tree { states }
    }

    /// A state.
    pub fn get(&self, id: StateId) -> Option<&'a State> {
        self.states.get(id.0)
    }

    /// Every state, in the order of the file.
    pub fn ids(&self) -> impl Iterator<Item = StateId> + use<> {
        (0..self.states.len()).map(StateId)
    }

    /// The state that it is in.
    pub fn parent(&self, id: StateId) -> Option<StateId> {
        self.get(id)?.parent
    }

    /// The states that it is in, innermost first.
    pub fn ancestors(&self, id: StateId) -> impl Iterator<Item = StateId> + use<'a> {
        let tree = *self;
        // As many steps as there are states bound the walk on any input.
        std::iter::successors(tree.parent(id), move |at| tree.parent(*at)).take(self.states.len())
    }

    /// The state with all that it is in, outermost first.
    pub fn path(&self, id: StateId) -> Vec<StateId> {
        let mut path: Vec<StateId> = std::iter::once(id).chain(self.ancestors(id)).collect();
        path.reverse();
        path
    }

    /// Whether a state is another one, or lies in it at any depth.
    pub fn is_within(&self, inner: StateId, outer: StateId) -> bool {
        inner == outer || self.ancestors(inner).any(|above| above == outer)
    }

    /// Everything inside a state, each before what is in it, in the order of the
    /// file among those of one parent.
    pub fn descendants(&self, id: StateId) -> Vec<StateId> {
        let mut found = Vec::new();
        let mut next: Vec<StateId> = self.children(id).iter().rev().copied().collect();
        while let Some(at) = next.pop() {
            if found.len() >= self.states.len() {
                break;
            }
            found.push(at);
            next.extend(self.children(at).iter().rev());
        }
        found
    }

    /// The states directly in it, in the order of the file.
    pub fn children(&self, id: StateId) -> &'a [StateId] {
        self.get(id).map_or(&[], |state| &state.children)
    }

    /// The innermost state that both are, or lie in; `None` is the top.
    pub fn common_ancestor(&self, one: StateId, other: StateId) -> Option<StateId> {
        std::iter::once(one)
            .chain(self.ancestors(one))
            .find(|above| self.is_within(other, *above))
    }

    /// The domain of a transition: the innermost compound state that both its
    /// source and its target properly lie in; `None` is the top. Everything
    /// active inside it is left. Never a parallel state: a transition between
    /// two tracks leaves all of it.
    pub fn domain(&self, source: StateId, target: StateId) -> Option<StateId> {
        self.ancestors(source).find(|above| {
            *above != target
                && self.is_within(target, *above)
                && self
                    .get(*above)
                    .is_some_and(|state| matches!(state.kind, StateKind::Compound { .. }))
        })
    }

    /// Which of two states the engine looks at first: what lies in a state before
    /// the state, and of states side by side the one in the earlier track of the
    /// file, whatever lies deeper in the later one. So SCXML settles which of
    /// several transitions is taken (W3C 2015, appendix D, `removeConflictingTransitions`).
    pub fn inner_first(&self, one: StateId, other: StateId) -> Ordering {
        if one == other {
            Ordering::Equal
        } else if self.is_within(one, other) {
            Ordering::Less
        } else if self.is_within(other, one) {
            Ordering::Greater
        } else {
            self.path(one).cmp(&self.path(other))
        }
    }

    /// The active states that are left, innermost first: each before the state
    /// that it is in, and the last track of the file first (`exitOrder` of SCXML).
    pub fn exit_set(&self, active: &BTreeSet<StateId>, domain: Option<StateId>) -> Vec<StateId> {
        let mut left: Vec<StateId> = active
            .iter()
            .copied()
            .filter(|id| domain.is_none_or(|domain| *id != domain && self.is_within(*id, domain)))
            .collect();
        left.sort_by_cached_key(|id| Reverse(self.path(*id)));
        left
    }

    /// The states that are entered on the way from a domain to a target: the
    /// states between them, the other tracks of parallel states on the way, and
    /// the initial states within. Outermost first; tracks in the order of the file.
    pub fn entry_set(&self, target: StateId, domain: Option<StateId>) -> Vec<StateId> {
        let path = self.path(target);
        let way = match domain.and_then(|domain| path.iter().position(|id| *id == domain)) {
            Some(at) => path.get(at.saturating_add(1)..).unwrap_or_default(),
            None => path.as_slice(),
        };
        let Some(first) = way.first() else {
            return Vec::new();
        };
        self.enter(*first, way)
    }

    /// Enters a state and what is in it, along the way where there is one and by
    /// initial states elsewhere.
    fn enter(&self, first: StateId, way: &[StateId]) -> Vec<StateId> {
        let mut entered = Vec::new();
        let mut next = vec![first];
        while let Some(at) = next.pop() {
            let Some(state) = self.get(at) else {
                continue;
            };
            if entered.len() >= self.states.len() {
                break;
            }
            entered.push(at);
            match state.kind {
                StateKind::Compound { initial } => {
                    let on_way = state.children.iter().find(|child| way.contains(child));
                    next.push(on_way.copied().unwrap_or(initial));
                }
                StateKind::Parallel => next.extend(state.children.iter().rev()),
                StateKind::Simple | StateKind::End { .. } => {}
            }
        }
        entered
    }

    /// The states active at the beginning, outermost first.
    pub fn initial(&self) -> Vec<StateId> {
        let first = self.ids().find(|id| {
            self.get(*id)
                .is_some_and(|state| state.parent.is_none() && state.initial)
        });
        first.map_or_else(Vec::new, |first| self.enter(first, &[]))
    }

    /// The active states that have no active state in them, in the order of the
    /// file. There is one, or one for each active track.
    pub fn innermost(&self, active: &BTreeSet<StateId>) -> Vec<StateId> {
        active
            .iter()
            .copied()
            .filter(|id| {
                !self
                    .children(*id)
                    .iter()
                    .any(|child| active.contains(child))
            })
            .collect()
    }

    /// The outermost end state that is active: what the case has come to. An end
    /// state inside a track ends that track, not the case.
    pub fn ended(&self, active: &BTreeSet<StateId>) -> Option<StateId> {
        active.iter().copied().find(|id| {
            self.get(*id)
                .is_some_and(|state| matches!(state.kind, StateKind::End { .. }))
                && self.track_of(*id).is_none()
        })
    }

    /// The innermost track that a state is, or lies in.
    pub fn track_of(&self, id: StateId) -> Option<StateId> {
        std::iter::once(id)
            .chain(self.ancestors(id))
            .find(|at| self.is_track(*at))
    }

    /// Whether a state is a track: lies directly in a parallel state.
    pub fn is_track(&self, id: StateId) -> bool {
        self.parent(id)
            .and_then(|parent| self.get(parent))
            .is_some_and(|parent| parent.kind == StateKind::Parallel)
    }

    /// Whether every track of an active parallel state has ended or may rest: no
    /// track is at work. A parallel state inside a track that is complete has not
    /// ended that track; one that is the track itself has.
    pub fn is_complete(&self, parallel: StateId, active: &BTreeSet<StateId>) -> bool {
        let is_parallel = |id: StateId| {
            self.get(id)
                .is_some_and(|state| state.kind == StateKind::Parallel)
        };
        if !is_parallel(parallel) || !active.contains(&parallel) {
            return false;
        }
        let mut done: BTreeSet<StateId> = BTreeSet::new();
        let mut inside: Vec<StateId> = active
            .iter()
            .copied()
            .filter(|id| self.is_within(*id, parallel))
            .collect();
        // Innermost first: what lies in a state is judged before the state.
        inside.sort_by_key(|id| Reverse(self.get(*id).map_or(0, |state| state.depth)));
        for id in inside {
            let Some(state) = self.get(id) else {
                continue;
            };
            let mut children = state.children.iter().filter(|child| active.contains(child));
            let ended = match state.kind {
                StateKind::End { .. } => true,
                StateKind::Simple => false,
                StateKind::Parallel => children.all(|child| done.contains(child)),
                StateKind::Compound { .. } => children.any(|child| {
                    done.contains(child)
                        && (!is_parallel(*child)
                            || self.get(*child).is_some_and(|child| child.may_rest))
                }),
            };
            if ended || (state.may_rest && id != parallel) {
                done.insert(id);
            }
        }
        done.contains(&parallel)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Bilingual, Place, Source};
    use crate::workflow::Element;

    /// States written as `name parent kind`, kind being `c` compound with the
    /// first child as initial, `p` parallel, `e` end, `s` simple, `r` may rest.
    fn states(lines: &[(&str, &str, char)]) -> Vec<State> {
        let place = Place::start_of(&Source::new("w.toml", ""));
        let at = |name: &str| lines.iter().position(|(id, _, _)| *id == name).map(StateId);
        let mut all: Vec<State> = lines
            .iter()
            .map(|(id, parent, kind)| {
                let here = at(id).unwrap();
                let children: Vec<StateId> = (0..lines.len())
                    .filter(|child| lines[*child].1 == *id)
                    .map(StateId)
                    .collect();
                State {
                    element: Element {
                        id: (*id).into(),
                        title: Bilingual::from(*id),
                        basis: Vec::new(),
                        place: place.clone(),
                    },
                    parent: at(parent),
                    kind: match kind {
                        'c' => StateKind::Compound {
                            initial: children[0],
                        },
                        'p' => StateKind::Parallel,
                        'e' => StateKind::End {
                            outcome: "done".into(),
                        },
                        _ => StateKind::Simple,
                    },
                    children,
                    initial: here.0 == 0,
                    may_rest: *kind == 'r',
                    milestone: None,
                    opens: None,
                    depth: 0,
                }
            })
            .collect();
        for id in 0..all.len() {
            all[id].depth = Tree::new(&all).ancestors(StateId(id)).count();
        }
        all
    }

    /// What is deep in a later track does not come before an earlier track, and
    /// what lies in a state comes before it: SCXML's test of a track that is
    /// left against a deeper state beside it.
    #[test]
    fn an_earlier_track_comes_before_a_deeper_later_one() {
        let states = states(&[
            ("both", "", 'p'),
            ("flat", "both", 's'),
            ("deep", "both", 'c'),
            ("inside", "deep", 's'),
        ]);
        let tree = Tree::new(&states);
        let mut order: Vec<StateId> = tree.ids().collect();
        order.sort_by(|one, other| tree.inner_first(*one, *other));
        assert_eq!(names(&states, &order), "flat inside deep both");
        let all = tree.ids().collect();
        assert_eq!(
            names(&states, &tree.exit_set(&all, None)),
            "inside deep flat both"
        );
    }

    /// A case with a parallel state of two tracks, one of them nested.
    fn sample() -> Vec<State> {
        states(&[
            ("draft", "", 's'),
            ("work", "", 'p'),
            ("main", "work", 'c'),
            ("hearing", "main", 's'),
            ("review", "main", 'c'),
            ("reading", "review", 's'),
            ("voting", "review", 's'),
            ("decided", "main", 'e'),
            ("penalty", "work", 'c'),
            ("idle", "penalty", 'r'),
            ("running", "penalty", 's'),
            ("closed", "", 'e'),
        ])
    }

    fn names(states: &[State], ids: &[StateId]) -> String {
        ids.iter()
            .map(|id| &*states[id.0].element.id)
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn id(states: &[State], name: &str) -> StateId {
        StateId(
            states
                .iter()
                .position(|state| &*state.element.id == name)
                .unwrap(),
        )
    }

    #[test]
    fn a_state_is_entered_with_all_that_becomes_active_with_it() {
        let states = sample();
        let tree = Tree::new(&states);
        assert_eq!(names(&states, &tree.initial()), "draft");
        let enter = |target: &str, domain: Option<&str>| {
            let domain = domain.map(|domain| id(&states, domain));
            names(&states, &tree.entry_set(id(&states, target), domain))
        };
        assert_eq!(enter("work", None), "work main hearing penalty idle");
        assert_eq!(
            enter("voting", None),
            "work main review voting penalty idle"
        );
        assert_eq!(enter("running", None), "work main hearing penalty running");
        assert_eq!(enter("review", Some("main")), "review reading");
        assert_eq!(enter("closed", None), "closed");
    }

    #[test]
    fn a_transition_leaves_all_of_its_domain() {
        let states = sample();
        let tree = Tree::new(&states);
        let domain = |source: &str, target: &str| {
            tree.domain(id(&states, source), id(&states, target))
                .map(|domain| states[domain.0].element.id.to_string())
        };
        assert_eq!(domain("reading", "voting").as_deref(), Some("review"));
        assert_eq!(domain("hearing", "voting").as_deref(), Some("main"));
        assert_eq!(domain("review", "voting").as_deref(), Some("main"));
        assert_eq!(domain("voting", "voting").as_deref(), Some("review"));
        // From one track into the other: all of the parallel state is left.
        assert_eq!(domain("hearing", "running"), None);
        assert_eq!(domain("work", "closed"), None);
        let active: BTreeSet<StateId> = tree
            .entry_set(id(&states, "voting"), None)
            .into_iter()
            .collect();
        assert_eq!(
            names(&states, &tree.exit_set(&active, None)),
            "idle penalty voting review main work"
        );
        assert_eq!(
            names(&states, &tree.exit_set(&active, Some(id(&states, "main")))),
            "voting review"
        );
        assert_eq!(names(&states, &tree.innermost(&active)), "voting idle");
    }

    #[test]
    fn tracks_end_apart_and_the_case_as_a_whole() {
        let states = sample();
        let tree = Tree::new(&states);
        let active = |targets: &[&str]| -> BTreeSet<StateId> {
            targets
                .iter()
                .flat_map(|target| tree.path(id(&states, target)))
                .collect()
        };
        let work = id(&states, "work");
        assert!(!tree.is_complete(work, &active(&["voting", "idle"])));
        assert!(!tree.is_complete(work, &active(&["decided", "running"])));
        assert!(tree.is_complete(work, &active(&["decided", "idle"])));
        assert_eq!(tree.ended(&active(&["decided", "idle"])), None);
        assert_eq!(
            tree.ended(&active(&["closed"])),
            Some(id(&states, "closed"))
        );
    }

    #[test]
    fn a_parallel_state_in_a_track_does_not_end_the_track() {
        let states = states(&[
            ("outer", "", 'p'),
            ("one", "outer", 'c'),
            ("inner", "one", 'p'),
            ("left", "inner", 'c'),
            ("left_end", "left", 'e'),
            ("right", "inner", 'c'),
            ("right_rest", "right", 'r'),
            ("one_end", "one", 'e'),
            ("two", "outer", 'p'),
            ("up", "two", 'c'),
            ("up_end", "up", 'e'),
            ("down", "two", 'c'),
            ("down_end", "down", 'e'),
        ]);
        let tree = Tree::new(&states);
        let active: BTreeSet<StateId> = tree.initial().into_iter().collect();
        let complete =
            |name: &str, active: &BTreeSet<StateId>| tree.is_complete(id(&states, name), active);
        assert!(complete("inner", &active));
        assert!(complete("two", &active));
        // The track `one` stands in `inner`, which is no end state.
        assert!(!complete("outer", &active));
        assert!(!tree.rests(id(&states, "one"), &active));
        let passage = tree.passage(&active, id(&states, "inner"), id(&states, "one_end"));
        let mut active = active;
        for left in passage.left {
            active.remove(&left);
        }
        active.extend(passage.entered);
        assert!(complete("outer", &active));
    }

    #[test]
    fn what_lies_inside_is_told_outermost_first() {
        let states = sample();
        let tree = Tree::new(&states);
        assert_eq!(
            names(&states, &tree.descendants(id(&states, "main"))),
            "hearing review reading voting decided"
        );
        assert_eq!(
            tree.common_ancestor(id(&states, "voting"), id(&states, "idle")),
            Some(id(&states, "work"))
        );
        assert_eq!(
            tree.common_ancestor(id(&states, "voting"), id(&states, "closed")),
            None
        );
    }
}
