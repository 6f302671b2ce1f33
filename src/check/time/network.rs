//! The simple temporal network of a way (Dechter, Meiri and Pearl 1991): the acts
//! and dates on it are points, and what separates two of them is a bound. It has
//! no solution exactly if a circle of bounds pushes a point beyond itself.
//!
//! The lengths of the classical network are numbers; here they are functions of
//! the day from which they are counted, which never fall. So the least solution
//! from a day is found in the same way, by Bellman and Ford, and for each day of
//! the range anew.

use std::rc::Rc;

use super::counted::{Far, Table};

/// How one point bounds another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Link {
    /// The second is at least so many days after the first.
    Gap(i32),
    /// The second is later than the last day counted from the first, plus so many
    /// days: what a deadline keeps waiting.
    NotBefore {
        /// The deadline.
        deadline: usize,
        /// Days after its last day.
        plus: i32,
    },
    /// The second is no later than the last day counted from the first, plus so many days.
    NotAfter {
        /// The deadline.
        deadline: usize,
        /// Days after its last day.
        plus: i32,
        /// With every extension that it can have.
        extended: bool,
    },
}

/// What a bound comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Why {
    /// One follows the other.
    Order,
    /// A deadline, which an act meets.
    Deadline(usize),
    /// A deadline, at the end of which the clock acts.
    Clock(usize),
    /// A condition of a transition: its number, and that of the guard.
    Guard(usize, usize),
    /// A branch of a transition.
    Branch(usize, usize),
    /// What is assumed of the world.
    Assume(usize),
}

/// A bound between two points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Bound {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) link: Link,
    pub(super) why: Why,
}

/// Where a link's length is found.
pub(super) trait Lengths {
    /// The ends of a deadline, with or without its extensions.
    fn table(&self, deadline: usize, extended: bool) -> Option<Rc<Table>>;
    /// The fewest and the most days of it, roughly.
    fn about(&self, deadline: usize, extended: bool) -> Option<(i32, i32)>;
}

/// A bound that moved a point: from which day to which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Push {
    pub(super) bound: Bound,
    /// It is read backwards: the later point pushes the earlier.
    pub(super) back: bool,
    pub(super) from: i32,
    pub(super) to: i32,
}

/// What came of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// All bounds can be kept.
    Fits,
    /// They cannot: the circle of pushes, from the beginning around to it.
    Conflict(Vec<Push>),
    /// It leads beyond the range.
    Unknown,
}

/// A bound with its length at hand.
struct Edge {
    from: usize,
    to: usize,
    length: Length,
    bound: Bound,
    back: bool,
}

enum Length {
    Days(i32),
    /// Ahead to the end, plus days.
    Ahead(Rc<Table>, i32),
    /// Back to the first day that reaches it, less days.
    Back(Rc<Table>, i32),
}

impl Length {
    fn go(&self, from: i32) -> Result<Option<i32>, Far> {
        match self {
            Length::Days(days) => from.checked_add(*days).map(Some).ok_or(Far),
            Length::Ahead(table, plus) => Ok(table.earliest(from)?.map(|end| end + plus)),
            Length::Back(table, plus) => table.first_reaching(from - plus),
        }
    }
}

/// A network whose bounds start at one point.
pub(super) struct Network {
    points: usize,
    origin: usize,
    edges: Vec<Edge>,
}

impl Network {
    /// The bounds among the points that are kept. Lengths that cannot be counted
    /// bound nothing.
    pub(super) fn exact(
        points: usize,
        origin: usize,
        bounds: impl Iterator<Item = Bound>,
        lengths: &impl Lengths,
    ) -> Self {
        Self::of(points, origin, bounds, |link| match link {
            Link::Gap(days) => Some((Length::Days(days), false)),
            Link::NotBefore { deadline, plus } => {
                let table = lengths.table(deadline, false)?;
                Some((Length::Ahead(table, plus), false))
            }
            Link::NotAfter {
                deadline,
                plus,
                extended,
            } => {
                let table = lengths.table(deadline, extended)?;
                Some((Length::Back(table, plus), true))
            }
        })
    }

    fn of(
        points: usize,
        origin: usize,
        bounds: impl Iterator<Item = Bound>,
        length: impl Fn(Link) -> Option<(Length, bool)>,
    ) -> Self {
        let edges = bounds
            .filter_map(|bound| {
                let (length, back) = length(bound.link)?;
                let (from, to) = if back {
                    (bound.to, bound.from)
                } else {
                    (bound.from, bound.to)
                };
                Some(Edge {
                    from,
                    to,
                    length,
                    bound,
                    back,
                })
            })
            .collect();
        Network {
            points,
            origin,
            edges,
        }
    }

