//! The condition under which an act is lawful, old against new, over all data.
//!
//! It is lawful where every guard holds, nothing that is assumed fails, every value
//! that it gives is of its type, and exactly one branch applies. What one revision
//! demands and the other does not say in the same words is asked of the solver: are
//! there values with which the other accepts the act, and this demand is not met?

use std::collections::BTreeSet;

use super::effects::{Effect, effects};
use super::names::Names;
use super::rewrite::{Joint, Types, rewritten};
use super::{Compared, Example, Pair, Seen};
use crate::check::data::open;
use crate::check::solver::{Answer, Demand, Must, Questions, Witness};
use crate::check::words::named;
use crate::diagnostic::Bilingual;
use crate::guard::{Expr, Name, Value};
use crate::workflow::{BranchWhen, Transition, TransitionId};

/// Which of the revisions have any data with which the act is lawful.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    Both,
    OnlyOld,
    OnlyNew,
    Neither,
}

/// Something that must be so for an act to be lawful.
struct Condition {
    rule: Expr,
    must: Must,
    says: Bilingual,
}

impl Condition {
    fn demand(&self) -> Demand<'_> {
        (&self.rule, self.must)
    }

    /// That it is not met.
    fn broken(&self) -> Demand<'_> {
        let must = match self.must {
            Must::NotFail => Must::Fail,
            _ => Must::NotHold,
        };
        (&self.rule, must)
    }
}

/// What follows, and when.
struct Branch {
    applies: Option<Expr>,
    effect: Effect,
}

/// The law of one act in one revision.
struct Law {
    conditions: Vec<Condition>,
    /// What its facts can be at all, where the other revision lets them be more.
    limits: Vec<Expr>,
    branches: Vec<Branch>,
}

impl Law {
    fn of(seen: &Seen<'_>, transition: &Transition, types: &Types) -> Law {
        let names = &seen.names;
        let workflow = seen.workflow();
        let mut conditions = Vec::new();
        for guard in &transition.guards {
            let name = named(&guard.element);
            conditions.push(Condition {
                rule: rewritten(&guard.rule.expr, names, types),
                must: Must::Hold,
                says: Bilingual::new(
                    format!("요건 {}", name.ko),
                    format!("the guard {}", name.en),
                ),
            });
        }
        for assume in &workflow.assumes {
            let name = named(&assume.element);
            conditions.push(Condition {
                rule: rewritten(&assume.rule.expr, names, types),
                must: Must::NotFail,
                says: Bilingual::new(
                    format!("전제 {}", name.ko),
                    format!("the assumption {}", name.en),
                ),
            });
        }
        let (rules, one) = choice(transition, names, types);
        if let Some(one) = one {
            conditions.push(Condition {
                rule: one,
                must: Must::Hold,
                says: Bilingual::new("꼭 한 갈래가 해당할 것", "that exactly one branch applies"),
            });
        }
        for asked in &transition.asks {
            let Some(fact) = workflow.fact(asked) else {
                continue;
            };
            if let Some(rule) = types.limit(&names.fact(asked), &fact.of) {
                let name = named(&fact.element);
                let of = fact.of.title();
                conditions.push(Condition {
                    rule,
                    must: Must::Hold,
                    says: Bilingual::new(
                        format!("사실 {}의 범위({})", name.ko, of.ko),
                        format!("the range of the fact {} ({})", name.en, of.en),
                    ),
                });
            }
        }
        let read = |fact: &Name| {
            let reads = |rule: &Expr| {
                let mut found = false;
                rule.walk(&mut |part| {
                    if let Expr::Fact { name, .. } = part {
                        found |= name == fact;
                    }
                });
                found
            };
            conditions.iter().any(|it| reads(&it.rule)) || rules.iter().flatten().any(reads)
        };
        let limits = workflow
            .facts
            .iter()
            .filter(|fact| !transition.asks.contains(&fact.element.id))
            .filter_map(|fact| {
                let name = names.fact(&fact.element.id);
                types.limit(&name, &fact.of).filter(|_| read(&name))
            })
            .collect();
        let effects = effects(seen, transition);
        let branches = if transition.branches.is_empty() {
            effects
                .into_iter()
                .map(|effect| Branch {
                    applies: None,
                    effect,
                })
                .collect()
        } else {
            rules
                .into_iter()
                .zip(effects)
                .map(|(applies, effect)| Branch { applies, effect })
                .collect()
        };
        Law {
            conditions,
            limits,
            branches,
        }
    }

