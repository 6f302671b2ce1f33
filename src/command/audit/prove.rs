//! `audit prove`.

use std::path::PathBuf;

use crate::audit::checkpoint::Checkpoint;
use crate::audit::proof::Proof;
use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::input;
use crate::command::output::{OutputFile, WriteError};
use crate::command::store::StoreArg;
use crate::diagnostic::Lang;
use crate::service::{Log, LogError};
use crate::store::Access;

/// Prove that an entry is in the log, or that the log only grew
///
/// With a case and a number, writes a C2SP tlog-proof and the entry that it
/// proves; with `--since`, a proof that nothing was changed since a checkpoint.
/// Whoever has the public key of the log verifies either without the rest of
/// the log. The entry holds no value in clear.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The case
    #[arg(required_unless_present_any = ["since", "log_entry"], requires = "seq")]
    case: Option<String>,
    /// The number of the entry within its case, from 1
    seq: Option<u64>,
    /// The number of an entry of the log itself (`jorye audit log`), in the place of a
    /// case
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["case", "seq", "since"])]
    log_entry: Option<u64>,
    /// An older checkpoint of this log: prove that the log continues it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["case", "seq"])]
    since: Option<PathBuf>,
    /// Prove the entry under this checkpoint, not under the log as it is now
    #[arg(long, value_name = "FILE", conflicts_with = "since")]
    checkpoint: Option<PathBuf>,
    /// The file for the proof; without it `CASE-SEQ.tlog-proof`, or
    /// `OLD-NEW.tlog-consistency` by the sizes of the log
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The file for the entry; without it `CASE-SEQ.entry.json`
    #[arg(long, value_name = "FILE", conflicts_with = "since")]
    entry: Option<PathBuf>,
    #[command(flatten)]
    store: StoreArg,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let given = match args.since.as_ref().or(args.checkpoint.as_ref()) {
        None => None,
        Some(path) => match read_checkpoint(path, context) {
            Ok(checkpoint) => Some(checkpoint),
            Err(exit) => return exit,
        },
    };
    let store = match args.store.open(Access::ReadOnly, context) {
        Ok(store) => store,
        Err(exit) => return exit,
    };
    let key = args.store.key(context);
    let log = Log::new(&store);
    let made = pollster::block_on(async {
        Ok(match (&args.case, args.seq, given) {
            (Some(case), Some(seq), given) => {
                let id = case.as_str().into();
                let (proof, entry) = log.prove_entry(&id, seq, given, &key).await?;
                let name = format!("{case}-{seq}");
                let proof_file = named(args.out.as_ref(), &name, "tlog-proof");
                let entry_file = named(args.entry.as_ref(), &name, "entry.json");
                vec![
                    (proof_file, Proof::Inclusion(proof).to_text().into_bytes()),
                    (entry_file, entry),
                ]
            }
            (_, _, given) if args.log_entry.is_some() => {
                let seq = args.log_entry.unwrap_or_default();
                let (proof, entry) = log.prove_own(seq, given, &key).await?;
                let name = format!("log-{seq}");
                let proof_file = named(args.out.as_ref(), &name, "tlog-proof");
                let entry_file = named(args.entry.as_ref(), &name, "entry.json");
                vec![
                    (proof_file, Proof::Inclusion(proof).to_text().into_bytes()),
                    (entry_file, entry),
                ]
            }
            (_, _, Some(since)) => {
                let proof = log.prove_growth(&since, &key).await?;
                let name = format!("{}-{}", proof.old, proof.checkpoint.head().size);
                let file = named(args.out.as_ref(), &name, "tlog-consistency");
                vec![(file, Proof::Consistency(proof).to_text().into_bytes())]
            }
            // The command line demands one of them.
            (_, _, None) => Vec::new(),
        })
    });
    let files: Vec<(PathBuf, Vec<u8>)> = match made {
        Ok(files) => files,
        Err(error) => {
            let exit = match error {
                LogError::NoSuchCase { .. }
                | LogError::NoSuchEntry { .. }
                | LogError::NoSuchOwn { .. } => Exit::Usage,
                LogError::Foreign(_) => Exit::Findings,
                _ => Exit::Failure,
            };
            return context.fail(&error, exit);
        }
    };
    for (path, bytes) in files {
        if let Err(error) = write(&path, &bytes) {
            return context.fail(&error, Exit::Failure);
        }
        let path = path.display();
        let text = match context.lang {
            Lang::Ko => format!("{path} 파일을 썼습니다."),
            Lang::En => format!("Wrote {path}."),
        };
        context.talk(text);
    }
    Exit::Well
}

fn named(given: Option<&PathBuf>, name: &str, ending: &str) -> PathBuf {
    given.map_or_else(|| PathBuf::from(format!("{name}.{ending}")), PathBuf::clone)
}

fn write(path: &std::path::Path, bytes: &[u8]) -> Result<(), WriteError> {
    let mut file = OutputFile::create(path)?;
    file.write(bytes)?;
    file.finish()
}

/// A checkpoint from a file.
pub(super) fn read_checkpoint(
    path: &std::path::Path,
    context: &mut Context,
) -> Result<Checkpoint, Exit> {
    let bytes = input::read(path).map_err(|error| context.fail(&error, Exit::Unreadable))?;
    Checkpoint::parse(&bytes).map_err(|error| context.fail(&error, Exit::Unreadable))
}
