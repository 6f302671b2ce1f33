//! `audit`: the trail.

mod checkpoint;
mod erase;
mod export;
mod prove;
mod verify;
mod verify_proof;

use super::context::Context;
use super::exit::Exit;

pub(super) use verify::tell as tell_report;

/// The audit trail: export it, sign its head, prove what is in it, verify it;
/// erase personal values
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
    Verify(Box<verify::Args>),
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    match &args.command {
        Command::Erase(args) => erase::run(args, context),
        Command::Export(args) => export::run(args, context),
        Command::Checkpoint(args) => checkpoint::run(args, context),
        Command::Prove(args) => prove::run(args, context),
        Command::Verify(args) => verify::run(args, context),
    }
}
