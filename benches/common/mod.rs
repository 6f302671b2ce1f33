//! The case of eight steps that every measurement runs, and its procedure.

#![expect(dead_code, reason = "each benchmark uses its own part of this")]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use jorye::audit::commitment::SaltSeed;
use jorye::audit::entry::{Sealed, seal};
use jorye::audit::hash::{Hash, first_link};
use jorye::engine::{Act, Case, Decision, Definition, Given, Principal, World, decide, open};
use jorye::guard::{Name, Value};
use jorye::library::{Files, Library};
use jorye::workflow::Workflow;

/// The log that entries name.
pub const LOG: &str = "jorye.example/bench";

/// The library that holds the procedure.
pub fn library() -> Library {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/review");
    let library = Library::of(&Files::read(&folder).expect("the library of the benchmarks"));
    assert!(
        library.procedures.contains_key("review"),
        "the procedure cannot be read"
    );
    library
}

/// One step of the case.
#[derive(Clone)]
pub struct Step {
    pub name: &'static str,
    pub world: World,
    pub act: Act,
}

/// The procedure with the steps of its case.
pub struct Review {
    pub workflow: Arc<Workflow>,
    pub calendar: Option<Arc<jorye::calendar::Calendar>>,
    pub zone: jiff::tz::TimeZone,
    pub manifest: [u8; 32],
    /// Everything after the opening, to the end.
    pub steps: Vec<Step>,
    /// The four steps of a vote that is lost, which come round again.
    pub round: Vec<Step>,
    pub opening: World,
}

const ROLES: [(&str, &str); 7] = [
    ("submit", "citizen"),
    ("screen", "secretariat"),
    ("notice", "chair"),
    ("vote", "chair"),
    ("approve", "chair"),
    ("publish", "secretariat"),
    ("close", "secretariat"),
];

/// What each step gives, as text.
pub fn gives(step: &str) -> &'static [(&'static str, &'static str)] {
    match step {
        "submit" => &[("subject", "마을버스 노선의 신설"), ("signatures", "1204")],
        "screen" => &[("within_powers", "true")],
        "notice" => &[("meeting_on", "2099-12-01")],
        "vote" => &[("members", "15"), ("present", "11"), ("yes", "8")],
        "vote_lost" => &[("members", "15"), ("present", "11"), ("yes", "3")],
        _ => &[],
    }
}

/// Who takes a step: the actor and the role.
pub fn taker(step: &str) -> (&'static str, &'static str) {
    let role = ROLES
        .iter()
        .find(|(name, _)| *name == step)
        .map_or("chair", |(_, role)| role);
    match role {
        "citizen" => ("p-2231", role),
        "secretariat" => ("p-0107", role),
        _ => ("p-0001", role),
    }
}

impl Review {
    pub fn new() -> Self {
        let library = library();
        let procedure = &library.procedures["review"];
        let recorded: jiff::Timestamp = "2026-11-20T01:00:00Z".parse().unwrap();
        let world = |step: &str| {
            let (actor, role) = taker(step);
            World::at(recorded, &procedure.zone, Principal::in_role(actor, role))
        };
        let step = |name: &'static str, gives_as: &str| Step {
            name,
            world: world(name),
            act: Act {
                transition: name.into(),
                given: given(&procedure.workflow, gives(gives_as)),
                reason: None,
                criteria: std::collections::BTreeMap::new(),
                withdraws: false,
            },
        };
        Review {
            workflow: Arc::clone(&procedure.workflow),
            manifest: procedure.manifest.hash().0,
            calendar: procedure.calendar.clone(),
            zone: procedure.zone.clone(),
            steps: ROLES.iter().map(|(name, _)| step(name, name)).collect(),
            round: vec![
                step("screen", "screen"),
                step("notice", "notice"),
                step("vote", "vote_lost"),
                step("remand", "remand"),
            ],
            opening: World::at(
                recorded,
                &procedure.zone,
                Principal {
                    granted: BTreeSet::from(["secretariat".into()]),
                    ..Principal::in_role("p-0107", "secretariat")
                },
            ),
        }
    }

    pub fn definition(&self) -> Definition<'_> {
        Definition {
            workflow: &self.workflow,
            manifest: self.manifest,
            calendar: self.calendar.as_deref(),
            zone: &self.zone,
            semantics: jorye::engine::Semantics::CURRENT,
            law: None,
        }
    }

    /// Opens a case.
    pub fn open(&self, id: &Name) -> Decision {
        open(self.definition(), &self.opening, id.clone(), Given::new()).expect("it opens")
    }

    /// Decides one step.
    pub fn decide(&self, case: &Case, step: &Step) -> Decision {
        let decision =
            decide(self.definition(), &step.world, case, step.act.clone()).expect("it is decided");
        assert!(decision.accepted(), "{} is refused", step.name);
        decision
    }

    /// The whole case, each act decided and sealed: the hash of the last entry.
    pub fn run(&self, id: &Name, seed: &mut Seeds) -> (Case, Hash) {
        let opened = self.open(id);
        let mut head = sealed(&opened, &first_link(LOG, id), seed).hash;
        let mut case = opened.after;
        for step in &self.steps {
            let decision = self.decide(&case, step);
            head = sealed(&decision, &head, seed).hash;
            case = decision.after;
        }
        (case, head)
    }
}

/// Seals the entry of a decision.
pub fn sealed(decision: &Decision, previous: &Hash, seed: &mut Seeds) -> Sealed {
    seal(LOG, &decision.entry, previous, &seed.next()).expect("it is sealed")
}

/// Distinct seeds without asking the machine for randomness.
#[derive(Default)]
pub struct Seeds(u64);

impl Seeds {
    pub fn next(&mut self) -> SaltSeed {
        self.0 += 1;
        let mut bytes = [0x5a; 32];
        bytes[..8].copy_from_slice(&self.0.to_be_bytes());
        SaltSeed::new(bytes)
    }
}

fn given(workflow: &Workflow, gives: &[(&str, &str)]) -> Given {
    gives
        .iter()
        .map(|(name, text)| {
            let of = &workflow.fact(name).expect("a fact").of;
            let value: Value = jorye::guard::parse_value(text, of).expect("a value");
            (Name::from(*name), value)
        })
        .collect()
}
