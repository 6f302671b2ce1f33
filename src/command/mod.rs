//! The command line.
//!
//! One command is one file (or folder) here, with its `Args` and
//! `run(&Args, &mut Context) -> Exit`. To add one: write the file, add a
//! variant to `Command` and an arm to `Command::run`, and give the Korean
//! of its help in `help/korean.rs` (a test names what is missing there).

mod adopt;
mod audit;
mod body;
mod case;
mod check;
mod codes;
mod completions;
mod context;
mod coverage;
mod deliver;
mod demo;
mod diff;
mod due;
mod environment;
mod exit;
mod explain;
mod export;
mod fmt;
mod help;
mod import;
mod input;
mod junit;
mod kept;
mod key;
mod library;
mod man;
mod new;
mod output;
pub mod render;
mod report;
mod revise;
mod schema;
mod serve;
mod show;
mod store;
mod test;
mod text;
mod tick;
mod usage;
mod values;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{FromArgMatches, Parser, Subcommand, ValueEnum};

pub use context::{Context, OutputError, talks_to_a_person};
pub use environment::Environment;
pub use exit::Exit;
pub use input::{InputError, read};
pub use render::Format;

use crate::diagnostic::Lang;

/// Procedures of an ordinance as software: checked before adoption, run case
/// by case, proved afterwards.
///
/// jorye works on a library: a folder with the texts of the law in
/// `ordinance/` and the procedures that rest on them in `workflows/`.
///
/// Exit codes: 0 all well; 1 an error was found, a scenario failed, an act was
/// refused, or a trail does not verify; 2 wrong use; 3 an input cannot be
/// read; 4 not decided, and `--deny undecided`; 5 the store, the network or
/// the output failed.
#[derive(Debug, Parser)]
#[command(name = "jorye", version, arg_required_else_help = true)]
pub struct Cli {
    /// Language, `ko` or `en`; without it, that of the locale (Korean where
    /// none is set)
    #[arg(
        long,
        global = true,
        value_name = "ko|en",
        hide_possible_values = true,
        display_order = 900
    )]
    lang: Option<LangArg>,
    /// Form of the output: `human` for a screen, `plain` to be read aloud,
    /// `json` for programs; `show` also takes `text`, `dot` and `mermaid`,
    /// `check` also `sarif`
    #[arg(
        long,
        global = true,
        value_name = "human|plain|json",
        default_value = "human",
        hide_possible_values = true,
        hide_default_value = true,
        display_order = 901
    )]
    format: FormatArg,
    /// The library; without it, the folder in JORYE_LIBRARY, else the current
    /// one
    #[arg(long, global = true, value_name = "DIR", display_order = 902)]
    library: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

/// What there is to do.
#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Args),
    New(new::Args),
    Check(check::Args),
    Coverage(coverage::Args),
    Test(test::Args),
    Show(show::Args),
    Text(text::Args),
    Diff(diff::Args),
    Case(case::Args),
    Report(report::Args),
    Tick(tick::Args),
    Body(body::Args),
    Deliver(deliver::Args),
    Revise(revise::Args),
    Audit(audit::Args),
    Adopt(Box<adopt::Args>),
    Export(export::Args),
    Import(import::Args),
    Serve(serve::Args),
    Key(key::Args),
    Due(due::Args),
    Explain(explain::Args),
    Fmt(fmt::Args),
    Schema(schema::Args),
    Completions(completions::Args),
    Man(man::Args),
}

