//! What is otherwise when an entry is decided again, told to people.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::diagnostic::Bilingual;
use crate::engine::{Condition, Content, Decision, Effect, Entry, Ground, Step};
use crate::guard::{Name, Truth};

/// One thing in which an entry is not what deciding it again gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// The clock owed something before it that is not recorded.
    Owed {
        /// The deadlines that had run out, in order.
        deadlines: Vec<Name>,
    },
    /// It is an entry of another kind.
    Kind {
        /// The word of the recorded kind.
        recorded: &'static str,
        /// That of deciding again.
        again: &'static str,
    },
    /// It is refused on other grounds, or not taken for others.
    Grounds {
        /// Those recorded.
        recorded: Vec<Ground>,
        /// Those of deciding again.
        again: Vec<Ground>,
    },
    /// A condition comes to something else, or was not evaluated.
    Condition {
        /// Its id.
        id: Name,
        /// What is recorded; nothing if it is not there.
        recorded: Option<Truth>,
        /// What deciding again gives.
        again: Option<Truth>,
    },
    /// A condition comes to the same, and saw other values.
    Seen {
        /// Its id.
        id: Name,
    },
    /// Other transitions were taken.
    Transitions {
        /// Those recorded.
        recorded: Vec<Name>,
        /// Those of deciding again.
        again: Vec<Name>,
    },
    /// A transition left or entered other states.
    States {
        /// The transition.
        transition: Name,
        /// The states recorded as entered.
        recorded: Vec<Name>,
        /// Those of deciding again.
        again: Vec<Name>,
    },
    /// Facts were changed otherwise.
    Facts {
        /// The facts.
        facts: Vec<Name>,
    },
    /// A transition did something else besides: branch, seats, ties.
    Step {
        /// The transition.
        transition: Name,
    },
    /// The case came to something else.
    Outcome {
        /// What is recorded.
        recorded: Option<Name>,
        /// What deciding again gives.
        again: Option<Name>,
    },
    /// Something else became of deadlines.
    Deadlines {
        /// The deadlines.
        deadlines: Vec<Name>,
    },
    /// The date is not that of the time in the zone of the workflow.
    Date {
        /// What is recorded.
        recorded: Date,
        /// The date of that time.
        again: Date,
    },
    /// Roles, capacity or delegation of who acts are otherwise.
    Subject,
    /// Other rows of the register of seats are read.
    Register,
    /// Other cases are told something else.
    Sends,
    /// Another part, such as a mark.
    Other,
}

/// Names as a list; a dash for none.
fn list(names: &[Name]) -> String {
    if names.is_empty() {
        return "–".to_owned();
    }
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

fn grounds(all: &[Ground]) -> String {
    let words: Vec<String> = all
        .iter()
        .map(|ground| match ground.element() {
            Some(element) => format!("{} `{element}`", ground.as_str()),
            None => ground.as_str().to_owned(),
        })
        .collect();
    if words.is_empty() {
        "–".to_owned()
    } else {
        words.join(", ")
    }
}

fn truth(truth: Option<Truth>) -> &'static str {
    truth.map_or("–", Truth::as_str)
}

fn name(name: Option<&Name>) -> String {
    name.map_or_else(|| "–".to_owned(), |name| format!("`{name}`"))
}

