//! `case next`.

use super::request::LookArgs;
use super::{deadlines, look, people, told};
use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::render::Format;
use crate::command::store::StoreArg;
use crate::diagnostic::Lang;
use crate::engine::{Availability, Possibility, standing};
use crate::guard::Truth;
use crate::service::{Opened, told as program};
use crate::workflow::Workflow;

/// What may be done now, by whom, and what blocks the rest
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The id of the case
    case: String,
    #[command(flatten)]
    who: LookArgs,
    /// Also list what belongs to other states
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    store: StoreArg,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let case = args.case.as_str().into();
    let who = args.who.who();
    look(
        &args.store,
        context,
        async |cases| cases.next(&case, &who).await,
        |(opened, mut possibilities), context| {
            if !args.all {
                possibilities.retain(|one| one.availability != Availability::Elsewhere);
            }
            match context.format {
                Format::Json => context.json(&program::next(&opened, &possibilities)),
                Format::Human | Format::Plain => {
                    tell(
                        &opened,
                        &possibilities,
                        args.who.capacity.as_deref(),
                        context,
                    );
                }
            }
        },
    )
}

/// Whether somebody in another capacity than the one named may take it.
fn is_others(one: &Possibility, capacity: Option<&str>) -> bool {
    // Persons who are named one by one need no role.
    !one.by.is_empty() && capacity.is_some_and(|role| one.by.iter().all(|by| **by != *role))
}

fn tell(
    opened: &Opened,
    possibilities: &[Possibility],
    capacity: Option<&str>,
    context: &mut Context,
) {
    let workflow = &opened.held.workflow;
    let at = told::state_titles(workflow, &standing(workflow, &opened.case), context.lang);
    let case = &opened.case.id;
    let head = match context.lang {
        Lang::Ko => format!("사건 {case}, 판 {}. 현재 상태: {at}.", opened.case.version),
        Lang::En => format!(
            "Case {case}, version {}. Now at: {at}.",
            opened.case.version
        ),
    };
    context.line(head);
    if let Some(outcome) = told::outcome(workflow, &opened.case, context.lang) {
        let text = match context.lang {
            Lang::Ko => format!("사건이 끝났습니다. 결과: {outcome}."),
            Lang::En => format!("The case has ended. Outcome: {outcome}."),
        };
        context.line(text);
    }
    let groups = [
        (
            Availability::Open,
            "지금 할 수 있는 행위",
            "Can be done now",
        ),
        (
            Availability::Blocked,
            "요건에 막힌 행위",
            "Blocked by a requirement",
        ),
        (
            Availability::Awaited,
            "요건이 갖추어지면 저절로 일어나는 전이",
            "Follows by itself once its requirements are met",
        ),
        (
            Availability::Elsewhere,
            "다른 상태에서 하는 행위",
            "Belongs to other states",
        ),
    ];
    let mut nothing = true;
    for (availability, ko, en) in groups {
        let members: Vec<&Possibility> = possibilities
            .iter()
            .filter(|one| one.availability == availability)
            .filter(|one| availability != Availability::Open || !is_others(one, capacity))
            .collect();
        if members.is_empty() {
            continue;
        }
        nothing = false;
        let title = context.paint().bold(context.word(ko, en));
        context.line(format_args!("\n{title}"));
        for one in members {
            tell_one(opened, one, context);
        }
    }
    let others: Vec<&Possibility> = possibilities
        .iter()
        .filter(|one| one.availability == Availability::Open && is_others(one, capacity))
        .collect();
    if !others.is_empty() {
        nothing = false;
        let title = context.word(
            "다른 역할이 지금 할 수 있는 행위",
            "Can be done now in another role",
        );
        let title = context.paint().bold(title);
        context.line(format_args!("\n{title}"));
        for one in others {
            tell_one(opened, one, context);
        }
    }
    if nothing {
        let text = context.word(
            "지금 할 수 있는 행위가 없습니다.",
            "Nothing can be done now.",
        );
        let text = text.to_owned();
        context.line(text);
    }
    deadlines::tell(opened, context);
}

