//! Reading what an entry says of a case that goes on under another definition.

use super::{Node, read_point};
use crate::audit::canonical::{Members, Tree};
use crate::audit::entry::EntryError;
use crate::engine::revise::{Moved, Names, Renamed};
use crate::engine::{Content, Effect, Step};

/// A case that was moved to another revision.
pub(super) fn moved<'a>(
    root: &Node<'a>,
    members: &'a Members<'a>,
    effects: Vec<Effect>,
    steps: Vec<Step>,
) -> Result<Moved, EntryError> {
    let at = |key: &str| root.member(members, key);
    nothing_assumed(&at("assumptions")?)?;
    let leaves = at("leaves")?;
    let left = leaves.exactly(2)?;
    let renamed = at("renamed")?;
    let names = renamed.exactly(5)?;
    let of = |key: &str| by_name(&renamed.member(names, key)?);
    Ok(Moved {
        leaves: leaves.member(left, "manifest")?.hash()?.0,
        from: leaves.member(left, "revision")?.small()?,
        to: at("revision")?.small()?,
        rule: at("rule")?.name()?,
        basis: at("basis")?.names()?,
        renamed: Renamed {
            deadlines: of("deadlines")?,
            facts: of("facts")?,
            roles: of("roles")?,
            states: of("states")?,
            transitions: of("transitions")?,
        },
        left: at("left")?.names()?,
        entered: at("entered")?.names()?,
        effects,
        steps,
        outcome: at("outcome")?.optional()?,
    })
}

/// A deadline that was counted again.
pub(super) fn recounted<'a>(
    root: &Node<'a>,
    members: &'a Members<'a>,
) -> Result<Content, EntryError> {
    let at = |key: &str| root.member(members, key);
    nothing_assumed(&at("assumptions")?)?;
    let leaves = at("leaves")?;
    let left = leaves.exactly(1)?;
    let was = at("was")?;
    Ok(Content::Recounted {
        leaves: leaves.member(left, "manifest")?.hash()?.0,
        deadline: at("deadline")?.optional()?,
        was: match was.json {
            Tree::Null => None,
            _ => Some(was.read(read_point)?),
        },
        basis: at("basis")?.names()?,
    })
}

fn nothing_assumed(node: &Node<'_>) -> Result<(), EntryError> {
    if node.is_empty() {
        Ok(())
    } else {
        Err(node.wrong())
    }
}

/// Pairs of names, each `from` once, in order of its bytes.
fn by_name(node: &Node<'_>) -> Result<Names, EntryError> {
    let mut names = Names::new();
    for pair in node.items()? {
        let members = pair.exactly(2)?;
        let from = pair.member(members, "from")?.name()?;
        if names
            .last_key_value()
            .is_some_and(|(last, _)| *last >= from)
        {
            return Err(pair.wrong());
        }
        names.insert(from, pair.member(members, "to")?.optional()?);
    }
    Ok(names)
}
