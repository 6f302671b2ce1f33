//! `export`: what jorye knows, in the forms that other programs read.

mod net;
mod trail;

use super::context::Context;
use super::exit::Exit;

/// Write a trail or a procedure in the forms that other programs read
///
/// Of a trail: event logs (XES, OCEL 2.0), provenance (PROV-JSON) and a table
/// (CSV). Of a procedure: its control flow as a Petri net (PNML). See
/// docs/exchange.md.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Xes(trail::XesArgs),
    Ocel(trail::OcelArgs),
    Prov(trail::ProvArgs),
    Csv(trail::CsvArgs),
    Pnml(net::Args),
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    match &args.command {
        Command::Xes(args) => trail::xes(args, context),
        Command::Ocel(args) => trail::ocel(args, context),
        Command::Prov(args) => trail::prov(args, context),
        Command::Csv(args) => trail::csv(args, context),
        Command::Pnml(args) => net::run(args, context),
    }
}
