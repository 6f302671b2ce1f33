//! Laws that hold for every act of every case: random walks over the shipped
//! procedures and over the fixtures.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use jorye::audit::commitment::SaltSeed;
use jorye::audit::entry::{Genesis, open as unseal, seal};
use jorye::audit::hash::{Hash, content_hash, first_link};
use jorye::audit::manifest::{Manifest, Source};
use jorye::audit::note::SecretKey;
use jorye::audit::verify::{Against, Verifier};
use jorye::engine::scenario::run;
use jorye::engine::{
    Act, Availability, Case, Content, DecideError, Decision, Definition, Entry, Ground, World,
    apply, decide, open, replay, why,
};
use jorye::guard::{Name, Value};
use jorye::library::{Library, shipped};
use jorye::service::{Log, LogError};
use jorye::store::snapshot;
use jorye::store::{Append, LogIdentity, MemoryStore, NewEntry, Store};
use jorye::workflow::scenario::{self, Scenarios};
use jorye::workflow::{FactSource, StateKind, Workflow};
use proptest::prelude::*;

use super::moves::moving_is_staying;
use super::values::Dice;
use super::{fixture, source, under, walk};

const FIXTURES: &[&str] = &[
    "states",
    "together",
    "automatic",
    "rules",
    "people",
    "effects",
    "opening",
    "deadlines",
    "accord",
    "advice",
];

/// A procedure with its scenarios.
struct Told {
    workflow: Workflow,
    scenarios: Scenarios,
}

static PROCEDURES: LazyLock<Vec<Told>> = LazyLock::new(|| {
    let library = Library::of(&shipped());
    // Walks are of one case: families of cases have tests of their own.
    let alone = library
        .procedures
        .values()
        .filter(|procedure| procedure.workflow.opens().is_empty());
    let shipped = alone.map(|procedure| Told {
        workflow: Workflow::clone(&procedure.workflow),
        scenarios: procedure.scenarios[0].clone(),
    });
    let fixtures = FIXTURES.iter().map(|id| {
        let workflow = fixture(id);
        let scenarios = scenario::load(&source(&format!("{id}.scenarios.toml")), &workflow);
        Told {
            scenarios: scenarios.scenarios.unwrap(),
            workflow,
        }
    });
    shipped.chain(fixtures).collect()
});

/// The bytes of a definition and the manifest that names it.
fn manifest(workflow: &Workflow) -> (Vec<u8>, Manifest) {
    let bytes = workflow.source.text().as_bytes().to_vec();
    let source = Source {
        kind: "workflow".to_owned(),
        name: workflow.source.name().to_owned(),
        sha256: content_hash(&bytes),
    };
    (bytes, Manifest::new(vec![source]).unwrap())
}

/// Every active state lies in active states; of a compound state exactly one is
/// active, of a parallel state every track, and of the top exactly one.
fn is_configuration(workflow: &Workflow, case: &Case) {
    let active = |id: &Name| case.active.contains(id);
    let mut top = 0;
    for state in workflow
        .states
        .iter()
        .filter(|state| active(&state.element.id))
    {
        match state.parent {
            None => top += 1,
            Some(parent) => assert!(active(&workflow.states[parent.0].element.id)),
        }
        let inside = state.children.iter();
        let inside = inside
            .filter(|child| active(&workflow.states[child.0].element.id))
            .count();
        match state.kind {
            StateKind::Compound { .. } => assert_eq!(inside, 1, "{}", state.element.id),
            StateKind::Parallel => assert_eq!(inside, state.children.len(), "{}", state.element.id),
            StateKind::Simple | StateKind::End { .. } => assert_eq!(inside, 0),
        }
        assert!(case.entered.contains_key(&state.element.id));
    }
    assert_eq!(top, 1);
    for name in &case.active {
        assert!(workflow.state(name).is_some(), "{name}");
    }
    let ended = workflow.states.iter().any(|state| {
        matches!(&state.kind, StateKind::End { outcome } if Some(outcome) == case.outcome.as_ref())
            && active(&state.element.id)
    });
    assert!(case.outcome.is_none() || ended);
}

/// Every value that a case knows belongs to its fact, and none to a computed one.
fn is_typed(workflow: &Workflow, case: &Case) {
    for (name, value) in &case.facts {
        let fact = workflow.fact(name).unwrap();
        assert!(value.fits(&fact.of), "{name} = {value}");
        assert_ne!(*value, Value::Erased);
        assert!(!matches!(fact.source, FactSource::Computed(_)), "{name}");
    }
}

