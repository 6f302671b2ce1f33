//! `report`: figures of cases, for people to look at.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::case::fail;
use super::context::Context;
use super::exit::Exit;
use super::library as of_library;
use super::output::{OutputFile, WriteError};
use super::render::{Format, json as object};
use super::store::StoreArg;
use crate::diagnostic::{Lang, counted};
use crate::engine::{CaseId, Entry};
use crate::guard::Name;
use crate::library::{Library, Machine};
use crate::report::figures::{Figure, Looked, deadlines, declared, steps};
use crate::service::{Cases, CasesError, Opened};
use crate::store::{Access, CaseFilter};

/// How many cases are listed at once.
const PAGE: usize = 256;

/// Show figures of the cases of a procedure: tables, CSV and pictures
///
/// What the procedure declares (`[figure.…]`: numbers against their targets, over
/// periods or units), of the cases and of those that they opened; the days to each
/// step; and what became of each deadline, with the days late.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The id of the workflow
    workflow: String,
    /// Only this case; may be given several times
    #[arg(long = "case", value_name = "CASE")]
    cases: Vec<String>,
    /// The folder to write a CSV and an SVG file of each figure to
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    store: StoreArg,
}

/// A case with its entries.
struct Read {
    opened: Opened,
    entries: Vec<Entry>,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let library = match of_library::read(context) {
        Ok(library) => library,
        Err(exit) => return exit,
    };
    if !library.procedures.contains_key(args.workflow.as_str()) {
        of_library::tell_missing(&library, &args.workflow, context);
        return Exit::Usage;
    }
    let store = match args.store.open(Access::ReadOnly, context) {
        Ok(store) => store,
        Err(exit) => return exit,
    };
    let cases = Cases::new(&store, &Machine);
    let read = match pollster::block_on(read(&cases, args)) {
        Ok(read) => read,
        Err(error) => return fail(&error, context),
    };
    let own = read
        .iter()
        .filter(|it| *it.opened.case.workflow == *args.workflow)
        .count();
    let found = figures(&library, &args.workflow, &read);
    match context.format {
        Format::Json => context.json(&json!({
            "workflow": args.workflow,
            "cases": own,
            "figures": found.iter().map(|(of, it)| as_json(of, it)).collect::<Vec<_>>(),
        })),
        Format::Human | Format::Plain => tell(own, &found, context),
    }
    args.out
        .as_ref()
        .map_or(Exit::Well, |folder| write(folder, &found, context))
}

/// The cases, and after them those that they opened.
async fn read(cases: &Cases<'_>, args: &Args) -> Result<Vec<Read>, CasesError> {
    let mut ids: Vec<CaseId> = args.cases.iter().map(|id| id.as_str().into()).collect();
    if ids.is_empty() {
        ids = listed(cases, Some(args.workflow.as_str().into()), None).await?;
    }
    let mut all = Vec::new();
    let mut children = Vec::new();
    for id in ids {
        all.push(one(cases, &id).await?);
        children.extend(listed(cases, None, Some(id)).await?);
    }
    // A case of the workflow may itself be opened by another one of it.
    children.retain(|id| all.iter().all(|read| read.opened.case.id != *id));
    for id in children {
        all.push(one(cases, &id).await?);
    }
    Ok(all)
}

async fn listed(
    cases: &Cases<'_>,
    workflow: Option<Name>,
    parent: Option<CaseId>,
) -> Result<Vec<CaseId>, CasesError> {
    let mut ids = Vec::new();
    let mut after = None;
    loop {
        let filter = CaseFilter {
            workflow: workflow.clone(),
            standing: None,
            parent: parent.clone(),
        };
        let page = cases.list(filter, None, after, PAGE).await?;
        ids.extend(page.cases.into_iter().map(|stored| stored.case.id));
        after = page.next;
        if after.is_none() {
            return Ok(ids);
        }
    }
}

async fn one(cases: &Cases<'_>, id: &CaseId) -> Result<Read, CasesError> {
    let past = cases.history(id).await?.1;
    // As it stands now: what runs may be overdue since its last entry.
    let opened = cases.stands(id).await?;
    let entries = past.into_iter().map(|past| past.unsealed.entry).collect();
    Ok(Read { opened, entries })
}

/// Figures with the workflow that they are of: those declared by the workflow and
/// by those of the cases that its cases opened, then of time.
fn figures(library: &Library, workflow: &str, read: &[Read]) -> Vec<(Name, Figure)> {
    let looked: Vec<Looked<'_>> = read
        .iter()
        .map(|Read { opened, entries }| Looked {
            case: &opened.case,
            entries,
            workflow: &opened.held.workflow,
            zone: &opened.held.zone,
            at: opened.at,
        })
        .collect();
    let own = Name::from(workflow);
    let mut of: Vec<&Name> = vec![&own];
    for one in &looked {
        if !of.contains(&&one.case.workflow) {
            of.push(&one.case.workflow);
        }
    }
    let mut found = Vec::new();
    for id in of {
        let theirs: Vec<Looked<'_>> = looked
            .iter()
            .filter(|it| it.case.workflow == *id)
            .copied()
            .collect();
        if let Some(procedure) = library.procedures.get(id) {
            let figures = declared(&procedure.workflow, &theirs);
            found.extend(figures.into_iter().map(|figure| (id.clone(), figure)));
        }
        if *id == own {
            found.push((own.clone(), steps(&theirs)));
            found.push((own.clone(), deadlines(&theirs)));
        }
    }
    found
}

fn tell(cases: usize, found: &[(Name, Figure)], context: &mut Context) {
    let lang = context.lang;
    context.line(match lang {
        Lang::Ko => format!("사건 {cases}건"),
        Lang::En => counted(cases, "case", "cases"),
    });
    for (of, figure) in found {
        let title = context.paint().bold(figure.title.get(lang));
        context.line(format_args!("\n{title} `{of}.{}`", figure.id));
        if figure.rows.is_empty() {
            let none = context.word("없음", "none").to_owned();
            context.line(format_args!("  {none}"));
            continue;
        }
        for row in std::iter::once(&figure.columns).chain(&figure.rows) {
            let cells: Vec<&str> = row
                .iter()
                .map(|cell| cell.get(lang))
                .map(|cell| if cell.is_empty() { "–" } else { cell })
                .collect();
            context.line(format_args!("  {}", cells.join(" | ")));
        }
    }
}

fn as_json(of: &Name, figure: &Figure) -> Value {
    let row = |row: &Vec<_>| row.iter().map(object::bilingual).collect::<Vec<_>>();
    json!({
        "workflow": &**of,
        "id": figure.id,
        "title": object::bilingual(&figure.title),
        "columns": row(&figure.columns),
        "rows": figure.rows.iter().map(row).collect::<Vec<_>>(),
    })
}

fn write(folder: &std::path::Path, found: &[(Name, Figure)], context: &mut Context) -> Exit {
    let lang = context.lang;
    if let Err(cause) = std::fs::create_dir_all(folder) {
        let path = folder.to_owned();
        return context.fail(&WriteError { path, cause }, Exit::Failure);
    }
    let mut exit = Exit::Well;
    for (of, figure) in found {
        for (extension, text) in [("csv", figure.csv(lang)), ("svg", figure.svg(lang))] {
            let file = folder.join(format!("{of}.{}.{extension}", figure.id));
            if let Err(error) = OutputFile::replace(&file, text.as_bytes()) {
                exit = exit.worse(context.fail(&error, Exit::Failure));
            } else {
                let said = context.word("썼습니다", "Wrote").to_owned();
                context.talk(format_args!("{said}: {}", file.display()));
            }
        }
    }
    exit
}