    /// Whether all bounds can be kept where the first point is on this day.
    pub(super) fn at(&self, day: i32) -> Answer {
        let mut days: Vec<Option<i32>> = vec![None; self.points];
        let mut pushed: Vec<Option<Push>> = vec![None; self.points];
        if let Some(first) = days.get_mut(self.origin) {
            *first = Some(day);
        }
        for _ in 0..=self.points {
            let mut moved = false;
            for edge in &self.edges {
                let Some(from) = days.get(edge.from).copied().flatten() else {
                    continue;
                };
                let to = match edge.length.go(from) {
                    Ok(Some(to)) => to,
                    Ok(None) => continue,
                    Err(Far) => return Answer::Unknown,
                };
                let (Some(now), Some(by)) = (days.get_mut(edge.to), pushed.get_mut(edge.to)) else {
                    continue;
                };
                if now.is_some_and(|now| now >= to) {
                    continue;
                }
                let push = Push {
                    bound: edge.bound,
                    back: edge.back,
                    from,
                    to,
                };
                if edge.to == self.origin {
                    return self.circle(push, &pushed);
                }
                *now = Some(to);
                *by = Some(push);
                moved = true;
            }
            if !moved {
                return Answer::Fits;
            }
        }
        // A circle that does not go through this point; another point tells it.
        Answer::Unknown
    }

    fn circle(&self, last: Push, pushed: &[Option<Push>]) -> Answer {
        let source = |push: &Push| {
            if push.back {
                push.bound.to
            } else {
                push.bound.from
            }
        };
        let mut circle = vec![last];
        let mut at = source(&last);
        while at != self.origin && circle.len() <= self.points {
            let Some(push) = pushed.get(at).copied().flatten() else {
                return Answer::Unknown;
            };
            circle.push(push);
            at = source(&push);
        }
        if at != self.origin {
            return Answer::Unknown;
        }
        circle.reverse();
        Answer::Conflict(circle)
    }
}

/// How closely lengths are taken where only numbers are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Roughly {
    /// Without counting any.
    Guessed,
    /// The fewest and the most days that were counted.
    Counted,
}

/// Most deadlines at the end of which the clock acts, in one network that is solved
/// in numbers.
const MOST_EXACT: usize = 4;

/// Whether all bounds can be kept from every day, as far as numbers tell: with
/// lengths that no day exceeds. What fits so always fits.
pub(super) fn surely_fits(
    points: usize,
    bounds: &[Bound],
    lengths: &impl Lengths,
    roughly: Roughly,
) -> bool {
    let span = |deadline: usize, extended: bool| {
        let about = match roughly {
            Roughly::Guessed => lengths.about(deadline, extended),
            Roughly::Counted => None,
        };
        about.or_else(|| Some(lengths.table(deadline, extended)?.span))
    };
    // Where the clock acts is one day, and between its two bounds lies no conflict:
    // a circle goes through one of them.
    let exact: Vec<&Bound> = bounds
        .iter()
        .filter(|bound| bounds.iter().any(|other| are_one(bound, other)))
        .collect();
    if exact.len() > MOST_EXACT {
        return false;
    }
    (0..1_usize << exact.len()).all(|choice| {
        let edges: Vec<(usize, usize, i32)> = bounds
            .iter()
            .filter(|bound| {
                !exact.iter().enumerate().any(|(at, lower)| {
                    let upper_stays = choice >> at & 1 == 1;
                    if upper_stays {
                        bound == lower
                    } else {
                        are_one(lower, bound)
                    }
                })
            })
            .filter_map(|bound| match bound.link {
                Link::Gap(days) => Some((bound.from, bound.to, days)),
                Link::NotBefore { deadline, plus } => {
                    let (_, most) = span(deadline, false)?;
                    Some((bound.from, bound.to, most + plus))
                }
                Link::NotAfter {
                    deadline,
                    plus,
                    extended,
                } => {
                    let (least, _) = span(deadline, extended)?;
                    Some((bound.to, bound.from, -(least + plus)))
                }
            })
            .collect();
        settles(points, &edges)
    })
}

/// Whether one is the lower and the other the upper bound of one day.
fn are_one(lower: &Bound, upper: &Bound) -> bool {
    let ends = (lower.from, lower.to) == (upper.from, upper.to);
    match (lower.link, upper.link) {
        (
            Link::NotBefore { deadline, plus },
            Link::NotAfter {
                deadline: other,
                plus: end,
                ..
            },
        ) => ends && deadline == other && plus <= end,
        _ => false,
    }
}

/// Whether no circle pushes a point beyond itself.
fn settles(points: usize, edges: &[(usize, usize, i32)]) -> bool {
    let mut days = vec![0_i32; points];
    for _ in 0..=points {
        let mut moved = false;
        for (from, to, length) in edges {
            let Some(reached) = days.get(*from).map(|from| from.saturating_add(*length)) else {
                continue;
            };
            if let Some(day) = days.get_mut(*to).filter(|day| **day < reached) {
                *day = reached;
                moved = true;
            }
        }
        if !moved {
            return true;
        }
    }
    false
}
