//! What a decision reads of the register, and how it is sealed.

use super::cases::{Cases, head};
use super::error::CasesError;
use crate::audit::commitment::SaltSeed;
use crate::audit::entry::seal;
use crate::audit::hash::Hash;
use crate::engine::{Decision, Register, SeatScope};
use crate::store::{Append, MessageKey, NewEntry, seat_changes};
use crate::workflow::Workflow;

impl Cases<'_> {
    /// The register of seats as far as a workflow's acts read it, with how many
    /// changes it has; of a workflow without bodies, nothing is read.
    pub(super) async fn register(
        &self,
        workflow: &Workflow,
    ) -> Result<(Option<u64>, Register), CasesError> {
        let bodies = match SeatScope::of(workflow) {
            SeatScope::Nothing => return Ok((None, Register::default())),
            SeatScope::Bodies(bodies) => Some(bodies),
            SeatScope::Everything => None,
        };
        let list = self.store.seats(bodies).await?;
        Ok((Some(list.count), Register::of(&list.changes)))
    }

    /// Decisions about one case, one after the other, as a store takes them.
    pub(super) fn sealed(
        &self,
        decisions: &[Decision],
        previous: &Hash,
        expected_seq: u64,
        takes: Vec<MessageKey>,
        register: Option<u64>,
    ) -> Result<Append, CasesError> {
        let last = decisions.last().ok_or(CasesError::NothingDecided)?;
        let mut entries: Vec<NewEntry> = Vec::new();
        let mut sends = Vec::new();
        for entry in decisions.iter().flat_map(Decision::entries) {
            // The salts of each entry come from a seed of its own.
            let seed = SaltSeed::new(self.surroundings.random()?);
            let previous = entries.last().map_or(*previous, head);
            let sealed = seal(&self.store.log().log, entry, &previous, &seed)?;
            let manifest = Hash(entry.manifest);
            entries.push(NewEntry { sealed, manifest });
            sends.extend(entry.sends.iter().map(|sent| MessageKey {
                from: entry.case.clone(),
                seq: entry.seq,
                to: sent.to.clone(),
                number: sent.number,
            }));
        }
        Ok(Append {
            case: last.entry.case.clone(),
            expected_seq,
            entries,
            after: last.after.clone(),
            seats: seat_changes(decisions.iter().flat_map(Decision::entries)),
            register,
            sends,
            takes,
        })
    }
}
