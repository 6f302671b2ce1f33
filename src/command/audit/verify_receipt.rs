//! `audit verify` of a receipt, or of the page that holds one.

use std::fs::File;
use std::io::{Chain, Cursor, Read as _};
use std::path::Path;

use serde_json::{Value, json};

use crate::audit::checkpoint::Checkpoint;
use crate::audit::proof::{ConsistencyProof, Proof};
use crate::audit::receipt::{
    MAX_RECEIPT, Receipt, ReceiptAgainst, ReceiptError, ReceiptFault, ReceiptReport, Unseen,
    embedded,
};
use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::input::{self, InputError};
use crate::command::render::{Format, json as object};
use crate::command::usage;
use crate::diagnostic::{Bilingual, Coded, Finding, Lang, counted};
use crate::service::receipt::{PAGE_VERSION, page, version_of};

/// How much of a file is looked at to see what it is.
const BEGINNING: usize = 4096;

/// No page is longer: base64 is four thirds of a receipt, and the words of
/// provisions come beside.
const MAX_PAGE: usize = 3 * MAX_RECEIPT;

/// What a file is.
pub(super) enum Given {
    /// Not a receipt: an export, or nothing known; to be read from its beginning.
    Trail(Chain<Cursor<Vec<u8>>, File>),
    /// A receipt, or the page of one.
    Receipt {
        /// The bytes of the receipt.
        bytes: Vec<u8>,
        /// Where it came from.
        kind: Kind,
    },
}

/// How a receipt came.
pub(super) enum Kind {
    /// As its own file.
    File,
    /// Within this page.
    Page(Vec<u8>),
}

/// Reads a file if it is a receipt or the page of one. Of another nothing but
/// the beginning is read.
///
/// # Errors
/// It cannot be read, or is a page without a receipt.
pub(super) fn read(path: &Path, context: &mut Context) -> Result<Given, Exit> {
    let mut failed = |cause| {
        let error = InputError::of(path, cause);
        context.fail(&error, Exit::Unreadable)
    };
    let file = File::open(path).map_err(&mut failed)?;
    let mut bytes = Vec::new();
    let mut beginning = file.take(BEGINNING as u64);
    beginning.read_to_end(&mut bytes).map_err(&mut failed)?;
    if !is_receipt(&bytes) {
        let rest = beginning.into_inner();
        return Ok(Given::Trail(Cursor::new(bytes).chain(rest)));
    }
    let mut rest = beginning.into_inner().take(MAX_PAGE as u64);
    rest.read_to_end(&mut bytes).map_err(&mut failed)?;
    match embedded(&bytes) {
        Ok(Some(receipt)) => Ok(Given::Receipt {
            bytes: receipt,
            kind: Kind::Page(bytes),
        }),
        Ok(None) => Ok(Given::Receipt {
            bytes,
            kind: Kind::File,
        }),
        Err(error) => Err(context.fail(&error, Exit::Unreadable)),
    }
}

/// Whether a file that begins so is a page, or an object whose first key is that
/// of a receipt, however it is spaced.
fn is_receipt(beginning: &[u8]) -> bool {
    let text = String::from_utf8_lossy(beginning);
    let text = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if text.starts_with('<') {
        return true;
    }
    let object = text.strip_prefix('{').map(str::trim_start);
    object.is_some_and(|text| text.starts_with("\"case\""))
}

/// The proof that joins a checkpoint from outside to that of a receipt.
///
/// # Errors
/// It cannot be read, is none of that kind, or there is no checkpoint to join.
pub(super) fn joined(
    path: Option<&Path>,
    checkpoints: &[Checkpoint],
    context: &mut Context,
) -> Result<Vec<ConsistencyProof>, Exit> {
    let Some(path) = path else {
        return Ok(Vec::new());
    };
    let bytes = input::read(path).map_err(|error| context.fail(&error, Exit::Unreadable))?;
    match Proof::parse(&bytes) {
        Ok(Proof::Consistency(proof)) if !checkpoints.is_empty() => Ok(vec![proof]),
        Ok(_) => {
            context.talk_finding(&usage::proof_of_growth());
            Err(Exit::Usage)
        }
        Err(error) => Err(context.fail(&error, Exit::Unreadable)),
    }
}