fn tell_one(opened: &Opened, one: &Possibility, context: &mut Context) {
    let workflow = &opened.held.workflow;
    let Some(transition) = workflow.transition(&one.transition) else {
        return;
    };
    let title = transition.element.title.get(context.lang).to_owned();
    let rests = told::basis(&opened.held, &transition.element.basis);
    context.line(format_args!(
        "- {title} `{}` [{}]",
        one.transition,
        rests.get(context.lang)
    ));
    if !one.by.is_empty() {
        let word = context.word("할 사람", "by").to_owned();
        let roles = role_titles(workflow, one, context.lang);
        context.line(format_args!("  {word}: {roles}"));
    }
    let asks = fact_titles(workflow, &one.asks, context.lang);
    if !asks.is_empty() {
        let word = context.word("주어야 할 값", "asks").to_owned();
        context.line(format_args!("  {word}: {asks}"));
    }
    let may_ask = fact_titles(workflow, &one.may_ask, context.lang);
    if !may_ask.is_empty() {
        let word = context.word("줄 수 있는 값", "may be given").to_owned();
        context.line(format_args!("  {word}: {may_ask}"));
    }
    if one.reason {
        let text = context.word("  이유를 적어야 합니다.", "  A reason must be stated.");
        let text = text.to_owned();
        context.line(text);
    }
    for (_, says) in program::unlawful(opened, one) {
        let word = context.word("효력이 없는 근거", "without force").to_owned();
        context.line(format_args!("  {word}: {}", says.get(context.lang)));
    }
    deadlines::tell_met(opened, &one.transition, context);
    tell_of_people(opened, one, context);
    for condition in &one.guards {
        let line = told::condition_line(&opened.held, &one.transition, condition, context);
        // A guard that hangs on what the act gives is not a doubt, but to come.
        let hangs = condition.truth == Truth::Unknown
            && condition
                .missing
                .iter()
                .all(|fact| one.asks.contains(fact) || one.may_ask.contains(fact));
        if hangs {
            let says = told::guard_says(&opened.held, &one.transition, &condition.id, context);
            let word = context
                .word("주는 값에 따름", "judged on what is given")
                .to_owned();
            context.line(format_args!("  {word} `{}`: {says}", condition.id));
        } else {
            context.line(format_args!("  {line}"));
        }
    }
}

/// Criteria, an open recommendation, and who has still to assent.
fn tell_of_people(opened: &Opened, one: &Possibility, context: &mut Context) {
    let workflow = &opened.held.workflow;
    let criteria = workflow
        .transitions
        .iter()
        .flat_map(|transition| &transition.criteria);
    for (id, required) in &one.criteria {
        let says = criteria
            .clone()
            .find(|criterion| criterion.element.id == *id)
            .map_or("", |criterion| criterion.element.title.get(context.lang))
            .to_owned();
        let word = if *required {
            context.word("판단하여야 할 기준", "to be addressed")
        } else {
            context.word("판단할 수 있는 기준", "may be addressed")
        };
        let word = word.to_owned();
        context.line(format_args!("  {word} `{id}`: {says}"));
    }
    if let Some(open) = &one.blocked_by {
        let word = context
            .word("답하지 않은 권고에 막힘", "waits for the answer to")
            .to_owned();
        context.line(format_args!("  {word}: `{open}`"));
    }
    if let Some(parties) = &one.parties {
        let told = people::parties_told(workflow, parties);
        context.line(format_args!("  {}", told.get(context.lang)));
    }
}

fn role_titles(workflow: &Workflow, one: &Possibility, lang: Lang) -> String {
    one.by
        .iter()
        .map(|id| match workflow.role(id) {
            Some(role) => format!("{} `{id}`", role.element.title.get(lang)),
            None => format!("`{id}`"),
        })
        .collect::<Vec<_>>()
        .join(", ")
}

fn fact_titles(workflow: &Workflow, facts: &[crate::guard::Name], lang: Lang) -> String {
    facts
        .iter()
        .map(|id| match workflow.fact(id) {
            Some(fact) => format!(
                "{} `{id}` ({})",
                fact.element.title.get(lang),
                fact.of.title().get(lang)
            ),
            None => format!("`{id}`"),
        })
        .collect::<Vec<_>>()
        .join("; ")
}
