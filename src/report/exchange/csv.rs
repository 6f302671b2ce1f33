//! CSV (RFC 4180): one row an entry, in the order of the log. The columns are
//! always these, in this order; what an entry does not have is empty, and lists
//! stand with `;` between.

use super::value::given;
use super::{Options, Trail, attempted, hex, words};
use crate::audit::canonical::Json;
use crate::engine::Content;
use crate::guard::Name;

/// The columns that are always there.
const COLUMNS: &[&str] = &[
    "index",
    "hash",
    "case",
    "sequence",
    "workflow",
    "kind",
    "recorded",
    "effective",
    "date",
    "actor",
    "capacity",
    "on_behalf_of",
    "via",
    "transition",
    "deadline",
    "grounds",
    "taken",
    "left",
    "entered",
    "outcome",
    "parent",
    "semantics",
    "manifest",
];

/// The table of a trail, with a last column `given` where values are asked for.
pub fn render(trail: &Trail, options: Options) -> String {
    let workflows = trail.workflows_of_cases();
    let mut out = String::new();
    let more: &[&str] = if options.values { &["given"] } else { &[] };
    row(
        &mut out,
        COLUMNS.iter().chain(more).map(|name| (*name).to_owned()),
    );
    for record in &trail.records {
        let entry = &record.entry;
        let content = &entry.content;
        let text = |name: Option<&Name>| name.map_or_else(String::new, ToString::to_string);
        let steps = content.steps();
        let mut entered: Vec<&str> = Vec::new();
        if let Content::Opened { entered: first, .. } = content {
            entered.extend(first.iter().map(|name| &**name));
        }
        entered.extend(
            steps
                .iter()
                .flat_map(|step| &step.entered)
                .map(|name| &**name),
        );
        let left: Vec<&str> = steps
            .iter()
            .flat_map(|step| &step.left)
            .map(|name| &**name)
            .collect();
        let taken: Vec<&str> = steps.iter().map(|step| &*step.transition).collect();
        let behalf = entry.subject.on_behalf_of.as_ref();
        let deadline = match content {
            Content::Clock { deadline, .. } => Some(deadline),
            _ => None,
        };
        let parent = match content {
            Content::Opened {
                origin: Some(origin),
                ..
            } => Some(&origin.case),
            _ => None,
        };
        let mut fields = vec![
            record.index.to_string(),
            record.hash.to_string(),
            entry.case.to_string(),
            entry.seq.to_string(),
            text(workflows.get(&entry.case).copied()),
            content.as_str().to_owned(),
            entry.recorded.to_string(),
            entry.effective.to_string(),
            entry.date.to_string(),
            entry.subject.actor.to_string(),
            text(entry.subject.capacity.as_ref()),
            text(behalf.map(|behalf| &behalf.person)),
            entry.subject.via.to_string(),
            text(attempted(content)),
            text(deadline),
            words(content.grounds()).join(";"),
            taken.join(";"),
            left.join(";"),
            entered.join(";"),
            text(content.outcome()),
            text(parent),
            entry.semantics.to_string(),
            hex(&entry.manifest),
        ];
        if options.values {
            let given = given(entry).into_iter();
            let given = Json::object(given.map(|(name, value)| (name, Json::text(value))));
            fields.push(String::from_utf8_lossy(&given.to_bytes()).into_owned());
        }
        row(&mut out, fields.into_iter());
    }
    out
}

/// One record: fields with a comma, a quotation mark or the end of a line in them
/// stand in quotation marks.
pub(in crate::report) fn row(out: &mut String, fields: impl Iterator<Item = String>) {
    for (number, field) in fields.enumerate() {
        if number > 0 {
            out.push(',');
        }
        if field.contains([',', '"', '\r', '\n']) {
            out.push('"');
            out.push_str(&field.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&field);
        }
    }
    out.push_str("\r\n");
}
