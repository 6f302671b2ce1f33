//! A refusal told to people: one finding for each ground.

mod law;
mod people;

use jiff::civil::Date;

use super::bodies::{ballot_told, recused_told, seats_told};
use super::child::{MOST_CHILDREN, MOST_GENERATIONS};
use super::law::Law;
use super::next::suppliers;
use super::{
    Act, Case, Condition, Content, DecideError, Decision, Given, Ground, MOST_AUTOMATIC_STEPS,
    Register, Seated, Supplier,
};
use crate::diagnostic::{Bilingual, Code, Coded, Finding, Lang};
use crate::guard::{EvalError, Name, Truth, Value, form, parse_value};
use crate::workflow::bodies::Breach;
use crate::workflow::{By, Cited, Element, Transition, Workflow};

/// What a refusal is told from.
#[derive(Debug, Clone, Copy)]
pub struct Refusal<'a> {
    /// The workflow.
    pub workflow: &'a Workflow,
    /// The case, if it was opened.
    pub case: Option<&'a Case>,
    /// Who acted.
    pub actor: &'a str,
    /// The act; `None` for an opening.
    pub act: Option<&'a Act>,
    /// What was given, by an act or at an opening.
    pub given: &'a Given,
    /// Why it was refused.
    pub grounds: &'a [Ground],
    /// Every condition evaluated, of whatever kind.
    pub conditions: &'a [&'a [Condition]],
    /// What of the register of seats was read.
    pub register: &'a [Seated],
    /// The civil date on which the act was to count.
    pub date: Date,
    /// From when to when what it rests on is law.
    pub law: Option<&'a Law>,
}

impl Decision {
    /// Why the act was refused: one finding for each ground, in their order.
    /// An act that was taken has none.
    ///
    /// `before` is the case as it stood when the act was decided. The citations
    /// stand as the workflow writes them, without the headings of the law.
    pub fn refusal(&self, workflow: &Workflow, before: &Case) -> Vec<Finding> {
        let Content::Refused {
            act,
            grounds,
            assumptions,
            guards,
            others,
        } = &self.entry.content
        else {
            return Vec::new();
        };
        Refusal {
            workflow,
            case: Some(before),
            actor: &self.entry.subject.actor,
            act: Some(act),
            given: &act.given,
            grounds,
            conditions: &[assumptions, guards, others],
            register: &self.entry.register,
            date: self.entry.date,
            law: None,
        }
        .findings()
    }
}

impl Decision {
    /// What is to be told beside an act that was taken: rules of a body that it
    /// breaks, and that refuse nothing.
    ///
    /// `before` is the case as it stood when the act was decided.
    pub fn warnings(&self, workflow: &Workflow, before: &Case) -> Vec<Finding> {
        let Content::Act { act, steps, .. } = &self.entry.content else {
            return Vec::new();
        };
        let mut case = before.clone();
        super::case::give_facts(&mut case, &act.given);
        let register = Register::of_rows(self.entry.register.clone());
        let at = (self.entry.date, &self.entry.subject.actor);
        steps
            .iter()
            .filter(|step| !step.seats.is_empty())
            .filter_map(|step| Some((step, workflow.transition(&step.transition)?)))
            .flat_map(|(step, transition)| {
                seats_told(workflow, &register, &case, at, transition)
                    .into_iter()
                    .filter(|told| told.breach == Breach::Warn)
                    .filter(|told| step.seats.contains(told.effect()))
                    .map(|told| told.finding(workflow))
                    .collect::<Vec<_>>()
            })
            .collect()
    }
}

