//! `completions`: what a shell needs to complete a command line.

use clap_complete::Shell;

use super::context::Context;
use super::exit::Exit;
use super::help;

/// Write the completion script of a shell
///
/// It goes to standard output. Put it where the shell looks for it, and it
/// completes commands and options.
///
/// Example: `jorye completions bash > ~/.local/share/bash-completion/completions/jorye`
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell: `bash`, `zsh`, `fish`, `powershell`, `elvish`
    #[arg(value_name = "SHELL", hide_possible_values = true)]
    shell: Shell,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let mut script = Vec::new();
    let mut command = help::command(context.lang);
    clap_complete::generate(args.shell, &mut command, "jorye", &mut script);
    context.print(String::from_utf8_lossy(&script));
    Exit::Well
}
