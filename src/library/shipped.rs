//! The shipped library, compiled in: the project's model ordinances, indexes of
//! the statutes that they rest on, and their procedures.

use super::Files;

macro_rules! shipped {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("../../", $name)))),*]
    };
}

/// Every file, by name.
const FILES: &[(&str, &str)] = shipped! {
    "ordinance/administrative_procedures_act.index.toml"
    "ordinance/bodies.toml"
    "ordinance/citizens_initiatives_act.index.toml"
    "ordinance/lawmaking.en.md"
    "ordinance/lawmaking.md"
    "ordinance/local_autonomy_act.index.toml"
    "ordinance/seoul_compact.en.md"
    "ordinance/seoul_compact.md"
    "ordinance/statistics_act.index.toml"
    "workflows/action_plan.lock"
    "workflows/action_plan.scenarios.toml"
    "workflows/action_plan.toml"
    "workflows/agenda_item.lock"
    "workflows/agenda_item.scenarios.toml"
    "workflows/agenda_item.toml"
    "workflows/agreement.lock"
    "workflows/agreement.scenarios.toml"
    "workflows/agreement.toml"
    "workflows/base_plan.lock"
    "workflows/base_plan.scenarios.toml"
    "workflows/base_plan.toml"
    "workflows/bill_opinion.lock"
    "workflows/bill_opinion.scenarios.toml"
    "workflows/bill_opinion.toml"
    "workflows/compact_opinion.lock"
    "workflows/compact_opinion.scenarios.toml"
    "workflows/compact_opinion.toml"
    "workflows/conclusion.lock"
    "workflows/conclusion.scenarios.toml"
    "workflows/conclusion.toml"
    "workflows/council.rhai"
    "workflows/dispute.lock"
    "workflows/dispute.scenarios.toml"
    "workflows/dispute.toml"
    "workflows/district.lock"
    "workflows/district.scenarios.toml"
    "workflows/district.toml"
    "workflows/enactment.lock"
    "workflows/enactment.scenarios.toml"
    "workflows/enactment.toml"
    "workflows/evaluation.lock"
    "workflows/evaluation.scenarios.toml"
    "workflows/evaluation.toml"
    "workflows/forum.lock"
    "workflows/forum.scenarios.toml"
    "workflows/forum.toml"
    "workflows/initiative.lock"
    "workflows/initiative.scenarios.toml"
    "workflows/initiative.toml"
    "workflows/joining.lock"
    "workflows/joining.scenarios.toml"
    "workflows/joining.toml"
    "workflows/meeting.lock"
    "workflows/meeting.scenarios.toml"
    "workflows/meeting.toml"
    "workflows/membership.lock"
    "workflows/membership.scenarios.toml"
    "workflows/membership.toml"
    "workflows/monitoring.lock"
    "workflows/monitoring.scenarios.toml"
    "workflows/monitoring.toml"
    "workflows/plan_change.lock"
    "workflows/plan_change.scenarios.toml"
    "workflows/plan_change.toml"
    "workflows/proposal.lock"
    "workflows/proposal.scenarios.toml"
    "workflows/proposal.toml"
    "workflows/recommendation.lock"
    "workflows/recommendation.scenarios.toml"
    "workflows/recommendation.toml"
    "workflows/sector.lock"
    "workflows/sector.scenarios.toml"
    "workflows/sector.toml"
    "workflows/suit.lock"
    "workflows/suit.scenarios.toml"
    "workflows/suit.toml"
    "workflows/support_centre.lock"
    "workflows/support_centre.scenarios.toml"
    "workflows/support_centre.toml"
    "workflows/survey.lock"
    "workflows/survey.rhai"
    "workflows/survey.scenarios.toml"
    "workflows/survey.toml"
    "workflows/task_plan.lock"
    "workflows/task_plan.scenarios.toml"
    "workflows/task_plan.toml"
    "workflows/unit_evaluation.lock"
    "workflows/unit_evaluation.scenarios.toml"
    "workflows/unit_evaluation.toml"
    "workflows/vacancy.lock"
    "workflows/vacancy.scenarios.toml"
    "workflows/vacancy.toml"
};

/// The shipped library.
pub fn shipped() -> Files {
    let mut files = Files::default();
    for (name, text) in FILES {
        files.insert(*name, *text);
    }
    files
}
