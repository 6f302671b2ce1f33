//! Models with known verdicts: our own small ones, and published ones where they are.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Model, draft, read};
use crate::check::net::{Budget, Soundness, What, examine};
use crate::diagnostic::{Source, Verdict};
use crate::workflow::{Input, load};

fn model(name: &str, text: &str) -> Model {
    let source = Source::new(name, text);
    read(&source, None).unwrap_or_else(|findings| panic!("{name}: {findings:#?}"))
}

fn soundness(model: &Model) -> Soundness {
    examine(&model.net, Budget::default()).unwrap_or_else(|unfit| panic!("{unfit}"))
}

fn verdict(found: &Soundness, what: What) -> Verdict {
    found
        .claim(what)
        .unwrap_or_else(|| panic!("no {what:?}"))
        .verdict
}

/// Of a draft nothing is amiss but that it cites nothing: that is for its author.
fn drafted(model: &Model) {
    let Ok(draft) = draft(model, "model", jiff::civil::date(2026, 1, 1)) else {
        return;
    };
    let read = |text: &str| load(&Input::of(Source::new("workflows/draft.toml", text)));
    let told = |findings: &[crate::diagnostic::Finding]| -> Vec<String> {
        let all = findings.iter().filter(|it| !matches!(it.code.0, 119 | 120));
        all.map(|it| format!("{} {}", it.code, it.title(crate::diagnostic::Lang::En)))
            .collect()
    };
    assert_eq!(told(&read(&draft.text).findings), [""; 0], "{}", draft.text);
    let mut cited = String::new();
    for line in draft.text.lines() {
        cited.push_str(line);
        if line.starts_with("title") {
            cited.push_str("\nbasis = \"art. 1\"");
        }
        cited.push('\n');
    }
    let loaded = read(&cited);
    assert_eq!(told(&loaded.findings), [""; 0], "{cited}");
    let workflow = loaded.workflow.unwrap_or_else(|| panic!("{cited}"));
    assert_eq!(workflow.states.len(), draft.states);
    assert_eq!(workflow.transitions.len(), draft.transitions);
}

/// The folder of published models, where there is one.
fn shared() -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let named = std::env::var_os("JORYE_SHARED").map(PathBuf::from);
    let folder = named.unwrap_or(beside).join("models");
    folder.is_dir().then_some(folder)
}

/// What was published, in the terms of the claims; and the markings and steps that
/// were published, where they are counted as here.
type Published = (
    &'static str,
    &'static [(What, bool)],
    Option<(usize, usize, usize)>,
);

use What::{NoDeadActivities, NoMessageLeft, OptionToComplete, ProperCompletion, Safe};

