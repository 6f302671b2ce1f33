//! J0235: roles that take part in nothing.

use super::{View, codes, words};
use crate::diagnostic::Finding;
use crate::workflow::By;

pub(super) fn find(view: &View<'_>) -> Vec<Finding> {
    let workflow = view.graph.workflow;
    workflow
        .roles
        .iter()
        .filter(|role| {
            let id = &role.element.id;
            let acts = workflow
                .transitions
                .iter()
                .any(|transition| matches!(&transition.by, By::Roles(roles) if roles.contains(id)));
            !acts && !workflow.opened_by.contains(id)
        })
        .map(|role| {
            Finding::new(codes::ROLE_NEVER_USED)
                .at(&role.element.place)
                .of(workflow.id(), format!("role.{}", role.element.id))
                .with("role", words::named(&role.element))
        })
        .collect()
}
