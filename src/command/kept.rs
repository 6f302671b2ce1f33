//! What `check` keeps from one run to the next, so that what has not changed need not
//! be proved again.
//!
//! It lies in the user's own folder for such things (XDG Base Directory
//! Specification, `XDG_CACHE_HOME`), never in the library. A part is found again by the
//! SHA-256 of everything that it rests on: the program, its own file and those of the
//! procedures that open it or that it opens, the rules, bodies, calendars, settings
//! and texts. An adoption never reads it: what is recorded there is always proved
//! anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::output::OutputFile;
use crate::check::{Input, KeptPart, Part, Report};
use crate::diagnostic::Source;
use crate::library::Files;
use crate::service::Kept;
use crate::workflow::Workflow;

/// How many whole reports of one library are kept: it, and files of it.
const MOST_WHOLE: usize = 64;

/// What is kept of one library.
pub(super) struct Shelf {
    file: PathBuf,
    program: String,
    written: Written,
}

/// The same as a file.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct Written {
    /// Reports on the library, or on files of it, by the hash of all files.
    whole: Vec<(String, KeptPart)>,
    /// What came of each workflow, by its file.
    parts: New,
}

impl Shelf {
    /// That of a library in a folder, where there is a place for it. What cannot be
    /// read is as good as nothing.
    pub(super) fn of(cache: Option<&Path>, library: &Path) -> Option<Self> {
        let cache = cache?;
        let library = fs::canonicalize(library).ok()?;
        let mut hash = Sha256::new();
        hash.update(library.as_os_str().as_encoded_bytes());
        let name = hex(hash);
        let file = cache.join("check").join(format!("{name}.json"));
        let program = program()?;
        let written = fs::read(&file).ok();
        let written = written.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Some(Shelf {
            file,
            program,
            written: written.unwrap_or_default(),
        })
    }

    /// The hash of all that a report on these files of a library rests on.
    pub(super) fn key(&self, files: &Files, chosen: &[String]) -> String {
        let mut hash = self.hash();
        for name in chosen {
            field(&mut hash, name.as_bytes());
        }
        field(&mut hash, b"");
        for (name, bytes) in files.iter() {
            field(&mut hash, name.as_bytes());
            field(&mut hash, bytes);
        }
        hex(hash)
    }

    /// The report that was made of the same files.
    pub(super) fn report(&self, key: &str, files: &Files) -> Option<Report> {
        let kept = self.written.whole.iter().find(|(known, _)| known == key);
        let part = kept?.1.clone().back(&|name| source(files, name))?;
        Some(part.report)
    }

    /// Keeps a report, and the parts that were new in it. It is no fault where this
    /// cannot be: the next run takes as long again.
    pub(super) fn keep(mut self, key: String, report: &Report, new: New) {
        let part = Part {
            report: report.clone(),
            ..Part::default()
        };
        self.written.whole.retain(|(known, _)| *known != key);
        self.written.whole.push((key, KeptPart::of(&part)));
        let more = self.written.whole.len().saturating_sub(MOST_WHOLE);
        self.written.whole.drain(..more);
        self.written.parts.extend(new);
        let made = self.file.parent().map(fs::create_dir_all);
        if let (Some(Ok(())), Ok(bytes)) = (made, serde_json::to_vec(&self.written)) {
            let _ = OutputFile::replace(&self.file, &bytes);
        }
    }

    fn hash(&self) -> Sha256 {
        let mut hash = Sha256::new();
        field(&mut hash, self.program.as_bytes());
        hash
    }

    /// The parts of the library with these files.
    pub(super) fn parts<'s>(&'s self, files: &'s Files) -> Parts<'s> {
        let mut common = self.hash();
        for (name, bytes) in files.iter() {
            if !name.starts_with("workflows/") || name.ends_with(".rhai") {
                field(&mut common, name.as_bytes());
                field(&mut common, bytes);
            }
        }
        Parts {
            known: &self.written.parts,
            files,
            common,
            new: Mutex::default(),
        }
    }
}

