//! `jorye schema`: what is shipped suits it, what is badly written does not; and
//! the reference is what the program makes of its table.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use jorye::command::{Format, render};
use jorye::diagnostic::{Lang, Source};
use jorye::editor::{reference, schema};
use jorye::guard::BUILTINS;
use jorye::workflow::keys::{self, FILES};
use serde_json::{Value, json};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// TOML as editors hand it to a schema: dates are texts.
fn as_json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => json!(text),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(flag) => json!(flag),
        toml::Value::Datetime(date) => json!(date.to_string()),
        toml::Value::Array(all) => all.into_iter().map(as_json).collect(),
        toml::Value::Table(all) => {
            let all = all.into_iter().map(|(key, value)| (key, as_json(value)));
            Value::Object(all.collect())
        }
    }
}

fn parsed(text: &str) -> Value {
    as_json(toml::Value::Table(text.parse().unwrap()))
}

/// What of a value does not suit a schema: the words of JSON Schema that we use.
fn faults(schema: &Value, whole: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    if let Some(target) = schema["$ref"].as_str() {
        let pointer = target.trim_start_matches('#');
        let target = whole
            .pointer(pointer)
            .unwrap_or_else(|| panic!("{pointer}"));
        return faults(target, whole, value, at, found);
    }
    if let Some(several) = schema["anyOf"].as_array() {
        let suits = several.iter().any(|one| {
            let mut inner = Vec::new();
            faults(one, whole, value, at, &mut inner);
            inner.is_empty()
        });
        if !suits {
            found.push(format!("{at}: none of several suits {value}"));
        }
        return;
    }
    let right = match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64(),
        Some("boolean") => value.is_boolean(),
        None => true,
        Some(other) => panic!("{other}"),
    };
    if !right {
        found.push(format!("{at}: {value} is no {}", schema["type"]));
        return;
    }
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
    {
        found.push(format!("{at}: {value} is none of {words:?}"));
    }
    if let Some(least) = schema["minimum"].as_i64()
        && value.as_i64() < Some(least)
    {
        found.push(format!("{at}: {value} is less than {least}"));
    }
    for (index, member) in value.as_array().into_iter().flatten().enumerate() {
        faults(
            &schema["items"],
            whole,
            member,
            &format!("{at}[{index}]"),
            found,
        );
    }
    for (key, member) in value.as_object().into_iter().flatten() {
        let at = format!("{at}.{key}");
        match (&schema["properties"][key], &schema["additionalProperties"]) {
            (Value::Null, Value::Bool(false)) => found.push(format!("{at}: unknown")),
            (Value::Null, other) => faults(other, whole, member, &at, found),
            (own, _) => faults(own, whole, member, &at, found),
        }
    }
    for key in schema["required"].as_array().into_iter().flatten() {
        if value.get(key.as_str().unwrap()).is_none() {
            found.push(format!("{at}: {key} is missing"));
        }
    }
}

fn toml_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            toml_files(&path, found);
        } else {
            found.push(path);
        }
    }
}

fn kind_of(path: &Path) -> Option<&'static str> {
    let shown = path.to_string_lossy().replace('\\', "/");
    let name = path.file_name()?.to_str()?;
    match name {
        _ if name.ends_with(".lock") => Some("lock"),
        _ if !name.ends_with(".toml") => None,
        _ if name.ends_with(".scenarios.toml") => Some("scenarios"),
        _ if name.ends_with(".story.toml") => Some("story"),
        "bodies.toml" => Some("bodies"),
        "waivers.toml" => Some("waivers"),
        _ if name.ends_with("library.toml") => Some("library"),
        _ if shown.contains("/ordinance/") => Some("index"),
        _ => Some("workflow"),
    }
}

/// Every file that is shipped, with its kind and its content.
fn shipped() -> Vec<(PathBuf, &'static str, Value)> {
    let mut files = Vec::new();
    for part in [
        "workflows",
        "ordinance",
        "examples/lending",
        "src/command/new",
    ] {
        toml_files(&root().join(part), &mut files);
    }
    files.sort();
    files
        .into_iter()
        .filter_map(|path| {
            let kind = kind_of(&path)?;
            let text = std::fs::read_to_string(&path).unwrap();
            Some((path, kind, parsed(&text)))
        })
        .collect()
}

