//! `adopt`: what a procedure has gone through before cases are opened under it.

mod list;

use std::path::PathBuf;

use super::case::{ActorId, VIA};
use super::context::Context;
use super::exit::Exit;
use super::library::{faults, read, tell_missing};
use super::output::OutputFile;
use super::render::Format;
use super::store::StoreArg;
use crate::audit::note::SecretKey;
use crate::audit::own::Stage;
use crate::diagnostic::{Lang, counted};
use crate::library::{Library, Machine, Procedure};
use crate::service::{Adopting, Cases, CasesError, Checked, KeyFile, LogError, OwnPast, told};
use clap::ValueEnum;

/// Record a stage of the adoption of a procedure, or tell where each stands
///
/// The stages follow each other: draft, checked, legally_reviewed, adopted, and then
/// suspended or repealed. Each is recorded over the hash of the definition and of
/// everything that it draws on, so that any edit brings it back to the draft. In a
/// library with `[adoption] required = true` in `library.toml`, cases are opened only
/// under what is adopted. Every revision has a way of its own.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The workflow
    #[arg(required_unless_present = "list", requires = "stage")]
    workflow: Option<String>,
    /// The revision, if it is not the last one in the library
    #[arg(long, value_name = "NUMBER", requires = "workflow")]
    revision: Option<u32>,
    /// The stage that it has reached
    #[arg(long, value_enum, requires_all = ["by", "basis"])]
    stage: Option<StageArg>,
    /// Who says so: an opaque id, as of an actor
    #[arg(long, value_name = "ACTOR")]
    by: Option<ActorId>,
    /// On what it rests: a provision, a decision, its number; no name of a person
    #[arg(long, value_name = "TEXT")]
    basis: Option<String>,
    /// A file with the secret key of that person (`jorye key sign-new`), who signs the
    /// entry
    #[arg(long, value_name = "FILE")]
    sign_with: Option<PathBuf>,
    /// The file for the report of the check, whose hash is recorded
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Tell where each procedure of the library stands
    #[arg(long, conflicts_with_all = ["workflow", "stage", "by", "basis", "sign_with", "report", "revision"])]
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
    let procedure = match chosen(&library, workflow, args.revision, context) {
        Ok(procedure) => procedure,
        Err(exit) => return exit,
    };
    let signer = match args.sign_with.as_ref().map(|path| signer(path, context)) {
        None => None,
        Some(Ok(key)) => Some(key),
        Some(Err(exit)) => return exit,
    };
    let checked = Checked::of(&library, procedure);
    if let Some(forbidden) = checked.forbids(workflow, stage) {
        for finding in checked.errors() {
            context.talk_finding(finding);
        }
        context.talk_finding(&forbidden);
        return Exit::Findings;
    }
    let store = match args.store.open_or_create(context) {
        Ok(store) => store,
        Err(exit) => return exit,
    };
    let adopting = Adopting {
        procedure,
        stage,
        report: checked.hash(),
        basis,
        actor: by.as_str(),
        via: VIA,
        signer: signer.as_ref(),
        expected: None,
        key: None,
    };
    let past = match pollster::block_on(Cases::new(&store, &Machine).adopt(&adopting)) {
        Ok((past, _)) => past,
        Err(error @ LogError::Foreign(_)) => return context.fail(&error, Exit::Findings),
        Err(error) => return context.fail(&error, Exit::Failure),
    };
    if let Some(path) = &args.report {
        let written = OutputFile::create(path).and_then(|mut file| {
            file.write(&checked.bytes)?;
            file.finish()
        });
        if let Err(error) = written {
            return context.fail(&error, Exit::Failure);
        }
    }
    tell(&adopting, &past, &checked.warnings(), context);
    Exit::Well
}

/// The procedure: the last revision in the library, or the one that was named.
fn chosen<'l>(
    library: &'l Library,
    workflow: &str,
    revision: Option<u32>,
    context: &mut Context,
) -> Result<&'l Procedure, Exit> {
    let Some(last) = library.procedures.get(workflow) else {
        let faults = faults(library, workflow);
        if faults.is_empty() {
            tell_missing(library, workflow, context);
            return Err(Exit::Usage);
        }
        for finding in faults {
            context.talk_finding(finding);
        }
        return Err(Exit::Findings);
    };
    let Some(revision) = revision else {
        return Ok(last);
    };
    let mut all = library.revisions(workflow);
    all.find(|one| one.workflow.revision == revision)
        .ok_or_else(|| {
            let error = CasesError::no_such_revision(library, workflow, revision);
            context.fail(&error, Exit::Usage)
        })
}

fn tell(adopting: &Adopting<'_>, past: &OwnPast, warnings: &[String], context: &mut Context) {
    if context.format == Format::Json {
        context.json(&told::adopted(past, warnings));
        return;
    }
    let workflow = adopting.procedure.workflow.id();
    let revision = adopting.procedure.workflow.revision;
    let (manifest, report) = (adopting.procedure.manifest.hash(), adopting.report);
    let title = adopting.stage.title();
    let line = match context.lang {
        Lang::Ko => format!(
            "절차 `{workflow}` 제{revision}판: {} 단계를 기록하였습니다(로그의 {}번 기록). 정의 목록 {manifest}, 점검 결과 {report}.",
            title.ko, past.index
        ),
        Lang::En => format!(
            "Workflow `{workflow}`, revision {revision}: recorded as {} (leaf {}). Manifest {manifest}, report of the check {report}.",
            title.en, past.index
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
}

/// The key of the person. One that others may read is not used.
fn signer(path: &std::path::Path, context: &mut Context) -> Result<SecretKey, Exit> {
    KeyFile::at(path.to_owned())
        .read_signing()
        .map_err(|error| context.fail(&error, Exit::Unreadable))
}
