//! Every fault that is seeded in a procedure.

use std::collections::BTreeSet;
use std::sync::Arc;

use toml_edit::{Array, Document, DocumentMut, Item, TableLike, Value};

use super::edit::{Edit, Path, found};
use super::{Operator, rules};
use crate::diagnostic::{Bilingual, Place, Source};
use crate::guard::Name;
use crate::workflow::Workflow;

/// Effects that stand in one value.
const EFFECTS: &[&str] = &[
    "opens",
    "seats",
    "vacates",
    "assigns",
    "unassigns",
    "delegates",
    "revokes",
    "serves",
    "annuls",
    "extends",
];

/// Effects with one entry for each fact.
const CHANGES: &[&str] = &["sets", "adds", "clears"];

/// One small change of the file of a procedure.
#[derive(Debug, Clone)]
pub struct Fault {
    /// What kind it is.
    pub operator: Operator,
    /// The element, as findings name it, such as
    /// `transition.report.guard.counts_agree`.
    pub element: String,
    /// What is changed.
    pub place: Place,
    /// As it was written.
    pub was: String,
    /// As it is written then; nothing where it is gone.
    pub becomes: Option<String>,
    edits: Vec<Edit>,
}

/// The file of a procedure is no TOML. One that was read always is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the file is no TOML")]
pub struct NotToml;

impl Fault {
    /// By which it is known from one run to the next.
    pub fn id(&self) -> String {
        let operator = self.operator.as_str();
        match &self.becomes {
            Some(becomes) => format!("{} {operator} {becomes}", self.element),
            None => format!("{} {operator} {}", self.element, self.was),
        }
    }

    /// What it is, in both languages.
    pub fn says(&self) -> Bilingual {
        let operator = self.operator.says();
        let told = |operator: &str| match &self.becomes {
            None => format!("{} — {operator}: {}", self.element, self.was),
            Some(becomes) => {
                format!("{} — {operator}: {} → {becomes}", self.element, self.was)
            }
        };
        Bilingual::new(told(&operator.ko), told(&operator.en))
    }

    /// The file with the fault in it.
    ///
    /// # Errors
    /// The file is not the one that the fault was made for.
    pub fn seeded(&self, source: &Source) -> Result<Arc<Source>, NotToml> {
        let mut document: DocumentMut = source.text().parse().map_err(|_| NotToml)?;
        if !Edit::apply_all(&self.edits, document.as_item_mut()) {
            return Err(NotToml);
        }
        Ok(Source::new(source.name(), document.to_string()))
    }
}

/// Every fault of a procedure, in the order of its file.
///
/// # Errors
/// Its file is no TOML.
pub fn faults(workflow: &Workflow) -> Result<Vec<Fault>, NotToml> {
    let source = &workflow.source;
    let document: Document<&str> = Document::parse(source.text()).map_err(|_| NotToml)?;
    let mut maker = Maker {
        workflow,
        root: document.as_item(),
        faults: Vec::new(),
    };
    for (id, fact) in elements(document.as_item(), "fact") {
        let path = Path::of("fact", id);
        if let Some(table) = fact.as_table_like() {
            maker.rule(&path.key("computed"), &path.to_string(), table, "computed");
        }
    }
    for (id, deadline) in elements(document.as_item(), "deadline") {
        if let Some(table) = deadline.as_table_like() {
            maker.deadline(&Path::of("deadline", id), table);
        }
    }
    for (id, transition) in elements(document.as_item(), "transition") {
        if let Some(table) = transition.as_table_like() {
            maker.transition(&Path::of("transition", id), table);
        }
    }
    let mut faults = maker.faults;
    faults.sort_by_key(|fault| fault.place.span().start);
    // A share that stands twice in a rule may give one rule twice.
    let mut seen = BTreeSet::new();
    faults.retain(|fault| seen.insert(fault.id()));
    Ok(faults)
}

fn elements<'a>(root: &'a Item, kind: &str) -> Vec<(&'a str, &'a Item)> {
    let table = root.as_table_like().and_then(|root| root.get(kind));
    let table = table.and_then(Item::as_table_like);
    table
        .map(|table| table.iter().collect())
        .unwrap_or_default()
}