/// What holds of one decision.
fn is_lawful(definition: Definition<'_>, before: Option<&Case>, decision: &Decision) {
    let Decision { entry, after, .. } = decision;
    let all = decision.entries();
    let applied = all.fold(before.cloned(), |case, entry| {
        Some(apply(case, entry).unwrap())
    });
    let applied = applied.unwrap();
    assert_eq!(&applied, after);
    assert_eq!(
        snapshot::to_bytes(&applied).unwrap(),
        snapshot::to_bytes(after).unwrap()
    );
    // Entry by entry, each is decided again alike.
    let mut case = before.cloned();
    for one in decision.entries() {
        let again = replay(definition, case.as_ref(), one).unwrap();
        assert_eq!(&again.entry, one);
        case = Some(apply(case, one).unwrap());
        assert_eq!(Some(&again.after), case.as_ref());
    }
    let stood = decision.owed.iter().fold(before.cloned(), |case, entry| {
        Some(apply(case, entry).unwrap())
    });
    if let Some(before) = &stood {
        let mut expected = before.clone();
        expected.seq += 1;
        expected.recorded = entry.recorded;
        if let Content::Refused { grounds, .. } = &entry.content {
            assert!(!grounds.is_empty());
            assert_eq!(after, &expected);
        } else {
            assert_eq!(after.version, before.version + 1);
        }
    }
    is_configuration(definition.workflow, after);
    is_typed(definition.workflow, after);
}

fn grounds(entry: &Entry) -> &[Ground] {
    match &entry.content {
        Content::Refused { grounds, .. } => grounds,
        _ => &[],
    }
}

/// `why` tells before an act what the entry tells after it.
fn is_told(definition: Definition<'_>, world: &World, case: &Case, act: &Act, entry: &Entry) {
    let told = why(definition, world, case, act).unwrap();
    assert_eq!(told.grounds, grounds(entry));
    match &entry.content {
        Content::Refused {
            guards,
            assumptions,
            others,
            ..
        } => {
            assert_eq!(&told.others, others);
            // Those who may not act at all are told so before any guard.
            if !assumptions.is_empty() || !guards.is_empty() {
                assert_eq!(&told.guards, guards);
                assert_eq!(&told.assumptions, assumptions);
            }
        }
        Content::Act {
            guards,
            assumptions,
            ..
        }
        | Content::Assented {
            guards,
            assumptions,
            ..
        } => {
            assert_eq!(&told.guards, guards);
            assert_eq!(&told.assumptions, assumptions);
        }
        Content::Withdrawn { .. } => {}
        _ => panic!("no act: {entry:#?}"),
    }
}

/// What `next` says stands in the way does stand in the way.
fn next_is_right(definition: Definition<'_>, world: &World, case: &Case, dice: &mut Dice) {
    for one in walk::possible(definition, world, case) {
        for _ in 0..2 {
            let act = Act {
                // What stands in the way of an act does not of taking one back.
                withdraws: false,
                ..walk::act_on(definition.workflow, &one, dice, false)
            };
            let entry = decide(definition, world, case, act.clone()).unwrap().entry;
            let refused = grounds(&entry);
            match one.availability {
                Availability::Elsewhere => assert!(refused.contains(&Ground::State), "{one:#?}"),
                Availability::Blocked => assert!(!refused.is_empty(), "{one:#?}\n{act:#?}"),
                Availability::Open => assert!(!refused.contains(&Ground::State)),
                Availability::Awaited => panic!("{one:#?}"),
            }
        }
    }
}

/// Cases on a trail: everything sealed, kept, exported.
struct Trail {
    store: MemoryStore,
    heads: BTreeMap<Name, Hash>,
    entries: u64,
    /// The grounds on which acts were refused.
    refused: BTreeSet<&'static str>,
}

impl Trail {
    fn new() -> Self {
        let key = SecretKey::from_random("jorye.example/walk", &[7; 32]).unwrap();
        let genesis = Genesis {
            key: key.public().clone(),
            created: "2027-01-01T00:00:00Z".parse().unwrap(),
        };
        let log = LogIdentity::of(genesis.to_bytes().unwrap()).unwrap();
        Trail {
            store: MemoryStore::create(log),
            heads: BTreeMap::new(),
            entries: 0,
            refused: BTreeSet::new(),
        }
    }

    fn keep_definition(&self, workflow: &Workflow) {
        let (bytes, manifest) = manifest(workflow);
        let hash = pollster::block_on(self.store.put_definition(bytes)).unwrap();
        let put = self
            .store
            .put_manifest(manifest.bytes().to_vec(), vec![hash]);
        pollster::block_on(put).unwrap();
    }

