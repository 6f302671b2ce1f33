//! The signed head of a log, as C2SP tlog-checkpoint says.

use super::hash::Hash;
use super::merkle::Frontier;
use super::note::{NoteError, NoteSignature, PublicKey, SecretKey, SignedNote};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

/// What a log said of itself at one size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The log's id.
    pub origin: String,
    /// How many leaves the tree has.
    pub size: u64,
    /// Its root.
    pub root: Hash,
}

impl Head {
    /// The head of a log with this tree.
    pub fn of(origin: &str, tree: &Frontier) -> Head {
        Head {
            origin: origin.to_owned(),
            size: tree.size(),
            root: tree.root(),
        }
    }

    /// The text that is signed: three lines.
    pub fn text(&self) -> String {
        let root = BASE64.encode(self.root.0);
        format!("{}\n{}\n{root}\n", self.origin, self.size)
    }

    /// Reads the text of a checkpoint. Extension lines are allowed and passed
    /// over; the signature covers them.
    fn parse(text: &str) -> Option<Head> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        if origin.is_empty() || lines.any(str::is_empty) {
            return None;
        }
        let digits = size.bytes().all(|byte| byte.is_ascii_digit());
        if !digits || (size.len() > 1 && size.starts_with('0')) {
            return None;
        }
        let root = BASE64.decode(root).ok()?;
        Some(Head {
            origin: origin.to_owned(),
            size: size.parse().ok()?,
            root: Hash(root.try_into().ok()?),
        })
    }
}

/// The checkpoint cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// It is no signed note, or its signature does not hold.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// It is a signed note whose text is no checkpoint.
    #[error("the signed text is not a checkpoint")]
    Text,
    /// The key is that of another log.
    #[error("the checkpoint is of another log than the key")]
    Origin,
}

/// A signed head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    head: Head,
    note: SignedNote,
}

impl Checkpoint {
    /// Signs a head.
    ///
    /// # Errors
    /// The key is not the log's.
    pub fn sign(head: Head, key: &SecretKey) -> Result<Checkpoint, CheckpointError> {
        if key.public().name() != head.origin {
            return Err(CheckpointError::Origin);
        }
        let note = SignedNote::sign(head.text(), key)?;
        Ok(Checkpoint { head, note })
    }

    /// Reads a checkpoint. Its signature is checked by [`Checkpoint::verify`].
    ///
    /// # Errors
    /// It has not the form of one.
    pub fn parse(bytes: &[u8]) -> Result<Checkpoint, CheckpointError> {
        let note = SignedNote::parse(bytes)?;
        let head = Head::parse(note.text()).ok_or(CheckpointError::Text)?;
        Ok(Checkpoint { head, note })
    }

    /// Checks that the log with this key signed it.
    ///
    /// # Errors
    /// Another origin than the key's name, or no good signature.
    pub fn verify(&self, key: &PublicKey) -> Result<(), CheckpointError> {
        if self.head.origin != key.name() {
            return Err(CheckpointError::Origin);
        }
        Ok(self.note.verify(key)?)
    }

    /// What it says; trusted only once it is verified.
    pub const fn head(&self) -> &Head {
        &self.head
    }

    /// The note, with all its signatures.
    pub const fn note(&self) -> &SignedNote {
        &self.note
    }

    /// The same checkpoint with a cosignature more.
    ///
    /// # Errors
    /// It carries as many signatures as a note may.
    pub fn cosigned(&self, line: NoteSignature) -> Result<Checkpoint, NoteError> {
        Ok(Checkpoint {
            head: self.head.clone(),
            note: self.note.signed_too(line)?,
        })
    }

    /// The same checkpoint with the signatures of this key alone.
    pub fn only(&self, key: &PublicKey) -> Checkpoint {
        Checkpoint {
            head: self.head.clone(),
            note: self.note.only(key),
        }
    }

    /// The text of the file.
    pub fn to_text(&self) -> String {
        self.note.to_text()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::merkle::leaf_hash;

    fn key() -> SecretKey {
        SecretKey::from_random("seoul.example/log", &[3; 32]).unwrap()
    }

    fn checkpoint() -> Checkpoint {
        let mut tree = Frontier::default();
        (0..3).for_each(|n| tree.append(leaf_hash(&[n])));
        Checkpoint::sign(Head::of("seoul.example/log", &tree), &key()).unwrap()
    }

    #[test]
    fn a_checkpoint_reads_back() {
        let checkpoint = checkpoint();
        let again = Checkpoint::parse(checkpoint.to_text().as_bytes()).unwrap();
        assert_eq!(again, checkpoint);
        assert_eq!(again.verify(key().public()), Ok(()));
        assert_eq!(again.head().size, 3);
        let other = SecretKey::from_random("busan.example/log", &[3; 32]).unwrap();
        assert_eq!(again.verify(other.public()), Err(CheckpointError::Origin));
        let forged = SecretKey::from_random("seoul.example/log", &[4; 32]).unwrap();
        assert_eq!(
            again.verify(forged.public()),
            Err(CheckpointError::Note(NoteError::Unsigned))
        );
    }

    #[test]
    fn a_changed_byte_never_verifies() {
        let text = checkpoint().to_text().into_bytes();
        for at in 0..text.len() {
            for mask in [1, 2, 4, 8, 16, 32, 64, 128, 255] {
                let mut bytes = text.clone();
                bytes[at] ^= mask;
                let holds = Checkpoint::parse(&bytes)
                    .is_ok_and(|checkpoint| checkpoint.verify(key().public()).is_ok());
                assert!(!holds, "byte {at} with mask {mask}");
            }
        }
    }

    #[test]
    fn what_is_no_checkpoint_is_refused() {
        let root = BASE64.encode([1; 32]);
        for wrong in [
            format!("log\n\n{root}\n"),
            format!("log\n01\n{root}\n"),
            format!("log\n+1\n{root}\n"),
            format!("log\n-1\n{root}\n"),
            format!("log\n99999999999999999999\n{root}\n"),
            format!("log\n1\n{root}A\n"),
            format!("log\n1\n{}\n", BASE64.encode([1; 31])),
            format!("\n1\n{root}\n"),
            "log\n1\n".to_owned(),
            format!("log\n1\n{root}\n\nextension\n"),
        ] {
            let log = SecretKey::from_random("log", &[3; 32]).unwrap();
            let note = SignedNote::sign(wrong.clone(), &log).unwrap();
            let read = Checkpoint::parse(note.to_text().as_bytes());
            assert!(read.is_err(), "{wrong}");
        }
    }

    /// The example of the specification.
    #[test]
    fn the_published_checkpoint_reads() {
        let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";
        let checkpoint = Checkpoint::parse(text.as_bytes()).unwrap();
        assert_eq!(checkpoint.head().size, 20_852_163);
        assert_eq!(checkpoint.to_text(), text);
        assert_eq!(checkpoint.head().text(), checkpoint.note().text());
    }
}
