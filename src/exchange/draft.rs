//! The beginning of a workflow: the control flow of a model, in the language.
//!
//! A state stands for each marking in which nothing happens by itself, a transition
//! for each activity that leads from one to another. Where an activity leads to
//! several, whoever takes it says which: a choice that the author replaces by what
//! the law asks. Activities that may be done side by side are written one after the
//! other, in every order.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::Model;
use crate::check::net::{Goal, Net, PlaceKind, States, states};
use crate::diagnostic::Bilingual;
use crate::workflow::identifier::{MAX_LENGTH, Use, check};

/// Most states that a draft is written with.
pub const MOST_STATES: usize = 300;

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The file.
    pub text: String,
    /// How many states and transitions it has.
    pub states: usize,
    /// How many transitions.
    pub transitions: usize,
    /// How many choices stand for conditions that the model does not say.
    pub choices: usize,
    /// Whether things that may be done side by side are written one after the other.
    pub side_by_side: bool,
}

/// The language cannot say the control flow of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotSaid {
    /// It has too many states, or ever more tokens.
    #[error("it has more than {MOST_STATES} states, or no bound")]
    TooMany,
    /// Nothing can be done in it.
    #[error("nothing can be done in it")]
    Nothing,
}

/// Writes a draft of the one process of a model, in force from a day on.
///
/// # Errors
/// The language cannot say it.
pub fn draft(model: &Model, file: &str, day: Date) -> Result<Draft, NotSaid> {
    let net = &model.alone;
    let graph = states(net, MOST_STATES).ok_or(NotSaid::TooMany)?;
    if graph.steps.is_empty() {
        return Err(NotSaid::Nothing);
    }
    let mut writer = Writer {
        model,
        net,
        graph: &graph,
        ids: BTreeSet::new(),
        states: Vec::new(),
        side_by_side: false,
    };
    Ok(writer.write(file, day))
}

struct Writer<'a> {
    model: &'a Model,
    net: &'a Net,
    graph: &'a States,
    ids: BTreeSet<String>,
    /// The id of each state.
    states: Vec<String>,
    side_by_side: bool,
}

