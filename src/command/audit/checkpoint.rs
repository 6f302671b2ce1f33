//! `audit checkpoint`.

use std::path::{Path, PathBuf};

use super::prove::read_checkpoint;
use super::rotate_key::tell_mended;
use crate::audit::note::WitnessKey;
use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::output::OutputFile;
use crate::command::store::StoreArg;
use crate::command::usage;
use crate::diagnostic::{Lang, counted};
use crate::service::{Log, LogError};
use crate::store::Access;

/// Sign the head of the trail as it is now
///
/// A checkpoint is a C2SP signed note. Keep it, or publish it, outside the
/// store: against it every later change of what came before is found.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file to write; without it, standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Keep this checkpoint, which witnesses have cosigned, so that it is served
    #[arg(long, value_name = "FILE", conflicts_with_all = ["out", "cosigned"])]
    add: Option<PathBuf>,
    /// With `--add`: the public key of a witness whose signature must hold
    #[arg(long, value_name = "VKEY", requires = "add")]
    witness: Vec<WitnessKey>,
    /// The newest checkpoint that witnesses have cosigned, not a new one
    #[arg(long)]
    cosigned: bool,
    #[command(flatten)]
    store: StoreArg,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    if let Some(path) = &args.add {
        return add(path, args, context);
    }
    let store = match args.store.open(Access::ReadOnly, context) {
        Ok(store) => store,
        Err(exit) => return exit,
    };
    if args.cosigned {
        let text = match pollster::block_on(Log::new(&store).cosigned()) {
            Ok(Some(checkpoint)) => checkpoint.to_text(),
            Ok(None) => {
                context.talk_finding(&usage::nothing_cosigned());
                return Exit::Usage;
            }
            Err(error) => return context.fail(&error, Exit::Failure),
        };
        return give(&text, args.out.as_deref(), context);
    }
    let key = args.store.key(context);
    if let Err(exit) = tell_mended(&Log::new(&store), &key, context) {
        return exit;
    }
    let checkpoint = match pollster::block_on(Log::new(&store).checkpoint(&key)) {
        Ok(checkpoint) => checkpoint,
        Err(error) => return context.fail(&error, Exit::Failure),
    };
    give(&checkpoint.to_text(), args.out.as_deref(), context)
}

/// Keeps a cosigned checkpoint.
fn add(path: &Path, args: &Args, context: &mut Context) -> Exit {
    let given = match read_checkpoint(path, context) {
        Ok(given) => given,
        Err(exit) => return exit,
    };
    let store = match args.store.open(Access::ReadWrite, context) {
        Ok(store) => store,
        Err(exit) => return exit,
    };
    let kept = match pollster::block_on(Log::new(&store).add_cosigned(&given, &args.witness)) {
        Ok(kept) => kept,
        Err(error) => {
            let exit = match error {
                LogError::Foreign(_)
                | LogError::NotCosigned { .. }
                | LogError::OlderCosigned { .. } => Exit::Findings,
                _ => Exit::Failure,
            };
            return context.fail(&error, exit);
        }
    };
    let (size, log) = (kept.head().size, &kept.head().origin);
    let names = kept.note().signatures().iter().map(|one| one.name.as_str());
    let names: Vec<&str> = names.filter(|name| name != log).collect();
    let names = names.join(", ");
    let text = match context.lang {
        Lang::Ko => format!(
            "기록 {size}건의 체크포인트를 공동 서명과 함께 보관하였습니다. 함께 서명한 이: {names}."
        ),
        Lang::En => format!(
            "Kept the checkpoint of {} with the signatures of {names}.",
            counted(size, "leaf", "leaves")
        ),
    };
    context.talk(text);
    Exit::Well
}

fn give(text: &str, out: Option<&Path>, context: &mut Context) -> Exit {
    let Some(path) = out else {
        context.print(text);
        return Exit::Well;
    };
    let written = OutputFile::create(path).and_then(|mut file| {
        file.write(text.as_bytes())?;
        file.finish()
    });
    match written {
        Ok(()) => {
            let path = path.display();
            let text = match context.lang {
                Lang::Ko => format!("체크포인트를 {path}에 썼습니다."),
                Lang::En => format!("Wrote the checkpoint to {path}."),
            };
            context.talk(text);
            Exit::Well
        }
        Err(error) => context.fail(&error, Exit::Failure),
    }
}
