//! `case`: cases in a store.

mod advance;
mod advance_children;
mod deadlines;
mod family;
mod history;
mod list;
mod next;
mod open;
mod people;
mod request;
pub(super) mod revise;
mod show;
mod told;
mod why;

use super::context::Context;
use super::exit::Exit;
use super::store::StoreArg;
use crate::library::Machine;
use crate::service::{Cases, CasesError};
use crate::store::Access;

pub(super) use deadlines::tell_reminder;
pub(super) use history::tell_entry;
pub(super) use open::fail;
pub(super) use request::Moment;
pub(super) use told::state_titles;

/// Open cases, advance them, and see where they stand
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Open(open::Args),
    Advance(advance::Args),
    AdvanceChildren(advance_children::Args),
    Next(next::Args),
    Why(why::Args),
    Show(show::Args),
    List(list::Args),
    History(history::Args),
}

/// Asks the store something, and tells the answer.
fn look<T>(
    store: &StoreArg,
    context: &mut Context,
    ask: impl AsyncFnOnce(&Cases<'_>) -> Result<T, CasesError>,
    tell: impl FnOnce(T, &mut Context),
) -> Exit {
    let store = match store.open(Access::ReadOnly, context) {
        Ok(store) => store,
        Err(exit) => return exit,
    };
    // What a later revision does to a case is told with it.
    let library = super::library::at_hand(context);
    let mut cases = Cases::new(&store, &Machine);
    if let Some(library) = &library {
        cases = cases.with_library(library);
    }
    match pollster::block_on(ask(&cases)) {
        Ok(answer) => {
            tell(answer, context);
            Exit::Well
        }
        Err(error) => open::fail(&error, context),
    }
}

/// Acts on the cases of a store, with the procedures of which children are
/// opened where they are at hand.
fn act(
    store: &StoreArg,
    context: &mut Context,
    act: impl FnOnce(&Cases<'_>, &mut Context) -> Exit,
) -> Exit {
    let store = match store.open(Access::ReadWrite, context) {
        Ok(store) => store,
        Err(exit) => return exit,
    };
    let library = super::library::at_hand(context);
    let mut cases = Cases::new(&store, &Machine);
    if let Some(library) = &library {
        cases = cases.with_library(library);
    }
    act(&cases, context)
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    match &args.command {
        Command::Open(args) => open::run(args, context),
        Command::Advance(args) => advance::run(args, context),
        Command::AdvanceChildren(args) => advance_children::run(args, context),
        Command::Next(args) => next::run(args, context),
        Command::Why(args) => why::run(args, context),
        Command::Show(args) => show::run(args, context),
        Command::List(args) => list::run(args, context),
        Command::History(args) => history::run(args, context),
    }
}
