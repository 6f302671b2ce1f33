//! `case history`.

use serde_json::{Value, json};

use super::{family, look, order, people, revise, told};
use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::render::Format;
use crate::command::store::StoreArg;
use crate::diagnostic::{Lang, counted};
use crate::engine::people::Tied;
use crate::engine::{Case, Content, Entry, apply, standing};
use crate::library::Held;
use crate::service::{HistoryPage, told as program};

/// Tell what happened in a case, entry by entry
///
/// A page for programs costs what it holds. For people each entry is told with
/// what it changed, so that the entries before the page are read as well.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The id of the case
    case: String,
    /// At most so many entries
    #[arg(long, value_name = "N", default_value_t = 100,
          value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    /// Only entries after this one (its number in the case)
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    after: u64,
    #[command(flatten)]
    store: StoreArg,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let case = args.case.as_str().into();
    let limit = usize::try_from(args.limit).unwrap_or(usize::MAX);
    let programs = context.format == Format::Json;
    look(
        &args.store,
        context,
        async |cases| {
            let page = cases.history_page(&case, args.after, limit).await?;
            // People are told what changed, and where the case then stood: that
            // takes the entries before the page as well.
            let before = match programs {
                true => None,
                false => cases.stood(&case, args.after).await?,
            };
            Ok((page, before))
        },
        |(page, before), context| match context.format {
            Format::Json => {
                let entries: Vec<Value> = page
                    .past
                    .iter()
                    .map(|past| {
                        program::past_in(past, &page.opened.case, page.held(&past.unsealed.entry))
                    })
                    .collect();
                context.json(&json!({
                    "case": &*page.opened.case.id,
                    "workflow": &*page.opened.case.workflow,
                    "entries": entries,
                    "next": page.next,
                }));
            }
            Format::Human | Format::Plain => tell(&page, before, context),
        },
    )
}

fn tell(page: &HistoryPage, before: Option<Case>, context: &mut Context) {
    let mut case = before;
    let annulled = &page.opened.case.people.annulled;
    let corrections = order::corrections(&page.past);
    for past in &page.past {
        let entry = &past.unsealed.entry;
        let before = case.clone();
        // A case that its entries no longer make is told entry by entry still.
        case = apply(case, entry).ok();
        tell_entry(
            page.held(entry),
            entry,
            before.as_ref(),
            case.as_ref(),
            context,
        );
        for (by, says) in corrections.get(&entry.seq).into_iter().flatten() {
            order::tell_corrected(*by, says, context);
        }
        // The case as it stands now knows what came of the act later.
        if let Some(by) = annulled.get(&entry.seq) {
            order::tell_annulled(*by, context);
        }
        for tied in entry.content.steps().iter().flat_map(|step| &step.ties) {
            if let Tied::Annul { entry, transition } = tied {
                order::tell_annuls(*entry, transition, context);
            }
        }
    }
    if let Some(next) = page.next {
        let left = page.opened.case.seq.saturating_sub(next);
        let text = match context.lang {
            Lang::Ko => format!("기록이 {left}건 더 있습니다: `--after {next}`"),
            Lang::En => format!(
                "{} more: `--after {next}`",
                counted(left, "entry", "entries")
            ),
        };
        context.line(text);
    }
}

