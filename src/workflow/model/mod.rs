//! The typed model of a workflow: what a file says, with the place of every word.

mod body;
mod element;
mod fact;
mod figure;
mod mandate;
mod opens;
mod people;
mod revise;
mod state;
mod time;
mod transition;
mod waiver;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

pub use body::{CaseRecusal, DateOf, DismissalFacts, PersonOf, Seating, Seats, Vacates};
pub use element::{Assume, Cited, Element, Property, PropertyKind, Role, RoleHolder};
pub use fact::{Fact, FactSource};
pub use figure::{Figure, Series};
pub use mandate::Mandate;
pub use opens::{GivenFrom, Giving, Mention, OnEnd, Opens};
pub use people::{Criterion, Joint, Recommendation, Service, Tie, Wait, Whom};
pub use revise::{DeadlineMapping, Departure, Mapping, Running, Transitional};
pub use state::{State, StateId, StateKind};
pub use time::{Deadline, Expiry, Extension, Length, LengthCase, Pauses, Start};
pub use transition::{
    Addition, Branch, BranchWhen, By, Change, Exclusion, Guard, Setting, Transition, TransitionId,
};
pub use waiver::Waiver;

use super::bodies::{Bodies, Body};
use crate::calendar::Calendar;
use crate::diagnostic::{Bilingual, Place, Source};
use crate::guard::{Functions, Name};

/// One procedure.
#[derive(Debug, Clone)]
pub struct Workflow {
    /// The file.
    pub source: Arc<Source>,
    /// Id, title, basis, place of `[workflow]`.
    pub element: Element,
    /// Id of the main text.
    pub ordinance: Name,
    /// Where it is named.
    pub ordinance_place: Place,
    /// Revision, from 1.
    pub revision: u32,
    /// First day on which cases are opened under it.
    pub in_force: Date,
    /// IANA zone in which dates are counted.
    pub zone: Name,
    /// The calendar by which deadlines are counted, and where it is named;
    /// without one, [`Calendar::DEFAULT`].
    pub calendar: Option<(Name, Place)>,
    /// What happens to open cases, and the provision that says so.
    pub transitional: Option<(Transitional, Vec<Cited>)>,
    /// How cases leave earlier revisions, by the revision that is left.
    pub departures: BTreeMap<u32, Departure>,
    /// Roles that may open a case; empty means every declared role.
    pub opened_by: Vec<Name>,
    /// Files of shared rule functions, as named, in order.
    pub rule_files: Vec<Arc<Source>>,
    /// The shared rule functions.
    pub functions: Functions,
    /// Roles, in the order of the file.
    pub roles: Vec<Role>,
    /// Facts, in the order of the file.
    pub facts: Vec<Fact>,
    /// Assumptions about the world, in the order of the file.
    pub assumes: Vec<Assume>,
    /// States, in the order of the file; a [`StateId`] is an index.
    pub states: Vec<State>,
    /// Transitions, in the order of the file; a [`TransitionId`] is an index.
    pub transitions: Vec<Transition>,
    /// Deadlines, in the order of the file.
    pub deadlines: Vec<Deadline>,
    /// Recommendations, in the order of the file.
    pub recommendations: Vec<Recommendation>,
    /// Properties, in the order of the file.
    pub properties: Vec<Property>,
    /// The bodies that it names, in order of id.
    pub bodies: Vec<Arc<Body>>,
    /// The file that declares them, if it names any.
    pub bodies_file: Option<Arc<Source>>,
    /// Who of a body takes no part in a case.
    pub recusals: Vec<CaseRecusal>,
    /// Who may have personal values erased, on what basis and when; if nothing is
    /// said, whoever answers for the store.
    pub erasure: Option<Mandate>,
    /// Who may correct the record, and on what basis; if nothing is said, nobody.
    pub correction: Option<Mandate>,
    /// Findings that stay, in the order of the file.
    pub waivers: Vec<Waiver>,
    /// What people look at, in the order of the file.
    pub figures: Vec<Figure>,
    /// Facts by id.
    pub fact_index: BTreeMap<Name, usize>,
    /// States by id.
    pub state_index: BTreeMap<Name, StateId>,
    /// Transitions by id.
    pub transition_index: BTreeMap<Name, TransitionId>,
}

impl Workflow {
    /// Its id.
    pub fn id(&self) -> &Name {
        &self.element.id
    }

    /// Its title.
    pub fn title(&self) -> &Bilingual {
        &self.element.title
    }

    /// The id of the calendar that it draws on, if it does: it names one, has a
    /// deadline, or serves documents that take effect after some time.
    pub fn calendar_id(&self) -> Option<&str> {
        match &self.calendar {
            Some((id, _)) => Some(id),
            None => {
                let counts = !self.deadlines.is_empty() || self.serves_later();
                counts.then_some(Calendar::DEFAULT)
            }
        }
    }

    fn serves_later(&self) -> bool {
        let later = |tie: &Tie| matches!(tie, Tie::Serve { after: Some(_), .. });
        self.transitions.iter().any(|transition| {
            let branches = transition.branches.iter().flat_map(|branch| &branch.ties);
            transition.ties.iter().chain(branches).any(later)
        })
    }

    /// A fact by id.
    pub fn fact(&self, id: &str) -> Option<&Fact> {
        self.fact_index.get(id).and_then(|&at| self.facts.get(at))
    }

    /// A state by id.
    pub fn state(&self, id: &str) -> Option<(StateId, &State)> {
        let at = *self.state_index.get(id)?;
        Some((at, self.states.get(at.0)?))
    }

    /// A transition by id.
    pub fn transition(&self, id: &str) -> Option<&Transition> {
        let at = *self.transition_index.get(id)?;
        self.transitions.get(at.0)
    }

    /// The bodies that it names, as a file of bodies would give them.
    pub(in crate::workflow) fn bodies_read(&self) -> Arc<Bodies> {
        Arc::new(Bodies {
            source: Arc::clone(self.bodies_file.as_ref().unwrap_or(&self.source)),
            all: self.bodies.clone(),
        })
    }

    /// A body that it names, by id.
    pub fn body(&self, id: &str) -> Option<&Arc<Body>> {
        self.bodies.iter().find(|body| *body.element.id == *id)
    }

    /// A role by id.
    pub fn role(&self, id: &str) -> Option<&Role> {
        self.roles.iter().find(|role| *role.element.id == *id)
    }
}
