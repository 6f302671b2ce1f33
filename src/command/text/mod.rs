//! `text`: texts of the law as they are read.

mod diff;
mod outline;
mod pin;
mod show;

use std::path::Path;

use super::context::Context;
use super::exit::Exit;
use super::input;
use crate::diagnostic::Code;
use crate::ordinance::{Reading, read_bytes};

pub(super) use pin::lock;

/// Texts of the law: their provisions, and what changed between versions
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Show(show::Args),
    Diff(diff::Args),
    Pin(pin::Args),
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    match &args.command {
        Command::Show(args) => show::run(args, context),
        Command::Diff(args) => diff::run(args, context),
        Command::Pin(args) => pin::run(args, context),
    }
}

/// The file is not UTF-8: nothing is said of a text that cannot be read whole.
const NOT_UTF8: Code = Code(301);

/// Reads a text, and tells its findings as talk. A file that cannot be read
/// gives no reading, and the exit that says so.
fn read(path: &Path, context: &mut Context) -> Result<(Reading, Exit), Exit> {
    let bytes = input::read(path).map_err(|error| context.fail(&error, Exit::Unreadable))?;
    let reading = read_bytes(&path.to_string_lossy(), &bytes);
    for finding in &reading.findings {
        context.talk_finding(finding);
    }
    if reading
        .findings
        .iter()
        .any(|finding| finding.code == NOT_UTF8)
    {
        return Err(Exit::Unreadable);
    }
    let exit = Exit::of(&reading.findings);
    Ok((reading, exit))
}
