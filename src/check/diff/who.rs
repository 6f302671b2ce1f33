//! Who may act, where, with what: the part of lawfulness that is no rule.

use std::collections::{BTreeMap, BTreeSet};

use super::{Compared, Example, Pair, Seen};
use crate::check::words::{listed, named};
use crate::diagnostic::Bilingual;
use crate::guard::Name;
use crate::workflow::{By, Exclusion, Joint, Role, RoleHolder, Transition};

/// Compares it.
pub(super) fn compare(pair: &Pair<'_>, compared: &mut Compared) {
    let (old, new) = (
        Side::of(pair.old, pair.before.1),
        Side::of(pair.new, pair.after.1),
    );
    compared.only_old.extend(old.beyond(&new, false));
    compared.only_new.extend(new.beyond(&old, true));
}

/// Somebody who acts, by the name in the new revision.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Actor {
    Role(Name),
    /// Each person in the list of a fact.
    Each(Name),
    Engine,
    Clock,
    Parent,
}

/// Everything that an act must be besides what rules say.
struct Side<'a> {
    seen: &'a Seen<'a>,
    /// The fewest that can take it together.
    parties: Vec<BTreeSet<Actor>>,
    /// How each role is held, and as it is told.
    roles: BTreeMap<Name, (String, bool, Bilingual)>,
    /// Terms that must be met, each with an act that does not meet it.
    terms: BTreeMap<String, Bilingual>,
    /// The states in which it may be taken, each as it is told.
    from: BTreeMap<Name, Bilingual>,
    /// Whether it may count earlier than it is recorded.
    backdates: bool,
}

impl<'a> Side<'a> {
    fn of(seen: &'a Seen<'a>, transition: &'a Transition) -> Self {
        let names = &seen.names;
        let workflow = seen.workflow();
        let parties = match (&transition.by, &transition.joint) {
            (By::Engine, _) => vec![BTreeSet::from([Actor::Engine])],
            (By::Clock, _) => vec![BTreeSet::from([Actor::Clock])],
            (By::Parent, _) => vec![BTreeSet::from([Actor::Parent])],
            (By::Roles(roles), joint) => {
                let roles = roles.iter().map(|role| Actor::Role(names.role(role)));
                match joint {
                    Joint::One => roles.map(|role| BTreeSet::from([role])).collect(),
                    Joint::All => vec![roles.collect()],
                    Joint::Each(list) => {
                        let list = Actor::Each(names.fact(list));
                        vec![roles.chain(std::iter::once(list)).collect()]
                    }
                }
            }
        };
        let roles = workflow.roles.iter();
        let roles = roles
            .map(|role| {
                let open = role.holder == RoleHolder::Open;
                let told = (holder(seen, role), open, named(&role.element));
                (names.role(&role.element.id), told)
            })
            .collect();
        let mut from = BTreeMap::new();
        let tree = workflow.tree();
        for &source in &transition.from {
            let within = tree.descendants(source);
            let leaves = std::iter::once(source).chain(within);
            for leaf in leaves.filter(|id| tree.children(*id).is_empty()) {
                if let Some(state) = tree.get(leaf) {
                    from.insert(names.state(&state.element.id), named(&state.element));
                }
            }
        }
        Side {
            seen,
            parties,
            roles,
            terms: terms(seen, transition),
            from,
            backdates: transition.backdates,
        }
    }

    /// Acts that this accepts and the other refuses.
    fn beyond(&self, other: &Side<'_>, new: bool) -> Vec<Example> {
        let refusing = if new {
            Bilingual::new("개정 전에는", "The old revision")
        } else {
            Bilingual::new("개정 후에는", "The new revision")
        };
        let example = |says: Bilingual, ko: &str, en: &str| Example {
            says,
            because: Bilingual::new(
                format!("{} {ko}", refusing.ko),
                format!("{} {en}", refusing.en),
            ),
            values: BTreeMap::new(),
        };
        let mut examples = Vec::new();
        for party in &self.parties {
            if other.lets(self, party) {
                continue;
            }
            let who = listed(party.iter().map(|actor| self.says(other, actor)));
            let says = if party.len() > 1 {
                Bilingual::new(
                    format!("함께 한 행위: {}", who.ko),
                    format!("an act of these together: {}", who.en),
                )
            } else {
                Bilingual::new(format!("{} 행위", who.ko), format!("an act {}", who.en))
            };
            examples.push(example(
                says,
                "할 수 없습니다.",
                "does not let them take it.",
            ));
        }
        for (state, told) in &self.from {
            if !other.from.contains_key(state) {
                let says = Bilingual::new(
                    format!("{} 상태에서 하는 행위", told.ko),
                    format!("an act in the state {}", told.en),
                );
                examples.push(example(
                    says,
                    "그 상태에서 할 수 없습니다.",
                    "does not have it in that state.",
                ));
            }
        }
        for (term, told) in &other.terms {
            if !self.terms.contains_key(term) {
                examples.push(example(told.clone(), "받아들이지 않습니다.", "refuses it."));
            }
        }
        if self.backdates && !other.backdates {
            let says = Bilingual::new(
                "기록되기 전의 날에 효력이 있는 행위",
                "an act that counts from a day before it was recorded",
            );
            examples.push(example(says, "받아들이지 않습니다.", "refuses it."));
        }
        examples
    }

