//! `case why`.

use super::open::fail;
use super::request::{DecisionArgs, GiveArgs, LookArgs, asked};
use super::{deadlines, order, told};
use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::render::Format;
use crate::command::store::StoreArg;
use crate::diagnostic::{Finding, Lang};
use crate::engine::{Why, truth_title};
use crate::library::Machine;
use crate::service::{Cases, Opened, Request, told as program};
use crate::store::Access;

/// What stands for and against an act, without attempting it
///
/// For a transition that follows by itself: why it has not.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The id of the case
    case: String,
    /// The transition
    transition: String,
    #[command(flatten)]
    who: LookArgs,
    #[command(flatten)]
    give: GiveArgs,
    /// The reason that would be stated
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    decision: DecisionArgs,
    #[command(flatten)]
    store: StoreArg,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    if let Err(exit) = args.give.once_each(context) {
        return exit;
    }
    let store = match args.store.open(Access::ReadOnly, context) {
        Ok(store) => store,
        Err(exit) => return exit,
    };
    // What the law and later revisions do to a case is told with it.
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
    match pollster::block_on(cases.why(&case, &args.transition, &request)) {
        Ok((opened, why)) => {
            told_why(&request, &args.transition, &opened, &why, context);
            Exit::Well
        }
        Err(error) => fail(&error, context),
    }
}

fn told_why(
    request: &Request,
    transition: &str,
    opened: &Opened,
    why: &Why,
    context: &mut Context,
) {
    let findings = program::grounds(request, transition, opened, why);
    match context.format {
        Format::Json => context.json(&program::why(opened, why, &findings)),
        Format::Human | Format::Plain => tell(opened, why, &findings, context),
    }
}

/// Which parts of an unmet guard are in the way, where it has several.
fn tell_obstacles(why: &Why, guard: &str, context: &mut Context) {
    let found = why.obstacles.iter().find(|(id, _)| **id == *guard);
    for part in found.into_iter().flat_map(|(_, parts)| parts) {
        let seen: Vec<String> = part
            .seen
            .iter()
            .map(|(fact, value)| format!("{fact} = {value}"))
            .collect();
        let truth = truth_title(part.truth);
        let missing = if part.missing.is_empty() {
            String::new()
        } else {
            let word = context.word("모르는 값", "not known");
            format!(" ({word}: {})", part.missing.join(", "))
        };
        let seen = if seen.is_empty() {
            String::new()
        } else {
            format!(" ({})", seen.join(", "))
        };
        context.line(format_args!(
            "    `{}` {}{seen}{missing}",
            part.text,
            truth.get(context.lang)
        ));
    }
}

fn tell(opened: &Opened, why: &Why, findings: &[Finding], context: &mut Context) {
    let id = &why.possibility.transition;
    let workflow = &opened.held.workflow;
    let title = workflow
        .transition(id)
        .map_or("", |transition| transition.element.title.get(context.lang));
    let text = match (context.lang, findings.is_empty()) {
        (Lang::Ko, true) => format!("{title} `{id}`: 이대로 하면 받아들여집니다."),
        (Lang::En, true) => format!("{title} `{id}`: done like this, it is taken."),
        (Lang::Ko, false) => format!("{title} `{id}`: 이대로는 되지 않습니다."),
        (Lang::En, false) => format!("{title} `{id}`: done like this, it is not taken."),
    };
    context.line(text);
    for condition in &why.guards {
        let line = told::condition_line(&opened.held, id, condition, context);
        context.line(format_args!("  {line}"));
        tell_obstacles(why, &condition.id, context);
    }
    let former = program::former_law(&opened.held, &opened.case, Some(&[id]), why.date);
    for former in former {
        context.line(format_args!("  {}", former.says().get(context.lang)));
    }
    deadlines::tell_met_with_steps(opened, id, context);
    if let Some((last, by)) = program::annulled(opened, id) {
        order::tell_last_annulled(last, by, context);
    }
    if !findings.is_empty() {
        context.line("");
    }
    for finding in findings {
        context.finding(finding);
    }
    for (fact, suppliers) in &why.suppliers {
        let title = workflow
            .fact(fact)
            .map_or("", |fact| fact.element.title.get(context.lang));
        let by: Vec<String> = suppliers
            .iter()
            .map(|supplier| match &supplier.transition {
                Some(transition) => format!("`{transition}` ({})", supplier.by.join(", ")),
                None => context.word("개시", "the opening").to_owned(),
            })
            .collect();
        let by = if by.is_empty() {
            context.word("없음", "nobody").to_owned()
        } else {
            by.join(", ")
        };
        let text = match context.lang {
            Lang::Ko => format!("{title} `{fact}` 값을 줄 수 있는 곳: {by}"),
            Lang::En => format!("{title} `{fact}` can be supplied by: {by}"),
        };
        context.line(text);
    }
}
