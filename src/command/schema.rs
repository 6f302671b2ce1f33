//! `schema`: the form of the files of a library, for editors; and the reference.

use clap::builder::PossibleValuesParser;

use super::context::Context;
use super::exit::Exit;
use crate::editor::{reference, schema};

/// Write the JSON Schema of a kind of file, or the reference of every key
///
/// With a schema an editor completes keys and marks what is wrong while you
/// write. It goes to standard output, with descriptions in the language that
/// `--lang` names. `reference` writes every key, type and function with an example,
/// in Markdown.
///
/// Example: `jorye schema workflow > workflow.schema.json`
#[derive(Debug, clap::Args)]
pub struct Args {
    /// `workflow`, `scenarios`, `story`, `bodies`, `library`, `waivers`, `head`, `index`,
    /// `lock`, or `reference`
    #[arg(
        value_name = "KIND",
        default_value = "workflow",
        hide_possible_values = true,
        hide_default_value = true,
        value_parser = PossibleValuesParser::new(schema::kinds().chain(["reference"]))
    )]
    kind: String,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    match schema::schema(&args.kind, context.lang) {
        Some(schema) => context.json(&schema),
        None => context.print(reference::page(context.lang)),
    }
    Exit::Well
}
