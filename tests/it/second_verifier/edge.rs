//! Keys, signatures and checkpoints that some implementations take and some refuse.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use jorye::audit::checkpoint::{Checkpoint, Head};
use jorye::audit::hash::content_hash;
use jorye::audit::note::{SecretKey, SignedNote};

use super::rewritten::Rewritten;
use super::{Bench, FAULTS, FINE, LOG, UNREADABLE, USAGE, python_is_there};

/// A verifier key whose id fits whatever the 32 bytes are.
fn vkey(name: &str, public: [u8; 32]) -> String {
    let typed = [&[1], &public[..]].concat();
    let id = content_hash(&[name.as_bytes(), b"\n", &typed].concat()).to_string();
    format!("{name}+{}+{}", &id[..8], BASE64.encode(typed))
}

#[test]
fn keys_and_checkpoints_at_the_edge_have_one_verdict() {
    if !python_is_there() {
        return;
    }
    let mut bench = Bench::new();
    let (trail, trees) = Rewritten::new().trail();
    let key = SecretKey::from_random(LOG, &[9; 32]).unwrap();
    let mut check = |name: &str, expected, note: &str| {
        bench.compare(name, expected, &trail, Some(note.as_bytes()), None);
    };
    for (size, tree) in trees.iter().enumerate() {
        let head = Head::of(LOG, tree);
        let note = Checkpoint::sign(head.clone(), &key).unwrap().to_text();
        check(&format!("size {size}"), FINE, &note);
        let size = head.size + 1;
        let note = Checkpoint::sign(Head { size, ..head }, &key).unwrap();
        check(
            &format!("size {size}, another root"),
            FAULTS,
            &note.to_text(),
        );
    }
    let text = Head::of(LOG, &trees[5]).text();
    let signed = |text: &str| SignedNote::sign(text.to_owned(), &key).unwrap().to_text();
    check(
        "extensions",
        FINE,
        &signed(&format!("{text}one\ntwo three\n")),
    );
    check(
        "an empty extension",
        UNREADABLE,
        &signed(&format!("{text}\none\n")),
    );
    let size = |size: &str| signed(&text.replacen("\n5\n", &format!("\n{size}\n"), 1));
    check("the largest size", FAULTS, &size("18446744073709551615"));
    check("a size beyond", UNREADABLE, &size("18446744073709551616"));
    check("a leading zero", UNREADABLE, &size("05"));
    check("a sign", UNREADABLE, &size("+5"));
    let note = signed(&text);
    check("a tab", UNREADABLE, &note.replacen("\n\n", "\na\tb\n\n", 1));
    let own = note.lines().last().unwrap().to_owned() + "\n";
    check("signed twice", FINE, &format!("{note}{own}"));
    let witness = SecretKey::from_random("witness.example", &[1; 32]).unwrap();
    let other = SignedNote::sign(text.clone(), &witness).unwrap().to_text();
    let other = other.lines().last().unwrap().to_owned() + "\n";
    check("a witness", FINE, &format!("{note}{other}"));
    check("a witness alone", FAULTS, &note.replace(&own, &other));
    check(
        "a witness of an unknown kind",
        FINE,
        &format!("{note}— w AAAAAAA=\n"),
    );
    check(
        "a witness without a signature",
        UNREADABLE,
        &format!("{note}— w AAAAAA==\n"),
    );
    check(
        "a witness that is no name",
        UNREADABLE,
        &format!("{note}— w+w AAAAAAA=\n"),
    );
    check(
        "a name with a space",
        UNREADABLE,
        &format!("{note}— w\u{3000}w AAAAAAA=\n"),
    );
    check(
        "64 signatures",
        FINE,
        &format!("{note}{}", other.repeat(63)),
    );
    check(
        "65 signatures",
        UNREADABLE,
        &format!("{note}{}", other.repeat(64)),
    );
    let bytes = BASE64
        .decode(own.trim_end().rsplit(' ').next().unwrap())
        .unwrap();
    let short = format!(
        "— {LOG} {}
",
        BASE64.encode(&bytes[..67])
    );
    check("a short signature", FAULTS, &format!("{note}{short}"));
    let large = format!("{text}{}\n", "x".repeat(1 << 20));
    check("a long checkpoint", UNREADABLE, &signed(&large));

    let mut bytes = [0xff; 32];
    (bytes[0], bytes[31]) = (0xf0, 0x7f);
    let mut one = [0; 32];
    one[0] = 1;
    let mut three = [0; 32];
    three[0] = 3;
    let mut two = [0; 32];
    two[0] = 2;
    for (name, expected, public) in [
        ("y is 3", FINE, three),
        ("y is 3, written as p + 3", FAULTS, bytes),
        ("of small order", FAULTS, one),
        ("of small order, y is 0", FAULTS, [0; 32]),
        ("no point", FAULTS, two),
    ] {
        let log = Rewritten::new().with(0, "/key", vkey(LOG, public).into());
        bench.compare(name, expected, &log.trail().0, None, None);
        let wrong = if expected == FINE { FAULTS } else { USAGE };
        bench.compare(name, wrong, &trail, None, Some(&vkey(LOG, public)));
    }
    for name in ["", "a b", "a\u{3000}b", "a\u{85}b"] {
        bench.compare(name, USAGE, &trail, None, Some(&vkey(name, three)));
    }
    bench.agreed(40);
}
