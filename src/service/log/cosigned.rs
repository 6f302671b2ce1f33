//! Checkpoints that witnesses have cosigned.

use super::{Log, LogError};
use crate::audit::checkpoint::Checkpoint;
use crate::audit::note::WitnessKey;
use crate::audit::verify::TrailError;

impl Log<'_> {
    /// The newest checkpoint with signatures of witnesses that was handed in.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn cosigned(&self) -> Result<Option<Checkpoint>, LogError> {
        let note = self.store.cosigned().await?;
        Ok(note.map(|note| Checkpoint::parse(&note)).transpose()?)
    }

    /// Keeps a checkpoint of this log that witnesses have cosigned. Signatures over
    /// the head that is kept already are added to those that are there.
    ///
    /// Nobody but a witness can tell its signature from another: those of the
    /// witnesses named are verified, others are kept as they come.
    ///
    /// # Errors
    /// The checkpoint is none of this log, carries no signature but the log's own, or
    /// a false one of a witness named, or a newer one is kept.
    pub async fn add_cosigned(
        &self,
        given: &Checkpoint,
        witnesses: &[WitnessKey],
    ) -> Result<Checkpoint, LogError> {
        let size = given.head().size;
        let leaves = self.hashes(size).await?;
        self.known(given, &leaves).await?;
        let log = &self.store.log().log;
        if given.note().signatures().iter().all(|one| one.name == *log) {
            return Err(LogError::NotCosigned { size });
        }
        for witness in witnesses {
            let seen = witness.cosigned(given.note());
            if !matches!(seen, Ok(Some(_))) {
                let name = witness.name().to_owned();
                return Err(TrailError::Cosignature { size, name }.into());
            }
        }
        loop {
            let note = self.store.cosigned().await?;
            let before = note.as_deref().map(Checkpoint::parse).transpose()?;
            let now = match before {
                Some(kept) if kept.head().size > size => {
                    let kept = kept.head().size;
                    return Err(LogError::OlderCosigned { kept, size });
                }
                Some(kept) if kept.note().text() == given.note().text() => {
                    let lines = given.note().signatures().iter().cloned();
                    lines
                        .into_iter()
                        .try_fold(kept, |kept, line| kept.cosigned(line))
                        .map_err(crate::audit::CheckpointError::Note)?
                }
                _ => given.clone(),
            };
            let text = now.to_text().into_bytes();
            if self.store.swap_cosigned(text, note).await? {
                return Ok(now);
            }
        }
    }
}
