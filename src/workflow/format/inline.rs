//! Values: lists and tables within a line.

use toml_edit::{Array, Decor, InlineTable, Item, Key, RawString, Value};

use super::lead::inner;
use super::shape::Shape;

/// Evens out a value and what is in it; what stands around it is its owner's.
pub(super) fn in_value(value: &mut Value, shape: Shape) {
    match value {
        Value::Array(array) => in_array(array, shape),
        Value::InlineTable(table) => in_inline_table(table, shape),
        Value::String(_)
        | Value::Integer(_)
        | Value::Float(_)
        | Value::Boolean(_)
        | Value::Datetime(_) => {}
    }
}

fn in_array(array: &mut Array, shape: Shape) {
    let one_line =
        !broken(array.trailing()) && array.iter().all(|value| !decor_broken(value.decor()));
    for (at, value) in array.iter_mut().enumerate() {
        in_value(value, shape);
        let decor = value.decor_mut();
        if one_line {
            *decor = Decor::new(if at == 0 { "" } else { " " }, "");
        } else {
            trim(decor);
        }
    }
    if one_line {
        array.set_trailing("");
        array.set_trailing_comma(false);
    } else {
        let trailing = inner(array.trailing().as_str().unwrap_or_default());
        array.set_trailing(trailing);
    }
}

fn in_inline_table(table: &mut InlineTable, shape: Shape) {
    let one_line = !broken(table.trailing())
        && table.get_values().iter().all(|(path, value)| {
            !decor_broken(value.decor())
                && path
                    .last()
                    .is_none_or(|key| !decor_broken(key.leaf_decor()))
        });
    if one_line {
        sort(table, shape);
        table.set_trailing("");
        table.set_trailing_comma(false);
    } else {
        let trailing = inner(table.trailing().as_str().unwrap_or_default());
        table.set_trailing(trailing);
    }
    let mut left = leaves(table);
    in_entries(table, shape, one_line, &mut left);
}

/// How many values a table writes, those under dotted keys included.
fn leaves(table: &InlineTable) -> usize {
    table.get_values().len()
}

fn in_entries(table: &mut InlineTable, shape: Shape, one_line: bool, left: &mut usize) {
    // The items of a table can be seen with their keys only as items.
    let names: Vec<String> = table.iter().map(|(key, _)| key.to_owned()).collect();
    for name in names {
        let Some((mut key, item)) = table.get_key_value_mut(&name) else {
            continue;
        };
        let below = shape.under(&name);
        let Item::Value(value) = item else {
            continue;
        };
        key.dotted_decor_mut().clear();
        if let Value::InlineTable(inner) = value
            && inner.is_dotted()
        {
            in_entries(inner, below, one_line, left);
            continue;
        }
        in_value(value, below);
        *left = left.saturating_sub(1);
        if one_line {
            *key.leaf_decor_mut() = Decor::new(" ", " ");
            *value.decor_mut() = Decor::new(" ", if *left == 0 { " " } else { "" });
        } else {
            trim(key.leaf_decor_mut());
            trim(value.decor_mut());
        }
    }
}

/// Puts the keys in their order.
fn sort(table: &mut InlineTable, shape: Shape) {
    let ranks: Vec<usize> = table.iter().map(|(key, _)| shape.rank(key)).collect();
    if ranks.is_sorted() {
        return;
    }
    let names: Vec<String> = table.iter().map(|(key, _)| key.to_owned()).collect();
    // From the last, so that nothing has to move up.
    let mut entries: Vec<(Key, Value)> = names
        .iter()
        .rev()
        .filter_map(|name| table.remove_entry(name))
        .collect();
    entries.reverse();
    entries.sort_by_key(|(key, _)| shape.rank(key.get()));
    for (key, value) in entries {
        table.insert_formatted(&key, value);
    }
}

fn broken(text: &RawString) -> bool {
    text.as_str().is_some_and(|text| text.contains('\n'))
}

fn decor_broken(decor: &Decor) -> bool {
    [decor.prefix(), decor.suffix()]
        .into_iter()
        .flatten()
        .any(broken)
}

fn trim(decor: &mut Decor) {
    let text = |raw: Option<&RawString>| inner(raw.and_then(RawString::as_str).unwrap_or_default());
    *decor = Decor::new(text(decor.prefix()), text(decor.suffix()));
}
