//! The procedure as a person reads it aloud.

mod people;

use std::collections::BTreeMap;

use super::cite;
use super::label::{actors, fact_title, role_title, title, word};
use super::outline::top;
use crate::diagnostic::Lang;
use crate::guard::{Name, Value};
use crate::ordinance::Texts;
use crate::workflow::{
    Addition, Branch, BranchWhen, By, Change, Cited, Exclusion, Fact, FactSource, OnEnd, Opens,
    PropertyKind, RoleHolder, Setting, State, StateId, StateKind, Transition, Workflow,
};

/// Tells a workflow in a language.
pub fn render(workflow: &Workflow, texts: &Texts, lang: Lang) -> String {
    let mut teller = Teller {
        workflow,
        texts,
        lang,
        told: BTreeMap::new(),
        out: String::new(),
    };
    teller.head();
    teller.roles();
    teller.opening();
    teller.heading("절차", "The procedure");
    for (at, id) in top(workflow).enumerate() {
        teller.state(id, &(at + 1).to_string(), 0);
    }
    teller.recommendations();
    teller.assumptions();
    teller.properties();
    teller.out
}

struct Teller<'a> {
    workflow: &'a Workflow,
    texts: &'a Texts,
    lang: Lang,
    /// The number of the state at which each transition was told.
    told: BTreeMap<&'a Name, String>,
    out: String,
}

