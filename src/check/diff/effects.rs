//! What follows from an act, in words that two revisions can be compared by.

use std::collections::BTreeSet;

use super::Seen;
use super::names::Names;
use crate::check::words::named;
use crate::diagnostic::Bilingual;
use crate::guard::Name;
use crate::workflow::{
    Addition, Change, DateOf, DismissalFacts, GivenFrom, Opens, PersonOf, Seating, Setting,
    StateId, Tie, Transition, Wait, Whom,
};

/// What follows from an act by one branch, or without branches.
#[derive(Debug, Clone)]
pub(super) struct Effect {
    /// The state that is entered, by its new name and as it is told.
    to: Option<(Name, Bilingual)>,
    /// Everything else, as the file says it, by the names of the new revision.
    rest: BTreeSet<String>,
}

impl Effect {
    /// Whether the same follows.
    pub(super) fn same(&self, other: &Effect) -> bool {
        let to = |it: &Effect| it.to.as_ref().map(|(name, _)| name.clone());
        to(self) == to(other) && self.rest == other.rest
    }

    /// What follows before and now, where it differs.
    pub(super) fn against(&self, new: &Effect) -> Bilingual {
        let told = |it: &Effect, other: &Effect| {
            let mut ko: Vec<String> = Vec::new();
            let mut en: Vec<String> = Vec::new();
            let name = |it: &Effect| it.to.as_ref().map(|(name, _)| name.clone());
            if name(it) != name(other) {
                match &it.to {
                    Some((_, to)) => {
                        ko.push(format!("{} 상태로 감", to.ko));
                        en.push(format!("the state becomes {}", to.en));
                    }
                    None => {
                        ko.push("상태는 그대로".to_owned());
                        en.push("the state stays".to_owned());
                    }
                }
            }
            for more in it.rest.difference(&other.rest) {
                ko.push(format!("`{more}`"));
                en.push(format!("`{more}`"));
            }
            if ko.is_empty() {
                ko.push("그것이 없음".to_owned());
                en.push("nothing of the kind".to_owned());
            }
            (ko.join(", "), en.join(", "))
        };
        let (before, now) = (told(self, new), told(new, self));
        Bilingual::new(
            format!("개정 전: {}. 개정 후: {}.", before.0, now.0),
            format!("Before: {}. Now: {}.", before.1, now.1),
        )
    }
}

/// What follows by each branch, in the order of the file.
pub(super) fn effects(seen: &Seen<'_>, transition: &Transition) -> Vec<Effect> {
    let writer = Writer { seen };
    let mut own = writer.changes(&transition.changes);
    own.extend(writer.seatings(&transition.seatings));
    own.extend(transition.opens.iter().map(|it| writer.opens(it)));
    own.extend(transition.ties.iter().map(|it| writer.tie(it)));
    own.extend(
        transition
            .with
            .iter()
            .map(|it| format!("with = {}", seen.names.transition(it))),
    );
    if transition.branches.is_empty() {
        return vec![Effect {
            to: writer.state(transition.to),
            rest: own,
        }];
    }
    let branches = transition.branches.iter();
    branches
        .map(|branch| {
            let mut rest = own.clone();
            rest.extend(writer.changes(&branch.changes));
            rest.extend(writer.seatings(&branch.seatings));
            rest.extend(branch.opens.iter().map(|it| writer.opens(it)));
            rest.extend(branch.ties.iter().map(|it| writer.tie(it)));
            Effect {
                to: writer.state(branch.to),
                rest,
            }
        })
        .collect()
}

/// What a state opens of other cases, as the file says it.
pub(super) fn opens(seen: &Seen<'_>, opens: &Opens) -> String {
    Writer { seen }.opens(opens)
}

struct Writer<'s> {
    seen: &'s Seen<'s>,
}

