//! From the text of a file to the typed model, with every fault of it.
//!
//! The file is parsed into tables with places and lowered by hand, in two
//! passes: first every name that it declares, then every table against those
//! names. What is faulty is told once, where it stands; what refers to it is
//! not blamed. A workflow is built only from a file without faults.

mod body;
mod book;
mod branch;
pub(super) mod citation;
mod constant;
mod effect;
pub(super) mod element;
mod fact;
mod figure;
mod header;
pub(super) mod log;
mod mandate;
pub(super) mod names;
mod opens;
mod people;
mod property;
mod recommendation;
mod revise;
mod role;
mod rule;
mod state;
pub(super) mod syntax;
mod time;
mod timing;
mod together;
mod transition;
mod types;
mod waiver;

use std::collections::BTreeMap;
use std::sync::Arc;

use toml::de::DeValue;

use self::book::Book;
use self::fact::Origin;
pub(in crate::workflow) use self::fact::conflict;
use self::log::Log;
use self::names::{Kind, Names};
use self::rule::Rules;
use super::bodies::Bodies;
use super::{Fact, FactSource, Role, State, StateId, Transition, TransitionId, Workflow, codes};
use crate::diagnostic::{Bilingual, Finding, Place, Source};
use crate::guard::{Name, Rule};
use crate::workflow::toml_view::{View, Word, integer_of};
use crate::workflow::wording::{kind_of, quoted};

/// The version of the file format that is read.
pub const FORMAT: i64 = 1;

/// What a workflow is read from.
#[derive(Debug, Clone)]
pub struct Input {
    /// The workflow file.
    pub source: Arc<Source>,
    /// Files of shared rule functions, by the name that `rules` gives them.
    pub rule_files: BTreeMap<String, Arc<Source>>,
    /// The bodies of the library.
    pub bodies: BodiesFile,
}

impl Input {
    /// A workflow file that shares no rules, in a library without bodies.
    pub fn of(source: Arc<Source>) -> Self {
        Input {
            source,
            rule_files: BTreeMap::new(),
            bodies: BodiesFile::Absent,
        }
    }
}

/// The file `bodies.toml` of a library.
#[derive(Debug, Clone, Default)]
pub enum BodiesFile {
    /// There is none.
    #[default]
    Absent,
    /// It has errors, which are told there.
    Faulty,
    /// Its bodies.
    Read(Arc<Bodies>),
}

/// What reading a workflow gave.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The workflow, if the file has no error.
    pub workflow: Option<Workflow>,
    /// Everything found, in the order of the file.
    pub findings: Vec<Finding>,
}

/// Reads a workflow from bytes, which must be UTF-8.
pub fn load_bytes(
    name: &str,
    bytes: &[u8],
    rule_files: BTreeMap<String, Arc<Source>>,
    bodies: BodiesFile,
) -> Loaded {
    match std::str::from_utf8(bytes) {
        Ok(text) => load(&Input {
            source: Source::new(name, text),
            rule_files,
            bodies,
        }),
        Err(error) => {
            let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let source = Source::new(name, String::from_utf8_lossy(good));
            let end = source.text().len();
            let finding = Finding::new(codes::NOT_UTF8)
                .at(&Place::new(&source, end..end))
                .with("file", quoted(name));
            Loaded {
                workflow: None,
                findings: vec![finding],
            }
        }
    }
}

/// Reads a workflow.
pub fn load(input: &Input) -> Loaded {
    let mut log = Log::new(&input.source);
    log.bodies = input.bodies.clone();
    let (text, left_out) = syntax::readable(&mut log, &input.source);
    let parsed = syntax::parse(&mut log, &input.source, &text, left_out);
    let document = View::document(&log, parsed.document.get_ref());
    let id = workflow_id(&log, &document);
    let workflow = if known_format(&mut log, &document, &parsed.damaged) {
        syntax::tell_duplicates(&mut log, parsed.document.get_ref(), &parsed.duplicates);
        lower(&mut log, input, &document)
    } else {
        None
    };
    if !parsed.damaged.is_empty() {
        log.keep_certain(&parsed.damaged);
    }
    let workflow = workflow.filter(|_| !log.failed());
    let mut findings = log.findings;
    findings.sort_by_key(|finding| {
        let place = finding
            .place()
            .map(|place| (place.file() != input.source.name(), place.span().start));
        (place, finding.code)
    });
    // Some keys are read by two checks.
    findings.dedup();
    for finding in &mut findings {
        finding.workflow.clone_from(&id);
    }
    Loaded { workflow, findings }
}