impl Difference {
    /// In words.
    pub fn says(&self) -> Bilingual {
        let pair = |ko: &str, en: &str, recorded: &str, again: &str| {
            Bilingual::new(
                format!("{ko}: 기록 {recorded}, 다시 판단 {again}"),
                format!("{en}: recorded {recorded}, decided again {again}"),
            )
        };
        match self {
            Difference::Owed { deadlines } => Bilingual::new(
                format!(
                    "이 기록보다 먼저 처리하였어야 할 기한이 기록되지 않았습니다: {}",
                    list(deadlines)
                ),
                format!(
                    "The clock owed something before this that is not recorded: {}",
                    list(deadlines)
                ),
            ),
            Difference::Kind { recorded, again } => pair("결과", "result", recorded, again),
            Difference::Grounds { recorded, again } => {
                pair("사유", "grounds", &grounds(recorded), &grounds(again))
            }
            Difference::Condition {
                id,
                recorded,
                again,
            } => pair(
                &format!("요건 `{id}`"),
                &format!("condition `{id}`"),
                truth(*recorded),
                truth(*again),
            ),
            Difference::Seen { id } => Bilingual::new(
                format!("요건 `{id}`: 그때 본 값으로 기록된 것이 사건의 값과 다릅니다"),
                format!("condition `{id}`: the values recorded as seen are not those of the case"),
            ),
            Difference::Transitions { recorded, again } => {
                pair("전이", "transitions", &list(recorded), &list(again))
            }
            Difference::States {
                transition,
                recorded,
                again,
            } => pair(
                &format!("전이 `{transition}`에서 들어간 상태"),
                &format!("states entered by `{transition}`"),
                &list(recorded),
                &list(again),
            ),
            Difference::Facts { facts } => Bilingual::new(
                format!("사실의 변경이 다릅니다: {}", list(facts)),
                format!("facts are changed otherwise: {}", list(facts)),
            ),
            Difference::Step { transition } => Bilingual::new(
                format!("전이 `{transition}`에 따르는 일이 다릅니다"),
                format!("what transition `{transition}` brings about is otherwise"),
            ),
            Difference::Outcome { recorded, again } => pair(
                "사건의 결말",
                "outcome",
                &name(recorded.as_ref()),
                &name(again.as_ref()),
            ),
            Difference::Deadlines { deadlines } => Bilingual::new(
                format!("기한의 처리가 다릅니다: {}", list(deadlines)),
                format!(
                    "something else becomes of the deadlines: {}",
                    list(deadlines)
                ),
            ),
            Difference::Date { recorded, again } => {
                pair("날짜", "date", &recorded.to_string(), &again.to_string())
            }
            Difference::Subject => Bilingual::new(
                "행위자의 자격이나 위임이 다릅니다",
                "roles, capacity or delegation of who acts are otherwise",
            ),
            Difference::Register => Bilingual::new(
                "위원 명부에서 읽었어야 할 것이 다릅니다",
                "other rows of the register of seats are read",
            ),
            Difference::Sends => Bilingual::new(
                "다른 사건에 전하는 것이 다릅니다",
                "other cases are told something else",
            ),
            Difference::Other => Bilingual::new(
                "그 밖의 부분이 다릅니다",
                "another part of the entry is otherwise",
            ),
        }
    }
}

/// Everything in which a recorded entry is not what was decided again.
pub(super) fn differences(recorded: &Entry, decision: &Decision) -> Vec<Difference> {
    let owed = decision
        .owed
        .iter()
        .filter_map(|entry| match &entry.content {
            Content::Clock { deadline, .. } => Some(deadline.clone()),
            _ => None,
        });
    let deadlines: Vec<Name> = owed.collect();
    if deadlines.is_empty() {
        return between(recorded, &decision.entry);
    }
    let mut found = vec![Difference::Owed { deadlines }];
    let others = between(recorded, &decision.entry);
    found.extend(others.into_iter().filter(|one| *one != Difference::Other));
    found
}

/// Everything in which one entry is not another: at least one thing.
pub(in crate::engine) fn between(recorded: &Entry, again: &Entry) -> Vec<Difference> {
    let mut found = Vec::new();
    if recorded.date != again.date {
        found.push(Difference::Date {
            recorded: recorded.date,
            again: again.date,
        });
    }
    contents(&recorded.content, &again.content, &mut found);
    if recorded.deadlines != again.deadlines {
        let differing = |one: &Entry, other: &Entry| {
            let changes = one.deadlines.iter();
            let differing = changes.filter(|change| !other.deadlines.contains(change));
            differing
                .map(|change| change.deadline.clone())
                .collect::<BTreeSet<Name>>()
        };
        let mut deadlines = differing(recorded, again);
        deadlines.extend(differing(again, recorded));
        found.push(Difference::Deadlines {
            deadlines: deadlines.into_iter().collect(),
        });
    }
    for (differs, difference) in [
        (recorded.subject != again.subject, Difference::Subject),
        (recorded.register != again.register, Difference::Register),
        (recorded.sends != again.sends, Difference::Sends),
    ] {
        if differs {
            found.push(difference);
        }
    }
    if found.is_empty() {
        found.push(Difference::Other);
    }
    found
}

