//! From decisions to what a store keeps.

use super::cases::Cases;
use super::error::CasesError;
use super::request::RequestKey;
use crate::audit::Hash;
use crate::audit::commitment::SaltSeed;
use crate::audit::entry::seal;
use crate::engine::{Case, Decision, Entry, Register, SeatScope, reminders};
use crate::store::{Append, Appended, MessageKey, NewEntry, Reminds, seat_changes};
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

    /// Keeps what was decided: what the clock owed, and then the act.
    pub(super) async fn append(
        &self,
        workflow: &Workflow,
        decision: &Decision,
        before: (&Hash, u64),
        register: Option<u64>,
        key: Option<&RequestKey>,
    ) -> Result<(Vec<Appended>, Appended), CasesError> {
        let case = &decision.entry.case;
        let all = std::slice::from_ref(decision);
        let append = self.sealed(workflow, all, before, Vec::new(), register)?;
        let mut kept = match key {
            None => self.store.append(append).await?,
            Some(key) => {
                let once = key.once(self.surroundings.now());
                self.store.append_once(append, once).await?
            }
        };
        let unanswered = || CasesError::Unanswered { case: case.clone() };
        let act = kept.pop().ok_or_else(unanswered)?;
        self.deliver_after(decision).await;
        Ok((kept, act))
    }

    /// Decisions about one case, one after the other, as a store takes them.
    pub(super) fn sealed(
        &self,
        workflow: &Workflow,
        decisions: &[Decision],
        before: (&Hash, u64),
        takes: Vec<MessageKey>,
        register: Option<u64>,
    ) -> Result<Append, CasesError> {
        let last = decisions.last().ok_or(CasesError::NothingDecided)?;
        let continuing = decisions.iter().flat_map(Decision::entries);
        let after = &last.after;
        let mut append = self.sealed_entries(workflow, continuing, after, before, register)?;
        append.takes = takes;
        Ok(append)
    }

    /// Seals entries that continue one case, and that take no message.
    pub(super) fn sealed_entries<'e>(
        &self,
        workflow: &Workflow,
        continuing: impl Iterator<Item = &'e Entry>,
        after: &Case,
        (previous, expected_seq): (&Hash, u64),
        register: Option<u64>,
    ) -> Result<Append, CasesError> {
        let mut seats = Vec::new();
        let mut entries: Vec<NewEntry> = Vec::new();
        let mut sends = Vec::new();
        for entry in continuing {
            // The salts of each entry come from a seed of its own.
            let seed = SaltSeed::new(self.surroundings.random()?);
            let previous = entries.last().map_or(*previous, head);
            let sealed = seal(&self.store.log().log, entry, &previous, &seed)?;
            let manifest = Hash(entry.manifest);
            entries.push(NewEntry { sealed, manifest });
            seats.extend(seat_changes([entry]));
            sends.extend(entry.sends.iter().map(|sent| MessageKey {
                from: entry.case.clone(),
                seq: entry.seq,
                to: sent.to.clone(),
                number: sent.number,
            }));
        }
        Ok(Append {
            case: after.id.clone(),
            expected_seq,
            entries,
            after: after.clone(),
            seats,
            register,
            sends,
            takes: Vec::new(),
            erases: Vec::new(),
            reminds: reminders(workflow, after)
                .into_iter()
                .map(|(deadline, at)| Reminds { deadline, at })
                .collect(),
        })
    }
}

const fn head(entry: &NewEntry) -> Hash {
    entry.sealed.hash
}
