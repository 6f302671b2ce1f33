//! Ways to a state, shortest first.

use std::collections::{BTreeSet, VecDeque};

use super::{State, Way};

/// Ways to what was found, shortest first: looked for backwards, by how long a way
/// is at least (Hart, Nilsson and Raphael 1968).
pub(super) fn ways(
    states: &[State],
    entering: &[Vec<(usize, usize)>],
    (beginnings, found): (usize, &[(usize, Option<usize>)]),
    most: usize,
) -> Vec<Way> {
    let far = distances(entering, beginnings);
    let least = |at: usize, so_far: usize| {
        let far = far.get(at).copied().unwrap_or(0);
        far.saturating_add(so_far)
    };
    let mut ways: Vec<Way> = Vec::new();
    let mut open: BTreeSet<(usize, usize, usize, Vec<usize>)> = found
        .iter()
        .enumerate()
        .map(|(place, &(at, edge))| {
            let edges: Vec<usize> = edge.into_iter().collect();
            (least(at, edges.len()), place, at, edges)
        })
        .collect();
    let mut looked = 0_usize;
    while let Some((_, place, at, edges)) = open.pop_first() {
        looked = looked.saturating_add(1);
        if ways.len() >= most || looked > most.saturating_mul(400) {
            break;
        }
        if at < beginnings {
            let mut forward = edges.clone();
            forward.reverse();
            let way = Way {
                begins: states.get(at).map_or(0, |state| state.node),
                edges: forward,
            };
            if !ways.contains(&way) {
                ways.push(way);
            }
        }
        for &(from, edge) in entering.get(at).into_iter().flatten() {
            let mut longer = edges.clone();
            longer.push(edge);
            open.insert((least(from, longer.len()), place, from, longer));
        }
    }
    ways
}

/// How many steps each state is from a beginning.
fn distances(entering: &[Vec<(usize, usize)>], beginnings: usize) -> Vec<usize> {
    let mut leaving: Vec<Vec<usize>> = vec![Vec::new(); entering.len()];
    for (to, list) in entering.iter().enumerate() {
        for &(from, _) in list {
            if let Some(list) = leaving.get_mut(from) {
                list.push(to);
            }
        }
    }
    let mut far = vec![usize::MAX; entering.len()];
    let mut open: VecDeque<(usize, usize)> = (0..beginnings).map(|at| (at, 0)).collect();
    while let Some((at, steps)) = open.pop_front() {
        if let Some(known) = far.get_mut(at).filter(|known| **known == usize::MAX) {
            *known = steps;
            let next = leaving.get(at).into_iter().flatten();
            open.extend(next.map(|&to| (to, steps.saturating_add(1))));
        }
    }
    far
}