/// Of `rust_bpmn_analyzer` the four properties by their names. Of fbpmn, *Safe* is
/// ours; *MsgSound* says that a process that ends leaves no token behind (proper
/// completion), *Sound* the same with no message left either. Neither asks whether
/// an end is come to at all: so what we say of that is not held against them.
const PUBLISHED: &[Published] = &[
    ("rba-unsafe", &[(Safe, false)], None),
    (
        "rba-no-option-to-complete-1",
        &[(OptionToComplete, false)],
        None,
    ),
    ("rba-dead-activities", &[(NoDeadActivities, false)], None),
    ("rba-no-dead-activities", &[(NoDeadActivities, true)], None),
    ("rba-proper-completion-1", &[(ProperCompletion, true)], None),
    ("rba-proper-completion-2", &[(ProperCompletion, true)], None),
    (
        "rba-no-proper-completion-1",
        &[(ProperCompletion, false)],
        None,
    ),
    (
        "rba-no-proper-completion-3-unsafe",
        &[(ProperCompletion, false), (Safe, false)],
        None,
    ),
    (
        "rba-p2",
        &[
            (Safe, true),
            (OptionToComplete, true),
            (ProperCompletion, true),
            (NoDeadActivities, true),
        ],
        Some((7, 7, 1)),
    ),
    (
        "rba-p6_stuck",
        &[
            (Safe, true),
            (OptionToComplete, false),
            (ProperCompletion, true),
            (NoDeadActivities, false),
        ],
        Some((134, 454, 0)),
    ),
    (
        "rba-pools-message-flows",
        &[
            (Safe, true),
            (OptionToComplete, true),
            (ProperCompletion, true),
            (NoDeadActivities, true),
        ],
        // Published as 18 markings: there a process begins as its message is sent.
        None,
    ),
    (
        "fbpmn-e001ClientSupplier",
        &[
            (Safe, true),
            (ProperCompletion, true),
            (NoMessageLeft, true),
        ],
        None,
    ),
    (
        "fbpmn-e002ClientSupplierDynamic",
        &[
            (Safe, true),
            (ProperCompletion, true),
            (NoMessageLeft, true),
        ],
        None,
    ),
    (
        "fbpmn-e003OrTest",
        &[(Safe, true), (ProperCompletion, true)],
        None,
    ),
    (
        "fbpmn-e004TravelAgency",
        &[
            (Safe, false),
            (ProperCompletion, true),
            (NoMessageLeft, false),
        ],
        None,
    ),
    (
        "fbpmn-e005TravelAgency",
        &[
            (Safe, false),
            (ProperCompletion, true),
            (NoMessageLeft, true),
        ],
        None,
    ),
    (
        "fbpmn-e006TravelAgency",
        &[
            (Safe, false),
            (ProperCompletion, true),
            (NoMessageLeft, false),
        ],
        None,
    ),
];

