//! `case advance`.

use super::open::fail;
use super::request::{DecisionArgs, GiveArgs, WhoArgs, asked};
use super::told;
use crate::command::context::Context;
use crate::command::deliver::everything;
use crate::command::exit::Exit;
use crate::command::render::Format;
use crate::command::store::StoreArg;
use crate::library::Machine;
use crate::service::{Cases, told as program};
use crate::store::Access;

/// Attempt a transition: taken or refused, it is recorded
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The id of the case
    case: String,
    /// The transition
    transition: String,
    #[command(flatten)]
    who: WhoArgs,
    #[command(flatten)]
    give: GiveArgs,
    /// The reason, where one must be stated
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    decision: DecisionArgs,
    /// Act only if the case is still at this version
    #[arg(long, value_name = "VERSION")]
    expect: Option<u64>,
    #[command(flatten)]
    store: StoreArg,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    if let Err(exit) = args.give.once_each(context) {
        return exit;
    }
    let store = match args.store.open(Access::ReadWrite, context) {
        Ok(store) => store,
        Err(exit) => return exit,
    };
    // The procedures of which children are opened, where they are at hand.
    let library = crate::command::library::at_hand(context);
    let mut cases = Cases::new(&store, &Machine);
    if let Some(library) = &library {
        cases = cases.with_library(library);
    }
    let case = args.case.as_str().into();
    let reason = args.reason.as_deref();
    let request = match asked(&cases, &case, args.who.who(), &args.give, reason, context) {
        Ok(request) => args.decision.of(request),
        Err(exit) => return exit,
    };
    match pollster::block_on(cases.advance(&case, &args.transition, &request, args.expect)) {
        Ok(done) => {
            // What is left beyond what an act delivers behind itself; should it
            // fail, `deliver` does it.
            let _ = pollster::block_on(everything(&cases));
            for entry in done.owed.iter().chain([&done.appended]) {
                context.recorded(&done.decision.after.id, entry);
            }
            match context.format {
                Format::Json => context.json(&program::done(&done)),
                Format::Human | Format::Plain => {
                    told::tell_done(&done, context);
                    for warning in program::with_headings(&done.held, done.warnings()) {
                        context.talk_finding(&warning);
                    }
                }
            }
            if done.decision.accepted() {
                Exit::Well
            } else {
                Exit::Findings
            }
        }
        Err(error) => fail(&error, context),
    }
}
