//! Provenance as W3C PROV-JSON: who did what, on what ground, and what came of it.
//!
//! An entry is an activity, and the case after it an entity that it generated out
//! of the case before. Actors are agents. The definitions that an entry was decided
//! under and the provisions that its transition rests on are entities that it used.

use std::collections::BTreeMap;

use super::value::given;
use super::{Options, Record, Trail, attempted, hex, words};
use crate::audit::canonical::Json;
use crate::engine::{CLOCK, Content, ENGINE};

/// Statements of one kind, by their ids.
type Statements = BTreeMap<String, Json>;

/// The document of a trail.
pub fn render(trail: &Trail, options: Options) -> Vec<u8> {
    let mut document = Document::default();
    for record in &trail.records {
        document.entry(trail, record, options);
    }
    document.into_bytes(trail)
}

#[derive(Default)]
struct Document {
    all: BTreeMap<&'static str, Statements>,
    relations: u64,
}

impl Document {
    fn state(&mut self, of: &'static str, id: String, members: Vec<(&str, String)>) {
        let members = members
            .into_iter()
            .map(|(key, value)| (key, Json::text(value)));
        let statements = self.all.entry(of).or_default();
        statements
            .entry(id)
            .or_insert_with(|| Json::object(members));
    }

    fn relate(&mut self, of: &'static str, members: Vec<(&str, String)>) {
        self.relations += 1;
        self.state(of, format!("_:r{}", self.relations), members);
    }

    fn entry(&mut self, trail: &Trail, record: &Record, options: Options) {
        let entry = &record.entry;
        let activity = name("entry", &[&entry.case, &entry.seq.to_string()]);
        let mut members = vec![
            ("prov:startTime", entry.effective.to_string()),
            ("prov:endTime", entry.recorded.to_string()),
            ("prov:type", format!("jorye:{}", entry.content.as_str())),
            ("jorye:hash", record.hash.to_string()),
            ("jorye:index", record.index.to_string()),
            ("jorye:semantics", entry.semantics.to_string()),
        ];
        let transition = attempted(&entry.content);
        members.extend(transition.map(|one| ("jorye:transition", one.to_string())));
        if !entry.content.grounds().is_empty() {
            members.push(("jorye:grounds", words(entry.content.grounds()).join(", ")));
        }
        members.extend(
            entry
                .content
                .outcome()
                .map(|one| ("jorye:outcome", one.to_string())),
        );
        if options.values {
            let given = given(entry).into_iter();
            let given = Json::object(given.map(|(name, value)| (name, Json::text(value))));
            let text = String::from_utf8_lossy(&given.to_bytes()).into_owned();
            members.push(("jorye:given", text));
        }
        self.state("activity", activity.clone(), members);
        self.agents(record, &activity);
        self.used(trail, record, &activity);
        // The case as it stands after the entry.
        let after = name("case", &[&entry.case, &entry.seq.to_string()]);
        let members = vec![("prov:type", "jorye:case".to_owned())];
        self.state("entity", after.clone(), members);
        self.relate(
            "wasGeneratedBy",
            vec![
                ("prov:entity", after.clone()),
                ("prov:activity", activity.clone()),
                ("prov:time", entry.recorded.to_string()),
            ],
        );
        if let Some(before) = entry.seq.checked_sub(1).filter(|seq| *seq > 0) {
            let before = name("case", &[&entry.case, &before.to_string()]);
            self.relate(
                "wasDerivedFrom",
                vec![
                    ("prov:generatedEntity", after),
                    ("prov:usedEntity", before),
                    ("prov:activity", activity.clone()),
                ],
            );
        }
        let informant = match &entry.content {
            Content::Opened {
                origin: Some(origin),
                ..
            } => Some((&origin.case, origin.seq)),
            Content::Received { from, source, .. } => Some((from, *source)),
            _ => None,
        };
        if let Some((case, seq)) = informant {
            self.relate(
                "wasInformedBy",
                vec![
                    ("prov:informed", activity),
                    ("prov:informant", name("entry", &[case, &seq.to_string()])),
                ],
            );
        }
    }

