//! What is claimed of a net, and whether it is so.

use super::search::Found;
use super::{Goal, Net, PlaceKind};
use crate::diagnostic::Verdict;

/// A claim about every way that a net can go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// No place ever holds two tokens.
    Safe,
    /// From everywhere the end can be reached.
    OptionToComplete,
    /// Where the end is reached, nothing is left over.
    ProperCompletion,
    /// Everything that is to be done can happen.
    NoDeadActivities,
    /// Where everything is complete, no message is still under way.
    NoMessageLeft,
}

impl What {
    /// All of them.
    pub const ALL: [What; 5] = [
        What::Safe,
        What::OptionToComplete,
        What::ProperCompletion,
        What::NoDeadActivities,
        What::NoMessageLeft,
    ];

    /// The word that outputs use.
    pub const fn as_str(self) -> &'static str {
        match self {
            What::Safe => "safe",
            What::OptionToComplete => "option_to_complete",
            What::ProperCompletion => "proper_completion",
            What::NoDeadActivities => "no_dead_activities",
            What::NoMessageLeft => "no_message_left",
        }
    }

    /// Whether a net without it is not sound.
    pub const fn is_of_soundness(self) -> bool {
        matches!(
            self,
            What::OptionToComplete | What::ProperCompletion | What::NoDeadActivities
        )
    }
}

/// A claim with its verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// What is claimed.
    pub what: What,
    /// Whether it is so.
    pub verdict: Verdict,
    /// If it is not: the steps of a way to where it is not, by index.
    pub way: Vec<usize>,
    /// The places it is about: those with two tokens, or where tokens are left.
    pub places: Vec<usize>,
    /// The elements it is about: those that never happen.
    pub nodes: Vec<usize>,
    /// Nothing at all can happen there any more.
    pub stuck: bool,
}

/// What was found of a net.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Soundness {
    /// How many markings were searched.
    pub markings: usize,
    /// How many steps between them.
    pub steps: usize,
    /// How many of them are complete.
    pub completed: usize,
    /// Whether the search came to its end within its budget.
    pub searched: bool,
    /// Places that can hold more tokens than are told apart.
    pub unbounded: Vec<usize>,
    /// The claims, in order.
    pub claims: Vec<Claim>,
}

impl Soundness {
    /// A claim.
    pub fn claim(&self, what: What) -> Option<&Claim> {
        self.claims.iter().find(|it| it.what == what)
    }

    /// Whether it is sound: option to complete, proper completion, no dead activity.
    pub fn verdict(&self) -> Verdict {
        let of = self.claims.iter().filter(|it| it.what.is_of_soundness());
        let mut verdict = Verdict::Proved;
        for claim in of {
            match claim.verdict {
                Verdict::Refuted => return Verdict::Refuted,
                Verdict::Undecided => verdict = Verdict::Undecided,
                Verdict::Proved => {}
            }
        }
        verdict
    }
}

pub(super) fn of(net: &Net, found: &Found) -> Soundness {
    let goals: Vec<bool> = (0..found.markings())
        .map(|marking| is_goal(net, found, marking))
        .collect();
    let mut unbounded = Vec::new();
    if found.full {
        for place in 0..net.places.len() {
            let mut after = found.certain..found.markings();
            if after.any(|marking| found.many(marking, place)) {
                unbounded.push(place);
            }
        }
    }
    let mut claims = vec![
        safe(net, found),
        option(net, found, &goals),
        proper(net, found),
        dead(net, found),
    ];
    if net.places.iter().any(|it| it.kind == PlaceKind::Message) {
        claims.push(messages(net, found, &goals));
    }
    Soundness {
        markings: found.markings(),
        steps: found.edges.len(),
        completed: goals.iter().filter(|goal| **goal).count(),
        searched: found.complete,
        unbounded,
        claims,
    }
}

fn is_goal(net: &Net, found: &Found, marking: usize) -> bool {
    match &net.goal {
        Goal::Empty(places) => places
            .iter()
            .all(|place| found.tokens(marking, *place) == 0),
        Goal::Marking(finals) => finals.iter().any(|wanted| {
            (0..net.places.len()).all(|place| {
                let wanted = wanted.get(place).copied().unwrap_or_default();
                found.tokens(marking, place) == u64::from(wanted)
            })
        }),
    }
}

