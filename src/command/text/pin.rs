//! `text pin`: the lock file of a workflow, which says what every provision
//! that it cites said when a person had read it.

use serde_json::json;

use crate::check::{cited, cites};
use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::output::OutputFile;
use crate::command::render::{Format, visible, wrap};
use crate::diagnostic::{Bilingual, Coded, Lang, nearest_quoted};
use crate::library::{Library, Procedure};
use crate::ordinance::Words;
use crate::ordinance::pin::{Judgement, Pin, judge, write};
use crate::service::CasesError;

/// Write the lock file of a workflow, once its provisions have been read
///
/// The lock file stands beside the workflow and holds the fingerprint of every
/// provision that it cites, so that `check` tells when one changes. What has
/// changed since the last lock file is shown: read it, and mend the workflow,
/// before you rely on the new one.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The id of the workflow
    workflow: String,
    /// Show what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let library = match crate::command::library::read(context) {
        Ok(library) => library,
        Err(exit) => return exit,
    };
    let Some(procedure) = library.procedures.get(args.workflow.as_str()) else {
        let known = library.procedures.keys().map(|id| &**id);
        let error = CasesError::NoSuchWorkflow {
            workflow: args.workflow.as_str().into(),
            known: library.known(),
            near: nearest_quoted(&args.workflow, known),
        };
        // A workflow with errors is there and cannot be used: they say why.
        for finding in &library.findings {
            context.talk_finding(finding);
        }
        return context.fail(&error, Exit::Usage);
    };
    let Some(outcome) = compare(&library, procedure, context) else {
        return Exit::Findings;
    };
    let file = lock_of(procedure.workflow.source.name());
    let path = context.library.join(&file);
    let text = write(&outcome.pins);
    let same = std::fs::read_to_string(&path).is_ok_and(|known| known == text);
    if !args.dry_run && !same {
        let written = OutputFile::create(&path).and_then(|mut output| {
            output.write(text.as_bytes())?;
            output.finish()
        });
        if let Err(error) = written {
            return context.fail(&error, Exit::Failure);
        }
    }
    tell(&outcome, &file, args, context);
    Exit::Well
}

/// The lock file of a workflow: its name and its text. A citation that means
/// nothing is told, and there is no lock file then.
pub fn lock(
    library: &Library,
    procedure: &Procedure,
    context: &mut Context,
) -> Option<(String, String)> {
    let outcome = compare(library, procedure, context)?;
    let file = lock_of(procedure.workflow.source.name());
    Some((file, write(&outcome.pins)))
}

/// The name of the lock file beside a workflow file.
fn lock_of(workflow: &str) -> String {
    let stem = workflow.strip_suffix(".toml").unwrap_or(workflow);
    format!("{stem}.lock")
}

/// A provision that is not as it was.
struct Difference {
    /// Its id in a lock file.
    id: String,
    /// As it is cited, with its heading.
    cited: Bilingual,
    /// Word by word, if the words of then are at hand; else the words of now.
    words: Vec<Words>,
}

/// The new lock file, and how it differs from the old one.
#[derive(Default)]
struct Outcome {
    pins: Vec<Pin>,
    new: Vec<Difference>,
    changed: Vec<Difference>,
    /// Pins that nothing cites any more: the text and the provision.
    dropped: Vec<String>,
}

/// Resolves every citation. Those that mean nothing are told, and there is no
/// outcome then.
fn compare(library: &Library, procedure: &Procedure, context: &mut Context) -> Option<Outcome> {
    let workflow = &procedure.workflow;
    let default = Some(&*workflow.ordinance);
    let old = procedure.pins.as_deref().unwrap_or(&[]);
    let mut outcome = Outcome::default();
    let mut whole = true;
    for (element, cite) in cites(workflow) {
        let resolved = match library.texts.resolve(&cite.citation, default) {
            Ok(resolved) => resolved,
            Err(error) => {
                let mut finding = error.finding().of(workflow.id(), element);
                if finding.place().is_none() {
                    finding = finding.at(&cite.place);
                }
                context.talk_finding(&finding);
                whole = false;
                continue;
            }
        };
        let pin = Pin::of(&resolved);
        if outcome.pins.contains(&pin) {
            continue;
        }
        let difference = |words| Difference {
            id: pin.path.to_string(),
            cited: cited(&library.texts, workflow, &cite.citation),
            words,
        };
        match judge(&cite.citation, default, old, &library.texts) {
            Judgement::Same => {}
            Judgement::Changed { new, diff, .. } => {
                let words = diff.unwrap_or_else(|| vec![Words::Same(new)]);
                outcome.changed.push(difference(words));
            }
            Judgement::CannotTell { .. } => {
                let words = vec![Words::Same(resolved.whole_text())];
                outcome.new.push(difference(words));
            }
        }
        outcome.pins.push(pin);
    }
    let pins = &outcome.pins;
    outcome.dropped = old
        .iter()
        .filter(|was| {
            !pins
                .iter()
                .any(|pin| pin.text == was.text && pin.path == was.path)
        })
        .map(|was| format!("{} {}", was.text, was.path))
        .collect();
    whole.then_some(outcome)
}

fn tell(outcome: &Outcome, file: &str, args: &Args, context: &mut Context) {
    if context.format == Format::Json {
        let ids = |several: &[Difference]| -> Vec<String> {
            several.iter().map(|one| one.id.clone()).collect()
        };
        context.json(&json!({
            "workflow": args.workflow,
            "file": file,
            "written": !args.dry_run,
            "pins": outcome.pins.len(),
            "new": ids(&outcome.new),
            "changed": ids(&outcome.changed),
            "dropped": outcome.dropped,
        }));
        return;
    }
    let paint = context.paint();
    let groups = [
        ("+", "새로 확인", "new", &outcome.new),
        ("~", "확인한 뒤 바뀜", "changed since", &outcome.changed),
    ];
    for (sign, ko, en, several) in groups {
        for one in several {
            let word = context.word(ko, en);
            let header = format!("{sign} {} ({word})", visible(one.cited.get(context.lang)));
            context.line(if sign == "+" {
                paint.green(&header)
            } else {
                paint.yellow(&header)
            });
            let words = super::diff::differing(&one.words, paint);
            context.line(wrap::words(&words, "    ", "    "));
            context.line("");
        }
    }
    for one in &outcome.dropped {
        let word = context.word("인용하지 않음", "no longer cited");
        context.line(paint.red(&format!("- {} ({word})", visible(one))));
    }
    let (pins, new, changed, dropped) = (
        outcome.pins.len(),
        outcome.new.len(),
        outcome.changed.len(),
        outcome.dropped.len(),
    );
    let file = visible(file);
    let sum = match (context.lang, args.dry_run) {
        (Lang::Ko, false) => format!(
            "{file}에 조문 {pins}개를 적었습니다(새로 {new}, 바뀜 {changed}, 빠짐 {dropped})."
        ),
        (Lang::Ko, true) => format!(
            "{file}에 조문 {pins}개를 적게 됩니다(새로 {new}, 바뀜 {changed}, 빠짐 {dropped}). 쓰지 않았습니다."
        ),
        (Lang::En, false) => format!(
            "{pins} provisions written to {file} ({new} new, {changed} changed, {dropped} dropped)."
        ),
        (Lang::En, true) => format!(
            "{pins} provisions would be written to {file} ({new} new, {changed} changed, {dropped} dropped). Nothing was written."
        ),
    };
    context.line(sum);
}
