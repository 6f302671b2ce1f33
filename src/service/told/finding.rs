//! Findings for programs.

use serde_json::{Map, Value, json};

use crate::diagnostic::{Bilingual, Finding, Lang, Place};

/// The object of one finding: `code`, `name`, `level`, `verdict`, `workflow`,
/// `element`, `place`, `places` (all of them, with their labels), `citation`,
/// `message`, `follows`, `help`, `notes`, `suggestion`, `story`. What a
/// finding does not have is `null`, an empty list, never a missing key.
pub fn finding(finding: &Finding) -> Value {
    let places: Vec<Value> = finding
        .labels
        .iter()
        .map(|label| {
            let mut object = position(&label.place);
            object.insert("says".to_owned(), bilingual(&label.says));
            Value::Object(object)
        })
        .collect();
    json!({
        "code": finding.code.to_string(),
        "name": finding.name(),
        "level": finding.level.as_str(),
        "verdict": finding.verdict.as_str(),
        "workflow": finding.workflow,
        "element": finding.element,
        "place": finding.place().map(place),
        "places": places,
        "citation": finding.citation.as_ref().map(|citation| &citation.ko),
        "message": both(|lang| finding.title(lang)),
        "follows": both(|lang| finding.follows(lang)),
        "help": both(|lang| finding.help(lang)),
        "notes": finding.notes.iter().map(bilingual).collect::<Vec<_>>(),
        "suggestion": finding.suggestion.as_deref().map(|near| near.trim_matches('`')),
        "story": finding
            .story
            .iter()
            .flat_map(|story| &story.lines)
            .map(|line| json!({
                "on": line.on,
                "by": line.by,
                "act": line.act,
                "says": bilingual(&line.says),
            }))
            .collect::<Vec<_>>(),
    })
}

/// `{"file","line","column"}`, line and column (in characters) from 1.
pub fn place(place: &Place) -> Value {
    Value::Object(position(place))
}

fn position(place: &Place) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("file".to_owned(), place.file().into());
    object.insert("line".to_owned(), place.line().into());
    object.insert("column".to_owned(), place.column().into());
    object
}

/// `{"ko","en"}`.
pub fn bilingual(text: &Bilingual) -> Value {
    json!({ "ko": text.ko, "en": text.en })
}

fn both(text: impl Fn(Lang) -> String) -> Value {
    json!({ "ko": text(Lang::Ko), "en": text(Lang::En) })
}
