//! Keys of witnesses, and their signatures with a time (C2SP tlog-cosignature,
//! Ed25519).

use super::key::{
    COSIGNATURE, KeyError, NoteSignature, SECRET_HEAD, check_name, key_id, parse_key, strict,
    write_key,
};
use super::{NoteError, SignedNote};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use std::fmt;
use std::str::FromStr;

/// The latest time that a cosignature may name, in seconds since 1970.
const LATEST: u64 = i64::MAX.unsigned_abs();

/// The public key of a witness, with its name. Its text form is a *vkey* with the
/// signature type `0x04`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WitnessKey {
    name: String,
    id: [u8; 4],
    key: VerifyingKey,
}

impl WitnessKey {
    fn new(name: &str, key: VerifyingKey) -> Self {
        WitnessKey {
            name: name.to_owned(),
            id: key_id(COSIGNATURE, name, key.as_bytes()),
            key,
        }
    }

    /// The name of the witness.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The bytes of the key alone. A cosignature does not bind to the name of the
    /// witness, so that one key under two names is one witness.
    pub fn bytes(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    /// When the witness saw what the note says, in seconds since 1970: the latest of
    /// its cosignatures. None where it made none.
    ///
    /// # Errors
    /// A signature that claims to be of this key does not hold.
    pub fn cosigned(&self, note: &SignedNote) -> Result<Option<u64>, NoteError> {
        let mut latest = None;
        let mine = note
            .signatures()
            .iter()
            .filter(|one| one.name == self.name && one.id == self.id);
        for one in mine {
            let time = self.time_of(note, one).ok_or(NoteError::Signature)?;
            latest = latest.max(Some(time));
        }
        Ok(latest)
    }

    fn time_of(&self, note: &SignedNote, one: &NoteSignature) -> Option<u64> {
        let (time, signature) = one.signature.split_first_chunk::<8>()?;
        let time = Some(u64::from_be_bytes(*time)).filter(|time| *time <= LATEST)?;
        let signature = Signature::from_bytes(signature.try_into().ok()?);
        self.key
            .verify_strict(message(note, time).as_bytes(), &signature)
            .ok()?;
        Some(time)
    }
}

/// What is signed: that this was the largest tree seen by then.
fn message(note: &SignedNote, time: u64) -> String {
    format!("cosignature/v1\ntime {time}\n{}", note.text())
}

impl fmt::Display for WitnessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_key(f, COSIGNATURE, &self.name, self.id, self.key.as_bytes())
    }
}

impl FromStr for WitnessKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let (name, id, material) = parse_key(COSIGNATURE, text)?;
        let key = WitnessKey::new(name, strict(&material)?);
        if key.id == id {
            Ok(key)
        } else {
            Err(KeyError::Id {
                name: name.to_owned(),
            })
        }
    }
}

/// The secret key of a witness. It has no `Display`: its text is asked for by name.
#[derive(Clone)]
pub struct Cosigner {
    public: WitnessKey,
    key: SigningKey,
}

impl Cosigner {
    /// Makes the key of a witness from 32 random bytes, which the shell gives.
    ///
    /// # Errors
    /// The name cannot name a key.
    pub fn from_random(name: &str, random: &[u8; 32]) -> Result<Self, KeyError> {
        check_name(name)?;
        let key = SigningKey::from_bytes(random);
        Ok(Cosigner {
            public: WitnessKey::new(name, key.verifying_key()),
            key,
        })
    }

    /// The public key.
    pub const fn public(&self) -> &WitnessKey {
        &self.public
    }

    /// The text of the secret key, without a newline. Keep it secret.
    pub fn secret_text(&self) -> String {
        struct Text<'a>(&'a Cosigner);
        impl fmt::Display for Text<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(SECRET_HEAD)?;
                let public = &self.0.public;
                write_key(
                    f,
                    COSIGNATURE,
                    &public.name,
                    public.id,
                    self.0.key.as_bytes(),
                )
            }
        }
        Text(self).to_string()
    }

    /// The line that says that the witness saw this note at this time, in seconds
    /// since 1970.
    ///
    /// # Errors
    /// A time that no cosignature can name.
    pub fn cosign(&self, note: &SignedNote, time: u64) -> Result<NoteSignature, NoteError> {
        if time > LATEST {
            return Err(NoteError::Form);
        }
        let signature = self.key.sign(message(note, time).as_bytes()).to_bytes();
        Ok(NoteSignature {
            name: self.public.name.clone(),
            id: self.public.id,
            signature: [&time.to_be_bytes()[..], &signature].concat(),
        })
    }
}

impl FromStr for Cosigner {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let rest = text.strip_prefix(SECRET_HEAD).ok_or(KeyError::Form)?;
        let (name, id, material) = parse_key(COSIGNATURE, rest)?;
        let key = Cosigner::from_random(name, &material)?;
        if key.public.id == id {
            Ok(key)
        } else {
            Err(KeyError::Id {
                name: name.to_owned(),
            })
        }
    }
}

impl fmt::Debug for Cosigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cosigner({}, …)", self.public)
    }
}
