//! J0236: what somebody let stay, with the reason why; and reasons that answer
//! nothing.

use super::codes;
use crate::diagnostic::{Bilingual, Finding};
use crate::guard::Name;
use crate::workflow::Workflow;

/// A finding that stays, for a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waived {
    /// The finding.
    pub finding: Finding,
    /// Id of the waiver.
    pub waiver: Name,
    /// The reason why it stays.
    pub reason: Bilingual,
}

/// Takes from the findings of a workflow those that stay, and tells of waivers
/// that none answers to.
pub(super) fn apply(workflow: &Workflow, findings: &mut Vec<Finding>) -> Vec<Waived> {
    let mut waived = Vec::new();
    let mut idle = Vec::new();
    for waiver in &workflow.waivers {
        let answers = |finding: &Finding| {
            finding.code == waiver.finding && finding.element.as_deref() == Some(&waiver.of)
        };
        let before = waived.len();
        waived.extend(
            findings
                .extract_if(.., |one| answers(one))
                .map(|finding| Waived {
                    finding,
                    waiver: waiver.element.id.clone(),
                    reason: waiver.element.title.clone(),
                }),
        );
        if waived.len() == before {
            idle.push(
                Finding::new(codes::WAIVER_WITHOUT_FINDING)
                    .at(&waiver.element.place)
                    .of(workflow.id(), format!("waive.{}", waiver.element.id))
                    .with("code", format!("`{}`", waiver.finding))
                    .with("element", format!("`{}`", waiver.of)),
            );
        }
    }
    findings.extend(idle);
    waived
}