fn workflow_id(log: &Log, document: &View<'_>) -> Option<String> {
    let table = document.get(log, "workflow")?;
    let id = table.value.as_table()?.get("id")?;
    id.get_ref().as_str().map(str::to_owned)
}

/// Whether the file is of the format that is read; any other is refused in one
/// sentence, and nothing else is said of it.
///
/// What stands on a damaged line is not judged: its fault is told already.
pub(in crate::workflow) fn known_format(
    log: &mut Log,
    document: &View<'_>,
    damaged: &[usize],
) -> bool {
    let whole = damaged.is_empty();
    let Some(item) = document.get(log, "format") else {
        let slipped = document
            .get(log, "workflow")
            .and_then(|table| {
                table
                    .value
                    .as_table()
                    .map(|table| table.contains_key("format"))
            })
            .unwrap_or(false);
        // What could not be read may have held it; what slipped is told as that.
        if whole && !slipped {
            log.report(
                "",
                Finding::new(codes::NO_FORMAT)
                    .at(&document.place)
                    .with("known", &FORMAT),
            );
        }
        return !whole || slipped;
    };
    if integer_of(item.value) == Some(FORMAT) {
        return true;
    }
    if damaged.contains(&item.place.line()) {
        return false;
    }
    let found = match item.value {
        DeValue::Integer(_) | DeValue::Float(_) | DeValue::String(_) => {
            Bilingual::from(&format!("`{}`", item.place.text()))
        }
        other => kind_of(other),
    };
    log.findings.clear();
    log.report(
        "",
        Finding::new(codes::UNKNOWN_FORMAT)
            .at(&item.place)
            .with("found", found)
            .with("known", &FORMAT),
    );
    false
}

fn lower(log: &mut Log, input: &Input, document: &View<'_>) -> Option<Workflow> {
    document.know(log, &crate::workflow::keys::WORKFLOW_FILE.names(), &[]);
    let roles = document.declared(log, "role");
    let facts = document.declared(log, "fact");
    let states = document.declared(log, "state");
    let transitions = document.declared(log, "transition");
    let deadlines = document.declared(log, "deadline");
    let mut names = Names::default();
    names.declare(log, Kind::Role, &roles);
    names.declare(log, Kind::Fact, &facts);
    names.declare(log, Kind::State, &states);
    names.declare(log, Kind::Transition, &transitions);
    names.declare(log, Kind::Deadline, &deadlines);

    let head = document
        .get(log, "workflow")
        .and_then(|item| document.inner(&item, "workflow".to_owned(), "[workflow]".to_owned()));
    if head.is_none() {
        document.missing(log, "workflow");
    }
    let header = head
        .as_ref()
        .and_then(|view| header::header(log, &names, view));
    let files = match &head {
        Some(view) => header::rule_files(log, view, &input.rule_files),
        None => None,
    };
    let (functions, missing) = rule::functions(log, files.as_deref());

    let declared = fact::facts(log, &facts);
    let mut rules = Rules::new(&names, &declared, functions, missing);
    rules.scope.children = opens::names(log, &states, &transitions);
    let computed = rules.compute(log, &declared);
    let mut book = Book {
        names,
        facts: declared,
        rules,
        roles: Vec::new(),
    };
    let roles = role::roles(log, &book, &roles);
    book.roles = roles.iter().flatten().cloned().collect();
    let book = book;
    let roles: Option<Vec<Role>> = roles.into_iter().collect();
    let recusals = document.declared(log, "recusal");
    let recusals = body::recusals(log, &book, &recusals);
    let recuses = recuses(log, &book, &facts);
    let assumes = document.declared(log, "assume");
    let assumes = property::assumes(log, &book, &assumes);
    let tree = state::states(log, &book, &states, document);
    let mut acts = transition::transitions(log, &book, &transitions);
    if let (Some(tree), Some(acts)) = (&tree, &acts) {
        together::check(log, tree, acts, &transitions);
        opens::agree(log, tree, acts);
        together::check_assigned(log, &book.roles, acts);
    }
    let timed = time::deadlines(log, &book, &deadlines);
    if let (Some(timed), Some(tree), Some(acts)) = (&timed, &tree, &mut acts) {
        timing::check(log, timed, tree, acts, (&deadlines, &transitions));
        timing::with_reasons(timed, acts);
    }
    let erasure = mandate::mandate(log, &book, document, "erasure");
    let correction = mandate::mandate(log, &book, document, "correction");
    let waivers = document.declared(log, "waive");
    let waivers = waiver::waivers(log, &waivers);
    let figures = document.declared(log, "figure");
    let figures = figure::figures(log, &book, &figures);
    let properties = document.declared(log, "property");
    let properties = property::properties(log, &book, &properties);
    let recommendations = document.declared(log, "recommendation");
    let recommendations = recommendation::recommendations(
        log,
        &book,
        &recommendations,
        acts.as_deref(),
        timed.as_deref(),
    );

    let departures = revise::departures(log, &book.names, document, header.as_ref());

    let header = header?;
    let facts = facts_of(&book, &computed, &recuses?)?;
    let (states, transitions) = (tree?, acts?);
    let fact_index = index(facts.iter().map(|fact| &fact.element.id));
    Some(Workflow {
        source: Arc::clone(&input.source),
        element: header.element,
        ordinance: header.ordinance.text,
        ordinance_place: header.ordinance.place,
        revision: header.revision,
        in_force: header.in_force,
        zone: header.zone,
        calendar: header.calendar.map(|word| (word.text, word.place)),
        transitional: header.transitional,
        departures: departures?,
        opened_by: header.opened_by,
        rule_files: files?,
        functions: book.rules.scope.functions.clone(),
        roles: roles?,
        facts,
        assumes: assumes?,
        state_index: state_index(&states),
        transition_index: transition_index(&transitions),
        states,
        transitions,
        deadlines: timed?,
        recommendations: recommendations?,
        properties: properties?,
        bodies_file: match &input.bodies {
            BodiesFile::Read(bodies) if !log.named.is_empty() => Some(Arc::clone(&bodies.source)),
            _ => None,
        },
        bodies: log.named.values().cloned().collect(),
        recusals: recusals?,
        erasure: erasure?,
        correction: correction?,
        waivers: waivers?,
        figures: figures?,
        fact_index,
    })
}