fn contents(recorded: &Content, again: &Content, found: &mut Vec<Difference>) {
    let (first, second) = (recorded.as_str(), again.as_str());
    if first != second {
        found.push(Difference::Kind {
            recorded: first,
            again: second,
        });
    }
    let (first, second) = (recorded.grounds(), again.grounds());
    if first != second {
        found.push(Difference::Grounds {
            recorded: first.to_vec(),
            again: second.to_vec(),
        });
    }
    conditions(&conditions_of(recorded), &conditions_of(again), found);
    steps(recorded.steps(), again.steps(), found);
    let (first, second) = (recorded.outcome(), again.outcome());
    if first != second {
        found.push(Difference::Outcome {
            recorded: first.cloned(),
            again: second.cloned(),
        });
    }
}

fn conditions_of(content: &Content) -> Vec<&Condition> {
    match content {
        Content::Opened { assumptions, .. } => assumptions.iter().collect(),
        Content::Act {
            assumptions,
            guards,
            ..
        }
        | Content::Assented {
            assumptions,
            guards,
            ..
        } => assumptions.iter().chain(guards).collect(),
        Content::Refused {
            assumptions,
            guards,
            others,
            ..
        }
        | Content::Clock {
            assumptions,
            guards,
            others,
            ..
        } => assumptions.iter().chain(guards).chain(others).collect(),
        Content::Received { others, .. } => others.iter().collect(),
        Content::Withdrawn { .. }
        | Content::Unopened { .. }
        | Content::Moved(_)
        | Content::Recounted { .. }
        | Content::Erased { .. }
        | Content::Corrected(_) => Vec::new(),
    }
}

fn conditions(recorded: &[&Condition], again: &[&Condition], found: &mut Vec<Difference>) {
    if recorded == again {
        return;
    }
    let mut ids: Vec<&Name> = Vec::new();
    for condition in recorded.iter().chain(again) {
        if !ids.contains(&&condition.id) {
            ids.push(&condition.id);
        }
    }
    for id in ids {
        let of = |all: &[&Condition]| all.iter().find(|one| one.id == *id).copied().cloned();
        let (first, second) = (of(recorded), of(again));
        let result = |one: &Option<Condition>| one.as_ref().map(|one| one.truth);
        if result(&first) != result(&second) {
            found.push(Difference::Condition {
                id: id.clone(),
                recorded: result(&first),
                again: result(&second),
            });
        } else if first != second {
            found.push(Difference::Seen { id: id.clone() });
        }
    }
}

fn steps(recorded: &[Step], again: &[Step], found: &mut Vec<Difference>) {
    let names =
        |all: &[Step]| -> Vec<Name> { all.iter().map(|step| step.transition.clone()).collect() };
    let (first, second) = (names(recorded), names(again));
    if first != second {
        found.push(Difference::Transitions {
            recorded: first,
            again: second,
        });
        return;
    }
    for (one, other) in recorded
        .iter()
        .zip(again)
        .filter(|(one, other)| one != other)
    {
        let before = found.len();
        if one.left != other.left || one.entered != other.entered {
            found.push(Difference::States {
                transition: one.transition.clone(),
                recorded: one.entered.clone(),
                again: other.entered.clone(),
            });
        }
        if one.effects != other.effects {
            let differing = |some: &[Effect], others: &[Effect]| -> Vec<Name> {
                let differing = some.iter().filter(|effect| !others.contains(effect));
                differing
                    .map(|effect| match effect {
                        Effect::Set { fact, .. }
                        | Effect::Append { fact, .. }
                        | Effect::Clear { fact } => fact.clone(),
                    })
                    .collect()
            };
            let mut facts = differing(&one.effects, &other.effects);
            facts.extend(differing(&other.effects, &one.effects));
            facts.sort_unstable();
            facts.dedup();
            found.push(Difference::Facts { facts });
        }
        let recorded: Vec<&Condition> = one.guards.iter().chain(&one.branches).collect();
        let again: Vec<&Condition> = other.guards.iter().chain(&other.branches).collect();
        conditions(&recorded, &again, found);
        if found.len() == before {
            found.push(Difference::Step {
                transition: one.transition.clone(),
            });
        }
    }
}