impl Refusal<'_> {
    /// One finding for each ground, in their order.
    pub fn findings(&self) -> Vec<Finding> {
        self.grounds
            .iter()
            .map(|ground| self.finding(ground))
            .collect()
    }

    fn transition(&self) -> Option<&Transition> {
        self.act
            .and_then(|act| self.workflow.transition(&act.transition))
    }

    /// What was attempted, as a word.
    fn attempted(&self) -> Bilingual {
        match self.act {
            Some(act) => Bilingual::from(&*act.transition),
            None => Bilingual::new("개시", "opening"),
        }
    }

    fn condition(&self, id: &str) -> Option<&Condition> {
        self.conditions
            .iter()
            .flat_map(|conditions| conditions.iter())
            .find(|condition| *condition.id == *id)
    }

    fn finding(&self, ground: &Ground) -> Finding {
        let attempted = self.attempted();
        let new = |code: u16| Finding::new(Code(code)).with("transition", attempted.clone());
        if let Some(finding) = self.of_people(ground) {
            return match (finding.place().is_some(), self.transition()) {
                (false, Some(transition)) => {
                    self.placed(finding, "transition", &transition.element)
                }
                _ => finding,
            };
        }
        let finding = match ground {
            Ground::State => new(701)
                .with("states", self.standing())
                .with("from", self.sources()),
            Ground::Role => new(702)
                .with("actor", self.actor)
                .with("roles", self.roles()),
            Ground::Excluded(by) => new(703).with("actor", self.actor).with("by", &**by),
            Ground::Missing(fact) => self.of_fact(new(704), fact),
            Ground::IllTyped(fact) => self.of_value(new(705), fact),
            Ground::NotAsked(fact) => self.of_fact(new(706), fact).with("asks", self.asks()),
            Ground::Reason => new(707),
            Ground::Assumption(id) => return self.of_assumption(id),
            Ground::Guard(id) => return self.of_guard(id),
            Ground::Branch => new(712).with("branches", self.conditions_told()),
            Ground::Range(fact) => self.of_fact(new(713), fact),
            Ground::Backdated => new(714),
            Ground::Automatic(other) => {
                let finding = new(715).with("other", &**other);
                let conditions = self.conditions_told();
                if conditions.ko.is_empty() {
                    finding
                } else {
                    finding.note(conditions)
                }
            }
            Ground::Unbounded => new(716).with("most", MOST_AUTOMATIC_STEPS.to_string()),
            Ground::Recused(body) => {
                return recused_told(self.workflow, body, self.actor, attempted);
            }
            Ground::Ballot(fact) => return self.of_ballot(fact),
            Ground::Seat(part) | Ground::Composition(part) => return self.of_seat(ground, part),
            Ground::Clock(deadline) => self.of_deadline(new(741), deadline),
            Ground::Late(deadline) => self.of_deadline(new(742), deadline),
            Ground::Early(deadline) => self.of_deadline(new(743), deadline),
            Ground::Extended(deadline) => self.of_deadline(new(744), deadline),
            Ground::Uncounted(deadline) => {
                let finding = self.of_deadline(new(745), deadline);
                let conditions = self.conditions_told();
                if conditions.ko.is_empty() {
                    finding
                } else {
                    finding.note(conditions)
                }
            }
            Ground::Expired(_)
            | Ground::NotDelegated(_)
            | Ground::SubDelegated(_)
            | Ground::Criterion(_)
            | Ground::Departure(_)
            | Ground::Open(_)
            | Ground::Frozen(_)
            | Ground::NothingToAnnul(_)
            | Ground::Assented
            | Ground::NoAssent => new(702),
            Ground::NotYetLaw(cited) | Ground::Repealed(cited) | Ground::Stayed(cited) => {
                return self.of_law(ground, cited);
            }
            Ground::With(other) => new(717)
                .with("other", &**other)
                .with("conditions", self.conditions_told()),
            Ground::Children(name) => new(791)
                .with("children", &**name)
                .with("most", MOST_CHILDREN.to_string())
                .with("generations", MOST_GENERATIONS.to_string()),
        };
        match self.transition() {
            Some(transition) => self.placed(finding, "transition", &transition.element),
            None => self.placed(finding, "workflow", &self.workflow.element),
        }
    }

    fn register(&self) -> Register {
        Register::of_rows(self.register.to_vec())
    }

    fn of_ballot(&self, fact: &Name) -> Finding {
        let value = self.given.get(fact);
        ballot_told(self.workflow, &self.register(), fact, value, self.date)
    }

    /// What stands against a seat: the first fault, and the others as remarks.
    fn of_seat(&self, ground: &Ground, part: &Name) -> Finding {
        let (body, rest) = part.split_once('.').unwrap_or((part, ""));
        let rule = matches!(ground, Ground::Composition(_)).then_some(rest);
        let found = match (self.case, self.transition()) {
            (Some(case), Some(transition)) => {
                let mut case = case.clone();
                super::case::give_facts(&mut case, self.given);
                let actor = Name::from(self.actor);
                let register = self.register();
                let at = (self.date, &actor);
                let told = seats_told(self.workflow, &register, &case, at, transition);
                told.into_iter()
                    .filter(|told| told.breach == Breach::Refuse)
                    .filter(|told| told.fault.rule().map(|rule| &**rule) == rule)
                    .map(|told| (told.finding(self.workflow), told.fault.says()))
                    .collect()
            }
            _ => Vec::new(),
        };
        let mut found = found.into_iter();
        match found.next() {
            Some((first, _)) => found.fold(first, |finding, (_, says)| finding.note(says)),
            None => Finding::new(Code(if rule.is_some() { 750 } else { 751 }))
                .with("body", body)
                .with("title", Bilingual::default())
                .with("seat", rest)
                .with("why", Bilingual::default()),
        }
    }

    fn placed(&self, finding: Finding, kind: &str, element: &Element) -> Finding {
        let finding = finding
            .at(&element.place)
            .of(self.workflow.id(), format!("{kind}.{}", element.id));
        match cited(&element.basis) {
            Some(citation) => finding.citing(citation),
            None => finding,
        }
    }

    /// A ground that a deadline gives: its title, its last day, and the
    /// provision that it rests on.
    fn of_deadline(&self, finding: Finding, id: &Name) -> Finding {
        let timed = self.case.and_then(|case| case.deadlines.kept.get(id));
        let due = match timed.and_then(|timed| timed.due) {
            Some(due) => Bilingual::from(due.to_string()),
            None => Bilingual::new("정해지지 않음", "not known"),
        };
        let declared = self
            .workflow
            .deadlines
            .iter()
            .find(|deadline| deadline.element.id == *id);
        let title = declared.map_or_else(Bilingual::default, |it| it.element.title.clone());
        let basis = declared.and_then(|it| cited(&it.element.basis));
        let finding = finding
            .with("deadline", &**id)
            .with("title", title)
            .with("due", due);
        match basis {
            Some(basis) => finding.note(Bilingual::new(
                format!("기한의 근거: {}", basis.ko),
                format!("The deadline rests on {}", basis.en),
            )),
            None => finding,
        }
    }

    fn of_fact(&self, finding: Finding, fact: &Name) -> Finding {
        let (title, of) = self.workflow.fact(fact).map_or_else(
            || (Bilingual::from(&**fact), Bilingual::default()),
            |fact| {
                let (of, form) = (fact.of.title(), form(&fact.of));
                let told = |lang| format!("{} ({})", of.get(lang), form.get(lang));
                let of = Bilingual::new(told(Lang::Ko), told(Lang::En));
                (fact.element.title.clone(), of)
            },
        );
        finding
            .with("fact", &**fact)
            .with("title", title)
            .with("type", of)
    }

    /// A value that does not suit its fact, with the reason where its text
    /// tells one: it may be no date, too large, or not among the options.
    fn of_value(&self, finding: Finding, fact: &Name) -> Finding {
        let value = self.given.get(fact);
        let shown = value.map(ToString::to_string).unwrap_or_default();
        let finding = self.of_fact(finding, fact).with("value", shown);
        let cause = match (value, self.workflow.fact(fact)) {
            (Some(Value::Text(text)), Some(fact)) => parse_value(text, &fact.of).err(),
            _ => None,
        };
        match cause.map(|cause| cause.finding()) {
            Some(cause) => {
                let told = |lang| format!("{}: {}", cause.code, cause.title(lang));
                finding
                    .note(Bilingual::new(told(Lang::Ko), told(Lang::En)))
                    .suggest(cause.suggestion)
            }
            None => finding,
        }
    }

    fn of_assumption(&self, id: &Name) -> Finding {
        let assume = self
            .workflow
            .assumes
            .iter()
            .find(|assume| assume.element.id == *id);
        let finding = Finding::new(Code(708)).with("seen", self.seen(id));
        match assume {
            Some(assume) => {
                let finding = finding
                    .with("says", assume.element.title.clone())
                    .with("rule", &*assume.rule.text);
                self.placed(finding, "assume", &assume.element)
            }
            None => finding.with("says", &**id).with("rule", ""),
        }
    }

    fn of_guard(&self, id: &Name) -> Finding {
        let guard = self.transition().and_then(|transition| {
            transition
                .guards
                .iter()
                .find(|guard| guard.element.id == *id)
        });
        let condition = self.condition(id);
        let code = match condition.map(|condition| condition.truth) {
            Some(Truth::Unknown) => 710,
            Some(Truth::Error) => 711,
            _ => 709,
        };
        let finding = Finding::new(Code(code))
            .with("guard", &**id)
            .with("seen", self.seen(id))
            .with("missing", self.missing(condition))
            .with("suppliers", self.suppliers(condition))
            .with("error", error_told(condition.and_then(|seen| seen.error)));
        match guard {
            Some(guard) => {
                let finding = finding
                    .with("says", guard.element.title.clone())
                    .with("rule", &*guard.rule.text);
                self.placed(finding, "guard", &guard.element)
            }
            None => finding.with("says", &**id).with("rule", ""),
        }
    }

    /// The values that a condition saw, with their titles.
    fn seen(&self, id: &str) -> Bilingual {
        let Some(condition) = self.condition(id).filter(|seen| !seen.seen.is_empty()) else {
            return Bilingual::new("없음", "none");
        };
        told(condition.seen.iter().map(|(fact, value)| {
            let title = self.title_of(fact);
            Bilingual::new(
                format!("{} `{fact}` = {value}", title.ko),
                format!("{} `{fact}` = {value}", title.en),
            )
        }))
    }

    fn title_of(&self, fact: &str) -> Bilingual {
        self.workflow
            .fact(fact)
            .map_or_else(Bilingual::default, |fact| fact.element.title.clone())
    }

    fn missing(&self, condition: Option<&Condition>) -> Bilingual {
        told(
            condition
                .into_iter()
                .flat_map(|seen| &seen.missing)
                .map(|fact| {
                    let title = self.title_of(fact);
                    Bilingual::new(
                        format!("{}(`{fact}`)", title.ko),
                        format!("{} (`{fact}`)", title.en),
                    )
                }),
        )
    }

    fn suppliers(&self, condition: Option<&Condition>) -> Bilingual {
        let Some(case) = self.case else {
            return Bilingual::new("개시", "the opening");
        };
        let all: Vec<Bilingual> = condition
            .into_iter()
            .flat_map(|seen| &seen.missing)
            .flat_map(|fact| suppliers(self.workflow, case, fact))
            .map(|supplier| self.supplier_told(&supplier))
            .collect();
        if all.is_empty() {
            return Bilingual::new("없음", "nobody");
        }
        told(all.into_iter())
    }

    fn supplier_told(&self, supplier: &Supplier) -> Bilingual {
        let roles = told(supplier.by.iter().map(|role| self.role_title(role)));
        match &supplier.transition {
            None => Bilingual::new("개시할 때", "the opening"),
            Some(transition) => Bilingual::new(
                format!("`{transition}` ({})", roles.ko),
                format!("`{transition}` ({})", roles.en),
            ),
        }
    }

    fn role_title(&self, role: &str) -> Bilingual {
        let title = self
            .workflow
            .role(role)
            .map_or_else(Bilingual::default, |role| role.element.title.clone());
        Bilingual::new(
            format!("{} `{role}`", title.ko),
            format!("{} `{role}`", title.en),
        )
    }

    fn roles(&self) -> Bilingual {
        let by: &[Name] = match self.transition().map(|transition| &transition.by) {
            Some(By::Roles(roles)) => roles,
            Some(By::Engine | By::Clock | By::Parent) => &[],
            None => &self.workflow.opened_by,
        };
        told(by.iter().map(|role| self.role_title(role)))
    }

    fn standing(&self) -> Bilingual {
        let Some(case) = self.case else {
            return Bilingual::default();
        };
        told(
            super::standing(self.workflow, case)
                .iter()
                .map(|state| self.state_title(state)),
        )
    }

    fn sources(&self) -> Bilingual {
        let from = self
            .transition()
            .map_or(&[][..], |transition| &transition.from);
        told(
            from.iter()
                .filter_map(|id| self.workflow.states.get(id.0))
                .map(|state| self.state_title(&state.element.id)),
        )
    }

    fn state_title(&self, state: &str) -> Bilingual {
        let title = self
            .workflow
            .state(state)
            .map_or_else(Bilingual::default, |(_, state)| state.element.title.clone());
        Bilingual::new(
            format!("{} `{state}`", title.ko),
            format!("{} `{state}`", title.en),
        )
    }

    fn asks(&self) -> Bilingual {
        let asked: Vec<Bilingual> = self
            .transition()
            .into_iter()
            .flat_map(|transition| transition.asks.iter().chain(&transition.may_ask))
            .map(|fact| Bilingual::from(&**fact))
            .collect();
        if asked.is_empty() {
            return Bilingual::new("없음", "nothing");
        }
        told(asked.into_iter())
    }

    /// Every condition that is not a guard of the act, with its truth.
    fn conditions_told(&self) -> Bilingual {
        told(
            self.conditions
                .last()
                .into_iter()
                .flat_map(|others| others.iter())
                .map(|other| {
                    let truth = truth_title(other.truth);
                    Bilingual::new(
                        format!("`{}` {}", other.id, truth.ko),
                        format!("`{}` {}", other.id, truth.en),
                    )
                }),
        )
    }
}

