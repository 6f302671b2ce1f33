//! Signed notes as C2SP signed-note v1 says: a text, an empty line, and lines
//! of signatures.

mod cosigner;
mod key;

pub use cosigner::{Cosigner, WitnessKey};
pub use key::{KeyError, NoteSignature, PublicKey, SecretKey, valid_name};

/// The longest note that is read, in bytes.
pub const MAX_NOTE: usize = 1 << 20;

/// How many signatures a note may carry.
pub const MAX_SIGNATURES: usize = 64;

/// The note cannot be read, or its signature does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// It has not the form of a signed note.
    #[error("this is not a signed note")]
    Form,
    /// No signature claims to be of the key.
    #[error("the note carries no signature of the key")]
    Unsigned,
    /// A signature that claims to be of the key is not.
    #[error("a signature of the note is not of the key that it names")]
    Signature,
    /// It carries as many signatures as a note may.
    #[error("the note carries {MAX_SIGNATURES} signatures already")]
    Full,
}

/// A text with its signatures. Reading checks the form only: what the text says
/// counts when [`SignedNote::verify`] holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedNote {
    text: String,
    signatures: Vec<NoteSignature>,
}

impl SignedNote {
    /// Signs a text.
    ///
    /// # Errors
    /// The text does not end in a newline, or holds a control character.
    pub fn sign(text: String, key: &SecretKey) -> Result<Self, NoteError> {
        check_text(&text)?;
        let signature = NoteSignature {
            name: key.public().name().to_owned(),
            id: key.public().id(),
            signature: key.sign(text.as_bytes()).to_vec(),
        };
        Ok(SignedNote {
            text,
            signatures: vec![signature],
        })
    }

    /// Reads a note.
    ///
    /// # Errors
    /// [`NoteError::Form`].
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        if bytes.len() > MAX_NOTE {
            return Err(NoteError::Form);
        }
        let note = std::str::from_utf8(bytes).map_err(|_| NoteError::Form)?;
        // The last empty line parts the text from the signatures.
        let end = note.rfind("\n\n").ok_or(NoteError::Form)? + 1;
        let (text, rest) = note.split_at_checked(end).ok_or(NoteError::Form)?;
        check_text(text)?;
        let lines = rest
            .strip_prefix('\n')
            .and_then(|rest| rest.strip_suffix('\n'))
            .ok_or(NoteError::Form)?;
        let signatures: Vec<NoteSignature> = lines
            .split('\n')
            .take(MAX_SIGNATURES + 1)
            .map(NoteSignature::parse)
            .collect::<Result<_, _>>()?;
        if signatures.len() > MAX_SIGNATURES {
            return Err(NoteError::Form);
        }
        Ok(SignedNote {
            text: text.to_owned(),
            signatures,
        })
    }

    /// The text, with its last newline.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures, verified or not.
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// Checks that the key signed the text. Signatures of other keys are
    /// passed over, as the specification demands.
    ///
    /// # Errors
    /// No signature claims to be of the key, or one that does is not.
    pub fn verify(&self, key: &PublicKey) -> Result<(), NoteError> {
        let mut found = false;
        for signature in self.signatures.iter().filter(|one| one.claims(key)) {
            let bytes = signature.signature.as_slice().try_into();
            if !bytes.is_ok_and(|bytes| key.verifies(self.text.as_bytes(), bytes)) {
                return Err(NoteError::Signature);
            }
            found = true;
        }
        if found {
            Ok(())
        } else {
            Err(NoteError::Unsigned)
        }
    }

    /// The same note with a signature more, in the place of those that the same
    /// key made before.
    ///
    /// # Errors
    /// [`NoteError::Full`].
    pub fn signed_too(&self, signature: NoteSignature) -> Result<SignedNote, NoteError> {
        let mut signatures = self.signatures.clone();
        signatures.retain(|one| one.name != signature.name || one.id != signature.id);
        if signatures.len() >= MAX_SIGNATURES {
            return Err(NoteError::Full);
        }
        signatures.push(signature);
        Ok(SignedNote {
            text: self.text.clone(),
            signatures,
        })
    }

    /// The same note with the signatures of this key alone.
    pub fn only(&self, key: &PublicKey) -> SignedNote {
        let own = self.signatures.iter().filter(|one| one.claims(key));
        SignedNote {
            text: self.text.clone(),
            signatures: own.cloned().collect(),
        }
    }

    /// The whole note.
    pub fn to_text(&self) -> String {
        let mut out = self.text.clone();
        out.push('\n');
        for signature in &self.signatures {
            out.push_str(&signature.line());
        }
        out
    }
}

fn check_text(text: &str) -> Result<(), NoteError> {
    let clean = text.bytes().all(|byte| byte >= 0x20 || byte == b'\n');
    if clean && text.ends_with('\n') {
        Ok(())
    } else {
        Err(NoteError::Form)
    }
}

#[cfg(test)]
mod tests;
