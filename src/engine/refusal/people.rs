//! Refusals that are about people: delegations, assents, criteria, recommendations.

use super::Refusal;
use crate::diagnostic::{Bilingual, Code, Finding};
use crate::engine::Ground;
use crate::engine::people::Delegation;
use crate::guard::Value;

impl Refusal<'_> {
    /// The finding of such a ground; `None` for any other.
    pub(super) fn of_people(&self, ground: &Ground) -> Option<Finding> {
        let attempted = self.attempted();
        let new = |code: u16| Finding::new(Code(code)).with("transition", attempted.clone());
        Some(match ground {
            Ground::Expired(role) => {
                let until = self.delegation(role, |delegation| delegation.until.is_some());
                let until = until.and_then(|delegation| delegation.until.clone());
                self.of_role(new(760), role).with(
                    "until",
                    until.map_or_else(String::new, |day| day.to_string()),
                )
            }
            Ground::NotDelegated(role) => self
                .of_role(new(761), role)
                .with("detail", self.why_not_delegated(role)),
            Ground::SubDelegated(role) => self.of_role(new(762), role),
            Ground::Criterion(id) => {
                let criterion = self.transition().and_then(|transition| {
                    let mut criteria = transition.criteria.iter();
                    criteria.find(|criterion| criterion.element.id == *id)
                });
                let says = criterion.map_or_else(
                    || Bilingual::from(&**id),
                    |criterion| criterion.element.title.clone(),
                );
                let finding = new(763).with("criterion", &**id).with("says", says);
                return Some(match criterion {
                    Some(criterion) => self.placed(finding, "criterion", &criterion.element),
                    None => finding,
                });
            }
            Ground::Departure(id) => return Some(self.of_recommendation(new(764), id)),
            Ground::Open(id) => {
                let answered_by = self
                    .workflow
                    .recommendations
                    .iter()
                    .find(|recommendation| recommendation.element.id == *id)
                    .map(|recommendation| recommendation.answered_by.join(", "));
                return Some(
                    self.of_recommendation(new(765), id)
                        .with("answered_by", answered_by.unwrap_or_default()),
                );
            }
            Ground::Frozen(fact) => {
                let frozen = self
                    .act
                    .zip(self.case)
                    .and_then(|(act, case)| case.people.assents.get(&act.transition))
                    .and_then(|collection| collection.given.get(fact))
                    .map_or_else(
                        || Bilingual::new("주지 않음", "not given"),
                        |value| Bilingual::from(&format!("`{value}`")),
                    );
                self.of_fact(new(766), fact)
                    .with(
                        "value",
                        self.given
                            .get(fact)
                            .map(ToString::to_string)
                            .unwrap_or_default(),
                    )
                    .with("frozen", frozen)
            }
            Ground::NothingToAnnul(act) => new(778).with("act", &**act),
            Ground::Assented => new(767)
                .with("actor", self.actor)
                .with("missing", self.missing_parties()),
            Ground::NoAssent => new(768).with("actor", self.actor),
            _ => return None,
        })
    }

    fn of_role(&self, finding: Finding, role: &str) -> Finding {
        finding
            .with("actor", self.actor)
            .with("role", self.role_title(role))
    }

    /// The last delegation of a role to the actor that suits.
    fn delegation(&self, role: &str, suits: impl Fn(&Delegation) -> bool) -> Option<&Delegation> {
        self.case?
            .people
            .delegations
            .iter()
            .rev()
            .find(|delegation| {
                *delegation.role == *role && delegation.is_to(self.actor) && suits(delegation)
            })
    }

    fn why_not_delegated(&self, role: &str) -> Bilingual {
        match self.delegation(role, |_| true) {
            Some(delegation) if delegation.revoked.is_some() => {
                let entry = delegation.revoked.unwrap_or_default();
                Bilingual::new(
                    format!("사건의 {entry}번째 기록에서 철회되었습니다"),
                    format!("it was revoked by entry {entry} of the case"),
                )
            }
            Some(Delegation {
                from: Some(Value::Date(from)),
                ..
            }) => Bilingual::new(
                format!("{from}부터 효력이 있습니다"),
                format!("it is in force from {from}"),
            ),
            Some(_) => Bilingual::new(
                "위임한 사람이 그 역할을 더는 갖지 않거나, 위임의 내용이 삭제되었습니다",
                "whoever delegated it does not hold it any more, or what it says was erased",
            ),
            None => Bilingual::new(
                "이 사건에 그런 위임이 없습니다",
                "there is no such delegation in this case",
            ),
        }
    }

    fn of_recommendation(&self, finding: Finding, id: &str) -> Finding {
        let found = self
            .workflow
            .recommendations
            .iter()
            .find(|recommendation| *recommendation.element.id == *id);
        let title = found.map_or_else(
            || Bilingual::from(id),
            |recommendation| recommendation.element.title.clone(),
        );
        let comply = found.map(|recommendation| recommendation.comply.join(", "));
        let finding = finding
            .with("recommendation", id)
            .with("title", title)
            .with("comply", comply.unwrap_or_default());
        match found {
            Some(recommendation) => self.placed(finding, "recommendation", &recommendation.element),
            None => finding,
        }
    }

    fn missing_parties(&self) -> Bilingual {
        let missing = self
            .transition()
            .zip(self.case)
            .and_then(|(transition, case)| crate::engine::people::collected(case, transition))
            .map(|collected| collected.missing)
            .unwrap_or_default();
        super::told(missing.iter().map(|party| self.role_title(party)))
    }
}
