//! `case advance-children`.

use super::request::ActArgs;
use super::{act, fail};
use crate::command::context::Context;
use crate::command::deliver::everything;
use crate::command::exit::Exit;
use crate::command::render::Format;
use crate::command::store::StoreArg;
use crate::diagnostic::{Lang, counted};
use crate::service::{Answered, Cases, told as program};

/// Attempt one transition in every child of a case that has not ended
///
/// Each attempt is an entry of its own, taken or refused: three thousand
/// opinions are answered alike in one go, and each has its answer.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The id of the case that opened them
    parent: String,
    /// The name under which it opened them
    children: String,
    #[command(flatten)]
    act: ActArgs,
    #[command(flatten)]
    store: StoreArg,
}

/// How many refusals are told in full.
const TOLD: usize = 10;

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
    let parent = args.parent.as_str().into();
    let children = &args.children;
    let request = match args
        .act
        .asked_of_children(cases, &parent, children, context)
    {
        Ok(request) => request,
        Err(exit) => return exit,
    };
    let transition = &args.act.transition;
    let answered = pollster::block_on(async {
        let answered = cases
            .advance_children(&parent, children, transition, &request)
            .await?;
        everything(cases).await?;
        Ok(answered)
    });
    match answered {
        Ok(answered) => {
            tell(&answered, context);
            if answered.refused.is_empty() {
                Exit::Well
            } else {
                Exit::Findings
            }
        }
        Err(error) => fail(&error, context),
    }
}

fn tell(answered: &Answered, context: &mut Context) {
    if context.format == Format::Json {
        context.json(&program::answered(answered));
        return;
    }
    let refused = answered.refused.len();
    let text = match context.lang {
        Lang::Ko => format!(
            "하위 사건 {}건에서 받아들여지고 {refused}건에서 거부되었습니다. 이미 끝난 것 {}건, 열리지 않은 것 {}건.",
            answered.taken.len(),
            answered.ended,
            answered.absent
        ),
        Lang::En => format!(
            "Taken in {}, refused in {refused}; {} had ended, {} not open.",
            counted(answered.taken.len(), "child", "children"),
            answered.ended,
            answered.absent
        ),
    };
    context.line(text);
    for (id, findings) in answered.refused.iter().take(TOLD) {
        context.line(format_args!("{id}:"));
        for finding in findings {
            context.finding(finding);
        }
    }
    if refused > TOLD {
        let more = refused - TOLD;
        let text = match context.lang {
            Lang::Ko => format!("거부 {more}건이 더 있습니다(`case history`)."),
            Lang::En => format!("And {more} more refused (`case history`)."),
        };
        context.line(text);
    }
}