/// The four values of truth as people read them.
pub fn truth_title(truth: Truth) -> Bilingual {
    match truth {
        Truth::Holds => Bilingual::new("충족", "holds"),
        Truth::Fails => Bilingual::new("불충족", "fails"),
        Truth::Unknown => Bilingual::new("알 수 없음", "not known"),
        Truth::Error => Bilingual::new("오류", "error"),
    }
}

fn error_told(error: Option<EvalError>) -> Bilingual {
    match error {
        Some(EvalError::Overflow) => Bilingual::new(
            "수가 정확히 계산할 수 있는 범위를 벗어났습니다.",
            "A number is too large to be computed exactly.",
        ),
        Some(EvalError::Erased) => Bilingual::new(
            "읽어야 할 값이 적법하게 삭제되었습니다.",
            "A value it reads was lawfully erased.",
        ),
        Some(EvalError::Type) => Bilingual::new(
            "값의 형식이 선언과 다릅니다.",
            "A value is of another type than declared.",
        ),
        None => Bilingual::default(),
    }
}

fn told(parts: impl Iterator<Item = Bilingual>) -> Bilingual {
    let parts: Vec<Bilingual> = parts.collect();
    let join = |lang| {
        parts
            .iter()
            .map(|part| part.get(lang))
            .collect::<Vec<_>>()
            .join(", ")
    };
    Bilingual::new(join(Lang::Ko), join(Lang::En))
}

