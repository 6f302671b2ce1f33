//! `[recommendation.x]`: comply or explain.

use super::book::Book;
use super::element::{Basis, element, required};
use super::fact::wrong_type;
use super::log::Log;
use super::names::{Kind, check_id};
use crate::diagnostic::{Bilingual, Finding, nearest_quoted};
use crate::guard::{Choice, Name, Type};
use crate::workflow::identifier::Use;
use crate::workflow::keys;
use crate::workflow::toml_view::{Got, View, Word};
use crate::workflow::wording::quoted;
use crate::workflow::{By, Deadline, Recommendation, Transition, codes};

/// Reads every recommendation; `None` if one is faulty.
pub(super) fn recommendations(
    log: &mut Log,
    book: &Book,
    tables: &[(Word, View<'_>)],
    transitions: Option<&[Transition]>,
    deadlines: Option<&[Deadline]>,
) -> Option<Vec<Recommendation>> {
    let all: Vec<Option<Recommendation>> = tables
        .iter()
        .map(|(id, view)| {
            let read = recommendation(log, book, id, view)?;
            if let Some(transitions) = transitions {
                answered(log, view, &read, transitions);
            }
            if let Some(deadlines) = deadlines {
                timed(log, view, &read, deadlines);
            }
            Some(read)
        })
        .collect();
    all.into_iter().collect()
}

fn recommendation(
    log: &mut Log,
    book: &Book,
    id: &Word,
    view: &View<'_>,
) -> Option<Recommendation> {
    check_id(log, &view.element, id, Use::Label);
    view.know(log, &keys::RECOMMENDATION.names(), &[]);
    let declared = element(log, view, id, "title", Basis::Must);
    for key in ["made_by", "answered_by"] {
        if !view.has(key) {
            view.missing(log, key);
        }
    }
    let made_by = book.listed(log, view, "made_by", Kind::Transition);
    let answered_by = book.listed(log, view, "answered_by", Kind::Transition);
    let answer = view.word(log, "answer");
    let answer = required(log, view, "answer", answer);
    let answer = answer.and_then(|word| {
        let of = book.fact(log, &view.element, &word)?.of.clone()?;
        match of {
            Type::Choice(options) => Some((word.text, options)),
            other => {
                let needs = Bilingual::new("선택(`choice`)", "a choice (`choice`)");
                wrong_type(log, &view.element, &word, "answer", needs, &other);
                None
            }
        }
    });
    let comply = view.words(log, "comply");
    let comply = required(log, view, "comply", comply);
    let comply = match (&answer, comply) {
        (Some((_, options)), Some(words)) => options_of(log, view, options, words),
        _ => None,
    };
    let deadline = match view.word(log, "deadline") {
        Got::Absent => Some(None),
        Got::Faulty => None,
        Got::Good(word) => book
            .names
            .find(log, &view.element, Kind::Deadline, &word)
            .map(|_| Some(word.text)),
    };
    let blocks = book.listed(log, view, "blocks", Kind::Transition);
    Some(Recommendation {
        element: declared?,
        made_by: made_by?,
        answered_by: answered_by?,
        answer: answer?.0,
        comply: comply?,
        deadline: deadline?,
        blocks: blocks?,
    })
}

/// The options under `comply`, each one of the answer's.
fn options_of(
    log: &mut Log,
    view: &View<'_>,
    options: &[Choice],
    words: Vec<Word>,
) -> Option<Vec<Name>> {
    let ids: Vec<&str> = options.iter().map(|option| &*option.id).collect();
    let mut whole = true;
    let mut all = Vec::new();
    for word in words {
        if ids.contains(&&*word.text) {
            all.push(word.text);
            continue;
        }
        whole = false;
        log.report(
            &view.element,
            Finding::new(codes::UNKNOWN_WORD)
                .at(&word.place)
                .with("key", quoted("comply"))
                .with("word", quoted(&word.text))
                .with("words", Bilingual::from(&ids.join(", ")))
                .suggest(nearest_quoted(&word.text, ids.iter().copied())),
        );
    }
    whole.then_some(all)
}

/// A recommendation that nobody can answer stays open for ever.
fn answered(log: &mut Log, view: &View<'_>, read: &Recommendation, transitions: &[Transition]) {
    let asks = |transition: &Transition| {
        let by_people = matches!(transition.by, By::Roles(_));
        let asked = transition.asks.iter().chain(&transition.may_ask);
        by_people && asked.into_iter().any(|fact| *fact == read.answer)
    };
    let answering: Vec<&Transition> = transitions
        .iter()
        .filter(|transition| read.answered_by.contains(&transition.element.id))
        .collect();
    // Each one that is named has to be able to answer.
    if !answering.is_empty() && answering.iter().all(|transition| asks(transition)) {
        return;
    }
    let place = view
        .get(log, "answered_by")
        .map_or_else(|| view.place.clone(), |item| item.place);
    let mut finding = Finding::new(codes::NEVER_ANSWERED)
        .at(&place)
        .with("recommendation", quoted(&read.element.id))
        .with("answer", quoted(&read.answer));
    for transition in answering.iter().filter(|transition| !asks(transition)) {
        finding = finding.label(
            &transition.element.place,
            Bilingual::new(
                format!("`{}`을(를) 받지 않습니다", read.answer),
                format!("does not ask for `{}`", read.answer),
            ),
        );
    }
    log.report(&view.element, finding);
}

/// The deadline of an answer is met by answering.
fn timed(log: &mut Log, view: &View<'_>, read: &Recommendation, deadlines: &[Deadline]) {
    let Some(name) = &read.deadline else {
        return;
    };
    let meets = deadlines
        .iter()
        .find(|deadline| deadline.element.id == *name)
        .is_none_or(|deadline| {
            let mut meets = deadline.meets.iter();
            meets.any(|met| read.answered_by.contains(met))
        });
    if !meets && let Some(item) = view.get(log, "deadline") {
        log.report(
            &view.element,
            Finding::new(codes::MISPLACED_KEY)
                .at(&item.place)
                .with("key", quoted("deadline"))
                .with(
                    "with",
                    Bilingual::new(
                        format!("`for`에 이 권고에 답하는 전이가 없는 기한 `{name}`"),
                        format!(
                            "the deadline `{name}`, whose `for` names no transition that answers"
                        ),
                    ),
                ),
        );
    }
}
