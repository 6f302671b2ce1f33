//! `new`: a small library that checks clean and runs, to begin with.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use serde_json::json;

use super::codes;
use super::context::Context;
use super::exit::Exit;
use super::output::{OutputFile, WriteError};
use super::render::{Format, visible};
use super::text;
use super::usage;
use crate::diagnostic::{Coded, Finding, Lang};
use crate::library::{Library, cause};

/// Make a new library: an ordinance, a procedure, its scenarios
///
/// What it writes checks clean, its scenarios pass, and a case can be run at
/// once. The folder is made where it is not there, and must be empty where it
/// is. The text of the ordinance is in the language that `--lang` names.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The title of the ordinance
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
}

/// A file as it is written, with holes for the titles.
struct Template {
    path: &'static str,
    ko: &'static str,
    en: &'static str,
}

/// The id of the procedure that is written.
const WORKFLOW: &str = "allotment";

const FILES: &[Template] = &[
    Template {
        path: "README.md",
        ko: include_str!("ko/README.md"),
        en: include_str!("en/README.md"),
    },
    Template {
        path: "library.toml",
        ko: include_str!("ko/library.toml"),
        en: include_str!("en/library.toml"),
    },
    Template {
        path: "ordinance/garden.md",
        ko: include_str!("ko/garden.md"),
        en: include_str!("en/garden.md"),
    },
    Template {
        path: "workflows/allotment.toml",
        ko: include_str!("ko/allotment.toml"),
        en: include_str!("en/allotment.toml"),
    },
    Template {
        path: "workflows/allotment.scenarios.toml",
        ko: include_str!("ko/allotment.scenarios.toml"),
        en: include_str!("en/allotment.scenarios.toml"),
    },
];

/// The titles where none is given.
const TITLES: [&str; 2] = [
    "도시텃밭 분양 조례",
    "Ordinance on the Allotment of Garden Plots",
];

/// A folder in which no library can be begun.
#[derive(Debug, thiserror::Error)]
pub enum NewError {
    /// Something lies in it.
    #[error("{} is not empty", folder.display())]
    NotEmpty {
        /// The folder.
        folder: PathBuf,
        /// What lies in it, one name of it.
        holds: String,
    },
    /// It cannot be read or made.
    #[error("{} cannot be made", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// A file in it cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

impl Coded for NewError {
    fn finding(&self) -> Finding {
        match self {
            NewError::NotEmpty { folder, holds } => Finding::new(codes::FOLDER_NOT_EMPTY)
                .with("folder", folder.display().to_string())
                .with("holds", holds),
            NewError::Folder { folder, cause: why } => Finding::new(codes::FILE_NOT_WRITTEN)
                .with("path", folder.display().to_string())
                .with("cause", cause(why)),
            NewError::Write(error) => error.finding(),
        }
    }
}

impl NewError {
    const fn exit(&self) -> Exit {
        match self {
            NewError::NotEmpty { .. } => Exit::Usage,
            NewError::Folder { .. } | NewError::Write(_) => Exit::Failure,
        }
    }
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    if let Some(title) = &args.title
        && (title.trim().is_empty() || title.chars().any(char::is_control))
    {
        context.talk_finding(&usage::no_title());
        return Exit::Usage;
    }
    if let Err(error) = write(args, context.lang) {
        return context.fail(&error, error.exit());
    }
    if let Err(exit) = pin(&args.folder, context) {
        return exit;
    }
    tell(&args.folder, context);
    Exit::Well
}

/// Writes every file but the lock file.
fn write(args: &Args, lang: Lang) -> Result<(), NewError> {
    let folder = &args.folder;
    empty(folder)?;
    for template in FILES {
        let path = folder.join(template.path);
        if let Some(above) = path.parent() {
            fs::create_dir_all(above).map_err(|cause| NewError::Folder {
                folder: above.to_owned(),
                cause,
            })?;
        }
        let text = filled(template, args.title.as_deref(), lang);
        OutputFile::replace(&path, text.as_bytes())?;
    }
    Ok(())
}

/// Whether nothing lies in the folder, or it is not there. What keeps versions
/// (`.git`) is often there first, and is no part of a library.
fn empty(folder: &Path) -> Result<(), NewError> {
    let failed = |cause| NewError::Folder {
        folder: folder.to_owned(),
        cause,
    };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(error)),
    };
    let mut first: Option<String> = None;
    for entry in entries {
        let name = entry.map_err(failed)?.file_name();
        let name = name.to_string_lossy().into_owned();
        if name != ".git" && first.as_ref().is_none_or(|known| name < *known) {
            first = Some(name);
        }
    }
    match first {
        None => Ok(()),
        Some(holds) => Err(NewError::NotEmpty {
            folder: folder.to_owned(),
            holds,
        }),
    }
}

/// A template with its titles: plain in a Markdown text, and within the quotes
/// of a head as TOML takes them.
fn filled(template: &Template, title: Option<&str>, lang: Lang) -> String {
    let text = match lang {
        Lang::Ko => template.ko,
        Lang::En => template.en,
    };
    let [ko, en] = TITLES.map(|known| title.unwrap_or(known));
    let quoted = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
    let own = match lang {
        Lang::Ko => ko,
        Lang::En => en,
    };
    text.replace("\"{title}\"", &format!("\"{}\"", quoted(own)))
        .replace("{title_ko}", &quoted(ko))
        .replace("{title_en}", &quoted(en))
        .replace("{title}", own)
}

/// Writes the lock file, as `text pin` does.
fn pin(folder: &Path, context: &mut Context) -> Result<(), Exit> {
    let library: Library = super::library::read_at(folder, context)?;
    let failed = Exit::Failure;
    let procedure = library.procedures.get(WORKFLOW).ok_or(failed)?;
    let (file, lock) = text::lock(&library, procedure, context).ok_or(failed)?;
    OutputFile::replace(&folder.join(file), lock.as_bytes())
        .map_err(|error| context.fail(&error, failed))
}

fn tell(folder: &Path, context: &mut Context) {
    let open = "jorye case open allotment --id garden-1 --actor kim --as resident";
    let next = ["jorye check", "jorye test", open];
    let files: Vec<&str> = FILES
        .iter()
        .map(|template| template.path)
        .chain(["workflows/allotment.lock"])
        .collect();
    if context.format == Format::Json {
        context.json(&json!({
            "folder": folder.display().to_string(),
            "files": files,
            "next": next,
        }));
        return;
    }
    let folder = folder.display().to_string();
    let folder = visible(&folder);
    context.line(match context.lang {
        Lang::Ko => format!("`{folder}`에 라이브러리를 만들었습니다."),
        Lang::En => format!("Made a library in `{folder}`."),
    });
    for file in files {
        context.line(format!("  {file}"));
    }
    context.line(match context.lang {
        Lang::Ko => format!("다음은 그 폴더에서(`cd {folder}`) 해 봅니다:"),
        Lang::En => format!("Next, in that folder (`cd {folder}`):"),
    });
    for line in next {
        context.line(format!("  {line}"));
    }
}
