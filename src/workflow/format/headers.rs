//! The order of headers: an element before its sub-tables, sub-tables in the
//! order of their keys. Elements stay in the order of the file, which has a
//! meaning.

use std::collections::BTreeMap;

use toml_edit::{Decor, Item, Table};

use super::keys::raw;
use super::lead::{Lead, tail};
use super::shape::Shape;

/// Where a header stands.
struct Seat {
    /// The element that it begins or belongs to.
    element: usize,
    /// Which sub-table, from the outside in: rank of the key, and old position.
    within: Vec<(usize, isize)>,
    position: isize,
    lead: Lead,
}

/// Puts the headers of a document in order, and evens out their lines.
pub(super) fn in_order(root: &mut Table, shape: Shape) {
    let nothing_before = root.get_values().is_empty();
    let mut seats: Vec<Seat> = Vec::new();
    every(root, shape, &mut |table, element, within| {
        seats.push(Seat {
            element,
            within: within.to_vec(),
            position: table.position().unwrap_or(isize::MAX),
            lead: Lead::of(raw(table.decor().prefix())),
        });
    });
    let places = places(&mut seats, nothing_before);
    let mut places = seats.into_iter().zip(places);
    every(root, shape, &mut |table, _, _| {
        if let Some((seat, place)) = places.next() {
            let tail = tail(raw(table.decor().suffix()));
            *table.decor_mut() = Decor::new(seat.lead.text(), tail);
            table.set_position(Some(place));
        }
    });
}

/// The new position of each header; mends what stands before those that move.
fn places(seats: &mut [Seat], nothing_before: bool) -> Vec<isize> {
    let mut old: Vec<usize> = (0..seats.len()).collect();
    old.sort_by_key(|at| seats.get(*at).map(|seat| seat.position));
    // An element stands where its own header does, or else its first one.
    let mut stands: BTreeMap<usize, (bool, isize)> = BTreeMap::new();
    for seat in &*seats {
        let here = (!seat.within.is_empty(), seat.position);
        let known = stands.entry(seat.element).or_insert(here);
        *known = here.min(*known);
    }
    let mut new = old.clone();
    new.sort_by_key(|at| {
        seats.get(*at).map(|seat| {
            let stands = stands.get(&seat.element).map(|(_, position)| *position);
            (stands, seat.element, seat.within.clone(), seat.position)
        })
    });
    lead_elements(seats, &old, &new);
    // After which other header each one stood.
    let mut stood_after: Vec<Option<usize>> = vec![None; seats.len()];
    for pair in old.windows(2) {
        if let [before, at] = pair
            && let Some(after) = stood_after.get_mut(*at)
        {
            *after = Some(*before);
        }
    }
    let mut places = vec![0; seats.len()];
    let mut before = None;
    for (index, at) in new.iter().enumerate() {
        let moved = stood_after.get(*at).copied().flatten() != before;
        if let Some(seat) = seats.get_mut(*at) {
            let lead = std::mem::take(&mut seat.lead);
            seat.lead = if index == 0 && nothing_before {
                lead.at_start()
            } else if moved {
                lead.after_a_gap()
            } else {
                lead
            };
        }
        if let Some(place) = places.get_mut(*at) {
            *place = isize::try_from(index).unwrap_or(isize::MAX);
        }
        before = Some(*at);
    }
    places
}

/// What sets an element off from the one before (the title of a part of the
/// file) stays before it when another of its headers, all of which stand
/// together, comes first.
fn lead_elements(seats: &mut [Seat], old: &[usize], new: &[usize]) {
    let firsts = |order: &[usize], seats: &[Seat]| {
        let mut firsts: BTreeMap<usize, usize> = BTreeMap::new();
        for at in order {
            if let Some(seat) = seats.get(*at) {
                firsts.entry(seat.element).or_insert(*at);
            }
        }
        firsts
    };
    let (was, is) = (firsts(old, seats), firsts(new, seats));
    let mut index = vec![0; seats.len()];
    for (at, seat) in old.iter().enumerate() {
        if let Some(index) = index.get_mut(*seat) {
            *index = at;
        }
    }
    let elements: Vec<usize> = seats.iter().map(|seat| seat.element).collect();
    let together = |was: usize, is: usize| {
        let (Some(from), Some(to)) = (index.get(was), index.get(is)) else {
            return false;
        };
        old.get(*from..*to).is_some_and(|between| {
            between
                .iter()
                .all(|at| elements.get(*at) == elements.get(was))
        })
    };
    for (was, is) in was.into_values().zip(is.into_values()) {
        if was == is || !together(was, is) {
            continue;
        }
        let mut take = |at: usize| {
            seats
                .get_mut(at)
                .map(|seat| std::mem::take(&mut seat.lead).split())
                .unwrap_or_default()
        };
        let ((place_was, own_was), (place_is, own_is)) = (take(was), take(is));
        if let Some(seat) = seats.get_mut(was) {
            seat.lead = place_is.then(own_was);
        }
        if let Some(seat) = seats.get_mut(is) {
            seat.lead = place_was.then(own_is);
        }
    }
}

type Visit<'v> = &'v mut dyn FnMut(&mut Table, usize, &[(usize, isize)]);

/// Visits every table with a header, always in the same order.
fn every(root: &mut Table, shape: Shape, visit: Visit<'_>) {
    let mut element = 0;
    for (key, item) in root.iter_mut() {
        let below = shape.under(key.get());
        match (item, below) {
            (Item::Table(table), Shape::Each(inner)) => {
                if has_header(table) {
                    visit(table, element, &[]);
                    element = element.saturating_add(1);
                }
                for (_, item) in table.iter_mut() {
                    one_element(item, Shape::Keys(inner), &mut element, visit);
                }
            }
            (item, below) => one_element(item, below, &mut element, visit),
        }
    }
}

fn one_element(item: &mut Item, shape: Shape, element: &mut usize, visit: Visit<'_>) {
    let mut one = |table: &mut Table| {
        inside(table, shape, *element, &mut Vec::new(), visit);
        *element = element.saturating_add(1);
    };
    match item {
        Item::Table(table) => one(table),
        Item::ArrayOfTables(several) => several.iter_mut().for_each(one),
        Item::Value(_) | Item::None => {}
    }
}

fn inside(
    table: &mut Table,
    shape: Shape,
    element: usize,
    within: &mut Vec<(usize, isize)>,
    visit: Visit<'_>,
) {
    if has_header(table) {
        visit(table, element, within);
    }
    for (key, item) in table.iter_mut() {
        let (rank, below) = (shape.rank(key.get()), shape.under(key.get()));
        let mut one = |table: &mut Table| {
            within.push((rank, position(table)));
            inside(table, below, element, within, visit);
            within.pop();
        };
        match item {
            Item::Table(table) => one(table),
            Item::ArrayOfTables(several) => several.iter_mut().for_each(one),
            Item::Value(_) | Item::None => {}
        }
    }
}

fn has_header(table: &Table) -> bool {
    !table.is_dotted() && !table.is_implicit()
}

/// The position of a table: of its own header, or else the first below it. The
/// loader takes the same for the order of elements.
fn position(table: &Table) -> isize {
    if has_header(table) {
        return table.position().unwrap_or(isize::MAX);
    }
    let below = table.iter().flat_map(|(_, item)| match item {
        Item::Table(table) => vec![position(table)],
        Item::ArrayOfTables(several) => several.iter().map(position).collect(),
        Item::Value(_) | Item::None => Vec::new(),
    });
    below.min().unwrap_or(isize::MAX)
}
