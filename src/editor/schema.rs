//! The form of the files of a library as JSON Schema (draft 2020-12), made from
//! the table of keys, so that an editor completes and validates.
//!
//! It says what can be said of a file by itself: which keys there are, which must
//! be there, and what they hold. Whether a name names anything is for
//! `jorye check`.

use serde_json::{Map, Value, json};

use crate::diagnostic::Lang;
use crate::workflow::keys::{FILES, Holds, Key, Need, Table};

/// The kinds of files, by the names that the command takes.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(kind, _)| *kind)
}

/// The schema of a kind of file; `None` for what is no kind.
pub fn schema(kind: &str, lang: Lang) -> Option<Value> {
    let (_, file) = FILES.iter().find(|(known, _)| *known == kind)?;
    let mut schema = Map::new();
    schema.insert(
        "$schema".to_owned(),
        json!("https://json-schema.org/draft/2020-12/schema"),
    );
    schema.insert("title".to_owned(), json!(file.head));
    let Value::Object(mut body) = of_table(file, lang) else {
        return None;
    };
    schema.append(&mut body);
    let mut definitions = Map::new();
    for table in file.below().into_iter().skip(1) {
        definitions.insert(name(table), of_table(table, lang));
    }
    schema.insert("$defs".to_owned(), Value::Object(definitions));
    Some(Value::Object(schema))
}

/// The name of a table among the definitions: its head, in letters and `_`.
fn name(table: &Table) -> String {
    let letters = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let name: String = table.head.chars().map(letters).collect();
    name.trim_matches('_').to_owned()
}

fn of_table(table: &Table, lang: Lang) -> Value {
    let mut properties = Map::new();
    for key in table.keys {
        properties.insert(key.name.to_owned(), of_key(key, lang));
    }
    let required: Vec<&str> = table
        .keys
        .iter()
        .filter(|key| key.need == Need::Must)
        .map(|key| key.name)
        .collect();
    let mut object = json!({
        "type": "object",
        "description": pick(lang, table.ko, table.en),
        "properties": properties,
        "additionalProperties": false,
    });
    if let (Value::Object(object), false) = (&mut object, required.is_empty()) {
        object.insert("required".to_owned(), json!(required));
    }
    object
}

const fn pick(lang: Lang, ko: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Ko => ko,
        Lang::En => en,
    }
}

fn of_key(key: &Key, lang: Lang) -> Value {
    let mut value = of(&key.holds);
    if let Value::Object(object) = &mut value {
        object.insert("description".to_owned(), json!(pick(lang, key.ko, key.en)));
    }
    value
}

/// The schema of a value.
fn of(holds: &Holds) -> Value {
    match holds {
        Holds::Title => json!({
            "type": "object",
            "properties": { "ko": { "type": "string" }, "en": { "type": "string" } },
            "required": ["ko", "en"],
            "additionalProperties": false,
        }),
        Holds::Id => json!({ "type": "string", "pattern": "^[a-z][a-z0-9_]{0,63}$" }),
        Holds::Text | Holds::Name => json!({ "type": "string" }),
        Holds::Rule => json!({ "type": "string", "minLength": 1 }),
        Holds::Names | Holds::Citation => json!({ "anyOf": [
            { "type": "string" },
            { "type": "array", "items": { "type": "string" } },
        ] }),
        Holds::Flag => json!({ "type": "boolean" }),
        Holds::Number(least) if *least == i64::MIN => json!({ "type": "integer" }),
        Holds::Number(least) => json!({ "type": "integer", "minimum": least }),
        // A date of TOML; editors hand it on as a text.
        Holds::Date => json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }),
        Holds::Period => json!({ "type": "string", "pattern": "^[0-9]+ [a-z ]+$" }),
        Holds::Fraction => json!({ "type": "string", "pattern": "^[0-9]+/[0-9]+$" }),
        Holds::Word(words) => json!({ "type": "string", "enum": words }),
        Holds::Any => json!({}),
        Holds::Map(inner) => json!({ "type": "object", "additionalProperties": of(inner) }),
        Holds::List(inner) => json!({ "type": "array", "items": of(inner) }),
        Holds::Table(table) => reference(table),
        Holds::Each(table) => {
            json!({ "type": "object", "additionalProperties": reference(table) })
        }
        Holds::Tables(table) => json!({ "type": "array", "items": reference(table) }),
        Holds::Either(several) => {
            json!({ "anyOf": several.iter().map(of).collect::<Vec<_>>() })
        }
    }
}

fn reference(table: &Table) -> Value {
    json!({ "$ref": format!("#/$defs/{}", name(table)) })
}
