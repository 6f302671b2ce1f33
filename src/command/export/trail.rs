//! `export xes`, `ocel`, `prov`, `csv`: a trail, verified while it is read.

use std::fs::File;
use std::path::{Path, PathBuf};

use crate::audit::verify::{Against, Verifier};
use crate::command::audit::tell_report;
use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::input::InputError;
use crate::command::output::{OutputFile, WriteError};
use crate::command::store::StoreArg;
use crate::report::exchange::{Options, Trail, csv, ocel, prov, xes};
use crate::service::{Gathering, Log, LogError, feed};
use crate::store::Access;

/// Which trail, and where to.
#[derive(Debug, clap::Args)]
struct Source {
    /// The exported trail; without it, the trail of the store
    file: Option<PathBuf>,
    /// The file to write; without it, standard output
    #[arg(long, alias = "output", value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write the values that were given, and reasons, as well: personal data
    #[arg(long)]
    values: bool,
    #[command(flatten)]
    store: StoreArg,
}

/// Write a trail as an event log for process mining (XES, IEEE 1849)
///
/// One trace a case, one event a transition taken. The trail is verified while it
/// is read; one that does not verify is not written.
#[derive(Debug, clap::Args)]
pub struct XesArgs {
    #[command(flatten)]
    source: Source,
    /// Entries that take no transition as well: refusals, assents, messages
    #[arg(long)]
    all: bool,
}

/// Write a trail as an object-centric event log (OCEL 2.0, JSON)
///
/// One event an entry; cases, persons and bodies are its objects. The trail is
/// verified while it is read; one that does not verify is not written.
#[derive(Debug, clap::Args)]
pub struct OcelArgs {
    #[command(flatten)]
    source: Source,
}

/// Write a trail as provenance (W3C PROV-JSON)
///
/// Entries are activities, actors agents, cases and the provisions applied
/// entities. The trail is verified while it is read; one that does not verify is
/// not written.
#[derive(Debug, clap::Args)]
pub struct ProvArgs {
    #[command(flatten)]
    source: Source,
}

/// Write a trail as a table (CSV, RFC 4180)
///
/// One row an entry, in the order of the log. The trail is verified while it is
/// read; one that does not verify is not written.
#[derive(Debug, clap::Args)]
pub struct CsvArgs {
    #[command(flatten)]
    source: Source,
}

/// `export xes`.
pub fn xes(args: &XesArgs, context: &mut Context) -> Exit {
    let render = |trail: &Trail, options| {
        let all = args.all;
        xes::render(trail, Options { all, ..options }).into_bytes()
    };
    export(&args.source, render, context)
}

/// `export ocel`.
pub fn ocel(args: &OcelArgs, context: &mut Context) -> Exit {
    export(&args.source, ocel::render, context)
}

/// `export prov`.
pub fn prov(args: &ProvArgs, context: &mut Context) -> Exit {
    export(&args.source, prov::render, context)
}

/// `export csv`.
pub fn csv(args: &CsvArgs, context: &mut Context) -> Exit {
    let render = |trail: &Trail, options| csv::render(trail, options).into_bytes();
    export(&args.source, render, context)
}

fn export(
    source: &Source,
    render: impl FnOnce(&Trail, Options) -> Vec<u8>,
    context: &mut Context,
) -> Exit {
    let trail = match read(source, context) {
        Ok(trail) => trail,
        Err(exit) => return exit,
    };
    let options = Options {
        values: source.values,
        ..Options::default()
    };
    write(source.out.as_deref(), &render(&trail, options), context)
}

/// Reads and verifies the trail.
fn read(source: &Source, context: &mut Context) -> Result<Trail, Exit> {
    let heard = Gathering::default();
    let mut verifier = Verifier::new(Against::default()).telling(Box::new(heard.clone()));
    match &source.file {
        Some(path) => {
            let mut failed = |cause| {
                let error = InputError::of(path, cause);
                context.fail(&error, Exit::Unreadable)
            };
            let mut file = File::open(path).map_err(&mut failed)?;
            feed(&mut verifier, &mut file).map_err(failed)?;
        }
        None => {
            let store = source.store.open(Access::ReadOnly, context)?;
            let fed = pollster::block_on(Log::new(&store).export(|bytes| {
                verifier.feed(bytes);
                Ok::<(), LogError>(())
            }));
            fed.map_err(|error| context.fail(&error, Exit::Failure))?;
        }
    }
    let report = verifier.finish();
    if !report.holds() {
        tell_report(&report, context);
        return Err(Exit::Findings);
    }
    let log = report.log.unwrap_or_default();
    heard
        .into_trail(&log)
        .map_err(|error| context.fail(&error, Exit::Findings))
}

/// Writes a file whole, or to standard output.
pub(super) fn write(out: Option<&Path>, bytes: &[u8], context: &mut Context) -> Exit {
    let Some(path) = out else {
        context.print(String::from_utf8_lossy(bytes));
        return Exit::Well;
    };
    let written = || -> Result<(), WriteError> {
        let mut file = OutputFile::create(path)?;
        file.write(bytes)?;
        file.finish()
    };
    match written() {
        Ok(()) => {
            let said = context.word("썼습니다", "Wrote").to_owned();
            context.talk(format_args!("{said}: {}", path.display()));
            Exit::Well
        }
        Err(error) => context.fail(&error, Exit::Failure),
    }
}
