//! Keys of a log, and their text forms (C2SP signed-note, "Verifier keys").

use super::NoteError;
use crate::audit::hash::{Hash, parse_hex};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use std::fmt;
use std::str::FromStr;

/// The signature type byte of plain Ed25519.
const ED25519: u8 = 1;

/// That of Ed25519 cosignatures with a time (C2SP tlog-cosignature).
pub(super) const COSIGNATURE: u8 = 4;

/// The head of the text form of a secret key, as Go's `sumdb/note` writes it.
pub(super) const SECRET_HEAD: &str = "PRIVATE+KEY+";

/// The text is no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The name is empty or holds white space, a control character or `+`.
    #[error("`{name}` cannot name a key: no white space, no `+`, and not empty")]
    Name {
        /// The name.
        name: String,
    },
    /// The text has not the form of a key.
    #[error("this is not the text of an Ed25519 key")]
    Form,
    /// The key id in the text is not the one of this name and key.
    #[error("the id in the key of `{name}` does not fit the key")]
    Id {
        /// The name in the text.
        name: String,
    },
}

/// Whether a text can name a log and its key.
pub fn valid_name(name: &str) -> bool {
    !name.is_empty()
        && !name
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || c == '+')
}

pub(super) fn check_name(name: &str) -> Result<(), KeyError> {
    if valid_name(name) {
        Ok(())
    } else {
        Err(KeyError::Name {
            name: name.to_owned(),
        })
    }
}

/// The first four bytes of SHA-256(name, newline, type, public key).
pub(super) fn key_id(kind: u8, name: &str, public: &[u8; 32]) -> [u8; 4] {
    let hash = Hash::of(&[name.as_bytes(), b"\n", &[kind], public]);
    let [a, b, c, d, ..] = hash.0;
    [a, b, c, d]
}

/// The parts `name`, key id and 32 bytes of key material of a key's text.
pub(super) fn parse_key(kind: u8, text: &str) -> Result<(&str, [u8; 4], [u8; 32]), KeyError> {
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(id), Some(material)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(KeyError::Form);
    };
    check_name(name)?;
    let id = parse_hex(id).ok_or(KeyError::Form)?;
    let material = BASE64.decode(material).map_err(|_| KeyError::Form)?;
    match material.split_first() {
        Some((found, key)) if *found == kind => {
            let key = key.try_into().map_err(|_| KeyError::Form)?;
            Ok((name, id, key))
        }
        _ => Err(KeyError::Form),
    }
}

pub(super) fn write_key(
    f: &mut fmt::Formatter<'_>,
    kind: u8,
    name: &str,
    id: [u8; 4],
    material: &[u8; 32],
) -> fmt::Result {
    let typed = [&[kind], &material[..]].concat();
    let id = u32::from_be_bytes(id);
    write!(f, "{name}+{id:08x}+{}", BASE64.encode(typed))
}

/// A public key that holds what the trail demands of one.
pub(super) fn strict(material: &[u8; 32]) -> Result<VerifyingKey, KeyError> {
    let key = VerifyingKey::from_bytes(material).map_err(|_| KeyError::Form)?;
    // RFC 8032, section 5.1.3: one encoding for each point. A point of small
    // order would sign nearly everything.
    if key.is_weak() || key.to_edwards().compress().as_bytes() != material {
        return Err(KeyError::Form);
    }
    Ok(key)
}

/// The public key of a log, with its name. Its text form is a *vkey*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    name: String,
    id: [u8; 4],
    key: VerifyingKey,
}

impl PublicKey {
    fn new(name: &str, key: VerifyingKey) -> Self {
        PublicKey {
            name: name.to_owned(),
            id: key_id(ED25519, name, key.as_bytes()),
            key,
        }
    }

    /// The name, which is the log's id.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The four bytes that stand before a signature.
    pub const fn id(&self) -> [u8; 4] {
        self.id
    }

