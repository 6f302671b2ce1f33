//! The people of a story: who holds which role, and who sits in which body.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Bilingual;
use crate::engine::Case;
use crate::guard::{Name, Value};
use crate::workflow::bodies::{Body, Holder};
use crate::workflow::scenario::{Person, ScenarioSeat};
use crate::workflow::{RoleHolder, Workflow};

/// Members of a body that says nothing of its size.
const SOME_MEMBERS: u32 = 5;

/// Larger bodies make no story.
const MOST_MEMBERS: u32 = 400;

/// The people of a story, each with the number by which the solver knows them.
pub(super) struct Cast<'a> {
    workflow: &'a Workflow,
    /// By number.
    named: BTreeMap<i128, Name>,
    pub(super) people: BTreeMap<Name, Person>,
    pub(super) seats: Vec<ScenarioSeat>,
}

impl<'a> Cast<'a> {
    /// Nobody but the members of the bodies.
    pub(super) fn new(workflow: &'a Workflow) -> Self {
        let mut cast = Cast {
            workflow,
            named: BTreeMap::new(),
            people: BTreeMap::new(),
            seats: Vec::new(),
        };
        for body in &workflow.bodies {
            cast.seat(body);
        }
        cast
    }

    /// Fills the seats of a body: as many members as it has at the least, and the
    /// offices besides.
    fn seat(&mut self, body: &Body) {
        let least = body
            .size
            .as_ref()
            .map_or(SOME_MEMBERS, |size| size.min)
            .clamp(1, MOST_MEMBERS);
        let mut filled: Vec<(&Name, Vec<Name>)> = Vec::new();
        let mut members = 0_u32;
        for class in body.seats.iter().filter(|class| class.is_member()) {
            let most = class.max.unwrap_or(1).min(MOST_MEMBERS);
            let count = class
                .min
                .max(most)
                .min(least.saturating_sub(members))
                .max(1);
            members = members.saturating_add(count);
            let id = &class.element.id;
            let people = (1..=count).map(|at| member(body, id, at, count)).collect();
            filled.push((id, people));
        }
        // Classes without a bound take the rest.
        let open = body
            .seats
            .iter()
            .find(|class| class.is_member() && class.max.is_none());
        if let Some(class) = open.filter(|_| members < least)
            && let Some((id, people)) = filled.iter_mut().find(|(id, _)| **id == class.element.id)
        {
            let more = least.saturating_sub(members).saturating_add(1);
            *people = (1..=more).map(|at| member(body, id, at, more)).collect();
        }
        let mut offices: Vec<(&Name, Vec<Name>)> = Vec::new();
        let mut used = 0_usize;
        for class in &body.seats {
            let Holder::Office(of) = &class.holder else {
                continue;
            };
            let able: Vec<Name> = filled
                .iter()
                .filter(|(id, _)| of.is_empty() || of.contains(id))
                .flat_map(|(_, people)| people.iter().cloned())
                .collect();
            let holder = able.get(used.min(able.len().saturating_sub(1)));
            used = used.saturating_add(1);
            offices.push((&class.element.id, holder.into_iter().cloned().collect()));
        }
        for (seat, people) in filled.into_iter().chain(offices) {
            for person in people {
                self.seats.push(ScenarioSeat {
                    body: body.id().clone(),
                    seat: seat.clone(),
                    person,
                    from: self.workflow.in_force,
                    until: None,
                    marks: BTreeMap::new(),
                });
            }
        }
    }

    /// Who votes in a vote of a body.
    pub(super) fn electorate(&self, body: &str, vote: &str) -> Vec<Name> {
        let Some(declared) = self.workflow.body(body) else {
            return Vec::new();
        };
        let by = declared.vote(vote).map_or(&[][..], |vote| &vote.by);
        let votes = |seat: &Name| {
            if by.is_empty() {
                declared.seat(seat).is_some_and(|class| class.is_member())
            } else {
                by.contains(seat)
            }
        };
        let mut found: Vec<Name> = Vec::new();
        for seat in &self.seats {
            if *seat.body == *body && votes(&seat.seat) && !found.contains(&seat.person) {
                found.push(seat.person.clone());
            }
        }
        found
    }

    /// Who presides in a body.
    pub(super) fn chairs(&self, body: &str) -> Vec<Name> {
        let chair = self
            .workflow
            .body(body)
            .and_then(|body| body.chair.as_ref());
        let seats = chair.map_or(&[][..], |chair| &chair.seats);
        self.holders(body, &|seat| seats.contains(seat))
    }

