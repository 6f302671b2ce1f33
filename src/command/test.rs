//! `test`: plays the scenarios.

mod mutate;

use std::collections::BTreeMap;
use std::path::PathBuf;

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::context::Context;
use super::exit::Exit;
use super::junit::{self, Case, Outcome, Suite, Told};
use super::library::select;
use super::output::OutputFile;
use super::render::{Format, json as object, plain};
use super::values;
use crate::diagnostic::{Bilingual, Code, Coded, Finding, Lang, Place, counted};
use crate::engine::Definition;
use crate::engine::scenario::{
    Coverage, Failure, Mismatch, Uncovered, run_beside as play, run_story,
};
use crate::guard::Name;
use crate::library::{Library, Procedure};
use crate::workflow::scenario::{Scenario, Story};

/// Play the scenarios of the library with the engine itself
///
/// Scenarios stand beside their workflow, in `NAME.scenarios.toml`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Workflow files or scenario files of a library, or libraries
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Also tell what no scenario shows: states, transitions, branches, guards
    /// that never refuse (alone), deadlines that are never met or never run out
    #[arg(long)]
    coverage: bool,
    /// Also seed faults in the procedures, one at a time, and tell which ones
    /// neither a check nor a scenario notices
    #[arg(long)]
    mutate: bool,
    /// With `--mutate`: how many in a hundred of the faults that change something
    /// may survive
    #[arg(
        long,
        value_name = "PERCENT",
        requires = "mutate",
        default_value = "0",
        value_parser = percent
    )]
    limit: Decimal,
    /// Also write the results to this file as JUnit XML, which tools of
    /// continuous integration read
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
}

fn percent(text: &str) -> std::result::Result<Decimal, String> {
    let number: Decimal = text.parse().map_err(|_| "not a number".to_owned())?;
    match (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&number) {
        true => Ok(number),
        false => Err("not between 0 and 100".to_owned()),
    }
}

const SCENARIO_FAILS: Code = Code(740);

/// What stands in place of a workflow where a scenario is of several.
const STORY: &str = "story";

struct Result {
    /// The id of the workflow; with its revision, where that is not the last.
    workflow: Name,
    revision: u32,
    id: Name,
    title: Bilingual,
    place: Place,
    acts: usize,
    failure: Option<Finding>,
}

impl Result {
    /// The id of the workflow.
    fn scenario_of(&self) -> Name {
        let id = self.workflow.split('.').next().unwrap_or_default();
        id.into()
    }
}

/// What the scenarios of one workflow show, and do not.
struct Shown {
    workflow: Name,
    uncovered: Uncovered,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let mut results = Vec::new();
    let mut shown = Vec::new();
    let mut judged = Vec::new();
    let mut faults: Vec<Finding> = Vec::new();
    let mut exit = Exit::Well;
    for selection in select(&args.paths, context) {
        let library = match super::library::read_at(&selection.folder, context) {
            Ok(library) => library,
            Err(exit) => return exit,
        };
        // A scenario of a workflow with errors says nothing: tell those first,
        // and those of the scenarios of a workflow that is chosen.
        let concerns = |file: &str| {
            let of = file.strip_suffix(".scenarios.toml");
            selection.takes(file) || of.is_some_and(|of| selection.takes(&format!("{of}.toml")))
        };
        for finding in &library.findings {
            if finding.place().is_none_or(|place| concerns(place.file())) {
                context.talk_finding(finding);
                faults.push(finding.clone());
            }
        }
        exit = exit.worse(Exit::of(&library.findings));
        let mut coverage = Covered::new();
        for procedure in library.every_revision() {
            let chosen = |scenario: &Scenario| {
                selection.takes(scenario.place.file())
                    || selection.takes(procedure.workflow.source.name())
            };
            play_all(&library, procedure, chosen, &mut results, &mut coverage);
        }
        let all: Vec<Definition<'_>> = library.procedures.values().map(definition).collect();
        for story in &library.stories {
            if selection.takes(story.place.file()) {
                results.push(play_story(&all, story, &mut coverage));
            }
        }
        // What a scenario shows of children is shown of their workflow.
        for procedure in library.procedures.values() {
            let id = procedure.workflow.id();
            let file = procedure.workflow.source.name();
            let stem = file.strip_suffix(".toml").unwrap_or(file);
            if !selection.takes(file) && !selection.takes(&format!("{stem}.scenarios.toml")) {
                continue;
            }
            let coverage = coverage.remove(id).unwrap_or_default();
            shown.push(Shown {
                workflow: id.clone(),
                uncovered: coverage.missing(&procedure.workflow),
            });
        }
        // Where a scenario fails already, it tells nothing of a fault.
        if args.mutate && exit == Exit::Well && results.iter().all(|it| it.failure.is_none()) {
            let takes = |file: &str| {
                let stem = file.strip_suffix(".toml").unwrap_or(file);
                selection.takes(file) || selection.takes(&format!("{stem}.scenarios.toml"))
            };
            judged.extend(mutate::judge(&library, takes));
        }
    }
    if mutate::too_many(&judged, args.limit) {
        exit = exit.worse(Exit::Findings);
    }
    if results.iter().any(|result| result.failure.is_some()) || results.is_empty() {
        exit = exit.worse(Exit::Findings);
    }
    if let Some(file) = &args.junit {
        let document = junit::document(&suites(&results, &faults, context.lang));
        if let Err(error) = OutputFile::replace(file, document.as_bytes()) {
            exit = exit.worse(context.fail(&error, Exit::Failure));
        }
    }
    if !args.coverage {
        shown.clear();
    }
    match context.format {
        Format::Json => {
            let mut value = as_json(&results, &shown);
            if let (true, Some(table)) = (args.mutate, value.as_object_mut()) {
                table.insert("mutants".to_owned(), mutate::as_json(&judged));
            }
            context.json(&value);
        }
        Format::Human | Format::Plain => {
            tell(&results, &shown, context);
            if args.mutate {
                mutate::tell(&judged, context);
            }
        }
    }
    exit
}