/// Verifies a receipt and tells what was found.
pub(super) fn run(
    bytes: &[u8],
    kind: &Kind,
    against: &ReceiptAgainst,
    context: &mut Context,
) -> Exit {
    let receipt = match Receipt::parse(bytes) {
        Ok(receipt) => receipt,
        Err(error) => return tell_unread(error, context),
    };
    let mut report = receipt.verify(against);
    if let Kind::Page(shown) = kind {
        compare_page(shown, &receipt, &mut report);
    }
    tell(&report, kind, context)
}

/// A page says what its receipt says: it is made again and compared.
fn compare_page(shown: &[u8], receipt: &Receipt, report: &mut ReceiptReport) {
    let shown = String::from_utf8_lossy(shown);
    if version_of(&shown).is_some_and(|version| version != PAGE_VERSION) {
        report.unseen.push(Unseen::PageOfAnother);
        return;
    }
    let same = [Lang::Ko, Lang::En]
        .into_iter()
        .any(|lang| page(receipt, lang) == *shown);
    if !same {
        report.faults.push(ReceiptFault::from(ReceiptError::Page));
    }
}

fn tell_unread(error: ReceiptError, context: &mut Context) -> Exit {
    let finding = error.finding();
    if context.format == Format::Json {
        context.json(&json!({
            "verified": false,
            "checked": [],
            "not_checked": [],
            "findings": [object::finding(&finding)],
        }));
    } else {
        let text = context.word(
            "기록 확인서가 검증되지 않습니다.",
            "The receipt does not verify.",
        );
        let text = context.paint().red(text);
        context.line(text);
        context.finding(&finding);
    }
    Exit::Findings
}

fn as_json(report: &ReceiptReport) -> Value {
    let says = |text: Bilingual| object::bilingual(&text);
    let findings = report.faults.iter().map(ReceiptFault::finding);
    json!({
        "verified": report.holds(),
        "receipt": true,
        "log": report.log,
        "key": report.key,
        "case": &*report.case,
        "entries": report.entries,
        "definitions": report.definitions,
        "values": report.values,
        "closed": report.closed,
        "size": report.head.as_ref().map(|head| head.size),
        "root": report.head.as_ref().map(|head| head.root.to_string()),
        "checked": if report.holds() {
            report.seen.iter().map(|one| says(one.says())).collect::<Vec<_>>()
        } else {
            Vec::new()
        },
        "not_checked": report.unseen.iter().map(|one| says(one.says())).collect::<Vec<_>>(),
        "findings": findings.map(|finding: Finding| object::finding(&finding)).collect::<Vec<_>>(),
    })
}

/// What came of it, and the exit.
pub(super) fn tell(report: &ReceiptReport, kind: &Kind, context: &mut Context) -> Exit {
    let exit = if report.holds() {
        Exit::Well
    } else {
        Exit::Findings
    };
    if context.format == Format::Json {
        context.json(&as_json(report));
        return exit;
    }
    let paint = context.paint();
    let head = if report.holds() {
        paint.green(context.word("기록 확인서가 검증되었습니다.", "The receipt verifies."))
    } else {
        paint.red(context.word(
            "기록 확인서가 검증되지 않습니다.",
            "The receipt does not verify.",
        ))
    };
    context.line(head);
    let size = report.head.as_ref().map_or(0, |head| head.size);
    let text = match context.lang {
        Lang::Ko => format!(
            "사건 {}의 기록 {}건, 값 {}개. 로그 {}, 체크포인트의 크기 {size}.",
            report.case, report.entries, report.values, report.log
        ),
        Lang::En => format!(
            "Case {}: {}, {}. Log {}, checkpoint of size {size}.",
            report.case,
            counted(report.entries, "entry", "entries"),
            counted(report.values, "value", "values"),
            report.log
        ),
    };
    context.line(text);
    for fault in &report.faults {
        context.finding(&fault.finding());
    }
    if report.holds() {
        let word = context.word("확인한 것", "Checked").to_owned();
        context.line(format_args!("{word}:"));
        for one in &report.seen {
            context.line(format_args!("- {}", one.says().get(context.lang)));
        }
        if matches!(kind, Kind::Page(_)) && !report.unseen.contains(&Unseen::PageOfAnother) {
            let text = context.word(
                "- 이 쪽에 보이는 글이 기록에서 나온 그대로인지 확인하였습니다.",
                "- Page: its words are those that its entries make.",
            );
            let text = text.to_owned();
            context.line(text);
        }
    }
    let word = context.word("확인하지 못한 것", "Not checked").to_owned();
    context.line(format_args!("{word}:"));
    for one in &report.unseen {
        context.line(format_args!("- {}", one.says().get(context.lang)));
    }
    exit
}