    fn rules(&self) -> impl Iterator<Item = &Expr> {
        let conditions = self.conditions.iter().map(|it| &it.rule);
        let branches = self.branches.iter().filter_map(|it| it.applies.as_ref());
        conditions.chain(&self.limits).chain(branches)
    }

    fn reads(&self, fact: &str) -> bool {
        let mut found = false;
        for rule in self.rules() {
            rule.walk(&mut |part| {
                if let Expr::Fact { name, .. } | Expr::Given(name) | Expr::Computed { name, .. } =
                    part
                {
                    found |= **name == *fact;
                }
            });
        }
        found
    }

    fn demands(&self) -> Vec<Demand<'_>> {
        let limits = self.limits.iter().map(|rule| (rule, Must::NotFail));
        let conditions = self.conditions.iter().map(Condition::demand);
        conditions.chain(limits).collect()
    }

    fn says_too(&self, condition: &Condition) -> bool {
        let mut all = self.conditions.iter();
        all.any(|it| it.must == condition.must && it.rule == condition.rule)
    }
}

/// When each branch applies and no other does, and that one of them does.
fn choice(
    transition: &Transition,
    names: &Names,
    types: &Types,
) -> (Vec<Option<Expr>>, Option<Expr>) {
    let whens: Vec<Option<Expr>> = transition
        .branches
        .iter()
        .map(|branch| match &branch.when {
            BranchWhen::Rule(rule) => Some(rewritten(&rule.expr, names, types)),
            BranchWhen::Otherwise => None,
        })
        .collect();
    let applies: Vec<Option<Expr>> = whens
        .iter()
        .enumerate()
        .map(|(at, when)| {
            let others = whens.iter().enumerate().filter(|(other, _)| *other != at);
            let fail = others.filter_map(|(_, other)| other.as_ref());
            let fail = fail.map(|rule| Expr::Not(Box::new(rule.clone())));
            Some(both(when.iter().cloned().chain(fail).collect()))
        })
        .collect();
    let mut any: Vec<Expr> = applies.iter().flatten().cloned().collect();
    let one = match any.len() {
        0 => None,
        1 => any.pop(),
        _ => Some(Expr::Or(any)),
    };
    (applies, one)
}

/// All of them, as one rule.
fn both(rules: Vec<Expr>) -> Expr {
    let mut all: Vec<Expr> = Vec::with_capacity(rules.len());
    for rule in rules {
        match rule {
            Expr::And(parts) => all.extend(parts),
            rule => all.push(rule),
        }
    }
    match all.len() {
        0 => Expr::Literal(Value::Boolean(true)),
        1 => all.swap_remove(0),
        _ => Expr::And(all),
    }
}

/// Compares the law of an act over all data.
pub(super) fn compare(pair: &Pair<'_>, compared: &mut Compared) -> Taken {
    let (before, earlier) = pair.before;
    let (after, later) = pair.after;
    let old = Law::of(pair.old, earlier, pair.types);
    let new = Law::of(pair.new, later, pair.types);
    let apart: Vec<Bilingual> = apart(pair, &old, &new);
    if !apart.is_empty() {
        compared.open.extend(apart);
        return Taken::Both;
    }
    let certain = |fact: &str| {
        let known = |law: &Law, seen: &Seen<'_>, id: TransitionId| {
            !law.reads(fact) || seen.knows(id, own(seen, fact))
        };
        known(&old, pair.old, before) && known(&new, pair.new, after)
    };
    let mut questions = Questions::about(old.rules().chain(new.rules()), &certain);
    let old_never = questions.never(&old.demands());
    let new_never = questions.never(&new.demands());
    let mut found = Vec::new();
    for (law, other) in [(&old, &new), (&new, &old)] {
        let mut examples: Vec<Example> = Vec::new();
        for condition in &other.conditions {
            if law.says_too(condition) {
                continue;
            }
            let mut demands = law.demands();
            demands.push(condition.broken());
            match questions.ask(&demands) {
                Answer::Never => {}
                Answer::With(witness) => {
                    let refused = std::ptr::eq(other, &new);
                    let because = because(&condition.says, refused);
                    let rules = [&condition.rule];
                    examples.push(example(pair, &witness, &rules, because));
                }
                Answer::Undecided(why) => {
                    let why = open(&why);
                    compared.open.push(Bilingual::new(
                        format!("{}: {}", condition.says.ko, why.ko),
                        format!("{}: {}", condition.says.en, why.en),
                    ));
                }
            }
        }
        found.push(examples);
    }
    compared.only_new.extend(found.pop().unwrap_or_default());
    compared.only_old.extend(found.pop().unwrap_or_default());
    for one in &old.branches {
        for other in &new.branches {
            if one.effect.same(&other.effect) {
                continue;
            }
            let mut demands = old.demands();
            demands.extend(new.demands());
            let applies = one.applies.iter().chain(&other.applies);
            demands.extend(applies.map(|rule| (rule, Must::Hold)));
            match questions.ask(&demands) {
                Answer::Never => {}
                Answer::With(witness) => {
                    let because = one.effect.against(&other.effect);
                    let rules: Vec<&Expr> = one.applies.iter().chain(&other.applies).collect();
                    compared
                        .outcomes
                        .push(example(pair, &witness, &rules, because));
                }
                Answer::Undecided(why) => {
                    let (why, because) = (open(&why), one.effect.against(&other.effect));
                    compared.open.push(Bilingual::new(
                        format!("{} {}", because.ko, why.ko),
                        format!("{} {}", because.en, why.en),
                    ));
                }
            }
        }
    }
    match (old_never, new_never) {
        (true, true) => Taken::Neither,
        (true, false) => Taken::OnlyNew,
        (false, true) => Taken::OnlyOld,
        (false, false) => Taken::Both,
    }
}

