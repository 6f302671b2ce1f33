//! `man`: the pages of the manual.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Command;
use serde_json::json;

use super::codes;
use super::context::Context;
use super::exit::Exit;
use super::help;
use super::output::{OutputFile, WriteError};
use super::render::{Format, visible};
use crate::diagnostic::{Bilingual, Coded, Finding, Lang, nearest_quoted};

/// Write the pages of the manual
///
/// The page of a command, or without one that of jorye, goes to standard output
/// as roff; with `--out`, every page goes into that folder.
///
/// Example: `jorye man | man -l -`
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A command, such as `case open`
    #[arg(value_name = "COMMAND")]
    words: Vec<String>,
    /// The folder for all pages
    #[arg(long, value_name = "DIR", conflicts_with = "words")]
    out: Option<PathBuf>,
}

/// There is no such command.
#[derive(Debug, thiserror::Error)]
#[error("there is no command `{given}`")]
struct NoSuchCommand {
    given: String,
    near: Option<String>,
}

impl Coded for NoSuchCommand {
    fn finding(&self) -> Finding {
        let given = &self.given;
        Finding::new(codes::WRONG_USE)
            .with(
                "problem",
                Bilingual::new(
                    format!("`{given}` 명령은 없습니다."),
                    format!("There is no command `{given}`."),
                ),
            )
            .with(
                "how",
                Bilingual::new(
                    "명령의 이름은 `jorye --help`에서 볼 수 있습니다.",
                    "`jorye --help` lists the commands.",
                ),
            )
            .suggest(self.near.clone())
    }
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let root = help::command_of_manual(context.lang);
    if let Some(folder) = &args.out {
        return match write_all(&root, folder, context.lang) {
            Ok(pages) => {
                tell(&pages, folder, context);
                Exit::Well
            }
            Err(error) => context.fail(&error, Exit::Failure),
        };
    }
    match named(&root, &args.words) {
        Ok(command) => {
            let page = page(command, context.lang);
            context.print(page);
            Exit::Well
        }
        Err(error) => context.fail(&error, Exit::Usage),
    }
}

fn named<'c>(root: &'c Command, words: &[String]) -> Result<&'c Command, NoSuchCommand> {
    words.iter().try_fold(root, |command, word| {
        command.find_subcommand(word).ok_or_else(|| NoSuchCommand {
            given: words.join(" "),
            near: nearest_quoted(word, command.get_subcommands().map(Command::get_name)),
        })
    })
}

/// Every command, the program itself first.
fn all<'c>(command: &'c Command, found: &mut Vec<&'c Command>) {
    found.push(command);
    for child in command
        .get_subcommands()
        .filter(|child| !child.is_hide_set())
    {
        all(child, found);
    }
}

fn write_all(root: &Command, folder: &Path, lang: Lang) -> Result<Vec<String>, WriteError> {
    fs::create_dir_all(folder).map_err(|cause| WriteError {
        path: folder.to_owned(),
        cause,
    })?;
    let mut commands = Vec::new();
    all(root, &mut commands);
    commands
        .into_iter()
        .map(|command| {
            let name = clap_mangen::Man::new(command.clone()).get_filename();
            let mut file = OutputFile::create(&folder.join(&name))?;
            file.write(page(command, lang).as_bytes())?;
            file.finish()?;
            Ok(name)
        })
        .collect()
}

/// The page of a command, as roff.
fn page(command: &Command, lang: Lang) -> String {
    let manual = match lang {
        Lang::Ko => "jorye 설명서",
        Lang::En => "Manual of jorye",
    };
    let man = clap_mangen::Man::new(command.clone())
        .source(format!("jorye {}", env!("CARGO_PKG_VERSION")))
        .manual(manual);
    let mut roff = Vec::new();
    // Nothing can fail that writes to memory.
    let _ = man.render(&mut roff);
    let roff = String::from_utf8_lossy(&roff);
    roff.lines()
        .map(|line| match (lang, line.strip_prefix(".SH ")) {
            (Lang::Ko, Some(heading)) => format!(".SH {}\n", in_korean(heading)),
            _ => format!("{line}\n"),
        })
        .collect()
}

/// The headings that every page has, as Korean pages name them.
fn in_korean(heading: &str) -> &str {
    match heading {
        "NAME" => "이름",
        "SYNOPSIS" => "개요",
        "DESCRIPTION" => "설명",
        "OPTIONS" => "선택",
        "SUBCOMMANDS" => "명령",
        "VERSION" => "버전",
        other => other,
    }
}

fn tell(pages: &[String], folder: &Path, context: &mut Context) {
    if context.format == Format::Json {
        context.json(&json!({ "folder": folder.display().to_string(), "pages": pages }));
        return;
    }
    let (count, folder) = (pages.len(), visible(&folder.display().to_string()));
    context.line(match context.lang {
        Lang::Ko => format!("설명서 {count}쪽을 {folder}에 썼습니다."),
        Lang::En => format!("{count} pages written to {folder}."),
    });
}
