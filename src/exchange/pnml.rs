//! Nets in PNML (ISO/IEC 15909-2): place-transition nets, with the inhibitor and
//! reset arcs and the final markings that programs write besides.

use std::collections::BTreeMap;
use std::sync::Arc;

use roxmltree::Node as Element;

use super::xml::{children, named, place, text};
use super::{Model, Notation, codes};
use crate::check::net::{Goal, Net, Node, Place, PlaceKind, Step};
use crate::diagnostic::{Bilingual, Finding, Source};

/// How many tokens an arc or a marking says, where it is more than one.
const MOST_TOKENS: u8 = 14;

/// What an arc does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    Normal(u8),
    Inhibitor,
    Reset,
}

/// A net on its way.
struct Reader<'s> {
    source: &'s Arc<Source>,
    places: Vec<Place>,
    initial: Vec<u8>,
    nodes: Vec<Node>,
    place_index: BTreeMap<String, usize>,
    node_index: BTreeMap<String, usize>,
    /// Reference nodes: what stands on another page.
    references: BTreeMap<String, String>,
    unknown: BTreeMap<String, usize>,
    findings: Vec<Finding>,
}

/// Reads a file of nets: the first that has a place.
pub(super) fn read(source: &Arc<Source>, root: Element<'_, '_>) -> Result<Model, Vec<Finding>> {
    let none = |found: &str| {
        vec![
            Finding::new(codes::NO_MODEL)
                .at(&place(source, root))
                .with("found", found),
        ]
    };
    let mut nets = named(root, "net");
    let Some(net) = nets.next() else {
        return Err(none("pnml"));
    };
    let of = net.attribute("type").unwrap_or_default();
    let plain = [
        "ptnet",
        "ptNet",
        "pt-net",
        "P/T",
        "PTNet",
        "pnmlcoremodel",
        "pnmlCoreModel",
    ];
    if !of.is_empty() && !plain.iter().any(|known| of.contains(known)) {
        return Err(none(of));
    }
    let mut reader = Reader {
        source,
        places: Vec::new(),
        initial: Vec::new(),
        nodes: Vec::new(),
        place_index: BTreeMap::new(),
        node_index: BTreeMap::new(),
        references: BTreeMap::new(),
        unknown: BTreeMap::new(),
        findings: Vec::new(),
    };
    for _ in nets {
        reader.not_understood("net");
    }
    let mut arcs = Vec::new();
    let mut finals = Vec::new();
    // Pages stand within pages; the depth of the file bounds this.
    let mut open = vec![net];
    while let Some(page) = open.pop() {
        for child in children(page) {
            match child.tag_name().name() {
                "page" => open.push(child),
                "place" => reader.place(child),
                "transition" => reader.transition(child),
                "arc" => arcs.push(child),
                "referencePlace" | "referenceTransition" => {
                    let (id, to) = (child.attribute("id"), child.attribute("ref"));
                    if let (Some(id), Some(to)) = (id, to) {
                        reader.references.insert(id.to_owned(), to.to_owned());
                    }
                }
                "finalmarkings" => finals.push(child),
                "name" | "graphics" | "toolspecific" => {}
                other => reader.not_understood(other),
            }
        }
    }
    if reader.places.is_empty() || reader.nodes.is_empty() {
        return Err(none("net"));
    }
    let mut steps: Vec<Step> = (0..reader.nodes.len())
        .map(|node| Step {
            node,
            ..Step::default()
        })
        .collect();
    for arc in arcs {
        reader.arc(arc, &mut steps);
    }
    let goal = reader.goal(&finals, &steps);
    if !reader.findings.is_empty() {
        return Err(reader.findings);
    }
    let net_id = net.attribute("id").unwrap_or("net").to_owned();
    let net_name = title(net);
    let read = Net {
        places: reader.places,
        nodes: reader.nodes,
        steps,
        initial: reader.initial,
        goal,
    };
    Ok(Model {
        notation: Notation::Pnml,
        id: net_id.clone(),
        name: net_name,
        alone: read.clone(),
        net: read,
        lanes: BTreeMap::new(),
        processes: vec![net_id],
        findings: super::bpmn::listed(source, root, &reader.unknown),
    })
}

/// What its `name` says.
fn title(element: Element<'_, '_>) -> String {
    let name = named(element, "name").next();
    let said = name.and_then(|name| named(name, "text").next());
    said.map_or_else(String::new, |said| text(said).to_owned())
}

