//! Messages that no session can show, each raised where it arises inside the
//! program, with the reason why no command reaches it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, ToSpan};
use jorye::audit::entry::{EntryError, SealError};
use jorye::audit::witness::Asked;
use jorye::audit::{
    Checkpoint, Cosigner, Frontier, Hash, Head, Header, PublicKey, SaltSeed, SecretKey, Witness,
    Writer, parse_openings, seal,
};
use jorye::diagnostic::{Code, Coded, Finding, Lang};
use jorye::engine::child::{Body, Message, Sent, receive};
use jorye::engine::erase::EraseError;
use jorye::engine::{
    Act, Case, Content, DecideError, Decision, Definition, Given, Ground, Outside, Principal,
    Refusal, World, apply, decide, open, owed, replay,
};
use jorye::guard::Value;
use jorye::library::{Files, Library, Machine, Procedure, RandomError, Surroundings, zone};
use jorye::service::access::Principals;
use jorye::service::http::ServeError;
use jorye::service::{Cases, CasesError, Request, Who};
use jorye::store::{Access, MessageKey, Once, SqliteOptions, SqliteStore, Store, StoreError};

use super::super::engine::{fixture, under};
use super::super::findings::root;
use super::super::replay::Forged;
use super::super::store::{append, create, manifest, wait};

/// The codes that are raised here, and why no session shows them.
pub const CODES: &[(u16, &str)] = &[
    (
        651,
        "the service reads the register again and decides again",
    ),
    (
        721,
        "cases are decided under the definition that the store keeps with them",
    ),
    (725, "the clock of the machine would have to run back"),
    (
        730,
        "`audit verify` tells it as J0817; the service never applies entries that do not fit",
    ),
    (
        731,
        "it would take a newer version; `audit verify --replay` counts such entries",
    ),
    (732, "`audit verify --replay` tells it as J0890"),
    (741, "days would have to pass between two commands"),
    (742, "days would have to pass between two commands"),
    (743, "days would have to pass between two commands"),
    (744, "days would have to pass between two commands"),
    (745, "days would have to pass between two commands"),
    (746, "the service takes what the clock owes first"),
    (747, "the clock of the machine would have to run back"),
    (
        777,
        "a case that gives seats to whom it names as personal data would be needed",
    ),
    (779, "no command decides entries again yet"),
    (
        791,
        "a case would need more children than a test can wait for",
    ),
    (792, "messages are delivered in order, and once"),
    (794, "`audit verify --replay` counts such entries"),
    (
        831,
        "`--key` tells a key that cannot be read as J0950, a key file as J0937",
    ),
    (832, "the service tells it as J0936"),
    (833, "a store is examined before its parts are read: J0911"),
    (
        834,
        "the store gives what it announced, and its contents are bounded",
    ),
    (872, "the clock of the machine would have to run back"),
    (
        892,
        "a store takes no definition that does not make a workflow",
    ),
    (901, "the service looks again and decides again"),
    (902, "the service stores definitions before entries"),
    (903, "the service makes entries and case in one decision"),
    (
        909,
        "whoever runs the tests may write whatever the permissions",
    ),
    (910, "a disk cannot be filled"),
    (913, "no command goes on with a store that it closed"),
    (
        915,
        "the service answers with what the first request came to",
    ),
    (920, "the service looks again and delivers what still waits"),
    (932, "the machine always has randomness"),
    (933, "a workflow with such a zone is J0110"),
    (935, "what is damaged in a store is J0911"),
    (938, "64 others would have to come between"),
    (948, "it tells a fault of the program itself"),
    (964, "a warning: the service starts all the same"),
    (965, "the operating system would have to give no threads"),
    (
        977,
        "it takes an environment: tests/it/four_years.rs shows it",
    ),
    (983, "the command looks again and writes again"),
];

