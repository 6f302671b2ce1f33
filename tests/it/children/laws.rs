//! What holds of all trees of cases, whatever the order of delivery and
//! wherever a process dies.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use jorye::audit::Hash;
use jorye::audit::hash::content_hash;
use jorye::audit::merkle::Frontier;
use jorye::engine::child::{Body, Message, ReceiveError, messages, open_child, receive};
use jorye::engine::{
    Act, Case, CaseId, Decision, Definition, Entry, Given, Principal, World, apply, decide, open,
};
use jorye::guard::{Name, Value};
use jorye::library::Library;
use jorye::service::Cases;
use jorye::store::{
    Append, Appended, CaseFilter, KeptOnce, LogIdentity, LogLeaf, MemoryStore, Once, Pending,
    SeatList, Store, StoreError, StoredCase, StoredContent, StoredEntry, TreeHead, Waiting,
};
use proptest::prelude::*;

use super::{by, children, library, memory, opinions, wait};

/// Cases that tell each other things, without a store.
struct Sim<'a> {
    library: &'a Library,
    cases: BTreeMap<CaseId, Case>,
    entries: BTreeMap<CaseId, Vec<Entry>>,
    mail: Vec<Message>,
}

impl<'a> Sim<'a> {
    fn new(library: &'a Library) -> Self {
        Sim {
            library,
            cases: BTreeMap::new(),
            entries: BTreeMap::new(),
            mail: Vec::new(),
        }
    }

    fn definition(&self, workflow: &str) -> Definition<'a> {
        let procedure = &self.library.procedures[workflow];
        Definition {
            workflow: &procedure.workflow,
            manifest: procedure.manifest.hash().0,
            calendar: procedure.calendar.as_deref(),
            zone: &procedure.zone,
            semantics: jorye::engine::Semantics::CURRENT,
            law: procedure.law.as_ref(),
        }
    }

    /// Time stands still, so that only the order of things can differ.
    fn world(&self, principal: Principal) -> World {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let mut world = World::at(now, &TimeZone::UTC, principal);
        let all = self.library.procedures.iter();
        world.children = all
            .map(|(id, procedure)| (id.clone(), procedure.manifest.hash().0))
            .collect();
        world
    }

    fn keep(&mut self, decision: Decision) {
        let id = decision.entry.case.clone();
        let mut case = self.cases.get(&id).cloned();
        for entry in decision.entries() {
            case = Some(apply(case, entry).unwrap());
            let hash = content_hash(format!("{id} {}", entry.seq).as_bytes());
            self.mail.extend(messages(entry, hash.0));
            self.entries
                .entry(id.clone())
                .or_default()
                .push(entry.clone());
        }
        assert_eq!(
            case.as_ref(),
            Some(&decision.after),
            "applying makes the case"
        );
        self.cases.insert(id, decision.after);
    }

    fn open(&mut self, workflow: &str, id: &str, role: &str, given: Given) {
        let world = self.world(Principal::in_role("p-1", role));
        let decision = open(self.definition(workflow), &world, id.into(), given).unwrap();
        self.keep(decision);
    }

    fn act(&mut self, id: &str, transition: &str, role: &str, given: Given) -> bool {
        let case = self.cases[id].clone();
        let world = self.world(Principal::in_role("p-1", role));
        let act = Act {
            transition: transition.into(),
            given,
            reason: None,
            criteria: BTreeMap::new(),
            withdraws: false,
        };
        let decision = decide(self.definition(&case.workflow), &world, &case, act).unwrap();
        let accepted = decision.accepted();
        self.keep(decision);
        accepted
    }

    fn take(&self, message: &Message) -> Result<Decision, ReceiveError> {
        let world = self.world(Message::principal());
        match (&message.sent.body, self.cases.get(&message.sent.to)) {
            (Body::Open(opening), None) => {
                open_child(self.definition(&opening.workflow), &world, message)
            }
            (_, Some(case)) => receive(self.definition(&case.workflow), &world, case, message),
            (_, None) => Err(ReceiveError::OutOfTurn {
                case: message.sent.to.clone(),
                from: message.from.clone(),
                number: message.sent.number,
            }),
        }
    }

    /// Delivers everything: the dice say which message is tried next, and each
    /// is tried again once it was taken.
    fn deliver(&mut self, dice: &mut impl FnMut(usize) -> usize) {
        let mut refused = 0;
        while !self.mail.is_empty() {
            let at = dice(self.mail.len());
            let message = self.mail[at].clone();
            let first = self
                .mail
                .iter()
                .position(|it| it.from == message.from && it.sent.to == message.sent.to);
            match self.take(&message) {
                Ok(decision) => {
                    assert_eq!(first, Some(at), "only the next one of a pair is taken");
                    self.mail.remove(at);
                    self.keep(decision);
                    let before = self.cases.clone();
                    assert!(self.take(&message).is_err(), "it is taken once");
                    assert_eq!(before, self.cases);
                    refused = 0;
                }
                Err(error) => {
                    assert_ne!(first, Some(at), "the next one of a pair is taken: {error}");
                    refused += 1;
                    assert!(refused < 100_000, "it comes to an end");
                }
            }
        }
    }
}

