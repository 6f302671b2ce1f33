//! From files to a library, with everything found on the way.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::codes;
use super::files::Files;
use super::procedure::{DrawError, Drawn, Procedure, base, definitions_of, law_of, manifest_of};
use super::setting::{self, Setting};
use jiff::civil::Date;

use crate::calendar::{self, Calendars};
use crate::diagnostic::{Coded, Finding, Level, Place, Source};
use crate::guard::Name;
use crate::ordinance::{Act, Texts, pin, read_index};
use crate::workflow::scenario::Story;
use crate::workflow::waivers::{self, ProvisionWaiver};
use crate::workflow::{BodiesFile, Input, Workflow, bodies, codes as reading, load, scenario};

/// The file that declares the bodies of a library.
const BODIES: &str = "ordinance/bodies.toml";

/// The file of the provisions that no procedure encodes.
const WAIVERS: &str = "ordinance/waivers.toml";

/// The ending of a scenario file.
const SCENARIOS: &str = ".scenarios.toml";

/// The ending of a story over several procedures.
const STORY: &str = ".story.toml";

/// A workflow as read, with its pins.
pub(super) type Written = (Workflow, Option<Vec<pin::Pin>>);

/// The texts and procedures of a library.
#[derive(Debug, Clone, Default)]
pub struct Library {
    /// The texts of the law.
    pub texts: Texts,
    /// The bodies that it declares.
    pub bodies: BodiesFile,
    /// Provisions that no procedure encodes, with the reason.
    pub waivers: Vec<ProvisionWaiver>,
    /// What it asks of those who use it.
    pub setting: Setting,
    /// The calendars: those of `calendars/` and those that are built in.
    pub calendars: Calendars,
    /// The procedures that could be built, by id: of several revisions of one,
    /// the last.
    pub procedures: BTreeMap<Name, Procedure>,
    /// Their earlier revisions, the first first.
    pub earlier: BTreeMap<Name, Vec<Procedure>>,
    /// Everything found while reading, in order of file and place.
    pub findings: Vec<Finding>,
    /// How many workflow files there are, built or not.
    pub workflow_files: usize,
    /// The stories over several of its procedures.
    pub stories: Vec<Story>,
    /// The workflow files that no procedure could be built of, by name.
    pub unbuilt: Vec<String>,
    /// How many text files there are.
    pub text_files: usize,
}

impl Library {
    /// Reads every file of a library.
    pub fn of(files: &Files) -> Library {
        let mut library = Library::default();
        if let Some(bytes) = files.get(setting::NAME) {
            library.add_setting(bytes);
        }
        let mut acts = Vec::new();
        for (name, bytes) in files.iter() {
            if !name.starts_with("ordinance/") {
                continue;
            }
            if name == BODIES {
                library.add_bodies(name, bytes);
                continue;
            }
            if name == WAIVERS {
                library.add_waivers(name, bytes);
                continue;
            }
            if is_text(name) {
                library.text_files += 1;
                let (read, findings) = acts_of(name, bytes);
                acts.extend(read);
                library.findings.extend(findings);
            }
        }
        let (texts, findings) = Texts::new(acts);
        library.texts = texts;
        library.findings.extend(findings);
        library.add_calendars(files);
        let mut read = Vec::new();
        for (name, bytes) in files.iter() {
            if is_workflow(name) {
                library.workflow_files += 1;
                read.extend(library.read_workflow(files, name, bytes));
            }
        }
        library.add_workflows(read);
        for (name, _) in files.iter() {
            let built = |procedure: &Procedure| procedure.workflow.source.name() == name;
            if is_workflow(name) && !library.every_revision().any(built) {
                library.unbuilt.push(name.to_owned());
            }
        }
        for (name, bytes) in files.iter() {
            if name.starts_with("workflows/") && name.ends_with(SCENARIOS) {
                library.add_scenarios(name, bytes);
            }
        }
        for (name, bytes) in files.iter() {
            if name.starts_with("workflows/") && name.ends_with(STORY) {
                library.add_story(name, bytes);
            }
        }
        library.findings.sort_by_cached_key(|finding| {
            finding
                .place()
                .map(|place| (place.file().to_owned(), place.span().start))
        });
        library
    }

    fn add_setting(&mut self, bytes: &[u8]) {
        // What cannot be read asks for the most.
        self.setting = Setting { adopted_only: true };
        if let Some(source) = self.source(setting::NAME, bytes) {
            let (read, findings) = setting::read(&source);
            self.setting = read;
            self.findings.extend(findings);
        }
    }

    fn add_bodies(&mut self, name: &str, bytes: &[u8]) {
        self.bodies = BodiesFile::Faulty;
        let Some(source) = self.source(name, bytes) else {
            return;
        };
        let loaded = bodies::load(&source);
        self.findings.extend(loaded.findings);
        if let Some(bodies) = loaded.bodies {
            self.bodies = BodiesFile::Read(Arc::new(bodies));
        }
    }

