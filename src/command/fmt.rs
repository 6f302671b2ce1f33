//! `fmt`: workflow and scenario files in one order and spacing.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::context::Context;
use super::exit::Exit;
use super::input::read;
use super::library::is_library;
use super::output::OutputFile;
use super::render::{Format, json as object, visible};
use crate::diagnostic::{Finding, Lang, Source};
use crate::library::Files;
use crate::workflow::format::{Kind, format};
use crate::workflow::{BodiesFile, load_bytes};

/// Put the keys and spaces of workflow and scenario files in order
///
/// Comments, groups of keys set off by an empty line, the order of elements and
/// aligned `=` stay as they are, and what a file means does not change. A file
/// that is not TOML is not touched, and told (exit code 1).
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Workflow or scenario files, or libraries; without one, every file of the
    /// library
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write nothing, and list the files that would change; if there are any,
    /// the exit code is 1
    #[arg(long)]
    check: bool,
}

/// What became of the files.
#[derive(Default)]
struct Outcome {
    files: usize,
    changed: Vec<PathBuf>,
    faults: Vec<Finding>,
    exit: Option<Exit>,
}

impl Outcome {
    fn ends(&mut self, exit: Exit) {
        self.exit = Some(self.exit.map_or(exit, |known| known.worse(exit)));
    }
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let mut outcome = Outcome::default();
    let paths = match args.paths.as_slice() {
        [] => vec![context.library.clone()],
        paths => paths.to_vec(),
    };
    for path in &paths {
        for file in files(path, &mut outcome, context) {
            one(&file, args.check, &mut outcome, context);
        }
    }
    if !outcome.faults.is_empty() || (args.check && !outcome.changed.is_empty()) {
        outcome.ends(Exit::Findings);
    }
    tell(&outcome, args.check, context);
    outcome.exit.unwrap_or(Exit::Well)
}

/// A file itself, or the workflow, scenario and bodies files of a library or of a folder
/// in one.
fn files(path: &Path, outcome: &mut Outcome, context: &mut Context) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_owned()];
    }
    let (library, inside) = library_of(path);
    match Files::read(&library) {
        Ok(files) => files
            .iter()
            .filter_map(|(name, _)| Some((name, Path::new(name).strip_prefix(&inside).ok()?)))
            .filter(|(name, _)| {
                (name.starts_with("workflows/") && name.ends_with(".toml"))
                    || *name == "ordinance/bodies.toml"
                    || *name == "ordinance/waivers.toml"
            })
            .map(|(_, rest)| path.join(rest))
            .collect(),
        Err(error) => {
            outcome.ends(context.fail(&error, Exit::Unreadable));
            Vec::new()
        }
    }
}

/// The library that a folder is or lies in, and where in it.
fn library_of(folder: &Path) -> (PathBuf, PathBuf) {
    let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    whole
        .ancestors()
        .filter_map(|above| Some((above, whole.strip_prefix(above).ok()?)))
        // The nearest: a library may itself lie in a folder of that name.
        .find(|(above, _)| is_library(above))
        .filter(|(_, inside)| inside.starts_with("workflows") || inside.starts_with("ordinance"))
        .map_or_else(
            || (folder.to_owned(), PathBuf::new()),
            |(above, inside)| (above.to_owned(), inside.to_owned()),
        )
}

fn one(path: &Path, check: bool, outcome: &mut Outcome, context: &mut Context) {
    let bytes = match read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            outcome.ends(context.fail(&error, Exit::Unreadable));
            return;
        }
    };
    outcome.files += 1;
    let shown = path.strip_prefix(".").unwrap_or(path).display().to_string();
    let Ok(text) = std::str::from_utf8(&bytes) else {
        let told = load_bytes(
            &shown,
            &bytes,
            std::collections::BTreeMap::new(),
            BodiesFile::Absent,
        );
        outcome.faults.extend(told.findings);
        return;
    };
    match format(&Source::new(&*shown, text), Kind::of(&shown)) {
        Err(faults) => outcome.faults.extend(faults),
        Ok(now) if now == text => {}
        Ok(now) => {
            if !check && let Err(error) = OutputFile::replace(path, now.as_bytes()) {
                outcome.ends(context.fail(&error, Exit::Failure));
                return;
            }
            outcome.changed.push(shown.into());
        }
    }
}

fn tell(outcome: &Outcome, check: bool, context: &mut Context) {
    let changed: Vec<String> = outcome
        .changed
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    if context.format == Format::Json {
        context.json(&json!({
            "files": outcome.files,
            "written": !check,
            "changed": changed,
            "findings": outcome.faults.iter().map(object::finding).collect::<Vec<_>>(),
        }));
        return;
    }
    for fault in &outcome.faults {
        context.talk_finding(fault);
    }
    for path in &changed {
        context.line(visible(path));
    }
    let (files, count) = (outcome.files, changed.len());
    let sum = match (context.lang, check) {
        (Lang::Ko, false) => format!("파일 {files}개 가운데 {count}개를 고쳐 썼습니다."),
        (Lang::Ko, true) => format!("파일 {files}개 가운데 {count}개가 바뀝니다. 쓰지 않았습니다."),
        (Lang::En, false) => format!("{files} files looked at, {count} written anew."),
        (Lang::En, true) => {
            format!("{files} files looked at, {count} would change. Nothing was written.")
        }
    };
    context.talk(sum);
}