/// One entry for people, with the case before and after it.
pub(in crate::command) fn tell_entry(
    held: &Held,
    entry: &Entry,
    before: Option<&Case>,
    after: Option<&Case>,
    context: &mut Context,
) {
    let paint = context.paint();
    let when = entry
        .recorded
        .to_zoned(held.zone.clone())
        .strftime("%Y-%m-%d %H:%M")
        .to_string();
    let who = match &entry.subject.capacity {
        Some(capacity) => {
            let title = held
                .workflow
                .role(capacity)
                .map_or(&**capacity, |role| role.element.title.get(context.lang));
            let behalf = people::behalf(entry, context.lang);
            format!("{} ({title}{behalf})", entry.subject.actor)
        }
        None => entry.subject.actor.to_string(),
    };
    let (word, what, basis) = match &entry.content {
        Content::Opened { .. } => (
            context.word("개시", "opened").to_owned(),
            held.workflow.title().get(context.lang).to_owned(),
            told::basis(held, &held.workflow.element.basis),
        ),
        Content::Act { act, .. } => named(held, &act.transition, context, "행위", "act"),
        Content::Refused { act, .. } => named(held, &act.transition, context, "거부", "refused"),
        Content::Assented { act, .. } => named(held, &act.transition, context, "동의", "assent"),
        Content::Withdrawn { act } => {
            named(held, &act.transition, context, "동의 철회", "withdrawn")
        }
        Content::Clock { transition, .. } => named(held, transition, context, "기한", "clock"),
        Content::Received { from, body, .. } => (
            context.word("전달", "received").to_owned(),
            format!("{from}: {}", family::line(body, context.lang)),
            told::basis(held, &held.workflow.element.basis),
        ),
        Content::Corrected(correction) => (
            match correction.grounds.is_empty() {
                true => context.word("정정", "corrected").to_owned(),
                false => context.word("정정 거부", "correction refused").to_owned(),
            },
            order::corrected(held, correction, context),
            order::basis(&correction.basis),
        ),
        Content::Erased { basis, .. } => (
            context.word("삭제", "erased").to_owned(),
            order::erased(held, &entry.content, context),
            order::basis(basis),
        ),
        Content::Moved(moved) => revise::headline(moved, held, context),
        Content::Recounted {
            deadline, basis, ..
        } if deadline.is_none() && !basis.is_empty() => revise::law(basis, held, context),
        Content::Recounted {
            deadline, basis, ..
        } => revise::recount(deadline.as_ref(), basis, held, context),
        Content::Unopened { child, why, .. } => (
            context.word("열지 못함", "not opened").to_owned(),
            format!("{child} ({})", program::why_unopened(why).get(context.lang)),
            told::basis(held, &held.workflow.element.basis),
        ),
    };
    let word = match &entry.content {
        Content::Refused { .. } | Content::Unopened { .. } => paint.red(&word),
        Content::Corrected(correction) if !correction.grounds.is_empty() => paint.red(&word),
        _ => paint.green(&word),
    };
    context.line(format_args!(
        "{:>3}. {when}  {word}  {what}  – {who}  [{}]",
        entry.seq,
        basis.get(context.lang)
    ));
    match &entry.content {
        Content::Refused { .. } => {
            for finding in told::refusal(held, before, entry) {
                let cites = finding
                    .citation
                    .as_ref()
                    .map(|citation| format!(" [{}]", citation.get(context.lang)))
                    .unwrap_or_default();
                let title = finding.title(context.lang);
                context.line(format_args!("       {title}{cites}"));
            }
        }
        Content::Act { act, .. } | Content::Assented { act, .. } | Content::Withdrawn { act } => {
            tell_given(held, before, act, context);
            if let Some(reason) = &act.reason {
                let word = context.word("이유", "Reason").to_owned();
                context.line(format_args!("       {word}: {reason}"));
            }
        }
        Content::Clock { .. } => {
            let findings = program::not_taken(held, before, entry);
            for finding in findings {
                let word = context.word("일어나지 않음", "Not taken").to_owned();
                let title = finding.title(context.lang);
                context.line(format_args!("       {word}: {title}"));
            }
        }
        Content::Moved(moved) => revise::tell(moved, entry, before, context),
        Content::Recounted { was, .. } => revise::tell_days(*was, entry, context),
        Content::Corrected(correction) => {
            let word = context.word("이유", "Reason").to_owned();
            context.line(format_args!("       {word}: {}", correction.reason));
        }
        Content::Erased {
            reason: Some(reason),
            ..
        } => {
            let word = context.word("이유", "Reason").to_owned();
            context.line(format_args!("       {word}: {reason}"));
        }
        Content::Opened { .. }
        | Content::Received { .. }
        | Content::Unopened { .. }
        | Content::Erased { .. } => {}
    }
    for sent in &entry.sends {
        let says = family::line(&sent.body, context.lang);
        context.line(format_args!("       ⇒ {}: {says}", sent.to));
    }
    told::tell_late(&held.workflow, &entry.deadlines, context);
    people::tell_entry(held, entry, context);
    for former in after
        .iter()
        .flat_map(|case| program::former_law_of(held, case, entry))
    {
        context.line(format_args!("       {}", former.says().get(context.lang)));
    }
    if let (Some(after), false) = (after, matches!(entry.content, Content::Refused { .. })) {
        let at = told::state_titles(
            &held.workflow,
            &standing(&held.workflow, after),
            context.lang,
        );
        context.line(format_args!("       → {at}"));
    }
}

/// The values that an act gave; one that replaces another, with the other.
fn tell_given(held: &Held, before: Option<&Case>, act: &crate::engine::Act, context: &mut Context) {
    for (fact, value) in &act.given {
        let title = held
            .workflow
            .fact(fact)
            .map_or("", |fact| fact.element.title.get(context.lang));
        let known = before.and_then(|case| case.facts.get(fact));
        let said = value.says();
        let shown = said.get(context.lang);
        let line = match known {
            Some(known) if known != value => {
                let known = known.says();
                format!(
                    "       {title} `{fact}` = {shown} ← {}",
                    known.get(context.lang)
                )
            }
            _ => format!("       {title} `{fact}` = {shown}"),
        };
        context.line(line);
    }
}

fn named(
    held: &Held,
    transition: &str,
    context: &Context,
    ko: &str,
    en: &str,
) -> (String, String, crate::diagnostic::Bilingual) {
    let word = match context.lang {
        Lang::Ko => ko,
        Lang::En => en,
    };
    match held.workflow.transition(transition) {
        Some(transition) => (
            word.to_owned(),
            transition.element.title.get(context.lang).to_owned(),
            told::basis(held, &transition.element.basis),
        ),
        None => (
            word.to_owned(),
            transition.to_owned(),
            crate::diagnostic::Bilingual::default(),
        ),
    }
}
