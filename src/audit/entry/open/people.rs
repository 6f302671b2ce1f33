//! Reading back what is between people.

use std::collections::BTreeMap;

use super::{ERASED_REASON, EntryError, Node, Reader};
use crate::audit::canonical::{Members, Tree};
use crate::engine::people::{Behalf, Tied};
use crate::guard::{Name, Value};
use crate::workflow::Service;

/// Members that an entry has only where they say something.
pub(super) const OPTIONAL: [&str; 5] = [
    "claims",
    "criteria",
    "discretion",
    "on_behalf_of",
    "withdraws",
];

impl Reader<'_> {
    pub(super) fn criteria(
        &self,
        root: &Node<'_>,
        members: &Members<'_>,
    ) -> Result<BTreeMap<Name, Name>, EntryError> {
        let Some(node) = present(root, members, "criteria") else {
            return Ok(BTreeMap::new());
        };
        let said = self.facts(&node)?;
        if said.is_empty() {
            return Err(node.wrong());
        }
        said.into_iter()
            .map(|(id, said)| match said {
                Value::Text(text) => Ok((id, text)),
                Value::Erased => Ok((id, ERASED_REASON.into())),
                _ => Err(node.step(&id).wrong()),
            })
            .collect()
    }

    /// A step's ties, which it has only where there are any.
    pub(super) fn ties(&self, node: &Node<'_>) -> Result<Vec<Tied>, EntryError> {
        let ties: Vec<Tied> = node
            .items()?
            .map(|item| self.tie(&item))
            .collect::<Result<_, _>>()?;
        if ties.is_empty() {
            return Err(node.wrong());
        }
        Ok(ties)
    }

    fn tie(&self, item: &Node<'_>) -> Result<Tied, EntryError> {
        let members = item.object()?;
        let at = |key: &str| item.member(members, key);
        let value = |key: &str| self.value(&at(key)?);
        let maybe = |key: &str| -> Result<Option<Value>, EntryError> {
            let node = at(key)?;
            match node.json {
                Tree::Null => Ok(None),
                _ => self.value(&node).map(Some),
            }
        };
        let (count, tied) = match at("tie")?.text()? {
            "assign" => (
                3,
                Tied::Assign {
                    role: at("role")?.name()?,
                    person: value("person")?,
                },
            ),
            "unassign" => (
                2,
                Tied::Unassign {
                    role: at("role")?.name()?,
                },
            ),
            "delegate" => (
                5,
                Tied::Delegate {
                    role: at("role")?.name()?,
                    to: value("to")?,
                    from: maybe("from")?,
                    until: maybe("until")?,
                },
            ),
            "revoke" => (
                2,
                Tied::Revoke {
                    delegation: at("delegation")?.small()?,
                },
            ),
            "serve" => (
                6,
                Tied::Serve {
                    to: value("to")?,
                    document: value("document")?,
                    on: value("on")?,
                    how: at("how")?
                        .read(|word| Service::of(word).map(|kind| kind.as_str().into()))?,
                    effective: maybe("effective")?,
                },
            ),
            "recommend" => (
                2,
                Tied::Recommend {
                    recommendation: at("recommendation")?.name()?,
                },
            ),
            "annul" => (
                3,
                Tied::Annul {
                    transition: at("transition")?.name()?,
                    entry: at("entry")?.count()?,
                },
            ),
            "answer" => (
                3,
                Tied::Answer {
                    recommendation: at("recommendation")?.name()?,
                    answer: value("answer")?,
                },
            ),
            _ => return Err(at("tie")?.wrong()),
        };
        item.exactly(count)?;
        Ok(tied)
    }
}

/// A member that may be left out.
fn present<'a>(root: &Node<'a>, members: &'a Members<'a>, key: &str) -> Option<Node<'a>> {
    members.get(key).map(|json| root.at(json))
}

/// The claims relied upon: absent, or at least one.
pub(super) fn claims(root: &Node<'_>, members: &Members<'_>) -> Result<Vec<Name>, EntryError> {
    match present(root, members, "claims") {
        None => Ok(Vec::new()),
        Some(node) => {
            let claims = node.names()?;
            if claims.is_empty() {
                return Err(node.wrong());
            }
            Ok(claims)
        }
    }
}

/// For whom somebody acted.
pub(super) fn behalf(root: &Node<'_>, members: &Members<'_>) -> Result<Option<Behalf>, EntryError> {
    let Some(node) = present(root, members, "on_behalf_of") else {
        return Ok(None);
    };
    let members = node.exactly(2)?;
    let entry = node.member(members, "entry")?;
    Ok(Some(Behalf {
        person: node.member(members, "person")?.name()?,
        entry: match entry.json {
            Tree::Null => None,
            _ => Some(entry.count()?),
        },
    }))
}

/// A mark that is `true` where it stands.
pub(super) fn mark(root: &Node<'_>, members: &Members<'_>, key: &str) -> Result<bool, EntryError> {
    match present(root, members, key) {
        None => Ok(false),
        Some(node) if *node.json == Tree::Bool(true) => Ok(true),
        Some(node) => Err(node.wrong()),
    }
}
