//! Erasing values, by use: nothing of them is left anywhere, and everything that
//! was proved still is.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jorye::audit::checkpoint::Checkpoint;
use jorye::audit::verify::{Against, Report, Verifier};
use jorye::audit::{Hash, content_hash};
use jorye::diagnostic::Coded;
use jorye::engine::{Case, Content};
use jorye::guard::Value;
use jorye::library::{Files, Library};
use jorye::service::http::{Options, Service, router};
use jorye::service::{
    Cases, CasesError, Erasure, KeyFile, Log, LogError, Redecider, Request, RequestKey, Who,
    create, projections,
};
use jorye::store::{MemoryStore, SqliteOptions, SqliteStore, Store};
use tempfile::TempDir;
use tower::ServiceExt as _;

use crate::children::{World, children, log, wait};

/// A name that stands nowhere else, and is written otherwise in JSON.
const NAME: &str = "Ω-끝까지 찾는 \"이름\"";
const PERSON: &str = "p-erase-9047";
const INCOME: &str = "498273";
const DIGEST: &str = "e7a1c3d59b0f2846e7a1c3d59b0f2846e7a1c3d59b0f2846e7a1c3d59b0f2846";
const BASIS: &str = "개인정보 보호법 제21조";
const FACTS: &[&str] = &["applicant", "full_name", "income", "evidence"];

fn library() -> Library {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/erasure/library");
    let library = Library::of(&Files::read(&folder).unwrap());
    assert_eq!(library.findings, [], "the fixture has no faults");
    library
}

fn clerk() -> Who {
    Who::in_role("clerk-1", "clerk", "test")
}

fn key(name: &str) -> RequestKey {
    RequestKey {
        scope: "portal".into(),
        key: name.into(),
        request: content_hash(NAME.as_bytes()),
    }
}

/// A petition that was decided, with the visit that it opened.
fn decided(cases: &Cases<'_>, library: &Library) -> String {
    let citizen = || Request::by(Who::in_role("someone", "citizen", "test"));
    let open = citizen().giving("applicant", PERSON);
    let id = Some("p-1".into());
    wait(cases.open_once(library, "petition", id, &open, Some(&key("k-open")))).unwrap();
    let apply = citizen()
        .giving("full_name", NAME)
        .giving("income", INCOME)
        .giving("evidence", &format!("pay.pdf;application/pdf;900;{DIGEST}"));
    let ask = |_: &_| Ok::<_, CasesError>(apply.clone());
    let applied = key("k-apply");
    let id = "p-1".into();
    let done = cases.advance_once(&id, "apply", None, Some(&applied), ask);
    assert!(wait(done).unwrap().accepted());
    let decide = Request::by(clerk())
        .giving("granted", "true")
        .because("요건을 갖춤");
    let done = wait(cases.advance(&"p-1".into(), "decide", &decide, None)).unwrap();
    assert!(done.accepted(), "{:#?}", done.refusal());
    children(&case(cases, "p-1"), "visits").remove(0)
}

fn closed(cases: &Cases<'_>) {
    let close = Request::by(clerk());
    let done = wait(cases.advance(&"p-1".into(), "close", &close, None)).unwrap();
    assert!(done.accepted(), "{:#?}", done.refusal());
}

fn visited(cases: &Cases<'_>, visit: &str) {
    let confirm = Request::by(Who {
        granted: Default::default(),
        ..Who::in_role(PERSON, "host", "test")
    });
    let done = wait(cases.advance(&visit.into(), "confirm", &confirm, None)).unwrap();
    assert!(done.accepted(), "{:#?}", done.refusal());
}

fn case(cases: &Cases<'_>, id: &str) -> Case {
    wait(cases.find(&id.into())).unwrap().case
}

fn erase(cases: &Cases<'_>, facts: &[&str]) -> Result<jorye::service::Erased, CasesError> {
    wait(cases.erase(&"p-1".into(), &Erasure::of(clerk(), facts, BASIS)))
}

fn export(store: &dyn Store) -> Vec<u8> {
    let mut out = Vec::new();
    let log = Log::new(store);
    let written = log.export(|bytes| {
        out.extend_from_slice(bytes);
        Ok::<(), LogError>(())
    });
    wait(written).unwrap();
    out
}

fn verified(export: &[u8], checkpoints: Vec<Checkpoint>) -> Report {
    let mut verifier = Verifier::new(Against {
        checkpoints,
        ..Against::default()
    })
    .redeciding(Box::new(Redecider::default()));
    verifier.feed(export);
    verifier.finish()
}

