//! What stands against ballots and seats, told to people with its provisions.

use jiff::civil::Date;

use super::seating::{Ledger, faults_of, planned};
use super::{Register, SeatEffect, SeatFault, ballot_faults};
use crate::diagnostic::{Bilingual, Code, Finding};
use crate::engine::Case;
use crate::guard::{Name, Type, Value};
use crate::workflow::bodies::{Body, Breach};
use crate::workflow::{Transition, Workflow};

/// A fault of a seat that an act would give or vacate.
pub(in crate::engine) struct Told<'a> {
    body: &'a Body,
    effect: SeatEffect,
    pub(in crate::engine) fault: SeatFault,
    pub(in crate::engine) breach: Breach,
}

/// Everything that stands against the seats that transitions may give or vacate,
/// on the case as the act makes it.
pub(in crate::engine) fn seats_told<'a>(
    workflow: &'a Workflow,
    register: &Register,
    case: &Case,
    (today, actor): (Date, &Name),
    transition: &Transition,
) -> Vec<Told<'a>> {
    let mut found: Vec<Told<'a>> = Vec::new();
    let mut ledger = Ledger::new(register);
    for seating in transition.all_seatings() {
        let Some(body) = workflow.body(seating.body()) else {
            continue;
        };
        let now = ledger.now();
        let Ok(effects) = planned(workflow, now, case, today, actor, seating) else {
            continue;
        };
        let last = effects.len().saturating_sub(1);
        for (at, effect) in effects.into_iter().enumerate() {
            let faults = faults_of(body, ledger.now(), case, seating, &effect);
            for (fault, breach) in faults {
                if at < last && fault.rule().is_some() {
                    continue;
                }
                found.push(Told {
                    body,
                    effect: effect.clone(),
                    fault,
                    breach,
                });
            }
            ledger.apply(&effect);
        }
    }
    found
}

impl Told<'_> {
    /// The effect at fault.
    pub(in crate::engine) const fn effect(&self) -> &SeatEffect {
        &self.effect
    }

    /// The dotted path of the part of the body that it is about.
    fn part(&self) -> String {
        let name = format!("body.{}", self.body.id());
        if let Some(rule) = self.fault.rule() {
            return format!("{name}.rule.{rule}");
        }
        if let Some(limit) = self.fault.limit() {
            return format!("{name}.limit.{limit}");
        }
        if let Some(ground) = self.fault.dismissal() {
            return format!("{name}.dismissal.{ground}");
        }
        match (&self.fault, &self.effect) {
            (
                SeatFault::TooLong { .. }
                | SeatFault::NoTerm
                | SeatFault::Renewed { .. }
                | SeatFault::NoPredecessor { .. }
                | SeatFault::NoRefill { .. },
                _,
            ) => format!("{name}.term"),
            (SeatFault::Full { .. }, _) => format!("{name}.size"),
            (_, SeatEffect::Given(tenure)) => format!("{name}.seat.{}", tenure.seat),
            _ => name,
        }
    }

    /// What the part says, where it says something.
    fn says(&self) -> Option<Bilingual> {
        let rule = self.fault.rule().and_then(|id| {
            let rules = &mut self.body.rules.iter();
            rules.find(|rule| rule.element.id == *id)
        });
        let limit = self.fault.limit().and_then(|id| {
            let limits = &mut self.body.limits.iter();
            limits.find(|limit| limit.element.id == *id)
        });
        rule.map(|rule| &rule.element)
            .or(limit.map(|limit| &limit.element))
            .map(|element| element.title.clone())
    }

    /// The finding: of a refusal, or of what is told beside a lawful act.
    pub(in crate::engine) fn finding(&self, workflow: &Workflow) -> Finding {
        let code = match (self.breach, self.fault.rule()) {
            (Breach::Warn, _) => 752,
            (Breach::Refuse, Some(_)) => 750,
            (Breach::Refuse, None) => 751,
        };
        let seat = match &self.effect {
            SeatEffect::Given(tenure) => tenure.seat.to_string(),
            _ => String::new(),
        };
        let why = self.fault.says();
        let why = match self.says() {
            None => why,
            Some(says) => Bilingual::new(
                format!("{} {}", sentence(&says.ko), why.ko),
                format!("{} {}", sentence(&says.en), why.en),
            ),
        };
        let finding = Finding::new(Code(code))
            .with("body", &**self.body.id())
            .with("title", self.body.element.title.clone())
            .with("seat", seat)
            .with("why", why);
        cite(finding, workflow, self.body, &self.part())
    }
}

/// A sentence that ends, before another follows.
fn sentence(text: &str) -> String {
    let text = text.trim_end();
    if text.ends_with('.') {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

fn cite(finding: Finding, workflow: &Workflow, body: &Body, part: &str) -> Finding {
    let finding = finding
        .at(&body.element.place)
        .of(workflow.id(), part.to_owned());
    match body.basis_of(part).and_then(crate::engine::cited) {
        Some(citation) => finding.citing(citation),
        None => finding,
    }
}

/// A ballot at fault: one finding that names every fault.
pub(in crate::engine) fn ballot_told(
    workflow: &Workflow,
    register: &Register,
    fact: &Name,
    value: Option<&Value>,
    date: Date,
) -> Finding {
    let declared = workflow.fact(fact);
    let mut finding = Finding::new(Code(749)).with("fact", &**fact).with(
        "title",
        declared.map_or_else(Bilingual::default, |fact| fact.element.title.clone()),
    );
    let of = declared.map(|fact| &fact.of);
    if let (Some(Value::Ballot(ballot)), Some(of @ Type::Ballot { body, vote, .. })) = (value, of)
        && let Some(body) = workflow.body(body)
    {
        let faults = ballot_faults(body, register, ballot, of, date);
        let joined = |lang: crate::diagnostic::Lang| {
            let all: Vec<String> = faults
                .iter()
                .map(|fault| fault.says().get(lang).to_owned())
                .collect();
            all.join("; ")
        };
        finding = finding.with(
            "why",
            Bilingual::new(
                joined(crate::diagnostic::Lang::Ko),
                joined(crate::diagnostic::Lang::En),
            ),
        );
        let part = format!("body.{}.vote.{vote}", body.id());
        return cite(finding, workflow, body, &part);
    }
    finding.with("why", Bilingual::default())
}

/// Somebody who takes no part on behalf of a body.
pub(in crate::engine) fn recused_told(
    workflow: &Workflow,
    body: &Name,
    actor: &str,
    attempted: Bilingual,
) -> Finding {
    let finding = Finding::new(Code(748))
        .with("actor", actor)
        .with("transition", attempted)
        .with("body", &**body);
    match workflow.body(body) {
        Some(found) => cite(finding, workflow, found, &format!("body.{body}.recusal")),
        None => finding,
    }
}
