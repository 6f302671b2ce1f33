//! Why a case cannot go on under another revision.

use super::moved::MoveError;
use crate::diagnostic::{Bilingual, Code, Coded, Finding, Place, Source};
use crate::engine::Ground;
use crate::guard::Name;

/// What a name is the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A state.
    State,
    /// A fact.
    Fact,
    /// A transition.
    Transition,
    /// A role.
    Role,
    /// A deadline.
    Deadline,
    /// A recommendation.
    Recommendation,
    /// Children.
    Children,
}

impl Kind {
    /// What it is called.
    pub fn title(self) -> Bilingual {
        match self {
            Kind::State => Bilingual::new("상태", "state"),
            Kind::Fact => Bilingual::new("사실", "fact"),
            Kind::Transition => Bilingual::new("전이", "transition"),
            Kind::Role => Bilingual::new("역할", "role"),
            Kind::Deadline => Bilingual::new("기한", "deadline"),
            Kind::Recommendation => Bilingual::new("권고", "recommendation"),
            Kind::Children => Bilingual::new("하위 사건", "children"),
        }
    }
}

/// Why a deadline that runs has no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unfit {
    /// It is declared otherwise than before, and no rule says what becomes of it
    /// where it runs.
    Changed,
    /// It is counted from something else than before: it cannot run on or be
    /// counted again from where it began.
    Start,
    /// The state in which it runs is not active.
    State,
    /// It stood still, and the new one never does.
    Pauses,
    /// It was extended, and the new one cannot be, or not as often.
    Extended,
}

/// One reason why a case cannot go on under another revision.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Obstacle {
    /// A name of the earlier revision that the map leaves out.
    Unplaced {
        /// Of what.
        kind: Kind,
        /// The name.
        name: Name,
    },
    /// A name in the map that the earlier revision does not have.
    Stranger {
        /// Of what.
        kind: Kind,
        /// The name.
        name: Name,
        /// A name with a similar spelling.
        near: Option<Name>,
    },
    /// Two names that go to one.
    Twice {
        /// Of what.
        kind: Kind,
        /// The name in the new revision.
        name: Name,
    },
    /// The types of a fact before and after do not agree, or the value of the
    /// case is not of the new type.
    Types {
        /// The fact before.
        fact: Name,
        /// The fact after.
        to: Name,
        /// It is the value of the case.
        value: bool,
    },
    /// What has to be given at the opening under the new revision is not known.
    NotGiven {
        /// The fact.
        fact: Name,
    },
    /// A deadline has no place.
    Deadline {
        /// The deadline before.
        deadline: Name,
        /// Why.
        why: Unfit,
    },
    /// The case would stand in states that do not go together.
    Torn {
        /// The innermost of them.
        states: Vec<Name>,
    },
    /// The case would end by being moved.
    Ends {
        /// The end state.
        state: Name,
    },
    /// No act would ever be lawful where the case would stand.
    DeadEnd {
        /// The innermost states.
        states: Vec<Name>,
    },
    /// What follows of itself cannot follow.
    Follows {
        /// Why.
        grounds: Vec<Ground>,
    },
}

/// The map leaves something out.
const NOT_TOTAL: Code = Code(275);
/// The map names what is not there.
const NAMES_NOTHING: Code = Code(276);
/// Types that do not agree.
const TYPES: Code = Code(277);
/// A deadline without a place.
const DEADLINE: Code = Code(278);
/// Where a case lands.
const LANDING: Code = Code(279);
/// Two that go to one.
const TWICE: Code = Code(156);
/// What is not given.
const NOT_GIVEN: Code = Code(157);

impl Obstacle {
    /// Told to people, as a fault of the map from one revision to another.
    pub fn finding(&self, from: u32, to: u32, place: &Place) -> Finding {
        let finding = match self {
            Obstacle::Unplaced { kind, name } => Finding::new(NOT_TOTAL)
                .with("kind", kind.title())
                .with("name", quoted(name)),
            Obstacle::Stranger { kind, name, near } => Finding::new(NAMES_NOTHING)
                .with("kind", kind.title())
                .with("name", quoted(name))
                .suggest(near.as_ref().map(|near| format!("`{near}`"))),
            Obstacle::Twice { name, .. } => Finding::new(TWICE).with("name", quoted(name)),
            Obstacle::Types { fact, to, value } => Finding::new(TYPES)
                .with("fact", quoted(fact))
                .with("new", quoted(to))
                .with("what", if *value { of_value() } else { of_types() }),
            Obstacle::NotGiven { fact } => Finding::new(NOT_GIVEN).with("fact", quoted(fact)),
            Obstacle::Deadline { deadline, why } => Finding::new(DEADLINE)
                .with("deadline", quoted(deadline))
                .with("why", why.says()),
            Obstacle::Torn { .. }
            | Obstacle::Ends { .. }
            | Obstacle::DeadEnd { .. }
            | Obstacle::Follows { .. } => Finding::new(LANDING).with("why", self.landing()),
        };
        finding
            .at(place)
            .with("from", from.to_string())
            .with("to", to.to_string())
    }