    fn holders(&self, body: &str, of: &dyn Fn(&Name) -> bool) -> Vec<Name> {
        self.seats
            .iter()
            .filter(|seat| *seat.body == *body && of(&seat.seat))
            .map(|seat| seat.person.clone())
            .collect()
    }

    /// Those who hold a role by a seat or in the case; nothing where anybody may be
    /// found who does.
    pub(super) fn of_role(&self, role: &str, case: Option<&Case>) -> Option<Vec<Name>> {
        match &self.workflow.role(role)?.holder {
            RoleHolder::Granted | RoleHolder::Open | RoleHolder::Claim(_) => None,
            RoleHolder::ChairOf(body) => Some(self.chairs(body)),
            RoleHolder::MemberOf(body) => {
                let declared = self.workflow.body(body)?;
                let member = |seat: &Name| declared.seat(seat).is_some_and(|seat| seat.is_member());
                Some(self.holders(body, &member))
            }
            RoleHolder::SeatOf { body, seat } => Some(self.holders(body, &|one| one == seat)),
            RoleHolder::Fact(fact) => Some(persons(case?.facts.get(fact))),
            RoleHolder::Assigned => {
                let assigned = case?.people.assigned.get(role);
                let persons = assigned.into_iter().flatten();
                Some(
                    persons
                        .flat_map(|value| self::persons(Some(value)))
                        .collect(),
                )
            }
        }
    }

    /// The number of a person who is known already.
    pub(super) fn number(&self, person: &str) -> Option<i128> {
        let mut named = self.named.iter();
        named
            .find(|(_, name)| ***name == *person)
            .map(|(at, _)| *at)
    }

    /// Those with a number who hold a role.
    pub(super) fn granted(&self, role: &Name) -> Vec<i128> {
        self.named
            .iter()
            .filter(|(_, name)| {
                self.people
                    .get(*name)
                    .is_some_and(|person| person.roles.contains(role))
            })
            .map(|(at, _)| *at)
            .collect()
    }

    pub(super) fn numbers(&self) -> Vec<i128> {
        self.named.keys().copied().collect()
    }

    pub(super) fn name(&self, number: i128) -> Option<&Name> {
        self.named.get(&number)
    }

    /// Gives a number to a person, who is there from now on.
    pub(super) fn call(&mut self, number: i128, person: &Name) {
        self.named.insert(number, person.clone());
    }

    /// A name for somebody new, after what they do.
    pub(super) fn new_name(&self, after: &str) -> Name {
        let taken: BTreeSet<&str> = self
            .named
            .values()
            .map(|name| &**name)
            .chain(self.people.keys().map(|name| &**name))
            .chain(self.seats.iter().map(|seat| &*seat.person))
            .collect();
        if !taken.contains(after) {
            return after.into();
        }
        let numbered = (2..).map(|at: u32| format!("{after}_{at}"));
        let mut free = numbered.filter(|name| !taken.contains(name.as_str()));
        free.next().unwrap_or_else(|| after.to_owned()).into()
    }

    /// Lets somebody take part in a role; what is granted to people outside the case
    /// is granted to them.
    pub(super) fn takes_part(&mut self, person: &Name, role: &Name) {
        let workflow = self.workflow;
        let declared = workflow.role(role);
        let title = declared.map_or_else(
            || Bilingual::from(&**role),
            |role| role.element.title.clone(),
        );
        let entry = self.people.entry(person.clone()).or_insert_with(|| Person {
            name: Bilingual::new(
                format!("{}({person})", title.ko),
                format!("{} ({person})", title.en),
            ),
            roles: Vec::new(),
            claims: BTreeMap::new(),
        });
        match declared.map(|role| &role.holder) {
            Some(RoleHolder::Granted) if !entry.roles.contains(role) => {
                entry.roles.push(role.clone());
            }
            Some(RoleHolder::Claim(claim)) => {
                let (claim, value) = match claim.split_once('=') {
                    Some((claim, value)) => (claim, value),
                    None => (&**claim, "yes"),
                };
                entry
                    .claims
                    .entry(claim.into())
                    .or_default()
                    .insert(value.into());
            }
            _ => {}
        }
    }
}

fn member(body: &Body, seat: &str, at: u32, of: u32) -> Name {
    if of == 1 {
        format!("{}_{seat}", body.id()).into()
    } else {
        format!("{}_{seat}_{at}", body.id()).into()
    }
}

/// The persons in a value.
fn persons(value: Option<&Value>) -> Vec<Name> {
    match value {
        Some(Value::Person(person)) => vec![person.clone()],
        Some(Value::List(members)) => members
            .iter()
            .flat_map(|member| persons(Some(member)))
            .collect(),
        _ => Vec::new(),
    }
}
