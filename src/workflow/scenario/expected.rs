//! What a step is expected to come to.

use std::collections::BTreeMap;

use super::Expectation;
use super::load::{given, known_name};
use crate::calendar::Point;
use crate::diagnostic::Bilingual;
use crate::guard::Name;
use crate::workflow::Workflow;
use crate::workflow::keys;
use crate::workflow::load::log::Log;
use crate::workflow::toml_view::{Got, View, Word, date_of, wrong_kind};

/// Reads what is expected.
pub(super) fn expectation(
    log: &mut Log,
    workflow: &Workflow,
    mut view: View<'_>,
    element: &str,
    root: Option<&Workflow>,
) -> Expectation {
    element.clone_into(&mut view.element);
    // `case` goes with what is expected of a child.
    let known = if root.is_some() {
        keys::THEN.names()
    } else {
        keys::CASE.names()
    };
    view.know(log, &known, &[]);
    let case = match (root, view.table(log, "case")) {
        (Some(root), Got::Good(case)) => {
            Some(Box::new(expectation(log, root, case, element, None)))
        }
        _ => None,
    };
    let texts = |words: Vec<Word>| words.into_iter().map(|word| word.text).collect::<Vec<_>>();
    let at = view.words(log, "at").good();
    for state in at.iter().flatten() {
        let known = workflow.states.iter().map(|state| &*state.element.id);
        known_name(log, element, state, known, ("상태", "state"));
    }
    let unset = view.words(log, "unset").good().unwrap_or_default();
    for fact in &unset {
        let known = workflow.facts.iter().map(|fact| &*fact.element.id);
        known_name(log, element, fact, known, ("사실", "fact"));
    }
    let refused = view.words(log, "refused").good();
    for ground in refused.iter().flatten() {
        let known = grounds(workflow);
        known_name(
            log,
            element,
            ground,
            known,
            ("거부 사유", "ground of refusal"),
        );
    }
    let missing = view.words(log, "missing").good();
    let open = view.words(log, "open").good();
    for recommendation in open.iter().flatten() {
        let known = workflow
            .recommendations
            .iter()
            .map(|recommendation| &*recommendation.element.id);
        known_name(
            log,
            element,
            recommendation,
            known,
            ("권고", "recommendation"),
        );
    }
    let outcome = view.word(log, "outcome").good();
    if let Some(outcome) = &outcome {
        let known = workflow
            .states
            .iter()
            .filter_map(|state| match &state.kind {
                crate::workflow::StateKind::End { outcome } => Some(&**outcome),
                _ => None,
            });
        known_name(log, element, outcome, known, ("결과", "outcome"));
    }
    let mut deadlines = |key: &str| -> Vec<Name> {
        let words = view.words(log, key).good().unwrap_or_default();
        words
            .into_iter()
            .filter(|word| known_deadline(log, workflow, element, word))
            .map(|word| word.text)
            .collect()
    };
    let (clock, late, stopped) = (deadlines("clock"), deadlines("late"), deadlines("stopped"));
    let due = due(log, workflow, &view);
    let revision = view.integer(log, "revision", 1, i64::from(u32::MAX)).good();
    Expectation {
        revision: revision.and_then(|number| u32::try_from(number).ok()),
        clock,
        late,
        due,
        stopped,
        refused: refused.map(texts),
        at: at.map(texts),
        facts: given(log, workflow, &view, "facts"),
        unset: texts(unset),
        missing: missing.map(texts),
        open: open.map(texts),
        outcome: outcome.map(|outcome| outcome.text),
        children: counts(log, workflow, &view),
        case,
    }
}

/// `children = { name = { opened = 2, read = 1 } }`.
fn counts(
    log: &mut Log,
    workflow: &Workflow,
    view: &View<'_>,
) -> BTreeMap<Name, BTreeMap<Name, u64>> {
    let mut all = BTreeMap::new();
    let Got::Good(children) = view.table(log, "children") else {
        return all;
    };
    for item in children.items(log) {
        let name = Word {
            text: item.key.into(),
            place: item.key_place.clone(),
        };
        let opens = workflow.opens();
        let known = opens.iter().map(|(_, opens)| &*opens.name);
        if !known_name(log, &view.element, &name, known, ("하위 사건", "children")) {
            continue;
        }
        let Got::Good(words) = children.table(log, item.key) else {
            continue;
        };
        let mut counts = BTreeMap::new();
        for word in words.items(log) {
            if let Got::Good(count) = words.integer(log, word.key, 0, i64::MAX) {
                counts.insert(Name::from(word.key), count.unsigned_abs());
            }
        }
        all.insert(name.text, counts);
    }
    all
}

fn known_deadline(log: &mut Log, workflow: &Workflow, element: &str, word: &Word) -> bool {
    let known = workflow.deadlines.iter().map(|one| &*one.element.id);
    known_name(log, element, word, known, ("기한", "deadline"))
}

/// `due = { half_year_report = 2027-07-12 }`; hours stand in quotes.
fn due(log: &mut Log, workflow: &Workflow, view: &View<'_>) -> BTreeMap<Name, Point> {
    let mut due = BTreeMap::new();
    let Some(table) = view.table(log, "due").good() else {
        return due;
    };
    for item in table.items(log) {
        let word = Word {
            text: item.key.into(),
            place: item.key_place.clone(),
        };
        if !known_deadline(log, workflow, &view.element, &word) {
            continue;
        }
        let point = date_of(item.value)
            .map(Point::Day)
            .or_else(|| item.value.as_str().and_then(|text| text.parse().ok()));
        match point {
            Some(point) => {
                due.insert(word.text, point);
            }
            None => {
                let expected = Bilingual::new(
                    "날짜, 또는 `\"2027-07-12T14:00\"` 꼴의 시각",
                    "a date, or a time such as `\"2027-07-12T14:00\"`",
                );
                wrong_kind(log, &view.element, &item, expected);
            }
        }
    }
    due
}

/// The words by which a refusal is expected: ids of guards and of automatic or
/// accompanying transitions, and the words of the other grounds.
fn grounds(workflow: &Workflow) -> impl Iterator<Item = &str> {
    const WORDS: &[&str] = &[
        "state",
        "role",
        "excluded",
        "missing",
        "ill_typed",
        "not_asked",
        "reason",
        "assumption",
        "branch",
        "range",
        "backdated",
        "unbounded",
        "recused",
        "ballot",
        "seat",
        "composition",
        "delegation_expired",
        "not_delegated",
        "sub_delegated",
        "departure",
        "recommendation_open",
        "nothing_to_annul",
        "frozen",
        "assented",
        "no_assent",
        // Of orders.
        "still_read",
        "not_personal",
        "nothing",
        "no_basis",
        "not_permitted",
        "before_outcome",
        "nothing_there",
        "no_place",
        "not_in_force",
        "not_yet_law",
        "repealed",
        "stayed",
    ];
    let deadlines = workflow.deadlines.iter().map(|one| &*one.element.id);
    let ids = workflow.transitions.iter().flat_map(|transition| {
        std::iter::once(&*transition.element.id)
            .chain(transition.guards.iter().map(|guard| &*guard.element.id))
            .chain(transition.criteria.iter().map(|one| &*one.element.id))
    });
    WORDS.iter().copied().chain(ids).chain(deadlines)
}
