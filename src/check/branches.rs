//! J0253, J0254, J0255: whether exactly one branch of an act always applies.
//!
//! Branches of one act may not overlap and may leave no gap; where they do, the
//! engine refuses the act. Over all data with which the guards hold this is proved,
//! refuted by values that whoever takes the act may give, or left open: where it
//! hangs on values that the case has from before, which may be out of reach.

use super::apart::apart;
use super::data::{Moment, all, certain, open};
use super::solver::{Answer, Must, Witness};
use super::{View, codes, words};
use crate::diagnostic::{Bilingual, Code, Finding, Verdict};
use crate::workflow::{Branch, BranchWhen, Transition, TransitionId};

pub(super) fn find(view: &View<'_>) -> Vec<Finding> {
    let transitions = view.graph.workflow.transitions.iter().enumerate();
    transitions
        .filter(|(_, transition)| !transition.branches.is_empty())
        .flat_map(|(at, transition)| of_transition(view, TransitionId(at), transition))
        .collect()
}

/// What is wrong, or not settled, with branches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doubt {
    Overlap,
    Gap,
}

impl Doubt {
    fn says(self) -> Bilingual {
        match self {
            Doubt::Overlap => Bilingual::new(
                "두 갈래가 함께 해당할 수 있는지",
                "whether two of them can apply at once",
            ),
            Doubt::Gap => Bilingual::new(
                "해당하는 갈래가 없을 수 있는지",
                "whether none of them may apply",
            ),
        }
    }

    const fn code(self) -> Code {
        match self {
            Doubt::Overlap => codes::BRANCHES_OVERLAP,
            Doubt::Gap => codes::BRANCHES_LEAVE_A_GAP,
        }
    }
}

fn of_transition(view: &View<'_>, id: TransitionId, transition: &Transition) -> Vec<Finding> {
    let rules: Vec<(&Branch, _)> = transition
        .branches
        .iter()
        .filter_map(|branch| match &branch.when {
            BranchWhen::Rule(rule) => Some((branch, &rule.expr)),
            BranchWhen::Otherwise => None,
        })
        .collect();
    let known = certain(view, id);
    let known = |fact: &str| known.iter().any(|known| ***known == *fact);
    let mut moment = Moment::of(view, transition, &known);
    let mut findings = Vec::new();
    // The first pair that can apply at once speaks for the others.
    let pairs = rules.iter().enumerate().flat_map(|(at, one)| {
        let others = rules.iter().skip(at + 1);
        others.map(move |other| (one, other))
    });
    let overlap = pairs
        .filter(|((_, rule), (_, other))| !apart(view.graph.workflow, rule, other))
        .map(|((one, rule), (other, other_rule))| {
            let demands = all([*rule, *other_rule], Must::Hold);
            ([*one, *other], moment.ask_guarded(&demands))
        })
        .filter(|(_, answer)| !matches!(answer, Answer::Never))
        .min_by_key(|(_, answer)| matches!(answer, Answer::Undecided(_)));
    if let Some((branches, answer)) = overlap {
        findings.extend(told(
            view,
            &moment,
            transition,
            Doubt::Overlap,
            &branches,
            &answer,
        ));
    }
    if rules.len() == transition.branches.len() {
        let demands = all(rules.iter().map(|(_, rule)| *rule), Must::Fail);
        let branches: Vec<&Branch> = rules.iter().map(|(branch, _)| *branch).collect();
        let answer = moment.ask_guarded(&demands);
        findings.extend(told(
            view,
            &moment,
            transition,
            Doubt::Gap,
            &branches,
            &answer,
        ));
    }
    findings
}

fn told(
    view: &View<'_>,
    moment: &Moment<'_>,
    transition: &Transition,
    doubt: Doubt,
    branches: &[&Branch],
    answer: &Answer,
) -> Option<Finding> {
    let about = |finding: Finding| {
        let finding = finding
            .at(&transition.element.place)
            .of(
                view.graph.workflow.id(),
                format!("transition.{}", transition.element.id),
            )
            .with("transition", words::named(&transition.element));
        branches.iter().fold(finding, |finding, branch| {
            finding.label(
                &branch.element.place,
                Bilingual::new("이 갈래", "this branch"),
            )
        })
    };
    match answer {
        Answer::Never => None,
        Answer::With(witness) if moment.is_free(witness) => {
            Some(about(Finding::new(doubt.code())).note(moment.example(witness)))
        }
        Answer::With(witness) => Some(undecided(about, doubt).note(reach(moment, witness))),
        Answer::Undecided(why) => Some(undecided(about, doubt).note(open(why))),
    }
}

fn undecided(about: impl Fn(Finding) -> Finding, doubt: Doubt) -> Finding {
    about(Finding::new(codes::BRANCHES_UNDECIDED).verdict(Verdict::Undecided))
        .with("doubt", doubt.says())
}

/// Values that the case would have to have from before.
fn reach(moment: &Moment<'_>, witness: &Witness) -> Bilingual {
    let example = moment.example(witness);
    Bilingual::new(
        format!(
            "{} 다만 사건이 그런 값에 이를 수 있는지는 따져 보지 않았습니다.",
            example.ko
        ),
        format!(
            "{} Whether a case can come to have these values was not looked at.",
            example.en
        ),
    )
}
