//! What stands against giving or leaving a seat.

use jiff::civil::Date;

use crate::diagnostic::Bilingual;
use crate::guard::{Fraction, Name};
use crate::workflow::bodies::Period;

/// One thing that stands against giving or leaving a seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SeatFault {
    /// The person holds a seat in the body already.
    Already {
        /// Who.
        person: Name,
        /// The seat.
        seat: Name,
    },
    /// Every seat of the class is held.
    NoRoom {
        /// The class.
        seat: Name,
        /// How many there may be.
        most: u32,
    },
    /// The body has as many members as it may have.
    Full {
        /// How many.
        most: u32,
    },
    /// An office is for members only, of certain classes.
    NoSeat {
        /// Who.
        person: Name,
    },
    /// The last day lies before the first.
    Dates {
        /// The first day.
        from: Date,
        /// The last day.
        until: Date,
    },
    /// It would last longer than the term.
    TooLong {
        /// The last day asked for.
        until: Date,
        /// The last day of a whole term.
        last: Date,
    },
    /// Members of the class are appointed for a term, and none can be computed.
    NoTerm,
    /// It was renewed as often as it may be.
    Renewed {
        /// How often it may be.
        most: u32,
    },
    /// The predecessor holds no seat of the class that could be filled.
    NoPredecessor {
        /// Who is said to be.
        person: Name,
    },
    /// So little is left of the predecessor's term that the seat is not filled.
    NoRefill {
        /// The last day of that term.
        until: Date,
        /// Less than this is left.
        under: Period,
    },
    /// The person would be in too many bodies at once.
    TooManyBodies {
        /// The limit.
        limit: Name,
        /// In how many.
        count: u32,
        /// How many there may be.
        most: u32,
    },
    /// The person would be in the body for too long.
    TooManyYears {
        /// The limit.
        limit: Name,
        /// Since when.
        since: Date,
        /// How many years there may be.
        most: u32,
    },
    /// The person has left too lately to come back.
    TooSoon {
        /// The limit.
        limit: Name,
        /// The last day on which they were a member.
        left: Date,
        /// The time that has to pass.
        gap: Period,
    },
    /// A rule of composition would not be kept.
    Composition {
        /// The rule.
        rule: Name,
        /// How many are counted.
        part: u32,
        /// Of how many.
        whole: u32,
        /// The word whose bearers are counted, where the rule names none.
        word: Option<Name>,
    },
    /// Whether a rule of composition is kept cannot be told: a mark of a member
    /// is not known.
    CompositionUnknown {
        /// The rule.
        rule: Name,
        /// Whose mark.
        person: Name,
    },
    /// A member is dismissed on a ground on which they have to be heard first.
    NotHeard {
        /// The ground.
        ground: Name,
    },
    /// A member is dismissed for their attendance, which is not so low.
    Attended {
        /// The ground.
        ground: Name,
        /// How many meetings they attended.
        attended: i64,
        /// Of how many.
        held: i64,
        /// The share below which it is a ground.
        below: Fraction,
    },
    /// So few meetings were held that attendance is no ground.
    FewMeetings {
        /// The ground.
        ground: Name,
        /// How many were held.
        held: i64,
        /// Fewest that must have been held.
        least: u32,
    },
    /// So little is left of the member's term that attendance is no ground.
    NearlyOver {
        /// The ground.
        ground: Name,
        /// The last day of the term.
        until: Date,
        /// Least time that must be left.
        left: Period,
    },
    /// The person holds no such seat that could be left.
    NotHeld {
        /// Who.
        person: Name,
        /// From when they would no longer hold it.
        on: Date,
    },
}

impl SeatFault {
    /// The rule of composition that it is about, if it is about one.
    pub const fn rule(&self) -> Option<&Name> {
        match self {
            Self::Composition { rule, .. } | Self::CompositionUnknown { rule, .. } => Some(rule),
            _ => None,
        }
    }

    /// The ground of dismissal that it is about, if it is about one.
    pub const fn dismissal(&self) -> Option<&Name> {
        match self {
            Self::NotHeard { ground }
            | Self::Attended { ground, .. }
            | Self::FewMeetings { ground, .. }
            | Self::NearlyOver { ground, .. } => Some(ground),
            _ => None,
        }
    }

    /// The limit that it is about, if it is about one.
    pub const fn limit(&self) -> Option<&Name> {
        match self {
            Self::TooManyBodies { limit, .. }
            | Self::TooManyYears { limit, .. }
            | Self::TooSoon { limit, .. } => Some(limit),
            _ => None,
        }
    }

