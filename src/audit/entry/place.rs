//! What a commitment of an entry is of, by where it stands.

use super::value::{MAX_NESTING, read_value};
use crate::audit::canonical::Tree;
use crate::audit::commitment::Shown;
use crate::guard::Value;

/// What the value at a path is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place<'a> {
    /// Of this fact: given, seen by a condition, or what an effect makes it.
    Fact(&'a str),
    /// Given to children of this name as this fact of theirs.
    Given {
        /// The name under which the case opens them.
        children: &'a str,
        /// Their fact.
        fact: &'a str,
    },
    /// Between people: an assignment, a delegation, a service, an answer.
    Tie,
    /// A seat that is given or left.
    Seat,
    /// A row of the register of seats that was read.
    Register,
    /// Free text: a reason, or what is said to a criterion.
    Text,
}

/// What the value at this JSON Pointer of an entry is of, if a value can stand there.
pub fn place<'a>(entry: &'a Tree<'a>, path: &'a str) -> Option<Place<'a>> {
    let steps: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
    // What a refused act names may have `~` and `/` in it: no fact has.
    match steps.as_slice() {
        ["given", fact] | [.., "seen", fact] => Some(Place::Fact(fact)),
        ["reason"] | ["criteria", _] => Some(Place::Text),
        // What a correction says is of the fact that it names.
        ["says"] => match entry.as_object()?.get("fact")?.as_text() {
            Some(fact) => Some(Place::Fact(fact)),
            None => Some(Place::Text),
        },
        ["register", ..] => Some(Place::Register),
        [.., "seats", _, "value"] => Some(Place::Seat),
        [.., "ties", _, _] => Some(Place::Tie),
        [.., "effects", _, "value"] => {
            let effect = steps.split_last().map(|(_, effect)| effect)?;
            Some(Place::Fact(
                at(entry, effect)?.as_object()?.get("fact")?.as_text()?,
            ))
        }
        ["sends", sent, "given", fact] => Some(Place::Given {
            children: at(entry, &["sends", sent])?
                .as_object()?
                .get("name")?
                .as_text()?,
            fact,
        }),
        _ => None,
    }
}

fn at<'a>(from: &'a Tree<'a>, steps: &[&str]) -> Option<&'a Tree<'a>> {
    steps.iter().try_fold(from, |tree, step| match tree {
        Tree::Object(members) => members.get(step),
        Tree::List(items) => items.get(step.parse::<usize>().ok()?),
        _ => None,
    })
}

/// The value that an opening holds; none if it is not one of its type.
pub fn value_of(opening: &Shown<'_>) -> Option<Value> {
    read_value(&opening.kind, &opening.value, MAX_NESTING)
}
