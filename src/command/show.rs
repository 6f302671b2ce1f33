//! `show`: a procedure as text or as a picture.

use super::Picture;
use super::context::Context;
use super::exit::Exit;
use super::render::Format;
use super::usage;
use crate::report::{dot, mermaid, text};

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
        let faults = super::library::faults(&library, &args.workflow);
        for finding in &faults {
            context.talk_finding(finding);
        }
        super::library::tell_missing(&library, &args.workflow, context);
        if faults.is_empty() {
            return Exit::Usage;
        }
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