fn dice(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed | 1;
    move |sides| {
        // xorshift64 (Marsaglia 2003)
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % u64::try_from(sides).unwrap()).unwrap()
    }
}

fn table(rows: usize) -> Given {
    let rows = (0..rows).map(|at| {
        BTreeMap::from([
            ("author".into(), Value::Person(format!("a-{at}").into())),
            ("text".into(), Value::Text(format!("{at}").into())),
        ])
    });
    Given::from([("received".into(), Value::Table(rows.collect()))])
}

/// What is done with one opinion.
#[derive(Debug, Clone, Copy)]
enum Answer {
    Nothing,
    Read,
    Adopt,
    Decline,
}

/// A consultation: opinions answered, and perhaps the draft withdrawn.
fn consultation<'a>(
    library: &'a Library,
    answers: &[Answer],
    withdraws: bool,
    seed: u64,
) -> Sim<'a> {
    let mut sim = Sim::new(library);
    let mut dice = dice(seed);
    let draft = Given::from([("draft".into(), Value::Text("안".into()))]);
    sim.open("consultation", "c-1", "division", draft);
    assert!(sim.act("c-1", "close_window", "division", table(answers.len())));
    sim.deliver(&mut dice);
    let ids = children(&sim.cases["c-1"], "opinions");
    for (id, answer) in ids.iter().zip(answers) {
        if !matches!(answer, Answer::Nothing) {
            assert!(sim.act(id, "read", "division", Given::new()));
        }
        let adopts = match answer {
            Answer::Adopt => true,
            Answer::Decline => false,
            Answer::Nothing | Answer::Read => continue,
        };
        let given = Given::from([("adopts".into(), Value::Boolean(adopts))]);
        assert!(sim.act(id, "answer", "division", given));
    }
    sim.deliver(&mut dice);
    if withdraws && sim.cases["c-1"].outcome.is_none() {
        assert!(sim.act("c-1", "withdraw", "division", Given::new()));
    }
    sim.deliver(&mut dice);
    sim
}

/// A chain of decisions, each objected to, so deep; the last one stands or falls.
fn decisions(library: &Library, depth: usize, falls: bool, seed: u64) -> Sim<'_> {
    let mut sim = Sim::new(library);
    let mut dice = dice(seed);
    let subject = Given::from([("subject".into(), Value::Text("허가".into()))]);
    sim.open("decision", "d-1", "authority", subject);
    let mut at = "d-1".to_owned();
    for _ in 0..depth {
        assert!(sim.act(&at, "object", "party", Given::new()));
        sim.deliver(&mut dice);
        at = children(&sim.cases[&Name::from(&*at)], "objection")[0].clone();
        assert!(sim.act(&at, "uphold", "authority", Given::new()));
    }
    if falls && depth > 0 {
        assert!(sim.act(&at, "object", "party", Given::new()));
        sim.deliver(&mut dice);
        at = children(&sim.cases[&Name::from(&*at)], "objection")[0].clone();
        assert!(sim.act(&at, "accept", "authority", Given::new()));
    } else {
        assert!(sim.act(&at, "rest", "party", Given::new()));
    }
    sim.deliver(&mut dice);
    sim
}

/// A case without where in its own history things happened: reports of several
/// children may come in any order.
fn essence(case: &Case) -> String {
    let facts = &case.facts;
    let taken: Vec<_> = case.taken.iter().map(|(id, it)| (id, it.times)).collect();
    let family = &case.family;
    format!(
        "{:?} {:?} {facts:?} {taken:?} {:?} {} {} {family:?}",
        case.workflow, case.active, case.outcome, case.version, case.seq
    )
}

