//! `deliver`.

use super::case::fail;
use super::context::Context;
use super::exit::Exit;
use super::render::Format;
use super::store::StoreArg;
use crate::diagnostic::{Lang, counted};
use crate::library::Machine;
use crate::service::told::delivered;
use crate::service::{Cases, Delivered};
use crate::store::Access;

/// Deliver what cases tell each other and that still waits
///
/// An act delivers what it sends by itself. This is for what was left when a
/// program was stopped between the two, or when the library was not at hand.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    store: StoreArg,
}

/// How many messages are looked at in one call.
const AT_ONCE: usize = 10_000;

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let store = match args.store.open(Access::ReadWrite, context) {
        Ok(store) => store,
        Err(exit) => return exit,
    };
    let library = super::library::at_hand(context);
    let mut cases = Cases::new(&store, &Machine);
    if let Some(library) = &library {
        cases = cases.with_library(library);
    }
    match pollster::block_on(everything(&cases)) {
        Ok(sum) => {
            tell(&sum, context);
            if sum.left == 0 {
                Exit::Well
            } else {
                Exit::Findings
            }
        }
        Err(error) => fail(&error, context),
    }
}

/// Delivers until nothing moves any more.
pub(super) async fn everything(cases: &Cases<'_>) -> Result<Delivered, crate::service::CasesError> {
    let mut sum = Delivered::default();
    loop {
        let told = cases.deliver(AT_ONCE).await?;
        sum.opened = sum.opened.saturating_add(told.opened);
        sum.taken = sum.taken.saturating_add(told.taken);
        sum.failed = sum.failed.saturating_add(told.failed);
        sum.left = told.left;
        if told.left == 0 || told.done() == 0 {
            return Ok(sum);
        }
    }
}

fn tell(sum: &Delivered, context: &mut Context) {
    if context.format == Format::Json {
        context.json(&delivered(sum));
        return;
    }
    let text = match context.lang {
        Lang::Ko => format!(
            "하위 사건 {}건을 열고 전달 {}건을 받았습니다. 열지 못한 하위 사건 {}건.",
            sum.opened, sum.taken, sum.failed
        ),
        Lang::En => format!(
            "Opened {}, took {}; {} could not be opened.",
            counted(sum.opened, "child", "children"),
            counted(sum.taken, "other message", "other messages"),
            counted(sum.failed, "child", "children"),
        ),
    };
    context.line(text);
    if sum.left > 0 {
        let text = match context.lang {
            Lang::Ko => format!("아직 {}건이 기다립니다.", sum.left),
            Lang::En => format!(
                "{} still waiting.",
                counted(sum.left, "message", "messages")
            ),
        };
        context.line(text);
    }
}
