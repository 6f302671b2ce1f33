//! `audit witness show`.

use std::path::PathBuf;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::file;
use crate::audit::witness::Remembered;
use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::render::Format;
use crate::diagnostic::{Lang, counted};

/// What a witness remembers
///
/// With `--log`, the checkpoint that it cosigned last, as the log signed it:
/// beside another one of the same size it is the evidence of a fork.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file of the witness
    #[arg(long, value_name = "FILE")]
    state: PathBuf,
    /// The name of a log
    #[arg(long, value_name = "NAME")]
    log: Option<String>,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let witness = match file::read(&args.state) {
        Ok(witness) => witness,
        Err(error) => return context.fail(&error, Exit::Unreadable),
    };
    if let Some(log) = &args.log {
        let Some(known) = witness.log(log) else {
            context.talk_finding(&file::knows_not(log, &witness));
            return Exit::Usage;
        };
        context.print(known.checkpoint.to_text());
        return Exit::Well;
    }
    let (name, key) = {
        let public = witness.key().public();
        (public.name().to_owned(), public.to_string())
    };
    if context.format == Format::Json {
        let logs: Vec<Value> = witness.logs().map(as_json).collect();
        context.json(&json!({ "witness": name, "key": key, "logs": logs }));
        return Exit::Well;
    }
    let word = context.word("증인", "Witness").to_owned();
    context.line(format_args!("{word} `{name}`"));
    context.line(key);
    for one in witness.logs() {
        let head = one.checkpoint.head();
        let (log, at) = (&head.origin, at(one));
        let line = match context.lang {
            Lang::Ko => format!(
                "- 로그 `{log}`: 기록 {}건, 뿌리 {}, {at}",
                head.size, head.root
            ),
            Lang::En => format!(
                "- log `{log}`: {}, root {}, {at}",
                counted(head.size, "leaf", "leaves"),
                head.root
            ),
        };
        context.line(line);
    }
    Exit::Well
}

fn at(one: &Remembered) -> String {
    i64::try_from(one.time)
        .ok()
        .and_then(|seconds| Timestamp::from_second(seconds).ok())
        .map_or_else(|| one.time.to_string(), |at| at.to_string())
}

fn as_json(one: &Remembered) -> Value {
    let head = one.checkpoint.head();
    json!({
        "log": head.origin,
        "key": one.key.to_string(),
        "size": head.size,
        "root": head.root.to_string(),
        "cosigned": at(one),
    })
}
