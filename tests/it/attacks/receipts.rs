//! Receipts by use: made, read as a citizen reads them, and attacked.

use super::{desk, finds, verified};
use crate::desk::{Desk, EN, KO, short, snapshot};

/// The public key of the log, as the authority makes it known.
fn key(desk: &Desk) -> String {
    let key: jorye::audit::SecretKey = desk.text("jorye.db.key").parse().unwrap();
    key.public().to_string()
}

/// A page without what differs from run to run, its style and the file within.
fn shown(page: &str) -> String {
    let (head, rest) = page.split_once("<style>").unwrap();
    let (_, rest) = rest.split_once("</style>").unwrap();
    let (before, link) = rest.split_once("base64,").unwrap();
    let (_, after) = link.split_once('"').unwrap();
    format!("{head}{before}base64,…\"{after}")
}

#[test]
fn a_citizen_verifies_what_came() {
    for lang in [KO, EN] {
        let desk = desk();
        let known = format!("--key {} --checkpoint kept.txt --case p-1", key(&desk));
        let text = [
            desk.told(lang, "audit receipt p-1 --out mine.json --html mine.html"),
            desk.told(lang, "audit verify mine.json"),
            desk.told(lang, &format!("audit verify p-1.receipt.html {known}")),
            desk.told(lang, "audit verify mine.json --checkpoint early.txt"),
            desk.told(
                lang,
                "audit receipt p-1 --values none --out closed.json --html closed.html",
            ),
            desk.told(lang, "audit verify closed.json"),
            desk.told(lang, "audit verify p-1.receipt.json --format json"),
        ];
        snapshot(
            "attacks",
            &format!("citizen.{}", short(lang)),
            &text.concat(),
        );
    }
}

#[test]
fn the_page_tells_what_happened_in_both_languages() {
    let desk = desk();
    for (lang, short) in [(KO, "ko"), (EN, "en")] {
        for case in ["p-1", "m-1"] {
            let line = format!("audit receipt --from {case}.receipt.json --html page.html");
            assert!(desk.told(lang, &line).contains("page.html"));
            let page = desk.text("page.html");
            snapshot("attacks", &format!("page_{case}.{short}"), &shown(&page));
            assert_eq!(verified(&desk, "page.html"), (0, vec![]));
        }
    }
}