    /// Seals what was decided, reads it back, and keeps it.
    fn keep(&mut self, decision: &Decision) {
        let case = decision.entry.case.clone();
        let entries: Vec<NewEntry> = decision.entries().map(|entry| self.sealed(entry)).collect();
        let kept = self.store.append(Append {
            case,
            expected_seq: decision.after.seq - u64::try_from(entries.len()).unwrap(),
            entries,
            after: decision.after.clone(),
            seats: Vec::new(),
            register: None,
            sends: Vec::new(),
            takes: Vec::new(),
            erases: Vec::new(),
            reminds: Vec::new(),
        });
        pollster::block_on(kept).unwrap();
    }

    /// Seals one entry, and reads it back.
    fn sealed(&mut self, entry: &Entry) -> NewEntry {
        let log = self.store.log().log.clone();
        let first = first_link(&log, &entry.case);
        let previous = *self.heads.get(&entry.case).unwrap_or(&first);
        self.entries += 1;
        self.refused
            .extend(grounds(entry).iter().map(Ground::as_str));
        let mut seed = [3; 32];
        seed[..8].copy_from_slice(&self.entries.to_le_bytes());
        let sealed = seal(&log, entry, &previous, &SaltSeed::new(seed)).unwrap();
        let read = unseal(&sealed.bytes, &sealed.openings).unwrap();
        assert_eq!(&read.entry, entry);
        assert_eq!((read.previous, read.erased), (previous, Vec::new()));
        self.heads.insert(entry.case.clone(), sealed.hash);
        NewEntry {
            sealed,
            manifest: Hash(entry.manifest),
        }
    }

    /// The whole trail verifies, and says how much it holds.
    fn verifies(&self, cases: usize) {
        let mut verifier = Verifier::new(Against::default());
        let log = Log::new(&self.store);
        let feed = |piece: &[u8]| {
            verifier.feed(piece);
            Ok::<(), LogError>(())
        };
        let leaves = pollster::block_on(log.export(feed)).unwrap();
        assert_eq!(leaves, self.entries + 1);
        let report = verifier.finish();
        assert!(report.holds(), "{:#?}", report.faults);
        assert_eq!(self.heads.len(), cases);
    }
}

/// The beginning of a case: an opening by chance, or a scenario up to some step.
fn beginning(
    definition: Definition<'_>,
    scenarios: &Scenarios,
    id: &Name,
    dice: &mut Dice,
) -> Vec<Decision> {
    if dice.once_in(2) {
        let mut scenario = dice.of(&scenarios.scenarios).clone();
        scenario.id = id.clone();
        scenario
            .steps
            .truncate(dice.below(scenario.steps.len() + 1));
        let played = run(definition, scenarios, &scenario);
        assert_eq!(played.failure, None);
        let mut decisions: Vec<Decision> = Vec::new();
        for entry in &played.entries {
            let before = decisions.last().map(|decision| &decision.after);
            decisions.push(replay(definition, before, entry).unwrap());
        }
        return decisions;
    }
    let workflow = definition.workflow;
    let first = "2027-02-01T03:00:00Z".parse().unwrap();
    let opened = (0..12).find_map(|_| {
        let world = walk::world(workflow, dice, first);
        let wild = dice.once_in(6);
        let given = walk::opening(workflow, dice, wild);
        match open(definition, &world, id.clone(), given) {
            Ok(decision) => Some(decision),
            Err(DecideError::NotOpened { grounds, .. }) => {
                assert!(!grounds.is_empty());
                None
            }
            Err(error) => panic!("{error:?}"),
        }
    });
    opened.into_iter().collect()
}

