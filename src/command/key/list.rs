//! `key list`.

use serde_json::{Value, json};

use super::{KeysArg, as_json, fail};
use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::render::Format;
use crate::diagnostic::Lang;

/// List the keys, revoked ones too
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    keys: KeysArg,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let keys = match args.keys.file(context).read() {
        Ok(keys) => keys,
        Err(error) => return fail(&error, context),
    };
    if context.format == Format::Json {
        let keys: Vec<Value> = keys.iter().map(as_json).collect();
        context.json(&json!({ "keys": keys }));
        return Exit::Well;
    }
    for key in &keys {
        let standing = match (key.revoked, context.lang) {
            (None, Lang::Ko) => "쓸 수 있음".to_owned(),
            (None, Lang::En) => "in use".to_owned(),
            (Some(at), Lang::Ko) => format!("{at} 폐지"),
            (Some(at), Lang::En) => format!("revoked {at}"),
        };
        let (id, principal, created) = (&key.id, &key.principal, key.created);
        let text = match context.lang {
            Lang::Ko => format!(
                "{id}  {principal}  {created} 만듦  {standing}  {}",
                key.label
            ),
            Lang::En => format!(
                "{id}  {principal}  made {created}  {standing}  {}",
                key.label
            ),
        };
        context.line(text.trim_end());
    }
    if keys.is_empty() {
        let text = context
            .word("열쇠가 없습니다.", "There are no keys.")
            .to_owned();
        context.line(text);
    }
    Exit::Well
}
