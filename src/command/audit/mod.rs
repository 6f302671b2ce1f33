//! `audit`: the trail.

mod checkpoint;
mod erase;
mod export;
mod log;
mod prove;
mod receipt;
mod rotate_key;
mod verify;
mod verify_proof;
mod verify_receipt;
mod witness;

use super::context::Context;
use super::exit::Exit;

pub(super) use verify::tell as tell_report;

/// The audit trail: export it, sign its head, prove what is in it, write receipts, verify it,
/// witness that of others; erase personal values
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Erase(Box<erase::Args>),
    Export(export::Args),
    Checkpoint(checkpoint::Args),
    Prove(prove::Args),
    Receipt(receipt::Args),
    Log(log::Args),
    RotateKey(rotate_key::Args),
    Verify(Box<verify::Args>),
    Witness(witness::Args),
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    match &args.command {
        Command::Erase(args) => erase::run(args, context),
        Command::Export(args) => export::run(args, context),
        Command::Checkpoint(args) => checkpoint::run(args, context),
        Command::Prove(args) => prove::run(args, context),
        Command::Receipt(args) => receipt::run(args, context),
        Command::Log(args) => log::run(args, context),
        Command::RotateKey(args) => rotate_key::run(args, context),
        Command::Verify(args) => verify::run(args, context),
        Command::Witness(args) => witness::run(args, context),
    }
}
