//! The page for people: what a receipt says, in Korean or in English.
//!
//! It is made of the receipt and the language alone, so that whoever has the
//! receipt makes the same page again, byte for byte, and sees whether one was
//! changed. It needs no script and nothing from outside, and holds the receipt
//! itself behind a link.

mod entry;
mod html;
mod provisions;

use crate::audit::manifest::Manifest;
use crate::audit::receipt::{Receipt, ReceiptAgainst, ReceiptReport, wrap};
use crate::audit::{Hash, merkle::leaf_hash};
use crate::diagnostic::{Lang, counted};
use crate::engine::{Case, Entry, apply, standing};
use crate::library::Held;
use entry::Told;
use html::{Html, word};
use provisions::Provisions;
use std::collections::BTreeMap;

/// The number of the page's form: raised whenever it would come out otherwise.
pub const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " page 1");

const GENERATOR: &str = "<meta name=\"generator\" content=\"jorye ";

const STYLE: &str = include_str!("style.css");

/// The version of the page's form that a page names.
pub fn version_of(page: &str) -> Option<&str> {
    let (_, rest) = page.split_once(GENERATOR)?;
    Some(rest.split_once('"')?.0)
}

/// The page of a receipt. What cannot be read of it is not shown; whether
/// everything holds is for [`Receipt::verify`].
pub fn page(receipt: &Receipt, lang: Lang) -> String {
    let report = receipt.verify(&ReceiptAgainst::default());
    let held = held(receipt);
    let mut page = Html::default();
    let mut provisions = Provisions::default();
    let mut entries = Html::default();
    let mut case: Option<Case> = None;
    let mut last: Option<&Held> = None;
    for (proved, unsealed) in receipt.entries.iter().zip(&report.unsealed) {
        let entry = &unsealed.entry;
        let Some(held) = held.get(&Hash(entry.manifest)) else {
            case = apply(case, entry).ok();
            untold(&mut entries, entry, lang);
            continue;
        };
        let before = case.clone();
        case = apply(case, entry).ok();
        let told = Told {
            held,
            entry,
            before: before.as_ref(),
            after: case.as_ref(),
            index: proved.index,
            hash: leaf_hash(&proved.bytes).to_string(),
            lang,
        };
        told.write(&mut entries, &mut provisions);
        last = Some(held);
    }
    head(&mut page, receipt, lang);
    summary(&mut page, receipt, last, case.as_ref(), lang);
    page.raw("<section aria-labelledby=\"acts\">\n");
    page.element(
        "h2 id=\"acts\"",
        word(lang, "무슨 일이 있었습니까", "What happened"),
    );
    page.raw("<ol>\n")
        .raw(&entries.finish())
        .raw("</ol>\n</section>\n");
    provisions.write(&mut page, lang);
    worth(&mut page, receipt, &report, lang);
    page.raw("</main>\n</body>\n</html>\n");
    page.finish()
}

/// An entry whose procedure this program cannot read: it is there all the same.
fn untold(page: &mut Html, entry: &Entry, lang: Lang) {
    page.raw(&format!("<li id=\"entry-{}\">\n<article>\n", entry.seq));
    page.element("h3", &format!("{}. –", entry.seq));
    page.element(
        "p",
        word(
            lang,
            "이 기록은 있지만, 그때의 절차를 이 프로그램이 읽지 못하여 글로 옮기지 못하였습니다. 내용은 아래의 파일에 있습니다.",
            "This entry is there, but the program cannot read the procedure of its time and so cannot put it into words. The file below has it.",
        ),
    );
    page.raw("</article>\n</li>\n");
}

/// The definitions that the entries were decided under, by manifest.
fn held(receipt: &Receipt) -> BTreeMap<Hash, Held> {
    let made = receipt.manifests.iter().filter_map(|(hash, bytes)| {
        let manifest = Manifest::parse(bytes).ok()?;
        let parts: Vec<(String, String, Vec<u8>)> = manifest
            .sources()
            .iter()
            .map(|source| {
                let bytes = receipt.definitions.get(&source.sha256)?.clone();
                Some((source.kind.clone(), source.name.clone(), bytes))
            })
            .collect::<Option<_>>()?;
        Some((*hash, Held::of(&parts).ok()?))
    });
    made.collect()
}

