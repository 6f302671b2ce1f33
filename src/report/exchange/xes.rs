//! Event logs in XES (IEEE 1849), with the extensions concept, lifecycle,
//! organizational and time: one trace a case, one event a transition taken.
//!
//! `concept:name` of an event is the label of a transition of the workflow's net
//! ([`super::pnml`]), so that the log can be held to it: the id of the transition,
//! with the states left and entered where it has several ways. The classifier
//! `Transition` takes the id alone. What takes no transition (refusals, assents,
//! messages that nothing follows from) is left out, or is an event of its own
//! with the lifecycle `ate_abort` or `unknown`, which no net knows.

use super::moves::{Event, events, nets};
use super::value::given;
use super::xml::Xml;
use super::{Options, Record, Trail, words};
use crate::engine::{Cause, Content};

/// The event log of a trail.
pub fn render(trail: &Trail, options: Options) -> String {
    let mut xml = Xml::document();
    xml.open(
        "log",
        &[
            ("xes.version", "1849.2016"),
            ("xes.features", ""),
            ("xmlns", "http://www.xes-standard.org/"),
        ],
    );
    for (name, prefix) in [
        ("Concept", "concept"),
        ("Lifecycle", "lifecycle"),
        ("Organizational", "org"),
        ("Time", "time"),
    ] {
        let uri = format!("http://www.xes-standard.org/{prefix}.xesext");
        xml.empty(
            "extension",
            &[("name", name), ("prefix", prefix), ("uri", &uri)],
        );
    }
    xml.open("global", &[("scope", "trace")]);
    string(&mut xml, "concept:name", "");
    xml.close();
    xml.open("global", &[("scope", "event")]);
    string(&mut xml, "concept:name", "");
    string(&mut xml, "lifecycle:transition", "complete");
    string(&mut xml, "org:resource", "");
    value(&mut xml, "date", "time:timestamp", "1970-01-01T00:00:00Z");
    xml.close();
    for (name, keys) in [
        ("Move", "concept:name"),
        ("Transition", "transition"),
        ("Resource", "org:resource"),
    ] {
        xml.empty("classifier", &[("name", name), ("keys", keys)]);
    }
    string(&mut xml, "concept:name", &trail.log);
    string(&mut xml, "lifecycle:model", "standard");
    let nets = nets(trail);
    for (case, records) in trail.cases() {
        xml.open("trace", &[]);
        string(&mut xml, "concept:name", case);
        trace(&mut xml, &records);
        for one in events(trail, &nets, &records) {
            if one.moves || options.all {
                event(&mut xml, &one, options);
            }
        }
        xml.close();
    }
    xml.finish()
}

fn trace(xml: &mut Xml, records: &[&Record]) {
    if let Some(first) = records.first()
        && let Content::Opened {
            workflow,
            revision,
            origin,
            ..
        } = &first.entry.content
    {
        string(xml, "workflow", workflow);
        value(xml, "int", "revision", &revision.to_string());
        if let Some(origin) = origin {
            string(xml, "parent", &origin.case);
        }
    }
    let mut outcomes = records
        .iter()
        .rev()
        .filter_map(|one| one.entry.content.outcome());
    if let Some(outcome) = outcomes.next() {
        string(xml, "outcome", outcome);
    }
}

fn event(xml: &mut Xml, event: &Event<'_>, options: Options) {
    let entry = &event.record.entry;
    xml.open("event", &[]);
    string(xml, "concept:name", &event.label);
    let lifecycle = match &entry.content {
        Content::Refused { .. } => "ate_abort",
        _ if event.moves => "complete",
        _ => "unknown",
    };
    string(xml, "lifecycle:transition", lifecycle);
    string(xml, "org:resource", &entry.subject.actor);
    if let Some(role) = &entry.subject.capacity {
        string(xml, "org:role", role);
    }
    value(xml, "date", "time:timestamp", &entry.recorded.to_string());
    value(xml, "date", "effective", &entry.effective.to_string());
    if let Some(transition) = event.transition {
        string(xml, "transition", transition);
    }
    if let Some(cause) = event.cause.map(Cause::as_str) {
        string(xml, "cause", cause);
    }
    string(xml, "kind", entry.content.as_str());
    value(xml, "int", "entry", &entry.seq.to_string());
    value(xml, "int", "step", &event.step.to_string());
    string(xml, "hash", &event.record.hash.to_string());
    let grounds = entry.content.grounds();
    if !grounds.is_empty() {
        string(xml, "grounds", &words(grounds).join(", "));
    }
    if options.values && event.step == 0 {
        for (name, value) in given(entry) {
            string(xml, &name, &value);
        }
    }
    xml.close();
}

fn string(xml: &mut Xml, key: &str, text: &str) {
    value(xml, "string", key, text);
}

fn value(xml: &mut Xml, of: &'static str, key: &str, text: &str) {
    xml.empty(of, &[("key", key), ("value", text)]);
}
