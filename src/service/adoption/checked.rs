//! What the check says of a procedure: for people, and as the canonical JSON whose
//! hash is recorded with a stage, so that a stranger finds the same one. It is what
//! `jorye check FILE --format json` says, written as RFC 8785 has it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::Value;

use crate::audit::canonical::{Count, Json};
use crate::audit::hash::{Hash, content_hash};
use crate::audit::own::Stage;
use crate::check::codes::NO_PINS;
use crate::check::{Input, Part, Report, Search, check_all, check_part};
use crate::diagnostic::{Finding, Level};
use crate::library::{Library, Procedure};
use crate::service::{codes, told};
use crate::workflow::Workflow;

/// What the check says of one procedure.
#[derive(Debug)]
pub struct Checked {
    /// The report.
    pub report: Report,
    /// The same, as canonical JSON.
    pub bytes: Vec<u8>,
}

impl Checked {
    /// Checks one procedure of a library, of whatever revision.
    pub fn of(library: &Library, procedure: &Procedure) -> Checked {
        let file = procedure.workflow.source.name();
        let report = report_on(library, &|name| name == file, true, Search::Everything);
        let bytes = canonical(&told::report(&report));
        Checked { report, bytes }
    }

    /// The hash that is recorded with a stage.
    pub fn hash(&self) -> Hash {
        content_hash(&self.bytes)
    }

    /// Errors, which keep a procedure from being checked, reviewed and adopted.
    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        let all = self.report.findings.iter();
        all.filter(|one| one.level == Level::Error)
    }

    /// Why a stage cannot be recorded, if the errors forbid it.
    pub fn forbids(&self, workflow: &str, stage: Stage) -> Option<Finding> {
        let demands = matches!(
            stage,
            Stage::Checked | Stage::LegallyReviewed | Stage::Adopted
        );
        let errors = self.errors().count();
        (demands && errors > 0).then(|| {
            Finding::new(codes::CHECK_FORBIDS)
                .with("workflow", workflow)
                .with("stage", stage.title())
                .with("errors", errors.to_string())
        })
    }

    /// The codes of the warnings that are left.
    pub fn warnings(&self) -> Vec<String> {
        let all = self.report.findings.iter();
        all.filter(|one| one.level == Level::Warning)
            .map(|one| one.code.to_string())
            .collect()
    }
}

/// Everything found in a library, or in the files of it that are chosen. Where some
/// are, earlier revisions among them are checked as well.
pub fn report_on(
    library: &Library,
    takes: &dyn Fn(&str) -> bool,
    chosen: bool,
    search: Search,
) -> Report {
    report_beside(library, takes, chosen, search, &Nothing)
}

/// What is known from before of workflows that have not changed since.
pub trait Kept: Sync {
    /// What came of checking this one.
    fn known(&self, input: &Input<'_>) -> Option<Part>;
    /// Keeps it.
    fn keep(&self, input: &Input<'_>, part: &Part);
}

/// Nothing is kept.
struct Nothing;

impl Kept for Nothing {
    fn known(&self, _: &Input<'_>) -> Option<Part> {
        None
    }

    fn keep(&self, _: &Input<'_>, _: &Part) {}
}

/// The same, where parts of it may be known from before.
pub fn report_beside(
    library: &Library,
    takes: &dyn Fn(&str) -> bool,
    chosen: bool,
    search: Search,
    kept: &dyn Kept,
) -> Report {
    // What cannot be read is mended first: until then nothing is proved.
    let faulty = library.findings.iter().any(|it| it.level == Level::Error);
    let search = if faulty { Search::Graph } else { search };
    let others: Vec<&Workflow> = library
        .procedures
        .values()
        .map(|procedure| &*procedure.workflow)
        .collect();
    let earlier = library.earlier.values().flatten().filter(|_| chosen);
    let definitions: Vec<_> = library
        .procedures
        .values()
        .chain(earlier.clone())
        .map(|procedure| procedure.definition())
        .collect();
    let inputs: Vec<Input<'_>> = library
        .procedures
        .values()
        .chain(earlier)
        .filter(|procedure| takes(procedure.workflow.source.name()))
        .map(|procedure| Input {
            workflow: &procedure.workflow,
            texts: &library.texts,
            pins: procedure.pins.as_deref(),
            others: &others,
            definitions: &definitions,
            search,
        })
        .collect();
    // Files that could not be built are something, and their findings say what.
    let mut report = if inputs.is_empty() && !library.findings.is_empty() {
        Report::default()
    } else {
        side_by_side(&inputs, kept)
    };
    // A lock file that cannot be read is there: only that is told.
    report.findings.retain(|finding| {
        let lock = finding
            .place()
            .filter(|_| finding.code == NO_PINS)
            .and_then(|place| Some(format!("{}.lock", place.file().strip_suffix(".toml")?)));
        lock.is_none_or(|lock| {
            let of_lock = |found: &Finding| found.place().is_some_and(|at| at.file() == lock);
            !library.findings.iter().any(of_lock)
        })
    });
    report.absorb(
        library
            .findings
            .iter()
            .filter(|finding| finding.place().is_none_or(|place| takes(place.file())))
            .cloned(),
    );
    report.checked.files += if chosen { 0 } else { library.text_files };
    report
}

/// The stack of a thread that checks: rules and states nest, each to a bound.
const STACK: usize = 16 << 20;

/// Checks several workflows on as many processors as there are. What is found does
/// not hang on which of them is done first.
fn side_by_side(inputs: &[Input<'_>], kept: &dyn Kept) -> Report {
    if inputs.is_empty() {
        return check_all(inputs);
    }
    // The longest first, so that none is left alone at the end.
    let mut order: Vec<usize> = (0..inputs.len()).collect();
    let length = |at: &usize| {
        inputs
            .get(*at)
            .map(|input| input.workflow.transitions.len())
    };
    order.sort_by_key(|at| std::cmp::Reverse(length(at)));
    let next = AtomicUsize::new(0);
    let one_after_another = || {
        let mut done: Vec<(usize, Part)> = Vec::new();
        while let Some(&at) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            let Some(input) = inputs.get(at) else {
                continue;
            };
            let part = kept.known(input).unwrap_or_else(|| {
                let part = check_part(inputs, input);
                kept.keep(input, &part);
                part
            });
            done.push((at, part));
        }
        done
    };
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let mut parts = thread::scope(|scope| {
        let helpers: Vec<_> = (1..processors.min(inputs.len()))
            .filter_map(|_| {
                let builder = thread::Builder::new().stack_size(STACK);
                // Where there is no thread to be had, the others do its part.
                builder.spawn_scoped(scope, one_after_another).ok()
            })
            .collect();
        let mut done = one_after_another();
        for helper in helpers {
            match helper.join() {
                Ok(more) => done.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    parts.sort_by_key(|(at, _)| *at);
    Part::join(parts.into_iter().map(|(_, part)| part))
}

/// The canonical bytes. Numbers in a report are counts.
fn canonical(report: &Value) -> Vec<u8> {
    json(report).to_bytes()
}

fn json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Number(number) => number
            .as_u64()
            .and_then(Count::new)
            .map_or_else(|| Json::text(number.to_string()), Json::Count),
        Value::String(text) => Json::text(text.as_str()),
        Value::Array(items) => Json::List(items.iter().map(json).collect()),
        Value::Object(members) => Json::object(
            members
                .iter()
                .map(|(key, value)| (key.as_str(), json(value))),
        ),
    }
}