/// Every one of [`CODES`], raised.
fn raised() -> Vec<Finding> {
    let mut all = of_acts();
    all.extend(of_deadlines());
    all.extend(of_the_trail());
    all.extend(of_witnesses());
    all.extend(of_stores());
    all.extend(of_the_service());
    all.extend(of_http());
    all
}

#[test]
fn every_message_inside_is_raised_and_told() {
    let raised = raised();
    let mut codes: Vec<Code> = raised.iter().map(|finding| finding.code).collect();
    codes.sort_unstable();
    let listed: Vec<Code> = CODES.iter().map(|(code, _)| Code(*code)).collect();
    assert_eq!(codes, listed);
    for finding in raised {
        let folder = root().join(finding.code.to_string());
        for (lang, name) in [(Lang::Ko, "ko"), (Lang::En, "en")] {
            let mut text = format!(
                "{}\n{}\n{}\n",
                finding.title(lang),
                finding.follows(lang),
                finding.help(lang)
            );
            for note in &finding.notes {
                text.push_str(note.get(lang));
                text.push('\n');
            }
            assert!(!text.contains("``"), "an empty word: {text}");
            for hole in super::holes_of(finding.code) {
                assert!(!text.contains(&hole), "{text}");
            }
            insta::with_settings!({
                snapshot_path => folder.clone(),
                prepend_module_to_snapshot => false,
                omit_expression => true,
                filters => super::script::filters(),
            }, {
                insta::assert_snapshot!(name, text);
            });
        }
    }
}

/// The procedure of the library, with a word of its file changed.
fn procedure(word: &str, changed: &str) -> Procedure {
    let mut files = Files::read(&root().join("library")).unwrap();
    let name = "workflows/grant.toml";
    let text = String::from_utf8(files.get(name).unwrap().to_vec()).unwrap();
    assert!(text.contains(word));
    files.insert(name, text.replace(word, changed));
    Library::of(&files).procedures.remove("grant").unwrap()
}

fn definition(procedure: &Procedure) -> Definition<'_> {
    procedure.definition()
}

fn who() -> Who {
    Who {
        actor: "han".into(),
        capacity: Some("office".into()),
        granted: BTreeSet::from(["office".into()]),
        claims: Default::default(),
        on_behalf_of: None,
        via: "test".into(),
    }
}

fn request(give: &[(&str, &str)]) -> Request {
    Request {
        who: who(),
        give: give
            .iter()
            .map(|(fact, value)| ((*fact).to_owned(), (*value).to_owned()))
            .collect(),
        reason: None,
        criteria: Vec::new(),
        withdraws: false,
        effective: None,
    }
}

fn opened(procedure: &Procedure) -> Result<Decision, DecideError> {
    let now: Timestamp = "2025-03-03T00:00:00Z".parse().unwrap();
    let who = who();
    let world = World {
        recorded: now,
        effective: now,
        date: now.to_zoned(procedure.zone.clone()).date(),
        children: Default::default(),
        principal: Principal {
            actor: who.actor,
            capacity: who.capacity,
            granted: who.granted,
            claims: who.claims,
            on_behalf_of: None,
            via: who.via,
        },
        register: Default::default(),
    };
    let given = request(&[("call_closes", "2025-03-31")]).facts(&procedure.workflow);
    open(definition(procedure), &world, "g-1".into(), given)
}

