//! The net of a diagram.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Diagram, Kind, Part};
use crate::check::net::{Goal, Net, Node, Place, PlaceKind, Step};

/// Most flows of which any may go together.
const MOST_TOGETHER: usize = 10;

/// The net of the whole, or of one process by itself, as if every message that it
/// waits for came. What is not followed is added to the list.
pub(super) fn net(
    diagram: &Diagram,
    only: Option<usize>,
    unknown: &mut BTreeMap<String, usize>,
) -> Net {
    let mut builder = Builder {
        diagram,
        messages: only.is_none(),
        unknown,
        net: Net {
            places: Vec::new(),
            nodes: Vec::new(),
            steps: Vec::new(),
            initial: Vec::new(),
            goal: Goal::Empty(Vec::new()),
        },
        flows: BTreeMap::new(),
        under_way: BTreeMap::new(),
        active: BTreeMap::new(),
        armed: BTreeMap::new(),
        begins: BTreeMap::new(),
        ended: BTreeMap::new(),
    };
    let processes: Vec<usize> = diagram
        .processes()
        .map(|(scope, _)| scope)
        .filter(|scope| only.is_none_or(|only| only == *scope))
        .collect();
    let scopes: Vec<usize> = processes
        .iter()
        .flat_map(|it| diagram.inside(*it))
        .collect();
    builder.places(&scopes);
    for scope in &processes {
        builder.process(*scope);
    }
    for scope in &scopes {
        builder.parts(*scope);
    }
    let mut net = builder.net;
    let flows = net.places.iter().enumerate();
    let flows = flows.filter(|(_, place)| place.kind == PlaceKind::Flow);
    net.goal = Goal::Empty(flows.map(|(at, _)| at).collect());
    net
}

/// One way of beginning or leaving an element.
#[derive(Debug, Clone, Default)]
struct Half {
    places: Vec<usize>,
    empty: Vec<usize>,
}

struct Builder<'d> {
    diagram: &'d Diagram,
    messages: bool,
    unknown: &'d mut BTreeMap<String, usize>,
    net: Net,
    /// Places: of sequence flows, of messages, of activities within which something
    /// goes on, of events at their edge that may still come, of elements that begin
    /// by themselves, and of ends.
    flows: BTreeMap<usize, usize>,
    under_way: BTreeMap<usize, usize>,
    active: BTreeMap<usize, usize>,
    armed: BTreeMap<usize, usize>,
    begins: BTreeMap<usize, usize>,
    ended: BTreeMap<usize, usize>,
}

impl<'d> Builder<'d> {
    fn place(&mut self, id: &str, name: &str, kind: PlaceKind) -> usize {
        self.net.places.push(Place {
            id: id.to_owned(),
            name: name.to_owned(),
            kind,
        });
        self.net.initial.push(0);
        self.net.places.len().saturating_sub(1)
    }

    fn node(&mut self, id: &str, name: &str, activity: bool) -> usize {
        self.net.nodes.push(Node {
            id: id.to_owned(),
            name: name.to_owned(),
            activity,
        });
        self.net.nodes.len().saturating_sub(1)
    }

    fn put(&mut self, place: usize) {
        if let Some(tokens) = self.net.initial.get_mut(place) {
            *tokens = tokens.saturating_add(1);
        }
    }

    fn not_followed(&mut self, what: &str) {
        let count = self.unknown.entry(what.to_owned()).or_default();
        *count = count.saturating_add(1);
    }