/// What was shown of each workflow.
type Covered = BTreeMap<Name, Coverage>;

fn definition(procedure: &Procedure) -> Definition<'_> {
    procedure.definition()
}

fn play_all(
    library: &Library,
    procedure: &Procedure,
    chosen: impl Fn(&Scenario) -> bool,
    results: &mut Vec<Result>,
    coverage: &mut Covered,
) {
    let others: Vec<Definition<'_>> = library.procedures.values().map(definition).collect();
    let id = procedure.workflow.id();
    let revisions: Vec<Definition<'_>> = library.revisions(id).map(definition).collect();
    let last = library.procedures.get(id).map(|last| &last.workflow);
    let is_last = last.is_some_and(|last| last.revision == procedure.workflow.revision);
    let revision = procedure.workflow.revision;
    let shown: Name = match is_last {
        true => id.clone(),
        false => format!("{id}.r{revision}").into(),
    };
    for file in &procedure.scenarios {
        for scenario in file.scenarios.iter().filter(|scenario| chosen(scenario)) {
            let played = play(definition(procedure), &others, &revisions, file, scenario);
            // What it shows is of the revision under which it was decided: of the
            // last, where that is so.
            let last = library
                .procedures
                .get(id)
                .map(|last| last.manifest.hash().0);
            let of_last = coverage.entry(id.clone()).or_default();
            for entry in played
                .entries
                .iter()
                .filter(|one| Some(one.manifest) == last)
            {
                of_last.add(std::slice::from_ref(entry));
            }
            for (workflow, entry) in &played.children {
                let of_child = coverage.entry(workflow.clone()).or_default();
                of_child.add(std::slice::from_ref(entry));
            }
            results.push(Result {
                workflow: shown.clone(),
                revision,
                id: scenario.id.clone(),
                title: scenario.title.clone(),
                place: scenario.place.clone(),
                acts: played.entries.len(),
                failure: played
                    .failure
                    .map(|failure| finding(procedure, scenario, &failure)),
            });
        }
    }
}

