//! The language, tested as one: from the text of a rule to its answer.

mod attacks;
mod faults;
mod laws;
mod meaning;
mod rhai_agrees;
mod values;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::{Date, date};
use rust_decimal::Decimal;

use super::*;
use crate::diagnostic::{Bilingual, Finding, Lang, Place, Source};

/// A case as rules see it.
#[derive(Debug, Clone)]
pub(super) struct World {
    pub facts: BTreeMap<Name, Value>,
    pub today: Date,
    pub actor: Name,
    pub at: BTreeSet<Name>,
    pub taken: BTreeSet<Name>,
    pub since: BTreeSet<(Name, Name)>,
    /// Of how many children something is so, by name and `opened`, `ended`, or
    /// the milestone or outcome.
    pub children: BTreeMap<(String, String), i64>,
}

impl Default for World {
    fn default() -> Self {
        World {
            facts: BTreeMap::new(),
            today: date(2027, 1, 8),
            actor: "p1".into(),
            at: BTreeSet::new(),
            taken: BTreeSet::new(),
            since: BTreeSet::new(),
            children: BTreeMap::new(),
        }
    }
}

impl World {
    pub fn with(mut self, fact: &str, value: Value) -> Self {
        self.facts.insert(fact.into(), value);
        self
    }

    pub fn int(self, fact: &str, value: i64) -> Self {
        self.with(fact, Value::Integer(value))
    }

    pub fn bool(self, fact: &str, value: bool) -> Self {
        self.with(fact, Value::Boolean(value))
    }
}

impl Facts for World {
    fn fact(&self, name: &str) -> Option<&Value> {
        self.facts.get(name)
    }
    fn today(&self) -> Date {
        self.today
    }
    fn actor(&self) -> &Name {
        &self.actor
    }
    fn at(&self, state: &str) -> bool {
        self.at.contains(state)
    }
    fn taken(&self, transition: &str) -> bool {
        self.taken.contains(transition)
    }
    fn taken_since(&self, transition: &str, state: &str) -> bool {
        self.since.contains(&(transition.into(), state.into()))
    }
    fn children(&self, name: &str, which: &Counted) -> i64 {
        let word = match which {
            Counted::Opened => "opened",
            Counted::Ended => "ended",
            Counted::Reached(of) | Counted::Outcome(of) => of,
        };
        let key = (name.to_owned(), word.to_owned());
        self.children.get(&key).copied().unwrap_or(0)
    }
}

fn options(ids: &[&str]) -> Type {
    Type::Choice(
        ids.iter()
            .map(|id| Choice {
                id: (*id).into(),
                title: Bilingual::from(*id),
            })
            .collect(),
    )
}

fn integer() -> Type {
    Type::Integer {
        min: -1_000_000,
        max: 1_000_000,
    }
}

fn decimal(scale: u32) -> Type {
    Type::Decimal {
        scale,
        min: Decimal::from(-1_000_000),
        max: Decimal::from(1_000_000),
    }
}

fn table() -> Type {
    let column = |id: &str, of: Type| Column {
        id: id.into(),
        title: Bilingual::from(id),
        of,
    };
    Type::Table {
        columns: Arc::from([
            column("task", Type::Text { max: 40 }),
            column("cost", decimal(2)),
            column("weight", integer()),
            column("done", Type::Boolean),
        ]),
        max: 50,
    }
}

