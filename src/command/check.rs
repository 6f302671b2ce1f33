//! `check`: what is wrong with the library, before anybody relies on it.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::context::Context;
use super::exit::Exit;
use super::kept::Shelf;
use super::library::{Selection, select};
use super::output::OutputFile;
use super::render::{Format, sarif};
use crate::check::{Group, Report, Search};
use crate::diagnostic::{Bilingual, Lang, Level, Verdict, counted};
use crate::library::{Files, Library};
use crate::service::{self, told};
use clap::ValueEnum;

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
    /// Also tell the findings that workflows let stay, with the reason why
    #[arg(long)]
    waived: bool,
    /// Also tell with how few people a case can come to each outcome, and who of
    /// them takes what
    #[arg(long)]
    people: bool,
    /// Look at everything anew, whatever an earlier run has found
    #[arg(long)]
    no_cache: bool,
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
        match report(args, selection, context) {
            Ok(report) => parts.push((selection.folder.clone(), report)),
            Err(exit) => return exit,
        }
    }
    if context.sarif {
        context.json(&sarif::log(&parts, context.lang));
    }
    let mut whole = Report::default();
    for (_, part) in parts {
        whole.add(part);
    }
    if !context.sarif {
        tell(&whole, args, context);
    }
    let exit = exit_of(&whole, &args.deny);
    match &args.stories {
        Some(folder) => exit.worse(write_stories(&whole, folder, context)),
        None => exit,
    }
}

/// What is found, or was when everything was as it is now.
fn report(args: &Args, selection: &Selection, context: &mut Context) -> Result<Report, Exit> {
    let files = super::library::files_at(&selection.folder, context)?;
    let cache = context.cache.as_deref().filter(|_| !args.no_cache);
    let Some(shelf) = Shelf::of(cache, &selection.folder) else {
        let library = Library::of(&files);
        return Ok(report_on(&library, selection, Search::Everything));
    };
    let key = shelf.key(&files, &selection.files);
    if let Some(report) = shelf.report(&key, &files) {
        return Ok(report);
    }
    let library = Library::of(&files);
    let takes = |file: &str| selection.takes(file);
    let chosen = !selection.files.is_empty();
    let parts = shelf.parts(&files);
    let report = service::report_beside(&library, &takes, chosen, Search::Everything, &parts);
    let new = parts.into_new();
    shelf.keep(key, &report, new);
    Ok(report)
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
                Lang::Ko => format!("이야기를 적음: {}", file.display()),
                Lang::En => format!("Story written: {}", file.display()),
            };
            context.talk(&says);
        }
    }
    exit
}

/// Everything found in a library, or in the chosen files of it.
pub(super) fn report_on(library: &Library, selection: &Selection, search: Search) -> Report {
    let takes = |file: &str| selection.takes(file);
    service::report_on(library, &takes, !selection.files.is_empty(), search)
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

fn tell(report: &Report, args: &Args, context: &mut Context) {
    if context.format == Format::Json {
        context.json(&told::report(report));
        return;
    }
    for finding in &report.findings {
        context.finding(finding);
    }
    if args.waived {
        for waived in &report.waived {
            let reason = Bilingual::new(
                format!("남겨 둔 이유: {}", waived.reason.ko),
                format!("It stays, because: {}", waived.reason.en),
            );
            context.finding(&waived.finding.clone().note(reason));
        }
    }
    if args.people {
        for group in &report.groups {
            let text = self::group(group, context.lang);
            context.line(text);
        }
        context.line("");
    }
    let text = summary(report, context);
    context.line(text);
}

/// How few people come to an outcome, and who of them takes what.
fn group(group: &Group, lang: Lang) -> String {
    let title = group.title.get(lang);
    let (workflow, outcome, people) = (&group.workflow, &group.outcome, group.people);
    let mut out = match lang {
        Lang::Ko => format!("{workflow} → {outcome}({title}): 적어도 {people}명."),
        Lang::En => format!(
            "{workflow} → {outcome} ({title}): at least {}.",
            counted(
                usize::try_from(people).unwrap_or(usize::MAX),
                "person",
                "people"
            )
        ),
    };
    for one in 1..=people {
        let mut acts: Vec<&str> = Vec::new();
        for (transition, _) in group.acts.iter().filter(|(_, by)| *by == one) {
            if !acts.contains(&&**transition) {
                acts.push(transition);
            }
        }
        if !acts.is_empty() {
            out.push_str(&format!(" {one}: {}.", acts.join(", ")));
        }
    }
    for (body, fewest, members) in &group.votes {
        out.push_str(&match lang {
            Lang::Ko => format!(" {body}의 표결: 위원 {members}명 가운데 {fewest}명."),
            Lang::En => format!(" Vote of {body}: {fewest} of {members} members."),
        });
    }
    out
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
        Lang::Ko => format!(
            "살펴본 것: 파일 {}, 절차 {}, 상태 {}, 전이 {}, 요건 {}, 인용한 조문 {}, 속성 {}.",
            counts.files,
            counts.workflows,
            counts.states,
            counts.transitions,
            counts.guards,
            counts.provisions,
            counts.properties
        ),
        Lang::En => format!(
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
    let stay = match (report.waived.len(), report.waived_undecided(), context.lang) {
        (0, ..) => String::new(),
        (all, 0, Lang::Ko) => format!(" 이유를 적어 남겨 둔 것 {all}."),
        (all, 0, Lang::En) => format!(" {all} let stay for a stated reason."),
        (all, open, Lang::Ko) => {
            format!(" 이유를 적어 남겨 둔 것 {all} (그 가운데 판정하지 못함 {open}).")
        }
        (all, open, Lang::En) => {
            format!(" {all} let stay for a stated reason ({open} of them not decided).")
        }
    };
    let found = match context.lang {
        Lang::Ko => {
            format!("오류 {errors}, 경고 {warnings}, 판정하지 못함 {undecided}.{stay}")
        }
        Lang::En => {
            format!(
                "{}, {}, {undecided} not decided.{stay}",
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
