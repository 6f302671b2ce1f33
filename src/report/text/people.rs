//! People: who must act together, what a decision is held to, who acts for whom,
//! what is recommended and served.

use super::{Teller, actors, fact_title, role_title, title};
use crate::diagnostic::Lang;
use crate::guard::Name;
use crate::workflow::{Joint, Service, Tie, Transition, Wait, Whom};

impl Teller<'_> {
    /// Who takes a transition.
    pub(super) fn parties(&self, transition: &Transition) -> String {
        let who = actors(self.workflow, transition, self.lang);
        match &transition.joint {
            Joint::One => who,
            Joint::All => match self.lang {
                Lang::Ko => format!("{who}, 모두의 동의로"),
                Lang::En => format!("{who}, with the assent of all"),
            },
            Joint::Each(list) => {
                let list = fact_title(self.workflow, list, self.lang);
                match self.lang {
                    Lang::Ko => format!("{list}에 있는 사람, 모두의 동의로"),
                    Lang::En => format!("each person in “{list}”, with the assent of all"),
                }
            }
        }
    }

    /// What the decision must address.
    pub(super) fn criteria(&mut self, depth: usize, transition: &Transition) {
        if transition.criteria.is_empty() {
            return;
        }
        let text = self.word("판단기준:", "Criteria:");
        self.line(depth, text);
        for criterion in &transition.criteria {
            let optional = if criterion.required {
                ""
            } else {
                self.word(" (필요하면)", " (where it matters)")
            };
            let line = format!(
                "- {}{optional}{}",
                title(&criterion.element, self.lang),
                self.after(&criterion.element.basis)
            );
            self.line(depth + 1, &line);
        }
    }

    /// What it makes or ends between people.
    pub(super) fn ties(&mut self, depth: usize, ties: &[Tie]) {
        for tie in ties {
            let line = self.tie(tie);
            self.line(depth, &line);
        }
    }

    fn fact(&self, fact: &Name) -> String {
        fact_title(self.workflow, fact, self.lang).to_owned()
    }

    fn tie(&self, tie: &Tie) -> String {
        let role = |role| role_title(self.workflow, role, self.lang);
        let whom = |whom: &Whom| match whom {
            Whom::Actor => self.word("행위한 사람", "who acts").to_owned(),
            Whom::Fact(fact) => self.fact(fact),
        };
        match (tie, self.lang) {
            (Tie::Assign { role: of, to }, Lang::Ko) => {
                format!("역할을 맡김: {} → {}", role(of), whom(to))
            }
            (Tie::Assign { role: of, to }, Lang::En) => {
                format!("Assigns: {} to {}", role(of), whom(to))
            }
            (Tie::Unassign { role: of }, Lang::Ko) => format!("역할을 거둠: {}", role(of)),
            (Tie::Unassign { role: of }, Lang::En) => format!("Unassigns: {}", role(of)),
            (
                Tie::Delegate {
                    role: of,
                    to,
                    from,
                    until,
                },
                lang,
            ) => {
                let day = |fact: &Option<Name>| fact.as_ref().map(|fact| self.fact(fact));
                let period = match (day(from), day(until), lang) {
                    (None, None, _) => String::new(),
                    (from, until, Lang::Ko) => format!(
                        " ({}부터 {}까지)",
                        from.as_deref().unwrap_or("그날"),
                        until.as_deref().unwrap_or("철회할 때")
                    ),
                    (from, until, Lang::En) => format!(
                        " (from {} until {})",
                        from.as_deref().unwrap_or("that day"),
                        until.as_deref().unwrap_or("it is revoked")
                    ),
                };
                let word = self.word("위임", "Delegates");
                let to = self.fact(to);
                match lang {
                    Lang::Ko => format!("{word}: {} → {to}{period}", role(of)),
                    Lang::En => format!("{word}: {} to {to}{period}", role(of)),
                }
            }
            (Tie::Annul { transition, .. }, _) => {
                let word = self.word("취소하는 행위", "Annuls");
                format!("{word}: `{transition}`")
            }
            (Tie::Revoke { role: of, to }, lang) => {
                let to = to.as_ref().map(|fact| self.fact(fact));
                let to = to.map_or_else(String::new, |to| format!(" ({to})"));
                match lang {
                    Lang::Ko => format!("위임의 철회: {}{to}", role(of)),
                    Lang::En => format!("Revokes the delegation: {}{to}", role(of)),
                }
            }
            (
                Tie::Serve {
                    to,
                    document,
                    on,
                    how,
                    after,
                },
                lang,
            ) => {
                let (to, document) = (self.fact(to), self.fact(document));
                let on = on
                    .as_ref()
                    .map_or_else(String::new, |fact| format!(", {}", self.fact(fact)));
                let how = self.how(*how);
                let after = after.map_or_else(String::new, |after| self.wait(after));
                match lang {
                    Lang::Ko => format!("송달: {document} → {to} ({how}{on}){after}"),
                    Lang::En => format!("Serves: {document} on {to} ({how}{on}){after}"),
                }
            }
        }
    }

    fn how(&self, how: Service) -> &'static str {
        match how {
            Service::Delivery => self.word("교부", "handed over"),
            Service::Post => self.word("우편", "by post"),
            Service::Electronic => self.word("전자", "electronically"),
            Service::PublicNotice => self.word("공시송달", "by public notice"),
            Service::Failed => self.word("송달 불능", "in vain"),
        }
    }

    fn wait(&self, wait: Wait) -> String {
        let (number, ko, en) = if wait.months > 0 {
            (wait.months, "개월", "months")
        } else {
            (wait.days, "일", "days")
        };
        match self.lang {
            Lang::Ko => format!(", {number}{ko}이 지난 때 효력이 생김"),
            Lang::En => format!(", with effect once {number} {en} have passed"),
        }
    }

    /// The recommendations: who makes and answers them, what they hold up.
    pub(super) fn recommendations(&mut self) {
        let workflow = self.workflow;
        if workflow.recommendations.is_empty() {
            return;
        }
        self.heading("권고", "Recommendations");
        for one in &workflow.recommendations {
            let line = format!(
                "- {} [{}]{}",
                title(&one.element, self.lang),
                one.element.id,
                self.after(&one.element.basis)
            );
            self.line(1, &line);
            let acts = |names: &[Name]| {
                names
                    .iter()
                    .map(|name| {
                        workflow
                            .transition(name)
                            .map_or(&**name, |other| title(&other.element, self.lang))
                    })
                    .collect::<Vec<_>>()
                    .join(", ")
            };
            let (made, answered, blocks) = (
                acts(&one.made_by),
                acts(&one.answered_by),
                acts(&one.blocks),
            );
            let comply = one.comply.join(", ");
            let answer = match self.lang {
                Lang::Ko => format!("{answered} (‘{comply}’이(가) 아니면 이유를 적어야 함)"),
                Lang::En => {
                    format!("{answered} (a reason is due unless the answer is “{comply}”)")
                }
            };
            self.item(2, "하는 행위", "Made by", &made);
            self.item(2, "답하는 행위", "Answered by", &answer);
            if let Some(deadline) = &one.deadline {
                self.item(2, "기한", "Deadline", deadline);
            }
            if !blocks.is_empty() {
                self.item(2, "답할 때까지 할 수 없는 행위", "Holds up", &blocks);
            }
        }
    }
}