impl Writer<'_> {
    fn names(&self) -> &Names {
        &self.seen.names
    }

    fn fact(&self, name: &Name) -> Name {
        self.names().fact(name)
    }

    fn state(&self, id: Option<StateId>) -> Option<(Name, Bilingual)> {
        let state = self.seen.workflow().states.get(id?.0)?;
        Some((self.names().state(&state.element.id), named(&state.element)))
    }

    fn changes(&self, changes: &[Change]) -> BTreeSet<String> {
        let all = changes.iter().map(|change| match change {
            Change::Set { fact, to } => {
                let to = match to {
                    Setting::Today => "today".to_owned(),
                    Setting::Actor => "actor".to_owned(),
                    Setting::Constant(value) => value.to_string(),
                    Setting::After { from, wait } => {
                        let from = from.as_ref().map(|it| self.fact(it));
                        let from = from.as_deref().unwrap_or("today");
                        format!("{from} + {}", lasting(wait.as_ref()))
                    }
                };
                format!("sets {} = {to}", self.fact(fact))
            }
            Change::Add { fact, what } => {
                let what = match what {
                    Addition::Number(number) => number.to_string(),
                    Addition::Member(member) => self.fact(member).to_string(),
                    Addition::Actor => "actor".to_owned(),
                };
                format!("adds {} += {what}", self.fact(fact))
            }
            Change::Clear { fact } => format!("clears {}", self.fact(fact)),
        });
        all.collect()
    }

    fn seatings(&self, seatings: &[Seating]) -> BTreeSet<String> {
        let all = seatings.iter().map(|seating| match seating {
            Seating::Seats(seats) => {
                let rows = seats.rows.as_ref().map(|it| self.fact(it));
                let rows = rows.map_or_else(String::new, |it| format!(" for each row of {it}"));
                let until = seats.until.as_ref().map(|it| self.date(it));
                let until = until.map_or_else(String::new, |it| format!(" until {it}"));
                let replaces = seats.replaces.as_ref().map(|it| self.fact(it));
                let replaces = replaces.map_or_else(String::new, |it| format!(" replacing {it}"));
                let marks: Vec<String> = seats
                    .marks
                    .iter()
                    .map(|(mark, fact)| format!(" {mark} = {}", self.fact(fact)))
                    .collect();
                format!(
                    "seats {}.{} = {} from {}{until}{rows}{replaces}{}",
                    seats.body,
                    seats.seat,
                    self.person(&seats.person),
                    self.date(&seats.from),
                    marks.concat()
                )
            }
            Seating::Vacates(vacates) => {
                let seat = vacates.seat.as_deref().unwrap_or("*");
                let ground = vacates.dismissal.as_ref().map(|it| self.dismissal(it));
                format!(
                    "vacates {}.{seat} = {} on {}{}",
                    vacates.body,
                    self.person(&vacates.person),
                    self.date(&vacates.on),
                    ground.unwrap_or_default()
                )
            }
        });
        all.collect()
    }

    fn dismissal(&self, facts: &DismissalFacts) -> String {
        let mut all = format!(" on the ground {}", self.fact(&facts.ground));
        if let Some(heard) = &facts.heard {
            all.push_str(&format!(" heard {}", self.fact(heard)));
        }
        if let Some((attended, held)) = &facts.attendance {
            let (attended, held) = (self.fact(attended), self.fact(held));
            all.push_str(&format!(" attended {attended} of {held}"));
        }
        all
    }

    fn person(&self, person: &PersonOf) -> String {
        match person {
            PersonOf::Actor => "actor".to_owned(),
            PersonOf::Fact(fact) => self.fact(fact).to_string(),
            PersonOf::Column(column) => format!("column {column}"),
        }
    }

    fn date(&self, date: &DateOf) -> String {
        match date {
            DateOf::Today => "today".to_owned(),
            DateOf::Fact(fact) => self.fact(fact).to_string(),
        }
    }

    fn opens(&self, opens: &Opens) -> String {
        let gives = opens.gives.iter().map(|giving| {
            let from = match &giving.from {
                GivenFrom::Fact(fact) => self.fact(fact).to_string(),
                GivenFrom::Member => "member".to_owned(),
                GivenFrom::Column(column) => format!("column {column}"),
            };
            format!(" {} = {from}", giving.to.name)
        });
        let gives: BTreeSet<String> = gives.collect();
        let at = opens.at.as_ref().map(|it| format!(" at {}", it.name));
        let each = opens.for_each.as_ref().map(|it| self.fact(it));
        let each = each.map(|it| format!(" for each of {it}"));
        let all: String = gives.into_iter().collect();
        format!(
            "opens {} of {}{}{}{all} on_end {:?}",
            opens.name,
            opens.workflow.name,
            at.unwrap_or_default(),
            each.unwrap_or_default(),
            opens.on_end
        )
    }

    fn tie(&self, tie: &Tie) -> String {
        let role = |name: &Name| self.names().role(name);
        let whom = |whom: &Whom| match whom {
            Whom::Actor => "actor".to_owned(),
            Whom::Fact(fact) => self.fact(fact).to_string(),
        };
        let some = |word: &str, name: &Option<Name>| {
            name.as_ref()
                .map_or_else(String::new, |name| format!(" {word} {}", self.fact(name)))
        };
        match tie {
            Tie::Assign { role: to, to: who } => format!("assigns {} = {}", role(to), whom(who)),
            Tie::Unassign { role: of } => format!("unassigns {}", role(of)),
            Tie::Delegate {
                role: of,
                to,
                from,
                until,
            } => format!(
                "delegates {} = {}{}{}",
                role(of),
                self.fact(to),
                some("from", from),
                some("until", until)
            ),
            Tie::Revoke { role: of, to } => format!("revokes {}{}", role(of), some("from", to)),
            Tie::Annul { transition, .. } => {
                format!("annuls {}", self.names().transition(transition))
            }
            Tie::Serve {
                to,
                document,
                on,
                how,
                after,
            } => format!(
                "serves {} on {} by {}{} after {}",
                self.fact(document),
                self.fact(to),
                how.as_str(),
                some("dated", on),
                lasting(after.as_ref())
            ),
        }
    }
}

fn lasting(wait: Option<&Wait>) -> String {
    let (months, days) = wait.map_or((0, 0), |wait| (wait.months, wait.days));
    match (months, days) {
        (0, days) => format!("{days} days"),
        (months, 0) => format!("{months} months"),
        (months, days) => format!("{months} months {days} days"),
    }
}
