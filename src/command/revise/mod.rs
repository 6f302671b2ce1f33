//! `revise`: what a later revision, or a calendar that has changed, does to open
//! cases.

mod tell;

use super::case::{VIA, fail};
use super::context::Context;
use super::exit::Exit;
use super::render::Format;
use super::store::StoreArg;
use crate::library::{Library, Machine};
use crate::service::{Cases, CasesError, Plan, Planned, told};
use crate::store::Access;

/// What a new revision of a procedure does to open cases, and doing it
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Plan(Which),
    Apply(Apply),
}

/// Lists the open cases that are touched, and what would become of each;
/// nothing is changed
///
/// A case is touched by a later revision of its procedure in the library, and by
/// a calendar that has changed since its deadlines were counted. With a case
/// that has no place under the later revision, the exit code is 1.
#[derive(Debug, clap::Args)]
struct Which {
    /// The id of the procedure; without it, cases of all
    workflow: Option<String>,
    #[command(flatten)]
    store: StoreArg,
}

/// Moves the open cases that are to be moved, and counts deadlines again where a
/// calendar has changed
///
/// Every case is decided by itself, with an entry that says what changed and on
/// which basis. A second time there is nothing to do.
#[derive(Debug, clap::Args)]
struct Apply {
    #[command(flatten)]
    which: Which,
}

/// How many cases are looked at in one call.
const AT_ONCE: usize = 4096;

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let (which, applies) = match &args.command {
        Command::Plan(which) => (which, false),
        Command::Apply(apply) => (&apply.which, true),
    };
    let library = match super::library::read(context) {
        Ok(library) => library,
        Err(exit) => return exit,
    };
    let workflow = which.workflow.as_deref();
    if let Some(id) = workflow.filter(|id| !library.procedures.contains_key(*id)) {
        super::library::tell_missing(&library, id, context);
        return Exit::Usage;
    }
    let access = if applies {
        Access::ReadWrite
    } else {
        Access::ReadOnly
    };
    let store = match which.store.open(access, context) {
        Ok(store) => store,
        Err(exit) => return exit,
    };
    let cases = Cases::new(&store, &Machine).with_library(&library);
    match pollster::block_on(all(&cases, &library, workflow, applies)) {
        Ok(planned) => {
            match context.format {
                Format::Json => context.json(&told::plan(&planned, applies)),
                Format::Human | Format::Plain => tell::tell(&planned, applies, context),
            }
            if planned.iter().all(|one| one.outcome.is_ok()) {
                Exit::Well
            } else {
                Exit::Findings
            }
        }
        Err(error) => fail(&error, context),
    }
}

/// All pages.
async fn all(
    cases: &Cases<'_>,
    library: &Library,
    workflow: Option<&str>,
    applies: bool,
) -> Result<Vec<Planned>, CasesError> {
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let page: Plan = if applies {
            cases
                .revise(library, workflow, after, AT_ONCE, &VIA.into())
                .await?
        } else {
            cases.revisions(library, workflow, after, AT_ONCE).await?
        };
        all.extend(page.cases);
        after = page.next;
        if after.is_none() {
            return Ok(all);
        }
    }
}