/// The name that a revision itself has for a fact.
fn own<'s>(seen: &'s Seen<'_>, fact: &'s str) -> &'s str {
    let mut names = seen.names.facts.iter();
    names
        .find(|(_, name)| ***name == *fact)
        .map_or(fact, |(own, _)| own)
}

/// Facts that the rules read, and that are of types with nothing in common.
fn apart(pair: &Pair<'_>, old: &Law, new: &Law) -> Vec<Bilingual> {
    let facts = pair.new.workflow().facts.iter();
    facts
        .filter(|fact| *pair.types.joint(&fact.element.id) == Joint::Apart)
        .filter(|fact| old.reads(&fact.element.id) || new.reads(&fact.element.id))
        .map(|fact| {
            let name = named(&fact.element);
            Bilingual::new(
                format!("사실 {}의 유형이 전혀 달라 값을 견줄 수 없습니다.", name.ko),
                format!(
                    "The fact {} is of another type altogether, so that values cannot be compared.",
                    name.en
                ),
            )
        })
        .collect()
}

fn because(condition: &Bilingual, refused_by_new: bool) -> Bilingual {
    if refused_by_new {
        Bilingual::new(
            format!("개정 후에 걸리는 것: {}", condition.ko),
            format!("The new revision refuses it by {}.", condition.en),
        )
    } else {
        Bilingual::new(
            format!("개정 전에 걸리던 것: {}", condition.ko),
            format!("The old revision refuses it by {}.", condition.en),
        )
    }
}

/// A witness as an example; of what these rules read it also says what is not known.
fn example(pair: &Pair<'_>, witness: &Witness, rules: &[&Expr], because: Bilingual) -> Example {
    let (old, new) = (pair.old.workflow(), pair.new.workflow());
    let name = |fact: &str| {
        let found = new.fact(fact).or_else(|| old.fact(own(pair.old, fact)));
        found.map_or_else(|| Bilingual::from(fact), |fact| named(&fact.element))
    };
    let mut unknown: BTreeSet<&Name> = BTreeSet::new();
    for rule in rules {
        rule.walk(&mut |part| {
            if let Expr::Fact { name, .. } = part
                && !witness.facts().contains_key(name)
            {
                unknown.insert(name);
            }
        });
    }
    let known = witness.says(&name);
    let (mut ko, mut en) = (Vec::new(), Vec::new());
    if !known.ko.is_empty() {
        ko.push(known.ko);
        en.push(known.en);
    }
    for fact in unknown {
        let name = name(fact);
        ko.push(format!("{} 모름", name.ko));
        en.push(format!("{} not known", name.en));
    }
    let says = if ko.is_empty() {
        Bilingual::new("어떤 값이든", "whatever the values")
    } else {
        Bilingual::new(ko.join(", "), en.join(", "))
    };
    Example {
        says,
        because,
        values: witness.facts().clone(),
    }
}