    /// Whether the key signed the text. Refuses weak keys and malleable
    /// signatures.
    pub fn verifies(&self, text: &[u8], signature: &[u8; 64]) -> bool {
        self.key
            .verify_strict(text, &Signature::from_bytes(signature))
            .is_ok()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_key(f, ED25519, &self.name, self.id, self.key.as_bytes())
    }
}

impl FromStr for PublicKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let (name, id, material) = parse_key(ED25519, text)?;
        let key = PublicKey::new(name, strict(&material)?);
        if key.id == id {
            Ok(key)
        } else {
            Err(KeyError::Id {
                name: name.to_owned(),
            })
        }
    }
}

/// The secret key of a log. It has no `Display`: its text is asked for by name.
#[derive(Clone)]
pub struct SecretKey {
    public: PublicKey,
    key: SigningKey,
}

impl SecretKey {
    /// Makes the key of a log from 32 random bytes, which the shell gives.
    ///
    /// # Errors
    /// The name cannot name a key.
    pub fn from_random(name: &str, random: &[u8; 32]) -> Result<Self, KeyError> {
        check_name(name)?;
        let key = SigningKey::from_bytes(random);
        Ok(SecretKey {
            public: PublicKey::new(name, key.verifying_key()),
            key,
        })
    }

    /// The public key.
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The text of the key file, without a newline. Keep it secret.
    pub fn secret_text(&self) -> String {
        struct Text<'a>(&'a SecretKey);
        impl fmt::Display for Text<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(SECRET_HEAD)?;
                let public = &self.0.public;
                write_key(f, ED25519, &public.name, public.id, self.0.key.as_bytes())
            }
        }
        Text(self).to_string()
    }

    /// Signs a text as RFC 8032 says.
    pub fn sign(&self, text: &[u8]) -> [u8; 64] {
        self.key.sign(text).to_bytes()
    }
}

impl FromStr for SecretKey {
    type Err = KeyError;

    /// Reads a key file; one newline at its end is allowed.
    fn from_str(text: &str) -> Result<Self, KeyError> {
        let text = text.strip_suffix('\n').unwrap_or(text);
        let rest = text.strip_prefix(SECRET_HEAD).ok_or(KeyError::Form)?;
        let (name, id, material) = parse_key(ED25519, rest)?;
        let key = SecretKey::from_random(name, &material)?;
        if key.public.id == id {
            Ok(key)
        } else {
            Err(KeyError::Id {
                name: name.to_owned(),
            })
        }
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({}, …)", self.public)
    }
}

/// A signature as it stands in a note, with who claims to have made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    /// The name of the key.
    pub name: String,
    /// The id of the key.
    pub id: [u8; 4],
    /// The bytes after the id; what they mean depends on the key's type.
    pub signature: Vec<u8>,
}

impl NoteSignature {
    /// Whether name and id are those of a key.
    pub fn claims(&self, key: &PublicKey) -> bool {
        self.name == key.name && self.id == key.id
    }

    /// The line of the note, with its newline.
    pub fn line(&self) -> String {
        let bytes = [&self.id[..], &self.signature].concat();
        format!("— {} {}\n", self.name, BASE64.encode(bytes))
    }

    /// Reads a line without its newline.
    pub(super) fn parse(line: &str) -> Result<Self, NoteError> {
        let rest = line.strip_prefix("— ").ok_or(NoteError::Form)?;
        let (name, encoded) = rest.split_once(' ').ok_or(NoteError::Form)?;
        if !valid_name(name) {
            return Err(NoteError::Form);
        }
        let bytes = BASE64.decode(encoded).map_err(|_| NoteError::Form)?;
        match bytes.split_first_chunk::<4>() {
            Some((id, signature)) if !signature.is_empty() => Ok(NoteSignature {
                name: name.to_owned(),
                id: *id,
                signature: signature.to_vec(),
            }),
            _ => Err(NoteError::Form),
        }
    }
}
