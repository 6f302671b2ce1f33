//! `adopt`: what a procedure has gone through before cases are opened under it.

mod list;
mod report;

use std::path::PathBuf;

use clap::ValueEnum;
use serde_json::json;

use super::check::report_on;
use super::codes;
use super::context::Context;
use super::exit::Exit;
use super::input;
use super::library::{Selection, faults, read, tell_missing};
use super::output::OutputFile;
use super::render::Format;
use super::store::StoreArg;
use crate::audit::hash::content_hash;
use crate::audit::note::SecretKey;
use crate::audit::own::{Adopted, Stage};
use crate::diagnostic::{Finding, Lang, Level, counted};
use crate::library::Machine;
use crate::service::{Cases, LogError};

/// Record a stage of the adoption of a procedure, or tell where each stands
///
/// The stages follow each other: draft, checked, legally_reviewed, adopted, and then
/// suspended or repealed. Each is recorded over the hash of the definition and of
/// everything that it draws on, so that any edit brings it back to the draft. In a
/// library with `[adoption] required = true` in `library.toml`, cases are opened only
/// under what is adopted.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The workflow
    #[arg(required_unless_present = "list", requires = "stage")]
    workflow: Option<String>,
    /// The stage that it has reached
    #[arg(long, value_enum, requires_all = ["by", "basis"])]
    stage: Option<StageArg>,
    /// Who says so: an opaque id, as of an actor
    #[arg(long, value_name = "ACTOR")]
    by: Option<String>,
    /// On what it rests: a provision, a decision, its number; no name of a person
    #[arg(long, value_name = "TEXT")]
    basis: Option<String>,
    /// A file with the secret key of that person (C2SP note key), who signs the entry
    #[arg(long, value_name = "FILE")]
    sign_with: Option<PathBuf>,
    /// The file for the report of the check, whose hash is recorded
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Tell where each procedure of the library stands
    #[arg(long, conflicts_with_all = ["workflow", "stage", "by", "basis", "sign_with", "report"])]
    list: bool,
    #[command(flatten)]
    store: StoreArg,
}

/// [`Stage`], as it is written on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum StageArg {
    Draft,
    Checked,
    LegallyReviewed,
    Adopted,
    Suspended,
    Repealed,
}

impl From<StageArg> for Stage {
    fn from(stage: StageArg) -> Stage {
        match stage {
            StageArg::Draft => Stage::Draft,
            StageArg::Checked => Stage::Checked,
            StageArg::LegallyReviewed => Stage::LegallyReviewed,
            StageArg::Adopted => Stage::Adopted,
            StageArg::Suspended => Stage::Suspended,
            StageArg::Repealed => Stage::Repealed,
        }
    }
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let library = match read(context) {
        Ok(library) => library,
        Err(exit) => return exit,
    };
    let (Some(workflow), Some(stage), Some(by), Some(basis)) =
        (&args.workflow, args.stage, &args.by, &args.basis)
    else {
        return list::run(&library, &args.store, context);
    };
    let stage = Stage::from(stage);
    let Some(procedure) = library.procedures.get(workflow.as_str()) else {
        let faults = faults(&library, workflow);
        if faults.is_empty() {
            tell_missing(&library, workflow, context);
            return Exit::Usage;
        }
        for finding in faults {
            context.talk_finding(finding);
        }
        return Exit::Findings;
    };
    let signer = match args.sign_with.as_ref().map(|path| signer(path, context)) {
        None => None,
        Some(Ok(key)) => Some(key),
        Some(Err(exit)) => return exit,
    };
    let selection = Selection {
        folder: context.library.clone(),
        files: vec![procedure.workflow.source.name().to_owned()],
    };
    let checked = report_on(&library, &selection);
    let errors = checked.of_level(Level::Error);
    let needs_check = matches!(
        stage,
        Stage::Checked | Stage::LegallyReviewed | Stage::Adopted
    );
    if needs_check && errors > 0 {
        for finding in checked
            .findings
            .iter()
            .filter(|one| one.level == Level::Error)
        {
            context.talk_finding(finding);
        }
        context.talk_finding(
            &Finding::new(codes::CHECK_FORBIDS)
                .with("workflow", workflow.as_str())
                .with("stage", stage.title())
                .with("errors", errors.to_string()),
        );
        return Exit::Findings;
    }
    let bytes = report::canonical(&super::check::as_json(&checked));
    let store = match args.store.open_or_create(context) {
        Ok(store) => store,
        Err(exit) => return exit,
    };
    let adopted = Adopted {
        stage,
        workflow: workflow.clone(),
        revision: procedure.workflow.revision,
        manifest: procedure.manifest.hash(),
        report: content_hash(&bytes),
        basis: basis.clone(),
        signature: None,
    };
    let cases = Cases::new(&store, &Machine);
    let done = cases.adopt(procedure, adopted.clone(), by, signer.as_ref(), &Machine);
    let past = match pollster::block_on(done) {
        Ok(past) => past,
        Err(error @ LogError::Foreign(_)) => return context.fail(&error, Exit::Findings),
        Err(error) => return context.fail(&error, Exit::Failure),
    };
    if let Some(path) = &args.report {
        let written = OutputFile::create(path).and_then(|mut file| {
            file.write(&bytes)?;
            file.finish()
        });
        if let Err(error) = written {
            return context.fail(&error, Exit::Failure);
        }
    }
    let warnings: Vec<String> = checked
        .findings
        .iter()
        .filter(|one| one.level == Level::Warning)
        .map(|one| one.code.to_string())
        .collect();
    if context.format == Format::Json {
        context.json(&json!({
            "workflow": workflow,
            "revision": adopted.revision,
            "stage": stage.as_str(),
            "manifest": adopted.manifest.to_string(),
            "report": adopted.report.to_string(),
            "warnings": warnings,
            "sequence": past.entry.seq,
            "index": past.index,
        }));
        return Exit::Well;
    }
    let title = stage.title();
    let line = match context.lang {
        Lang::Ko => format!(
            "절차 `{workflow}` 제{}판: {} 단계를 기록하였습니다(로그의 {}번 기록). 정의 목록 {}, 점검 결과 {}.",
            adopted.revision, title.ko, past.index, adopted.manifest, adopted.report
        ),
        Lang::En => format!(
            "Workflow `{workflow}`, revision {}: recorded as {} (leaf {}). Manifest {}, report of the check {}.",
            adopted.revision, title.en, past.index, adopted.manifest, adopted.report
        ),
    };
    context.line(line);
    if !warnings.is_empty() {
        let codes = warnings.join(", ");
        let line = match context.lang {
            Lang::Ko => format!("남아 있는 경고 {}건: {codes}", warnings.len()),
            Lang::En => format!(
                "{} left standing: {codes}",
                counted(warnings.len(), "warning", "warnings")
            ),
        };
        context.line(line);
    }
    Exit::Well
}

fn signer(path: &std::path::Path, context: &mut Context) -> Result<SecretKey, Exit> {
    let bytes = input::read(path).map_err(|error| context.fail(&error, Exit::Unreadable))?;
    let text = String::from_utf8_lossy(&bytes);
    text.parse()
        .map_err(|error: crate::audit::KeyError| context.fail(&error, Exit::Unreadable))
}
