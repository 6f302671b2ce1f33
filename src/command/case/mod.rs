//! `case`: cases in a store.

mod advance;
mod advance_children;
mod correct;
mod deadlines;
mod family;
mod history;
mod list;
mod next;
mod open;
mod order;
mod people;
mod request;
pub(super) mod revise;
mod show;
mod told;
mod why;

use super::context::Context;
use super::exit::Exit;
use super::store::StoreArg;
use super::tick::Now;
use crate::diagnostic::{Code, Coded, Finding, Lang};
use crate::library::{Machine, rehearse};
use crate::service::{Cases, CasesError};
use crate::store::Access;

pub(super) use deadlines::tell_reminder;
pub(super) use history::tell_entry;
pub(super) use open::fail;
pub(super) use request::{ActorId, Moment, VIA};
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
    Correct(correct::Args),
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
    if let Err(exit) = rehearsed(context) {
        return exit;
    }
    match &args.command {
        Command::Open(args) => open::run(args, context),
        Command::Advance(args) => advance::run(args, context),
        Command::AdvanceChildren(args) => advance_children::run(args, context),
        Command::Correct(args) => correct::run(args, context),
        Command::Next(args) => next::run(args, context),
        Command::Why(args) => why::run(args, context),
        Command::Show(args) => show::run(args, context),
        Command::List(args) => list::run(args, context),
        Command::History(args) => history::run(args, context),
    }
}

/// `JORYE_REHEARSAL` is no moment.
#[derive(Debug, Clone, thiserror::Error)]
#[error("`{named}` is no moment of a rehearsal")]
struct NoMoment {
    named: String,
}

impl Coded for NoMoment {
    fn finding(&self) -> Finding {
        Finding::new(NO_MOMENT).with("named", self.named.as_str())
    }
}

const NO_MOMENT: Code = Code(977);

/// Puts the clock where the environment says that a rehearsal stands, and tells it:
/// nobody should take what is rehearsed for what was done.
fn rehearsed(context: &mut Context) -> Result<(), Exit> {
    let Some(named) = context.rehearsal.clone() else {
        return Ok(());
    };
    let Ok(Now(at)) = named.parse::<Now>() else {
        return Err(context.fail(&NoMoment { named }, Exit::Usage));
    };
    rehearse(at);
    let text = match context.lang {
        Lang::Ko => format!("연습입니다: 시계가 {named}에 서 있습니다(JORYE_REHEARSAL)."),
        Lang::En => format!("A rehearsal: the clock stands at {named} (JORYE_REHEARSAL)."),
    };
    context.talk(text);
    Ok(())
}
