//! That values were erased.

use super::{Node, Reader};
use crate::audit::canonical::Members;
use crate::audit::entry::EntryError;
use crate::engine::Content;
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
