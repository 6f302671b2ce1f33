//! `audit witness sign`.

use std::path::{Path, PathBuf};

use super::file;
use crate::audit::checkpoint::Checkpoint;
use crate::audit::note::PublicKey;
use crate::audit::own::OwnEntry;
use crate::audit::proof::{ConsistencyProof, Proof};
use crate::audit::witness::{Asked, Step};
use crate::command::audit::prove::read_checkpoint;
use crate::command::audit::verify::read_own;
use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::input;
use crate::command::output::OutputFile;
use crate::command::usage;
use crate::diagnostic::{Lang, counted};
use crate::library::{Machine, Surroundings as _};

/// Cosign a checkpoint, if the log only grew since the last one
///
/// Nothing is signed where the log shows another history than before, where it has
/// grown and no proof shows how, or where its key is another one. The head is
/// remembered, durably, before the cosignature is given away. A log that the
/// witness does not know yet is trusted from its first checkpoint on.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The checkpoint of the log, as it was published
    checkpoint: PathBuf,
    /// A proof that the log only grew since the head that the witness remembers:
    /// `jorye audit prove --since`
    #[arg(long, value_name = "FILE")]
    proof: Option<PathBuf>,
    /// The public key of the log, as the witness knows it from elsewhere
    #[arg(long, value_name = "VKEY")]
    log: PublicKey,
    /// An entry by which the log changed its key (`jorye audit log --entry`), where it
    /// did since the witness saw it; several in their order
    #[arg(long, value_name = "FILE")]
    rotation: Vec<PathBuf>,
    /// The file of the witness
    #[arg(long, value_name = "FILE")]
    state: PathBuf,
    /// The file for the cosigned checkpoint; without it, standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// How many seconds another process that uses the file of the witness is waited
    /// for; 5 where nothing is said
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 5,
        hide_default_value = true
    )]
    wait: u16,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let checkpoint = match read_checkpoint(&args.checkpoint, context) {
        Ok(checkpoint) => checkpoint,
        Err(exit) => return exit,
    };
    let proof = match args.proof.as_deref().map(|path| growth(path, context)) {
        None => None,
        Some(Ok(proof)) => Some(proof),
        Some(Err(exit)) => return exit,
    };
    let rotations = match read_own(&args.rotation, context) {
        Ok(rotations) => rotations,
        Err(exit) => return exit,
    };
    match sign(args, &checkpoint, proof.as_ref(), &rotations, context) {
        Ok((cosigned, step)) => {
            tell(&cosigned, step, context);
            give(args.out.as_deref(), &cosigned, context)
        }
        Err(exit) => exit,
    }
}

/// Holds the memory for as long as it takes: who comes meanwhile waits, and sees
/// what was remembered here.
fn sign(
    args: &Args,
    checkpoint: &Checkpoint,
    proof: Option<&ConsistencyProof>,
    rotations: &[OwnEntry],
    context: &mut Context,
) -> Result<(Checkpoint, Step), Exit> {
    let held =
        file::hold(&args.state, args.wait).map_err(|error| context.fail(&error, Exit::Failure))?;
    let witness = held
        .read()
        .map_err(|error| context.fail(&error, Exit::Unreadable))?;
    let now = u64::try_from(Machine.now().as_second()).unwrap_or(0);
    let asked = Asked {
        checkpoint,
        proof,
        log: &args.log,
        rotations,
        now,
    };
    let cosigned = witness
        .sign(asked)
        .map_err(|refused| context.fail(&refused, Exit::Findings))?;
    // First remembered, then given away.
    held.keep(&cosigned.witness)
        .map_err(|error| context.fail(&error, Exit::Failure))?;
    Ok((cosigned.checkpoint, cosigned.step))
}

fn growth(path: &Path, context: &mut Context) -> Result<ConsistencyProof, Exit> {
    let bytes = input::read(path).map_err(|error| context.fail(&error, Exit::Unreadable))?;
    match Proof::parse(&bytes) {
        Ok(Proof::Consistency(proof)) => Ok(proof),
        Ok(Proof::Inclusion(_)) => {
            context.talk_finding(&usage::witness_wants_growth());
            Err(Exit::Usage)
        }
        Err(error) => Err(context.fail(&error, Exit::Unreadable)),
    }
}

fn tell(cosigned: &Checkpoint, step: Step, context: &mut Context) {
    let (size, log) = (cosigned.head().size, &cosigned.head().origin);
    let leaves = counted(size, "leaf", "leaves");
    let text = match (step, context.lang) {
        (Step::First, Lang::Ko) => {
            format!("로그 `{log}`의 머리(기록 {size}건)를 처음 보고 서명하였습니다.")
        }
        (Step::First, Lang::En) => {
            format!("Saw the log `{log}` for the first time, with {leaves}, and cosigned its head.")
        }
        (Step::Same, Lang::Ko) => {
            format!("로그 `{log}`의 같은 머리(기록 {size}건)에 다시 서명하였습니다.")
        }
        (Step::Same, Lang::En) => {
            format!("Cosigned the same head of the log `{log}` again, with {leaves}.")
        }
        (Step::Grown { from }, Lang::Ko) => format!(
            "로그 `{log}`의 기록이 {from}건에서 {size}건으로 늘기만 하였음을 확인하고 서명하였습니다."
        ),
        (Step::Grown { from }, Lang::En) => {
            format!("The log `{log}` only grew, from {from} to {leaves}: cosigned its head.")
        }
    };
    context.talk(text);
}

fn give(out: Option<&Path>, cosigned: &Checkpoint, context: &mut Context) -> Exit {
    let text = cosigned.to_text();
    let Some(path) = out else {
        context.print(text);
        return Exit::Well;
    };
    let written = OutputFile::create(path).and_then(|mut file| {
        file.write(text.as_bytes())?;
        file.finish()
    });
    match written {
        Ok(()) => Exit::Well,
        Err(error) => context.fail(&error, Exit::Failure),
    }
}
