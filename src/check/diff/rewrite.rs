//! Rules of two revisions in the same terms: the old one by the names of the new,
//! and every fact with a type that holds the values of both.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::names::Names;
use crate::guard::{Choice, Comparison, Expr, Name, Type, Value};
use crate::workflow::{FactSource, Workflow};

/// How the types of a fact in two revisions go together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Joint {
    /// They are the same, but for titles.
    Same,
    /// One holds values that the other does not: a type that holds both.
    Both(Type),
    /// A longest text, list or table that differs; the values are alike.
    Longer,
    /// They have nothing in common.
    Apart,
}

/// The type of a fact that both revisions have, seen together.
pub(super) fn joint(old: &Type, new: &Type) -> Joint {
    match (old, new) {
        (Type::Boolean, Type::Boolean)
        | (Type::Date, Type::Date)
        | (Type::Document, Type::Document)
        | (Type::Person, Type::Person) => Joint::Same,
        (Type::Integer { min: a, max: b }, Type::Integer { min: c, max: d }) => {
            if (a, b) == (c, d) {
                return Joint::Same;
            }
            Joint::Both(Type::Integer {
                min: *a.min(c),
                max: *b.max(d),
            })
        }
        (
            Type::Decimal { scale, min, max },
            Type::Decimal {
                scale: other,
                min: least,
                max: most,
            },
        ) if scale == other => {
            if (min, max) == (least, most) {
                return Joint::Same;
            }
            Joint::Both(Type::Decimal {
                scale: *scale,
                min: *min.min(least),
                max: *max.max(most),
            })
        }
        (Type::Choice(old), Type::Choice(new)) => {
            let same = old.len() == new.len() && old.iter().all(|it| has(new, &it.id));
            if same {
                return Joint::Same;
            }
            let more = new.iter().filter(|it| !has(old, &it.id));
            Joint::Both(Type::Choice(old.iter().chain(more).cloned().collect()))
        }
        (Type::Text { max }, Type::Text { max: other }) => longer(max == other),
        (
            Type::List { of, max },
            Type::List {
                of: other,
                max: most,
            },
        ) => match joint(of, other) {
            Joint::Same => longer(max == most),
            _ => Joint::Apart,
        },
        (
            Type::Table { columns, max },
            Type::Table {
                columns: others,
                max: most,
            },
        ) => {
            let alike = columns.len() == others.len()
                && columns.iter().all(|it| {
                    let mut others = others.iter();
                    others.any(|other| it.id == other.id && joint(&it.of, &other.of) == Joint::Same)
                });
            if alike {
                longer(max == most)
            } else {
                Joint::Apart
            }
        }
        // What the vote needs stands in the rules that ask for it.
        (
            Type::Ballot { body, vote, .. },
            Type::Ballot {
                body: other,
                vote: another,
                ..
            },
        ) if body == other && vote == another => Joint::Same,
        _ => Joint::Apart,
    }
}

fn longer(same: bool) -> Joint {
    if same { Joint::Same } else { Joint::Longer }
}

fn has(options: &[Choice], id: &Name) -> bool {
    options.iter().any(|option| option.id == *id)
}

/// The facts of two revisions, by the names of the new one.
pub(super) struct Types {
    joint: BTreeMap<Name, (Joint, Type)>,
}

impl Types {
    pub(super) fn of(old: &Workflow, new: &Workflow, names: &Names) -> Types {
        let mut all = BTreeMap::new();
        for fact in &new.facts {
            let id = &fact.element.id;
            all.insert(id.clone(), (Joint::Same, fact.of.clone()));
        }
        for fact in &old.facts {
            let id = names.fact(&fact.element.id);
            let Some(other) = new.fact(&id) else {
                all.insert(id, (Joint::Same, fact.of.clone()));
                continue;
            };
            let computed = |source: &FactSource| matches!(source, FactSource::Computed(_));
            let how = if computed(&fact.source) == computed(&other.source) {
                joint(&fact.of, &other.of)
            } else {
                Joint::Apart
            };
            let of = match &how {
                Joint::Both(both) => both.clone(),
                _ => fact.of.clone(),
            };
            all.insert(id, (how, of));
        }
        Types { joint: all }
    }

    /// How the types of a fact go together, by its new name.
    pub(super) fn joint(&self, fact: &str) -> &Joint {
        self.joint.get(fact).map_or(&Joint::Same, |(how, _)| how)
    }

    fn of_fact(&self, fact: &Name, own: &Type) -> Type {
        match self.joint.get(fact) {
            Some((Joint::Apart, _)) | None => own.clone(),
            Some((_, of)) => of.clone(),
        }
    }