fn head(page: &mut Html, receipt: &Receipt, lang: Lang) {
    let title = word(lang, "기록 확인서", "Receipt");
    page.raw("<!doctype html>\n<html lang=\"")
        .raw(word(lang, "ko", "en"));
    page.raw("\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.raw(GENERATOR).raw(VERSION).raw("\">\n");
    page.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
    page.element("title", &format!("{title} – {}", receipt.case));
    page.raw("<style>\n")
        .raw(STYLE)
        .raw("</style>\n</head>\n<body>\n<main>\n");
    page.element("h1", title);
    page.element(
        "p",
        word(
            lang,
            "이 문서는 한 사건에서 무엇이 있었는지를 감사 기록에서 옮겨 보여 줍니다. 기록 자체는 이 문서 안에 파일로 들어 있고, 누구나 인터넷 없이 검증할 수 있습니다.",
            "This document tells what happened in one case, as its audit trail has it. The trail itself is in this document as a file, and anybody can verify it without the internet.",
        ),
    );
}

/// What somebody wants to know first.
fn summary(
    page: &mut Html,
    receipt: &Receipt,
    held: Option<&Held>,
    case: Option<&Case>,
    lang: Lang,
) {
    page.raw("<dl class=\"summary\">\n");
    page.pair(word(lang, "사건", "Case"), &receipt.case);
    if let (Some(held), Some(case)) = (held, case) {
        let workflow = &held.workflow;
        page.pair(word(lang, "절차", "Procedure"), workflow.title().get(lang));
        if let Some(text) = held.texts.get(&workflow.ordinance) {
            page.pair(word(lang, "조례", "Ordinance"), text.title().get(lang));
        }
        let states: Vec<String> = standing(workflow, case)
            .iter()
            .map(|id| match workflow.state(id) {
                Some((_, state)) => state.element.title.get(lang).to_owned(),
                None => id.to_string(),
            })
            .collect();
        page.pairs(
            word(
                lang,
                "마지막 기록 뒤의 상태",
                "After the last entry it stands at",
            ),
            &states,
        );
    }
    let size = receipt.entries.len().to_string();
    page.pair(word(lang, "기록의 수", "Entries"), &size);
    page.raw("</dl>\n");
}

fn list(page: &mut Html, all: &[String]) {
    page.raw("<ul>\n");
    for one in all {
        page.element("li", one);
    }
    page.raw("</ul>\n");
}

fn shows(page: &mut Html, report: &ReceiptReport, lang: Lang) {
    let size = report.head.as_ref().map_or(0, |head| head.size);
    let entries = report.entries;
    let (lead, all) = match lang {
        Lang::Ko => (
            "아래의 방법으로 검증되면 다음을 알 수 있습니다.",
            [
                format!("여기 적힌 기록 {entries}건은 이 사건의 첫 기록부터 빠짐없이 이어집니다."),
                format!("그 기록이 모두, 기관이 서명한 로그(크기 {size}) 안에 있습니다. 하나라도 바꾸면 검증되지 않습니다."),
                "보이는 값은 그때 봉인된 값이고, 보이는 조항은 그때 적용된 글입니다.".to_owned(),
            ],
        ),
        Lang::En => (
            "Where it verifies as told below, it shows:",
            [
                format!("The entries told here, {entries} in number, are those of this case from its first on, without a gap."),
                format!("All of them are in the log of {} that the authority has signed. Were one changed, it would not verify.", counted(size, "leaf", "leaves")),
                "The values shown are those that were sealed then, and the provisions are in the words that were applied then.".to_owned(),
            ],
        ),
    };
    page.element("p", lead);
    list(page, &all);
}