/// A claim that holds nowhere that was seen, as far as that goes.
fn quiet(what: What, found: &Found, doubt: bool) -> Claim {
    let verdict = if found.complete && !doubt {
        Verdict::Proved
    } else {
        Verdict::Undecided
    };
    Claim {
        what,
        verdict,
        way: Vec::new(),
        places: Vec::new(),
        nodes: Vec::new(),
        stuck: false,
    }
}

/// A claim that is broken in some marking: refuted by the first that is certain.
fn broken(
    what: What,
    found: &Found,
    faulty: &dyn Fn(usize) -> bool,
    about: &dyn Fn(usize) -> Vec<usize>,
) -> Claim {
    let first = (0..found.markings()).find(|marking| faulty(*marking));
    match first {
        None => quiet(what, found, false),
        Some(marking) if marking < found.certain => Claim {
            verdict: Verdict::Refuted,
            way: found.way(marking),
            places: about(marking),
            ..quiet(what, found, true)
        },
        Some(_) => quiet(what, found, true),
    }
}

fn safe(net: &Net, found: &Found) -> Claim {
    let flows: Vec<usize> = of_kind(net, PlaceKind::Flow);
    let two = |marking: usize| -> Vec<usize> {
        let two = |place: &&usize| found.tokens(marking, **place) > 1;
        flows.iter().filter(two).copied().collect()
    };
    broken(What::Safe, found, &|marking| !two(marking).is_empty(), &two)
}

fn of_kind(net: &Net, kind: PlaceKind) -> Vec<usize> {
    let places = net.places.iter().enumerate();
    places
        .filter(|(_, place)| place.kind == kind)
        .map(|(at, _)| at)
        .collect()
}

fn proper(net: &Net, found: &Found) -> Claim {
    let left = |marking: usize| -> Vec<usize> {
        match &net.goal {
            Goal::Empty(_) => {
                let ended = of_kind(net, PlaceKind::Ended).into_iter();
                ended
                    .filter(|place| found.tokens(marking, *place) > 1)
                    .collect()
            }
            Goal::Marking(finals) => {
                for wanted in finals {
                    let over: Option<Vec<usize>> = (0..net.places.len())
                        .map(|place| {
                            let wanted = u64::from(wanted.get(place).copied().unwrap_or_default());
                            let there = found.tokens(marking, place);
                            (there >= wanted).then_some((place, there > wanted))
                        })
                        .collect::<Option<Vec<_>>>()
                        .map(|all| {
                            let over = all.into_iter().filter(|(_, over)| *over);
                            over.map(|(place, _)| place).collect()
                        });
                    if let Some(over) = over.filter(|over: &Vec<usize>| !over.is_empty()) {
                        return over;
                    }
                }
                Vec::new()
            }
        }
    };
    // Another final marking may lie above one of them.
    let faulty = |marking: usize| {
        !left(marking).is_empty() && {
            matches!(net.goal, Goal::Empty(_)) || !is_goal(net, found, marking)
        }
    };
    broken(What::ProperCompletion, found, &faulty, &left)
}

