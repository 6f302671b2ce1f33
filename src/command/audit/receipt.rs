//! `audit receipt`.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::prove::read_checkpoint;
use super::verify_receipt::{self, Given, Kind};
use crate::audit::receipt::{Receipt, ReceiptAgainst};
use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::output::{OutputFile, WriteError};
use crate::command::store::StoreArg;
use crate::diagnostic::{Coded, Lang};
use crate::service::receipt::page;
use crate::service::{Log, LogError, ReceiptNotMade};
use crate::store::Access;

/// Write a receipt of a case, for a party to it
///
/// One file that proves by itself that these entries are in the log: the entries
/// of the case with their proofs, what they draw on, and the checkpoint. Beside
/// it a page for people, in the language that is set. Whether later entries
/// exist, no receipt can show.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The case
    #[arg(required_unless_present = "from", conflicts_with = "from")]
    case: Option<String>,
    /// Make the page of a receipt that is there already; it is verified first
    #[arg(long, value_name = "FILE", conflicts_with_all = ["checkpoint", "out"])]
    from: Option<PathBuf>,
    /// Write the receipt under this checkpoint, not under the log as it is now
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// Show all values that are not erased, or none: `all` or `none`
    #[arg(
        long,
        value_name = "all|none",
        default_value = "all",
        hide_possible_values = true,
        hide_default_value = true
    )]
    values: Values,
    /// The file for the receipt; without it `CASE.receipt.json`
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The file for the page; without it `CASE.receipt.html`
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    #[command(flatten)]
    store: StoreArg,
}

/// Which values a receipt shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Values {
    All,
    None,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    match &args.from {
        Some(from) => remake(args, from, context),
        None => make(args, context),
    }
}

fn make(args: &Args, context: &mut Context) -> Exit {
    let under = match &args.checkpoint {
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
    // The command line demands it.
    let case = args.case.as_deref().unwrap_or_default();
    let made = pollster::block_on(Log::new(&store).receipt(&case.into(), under, &key));
    let receipt = match made {
        Ok(receipt) => receipt,
        Err(error) => {
            let exit = match error {
                ReceiptNotMade::Log(LogError::NoSuchCase { .. }) | ReceiptNotMade::Later { .. } => {
                    Exit::Usage
                }
                ReceiptNotMade::Log(LogError::Foreign(_)) => Exit::Findings,
                _ => Exit::Failure,
            };
            return context.fail(&error, exit);
        }
    };
    let receipt = shown(receipt, args.values);
    let out = named(args.out.as_ref(), case, "receipt.json");
    let written = write(&out, &receipt.to_bytes(), context);
    if written != Exit::Well {
        return written;
    }
    write_page(args, &receipt, context)
}

/// The page of a receipt that somebody has.
fn remake(args: &Args, from: &Path, context: &mut Context) -> Exit {
    let bytes = match verify_receipt::read(from, context) {
        Ok(Given::Receipt { bytes, .. }) => bytes,
        Ok(Given::Trail(_)) => {
            let error = crate::audit::receipt::PageError::None;
            return context.fail(&error, Exit::Unreadable);
        }
        Err(exit) => return exit,
    };
    let receipt = match Receipt::parse(&bytes) {
        Ok(receipt) => receipt,
        Err(error) => return context.fail(&error, Exit::Findings),
    };
    let report = receipt.verify(&ReceiptAgainst::default());
    if !report.holds() {
        return verify_receipt::tell(&report, &Kind::File, context);
    }
    write_page(args, &shown(receipt, args.values), context)
}

fn shown(receipt: Receipt, values: Values) -> Receipt {
    match values {
        Values::All => receipt,
        Values::None => receipt.without_values(),
    }
}

fn write_page(args: &Args, receipt: &Receipt, context: &mut Context) -> Exit {
    let path = named(args.html.as_ref(), &receipt.case, "receipt.html");
    let text = page(receipt, context.lang);
    write(&path, text.as_bytes(), context)
}

fn named(given: Option<&PathBuf>, case: &str, ending: &str) -> PathBuf {
    given.map_or_else(|| PathBuf::from(format!("{case}.{ending}")), PathBuf::clone)
}

fn write(path: &Path, bytes: &[u8], context: &mut Context) -> Exit {
    let written = || -> Result<(), WriteError> {
        let mut file = OutputFile::create(path)?;
        file.write(bytes)?;
        file.finish()
    };
    match written() {
        Ok(()) => {
            let path = path.display();
            let text = match context.lang {
                Lang::Ko => format!("{path} 파일을 썼습니다."),
                Lang::En => format!("Wrote {path}."),
            };
            context.talk(text);
            Exit::Well
        }
        Err(error) => {
            let finding = error.finding();
            context.talk_finding(&finding);
            Exit::Failure
        }
    }
}
