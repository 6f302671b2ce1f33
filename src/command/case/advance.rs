//! `case advance`.

use super::request::ActArgs;
use super::{act, fail, told};
use crate::command::context::Context;
use crate::command::deliver::everything;
use crate::command::exit::Exit;
use crate::command::render::Format;
use crate::command::store::StoreArg;
use crate::service::{Cases, Done, told as program};

/// Attempt a transition: taken or refused, it is recorded
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The id of the case
    case: String,
    #[command(flatten)]
    act: ActArgs,
    /// Act only if the case is still at this version
    #[arg(long, value_name = "VERSION")]
    expect: Option<u64>,
    #[command(flatten)]
    store: StoreArg,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    if let Err(exit) = args.act.give.once_each(context) {
        return exit;
    }
    act(&args.store, context, |cases, context| {
        advance(args, cases, context)
    })
}

fn advance(args: &Args, cases: &Cases<'_>, context: &mut Context) -> Exit {
    let case = args.case.as_str().into();
    let request = match args.act.asked(cases, &case, context) {
        Ok(request) => request,
        Err(exit) => return exit,
    };
    let transition = &args.act.transition;
    match pollster::block_on(cases.advance(&case, transition, &request, args.expect)) {
        Ok(done) => {
            // What is left beyond what an act delivers behind itself; should it
            // fail, `deliver` does it.
            let _ = pollster::block_on(everything(cases));
            tell(&done, context);
            if done.decision.accepted() {
                Exit::Well
            } else {
                Exit::Findings
            }
        }
        Err(error) => fail(&error, context),
    }
}

fn tell(done: &Done, context: &mut Context) {
    for entry in done.owed.iter().chain([&done.appended]) {
        context.recorded(&done.decision.after.id, entry);
    }
    match context.format {
        Format::Json => context.json(&program::done(done)),
        Format::Human | Format::Plain => {
            told::tell_done(done, context);
            for warning in program::with_headings(&done.held, done.warnings()) {
                context.talk_finding(&warning);
            }
        }
    }
}