impl Writer<'_> {
    fn write(&mut self, file: &str, day: Date) -> Draft {
        let title = match self.model.name.trim() {
            "" => self.model.id.clone(),
            name => name.to_owned(),
        };
        // A title in another script has no letters for an id.
        let named = if slug(&title).is_empty() {
            &self.model.id
        } else {
            &title
        };
        let workflow = fresh(&slug(named), "process", &mut self.ids, Use::Bare);
        // Ids of the workflow and of its parts do not meet.
        self.ids.clear();
        let mut states = Vec::new();
        for at in 0..self.graph.markings.len() {
            states.push(self.state(at));
        }
        let roles = self.roles();
        let mut transitions = String::new();
        let mut facts = String::new();
        let (mut written, mut choices) = (0_usize, 0_usize);
        let one_beginning = self.graph.first.len() == 1;
        let mut all: Vec<(String, Option<usize>, Vec<usize>, Vec<usize>)> = Vec::new();
        if !one_beginning {
            all.push((
                "begin".to_owned(),
                None,
                Vec::new(),
                self.graph.first.clone(),
            ));
        }
        for (node, ways) in self.ways() {
            for (from, to) in ways {
                let title = self.net.nodes.get(node).map_or("", |it| it.title());
                all.push((title.to_owned(), Some(node), from, to));
            }
        }
        let mut begin = None;
        for (title, node, from, to) in all {
            let id = self.id(&title, "step");
            written = written.saturating_add(1);
            let from = match node {
                Some(_) => self.names(&from),
                None => {
                    let state = self.id("start", "start");
                    begin = Some(state.clone());
                    quoted(&state)
                }
            };
            let role = node
                .and_then(|node| self.net.nodes.get(node))
                .and_then(|node| self.model.lanes.get(&node.id))
                .and_then(|lane| roles.iter().find(|(_, title)| title == lane))
                .or_else(|| roles.first());
            let role = role.map_or("", |(id, _)| id.as_str());
            transitions.push_str(&format!(
                "\n[transition.{id}]\ntitle = {}\nfrom  = {from}\n",
                both(&title)
            ));
            let by = format!("by    = [{}]\n", quoted(role));
            if let [one] = to.as_slice() {
                transitions.push_str(&format!("to    = {}\n{by}", self.name(*one)));
                continue;
            }
            let fact = self.id(&format!("{id}_leads_to"), "leads_to");
            choices = choices.saturating_add(1);
            transitions.push_str(&format!("{by}asks  = [{}]\n", quoted(&fact)));
            let mut options = Vec::new();
            for state in &to {
                let name = self.states.get(*state).cloned().unwrap_or_default();
                transitions.push_str(&format!(
                    "[[transition.{id}.branch]]\nwhen = '{fact} == \"{name}\"'\nto   = {}\n",
                    quoted(&name)
                ));
                options.push(format!("{name} = {}", told(&self.title(*state))));
            }
            facts.push_str(&format!(
                "\n# Of which the model says nothing: what decides?\n[fact.{fact}]\ntitle = {}\n\
                 type  = \"choice\"\nchoices = {{ {} }}\n",
                both(&format!("{title}: ?")),
                options.join(", ")
            ));
        }
        let notation = self.model.notation.as_str();
        let mut text = format!(
            "# Drafted from {} ({notation}). From there come states and transitions alone: who\n\
             # acts, on what basis, what is asked, and what decides are to be written by its\n\
             # author.\n",
            comment(file)
        );
        if self.side_by_side {
            text.push_str(
                "# What may be done side by side is written one after the other, in every order:\n\
                 # tracks of a parallel state say it better.\n",
            );
        }
        text.push_str(&format!(
            "format = 1\n\n[workflow]\nid        = {}\ntitle     = {}\nordinance = \"to_be_named\"\n\
             revision  = 1\nin_force  = {day}\n",
            quoted(&workflow),
            both(&title)
        ));
        for (id, title) in &roles {
            let title = if title.is_empty() {
                Bilingual::new("담당자", "Officer")
            } else {
                Bilingual::from(&**title)
            };
            text.push_str(&format!("\n[role.{id}]\ntitle = {}\n", told(&title)));
        }
        text.push_str(&facts);
        if let Some(begin) = &begin {
            text.push_str(&format!(
                "\n[state.{begin}]\ntitle = {}\ninitial = true\n",
                told(&Bilingual::new("시작", "start"))
            ));
        }
        for (at, id) in states.iter().enumerate() {
            text.push_str(&format!(
                "\n[state.{id}]\ntitle = {}\n",
                told(&self.title(at))
            ));
            if begin.is_none() && self.graph.first.first() == Some(&at) {
                text.push_str("initial = true\n");
            }
            if self.ends(at) {
                text.push_str(&format!("outcome = {}\n", quoted(id)));
            }
        }
        text.push_str(&transitions);
        Draft {
            text,
            states: states.len().saturating_add(usize::from(begin.is_some())),
            transitions: written,
            choices,
            side_by_side: self.side_by_side,
        }
    }

    /// The ways of every activity: those that lead to the same, from wherever, are
    /// one transition.
    fn ways(&self) -> BTreeMap<usize, Vec<(Vec<usize>, Vec<usize>)>> {
        let mut of: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        for (from, node, to) in &self.graph.steps {
            let all = of.entry((*node, *from)).or_default();
            if !all.contains(to) {
                all.push(*to);
            }
        }
        let mut ways: BTreeMap<usize, Vec<(Vec<usize>, Vec<usize>)>> = BTreeMap::new();
        for ((node, from), to) in of {
            let all = ways.entry(node).or_default();
            match all.iter_mut().find(|(_, known)| *known == to) {
                Some((sources, _)) => sources.push(from),
                None => all.push((vec![from], to)),
            }
        }
        ways
    }

    fn roles(&mut self) -> Vec<(String, String)> {
        let lanes: BTreeSet<&String> = self
            .net
            .nodes
            .iter()
            .filter_map(|node| self.model.lanes.get(&node.id))
            .collect();
        let titles: Vec<String> = if lanes.is_empty() {
            vec![String::new()]
        } else {
            lanes.into_iter().cloned().collect()
        };
        let mut known: BTreeSet<String> = BTreeSet::new();
        titles
            .into_iter()
            .map(|title| {
                let id = fresh(&slug(&title), "role", &mut known, Use::Role);
                (id, title)
            })
            .collect()
    }

    /// Where tokens stand in a state.
    fn places(&self, at: usize) -> Vec<usize> {
        let marking = self.graph.markings.get(at);
        let tokens = marking.into_iter().flatten().enumerate();
        tokens
            .filter(|(_, tokens)| **tokens > 0)
            .map(|(at, _)| at)
            .collect()
    }

    fn ends(&self, at: usize) -> bool {
        let goes_on = self.graph.steps.iter().any(|(from, ..)| *from == at);
        let marking = self.graph.markings.get(at);
        let complete = match &self.net.goal {
            Goal::Empty(places) => {
                let there = self.places(at);
                !there.iter().any(|place| places.contains(place))
            }
            Goal::Marking(finals) => marking.is_some_and(|it| finals.contains(it)),
        };
        complete && !goes_on
    }

    fn title(&self, at: usize) -> Bilingual {
        let there = self.places(at);
        let ended = self.ends(at);
        let places = there.iter().filter_map(|place| self.net.places.get(*place));
        let titles: Vec<Bilingual> = places
            .filter(|place| ended || place.kind != PlaceKind::Ended)
            .map(|place| match place.name.trim() {
                "" => self.waiting(place.id.as_str()),
                name => Bilingual::from(name),
            })
            .collect();
        if titles.is_empty() {
            return Bilingual::new("끝", "end");
        }
        let join = |of: fn(&Bilingual) -> &str| {
            let all: Vec<&str> = titles.iter().map(of).collect();
            all.join(" + ")
        };
        Bilingual::new(join(|it| &it.ko), join(|it| &it.en))
    }

    /// A place without a name, by what is done next from it.
    fn waiting(&self, id: &str) -> Bilingual {
        let place = self.net.places.iter().position(|it| it.id == id);
        let mut steps = self.net.steps.iter();
        let next = steps.find(|step| step.takes.iter().any(|(taken, _)| Some(*taken) == place));
        let node = next.and_then(|step| self.net.nodes.get(step.node));
        match node {
            Some(node) if node.activity => {
                let title = node.title();
                Bilingual::new(format!("{title} 전"), format!("before {title}"))
            }
            _ => Bilingual::from(id.strip_suffix(".ended").unwrap_or(id)),
        }
    }

    fn state(&mut self, at: usize) -> String {
        let count = self.places(at).into_iter().filter(|place| {
            let place = self.net.places.get(*place);
            place.is_some_and(|it| it.kind == PlaceKind::Flow)
        });
        self.side_by_side |= count.count() > 1;
        let title = self.title(at);
        let id = self.id(&title.en, "state");
        self.states.push(id.clone());
        id
    }

    fn id(&mut self, title: &str, otherwise: &str) -> String {
        fresh(&slug(title), otherwise, &mut self.ids, Use::Bare)
    }

    fn name(&self, state: usize) -> String {
        quoted(self.states.get(state).map_or("", String::as_str))
    }

    fn names(&self, states: &[usize]) -> String {
        let all: Vec<String> = states.iter().map(|it| self.name(*it)).collect();
        match all.as_slice() {
            [one] => one.clone(),
            all => format!("[{}]", all.join(", ")),
        }
    }
}

