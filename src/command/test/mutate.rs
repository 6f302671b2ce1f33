//! `test --mutate`: whether checks and scenarios notice seeded faults.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Value, json};

use crate::check::mutate::{Bench, Concern, Fate, Fault, Operator, Subject, faults};
use crate::command::context::Context;
use crate::command::render::json as object;
use crate::diagnostic::{Bilingual, Lang, counted};
use crate::engine::Definition;
use crate::guard::Name;
use crate::library::Library;

/// A fault, of which procedure, and what became of it.
pub(super) struct Judged {
    workflow: Name,
    fault: Fault,
    fate: Fate,
}

/// How many faults of one kind, and what found them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Figures {
    made: usize,
    reading: usize,
    check: usize,
    scenario: usize,
    same: usize,
    survive: usize,
}

impl Figures {
    fn add(&mut self, fate: &Fate) {
        self.made += 1;
        match fate {
            Fate::Reading(_) => self.reading += 1,
            Fate::Check(_) | Fate::Property(_) => self.check += 1,
            Fate::Scenario { .. } => self.scenario += 1,
            Fate::Same => self.same += 1,
            Fate::Survives(_) => self.survive += 1,
        }
    }

    fn of<'a>(judged: impl IntoIterator<Item = &'a Judged>) -> Self {
        let mut figures = Figures::default();
        for one in judged {
            figures.add(&one.fate);
        }
        figures
    }

    /// Those that change something.
    const fn grave(&self) -> usize {
        self.made - self.same
    }

    /// How many in a hundred of those that change something survive: rounded up, so
    /// that it is a limit that is kept.
    fn percent(&self) -> Decimal {
        match self.grave() {
            0 => Decimal::ZERO,
            grave => {
                let share = Decimal::from(self.survive * 100) / Decimal::from(grave);
                share
                    .round_dp_with_strategy(2, RoundingStrategy::AwayFromZero)
                    .normalize()
            }
        }
    }

    fn counts(&self) -> [usize; 6] {
        [
            self.made,
            self.reading,
            self.check,
            self.scenario,
            self.same,
            self.survive,
        ]
    }
}

/// Seeds faults in the chosen procedures of a library, one at a time.
pub(super) fn judge(library: &Library, takes: impl Fn(&str) -> bool) -> Vec<Judged> {
    let earlier: BTreeMap<&Name, Vec<Definition<'_>>> = library
        .earlier
        .iter()
        .map(|(id, all)| (id, all.iter().map(|one| one.definition()).collect()))
        .collect();
    let subjects: Vec<Subject<'_>> = library
        .procedures
        .values()
        .map(|procedure| Subject {
            definition: procedure.definition(),
            earlier: earlier
                .get(procedure.workflow.id())
                .map(Vec::as_slice)
                .unwrap_or_default(),
            scenarios: &procedure.scenarios,
            pins: procedure.pins.as_deref(),
        })
        .collect();
    let mut judged = Vec::new();
    for subject in &subjects {
        let workflow = subject.definition.workflow;
        if !takes(workflow.source.name()) {
            continue;
        }
        let bench = Bench::new(&library.texts, &library.bodies, &subjects, *subject);
        // What was read is TOML.
        let faults = faults(workflow).unwrap_or_default();
        let fates = at_once(&bench, &faults);
        judged.extend(faults.into_iter().zip(fates).map(|(fault, fate)| Judged {
            workflow: workflow.id().clone(),
            fault,
            fate,
        }));
    }
    judged
}

/// The fates of faults in their order, found on every processor.
fn at_once(bench: &Bench<'_>, faults: &[Fault]) -> Vec<Fate> {
    let next = AtomicUsize::new(0);
    let fates: Mutex<BTreeMap<usize, Fate>> = Mutex::default();
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(fault) = faults.get(at) else { break };
            let fate = bench.judge(fault);
            let mut all = fates.lock().unwrap_or_else(PoisonError::into_inner);
            all.insert(at, fate);
        }
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 1..workers {
            scope.spawn(work);
        }
        work();
    });
    let all = fates.into_inner().unwrap_or_else(PoisonError::into_inner);
    all.into_values().collect()
}

/// Whether more survive than may.
pub(super) fn too_many(judged: &[Judged], limit: Decimal) -> bool {
    let figures = Figures::of(judged);
    // Not by what is told, which is rounded.
    Decimal::from(figures.survive * 100) > limit * Decimal::from(figures.grave())
}

/// Figures for each kind that there are faults of.
fn by_operator(judged: &[Judged]) -> Vec<(Operator, Figures)> {
    let of = |operator: Operator| {
        Figures::of(judged.iter().filter(|one| one.fault.operator == operator))
    };
    Operator::ALL
        .into_iter()
        .map(|operator| (operator, of(operator)))
        .filter(|(_, figures)| figures.made > 0)
        .collect()
}

