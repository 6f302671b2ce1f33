//! `audit export`.

use std::path::PathBuf;

use crate::command::case::ActorId;
use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::output::{ExportError, OutputFile};
use crate::command::render::Format;
use crate::command::store::StoreArg;
use crate::diagnostic::{Lang, counted};
use crate::library::Machine;
use crate::service::{Cases, Log, Redaction};
use crate::store::Access;
use serde_json::json;

/// Write the whole trail to a file that anyone can verify
///
/// The format is in docs/audit.md.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Leave out the personal data of others than the person in `--for`; their
    /// commitments stay, so that the file verifies
    #[arg(long, requires = "party")]
    redact: bool,
    /// The opaque id of the person for whom the file is: kept are the personal
    /// values that they gave, or that were given for them, and their own id
    #[arg(long = "for", id = "party", value_name = "ID", requires = "redact")]
    party: Option<ActorId>,
    #[command(flatten)]
    store: StoreArg,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let store = match args.store.open(Access::ReadOnly, context) {
        Ok(store) => store,
        Err(exit) => return exit,
    };
    let redaction = match &args.party {
        None => Redaction::default(),
        Some(party) => {
            let cases = Cases::new(&store, &Machine);
            match pollster::block_on(cases.redaction(&party.as_str().into())) {
                Ok(redaction) => redaction,
                Err(error) => return context.fail(&error, Exit::Failure),
            }
        }
    };
    let written = || -> Result<u64, ExportError> {
        let mut file = OutputFile::create(&args.out)?;
        let size = pollster::block_on(Log::new(&store).export_redacted(&redaction, |bytes| {
            file.write(bytes).map_err(ExportError::from)
        }))?;
        file.finish()?;
        Ok(size)
    };
    match written() {
        Ok(size) => {
            let path = args.out.display();
            let text = match context.lang {
                Lang::Ko => {
                    format!("로그의 시작 기록을 포함하여 기록 {size}건을 {path}에 썼습니다.")
                }
                Lang::En => format!(
                    "Wrote {}, the genesis of the log among them, to {path}.",
                    counted(size, "entry", "entries")
                ),
            };
            context.talk(text);
            if args.party.is_some() {
                tell_withheld(&redaction, context);
            }
            Exit::Well
        }
        Err(error) => context.fail(&error, Exit::Failure),
    }
}

/// What the file leaves out: by case and fact.
fn tell_withheld(redaction: &Redaction, context: &mut Context) {
    if context.format == Format::Json {
        let withheld: Vec<_> = redaction
            .withheld
            .iter()
            .map(|((case, what), values)| json!({ "case": &**case, "of": &**what, "values": values }))
            .collect();
        context.json(&json!({ "withheld": withheld, "values": redaction.values() }));
        return;
    }
    let text = match context.lang {
        Lang::Ko => format!("다른 사람의 개인정보 {}건을 뺐습니다.", redaction.values()),
        Lang::En => format!(
            "Withheld {} of others.",
            counted(redaction.values(), "personal value", "personal values")
        ),
    };
    context.line(text);
    for ((case, what), values) in &redaction.withheld {
        let text = match context.lang {
            Lang::Ko => format!("- 사건 {case}, `{what}`: {values}건"),
            Lang::En => format!("- case {case}, `{what}`: {values}"),
        };
        context.line(text);
    }
}