/// A name of letters, digits and underscores; empty, where none are left.
fn slug(title: &str) -> String {
    let mut slug = String::new();
    for letter in title.chars() {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('_') {
            slug.push('_');
        }
        if slug.len() >= MAX_LENGTH / 2 {
            break;
        }
    }
    slug.trim_end_matches('_').to_owned()
}

/// An id that can be used and that nothing else has.
fn fresh(slug: &str, otherwise: &str, known: &mut BTreeSet<String>, how: Use) -> String {
    let mut base = slug.to_owned();
    if base.is_empty() {
        base = otherwise.to_owned();
    } else if check(&base, how).is_err() {
        base = format!("{otherwise}_{base}");
    }
    let mut id = base.clone();
    let mut number = 2_usize;
    while known.contains(&id) || check(&id, how).is_err() {
        id = format!("{base}_{number}");
        number = number.saturating_add(1);
    }
    known.insert(id.clone());
    id
}

/// A title in both languages.
fn told(title: &Bilingual) -> String {
    format!(
        "{{ ko = {}, en = {} }}",
        quoted(&title.ko),
        quoted(&title.en)
    )
}

/// A title of the model, whichever language it is in.
fn both(title: &str) -> String {
    told(&Bilingual::from(title))
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => {
                out.push('\\');
                out.push(letter);
            }
            letter if letter.is_control() => out.push(' '),
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

/// A text in a comment: on one line.
fn comment(text: &str) -> String {
    text.chars()
        .map(|it| if it.is_control() { ' ' } else { it })
        .collect()
}