fn of_acts() -> Vec<Finding> {
    let procedure = procedure("", "");
    let definition = definition(&procedure);
    let Decision { entry, after, .. } = opened(&procedure).unwrap();
    let other = Definition {
        manifest: [0; 32],
        ..definition
    };
    let act = Act {
        transition: "hear".into(),
        given: request(&[]).facts(&procedure.workflow),
        ..Act::of("hear")
    };
    let world = jorye::engine::world_of(definition, &entry, Default::default());
    let earlier = World {
        recorded: world.recorded - 1.hour(),
        effective: world.effective - 1.hour(),
        ..world.clone()
    };
    let mut newer = entry.clone();
    newer.semantics += 1;
    let mut changed = entry.clone();
    let Content::Opened { entered, .. } = &mut changed.content else {
        panic!("a case begins by being opened");
    };
    *entered = vec!["granted".into()];
    let message = Message {
        from: "r-1".into(),
        seq: 2,
        entry: [0xab; 32],
        effective: world.effective,
        sent: Sent {
            to: "g-1".into(),
            number: 2,
            body: Body::Close {
                name: "visits".into(),
            },
        },
    };
    let mut unopened = entry.clone();
    unopened.content = Content::Unopened {
        child: "visit-1".into(),
        source: 1,
        entry: [0xab; 32],
        why: "definition".into(),
    };
    let mut erased = entry.clone();
    erased.content = Content::Erased {
        facts: vec!["full_name".into()],
        removed: Vec::new(),
        basis: vec!["개인정보 보호법 제21조".into()],
        reason: None,
    };
    let seat = EraseError::Seat {
        case: "g-1".into(),
        seq: 4,
    };
    vec![
        decide(other, &world, &after, act.clone())
            .unwrap_err()
            .finding(),
        decide(definition, &earlier, &after, act)
            .unwrap_err()
            .finding(),
        apply(Some(after.clone()), &entry).unwrap_err().finding(),
        replay(definition, None, &newer).unwrap_err().finding(),
        replay(definition, None, &changed).unwrap_err().finding(),
        seat.finding(),
        replay(definition, Some(&after), &erased)
            .unwrap_err()
            .finding(),
        too_many(&procedure),
        receive(definition, &world, &after, &message)
            .unwrap_err()
            .finding(),
        replay(definition, Some(&after), &unopened)
            .unwrap_err()
            .finding(),
    ]
}

/// What deadlines have against acts, and the clock of a store.
fn of_deadlines() -> Vec<Finding> {
    let workflow = fixture("deadlines");
    let definition = under(&workflow, [7; 32]);
    let zone = jiff::tz::TimeZone::UTC;
    let world = |day: &str| {
        let now: Timestamp = format!("{day}T03:00:00Z").parse().unwrap();
        World::at(now, &zone, Principal::in_role("kim", "clerk"))
    };
    let act = |transition: &str, given: &[(&str, &str)]| Act {
        transition: transition.into(),
        given: given
            .iter()
            .map(|(fact, day)| ((*fact).into(), Value::Date(day.parse().unwrap())))
            .collect(),
        reason: Some("사정".into()),
        criteria: BTreeMap::new(),
        withdraws: false,
    };
    let case = open(definition, &world("2027-03-02"), "d-1".into(), Given::new());
    let case = case.unwrap().after;
    let refused = |case: &Case, world: World, transition: &str| {
        let act = act(transition, &[]);
        let decision = decide(definition, &world, case, act).unwrap();
        let stood = decision.owed.iter().fold(case.clone(), |case, entry| {
            apply(Some(case), entry).unwrap()
        });
        decision.refusal(&workflow, &stood)
    };
    let after = |case: &Case, day: &str, act: Act| {
        decide(definition, &world(day), case, act).unwrap().after
    };
    let large = Act {
        given: Given::from([("large".into(), Value::Boolean(false))]),
        ..act("file", &[])
    };
    let dated = after(&case, "2027-03-02", large);
    let earlier = World {
        effective: world("2027-03-12").effective,
        date: world("2027-03-12").date,
        ..world("2027-03-15")
    };
    let closed = after(
        &case,
        "2027-03-02",
        act("file", &[("closes_on", "2027-03-05")]),
    );
    let extended = after(&case, "2027-03-03", act("extend", &[]));
    let mut told = refused(&dated, earlier, "decide");
    told.extend(refused(&closed, world("2027-03-06"), "submit"));
    told.extend(refused(&case, world("2027-03-03"), "hold"));
    told.extend(refused(&extended, world("2027-03-04"), "extend"));
    // What the clock would begin has no length: nobody said how large the matter is.
    let late = world("2027-03-13");
    let owed = owed(definition, late.recorded, Outside::of(&late), &case).unwrap();
    let Content::Clock { grounds, .. } = &owed.entries[0].content else {
        panic!("{:#?}", owed.entries);
    };
    let lapse = act("lapse", &[]);
    let refusal = Refusal {
        workflow: &workflow,
        case: Some(&case),
        actor: "clock",
        act: Some(&lapse),
        given: &lapse.given,
        grounds,
        conditions: &[],
        register: &[],
        date: late.date,
        law: None,
    };
    told.extend(refusal.findings());
    let more = DecideError::ClockOwesMore { case: "d-1".into() };
    told.push(more.finding());
    let folder = tempfile::tempdir().unwrap();
    let store = create(&folder.path().join("cases.db"));
    wait(store.claim(world("2027-03-05").recorded, None, 10)).unwrap();
    let back = wait(store.claim(world("2027-03-04").recorded, None, 10));
    told.push(back.unwrap_err().finding());
    told
}

