//! `check`: what is wrong with the library, before anybody relies on it.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use clap::ValueEnum;
use serde_json::{Value, json};

use super::context::Context;
use super::exit::Exit;
use super::library::{Selection, select};
use super::output::OutputFile;
use super::render::{Format, json as object, sarif};
use crate::check::codes::NO_PINS;
use crate::check::{Input, Report, check_all};
use crate::diagnostic::{Finding, Level, Verdict, counted};
use crate::engine::Definition;
use crate::library::{Files, Library};
use crate::workflow::Workflow;

/// Check the library: texts, workflows, scenarios, and what follows from them
///
/// Without a path the whole library is checked; with paths, those files of the
/// library that they lie in. Nothing found in nothing is an error.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files of a library, or libraries
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Also fail where there are warnings, or claims that are not decided
    #[arg(long, value_name = "warnings|undecided", hide_possible_values = true)]
    deny: Vec<Deny>,
    /// Write each story that a finding tells to this folder, as a file of scenarios
    /// that `jorye test` plays
    #[arg(long, value_name = "DIR")]
    stories: Option<PathBuf>,
    /// Check again whenever a file changes, until interrupted
    #[arg(long)]
    watch: bool,
}

/// What else fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Deny {
    Warnings,
    Undecided,
}

/// How often `--watch` looks.
const WATCH: Duration = Duration::from_millis(400);

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let selections = select(&args.paths, context);
    let exit = once(args, &selections, context);
    if !args.watch {
        return exit;
    }
    let read = || -> Vec<Option<Files>> {
        selections
            .iter()
            .map(|selection| {
                if selection.folder.is_file() {
                    Files::read_alone(&selection.folder).ok()
                } else {
                    Files::read(&selection.folder).ok()
                }
            })
            .collect()
    };
    let mut last = read();
    loop {
        context.flush();
        if context.is_closed() {
            return exit;
        }
        thread::sleep(WATCH);
        let now = read();
        if now != last {
            last = now;
            context.line("");
            let _ = once(args, &selections, context);
        }
    }
}

fn once(args: &Args, selections: &[Selection], context: &mut Context) -> Exit {
    let mut parts: Vec<(PathBuf, Report)> = Vec::new();
    for selection in selections {
        match super::library::read_at(&selection.folder, context) {
            Ok(library) => parts.push((selection.folder.clone(), report_on(&library, selection))),
            Err(exit) => return exit,
        }
    }
    if context.sarif {
        context.json(&sarif::log(&parts, context.lang));
    }
    let mut whole = Report::default();
    for (_, part) in parts {
        add(&mut whole, part);
    }
    if !context.sarif {
        tell(&whole, context);
    }
    let exit = exit_of(&whole, &args.deny);
    match &args.stories {
        Some(folder) => exit.worse(write_stories(&whole, folder, context)),
        None => exit,
    }
}

/// Writes every story to a file of its own: `monitoring.no_vote.scenarios.toml`. A
/// story of that name that was written before is replaced.
fn write_stories(report: &Report, folder: &Path, context: &mut Context) -> Exit {
    let mut exit = Exit::Well;
    for finding in &report.findings {
        let (Some(story), Some(workflow)) = (&finding.story, &finding.workflow) else {
            continue;
        };
        let element = finding.element.as_deref().unwrap_or("story");
        let element = element.rsplit('.').next().unwrap_or(element);
        let file = folder.join(format!("{workflow}.{element}.scenarios.toml"));
        if let Err(error) = OutputFile::replace(&file, story.scenario.as_bytes()) {
            exit = exit.worse(context.fail(&error, Exit::Failure));
        } else {
            let says = match context.lang {
                crate::diagnostic::Lang::Ko => format!("이야기를 적음: {}", file.display()),
                crate::diagnostic::Lang::En => format!("Story written: {}", file.display()),
            };
            context.talk(&says);
        }
    }
    exit
}

