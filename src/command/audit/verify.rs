//! `audit verify`.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::prove::read_checkpoint;
use super::verify_proof::{self, With};
use super::verify_receipt::{self, Given};
use crate::audit::note::{PublicKey, WitnessKey};
use crate::audit::own::{Keys, OwnEntry, handed_over};
use crate::audit::receipt::{ReceiptAgainst, ReceiptError};
use crate::audit::verify::{Against, Redecided, Report, TrailError, Verifier, Witnessed};
use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::input::{self, InputError};
use crate::command::render::{Format, json as object};
use crate::command::store::StoreArg;
use crate::command::usage;
use crate::diagnostic::{Coded, Lang, counted};
use crate::service::{Departure, Log, LogError, Redecider, feed, projections};
use crate::store::Access;

/// Verify a trail: an exported one, or that of a store; a receipt; or a proof
///
/// Of a store, the cases are compared too with what their entries make. A receipt
/// is known by its content, as its own file or within its page; of a page its
/// words are compared too. A checkpoint of another size than the receipt's is
/// compared where `--proof` joins the two. A proof
/// is verified with the public key of the log alone: that an entry is in the log
/// (`--proof`, `--entry`), or that the log only grew since a checkpoint
/// (`--proof`, `--checkpoint`). Without a checkpoint from outside it cannot be seen whether the end was cut
/// off or everything was written anew; what was not checked is said.
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("known").args(["file", "key"]).multiple(true)))]
pub struct Args {
    /// The exported trail, or a receipt, or its page; without it, the trail of
    /// the store
    file: Option<PathBuf>,
    /// A proof that `audit prove` or another C2SP log wrote
    ///
    /// With a receipt: one that joins its checkpoint to that of `--checkpoint`.
    #[arg(long, value_name = "FILE", requires = "known")]
    proof: Option<PathBuf>,
    /// The entry that the proof is of, byte for byte
    #[arg(long, value_name = "FILE", requires = "proof", conflicts_with = "file")]
    entry: Option<PathBuf>,
    /// A checkpoint to hold the trail to; several may be given
    #[arg(long, value_name = "FILE")]
    checkpoint: Vec<PathBuf>,
    /// The public key of the log, as it is known from outside
    #[arg(long, value_name = "VKEY")]
    key: Option<PublicKey>,
    /// The case that a receipt must be of
    #[arg(long, value_name = "CASE", requires = "file")]
    case: Option<String>,
    /// For a proof: an entry by which the log changed its key, from the one given with
    /// `--key` on (of a receipt, from its last); in their order
    #[arg(long, value_name = "FILE", requires = "proof")]
    rotation: Vec<PathBuf>,
    /// The public key of a witness: who saw the checkpoints, and when; several may
    /// be given
    #[arg(long, value_name = "VKEY")]
    witness: Vec<WitnessKey>,
    /// How many of these witnesses must have cosigned the largest checkpoint, or that
    /// of a receipt or proof
    #[arg(long, value_name = "N", requires = "witness", value_parser = clap::value_parser!(u64).range(1..))]
    witnesses_needed: Option<u64>,
    /// Decide every entry again under the definitions that the trail holds
    #[arg(long, conflicts_with = "proof")]
    replay: bool,
    #[command(flatten)]
    store: StoreArg,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    if let (Some(proof), Some(key), None) = (&args.proof, &args.key, &args.file) {
        let keys = match read_rotations(key, &args.rotation, context) {
            Ok(keys) => keys,
            Err(exit) => return exit,
        };
        let with = With {
            proof,
            entry: args.entry.as_ref(),
            checkpoints: &args.checkpoint,
            keys: &keys,
            witnesses: &args.witness,
            needed: args.witnesses_needed,
        };
        return verify_proof::run(&with, context);
    }
    let mut checkpoints = Vec::new();
    for path in &args.checkpoint {
        match read_checkpoint(path, context) {
            Ok(checkpoint) => checkpoints.push(checkpoint),
            Err(exit) => return exit,
        }
    }
    let trail = match &args.file {
        None => None,
        Some(path) => match verify_receipt::read(path, context) {
            Err(exit) => return exit,
            Ok(Given::Receipt { bytes, kind }) => {
                let joined = verify_receipt::joined(args.proof.as_deref(), &checkpoints, context);
                let rotations = read_own(&args.rotation, context);
                let (proofs, rotations) = match (joined, rotations) {
                    (Ok(proofs), Ok(rotations)) => (proofs, rotations),
                    (Err(exit), _) | (_, Err(exit)) => return exit,
                };
                let against = ReceiptAgainst {
                    checkpoints,
                    proofs,
                    rotations,
                    witnesses: args.witness.clone(),
                    witnesses_needed: args.witnesses_needed,
                    key: args.key.clone(),
                    case: args.case.as_deref().map(Into::into),
                };
                return verify_receipt::run(&bytes, &kind, &against, context);
            }
            // A proof is of a log that is not there: a trail is there.
            Ok(Given::Trail(_)) if args.proof.is_some() => {
                context.talk_finding(&usage::proof_of_growth());
                return Exit::Usage;
            }
            // Only a receipt is of one case.
            Ok(Given::Trail(_)) if args.case.is_some() => {
                let error = ReceiptError::Form {
                    path: "/case".to_owned(),
                };
                return context.fail(&error, Exit::Findings);
            }
            Ok(Given::Trail(trail)) => Some((path, trail)),
        },
    };
    let mut verifier = Verifier::new(Against {
        checkpoints,
        key: args.key.clone(),
        witnesses: args.witness.clone(),
        witnesses_needed: args.witnesses_needed,
        ..Against::default()
    });
    if args.replay {
        verifier = verifier.redeciding(Box::new(Redecider::default()));
    }
    let fed = match trail {
        Some((path, mut trail)) => feed(&mut verifier, &mut trail)
            .map(|()| None)
            .map_err(|cause| context.fail(&InputError::of(path, cause), Exit::Unreadable)),
        None => feed_store(args, &mut verifier, context).map(Some),
    };
    let departed = match fed {
        Ok(departed) => departed,
        Err(exit) => return exit,
    };
    let report = verifier.finish();
    match context.format {
        Format::Json => context.json(&as_json(&report, departed.as_deref())),
        Format::Human | Format::Plain => {
            tell(&report, context);
            tell_store(departed.as_deref(), context);
        }
    }
    if report.holds() && departed.unwrap_or_default().is_empty() {
        Exit::Well
    } else {
        Exit::Findings
    }
}

