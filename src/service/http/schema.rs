//! The schemas of bodies and answers (JSON Schema 2020-12), as OpenAPI names them.

use serde_json::Value;

/// The schemas, by name.
pub(super) fn schemas() -> Value {
    // A test holds that the file can be read.
    serde_json::from_str(include_str!("schemas.json")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                found.extend(
                    members
                        .get("$ref")
                        .and_then(|it| it.as_str().map(str::to_owned)),
                );
                members.values().for_each(|it| references(it, found));
            }
            Value::Array(items) => items.iter().for_each(|it| references(it, found)),
            _ => {}
        }
    }

    #[test]
    fn every_schema_that_is_named_is_there() {
        let schemas = schemas();
        assert!(schemas.as_object().is_some_and(|all| all.len() > 20));
        let mut found = Vec::new();
        references(&schemas, &mut found);
        for reference in found {
            let name = reference.strip_prefix("#/components/schemas/").unwrap();
            assert!(schemas.get(name).is_some(), "{name}");
        }
    }
}