fn same(one: &Sim<'_>, two: &Sim<'_>) {
    let told = |sim: &Sim<'_>| -> Vec<String> {
        let all = sim.cases.values();
        all.map(essence).collect()
    };
    assert_eq!(told(one), told(two));
    for sim in [one, two] {
        for (id, entries) in &sim.entries {
            let made = entries
                .iter()
                .fold(None, |case, entry| apply(case, entry).ok());
            assert_eq!(made.as_ref(), sim.cases.get(id), "nothing is lost");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// In whatever order messages come, and however often, the cases come to the
    /// same; those between two cases keep their order.
    #[test]
    fn the_order_of_delivery_does_not_matter(
        answers in prop::collection::vec(
            prop::sample::select(vec![Answer::Nothing, Answer::Read, Answer::Adopt, Answer::Decline]),
            0..6,
        ),
        withdraws: bool,
        seed: u64,
        depth in 0usize..4,
        falls: bool,
    ) {
        let library = library();
        same(
            &consultation(&library, &answers, withdraws, 0),
            &consultation(&library, &answers, withdraws, seed),
        );
        same(&decisions(&library, depth, falls, 0), &decisions(&library, depth, falls, seed));
    }
}

/// A store of a process that dies: after so many writes it answers no more. The
/// last one is kept or not, and nobody is told.
struct Dying<'a> {
    inner: &'a MemoryStore,
    left: AtomicUsize,
    keeps_the_last: bool,
}

fn dead<'a, T: Send + 'a>() -> Pending<'a, T> {
    let store = "memory".into();
    Box::pin(std::future::ready(Err(StoreError::Closed { store })))
}

impl Dying<'_> {
    fn is_dead(&self) -> bool {
        self.left.load(Ordering::SeqCst) == 0
    }

    fn read<'a, T: Send + 'a>(&self, answer: Pending<'a, T>) -> Pending<'a, T> {
        if self.is_dead() { dead() } else { answer }
    }
}

impl Store for Dying<'_> {
    fn log(&self) -> &LogIdentity {
        self.inner.log()
    }
    fn append(&self, append: Append) -> Pending<'_, Vec<Appended>> {
        match self.left.load(Ordering::SeqCst) {
            0 => dead(),
            left => {
                self.left.store(left - 1, Ordering::SeqCst);
                let kept = (left > 1 || self.keeps_the_last).then(|| self.inner.append(append));
                match kept {
                    Some(kept) if left > 1 => kept,
                    _ => dead(),
                }
            }
        }
    }
    fn append_own(&self, append: jorye::store::OwnAppend) -> Pending<'_, Appended> {
        self.read(self.inner.append_own(append))
    }
    fn own_entries(&self, after: u64, limit: usize) -> Pending<'_, Vec<StoredEntry>> {
        self.read(self.inner.own_entries(after, limit))
    }
    fn cosigned(&self) -> Pending<'_, Option<Vec<u8>>> {
        self.read(self.inner.cosigned())
    }
    fn swap_cosigned(&self, note: Vec<u8>, expected: Option<Vec<u8>>) -> Pending<'_, bool> {
        self.read(self.inner.swap_cosigned(note, expected))
    }
    fn append_once(&self, append: Append, _: Once) -> Pending<'_, Vec<Appended>> {
        self.append(append)
    }
    fn claim(
        &self,
        now: Timestamp,
        after: Option<jorye::store::Waking>,
        limit: usize,
    ) -> Pending<'_, Vec<jorye::store::Waking>> {
        self.read(self.inner.claim(now, after, limit))
    }
    fn remind(&self, now: Timestamp, limit: usize) -> Pending<'_, Vec<jorye::store::Reminder>> {
        self.read(self.inner.remind(now, limit))
    }
    fn kept_once(&self, scope: &Name, key: &Name, now: Timestamp) -> Pending<'_, Option<KeptOnce>> {
        self.read(self.inner.kept_once(scope, key, now))
    }
    fn case(&self, id: &CaseId) -> Pending<'_, Option<StoredCase>> {
        self.read(self.inner.case(id))
    }
    fn cases(
        &self,
        filter: CaseFilter,
        after: Option<CaseId>,
        limit: usize,
    ) -> Pending<'_, Vec<StoredCase>> {
        self.read(self.inner.cases(filter, after, limit))
    }
    fn entries(&self, case: &CaseId, after: u64, limit: usize) -> Pending<'_, Vec<StoredEntry>> {
        self.read(self.inner.entries(case, after, limit))
    }
    fn waiting(&self, after: u64, limit: usize) -> Pending<'_, Vec<Waiting>> {
        self.read(self.inner.waiting(after, limit))
    }
    fn seats(&self, bodies: Option<Vec<Name>>) -> Pending<'_, SeatList> {
        self.read(self.inner.seats(bodies))
    }
    fn leaves(&self, from: u64, limit: usize) -> Pending<'_, Vec<LogLeaf>> {
        self.read(self.inner.leaves(from, limit))
    }
    fn tree(&self) -> Pending<'_, TreeHead> {
        self.read(self.inner.tree())
    }
    fn frontier(&self) -> Pending<'_, Frontier> {
        self.read(self.inner.frontier())
    }
    fn put_definition(&self, bytes: Vec<u8>) -> Pending<'_, Hash> {
        self.read(self.inner.put_definition(bytes))
    }
    fn definition(&self, hash: &Hash) -> Pending<'_, Option<Vec<u8>>> {
        self.read(self.inner.definition(hash))
    }
    fn put_manifest(&self, bytes: Vec<u8>, definitions: Vec<Hash>) -> Pending<'_, Hash> {
        self.read(self.inner.put_manifest(bytes, definitions))
    }
    fn manifest(&self, hash: &Hash) -> Pending<'_, Option<Vec<u8>>> {
        self.read(self.inner.manifest(hash))
    }
    fn manifests(&self, size: u64) -> Pending<'_, Vec<StoredContent>> {
        self.read(self.inner.manifests(size))
    }
    fn definitions(&self, size: u64) -> Pending<'_, Vec<StoredContent>> {
        self.read(self.inner.definitions(size))
    }
    fn close(&self) -> Pending<'_, ()> {
        self.inner.close()
    }
}