/// Plays a story; what it shows is shown of the workflow of each of its cases.
fn play_story(all: &[Definition<'_>], story: &Story, coverage: &mut Covered) -> Result {
    let played = run_story(all, story);
    for (workflow, entry) in &played.entries {
        let of_case = coverage.entry(workflow.clone()).or_default();
        of_case.add(std::slice::from_ref(entry));
    }
    Result {
        workflow: STORY.into(),
        revision: 0,
        id: story.id.clone(),
        title: story.title.clone(),
        place: story.place.clone(),
        acts: played.entries.len(),
        failure: played.failure.map(|failure| {
            Finding::new(SCENARIO_FAILS)
                .at(&failure.place)
                .of(STORY, format!("{STORY}.{}", story.id))
                .with("scenario", &*story.id)
                .with("step", failure.step.to_string())
                .with("mismatch", mismatch(&failure.mismatch))
        }),
    }
}

/// Whether a story passes, and how many entries come of it.
pub(super) fn plays(library: &Library, story: &Story, context: &mut Context) -> (bool, usize) {
    let all: Vec<Definition<'_>> = library.procedures.values().map(definition).collect();
    let result = play_story(&all, story, &mut Covered::new());
    if let Some(finding) = &result.failure {
        context.finding(finding);
    }
    (result.failure.is_none(), result.acts)
}

/// How many scenarios of a procedure pass, and how many there are.
pub(super) fn count(library: &Library, procedure: &Procedure) -> (usize, usize) {
    let mut results = Vec::new();
    let mut coverage = Covered::new();
    play_all(library, procedure, |_| true, &mut results, &mut coverage);
    let passed = results
        .iter()
        .filter(|result| result.failure.is_none())
        .count();
    (passed, results.len())
}

fn finding(procedure: &Procedure, scenario: &Scenario, failure: &Failure) -> Finding {
    Finding::new(SCENARIO_FAILS)
        .at(&failure.place)
        .of(procedure.workflow.id(), format!("scenario.{}", scenario.id))
        .with("scenario", &*scenario.id)
        .with("step", failure.step.to_string())
        .with("mismatch", mismatch(&failure.mismatch))
}

fn mismatch(mismatch: &Mismatch) -> Bilingual {
    let names = |names: &[Name]| match names {
        [] => "–".to_owned(),
        names => names.join(", "),
    };
    let grounds = |grounds: &[crate::engine::Ground]| {
        let told: Vec<Bilingual> = grounds.iter().map(values::ground_told).collect();
        listed(&told)
    };
    let words = |names: &[Name]| {
        let told: Vec<Bilingual> = names.iter().map(|name| values::word_told(name)).collect();
        listed(&told)
    };
    let value = |value: &Option<crate::guard::Value>| match value {
        Some(value) => Bilingual::from(&format!("`{value}`")),
        None => Bilingual::new("알 수 없음", "not known"),
    };
    match mismatch {
        Mismatch::Refused(found) => {
            let found = grounds(found);
            Bilingual::new(
                format!("거부되지 않아야 하는데 거부되었습니다({})", found.ko),
                format!("it should be taken, and is refused ({})", found.en),
            )
        }
        Mismatch::Taken => Bilingual::new(
            "거부되어야 하는데 받아들여졌습니다",
            "it should be refused, and is taken",
        ),
        Mismatch::Grounds { expected, found } => {
            let (expected, found) = (words(expected), grounds(found));
            Bilingual::new(
                format!(
                    "거부 사유가 {}이어야 하는데 {}입니다",
                    expected.ko, found.ko
                ),
                format!(
                    "it should be refused for {}, and is for {}",
                    expected.en, found.en
                ),
            )
        }
        Mismatch::At { expected, found } => {
            let (expected, found) = (names(expected), names(found));
            Bilingual::new(
                format!("상태가 {expected}이어야 하는데 {found}입니다"),
                format!("the case should be at {expected}, and is at {found}"),
            )
        }
        Mismatch::Fact {
            fact,
            expected,
            found,
        } => {
            let (expected, found) = (value(expected), value(found));
            Bilingual::new(
                format!("`{fact}` 값: 기대 {}, 실제 {}", expected.ko, found.ko),
                format!("`{fact}` should be {}, and is {}", expected.en, found.en),
            )
        }
        Mismatch::Missing {
            transition,
            expected,
            found,
        } => {
            let (expected, found) = (names(expected), names(found));
            Bilingual::new(
                format!("`{transition}`에 아직 동의하지 않은 쪽: 기대 {expected}, 실제 {found}"),
                format!("those missing from `{transition}` should be {expected}, and are {found}"),
            )
        }
        Mismatch::Open { expected, found } => {
            let (expected, found) = (names(expected), names(found));
            Bilingual::new(
                format!("답하지 않은 권고: 기대 {expected}, 실제 {found}"),
                format!("the open recommendations should be {expected}, and are {found}"),
            )
        }
        Mismatch::Outcome { expected, found } => {
            let found = found.as_deref().unwrap_or("–");
            Bilingual::new(
                format!("결과가 {expected}이어야 하는데 {found}입니다"),
                format!("the outcome should be {expected}, and is {found}"),
            )
        }
        Mismatch::Clock { expected, found } => {
            let (expected, found) = (named(expected), named(found));
            Bilingual::new(
                format!(
                    "시간이 지나 끝나야 할 기한: {}, 실제: {}",
                    expected.ko, found.ko
                ),
                format!(
                    "the clock should act on {}, and acts on {}",
                    expected.en, found.en
                ),
            )
        }
        Mismatch::Late { expected, found } => {
            let (expected, found) = (named(expected), named(found));
            Bilingual::new(
                format!("늦었다고 적힐 기한: {}, 실제: {}", expected.ko, found.ko),
                format!("late should be {}, and is {}", expected.en, found.en),
            )
        }
        Mismatch::Due {
            deadline,
            expected,
            found,
        } => {
            let told = |due: &Option<crate::calendar::Point>| match due {
                Some(due) => Bilingual::from(&due.to_string()),
                None => Bilingual::new("없음", "no date"),
            };
            let (expected, found) = (told(expected), told(found));
            Bilingual::new(
                format!(
                    "기한 `{deadline}`의 말일: 기대 {}, 실제 {}",
                    expected.ko, found.ko
                ),
                format!(
                    "the deadline `{deadline}` should end on {}, and ends on {}",
                    expected.en, found.en
                ),
            )
        }
        Mismatch::Running { deadline } => Bilingual::new(
            format!("진행 중이 아니어야 할 기한: `{deadline}`"),
            format!("the deadline `{deadline}` should not run"),
        ),
        Mismatch::NotDone {
            expected,
            found,
            says,
        } => {
            let found = words(found);
            if expected.is_empty() {
                return Bilingual::new(
                    format!("되어야 하는데 되지 않았습니다({}). {}", found.ko, says.ko),
                    format!("it should be done, and is not ({}): {}", found.en, says.en),
                );
            }
            let expected = words(expected);
            Bilingual::new(
                format!(
                    "거부 사유가 {}이어야 하는데 {}입니다. {}",
                    expected.ko, found.ko, says.ko
                ),
                format!(
                    "it should be refused for {}, and is for {}: {}",
                    expected.en, found.en, says.en
                ),
            )
        }
        Mismatch::Revision { expected, found } => Bilingual::new(
            format!("개정 {expected}에 있어야 하는데 개정 {found}에 있습니다"),
            format!("the case should stand under revision {expected}, and stands under {found}"),
        ),
        Mismatch::NoChild => Bilingual::new("그런 하위 사건이 없습니다", "there is no such child"),
        Mismatch::Children {
            name,
            word,
            expected,
            found,
        } => Bilingual::new(
            format!("하위 사건 `{name}`의 {word}: 기대 {expected}건, 실제 {found}건"),
            format!("`{word}` should be so of {expected} of `{name}`, and is of {found}"),
        ),
        Mismatch::Undecidable(error) => {
            let finding = error.finding();
            Bilingual::new(finding.title(Lang::Ko), finding.title(Lang::En))
        }
    }
}

/// Names in a row, or that there are none.
fn named(names: &[Name]) -> Bilingual {
    if names.is_empty() {
        return Bilingual::new("없음", "nothing");
    }
    Bilingual::from(&names.join(", "))
}

fn listed(told: &[Bilingual]) -> Bilingual {
    let join = |lang| {
        told.iter()
            .map(|one| one.get(lang))
            .collect::<Vec<_>>()
            .join(", ")
    };
    Bilingual::new(join(Lang::Ko), join(Lang::En))
}

/// The results for JUnit: a suite for each workflow, and one for what could not
/// be read.
fn suites(results: &[Result], faults: &[Finding], lang: Lang) -> Vec<Suite> {
    let place = |place: &Place| (place.file().to_owned(), place.line());
    let told = |finding: &Finding| Told {
        code: finding.code.to_string(),
        title: finding.title(lang),
        text: plain::finding(finding, lang),
    };
    let mut suites: Vec<Suite> = Vec::new();
    let broken: Vec<Case> = faults
        .iter()
        .filter(|finding| Exit::of([*finding]) != Exit::Well)
        .map(|finding| Case {
            name: finding
                .element
                .clone()
                .unwrap_or_else(|| finding.code.to_string()),
            place: finding.place().map(place),
            result: Outcome::Error(told(finding)),
        })
        .collect();
    if !broken.is_empty() {
        suites.push(Suite {
            name: "library".to_owned(),
            cases: broken,
        });
    }
    for result in results {
        let case = Case {
            // By its id alone: its title is another in each language, and tools
            // follow a test by its name.
            name: result.id.to_string(),
            place: Some(place(&result.place)),
            result: match &result.failure {
                None => Outcome::Passed,
                Some(finding) => Outcome::Failed(told(finding)),
            },
        };
        match suites.last_mut() {
            Some(suite) if *suite.name == *result.workflow => suite.cases.push(case),
            _ => suites.push(Suite {
                name: result.workflow.to_string(),
                cases: vec![case],
            }),
        }
    }
    suites
}

fn as_json(results: &[Result], shown: &[Shown]) -> Value {
    let failed = results
        .iter()
        .filter(|result| result.failure.is_some())
        .count();
    let pairs = |pairs: &[(Name, Name)]| -> Vec<String> {
        pairs
            .iter()
            .map(|(transition, part)| format!("{transition}.{part}"))
            .collect()
    };
    json!({
        "passed": results.len() - failed,
        "failed": failed,
        "scenarios": results.iter().map(|result| json!({
            "workflow": &*result.scenario_of(),
            "revision": result.revision,
            "id": &*result.id,
            "title": object::bilingual(&result.title),
            "place": object::place(&result.place),
            "passed": result.failure.is_none(),
            "finding": result.failure.as_ref().map(object::finding),
        })).collect::<Vec<_>>(),
        "uncovered": shown.iter().map(|shown| json!({
            "workflow": &*shown.workflow,
            "states": values::names(&shown.uncovered.states),
            "transitions": values::names(&shown.uncovered.transitions),
            "branches": pairs(&shown.uncovered.branches),
            "refusals": pairs(&shown.uncovered.refusals),
            "finer": {
                "alone": pairs(&shown.uncovered.finer.alone),
                "met": values::names(&shown.uncovered.finer.met),
                "run_out": values::names(&shown.uncovered.finer.run_out),
            },
        })).collect::<Vec<_>>(),
    })
}

fn tell(results: &[Result], shown: &[Shown], context: &mut Context) {
    let paint = context.paint();
    for result in results {
        let title = result.title.get(context.lang);
        let name = format!("{}.{}", result.workflow, result.id);
        match &result.failure {
            None => {
                let word = paint.green(context.word("통과", "passed"));
                let acts = match context.lang {
                    Lang::Ko => format!("기록 {}건", result.acts),
                    Lang::En => counted(result.acts, "entry", "entries"),
                };
                context.line(format_args!("{word} {name}: {title} ({acts})"));
            }
            Some(finding) => {
                let word = paint.red(context.word("실패", "failed"));
                context.line(format_args!("{word} {name}: {title}"));
                context.finding(finding);
            }
        }
    }
    for shown in shown {
        tell_uncovered(shown, context);
    }
    let failed = results
        .iter()
        .filter(|result| result.failure.is_some())
        .count();
    let passed = results.len() - failed;
    let summary = match (context.lang, results.is_empty()) {
        (Lang::Ko, true) => "시나리오가 하나도 없습니다.".to_owned(),
        (Lang::En, true) => "There is no scenario at all.".to_owned(),
        (Lang::Ko, false) => format!("시나리오 {passed}개 통과, {failed}개 실패."),
        (Lang::En, false) => format!(
            "{} passed, {failed} failed.",
            counted(passed, "scenario", "scenarios")
        ),
    };
    context.line(summary);
}

fn tell_uncovered(shown: &Shown, context: &mut Context) {
    let uncovered = &shown.uncovered;
    let workflow = &shown.workflow;
    if uncovered.is_empty() {
        let text = match context.lang {
            Lang::Ko => format!(
                "{workflow}: 모든 상태, 전이, 갈래를 지나고 모든 요건이 거부하는 것을 보였습니다."
            ),
            Lang::En => format!(
                "{workflow}: every state, transition and branch is reached, and every guard is seen refusing."
            ),
        };
        context.line(text);
    }
    let mut line = |ko: &str, en: &str, names: String| {
        if !names.is_empty() {
            let what = context.word(ko, en).to_owned();
            context.line(format_args!("{workflow}: {what}: {names}"));
        }
    };
    let pairs = |pairs: &[(Name, Name)]| {
        let words: Vec<String> = pairs.iter().map(|(a, b)| format!("{a}.{b}")).collect();
        words.join(", ")
    };
    line(
        "지나지 않은 상태",
        "states not entered",
        uncovered.states.join(", "),
    );
    line(
        "취하지 않은 전이",
        "transitions not taken",
        uncovered.transitions.join(", "),
    );
    line(
        "지나지 않은 갈래",
        "branches not taken",
        pairs(&uncovered.branches),
    );
    line(
        "거부하는 것을 보이지 않은 요건",
        "guards not seen refusing",
        pairs(&uncovered.refusals),
    );
    line(
        "홀로 거부하는 것을 보이지 않은 요건",
        "guards not seen refusing alone",
        pairs(&uncovered.finer.alone),
    );
    line(
        "지켜지는 것을 보이지 않은 기한",
        "deadlines not seen met",
        uncovered.finer.met.join(", "),
    );
    line(
        "지나는 것을 보이지 않은 기한",
        "deadlines not seen run out",
        uncovered.finer.run_out.join(", "),
    );
}
