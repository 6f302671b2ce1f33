//! Rules: no text makes the compiler fall over; what compiles is judged as Rhai
//! judges the same text where all facts are known and nothing errs; and knowing
//! more facts never turns an answer round.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use jiff::civil::{Date, date};
use jorye::diagnostic::{Bilingual, Place, Source};
use jorye::guard::{
    Choice, Column, Declared, Facts, Name, Rule, Scope, Truth, Type, Value, Written, compile,
    explain, judge,
};
use rhai::{Engine, Scope as Variables};
use rust_decimal::Decimal;

#[path = "../../src/guard/tests/rhai_agrees/second_judge.rs"]
mod second_judge;
use second_judge::{Day, TOO_FINE, dynamic};

/// So many bytes say what is known; the rest is the rule.
const WORLD: usize = 24;

pub fn run(data: &[u8]) {
    let Some((bytes, text)) = data.split_at_checked(WORLD) else {
        return;
    };
    let Ok(text) = std::str::from_utf8(text) else {
        return;
    };
    let Some(rule) = compiled(text) else { return };
    let again = compiled(&rule.expr.to_string());
    // Written out it may be longer than a rule may be.
    if let Some(again) = again {
        assert_eq!(again.expr, rule.expr, "written out as another rule");
    }
    let whole = World::new(bytes);
    let judged = judge(&rule, &whole);
    explain(&rule, &whole);
    let mut part = World::new(bytes);
    part.complete = false;
    let mut mask = bytes
        .iter()
        .fold(0_u32, |mask, byte| mask.rotate_left(5) ^ u32::from(*byte));
    part.facts.retain(|_, _| {
        mask = mask.rotate_left(1);
        mask & 1 == 0
    });
    let partial = judge(&rule, &part);
    explain(&rule, &part);
    let settled = [Truth::Holds, Truth::Fails];
    if settled.contains(&partial.truth) && settled.contains(&judged.truth) {
        assert_eq!(partial.truth, judged.truth, "turned round by knowing more");
    }
    assert_eq!(partial.truth == Truth::Unknown, !partial.missing.is_empty());
    assert_ne!(judged.truth, Truth::Unknown, "all is known");
    if settled.contains(&judged.truth) {
        let theirs =
            engine(&whole).eval_expression_with_scope::<bool>(&mut variables(&whole), text);
        match theirs {
            Ok(theirs) => assert_eq!(judged.truth == Truth::Holds, theirs, "Rhai says otherwise"),
            Err(error) => assert!(error.to_string().contains(TOO_FINE), "Rhai fails: {error}"),
        }
    }
}

fn compiled(text: &str) -> Option<Rule> {
    let file = format!("rule = '''{text}'''");
    let place = Place::new(&Source::new("w.toml", file.as_str()), 7..file.len());
    let place = &place;
    match compile(Written { text, place }, scope()) {
        Ok(rule) => Some(rule),
        Err(findings) => {
            assert!(!findings.is_empty());
            super::assert_tellable(&findings);
            for finding in findings {
                let at = finding.place().unwrap().span();
                assert!(place.span().start <= at.start && at.end <= place.span().end);
            }
            None
        }
    }
}

struct World {
    facts: BTreeMap<Name, Value>,
    actor: Name,
    active: u8,
    complete: bool,
}

impl World {
    fn new(bytes: &[u8]) -> Self {
        let byte = |at: usize| bytes.get(at).copied().unwrap_or_default();
        let flag = |at: usize| Value::Boolean(byte(at) & 1 == 1);
        let number = |at: usize| -> i64 {
            match byte(at) {
                255 => 1_000_000,
                254 => -1_000_000,
                byte => i64::from(byte) - 20,
            }
        };
        let day = |at: usize| {
            let days = i32::from(byte(at)) * 3 - 365;
            Value::Date(date(2027, 1, 8).saturating_add(jiff::Span::new().days(days)))
        };
        let one = |at: usize, words: &[&'static str]| -> Name {
            words[usize::from(byte(at)) % words.len()].into()
        };
        let options = ["adopt", "reject", "defer"];
        let people = ["p1", "p2", "p3"];
        let rows = (0..byte(20) % 4).map(|row| {
            let at = usize::from(row);
            BTreeMap::from([
                ("task".into(), Value::Text(one(at, &["a", "b"]))),
                (
                    "cost".into(),
                    Value::Decimal(Decimal::new(number(at + 1) * 7, 2)),
                ),
                ("weight".into(), Value::Integer(number(at + 2))),
                ("done".into(), flag(at + 3)),
            ])
        });
        let facts = [
            ("open", flag(0)),
            ("urgent", flag(1)),
            ("yes", Value::Integer(number(2))),
            ("no", Value::Integer(number(3))),
            ("present", Value::Integer(number(4))),
            ("budget", Value::Decimal(Decimal::new(number(5) * 13, 2))),
            ("rate", Value::Decimal(Decimal::new(number(6) * 1_009, 4))),
            ("filed_on", day(7)),
            ("due_on", day(8)),
            ("decision", Value::Choice(one(9, &options))),
            ("opinion", Value::Choice(one(10, &options))),
            ("note", Value::Text(one(11, &["a", "b", "", "제9조"]))),
            ("reply", Value::Text(one(12, &["a", "b", "", "제9조"]))),
            ("author", Value::Person(one(13, &people))),
            (
                "members",
                Value::List(
                    (0..usize::from(byte(14) % 4))
                        .map(|at| Value::Person(one(at + 15, &people)))
                        .collect(),
                ),
            ),
            (
                "scores",
                Value::List(
                    (0..usize::from(byte(19) % 4))
                        .map(|at| Value::Integer(number(at + 15)))
                        .collect(),
                ),
            ),
            ("tasks", Value::Table(rows.collect())),
        ];
        World {
            facts: facts
                .into_iter()
                .map(|(name, value)| (name.into(), value))
                .collect(),
            actor: one(21, &people),
            active: byte(22),
            complete: true,
        }
    }
}