fn faults_of(kind: &str, value: &Value) -> Vec<String> {
    let schema = schema::schema(kind, Lang::En).unwrap();
    let mut found = Vec::new();
    faults(&schema, &schema, value, "", &mut found);
    found
}

#[test]
fn every_shipped_file_suits_its_schema() {
    let files = shipped();
    assert!(files.len() > 90, "only {} files", files.len());
    for (path, kind, value) in files {
        let found = faults_of(kind, &value);
        assert!(
            found.is_empty(),
            "{} as {kind}:\n{}",
            path.display(),
            found.join("\n")
        );
    }
}

#[test]
fn what_is_badly_written_does_not() {
    let mut files = Vec::new();
    toml_files(&root().join("tests/fixtures/schema/bad"), &mut files);
    assert!(files.len() >= 6);
    for path in files {
        // A pattern is for the independent judge below.
        if path.ends_with("bad_id.toml") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let kind = kind_of(&path).unwrap();
        let found = faults_of(kind, &parsed(&text));
        assert!(!found.is_empty(), "{}", path.display());
    }
}

/// The schemas themselves, and all of the above, by a validator of others.
#[test]
fn another_validator_says_the_same() {
    const JUDGE: &str = "\
import json, sys
try:
    from jsonschema import Draft202012Validator as V
except ImportError:
    print('absent'); sys.exit(0)
work = json.load(sys.stdin)
judges = {}
for kind, schema in work['schemas'].items():
    V.check_schema(schema)
    judges[kind] = V(schema)
for file in work['files']:
    errors = [e.message[:300] for e in judges[file['kind']].iter_errors(file['value'])]
    if bool(errors) == file['good']:
        print(file['name'], file['good'], errors[:3])
";
    let file = |path: &Path, kind: &str, value: &Value, good: bool| json!({ "name": path.display().to_string(), "kind": kind, "value": value, "good": good });
    let mut files: Vec<Value> = shipped()
        .iter()
        .map(|(path, kind, value)| file(path, kind, value, true))
        .collect();
    let mut bad = Vec::new();
    toml_files(&root().join("tests/fixtures/schema/bad"), &mut bad);
    for path in bad {
        let value = parsed(&std::fs::read_to_string(&path).unwrap());
        files.push(file(&path, kind_of(&path).unwrap(), &value, false));
    }
    let schemas: serde_json::Map<String, Value> = schema::kinds()
        .map(|kind| (kind.to_owned(), schema::schema(kind, Lang::Ko).unwrap()))
        .collect();
    let judge = Command::new("python3")
        .args(["-W", "ignore", "-c", JUDGE])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut judge) = judge else {
        println!("skipped: there is no python3");
        return;
    };
    let work = json!({ "schemas": schemas, "files": files }).to_string();
    judge
        .stdin
        .take()
        .unwrap()
        .write_all(work.as_bytes())
        .unwrap();
    let output = judge.wait_with_output().unwrap();
    assert!(output.status.success());
    let said = String::from_utf8(output.stdout).unwrap();
    if said.trim() == "absent" {
        println!("skipped: python3 has no jsonschema");
        return;
    }
    assert_eq!(said, "");
}

/// Every example of a key is TOML, and suits its key.
#[test]
fn every_example_of_a_key_suits_it() {
    for (kind, file) in FILES {
        let whole = schema::schema(kind, Lang::En).unwrap();
        for table in file.below() {
            let own = if std::ptr::eq(table, *file) {
                whole.clone()
            } else {
                let name: String = table
                    .head
                    .chars()
                    .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
                    .collect();
                whole["$defs"][name.trim_matches('_')].clone()
            };
            assert!(own.is_object(), "{} of {kind}", table.head);
            for key in table.keys {
                let line = format!("{} = {}", key.name, key.example);
                let value: toml::Table = line.parse().unwrap_or_else(|error| {
                    panic!("{}: {line}: {error}", table.head);
                });
                let value = as_json(toml::Value::Table(value));
                let mut found = Vec::new();
                faults(&own, &whole, &value, "", &mut found);
                // An example shows one key; others that must stand beside it, or
                // within it, are not shown.
                found.retain(|fault| !fault.ends_with("is missing"));
                found.retain(|fault| !fault.contains("none of several"));
                assert_eq!(found, Vec::<String>::new(), "{}: {line}", table.head);
                assert!(!key.ko.is_empty() && !key.en.is_empty(), "{line}");
            }
        }
    }
}

