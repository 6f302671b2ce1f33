//! `show`: a procedure as text or as a picture.

use super::Picture;
use super::context::Context;
use super::exit::Exit;
use super::render::Format;
use super::usage;
use crate::diagnostic::{Coded, nearest_quoted};
use crate::report::{dot, mermaid, text};
use crate::service::CasesError;

/// Show a procedure: `--format text` to be read, `dot` for Graphviz, `mermaid`
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The id of the workflow
    workflow: String,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    if context.format == Format::Json {
        context.talk_finding(&usage::no_json_here());
        return Exit::Usage;
    }
    let library = match super::library::read(context) {
        Ok(library) => library,
        Err(exit) => return exit,
    };
    let Some(procedure) = library.procedures.get(args.workflow.as_str()) else {
        for finding in &library.findings {
            context.talk_finding(finding);
        }
        let known = library.procedures.keys().map(|id| &**id);
        let error = CasesError::NoSuchWorkflow {
            workflow: args.workflow.as_str().into(),
            known: library.known(),
            near: nearest_quoted(&args.workflow, known),
        };
        context.talk_finding(&error.finding());
        return Exit::Unreadable;
    };
    let render = match context.picture {
        Some(Picture::Text) | None => text::render,
        Some(Picture::Dot) => dot::render,
        Some(Picture::Mermaid) => mermaid::render,
    };
    let shown = render(&procedure.workflow, &library.texts, context.lang);
    context.print(shown);
    Exit::Well
}
