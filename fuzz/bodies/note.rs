//! Keys, notes, checkpoints and proofs: accepted bytes are written again as the same.

use jorye::audit::merkle::Frontier;
use jorye::audit::note::{PublicKey, SecretKey, SignedNote};
use jorye::audit::{Checkpoint, Head, Proof};

pub fn run(data: &[u8]) {
    if let Ok(note) = SignedNote::parse(data) {
        assert_eq!(note.to_text().as_bytes(), data);
    }
    if let Ok(tree) = Frontier::from_bytes(data) {
        assert_eq!(tree.to_bytes(), data);
        tree.root();
    }
    if let Ok(proof) = Proof::parse(data) {
        assert_eq!(proof.to_text().as_bytes(), data);
    }
    let Ok(text) = std::str::from_utf8(data) else {
        assert!(Checkpoint::parse(data).is_err());
        return;
    };
    if let Ok(key) = text.parse::<PublicKey>() {
        assert_eq!(key.to_string(), text);
        assert!(!key.verifies(b"a", &[0; 64]));
    }
    if let Ok(key) = text.parse::<SecretKey>() {
        assert_eq!(key.secret_text(), text.strip_suffix('\n').unwrap_or(text));
        let public = key.public();
        assert_eq!(public.to_string().parse().as_ref(), Ok(public));
    }
    if let Ok(read) = Checkpoint::parse(data) {
        assert_eq!(read.to_text(), text);
        signed_again(read.head());
    }
}

/// Any head that can be read can be signed, and is then that of the log only.
fn signed_again(head: &Head) {
    let Ok(key) = SecretKey::from_random(&head.origin, &[9; 32]) else {
        return;
    };
    let checkpoint = Checkpoint::sign(head.clone(), &key).unwrap();
    let again = Checkpoint::parse(checkpoint.to_text().as_bytes()).unwrap();
    assert_eq!(again.head(), head);
    assert_eq!(again.verify(key.public()), Ok(()));
    let other = SecretKey::from_random(&head.origin, &[8; 32]).unwrap();
    assert!(again.verify(other.public()).is_err());
}
