//! `audit witness`: to remember what a log has said, and to sign only what
//! continues it.

mod file;
mod init;
mod show;
mod sign;

use crate::command::context::Context;
use crate::command::exit::Exit;

/// Watch a log of somebody else: remember its last head, and cosign only what
/// continues it
///
/// For another organisation than the one whose log it is. It needs neither the
/// store nor the export: the checkpoints and the proofs between them are enough.
/// Whoever verifies with `jorye audit verify --witness` sees that the log shows
/// everybody the same history.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Init(init::Args),
    Sign(Box<sign::Args>),
    Show(show::Args),
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    match &args.command {
        Command::Init(args) => init::run(args, context),
        Command::Sign(args) => sign::run(args, context),
        Command::Show(args) => show::run(args, context),
    }
}
