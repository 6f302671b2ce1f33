//! `audit log`.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::audit::own::OwnContent;
use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::output::OutputFile;
use crate::command::render::Format;
use crate::command::store::StoreArg;
use crate::diagnostic::Lang;
use crate::service::{Log, LogError, OwnPast};
use crate::store::Access;

/// The entries of the log itself, which belong to no case
///
/// With `--entry`, one of them byte for byte, as others need it who have not the
/// log: a witness, or whoever verifies a proof.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The number of an entry, from 1
    #[arg(long, value_name = "NUMBER")]
    entry: Option<u64>,
    /// The file for it; without it, standard output
    #[arg(long, value_name = "FILE", requires = "entry")]
    out: Option<PathBuf>,
    #[command(flatten)]
    store: StoreArg,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let store = match args.store.open(Access::ReadOnly, context) {
        Ok(store) => store,
        Err(exit) => return exit,
    };
    let log = Log::new(&store);
    if let Some(seq) = args.entry {
        return match pollster::block_on(log.own_entry(seq)) {
            Ok(past) => give(&past, args, context),
            Err(error @ LogError::NoSuchOwn { .. }) => context.fail(&error, Exit::Usage),
            Err(error) => context.fail(&error, Exit::Failure),
        };
    }
    let own = match pollster::block_on(log.own()) {
        Ok(own) => own,
        Err(error) => return context.fail(&error, Exit::Failure),
    };
    match context.format {
        Format::Json => {
            let entries: Vec<Value> = own.iter().map(as_json).collect();
            context.json(&json!({ "log": store_log(&store), "entries": entries }));
        }
        Format::Human | Format::Plain => tell(&own, context),
    }
    Exit::Well
}

fn store_log(store: &dyn crate::store::Store) -> String {
    store.log().log.clone()
}

fn give(past: &OwnPast, args: &Args, context: &mut Context) -> Exit {
    let Some(path) = &args.out else {
        context.print(String::from_utf8_lossy(&past.bytes));
        return Exit::Well;
    };
    let written = OutputFile::create(path).and_then(|mut file| {
        file.write(&past.bytes)?;
        file.finish()
    });
    match written {
        Ok(()) => Exit::Well,
        Err(error) => context.fail(&error, Exit::Failure),
    }
}

fn as_json(past: &OwnPast) -> Value {
    let entry = &past.entry;
    let mut told = json!({
        "sequence": entry.seq,
        "index": past.index,
        "recorded": entry.recorded.to_string(),
        "actor": entry.actor,
        "via": entry.via,
    });
    let more = match &entry.content {
        OwnContent::Rotated(rotated) => json!({
            "kind": "rotated",
            "key": rotated.key.to_string(),
        }),
        OwnContent::Adopted(adopted) => json!({
            "kind": "adopted",
            "workflow": adopted.workflow,
            "revision": adopted.revision,
            "stage": adopted.stage.as_str(),
            "manifest": adopted.manifest.to_string(),
            "report": adopted.report.to_string(),
            "basis": adopted.basis,
            "signed_by": adopted.signature.as_ref().map(|(key, _)| key.to_string()),
        }),
    };
    if let (Value::Object(told), Value::Object(more)) = (&mut told, more) {
        told.extend(more);
    }
    told
}

fn tell(own: &[OwnPast], context: &mut Context) {
    if own.is_empty() {
        context.line(context.word(
            "시작 기록 말고는 로그 자체의 기록이 없습니다.",
            "The log has no entries of its own but the genesis.",
        ));
    }
    for past in own {
        let entry = &past.entry;
        let (seq, at, who, index) = (entry.seq, entry.recorded, &entry.actor, past.index);
        let line = match (&entry.content, context.lang) {
            (OwnContent::Rotated(rotated), Lang::Ko) => format!(
                "{seq}. {at} `{who}`: 로그의 열쇠를 바꾸었습니다(로그의 {index}번 기록). 새 열쇠 {}",
                rotated.key
            ),
            (OwnContent::Rotated(rotated), Lang::En) => format!(
                "{seq}. {at} `{who}`: changed the key of the log (leaf {index}). The new key is {}",
                rotated.key
            ),
            (OwnContent::Adopted(adopted), Lang::Ko) => format!(
                "{seq}. {at} `{who}`: 절차 `{}` 제{}판, {} (로그의 {index}번 기록). 근거: {}",
                adopted.workflow,
                adopted.revision,
                adopted.stage.title().ko,
                adopted.basis
            ),
            (OwnContent::Adopted(adopted), Lang::En) => format!(
                "{seq}. {at} `{who}`: workflow `{}`, revision {}, {} (leaf {index}). Basis: {}",
                adopted.workflow,
                adopted.revision,
                adopted.stage.title().en,
                adopted.basis
            ),
        };
        context.line(line);
    }
}
