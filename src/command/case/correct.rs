//! `case correct`.

use std::collections::{BTreeMap, BTreeSet};

use super::request::{ActorId, VIA};
use super::{act, fail, order};
use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::render::Format;
use crate::command::store::StoreArg;
use crate::diagnostic::{Coded, Lang};
use crate::guard::Name;
use crate::service::{Cases, Corrected, Correcting, Opened, Who, told as program};

/// Correct what an entry says wrongly, by a new entry that names it
///
/// The record is never rewritten. Acts that were decided stand; what the case
/// knows now changes only where it still knows the wrong value. Who may is
/// declared in the workflow (`[correction]`); refused or not, it is recorded.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The id of the case
    case: String,
    /// The entry that is wrong, by its number
    #[arg(long, value_name = "NUMBER")]
    entry: u64,
    /// The fact that it gave wrongly
    #[arg(long, value_name = "NAME", required_unless_present = "path")]
    fact: Option<String>,
    /// Where else it is wrong, as a JSON Pointer such as `/reason`
    #[arg(long, value_name = "POINTER", conflicts_with = "fact")]
    path: Option<String>,
    /// What it should say
    #[arg(long, value_name = "VALUE")]
    says: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// The opaque id of the person who corrects it
    #[arg(long, value_name = "ID", alias = "by")]
    actor: ActorId,
    /// The role in which they do. Whoever may write the store answers for it
    #[arg(long = "as", value_name = "ROLE")]
    capacity: Option<String>,
    #[command(flatten)]
    store: StoreArg,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    act(&args.store, context, |cases, context| {
        correct(args, cases, context)
    })
}

fn correct(args: &Args, cases: &Cases<'_>, context: &mut Context) -> Exit {
    let capacity = args.capacity.as_deref().map(Name::from);
    let given = args.fact.as_ref().map(|fact| format!("/given/{fact}"));
    let correcting = Correcting {
        who: Who {
            actor: args.actor.as_str().into(),
            granted: capacity.iter().cloned().collect::<BTreeSet<_>>(),
            capacity,
            claims: BTreeMap::new(),
            on_behalf_of: None,
            via: VIA.into(),
        },
        seq: args.entry,
        path: given
            .or_else(|| args.path.clone())
            .unwrap_or_default()
            .into(),
        says: args.says.clone(),
        reason: args.reason.as_str().into(),
    };
    let case = args.case.as_str().into();
    let done = pollster::block_on(async {
        let done = cases.correct(&case, &correcting).await?;
        Ok::<_, crate::service::CasesError>((done, cases.find(&case).await?))
    });
    match done {
        Ok((done, opened)) => {
            tell(&done, &opened, context);
            if done.accepted() {
                Exit::Well
            } else {
                Exit::Findings
            }
        }
        Err(error) => fail(&error, context),
    }
}

fn tell(done: &Corrected, opened: &Opened, context: &mut Context) {
    let Some(correction) = done.correction() else {
        return;
    };
    context.recorded(&done.entry.case, &done.appended);
    if context.format == Format::Json {
        context.json(&program::correction(done));
    } else if done.accepted() {
        let paint = context.paint();
        let word = paint.green(context.word("정정하였습니다", "Corrected"));
        let what = order::corrected(&opened.held, correction, context);
        context.line(format_args!("{word}: {what}"));
        let known = match (context.lang, correction.present) {
            (Lang::Ko, true) => "사건이 지금 아는 값도 바뀌었습니다.",
            (Lang::Ko, false) => "사건이 지금 아는 값은 그대로입니다.",
            (Lang::En, true) => "What the case knows now has changed with it.",
            (Lang::En, false) => "What the case knows now stays as it is.",
        };
        context.line(known);
    }
    if let Some(error) = done.refusal() {
        context.talk_finding(&error.finding());
    }
}
