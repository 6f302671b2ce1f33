//! What must follow: `leads_to` and `within`.

use std::collections::BTreeSet;

use super::{Outcome, from_search};
use crate::calendar::{Period, Unit};
use crate::check::View;
use crate::check::explore::{Edge, Graph};
use crate::check::knowledge::{changes, fired};
use crate::check::possible::Known;
use crate::check::search::{Goal, Open, Outcome as Found, Telling, seek, why};
use crate::check::solver::stage::read_by;
use crate::check::solver::{Must, Questions};
use crate::diagnostic::Bilingual;
use crate::guard::{Expr, Name, Truth};
use crate::workflow::{BranchWhen, By, Change, Expiry, Joint, RoleHolder, Transition};

/// Whether the second can always still follow wherever the first has held.
pub(super) fn leads_to<'a>(
    view: &View<'a>,
    from: &'a Expr,
    to: &'a Expr,
    telling: &Telling<'_>,
) -> Outcome {
    let graph = view.graph;
    let may_hold: Vec<bool> = graph
        .nodes
        .iter()
        .map(|node| {
            graph
                .possible(node, &|_| Known::Maybe, to)
                .may(Truth::Holds)
        })
        .collect();
    let hopeful = graph.backward(places(&may_hold));
    let lasting = !hangs_on_time(to);
    // Where it can follow no more: at no place that can be reached it may hold, or
    // nothing happens any more.
    let lost: Vec<bool> = hopeful
        .iter()
        .enumerate()
        .map(|(at, hopeful)| !hopeful || (lasting && graph.leaving(at).next().is_none()))
        .collect();
    let found = seek(view, &Goal::Pending { from, to, at: lost }, telling);
    match found {
        Found::Never => {}
        other => return from_search(view, other),
    }
    // No case is lost; that each can go on is shown by acts that nothing stands
    // against.
    let certain: Vec<bool> = graph
        .nodes
        .iter()
        .enumerate()
        .map(|(at, node)| {
            let known = |fact: &str| {
                if view.knowledge.at(graph, at, fact) {
                    Known::Yes
                } else {
                    Known::Maybe
                }
            };
            graph.possible(node, &known, to).is(Truth::Holds)
        })
        .collect();
    let sure = sure(graph, &certain);
    let doubtful: Vec<bool> = sure.iter().map(|sure| !sure).collect();
    let found = seek(
        view,
        &Goal::Pending {
            from,
            to,
            at: doubtful,
        },
        telling,
    );
    match found {
        Found::Never => Outcome::Proved,
        Found::Open(open @ (Open::Spent | Open::Graph)) => {
            Outcome::Undecided(why(graph.workflow, &open))
        }
        Found::Open(_) | Found::Told(_) => Outcome::Undecided(Bilingual::new(
            "그대로 끝나는 사건은 없습니다. 그러나 사실의 값 때문에 더 나아가지 못하는 사건이 없는지는 판단하지 못했습니다.",
            "No case ends without it. Whether data can keep a case from ever coming to it is not decided.",
        )),
    }
}

/// Whether the second always holds in time: broken by a case in which nobody does
/// anything for longer than that.
pub(super) fn within<'a>(
    view: &View<'a>,
    from: &'a Expr,
    to: &'a Expr,
    time: &Name,
    telling: &Telling<'_>,
) -> Outcome {
    let waiting = Telling {
        id: telling.id,
        title: telling.title.clone(),
        place: telling.place,
        wait: time.parse::<Period>().ok().map(longer_than),
    };
    let at = vec![true; view.graph.nodes.len()];
    match seek(view, &Goal::Pending { from, to, at }, &waiting) {
        Found::Open(Open::NoStory(_)) => Outcome::Undecided(Bilingual::new(
            "아무도 아무것도 하지 않아도 그 기간 안에 되는 사건만 찾았습니다. 모든 사건이 그러한지는 판단하지 못했습니다.",
            "In the cases that were tried it comes in time even if nobody does anything. Whether it does in every case is not decided.",
        )),
        other => from_search(view, other),
    }
}

/// So many days are over when a period is, however it is counted.
fn longer_than(period: Period) -> i64 {
    let count = i64::from(period.amount);
    let days = match period.unit {
        Unit::Hours => count / 24 + 7,
        Unit::Days => count + 14,
        Unit::WorkingDays => count.saturating_mul(3) + 30,
        Unit::Weeks => count.saturating_mul(7) + 14,
        Unit::Months => count.saturating_mul(31) + 14,
        Unit::Years => count.saturating_mul(366) + 14,
    };
    days.saturating_add(1)
}

