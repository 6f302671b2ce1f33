//! `import`: a model of another program, judged, and the beginning of a workflow.

mod tell;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::context::Context;
use super::exit::Exit;
use super::input;
use super::output::{OutputFile, WriteError};
use super::render::{Format, json as object};
use crate::check::net::{Budget, Claim, Net, Soundness, examine};
use crate::diagnostic::{Bilingual, Finding, Source, Verdict};
use crate::exchange::{Draft, Model, codes, draft, read};
use crate::library::{Machine, Surroundings};

/// Read a model (PNML, BPMN): is it sound? And draft a workflow of it
///
/// Of the model the control flow alone is read; what is not understood is listed.
/// The net is searched whole: safeness, option to complete, proper completion, dead
/// activities, messages nobody takes; each proved, refuted with the way there, or not
/// decided. States and transitions are written as a workflow that its author
/// completes: who acts, on what basis, what is asked, what decides. See
/// docs/exchange.md.
///
/// Example: jorye import handling.bpmn --out workflows/handling.toml
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The model
    #[arg(value_name = "FILE")]
    model: PathBuf,
    /// The workflow file to write, which must not be there yet; without it, standard
    /// output
    #[arg(long, alias = "output", value_name = "FILE")]
    out: Option<PathBuf>,
    /// Only judge the model; write no draft
    #[arg(long, conflicts_with = "out")]
    check: bool,
    /// Of several processes the one to draft, by its id
    #[arg(long, value_name = "ID")]
    process: Option<String>,
    /// The most markings that are searched
    #[arg(long, value_name = "N", default_value_t = Budget::default().markings, hide_default_value = true)]
    markings: usize,
    /// Also fail where parts are not understood, or claims not decided
    #[arg(long, value_name = "warnings|undecided", hide_possible_values = true)]
    deny: Vec<Deny>,
}

/// What else fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Deny {
    Warnings,
    Undecided,
}

/// What came of a model.
struct Outcome {
    model: Model,
    soundness: Option<Soundness>,
    findings: Vec<Finding>,
    draft: Option<Draft>,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let bytes = match input::read(&args.model) {
        Ok(bytes) => bytes,
        Err(error) => return context.fail(&error, Exit::Unreadable),
    };
    let name = args.model.to_string_lossy();
    let Ok(text) = String::from_utf8(bytes) else {
        let finding = Finding::new(crate::workflow::codes::NOT_UTF8).with("file", &*name);
        context.talk_finding(&finding);
        return Exit::Unreadable;
    };
    let source = Source::new(&*name, text);
    let model = match read(&source, args.process.as_deref()) {
        Ok(model) => model,
        Err(findings) => {
            for finding in &findings {
                context.talk_finding(finding);
            }
            return Exit::Unreadable;
        }
    };
    let mut findings = model.findings.clone();
    let budget = Budget {
        markings: args.markings,
        ..Budget::default()
    };
    let soundness = match examine(&model.net, budget) {
        Ok(found) => {
            findings.extend(tell::findings(&model.net, &found, &source));
            Some(found)
        }
        Err(unfit) => {
            let finding = Finding::new(codes::NET_TOO_LARGE).with("why", tell::unfit(unfit));
            findings.push(finding);
            None
        }
    };
    let mut outcome = Outcome {
        model,
        soundness,
        findings,
        draft: None,
    };
    let mut exit = Exit::Well;
    if !args.check {
        exit = write(args, &mut outcome, context);
    }
    if context.format == Format::Json {
        context.json(&as_json(&outcome));
    } else {
        // Where the draft is the result, what is said of the model is talk.
        let talk = !args.check && args.out.is_none();
        tell::tell(&outcome, args.out.as_deref(), talk, context);
    }
    let refuted = Exit::of(&outcome.findings);
    let undecided = outcome
        .findings
        .iter()
        .any(|it| it.verdict == Verdict::Undecided);
    if args.deny.contains(&Deny::Undecided) && undecided {
        exit = exit.worse(Exit::Undecided);
    }
    if args.deny.contains(&Deny::Warnings) && !outcome.model.findings.is_empty() {
        exit = exit.worse(Exit::Findings);
    }
    exit.worse(refuted)
}

/// Writes the draft.
fn write(args: &Args, outcome: &mut Outcome, context: &mut Context) -> Exit {
    let name = args.model.file_name().map(|name| name.to_string_lossy());
    let drafted = draft(&outcome.model, &name.unwrap_or_default(), today());
    let drafted = match drafted {
        Ok(drafted) => drafted,
        Err(why) => {
            let finding = Finding::new(codes::NOT_SAID).with("why", tell::not_said(why));
            outcome.findings.push(finding);
            return Exit::Well;
        }
    };
    let Some(out) = &args.out else {
        if context.format != Format::Json {
            context.print(&drafted.text);
        }
        outcome.draft = Some(drafted);
        return Exit::Well;
    };
    match written(out, &drafted.text) {
        Ok(()) => {
            outcome.draft = Some(drafted);
            Exit::Well
        }
        Err(error) => context.fail(&error, Exit::Failure),
    }
}

/// A draft takes no place of what an author wrote.
fn written(out: &Path, text: &str) -> Result<(), WriteError> {
    if out
        .symlink_metadata()
        .is_ok_and(|there| there.is_file() || there.is_symlink())
    {
        return Err(WriteError {
            path: out.to_owned(),
            cause: ErrorKind::AlreadyExists.into(),
        });
    }
    let mut file = OutputFile::create(out)?;
    file.write(text.as_bytes())?;
    file.finish()
}

/// The day of today where this runs: a draft needs one.
fn today() -> Date {
    let now = Machine.now();
    now.to_zoned(TimeZone::UTC).date()
}

fn both(text: &Bilingual) -> Value {
    json!({ "ko": text.ko, "en": text.en })
}

fn as_json(outcome: &Outcome) -> Value {
    let model = &outcome.model;
    let net = &model.net;
    json!({
        "notation": model.notation.as_str(),
        "process": model.id,
        "processes": model.processes,
        "places": net.places.len(),
        "steps": net.steps.len(),
        "searched": outcome.soundness.as_ref().map(|it| json!({
            "markings": it.markings,
            "steps": it.steps,
            "completed": it.completed,
            "whole": it.searched,
            "unbounded": places(net, &it.unbounded),
        })),
        "verdict": outcome.soundness.as_ref().map(|it| it.verdict().as_str()),
        "claims": outcome.soundness.iter().flat_map(|it| &it.claims)
            .map(|it| claim(net, it)).collect::<Vec<_>>(),
        "draft": outcome.draft.as_ref().map(|it| json!({
            "states": it.states,
            "transitions": it.transitions,
            "choices": it.choices,
            "side_by_side": it.side_by_side,
            "text": it.text,
        })),
        "findings": outcome.findings.iter().map(object::finding).collect::<Vec<_>>(),
    })
}

fn claim(net: &Net, claim: &Claim) -> Value {
    json!({
        "claim": claim.what.as_str(),
        "says": both(&tell::claim(claim.what)),
        "verdict": claim.verdict.as_str(),
        "way": tell::way(net, &claim.way),
        "places": places(net, &claim.places),
        "activities": claim.nodes.iter()
            .filter_map(|it| net.nodes.get(*it))
            .map(|it| it.id.clone())
            .collect::<Vec<_>>(),
        "stuck": claim.stuck,
    })
}

fn places(net: &Net, all: &[usize]) -> Vec<String> {
    let all = all.iter().filter_map(|it| net.places.get(*it));
    all.map(|it| it.id.clone()).collect()
}
