//! A reader of SCXML, as far as its meaning is of states and transitions; and
//! SCXML's own rule of what an event does (W3C 2015, appendix D), to hold the
//! engine to.

use std::collections::BTreeSet;

use roxmltree::{Document, Node};

/// What keeps a test from being translated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// An event fires transitions in several tracks at once.
    SeveralTracks,
    /// A transition or an initial configuration names several states.
    SeveralTargets,
    /// Something is done on the entry or the exit of a state.
    EntryAndExitActions,
    /// A history state.
    History,
    /// Anything else: data, executable content, conditions in ECMAScript, events
    /// that the machine sends itself, invocations, wildcards.
    OtherContent,
}

impl Reason {
    pub const fn name(self) -> &'static str {
        match self {
            Reason::SeveralTracks => "several_tracks",
            Reason::SeveralTargets => "several_targets",
            Reason::EntryAndExitActions => "entry_and_exit_actions",
            Reason::History => "history",
            Reason::OtherContent => "other_content",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    State,
    Parallel,
    Final,
}

/// A state. Node 0 is the machine itself; the others stand in document order.
#[derive(Debug)]
pub struct State {
    pub id: String,
    pub kind: Kind,
    pub parent: Option<usize>,
    pub children: Vec<usize>,
    /// The child in which a compound state begins.
    pub initial: Option<usize>,
}

/// What makes a transition due.
#[derive(Debug, PartialEq, Eq)]
pub enum Due {
    /// One of these events.
    On(Vec<String>),
    /// Nothing: it is taken as soon as its state is active.
    AtOnce,
    /// The completion of its own state.
    Completed,
}

#[derive(Debug)]
pub struct Transition {
    pub source: usize,
    pub target: Option<usize>,
    pub due: Due,
}

#[derive(Debug)]
pub struct Machine {
    pub states: Vec<State>,
    /// In document order.
    pub transitions: Vec<Transition>,
    /// What of it cannot be translated.
    pub reasons: BTreeSet<Reason>,
}

/// States with all that they are in.
pub type Configuration = BTreeSet<usize>;

const INITIAL: &str = "initial";

impl Machine {
    pub fn read(text: &str) -> Machine {
        let document = Document::parse(text).unwrap();
        let mut machine = Machine {
            states: Vec::new(),
            transitions: Vec::new(),
            reasons: BTreeSet::new(),
        };
        let mut nodes = Vec::new();
        machine.states(document.root_element(), None, &mut nodes);
        for (at, node) in nodes.into_iter().enumerate() {
            machine.initial(at, node);
            machine.transitions(at, node);
        }
        machine
    }

    fn states<'d>(
        &mut self,
        node: Node<'d, 'd>,
        parent: Option<usize>,
        nodes: &mut Vec<Node<'d, 'd>>,
    ) {
        let at = self.states.len();
        self.states.push(State {
            id: node
                .attribute("id")
                .map_or(format!("unnamed {at}"), str::to_owned),
            kind: match node.tag_name().name() {
                "parallel" => Kind::Parallel,
                "final" => Kind::Final,
                _ => Kind::State,
            },
            parent,
            children: Vec::new(),
            initial: None,
        });
        nodes.push(node);
        if let Some(parent) = parent {
            self.states[parent].children.push(at);
        }
        for child in node.children().filter(Node::is_element) {
            match child.tag_name().name() {
                "state" | "parallel" | "final" => self.states(child, Some(at), nodes),
                "transition" | INITIAL => {}
                "history" => self.except(Reason::History),
                // A watchdog: the event that it sends never comes in time.
                "onentry" if only(child, |it| it.has_attribute("delay")) => {}
                "onentry" if only(child, |it| it.tag_name().name() == "log") => {}
                "onentry" | "onexit" => self.except(Reason::EntryAndExitActions),
                _ => self.except(Reason::OtherContent),
            }
        }
    }

    fn except(&mut self, reason: Reason) {
        self.reasons.insert(reason);
    }

    /// The state that is named, if it is one alone.
    fn named(&mut self, names: &str) -> Option<usize> {
        if names.split_whitespace().count() != 1 {
            self.except(Reason::SeveralTargets);
            return None;
        }
        let found = self.states.iter().position(|it| it.id == names.trim());
        if found.is_none() {
            self.except(Reason::OtherContent);
        }
        found
    }