#[test]
fn published_models_have_the_published_verdicts() {
    let Some(folder) = shared() else {
        println!("skipped: there is no ../shared/models (JORYE_SHARED names the folder)");
        return;
    };
    let mut wrong = Vec::new();
    for (name, expected, counts) in PUBLISHED {
        let path = folder.join(format!("{name}.bpmn"));
        let text = std::fs::read_to_string(&path).unwrap();
        let model = model(name, &text);
        assert!(model.findings.is_empty(), "{name}: {:#?}", model.findings);
        let found = soundness(&model);
        for (what, holds) in *expected {
            let expected = if *holds {
                Verdict::Proved
            } else {
                Verdict::Refuted
            };
            let is = verdict(&found, *what);
            if is != expected {
                wrong.push(format!(
                    "{name}: {what:?} is {is:?}, published {expected:?}"
                ));
            }
        }
        let is = (found.markings, found.steps, found.completed);
        if counts.is_some_and(|counts| counts != is) {
            wrong.push(format!("{name}: {is:?}, published {counts:?}"));
        }
        drafted(&model);
    }
    // Every model of the list is judged here.
    let listed = std::fs::read_to_string(folder.join("index.tsv")).unwrap();
    for line in listed.lines().skip(1) {
        let name = line.split('\t').next().unwrap().trim_end_matches(".bpmn");
        assert!(PUBLISHED.iter().any(|(known, ..)| *known == name), "{name}");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Nobody can pay before the booking is confirmed, and nobody confirms before it is
/// paid: published as sound, since what never ends leaves nothing behind.
#[test]
fn where_nothing_ends_the_option_to_complete_is_missing() {
    let Some(folder) = shared() else {
        println!("skipped: there is no ../shared/models (JORYE_SHARED names the folder)");
        return;
    };
    let text = std::fs::read_to_string(folder.join("fbpmn-e005TravelAgency.bpmn")).unwrap();
    let found = soundness(&model("e005", &text));
    assert_eq!(verdict(&found, OptionToComplete), Verdict::Refuted);
    assert!(!found.unbounded.is_empty());
}

/// `<process>` with some elements; flows are `a>b`.
fn bpmn(elements: &str, flows: &str) -> Model {
    let mut text = String::from("<definitions><process id=\"p\" name=\"P\">");
    text.push_str(elements);
    for (at, flow) in flows.split_whitespace().enumerate() {
        let (from, to) = flow.split_once('>').unwrap();
        text.push_str(&format!(
            "<sequenceFlow id=\"f{at}\" sourceRef=\"{from}\" targetRef=\"{to}\"/>"
        ));
    }
    text.push_str("</process></definitions>");
    let model = model("own.bpmn", &text);
    drafted(&model);
    model
}

fn verdicts(model: &Model) -> Vec<&'static str> {
    let found = soundness(model);
    found.claims.iter().map(|it| it.verdict.as_str()).collect()
}

#[test]
fn an_inclusive_join_waits_for_what_may_still_come() {
    let both = bpmn(
        "<startEvent id='s'/><inclusiveGateway id='o'/><task id='a'/><task id='b'/><task id='c'/>\
         <inclusiveGateway id='j'/><endEvent id='e'/>",
        "s>o o>a o>b a>j b>c c>j j>e",
    );
    assert_eq!(verdicts(&both), ["proved"; 4]);
    // A parallel join waits for what never comes.
    let wrong = bpmn(
        "<startEvent id='s'/><inclusiveGateway id='o'/><task id='a'/><task id='b'/>\
         <parallelGateway id='j'/><endEvent id='e'/>",
        "s>o o>a o>b a>j b>j j>e",
    );
    assert_eq!(verdicts(&wrong)[1], "refuted");
    // An exclusive one lets each through: the end is come to twice.
    let twice = bpmn(
        "<startEvent id='s'/><inclusiveGateway id='o'/><task id='a'/><task id='b'/>\
         <exclusiveGateway id='j'/><endEvent id='e'/>",
        "s>o o>a o>b a>j b>j j>e",
    );
    assert_eq!(verdicts(&twice), ["refuted", "proved", "refuted", "proved"]);
}

#[test]
fn a_process_within_is_left_when_nothing_goes_on_in_it() {
    let within = bpmn(
        "<startEvent id='s'/><subProcess id='w'><startEvent id='i'/><parallelGateway id='g'/>\
         <task id='a'/><task id='b'/><sequenceFlow id='w1' sourceRef='i' targetRef='g'/>\
         <sequenceFlow id='w2' sourceRef='g' targetRef='a'/>\
         <sequenceFlow id='w3' sourceRef='g' targetRef='b'/></subProcess>\
         <boundaryEvent id='late' attachedToRef='w'><timerEventDefinition/></boundaryEvent>\
         <task id='x'/><endEvent id='e'/><endEvent id='e2'/>",
        "s>w w>e late>x x>e2",
    );
    assert_eq!(verdicts(&within), ["proved"; 4]);
}

#[test]
fn a_termination_ends_everything() {
    let ends = |terminate: &str| {
        bpmn(
            &format!(
                "<startEvent id='s'/><parallelGateway id='g'/><task id='a'/><task id='b'/>\
                 <parallelGateway id='j'/><task id='c'/><endEvent id='e'>{terminate}</endEvent>\
                 <endEvent id='e2'/>"
            ),
            "s>g g>a g>b b>e a>j c>j j>e2",
        )
    };
    // The join waits for a task that nobody comes to.
    assert_eq!(verdicts(&ends(""))[1], "refuted");
    let terminated = ends("<terminateEventDefinition/>");
    assert_eq!(verdicts(&terminated)[1], "proved");
    assert_eq!(verdicts(&terminated)[3], "refuted");
}

#[test]
fn what_is_not_understood_is_listed() {
    let source = Source::new(
        "odd.bpmn",
        "<definitions><process id='p'><startEvent id='s'/><task id='a'>\
         <multiInstanceLoopCharacteristics/></task><dataObject id='d'/><endEvent id='e'>\
         <errorEventDefinition/></endEvent>\
         <sequenceFlow id='f' sourceRef='s' targetRef='a'/>\
         <sequenceFlow id='g' sourceRef='a' targetRef='e'/></process></definitions>",
    );
    let model = read(&source, None).unwrap();
    let what: Vec<String> = model
        .findings
        .iter()
        .map(|it| it.title(crate::diagnostic::Lang::En).to_string())
        .collect();
    assert_eq!(what.len(), 3, "{what:?}");
    for (name, told) in ["dataObject", "errorEventDefinition", "multiInstanceLoop"]
        .iter()
        .zip(&what)
    {
        assert!(told.contains(name), "{told}");
    }
}

/// A net of PNML: places, transitions, arcs `a>b`.
fn pnml(places: &str, transitions: &str, arcs: &str) -> Arc<Source> {
    let mut text = String::from(
        "<pnml><net id='n' type='http://www.pnml.org/version-2009/grammar/ptnet'><page id='g'>",
    );
    for place in places.split_whitespace() {
        let (id, tokens) = place.split_once('=').unwrap_or((place, "0"));
        text.push_str(&format!(
            "<place id='{id}'><initialMarking><text>{tokens}</text></initialMarking></place>"
        ));
    }
    for id in transitions.split_whitespace() {
        text.push_str(&format!("<transition id='{id}'/>"));
    }
    for (at, arc) in arcs.split_whitespace().enumerate() {
        let (from, to) = arc.split_once('>').unwrap();
        let (to, weight) = to.split_once('*').unwrap_or((to, "1"));
        text.push_str(&format!(
            "<arc id='a{at}' source='{from}' target='{to}'><inscription><text>{weight}</text>\
             </inscription></arc>"
        ));
    }
    text.push_str("</page></net></pnml>");
    Source::new("own.pnml", text)
}

#[test]
fn workflow_nets_are_sound_or_not() {
    let judged = |places: &str, transitions: &str, arcs: &str| {
        let model = read(&pnml(places, transitions, arcs), None).unwrap();
        drafted(&model);
        verdicts(&model)
    };
    assert_eq!(
        judged(
            "i=1 a b c d o",
            "split x y join",
            "i>split split>a split>b a>x x>c b>y y>d c>join d>join join>o"
        ),
        ["proved"; 4]
    );
    // A token is left behind.
    assert_eq!(
        judged("i=1 a o", "t u", "i>t t>a t>o a>u u>o"),
        ["refuted", "refuted", "refuted", "proved"]
    );
    // Ever more tokens: it never ends properly, and that is certain.
    let more = read(&pnml("i=1 a o", "t u", "i>t t>i t>a i>u u>o"), None).unwrap();
    let found = soundness(&more);
    assert_eq!(found.unbounded, [1]);
    assert_eq!(verdict(&found, OptionToComplete), Verdict::Refuted);
    // Two at once are taken together.
    assert_eq!(
        judged("i=1 a o", "t u", "i>t t>a*2 a>u*2 u>o"),
        ["refuted", "proved", "proved", "proved"]
    );
}

#[test]
fn files_that_are_no_model_are_refused_with_their_place() {
    let code = |text: &str| {
        let source = Source::new("bad.bpmn", text);
        let findings = read(&source, None).map(|_| ()).unwrap_err();
        (findings[0].code.0, findings[0].place().unwrap().line())
    };
    assert_eq!(code("<a>\n<b></a>"), (164, 2));
    assert_eq!(code(""), (164, 1));
    assert_eq!(
        code("<!DOCTYPE a [<!ENTITY x \"y\">]><definitions>&x;</definitions>"),
        (165, 1)
    );
    assert_eq!(code("<html/>"), (166, 1));
    assert_eq!(code("<definitions/>"), (166, 1));
    assert_eq!(
        code(
            "<definitions><process id='p'><task id='a'/>\n<sequenceFlow id='f' sourceRef='a' targetRef='b'/></process></definitions>"
        ),
        (167, 2)
    );
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    assert_eq!(code(&deep), (165, 1));
    let many = format!("<a>{}</a>", "<b/>".repeat(300_000));
    assert_eq!(code(&many), (165, 1));
}