fn shows_not(page: &mut Html, report: &ReceiptReport, lang: Lang) {
    let mut all: Vec<String> = match lang {
        Lang::Ko => [
            "이 뒤에 기록이 더 있는지. 사건이 지금 어떻게 되었는지는 기관에 물어보십시오.",
            "이 로그가 정말 그 기관의 것인지. 기관이 알린 공개 열쇠와 대조해야 압니다.",
            "기관이 남들에게 다른 로그를 보여 주고 있지 않은지. 공개된 체크포인트와 대조해야 압니다.",
            "결정이 규칙에 맞는지. 다시 판단한 것이 아니라, 그때 무엇을 근거로 어떻게 판단하였는지를 보여 줄 뿐입니다.",
        ],
        Lang::En => [
            "Whether later entries exist. Ask the authority how the case stands now.",
            "Whether the log is that of the authority: compare it with the public key that the authority makes known.",
            "Whether the authority shows others another log: compare it with a published checkpoint.",
            "Whether the decisions follow from the rules. It was not decided again; shown is what was decided then, and on what.",
        ],
    }
    .map(str::to_owned)
    .into();
    if report.closed > 0 {
        all.push(match lang {
            Lang::Ko => format!("지워졌거나 이 문서에 싣지 않은 값 {}건.", report.closed),
            Lang::En => format!(
                "Values that were erased or are not shown here: {}.",
                report.closed
            ),
        });
    }
    page.element("p", word(lang, "알 수 없는 것:", "It does not show:"));
    list(page, &all);
}

/// What the document is worth, what it is not, and how to see it.
fn worth(page: &mut Html, receipt: &Receipt, report: &ReceiptReport, lang: Lang) {
    page.raw("<section aria-labelledby=\"worth\">\n");
    page.element(
        "h2 id=\"worth\"",
        word(
            lang,
            "이 문서로 알 수 있는 것과 없는 것",
            "What this document shows, and what not",
        ),
    );
    if !report.holds() {
        page.raw("<p class=\"wrong\" role=\"alert\"><strong>");
        page.text(word(
            lang,
            "이 기록은 검증되지 않습니다. 여기 적힌 것을 믿지 마십시오.",
            "This does not verify. Do not rely on what it says.",
        ));
        page.raw("</strong></p>\n");
    }
    shows(page, report, lang);
    shows_not(page, report, lang);
    page.element("h3", word(lang, "검증하는 방법", "How to verify it"));
    page.raw("<ol>\n<li>").text(word(
        lang,
        "이 쪽을 파일로 저장하여 검증합니다. 보이는 글이 바뀌었는지도 함께 확인합니다: ",
        "Save this page and verify it; that also shows whether its words were changed: ",
    ));
    page.raw("<code>jorye audit verify ").text(&receipt.case);
    page.raw(".receipt.html --key ")
        .text(word(lang, "공개열쇠", "VKEY"))
        .raw("</code></li>\n<li>");
    page.text(word(
        lang,
        "jorye 없이 검증하려면 아래 파일을 내려받아 docs/audit.md의 17절대로 하거나, tools/verify_receipt.py를 씁니다.",
        "Without jorye: download the file below, and follow section 17 of docs/audit.md, or use tools/verify_receipt.py.",
    ));
    page.raw("</li>\n<li>").text(word(
        lang,
        "공개 열쇠와 체크포인트는 이 문서 밖에서, 기관이 알린 곳에서 얻어 대조하십시오. 아래에 적힌 것은 이 문서가 스스로 말하는 것일 뿐입니다.",
        "Get the public key and the checkpoint from where the authority makes them known, not from this document: below is only what it says of itself.",
    ));
    page.raw("</li>\n</ol>\n<p><a id=\"receipt\" download=\"")
        .text(&receipt.case);
    page.raw(".receipt.json\" ")
        .raw(&wrap(&receipt.to_bytes()))
        .raw(">");
    page.text(word(
        lang,
        "기록 확인서 파일 내려받기(JSON)",
        "Download the receipt (JSON)",
    ));
    page.raw("</a></p>\n<dl>\n");
    page.pair(word(lang, "로그", "Log"), &receipt.log);
    if let Some(key) = &report.key {
        page.element("dt", word(lang, "공개 열쇠", "Public key"));
        page.raw("<dd><code>").text(key).raw("</code></dd>\n");
    }
    page.element("dt", word(lang, "체크포인트", "Checkpoint"));
    page.raw("<dd>").pre(&receipt.checkpoint).raw("</dd>\n");
    page.raw("</dl>\n</section>\n");
}