    /// Whether some of those who act, as the other revision knows them, are enough.
    fn lets(&self, other: &Side<'_>, party: &BTreeSet<Actor>) -> bool {
        let is = |one: &Actor, needed: &Actor| match (one, needed) {
            (Actor::Role(one), Actor::Role(needed)) => {
                let (held, open) = match self.roles.get(needed) {
                    Some((held, open, _)) => (held.as_str(), *open),
                    None => ("", false),
                };
                let before = other.roles.get(one).map_or("", |(held, ..)| held.as_str());
                open || one == needed && held == before
            }
            (one, needed) => one == needed,
        };
        self.parties.iter().any(|needed| {
            needed
                .iter()
                .all(|needed| party.iter().any(|one| is(one, needed)))
        })
    }

    /// `by X`, and how the role is held where that differs.
    fn says(&self, other: &Side<'_>, actor: &Actor) -> Bilingual {
        match actor {
            Actor::Role(role) => {
                let Some((held, _, told)) = self.roles.get(role) else {
                    return Bilingual::from(&**role);
                };
                let differs = other.roles.get(role).is_some_and(|(it, ..)| it != held);
                let how = if differs {
                    format!(" ({held})")
                } else {
                    String::new()
                };
                Bilingual::new(
                    format!("{}{how} 역할의", told.ko),
                    format!("by {}{how}", told.en),
                )
            }
            Actor::Each(fact) => {
                let fact = self.seen.workflow().fact(fact);
                let told = fact.map_or_else(Bilingual::default, |it| named(&it.element));
                Bilingual::new(
                    format!("{}에 적힌 사람 모두의", told.ko),
                    format!("by each person in {}", told.en),
                )
            }
            Actor::Engine => Bilingual::new("저절로 일어나는", "of the engine itself"),
            Actor::Clock => Bilingual::new("기한이 지나 일어나는", "of the clock"),
            Actor::Parent => Bilingual::new("상위 사건이 닫는", "of the parent case"),
        }
    }
}

/// How a role is held, as the file says it.
pub(super) fn holder(seen: &Seen<'_>, role: &Role) -> String {
    let how = match &role.holder {
        RoleHolder::Granted => "granted".to_owned(),
        RoleHolder::Open => "open".to_owned(),
        RoleHolder::Fact(fact) => format!("held_by = {}", seen.names.fact(fact)),
        RoleHolder::ChairOf(body) => format!("chair_of = {body}"),
        RoleHolder::MemberOf(body) => format!("member_of = {body}"),
        RoleHolder::SeatOf { body, seat } => format!("seat = {body}.{seat}"),
        RoleHolder::Assigned => "assigned".to_owned(),
        RoleHolder::Claim(claim) => format!("claim = {claim}"),
    };
    if role.undelegable {
        format!("{how}, undelegable")
    } else {
        how
    }
}

/// What must be met, with an act that does not meet it.
fn terms(seen: &Seen<'_>, transition: &Transition) -> BTreeMap<String, Bilingual> {
    let names = &seen.names;
    let workflow = seen.workflow();
    let mut terms = BTreeMap::new();
    for excluded in &transition.not_by {
        let (key, says) = match excluded {
            Exclusion::Transition(name) => {
                let told = workflow
                    .transition(name)
                    .map_or_else(|| Bilingual::from(&**name), |it| named(&it.element));
                let says = Bilingual::new(
                    format!("{} 행위를 한 바로 그 사람의 행위", told.ko),
                    format!("an act by whoever took {}", told.en),
                );
                (names.transition(name), says)
            }
            Exclusion::Fact(name) => {
                let told = workflow
                    .fact(name)
                    .map_or_else(|| Bilingual::from(&**name), |it| named(&it.element));
                let says = Bilingual::new(
                    format!("{}에 적힌 사람의 행위", told.ko),
                    format!("an act by a person in {}", told.en),
                );
                (names.fact(name), says)
            }
        };
        terms.insert(format!("not_by {key}"), says);
    }
    for asked in &transition.asks {
        let told = workflow
            .fact(asked)
            .map_or_else(|| Bilingual::from(&**asked), |it| named(&it.element));
        let says = Bilingual::new(
            format!("{}의 값을 내지 않은 행위", told.ko),
            format!("an act that does not give {}", told.en),
        );
        terms.insert(format!("asks {}", names.fact(asked)), says);
    }
    if transition.reason_required {
        let says = Bilingual::new("이유를 밝히지 않은 행위", "an act that states no reason");
        terms.insert("reason".to_owned(), says);
    }
    for criterion in transition.criteria.iter().filter(|it| it.required) {
        let told = named(&criterion.element);
        let says = Bilingual::new(
            format!("판단기준 {}에 답하지 않은 행위", told.ko),
            format!("an act that does not address the criterion {}", told.en),
        );
        terms.insert(format!("criterion {}", criterion.element.id), says);
    }
    for recommendation in &workflow.recommendations {
        if !recommendation.blocks.contains(&transition.element.id) {
            continue;
        }
        let told = named(&recommendation.element);
        let says = Bilingual::new(
            format!("권고 {}에 답하기 전의 행위", told.ko),
            format!("an act while the recommendation {} is open", told.en),
        );
        terms.insert(format!("answered {}", recommendation.element.id), says);
    }
    terms
}