/// Every form in which one of the values could be written down.
fn forms() -> Vec<(&'static str, Vec<u8>)> {
    let hex = |bytes: &[u8]| -> String { bytes.iter().map(|byte| format!("{byte:02x}")).collect() };
    let mut forms: Vec<(&str, Vec<u8>)> = Vec::new();
    for value in [NAME, PERSON, INCOME, DIGEST, "pay.pdf", "5979276"] {
        forms.push((value, value.as_bytes().to_vec()));
        let json = serde_json::to_string(value).unwrap();
        forms.push((value, json.trim_matches('"').as_bytes().to_vec()));
        forms.push((value, hex(value.as_bytes()).into_bytes()));
        forms.push((value, hex(value.as_bytes()).to_uppercase().into_bytes()));
        let escaped: String = value
            .encode_utf16()
            .map(|unit| match char::from_u32(unit.into()) {
                Some(c) if c.is_ascii() && c != '"' => c.to_string(),
                _ => format!("\\u{unit:04x}"),
            })
            .collect();
        forms.push((value, escaped.into_bytes()));
        forms.push((value, base64(value.as_bytes()).into_bytes()));
    }
    let digest: Vec<u8> = (0..32)
        .map(|at| u8::from_str_radix(&DIGEST[2 * at..2 * at + 2], 16).unwrap())
        .collect();
    forms.push(("the digest as bytes", digest));
    forms
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    bytes
        .chunks_exact(3)
        .flat_map(|three| {
            let all = u32::from(three[0]) << 16 | u32::from(three[1]) << 8 | u32::from(three[2]);
            [18, 12, 6, 0].map(|shift| char::from(ALPHABET[(all >> shift & 63) as usize]))
        })
        .collect()
}

/// The forms that stand in some bytes.
fn found(bytes: &[u8]) -> Vec<&'static str> {
    forms()
        .into_iter()
        .filter(|(_, form)| bytes.windows(form.len()).any(|window| window == form))
        .map(|(value, _)| value)
        .collect()
}

/// What stands in each file of the store.
fn found_in_files(folder: &Path) -> Vec<(PathBuf, Vec<&'static str>)> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), found(&std::fs::read(&path).unwrap())))
        .filter(|(_, found)| !found.is_empty())
        .collect()
}

struct House {
    folder: TempDir,
    library: Library,
    world: Arc<World>,
    store: Arc<SqliteStore>,
}

impl House {
    fn new() -> House {
        let folder = tempfile::tempdir().unwrap();
        let world = Arc::new(World::new());
        let path = folder.path().join("cases.db");
        let store = create(&path, &SqliteOptions::default(), &*world).unwrap();
        House {
            folder,
            library: library(),
            world,
            store: Arc::new(store),
        }
    }

    fn cases(&self) -> Cases<'_> {
        Cases::new(&*self.store, &*self.world).with_library(&self.library)
    }

    /// What the service answers about everything that it has.
    fn answers(&self, visit: &str) -> String {
        let files = crate::http::files(&self.folder.path().join("cases.db"));
        let principals = "format = 1\n[principal.all]\nactor = \"han\"\nreads = \"all\"\n";
        std::fs::write(&files.principals, principals).unwrap();
        let token = files.api_keys.add("all", "", &jorye::library::Machine);
        let token = token.unwrap().token;
        let store: Arc<dyn Store> = self.store.clone();
        let world: Arc<World> = self.world.clone();
        let service = Service::new(store, world, library(), files, Options::default());
        let router = router(&Arc::new(service.unwrap().0));
        let mut all = String::new();
        for path in [
            "/v1/cases".to_owned(),
            "/v1/log/entries".to_owned(),
            "/v1/cases/p-1".to_owned(),
            "/v1/cases/p-1/history".to_owned(),
            "/v1/cases/p-1/next".to_owned(),
            format!("/v1/cases/{visit}"),
            format!("/v1/cases/{visit}/history"),
        ] {
            let request = axum::http::Request::builder()
                .uri(&path)
                .header("authorization", format!("Bearer {token}"))
                .body(axum::body::Body::empty())
                .unwrap();
            let answer = crate::http::block_on(async {
                let answer = router.clone().oneshot(request).await.unwrap();
                assert!(answer.status().is_success(), "{path}: {}", answer.status());
                let body = http_body_util::BodyExt::collect(answer.into_body()).await;
                body.unwrap().to_bytes()
            });
            all.push_str(std::str::from_utf8(&answer).unwrap());
        }
        all
    }
}

