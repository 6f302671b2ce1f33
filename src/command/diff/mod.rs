//! `diff`: what a revision of a procedure means.

mod side;
mod tell;

use clap::ValueEnum;
use serde_json::{Value, json};

use super::context::Context;
use super::exit::Exit;
use super::render::Format;
use crate::check::diff::{Change, Compared, Difference, Example, Revision, compare};
use crate::diagnostic::Bilingual;
use crate::service::told::value;
use side::Side;

/// Compare two revisions of a procedure: what each transition now accepts and refuses
///
/// Each is a file, or `ID@REVISION` of the library (`ID` alone is the last). Every
/// transition is the same, stricter, looser or incomparable, for all data, with an
/// example for each difference; beside that stands what came and went: states,
/// transitions, ways, outcomes, deadlines with an example date, and what changed in
/// the record only. That there are changes is no error, unless `--deny changes` says
/// so.
///
/// Example: jorye diff monitoring@1 monitoring@2
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The older revision: a file, or `ID@REVISION`
    old: String,
    /// The newer revision: a file, or `ID@REVISION`
    new: String,
    /// Also fail where an act is decided differently, or where that is not decided
    #[arg(long, value_name = "changes|undecided", hide_possible_values = true)]
    deny: Vec<Deny>,
}

/// What fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Deny {
    Changes,
    Undecided,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    // Both are read, so that the faults of both are told at once.
    let (old, new) = (
        side::read(&args.old, context),
        side::read(&args.new, context),
    );
    let (old, new) = match (old, new) {
        (Ok(old), Ok(new)) => (old, new),
        (Err(exit), Ok(_)) | (Ok(_), Err(exit)) => return exit,
        (Err(exit), Err(other)) => return exit.worse(other),
    };
    fn revision(side: &Side) -> Revision<'_> {
        Revision {
            workflow: &side.workflow,
            calendar: side.calendar.as_deref(),
        }
    }
    let difference = compare(&revision(&old), &revision(&new));
    if context.format == Format::Json {
        context.json(&as_json(&old, &new, &difference));
    } else {
        tell::tell(&old, &new, &difference, context);
    }
    let mut exit = Exit::Well;
    if args.deny.contains(&Deny::Undecided) && difference.undecided() > 0 {
        exit = exit.worse(Exit::Undecided);
    }
    if args.deny.contains(&Deny::Changes) && !difference.is_same() {
        exit = exit.worse(Exit::Findings);
    }
    exit
}

fn both(text: &Bilingual) -> Value {
    json!({ "ko": text.ko, "en": text.en })
}

fn as_json(old: &Side, new: &Side, difference: &Difference) -> Value {
    let side = |side: &Side| {
        json!({
            "workflow": &**side.workflow.id(),
            "revision": side.workflow.revision,
            "file": side.workflow.source.name(),
        })
    };
    json!({
        "same": difference.is_same(),
        "undecided": difference.undecided(),
        "old": side(old),
        "new": side(new),
        "transitions": difference.transitions.iter().map(transition).collect::<Vec<_>>(),
        "changes": difference.changes.iter().map(change).collect::<Vec<_>>(),
    })
}

fn transition(compared: &Compared) -> Value {
    let examples = |all: &[Example]| all.iter().map(example).collect::<Vec<_>>();
    json!({
        "id": &*compared.id,
        "was": compared.was.as_deref(),
        "title": both(&compared.title),
        "verdict": compared.strictness.as_str(),
        "only_old": examples(&compared.only_old),
        "only_new": examples(&compared.only_new),
        "outcomes": examples(&compared.outcomes),
        "undecided": compared.open.iter().map(both).collect::<Vec<_>>(),
    })
}

fn example(example: &Example) -> Value {
    let values = example.values.iter();
    json!({
        "says": both(&example.says),
        "because": both(&example.because),
        "values": values
            .map(|(name, of)| (name.to_string(), value(of)))
            .collect::<serde_json::Map<_, _>>(),
    })
}

fn change(change: &Change) -> Value {
    json!({
        "subject": change.subject.as_str(),
        "kind": change.kind.as_str(),
        "element": change.element,
        "says": change.says.iter().map(both).collect::<Vec<_>>(),
    })
}
