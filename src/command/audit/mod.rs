//! `audit`: the trail.

mod checkpoint;
mod export;
mod prove;
mod receipt;
mod verify;
mod verify_proof;
mod verify_receipt;

use super::context::Context;
use super::exit::Exit;

pub(super) use verify::tell as tell_report;

/// The audit trail: export it, sign its head, prove what is in it, write
/// receipts, verify it
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Export(export::Args),
    Checkpoint(checkpoint::Args),
    Prove(prove::Args),
    Receipt(receipt::Args),
    Verify(Box<verify::Args>),
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    match &args.command {
        Command::Export(args) => export::run(args, context),
        Command::Checkpoint(args) => checkpoint::run(args, context),
        Command::Prove(args) => prove::run(args, context),
        Command::Receipt(args) => receipt::run(args, context),
        Command::Verify(args) => verify::run(args, context),
    }
}