/// Every element that is opened is closed, in order; there is no script, and
/// nothing is fetched.
#[test]
fn the_page_is_well_formed_and_needs_nothing_from_outside() {
    let desk = desk();
    let page = desk.text("p-1.receipt.html");
    let mut open: Vec<&str> = Vec::new();
    let (_, body) = page.split_once("<body>").unwrap();
    for part in body.split('<').skip(1) {
        let tag = part.split('>').next().unwrap();
        let name = tag.split(' ').next().unwrap();
        match name.strip_prefix('/') {
            Some("body" | "html") => {}
            Some(closed) => assert_eq!(open.pop(), Some(closed), "{tag}"),
            None if name == "br" => {}
            None => open.push(name),
        }
    }
    assert_eq!(open, [""; 0]);
    for barred in [
        "<script", "http://", "https://", "src=", "@import", "url(", "onclick",
    ] {
        assert!(!page.contains(barred), "{barred}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn hostile_values_stay_text() {
    let desk = desk();
    let hostile =
        "</dd><script>alert(1)</script>\" href=\"data:application/json;base64,AAAA\" \u{202e}";
    let given = format!("subject={hostile}");
    let line = [
        "case",
        "advance",
        "p-2",
        "submit",
        "--actor",
        "park",
        "--as",
        "citizen",
        "--give",
        "contact=010",
        "--give",
        "purport=b",
        "--give",
        &given,
    ];
    desk.do_("case open proposal --id p-2 --actor park --as citizen");
    assert!(desk.run(EN, &line).status.success());
    desk.do_("audit receipt p-2");
    let page = desk.text("p-2.receipt.html");
    assert!(!page.contains("<script"));
    assert!(!page.contains('\u{202e}'));
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot; href=&quot;data:"));
    assert_eq!(verified(&desk, "p-2.receipt.html"), (0, vec![]));
    assert_eq!(verified(&desk, "p-2.receipt.json"), (0, vec![]));
}

#[test]
fn a_page_whose_words_were_changed() {
    let desk = desk();
    desk.edit("p-1.receipt.html", "쉼터", "쉼표");
    finds(&desk, "page_changed", "p-1.receipt.html", &["J0863"]);
    // Made again from what it holds, it says what was recorded.
    desk.do_("audit receipt --from p-1.receipt.html --html again.html");
    assert!(desk.text("again.html").contains("쉼터"));
    assert_eq!(verified(&desk, "again.html"), (0, vec![]));
}

/// A page of another version of the program cannot be made again here: that is said.
#[test]
fn a_page_of_another_version() {
    let desk = desk();
    desk.edit(
        "p-1.receipt.html",
        "content=\"jorye ",
        "content=\"jorye 0.0.0-",
    );
    assert_eq!(verified(&desk, "p-1.receipt.html"), (0, vec![]));
    let told = desk.told(EN, "audit verify p-1.receipt.html");
    assert!(told.contains("another version"), "{told}");
    assert!(!told.contains("Page: its words"), "{told}");
}

#[test]
fn the_receipt_of_another_case() {
    let desk = desk();
    assert_eq!(verified(&desk, "m-1.receipt.json"), (0, vec![]));
    finds(
        &desk,
        "other_case",
        "m-1.receipt.json --case p-1",
        &["J0862"],
    );
    // Named as the other one.
    desk.edit("m-1.receipt.json", "{\"case\":\"m-1\"", "{\"case\":\"p-1\"");
    let (exit, found) = verified(&desk, "m-1.receipt.json --case p-1");
    assert_eq!(exit, 1);
    assert!(found.contains(&"J0862".to_owned()), "{found:?}");
}

#[test]
fn an_edited_receipt() {
    let desk = desk();
    desk.edit(
        "p-1.receipt.json",
        "\"actor\":\"yoon\"",
        "\"actor\":\"kim\"",
    );
    finds(&desk, "receipt_edited", "p-1.receipt.json", &["J0861"]);
    let line = "audit receipt --from p-1.receipt.json --html no.html";
    assert!(desk.told(EN, line).contains("J0861"));
    assert!(!desk.path("no.html").exists());
}

#[test]
fn an_edited_value_in_a_receipt() {
    let desk = desk();
    desk.edit("p-1.receipt.json", "쉼터", "쉼표");
    finds(&desk, "receipt_value", "p-1.receipt.json", &["J0815"]);
}

#[test]
fn a_replaced_text_of_the_law_in_a_receipt() {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD as BASE64;
    let desk = desk();
    let law = desk.text("ordinance/seoul_compact.md");
    let other = law.replacen("시민은 누구나", "시장은 누구나", 1);
    assert_ne!(law, other);
    desk.edit(
        "p-1.receipt.json",
        &BASE64.encode(&law),
        &BASE64.encode(&other),
    );
    finds(&desk, "receipt_law", "p-1.receipt.json", &["J0806"]);
}

/// Somebody saved it in a nicer form.
#[test]
fn a_receipt_that_was_saved_anew() {
    let desk = desk();
    let json: serde_json::Value = serde_json::from_slice(&desk.read("p-1.receipt.json")).unwrap();
    desk.write("nice.json", serde_json::to_string_pretty(&json).unwrap());
    finds(&desk, "receipt_pretty", "nice.json", &["J0805"]);
    desk.write(
        "nice.json",
        serde_json::to_string_pretty(&json).unwrap() + "\n",
    );
    finds(&desk, "receipt_pretty_newline", "nice.json", &["J0860"]);
}

#[test]
fn a_page_without_a_receipt_and_a_trail_in_place_of_one() {
    let desk = desk();
    desk.write("none.html", "<!doctype html>\n<p>기록 확인서</p>\n");
    for lang in [KO, EN] {
        let text = desk.transcript(
            lang,
            &[
                "audit verify none.html",
                "audit receipt --from none.html",
                "audit receipt --from trail.jsonl",
                "audit receipt --from nothing.html",
                "audit verify trail.jsonl --case p-1",
                "audit receipt",
                "audit receipt p-1 --from p-1.receipt.json",
            ],
        );
        snapshot("attacks", &format!("no_receipt.{}", short(lang)), &text);
    }
}
