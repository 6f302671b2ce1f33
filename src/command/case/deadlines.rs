//! Deadlines of a case: what is due when, and why.

use jiff::tz::TimeZone;

use super::told;
use crate::command::context::Context;
use crate::diagnostic::Bilingual;
use crate::engine::{Look, running};
use crate::guard::Name;
use crate::service::Opened;
use crate::service::told::{declared, met_by, stay_of_deadline};
use crate::workflow::Expiry;

/// The deadlines that run, for people; nothing where there are none.
pub(super) fn tell(opened: &Opened, context: &mut Context) {
    let looks = running(opened.definition(), &opened.case, opened.at);
    if looks.is_empty() {
        return;
    }
    let title = context.paint().bold(context.word("기한", "Deadlines"));
    context.line(format_args!("\n{title}"));
    for look in &looks {
        tell_one(opened, look, context);
    }
}

/// Those that an act on a transition would meet, without the steps.
pub(super) fn tell_met(opened: &Opened, transition: &str, context: &mut Context) {
    for look in met_by(opened, transition) {
        let text = format!("  {}", line(opened, &look).get(context.lang));
        context.line(text);
    }
}

/// Those that an act on a transition would meet, with the steps of the count.
pub(super) fn tell_met_with_steps(opened: &Opened, transition: &str, context: &mut Context) {
    for look in met_by(opened, transition) {
        tell_one(opened, &look, context);
    }
}

/// One that has run out, of which somebody is to be reminded.
pub(in crate::command) fn tell_reminder(opened: &Opened, look: &Look, context: &mut Context) {
    let case = context.word("사건", "Case").to_owned();
    context.line(format_args!("{case} {}", opened.case.id));
    let rests = declared(opened, &look.deadline)
        .map(|deadline| told::basis(&opened.held, &deadline.element.basis))
        .unwrap_or_default();
    let word = context.word("알림", "Reminder").to_owned();
    let text = format!(
        "  {word}: {} [{}]",
        line(opened, look).get(context.lang),
        rests.get(context.lang)
    );
    context.line(text);
}

fn tell_one(opened: &Opened, look: &Look, context: &mut Context) {
    let rests = declared(opened, &look.deadline)
        .map(|deadline| told::basis(&opened.held, &deadline.element.basis))
        .unwrap_or_default();
    let text = format!(
        "- {} [{}]",
        line(opened, look).get(context.lang),
        rests.get(context.lang)
    );
    context.line(text);
    if let Some(stay) = stay_of_deadline(opened, &look.deadline) {
        context.line(format_args!("  {}", stay.get(context.lang)));
    }
    let after = expiry(opened, look).get(context.lang).to_owned();
    if !after.is_empty() {
        context.line(format_args!("  {after}"));
    }
    for step in &look.steps {
        let cites = step
            .citation
            .as_ref()
            .map(|citation| format!(" [{citation}]"))
            .unwrap_or_default();
        let text = format!("    {}{cites}", step.says(context.lang));
        context.line(text);
    }
}

/// Its name, and when it is due.
fn line(opened: &Opened, look: &Look) -> Bilingual {
    let title = declared(opened, &look.deadline)
        .map_or_else(Bilingual::default, |it| it.element.title.clone());
    let id = &look.deadline;
    let (ko, en) = match look.due {
        None => (
            "멈추어 있어 말일이 정해지지 않음".to_owned(),
            "stands still, so that it has no last day".to_owned(),
        ),
        Some(due) if look.minimum && look.passed => (
            format!("{due}까지의 기간이 지남"),
            format!("over since {due}"),
        ),
        Some(due) if look.minimum => (
            format!("{due}까지는 할 수 없음"),
            format!("not before {due} is over"),
        ),
        Some(due) if look.passed => (format!("{due}에 끝남(지남)"), format!("ended on {due}")),
        Some(due) => (format!("{due}까지"), format!("due by {due}")),
    };
    let begins = look.begins.map(|begins| day(begins, &opened.held.zone));
    let (later_ko, later_en) = match begins {
        Some(begins) => (
            format!(", {begins}부터 진행"),
            format!(", running from {begins}"),
        ),
        None => (String::new(), String::new()),
    };
    Bilingual::new(
        format!("{} `{id}`: {ko}{later_ko}", title.ko),
        format!("{} `{id}`: {en}{later_en}", title.en),
    )
}

/// What happens when it ends.
fn expiry(opened: &Opened, look: &Look) -> Bilingual {
    let title = |id: &Name| {
        opened
            .held
            .workflow
            .transition(id)
            .map_or_else(|| Bilingual::from(&**id), |it| it.element.title.clone())
    };
    match &look.expires {
        Expiry::Take(transition) => {
            let title = title(transition);
            Bilingual::new(
                format!("기한이 지나면 저절로: {} `{transition}`", title.ko),
                format!("then, by itself: {} `{transition}`", title.en),
            )
        }
        Expiry::Bar => Bilingual::new("기한이 지난 행위는 거부됩니다.", "A late act is refused."),
        Expiry::Overdue => Bilingual::new(
            "기한이 지나도 할 수 있으나 늦었다고 기록됩니다.",
            "A late act is lawful, and recorded as late.",
        ),
        Expiry::Remind => Bilingual::new(
            "기한이 지나면 한 번 알립니다.",
            "Once it is over, a reminder is given.",
        ),
        Expiry::Nothing => Bilingual::default(),
    }
}

fn day(at: jiff::Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone())
        .strftime("%Y-%m-%d %H:%M")
        .to_string()
}
