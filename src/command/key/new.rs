//! `key new`.

use std::str::FromStr;

use serde_json::Value;

use super::{KeysArg, as_json, fail};
use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::render::Format;
use crate::diagnostic::Lang;
use crate::library::Machine;
use crate::service::access::is_principal;

/// Make a key for a principal; it is shown once
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The principal that the key stands for, as the file of principals names it
    #[arg(long, value_name = "NAME")]
    principal: PrincipalName,
    /// What people call the key
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    label: String,
    #[command(flatten)]
    keys: KeysArg,
}

/// The name of a principal.
#[derive(Debug, Clone)]
struct PrincipalName(String);

/// Not the name of a principal.
#[derive(Debug, Clone, thiserror::Error)]
#[error("a principal is 1 to 64 of a-z, 0-9, `-` and `_`")]
struct PrincipalNameError;

impl FromStr for PrincipalName {
    type Err = PrincipalNameError;

    fn from_str(text: &str) -> Result<Self, PrincipalNameError> {
        if is_principal(text) {
            Ok(PrincipalName(text.to_owned()))
        } else {
            Err(PrincipalNameError)
        }
    }
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let file = args.keys.file(context);
    let label: String = args.label.chars().take(100).collect();
    let new = match file.add(&args.principal.0, &label, &Machine) {
        Ok(new) => new,
        Err(error) => return fail(&error, context),
    };
    if context.format == Format::Json {
        let mut object = as_json(&new.key);
        if let Some(object) = object.as_object_mut() {
            object.insert("key".to_owned(), Value::from(new.token));
        }
        context.json(&object);
        return Exit::Well;
    }
    let (id, principal) = (&new.key.id, &new.key.principal);
    let path = file.path().display();
    let text = match context.lang {
        Lang::Ko => format!(
            "호출 주체 `{principal}`의 열쇠 `{id}`을(를) 만들어 {path}에 그 SHA-256을 적었습니다. 열쇠는 지금 한 번만 보여 줍니다:"
        ),
        Lang::En => format!(
            "Made the key `{id}` of the principal `{principal}`; {path} holds its SHA-256. It is shown now, and never again:"
        ),
    };
    context.talk(text);
    context.line(new.token);
    Exit::Well
}
