//! Scenarios: a procedure told as given, when, then.
//!
//! They stand in a file beside the workflow, `NAME.scenarios.toml`, and are read
//! against it. The [engine](crate::engine::scenario) plays them.

mod expected;
mod load;
mod order;
mod seats;
mod story;
mod value;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

pub use load::{LoadedScenarios, load, load_among, load_beside, revision_of, workflow_of};
pub use order::{Order, Orderer};
pub use story::{LoadedStory, Stage, Story, StoryCase, StoryDoes, StoryStep, load_story};

use crate::calendar::Point;
use crate::diagnostic::{Bilingual, Place};
use crate::guard::{Name, Value};

/// Facts by name.
type Given = BTreeMap<Name, Value>;

/// A file of scenarios for one workflow.
#[derive(Debug, Clone)]
pub struct Scenarios {
    /// The workflow.
    pub workflow: Name,
    /// Its revision, under which each case is opened.
    pub revision: u32,
    /// The people who appear.
    pub people: BTreeMap<Name, Person>,
    /// Seats held before any scenario begins.
    pub seats: Vec<ScenarioSeat>,
    /// The scenarios, in the order of the file.
    pub scenarios: Vec<Scenario>,
}

/// A seat of a body that somebody holds before a scenario begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioSeat {
    /// The body.
    pub body: Name,
    /// The class of seats, or the office.
    pub seat: Name,
    /// Who.
    pub person: Name,
    /// The first day.
    pub from: Date,
    /// The last day, if it has one.
    pub until: Option<Date>,
    /// What rules of composition read of the person.
    pub marks: BTreeMap<Name, Name>,
}

/// Somebody who appears in scenarios.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their name, for people to read.
    pub name: Bilingual,
    /// The roles granted to them.
    pub roles: Vec<Name>,
    /// What their authenticated principal carries: the values of each claim.
    pub claims: BTreeMap<Name, BTreeSet<Name>>,
}

/// One scenario.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Its id.
    pub id: Name,
    /// What it tells.
    pub title: Bilingual,
    /// Where it stands.
    pub place: Place,
    /// Seats held before it begins, besides those of the file.
    pub seats: Vec<ScenarioSeat>,
    /// How the case is opened.
    pub given: Opening,
    /// What is expected of the opening.
    pub opened: Expectation,
    /// What happens then.
    pub steps: Vec<ScenarioStep>,
}

/// How the case of a scenario is opened.
#[derive(Debug, Clone)]
pub struct Opening {
    /// The day.
    pub on: Date,
    /// Who opens it.
    pub by: Name,
    /// In which capacity.
    pub capacity: Option<Name>,
    /// The facts given.
    pub facts: Given,
}

/// The way from the case of a scenario to a child: the names under which each
/// is opened, and which of that name, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChildPath {
    /// One step a generation; at least one.
    pub steps: Vec<(Name, usize)>,
}

/// One act, an order, or a day that comes, and what is expected of it.
#[derive(Debug, Clone)]
pub struct ScenarioStep {
    /// Where it stands.
    pub place: Place,
    /// The day on which it is recorded.
    pub on: Date,
    /// The child in which the act is attempted; the scenario's own case otherwise.
    pub child: Option<ChildPath>,
    /// What cases tell each other is delivered behind the act.
    pub deliver: bool,
    /// What is done; nothing where a day merely comes.
    pub act: Option<ScenarioAct>,
    /// What is ordered, where nobody acts.
    pub order: Option<Order>,
    /// What is expected.
    pub then: Expectation,
}

/// One act.
#[derive(Debug, Clone)]
pub struct ScenarioAct {
    /// Who acts.
    pub by: Name,
    /// In which capacity.
    pub capacity: Option<Name>,
    /// For whom they act.
    pub on_behalf_of: Option<Name>,
    /// The transition.
    pub transition: Name,
    /// The day on which it counts, if that is an earlier one.
    pub effective: Option<Date>,
    /// The facts given.
    pub give: Given,
    /// The reason stated.
    pub reason: Option<Name>,
    /// What is said to each criterion, by its id.
    pub criteria: BTreeMap<Name, Name>,
    /// An assent is withdrawn.
    pub withdraws: bool,
}

/// What is expected after an act.
#[derive(Debug, Clone, Default)]
pub struct Expectation {
    /// The grounds of the refusal; `None` expects that the act is taken.
    pub refused: Option<Vec<Name>>,
    /// The innermost active states, all of them.
    pub at: Option<Vec<Name>>,
    /// Facts with these values.
    pub facts: Given,
    /// Facts that are not known.
    pub unset: Vec<Name>,
    /// The parties that have still to assent to the act, all of them.
    pub missing: Option<Vec<Name>>,
    /// The recommendations that are open, all of them.
    pub open: Option<Vec<Name>>,
    /// The outcome.
    pub outcome: Option<Name>,
    /// The revision that the case stands under.
    pub revision: Option<u32>,
    /// The deadlines on which the clock has acted first, in order.
    pub clock: Vec<Name>,
    /// The deadlines that the act met late.
    pub late: Vec<Name>,
    /// Deadlines that run, with their last days.
    pub due: BTreeMap<Name, Point>,
    /// Deadlines that do not run.
    pub stopped: Vec<Name>,
    /// Of how many children something is so, by their name: `opened`, `ended`, a
    /// milestone, or an outcome.
    pub children: BTreeMap<Name, BTreeMap<Name, u64>>,
    /// What is expected of the scenario's own case, where the act was a child's.
    pub case: Option<Box<Expectation>>,
}
