//! Object-centric event logs: OCEL 2.0 in JSON.
//!
//! One event an entry. Objects are the cases (each of the type of its workflow),
//! the persons who acted or for whom (by their opaque ids), the bodies whose seats
//! were read or changed, and, where values are asked for, the documents given.
//! A case is related to the case that opened it.

use std::collections::{BTreeMap, BTreeSet};

use super::value::{documents, given};
use super::{Options, Record, Trail, attempted, words};
use crate::audit::canonical::Json;
use crate::engine::child::Body;
use crate::engine::{CLOCK, Content, ENGINE};

/// The attributes of every event; all are strings.
const EVENT: &[&str] = &[
    "capacity",
    "effective",
    "entry",
    "given",
    "grounds",
    "hash",
    "kind",
    "outcome",
    "transition",
];

/// The attributes of a case.
const CASE: &[&str] = &["outcome", "revision"];

/// The log of a trail.
pub fn render(trail: &Trail, options: Options) -> Vec<u8> {
    let workflows = trail.workflows_of_cases();
    let mut events = Vec::new();
    let mut types: BTreeSet<String> = BTreeSet::new();
    let mut objects = Objects::default();
    for (case, workflow) in &workflows {
        objects.add("case", case, workflow);
    }
    for record in &trail.records {
        let entry = &record.entry;
        let Some(workflow) = workflows.get(&entry.case) else {
            continue;
        };
        let of = match attempted(&entry.content) {
            Some(transition) => match &entry.content {
                Content::Act { .. } => format!("{workflow}.{transition}"),
                content => format!("{workflow}.{transition}.{}", content.as_str()),
            },
            None => format!("{workflow}.{}", entry.content.as_str()),
        };
        let related = related(record, options, &mut objects);
        let id = format!("{}/{}", entry.case, entry.seq);
        events.push(Json::object([
            ("attributes", attributes(record, options)),
            ("id", Json::text(id)),
            ("relationships", Json::List(related)),
            ("time", Json::text(entry.recorded.to_string())),
            ("type", Json::text(of.clone())),
        ]));
        types.insert(of);
        of_case(record, &mut objects);
    }
    let event_types = types.into_iter().map(|name| declared(name, EVENT));
    let object_types: BTreeSet<String> = objects.all.values().map(|one| one.of.clone()).collect();
    let object_types = object_types.into_iter().map(|name| {
        let attributes = if name == PERSON || name == BODY {
            &[]
        } else if name == DOCUMENT {
            &["name"]
        } else {
            CASE
        };
        declared(name, attributes)
    });
    let log = Json::object([
        ("eventTypes", Json::List(event_types.collect())),
        ("events", Json::List(events)),
        ("objectTypes", Json::List(object_types.collect())),
        ("objects", objects.into_json()),
    ]);
    log.to_bytes()
}

// No workflow has such a name: they stand before a colon.
const PERSON: &str = "jorye:person";
const BODY: &str = "jorye:body";
const DOCUMENT: &str = "jorye:document";

/// A type with its attributes.
fn declared(name: String, attributes: &[&str]) -> Json {
    let attributes = attributes
        .iter()
        .map(|name| Json::object([("name", Json::text(*name)), ("type", Json::text("string"))]));
    Json::object([
        ("attributes", Json::List(attributes.collect())),
        ("name", Json::text(name)),
    ])
}

fn attributes(record: &Record, options: Options) -> Json {
    let entry = &record.entry;
    let mut all: BTreeMap<&str, String> = BTreeMap::from([
        ("effective", entry.effective.to_string()),
        ("entry", entry.seq.to_string()),
        ("hash", record.hash.to_string()),
        ("kind", entry.content.as_str().to_owned()),
    ]);
    let mut some = |name, value: Option<String>| {
        if let Some(value) = value {
            all.insert(name, value);
        }
    };
    some(
        "capacity",
        entry.subject.capacity.as_ref().map(ToString::to_string),
    );
    some(
        "transition",
        attempted(&entry.content).map(ToString::to_string),
    );
    some("outcome", entry.content.outcome().map(ToString::to_string));
    let grounds = entry.content.grounds();
    some(
        "grounds",
        (!grounds.is_empty()).then(|| words(grounds).join(", ")),
    );
    if options.values {
        let given = given(entry);
        let json = Json::object(
            given
                .into_iter()
                .map(|(name, value)| (name, Json::text(value))),
        );
        let text = String::from_utf8_lossy(&json.to_bytes()).into_owned();
        some("given", Some(text));
    }
    let all = all.into_iter().map(|(name, value)| {
        Json::object([("name", Json::text(name)), ("value", Json::text(value))])
    });
    Json::List(all.collect())
}