fn too_many(procedure: &Procedure) -> Finding {
    let refusal = Refusal {
        workflow: &procedure.workflow,
        case: None,
        actor: "han",
        act: None,
        given: &Default::default(),
        grounds: &[Ground::Children("visits".into())],
        conditions: &[],
        register: &[],
        date: "2027-01-01".parse().unwrap(),
        law: None,
    };
    refusal.findings().remove(0)
}

fn of_the_trail() -> Vec<Finding> {
    let key: Result<PublicKey, _> = "서류함의 열쇠".parse();
    let mut entry = opened(&procedure("", "")).unwrap().entry;
    entry.case = "마을 1".into();
    let sealed: Result<_, SealError> = seal(
        "jorye.example/log",
        &entry,
        &Hash([0; 32]),
        &SaltSeed::new([7; 32]),
    );
    let header = Header {
        log: "jorye.example/log".to_owned(),
        definitions: 0,
        manifests: 0,
        size: 1,
    };
    let cut = Writer::start(&header, &mut Vec::new()).unwrap().finish();
    vec![
        key.unwrap_err().finding(),
        sealed.unwrap_err().finding(),
        parse_openings(b"[1]").unwrap_err().finding(),
        cut.unwrap_err().finding(),
        unloaded(),
    ]
}

fn of_witnesses() -> Vec<Finding> {
    let log = SecretKey::from_random("seoul.example/log", &[1; 32]).unwrap();
    let key = Cosigner::from_random("assembly.example/w1", &[5; 32]).unwrap();
    let head = Head::of("seoul.example/log", &Frontier::default());
    let checkpoint = Checkpoint::sign(head, &log).unwrap();
    let asked = Asked {
        checkpoint: &checkpoint,
        proof: None,
        log: log.public(),
        rotations: &[],
        now: 1_679_315_147,
    };
    let known = Witness::new(key).sign(asked).unwrap().witness;
    let now = 1_679_315_146;
    vec![known.sign(Asked { now, ..asked }).unwrap_err().finding()]
}

/// A trail whose definitions make no workflow, decided again.
fn unloaded() -> Finding {
    let mut trail = Forged::of(procedure("", ""));
    trail.define("workflows/grant.toml", "format = 1", "format = 9");
    let entry = opened(&procedure("", "")).unwrap().entry;
    trail.write(entry);
    let report = trail.redecided();
    assert_eq!(report.redecided.unwrap().unloaded, 1);
    report.faults[0].finding()
}

