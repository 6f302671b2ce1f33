//! One entry of a case, told.

use crate::audit::entry::ERASED_REASON;
use crate::diagnostic::{Finding, Lang};
use crate::engine::people::Tied;
use crate::engine::{
    Case, Condition, Content, DeadlineChange, DeadlineEvent, Effect, Entry, SeatEffect, Step,
    standing, truth_title,
};
use crate::guard::{Name, Value};
use crate::library::Held;
use crate::service::told;
use crate::workflow::Cited;

use super::html::{Html, word};
use super::provisions::Provisions;

/// An entry with the definition that it was decided under.
pub(super) struct Told<'a> {
    pub held: &'a Held,
    pub entry: &'a Entry,
    /// The case before and after it.
    pub before: Option<&'a Case>,
    pub after: Option<&'a Case>,
    pub index: u64,
    pub hash: String,
    pub lang: Lang,
}

impl Told<'_> {
    /// The article of the entry.
    pub fn write(&self, page: &mut Html, provisions: &mut Provisions) {
        let (entry, lang) = (self.entry, self.lang);
        page.raw(&format!("<li id=\"entry-{}\">\n<article>\n", entry.seq));
        let (kind, what) = self.what();
        page.element("h3", &format!("{}. {kind}: {what}", entry.seq));
        page.raw("<dl>\n");
        self.when(page);
        page.pair(word(lang, "누가", "Who"), &self.who());
        self.basis(page, provisions);
        self.given(page);
        self.conditions(page, provisions);
        self.grounds(page);
        page.pairs(word(lang, "효과", "Effect"), &self.effects());
        page.pairs(word(lang, "기한", "Deadlines"), &self.deadlines());
        page.pairs(
            word(lang, "다른 사건에 전함", "Told to other cases"),
            &self.sends(),
        );
        self.standing(page);
        page.element("dt", word(lang, "기록의 해시", "Hash of the entry"));
        page.raw("<dd><code>").text(&self.hash).raw("</code> ");
        page.text(&match lang {
            Lang::Ko => format!("(로그의 {}번)", self.index),
            Lang::En => format!("(leaf {} of the log)", self.index),
        });
        page.raw("</dd>\n</dl>\n</article>\n</li>\n");
    }

    fn what(&self) -> (&'static str, String) {
        let lang = self.lang;
        let title = |id: &str| {
            let found = self.held.workflow.transition(id);
            found.map_or_else(
                || id.to_owned(),
                |transition| transition.element.title.get(lang).to_owned(),
            )
        };
        match &self.entry.content {
            Content::Opened { .. } => (
                word(lang, "사건을 열었습니다", "Case opened"),
                self.held.workflow.title().get(lang).to_owned(),
            ),
            Content::Act { act, .. } => (
                word(lang, "받아들였습니다", "Accepted"),
                title(&act.transition),
            ),
            Content::Refused { act, .. } => (
                word(lang, "거부하였습니다", "Refused"),
                title(&act.transition),
            ),
            Content::Assented { act, .. } => (
                word(lang, "동의하였습니다", "Assented"),
                title(&act.transition),
            ),
            Content::Withdrawn { act } => (
                word(lang, "동의를 철회하였습니다", "Assent withdrawn"),
                title(&act.transition),
            ),
            Content::Clock {
                transition,
                grounds,
                ..
            } => (
                if grounds.is_empty() {
                    word(lang, "기한이 지나 이루어졌습니다", "A deadline ran out")
                } else {
                    word(
                        lang,
                        "기한이 지났으나 이루어지지 않았습니다",
                        "A deadline ran out without effect",
                    )
                },
                title(transition),
            ),
            Content::Received { from, body, .. } => (
                word(lang, "다른 사건에서 전달받았습니다", "Told by another case"),
                format!("{from}: {}", told::message_line(body, lang)),
            ),
            Content::Moved(_) => (
                word(
                    lang,
                    "절차의 다른 판으로 옮겼습니다",
                    "Moved to another revision of the procedure",
                ),
                self.held.workflow.title().get(lang).to_owned(),
            ),
            Content::Recounted {
                deadline: None,
                basis,
                ..
            } if !basis.is_empty() => (
                word(
                    lang,
                    "근거 조문의 시행ㆍ폐지ㆍ정지가 바뀌었습니다",
                    "When what it rests on is law has changed",
                ),
                basis.join(", "),
            ),
            Content::Recounted { .. } => (
                word(
                    lang,
                    "기한을 다시 계산하였습니다",
                    "Deadlines counted again",
                ),
                self.held.workflow.title().get(lang).to_owned(),
            ),
            Content::Erased { facts, basis, .. } => {
                let named = |fact: &Name| {
                    let found = self.held.workflow.fact(fact);
                    found.map_or(fact.to_string(), |fact| {
                        fact.element.title.get(lang).to_owned()
                    })
                };
                let facts: Vec<String> = facts.iter().map(named).collect();
                (
                    word(lang, "값을 삭제하였습니다", "Values were erased"),
                    format!("{} ({})", facts.join(", "), basis.join(", ")),
                )
            }
            Content::Corrected(correction) => (
                if correction.grounds.is_empty() {
                    word(lang, "기록을 정정하였습니다", "A record was corrected")
                } else {
                    word(lang, "정정을 거부하였습니다", "A correction was refused")
                },
                match lang {
                    Lang::Ko => format!("{}번 기록", correction.seq),
                    Lang::En => format!("entry {}", correction.seq),
                },
            ),
            Content::Unopened { child, why, .. } => (
                word(
                    lang,
                    "하위 사건을 열지 못하였습니다",
                    "A child case could not be opened",
                ),
                format!("{child} ({})", told::why_unopened(why).get(lang)),
            ),
        }
    }

    fn when(&self, page: &mut Html) {
        let (entry, lang) = (self.entry, self.lang);
        let local = |at: jiff::Timestamp| {
            let zoned = at.to_zoned(self.held.zone.clone());
            zoned.strftime("%Y-%m-%d %H:%M").to_string()
        };
        page.element("dt", word(lang, "언제", "When"));
        page.raw(&format!("<dd><time datetime=\"{}\">", entry.recorded));
        page.text(&local(entry.recorded));
        page.raw("</time> ")
            .text(&format!("({})", self.held.workflow.zone));
        if entry.effective != entry.recorded {
            page.text(&match lang {
                Lang::Ko => format!(", 효력은 {}부터", local(entry.effective)),
                Lang::En => format!(", counts from {}", local(entry.effective)),
            });
        }
        page.raw("</dd>\n");
    }

    fn who(&self) -> String {
        let (subject, lang) = (&self.entry.subject, self.lang);
        let person = match &*subject.actor {
            "clock" => word(lang, "시계(사람이 아닙니다)", "the clock (no person)"),
            "engine" => word(lang, "프로그램(사람이 아닙니다)", "the program (no person)"),
            person => person,
        };
        let mut said = match &subject.capacity {
            Some(role) => {
                let found = self.held.workflow.role(role);
                let title = found.map_or(&**role, |role| role.element.title.get(lang));
                format!("{title} ({person})")
            }
            None => person.to_owned(),
        };
        if let Some(behalf) = &subject.on_behalf_of {
            said.push_str(&match lang {
                Lang::Ko => format!(", {}의 대리", behalf.person),
                Lang::En => format!(", for {}", behalf.person),
            });
        }
        if told::is_discretion(&self.entry.content) {
            said.push_str(word(
                lang,
                "; 사람이 판단하여 정한 것입니다",
                "; a person decided this, not the law alone",
            ));
        }
        said
    }

    fn basis(&self, page: &mut Html, provisions: &mut Provisions) {
        let workflow = &self.held.workflow;
        let own = match &self.entry.content {
            Content::Act { act, .. }
            | Content::Refused { act, .. }
            | Content::Assented { act, .. }
            | Content::Withdrawn { act } => Some(&act.transition),
            Content::Clock { transition, .. } => Some(transition),
            _ => None,
        };
        let steps = self.steps().iter();
        let taken = steps
            .filter(|step| Some(&step.transition) != own)
            .map(|step| &step.transition);
        page.element("dt", word(self.lang, "근거", "Basis"));
        if own.is_none() {
            self.cite(page, provisions, "", &workflow.element.basis);
        }
        for id in own.into_iter().chain(taken) {
            if let Some(transition) = workflow.transition(id) {
                let title = match Some(id) == own {
                    true => "",
                    false => transition.element.title.get(self.lang),
                };
                self.cite(page, provisions, title, &transition.element.basis);
            }
        }
        for step in self.steps() {
            let branch = step.branch.as_ref().and_then(|id| {
                let transition = workflow.transition(&step.transition)?;
                let mut branches = transition.branches.iter();
                branches.find(|branch| branch.element.id == *id)
            });
            if let Some(branch) = branch {
                let title = branch.element.title.get(self.lang);
                self.cite(page, provisions, title, &branch.element.basis);
            }
        }
        let former = self.after.iter();
        let former = former.flat_map(|case| told::former_law_of(self.held, case, self.entry));
        for former in former {
            page.element("dd", former.says().get(self.lang));
        }
    }

    /// A basis with links to its provisions.
    fn cite(&self, page: &mut Html, provisions: &mut Provisions, title: &str, basis: &[Cited]) {
        page.raw("<dd>");
        if !title.is_empty() {
            page.raw("<bdi>").text(title).raw("</bdi>: ");
        }
        let said = told::basis(self.held, basis);
        match said.get(self.lang) {
            "" => page.text("–"),
            said => page.text(said),
        };
        for number in provisions.cite(self.held, basis, self.lang) {
            page.raw(&format!(" <a href=\"#provision-{number}\">[{number}]</a>"));
        }
        page.raw("</dd>\n");
    }

    fn steps(&self) -> &[Step] {
        match &self.entry.content {
            Content::Opened { steps, .. }
            | Content::Act { steps, .. }
            | Content::Clock { steps, .. }
            | Content::Received { steps, .. } => steps,
            _ => &[],
        }
    }

    fn given(&self, page: &mut Html) {
        let lang = self.lang;
        let empty = Default::default();
        let given = match &self.entry.content {
            Content::Opened { given, .. } => given,
            content => told::act_of(content).map_or(&empty, |act| &act.given),
        };
        let given: Vec<String> = given
            .iter()
            .map(|(fact, value)| format!("{}: {}", self.fact(fact), self.value(value)))
            .collect();
        page.pairs(word(lang, "적어 낸 값", "Values given"), &given);
        let Some(act) = told::act_of(&self.entry.content) else {
            return;
        };
        if let Some(reason) = &act.reason {
            page.pair(word(lang, "이유", "Reason"), self.reason(reason));
        }
        let transition = self.held.workflow.transition(&act.transition);
        let criteria: Vec<String> = act
            .criteria
            .iter()
            .map(|(id, said)| {
                let mut all = transition.iter().flat_map(|one| &one.criteria);
                let found = all.find(|one| one.element.id == *id);
                let title = found.map_or(&**id, |one| one.element.title.get(lang));
                format!("{title}: {}", self.reason(said))
            })
            .collect();
        page.pairs(
            word(lang, "판단 기준마다", "Criterion by criterion"),
            &criteria,
        );
    }

    fn fact<'f>(&'f self, id: &'f str) -> &'f str {
        let found = self.held.workflow.fact(id);
        found.map_or(id, |fact| fact.element.title.get(self.lang))
    }

    fn value(&self, value: &Value) -> String {
        match value {
            Value::Erased => self.withheld().to_owned(),
            value => value.says().get(self.lang).to_owned(),
        }
    }

    fn reason<'r>(&self, reason: &'r str) -> &'r str {
        match reason {
            ERASED_REASON => self.withheld(),
            said => said,
        }
    }

    const fn withheld(&self) -> &'static str {
        word(
            self.lang,
            "(지워졌거나 이 문서에 싣지 않은 값)",
            "(erased, or not shown in this document)",
        )
    }

    /// The conditions of the act, each with the provision and the values seen.
    fn conditions(&self, page: &mut Html, provisions: &mut Provisions) {
        let (own, guards): (&str, &[Condition]) = match &self.entry.content {
            Content::Act { act, guards, .. }
            | Content::Refused { act, guards, .. }
            | Content::Assented { act, guards, .. } => (&act.transition, guards),
            Content::Clock {
                transition, guards, ..
            } => (transition, guards),
            _ => ("", &[]),
        };
        let steps = self.steps().iter().flat_map(|step| {
            let of = &*step.transition;
            step.guards.iter().map(move |condition| (of, condition))
        });
        let all: Vec<(&str, &Condition)> =
            guards.iter().map(|one| (own, one)).chain(steps).collect();
        if all.is_empty() {
            return;
        }
        page.element("dt", word(self.lang, "요건", "Conditions"));
        for (of, condition) in all {
            page.raw("<dd>")
                .text(truth_title(condition.truth).get(self.lang))
                .raw(": ");
            let guard = told::guard_of(self.held, of, &condition.id);
            match guard {
                Some(guard) => page.text(guard.element.title.get(self.lang)),
                None => page.text(&condition.id),
            };
            if let Some(guard) = guard {
                let basis = &guard.element.basis;
                page.text(&format!(
                    " – {}",
                    told::basis(self.held, basis).get(self.lang)
                ));
                for number in provisions.cite(self.held, basis, self.lang) {
                    page.raw(&format!(" <a href=\"#provision-{number}\">[{number}]</a>"));
                }
            }
            for (fact, value) in &condition.seen {
                page.raw("<br><bdi>");
                page.text(&format!("{}: {}", self.fact(fact), self.value(value)));
                page.raw("</bdi>");
            }
            for fact in &condition.missing {
                page.raw("<br>")
                    .text(word(self.lang, "모르는 값: ", "not known: "));
                page.text(self.fact(fact));
            }
            page.raw("</dd>\n");
        }
    }

    /// Why it was refused, or why the clock did not take it.
    fn grounds(&self, page: &mut Html) {
        let mut findings = told::refusal(self.held, self.before, self.entry);
        findings.extend(told::not_taken(self.held, self.before, self.entry));
        let told: Vec<String> = findings.iter().map(|one| self.ground(one)).collect();
        page.pairs(word(self.lang, "거부한 까닭", "Why not"), &told);
    }

    fn ground(&self, finding: &Finding) -> String {
        let title = finding.title(self.lang);
        let mut said = match &finding.citation {
            Some(citation) => format!("{title} [{}]", citation.get(self.lang)),
            None => title,
        };
        for note in &finding.notes {
            said.push_str(&format!("\n{}", note.get(self.lang)));
        }
        said
    }

    fn effects(&self) -> Vec<String> {
        let first = match &self.entry.content {
            Content::Opened { effects, .. } => effects.as_slice(),
            _ => &[],
        };
        let steps = self.steps();
        let effects = steps.iter().flat_map(|step| &step.effects);
        let mut all: Vec<String> = first
            .iter()
            .chain(effects)
            .map(|effect| match effect {
                Effect::Set { fact, value } => {
                    format!("{}: {}", self.fact(fact), self.value(value))
                }
                Effect::Append { fact, value } => {
                    format!(
                        "{}, {}: {}",
                        self.fact(fact),
                        word(self.lang, "보탬", "added"),
                        self.value(value)
                    )
                }
                Effect::Clear { fact } => {
                    format!("{}: –", self.fact(fact))
                }
            })
            .collect();
        all.extend(
            steps
                .iter()
                .flat_map(|step| &step.ties)
                .map(|tie| self.tie(tie)),
        );
        all.extend(
            steps
                .iter()
                .flat_map(|step| &step.seats)
                .map(|seat| self.seat(seat)),
        );
        all
    }

    fn tie(&self, tie: &Tied) -> String {
        let lang = self.lang;
        let role = |id: &str| {
            let found = self.held.workflow.role(id);
            found.map_or(id.to_owned(), |role| {
                role.element.title.get(lang).to_owned()
            })
        };
        let recommendation = |id: &str| {
            let mut all = self.held.workflow.recommendations.iter();
            let found = all.find(|one| *one.element.id == *id);
            found.map_or(id.to_owned(), |one| one.element.title.get(lang).to_owned())
        };
        let day =
            |day: &Option<Value>| day.as_ref().map_or("–".to_owned(), |day| self.value(day));
        match tie {
            Tied::Assign { role: of, person } => {
                let word = word(lang, "맡음", "assigned");
                format!("{word}: {} – {}", role(of), self.value(person))
            }
            Tied::Unassign { role: of } => {
                format!(
                    "{}: {}",
                    word(lang, "맡은 사람 없음", "no longer assigned"),
                    role(of)
                )
            }
            Tied::Delegate {
                role: of,
                to,
                from,
                until,
            } => format!(
                "{}: {} → {} ({} – {})",
                word(lang, "위임", "delegated"),
                role(of),
                self.value(to),
                day(from),
                day(until)
            ),
            Tied::Revoke { delegation } => {
                let number = u64::from(*delegation).saturating_add(1);
                match lang {
                    Lang::Ko => format!("{number}번째 위임을 철회"),
                    Lang::En => format!("delegation no. {number} revoked"),
                }
            }
            Tied::Serve {
                to,
                document,
                on,
                how,
                effective,
            } => format!(
                "{}: {} → {} ({how}, {}), {} {}",
                word(lang, "송달", "served"),
                self.value(document),
                self.value(to),
                self.value(on),
                word(lang, "효력", "effective"),
                day(effective)
            ),
            Tied::Annul { entry, .. } => match lang {
                Lang::Ko => format!("{entry}번 기록의 행위를 취소함"),
                Lang::En => format!("the act of entry {entry} annulled"),
            },
            Tied::Recommend { recommendation: of } => {
                format!(
                    "{}: {}",
                    word(lang, "권고", "recommended"),
                    recommendation(of)
                )
            }
            Tied::Answer {
                recommendation: of,
                answer,
            } => format!(
                "{}: {} – {}",
                word(lang, "권고에 답함", "recommendation answered"),
                recommendation(of),
                self.value(answer)
            ),
        }
    }

    fn seat(&self, seat: &SeatEffect) -> String {
        let lang = self.lang;
        match seat {
            SeatEffect::Given(tenure) => {
                let until = tenure.until.map_or("–".to_owned(), |day| day.to_string());
                format!(
                    "{}: {} {} – {} ({} – {until})",
                    word(lang, "자리를 맡음", "seat given"),
                    tenure.body,
                    tenure.seat,
                    tenure.person,
                    tenure.from
                )
            }
            SeatEffect::Vacated {
                body, person, on, ..
            } => format!(
                "{}: {body} – {person} ({on})",
                word(lang, "자리를 떠남", "seat vacated")
            ),
            SeatEffect::Erased { body, given } => {
                let what = match given {
                    true => word(lang, "자리를 맡음", "seat given"),
                    false => word(lang, "자리를 떠남", "seat vacated"),
                };
                format!("{what}: {body} – {}", self.withheld())
            }
        }
    }

    fn deadlines(&self) -> Vec<String> {
        let told = |change: &DeadlineChange| {
            let lang = self.lang;
            let mut all = self.held.workflow.deadlines.iter();
            let found = all.find(|one| one.element.id == change.deadline);
            let title = found.map_or(&*change.deadline, |one| one.element.title.get(lang));
            let due = |due: &dyn std::fmt::Display, ko: &str, en: &str| match lang {
                Lang::Ko => format!("{ko}, {due}까지"),
                Lang::En => format!("{en}, due {due}"),
            };
            let what = match &change.event {
                DeadlineEvent::Started { due: day, .. } => due(day, "시작", "starts"),
                DeadlineEvent::Paused { on } => {
                    format!("{} {on}", word(lang, "멈춤", "stands still from"))
                }
                DeadlineEvent::Resumed { due: day, .. } => due(day, "다시 진행", "goes on"),
                DeadlineEvent::Extended { due: Some(day), .. } => due(day, "연장", "extended"),
                DeadlineEvent::Extended { due: None, .. } => {
                    word(lang, "연장", "extended").to_owned()
                }
                DeadlineEvent::Recounted { .. } => {
                    word(lang, "다시 계산함", "counted again").to_owned()
                }
                DeadlineEvent::Met { late: false } => word(lang, "지킴", "met").to_owned(),
                DeadlineEvent::Met { late: true } => {
                    word(lang, "지난 뒤에 함", "met late").to_owned()
                }
                DeadlineEvent::Stopped(how) => match (how.as_str(), lang) {
                    ("expired", Lang::Ko) => "지남".to_owned(),
                    ("left", Lang::Ko) => "그 단계를 벗어나 끝남".to_owned(),
                    ("cleared", Lang::Ko) => "날짜가 없어져 끝남".to_owned(),
                    ("ended", Lang::Ko) => "사건이 끝나 끝남".to_owned(),
                    ("left", Lang::En) => "over: its state was left".to_owned(),
                    ("cleared", Lang::En) => "over: its date is no longer known".to_owned(),
                    ("ended", Lang::En) => "over: the case has ended".to_owned(),
                    (word, _) => word.to_owned(),
                },
            };
            format!("{title}: {what}")
        };
        self.entry.deadlines.iter().map(told).collect()
    }

    fn sends(&self) -> Vec<String> {
        let sends = self.entry.sends.iter();
        sends
            .map(|sent| format!("{}: {}", sent.to, told::message_line(&sent.body, self.lang)))
            .collect()
    }

    fn standing(&self, page: &mut Html) {
        let Some(after) = self.after else { return };
        let workflow = &self.held.workflow;
        let states: Vec<String> = standing(workflow, after)
            .iter()
            .map(|id| match workflow.state(id) {
                Some((_, state)) => state.element.title.get(self.lang).to_owned(),
                None => id.to_string(),
            })
            .collect();
        let term = match self.entry.content {
            Content::Refused { .. } => word(self.lang, "상태(그대로)", "Stands, as before, at"),
            _ => word(self.lang, "그 뒤의 상태", "Then stands at"),
        };
        page.pairs(term, &states);
    }
}