    fn agents(&mut self, record: &Record, activity: &str) {
        let subject = &record.entry.subject;
        let actor = name("agent", &[&subject.actor]);
        let of = match &*subject.actor {
            CLOCK | ENGINE => "prov:SoftwareAgent",
            _ => "prov:Person",
        };
        let members = vec![("prov:type", of.to_owned())];
        self.state("agent", actor.clone(), members);
        let mut members = vec![
            ("prov:activity", activity.to_owned()),
            ("prov:agent", actor.clone()),
        ];
        let capacity = subject.capacity.as_ref();
        members.extend(capacity.map(|role| ("prov:role", role.to_string())));
        self.relate("wasAssociatedWith", members);
        if let Some(behalf) = &subject.on_behalf_of {
            let person = name("agent", &[&behalf.person]);
            let members = vec![("prov:type", "prov:Person".to_owned())];
            self.state("agent", person.clone(), members);
            self.relate(
                "actedOnBehalfOf",
                vec![
                    ("prov:delegate", actor),
                    ("prov:responsible", person),
                    ("prov:activity", activity.to_owned()),
                ],
            );
        }
    }

    /// The definitions under which it was decided, and the provisions on which
    /// what it attempts rests.
    fn used(&mut self, trail: &Trail, record: &Record, activity: &str) {
        let entry = &record.entry;
        let manifest = name("definition", &[&hex(&entry.manifest)]);
        let mut members = vec![("prov:type", "jorye:definition".to_owned())];
        let workflow = trail.workflows.get(&entry.manifest);
        if let Some(workflow) = workflow {
            members.push(("jorye:workflow", workflow.id().to_string()));
            members.push(("jorye:revision", workflow.revision.to_string()));
        }
        self.state("entity", manifest.clone(), members);
        let mut entities = vec![manifest];
        if let Some(workflow) = workflow {
            let steps = entry.content.steps().iter().map(|step| &step.transition);
            let mut transitions: Vec<_> =
                attempted(&entry.content).into_iter().chain(steps).collect();
            transitions.dedup();
            let cited = transitions
                .into_iter()
                .filter_map(|one| workflow.transition(one))
                .flat_map(|one| &one.element.basis);
            for one in cited {
                let text = one.citation.text.as_deref().unwrap_or(&workflow.ordinance);
                let path = one.citation.path.to_string();
                let provision = name("provision", &[text, &path]);
                let members = vec![
                    ("prov:type", "jorye:provision".to_owned()),
                    ("prov:label", format!("{text} {path}")),
                ];
                self.state("entity", provision.clone(), members);
                entities.push(provision);
            }
        }
        entities.dedup();
        for entity in entities {
            self.relate(
                "used",
                vec![
                    ("prov:activity", activity.to_owned()),
                    ("prov:entity", entity),
                ],
            );
        }
    }

    fn into_bytes(self, trail: &Trail) -> Vec<u8> {
        let prefixes = ["entry", "case", "agent", "definition", "provision"];
        let own = prefixes
            .into_iter()
            .map(|prefix| (prefix, format!("urn:jorye:{}:{prefix}:", trail.log)))
            .chain([("jorye", "urn:jorye:".to_owned())]);
        let own = own.map(|(prefix, uri)| (prefix, Json::text(uri)));
        let mut members = vec![("prefix".to_owned(), Json::object(own))];
        members.extend(
            self.all
                .into_iter()
                .map(|(of, statements)| (of.to_owned(), Json::object(statements))),
        );
        Json::object(members).to_bytes()
    }
}

/// A qualified name: its local part holds letters, digits, `-`, `_` and `.` alone,
/// and everything else in percent-encoding.
fn name(prefix: &str, parts: &[&str]) -> String {
    let parts: Vec<String> = parts.iter().map(|part| encode(part)).collect();
    format!("{prefix}:{}", parts.join("."))
}

fn encode(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