#[test]
fn nothing_of_what_was_erased_is_left() {
    let house = House::new();
    let cases = house.cases();
    let visit = decided(&cases, &house.library);
    closed(&cases);
    visited(&cases, &visit);
    // It is found where it is: in the files, in an export, in what is answered.
    assert!(!found_in_files(house.folder.path()).is_empty());
    for value in [NAME, PERSON, INCOME, DIGEST] {
        assert!(found(&export(&*house.store)).contains(&value), "{value}");
        assert!(
            found(house.answers(&visit).as_bytes()).contains(&value),
            "{value}"
        );
    }
    let erased = erase(&cases, FACTS).unwrap();
    assert!(erased.scrubbed);
    let named: Vec<&str> = erased.cases.iter().map(|one| &*one.case).collect();
    assert_eq!(named, [&*visit, "p-1"], "children come first");
    // The person acted in the visit: that id stands in clear in its entry.
    assert_eq!(erased.in_clear, [PERSON.into()]);
    let without = |found: Vec<&'static str>| -> Vec<&str> {
        found.into_iter().filter(|value| *value != PERSON).collect()
    };
    // The store is open, and so are its write-ahead log and its readers.
    for (path, found) in found_in_files(house.folder.path()) {
        assert_eq!(without(found), [""; 0], "{}", path.display());
    }
    assert_eq!(without(found(&export(&*house.store))), [""; 0]);
    assert_eq!(without(found(house.answers(&visit).as_bytes())), [""; 0]);
    // Of the request that gave the name, not even the hash: it could be guessed.
    let now = jorye::library::Surroundings::now(&*house.world);
    for name in ["k-open", "k-apply"] {
        let kept = wait(house.store.kept_once(&"portal".into(), &name.into(), now));
        assert_eq!(kept.unwrap().unwrap().request, Hash([0; 32]), "{name}");
    }
    wait(house.store.close()).unwrap();
    for (path, found) in found_in_files(house.folder.path()) {
        assert_eq!(without(found), [""; 0], "{}", path.display());
    }
}

/// Where the person never acted, not even the id is left.
#[test]
fn an_id_of_somebody_who_never_acted_is_gone_as_well() {
    let house = House::new();
    let cases = house.cases();
    let open = Request::by(Who::in_role("someone", "citizen", "test")).giving("applicant", PERSON);
    wait(cases.open(&house.library, "petition", Some("p-1".into()), &open)).unwrap();
    let still = erase(&cases, &["applicant"]).unwrap_err();
    assert_eq!(still.finding().code.to_string(), "J0771");
    assert!(!found_in_files(house.folder.path()).is_empty());
    let erasure = Erasure {
        places: vec![(1, "/given/applicant".into())],
        ..Erasure::of(clerk(), &[], BASIS)
    };
    let still = wait(cases.erase(&"p-1".into(), &erasure)).unwrap_err();
    assert_eq!(
        still.finding().code.to_string(),
        "J0771",
        "a single value is read too"
    );
}

#[test]
fn what_was_proved_still_is_and_the_case_is_made_with_marks() {
    let house = House::new();
    let cases = house.cases();
    let visit = decided(&cases, &house.library);
    closed(&cases);
    visited(&cases, &visit);
    let before = export(&*house.store);
    let key = KeyFile::beside(&house.folder.path().join("cases.db"));
    let checkpoint = wait(Log::new(&*house.store).checkpoint(&key)).unwrap();
    let report = verified(&before, vec![checkpoint.clone()]);
    assert!(report.holds());
    assert_eq!(report.redecided.unwrap().same, report.entries);
    let erased = erase(&cases, FACTS).unwrap();
    let report = verified(&export(&*house.store), vec![checkpoint]);
    assert!(report.holds(), "{:#?}", report.faults);
    // What has lost a value, or read one that is gone, never counts as decided
    // again; why something was erased lies outside of the trail.
    let redecided = report.redecided.unwrap();
    assert_eq!(redecided.outside, 2, "{redecided:?}");
    let lost: usize = erased.cases.iter().map(|one| one.removed.len()).sum();
    assert!(redecided.closed >= lost as u64, "{redecided:?}");
    let rest = redecided.closed + redecided.outside;
    assert_eq!(redecided.same, report.entries - rest, "{redecided:?}");
    assert_eq!(report.withheld(), 0);
    let removed: usize = erased
        .cases
        .iter()
        .flat_map(|one| &one.removed)
        .map(|one| one.paths.len())
        .sum();
    assert_eq!(report.erased(), removed as u64);
    assert_eq!(report.erasures.len(), 2);
    assert_eq!(wait(projections(&*house.store)).unwrap(), []);
    let petition = case(&cases, "p-1");
    for fact in FACTS {
        assert_eq!(petition.facts[*fact], Value::Erased, "{fact}");
    }
    assert_eq!(petition.facts["names"], Value::List(vec![Value::Erased]));
    assert_eq!(petition.people.served[0].to, Value::Erased);
    assert_eq!(petition.facts["granted"], Value::Boolean(true));
    let visit = case(&cases, &visit);
    assert_eq!(visit.facts["who"], Value::Erased);
    assert_eq!(visit.facts["name"], Value::Erased);
    // The entry says what, by whom, and why it may be.
    let (_, past) = wait(cases.history(&"p-1".into())).unwrap();
    let last = &past.last().unwrap().unsealed.entry;
    let Content::Erased { facts, basis, .. } = &last.content else {
        panic!("{last:#?}");
    };
    assert_eq!(basis, &[BASIS.into()]);
    assert!(FACTS.iter().all(|fact| facts.contains(&(*fact).into())));
    assert_eq!(&*last.subject.actor, "clerk-1");
    // Once is enough.
    let again = erase(&cases, FACTS).unwrap_err();
    assert_eq!(again.finding().code.to_string(), "J0773");
}

