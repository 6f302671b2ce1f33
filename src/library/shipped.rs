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
    "ordinance/lawmaking.en.md"
    "ordinance/lawmaking.md"
    "ordinance/local_autonomy_act.index.toml"
    "ordinance/nl/awb.index.toml"
    "ordinance/nl/life_of_a_decision.md"
    "ordinance/seoul_compact.en.md"
    "ordinance/seoul_compact.md"
    "ordinance/uk/local_champions.md"
    "ordinance/uk/local_checklist.md"
    "ordinance/uk/local_steering.md"
    "ordinance/uk/national_compact.md"
    "workflows/bill_opinion.lock"
    "workflows/bill_opinion.scenarios.toml"
    "workflows/bill_opinion.toml"
    "workflows/council.rhai"
    "workflows/enactment.lock"
    "workflows/enactment.scenarios.toml"
    "workflows/enactment.toml"
    "workflows/membership.lock"
    "workflows/membership.scenarios.toml"
    "workflows/membership.toml"
    "workflows/monitoring.lock"
    "workflows/monitoring.scenarios.toml"
    "workflows/monitoring.toml"
    "workflows/nl/awb_decision.lock"
    "workflows/nl/awb_decision.scenarios.toml"
    "workflows/nl/awb_decision.toml"
    "workflows/nl/awb_protection.lock"
    "workflows/nl/awb_protection.scenarios.toml"
    "workflows/nl/awb_protection.toml"
    "workflows/nl/awb_public_preparation.lock"
    "workflows/nl/awb_public_preparation.scenarios.toml"
    "workflows/nl/awb_public_preparation.toml"
    "workflows/nl/awb_regulation.lock"
    "workflows/nl/awb_regulation.scenarios.toml"
    "workflows/nl/awb_regulation.toml"
    "workflows/proposal.lock"
    "workflows/proposal.scenarios.toml"
    "workflows/proposal.toml"
    "workflows/suit.lock"
    "workflows/suit.scenarios.toml"
    "workflows/suit.toml"
    "workflows/uk/uk_action_plan.lock"
    "workflows/uk/uk_action_plan.scenarios.toml"
    "workflows/uk/uk_action_plan.toml"
    "workflows/uk/uk_audit.lock"
    "workflows/uk/uk_audit.scenarios.toml"
    "workflows/uk/uk_audit.toml"
    "workflows/uk/uk_complaint.lock"
    "workflows/uk/uk_complaint.scenarios.toml"
    "workflows/uk/uk_complaint.toml"
    "workflows/uk/uk_consultation.lock"
    "workflows/uk/uk_consultation.scenarios.toml"
    "workflows/uk/uk_consultation.toml"
    "workflows/uk/uk_funding_notice.lock"
    "workflows/uk/uk_funding_notice.scenarios.toml"
    "workflows/uk/uk_funding_notice.toml"
    "workflows/uk/uk_local_champions.lock"
    "workflows/uk/uk_local_champions.scenarios.toml"
    "workflows/uk/uk_local_champions.toml"
    "workflows/uk/uk_local_checklist.lock"
    "workflows/uk/uk_local_checklist.scenarios.toml"
    "workflows/uk/uk_local_checklist.toml"
    "workflows/uk/uk_local_compact.lock"
    "workflows/uk/uk_local_compact.scenarios.toml"
    "workflows/uk/uk_local_compact.toml"
    "workflows/uk/uk_local_dispute.lock"
    "workflows/uk/uk_local_dispute.scenarios.toml"
    "workflows/uk/uk_local_dispute.toml"
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
