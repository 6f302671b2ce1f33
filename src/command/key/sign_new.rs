//! `key sign-new`.

use std::path::PathBuf;

use serde_json::json;

use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::render::Format;
use crate::command::usage;
use crate::diagnostic::Lang;
use crate::library::Machine;
use crate::service::{KeyError, KeyFile};

/// Make the key with which a person signs, and print its public half
///
/// `jorye adopt --sign-with` signs with it. The file is for its owner alone; the public
/// key (a C2SP vkey) is what others must know from that person, since the log does not
/// say whose key it is.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The name of the key, as a URL without its scheme: `city.example/legal-2027`. It
    /// stands on the trail for ever: no name of a person
    #[arg(long, value_name = "NAME")]
    name: String,
    /// The file for the key; there must be none yet
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let file = KeyFile::at(args.out.clone());
    let key = match file.make_signing(&args.name, &Machine) {
        Ok(key) => key.public().to_string(),
        Err(KeyError::Malformed { error, .. }) => {
            context.talk_finding(&usage::no_witness_name(error.says()));
            return Exit::Usage;
        }
        Err(error) => return context.fail(&error, Exit::Failure),
    };
    match context.format {
        Format::Json => context.json(&json!({ "name": args.name, "key": key })),
        Format::Human | Format::Plain => context.line(key),
    }
    let path = args.out.display();
    let text = match context.lang {
        Lang::Ko => format!(
            "서명 열쇠를 {path}에 만들었습니다. 주인만 읽을 수 있습니다. 위의 공개 열쇠를 서명을 확인할 사람들에게 직접 알리십시오."
        ),
        Lang::En => format!(
            "Made {path}, for its owner alone. Tell the public key above to those who are to know the signature, yourself."
        ),
    };
    context.talk(text);
    Exit::Well
}