#[test]
fn what_a_case_or_its_child_may_still_read_stays() {
    let (library, store, world) = (library(), MemoryStore::create(log()), World::new());
    let cases = Cases::new(&store, &world).with_library(&library);
    let visit = decided(&cases, &library);
    // Nothing of the petition reads the name any more, and the visit never does.
    let erased = erase(&cases, &["full_name"]).unwrap();
    assert_eq!(erased.cases.len(), 2);
    // Who is visited says who may confirm.
    let CasesError::Erase(error) = erase(&cases, &["applicant"]).unwrap_err() else {
        panic!("another error");
    };
    let finding = error.finding();
    assert_eq!(finding.code.to_string(), "J0771");
    assert_eq!(
        finding.notes[0].en,
        "`transition.confirm` (from state `open`)"
    );
    // Neither case has lost anything.
    assert_ne!(case(&cases, "p-1").facts["applicant"], Value::Erased);
    assert_ne!(case(&cases, &visit).facts["who"], Value::Erased);
    visited(&cases, &visit);
    erase(&cases, &["applicant"]).unwrap();
    assert_eq!(case(&cases, &visit).facts["who"], Value::Erased);
    assert!(verified(&export(&store), Vec::new()).holds());
}

/// An opening that is not there, and of which no entry says that it was erased.
#[test]
fn a_value_left_out_is_told_as_withheld_and_not_as_erased() {
    let (library, store, world) = (library(), MemoryStore::create(log()), World::new());
    let cases = Cases::new(&store, &world).with_library(&library);
    decided(&cases, &library);
    erase(&cases, &["full_name"]).unwrap();
    let text = String::from_utf8(export(&store)).unwrap();
    let (start, rest) = text.split_once(r#"{"path":"/given/income""#).unwrap();
    let (_, rest) = rest.split_once('}').unwrap();
    let (start, rest) = match rest.strip_prefix(',') {
        Some(rest) => (start, rest),
        None => (start.strip_suffix(',').unwrap(), rest),
    };
    let report = verified(format!("{start}{rest}").as_bytes(), Vec::new());
    assert!(report.holds(), "{:#?}", report.faults);
    assert_eq!(report.withheld(), 1);
    assert!(report.erased() > 1);
}

/// A party is given what they gave, and nothing that is personal of others.
#[test]
fn an_export_for_a_party_holds_nothing_of_others_and_verifies() {
    let (library, store, world) = (library(), MemoryStore::create(log()), World::new());
    let cases = Cases::new(&store, &world).with_library(&library);
    let visit = decided(&cases, &library);
    let redacted = |person: &str| {
        let redaction = wait(cases.redaction(&person.into())).unwrap();
        let (mut out, log) = (Vec::new(), Log::new(&store));
        let written = log.export_redacted(&redaction, |bytes| {
            out.extend_from_slice(bytes);
            Ok::<(), LogError>(())
        });
        wait(written).unwrap();
        (redaction, out)
    };
    // `someone` gave the name and the income, and named somebody else.
    let (redaction, own) = redacted("someone");
    assert!(found(&own).contains(&NAME) && found(&own).contains(&INCOME));
    let report = verified(&own, Vec::new());
    assert!(report.holds(), "{:#?}", report.faults);
    assert_eq!(
        (report.erased(), report.withheld()),
        (0, redaction.values())
    );
    assert!(
        redaction
            .withheld
            .contains_key(&("p-1".into(), "yearly".into()))
    );
    // To a stranger, and to the one who is named, no more than their own id.
    for person in ["stranger", PERSON] {
        let (redaction, out) = redacted(person);
        let left: Vec<_> = found(&out).into_iter().collect();
        for value in [NAME, INCOME, "5979276"] {
            assert!(!left.contains(&value), "{person}: {value}");
        }
        assert_eq!(left.contains(&PERSON), person == PERSON, "{person}");
        let in_visit = redaction.withheld.keys().any(|(case, _)| **case == *visit);
        assert!(in_visit, "copies in a child count too");
        assert!(verified(&out, Vec::new()).holds());
    }
}
