//! A key that takes the place of another.

use super::{By, OwnContent, OwnEntry, OwnHead, text, wrong};
use crate::audit::canonical::{Json, Members, Tree};
use crate::audit::entry::{EntryError, SealError};
use crate::audit::note::{PublicKey, SecretKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

pub(super) const KIND: &str = "rotated";

/// How many members the kind has of its own.
pub(super) const MEMBERS: usize = 2;

/// What is signed begins so, which no checkpoint does.
const TAG: &[u8] = b"jorye/v1/rotated\n";

/// From here on this key signs the checkpoints of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotated {
    /// The new key, under the name of the log.
    pub key: PublicKey,
    /// The signatures over the rest of the entry: that of the key in force until
    /// then, and that of the new one.
    signatures: [[u8; 64]; 2],
}

impl OwnEntry {
    /// The entry by which a new key takes the place of the one in force.
    ///
    /// # Errors
    /// The entry has no canonical form.
    pub fn rotation(
        log: &str,
        head: &OwnHead,
        by: By,
        old: &SecretKey,
        new: &SecretKey,
    ) -> Result<OwnEntry, SealError> {
        let mut entry = OwnEntry::next(
            log,
            head,
            by,
            OwnContent::Rotated(Box::new(Rotated {
                key: new.public().clone(),
                signatures: [[0; 64]; 2],
            })),
        );
        let message = entry.signed()?;
        if let OwnContent::Rotated(rotated) = &mut entry.content {
            rotated.signatures = [old.sign(&message), new.sign(&message)];
        }
        Ok(entry)
    }

    /// What both keys sign: the entry without the signatures.
    fn signed(&self) -> Result<Vec<u8>, SealError> {
        let mut members = self.bare()?;
        if let OwnContent::Rotated(rotated) = &self.content {
            members.insert("key".to_owned(), Json::text(rotated.key.to_string()));
        }
        Ok([TAG, &Tree::Object(members).to_bytes()].concat())
    }

    /// The key that takes over by this entry, if it does: the key in force and the
    /// new one, which is another under the same name, have signed it.
    pub fn rotates(&self, old: &PublicKey) -> Option<&PublicKey> {
        let OwnContent::Rotated(rotated) = &self.content else {
            return None;
        };
        let message = self.signed().ok()?;
        let [by_old, by_new] = &rotated.signatures;
        let new = &rotated.key;
        let holds = new.name() == old.name()
            && self.log == old.name()
            && new != old
            && old.verifies(&message, by_old)
            && new.verifies(&message, by_new);
        holds.then_some(new)
    }
}

impl Rotated {
    pub(super) fn write(&self, members: &mut Members<'static>) {
        let signatures = self.signatures.iter();
        let signatures = signatures.map(|one| Json::text(BASE64.encode(one)));
        members.insert("key".to_owned(), Json::text(self.key.to_string()));
        members.insert("signatures".to_owned(), Json::List(signatures.collect()));
    }

    pub(super) fn read(members: &Members<'_>) -> Result<Rotated, EntryError> {
        let key = text(members, "key")?.parse().map_err(|_| wrong("/key"))?;
        let list = members.get("signatures").and_then(Tree::as_list);
        let signatures: Option<Vec<[u8; 64]>> = list
            .unwrap_or_default()
            .iter()
            .map(|one| BASE64.decode(one.as_text()?).ok()?.try_into().ok())
            .collect();
        let signatures = signatures
            .and_then(|all| all.try_into().ok())
            .ok_or_else(|| wrong("/signatures"))?;
        Ok(Rotated { key, signatures })
    }
}
