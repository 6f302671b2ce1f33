//! What questions about the data of an act share: what holds whenever it is taken,
//! and whose values are free.

use std::collections::BTreeSet;

use super::View;
use super::knowledge::fired;
use super::solver::{Answer, Demand, Must, Questions, Why, Witness};
use super::words;
use crate::diagnostic::Bilingual;
use crate::guard::{Expr, Name};
use crate::workflow::{BranchWhen, FactSource, Transition, TransitionId, Workflow};

/// Facts that have a value whenever an act is taken: every step that it is part of
/// asks for them, or finds them known.
pub(super) fn certain<'a>(view: &View<'a>, id: TransitionId) -> BTreeSet<&'a Name> {
    let graph = view.graph;
    let fires: Vec<_> = graph
        .edges
        .iter()
        .filter(|edge| edge.fired.iter().any(|(fired, _)| *fired == id))
        .collect();
    let facts = graph.workflow.facts.iter().map(|fact| &fact.element.id);
    facts
        .filter(|fact| {
            fires.iter().all(|edge| {
                view.knowledge.at(graph, edge.from, fact)
                    || fired(graph, edge).any(|(other, _)| other.asks.contains(fact))
            })
        })
        .collect()
}

/// The data of an act, at any moment at which it may be taken.
pub(super) struct Moment<'a> {
    workflow: &'a Workflow,
    transition: &'a Transition,
    questions: Questions<'a>,
}

impl<'a> Moment<'a> {
    pub(super) fn of<'v: 'a>(
        view: &View<'v>,
        transition: &'a Transition,
        certain: &'a dyn Fn(&str) -> bool,
    ) -> Self {
        let workflow = view.graph.workflow;
        let assumed = workflow.assumes.iter().map(|it| &it.rule.expr);
        let guards = transition.guards.iter().map(|guard| &guard.rule.expr);
        let branches = transition
            .branches
            .iter()
            .filter_map(|branch| match &branch.when {
                BranchWhen::Rule(rule) => Some(&rule.expr),
                BranchWhen::Otherwise => None,
            });
        Moment {
            workflow,
            transition,
            questions: Questions::about(assumed.chain(guards).chain(branches), certain),
        }
    }

    /// Whether there is data with which these rules say so, where nothing that is
    /// assumed is broken.
    pub(super) fn ask(&mut self, demands: &[Demand<'a>]) -> Answer {
        let all = self.assuming(demands);
        self.questions.ask(&all)
    }

    /// Whether it is proved that there is no such data.
    pub(super) fn never(&mut self, demands: &[Demand<'a>]) -> bool {
        let all = self.assuming(demands);
        self.questions.never(&all)
    }

    fn assuming(&self, demands: &[Demand<'a>]) -> Vec<Demand<'a>> {
        let assumed = self.workflow.assumes.iter();
        let assumed = assumed.map(|it| (&it.rule.expr, Must::NotFail));
        demands.iter().copied().chain(assumed).collect()
    }

    /// The same where every guard holds.
    pub(super) fn ask_guarded(&mut self, demands: &[Demand<'a>]) -> Answer {
        let transition = self.transition;
        let guards = transition.guards.iter();
        let guards = guards.map(|guard| (&guard.rule.expr, Must::Hold));
        let all: Vec<Demand<'a>> = demands.iter().copied().chain(guards).collect();
        self.ask(&all)
    }

    /// Whether everything that a witness says can be said by whoever takes the act.
    pub(super) fn is_free(&self, witness: &Witness) -> bool {
        let workflow = self.workflow;
        let computed = |fact: &str| {
            workflow
                .fact(fact)
                .is_some_and(|fact| matches!(fact.source, FactSource::Computed(_)))
        };
        witness.only_of(&|fact| {
            computed(fact) || self.transition.asks.iter().any(|asked| **asked == *fact)
        })
    }

    /// The values of a witness, by the titles of the facts.
    pub(super) fn example(&self, witness: &Witness) -> Bilingual {
        let workflow = self.workflow;
        let values = witness.says(&|fact| {
            workflow
                .fact(fact)
                .map_or_else(|| Bilingual::from(fact), |fact| words::named(&fact.element))
        });
        if values.ko.is_empty() {
            return Bilingual::new(
                "아무 값도 없을 때 그렇습니다.",
                "It is so without any value.",
            );
        }
        Bilingual::new(
            format!("이를테면 {} 때입니다.", values.ko),
            format!("For instance with {}.", values.en),
        )
    }
}

/// Why a question is open, as a remark.
pub(super) fn open(why: &Why) -> Bilingual {
    match why {
        Why::NotFollowed(parts) => {
            let parts: Vec<String> = parts.iter().map(|part| format!("`{part}`")).collect();
            let parts = parts.join(", ");
            Bilingual::new(
                format!("{parts}의 값까지는 따져 보지 못합니다."),
                format!("It hangs on {parts}, which is not followed."),
            )
        }
        Why::TooLarge => Bilingual::new(
            "수가 너무 커서 끝까지 따져 보지 못합니다.",
            "Its numbers are too large to be reasoned about.",
        ),
        Why::Spent => Bilingual::new(
            "정해 둔 계산량 안에서 끝나지 않았습니다.",
            "It was not settled within the effort allowed.",
        ),
    }
}

/// The rules of a guard, for a question.
pub(super) fn all<'e>(rules: impl IntoIterator<Item = &'e Expr>, must: Must) -> Vec<Demand<'e>> {
    rules.into_iter().map(|rule| (rule, must)).collect()
}
