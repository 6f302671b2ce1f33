//! The order of the keys of every table, as the table of keys has them: what it
//! is, how it moves, who, what it asks and does, what it rests on.

use crate::workflow::keys::{self, Holds, Table};

/// What a value is, as far as its keys have an order.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// A plain value.
    Free,
    /// A table with these keys, in this order.
    Keys(&'static Table),
    /// A table of elements by id, in the author's order.
    Each(&'static Table),
    /// A table in which every key is the author's own, with such a value.
    Map(&'static Holds),
}

impl Shape {
    /// What a key holds, as far as it has an order.
    fn of(holds: &'static Holds) -> Shape {
        match holds {
            Holds::Table(table) | Holds::Tables(table) => Shape::Keys(table),
            Holds::Each(table) => Shape::Each(table),
            Holds::Map(inner) => Shape::Map(inner),
            Holds::List(inner) => Shape::of(inner),
            Holds::Title => Shape::Keys(&keys::TITLE),
            Holds::Either(several) => several
                .iter()
                .map(Shape::of)
                .find(|shape| !matches!(shape, Shape::Free))
                .unwrap_or(Shape::Free),
            _ => Shape::Free,
        }
    }

    /// Where a key stands among the others; one that is not known stands last.
    pub(super) fn rank(self, key: &str) -> usize {
        match self {
            Shape::Keys(table) => table
                .keys
                .iter()
                .position(|known| known.name == key)
                .unwrap_or(usize::MAX),
            Shape::Free | Shape::Each(_) | Shape::Map(_) => 0,
        }
    }

    /// What stands under a key.
    pub(super) fn under(self, key: &str) -> Shape {
        match self {
            Shape::Keys(table) => table
                .key(key)
                .map_or(Shape::Free, |key| Shape::of(&key.holds)),
            Shape::Each(table) => Shape::Keys(table),
            Shape::Map(holds) => Shape::of(holds),
            Shape::Free => Shape::Free,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unknown(table: &toml::Table, shape: Shape, path: &str, found: &mut Vec<String>) {
        for (key, value) in table {
            let path = format!("{path}.{key}");
            if shape.rank(key) == usize::MAX {
                found.push(path.clone());
            }
            let below = shape.under(key);
            match value {
                toml::Value::Table(inner) => unknown(inner, below, &path, found),
                toml::Value::Array(several) => several
                    .iter()
                    .filter_map(toml::Value::as_table)
                    .for_each(|inner| unknown(inner, below, &path, found)),
                _ => {}
            }
        }
    }

    /// A key without a place would be put last.
    #[test]
    fn every_key_of_good_files_has_its_place() {
        let mut found = Vec::new();
        for text in [
            include_str!("../../../tests/fixtures/workflow/good/whole.toml"),
            include_str!("../../../tests/fixtures/workflow/good/people.toml"),
            include_str!("../../../tests/fixtures/engine/accord.toml"),
            include_str!("../../../tests/fixtures/engine/advice.toml"),
            include_str!("../../../workflows/membership.toml"),
            include_str!("../../../workflows/monitoring.toml"),
            include_str!("../../../workflows/proposal.toml"),
        ] {
            unknown(
                &text.parse().unwrap(),
                Shape::Keys(&keys::WORKFLOW_FILE),
                "",
                &mut found,
            );
        }
        for text in [
            include_str!("../../../workflows/membership.scenarios.toml"),
            include_str!("../../../workflows/monitoring.scenarios.toml"),
            include_str!("../../../workflows/proposal.scenarios.toml"),
            include_str!("../../../tests/fixtures/engine/accord.scenarios.toml"),
            include_str!("../../../tests/fixtures/engine/advice.scenarios.toml"),
        ] {
            unknown(
                &text.parse().unwrap(),
                Shape::Keys(&keys::SCENARIO_FILE),
                "",
                &mut found,
            );
        }
        let bodies = include_str!("../../../ordinance/bodies.toml");
        unknown(
            &bodies.parse().unwrap(),
            Shape::Keys(&keys::BODIES_FILE),
            "",
            &mut found,
        );
        assert_eq!(found, Vec::<String>::new());
    }
}
