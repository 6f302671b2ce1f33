//! `audit witness init`.

use std::path::PathBuf;

use serde_json::json;

use super::file;
use crate::audit::note::{Cosigner, KeyError};
use crate::audit::witness::Witness;
use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::render::Format;
use crate::diagnostic::{Finding, Lang};
use crate::library::{Machine, Surroundings as _};
use crate::service::CasesError;

/// Make the key of a witness, and print its public key
///
/// The public key (a C2SP vkey) is what others give to `jorye audit verify
/// --witness`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The name of the witness, as a URL without its scheme:
    /// `assembly.example/w1`
    #[arg(long, value_name = "NAME")]
    name: String,
    /// The file for the key and for what the witness remembers
    #[arg(long, value_name = "FILE")]
    state: PathBuf,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let random = match Machine.random() {
        Ok(random) => random,
        Err(error) => return context.fail(&CasesError::Random(error), Exit::Failure),
    };
    let key = match Cosigner::from_random(&args.name, &random) {
        Ok(key) => key,
        Err(error) => {
            context.talk_finding(&no_name(&error));
            return Exit::Usage;
        }
    };
    let witness = Witness::new(key);
    if let Err(error) = file::create(&args.state, &witness) {
        return context.fail(&error, Exit::Failure);
    }
    let key = witness.key().public().to_string();
    match context.format {
        Format::Json => context.json(&json!({ "witness": args.name, "key": key })),
        Format::Human | Format::Plain => context.line(key),
    }
    let path = args.state.display();
    let text = match context.lang {
        Lang::Ko => format!(
            "증인의 열쇠와 기억을 {path}에 만들었습니다. 앞선 사본으로 되돌리지 마십시오. 그러면 이미 본 것을 잊어 갈라진 이력에 서명할 수 있습니다."
        ),
        Lang::En => format!(
            "Made {path}, with the key of the witness and its memory. Never put an older copy in its place: it would forget what it has seen, and could sign a fork."
        ),
    };
    context.talk(text);
    Exit::Well
}

fn no_name(error: &KeyError) -> Finding {
    crate::command::usage::no_witness_name(error.says())
}
