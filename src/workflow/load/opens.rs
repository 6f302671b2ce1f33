//! `opens` and `milestone`: child cases.

use std::collections::{BTreeMap, BTreeSet};

use super::book::Book;
use super::element::required;
use super::fact::wrong_type;
use super::log::Log;
use super::names::check_id;
use super::types::key_word;
use crate::diagnostic::{Bilingual, Finding, nearest_quoted};
use crate::guard::{Name, Type};
use crate::workflow::identifier::Use;
use crate::workflow::keys;
use crate::workflow::toml_view::{Got, View, Word, wrong_kind};
use crate::workflow::wording::quoted;
use crate::workflow::{GivenFrom, Giving, Mention, OnEnd, Opens, State, Transition, codes};

/// The names under which the tables of a file open children, faulty or not, so
/// that rules can name them.
pub(super) fn names(
    log: &Log,
    states: &[(Word, View<'_>)],
    transitions: &[(Word, View<'_>)],
) -> BTreeSet<Name> {
    let mut found = BTreeSet::new();
    for (_, view) in states.iter().chain(transitions) {
        found.extend(view.get(log, "opens").and_then(|item| name_in(item.value)));
    }
    for (_, view) in transitions {
        let branches = view.get(log, "branch");
        let branches = branches.iter().filter_map(|item| item.value.as_array());
        for branch in branches.flat_map(|members| members.iter()) {
            let opens = branch.get_ref().as_table().and_then(|it| it.get("opens"));
            found.extend(opens.and_then(|opens| name_in(opens.get_ref())));
        }
    }
    found
}

fn name_in(value: &toml::de::DeValue<'_>) -> Option<Name> {
    let table = value.as_table()?;
    let name = table.get("as").or_else(|| table.get("workflow"))?;
    name.get_ref().as_str().map(Name::from)
}

/// Reads `opens`; `Some(None)` if there is none.
pub(super) fn opens(log: &mut Log, book: &Book, view: &View<'_>) -> Option<Option<Opens>> {
    let table = match view.table(log, "opens") {
        Got::Absent => return Some(None),
        Got::Faulty => return None,
        Got::Good(table) => table,
    };
    table.know(log, &keys::OPENS.names(), &[]);
    let workflow = table.word(log, "workflow");
    let workflow = required(log, &table, "workflow", workflow);
    let at = match table.word(log, "at") {
        Got::Absent => Some(None),
        Got::Faulty => None,
        Got::Good(word) => Some(Some(mention(word))),
    };
    let name = match table.word(log, "as") {
        Got::Absent => workflow.clone(),
        Got::Faulty => None,
        Got::Good(word) => Some(word),
    };
    let name = name.filter(|name| check_id(log, &view.element, name, Use::Quoted));
    let on_end = table.one_of(log, "on_end", &["close", "release"]);
    let each = for_each(log, book, &table);
    let gives = match &each {
        Some(each) => gives(log, book, &table, each.as_ref()),
        None => None,
    };
    Some(Some(Opens {
        name: name?.text,
        workflow: mention(workflow?),
        at: at?,
        gives: gives?,
        for_each: each?.map(|(fact, _)| fact),
        on_end: match on_end {
            Got::Good(word) if &*word.text == "close" => OnEnd::Close,
            Got::Good(_) | Got::Absent => OnEnd::Release,
            Got::Faulty => return None,
        },
        place: table.place.clone(),
    }))
}

fn mention(word: Word) -> Mention {
    Mention {
        name: word.text,
        place: word.place,
    }
}

/// The list or table of which each member or row opens a child, with its type.
fn for_each(log: &mut Log, book: &Book, table: &View<'_>) -> Option<Option<(Name, Type)>> {
    let word = match table.word(log, "for_each") {
        Got::Absent => return Some(None),
        Got::Faulty => return None,
        Got::Good(word) => word,
    };
    let of = book.fact(log, &table.element, &word)?.of.clone()?;
    if matches!(of, Type::List { .. } | Type::Table { .. }) {
        return Some(Some((word.text, of)));
    }
    let needs = Bilingual::new("목록 또는 표", "a list or a table");
    wrong_type(log, &table.element, &word, "for_each", needs, &of);
    None
}

fn gives(
    log: &mut Log,
    book: &Book,
    table: &View<'_>,
    each: Option<&(Name, Type)>,
) -> Option<Vec<Giving>> {
    let facts = match table.table(log, "gives") {
        Got::Absent => return Some(Vec::new()),
        Got::Faulty => return None,
        Got::Good(facts) => facts,
    };
    let mut all = Vec::new();
    let mut whole = true;
    for item in facts.items(log) {
        let Some(word) = facts.word(log, item.key).good() else {
            whole = false;
            continue;
        };
        let from = source(log, book, table, &word, each);
        whole &= from.is_some();
        all.extend(from.map(|from| Giving {
            to: mention(key_word(&item)),
            from,
        }));
    }
    whole.then_some(all)
}

/// A fact of the parent; the member of the list, by the list's name; or a cell
/// of the row, as `table.column`.
fn source(
    log: &mut Log,
    book: &Book,
    table: &View<'_>,
    word: &Word,
    each: Option<&(Name, Type)>,
) -> Option<GivenFrom> {
    match (each, word.text.split_once('.')) {
        (Some((fact, Type::Table { columns, .. })), Some((of, column))) if *of == **fact => {
            let ids = columns.iter().map(|column| &*column.id);
            if ids.clone().any(|id| id == column) {
                return Some(GivenFrom::Column(column.into()));
            }
            let near = nearest_quoted(column, ids.clone());
            let ids: Vec<&str> = ids.collect();
            log.report(
                &table.element,
                Finding::new(codes::NO_SUCH_COLUMN)
                    .at(&word.place)
                    .with("table", quoted(fact))
                    .with("column", quoted(column))
                    .with("columns", ids.join(", "))
                    .suggest(near),
            );
            None
        }
        (Some((fact, Type::List { .. })), None) if word.text == *fact => Some(GivenFrom::Member),
        _ => {
            book.fact(log, &table.element, word)?;
            Some(GivenFrom::Fact(word.text.clone()))
        }
    }
}

/// Reads a milestone: a name, or `true` for the state's own.
pub(super) fn milestone(log: &mut Log, view: &View<'_>, id: &Word) -> Option<Option<Name>> {
    let Some(item) = view.get(log, "milestone") else {
        return Some(None);
    };
    match item.value.as_bool() {
        Some(true) => return Some(Some(id.text.clone())),
        Some(false) => return Some(None),
        None => {}
    }
    if !item.value.is_str() {
        let expected = Bilingual::new("이름 또는 `true`", "a name or `true`");
        wrong_kind(log, &view.element, &item, expected);
        return None;
    }
    let word = view.word(log, "milestone").good()?;
    check_id(log, &view.element, &word, Use::Quoted).then_some(Some(word.text))
}

/// Children of one name are of one workflow and end in one way, wherever they
/// are opened: rules speak of them together.
pub(super) fn agree(log: &mut Log, states: &[State], transitions: &[Transition]) {
    let of_states = states
        .iter()
        .filter_map(|state| Some((format!("state.{}", state.element.id), state.opens.as_ref()?)));
    let of_transitions = transitions.iter().flat_map(|transition| {
        let branches = transition.branches.iter().map(|branch| &branch.opens);
        let all = std::iter::once(&transition.opens).chain(branches);
        let path = format!("transition.{}", transition.element.id);
        all.flatten().map(move |opens| (path.clone(), opens))
    });
    let mut first: BTreeMap<&Name, &Opens> = BTreeMap::new();
    for (path, opens) in of_states.chain(of_transitions) {
        let Some(earlier) = first.get(&opens.name) else {
            first.insert(&opens.name, opens);
            continue;
        };
        if earlier.workflow.name != opens.workflow.name || earlier.on_end != opens.on_end {
            log.report(
                &path,
                Finding::new(codes::CHILDREN_DISAGREE)
                    .at(&opens.place)
                    .label(&earlier.place, Bilingual::new("처음", "first here"))
                    .with("children", quoted(&opens.name)),
            );
        }
    }
}