/// The facts that the tests speak of.
pub(super) fn scope() -> Scope {
    let mut scope = Scope::default();
    let wide = Type::Integer {
        min: i64::MIN,
        max: i64::MAX,
    };
    for (name, of) in [
        ("yes", integer()),
        ("no", integer()),
        ("present", integer()),
        ("tasks_done", integer()),
        ("tasks_total", integer()),
        ("huge", wide),
        ("open", Type::Boolean),
        ("urgent", Type::Boolean),
        ("heard", Type::Boolean),
        ("budget", decimal(2)),
        ("rate", decimal(4)),
        ("filed_on", Type::Date),
        ("due_on", Type::Date),
        ("decision", options(&["adopt", "reject", "defer"])),
        ("opinion", options(&["adopt", "reject", "defer"])),
        ("colour", options(&["red", "blue"])),
        ("note", Type::Text { max: 100 }),
        ("reply", Type::Text { max: 100 }),
        ("plan", Type::Document),
        ("author", Type::Person),
        ("rapporteur", Type::Person),
        (
            "members",
            Type::List {
                of: Box::new(Type::Person),
                max: 20,
            },
        ),
        (
            "scores",
            Type::List {
                of: Box::new(integer()),
                max: 20,
            },
        ),
        ("tasks", table()),
        (
            "vote",
            Type::Ballot {
                body: "council".into(),
                vote: "ordinary".into(),
                rule: majority(),
            },
        ),
    ] {
        declare(&mut scope, name, of, None);
    }
    for state in ["collecting", "checking", "correction_requested"] {
        scope.states.insert(state.into());
    }
    scope.children.insert("opinions".into());
    for transition in ["report", "decide", "withdraw"] {
        scope.transitions.insert(transition.into());
    }
    let rest = value_rule("tasks_total - tasks_done", &integer(), &scope);
    declare(&mut scope, "tasks_left", integer(), Some(rest.expr));
    let ready = value_rule("open && tasks_left == 0", &Type::Boolean, &scope);
    declare(&mut scope, "ready", Type::Boolean, Some(ready.expr));
    scope
}

pub(super) fn declare(scope: &mut Scope, name: &str, of: Type, computed: Option<Expr>) {
    scope.facts.insert(
        name.into(),
        Declared {
            of,
            optional: true,
            computed: computed.map(Arc::new),
            title: Bilingual::from(name),
        },
    );
}

/// The place of a rule that a file writes in single quotes.
fn place_of(text: &str) -> Place {
    let file = format!("rule = '''{text}'''");
    Place::new(&Source::new("w.toml", &*file), 7..file.len())
}

pub(super) fn try_rule(text: &str, scope: &Scope) -> Result<Rule, Vec<Finding>> {
    let place = place_of(text);
    let place = &place;
    compile(Written { text, place }, scope)
}

pub(super) fn rule_in(text: &str, scope: &Scope) -> Rule {
    try_rule(text, scope).unwrap_or_else(|findings| panic!("{text}\n{}", told(&findings)))
}

pub(super) fn rule(text: &str) -> Rule {
    rule_in(text, &scope())
}

pub(super) fn try_value(text: &str, of: &Type, scope: &Scope) -> Result<Rule, Vec<Finding>> {
    let place = place_of(text);
    let place = &place;
    compile_value(Written { text, place }, of, scope)
}

pub(super) fn value_rule(text: &str, of: &Type, scope: &Scope) -> Rule {
    try_value(text, of, scope).unwrap_or_else(|findings| panic!("{text}\n{}", told(&findings)))
}

/// Findings as a person reads them.
pub(super) fn told(findings: &[Finding]) -> String {
    let mut out = String::new();
    for finding in findings {
        out.push_str(&format!("{}[{}]", finding.code, finding.name()));
        for label in &finding.labels {
            out.push_str(&format!(" {} ⟨{}⟩", label.place, label.place.text()));
            if !label.says.en.is_empty() {
                out.push_str(&format!(" {}", label.says.en));
            }
        }
        out.push_str(&format!("\n  {}", finding.title(Lang::Ko)));
        out.push_str(&format!("\n  {}", finding.title(Lang::En)));
        if let Some(near) = &finding.suggestion {
            out.push_str(&format!("\n  ? {near}"));
        }
        for note in &finding.notes {
            out.push_str(&format!("\n  = {}", note.en));
        }
        out.push('\n');
    }
    out
}

/// A majority of the members present decides, a majority in office is a quorum.
fn majority() -> std::sync::Arc<VoteRule> {
    let half = |of| Threshold {
        of,
        share: Fraction {
            numerator: 1,
            denominator: 2,
        },
        strict: true,
    };
    std::sync::Arc::new(VoteRule {
        quorum: Some(half(Base::Members)),
        majority: half(Base::Present),
        tie: Tie::Fails,
        recused: InBase::LeftOut,
        written: InWriting::Never,
    })
}