    fn initial(&mut self, at: usize, node: Node<'_, '_>) {
        let children = self.states[at].children.clone();
        if self.states[at].kind != Kind::State || children.is_empty() {
            return;
        }
        let element = node
            .children()
            .find(|it| it.has_tag_name((node.tag_name().namespace().unwrap_or(""), INITIAL)));
        let inside = element.and_then(|it| it.children().find(Node::is_element));
        let names = inside
            .and_then(|it| it.attribute("target"))
            .or(node.attribute(INITIAL));
        let begins = match names {
            None => Some(children[0]),
            Some(names) => self.named(names),
        };
        if let Some(begins) = begins
            && !children.contains(&begins)
        {
            self.except(Reason::OtherContent);
        }
        self.states[at].initial = begins;
    }

    fn transitions(&mut self, source: usize, node: Node<'_, '_>) {
        for child in node
            .children()
            .filter(|it| it.tag_name().name() == "transition")
        {
            let has_content = child.children().any(|it| it.is_element());
            if has_content
                || child.has_attribute("cond")
                || child.attribute("type") == Some("internal")
            {
                self.except(Reason::OtherContent);
            }
            let target = child
                .attribute("target")
                .and_then(|names| self.named(names));
            let due = match child.attribute("event") {
                None => Due::AtOnce,
                Some(event) if event == format!("done.state.{}", self.states[source].id) => {
                    Due::Completed
                }
                Some(events) => {
                    if events.contains('*') || events.contains("done.") || events.contains("error.")
                    {
                        self.except(Reason::OtherContent);
                    }
                    Due::On(events.split_whitespace().map(str::to_owned).collect())
                }
            };
            self.transitions.push(Transition {
                source,
                target,
                due,
            });
        }
    }

    pub fn id(&self, at: usize) -> &str {
        &self.states[at].id
    }

    /// The states that it is in, innermost first.
    pub fn ancestors(&self, at: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.states[at].parent, |it| self.states[*it].parent)
    }

    fn is_inside(&self, inner: usize, outer: usize) -> bool {
        self.ancestors(inner).any(|it| it == outer)
    }

    /// A configuration of which a script names the innermost states.
    pub fn configuration(&self, names: &[String]) -> Configuration {
        let mut all = Configuration::new();
        for name in names {
            let at = self.states.iter().position(|it| it.id == *name).unwrap();
            all.insert(at);
            all.extend(self.ancestors(at).filter(|it| *it != 0));
        }
        all
    }

    /// The compound state around source and target, inside which all is left.
    fn domain(&self, transition: &Transition) -> Option<usize> {
        let target = transition.target?;
        self.ancestors(transition.source)
            .find(|it| self.states[*it].kind == Kind::State && self.is_inside(target, *it))
    }

    /// What a transition leaves, in SCXML's order: the last first.
    pub fn left(&self, active: &Configuration, transition: &Transition) -> Vec<usize> {
        let Some(domain) = self.domain(transition) else {
            return Vec::new();
        };
        let inside = active.iter().rev().copied();
        inside.filter(|it| self.is_inside(*it, domain)).collect()
    }

    /// What was entered, in SCXML's order, where this came of it.
    pub fn entered(&self, after: &Configuration, transition: &Transition) -> Vec<usize> {
        let Some(domain) = self.domain(transition) else {
            return Vec::new();
        };
        let inside = after.iter().copied();
        inside.filter(|it| self.is_inside(*it, domain)).collect()
    }

    /// The transitions that an event fires (`selectTransitions` and
    /// `removeConflictingTransitions`), by their places.
    pub fn fired(&self, active: &Configuration, event: &str) -> Vec<usize> {
        let mut enabled: Vec<usize> = Vec::new();
        let atomic = active
            .iter()
            .filter(|it| self.states[**it].children.is_empty());
        for state in atomic {
            let chain = std::iter::once(*state).chain(self.ancestors(*state));
            let first = chain.into_iter().find_map(|source| {
                self.transitions.iter().position(|it| {
                    it.source == source
                        && matches!(&it.due, Due::On(events) if events.iter().any(|one| one == event))
                })
            });
            enabled.extend(first.filter(|it| !enabled.contains(it)));
        }
        let mut chosen: Vec<usize> = Vec::new();
        for one in enabled {
            let leaves = |it: usize| -> BTreeSet<usize> {
                self.left(active, &self.transitions[it])
                    .into_iter()
                    .collect()
            };
            let source = |it: usize| self.transitions[it].source;
            let against: Vec<usize> = chosen
                .iter()
                .copied()
                .filter(|it| !leaves(one).is_disjoint(&leaves(*it)))
                .collect();
            if against
                .iter()
                .all(|it| self.is_inside(source(one), source(*it)))
            {
                chosen.retain(|it| !against.contains(it));
                chosen.push(one);
            }
        }
        chosen
    }
}

fn only(node: Node<'_, '_>, is: impl Fn(Node<'_, '_>) -> bool) -> bool {
    node.children().filter(Node::is_element).all(is)
}