impl Facts for World {
    fn fact(&self, name: &str) -> Option<&Value> {
        self.facts.get(name)
    }
    fn given(&self, name: &str) -> Option<bool> {
        let there = self.facts.contains_key(name);
        (self.complete || there).then_some(there)
    }
    fn today(&self) -> Date {
        date(2027, 1, 8)
    }
    fn actor(&self) -> &Name {
        &self.actor
    }
    fn at(&self, state: &str) -> bool {
        self.active & if state == "checking" { 1 } else { 2 } != 0
    }
    fn taken(&self, transition: &str) -> bool {
        self.active & if transition == "report" { 4 } else { 8 } != 0
    }
    fn taken_since(&self, transition: &str, state: &str) -> bool {
        self.taken(transition) && self.at(state)
    }
}

fn scope() -> &'static Scope {
    static SCOPE: OnceLock<Scope> = OnceLock::new();
    SCOPE.get_or_init(|| {
        let integer = || Type::Integer {
            min: -1_000_000,
            max: 1_000_000,
        };
        let decimal = |scale| Type::Decimal {
            scale,
            min: Decimal::from(-1_000_000),
            max: Decimal::from(1_000_000),
        };
        let choice = || {
            let option = |id: &str| Choice {
                id: id.into(),
                title: Bilingual::from(id),
            };
            Type::Choice(["adopt", "reject", "defer"].map(option).into())
        };
        let column = |(id, of): (&str, Type)| Column {
            id: id.into(),
            title: Bilingual::from(id),
            of,
        };
        let columns = [
            ("task", Type::Text { max: 40 }),
            ("cost", decimal(2)),
            ("weight", integer()),
            ("done", Type::Boolean),
        ];
        let list = |of: Type| Type::List {
            of: Box::new(of),
            max: 20,
        };
        let facts = [
            ("open", Type::Boolean),
            ("urgent", Type::Boolean),
            ("yes", integer()),
            ("no", integer()),
            ("present", integer()),
            ("budget", decimal(2)),
            ("rate", decimal(4)),
            ("filed_on", Type::Date),
            ("due_on", Type::Date),
            ("decision", choice()),
            ("opinion", choice()),
            ("note", Type::Text { max: 100 }),
            ("reply", Type::Text { max: 100 }),
            ("author", Type::Person),
            ("members", list(Type::Person)),
            ("scores", list(integer())),
            (
                "tasks",
                Type::Table {
                    columns: columns.map(column).into(),
                    max: 50,
                },
            ),
        ];
        let declared = |of, name: &str| Declared {
            of,
            optional: true,
            computed: None,
            title: Bilingual::from(name),
        };
        Scope {
            facts: facts
                .into_iter()
                .map(|(name, of)| (Arc::from(name), declared(of, name)))
                .collect(),
            states: ["collecting", "checking"].map(Arc::from).into(),
            transitions: ["report", "decide"].map(Arc::from).into(),
            ..Scope::default()
        }
    })
}

fn engine(world: &World) -> Engine {
    let mut engine = second_judge::engine();
    let active = world.active;
    let at = move |state: &str| active & if state == "checking" { 1 } else { 2 } != 0;
    let taken = move |transition: &str| active & if transition == "report" { 4 } else { 8 } != 0;
    engine
        .register_fn("at", at)
        .register_fn("taken", taken)
        .register_fn("taken_since", move |transition: &str, state: &str| {
            taken(transition) && at(state)
        });
    engine
}

fn variables(world: &World) -> Variables<'static> {
    let mut variables = Variables::new();
    for (name, value) in &world.facts {
        variables.push_dynamic(name.to_string(), dynamic(value));
    }
    variables.push("today", Day(world.today()));
    variables.push("actor", world.actor.to_string());
    for name in ["collecting", "checking", "report", "decide"] {
        variables.push(name, name.to_owned());
    }
    variables
}