/// The objects that an event is about.
fn related(record: &Record, options: Options, objects: &mut Objects) -> Vec<Json> {
    let entry = &record.entry;
    let mut all: BTreeSet<(String, &str)> = BTreeSet::new();
    all.insert((objects.id("case", &entry.case), "case"));
    let actor = &*entry.subject.actor;
    if actor != CLOCK && actor != ENGINE {
        all.insert((objects.add("person", actor, PERSON), "actor"));
    }
    if let Some(behalf) = &entry.subject.on_behalf_of {
        all.insert((
            objects.add("person", &behalf.person, PERSON),
            "on behalf of",
        ));
    }
    for row in &entry.register {
        if let Some(tenure) = &row.tenure {
            all.insert((objects.add("body", &tenure.body, BODY), "register read"));
        }
    }
    for effect in entry.content.steps().iter().flat_map(|step| &step.seats) {
        all.insert((objects.add("body", effect.body(), BODY), "seats changed"));
    }
    match &entry.content {
        Content::Received { from, .. } => {
            all.insert((objects.id("case", from), "message from"));
        }
        Content::Unopened { child, .. } => {
            all.insert((objects.id("case", child), "not opened"));
        }
        _ => {}
    }
    for sent in &entry.sends {
        let qualifier = match sent.body {
            Body::Open(_) => "opens",
            Body::Close { .. } => "closes",
            Body::Report { .. } => "reports to",
        };
        all.insert((objects.id("case", &sent.to), qualifier));
    }
    if options.values {
        for (hash, name) in documents(entry) {
            let id = objects.add("document", &hash, DOCUMENT);
            objects.set(&id, "name", record, name);
            all.insert((id, "document"));
        }
    }
    // What was never opened is no object.
    let known = all
        .into_iter()
        .filter(|(id, _)| objects.all.contains_key(id));
    known
        .map(|(id, qualifier)| relation(&id, qualifier))
        .collect()
}

fn relation(object: &str, qualifier: &str) -> Json {
    Json::object([
        ("objectId", Json::text(object)),
        ("qualifier", Json::text(qualifier)),
    ])
}

/// What an entry says of its case as an object.
fn of_case(record: &Record, objects: &mut Objects) {
    let id = objects.id("case", &record.entry.case);
    if let Content::Opened {
        revision, origin, ..
    } = &record.entry.content
    {
        objects.set(&id, "revision", record, revision.to_string());
        if let Some(origin) = origin {
            let parent = objects.id("case", &origin.case);
            if let Some(object) = objects.all.get_mut(&id) {
                object.related.push(relation(&parent, "opened by"));
            }
        }
    }
    if let Some(outcome) = record.entry.content.outcome() {
        objects.set(&id, "outcome", record, outcome.to_string());
    }
}

/// The objects of a log, by id.
#[derive(Default)]
struct Objects {
    all: BTreeMap<String, Object>,
}

struct Object {
    of: String,
    attributes: Vec<Json>,
    related: Vec<Json>,
}

impl Objects {
    /// The id of an object: what it is stands before it, so that a case and a
    /// person may bear one name.
    fn id(&self, what: &str, name: &str) -> String {
        format!("{what}:{name}")
    }

    fn add(&mut self, what: &str, name: &str, of: &str) -> String {
        let id = self.id(what, name);
        self.all.entry(id.clone()).or_insert_with(|| Object {
            of: of.to_owned(),
            attributes: Vec::new(),
            related: Vec::new(),
        });
        id
    }

    fn set(&mut self, id: &str, name: &str, record: &Record, value: String) {
        if let Some(object) = self.all.get_mut(id) {
            object.attributes.push(Json::object([
                ("name", Json::text(name)),
                ("time", Json::text(record.entry.recorded.to_string())),
                ("value", Json::text(value)),
            ]));
        }
    }

    fn into_json(self) -> Json {
        let all = self.all.into_iter().map(|(id, object)| {
            Json::object([
                ("attributes", Json::List(object.attributes)),
                ("id", Json::text(id)),
                ("relationships", Json::List(object.related)),
                ("type", Json::text(object.of)),
            ])
        });
        Json::List(all.collect())
    }
}
