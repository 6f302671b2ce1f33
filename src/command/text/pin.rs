//! `text pin`: records which words of the law a workflow rests on.

use std::fs;

use crate::check::cites;
use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::output::OutputFile;
use crate::diagnostic::{Coded, Lang, nearest_quoted};
use crate::ordinance::pin::{self, Pin};
use crate::service::CasesError;

/// Record the words of the law that a workflow rests on, as they are now
///
/// Writes the lock file beside the workflow. From then on `check` tells when a
/// provision that the workflow cites is no longer the same. Run it again only
/// after somebody has looked at what changed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The id of the workflow
    workflow: String,
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
        for finding in &library.findings {
            context.talk_finding(finding);
        }
        return context.fail(&error, Exit::Usage);
    };
    let workflow = &procedure.workflow;
    let mut pins: Vec<Pin> = Vec::new();
    let mut exit = Exit::Well;
    for (element, cited) in cites(workflow) {
        match library
            .texts
            .resolve(&cited.citation, Some(&workflow.ordinance))
        {
            Ok(resolved) => pins.push(Pin::of(&resolved)),
            Err(error) => {
                let finding = error.finding().of(workflow.id(), element);
                context.talk_finding(&finding);
                exit = Exit::Findings;
            }
        }
    }
    // A pin of a part would look like a pin of the whole.
    if exit != Exit::Well {
        return exit;
    }
    let text = pin::write(&pins);
    let name = workflow
        .source
        .name()
        .strip_suffix(".toml")
        .map_or_else(|| workflow.id().to_string(), str::to_owned);
    let path = context.library.join(format!("{name}.lock"));
    if fs::read_to_string(&path).is_ok_and(|known| known == text) {
        let said = context.word("그대로입니다", "unchanged").to_owned();
        context.talk(format_args!("{}: {said}", path.display()));
        return Exit::Well;
    }
    let written = OutputFile::create(&path).and_then(|mut file| {
        file.write(text.as_bytes())?;
        file.finish()
    });
    match written {
        Ok(()) => {
            let lines = text.matches("[[pin]]").count();
            let said = match context.lang {
                Lang::Ko => format!("조문 {lines}개를 {}에 적었습니다.", path.display()),
                Lang::En => format!("Wrote {lines} provisions to {}.", path.display()),
            };
            context.talk(said);
            Exit::Well
        }
        Err(error) => context.fail(&error, Exit::Failure),
    }
}
