//! Findings for code scanning: SARIF 2.1.0 (OASIS, with Errata 01).

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};

use serde_json::{Map, Value, json};

use super::json::bilingual;
use crate::check::Report;
use crate::command::explain::pages;
use crate::diagnostic::{Bilingual, Code, Finding, Label, Lang, Level, Place, Verdict, catalogue};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The log: one run for each library (or file that lies in none) looked at.
pub fn log(parts: &[(PathBuf, Report)], lang: Lang) -> Value {
    let runs: Vec<Value> = parts
        .iter()
        .map(|(folder, report)| run(folder, report, lang))
        .collect();
    json!({ "$schema": SCHEMA, "version": "2.1.0", "runs": runs })
}

fn run(folder: &Path, report: &Report, lang: Lang) -> Value {
    let waived = report.waived.iter().map(|waived| &waived.finding);
    let all = report.findings.iter().chain(waived);
    let codes: BTreeSet<Code> = all.map(|finding| finding.code).collect();
    let codes: Vec<Code> = codes.into_iter().collect();
    let results: Vec<Value> = report
        .findings
        .iter()
        .map(|finding| Value::Object(result(finding, &codes, folder, lang)))
        .chain(report.waived.iter().map(|waived| {
            let mut stays = result(&waived.finding, &codes, folder, lang);
            // Section 3.35 of the standard.
            let justified = json!([{
                "kind": "inSource",
                "status": "accepted",
                "justification": waived.reason.get(lang),
            }]);
            stays.insert("suppressions".to_owned(), justified);
            Value::Object(stays)
        }))
        .collect();
    let counts = &report.checked;
    let language = match lang {
        Lang::Ko => "ko",
        Lang::En => "en",
    };
    json!({
        "tool": { "driver": {
            "name": "jorye",
            "version": env!("CARGO_PKG_VERSION"),
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "language": language,
            "rules": codes.iter().map(|code| rule(*code, lang)).collect::<Vec<_>>(),
        } },
        "language": language,
        "columnKind": "unicodeCodePoints",
        "invocations": [{ "executionSuccessful": true }],
        "results": results,
        "properties": {
            "verdict": report.verdict().as_str(),
            "files": counts.files,
            "workflows": counts.workflows,
            "provisions": counts.provisions,
        },
    })
}

/// A code, with its whole page as help.
fn rule(code: Code, lang: Lang) -> Value {
    let message = catalogue::message(code);
    let page = pages::of(code);
    let markdown = page.get(lang).trim();
    json!({
        "id": code.to_string(),
        "name": message.name,
        "shortDescription": { "text": page.title(lang) },
        "help": { "text": markdown, "markdown": markdown },
        "defaultConfiguration": { "level": level(message.level) },
    })
}

fn result(finding: &Finding, codes: &[Code], folder: &Path, lang: Lang) -> Map<String, Value> {
    // Only what fails has a level (section 3.27.9 of the standard).
    let (kind, level) = match finding.verdict {
        Verdict::Refuted => ("fail", level(finding.level)),
        Verdict::Undecided => ("open", "none"),
        Verdict::Proved => ("pass", "none"),
    };
    let mut object = Map::new();
    let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
    put("ruleId", finding.code.to_string().into());
    if let Ok(index) = codes.binary_search(&finding.code) {
        put("ruleIndex", index.into());
    }
    put("kind", kind.into());
    put("level", level.into());
    put("message", json!({ "text": told(finding, lang) }));
    let mut labels = finding.labels.iter();
    let main = location(finding, labels.next(), folder);
    if !main.is_empty() {
        put("locations", json!([main]));
    }
    let related: Vec<Value> = labels
        .enumerate()
        .map(|(at, label)| {
            let mut place = Map::new();
            place.insert("id".to_owned(), at.into());
            place.insert(
                "physicalLocation".to_owned(),
                physical(&label.place, folder),
            );
            let says = label.says.get(lang);
            if !says.is_empty() {
                place.insert("message".to_owned(), json!({ "text": says }));
            }
            Value::Object(place)
        })
        .collect();
    if !related.is_empty() {
        put("relatedLocations", related.into());
    }
    put("properties", properties(finding));
    object
}

