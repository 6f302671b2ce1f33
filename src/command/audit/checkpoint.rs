//! `audit checkpoint`.

use std::path::PathBuf;

use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::output::OutputFile;
use crate::command::store::StoreArg;
use crate::diagnostic::Lang;
use crate::service::Log;
use crate::store::Access;

/// Sign the head of the trail as it is now
///
/// A checkpoint is a C2SP signed note. Keep it, or publish it, outside the
/// store: against it every later change of what came before is found.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file to write; without it, standard output
    #[arg(long, value_name = "FILE")]
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
    let key = args.store.key(context);
    let checkpoint = match pollster::block_on(Log::new(&store).checkpoint(&key)) {
        Ok(checkpoint) => checkpoint,
        Err(error) => return context.fail(&error, Exit::Failure),
    };
    let text = checkpoint.to_text();
    let Some(path) = &args.out else {
        context.print(text);
        return Exit::Well;
    };
    let written = OutputFile::create(path).and_then(|mut file| {
        file.write(text.as_bytes())?;
        file.finish()
    });
    match written {
        Ok(()) => {
            let path = path.display();
            let text = match context.lang {
                Lang::Ko => format!("체크포인트를 {path}에 썼습니다."),
                Lang::En => format!("Wrote the checkpoint to {path}."),
            };
            context.talk(text);
            Exit::Well
        }
        Err(error) => context.fail(&error, Exit::Failure),
    }
}
