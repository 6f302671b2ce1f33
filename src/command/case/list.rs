//! `case list`.

use std::num::NonZeroUsize;

use serde_json::json;

use super::open::fail;
use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::render::Format;
use crate::command::store::StoreArg;
use crate::diagnostic::Lang;
use crate::library::Machine;
use crate::service::{Cases, Listed, told};
use crate::store::{Access, CaseFilter, Standing, StoredCase};

/// List cases
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only cases of this workflow
    #[arg(long, value_name = "ID")]
    workflow: Option<String>,
    /// Only cases that have not ended
    #[arg(long, conflicts_with = "closed")]
    open: bool,
    /// Only cases that have ended
    #[arg(long)]
    closed: bool,
    /// Only the children of this case
    #[arg(long, value_name = "CASE")]
    parent: Option<String>,
    /// Only cases that stand in this state
    #[arg(long, value_name = "STATE")]
    state: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value = "100")]
    limit: NonZeroUsize,
    /// Begin after this case
    #[arg(long, value_name = "CASE")]
    after: Option<String>,
    #[command(flatten)]
    store: StoreArg,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let store = match args.store.open(Access::ReadOnly, context) {
        Ok(store) => store,
        Err(exit) => return exit,
    };
    let filter = CaseFilter {
        workflow: args.workflow.as_deref().map(Into::into),
        standing: match (args.open, args.closed) {
            (true, _) => Some(Standing::Open),
            (_, true) => Some(Standing::Closed),
            _ => None,
        },
        parent: args.parent.as_deref().map(Into::into),
    };
    let after = args.after.as_deref().map(Into::into);
    let cases = Cases::new(&store, &Machine);
    let state = args.state.as_deref();
    match pollster::block_on(cases.list(filter, state, after, args.limit.get())) {
        Ok(page) => {
            tell(&page, context);
            Exit::Well
        }
        Err(error) => fail(&error, context),
    }
}

fn tell(Listed { cases, next }: &Listed, context: &mut Context) {
    if context.format == Format::Json {
        let rows: Vec<_> = cases.iter().map(told::listed).collect();
        context.json(&json!({ "cases": rows, "next": next.as_deref() }));
        return;
    }
    for StoredCase { case, .. } in cases {
        let states: Vec<&str> = case.active.iter().map(|state| &**state).collect();
        let outcome = case.outcome.as_deref().unwrap_or("–");
        let text = match context.lang {
            Lang::Ko => format!(
                "{}  {}  판 {}  상태 {}  결과 {outcome}",
                case.id,
                case.workflow,
                case.version,
                states.join(" ")
            ),
            Lang::En => format!(
                "{}  {}  version {}  at {}  outcome {outcome}",
                case.id,
                case.workflow,
                case.version,
                states.join(" ")
            ),
        };
        context.line(text);
    }
    if cases.is_empty() && next.is_none() {
        let text = context
            .word("사건이 없습니다.", "There are no cases.")
            .to_owned();
        context.line(text);
    }
    if let Some(more) = next {
        let text = match context.lang {
            Lang::Ko => format!("다음 쪽: --after {more}"),
            Lang::En => format!("Next page: --after {more}"),
        };
        context.talk(text);
    }
}