/// Walks one case; gives it as it stands at the end, if it was opened.
fn walk_one(
    told: &Told,
    id: &Name,
    steps: usize,
    dice: &mut Dice,
    trail: &mut Trail,
) -> Option<Case> {
    let workflow = &told.workflow;
    let definition = under(workflow, manifest(workflow).1.hash().0);
    let begun = beginning(definition, &told.scenarios, id, dice);
    trail.keep_definition(workflow);
    let mut before = None;
    for decision in &begun {
        is_lawful(definition, before, decision);
        trail.keep(decision);
        before = Some(&decision.after);
    }
    let mut case = before?.clone();
    let register = walk::register(workflow, &told.scenarios.seats, dice);
    let mut entries: Vec<Entry> = begun.into_iter().flat_map(Decision::into_entries).collect();
    for _ in 0..steps {
        let mut world = walk::world(workflow, dice, case.recorded).with_register(register.clone());
        let seated: Vec<&Name> = register
            .rows()
            .iter()
            .filter_map(|row| row.tenure.as_ref())
            .map(|tenure| &tenure.person)
            .collect();
        if !seated.is_empty() && dice.once_in(2) {
            world.principal.actor = (*dice.of(&seated)).clone();
        }
        if dice.once_in(4) {
            next_is_right(definition, &world, &case, dice);
        }
        let mut act = walk::act(definition, &world, &case, dice);
        // What scenarios give is likelier to be lawful than chance, where it was taken.
        let steps = told.scenarios.scenarios.iter().flat_map(|one| &one.steps);
        let acts = steps
            .filter(|step| step.then.refused.is_none())
            .filter_map(|step| step.act.as_ref());
        let same: Vec<_> = acts
            .filter(|told| told.transition == act.transition)
            .collect();
        if !same.is_empty() && dice.once_in(2) {
            act.given = dice.of(&same).give.clone();
        }
        let decision = decide(definition, &world, &case, act.clone()).unwrap();
        is_lawful(definition, Some(&case), &decision);
        is_told(definition, &world, &case, &act, &decision.entry);
        if case.outcome.is_none() && dice.once_in(3) {
            moving_is_staying(definition, &world, &case, &act, &decision);
        }
        trail.keep(&decision);
        case = decision.after.clone();
        entries.extend(decision.into_entries());
    }
    let again = entries
        .iter()
        .fold(None, |case, entry| Some(apply(case, entry).unwrap()));
    assert_eq!(again.as_ref(), Some(&case));
    let taken = entries
        .iter()
        .filter(|entry| !matches!(entry.content, Content::Refused { .. }));
    assert_eq!(u64::try_from(taken.count()).unwrap(), case.version);
    Some(case)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn every_walk_is_lawful(seed in any::<u64>(), steps in 1..30_usize) {
        let mut dice = Dice(seed);
        let mut trail = Trail::new();
        let mut cases = 0;
        for told in PROCEDURES.iter() {
            let id = format!("{}-1", told.workflow.id());
            let case = walk_one(told, &id.as_str().into(), steps, &mut dice, &mut trail);
            cases += usize::from(case.is_some());
        }
        trail.verifies(cases);
    }
}

/// Chance is of use only if it gets somewhere: over some walks, nearly every
/// transition is taken, and acts are refused for nearly every reason.
#[test]
fn walks_get_far() {
    let mut dice = Dice(1);
    let mut never = BTreeSet::new();
    let mut refused = BTreeSet::new();
    // Those of other countries are long, and are walked through by the law above.
    let near = || {
        PROCEDURES
            .iter()
            .filter(|told| told.workflow.calendar.is_none())
    };
    for told in near() {
        let mut taken = BTreeSet::new();
        for round in 0..30 {
            let id = format!("{}-{round}", told.workflow.id());
            let mut trail = Trail::new();
            let case = walk_one(told, &id.as_str().into(), 25, &mut dice, &mut trail);
            taken.extend(case.into_iter().flat_map(|case| case.taken.into_keys()));
            refused.extend(trail.refused);
        }
        let all = told.workflow.transitions.iter().map(|one| &one.element.id);
        let missed = all.filter(|id| !taken.contains(*id));
        never.extend(missed.map(|id| format!("{}.{id}", told.workflow.id())));
    }
    // The first two give way to another for ever; the third adds to what nobody gives.
    let cannot = [
        "automatic.inner_two",
        "automatic.outer_first",
        "effects.loosen",
    ];
    for id in cannot {
        assert!(never.remove(id), "{id}");
    }
    let all: usize = near().map(|told| told.workflow.transitions.len()).sum();
    assert!(
        never.len() * 8 <= all,
        "{} of {all}: {never:?}",
        never.len()
    );
    println!("never taken: {never:?}");
    let grounds = [
        "state",
        "role",
        "excluded",
        "missing",
        "ill_typed",
        "not_asked",
        "reason",
        "assumption",
        "guard",
        "branch",
        "range",
        "backdated",
        "automatic",
        "unbounded",
        "with",
        "clock",
        "late",
        "early",
        "criterion",
        "departure",
        "recommendation_open",
        "assented",
        "frozen",
        "no_assent",
        "not_delegated",
        "sub_delegated",
    ];
    let missed: Vec<_> = grounds
        .iter()
        .filter(|one| !refused.contains(**one))
        .collect();
    assert!(missed.is_empty(), "{missed:?}");
}
