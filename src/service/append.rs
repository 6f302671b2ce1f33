//! From decisions to what a store keeps.

use super::cases::Cases;
use super::error::CasesError;
use super::request::RequestKey;
use crate::audit::Hash;
use crate::audit::commitment::SaltSeed;
use crate::audit::entry::seal;
use crate::engine::{Case, Decision, Entry};
use crate::store::{Append, Appended, MessageKey, NewEntry};

impl Cases<'_> {
    /// Keeps what was decided: what the clock owed, and then the act.
    pub(super) async fn append(
        &self,
        decision: &Decision,
        previous: &Hash,
        expected_seq: u64,
        key: Option<&RequestKey>,
    ) -> Result<(Vec<Appended>, Appended), CasesError> {
        let case = &decision.entry.case;
        let all = std::slice::from_ref(decision);
        let append = self.sealed(all, previous, expected_seq, Vec::new())?;
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
        decisions: &[Decision],
        previous: &Hash,
        expected_seq: u64,
        takes: Vec<MessageKey>,
    ) -> Result<Append, CasesError> {
        let last = decisions.last().ok_or(CasesError::NothingDecided)?;
        let continuing = decisions.iter().flat_map(Decision::entries);
        self.sealed_entries(continuing, &last.after, previous, expected_seq, takes)
    }

    /// Seals entries that continue one case.
    pub(super) fn sealed_entries<'e>(
        &self,
        continuing: impl Iterator<Item = &'e Entry>,
        after: &Case,
        previous: &Hash,
        expected_seq: u64,
        takes: Vec<MessageKey>,
    ) -> Result<Append, CasesError> {
        let mut entries: Vec<NewEntry> = Vec::new();
        let mut sends = Vec::new();
        for entry in continuing {
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
            case: after.id.clone(),
            expected_seq,
            entries,
            after: after.clone(),
            sends,
            takes,
        })
    }
}

const fn head(entry: &NewEntry) -> Hash {
    entry.sealed.hash
}
