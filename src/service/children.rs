//! Children of cases: whether they can be opened, and one act in many of them.

use std::collections::{BTreeMap, BTreeSet};

use super::cases::{Cases, Opened};
use super::error::CasesError;
use super::request::{Request, Who};
use crate::audit::hash::first_link;
use crate::diagnostic::Finding;
use crate::engine::child::{Body, Message, ReceiveError, messages, open_child};
use crate::engine::{CaseId, DecideError, Decision, Digest};
use crate::guard::Name;
use crate::library::Library;
use crate::store::{StoreError, StoredCase};

/// How many children are looked at together.
const TOGETHER: usize = 256;

/// The manifests of a library's procedures, as a decision is told of them.
pub(super) fn manifests(library: &Library) -> BTreeMap<Name, Digest> {
    let all = library.procedures.iter();
    all.map(|(id, procedure)| (id.clone(), procedure.manifest.hash().0))
        .collect()
}

/// What came of one act in many children.
#[derive(Debug, Clone, Default)]
pub struct Answered {
    /// The children in which it was taken, in the order of their opening.
    pub taken: Vec<CaseId>,
    /// Those in which it was refused, with the grounds.
    pub refused: Vec<(CaseId, Vec<Finding>)>,
    /// How many had ended before.
    pub ended: usize,
    /// How many are still to be opened, or could not be.
    pub absent: usize,
}

impl Cases<'_> {
    /// Whether every child that a decision opens can be opened as it says: so
    /// that an act is not kept which could not be carried out. What the children
    /// will run under is kept.
    pub(super) async fn children_can_open(
        &self,
        library: &Library,
        decision: &Decision,
        who: &Who,
    ) -> Result<(), CasesError> {
        let mut kept: BTreeSet<&Name> = BTreeSet::new();
        let opens = |entry| messages(entry, Digest::default());
        for message in decision.entries().flat_map(opens) {
            let Body::Open(opening) = &message.sent.body else {
                continue;
            };
            let Some((id, procedure)) = library.procedures.get_key_value(&opening.workflow) else {
                continue;
            };
            let definition = procedure.definition();
            let mut world = self.world(&procedure.zone, who, None, Some(message.effective));
            world.recorded = world.recorded.max(world.effective);
            world.principal = Message::principal();
            world.children = manifests(library);
            if let Err(error) = open_child(definition, &world, &message) {
                return Err(CasesError::ChildNotOpened {
                    workflow: opening.workflow.clone(),
                    error,
                });
            }
            if kept.insert(id) {
                self.keep(procedure).await?;
            }
        }
        Ok(())
    }

    /// Lets somebody attempt the same transition in every child of a name that
    /// has not ended: each attempt is an entry of its own, taken or refused.
    ///
    /// # Errors
    /// There are no such children, or an attempt could not be decided or kept:
    /// then those before it are kept.
    pub async fn advance_children(
        &self,
        parent: &CaseId,
        name: &str,
        transition: &str,
        request: &Request,
    ) -> Result<Answered, CasesError> {
        let Opened { case, .. } = self.find(parent).await?;
        let Some(children) = case.family.children.get(name) else {
            return Err(CasesError::NoSuchChildren {
                case: parent.clone(),
                children: name.into(),
            });
        };
        let mut ids: Vec<(u64, Option<u64>, &CaseId)> = children
            .iter()
            .map(|(id, child)| (child.seq, child.row, id))
            .collect();
        ids.sort_unstable();
        let mut answered = Answered::default();
        for together in ids.chunks(TOGETHER) {
            let ids = together.iter().map(|(_, _, id)| *id);
            self.advance_some(ids, transition, request, &mut answered)
                .await?;
        }
        self.deliver_what_is_left().await;
        Ok(answered)
    }

    /// One act in a number of cases. Their entries are committed together.
    async fn advance_some(
        &self,
        ids: impl Iterator<Item = &CaseId>,
        transition: &str,
        request: &Request,
        answered: &mut Answered,
    ) -> Result<(), CasesError> {
        // Every look, and then every append, is under way before one is waited
        // for: so the store answers many at once.
        let looks: Vec<_> = ids.map(|id| (id, self.store.case(id))).collect();
        let mut under_way = Vec::new();
        for (id, look) in looks {
            let Some(StoredCase { case, head }) = look.await? else {
                answered.absent += 1;
                continue;
            };
            if case.outcome.is_some() {
                answered.ended += 1;
                continue;
            }
            let held = self.held(id, crate::audit::Hash(case.manifest)).await?;
            let opened = Opened {
                at: case.recorded,
                case,
                head,
                held,
            };
            let (count, decision) = self.decide(&opened, transition, request).await?;
            let decided = std::slice::from_ref(&decision);
            let seq = opened.case.seq;
            let append = self.sealed(decided, &opened.head, seq, Vec::new(), count)?;
            under_way.push((id, opened, decision, self.store.append(append)));
        }
        for (id, opened, decision, append) in under_way {
            let (accepted, refusal) = match append.await {
                Ok(_) => {
                    let refusal = decision.refusal(&opened.held.workflow, &opened.case);
                    (decision.accepted(), refusal)
                }
                // Somebody else was first in this one.
                Err(StoreError::Stale { .. } | StoreError::RegisterMoved { .. }) => {
                    let done = self.advance(id, transition, request, None).await?;
                    (done.accepted(), done.refusal())
                }
                Err(error) => return Err(error.into()),
            };
            if accepted {
                answered.taken.push(id.clone());
            } else {
                answered.refused.push((id.clone(), refusal));
            }
        }
        Ok(())
    }

    /// The link before the first entry of a case.
    pub(super) fn first_link(&self, case: &CaseId) -> crate::audit::Hash {
        first_link(&self.store.log().log, case)
    }
}

/// Why a child cannot be opened, in a word; `None` where it may be another time.
pub(super) fn lasting(error: &ReceiveError) -> Option<&'static str> {
    match error {
        ReceiveError::Decide(error) => match error {
            DecideError::NotOpened { .. } => Some("not_lawful"),
            DecideError::NotInForce { .. } => Some("not_in_force"),
            DecideError::Unsupported { .. } => Some("not_executed"),
            DecideError::NoSuchFact { .. } => Some("no_such_fact"),
            DecideError::NoSuchState { .. } => Some("no_such_state"),
            DecideError::WrongDefinition { .. } => Some("definition"),
            _ => None,
        },
        ReceiveError::Taken { .. } | ReceiveError::OutOfTurn { .. } => None,
    }
}