fn strings(item: Option<&Item>) -> Vec<String> {
    match item {
        Some(Item::Value(Value::String(one))) => vec![one.value().clone()],
        Some(Item::Value(Value::Array(many))) => many
            .iter()
            .filter_map(|one| one.as_str().map(str::to_owned))
            .collect(),
        _ => Vec::new(),
    }
}

fn quoted(text: &str) -> String {
    format!("`{text}`")
}

struct Maker<'a> {
    workflow: &'a Workflow,
    root: &'a Item,
    faults: Vec<Fault>,
}

impl Maker<'_> {
    fn add(
        &mut self,
        operator: Operator,
        element: &str,
        at: &Path,
        (was, becomes): (String, Option<String>),
        edits: Vec<Edit>,
    ) {
        let span = found(self.root, at).and_then(|held| held.span());
        self.faults.push(Fault {
            operator,
            element: element.to_owned(),
            place: Place::new(&self.workflow.source, span.unwrap_or(0..0)),
            was,
            becomes,
            edits,
        });
    }

    fn removed(&mut self, operator: Operator, element: &str, at: &Path, was: &str) {
        let edit = Edit::Remove(at.clone());
        self.add(operator, element, at, (quoted(was), None), vec![edit]);
    }

    fn replaced(
        &mut self,
        operator: Operator,
        element: &str,
        at: &Path,
        (was, becomes): (&str, &str),
    ) {
        let edit = Edit::Replace(at.clone(), Value::from(becomes));
        let told = (quoted(was), Some(quoted(becomes)));
        self.add(operator, element, at, told, vec![edit]);
    }

    /// The faults of a rule under a key.
    fn rule(&mut self, at: &Path, element: &str, table: &dyn TableLike, key: &str) {
        let Some(rule) = table.get(key).and_then(Item::as_str) else {
            return;
        };
        for (operator, made) in rules::faults(rule) {
            self.replaced(operator, element, at, (rule, &made));
        }
    }

    /// Each name of a list is left out, and the key with it where it is the only one.
    fn each(
        &mut self,
        operator: Operator,
        element: &str,
        (path, table, key): (&Path, &dyn TableLike, &str),
    ) {
        let at = path.key(key);
        let names = strings(table.get(key));
        let is_list = table.get(key).is_some_and(Item::is_array);
        for (index, name) in names.iter().enumerate() {
            let was = format!("{key}: {name}");
            match (names.len(), is_list) {
                (1, _) => self.removed(operator, element, &at, &was),
                _ => self.removed(operator, element, &at.at(index), &was),
            }
        }
    }

    fn deadline(&mut self, path: &Path, table: &dyn TableLike) {
        let element = path.to_string();
        for key in ["within", "at_least", "before"] {
            if let Some(length) = table.get(key).and_then(Item::as_str) {
                self.length(&path.key(key), &element, length);
            }
        }
        if let Some(cases) = table.get("cases") {
            self.cases(&path.key("cases"), &element, cases);
        }
        if let Some(count) = table.get("count").and_then(Item::as_str) {
            for &other in other_counts(count) {
                let changed = (count, other);
                self.replaced(
                    Operator::CountingChanged,
                    &element,
                    &path.key("count"),
                    changed,
                );
            }
        }
        let at = path.key("expires");
        match table.get("expires") {
            Some(Item::Value(Value::String(word))) => {
                let other = match word.value().as_str() {
                    "overdue" | "remind" => "bar",
                    _ => "overdue",
                };
                let changed = (word.value().as_str(), other);
                self.replaced(Operator::ExpiryChanged, &element, &at, changed);
            }
            Some(taken) => {
                let was = taken.to_string();
                let changed = (was.trim(), "overdue");
                self.replaced(Operator::ExpiryChanged, &element, &at, changed);
            }
            None => {}
        }
        self.each(Operator::MeetingDropped, &element, (path, table, "for"));
        for key in ["pauses", "extends"] {
            if table.contains_key(key) {
                self.removed(Operator::SuspensionDropped, &element, &path.key(key), key);
            }
        }
    }

    fn length(&mut self, at: &Path, element: &str, length: &str) {
        let (longer, shorter) = other_lengths(length);
        let changes = [
            (Operator::DeadlineLonger, longer),
            (Operator::DeadlineShorter, shorter),
        ];
        for (operator, other) in changes {
            if let Some(other) = other {
                self.replaced(operator, element, at, (length, &other));
            }
        }
    }

    fn cases(&mut self, at: &Path, element: &str, cases: &Item) {
        let tables: Vec<&dyn TableLike> = match cases {
            Item::ArrayOfTables(tables) => {
                tables.iter().map(|table| table as &dyn TableLike).collect()
            }
            Item::Value(Value::Array(array)) => array
                .iter()
                .filter_map(|value| value.as_inline_table())
                .map(|table| table as &dyn TableLike)
                .collect(),
            _ => Vec::new(),
        };
        for (index, case) in tables.into_iter().enumerate() {
            let at = at.at(index);
            self.rule(&at.key("when"), element, case, "when");
            if let Some(length) = case.get("within").and_then(Item::as_str) {
                self.length(&at.key("within"), element, length);
            }
        }
    }

    fn transition(&mut self, path: &Path, table: &dyn TableLike) {
        let element = path.to_string();
        if strings(table.get("from")).len() > 1 {
            self.each(Operator::SourceRemoved, &element, (path, table, "from"));
        }
        for key in ["by", "by_all", "by_each"] {
            self.roles(&element, (path, table, key));
        }
        self.each(
            Operator::ExclusionDropped,
            &element,
            (path, table, "not_by"),
        );
        self.each(Operator::AskDropped, &element, (path, table, "asks"));
        if table.contains_key("reason") {
            let at = path.key("reason");
            self.removed(Operator::ReasonDropped, &element, &at, "reason");
        }
        self.leads_to(&element, path, table);
        self.effects(&element, path, table);
        for (index, guard) in tables(table.get("guard")).into_iter().enumerate() {
            let at = path.key("guard").at(index);
            let id = guard.get("id").and_then(Item::as_str).unwrap_or_default();
            let element = format!("{element}.guard.{id}");
            let rule = guard.get("rule").and_then(Item::as_str);
            self.removed(Operator::GuardDropped, &element, &at, rule.unwrap_or(id));
            self.rule(&at.key("rule"), &element, guard, "rule");
        }
        self.branches(&element, path, table);
    }

    /// Each role is taken out; of several parties too.
    fn roles(&mut self, element: &str, (path, table, key): (&Path, &dyn TableLike, &str)) {
        let names = strings(table.get(key));
        for (index, name) in names.iter().enumerate() {
            // What the clock and the engine take is nobody's.
            if ["clock", "engine", "parent"].contains(&name.as_str()) {
                continue;
            }
            let was = format!("{key}: {name}");
            match table.get(key).is_some_and(Item::is_array) {
                true => {
                    let at = path.key(key).at(index);
                    self.removed(Operator::RoleRemoved, element, &at, &was);
                }
                false => {
                    let edit = Edit::Replace(path.key(key), Value::Array(Array::new()));
                    let told = (quoted(&was), None);
                    let operator = Operator::RoleRemoved;
                    self.add(operator, element, &path.key(key), told, vec![edit]);
                }
            }
        }
    }

    /// It leads to the next state that stands in the same one; and it leads nowhere.
    fn leads_to(&mut self, element: &str, path: &Path, table: &dyn TableLike) {
        let Some(to) = table.get("to").and_then(Item::as_str) else {
            return;
        };
        let at = path.key("to");
        if let Some(other) = self.beside(to) {
            self.replaced(Operator::Redirected, element, &at, (to, &other));
        }
        self.removed(Operator::Redirected, element, &at, to);
    }

    fn beside(&self, id: &str) -> Option<Name> {
        let (own, state) = self.workflow.state(id)?;
        let states = self.workflow.states.iter().enumerate();
        let after = states.clone().skip(own.0.saturating_add(1));
        let mut others = after.chain(states.take(own.0));
        others
            .find(|(_, other)| other.parent == state.parent)
            .map(|(_, other)| other.element.id.clone())
    }

    fn effects(&mut self, element: &str, path: &Path, table: &dyn TableLike) {
        for key in CHANGES {
            match table.get(key) {
                Some(Item::Value(Value::InlineTable(changes))) => {
                    for (fact, value) in changes {
                        let at = path.key(key).key(fact);
                        let was = format!("{key} {fact} = {}", value.to_string().trim());
                        self.removed(Operator::EffectDropped, element, &at, &was);
                    }
                }
                _ => self.each(Operator::EffectDropped, element, (path, table, key)),
            }
        }
        for key in EFFECTS {
            let at = path.key(key);
            match table.get(key) {
                None => {}
                Some(Item::Value(Value::Array(many))) if many.len() > 1 => {
                    for index in 0..many.len() {
                        let at = at.at(index);
                        self.removed(
                            Operator::EffectDropped,
                            element,
                            &at,
                            &format!("{key} {}", index + 1),
                        );
                    }
                }
                Some(_) => self.removed(Operator::EffectDropped, element, &at, key),
            }
        }
    }

    fn branches(&mut self, element: &str, path: &Path, table: &dyn TableLike) {
        let branches = tables(table.get("branch"));
        let of = |index: usize, branch: &dyn TableLike| {
            let id = branch.get("id").and_then(Item::as_str);
            let id = id.map_or_else(|| format!("branch_{}", index + 1), str::to_owned);
            format!("{element}.branch.{id}")
        };
        for (index, branch) in branches.iter().enumerate() {
            let at = path.key("branch").at(index);
            let name = of(index, *branch);
            let when = branch.get("when").and_then(Item::as_str);
            self.removed(
                Operator::BranchRemoved,
                &name,
                &at,
                when.unwrap_or("otherwise"),
            );
            self.rule(&at.key("when"), &name, *branch, "when");
            self.leads_to(&name, &at, *branch);
            self.effects(&name, &at, *branch);
        }
        for (index, pair) in branches.windows(2).enumerate() {
            let [one, two] = pair else { continue };
            let to =
                |branch: &dyn TableLike| branch.get("to").and_then(Item::as_str).map(str::to_owned);
            if let (Some(first), Some(second)) = (to(*one), to(*two))
                && first != second
            {
                let at = |index: usize| path.key("branch").at(index).key("to");
                let told = (
                    quoted(&format!("{first}, {second}")),
                    Some(quoted(&format!("{second}, {first}"))),
                );
                let edits = vec![
                    Edit::Replace(at(index), Value::from(second)),
                    Edit::Replace(at(index + 1), Value::from(first)),
                ];
                let name = of(index, *one);
                self.add(Operator::BranchesSwapped, &name, &at(index), told, edits);
            }
        }
    }
}

