//! `key revoke`.

use super::{KeysArg, as_json, fail};
use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::render::Format;
use crate::diagnostic::Lang;
use crate::library::Machine;

/// Revoke a key, for ever
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The id of the key
    id: String,
    #[command(flatten)]
    keys: KeysArg,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let key = match args.keys.file(context).revoke(&args.id, &Machine) {
        Ok(key) => key,
        Err(error) => return fail(&error, context),
    };
    if context.format == Format::Json {
        context.json(&as_json(&key));
        return Exit::Well;
    }
    let at = key.revoked.map(|at| at.to_string()).unwrap_or_default();
    let text = match context.lang {
        Lang::Ko => format!("열쇠 `{}`은(는) {at}에 폐지되었습니다.", key.id),
        Lang::En => format!("The key `{}` is revoked since {at}.", key.id),
    };
    context.line(text);
    Exit::Well
}