/// Every type and every function of the reference, read by the loader.
#[test]
fn every_example_of_a_type_and_of_a_function_is_read() {
    let names: Vec<&str> = reference::TYPES.iter().map(|(name, ..)| *name).collect();
    assert_eq!(names, keys::TYPES);
    let names: Vec<&str> = reference::FUNCTIONS
        .iter()
        .map(|(name, ..)| *name)
        .collect();
    let known: Vec<&str> = BUILTINS.iter().map(|builtin| builtin.name).collect();
    assert_eq!(names, known, "functions of rules");
    let fixtures = root().join("tests/fixtures/reference");
    let mut text = std::fs::read_to_string(fixtures.join("workflow.toml")).unwrap();
    for (name, ko, en, example) in reference::TYPES {
        let fact = example.trim_start_matches('{').trim_end_matches('}');
        let fact = format!("{{ title = {{ ko = \"{ko}\", en = \"{en}\" }}, {fact} }}");
        text = text.replace("[state]\n", &format!("type_{name} = {fact}\n\n[state]\n"));
    }
    for (at, (name, ko, en, rule)) in reference::FUNCTIONS.iter().enumerate() {
        text.push_str(&format!(
            "[[transition.decide.guard]]\nid = \"rule_{at}\"\nrule = '{rule}'\nbasis = \"제1조\"\n\
             says = {{ ko = \"{name}: {ko}\", en = \"{en}\" }}\n"
        ));
    }
    let source = Source::new("workflow.toml", text.clone());
    let bodies = std::fs::read_to_string(fixtures.join("bodies.toml")).unwrap();
    let mut input = jorye::workflow::Input::of(source);
    let read = jorye::workflow::bodies::load(&Source::new("bodies.toml", bodies));
    assert!(read.findings.is_empty());
    let bodies = std::sync::Arc::new(read.bodies.unwrap());
    input.bodies = jorye::workflow::BodiesFile::Read(bodies);
    let loaded = jorye::workflow::load(&input);
    let told: Vec<String> = loaded
        .findings
        .iter()
        .map(|finding| {
            format!(
                "{} {:?}",
                finding.code,
                finding.place().map(|at| at.text().to_owned())
            )
        })
        .collect();
    assert!(loaded.workflow.is_some(), "{told:#?}\n{text}");
}

/// `UPDATE_REFERENCE=1 cargo test --test it editor_schema` writes them anew.
#[test]
fn the_reference_is_what_the_program_makes() {
    for (lang, file) in [
        (Lang::En, "docs/reference.md"),
        (Lang::Ko, "docs/reference.ko.md"),
    ] {
        let page = reference::page(lang);
        let path = root().join(file);
        if std::env::var_os("UPDATE_REFERENCE").is_some() {
            std::fs::write(&path, &page).unwrap();
        }
        let known = std::fs::read_to_string(&path).unwrap();
        assert!(
            known == page,
            "{file} is not what `jorye schema reference` writes"
        );
    }
}

/// The reader of heads and indexes stands below the table of keys: what it names as
/// known is what the table has.
#[test]
fn heads_and_indexes_have_the_keys_of_the_table() {
    let known = |file: &str, text: &str| -> Vec<String> {
        let findings = if file.ends_with(".toml") {
            jorye::ordinance::read_index(&Source::new(file, text)).1
        } else {
            jorye::ordinance::read_bytes(file, text.as_bytes()).findings
        };
        let message = findings
            .iter()
            .map(|finding| render::finding(finding, Lang::En, Format::Plain, false))
            .find(|message| message.contains("`zzz`"))
            .unwrap_or_else(|| panic!("{file}"));
        let help = message
            .lines()
            .find(|line| line.contains("`promulgated`"))
            .unwrap_or_else(|| panic!("{message}"));
        let mut words: Vec<String> = help
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|word| *word != "zzz")
            .map(str::to_owned)
            .collect();
        words.sort();
        words
    };
    let names = |table: &keys::Table| {
        let mut names: Vec<String> = table.names().into_iter().map(str::to_owned).collect();
        names.sort();
        names
    };
    let head = known("x.md", "+++\nid = \"x\"\nzzz = 1\n+++\n# x\n");
    assert_eq!(head, names(&keys::TEXT_HEAD));
    let index = known("x.toml", "id = \"x\"\ntitle = \"x\"\nzzz = 1\n");
    assert_eq!(index, names(&keys::TEXT_INDEX));
}
