//! That values were erased, or an entry corrected.

use super::{Node, Reader};
use crate::audit::canonical::{Members, Tree};
use crate::audit::entry::EntryError;
use crate::engine::Content;
use crate::engine::correct::Correction;
use crate::engine::erase::Removed;

impl Reader<'_> {
    /// What an entry of the kind `erased` says.
    pub(super) fn erased<'a>(
        &self,
        root: &Node<'a>,
        members: &'a Members<'a>,
    ) -> Result<Content, EntryError> {
        let at = |key: &str| root.member(members, key);
        let basis = at("basis")?;
        let removed = at("removed")?;
        // Something was removed, and on some basis.
        for node in [&basis, &removed] {
            if node.is_empty() {
                return Err(node.wrong());
            }
        }
        let mut last = 0;
        let removed = removed
            .items()?
            .map(|item| {
                let one = read_removed(&item)?;
                // Each entry stands once, in their order.
                if one.seq <= last {
                    return Err(item.wrong());
                }
                last = one.seq;
                Ok(one)
            })
            .collect::<Result<_, EntryError>>()?;
        Ok(Content::Erased {
            facts: at("facts")?.names()?,
            removed,
            basis: basis.names()?,
            reason: self.reason(&at("reason")?)?,
        })
    }
}

impl Reader<'_> {
    /// What an entry of the kind `corrected` says.
    pub(super) fn corrected<'a>(
        &self,
        root: &Node<'a>,
        members: &'a Members<'a>,
    ) -> Result<Content, EntryError> {
        let at = |key: &str| root.member(members, key);
        let corrects = at("corrects")?;
        let place = corrects.exactly(3)?;
        let seq = corrects.member(place, "sequence")?;
        if seq.count()? == 0 {
            return Err(seq.wrong());
        }
        let reason = at("reason")?;
        let grounds = super::grounds(&at("grounds")?)?;
        let present = match at("present")?.json {
            Tree::Bool(present) => *present,
            _ => return Err(at("present")?.wrong()),
        };
        let fact = at("fact")?.optional()?;
        // What was refused changes nothing, and neither does what is no fact's.
        if present && !(grounds.is_empty() && fact.is_some()) {
            return Err(at("present")?.wrong());
        }
        Ok(Content::Corrected(Box::new(Correction {
            seq: seq.count()?,
            entry: corrects.member(place, "entry")?.hash()?.0,
            path: corrects.member(place, "path")?.name()?,
            fact,
            says: self.value(&at("says")?)?,
            present,
            basis: at("basis")?.names()?,
            reason: self.reason(&reason)?.ok_or_else(|| reason.wrong())?,
            grounds,
        })))
    }
}

fn read_removed(item: &Node<'_>) -> Result<Removed, EntryError> {
    let members = item.exactly(3)?;
    let paths = item.member(members, "paths")?;
    if paths.is_empty() {
        return Err(paths.wrong());
    }
    Ok(Removed {
        seq: item.member(members, "sequence")?.count()?,
        entry: item.member(members, "entry")?.hash()?.0,
        paths: paths.names()?,
    })
}
