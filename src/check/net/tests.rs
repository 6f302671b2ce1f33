//! The search, against a plain one that keeps every marking as it is.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::{Budget, Goal, Net, Node, Place, PlaceKind, Step, What, examine};
use crate::diagnostic::Verdict;

const PLACES: usize = 5;

fn net(steps: Vec<Step>, initial: Vec<u8>) -> Net {
    let goal = (0..PLACES)
        .map(|place| u8::from(place == PLACES - 1))
        .collect();
    Net {
        places: (0..PLACES)
            .map(|at| Place {
                id: format!("p{at}"),
                name: String::new(),
                kind: PlaceKind::Flow,
            })
            .collect(),
        nodes: (0..steps.len())
            .map(|at| Node {
                id: format!("t{at}"),
                name: String::new(),
                activity: true,
            })
            .collect(),
        steps: steps
            .into_iter()
            .enumerate()
            .map(|(node, step)| Step { node, ..step })
            .collect(),
        initial,
        goal: Goal::Marking(vec![goal]),
    }
}

fn step() -> impl Strategy<Value = Step> {
    let arcs = || prop::collection::btree_set(0..PLACES, 1..3);
    let some = || prop::collection::btree_set(0..PLACES, 0..2);
    (arcs(), arcs(), some(), some(), 0..6_u8).prop_map(|(takes, gives, empty, clears, kind)| Step {
        node: 0,
        takes: takes.into_iter().map(|place| (place, 1)).collect(),
        gives: gives.into_iter().map(|place| (place, 1)).collect(),
        empty: if kind == 0 {
            empty.into_iter().collect()
        } else {
            Vec::new()
        },
        clears: if kind == 1 {
            clears.into_iter().collect()
        } else {
            Vec::new()
        },
    })
}

fn after(step: &Step, marking: &[u8]) -> Option<Vec<u8>> {
    let mut next = marking.to_vec();
    if step.empty.iter().any(|place| marking[*place] > 0) {
        return None;
    }
    for (place, many) in &step.takes {
        next[*place] = next[*place].checked_sub(*many)?;
    }
    for place in &step.clears {
        next[*place] = 0;
    }
    for (place, many) in &step.gives {
        next[*place] += many;
    }
    Some(next)
}

/// Every marking with its steps, if there are few and none holds more than two
/// tokens anywhere.
fn plain(net: &Net) -> Option<BTreeMap<Vec<u8>, Vec<(usize, Vec<u8>)>>> {
    let mut all = BTreeMap::new();
    let mut open = vec![net.initial.clone()];
    while let Some(marking) = open.pop() {
        if all.contains_key(&marking) {
            continue;
        }
        if marking.iter().any(|tokens| *tokens > 2) || all.len() > 2000 {
            return None;
        }
        let steps: Vec<(usize, Vec<u8>)> = net
            .steps
            .iter()
            .enumerate()
            .filter_map(|(at, step)| Some((at, after(step, &marking)?)))
            .collect();
        open.extend(steps.iter().map(|(_, next)| next.clone()));
        all.insert(marking, steps);
    }
    Some(all)
}

fn told(holds: bool) -> Verdict {
    if holds {
        Verdict::Proved
    } else {
        Verdict::Refuted
    }
}

proptest! {
    #[test]
    fn the_verdicts_are_those_of_a_plain_search(
        steps in prop::collection::vec(step(), 1..7),
        second in 0..2_u8,
    ) {
        let net = net(steps, vec![1, second, 0, 0, 0]);
        let found = examine(&net, Budget::default()).unwrap();
        let Some(all) = plain(&net) else {
            // What is refuted is so: the way there is a way.
            for claim in found.claims.iter().filter(|it| it.verdict == Verdict::Refuted) {
                let mut marking = net.initial.clone();
                for at in &claim.way {
                    marking = after(&net.steps[*at], &marking).unwrap();
                }
                if claim.what == What::Safe {
                    prop_assert!(marking.iter().any(|tokens| *tokens > 1));
                }
            }
            return Ok(());
        };
        let Goal::Marking(goals) = &net.goal else { unreachable!() };
        let goal = &goals[0];
        prop_assert_eq!(found.markings, all.len());
        prop_assert_eq!(found.steps, all.values().map(Vec::len).sum::<usize>());
        prop_assert!(found.unbounded.is_empty());
        let safe = all.keys().all(|it| it.iter().all(|tokens| *tokens < 2));
        let proper = all.keys().all(|it| it == goal || it.iter().zip(goal).any(|(is, wanted)| is < wanted));
        let taken: BTreeSet<usize> = all.values().flatten().map(|(at, _)| *at).collect();
        // Backwards from the goal, until nothing is added.
        let mut reaching: BTreeSet<&Vec<u8>> = all.keys().filter(|it| *it == goal).collect();
        loop {
            let more: Vec<&Vec<u8>> = all
                .iter()
                .filter(|(it, steps)| {
                    !reaching.contains(it) && steps.iter().any(|(_, next)| reaching.contains(next))
                })
                .map(|(it, _)| it)
                .collect();
            if more.is_empty() {
                break;
            }
            reaching.extend(more);
        }
        let verdict = |what: What| found.claim(what).unwrap().verdict;
        prop_assert_eq!(verdict(What::Safe), told(safe));
        prop_assert_eq!(verdict(What::ProperCompletion), told(proper));
        prop_assert_eq!(verdict(What::NoDeadActivities), told(taken.len() == net.steps.len()));
        prop_assert_eq!(verdict(What::OptionToComplete), told(reaching.len() == all.len()));
    }
}

/// So many tracks side by side, each of three steps: four to the power of that.
fn tracks(count: usize) -> Net {
    let mut net = Net {
        places: Vec::new(),
        nodes: Vec::new(),
        steps: Vec::new(),
        initial: Vec::new(),
        goal: Goal::Marking(Vec::new()),
    };
    for track in 0..count {
        for at in 0..4 {
            net.places.push(Place {
                id: format!("p{track}.{at}"),
                name: String::new(),
                kind: PlaceKind::Flow,
            });
            net.initial.push(u8::from(at == 0));
            if at > 0 {
                let place = net.places.len() - 1;
                net.nodes.push(Node {
                    id: format!("t{track}.{at}"),
                    name: String::new(),
                    activity: true,
                });
                net.steps.push(Step {
                    node: net.nodes.len() - 1,
                    takes: vec![(place - 1, 1)],
                    gives: vec![(place, 1)],
                    ..Step::default()
                });
            }
        }
    }
    let done = (0..net.places.len())
        .map(|at| u8::from(at % 4 == 3))
        .collect();
    net.goal = Goal::Marking(vec![done]);
    net
}

#[test]
fn many_markings_are_searched_and_a_budget_ends_it_honestly() {
    let found = examine(&tracks(8), Budget::default()).unwrap();
    assert_eq!(found.markings, 65_536);
    assert!(found.claims.iter().all(|it| it.verdict == Verdict::Proved));
    let budget = Budget {
        markings: 1_000,
        ..Budget::default()
    };
    let cut = examine(&tracks(8), budget).unwrap();
    assert!(!cut.searched);
    let verdict = |what: What| cut.claim(what).unwrap().verdict;
    assert_eq!(verdict(What::OptionToComplete), Verdict::Undecided);
    assert_eq!(verdict(What::Safe), Verdict::Undecided);
}