fn tables(item: Option<&Item>) -> Vec<&dyn TableLike> {
    let tables = item.and_then(Item::as_array_of_tables);
    tables
        .into_iter()
        .flatten()
        .map(|table| table as &dyn TableLike)
        .collect()
}

/// One unit more, and one less: of a length such as `10 days`.
fn other_lengths(length: &str) -> (Option<String>, Option<String>) {
    let Some((number, unit)) = length.trim().split_once(' ') else {
        return (None, None);
    };
    let Ok(number) = number.parse::<i64>() else {
        return (None, None);
    };
    let with = |number: i64| {
        let unit = match (number, unit.strip_suffix('s')) {
            (1, Some(one)) => one.to_owned(),
            (1, None) => unit.to_owned(),
            (_, Some(_)) => unit.to_owned(),
            (_, None) => format!("{unit}s"),
        };
        format!("{number} {unit}")
    };
    let more = number.checked_add(1);
    let less = number.checked_sub(1).filter(|less| *less >= 0);
    (more.map(with), less.map(with))
}

/// Rules of counting by which the last day is, mostly, another.
fn other_counts(count: &str) -> &'static [&'static str] {
    match count {
        "civil" => &["civil_from_midnight", "effect"],
        "civil_from_midnight" => &["civil", "term"],
        "effect" | "calendar" | "petition" => &["civil", "civil_from_midnight"],
        "term" | "restrict" => &["civil", "civil_from_midnight"],
        _ => &[],
    }
}