    /// That a fact is within its type in one revision, where the other allows more.
    pub(super) fn limit(&self, fact: &Name, own: &Type) -> Option<Expr> {
        let (Joint::Both(both), _) = self.joint.get(fact)? else {
            return None;
        };
        let read = || {
            Box::new(Expr::Fact {
                name: fact.clone(),
                of: both.clone(),
            })
        };
        let compare = |how, value: Value| Expr::Compare {
            how,
            left: read(),
            right: Box::new(Expr::Literal(value)),
        };
        let between = |min: Value, max: Value| {
            Expr::And(vec![
                compare(Comparison::GreaterOrEqual, min),
                compare(Comparison::LessOrEqual, max),
            ])
        };
        match own {
            Type::Integer { min, max } => Some(between(Value::Integer(*min), Value::Integer(*max))),
            Type::Decimal { scale, min, max } => {
                let at = |value: &Decimal| {
                    let mut value = *value;
                    value.rescale(*scale);
                    Value::Decimal(value)
                };
                Some(between(at(min), at(max)))
            }
            Type::Choice(options) => {
                let one =
                    |option: &Choice| compare(Comparison::Equal, Value::Choice(option.id.clone()));
                let mut all: Vec<Expr> = options.iter().map(one).collect();
                match all.len() {
                    0 => None,
                    1 => all.pop(),
                    _ => Some(Expr::Or(all)),
                }
            }
            _ => None,
        }
    }
}

/// A rule by the names of the new revision, over facts as both know them.
// As deep as the expression, which the checker of rules bounds.
pub(super) fn rewritten(expr: &Expr, names: &Names, types: &Types) -> Expr {
    let again = |part: &Expr| rewritten(part, names, types);
    let boxed = |part: &Expr| Box::new(again(part));
    match expr {
        Expr::Literal(_)
        | Expr::Today
        | Expr::Actor
        | Expr::Children { .. }
        | Expr::AllChildren { .. } => expr.clone(),
        Expr::Fact { name, of } => {
            let name = names.fact(name);
            let of = types.of_fact(&name, of);
            Expr::Fact { name, of }
        }
        Expr::Computed { name, of, expr } => Expr::Computed {
            name: names.fact(name),
            of: of.clone(),
            expr: Arc::new(again(expr)),
        },
        Expr::Not(of) => Expr::Not(boxed(of)),
        Expr::And(parts) => Expr::And(parts.iter().map(again).collect()),
        Expr::Or(parts) => Expr::Or(parts.iter().map(again).collect()),
        Expr::Compare { how, left, right } => Expr::Compare {
            how: *how,
            left: boxed(left),
            right: boxed(right),
        },
        Expr::Arithmetic { how, left, right } => Expr::Arithmetic {
            how: *how,
            left: boxed(left),
            right: boxed(right),
        },
        Expr::Negate(of) => Expr::Negate(boxed(of)),
        Expr::DaysBetween { from, to } => Expr::DaysBetween {
            from: boxed(from),
            to: boxed(to),
        },
        Expr::At(state) => Expr::At(names.state(state)),
        Expr::Taken(transition) => Expr::Taken(names.transition(transition)),
        Expr::TakenSince { transition, state } => Expr::TakenSince {
            transition: names.transition(transition),
            state: names.state(state),
        },
        Expr::Given(fact) => Expr::Given(names.fact(fact)),
        Expr::Passed(deadline) => Expr::Passed(names.deadline(deadline)),
        Expr::Due(deadline) => Expr::Due(names.deadline(deadline)),
        Expr::Share {
            strict,
            part,
            share,
            whole,
        } => Expr::Share {
            strict: *strict,
            part: boxed(part),
            share: *share,
            whole: boxed(whole),
        },
        Expr::Sum { table, column, of } => Expr::Sum {
            table: boxed(table),
            column: column.clone(),
            of: of.clone(),
        },
        Expr::CountWhere {
            table,
            column,
            value,
        } => Expr::CountWhere {
            table: boxed(table),
            column: column.clone(),
            value: boxed(value),
        },
        Expr::Every {
            table,
            column,
            value,
        } => Expr::Every {
            table: boxed(table),
            column: column.clone(),
            value: boxed(value),
        },
        Expr::Count(of) => Expr::Count(boxed(of)),
        Expr::Ballot {
            asked,
            ballot,
            rule,
        } => Expr::Ballot {
            asked: *asked,
            ballot: boxed(ballot),
            rule: Arc::clone(rule),
        },
        Expr::Contains { list, value } => Expr::Contains {
            list: boxed(list),
            value: boxed(value),
        },
        Expr::Served(of) => Expr::Served(boxed(of)),
        Expr::ServedOn { person, label } => Expr::ServedOn {
            person: boxed(person),
            label: label.clone(),
        },
    }
}