/// The members that take no part in each ballot, by fact.
fn recuses(
    log: &mut Log,
    book: &Book,
    tables: &[(Word, View<'_>)],
) -> Option<BTreeMap<Name, Vec<Name>>> {
    let mut all = Some(BTreeMap::new());
    for (id, view) in tables {
        match body::people(log, book, view, "recuses") {
            Some(facts) => all.as_mut().map(|all| all.insert(id.text.clone(), facts)),
            None => {
                all = None;
                continue;
            }
        };
    }
    all
}

fn facts_of(
    book: &Book,
    computed: &BTreeMap<Name, Rule>,
    recuses: &BTreeMap<Name, Vec<Name>>,
) -> Option<Vec<Fact>> {
    book.facts
        .iter()
        .map(|fact| {
            let source = match &fact.origin {
                Origin::Acts => FactSource::Acts,
                Origin::Opening => FactSource::Opening,
                Origin::Initial(value) => FactSource::Initial(value.clone()?),
                Origin::Computed(_) => FactSource::Computed(computed.get(&fact.id)?.clone()),
            };
            Some(Fact {
                element: fact.element.clone()?,
                of: fact.of.clone()?,
                source,
                optional: fact.optional,
                recuses: recuses.get(&fact.id).cloned().unwrap_or_default(),
                personal: fact.personal,
            })
        })
        .collect()
}

fn index<'a>(ids: impl Iterator<Item = &'a Name>) -> BTreeMap<Name, usize> {
    ids.enumerate().map(|(at, id)| (id.clone(), at)).collect()
}

fn state_index(states: &[State]) -> BTreeMap<Name, StateId> {
    index(states.iter().map(|state| &state.element.id))
        .into_iter()
        .map(|(id, at)| (id, StateId(at)))
        .collect()
}

fn transition_index(transitions: &[Transition]) -> BTreeMap<Name, TransitionId> {
    index(transitions.iter().map(|transition| &transition.element.id))
        .into_iter()
        .map(|(id, at)| (id, TransitionId(at)))
        .collect()
}

/// A word that stands for a table without an id.
fn nameless(place: &Place) -> Word {
    Word {
        text: "".into(),
        place: place.clone(),
    }
}