    fn part(&self, at: usize) -> Option<&'d Part> {
        self.diagram.parts.get(at)
    }

    fn parts_of(&self, scope: usize) -> &'d [usize] {
        let scope = self.diagram.scopes.get(scope);
        scope.map_or(&[][..], |it| it.parts.as_slice())
    }

    /// Every place that a token may stand on.
    fn places(&mut self, scopes: &[usize]) {
        for scope in scopes {
            let Some(scope) = self.diagram.scopes.get(*scope) else {
                continue;
            };
            for flow in &scope.flows {
                let Some(of) = self.diagram.flows.get(*flow) else {
                    continue;
                };
                let from = self.part(of.from);
                // What comes first decides: one token waits for all of the events.
                let shared = from.filter(|it| it.kind == Kind::EventBased);
                let known = shared.and_then(|it| {
                    it.outgoing
                        .iter()
                        .find_map(|flow| self.flows.get(flow).copied())
                });
                let place = match (known, shared) {
                    (Some(place), _) => place,
                    (None, Some(gateway)) => {
                        self.place(&gateway.id, &gateway.name, PlaceKind::Flow)
                    }
                    (None, None) => self.place(&of.id, &of.name, PlaceKind::Flow),
                };
                self.flows.insert(*flow, place);
            }
            for at in &scope.parts {
                let Some(part) = self.part(*at) else {
                    continue;
                };
                match &part.kind {
                    Kind::Within { .. } => {
                        let place = self.place(&part.id, &part.name, PlaceKind::Flow);
                        self.active.insert(*at, place);
                    }
                    Kind::Boundary {
                        interrupts: false, ..
                    } => {
                        let id = format!("{}.armed", part.id);
                        let place = self.place(&id, &part.name, PlaceKind::Waiting);
                        self.armed.insert(*at, place);
                    }
                    _ => {}
                }
                let ends = matches!(part.kind, Kind::End { .. }) || part.outgoing.is_empty();
                if ends && scope.within.is_none() {
                    let id = format!("{}.ended", part.id);
                    let place = self.place(&id, &part.name, PlaceKind::Ended);
                    self.ended.insert(*at, place);
                }
            }
        }
        if self.messages {
            for (at, message) in self.diagram.messages.iter().enumerate() {
                if message.from.is_some() && message.to.is_some() {
                    let place = self.place(&message.id, &message.name, PlaceKind::Message);
                    self.under_way.insert(at, place);
                }
            }
        }
    }

    /// How a process begins.
    fn process(&mut self, scope: usize) {
        let (starts, own) = self.beginnings(scope);
        let by_itself: Vec<usize> = starts
            .iter()
            .copied()
            .filter(|at| !self.waits(*at))
            .collect();
        if let ([one], true) = (by_itself.as_slice(), starts.len() == 1) {
            // It has begun.
            let leaves = self.outs(*one);
            if let ([half], true) = (leaves.as_slice(), self.sends(*one).is_empty()) {
                for place in half.places.clone() {
                    self.put(place);
                }
                let part = self.part(*one);
                if let Some(part) = part {
                    self.node(&part.id, &part.name, false);
                }
                return;
            }
        }
        if !starts.is_empty() {
            let kind = if by_itself.is_empty() {
                // It need not begin at all.
                PlaceKind::Waiting
            } else {
                PlaceKind::Flow
            };
            let id = self
                .diagram
                .scopes
                .get(scope)
                .map_or("", |it| it.id.as_str());
            let place = self.place(&format!("{id}.start"), "", kind);
            self.put(place);
            for at in starts {
                self.begins.insert(at, place);
            }
        }
        for at in own {
            let id = self.part(at).map_or("", |it| it.id.as_str());
            let place = self.place(&format!("{id}.start"), "", PlaceKind::Flow);
            self.put(place);
            self.begins.insert(at, place);
        }
    }

    /// The starting events of a scope; without any, the elements to which nothing
    /// leads.
    fn beginnings(&self, scope: usize) -> (Vec<usize>, Vec<usize>) {
        let parts = self.parts_of(scope).iter().copied();
        let is_start = |at: &usize| {
            let part = self.part(*at);
            part.is_some_and(|it| matches!(it.kind, Kind::Start { .. }))
        };
        let starts: Vec<usize> = parts.clone().filter(is_start).collect();
        if !starts.is_empty() {
            return (starts, Vec::new());
        }
        let own = parts.filter(|at| {
            self.part(*at).is_some_and(|it| {
                it.incoming.is_empty() && !matches!(it.kind, Kind::Boundary { .. })
            })
        });
        (Vec::new(), own.collect())
    }

    /// Whether an element waits for a message that somebody sends.
    fn waits(&self, at: usize) -> bool {
        self.messages && self.receives(at).is_some()
    }

    /// The messages that an element sends.
    fn sends(&self, at: usize) -> Vec<usize> {
        let messages = self.diagram.messages.iter().enumerate();
        let sent = messages.filter(|(_, it)| it.from == Some(at));
        sent.filter_map(|(message, _)| self.under_way.get(&message).copied())
            .collect()
    }

    /// The messages one of which an element waits for; none, where it waits for none.
    fn receives(&self, at: usize) -> Option<Vec<usize>> {
        let messages = self.diagram.messages.iter().enumerate();
        let taken = messages.filter(|(_, it)| it.to == Some(at));
        let places: Vec<usize> = taken
            .filter_map(|(message, _)| self.under_way.get(&message).copied())
            .collect();
        (!places.is_empty()).then_some(places)
    }

    /// The ways of entering an element.
    fn ins(&mut self, at: usize) -> Vec<Half> {
        let Some(part) = self.part(at) else {
            return Vec::new();
        };
        if let Some(place) = self.begins.get(&at) {
            return vec![Half {
                places: vec![*place],
                empty: Vec::new(),
            }];
        }
        let incoming: Vec<(usize, usize)> = part
            .incoming
            .iter()
            .filter_map(|flow| Some((*flow, *self.flows.get(flow)?)))
            .collect();
        let one = |places: Vec<usize>| Half {
            places,
            empty: Vec::new(),
        };
        match part.kind {
            Kind::Parallel if !incoming.is_empty() => {
                vec![one(incoming.iter().map(|(_, place)| *place).collect())]
            }
            Kind::Inclusive if incoming.len() > 1 => {
                if incoming.len() > MOST_TOGETHER {
                    self.not_followed("inclusiveGateway");
                    return incoming
                        .iter()
                        .map(|(_, place)| one(vec![*place]))
                        .collect();
                }
                let before: Vec<BTreeSet<usize>> = incoming
                    .iter()
                    .map(|(flow, _)| self.before(*flow, at))
                    .collect();
                subsets(incoming.len())
                    .filter(|there| there.iter().any(|it| *it))
                    .map(|there| {
                        let mut places = Vec::new();
                        let mut may_come: BTreeSet<usize> = BTreeSet::new();
                        let mut comes_anyway: BTreeSet<usize> = BTreeSet::new();
                        for ((is, (_, place)), before) in there.iter().zip(&incoming).zip(&before) {
                            if *is {
                                places.push(*place);
                                comes_anyway.extend(before);
                            } else {
                                may_come.insert(*place);
                                may_come.extend(before);
                            }
                        }
                        let lacking = |place: &usize| {
                            let flows = incoming.iter().zip(&there);
                            flows.into_iter().any(|((_, it), is)| it == place && !is)
                        };
                        let empty = may_come
                            .into_iter()
                            .filter(|place| lacking(place) || !comes_anyway.contains(place));
                        Half {
                            empty: empty.collect(),
                            places,
                        }
                    })
                    .collect()
            }
            _ => incoming
                .iter()
                .map(|(_, place)| one(vec![*place]))
                .collect(),
        }
    }

    /// The places from which a token may come to a flow without passing an element.
    fn before(&self, flow: usize, but: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut seen: BTreeSet<usize> = BTreeSet::from([flow]);
        let mut open = vec![flow];
        while let Some(flow) = open.pop() {
            found.extend(self.flows.get(&flow));
            let Some(from) = self.diagram.flows.get(flow).map(|it| it.from) else {
                continue;
            };
            if from == but {
                continue;
            }
            let mut parts = vec![from];
            if let Some(Kind::Boundary { at, .. }) = self.part(from).map(|it| &it.kind) {
                let parts_there = self.diagram.parts.iter();
                parts.extend(
                    parts_there
                        .enumerate()
                        .filter(|(_, it)| it.id == *at)
                        .map(|(at, _)| at),
                );
            }
            for part in parts {
                found.extend(self.begins.get(&part));
                if let Some(Kind::Within { scope }) = self.part(part).map(|it| &it.kind) {
                    found.extend(self.active.get(&part));
                    found.extend(self.tokens_in(*scope));
                }
                let incoming = self.part(part).map(|it| it.incoming.as_slice());
                for flow in incoming.unwrap_or_default() {
                    if seen.insert(*flow) {
                        open.push(*flow);
                    }
                }
            }
        }
        found
    }

    /// Every place within a scope that a token may stand on, ends aside.
    fn tokens_in(&self, scope: usize) -> Vec<usize> {
        let mut found = Vec::new();
        for scope in self.diagram.inside(scope) {
            let Some(scope) = self.diagram.scopes.get(scope) else {
                continue;
            };
            found.extend(scope.flows.iter().filter_map(|it| self.flows.get(it)));
            for part in &scope.parts {
                found.extend(self.active.get(part));
                found.extend(self.begins.get(part));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The ways of leaving an element.
    fn outs(&mut self, at: usize) -> Vec<Half> {
        let Some(part) = self.part(at) else {
            return Vec::new();
        };
        let place = |flow: &usize| self.flows.get(flow).copied();
        let all: Vec<(usize, usize)> = part
            .outgoing
            .iter()
            .filter_map(|flow| Some((*flow, place(flow)?)))
            .collect();
        let half = |places: Vec<usize>| Half {
            places,
            empty: Vec::new(),
        };
        if all.is_empty() {
            // That is an end.
            return vec![half(self.ended.get(&at).copied().into_iter().collect())];
        }
        let is_default = |flow: usize| {
            let of = self.diagram.flows.get(flow);
            of.is_some_and(|it| part.default.as_deref() == Some(&it.id))
        };
        let conditional = |flow: usize| {
            let of = self.diagram.flows.get(flow);
            of.is_some_and(|it| it.conditional)
        };
        let (default, others): (Vec<_>, Vec<_>) =
            all.iter().copied().partition(|(flow, _)| is_default(*flow));
        let (some, always): (Vec<_>, Vec<_>) = match part.kind {
            Kind::Exclusive => {
                return all
                    .into_iter()
                    .map(|(_, place)| half(vec![place]))
                    .collect();
            }
            Kind::EventBased => {
                let first = all.first().map(|(_, place)| *place);
                return vec![half(first.into_iter().collect())];
            }
            Kind::Inclusive => (others, Vec::new()),
            Kind::Parallel | Kind::Start { .. } => return vec![half(places(&all))],
            _ => others.into_iter().partition(|(flow, _)| conditional(*flow)),
        };
        if some.len() > MOST_TOGETHER {
            self.not_followed("inclusiveGateway");
            return all
                .into_iter()
                .map(|(_, place)| half(vec![place]))
                .collect();
        }
        subsets(some.len())
            .map(|there| {
                let chosen = there.iter().zip(&some).filter(|(is, _)| **is);
                let chosen: Vec<usize> = chosen.map(|(_, (_, place))| *place).collect();
                // The default is for where no condition holds.
                let default = if chosen.is_empty() {
                    places(&default)
                } else {
                    Vec::new()
                };
                half([chosen, default, places(&always)].concat())
            })
            .filter(|half| !half.places.is_empty())
            .collect()
    }

    /// The steps of every element of a scope.
    fn parts(&mut self, scope: usize) {
        for at in self.parts_of(scope) {
            let Some(part) = self.part(*at) else {
                continue;
            };
            match &part.kind {
                Kind::Boundary { at: edge, .. } => self.boundary(*at, part, edge),
                Kind::Within { scope } => self.within(*at, part, *scope),
                Kind::End { terminates: true } => {
                    let node = self.node(&part.id, &part.name, false);
                    let clears = self.tokens_in(scope);
                    self.steps(*at, node, &clears);
                }
                _ => {
                    let begun =
                        matches!(part.kind, Kind::Start { .. }) && !self.begins.contains_key(at);
                    if begun {
                        continue;
                    }
                    let done = matches!(part.kind, Kind::Task | Kind::Catch);
                    let waited = matches!(part.kind, Kind::Start { occasion: true });
                    let node = self.node(&part.id, &part.name, done || waited);
                    self.steps(*at, node, &[]);
                }
            }
        }
    }

    /// Every way into an element with every way out of it.
    fn steps(&mut self, at: usize, node: usize, clears: &[usize]) {
        let outs = self.outs(at);
        let messages: Vec<Option<usize>> = match self.receives(at) {
            None => vec![None],
            Some(all) => all.into_iter().map(Some).collect(),
        };
        let sends = self.sends(at);
        for into in self.ins(at) {
            for out in &outs {
                for message in &messages {
                    let takes = into.places.iter().copied().chain(*message);
                    let gives = out.places.iter().chain(&sends).copied();
                    self.net.steps.push(Step {
                        node,
                        takes: takes.map(|place| (place, 1)).collect(),
                        gives: gives.map(|place| (place, 1)).collect(),
                        empty: into.empty.clone(),
                        clears: clears.to_vec(),
                    });
                }
            }
        }
    }

    /// The events at the edge of an activity.
    fn edges(&self, part: &Part) -> Vec<usize> {
        let parts = self.diagram.parts.iter().enumerate();
        let there =
            parts.filter(|(_, it)| matches!(&it.kind, Kind::Boundary { at, .. } if *at == part.id));
        there.map(|(at, _)| at).collect()
    }

    /// An activity with a process within: it is entered, and left when nothing goes
    /// on in it any more.
    fn within(&mut self, at: usize, part: &Part, scope: usize) {
        let Some(active) = self.active.get(&at).copied() else {
            return;
        };
        let enters = self.node(&part.id, &part.name, true);
        let leaves = self.node(&format!("{}.done", part.id), "", false);
        let armed: Vec<usize> = self
            .edges(part)
            .into_iter()
            .filter_map(|edge| self.armed.get(&edge).copied())
            .collect();
        let (starts, own) = self.beginnings(scope);
        let mut beginnings: Vec<Vec<usize>> = Vec::new();
        for start in starts {
            beginnings.extend(self.outs(start).into_iter().map(|half| half.places));
        }
        let mut alone = Vec::new();
        for inner in own {
            let id = self.part(inner).map_or("", |it| it.id.as_str());
            let place = self.place(&format!("{id}.start"), "", PlaceKind::Flow);
            self.begins.insert(inner, place);
            alone.push(place);
        }
        if beginnings.is_empty() {
            beginnings.push(alone);
        }
        for into in self.ins(at) {
            for begins in &beginnings {
                let gives = begins.iter().chain([&active]).chain(&armed);
                self.net.steps.push(Step {
                    node: enters,
                    takes: into.places.iter().map(|place| (*place, 1)).collect(),
                    gives: gives.map(|place| (*place, 1)).collect(),
                    empty: into.empty.clone(),
                    clears: Vec::new(),
                });
            }
        }
        let inside = self.tokens_in(scope);
        for out in self.outs(at) {
            self.net.steps.push(Step {
                node: leaves,
                takes: vec![(active, 1)],
                gives: out.places.iter().map(|place| (*place, 1)).collect(),
                empty: inside.clone(),
                clears: armed.clone(),
            });
        }
    }

    /// An event at the edge of an activity comes instead of it, or besides it.
    fn boundary(&mut self, at: usize, part: &Part, edge: &str) {
        let node = self.node(&part.id, &part.name, true);
        let parts = self.diagram.parts.iter().enumerate();
        let Some((host, activity)) = parts.clone().find(|(_, it)| it.id == edge) else {
            self.not_followed("boundaryEvent");
            return;
        };
        let messages: Vec<Option<usize>> = match self.receives(at) {
            None => vec![None],
            Some(all) => all.into_iter().map(Some).collect(),
        };
        let own = self.outs(at);
        let (takes, gives, clears): (Vec<Half>, Vec<Half>, Vec<usize>) = match (
            &activity.kind,
            self.active.get(&host).copied(),
            self.armed.get(&at).copied(),
        ) {
            (Kind::Within { .. }, Some(active), Some(armed)) => {
                let half = Half {
                    places: vec![active, armed],
                    empty: Vec::new(),
                };
                let back = |half: &Half| Half {
                    places: half.places.iter().copied().chain([active]).collect(),
                    empty: Vec::new(),
                };
                (vec![half], own.iter().map(back).collect(), Vec::new())
            }
            (Kind::Within { scope }, Some(active), None) => {
                let half = Half {
                    places: vec![active],
                    empty: Vec::new(),
                };
                let mut clears = self.tokens_in(*scope);
                let edges = self.edges(activity).into_iter();
                clears.extend(edges.filter_map(|edge| self.armed.get(&edge).copied()));
                (vec![half], own, clears)
            }
            (_, _, Some(_)) => {
                // Besides: the activity is done as well.
                let done = self.outs(host);
                let sends = self.sends(host);
                let both = own.iter().flat_map(|one| {
                    done.iter().map(|other| Half {
                        places: one
                            .places
                            .iter()
                            .chain(&other.places)
                            .chain(&sends)
                            .copied()
                            .collect(),
                        empty: Vec::new(),
                    })
                });
                (self.ins(host), both.collect(), Vec::new())
            }
            _ => (self.ins(host), own, Vec::new()),
        };
        let sends = self.sends(at);
        for into in &takes {
            for out in &gives {
                for message in &messages {
                    let taken = into.places.iter().copied().chain(*message);
                    let given = out.places.iter().chain(&sends).copied();
                    self.net.steps.push(Step {
                        node,
                        takes: taken.map(|place| (place, 1)).collect(),
                        gives: given.map(|place| (place, 1)).collect(),
                        empty: into.empty.clone(),
                        clears: clears.clone(),
                    });
                }
            }
        }
    }
}

/// The places of flows.
fn places(flows: &[(usize, usize)]) -> Vec<usize> {
    flows.iter().map(|(_, place)| *place).collect()
}

/// Every choice among so many.
fn subsets(of: usize) -> impl Iterator<Item = Vec<bool>> {
    let most = 1_usize << of.min(MOST_TOGETHER);
    (0..most).map(move |choice| (0..of).map(|at| choice >> at & 1 == 1).collect())
}