    fn landing(&self) -> Bilingual {
        match self {
            Obstacle::Torn { states } => Bilingual::new(
                format!("함께 있을 수 없는 상태({})에 놓입니다", list(states)),
                format!(
                    "it would stand in states that do not go together ({})",
                    list(states)
                ),
            ),
            Obstacle::Ends { state } => Bilingual::new(
                format!("끝 상태 `{state}`에 놓여, 행위 없이 사건이 끝납니다"),
                format!("it would stand in the end state `{state}`, and end without an act"),
            ),
            Obstacle::DeadEnd { states } => Bilingual::new(
                format!(
                    "놓이는 상태({})에서 할 수 있는 행위가 없습니다",
                    list(states)
                ),
                format!("where it would stand ({}), no act is lawful", list(states)),
            ),
            Obstacle::Follows { grounds } => {
                let told: Vec<String> = grounds.iter().map(ground).collect();
                let told = told.join(", ");
                Bilingual::new(
                    format!("옮긴 뒤 저절로 이어질 일이 일어날 수 없습니다({told})"),
                    format!("what would follow of itself cannot ({told})"),
                )
            }
            _ => Bilingual::default(),
        }
    }
}

impl Unfit {
    fn says(self) -> Bilingual {
        match self {
            Unfit::Changed => Bilingual::new(
                "정한 내용이 달라졌는데 진행 중인 기한을 어떻게 할지 정하지 않았습니다",
                "it is declared otherwise than before, and nothing says what becomes of one that runs",
            ),
            Unfit::Start => Bilingual::new(
                "기산점이 달라져 그대로 두거나 다시 셀 수 없습니다",
                "it is counted from something else than before, so it can neither run on nor be counted again",
            ),
            Unfit::State => Bilingual::new(
                "옮긴 뒤에는 그 기한이 진행되는 상태가 아닙니다",
                "the state in which it runs would not be active",
            ),
            Unfit::Pauses => Bilingual::new(
                "정지된 적이 있는데 새 기한에는 정지가 없습니다",
                "it stood still, and the new one never does",
            ),
            Unfit::Extended => Bilingual::new(
                "연장되었는데 새 기한은 그만큼 연장할 수 없습니다",
                "it was extended, and the new one cannot be as often",
            ),
        }
    }
}

fn of_types() -> Bilingual {
    Bilingual::new(
        "사실의 유형이 서로 다릅니다",
        "the facts are of different types",
    )
}

fn of_value() -> Bilingual {
    Bilingual::new(
        "사건에 있는 값이 새 유형에 맞지 않습니다",
        "the value that the case has is not of the new type",
    )
}

fn quoted(name: &str) -> String {
    format!("`{name}`")
}

fn list(names: &[Name]) -> String {
    let all: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    all.join(", ")
}

fn ground(ground: &Ground) -> String {
    match ground.element() {
        Some(element) => format!("{} `{element}`", ground.as_str()),
        None => ground.as_str().to_owned(),
    }
}

/// A case without a place.
const NO_PLACE: Code = Code(975);

impl Coded for MoveError {
    fn finding(&self) -> Finding {
        match self {
            MoveError::Decide(error) => error.finding(),
            MoveError::NoPlace {
                case,
                from,
                to,
                obstacles,
            } => {
                let finding = Finding::new(NO_PLACE)
                    .with("case", &**case)
                    .with("from", from.to_string())
                    .with("to", to.to_string());
                // Of the case, and not of a file: they have no place to point at.
                let nowhere = Place::start_of(&Source::new("", ""));
                obstacles.iter().fold(finding, |finding, obstacle| {
                    let told = obstacle.finding(*from, *to, &nowhere);
                    let said = |lang| told.title(lang);
                    finding.note(Bilingual::new(
                        said(crate::diagnostic::Lang::Ko),
                        said(crate::diagnostic::Lang::En),
                    ))
                })
            }
        }
    }
}