/// Those of guards, branches and deadlines.
fn of_rules(judged: &[Judged]) -> Figures {
    let is_rule = |one: &&Judged| one.fault.operator.concern() == Concern::Rule;
    Figures::of(judged.iter().filter(is_rule))
}

/// Tells survivors, then figures.
pub(super) fn tell(judged: &[Judged], context: &mut Context) {
    for one in judged {
        let Fate::Survives(noticing) = &one.fate else {
            continue;
        };
        let word = context.paint().red(context.word("살아남음", "survives"));
        let place = &one.fault.place;
        let says = one.fault.says();
        let says = says.get(context.lang);
        context.line(format_args!(
            "{word} {}:{}: {says}",
            place.file(),
            place.line()
        ));
        let shows = match (noticing.open, context.lang) {
            (false, Lang::Ko) => "보일 것",
            (false, Lang::En) => "to show",
            (true, Lang::Ko) => "판정하지 못함",
            (true, Lang::En) => "not decided",
        };
        for says in &noticing.says {
            let says = says.get(context.lang).to_owned();
            context.line(format_args!("  {shows}: {says}"));
        }
    }
    let head = match context.lang {
        Lang::Ko => "결함의 종류 | 만듦 | 읽기 | 검사 | 시나리오 | 차이 없음 | 살아남음",
        Lang::En => "fault | made | reading | check | scenario | no difference | survive",
    };
    context.line(head);
    context.line("---|--:|--:|--:|--:|--:|--:");
    let total = context.word("모두", "all").to_owned();
    let rows = by_operator(judged).into_iter();
    let rows = rows.map(|(operator, figures)| (operator.says(), figures));
    let all = (Bilingual::from(&total), Figures::of(judged));
    for (name, figures) in rows.chain([all]) {
        let counts = figures.counts().map(|count| count.to_string());
        let name = name.get(context.lang).to_owned();
        context.line(format_args!("{name} | {}", counts.join(" | ")));
    }
    summary(judged, context);
}

fn summary(judged: &[Judged], context: &mut Context) {
    let all = Figures::of(judged);
    let rules = of_rules(judged);
    let text = match context.lang {
        Lang::Ko => format!(
            "결함 {}개 가운데 {}개는 아무것도 바꾸지 않습니다. 나머지 {}개 가운데 {}개({}%)가 살아남았고, \
             요건ㆍ갈래ㆍ기한의 결함은 {}개 가운데 {}개({}%)입니다.",
            all.made,
            all.same,
            all.grave(),
            all.survive,
            all.percent(),
            rules.grave(),
            rules.survive,
            rules.percent()
        ),
        Lang::En => format!(
            "{}, of which {} change nothing. Of the other {}, {} survive ({} %); of those of \
             guards, branches and deadlines, {} of {} ({} %).",
            counted(all.made, "fault", "faults"),
            all.same,
            all.grave(),
            all.survive,
            all.percent(),
            rules.survive,
            rules.grave(),
            rules.percent()
        ),
    };
    context.line(text);
}

/// For programs.
pub(super) fn as_json(judged: &[Judged]) -> Value {
    let figures = |figures: &Figures| {
        json!({
            "made": figures.made,
            "reading": figures.reading,
            "check": figures.check,
            "scenario": figures.scenario,
            "same": figures.same,
            "survive": figures.survive,
            "percent": figures.percent().to_string(),
        })
    };
    let both = |says: &Vec<Bilingual>| says.iter().map(object::bilingual).collect::<Vec<_>>();
    json!({
        "all": figures(&Figures::of(judged)),
        "rules": figures(&of_rules(judged)),
        "operators": by_operator(judged).iter().map(|(operator, counts)| json!({
            "operator": operator.as_str(),
            "title": object::bilingual(&operator.says()),
            "figures": figures(counts),
        })).collect::<Vec<_>>(),
        "faults": judged.iter().map(|one| {
            let (found, by) = match &one.fate {
                Fate::Reading(code) | Fate::Check(code) | Fate::Property(code) => {
                    (Some(code.to_string()), None)
                }
                Fate::Scenario { workflow, scenario } => {
                    (None, Some(format!("{workflow}.{scenario}")))
                }
                Fate::Same | Fate::Survives(_) => (None, None),
            };
            let noticing = match &one.fate {
                Fate::Survives(noticing) => Some(noticing),
                _ => None,
            };
            json!({
                "workflow": &*one.workflow,
                "id": one.fault.id(),
                "operator": one.fault.operator.as_str(),
                "element": one.fault.element,
                "place": object::place(&one.fault.place),
                "says": object::bilingual(&one.fault.says()),
                "fate": one.fate.as_str(),
                "code": found,
                "by": by,
                "undecided": noticing.map(|noticing| noticing.open),
                "shows": noticing.map(|noticing| both(&noticing.says)),
            })
        }).collect::<Vec<_>>(),
    })
}
