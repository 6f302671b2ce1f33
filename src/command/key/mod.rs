//! `key`: the keys that callers of the service show, and those with which people sign.

mod list;
mod new;
mod revoke;
mod sign_new;

use std::path::PathBuf;

use serde_json::{Value, json};

use super::context::Context;
use super::exit::Exit;
use super::store::StoreArg;
use crate::service::access::{AccessError, ApiKey, KeysFile};

/// Keys of the service over HTTP: make, list, revoke; and keys with which people sign
///
/// A key of the service proves that a caller is a principal; the file of principals says as
/// whom a principal may act. A service that runs takes up what is changed here
/// within a second or two.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    New(new::Args),
    List(list::Args),
    Revoke(revoke::Args),
    SignNew(sign_new::Args),
}

/// The file of keys.
#[derive(Debug, Clone, clap::Args)]
pub struct KeysArg {
    /// The file of API keys; without it, the one beside the store, with `.keys`
    /// behind its name
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
    #[command(flatten)]
    pub(super) store: StoreArg,
}

impl KeysArg {
    /// The file.
    pub(super) fn file(&self, context: &Context) -> KeysFile {
        match &self.keys {
            Some(path) => KeysFile::at(path),
            None => KeysFile::beside(&self.store.path(context)),
        }
    }
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    match &args.command {
        Command::New(args) => new::run(args, context),
        Command::List(args) => list::run(args, context),
        Command::Revoke(args) => revoke::run(args, context),
        Command::SignNew(args) => sign_new::run(args, context),
    }
}

/// Tells an error, with the exit that fits it.
pub(super) fn fail(error: &AccessError, context: &mut Context) -> Exit {
    for finding in error.findings() {
        context.talk_finding(&finding);
    }
    match error {
        AccessError::NoSuchKey { .. } => Exit::Usage,
        AccessError::NotWritten { .. } | AccessError::Random(_) => Exit::Failure,
        _ => Exit::Unreadable,
    }
}

/// A key for programs, without what nobody keeps.
fn as_json(key: &ApiKey) -> Value {
    json!({
        "id": &*key.id,
        "principal": &*key.principal,
        "label": key.label,
        "created": key.created.to_string(),
        "revoked": key.revoked.map(|at| at.to_string()),
    })
}
