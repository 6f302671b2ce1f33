use super::*;
use crate::audit::hash::content_hash;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ed25519_dalek::VerifyingKey;
use proptest::prelude::*;

/// The example of the specification.
const EXAMPLE_KEY: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const EXAMPLE: &str = "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

/// The example of Go's `golang.org/x/mod/sumdb/note`.
const GO_SECRET: &str =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const GO_PUBLIC: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const GO_TEXT: &str = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const GO_NOTE: &str = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

#[test]
fn the_published_notes_verify() {
    let key: PublicKey = EXAMPLE_KEY.parse().unwrap();
    let note = SignedNote::parse(EXAMPLE.as_bytes()).unwrap();
    assert_eq!(note.verify(&key), Ok(()));
    assert_eq!(note.text(), "This is an example message.\n");
    assert_eq!(note.to_text(), EXAMPLE);
    assert_eq!(key.to_string(), EXAMPLE_KEY);
}

#[test]
fn the_published_key_signs_the_same() {
    let key: SecretKey = GO_SECRET.parse().unwrap();
    assert_eq!(key.public().to_string(), GO_PUBLIC);
    assert_eq!(key.secret_text(), GO_SECRET);
    let note = SignedNote::sign(GO_TEXT.to_owned(), &key).unwrap();
    assert_eq!(note.to_text(), GO_NOTE);
    assert!(!format!("{key:?}").contains("AYEK"));
}

#[test]
fn the_signature_of_another_key_is_passed_over() {
    let key: PublicKey = GO_PUBLIC.parse().unwrap();
    let example = SignedNote::parse(EXAMPLE.as_bytes()).unwrap();
    assert_eq!(example.verify(&key), Err(NoteError::Unsigned));
    let two = format!("{GO_NOTE}{}", example.signatures()[0].line());
    let note = SignedNote::parse(two.as_bytes()).unwrap();
    assert_eq!(note.verify(&key), Ok(()));
    // One that names the key must be of the key, even beside a good one.
    let mut wrong = note.signatures()[0].clone();
    wrong.signature[9] ^= 1;
    let three = format!("{two}{}", wrong.line());
    let note = SignedNote::parse(three.as_bytes()).unwrap();
    assert_eq!(note.verify(&key), Err(NoteError::Signature));
}

#[test]
fn a_changed_byte_never_verifies() {
    let key: PublicKey = GO_PUBLIC.parse().unwrap();
    for at in 0..GO_NOTE.len() {
        for mask in 1..=255u8 {
            let mut bytes = GO_NOTE.as_bytes().to_vec();
            bytes[at] ^= mask;
            let holds = SignedNote::parse(&bytes).is_ok_and(|note| note.verify(&key).is_ok());
            assert!(!holds, "byte {at} with mask {mask}");
        }
    }
    for length in 0..GO_NOTE.len() {
        let cut = &GO_NOTE.as_bytes()[..length];
        assert!(SignedNote::parse(cut).is_err(), "{length}");
    }
}

#[test]
fn what_is_no_note_is_refused() {
    for wrong in [
        "",
        "\n\n",
        "text\n",
        "text\n\n",
        "text\n\n— name\n",
        "text\n\n— name AAAA\n",
        "text\n\n— name AAAAAAAA",
        "text\n\n- name AAAAAAAA\n",
        "text\n\n—  AAAAAAAA\n",
        "text\n\n— a+b AAAAAAAA\n",
        "text\n\n— name AAAAAAB=\n",
        "te\txt\n\n— name AAAAAAAA\n",
        "text\r\n\n— name AAAAAAAA\n",
    ] {
        assert_eq!(
            SignedNote::parse(wrong.as_bytes()),
            Err(NoteError::Form),
            "{wrong:?}"
        );
    }
    assert!(SignedNote::parse("text\n\n— name AAAAAAAA\n".as_bytes()).is_ok());
    // The last empty line counts.
    let note = SignedNote::parse("a\n\nb\n\n— name AAAAAAAA\n".as_bytes()).unwrap();
    assert_eq!(note.text(), "a\n\nb\n");
}

#[test]
fn what_is_no_key_is_refused() {
    for name in ["", "a b", "a+b", "a\nb", "a\u{3000}b", "a\u{0}b"] {
        assert!(SecretKey::from_random(name, &[7; 32]).is_err(), "{name:?}");
    }
    for wrong in [
        "",
        "name",
        "name+c74f20a3",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+AhpcDQcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW ",
        "OtherName+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ] {
        assert!(wrong.parse::<PublicKey>().is_err(), "{wrong}");
    }
    // The id fits each of them: (0, 1), (0, -1), and y = 3 written as p + 3.
    let mut above = [0xff; 32];
    (above[0], above[31]) = (0xf0, 0x7f);
    let mut minus_one = above;
    minus_one[0] = 0xec;
    let mut one = [0; 32];
    one[0] = 1;
    for (key, point) in [("one", one), ("minus one", minus_one), ("above", above)] {
        assert!(VerifyingKey::from_bytes(&point).is_ok(), "{key}");
        let typed = [&[1], &point[..]].concat();
        let hash = content_hash(&[b"log\n", &typed[..]].concat()).to_string();
        let text = format!("log+{}+{}", hash.get(..8).unwrap(), BASE64.encode(typed));
        assert_eq!(text.parse::<PublicKey>(), Err(KeyError::Form), "{key}");
    }
    assert!(GO_PUBLIC.parse::<SecretKey>().is_err());
    assert!(GO_SECRET.parse::<PublicKey>().is_err());
    assert!(format!("{GO_SECRET}\n").parse::<SecretKey>().is_ok());
}

proptest! {
    #[test]
    fn a_signed_text_verifies_and_reads_back(random: [u8; 32], lines in prop::collection::vec("[^\\p{Cc}]{0,20}", 1..5)) {
        let key = SecretKey::from_random("seoul.example/log", &random).unwrap();
        let note = SignedNote::sign(lines.join("\n") + "\n", &key).unwrap();
        let again = SignedNote::parse(note.to_text().as_bytes()).unwrap();
        prop_assert_eq!(&again, &note);
        prop_assert_eq!(again.verify(key.public()), Ok(()));
        let read: SecretKey = key.secret_text().parse().unwrap();
        prop_assert_eq!(read.public(), key.public());
        prop_assert_eq!(&key.public().to_string().parse::<PublicKey>().unwrap(), key.public());
    }

    #[test]
    fn no_text_causes_a_panic(text: String) {
        let _ = SignedNote::parse(text.as_bytes());
        let _ = text.parse::<PublicKey>();
        let _ = text.parse::<SecretKey>();
    }
}