/// The citations of an element, as both languages write them.
pub fn cited(basis: &[Cited]) -> Option<Bilingual> {
    if basis.is_empty() {
        return None;
    }
    Some(told(basis.iter().map(|cited| {
        let text = cited.citation.text.as_deref().unwrap_or("");
        let of = |lang| {
            format!("{text} {}", cited.citation.path.to_text(lang))
                .trim()
                .to_owned()
        };
        Bilingual::new(of(Lang::Ko), of(Lang::En))
    })))
}

impl Coded for DecideError {
    fn finding(&self) -> Finding {
        match self {
            DecideError::WrongDefinition { case } => Finding::new(Code(721)).with("case", &**case),
            DecideError::NoSuchTransition {
                workflow,
                transition,
                near,
            } => Finding::new(Code(722))
                .with("workflow", &**workflow)
                .with("transition", &**transition)
                .suggest(near.as_ref().map(|near| format!("`{near}`"))),
            DecideError::NotAnAct { transition } => {
                Finding::new(Code(723)).with("transition", &**transition)
            }
            DecideError::NoSuchFact {
                workflow,
                fact,
                near,
            } => Finding::new(Code(724))
                .with("workflow", &**workflow)
                .with("fact", &**fact)
                .suggest(near.as_ref().map(|near| format!("`{near}`"))),
            DecideError::NoSuchCriterion {
                transition,
                criterion,
                near,
            } => Finding::new(Code(769))
                .with("transition", &**transition)
                .with("criterion", &**criterion)
                .suggest(near.as_ref().map(|near| format!("`{near}`"))),
            DecideError::NotJoint { transition } => {
                Finding::new(Code(770)).with("transition", &**transition)
            }
            DecideError::Clock { case } => Finding::new(Code(725)).with("case", &**case),
            DecideError::ClockOwesMore { case } => Finding::new(Code(746)).with("case", &**case),
            DecideError::Future => Finding::new(Code(726)),
            DecideError::NotOpened { workflow, .. } => {
                Finding::new(Code(727)).with("workflow", &**workflow)
            }
            DecideError::NoChildWorkflow { child, .. } => {
                Finding::new(Code(790)).with("workflow", &**child).with(
                    "why",
                    Bilingual::new("그런 절차가 없습니다", "there is no such workflow"),
                )
            }
            DecideError::NoSuchState { workflow, state } => {
                Finding::new(Code(790)).with("workflow", &**workflow).with(
                    "why",
                    Bilingual::new(
                        format!("상태 `{state}`가 없습니다"),
                        format!("it has no state `{state}`"),
                    ),
                )
            }
            DecideError::NotInForce { workflow, in_force } => Finding::new(Code(728))
                .with("workflow", &**workflow)
                .with("in_force", in_force.to_string()),
        }
    }
}