/// The keys of a log from one that is known, over the entries in these files.
pub(super) fn read_rotations(
    known: &PublicKey,
    files: &[PathBuf],
    context: &mut Context,
) -> Result<Keys, Exit> {
    let entries = read_own(files, context)?;
    handed_over(known, &entries).map_err(|_| context.fail(&TrailError::Rotation, Exit::Findings))
}

/// Entries of the log itself, each from a file.
pub(super) fn read_own(files: &[PathBuf], context: &mut Context) -> Result<Vec<OwnEntry>, Exit> {
    let mut entries = Vec::new();
    for path in files {
        let bytes = input::read(path).map_err(|error| context.fail(&error, Exit::Unreadable))?;
        let bytes = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
        let entry = OwnEntry::parse(bytes);
        entries.push(entry.map_err(|error| context.fail(&error, Exit::Unreadable))?);
    }
    Ok(entries)
}

/// The trail of a store, and whatever in it is not what its entries make.
fn feed_store(
    args: &Args,
    verifier: &mut Verifier,
    context: &mut Context,
) -> Result<Vec<Departure>, Exit> {
    let store = args.store.open(Access::ReadOnly, context)?;
    pollster::block_on(store.examine()).map_err(|error| context.fail(&error, Exit::Failure))?;
    let fed = pollster::block_on(Log::new(&store).export(|bytes| {
        verifier.feed(bytes);
        Ok::<(), LogError>(())
    }));
    fed.map_err(|error| context.fail(&error, Exit::Failure))?;
    pollster::block_on(projections(&store)).map_err(|error| context.fail(&error, Exit::Failure))
}

/// What was found in the store beside its trail.
fn tell_store(departed: Option<&[Departure]>, context: &mut Context) {
    let Some(departed) = departed else { return };
    if departed.is_empty() {
        context.line(context.word(
            "저장소에 있는 사건의 상태는 모두 그 기록으로 만든 것과 같습니다.",
            "Every case in the store stands as its entries make it.",
        ));
    }
    for one in departed {
        context.finding(&one.finding());
    }
}

