//! `audit export`.

use std::path::PathBuf;

use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::output::{ExportError, OutputFile};
use crate::command::store::StoreArg;
use crate::command::values::counted;
use crate::diagnostic::Lang;
use crate::service::Log;
use crate::store::Access;

/// Write the whole trail to a file that anyone can verify
///
/// The format is in docs/audit.md.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    store: StoreArg,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let store = match args.store.open(Access::ReadOnly, context) {
        Ok(store) => store,
        Err(exit) => return exit,
    };
    let written = || -> Result<u64, ExportError> {
        let mut file = OutputFile::create(&args.out)?;
        let size = pollster::block_on(
            Log::new(&store).export(|bytes| file.write(bytes).map_err(ExportError::from)),
        )?;
        file.finish()?;
        Ok(size)
    };
    match written() {
        Ok(size) => {
            let path = args.out.display();
            // The first leaf of a log is its genesis.
            let entries = size.saturating_sub(1);
            let text = match context.lang {
                Lang::Ko => {
                    format!("첫 기록(로그의 시작)과 사건의 기록 {entries}건을 {path}에 썼습니다.")
                }
                Lang::En => format!(
                    "Wrote the genesis and {} to {path}.",
                    counted(entries, "entry", "entries")
                ),
            };
            context.talk(text);
            Exit::Well
        }
        Err(error) => context.fail(&error, Exit::Failure),
    }
}
