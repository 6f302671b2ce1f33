//! Help in the language of the reader.
//!
//! The English stands beside the arguments, as their documentation; the Korean
//! stands in one table, and is put in its place before the line is parsed.

mod korean;

use clap::{Arg, Command, CommandFactory};

use super::Cli;
use crate::diagnostic::Lang;

/// The command line of jorye, with its help in a language.
pub fn command(lang: Lang) -> Command {
    built(Cli::command(), lang)
}

/// The same without `help` as a command, which has no page in a manual.
pub fn command_of_manual(lang: Lang) -> Command {
    built(Cli::command().disable_help_subcommand(true), lang)
}

fn built(mut command: Command, lang: Lang) -> Command {
    // clap makes `help` and the flags now, so that they can be translated too.
    command.build();
    match lang {
        Lang::En => command,
        Lang::Ko => in_korean(command, String::new()),
    }
}

const TEMPLATE: &str = "\
{about-with-newline}
쓰는 법: {usage}

{all-args}{after-help}";

fn in_korean(command: Command, path: String) -> Command {
    let mut command = command
        .help_template(TEMPLATE)
        .subcommand_help_heading("명령");
    if let Some((about, long)) = korean::about(&path) {
        command = command.about(about).long_about(long);
    }
    command = command.mut_args(|arg| argument_in_korean(arg, &path));
    command.mut_subcommands(|child| {
        let path = if path.is_empty() {
            child.get_name().to_owned()
        } else {
            format!("{path} {}", child.get_name())
        };
        in_korean(child, path)
    })
}

fn argument_in_korean(arg: Arg, path: &str) -> Arg {
    let heading = if arg.is_positional() {
        "인수"
    } else {
        "선택"
    };
    let arg = arg.help_heading(heading);
    match korean::argument(path, arg.get_id().as_str()) {
        Some(words) => arg.help(words).long_help(words),
        None => arg,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(command: &Command, path: &str, missing: &mut Vec<String>) {
        if korean::about(path).is_none() {
            missing.push(format!("about `{path}`"));
        }
        for arg in command.get_arguments() {
            if korean::argument(path, arg.get_id().as_str()).is_none() {
                missing.push(format!("argument `{path}` / `{}`", arg.get_id()));
            }
        }
        for child in command.get_subcommands().filter(|c| c.get_name() != "help") {
            let path = format!("{path} {}", child.get_name());
            all(child, path.trim(), missing);
        }
    }

    #[test]
    fn every_command_and_argument_has_its_korean() {
        let mut missing = Vec::new();
        all(&command(Lang::En), "", &mut missing);
        assert!(missing.is_empty(), "add to korean.rs: {missing:#?}");
    }

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
