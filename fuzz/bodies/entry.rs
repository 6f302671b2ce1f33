//! Entries and canonical JSON: what is accepted is written again as the same
//! bytes, and an entry that opens is sealed and opened as itself.

use jorye::audit::canonical::{Json, parse};
use jorye::audit::commitment::{SaltSeed, parse_openings, write_openings};
use jorye::audit::{Genesis, Manifest, open, seal};

pub fn run(data: &[u8]) {
    if let Ok(openings) = parse_openings(data) {
        assert_eq!(write_openings(&openings), data);
    }
    if let Ok(manifest) = Manifest::parse(data) {
        assert_eq!(manifest.bytes(), data);
        assert_eq!(
            Manifest::new(manifest.sources().to_vec()).as_ref(),
            Ok(&manifest)
        );
    }
    if let Ok(genesis) = Genesis::parse(data) {
        assert_eq!(genesis.to_bytes().unwrap(), data);
    }
    let Ok(json) = parse(data) else { return };
    assert_eq!(json.to_bytes(), data, "written otherwise");
    leaf(&json);
    opened(&json, &[]);
}

/// A line of an export, its commitments made to fit its openings.
fn leaf(json: &Json) {
    let Some(members) = json.as_object() else {
        return;
    };
    let (Some(entry), Some(openings)) = (members.get("entry"), members.get("openings")) else {
        return;
    };
    let Ok(openings) = parse_openings(&openings.to_bytes()) else {
        return;
    };
    let named = entry
        .as_object()
        .map(|entry| (entry.get("case"), entry.get("sequence")));
    let Some((Some(Json::Text(case)), Some(Json::Count(sequence)))) = named else {
        return;
    };
    let entry = super::committed(entry, case, sequence.get(), &openings);
    opened(&entry, &openings);
}

fn opened(entry: &Json, openings: &[jorye::audit::Opening]) {
    let Ok(unsealed) = open(&entry.to_bytes(), openings) else {
        return;
    };
    let seed = SaltSeed::new([3; 32]);
    let sealed = seal(&unsealed.log, &unsealed.entry, &unsealed.previous, &seed).unwrap();
    let again = open(&sealed.bytes, &sealed.openings).unwrap();
    assert_eq!(again.entry, unsealed.entry);
    assert_eq!(
        (again.log, again.previous),
        (unsealed.log, unsealed.previous)
    );
    assert_eq!(
        without_values(&parse(&sealed.bytes).unwrap()),
        without_values(entry),
        "sealed as another entry"
    );
}

/// The entry with one mark for every committed or erased value.
fn without_values(json: &Json) -> Json {
    match json {
        Json::Object(members) => {
            let lone = members.len() == 1;
            let sealed = members
                .get("sealed")
                .is_some_and(|one| one.as_text().is_some());
            let erased = members.get("erased") == Some(&Json::Bool(true));
            if lone && (sealed || erased) {
                return Json::text("a value");
            }
            Json::object(
                members
                    .iter()
                    .map(|(key, value)| (key, without_values(value))),
            )
        }
        Json::List(items) => Json::List(items.iter().map(without_values).collect()),
        other => other.clone(),
    }
}
