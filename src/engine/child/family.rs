//! The parent and the children of a case, as its own entries tell of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::message::{Body, Sent};
use super::receive::Origin;
use crate::engine::{CaseId, Digest};
use crate::guard::{Counted, Name};

/// Most children that one case has.
pub const MOST_CHILDREN: usize = 20_000;
/// Most generations of children.
pub const MOST_GENERATIONS: u64 = 32;

/// What a case knows of its parent and its children.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Family {
    /// The parent, if another case opened it.
    pub parent: Option<Parent>,
    /// The children, by the name under which they were opened. Shared, so that
    /// the copies of a case that a decision works on cost nothing.
    pub children: BTreeMap<Name, Arc<BTreeMap<CaseId, Child>>>,
}

/// The parent of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parent {
    /// Its id.
    pub case: CaseId,
    /// The entry of it that opened this case.
    pub seq: u64,
    /// The hash of that entry.
    pub entry: Digest,
    /// The name under which the parent speaks of this case.
    pub name: Name,
    /// Which member or row it was opened for, from 0.
    pub row: Option<u64>,
    /// How many parents are above this case.
    pub generation: u64,
    /// How many messages of the parent were taken.
    pub taken: u64,
    /// How many were sent to it.
    pub sent: u64,
    /// The milestones that it was told of.
    pub reached: BTreeSet<Name>,
    /// The outcome that it was told of.
    pub outcome: Option<Name>,
}

/// A child of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Child {
    /// Its workflow.
    pub workflow: Name,
    /// The entry that opened it.
    pub seq: u64,
    /// The state that opened it; a transition did otherwise.
    pub state: Option<Name>,
    /// Which member or row it was opened for, from 0.
    pub row: Option<u64>,
    /// How many messages were sent to it.
    pub sent: u64,
    /// How many of its messages were taken.
    pub taken: u64,
    /// It was told to close.
    pub closing: bool,
    /// It could not be opened.
    pub failed: bool,
    /// The milestones that it has reached.
    pub reached: BTreeSet<Name>,
    /// What it has come to, if it has ended.
    pub outcome: Option<Name>,
}

impl Family {
    /// Whether there is neither parent nor child.
    pub fn is_empty(&self) -> bool {
        self.parent.is_none() && self.children.is_empty()
    }

    /// The family of a case that another one opens.
    pub(in crate::engine) fn born(origin: &Origin) -> Family {
        Family {
            parent: Some(Parent {
                case: origin.case.clone(),
                seq: origin.seq,
                entry: origin.entry,
                name: origin.name.clone(),
                row: origin.row,
                generation: origin.generation,
                // The opening itself.
                taken: 1,
                sent: 0,
                reached: BTreeSet::new(),
                outcome: None,
            }),
            children: BTreeMap::new(),
        }
    }

    /// How many parents are above the case.
    pub(in crate::engine) fn generation(&self) -> u64 {
        self.parent.as_ref().map_or(0, |parent| parent.generation)
    }

    /// How many children there are, of whatever name.
    pub(in crate::engine) fn size(&self) -> usize {
        self.children.values().map(|of_name| of_name.len()).sum()
    }

    /// A child, with the name under which it was opened.
    pub fn child(&self, id: &str) -> Option<(&Name, &Child)> {
        self.children
            .iter()
            .find_map(|(name, of_name)| Some((name, of_name.get(id)?)))
    }

    fn child_mut(&mut self, id: &str) -> Option<&mut Child> {
        self.children.values_mut().find_map(|of_name| {
            if of_name.contains_key(id) {
                Arc::make_mut(of_name).get_mut(id)
            } else {
                None
            }
        })
    }

    /// Of how many children opened under a name something is so.
    pub fn count(&self, name: &str, which: &Counted) -> u64 {
        let Some(of_name) = self.children.get(name) else {
            return 0;
        };
        let matches = |child: &Child| match which {
            Counted::Opened => true,
            Counted::Ended => child.outcome.is_some(),
            Counted::Reached(milestone) => child.reached.contains(milestone),
            Counted::Outcome(outcome) => child.outcome.as_ref() == Some(outcome),
        };
        let count = match which {
            Counted::Opened => of_name.len(),
            _ => of_name.values().filter(|child| matches(child)).count(),
        };
        u64::try_from(count).unwrap_or(u64::MAX)
    }

    /// The number that the next message to a case bears.
    pub(in crate::engine) fn next_number(&self, to: &str) -> u64 {
        let sent = match &self.parent {
            Some(parent) if *parent.case == *to => parent.sent,
            _ => self.child(to).map_or(0, |(_, child)| child.sent),
        };
        sent.saturating_add(1)
    }

    /// Takes note of what an entry of the case sends. `false` where it is to
    /// nobody that the case knows, or out of turn.
    #[must_use]
    pub(in crate::engine) fn send(&mut self, sent: &Sent, seq: u64) -> bool {
        if sent.number != self.next_number(&sent.to) {
            return false;
        }
        match &sent.body {
            Body::Open(opening) => {
                if self.child(&sent.to).is_some() {
                    return false;
                }
                let of_name = self.children.entry(opening.name.clone()).or_default();
                Arc::make_mut(of_name).insert(
                    sent.to.clone(),
                    Child {
                        workflow: opening.workflow.clone(),
                        seq,
                        state: opening.state.clone(),
                        row: opening.row,
                        sent: 1,
                        taken: 0,
                        closing: false,
                        failed: false,
                        reached: BTreeSet::new(),
                        outcome: None,
                    },
                );
                true
            }
            Body::Close { .. } => {
                let Some(child) = self.child_mut(&sent.to) else {
                    return false;
                };
                child.closing = true;
                child.sent = sent.number;
                true
            }
            Body::Report { reached, outcome } => {
                let Some(parent) = self.parent.as_mut().filter(|it| it.case == sent.to) else {
                    return false;
                };
                parent.sent = sent.number;
                parent.reached.extend(reached.iter().cloned());
                parent.outcome.clone_from(outcome);
                true
            }
        }
    }

    /// How many messages of a case were taken; `None` if it is neither parent
    /// nor child.
    pub(in crate::engine) fn taken(&self, from: &str) -> Option<u64> {
        match &self.parent {
            Some(parent) if *parent.case == *from => Some(parent.taken),
            _ => self.child(from).map(|(_, child)| child.taken),
        }
    }

    /// Takes a message. `false` where it is out of turn, or not for this case.
    #[must_use]
    pub(in crate::engine) fn take(&mut self, from: &str, number: u64, body: &Body) -> bool {
        if self.taken(from).and_then(|taken| taken.checked_add(1)) != Some(number) {
            return false;
        }
        match body {
            // Taken by the opening itself.
            Body::Open(_) => false,
            Body::Close { .. } => match self.parent.as_mut().filter(|it| *it.case == *from) {
                Some(parent) => {
                    parent.taken = number;
                    true
                }
                None => false,
            },
            Body::Report { reached, outcome } => match self.child_mut(from) {
                Some(child) => {
                    child.taken = number;
                    child.reached.extend(reached.iter().cloned());
                    child.outcome.clone_from(outcome);
                    true
                }
                None => false,
            },
        }
    }

    /// Takes note that a child could not be opened. `false` if it is not one
    /// that waits to be.
    #[must_use]
    pub(in crate::engine) fn fail(&mut self, id: &str) -> bool {
        match self.child_mut(id) {
            Some(child) if !child.failed && child.taken == 0 => {
                child.failed = true;
                true
            }
            _ => false,
        }
    }
}
