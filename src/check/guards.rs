//! J0256, J0257, J0258: guards that no data satisfies, alone or together, and
//! guards that all data satisfies.

use super::data::{Moment, all, certain};
use super::solver::Must;
use super::{View, codes, words};
use crate::diagnostic::{Bilingual, Finding};
use crate::workflow::{Guard, Transition, TransitionId};

pub(super) fn find(view: &View<'_>) -> Vec<Finding> {
    let transitions = view.graph.workflow.transitions.iter().enumerate();
    transitions
        .filter(|(_, transition)| !transition.guards.is_empty())
        .flat_map(|(at, transition)| of_transition(view, TransitionId(at), transition))
        .collect()
}

fn of_transition(view: &View<'_>, id: TransitionId, transition: &Transition) -> Vec<Finding> {
    let known = certain(view, id);
    let known = |fact: &str| known.iter().any(|known| ***known == *fact);
    let mut moment = Moment::of(view, transition, &known);
    let element = format!("transition.{}", transition.element.id);
    let about = |finding: Finding, guards: &[&Guard]| {
        let finding = finding
            .of(view.graph.workflow.id(), element.clone())
            .with("transition", words::named(&transition.element));
        guards.iter().fold(finding, |finding, guard| {
            finding.label(&guard.rule.place, Bilingual::new("이 요건", "this guard"))
        })
    };
    let mut findings = Vec::new();
    let mut alone = false;
    for guard in &transition.guards {
        let code = if never(&mut moment, &[guard]) {
            alone = true;
            codes::GUARD_NEVER_HOLDS
        } else if always(&mut moment, guard) {
            codes::GUARD_ALWAYS_HOLDS
        } else {
            continue;
        };
        let finding = about(Finding::new(code), &[guard]);
        findings.push(finding.with("guard", words::named(&guard.element)));
    }
    let every: Vec<&Guard> = transition.guards.iter().collect();
    if !alone && every.len() > 1 && never(&mut moment, &every) {
        let core = fewest(&mut moment, every);
        let names = words::listed(core.iter().map(|guard| words::named(&guard.element)));
        let finding = Finding::new(codes::GUARDS_CONTRADICT);
        findings.push(about(finding, &core).with("guards", names));
    }
    findings
}

/// Whether guards never hold together.
fn never<'g>(moment: &mut Moment<'g>, guards: &[&'g Guard]) -> bool {
    let rules = guards.iter().map(|guard| &guard.rule.expr);
    moment.never(&all(rules, Must::Hold))
}

/// Whether a guard can neither fail nor be unknown.
fn always<'g>(moment: &mut Moment<'g>, guard: &'g Guard) -> bool {
    moment.never(&[(&guard.rule.expr, Must::NotHold)])
}

/// Guards of which none can be left out if together they are never to hold.
fn fewest<'g>(moment: &mut Moment<'g>, mut guards: Vec<&'g Guard>) -> Vec<&'g Guard> {
    let mut at = 0;
    while at < guards.len() {
        let mut fewer = guards.clone();
        fewer.remove(at);
        if never(moment, &fewer) {
            guards = fewer;
        } else {
            at += 1;
        }
    }
    guards
}
