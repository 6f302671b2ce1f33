//! What cases can come to over all data: proved impossible, or told as a story that
//! the engine has played.
//!
//! The graph ([`super::explore`]) knows where a case may stand whatever the data.
//! Here the data is looked at as well: what rules say of facts that stay is followed
//! from state to state ([`space`]), first only what the question names. A way that
//! seems to lead there is put to the solver as a whole ([`unroll`]). Where no data
//! goes that way, the rules that contradict each other on it are followed too, and
//! the search begins anew (Clarke and others 2000, counterexample-guided abstraction
//! refinement). Where some does, it becomes a story, and only if the engine accepts
//! every act of it is anything refuted.
//!
//! Effort is counted in questions and in clauses learnt, never in time.

mod cast;
mod memory;
mod space;
mod story;
mod tracked;
mod unroll;
mod values;
mod write;

use std::collections::BTreeSet;

pub(super) use memory::Memory;
pub(super) use space::{Goal, Says, Way};

use super::solver::stage::{Origin, since_pairs};
use super::{Search, View, words};
use crate::diagnostic::{Bilingual, Place, Story};
use crate::guard::{Expr, Name};
use crate::workflow::Workflow;
use space::{Reached, Space};
use story::NoStory;
use tracked::Tracked;
use unroll::{Solved, Unrolled};

/// Whether what a rule says hangs on facts alone, and stays so until one changes.
pub(super) fn is_lasting(rule: &Expr) -> bool {
    tracked::is_lasting(rule)
}

/// How often what is followed may grow.
const ROUNDS: usize = 24;
/// How many ways are looked at in one round.
const WAYS: usize = 12;

/// How much effort one search may take.
#[derive(Debug, Clone, Copy)]
struct Budget {
    questions: usize,
    /// States of which note is taken.
    states: usize,
}

/// That of a search of a property.
const ASKED: Budget = Budget {
    questions: 40_000,
    states: 4_000,
};
/// That of a search for which nobody has asked.
const UNASKED: Budget = Budget {
    questions: 800,
    states: 1_000,
};

/// What a story is called, and what else it takes.
pub(super) struct Telling<'t> {
    /// Its id as a scenario.
    pub(super) id: &'t str,
    /// What it shows.
    pub(super) title: Bilingual,
    /// Where what it shows is claimed.
    pub(super) place: &'t Place,
    /// So many days without any act come at its end.
    pub(super) wait: Option<i64>,
}

/// What came of a search.
#[derive(Debug)]
pub(super) enum Outcome {
    /// No case comes to it.
    Never,
    /// This one does, as the engine has played it.
    Told(Box<Story>),
    /// It is not decided.
    Open(Open),
}

/// Why a search is not decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Open {
    /// The effort was spent.
    Spent,
    /// The graph is too large.
    Graph,
    /// It was not asked for.
    NotSought,
    /// What contradicts itself on the ways found is not followed: these rules.
    NotFollowed(Vec<String>),
    /// Data was found, and no story was made of it.
    NoStory(NoStory),
}

/// Looks whether a case can come to a goal, and tells one that does.
pub(super) fn seek<'a>(view: &View<'a>, goal: &Goal<'a>, telling: &Telling<'_>) -> Outcome {
    let graph = view.graph;
    let definitions = view.input.definitions;
    let own = definitions
        .iter()
        .find(|one| std::ptr::eq(one.workflow, graph.workflow));
    let budget = match goal {
        Goal::Blocked(_) => UNASKED,
        _ => ASKED,
    };
    let looked = look(view, goal, budget, |way, unrolled| match own {
        None => Err(NoStory::NoStage),
        Some(_) if way.begins != 0 => Err(NoStory::OtherCases),
        Some(own) => story::tell(graph, (*own, definitions), telling, goal, unrolled),
    });
    match looked {
        Looked::Never(_) => Outcome::Never,
        Looked::Found(told) => Outcome::Told(Box::new(write::story(graph.workflow, &told))),
        Looked::Open(open) => Outcome::Open(open),
    }
}

/// The rules that contradict each other wherever a case might come to a goal, where
/// it is proved that none does.
pub(super) fn never<'a>(view: &View<'a>, goal: &Goal<'a>) -> Option<BTreeSet<String>> {
    match look(view, goal, UNASKED, |_, _| Ok(())) {
        Looked::Never(rules) => Some(rules),
        Looked::Found(()) | Looked::Open(_) => None,
    }
}

/// Whether some data goes this way.
pub(super) fn is_possible<'a>(view: &View<'a>, way: &Way, goal: &Goal<'a>) -> bool {
    let pairs = since_pairs(view.graph.workflow);
    Unrolled::new(view.graph, &pairs, way, goal)
        .is_some_and(|mut unrolled| matches!(unrolled.solve(), Solved::Possible))
}

/// What came of looking.
enum Looked<T> {
    /// Nothing comes to it, for these rules.
    Never(BTreeSet<String>),
    Found(T),
    Open(Open),
}