/// What is wrong, what follows, how to mend it, and every remark.
fn told(finding: &Finding, lang: Lang) -> String {
    let citation = finding.citation.as_ref().map(|cited| cited.get(lang));
    let parts = [
        finding.title(lang),
        finding.follows(lang),
        finding.help(lang),
    ];
    let notes = finding.notes.iter().map(|note| note.get(lang).to_owned());
    let near = finding
        .suggestion
        .as_deref()
        .map(|near| super::words::did_you_mean(near, lang));
    let mut lines: Vec<String> = parts.into_iter().collect();
    lines.extend(citation.map(|cited| format!("[{cited}]")));
    lines.extend(notes);
    let story = finding.story.iter().flat_map(|story| &story.lines);
    lines.extend(story.map(|line| format!("{} {}", line.on, line.says.get(lang))));
    lines.extend(near);
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

fn properties(finding: &Finding) -> Value {
    let both =
        |text: &dyn Fn(Lang) -> String| bilingual(&Bilingual::new(text(Lang::Ko), text(Lang::En)));
    json!({
        "verdict": finding.verdict.as_str(),
        "workflow": finding.workflow,
        "element": finding.element,
        "citation": finding.citation.as_ref().map(|citation| &citation.ko),
        "message": both(&|lang| finding.title(lang)),
        "help": both(&|lang| finding.help(lang)),
    })
}

fn location(finding: &Finding, label: Option<&Label>, folder: &Path) -> Map<String, Value> {
    let mut object = Map::new();
    if let Some(label) = label {
        object.insert(
            "physicalLocation".to_owned(),
            physical(&label.place, folder),
        );
    }
    let names = [finding.workflow.as_deref(), finding.element.as_deref()];
    let name: Vec<&str> = names.into_iter().flatten().collect();
    if !name.is_empty() {
        let logical = json!([{ "fullyQualifiedName": name.join("."), "kind": "element" }]);
        object.insert("logicalLocations".to_owned(), logical);
    }
    object
}

fn physical(place: &Place, folder: &Path) -> Value {
    let span = place.span();
    let (line, column) = place.source().line_column(span.start);
    let (end_line, end_column) = place.source().line_column(span.end);
    json!({
        "artifactLocation": { "uri": uri(&file(folder, place.file())) },
        "region": {
            "startLine": line,
            "startColumn": column,
            "endLine": end_line,
            "endColumn": end_column,
        },
    })
}

/// Where a file of a library lies, as the command line names the library.
fn file(folder: &Path, name: &str) -> PathBuf {
    if !folder.is_file() {
        return folder.join(name);
    }
    // A file that lies in no library: its name is made as if it did.
    let bare = name.rsplit('/').next().unwrap_or(name);
    folder.parent().unwrap_or(Path::new("")).join(bare)
}

/// A path as a URI reference (RFC 3986): relative paths stay relative, so that
/// a scanner finds them in its checkout.
fn uri(path: &Path) -> String {
    let mut out = String::new();
    if path.is_absolute() {
        out.push_str("file://");
    }
    let mut first = !path.is_absolute();
    for part in path.components() {
        let part = match part {
            Component::CurDir | Component::RootDir => continue,
            Component::ParentDir => "..".into(),
            Component::Prefix(prefix) => prefix.as_os_str().to_string_lossy(),
            Component::Normal(name) => name.to_string_lossy(),
        };
        if !first {
            out.push('/');
        }
        first = false;
        for byte in part.bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                    out.push(char::from(byte));
                }
                _ => {
                    // Nothing can fail that writes to memory.
                    let _ = write!(out, "%{byte:02X}");
                }
            }
        }
    }
    out
}

const fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_uri_reference() {
        assert_eq!(
            uri(Path::new("./workflows/a b.toml")),
            "workflows/a%20b.toml"
        );
        assert_eq!(uri(Path::new("../조례.md")), "../%EC%A1%B0%EB%A1%80.md");
        if cfg!(unix) {
            assert_eq!(uri(Path::new("/a/#1.md")), "file:///a/%231.md");
        }
    }

    #[test]
    fn what_is_not_decided_is_open_and_has_no_level() {
        let finding = Finding::new(Code(203)).verdict(Verdict::Undecided);
        let result = result(&finding, &[Code(203)], Path::new("."), Lang::En);
        assert_eq!(result["kind"], "open");
        assert_eq!(result["level"], "none");
        assert_eq!(result["ruleIndex"], 0);
    }
}
