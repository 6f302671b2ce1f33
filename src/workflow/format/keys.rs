//! The keys of a table and what stands around them.

use toml_edit::{Decor, Item, Key, KeyMut, RawString, Table};

use super::inline::in_value;
use super::lead::{Lead, spaces, tail};
use super::shape::Shape;

/// A key with its value, or several that begin with the same word and a dot.
struct Entry {
    key: Key,
    item: Item,
    lead: Lead,
}

/// Formats the keys of a table, and of every table below it.
pub(super) fn in_table(table: &mut Table, shape: Shape) {
    sort(table, shape);
    in_lines(table, shape);
    for (key, item) in table.iter_mut() {
        let below = shape.under(key.get());
        match item {
            Item::Table(inner) if !inner.is_dotted() => in_table(inner, below),
            Item::ArrayOfTables(several) => {
                for inner in several.iter_mut() {
                    in_table(inner, below);
                }
            }
            Item::Table(_) | Item::Value(_) | Item::None => {}
        }
    }
}

/// Puts the keys in their order, within groups set off by an empty line.
///
/// What stands above the empty line stays where it is; the comment directly
/// above a key goes with it.
fn sort(table: &mut Table, shape: Shape) {
    let names: Vec<String> = table
        .iter()
        .filter(|(_, item)| first_leaf(item))
        .map(|(key, _)| key.to_owned())
        .collect();
    // From the last, so that nothing has to move up.
    let mut entries: Vec<(Key, Item)> = names
        .iter()
        .rev()
        .filter_map(|name| table.remove_entry(name))
        .collect();
    entries.reverse();
    let mut groups: Vec<(Lead, Vec<Entry>)> = Vec::new();
    for (mut key, mut item) in entries {
        let lead = Lead::of(&lead_of(&mut key.as_mut(), &mut item));
        let starts = lead.sets_off() || groups.is_empty();
        let (place, own) = lead.split();
        let entry = Entry {
            key,
            item,
            lead: own,
        };
        match groups.last_mut() {
            Some((_, group)) if !starts => group.push(entry),
            _ => groups.push((place, vec![entry])),
        }
    }
    let mut first = true;
    for (mut place, mut group) in groups {
        group.sort_by_key(|entry| shape.rank(entry.key.get()));
        for mut entry in group {
            let mut lead = std::mem::take(&mut place).then(entry.lead);
            if first {
                lead = lead.at_start();
            }
            first = false;
            set_lead(&mut entry.key.as_mut(), &mut entry.item, &lead.text());
            table.insert_formatted(&entry.key, entry.item);
        }
    }
}

/// Whether an item writes a line of its table.
fn first_leaf(item: &Item) -> bool {
    match item {
        Item::Value(_) => true,
        Item::Table(table) => table.is_dotted() && table.iter().any(|(_, inner)| first_leaf(inner)),
        Item::ArrayOfTables(_) | Item::None => false,
    }
}

fn lead_of(key: &mut KeyMut<'_>, item: &mut Item) -> String {
    match item {
        Item::Table(table) => table
            .iter_mut()
            .find(|(_, inner)| first_leaf(inner))
            .map(|(mut key, inner)| lead_of(&mut key, inner))
            .unwrap_or_default(),
        _ => raw(key.leaf_decor().prefix()).to_owned(),
    }
}

fn set_lead(key: &mut KeyMut<'_>, item: &mut Item, lead: &str) {
    match item {
        Item::Table(table) => {
            if let Some((mut key, inner)) = table.iter_mut().find(|(_, inner)| first_leaf(inner)) {
                set_lead(&mut key, inner, lead);
            }
        }
        _ => key.leaf_decor_mut().set_prefix(lead),
    }
}

/// Evens out the lines of a table: `key = value # comment`.
fn in_lines(table: &mut Table, shape: Shape) {
    for (mut key, item) in table.iter_mut() {
        let below = shape.under(key.get());
        key.dotted_decor_mut().clear();
        match item {
            Item::Value(value) => {
                in_value(value, below);
                let lead = Lead::of(raw(key.leaf_decor().prefix())).text();
                let gap = spaces(raw(key.leaf_decor().suffix()));
                *key.leaf_decor_mut() = Decor::new(lead, gap);
                let tail = tail(raw(value.decor().suffix()));
                *value.decor_mut() = Decor::new(" ", tail);
            }
            Item::Table(inner) if inner.is_dotted() => in_lines(inner, below),
            // The key stands in a header; comments stand around that.
            Item::Table(_) | Item::ArrayOfTables(_) => key.leaf_decor_mut().clear(),
            Item::None => {}
        }
    }
}

/// The text of a decoration.
pub(super) fn raw(text: Option<&RawString>) -> &str {
    text.and_then(RawString::as_str).unwrap_or_default()
}