/// Everything found in a library, or in the chosen files of it.
pub(super) fn report_on(library: &Library, selection: &Selection) -> Report {
    let others: Vec<&Workflow> = library
        .procedures
        .values()
        .map(|procedure| &*procedure.workflow)
        .collect();
    let definitions: Vec<Definition<'_>> = library
        .procedures
        .values()
        .map(|procedure| procedure.definition())
        .collect();
    let inputs: Vec<Input<'_>> = library
        .procedures
        .values()
        .filter(|procedure| selection.takes(procedure.workflow.source.name()))
        .map(|procedure| Input {
            workflow: &procedure.workflow,
            texts: &library.texts,
            pins: procedure.pins.as_deref(),
            others: &others,
            definitions: &definitions,
        })
        .collect();
    // Files that could not be built are something, and their findings say what.
    let mut report = if inputs.is_empty() && !library.findings.is_empty() {
        Report::default()
    } else {
        check_all(&inputs)
    };
    // A lock file that cannot be read is there: only that is told.
    report.findings.retain(|finding| {
        let lock = finding
            .place()
            .filter(|_| finding.code == NO_PINS)
            .and_then(|place| Some(format!("{}.lock", place.file().strip_suffix(".toml")?)));
        lock.is_none_or(|lock| {
            let of_lock = |found: &Finding| found.place().is_some_and(|at| at.file() == lock);
            !library.findings.iter().any(of_lock)
        })
    });
    report.absorb(
        library
            .findings
            .iter()
            .filter(|finding| {
                finding
                    .place()
                    .is_none_or(|place| selection.takes(place.file()))
            })
            .cloned(),
    );
    report.checked.files += if selection.files.is_empty() {
        library.text_files
    } else {
        0
    };
    report
}

fn add(whole: &mut Report, part: Report) {
    let sum = &mut whole.checked;
    let more = part.checked;
    sum.files += more.files;
    sum.workflows += more.workflows;
    sum.states += more.states;
    sum.transitions += more.transitions;
    sum.guards += more.guards;
    sum.provisions += more.provisions;
    sum.properties += more.properties;
    sum.configurations += more.configurations;
    whole.proved.extend(part.proved);
    whole.absorb(part.findings);
}

fn exit_of(report: &Report, deny: &[Deny]) -> Exit {
    let mut exit = Exit::of(&report.findings);
    if deny.contains(&Deny::Warnings) && report.of_level(Level::Warning) > 0 {
        exit = exit.worse(Exit::Findings);
    }
    if deny.contains(&Deny::Undecided) && report.undecided() > 0 {
        exit = exit.worse(Exit::Undecided);
    }
    exit
}

fn tell(report: &Report, context: &mut Context) {
    if context.format == Format::Json {
        context.json(&as_json(report));
        return;
    }
    for finding in &report.findings {
        context.finding(finding);
    }
    let text = summary(report, context);
    context.line(text);
}

pub(super) fn as_json(report: &Report) -> Value {
    let counts = &report.checked;
    json!({
        "verdict": report.verdict().as_str(),
        "checked": {
            "files": counts.files,
            "workflows": counts.workflows,
            "states": counts.states,
            "transitions": counts.transitions,
            "guards": counts.guards,
            "provisions": counts.provisions,
            "properties": counts.properties,
            "configurations": counts.configurations,
        },
        "findings": report.findings.iter().map(object::finding).collect::<Vec<_>>(),
        "proved": report
            .proved
            .iter()
            .map(|(workflow, property)| json!({ "workflow": &**workflow, "property": &**property }))
            .collect::<Vec<_>>(),
    })
}

/// What was looked at, and what came of it.
pub(super) fn summary(report: &Report, context: &Context) -> String {
    let counts = &report.checked;
    let errors = report.of_level(Level::Error);
    let warnings = report.of_level(Level::Warning);
    let undecided = report.undecided();
    let paint = context.paint();
    let of = |count: usize, one, many| counted(count, one, many);
    let looked = match context.lang {
        crate::diagnostic::Lang::Ko => format!(
            "살펴본 것: 파일 {}, 절차 {}, 상태 {}, 전이 {}, 요건 {}, 인용한 조문 {}, 속성 {}.",
            counts.files,
            counts.workflows,
            counts.states,
            counts.transitions,
            counts.guards,
            counts.provisions,
            counts.properties
        ),
        crate::diagnostic::Lang::En => format!(
            "Looked at: {}, {}, {}, {}, {}, {} cited, {}.",
            of(counts.files, "file", "files"),
            of(counts.workflows, "workflow", "workflows"),
            of(counts.states, "state", "states"),
            of(counts.transitions, "transition", "transitions"),
            of(counts.guards, "guard", "guards"),
            of(counts.provisions, "provision", "provisions"),
            of(counts.properties, "property", "properties"),
        ),
    };
    let found = match context.lang {
        crate::diagnostic::Lang::Ko => {
            format!("오류 {errors}, 경고 {warnings}, 판정하지 못함 {undecided}.")
        }
        crate::diagnostic::Lang::En => {
            format!(
                "{}, {}, {undecided} not decided.",
                of(errors, "error", "errors"),
                of(warnings, "warning", "warnings"),
            )
        }
    };
    let found = match report.verdict() {
        Verdict::Refuted => paint.red(&found),
        Verdict::Undecided => paint.yellow(&found),
        Verdict::Proved => paint.green(&found),
    };
    format!("{looked}\n{found}")
}