    /// What is wrong, in both languages: a clause without a full stop.
    pub fn says(&self) -> Bilingual {
        match self {
            Self::Already { person, seat } => Bilingual::new(
                format!("`{person}`은(는) 이미 `{seat}` 자리에 있음"),
                format!("`{person}` already holds `{seat}`"),
            ),
            Self::NoRoom { seat, most } => Bilingual::new(
                format!("`{seat}` 자리는 {most}명까지이며 빈자리가 없음"),
                format!("`{seat}` has {most} seats and none is vacant"),
            ),
            Self::Full { most } => Bilingual::new(
                format!("위원은 {most}명까지이며 이미 그 수를 채움"),
                format!("the body may have {most} members and has them"),
            ),
            Self::NoSeat { person } => Bilingual::new(
                format!("`{person}`은(는) 이 직을 맡을 수 있는 위원이 아님"),
                format!("`{person}` is no member who may hold this office"),
            ),
            Self::Dates { from, until } => Bilingual::new(
                format!("임기의 말일 {until}이(가) 첫날 {from}보다 앞섬"),
                format!("its last day {until} lies before its first, {from}"),
            ),
            Self::TooLong { until, last } => Bilingual::new(
                format!("임기는 {last}까지인데 {until}까지로 정함"),
                format!("a term ends on {last}, and it is given until {until}"),
            ),
            Self::NoTerm => {
                Bilingual::new("임기의 말일을 정할 수 없음", "its last day cannot be told")
            }
            Self::Renewed { most } => Bilingual::new(
                format!("연임은 {most}차례까지임"),
                format!("a term may be renewed {most} times at most"),
            ),
            Self::NoPredecessor { person } => Bilingual::new(
                format!("`{person}`이(가) 임기 중에 비운 자리가 없음"),
                format!("`{person}` left no such seat before its term was over"),
            ),
            Self::NoRefill { until, under } => Bilingual::new(
                format!("전임자의 임기가 {until}까지여서 남은 기간이 {under}에 미치지 못함"),
                format!("the predecessor's term ends on {until}: less than {under} is left"),
            ),
            Self::TooManyBodies { count, most, .. } => Bilingual::new(
                format!("{count}개 위원회에 속하게 되며 {most}개까지임"),
                format!("it would be {count} bodies at once, and {most} is the most"),
            ),
            Self::TooManyYears { since, most, .. } => Bilingual::new(
                format!("{since}부터 이어서 {most}년을 넘게 됨"),
                format!("it would be more than {most} years since {since}"),
            ),
            Self::TooSoon { left, gap, .. } => Bilingual::new(
                format!("{left}에 그만둔 뒤 {gap}이(가) 지나지 아니함"),
                format!("they left on {left}, and {gap} has not passed"),
            ),
            Self::Composition {
                part, whole, word, ..
            } => {
                let (ko, en) = match word {
                    Some(word) => (format!(" (`{word}`)"), format!(" (`{word}`)")),
                    None => (String::new(), String::new()),
                };
                Bilingual::new(
                    format!("{whole}명 가운데 {part}명이 됨{ko}"),
                    format!("it would be {part} of {whole}{en}"),
                )
            }
            Self::CompositionUnknown { person, .. } => Bilingual::new(
                format!("`{person}`에 관한 값을 알 수 없어 계산할 수 없음"),
                format!("it cannot be counted: what it reads of `{person}` is not known"),
            ),
            Self::NotHeard { .. } => Bilingual::new(
                "미리 그 위원에게 의견을 진술할 기회를 주지 아니함",
                "the member was not given an opportunity to state an opinion first",
            ),
            Self::Attended {
                attended,
                held,
                below,
                ..
            } => Bilingual::new(
                format!(
                    "회의 {held}번 가운데 {attended}번 출석하여 {below}에 미치지 못하는 것이 아님"
                ),
                format!(
                    "{attended} of {held} meetings were attended, which is not less than {below}"
                ),
            ),
            Self::FewMeetings { held, least, .. } => Bilingual::new(
                format!("회의가 {held}번 열려 {least}번에 미치지 못함"),
                format!("{held} meetings were held, and {least} is the least"),
            ),
            Self::NearlyOver { until, left, .. } => Bilingual::new(
                format!("임기가 {until}까지여서 남은 기간이 {left}에 미치지 못함"),
                format!("the term ends on {until}: less than {left} is left"),
            ),
            Self::NotHeld { person, on } => Bilingual::new(
                format!("`{person}`에게 {on}부터 비울 자리가 없음"),
                format!("`{person}` has no seat to leave on {on}"),
            ),
        }
    }
}