fn places(marks: &[bool]) -> impl Iterator<Item = usize> {
    marks
        .iter()
        .enumerate()
        .filter(|(_, mark)| **mark)
        .map(|(at, _)| at)
}

/// Whether what a rule says can change though nothing happens.
fn hangs_on_time(rule: &Expr) -> bool {
    let mut found = false;
    rule.walk(&mut |part| {
        found |= matches!(
            part,
            Expr::Today
                | Expr::Passed(_)
                | Expr::Due(_)
                | Expr::Children { .. }
                | Expr::AllChildren { .. }
                | Expr::Served(_)
                | Expr::ServedOn { .. }
        );
    });
    found
}

/// The places from which free acts lead to one of these.
fn sure(graph: &Graph<'_>, goals: &[bool]) -> Vec<bool> {
    let mut sure = goals.to_vec();
    let free: Vec<&Edge> = graph
        .edges
        .iter()
        .filter(|edge| is_free(graph, edge))
        .collect();
    loop {
        let mut grown = false;
        for edge in &free {
            let leads = sure.get(edge.to).copied().unwrap_or(false);
            if let Some(mark) = sure.get_mut(edge.from).filter(|mark| leads && !**mark) {
                *mark = true;
                grown = true;
            }
        }
        if !grown {
            return sure;
        }
    }
}

/// Whether nothing can stand against a step: neither facts that stay, nor time, nor
/// who has acted before. What it asks for can be given as it must be.
fn is_free(graph: &Graph<'_>, edge: &Edge) -> bool {
    let workflow = graph.workflow;
    let mut all = fired(graph, edge);
    let (Some((transition, branch)), None) = (all.next(), all.next()) else {
        return false;
    };
    let By::Roles(roles) = &transition.by else {
        return false;
    };
    let anybody = roles
        .iter()
        .filter_map(|role| workflow.role(role))
        .any(|role| {
            matches!(
                role.holder,
                RoleHolder::Granted | RoleHolder::Open | RoleHolder::Claim(_)
            )
        });
    let alone = transition.joint == Joint::One && transition.not_by.is_empty();
    let id = &transition.element.id;
    let timed = workflow.deadlines.iter().any(|deadline| {
        let barred = deadline.is_minimum() || deadline.expires == Expiry::Bar;
        barred && deadline.meets.contains(id)
            || deadline
                .extends
                .as_ref()
                .is_some_and(|extends| extends.with.contains(id))
    });
    let blocked = workflow
        .recommendations
        .iter()
        .any(|one| one.blocks.contains(id) || one.answered_by.contains(id));
    let counted = changes(transition, branch).any(|change| {
        !matches!(change, Change::Clear { .. }) && !matches!(change, Change::Set { .. })
    });
    let tied = !transition.ties.is_empty()
        || transition.opens.is_some()
        || transition.all_seatings().next().is_some()
        || transition
            .branches
            .iter()
            .any(|branch| !branch.ties.is_empty() || branch.opens.is_some());
    anybody
        && alone
        && !timed
        && !blocked
        && !counted
        && !tied
        && workflow.assumes.is_empty()
        && can_be_given(transition, branch)
}

/// Whether the rules of an act read only what it asks for, and can be met by it.
fn can_be_given(transition: &Transition, branch: Option<usize>) -> bool {
    let mut demands = Vec::new();
    for guard in &transition.guards {
        demands.push((&guard.rule.expr, Must::Hold));
    }
    for (at, one) in transition.branches.iter().enumerate() {
        if let BranchWhen::Rule(rule) = &one.when {
            let must = if branch == Some(at) {
                Must::Hold
            } else {
                Must::Fail
            };
            demands.push((&rule.expr, must));
        }
    }
    let own = demands.iter().all(|(rule, _)| {
        let mut read = BTreeSet::new();
        read_by(rule, &mut read);
        let mut else_where = hangs_on_time(rule);
        rule.walk(&mut |part| {
            else_where |= matches!(
                part,
                Expr::Actor | Expr::At(_) | Expr::Taken(_) | Expr::TakenSince { .. }
            );
        });
        !else_where && read.iter().all(|fact| transition.asks.contains(fact))
    });
    // Ballots hang on who sits in the body.
    let ballots = demands.iter().any(|(rule, _)| {
        let mut found = false;
        rule.walk(&mut |part| found |= matches!(part, Expr::Ballot { .. }));
        found
    });
    if !own || ballots {
        return false;
    }
    if demands.is_empty() {
        return true;
    }
    let rules = demands.iter().map(|(rule, _)| *rule);
    let given = |fact: &str| transition.asks.iter().any(|asked| **asked == *fact);
    matches!(
        Questions::about(rules, &given).ask(&demands),
        crate::check::solver::Answer::With(_)
    )
}
