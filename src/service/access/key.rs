//! One API key: 256 random bits, of which only the SHA-256 is kept.

use std::hint::black_box;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;

use crate::audit::hash::content_hash;
use crate::guard::Name;
use crate::library::{RandomError, Surroundings};

/// What every key begins with, so that one in the wrong place is recognised.
const PREFIX: &str = "jorye_";

/// How many characters 32 bytes take in base64url without padding.
const SECRET_LENGTH: usize = 43;

/// The id of a key, 16 hexadecimal digits. It says nothing of the secret.
pub type KeyId = Name;

/// A key as its file holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Its id.
    pub id: KeyId,
    /// The principal that it stands for.
    pub principal: Name,
    /// What people call it.
    pub label: String,
    /// When it was made.
    pub created: Timestamp,
    /// When it was revoked, if it was.
    pub revoked: Option<Timestamp>,
    /// The SHA-256 of its secret part, as it is written in the key.
    pub sha256: [u8; 32],
}

/// A key that was just made.
pub struct NewKey {
    /// As its file holds it.
    pub key: ApiKey,
    /// The whole key, which is shown once.
    pub token: String,
}

/// Makes a key.
///
/// # Errors
/// The machine has no randomness to give.
pub fn mint(
    principal: &str,
    label: &str,
    surroundings: &dyn Surroundings,
) -> Result<NewKey, RandomError> {
    let id: String = surroundings
        .random()?
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let secret = URL_SAFE_NO_PAD.encode(surroundings.random()?);
    Ok(NewKey {
        token: format!("{PREFIX}{id}_{secret}"),
        key: ApiKey {
            id: id.into(),
            principal: principal.into(),
            label: label.to_owned(),
            created: surroundings.now(),
            revoked: None,
            sha256: content_hash(secret.as_bytes()).0,
        },
    })
}

/// The id and the secret part of a key.
pub(super) fn parts(token: &str) -> Option<(&str, &[u8])> {
    let (id, secret) = token.strip_prefix(PREFIX)?.split_once('_')?;
    (is_id(id) && secret.len() == SECRET_LENGTH).then_some((id, secret.as_bytes()))
}

/// Whether a text can be the id of a key.
pub(super) fn is_id(text: &str) -> bool {
    text.len() == 16
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// Whether two digests are the same, in a time that does not depend on where
/// they differ.
pub fn same(one: &[u8; 32], other: &[u8; 32]) -> bool {
    let differ = one
        .iter()
        .zip(other)
        .fold(0_u8, |differ, (a, b)| black_box(differ | (a ^ b)));
    black_box(differ) == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Machine;

    #[test]
    fn a_key_is_known_by_its_secret_alone() {
        let new = mint("portal", "the portal", &Machine).unwrap();
        let (id, secret) = parts(&new.token).unwrap();
        assert_eq!(id, &*new.key.id);
        assert!(same(&content_hash(secret).0, &new.key.sha256));
        assert!(!new.token.contains(&*content_hash(secret).to_string()));
        let other = mint("portal", "the portal", &Machine).unwrap();
        assert_ne!(other.token, new.token);
        assert_ne!(other.key.sha256, new.key.sha256);
    }

    #[test]
    fn digests_differ_wherever_they_differ() {
        let one = [7; 32];
        for at in 0..32 {
            for bit in 0..8 {
                let mut other = one;
                other[at] ^= 1 << bit;
                assert!(!same(&one, &other));
            }
        }
        assert!(same(&one, &one));
    }

    #[test]
    fn what_is_no_key_has_no_parts() {
        let id = "0123456789abcdef";
        let secret = "s".repeat(SECRET_LENGTH);
        assert!(parts(&format!("jorye_{id}_{secret}")).is_some());
        for wrong in [
            String::new(),
            format!("jorye_{id}"),
            format!("jorye_{id}_"),
            format!("jorye_{id}_{secret}x"),
            format!("jorye_{}_{secret}", id.to_uppercase()),
            format!("other_{id}_{secret}"),
            format!("jorye_{id}x_{secret}"),
        ] {
            assert!(parts(&wrong).is_none(), "{wrong}");
        }
    }
}
