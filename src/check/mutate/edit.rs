//! Edits of a workflow file by the path of what is edited.

use std::fmt;

use toml_edit::{Array, Item, TableLike, Value};

/// One part of a path in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// The value under a key.
    Key(String),
    /// The element of an array.
    At(usize),
}

/// Where something stands in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Path(Vec<Step>);

impl Path {
    /// The path of an element, such as `transition.report`.
    pub(super) fn of(kind: &str, id: &str) -> Self {
        Path::default().key(kind).key(id)
    }

    /// What stands under a key of it.
    pub(super) fn key(&self, key: &str) -> Self {
        let mut path = self.clone();
        path.0.push(Step::Key(key.to_owned()));
        path
    }

    /// An element of it.
    pub(super) fn at(&self, index: usize) -> Self {
        let mut path = self.clone();
        path.0.push(Step::At(index));
        path
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if at == 0 => f.write_str(key)?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::At(index) => write!(f, "[{}]", index + 1)?,
            }
        }
        Ok(())
    }
}

/// What is done to a file.
#[derive(Debug, Clone)]
pub(super) enum Edit {
    /// This is taken out.
    Remove(Path),
    /// This value is written there instead.
    Replace(Path, Value),
}

impl Edit {
    /// Makes the edits; false where one has nothing to edit.
    pub(super) fn apply_all(edits: &[Edit], root: &mut Item) -> bool {
        edits.iter().all(|edit| match edit {
            Edit::Remove(path) => remove(root, &path.0),
            Edit::Replace(path, value) => replace(root, &path.0, value),
        })
    }
}

fn remove(item: &mut Item, path: &[Step]) -> bool {
    match path {
        [] => false,
        [Step::Key(key)] => table(item).is_some_and(|table| table.remove(key).is_some()),
        [Step::At(index)] => match item {
            Item::ArrayOfTables(tables) if *index < tables.len() => {
                tables.remove(*index);
                true
            }
            Item::Value(Value::Array(array)) if *index < array.len() => {
                array.remove(*index);
                true
            }
            _ => false,
        },
        [step, rest @ ..] => inside(item, step, &mut |item| remove(item, rest)),
    }
}

fn replace(item: &mut Item, path: &[Step], value: &Value) -> bool {
    match path {
        [] => {
            *item = Item::Value(value.clone());
            true
        }
        [step, rest @ ..] => inside(item, step, &mut |item| replace(item, rest, value)),
    }
}

fn table(item: &mut Item) -> Option<&mut dyn TableLike> {
    item.as_table_like_mut()
}

fn inside(item: &mut Item, step: &Step, edit: &mut dyn FnMut(&mut Item) -> bool) -> bool {
    match (step, item) {
        (Step::Key(key), item) => table(item)
            .and_then(|table| table.get_mut(key))
            .is_some_and(edit),
        (Step::At(index), Item::ArrayOfTables(tables)) => {
            let Some(table) = tables.get_mut(*index) else {
                return false;
            };
            let mut inner = Item::Table(table.clone());
            let done = edit(&mut inner);
            if let Item::Table(inner) = inner {
                *table = inner;
            }
            done
        }
        (Step::At(index), Item::Value(Value::Array(array))) => element(array, *index, edit),
        _ => false,
    }
}

fn element(array: &mut Array, index: usize, edit: &mut dyn FnMut(&mut Item) -> bool) -> bool {
    let Some(value) = array.get_mut(index) else {
        return false;
    };
    let mut inner = Item::Value(value.clone());
    let done = edit(&mut inner);
    if let Item::Value(inner) = inner {
        *value = inner;
    }
    done
}

/// What stands at a path.
pub(super) fn found<'a>(item: &'a Item, path: &Path) -> Option<Held<'a>> {
    let mut held = Held::Item(item);
    for step in &path.0 {
        held = match (step, held) {
            (Step::Key(key), Held::Item(item)) => Held::Item(item.as_table_like()?.get(key)?),
            (Step::Key(key), Held::Value(value)) => Held::Value(value.as_inline_table()?.get(key)?),
            (Step::Key(key), Held::Table(table)) => Held::Item(table.get(key)?),
            (Step::At(index), Held::Item(Item::ArrayOfTables(tables))) => {
                Held::Table(tables.get(*index)?)
            }
            (Step::At(index), Held::Item(Item::Value(Value::Array(array)))) => {
                Held::Value(array.get(*index)?)
            }
            (Step::At(index), Held::Value(Value::Array(array))) => Held::Value(array.get(*index)?),
            _ => return None,
        };
    }
    Some(held)
}

/// Something in a file.
#[derive(Debug, Clone, Copy)]
pub(super) enum Held<'a> {
    /// Under a key.
    Item(&'a Item),
    /// In an array, or in a table in a line.
    Value(&'a Value),
    /// One of an array of tables.
    Table(&'a toml_edit::Table),
}

impl Held<'_> {
    /// The bytes that it takes in the file.
    pub(super) fn span(&self) -> Option<std::ops::Range<usize>> {
        match self {
            Held::Item(item) => item.span(),
            Held::Value(value) => value.span(),
            Held::Table(table) => table.span(),
        }
    }
}