impl Reader<'_> {
    fn not_understood(&mut self, what: &str) {
        let count = self.unknown.entry(what.to_owned()).or_default();
        *count = count.saturating_add(1);
    }

    fn place(&mut self, element: Element<'_, '_>) {
        let id = element.attribute("id").unwrap_or_default().to_owned();
        let tokens = self.tokens(element, "initialMarking").unwrap_or_default();
        self.place_index.insert(id.clone(), self.places.len());
        self.places.push(Place {
            id,
            name: title(element),
            kind: PlaceKind::Flow,
        });
        self.initial.push(tokens);
    }

    fn transition(&mut self, element: Element<'_, '_>) {
        let id = element.attribute("id").unwrap_or_default().to_owned();
        self.node_index.insert(id.clone(), self.nodes.len());
        self.nodes.push(Node {
            id,
            name: title(element),
            activity: true,
        });
    }

    /// A number that an element says within another, as text.
    fn tokens(&mut self, element: Element<'_, '_>, within: &'static str) -> Option<u8> {
        let found = named(element, within).next()?;
        let said = named(found, "text")
            .next()
            .map_or_else(|| text(found), text);
        // Some programs write `Default,1`.
        let number = said.rsplit(',').next().unwrap_or_default().trim();
        match number.parse::<u8>() {
            Ok(number) if number <= MOST_TOKENS => Some(number),
            _ => {
                let finding = Finding::new(codes::NET_TOO_LARGE)
                    .at(&place(self.source, found))
                    .with(
                        "why",
                        Bilingual::new(
                            format!("`{said}`는 0부터 {MOST_TOKENS}까지의 수가 아닙니다"),
                            format!("`{said}` is no number from 0 to {MOST_TOKENS}"),
                        ),
                    );
                self.findings.push(finding);
                None
            }
        }
    }

    /// What a name refers to in the end.
    fn referred<'a>(&'a self, id: &'a str) -> &'a str {
        let mut at = id;
        for _ in 0..=self.references.len() {
            match self.references.get(at) {
                Some(next) => at = next,
                None => break,
            }
        }
        at
    }

    fn arc(&mut self, arc: Element<'_, '_>, steps: &mut [Step]) {
        let weight = self.tokens(arc, "inscription").unwrap_or(1);
        let of = named(arc, "type").next();
        let of = of.map(|of| {
            let said = of.attribute("value").unwrap_or_default();
            let inner = named(of, "text").next().map_or("", text);
            if said.is_empty() { inner } else { said }.to_owned()
        });
        let kind = match of.as_deref() {
            None | Some("" | "normal") => Reach::Normal(weight),
            Some("inhibitor") => Reach::Inhibitor,
            Some("reset") => Reach::Reset,
            Some(other) => {
                self.not_understood(&format!("arc {other}"));
                return;
            }
        };
        if weight == 0 {
            return;
        }
        let end = |name: &str| arc.attribute(name).unwrap_or_default();
        let (from, to) = (self.referred(end("source")), self.referred(end("target")));
        let into = (self.place_index.get(from), self.node_index.get(to));
        let out = (self.node_index.get(from), self.place_index.get(to));
        match (into, out) {
            ((Some(&place), Some(&node)), _) => {
                if let Some(step) = steps.get_mut(node) {
                    match kind {
                        Reach::Normal(weight) => step.takes.push((place, weight)),
                        Reach::Inhibitor => step.empty.push(place),
                        Reach::Reset => step.clears.push(place),
                    }
                }
            }
            (_, (Some(&node), Some(&place))) => {
                if let Some(step) = steps.get_mut(node) {
                    match kind {
                        Reach::Normal(weight) => step.gives.push((place, weight)),
                        Reach::Inhibitor | Reach::Reset => self.not_understood("arc"),
                    }
                }
            }
            _ => {
                let told = format!("{} → {}", end("source"), end("target"));
                let finding = Finding::new(codes::BROKEN_REFERENCE)
                    .at(&place(self.source, arc))
                    .with("name", told);
                self.findings.push(finding);
            }
        }
    }

    /// The final markings that are written; else one token where nothing goes on.
    fn goal(&mut self, finals: &[Element<'_, '_>], steps: &[Step]) -> Goal {
        let mut markings = Vec::new();
        for marking in finals.iter().flat_map(|it| named(*it, "marking")) {
            let mut tokens = vec![0_u8; self.places.len()];
            for at in named(marking, "place") {
                let id = at.attribute("idref").unwrap_or_default();
                let many = named(at, "text").next().map_or("1", text);
                let found = self.place_index.get(self.referred(id)).copied();
                match (found, many.parse::<u8>()) {
                    (Some(found), Ok(many)) if many <= MOST_TOKENS => {
                        if let Some(tokens) = tokens.get_mut(found) {
                            *tokens = many;
                        }
                    }
                    _ => {
                        let finding = Finding::new(codes::BROKEN_REFERENCE)
                            .at(&place(self.source, at))
                            .with("name", id);
                        self.findings.push(finding);
                    }
                }
            }
            markings.push(tokens);
        }
        if markings.is_empty() {
            let goes_on = |place: usize| {
                let mut takes = steps.iter().flat_map(|it| &it.takes);
                takes.any(|(taken, _)| *taken == place)
            };
            for at in (0..self.places.len()).filter(|at| !goes_on(*at)) {
                let mut tokens = vec![0_u8; self.places.len()];
                if let Some(tokens) = tokens.get_mut(at) {
                    *tokens = 1;
                }
                markings.push(tokens);
            }
        }
        Goal::Marking(markings)
    }
}
