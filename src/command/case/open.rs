//! `case open`.

use serde_json::json;

use super::request::{GiveArgs, WhoArgs, known_role};
use super::told;
use crate::check::Search;
use crate::command::check::report_on;
use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::library::{Selection, faults, tell_missing};
use crate::command::render::{Format, json as object};
use crate::command::store::StoreArg;
use crate::command::usage;
use crate::diagnostic::{Code, Coded, Finding, Level};
use crate::engine::{DecideError, Refusal};
use crate::library::{Held, Library, Machine, Procedure, Surroundings};
use crate::service::{Cases, CasesError, Request, told as program};

/// Open a case of a workflow
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The id of the workflow
    workflow: String,
    /// The id of the case; without it, one that nobody can guess
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    #[command(flatten)]
    who: WhoArgs,
    #[command(flatten)]
    give: GiveArgs,
    #[command(flatten)]
    store: StoreArg,
}

const HAS_ERRORS: Code = Code(934);

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    if let Err(exit) = args.give.once_each(context) {
        return exit;
    }
    if args.give.effective.is_some() {
        context.talk_finding(&usage::no_earlier_opening());
        return Exit::Usage;
    }
    let library = match crate::command::library::read(context) {
        Ok(library) => library,
        Err(exit) => return exit,
    };
    if let Some(exit) = errors(&library, &args.workflow, context) {
        return exit;
    }
    let today = |procedure: &Procedure| {
        let now = Machine.now().to_zoned(procedure.zone.clone());
        library.on(procedure.workflow.id(), now.date())
    };
    let procedure = library.procedures.get(args.workflow.as_str());
    let Some(procedure) = procedure.and_then(today) else {
        tell_missing(&library, &args.workflow, context);
        return Exit::Usage;
    };
    if let Err(exit) = known_role(&procedure.workflow, args.who.capacity.as_deref(), context) {
        return exit;
    }
    let who = args.who.who();
    let request = match args
        .give
        .request(who, None, &procedure.workflow, &procedure.zone)
    {
        Ok(request) => request,
        Err(error) => return context.fail(&error, Exit::Unreadable),
    };
    let store = match args.store.open_or_create(context) {
        Ok(store) => store,
        Err(exit) => return exit,
    };
    let cases = Cases::new(&store, &Machine).with_library(&library);
    let id = args.id.as_deref().map(Into::into);
    match pollster::block_on(cases.open(&library, &args.workflow, id, &request)) {
        Ok(done) => {
            for entry in done.owed.iter().chain([&done.appended]) {
                context.recorded(&done.decision.after.id, entry);
            }
            match context.format {
                Format::Json => context.json(&program::done(&done)),
                Format::Human | Format::Plain => told::tell_done(&done, context),
            }
            Exit::Well
        }
        Err(CasesError::Decide(error @ DecideError::NotOpened { .. })) => {
            not_opened(procedure, &library, args, &request, &error, context)
        }
        Err(error) => fail(&error, context),
    }
}

/// A workflow with errors opens no case, nor does one that is not there: that
/// is told before a store is made.
fn errors(library: &Library, workflow: &str, context: &mut Context) -> Option<Exit> {
    let Some(procedure) = library.procedures.get(workflow) else {
        let faults = faults(library, workflow);
        if faults.is_empty() {
            tell_missing(library, workflow, context);
            return Some(Exit::Usage);
        }
        for finding in faults {
            context.talk_finding(finding);
        }
        context.talk_finding(&Finding::new(HAS_ERRORS).with("workflow", workflow));
        return Some(Exit::Findings);
    };
    let selection = Selection {
        folder: context.library.clone(),
        files: vec![procedure.workflow.source.name().to_owned()],
    };
    let errors: Vec<Finding> = report_on(library, &selection, Search::Graph)
        .findings
        .into_iter()
        .filter(|finding| finding.level == Level::Error)
        .collect();
    if errors.is_empty() {
        return None;
    }
    for finding in &errors {
        context.talk_finding(finding);
    }
    context.talk_finding(&Finding::new(HAS_ERRORS).with("workflow", workflow));
    Some(Exit::Findings)
}

/// The opening was not lawful: every ground is told.
fn not_opened(
    procedure: &Procedure,
    library: &Library,
    args: &Args,
    request: &Request,
    error: &DecideError,
    context: &mut Context,
) -> Exit {
    let DecideError::NotOpened {
        grounds,
        assumptions,
        register,
        date,
        ..
    } = error
    else {
        return Exit::Findings;
    };
    let held = Held::now(procedure, &library.texts);
    let given = request.facts(&held.workflow);
    let refusal = Refusal {
        workflow: &held.workflow,
        case: None,
        actor: args.who.actor.as_str(),
        act: None,
        given: &given,
        grounds,
        conditions: &[assumptions],
        register,
        date: *date,
        law: held.law(),
    };
    let findings = program::with_headings(&held, refusal.findings());
    if context.format == Format::Json {
        let told: Vec<_> = grounds
            .iter()
            .zip(&findings)
            .map(|(ground, finding)| {
                json!({
                    "ground": ground.as_str(),
                    "element": ground.element().map(|element| &**element),
                    "finding": object::finding(finding),
                })
            })
            .collect();
        context.json(&json!({
            "accepted": false,
            "case": args.id,
            "version": 0,
            "from": [],
            "to": [],
            "outcome": null,
            "guards": [],
            "grounds": told,
            "finding": object::finding(&error.finding()),
            "entry": null,
        }));
    } else {
        context.finding(&error.finding());
        for finding in &findings {
            context.finding(finding);
        }
    }
    Exit::Findings
}

/// Tells an error, with the exit that fits it.
pub(in crate::command) fn fail(error: &CasesError, context: &mut Context) -> Exit {
    let exit = match error {
        CasesError::NoSuchWorkflow { .. }
        | CasesError::NoSuchCase { .. }
        | CasesError::NoSuchChildren { .. }
        | CasesError::CaseId { .. } => Exit::Usage,
        CasesError::CaseExists { .. }
        | CasesError::Stale { .. }
        | CasesError::NotAdopted { .. }
        | CasesError::Erase(_)
        | CasesError::ChildNotOpened { .. }
        | CasesError::NotMoved(_) => Exit::Findings,
        CasesError::Decide(
            DecideError::NoSuchTransition { .. }
            | DecideError::NotAnAct { .. }
            | DecideError::NoSuchFact { .. },
        ) => Exit::Usage,
        CasesError::Decide(_) => Exit::Findings,
        _ => Exit::Failure,
    };
    context.fail(error, exit)
}