/// Parts by the file of the workflow, each with the hash of what it rests on.
pub(super) type New = BTreeMap<String, (String, KeptPart)>;

/// The parts of one library.
pub(super) struct Parts<'s> {
    known: &'s New,
    files: &'s Files,
    /// The hash of what every part rests on.
    common: Sha256,
    new: Mutex<New>,
}

impl Parts<'_> {
    /// Those that were not known before.
    pub(super) fn into_new(self) -> New {
        let new = self.new.into_inner();
        new.unwrap_or_else(PoisonError::into_inner)
    }

    fn key(&self, input: &Input<'_>) -> String {
        let mut hash = self.common.clone();
        field(&mut hash, format!("{:?}", input.search).as_bytes());
        let file = input.workflow.source.name();
        let lock = file.strip_suffix(".toml").unwrap_or(file);
        let lock = self.files.get(&format!("{lock}.lock"));
        field(&mut hash, lock.unwrap_or_default());
        field(&mut hash, file.as_bytes());
        for workflow in related(input) {
            field(&mut hash, workflow.source.name().as_bytes());
            field(&mut hash, workflow.source.text().as_bytes());
        }
        hex(hash)
    }
}

impl Kept for Parts<'_> {
    fn known(&self, input: &Input<'_>) -> Option<Part> {
        let (key, part) = self.known.get(input.workflow.source.name())?;
        if *key != self.key(input) {
            return None;
        }
        part.clone().back(&|name| source(self.files, name))
    }

    fn keep(&self, input: &Input<'_>, part: &Part) {
        let file = input.workflow.source.name().to_owned();
        let kept = (self.key(input), KeptPart::of(part));
        let mut new = self.new.lock().unwrap_or_else(PoisonError::into_inner);
        new.insert(file, kept);
    }
}

/// A procedure with those that open it, those that it opens, and those that these
/// open in turn: in every revision, in the order of their files.
fn related<'i>(input: &Input<'i>) -> Vec<&'i Workflow> {
    let definitions = input.definitions.iter().map(|one| one.workflow);
    let others = input.others.iter().copied();
    let all: Vec<&'i Workflow> = definitions.chain(others).chain([input.workflow]).collect();
    let own: &str = input.workflow.id();
    let mut ids: BTreeSet<&str> = BTreeSet::from([own]);
    let mut open = vec![own];
    while let Some(id) = open.pop() {
        for workflow in all.iter().filter(|one| **one.id() == *id) {
            for (_, opens) in workflow.opens() {
                if ids.insert(&opens.workflow.name) {
                    open.push(&opens.workflow.name);
                }
            }
        }
    }
    let opens_it = |workflow: &Workflow| {
        let mut opens = workflow.opens().into_iter();
        opens.any(|(_, opens)| *opens.workflow.name == *own)
    };
    let related = all
        .iter()
        .copied()
        .filter(|one| ids.contains(&**one.id()) || opens_it(one));
    let by_file: BTreeMap<&str, &'i Workflow> =
        related.map(|one| (one.source.name(), one)).collect();
    by_file.into_values().collect()
}

/// A file of the library as a text.
fn source(files: &Files, name: &str) -> Option<Arc<Source>> {
    let text = std::str::from_utf8(files.get(name)?).ok()?;
    Some(Source::new(name, text))
}

/// The program itself: another one may find something else.
fn program() -> Option<String> {
    let file = std::env::current_exe().ok()?;
    let metadata = fs::metadata(&file).ok()?;
    let since = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    let (size, at) = (metadata.len(), since.as_nanos());
    Some(format!("{} {size} {at}", env!("CARGO_PKG_VERSION")))
}

/// A field of a hash, with its length: two can never be taken for one.
fn field(hash: &mut Sha256, bytes: &[u8]) {
    hash.update(bytes.len().to_be_bytes());
    hash.update(bytes);
}

fn hex(hash: Sha256) -> String {
    let digest = hash.finalize();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