fn option(net: &Net, found: &Found, goals: &[bool]) -> Claim {
    let what = What::OptionToComplete;
    let count = found.markings();
    let mut stuck = vec![true; count];
    for (from, _) in &found.edges {
        if let Some(stuck) = stuck.get_mut(*from as usize) {
            *stuck = false;
        }
    }
    let is_stuck = |marking: usize| stuck.get(marking).copied().unwrap_or_default();
    let is_goal = |marking: usize| goals.get(marking).copied().unwrap_or_default();
    let refuted = |marking: usize| Claim {
        verdict: Verdict::Refuted,
        way: found.way(marking),
        places: (0..net.places.len())
            .filter(|place| found.tokens(marking, *place) > 0)
            .filter(|place| {
                let kind = net.places.get(*place).map(|it| it.kind);
                kind == Some(PlaceKind::Flow)
            })
            .collect(),
        stuck: is_stuck(marking),
        ..quiet(what, found, true)
    };
    let certain = 0..found.certain;
    if !found.complete {
        // Whatever else there is, nothing can happen here any more.
        let mut tried = certain.take_while(|marking| *marking < found.expanded);
        let end = tried.find(|marking| is_stuck(*marking) && !is_goal(*marking));
        // A step to a marking with many was kept for later, not taken.
        return match end.filter(|_| !found.full) {
            Some(marking) => refuted(marking),
            None => quiet(what, found, true),
        };
    }
    let reaches = backward(found, goals);
    // Where nothing happens any more says most; else where it goes on for ever.
    let lost = |marking: &usize| !reaches.get(*marking).copied().unwrap_or_default();
    let end = certain
        .clone()
        .find(|marking| is_stuck(*marking) && lost(marking));
    let lost = end.or_else(|| certain.clone().find(lost));
    match lost {
        Some(marking) => refuted(marking),
        None => quiet(what, found, found.full),
    }
}

/// The markings from which one of these can be reached, themselves included.
fn backward(found: &Found, goals: &[bool]) -> Vec<bool> {
    let count = found.markings();
    // Where the steps into each marking begin, in one list.
    let mut starts = vec![0_usize; count.saturating_add(1)];
    for (_, to) in &found.edges {
        if let Some(start) = starts.get_mut((*to as usize).saturating_add(1)) {
            *start = start.saturating_add(1);
        }
    }
    let mut sum = 0_usize;
    for start in &mut starts {
        sum = sum.saturating_add(*start);
        *start = sum;
    }
    let mut next = starts.clone();
    let mut sources = vec![0_u32; found.edges.len()];
    for (from, to) in &found.edges {
        if let Some(at) = next.get_mut(*to as usize) {
            if let Some(source) = sources.get_mut(*at) {
                *source = *from;
            }
            *at = at.saturating_add(1);
        }
    }
    let mut reaches = goals.to_vec();
    let mut open: Vec<usize> = (0..count)
        .filter(|marking| goals.get(*marking).copied().unwrap_or_default())
        .collect();
    while let Some(at) = open.pop() {
        let from = starts.get(at).copied().unwrap_or_default();
        let to = starts
            .get(at.saturating_add(1))
            .copied()
            .unwrap_or_default();
        for source in sources.get(from..to).unwrap_or_default() {
            let source = *source as usize;
            if let Some(mark) = reaches.get_mut(source).filter(|mark| !**mark) {
                *mark = true;
                open.push(source);
            }
        }
    }
    reaches
}

fn dead(net: &Net, found: &Found) -> Claim {
    let what = What::NoDeadActivities;
    let taken = |node: usize, by: &[bool]| {
        let mut steps = net.steps.iter().zip(by);
        steps.any(|(step, possible)| step.node == node && *possible)
    };
    let activities = net.nodes.iter().enumerate().filter(|(_, it)| it.activity);
    let mut never = Vec::new();
    let mut doubt = false;
    for (node, _) in activities {
        if !taken(node, &found.possible) {
            never.push(node);
        } else if !taken(node, &found.certainly) {
            doubt = true;
        }
    }
    if never.is_empty() {
        // That each can happen was seen; there is no more to search for.
        let verdict = if doubt {
            Verdict::Undecided
        } else {
            Verdict::Proved
        };
        return Claim {
            verdict,
            ..quiet(what, found, doubt)
        };
    }
    Claim {
        verdict: if found.complete {
            Verdict::Refuted
        } else {
            Verdict::Undecided
        },
        nodes: never,
        ..quiet(what, found, true)
    }
}

fn messages(net: &Net, found: &Found, goals: &[bool]) -> Claim {
    let messages = of_kind(net, PlaceKind::Message);
    let left = |marking: usize| -> Vec<usize> {
        let there = |place: &&usize| found.tokens(marking, **place) > 0;
        messages.iter().filter(there).copied().collect()
    };
    let faulty = |marking: usize| {
        goals.get(marking).copied().unwrap_or_default() && !left(marking).is_empty()
    };
    broken(What::NoMessageLeft, found, &faulty, &left)
}