    fn add_waivers(&mut self, name: &str, bytes: &[u8]) {
        if let Some(source) = self.source(name, bytes) {
            let loaded = waivers::load(&source);
            self.findings.extend(loaded.findings);
            self.waivers = loaded.waivers;
        }
    }

    /// The calendars of a library, with what was found in them: those of
    /// `calendars/` and those that are built in.
    pub fn calendars_of(files: &Files) -> (Calendars, Vec<Finding>) {
        let mut library = Library::default();
        library.add_calendars(files);
        (library.calendars, library.findings)
    }

    fn add_calendars(&mut self, files: &Files) {
        let sources: Vec<Arc<Source>> = files
            .iter()
            .filter(|(name, _)| name.starts_with("calendars/") && name.ends_with(".toml"))
            .filter_map(|(name, bytes)| self.source(name, bytes))
            .collect();
        let (calendars, findings) = calendar::read(&sources);
        self.calendars = calendars;
        self.findings.extend(findings);
    }

    fn read_workflow(&mut self, files: &Files, name: &str, bytes: &[u8]) -> Option<Written> {
        let folder = name.strip_suffix(base(name)).unwrap_or("");
        let mut rule_files = BTreeMap::new();
        for (file, bytes) in files.iter() {
            if file.strip_prefix(folder) == Some(base(file)) && file.ends_with(".rhai") {
                match self.source(file, bytes) {
                    Some(source) => rule_files.insert(base(file).to_owned(), source),
                    None => return None,
                };
            }
        }
        let source = self.source(name, bytes)?;
        let loaded = load(&Input {
            source,
            rule_files,
            bodies: self.bodies.clone(),
        });
        self.findings.extend(loaded.findings);
        let workflow = loaded.workflow?;
        let lock = name
            .strip_suffix(".toml")
            .map(|stem| format!("{stem}.lock"));
        let pins = lock
            .as_deref()
            .and_then(|lock| Some((lock, files.get(lock)?)))
            .and_then(|(lock, bytes)| self.source(lock, bytes))
            .map(|source| {
                let (pins, findings) = pin::read(&source);
                self.findings.extend(findings);
                pins
            });
        Some((workflow, pins))
    }

    /// Builds a procedure; one of an earlier revision draws on the texts as they
    /// were until the next.
    pub(super) fn build(
        &mut self,
        workflow: Workflow,
        pins: Option<Vec<pin::Pin>>,
        until: Option<Date>,
    ) -> Option<Procedure> {
        let drawn = definitions_of(&workflow, &self.texts, &self.calendars, until);
        let Drawn {
            definitions,
            zone,
            calendar,
        } = match drawn {
            Ok(drawn) => drawn,
            Err(error) => {
                let named = workflow.calendar.as_ref().map(|(_, place)| place);
                let finding = match &error {
                    DrawError::Zone(error) => error.finding().at(&workflow.element.place),
                    DrawError::Calendar(error) => {
                        error.finding().at(named.unwrap_or(&workflow.element.place))
                    }
                };
                self.findings.push(finding.of(workflow.id(), "workflow"));
                return None;
            }
        };
        // Names of files are distinct and kinds are words: this always is one.
        let manifest = manifest_of(&definitions).ok()?;
        Some(Procedure {
            law: law_of(&workflow, &definitions, &self.texts),
            workflow: Arc::new(workflow),
            definitions,
            manifest,
            zone,
            calendar,
            pins,
            scenarios: Vec::new(),
        })
    }

