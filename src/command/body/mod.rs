//! `body`: bodies, who holds their seats, and what their rules say of it.

mod show;

use super::context::Context;
use super::exit::Exit;

/// Bodies: who holds their seats on a day, and how they are composed
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Show(show::Args),
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    match &args.command {
        Command::Show(args) => show::run(args, context),
    }
}
