//! Refusals because a provision is no law on the day of the act.

use super::Refusal;
use crate::diagnostic::{Bilingual, Code, Finding};
use crate::engine::Ground;
use crate::ordinance::Fault;
use crate::workflow::{Cited, Element};

impl Refusal<'_> {
    /// That a provision is not law yet, repealed, or stayed: with its text and
    /// heading, and from when.
    pub(super) fn of_law(&self, ground: &Ground, cited: &str) -> Finding {
        let code = Code(match ground {
            Ground::Repealed(_) => 781,
            Ground::Stayed(_) => 782,
            _ => 780,
        });
        let footing = self.law.and_then(|law| law.footing(cited));
        let unknown = || Bilingual::new("알 수 없는 날", "a day that is not known");
        let force = footing.map(|it| &it.force);
        let day = force.and_then(|force| match ground {
            Ground::Repealed(_) => force.repealed,
            Ground::Stayed(_) => force.stay(self.date).map(|stay| stay.from),
            _ => force.from,
        });
        let named = footing.map_or_else(|| Bilingual::from(cited), |it| it.named.clone());
        let mut finding = Finding::new(code)
            .with("transition", self.attempted())
            .with("provision", named.clone())
            .with("date", self.date.to_string())
            .with(
                "day",
                day.map_or_else(unknown, |day| Bilingual::from(day.to_string())),
            );
        if let Some(Fault::Stayed(stay)) = force.and_then(|force| force.fault(self.date)) {
            let until = stay.until.map_or_else(
                || Bilingual::new("끝나는 날은 정해지지 않았습니다", "no end is set"),
                |day| {
                    Bilingual::new(
                        format!("{day}부터 다시 효력이 있습니다"),
                        format!("it is law again from {day}"),
                    )
                },
            );
            let order = stay.order.map_or_else(Bilingual::default, |order| {
                Bilingual::new(format!(" ({order})"), format!(" ({order})"))
            });
            finding = finding.note(Bilingual::new(
                format!("정지: {}부터, {}{}.", stay.from, until.ko, order.ko),
                format!("Stayed from {}; {}{}.", stay.from, until.en, order.en),
            ));
        }
        if let (Ground::Repealed(_), Some((basis, _))) =
            (ground, footing.and_then(|it| it.saving.as_ref()))
        {
            finding = finding.note(Bilingual::new(
                format!("{}에 따라 폐지 전에 시작한 사건에만 적용합니다.", basis.ko),
                format!("By {} it applies still, to cases begun before.", basis.en),
            ));
        }
        let (kind, element) = self.resting(cited);
        self.placed(finding, kind, element).citing(named)
    }

    /// What of the act rests on a provision: the transition, one of its guards or
    /// branches; else the transition or the workflow.
    fn resting(&self, cited: &str) -> (&'static str, &Element) {
        let cites = |basis: &[Cited]| basis.iter().any(|it| it.citation.written == cited);
        let Some(transition) = self.transition() else {
            return ("workflow", &self.workflow.element);
        };
        let guards = transition.guards.iter().map(|it| ("guard", &it.element));
        guards
            .filter(|_| !cites(&transition.element.basis))
            .find(|(_, element)| cites(&element.basis))
            .unwrap_or(("transition", &transition.element))
    }
}
