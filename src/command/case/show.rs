//! `case show`.

use super::{deadlines, family, look, people, told};
use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::render::Format;
use crate::command::store::StoreArg;
use crate::diagnostic::{Lang, counted};
use crate::engine::standing;
use crate::service::{Opened, told as program};

/// Show where a case stands, and what is known in it
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The id of the case
    case: String,
    #[command(flatten)]
    store: StoreArg,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let case = args.case.as_str().into();
    look(
        &args.store,
        context,
        async |cases| cases.stands(&case).await,
        |opened, context| match context.format {
            Format::Json => context.json(&program::case(&opened)),
            Format::Human | Format::Plain => tell(&opened, context),
        },
    )
}

fn tell(opened: &Opened, context: &mut Context) {
    let case = &opened.case;
    let workflow = &opened.held.workflow;
    let at = told::state_titles(workflow, &standing(workflow, case), context.lang);
    let title = workflow.title().get(context.lang).to_owned();
    let when = |at: jiff::Timestamp| {
        at.to_zoned(opened.held.zone.clone())
            .strftime("%Y-%m-%d %H:%M")
            .to_string()
    };
    let outcome = told::outcome(workflow, case, context.lang);
    let (opened_at, recorded) = (when(case.opened), when(case.recorded));
    let mut line = |ko: String, en: String| {
        let text = match context.lang {
            Lang::Ko => ko,
            Lang::En => en,
        };
        context.line(text);
    };
    line(
        format!("사건 {} – {title} (개정 {})", case.id, case.revision),
        format!("Case {} – {title} (revision {})", case.id, case.revision),
    );
    for (ko, en) in super::revise::applies(opened) {
        line(ko, en);
    }
    line(format!("현재 상태: {at}"), format!("Now at: {at}"));
    if let Some(outcome) = &outcome {
        line(format!("결과: {outcome}"), format!("Outcome: {outcome}"));
    }
    line(
        format!("판 {}, 기록 {}건", case.version, case.seq),
        format!(
            "Version {}, {}",
            case.version,
            counted(case.seq, "entry", "entries")
        ),
    );
    line(
        format!(
            "개시 {opened_at}, 마지막 기록 {recorded} ({})",
            workflow.zone
        ),
        format!(
            "Opened {opened_at}, last entry {recorded} ({})",
            workflow.zone
        ),
    );
    for fact in &workflow.facts {
        let id = &fact.element.id;
        if let Some(value) = case.facts.get(id) {
            let title = fact.element.title.get(context.lang).to_owned();
            let value = value.says().get(context.lang).to_owned();
            context.line(format_args!("- {title} `{id}` = {value}"));
        }
    }
    deadlines::tell(opened, context);
    family::tell(case, context);
    people::tell_case(&opened.held, case, context);
}
