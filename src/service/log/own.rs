//! The entries of the log itself, and the key that changes with them.

use super::{Log, LogError, PAGE};
use crate::audit::note::{PublicKey, SecretKey};
use crate::audit::own::{Adopted, By, Keys, OwnEntry, OwnHead};
use crate::audit::verify::TrailError;
use crate::library::Surroundings;
use crate::service::key::KeyFile;
use crate::store::{Once, OwnAppend};

/// One entry of the log itself, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnPast {
    /// The entry.
    pub entry: OwnEntry,
    /// Its canonical bytes.
    pub bytes: Vec<u8>,
    /// Its place in the log.
    pub index: u64,
}

impl Log<'_> {
    /// The entries of the log itself, but the genesis, in their order.
    ///
    /// # Errors
    /// The store cannot be read, or an entry in it.
    pub async fn own(&self) -> Result<Vec<OwnPast>, LogError> {
        let mut all: Vec<OwnPast> = Vec::new();
        loop {
            let seen = u64::try_from(all.len()).unwrap_or(u64::MAX);
            let page = self.store.own_entries(seen, PAGE).await?;
            if page.is_empty() {
                return Ok(all);
            }
            for stored in page {
                let entry = OwnEntry::parse(&stored.bytes).map_err(TrailError::Entry)?;
                let (bytes, index) = (stored.bytes, stored.index.unwrap_or(u64::MAX));
                all.push(OwnPast {
                    entry,
                    bytes,
                    index,
                });
            }
        }
    }

    /// The keys that the log has had, each handed over by the one before.
    ///
    /// # Errors
    /// The store cannot be read, or an entry in it does not hold.
    pub async fn keys(&self) -> Result<Keys, LogError> {
        let own = self.own().await?;
        self.keys_of(&own)
    }

    /// One entry of the log itself.
    ///
    /// # Errors
    /// There is none of that number, or the store cannot be read.
    pub async fn own_entry(&self, seq: u64) -> Result<OwnPast, LogError> {
        let own = self.own().await?;
        let entries = u64::try_from(own.len()).unwrap_or(u64::MAX);
        let found = own.into_iter().find(|past| past.entry.seq == seq);
        found.ok_or(LogError::NoSuchOwn { seq, entries })
    }

    fn keys_of(&self, own: &[OwnPast]) -> Result<Keys, LogError> {
        let first: PublicKey = self
            .store
            .log()
            .key
            .parse()
            .map_err(|_| TrailError::Genesis)?;
        let mut keys = Keys::of(first);
        for past in own {
            if !keys.take(&past.entry, past.index) {
                return Err(TrailError::Rotation.into());
            }
        }
        Ok(keys)
    }

    fn head_of(&self, own: &[OwnPast]) -> Result<OwnHead, LogError> {
        let mut head = OwnHead::first(&self.store.log().log);
        for past in own {
            let hash = past.entry.hash()?;
            head = head.after(&past.entry, hash).ok_or(TrailError::OwnChain)?;
        }
        Ok(head)
    }

    /// The secret key in force, and whether its file had to be mended: a change of
    /// the key that was interrupted between the log and the file is finished.
    ///
    /// # Errors
    /// The key cannot be used, or the store not be read.
    pub async fn secret(&self, file: &KeyFile) -> Result<(SecretKey, bool), LogError> {
        let keys = self.keys().await?;
        Ok(file.read(&keys.newest().to_string())?)
    }

    /// Changes the key of the log: from this entry on, a new one signs. The file of
    /// the secret key holds the new one once this returns; the old one is gone.
    ///
    /// # Errors
    /// The key in force cannot be used, the new one cannot be kept, or the store not
    /// be written. Then the old key stays in force.
    pub async fn rotate(
        &self,
        file: &KeyFile,
        actor: &str,
        surroundings: &dyn Surroundings,
    ) -> Result<OwnPast, LogError> {
        let own = self.own().await?;
        let keys = self.keys_of(&own)?;
        let head = self.head_of(&own)?;
        let (old, _) = file.read(&keys.newest().to_string())?;
        let log = &self.store.log().log;
        let new = file.prepare(log, surroundings)?;
        let by = written((actor, "command-line"), &head, surroundings);
        let entry = OwnEntry::rotation(log, &head, by, &old, new.key())?;
        let bytes = entry.to_bytes()?;
        let append = OwnAppend {
            expected_seq: head.seq,
            bytes: bytes.clone(),
            manifest: None,
            once: None,
        };
        // The new key is on the disk by now: whatever is interrupted after this is
        // finished by whoever needs the key next.
        let appended = match self.store.append_own(append).await {
            Ok(appended) => appended,
            Err(error) => {
                if !refused(&error) {
                    // Whether it was written is not known: keep what may be needed.
                    new.leave();
                }
                return Err(error.into());
            }
        };
        new.finish()?;
        let index = appended.index.unwrap_or(u64::MAX);
        Ok(OwnPast {
            entry,
            bytes,
            index,
        })
    }

    /// Appends an adoption to the chain of the log, as it was read.
    pub(in crate::service) async fn append_adoption(
        &self,
        adopted: Adopted,
        by: (&str, &str),
        signer: Option<&SecretKey>,
        own: &[OwnPast],
        once: Option<Once>,
        surroundings: &dyn Surroundings,
    ) -> Result<OwnPast, LogError> {
        let head = self.head_of(own)?;
        let by = written(by, &head, surroundings);
        let manifest = adopted.manifest;
        let log = &self.store.log().log;
        let entry = OwnEntry::adoption(log, &head, by, adopted, signer)?;
        let bytes = entry.to_bytes()?;
        let append = OwnAppend {
            expected_seq: head.seq,
            bytes: bytes.clone(),
            manifest: Some(manifest),
            once,
        };
        let index = self.store.append_own(append).await?.index;
        let index = index.unwrap_or(u64::MAX);
        Ok(OwnPast {
            entry,
            bytes,
            index,
        })
    }
}

/// Who writes an entry now. The chain never runs backward, whatever the clock does.
fn written((actor, via): (&str, &str), head: &OwnHead, surroundings: &dyn Surroundings) -> By {
    let now = surroundings.now();
    By {
        actor: actor.to_owned(),
        via: via.to_owned(),
        recorded: head.recorded.map_or(now, |last| last.max(now)),
    }
}

/// Whether the store said no before it wrote anything.
const fn refused(error: &crate::store::StoreError) -> bool {
    use crate::store::StoreError::{Locked, OwnMoved, ReadOnly};
    matches!(error, OwnMoved { .. } | Locked { .. } | ReadOnly { .. })
}
