//! `case why`.

use serde_json::{Value, json};

use super::next::possibility;
use super::open::fail;
use super::request::{GiveArgs, LookArgs, asked};
use super::told;
use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::render::{Format, json as object};
use crate::command::store::StoreArg;
use crate::command::values;
use crate::diagnostic::{Finding, Lang};
use crate::engine::{Act, Refusal, Supplier, Why, truth_title};
use crate::guard::Part;
use crate::library::Machine;
use crate::service::{Cases, Opened, Request};
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
    let cases = Cases::new(&store, &Machine);
    let case = args.case.as_str().into();
    let reason = args.reason.as_deref();
    let request = match asked(&cases, &case, args.who.who(), &args.give, reason, context) {
        Ok(request) => request,
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
    let act = Act {
        transition: transition.into(),
        given: request.facts(&opened.held.workflow),
        reason: request.reason.as_deref().map(Into::into),
    };
    let refusal = Refusal {
        workflow: &opened.held.workflow,
        case: Some(&opened.case),
        actor: &request.who.actor,
        act: Some(&act),
        given: &why.given,
        grounds: &why.grounds,
        conditions: &[&why.assumptions, &why.guards, &why.others],
        register: &why.register,
        date: why.date,
    };
    let findings: Vec<Finding> = told::with_headings(&opened.held, refusal.findings())
        .into_iter()
        .map(Finding::supposed)
        .collect();
    match context.format {
        Format::Json => context.json(&as_json(opened, why, &findings)),
        Format::Human | Format::Plain => tell(opened, why, &findings, context),
    }
}

fn as_json(opened: &Opened, why: &Why, findings: &[Finding]) -> Value {
    let transition = &why.possibility.transition;
    json!({
        "case": &*opened.case.id,
        "version": opened.case.version,
        "transition": possibility(opened, &why.possibility),
        "would_be_taken": why.grounds.is_empty(),
        "guards": why
            .guards
            .iter()
            .map(|condition| told::guard(&opened.held, transition, condition))
            .collect::<Vec<_>>(),
        "grounds": why
            .grounds
            .iter()
            .zip(findings)
            .map(|(ground, finding)| json!({
                "ground": ground.as_str(),
                "element": ground.element().map(|element| &**element),
                "finding": object::finding(finding),
            }))
            .collect::<Vec<_>>(),
        "obstacles": why
            .obstacles
            .iter()
            .map(|(guard, parts)| json!({
                "guard": &**guard,
                "parts": parts.iter().map(obstacle).collect::<Vec<_>>(),
            }))
            .collect::<Vec<_>>(),
        "suppliers": why
            .suppliers
            .iter()
            .map(|(fact, suppliers)| json!({
                "fact": &**fact,
                "by": suppliers.iter().map(supplier).collect::<Vec<_>>(),
            }))
            .collect::<Vec<_>>(),
    })
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

/// An obstacle for programs.
fn obstacle(part: &Part) -> Value {
    json!({
        "rule": part.text,
        "result": part.truth.as_str(),
        "seen": part
            .seen
            .iter()
            .map(|(fact, value)| (fact.to_string(), values::value(value)))
            .collect::<Value>(),
        "missing": values::names(&part.missing),
    })
}

fn supplier(supplier: &Supplier) -> Value {
    json!({
        "transition": supplier.transition.as_deref(),
        "roles": values::names(&supplier.by),
        "here": supplier.here,
    })
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
