//! `export pnml`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::trail::write;
use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::library as of_library;
use crate::guard::Name;
use crate::report::exchange::pnml;

/// Write the control flow of a procedure as a Petri net (PNML)
///
/// Conditions on facts, deadlines and who may act are no part of a net; it allows
/// every way that the procedure allows.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The id of the workflow
    workflow: String,
    /// The file to write; without it, standard output
    #[arg(long, alias = "output", value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let library = match of_library::read(context) {
        Ok(library) => library,
        Err(exit) => return exit,
    };
    let Some(procedure) = library.procedures.get(args.workflow.as_str()) else {
        let faults = of_library::faults(&library, &args.workflow);
        for finding in &faults {
            context.talk_finding(finding);
        }
        of_library::tell_missing(&library, &args.workflow, context);
        if faults.is_empty() {
            return Exit::Usage;
        }
        return Exit::Unreadable;
    };
    // Where other procedures open its cases, if not at their own beginning.
    let begins_at: BTreeSet<Name> = library
        .procedures
        .values()
        .flat_map(|one| one.workflow.opens())
        .filter(|(_, opens)| *opens.workflow.name == *args.workflow)
        .filter_map(|(_, opens)| opens.at.as_ref().map(|at| at.name.clone()))
        .collect();
    let net = pnml::render(&procedure.workflow, &begins_at);
    write(args.out.as_deref(), net.as_bytes(), context)
}
