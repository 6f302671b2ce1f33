//! What an entry tells other cases, and what it takes from them, read back.

use super::{Node, Reader};
use crate::audit::canonical::Tree;
use crate::audit::entry::{EntryError, valid_case};
use crate::engine::child::{Body, Opening, Origin, Sent};
use crate::engine::{CaseId, Content, Digest};
use crate::guard::Name;

/// How many members the kind of entry has of its own, and what it records.
type Read = (usize, Content);

impl Node<'_> {
    fn case(&self) -> Result<CaseId, EntryError> {
        let id = self.name()?;
        if valid_case(&id) {
            Ok(id)
        } else {
            Err(self.wrong())
        }
    }

    fn digest(&self) -> Result<Digest, EntryError> {
        Ok(self.hash()?.0)
    }

    fn optional_count(&self) -> Result<Option<u64>, EntryError> {
        match self.json {
            Tree::Null => Ok(None),
            _ => self.count().map(Some),
        }
    }
}

/// The member `parent` of the first entry of a child.
pub(super) fn origin(node: &Node<'_>) -> Result<Origin, EntryError> {
    let members = node.exactly(8)?;
    let at = |key: &str| node.member(members, key);
    Ok(Origin {
        case: at("case")?.case()?,
        seq: at("sequence")?.count()?,
        entry: at("entry")?.digest()?,
        name: at("name")?.name()?,
        at: at("at")?.optional()?,
        state: at("state")?.optional()?,
        row: at("row")?.optional_count()?,
        generation: at("generation")?.count()?,
    })
}

fn report<'a>(at: &impl Fn(&str) -> Result<Node<'a>, EntryError>) -> Result<Body, EntryError> {
    Ok(Body::Report {
        reached: at("reached")?.names()?,
        outcome: at("outcome")?.optional()?,
    })
}

/// What only an entry has that says that a child could not be opened.
pub(super) fn unopened(node: &Node<'_>, why: Name) -> Result<Read, EntryError> {
    let members = node.exactly(4)?;
    let at = |key: &str| node.member(members, key);
    let word = at("message")?;
    if word.text()? != "open" {
        return Err(word.wrong());
    }
    Ok((
        2,
        Content::Unopened {
            child: at("to")?.case()?,
            source: at("sequence")?.count()?,
            entry: at("entry")?.digest()?,
            why,
        },
    ))
}

/// A message that was taken: what it says, and where it comes from.
pub(super) struct Taken {
    pub from: CaseId,
    pub source: u64,
    pub entry: Digest,
    pub number: u64,
    pub body: Body,
}

/// The member `message` of an entry that takes one.
pub(super) fn taken(node: &Node<'_>) -> Result<Taken, EntryError> {
    let members = node.object()?;
    let at = |key: &str| node.member(members, key);
    let word = at("message")?;
    let (count, body) = match word.text()? {
        "close" => (
            6,
            Body::Close {
                name: at("name")?.name()?,
            },
        ),
        "report" => (7, report(&at)?),
        _ => return Err(word.wrong()),
    };
    node.exactly(count)?;
    Ok(Taken {
        from: at("from")?.case()?,
        source: at("sequence")?.count()?,
        entry: at("entry")?.digest()?,
        number: at("number")?.count()?,
        body,
    })
}

impl Reader<'_> {
    /// The member `sends`. It is not there where there is nothing to tell.
    pub(super) fn sends(&self, node: &Node<'_>) -> Result<Vec<Sent>, EntryError> {
        let sends = node
            .items()?
            .map(|item| self.sent(&item))
            .collect::<Result<Vec<_>, _>>()?;
        if sends.is_empty() {
            return Err(node.wrong());
        }
        Ok(sends)
    }

    fn sent(&self, node: &Node<'_>) -> Result<Sent, EntryError> {
        let members = node.object()?;
        let at = |key: &str| node.member(members, key);
        let word = at("message")?;
        let (count, body) = match word.text()? {
            "open" => (
                11,
                Body::Open(Opening {
                    name: at("name")?.name()?,
                    workflow: at("workflow")?.name()?,
                    manifest: at("manifest")?.digest()?,
                    at: at("at")?.optional()?,
                    state: at("state")?.optional()?,
                    row: at("row")?.optional_count()?,
                    generation: at("generation")?.count()?,
                    given: self.facts(&at("given")?)?,
                }),
            ),
            "close" => (
                4,
                Body::Close {
                    name: at("name")?.name()?,
                },
            ),
            "report" => (5, report(&at)?),
            _ => return Err(word.wrong()),
        };
        node.exactly(count)?;
        Ok(Sent {
            to: at("to")?.case()?,
            number: at("number")?.count()?,
            body,
        })
    }
}