fn look<'a, T>(
    view: &View<'a>,
    goal: &Goal<'a>,
    budget: Budget,
    mut told: impl FnMut(&Way, Unrolled<'a>) -> Result<T, NoStory>,
) -> Looked<T> {
    let graph = view.graph;
    if !graph.complete {
        return Looked::Open(Open::Graph);
    }
    if view.input.search == Search::Graph {
        return Looked::Open(Open::NotSought);
    }
    let pairs = since_pairs(graph.workflow);
    let mut tracked = Tracked::default();
    for rule in goal.rules() {
        tracked.add(graph.workflow, rule);
    }
    let mut all_blamed: BTreeSet<String> = BTreeSet::new();
    for _ in 0..ROUNDS {
        let made = view.memory.borrow_mut().take(&tracked);
        let mut space = Space::new(graph, view.knowledge, (&tracked, &pairs), made, budget);
        let found = space.reach(goal, WAYS);
        let made = space.made();
        view.memory.borrow_mut().put(tracked.clone(), made);
        let ways = match found {
            Err(_) => return Looked::Open(Open::Spent),
            Ok(Reached::Never) => return Looked::Never(all_blamed),
            Ok(Reached::Ways(ways)) => ways,
        };
        let mut blamed: BTreeSet<String> = BTreeSet::new();
        let mut open = None;
        let mut grown = false;
        let mut contradicting = Vec::new();
        for way in ways {
            let Some(mut unrolled) = Unrolled::new(graph, &pairs, &way, goal) else {
                open.get_or_insert(Open::Spent);
                continue;
            };
            match unrolled.solve() {
                Solved::Possible => match told(&way, unrolled) {
                    Ok(told) => return Looked::Found(told),
                    // The first reason is that of the shortest way.
                    Err(why) if open.is_none() => open = Some(Open::NoStory(why)),
                    Err(_) => {}
                },
                Solved::Spent => {
                    open.get_or_insert(Open::Spent);
                }
                Solved::Impossible(core) => {
                    for origin in core {
                        match origin {
                            Origin::Rule(rule) => {
                                grown |= tracked.add(graph.workflow, rule);
                                blamed.insert(rule.to_string());
                                contradicting.push(rule);
                            }
                            Origin::Range(fact) => {
                                grown |= tracked.add_fact(graph.workflow, fact);
                                blamed.insert(fact.to_string());
                            }
                            Origin::People | Origin::Time => {}
                        }
                    }
                    if grown {
                        break;
                    }
                }
            }
        }
        if !grown {
            // What rules say does not tell enough: their facts may.
            for rule in contradicting {
                grown |= tracked.add_facts(graph.workflow, rule);
            }
        }
        all_blamed.extend(blamed.iter().cloned());
        if !grown {
            let blamed = Open::NotFollowed(blamed.into_iter().collect());
            return Looked::Open(open.unwrap_or(blamed));
        }
    }
    Looked::Open(Open::Spent)
}

/// Why a search is not decided, as a remark.
pub(super) fn why(workflow: &Workflow, open: &Open) -> Bilingual {
    let act = |id: &Name| {
        workflow.transition(id).map_or_else(
            || Bilingual::new("사건의 개시", "the opening"),
            |transition| words::named(&transition.element),
        )
    };
    match open {
        Open::Spent => Bilingual::new(
            "정해 둔 계산량 안에서 끝나지 않았습니다.",
            "It was not settled within the effort allowed.",
        ),
        Open::NotSought => Bilingual::new(
            "사실의 값까지는 살펴보지 않았습니다. 라이브러리에 읽지 못하는 것이 없으면 `jorye check`가 살펴봅니다.",
            "The values of facts were not looked at. Where everything in the library can be read, `jorye check` does.",
        ),
        Open::Graph => Bilingual::new(
            "상태 조합이 너무 많아 모두 살펴보지 못했습니다.",
            "There are too many configurations to look at all of them.",
        ),
        Open::NotFollowed(rules) if rules.is_empty() => Bilingual::new(
            "찾은 길은 사람이나 날짜 때문에 막히는데, 다른 길도 모두 그러한지는 따지지 못합니다.",
            "The ways that were found fail for people or days, and whether every way does is not followed.",
        ),
        Open::NotFollowed(rules) => {
            let rules: Vec<String> = rules.iter().map(|rule| format!("`{rule}`")).collect();
            let rules = rules.join(", ");
            Bilingual::new(
                format!(
                    "찾은 길은 다음 규칙 때문에 막히는데, 다른 길도 모두 그러한지는 따지지 못합니다: {rules}"
                ),
                format!(
                    "The ways that were found fail for these rules, and whether every way does is not followed: {rules}"
                ),
            )
        }
        Open::NoStory(NoStory::NoStage) => Bilingual::new(
            "그렇게 되는 값이 있으나, 엔진으로 해 볼 정의가 주어지지 않았습니다.",
            "There is data with which it happens, but no definition was given to play it under.",
        ),
        Open::NoStory(NoStory::OtherCases) => Bilingual::new(
            "그렇게 되는 값이 있으나, 다른 사건과 함께 진행해야 하는 길이어서 엔진으로 해 보지 못했습니다.",
            "There is data with which it happens, but the way hangs on another case, so that the engine could not play it.",
        ),
        Open::NoStory(NoStory::NoValues(id)) => {
            let act = act(id);
            Bilingual::new(
                format!(
                    "길은 찾았으나, 엔진이 받아들일 사람, 날짜, 값을 다음 행위에서 찾지 못했습니다: {}",
                    act.ko
                ),
                format!(
                    "A way was found, but no people, days and values for this act of it: {}",
                    act.en
                ),
            )
        }
        Open::NoStory(NoStory::Refused(id)) => {
            let act = act(id);
            Bilingual::new(
                format!(
                    "길은 찾았으나, 엔진이 다음 행위를 달리 판단했습니다: {}",
                    act.ko
                ),
                format!(
                    "A way was found, but the engine decided this act of it otherwise: {}",
                    act.en
                ),
            )
        }
        Open::NoStory(NoStory::Otherwise) => Bilingual::new(
            "길은 찾았으나, 엔진으로 해 보니 그렇게 되지 않았습니다.",
            "A way was found, but as the engine played it, it did not come to that.",
        ),
    }
}

#[cfg(test)]
mod tests;