    fn add_scenarios(&mut self, name: &str, bytes: &[u8]) {
        let Some(source) = self.source(name, bytes) else {
            return;
        };
        let named = scenario::workflow_of(&source);
        // Those of an earlier revision stand beside its file, or name it.
        let stem = name.strip_suffix(SCENARIOS).unwrap_or(name);
        let beside = format!("{stem}.toml");
        let number = scenario::revision_of(&source);
        let is_meant = |procedure: &Procedure| match number {
            Some(number) => procedure.workflow.revision == number,
            None => procedure.workflow.source.name() == beside,
        };
        let faulty = self.has_errors(named.as_deref());
        // The workflows of its children, and of theirs.
        let others: Vec<Arc<Workflow>> = self
            .procedures
            .values()
            .map(|procedure| Arc::clone(&procedure.workflow))
            .collect();
        let others: Vec<&Workflow> = others.iter().map(|other| &**other).collect();
        let revisions: Vec<Arc<Workflow>> = named
            .iter()
            .flat_map(|id| self.revisions(id))
            .map(|procedure| Arc::clone(&procedure.workflow))
            .collect();
        let revisions: Vec<&Workflow> = revisions.iter().map(|one| &**one).collect();
        if let (Some(number), Some(id), Some(_)) = (number, &named, revisions.first())
            && !revisions.iter().any(|one| one.revision == number)
        {
            let known: Vec<String> = revisions
                .iter()
                .map(|one| one.revision.to_string())
                .collect();
            self.findings.push(
                Finding::new(codes::NO_REVISION_FOR_SCENARIOS)
                    .at(&Place::start_of(&source))
                    .with("workflow", id.as_str())
                    .with("revision", number.to_string())
                    .with("known", known.join(", ")),
            );
            return;
        }
        let earlier = named.as_deref().and_then(|id| self.earlier.get_mut(id));
        let earlier = earlier.into_iter().flatten().find(|one| is_meant(one));
        let procedure = match earlier {
            Some(procedure) => Some(procedure),
            None => named.as_deref().and_then(|id| self.procedures.get_mut(id)),
        };
        match procedure {
            Some(procedure) => {
                let workflow = Arc::clone(&procedure.workflow);
                let loaded = scenario::load_beside(&source, &workflow, &others, &revisions);
                procedure.scenarios.extend(loaded.scenarios);
                self.findings.extend(loaded.findings);
            }
            // The errors of the workflow itself say why it is not there.
            None if faulty => {}
            None => self.findings.push(
                Finding::new(codes::NO_WORKFLOW_FOR_SCENARIOS)
                    .at(&Place::start_of(&source))
                    .with("workflow", named.unwrap_or_default()),
            ),
        }
    }

    fn add_story(&mut self, name: &str, bytes: &[u8]) {
        let Some(source) = self.source(name, bytes) else {
            return;
        };
        // A story goes over many procedures: while one of them cannot be built, only
        // that is told, and not what the story misses.
        if !self.unbuilt.is_empty() {
            return;
        }
        let workflows = self.procedures.values();
        let workflows: Vec<&Workflow> = workflows.map(|one| &*one.workflow).collect();
        let loaded = scenario::load_story(&source, &workflows);
        self.stories.extend(loaded.story);
        self.findings.extend(loaded.findings);
    }

    /// Whether errors were found in a workflow of this id.
    fn has_errors(&self, id: Option<&str>) -> bool {
        id.is_some_and(|id| {
            self.findings.iter().any(|finding| {
                finding.workflow.as_deref() == Some(id) && finding.level == Level::Error
            })
        })
    }

    /// A file as text; one that is not UTF-8 is a finding.
    fn source(&mut self, name: &str, bytes: &[u8]) -> Option<Arc<Source>> {
        if let Ok(text) = std::str::from_utf8(bytes) {
            return Some(Source::new(name, text));
        }
        // A file of rules is read for every workflow beside it.
        let told = |finding: &Finding| {
            finding.code == reading::NOT_UTF8
                && finding.place().is_some_and(|place| place.file() == name)
        };
        if !self.findings.iter().any(told) {
            self.findings.push(
                Finding::new(reading::NOT_UTF8)
                    .at(&first_fault(name, bytes))
                    .with("file", name),
            );
        }
        None
    }

    /// Ids of the procedures, as messages list them.
    pub fn known(&self) -> String {
        let ids: Vec<&str> = self.procedures.keys().map(|id| &**id).collect();
        if ids.is_empty() {
            "–".to_owned()
        } else {
            ids.join(", ")
        }
    }
}

/// The place at which bytes stop being UTF-8.
fn first_fault(name: &str, bytes: &[u8]) -> Place {
    let end = std::str::from_utf8(bytes)
        .err()
        .map_or(bytes.len(), |error| error.valid_up_to());
    let good = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned();
    let source = Source::new(name, good);
    Place::new(&source, end..end)
}

fn is_text(name: &str) -> bool {
    [".md", ".txt", ".toml"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

fn is_workflow(name: &str) -> bool {
    let beside = name.ends_with(SCENARIOS) || name.ends_with(STORY);
    name.starts_with("workflows/") && name.ends_with(".toml") && !beside
}

/// The acts of one text file.
pub(super) fn acts_of(name: &str, bytes: &[u8]) -> (Vec<Act>, Vec<Finding>) {
    if name.ends_with(".toml") {
        match std::str::from_utf8(bytes) {
            Ok(text) => read_index(&Source::new(name, text)),
            Err(_) => (
                Vec::new(),
                vec![
                    Finding::new(reading::NOT_UTF8)
                        .at(&first_fault(name, bytes))
                        .with("file", name),
                ],
            ),
        }
    } else {
        let reading = crate::ordinance::read_bytes(name, bytes);
        (reading.acts, reading.findings)
    }
}