fn of_stores() -> Vec<Finding> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cases.db");
    let store = create(&path);
    let known = manifest(&store, "m");
    wait(store.append(append("g-1", 0, 1, known, "one"))).unwrap();
    let stale = wait(store.append(append("g-1", 0, 1, known, "two")));
    let missing = wait(store.append(append("g-2", 0, 1, Hash([0xab; 32]), "one")));
    let mut unfit = append("g-2", 0, 1, known, "one");
    unfit.entries.clear();
    let unfit = wait(store.append(unfit));
    let mut moved = append("g-2", 0, 1, known, "one");
    moved.register = Some(5);
    moved.seats = vec![jorye::store::SeatChange {
        seq: 1,
        effect: jorye::engine::SeatEffect::Erased {
            body: "panel".into(),
            given: true,
        },
    }];
    let moved = wait(store.append(moved));
    let own = jorye::store::OwnAppend {
        expected_seq: 1,
        bytes: b"{}".to_vec(),
        manifest: None,
        once: None,
    };
    let own = wait(store.append_own(own));
    let now = Machine.now();
    let once = |number| Once {
        scope: "counter".into(),
        key: "k-1".into(),
        request: Hash([number; 32]),
        now,
        until: now + 1.hour(),
    };
    wait(store.append_once(append("g-3", 0, 1, known, "one"), once(1))).unwrap();
    let taken = wait(store.append_once(append("g-4", 0, 1, known, "one"), once(1)));
    let mut gone = append("g-1", 1, 1, known, "one");
    gone.takes.push(MessageKey {
        from: "r-1".into(),
        seq: 2,
        to: "g-1".into(),
        number: 1,
    });
    let gone = wait(store.append(gone));
    wait(store.close()).unwrap();
    let closed = wait(store.append(append("g-2", 0, 1, known, "one")));

    let options = SqliteOptions {
        access: Access::ReadOnly,
        ..SqliteOptions::default()
    };
    let reader = SqliteStore::open(&path, &options).unwrap();
    let read_only = wait(reader.append(append("g-2", 0, 1, known, "one")));
    drop(reader);

    let options = SqliteOptions {
        most_pages: Some(30),
        ..SqliteOptions::default()
    };
    let small = SqliteStore::open(&path, &options).unwrap();
    let full = (0..).find_map(|at| {
        let id = format!("c-{at}");
        wait(small.append(append(&id, 0, 9, known, "one"))).err()
    });
    let mut all: Vec<StoreError> = [stale, missing, unfit, moved, read_only]
        .into_iter()
        .map(|result| result.unwrap_err())
        .collect();
    all.extend(full);
    all.extend(closed.err());
    all.extend(taken.err());
    all.extend(gone.err());
    all.extend(own.err());
    all.iter().map(Coded::finding).collect()
}

/// A machine without randomness.
struct Poor;

impl Surroundings for Poor {
    fn now(&self) -> Timestamp {
        Machine.now()
    }

    fn random(&self) -> Result<[u8; 32], RandomError> {
        Err(RandomError)
    }
}

fn of_the_service() -> Vec<Finding> {
    let folder = tempfile::tempdir().unwrap();
    let store = create(&folder.path().join("cases.db"));
    let library = Library::of(&Files::read(&root().join("library")).unwrap());
    let request = request(&[("call_closes", "2025-03-31")]);
    let cases = Cases::new(&store, &Poor);
    let poor = pollster::block_on(cases.open(&library, "grant", None, &request));
    let unreadable = CasesError::Entry {
        case: "g-1".into(),
        seq: 2,
        error: EntryError::Format { found: 2 },
    };
    let busy = CasesError::TooBusy { case: "g-1".into() };
    vec![
        poor.unwrap_err().finding(),
        zone("Asia/Seol").unwrap_err().finding(),
        unreadable.finding(),
        busy.finding(),
    ]
}

fn of_http() -> Vec<Finding> {
    let library = Library::of(&Files::read(&root().join("library")).unwrap());
    let text = "format = 1\n[principal.counter]\nactor = \"han\"\nroles.grant = [\"offce\"]\n";
    let (_, odd) = Principals::of("principals.toml", text, &library);
    let io = std::io::Error::from(std::io::ErrorKind::PermissionDenied);
    vec![
        Finding::new(Code(948)),
        Finding::new(Code(977)).with("named", "2028-08"),
        odd.into_iter().next().unwrap(),
        ServeError::Io(io).finding(),
    ]
}
