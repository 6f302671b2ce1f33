//! Whether a case may be opened that another case opens, where adoption is demanded.
//!
//! An act that would open one under a procedure that is not adopted is not taken at
//! all. What the clock does, and what a message leads to, is the law's and stands; the
//! child is not opened, and an entry of the parent says so. What counts is what was
//! adopted when the entry was written that opens it, by its place in the log: whoever
//! delivers it, and whenever, comes to the same.

use std::collections::BTreeMap;

use super::adoptions_of;
use crate::audit::Hash;
use crate::audit::own::{OwnContent, Stage};
use crate::engine::CaseId;
use crate::engine::child::{Message, Opening};
use crate::service::cases::Cases;
use crate::service::error::CasesError;
use crate::service::log::{Log, LogError, OwnPast};

/// What becomes of an opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::service) enum MayOpen {
    /// The child may be opened.
    Yes,
    /// Its procedure was not adopted.
    No,
    /// Whoever delivers here has no library, and cannot know whether it demands
    /// adoption: it waits for one who has.
    Waits,
}

/// What was read of the log while messages are delivered.
#[derive(Default)]
pub(in crate::service) struct Seen {
    own: Option<Vec<OwnPast>>,
    /// The places in the log of the entries that open children.
    places: BTreeMap<(CaseId, u64), Option<u64>>,
}

impl Cases<'_> {
    /// Whether the child may be opened that a message opens.
    pub(in crate::service) async fn may_open(
        &self,
        message: &Message,
        opening: &Opening,
        seen: &mut Seen,
    ) -> Result<MayOpen, CasesError> {
        let demanded = self.library.map(|library| library.setting.adopted_only);
        if demanded == Some(false) {
            return Ok(MayOpen::Yes);
        }
        let failed = |error: LogError| CasesError::Log(Box::new(error));
        let own = match &mut seen.own {
            Some(own) => own,
            none => none.insert(Log::new(self.store).own().await.map_err(failed)?),
        };
        let adopts = |past: &OwnPast| matches!(past.entry.content, OwnContent::Adopted(_));
        if demanded.is_none() && !own.iter().any(adopts) {
            return Ok(MayOpen::Yes);
        }
        let from = (message.from.clone(), message.seq);
        let place = match seen.places.get(&from) {
            Some(place) => *place,
            None => {
                let before = message.seq.saturating_sub(1);
                let found = self.store.entries(&message.from, before, 1).await?;
                let place = found.first().and_then(|entry| entry.index);
                seen.places.insert(from, place);
                place
            }
        };
        let Some(place) = place else {
            return Ok(MayOpen::Waits);
        };
        let until = own.partition_point(|past| past.index < place);
        let known = adoptions_of(own.get(..until).unwrap_or(own)).map_err(failed)?;
        let stage = known.stage(&opening.workflow, &Hash(opening.manifest));
        Ok(match (stage, demanded) {
            (Some(Stage::Adopted), _) => MayOpen::Yes,
            (_, Some(_)) => MayOpen::No,
            (_, None) => MayOpen::Waits,
        })
    }
}