impl<'a> Teller<'a> {
    const fn word(&self, ko: &'static str, en: &'static str) -> &'static str {
        word(self.lang, ko, en)
    }

    /// One line at a depth of two spaces each.
    fn line(&mut self, depth: usize, text: &str) {
        for _ in 0..depth {
            self.out.push_str("  ");
        }
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// A line with a name in front: `근거: …`.
    fn item(&mut self, depth: usize, ko: &'static str, en: &'static str, text: &str) {
        let name = self.word(ko, en);
        self.line(depth, &format!("{name}: {text}"));
    }

    fn heading(&mut self, ko: &'static str, en: &'static str) {
        self.out.push('\n');
        let text = self.word(ko, en);
        self.line(0, text);
    }

    /// The basis, with the headings of the provisions.
    fn basis(&mut self, depth: usize, basis: &[Cited]) {
        if !basis.is_empty() {
            let cited = cite::full(self.texts, self.workflow, basis, self.lang);
            self.item(depth, "근거", "Basis", &cited);
        }
    }

    /// The provisions in brackets after a sentence.
    fn after(&self, basis: &[Cited]) -> String {
        if basis.is_empty() {
            String::new()
        } else {
            format!(" ({})", cite::short(basis, self.lang))
        }
    }

    fn head(&mut self) {
        let workflow = self.workflow;
        let name = format!(
            "{} [{}]",
            title(&workflow.element, self.lang),
            workflow.element.id
        );
        self.line(0, &name);
        let text = cite::main_text(self.texts, workflow, self.lang);
        self.item(1, "조례", "Ordinance", &text);
        self.basis(1, &workflow.element.basis);
        let revision = workflow.revision.to_string();
        self.item(1, "판", "Revision", &revision);
        let from = format!("{} ({})", workflow.in_force, workflow.zone);
        self.item(1, "시행", "In force", &from);
    }

    fn roles(&mut self) {
        let workflow = self.workflow;
        self.heading("역할", "Roles");
        for role in &workflow.roles {
            let mut line = format!("{} [{}]", title(&role.element, self.lang), role.element.id);
            match &role.holder {
                RoleHolder::Granted => {}
                RoleHolder::Open => line.push_str(self.word(": 누구나", ": anyone")),
                RoleHolder::Fact(fact) => {
                    line.push_str(self.word(": 사건에 적힌 사람, ", ": the person named as "));
                    line.push_str(fact_title(workflow, fact, self.lang));
                }
                RoleHolder::Assigned => {
                    line.push_str(
                        self.word(": 사건에서 맡긴 사람", ": whoever an act assigns it to"),
                    );
                }
                RoleHolder::ChairOf(body) => {
                    line.push_str(self.word(": 다음 기구의 의장, ", ": a chair of "));
                    line.push_str(body);
                }
                RoleHolder::MemberOf(body) => {
                    line.push_str(self.word(": 다음 기구의 위원, ", ": a member of "));
                    line.push_str(body);
                }
                RoleHolder::SeatOf { body, seat } => {
                    line.push_str(
                        self.word(": 다음 자리에 있는 사람, ", ": whoever holds the seat "),
                    );
                    line.push_str(&format!("{body}.{seat}"));
                }
                RoleHolder::Claim(claim) => {
                    line.push_str(self.word(": 다음 자격의 사람, ", ": whoever bears "));
                    line.push_str(claim);
                }
            }
            if role.undelegable {
                line.push_str(self.word(" (위임할 수 없음)", " (cannot be delegated)"));
            }
            self.line(1, &line);
            self.basis(2, &role.element.basis);
        }
    }

    fn opening(&mut self) {
        let workflow = self.workflow;
        let given: Vec<&Fact> = workflow
            .facts
            .iter()
            .filter(|fact| matches!(fact.source, FactSource::Opening))
            .collect();
        self.heading("개시", "Opening");
        let who = if workflow.opened_by.is_empty() {
            self.word("역할이 있는 누구나", "anyone with a role")
                .to_owned()
        } else {
            self.roles_named(&workflow.opened_by)
        };
        self.item(1, "하는 사람", "By", &who);
        if !given.is_empty() {
            let names: Vec<&str> = given
                .iter()
                .map(|fact| title(&fact.element, self.lang))
                .collect();
            self.item(1, "정하는 것", "Gives", &names.join(", "));
        }
    }

    fn roles_named(&self, roles: &[Name]) -> String {
        roles
            .iter()
            .map(|role| role_title(self.workflow, role, self.lang))
            .collect::<Vec<_>>()
            .join(self.word(" 또는 ", " or "))
    }

    // As deep as the states lie in each other, which the loader bounds.
    fn state(&mut self, id: StateId, number: &str, depth: usize) {
        let workflow = self.workflow;
        let Some(state) = workflow.states.get(id.0) else {
            return;
        };
        self.out.push('\n');
        let mut line = format!(
            "{number}. {} [{}]",
            title(&state.element, self.lang),
            state.element.id
        );
        let remarks = self.remarks(state);
        if !remarks.is_empty() {
            line.push_str(&format!(" ({})", remarks.join(", ")));
        }
        self.line(depth, &line);
        self.basis(depth + 1, &state.element.basis);
        self.opens(depth + 1, state.opens.as_ref());
        if let Some(milestone) = &state.milestone {
            self.item(depth + 1, "이정표", "Milestone", milestone);
        }
        for transition in &workflow.transitions {
            if transition.from.contains(&id) {
                self.transition(transition, number, depth + 1);
            }
        }
        for (at, &child) in state.children.iter().enumerate() {
            self.state(child, &format!("{number}.{}", at + 1), depth + 1);
        }
    }

    fn remarks(&self, state: &State) -> Vec<String> {
        let mut remarks = Vec::new();
        if state.initial {
            remarks.push(self.word("여기에서 시작", "begins here").to_owned());
        }
        match &state.kind {
            StateKind::End { outcome } => {
                remarks.push(format!("{} {outcome}", self.word("끝:", "end:")));
            }
            StateKind::Parallel => remarks.push(
                self.word("다음이 나란히 진행됨", "these go on side by side")
                    .to_owned(),
            ),
            StateKind::Simple | StateKind::Compound { .. } => {}
        }
        if state.may_rest {
            remarks.push(
                self.word("머물러도 완료를 막지 않음", "may rest here")
                    .to_owned(),
            );
        }
        remarks
    }

    fn target(&self, to: Option<StateId>) -> String {
        to.and_then(|to| self.workflow.states.get(to.0))
            .map_or_else(
                || self.word("그대로", "stays").to_owned(),
                |state| format!("→ {}", title(&state.element, self.lang)),
            )
    }

    /// One that starts in several states is told in the first, and named in the others.
    fn transition(&mut self, transition: &'a Transition, number: &str, depth: usize) {
        let workflow = self.workflow;
        let lang = self.lang;
        let id = &transition.element.id;
        if let Some(first) = self.told.get(id) {
            let name = title(&transition.element, lang);
            let line = match lang {
                Lang::Ko => format!("- {name} [{id}]: {first}에서와 같음"),
                Lang::En => format!("- {name} [{id}]: as in {first}"),
            };
            self.line(depth, &line);
            return;
        }
        self.told.insert(id, number.to_owned());
        let mut line = format!(
            "- {} [{}]",
            title(&transition.element, lang),
            transition.element.id
        );
        if transition.branches.is_empty() {
            line.push(' ');
            line.push_str(&self.target(transition.to));
        }
        self.line(depth, &line);
        let depth = depth + 1;
        let who = match &transition.by {
            By::Roles(_) => self.parties(transition),
            By::Engine => self
                .word(
                    "요건이 갖추어지면 자동으로",
                    "of itself, as soon as its conditions hold",
                )
                .to_owned(),
            By::Clock => self
                .word("기한이 지나면", "when a deadline passes")
                .to_owned(),
            By::Parent => self
                .word("상위 사건이 닫을 때", "when the parent case closes it")
                .to_owned(),
        };
        self.item(depth, "하는 사람", "By", &who);
        let excluded: Vec<String> = transition
            .not_by
            .iter()
            .map(|exclusion| self.exclusion(exclusion))
            .collect();
        if !excluded.is_empty() {
            self.item(depth, "할 수 없는 사람", "Not by", &excluded.join(", "));
        }
        self.basis(depth, &transition.element.basis);
        self.facts(depth, "적어야 하는 것", "Asks", &transition.asks);
        self.facts(
            depth,
            "적을 수 있는 것",
            "May be given",
            &transition.may_ask,
        );
        if transition.reason_required {
            let text = self.word("적어야 함", "must be stated");
            self.item(depth, "이유", "Reason", text);
        }
        self.criteria(depth, transition);
        if !transition.with.is_empty() {
            let names: Vec<&str> = transition
                .with
                .iter()
                .map(|name| {
                    workflow
                        .transition(name)
                        .map_or(&**name, |other| title(&other.element, lang))
                })
                .collect();
            self.item(depth, "함께", "Together with", &names.join(", "));
        }
        if !transition.guards.is_empty() {
            let text = self.word("요건:", "Conditions:");
            self.line(depth, text);
            for guard in &transition.guards {
                let line = format!(
                    "- {}{}",
                    title(&guard.element, lang),
                    self.after(&guard.element.basis)
                );
                self.line(depth + 1, &line);
            }
        }
        if !transition.branches.is_empty() {
            let text = self.word("결과:", "Outcome:");
            self.line(depth, text);
            for branch in &transition.branches {
                self.branch(branch, depth + 1);
            }
        }
        self.changes(depth, &transition.changes);
        self.ties(depth, &transition.ties);
        self.opens(depth, transition.opens.as_ref());
    }

    /// The children that are opened.
    fn opens(&mut self, depth: usize, opens: Option<&Opens>) {
        let Some(opens) = opens else {
            return;
        };
        let each = opens
            .for_each
            .as_ref()
            .map(|fact| fact_title(self.workflow, fact, self.lang));
        let (name, of) = (&opens.name, &opens.workflow.name);
        let mut line = match (self.lang, each) {
            (Lang::Ko, None) => format!("`{name}`: 절차 `{of}`의 사건 하나"),
            (Lang::Ko, Some(each)) => format!("`{name}`: {each}마다 절차 `{of}`의 사건 하나"),
            (Lang::En, None) => format!("`{name}`: a case of `{of}`"),
            (Lang::En, Some(each)) => {
                format!("`{name}`: a case of `{of}` for each of {each}")
            }
        };
        if let Some(at) = &opens.at {
            line.push_str(&match self.lang {
                Lang::Ko => format!(", `{}`에서 시작", at.name),
                Lang::En => format!(", beginning at `{}`", at.name),
            });
        }
        if opens.on_end == OnEnd::Close {
            line.push_str(self.word(", 끝나면 함께 닫음", ", closed with it"));
        }
        self.item(depth, "하위 사건", "Opens", &line);
    }

    fn exclusion(&self, exclusion: &Exclusion) -> String {
        match exclusion {
            Exclusion::Transition(name) => {
                let name = self
                    .workflow
                    .transition(name)
                    .map_or(&**name, |other| title(&other.element, self.lang));
                match self.lang {
                    Lang::Ko => format!("‘{name}’을(를) 한 사람"),
                    Lang::En => format!("whoever took “{name}”"),
                }
            }
            Exclusion::Fact(fact) => fact_title(self.workflow, fact, self.lang).to_owned(),
        }
    }

    fn facts(&mut self, depth: usize, ko: &'static str, en: &'static str, facts: &[Name]) {
        if facts.is_empty() {
            return;
        }
        let names: Vec<&str> = facts
            .iter()
            .map(|fact| fact_title(self.workflow, fact, self.lang))
            .collect();
        self.item(depth, ko, en, &names.join(", "));
    }

    fn branch(&mut self, branch: &Branch, depth: usize) {
        let when = match &branch.when {
            BranchWhen::Rule(rule) => format!("`{}`", rule.text),
            BranchWhen::Otherwise => self.word("그 밖에는", "otherwise").to_owned(),
        };
        let line = format!(
            "- {} {}: {when}{}",
            title(&branch.element, self.lang),
            self.target(branch.to),
            self.after(&branch.element.basis)
        );
        self.line(depth, &line);
        self.changes(depth + 1, &branch.changes);
        self.ties(depth + 1, &branch.ties);
        self.opens(depth + 1, branch.opens.as_ref());
    }

    fn changes(&mut self, depth: usize, changes: &[Change]) {
        if changes.is_empty() {
            return;
        }
        let told: Vec<String> = changes.iter().map(|change| self.change(change)).collect();
        self.item(depth, "기록", "Records", &told.join(", "));
    }

    fn change(&self, change: &Change) -> String {
        match change {
            Change::Set { fact, to } => {
                let value = match to {
                    Setting::Today => self.word("그날", "that day").to_owned(),
                    Setting::Actor => self.word("행위한 사람", "who acts").to_owned(),
                    Setting::Constant(Value::Boolean(true)) => self.word("예", "yes").to_owned(),
                    Setting::Constant(Value::Boolean(false)) => {
                        self.word("아니오", "no").to_owned()
                    }
                    Setting::Constant(value) => value.to_string(),
                    Setting::After { .. } => self
                        .word("효력이 생기는 날", "the day on which it takes effect")
                        .to_owned(),
                };
                format!("{} = {value}", fact_title(self.workflow, fact, self.lang))
            }
            Change::Add { fact, what } => {
                let what = match what {
                    Addition::Number(number) => number.to_string(),
                    Addition::Member(member) => {
                        fact_title(self.workflow, member, self.lang).to_owned()
                    }
                    Addition::Actor => self.word("행위한 사람", "who acts").to_owned(),
                };
                format!("{} + {what}", fact_title(self.workflow, fact, self.lang))
            }
            Change::Clear { fact } => format!(
                "{} {}",
                fact_title(self.workflow, fact, self.lang),
                self.word("지움", "cleared")
            ),
        }
    }

    fn assumptions(&mut self) {
        if self.workflow.assumes.is_empty() {
            return;
        }
        self.heading("전제", "Assumptions");
        for assume in &self.workflow.assumes {
            let line = format!(
                "- {}{}",
                title(&assume.element, self.lang),
                self.after(&assume.element.basis)
            );
            self.line(1, &line);
        }
    }

    fn properties(&mut self) {
        if self.workflow.properties.is_empty() {
            return;
        }
        self.heading("지켜져야 하는 것", "What must be so");
        for property in &self.workflow.properties {
            let kind = match &property.kind {
                PropertyKind::Never(_) => "never",
                PropertyKind::Always(_) => "always",
                PropertyKind::Before { .. } => "before",
                PropertyKind::LeadsTo { .. } => "leads_to",
                PropertyKind::Differ(_) => "differ",
                PropertyKind::Within { .. } => "within",
            };
            let line = format!(
                "- {} [{}, {kind}]{}",
                title(&property.element, self.lang),
                property.element.id,
                self.after(&property.element.basis)
            );
            self.line(1, &line);
        }
    }
}