/// The story: three opinions, one answered, then the draft is withdrawn. Each
/// step is done unless it was; `false` as soon as the process is dead.
fn story(cases: &Cases<'_>, library: &Library) -> bool {
    let find = |id: &str| wait(cases.find(&id.into())).ok().map(|opened| opened.case);
    if find("c-1").is_none() {
        let request = by("division").giving("draft", "안");
        if wait(cases.open(library, "consultation", Some("c-1".into()), &request)).is_err() {
            return false;
        }
    }
    let act = |id: &str, transition: &str, fact: Option<(&str, &str)>| {
        let Some(case) = find(id) else {
            return false;
        };
        if case.taken.contains_key(transition) {
            return true;
        }
        let mut request = by("division");
        if let Some((fact, value)) = fact {
            request = request.giving(fact, value);
        }
        wait(cases.advance(&id.into(), transition, &request, None)).is_ok()
    };
    if !act("c-1", "close_window", Some(("received", &opinions(3)))) {
        return false;
    }
    // Whoever comes next delivers what was left.
    if wait(cases.deliver(1_000)).is_err() {
        return false;
    }
    let Some(parent) = find("c-1") else {
        return false;
    };
    let ids = children(&parent, "opinions");
    act(&ids[0], "read", None)
        && act(&ids[0], "answer", Some(("adopts", "true")))
        && act("c-1", "withdraw", None)
        && wait(cases.deliver(1_000)).is_ok()
}

fn told(store: &MemoryStore) -> Vec<String> {
    let all = wait(store.cases(CaseFilter::default(), None, 100)).unwrap();
    all.iter()
        .map(|stored| {
            let case = &stored.case;
            let children: Vec<String> = children(case, "opinions")
                .iter()
                .map(|id| format!("{:?}", case.family.child(id).unwrap().1.outcome))
                .collect();
            format!(
                "{} {:?} {:?} {children:?}",
                case.id, case.outcome, case.version
            )
        })
        .collect()
}

#[test]
fn nothing_is_lost_wherever_a_process_dies() {
    let (library, world) = (library(), super::World::new());
    let whole = memory();
    assert!(story(
        &Cases::new(&whole, &world).with_library(&library),
        &library
    ));
    let expected = told(&whole);
    assert_eq!(expected.len(), 4, "{expected:#?}");
    assert!(expected[0].contains("withdrawn"), "{expected:#?}");
    let mut died = 0;
    for writes in 1.. {
        let mut finished = true;
        for keeps_the_last in [false, true] {
            let store = memory();
            let dying = Dying {
                inner: &store,
                left: AtomicUsize::new(writes),
                keeps_the_last,
            };
            let done = story(&Cases::new(&dying, &world).with_library(&library), &library);
            finished &= done && !dying.is_dead();
            died += usize::from(dying.is_dead());
            // Another process comes, as often as it takes.
            assert!(story(
                &Cases::new(&store, &world).with_library(&library),
                &library
            ));
            assert_eq!(told(&store), expected, "after {writes} writes");
            assert_eq!(wait(store.waiting(0, 10)).unwrap(), []);
        }
        if finished {
            break;
        }
    }
    assert!(died > 20, "it died at {died} points");
}