impl Command {
    fn run(&self, context: &mut Context) -> Exit {
        match self {
            Command::Demo(args) => demo::run(args, context),
            Command::New(args) => new::run(args, context),
            Command::Check(args) => check::run(args, context),
            Command::Coverage(args) => coverage::run(args, context),
            Command::Test(args) => test::run(args, context),
            Command::Show(args) => show::run(args, context),
            Command::Text(args) => text::run(args, context),
            Command::Diff(args) => diff::run(args, context),
            Command::Case(args) => case::run(args, context),
            Command::Report(args) => report::run(args, context),
            Command::Tick(args) => tick::run(args, context),
            Command::Body(args) => body::run(args, context),
            Command::Deliver(args) => deliver::run(args, context),
            Command::Revise(args) => revise::run(args, context),
            Command::Audit(args) => audit::run(args, context),
            Command::Adopt(args) => adopt::run(args, context),
            Command::Export(args) => export::run(args, context),
            Command::Import(args) => import::run(args, context),
            Command::Serve(args) => serve::run(args, context),
            Command::Key(args) => key::run(args, context),
            Command::Due(args) => due::run(args, context),
            Command::Explain(args) => explain::run(args, context),
            Command::Fmt(args) => fmt::run(args, context),
            Command::Schema(args) => schema::run(args, context),
            Command::Completions(args) => completions::run(args, context),
            Command::Man(args) => man::run(args, context),
        }
    }
}

/// A picture of a procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Picture {
    Text,
    Dot,
    Mermaid,
}

/// [`Format`], a [`Picture`] or SARIF, as they are written on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormatArg {
    Human,
    Plain,
    Json,
    Text,
    Dot,
    Mermaid,
    Sarif,
}

impl FormatArg {
    /// The form of findings and results.
    const fn format(self) -> Format {
        match self {
            FormatArg::Plain => Format::Plain,
            FormatArg::Json => Format::Json,
            FormatArg::Human
            | FormatArg::Text
            | FormatArg::Dot
            | FormatArg::Mermaid
            | FormatArg::Sarif => Format::Human,
        }
    }

    /// The picture, if it is one.
    const fn picture(self) -> Option<Picture> {
        match self {
            FormatArg::Text => Some(Picture::Text),
            FormatArg::Dot => Some(Picture::Dot),
            FormatArg::Mermaid => Some(Picture::Mermaid),
            FormatArg::Human | FormatArg::Plain | FormatArg::Json | FormatArg::Sarif => None,
        }
    }
}

/// [`Lang`], as it is written on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum LangArg {
    Ko,
    En,
}

impl From<LangArg> for Lang {
    fn from(lang: LangArg) -> Self {
        match lang {
            LangArg::Ko => Lang::Ko,
            LangArg::En => Lang::En,
        }
    }
}

/// The program: reads the command line and the environment of the process.
pub fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    run(&arguments, &Environment::of_process()).into()
}

fn run(arguments: &[OsString], environment: &Environment) -> Exit {
    // Help and errors need the language before the line is understood.
    let early = usage::Early::of(arguments);
    let lang = early.lang.unwrap_or_else(|| environment.lang());
    let parsed = help::command(lang)
        .try_get_matches_from(arguments)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let library = |named: Option<PathBuf>| {
        named
            .or_else(|| environment.library.clone())
            .unwrap_or_else(|| PathBuf::from("."))
    };
    match parsed {
        Ok(cli) => {
            let lang = cli.lang.map_or(lang, Lang::from);
            let format = cli.format.format();
            let mut context = Context::of_process(lang, format, library(cli.library));
            context.store.clone_from(&environment.store);
            context.cache.clone_from(&environment.cache);
            context.rehearsal.clone_from(&environment.rehearsal);
            context.picture = cli.format.picture();
            context.sarif = cli.format == FormatArg::Sarif;
            let misplaced = match cli.command {
                Command::Show(_) => context.sarif,
                Command::Check(_) => context.picture.is_some(),
                _ => context.sarif || context.picture.is_some(),
            };
            let exit = if misplaced {
                context.talk_finding(&usage::form_elsewhere());
                Exit::Usage
            } else {
                cli.command.run(&mut context)
            };
            context.finish(exit)
        }
        Err(error) => {
            let format = early.format.unwrap_or_default();
            let mut context = Context::of_process(lang, format, library(None));
            let exit = usage::tell(&error, &mut context);
            context.finish(exit)
        }
    }
}