impl Coded for super::ApplyError {
    fn finding(&self) -> Finding {
        Finding::new(Code(730)).with("detail", self.says())
    }
}

impl Coded for super::ReplayError {
    fn finding(&self) -> Finding {
        match self {
            super::ReplayError::Semantics { seq, found } => Finding::new(Code(731))
                .with("seq", seq.to_string())
                .with("found", found.to_string()),
            super::ReplayError::Decide(error) => error.finding(),
            super::ReplayError::NotOwed { seq } => {
                Finding::new(Code(732)).with("seq", seq.to_string())
            }
            super::ReplayError::Receive(error) => error.finding(),
            super::ReplayError::Unopened { seq } => {
                Finding::new(Code(794)).with("seq", seq.to_string())
            }
            super::ReplayError::Ordered { seq } => {
                Finding::new(Code(779)).with("seq", seq.to_string())
            }
            super::ReplayError::NoPlace { seq, .. } => {
                Finding::new(Code(732)).with("seq", seq.to_string())
            }
            super::ReplayError::Differs { seq, differences } => differences.iter().fold(
                Finding::new(Code(732)).with("seq", seq.to_string()),
                |finding, difference| finding.note(difference.says()),
            ),
        }
    }
}

impl Coded for super::child::ReceiveError {
    fn finding(&self) -> Finding {
        match self {
            super::child::ReceiveError::Taken { case, from, number }
            | super::child::ReceiveError::OutOfTurn { case, from, number } => {
                Finding::new(Code(792))
                    .with("case", &**case)
                    .with("from", &**from)
                    .with("number", number.to_string())
            }
            super::child::ReceiveError::Decide(error) => error.finding(),
        }
    }
}
