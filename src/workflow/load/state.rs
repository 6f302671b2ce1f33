//! `[state.x]` and the tree that states form.

use super::book::Book;
use super::element::{Basis, element};
use super::fact::{conflict, misplaced_in};
use super::log::Log;
use super::names::Kind;
use super::opens;
use crate::diagnostic::{Bilingual, Finding};
use crate::guard::Name;
use crate::workflow::keys;
use crate::workflow::toml_view::{Got, View, Word};
use crate::workflow::wording::quoted;
use crate::workflow::{Element, Opens, State, StateId, StateKind, codes, identifier};

/// A state before its place in the tree is known.
struct Declared<'a> {
    id: Word,
    view: &'a View<'a>,
    element: Option<Element>,
    /// `None` if it is not said in the right form.
    initial: Option<bool>,
    parallel: bool,
    may_rest: bool,
    /// `None` if it is faulty.
    milestone: Option<Option<Name>>,
    /// `None` if it is faulty.
    opens: Option<Option<Opens>>,
    outcome: Option<Name>,
    parent: Option<StateId>,
    /// What it lies in is not known: the tree is not judged around it.
    adrift: bool,
    children: Vec<StateId>,
}

/// Reads every state; `None` if one is faulty or they form no tree.
pub(super) fn states(
    log: &mut Log,
    book: &Book,
    tables: &[(Word, View<'_>)],
    document: &View<'_>,
) -> Option<Vec<State>> {
    let mut declared: Vec<Declared<'_>> = tables
        .iter()
        .map(|(id, view)| declare(log, book, id, view))
        .collect();
    let before = log.findings.len();
    if declared.is_empty() {
        log.report(
            "state",
            Finding::new(codes::NO_STATES)
                .at(&document.place)
                .with("where", Bilingual::new("절차", "The procedure")),
        );
        return None;
    }
    break_cycles(log, &mut declared);
    for at in 0..declared.len() {
        let parent = declared.get(at).and_then(|state| state.parent);
        if let Some(parent) = parent.and_then(|parent| declared.get_mut(parent.0)) {
            parent.children.push(StateId(at));
        }
    }
    shape(log, &declared, document);
    if log.findings.len() > before {
        return None;
    }
    build(&declared)
}

fn declare<'a>(log: &mut Log, book: &Book, id: &Word, view: &'a View<'a>) -> Declared<'a> {
    view.know(log, &keys::STATE.names(), &[]);
    let declared = element(log, view, id, "title", Basis::Must);
    let initial = match view.boolean(log, "initial") {
        Got::Absent => Some(false),
        Got::Faulty => None,
        Got::Good(initial) => Some(initial),
    };
    let parallel = view.flag(log, "parallel");
    let may_rest = view.flag(log, "may_rest");
    let outcome = view.word(log, "outcome").good();
    if let Some(outcome) = &outcome
        && !identifier::well_formed(&outcome.text)
    {
        log.report(
            &view.element,
            Finding::new(codes::BAD_IDENTIFIER)
                .at(&outcome.place)
                .with("id", quoted(&outcome.text)),
        );
    }
    conflict(log, view, "outcome", "parallel");
    conflict(log, view, "outcome", "may_rest");
    let (parent, adrift) = match view.word(log, "in") {
        Got::Absent => (None, false),
        Got::Faulty => (None, true),
        Got::Good(word) => {
            let found = book.names.find(log, &view.element, Kind::State, &word);
            (found.map(StateId), found.is_none())
        }
    };
    let milestone = opens::milestone(log, view, id);
    let opens = opens::opens(log, book, view);
    Declared {
        id: id.clone(),
        view,
        element: declared,
        initial,
        parallel,
        may_rest,
        milestone,
        opens,
        outcome: outcome.map(|word| word.text),
        parent,
        adrift,
        children: Vec::new(),
    }
}

/// Tells each ring of states once and cuts it.
fn break_cycles(log: &mut Log, states: &mut [Declared<'_>]) {
    // 0: not visited; otherwise the walk (from 1) that visited it.
    let mut walked = vec![0usize; states.len()];
    for start in 0..states.len() {
        let walk = start.saturating_add(1);
        let mut at = Some(StateId(start));
        while let Some(id) = at {
            let Some(mark) = walked.get_mut(id.0) else {
                break;
            };
            if *mark == walk {
                let Some(state) = states.get_mut(id.0) else {
                    break;
                };
                state.adrift = true;
                let ring = state.parent.take();
                let place = state
                    .view
                    .get(log, "in")
                    .map_or_else(|| state.id.place.clone(), |item| item.place);
                log.report(
                    &state.view.element,
                    Finding::new(codes::STATE_CYCLE)
                        .at(&place)
                        .with("state", quoted(&state.id.text)),
                );
                // The others of the ring hang on what was cut.
                at = ring;
                while let Some(state) = at.and_then(|id| states.get_mut(id.0)) {
                    state.adrift = true;
                    at = state.parent;
                }
                break;
            }
            if *mark != 0 {
                break;
            }
            *mark = walk;
            at = states.get(id.0).and_then(|state| state.parent);
        }
    }
}

/// What a tree of states must be (Harel 1987).
fn shape(log: &mut Log, states: &[Declared<'_>], document: &View<'_>) {
    let top: Vec<&Declared<'_>> = states
        .iter()
        .filter(|state| state.parent.is_none() && !state.adrift)
        .collect();
    let adrift = states.iter().any(|state| state.adrift);
    if !adrift {
        let place = top
            .first()
            .map_or_else(|| document.place.clone(), |state| state.id.place.clone());
        let whole = Bilingual::new("절차", "The procedure");
        one_initial(log, "state", &place, whole, &top);
    }
    for state in states {
        let children: Vec<&Declared<'_>> = state
            .children
            .iter()
            .filter_map(|child| states.get(child.0))
            .collect();
        let track = parent_of(states, state).is_some_and(|parent| parent.parallel);
        if track && state.initial == Some(true) {
            let with = Bilingual::new(
                "트랙(모든 트랙이 함께 시작합니다)",
                "a track (all tracks begin together)",
            );
            misplaced_in(log, state.view, "initial", with);
        }
        if state.may_rest && !in_track(states, state) {
            let with = Bilingual::new("트랙 밖의 상태", "a state outside a track");
            misplaced_in(log, state.view, "may_rest", with);
        }
        if state.outcome.is_some() && !children.is_empty() {
            let with = Bilingual::new(
                "안에 다른 상태가 있는 상태",
                "a state that has states in it",
            );
            misplaced_in(log, state.view, "outcome", with);
        } else if state.parallel {
            if children.len() < 2 && !adrift {
                log.report(
                    &state.view.element,
                    Finding::new(codes::FEW_TRACKS)
                        .at(&state.id.place)
                        .with("state", quoted(&state.id.text))
                        .with("count", &children.len()),
                );
            }
        } else if !children.is_empty() && !state.adrift {
            let name = Bilingual::new(
                format!("상태 `{}`", state.id.text),
                format!("State `{}`", state.id.text),
            );
            one_initial(log, &state.view.element, &state.id.place, name, &children);
        } else if track && !adrift {
            log.report(
                &state.view.element,
                Finding::new(codes::NO_STATES).at(&state.id.place).with(
                    "where",
                    Bilingual::new(
                        format!("트랙 `{}`", state.id.text),
                        format!("Track `{}`", state.id.text),
                    ),
                ),
            );
        }
    }
}

fn parent_of<'s, 'a>(states: &'s [Declared<'a>], state: &Declared<'a>) -> Option<&'s Declared<'a>> {
    states.get(state.parent?.0)
}

/// Whether a state lies inside a track: some state above it, but not the
/// nearest alone, is a track.
fn in_track(states: &[Declared<'_>], state: &Declared<'_>) -> bool {
    if state.adrift {
        return true;
    }
    let mut at = state.parent.and_then(|parent| states.get(parent.0));
    // Cycles are cut before; the count bounds the walk all the same.
    for _ in 0..states.len() {
        let Some(above) = at else {
            return false;
        };
        if above.adrift || parent_of(states, above).is_some_and(|parent| parent.parallel) {
            return true;
        }
        at = parent_of(states, above);
    }
    false
}

fn one_initial(
    log: &mut Log,
    element: &str,
    place: &crate::diagnostic::Place,
    name: Bilingual,
    children: &[&Declared<'_>],
) {
    if children.iter().any(|child| child.initial.is_none()) {
        return;
    }
    let mut initial = children.iter().filter(|child| child.initial == Some(true));
    let Some(first) = initial.next() else {
        log.report(
            element,
            Finding::new(codes::NO_INITIAL)
                .at(place)
                .with("where", name),
        );
        return;
    };
    for second in initial {
        log.report(
            &second.view.element,
            Finding::new(codes::SECOND_INITIAL)
                .at(&second.id.place)
                .label(
                    &first.id.place,
                    Bilingual::new("처음 상태", "the initial state"),
                )
                .with("where", name.clone())
                .with("first", quoted(&first.id.text))
                .with("second", quoted(&second.id.text)),
        );
    }
}

fn build(declared: &[Declared<'_>]) -> Option<Vec<State>> {
    let mut states = Vec::with_capacity(declared.len());
    for state in declared {
        let initial = state.children.iter().copied().find(|child| {
            declared
                .get(child.0)
                .is_some_and(|c| c.initial == Some(true))
        });
        let kind = match (&state.outcome, state.parallel, initial) {
            (Some(outcome), _, _) => StateKind::End {
                outcome: outcome.clone(),
            },
            (None, true, _) => StateKind::Parallel,
            (None, false, Some(initial)) => StateKind::Compound { initial },
            (None, false, None) => StateKind::Simple,
        };
        let mut depth = 0usize;
        let mut above = state.parent;
        while let Some(parent) = above.and_then(|parent| declared.get(parent.0)) {
            depth = depth.checked_add(1)?;
            above = parent.parent;
        }
        states.push(State {
            element: state.element.clone()?,
            parent: state.parent,
            children: state.children.clone(),
            kind,
            initial: state.initial?,
            may_rest: state.may_rest,
            milestone: state.milestone.clone()?,
            opens: state.opens.clone()?,
            depth,
        });
    }
    Some(states)
}