fn as_json(report: &Report, departed: Option<&[Departure]>) -> Value {
    let says = |text: crate::diagnostic::Bilingual| object::bilingual(&text);
    json!({
        "verified": report.holds() && departed.unwrap_or_default().is_empty(),
        "log": report.log,
        "key": report.keys.first(),
        "keys": report.keys,
        "entries": report.entries,
        "own": report.own,
        "cases": report.cases,
        "definitions": report.definitions,
        "manifests": report.manifests,
        "values": report.values,
        "closed": report.closed,
        "erased": report.erased(),
        "withheld": report.withheld(),
        "erasures": report.erasures.iter().map(|one| json!({
            "case": &*one.case,
            "case_seq": one.seq,
            "values": one.values,
            "facts": one.facts.iter().map(|fact| &**fact).collect::<Vec<_>>(),
            "basis": one.basis.iter().map(|basis| &**basis).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "checkpoints": report.checkpoints,
        "witnessed": report.witnessed.iter().map(witnessed).collect::<Vec<_>>(),
        "size": report.head.size,
        "root": report.head.root.to_string(),
        "checked": report.checked.iter().map(|one| says(one.says())).collect::<Vec<_>>(),
        "not_checked": report.not_checked.iter().map(|one| says(one.says())).collect::<Vec<_>>(),
        "findings": report
            .faults
            .iter()
            .map(|fault| object::finding(&fault.finding()))
            .chain(departed.unwrap_or_default().iter().map(|one| {
                object::finding(&one.finding())
            }))
            .collect::<Vec<_>>(),
        "more_faults": report.more_faults,
        "redecided": report.redecided.map(|redecided| json!({
            "same": redecided.same,
            "closed": redecided.closed,
            "semantics": redecided.semantics,
            "outside": redecided.outside,
            "unloaded": redecided.unloaded,
            "after_fault": redecided.after_fault,
            "differs": redecided.differs,
        })),
    })
}

pub(super) fn witnessed(one: &Witnessed) -> Value {
    json!({ "size": one.size, "witness": one.name, "time": one.time })
}

/// What came of deciding every entry again, in numbers.
fn tell_again(redecided: &Redecided, context: &mut Context) {
    let undecidable = redecided.closed
        + redecided.semantics
        + redecided.outside
        + redecided.unloaded
        + redecided.after_fault;
    let text = match context.lang {
        Lang::Ko => format!(
            "다시 판단: 같은 결과 {}건, 다른 결과 {}건, 다시 판단할 수 없음 {undecidable}건.",
            redecided.same, redecided.differs
        ),
        Lang::En => format!(
            "Decided again: {} the same, {} otherwise, {undecidable} not re-decidable.",
            redecided.same, redecided.differs
        ),
    };
    context.line(text);
}

/// A report for people.
pub(in crate::command) fn tell(report: &Report, context: &mut Context) {
    let paint = context.paint();
    let head = if report.holds() {
        paint.green(context.word("기록이 검증되었습니다.", "The trail verifies."))
    } else {
        paint.red(context.word("기록이 검증되지 않습니다.", "The trail does not verify."))
    };
    context.line(head);
    let text = match context.lang {
        Lang::Ko => format!(
            "사건 {}건의 기록 {}건, 값 {}개, 정의 {}개, 맞는 체크포인트 {}개.",
            report.cases, report.entries, report.values, report.definitions, report.checkpoints
        ),
        Lang::En => format!(
            "{} of {}, {}, {}, {}.",
            counted(report.entries, "entry", "entries"),
            counted(report.cases, "case", "cases"),
            counted(report.values, "value", "values"),
            counted(report.definitions, "definition", "definitions"),
            counted(
                report.checkpoints,
                "checkpoint that holds",
                "checkpoints that hold"
            ),
        ),
    };
    context.line(text);
    if let Some(redecided) = &report.redecided {
        tell_again(redecided, context);
    }
    for fault in &report.faults {
        context.finding(&fault.finding());
    }
    if report.more_faults > 0 {
        let text = match context.lang {
            Lang::Ko => format!("그 밖에 {}건이 더 있습니다.", report.more_faults),
            Lang::En => format!("And {} more.", report.more_faults),
        };
        context.line(text);
    }
    if report.holds() {
        let word = context.word("확인한 것", "Checked").to_owned();
        context.line(format_args!("{word}:"));
        for one in &report.checked {
            let says = one.says();
            context.line(format_args!("- {}", says.get(context.lang)));
        }
    }
    if !report.not_checked.is_empty() {
        let word = context.word("확인하지 못한 것", "Not checked").to_owned();
        context.line(format_args!("{word}:"));
        for one in &report.not_checked {
            let says = one.says();
            context.line(format_args!("- {}", says.get(context.lang)));
        }
    }
}
