//! A diagram as it stands in the file: elements, flows, messages, by scope.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use roxmltree::Node as Element;

use crate::diagnostic::{Finding, Source};
use crate::exchange::codes;
use crate::exchange::xml::{children, named, place, text};

/// What an element is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A beginning; with a message or another occasion.
    Start {
        occasion: bool,
    },
    /// An end.
    End {
        terminates: bool,
    },
    /// Something that is done.
    Task,
    /// An event that is waited for.
    Catch,
    /// An event that is made.
    Throw,
    Exclusive,
    Parallel,
    Inclusive,
    /// What comes first of several events decides.
    EventBased,
    /// A process within: the scope of what is in it.
    Within {
        scope: usize,
    },
    /// An event at the edge of an activity.
    Boundary {
        at: String,
        interrupts: bool,
    },
}

/// An element.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) kind: Kind,
    /// The flow that is taken where no condition holds.
    pub(super) default: Option<String>,
    /// Flows, by index.
    pub(super) incoming: Vec<usize>,
    pub(super) outgoing: Vec<usize>,
}

/// A sequence flow between two elements, by index.
#[derive(Debug, Clone)]
pub(super) struct Flow {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) from: usize,
    pub(super) conditional: bool,
}

/// A process, or what is within an activity.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    pub(super) id: String,
    pub(super) name: String,
    /// The element that it is within.
    pub(super) within: Option<usize>,
    /// Its elements and flows, by index.
    pub(super) parts: Vec<usize>,
    pub(super) flows: Vec<usize>,
}

/// A message from one element to another, by index; of none it is sent, or taken,
/// outside the diagram.
#[derive(Debug, Clone)]
pub(super) struct Message {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) from: Option<usize>,
    pub(super) to: Option<usize>,
}

/// A diagram.
#[derive(Debug, Clone, Default)]
pub(super) struct Diagram {
    pub(super) scopes: Vec<Scope>,
    pub(super) parts: Vec<Part>,
    pub(super) flows: Vec<Flow>,
    pub(super) messages: Vec<Message>,
    pub(super) lanes: BTreeMap<String, String>,
    /// What is not understood, and how often it is there.
    pub(super) unknown: BTreeMap<String, usize>,
}

/// What says nothing about control flow, and is left to the author without a word.
const SILENT: &[&str] = &[
    "association",
    "auditing",
    "documentation",
    "extensionElements",
    "group",
    "incoming",
    "ioSpecification",
    "laneSet",
    "monitoring",
    "outgoing",
    "property",
    "textAnnotation",
];

/// Events whose occasion is followed: it may come at any time.
const OCCASIONS: &[&str] = &[
    "conditionalEventDefinition",
    "messageEventDefinition",
    "timerEventDefinition",
];

impl Diagram {
    pub(super) fn read(
        source: &Arc<Source>,
        root: Element<'_, '_>,
    ) -> Result<Diagram, Vec<Finding>> {
        let mut diagram = Diagram::default();
        let mut findings = Vec::new();
        let mut ids: BTreeMap<String, usize> = BTreeMap::new();
        let mut open: Vec<(Element<'_, '_>, Option<usize>)> = Vec::new();
        let processes: Vec<Element<'_, '_>> = named(root, "process").collect();
        open.extend(processes.into_iter().rev().map(|it| (it, None)));
        // Activities within activities; the depth of the file bounds this.
        while let Some((element, within)) = open.pop() {
            let scope = diagram.scopes.len();
            diagram.scopes.push(Scope {
                id: id(element),
                name: name(element),
                within,
                parts: Vec::new(),
                flows: Vec::new(),
            });
            if let Some(part) = within.and_then(|at| diagram.parts.get_mut(at)) {
                part.kind = Kind::Within { scope };
            }
            let mut inner = diagram.scope(source, element, scope, &mut ids, &mut findings);
            inner.reverse();
            open.extend(inner);
        }
        if diagram.scopes.is_empty() {
            findings.push(
                Finding::new(codes::NO_MODEL)
                    .at(&place(source, root))
                    .with("found", "definitions"),
            );
        }
        for collaboration in named(root, "collaboration") {
            diagram.collaboration(collaboration, &ids);
        }
        if findings.is_empty() {
            Ok(diagram)
        } else {
            Err(findings)
        }
    }

    fn not_understood(&mut self, what: &str) {
        let count = self.unknown.entry(what.to_owned()).or_default();
        *count = count.saturating_add(1);
    }

    /// Reads the elements of a scope; hands back those with a scope of their own.
    fn scope<'a, 'i>(
        &mut self,
        source: &Arc<Source>,
        of: Element<'a, 'i>,
        scope: usize,
        ids: &mut BTreeMap<String, usize>,
        findings: &mut Vec<Finding>,
    ) -> Vec<(Element<'a, 'i>, Option<usize>)> {
        let mut inner = Vec::new();
        for element in children(of) {
            let tag = element.tag_name().name();
            if tag == "sequenceFlow" || SILENT.contains(&tag) {
                continue;
            }
            let Some((kind, has_scope)) = self.kind(element) else {
                self.not_understood(tag);
                continue;
            };
            let at = self.parts.len();
            if ids.insert(id(element), at).is_some() {
                findings.push(
                    Finding::new(codes::BROKEN_REFERENCE)
                        .at(&place(source, element))
                        .with("name", id(element)),
                );
            }
            self.parts.push(Part {
                id: id(element),
                name: name(element),
                kind,
                default: element.attribute("default").map(str::to_owned),
                incoming: Vec::new(),
                outgoing: Vec::new(),
            });
            if let Some(scope) = self.scopes.get_mut(scope) {
                scope.parts.push(at);
            }
            if has_scope {
                inner.push((element, Some(at)));
            }
        }
        for element in named(of, "sequenceFlow") {
            let end = |name: &str| {
                let known = element.attribute(name).and_then(|id| ids.get(id));
                // A flow stays within its scope.
                known.copied().filter(|part| {
                    let scope = self.scopes.get(scope);
                    scope.is_some_and(|scope| scope.parts.contains(part))
                })
            };
            let (Some(from), Some(to)) = (end("sourceRef"), end("targetRef")) else {
                let ends =
                    ["sourceRef", "targetRef"].map(|end| element.attribute(end).unwrap_or("?"));
                // One that leads to what is left out is left out with it.
                let left_out = ends.iter().any(|end| self.left_out(of, end));
                if left_out {
                    self.not_understood("sequenceFlow");
                } else {
                    findings.push(
                        Finding::new(codes::BROKEN_REFERENCE)
                            .at(&place(source, element))
                            .with("name", ends.join(" → ")),
                    );
                }
                continue;
            };
            let flow = self.flows.len();
            self.flows.push(Flow {
                id: id(element),
                name: name(element),
                from,
                conditional: named(element, "conditionExpression").next().is_some(),
            });
            if let Some(part) = self.parts.get_mut(from) {
                part.outgoing.push(flow);
            }
            if let Some(part) = self.parts.get_mut(to) {
                part.incoming.push(flow);
            }
            if let Some(scope) = self.scopes.get_mut(scope) {
                scope.flows.push(flow);
            }
        }
        for lane in of.descendants().filter(|it| it.tag_name().name() == "lane") {
            let name = name(lane);
            for member in named(lane, "flowNodeRef") {
                if !name.is_empty() {
                    self.lanes.insert(text(member).to_owned(), name.clone());
                }
            }
        }
        inner
    }

    /// Whether an element is there, though not understood.
    fn left_out(&self, of: Element<'_, '_>, id: &str) -> bool {
        let known = self.parts.iter().any(|part| part.id == id);
        !known && children(of).any(|it| it.attribute("id") == Some(id))
    }

    /// What an element is, and whether it has a scope; nothing where it is not
    /// understood.
    fn kind(&mut self, element: Element<'_, '_>) -> Option<(Kind, bool)> {
        let definitions: Vec<&str> = children(element)
            .map(|child| child.tag_name().name())
            .filter(|name| name.ends_with("EventDefinition") || *name == "eventDefinitionRef")
            .collect();
        let tag = element.tag_name().name();
        let kind = match tag {
            "task" | "userTask" | "manualTask" | "serviceTask" | "scriptTask"
            | "businessRuleTask" | "callActivity" | "sendTask" | "receiveTask" => Kind::Task,
            "subProcess" | "transaction" | "adHocSubProcess" => {
                if element.attribute("triggeredByEvent") == Some("true") {
                    self.not_understood("subProcess triggeredByEvent");
                    return None;
                }
                if tag != "subProcess" {
                    self.not_understood(tag);
                }
                self.repeated(element);
                return Some((Kind::Task, true));
            }
            "exclusiveGateway" => Kind::Exclusive,
            "parallelGateway" => Kind::Parallel,
            "inclusiveGateway" => Kind::Inclusive,
            "complexGateway" => {
                // Whichever of its flows go together: as an inclusive one.
                self.not_understood(tag);
                Kind::Inclusive
            }
            "eventBasedGateway" => Kind::EventBased,
            "startEvent" => Kind::Start {
                occasion: !definitions.is_empty(),
            },
            "endEvent" => Kind::End {
                terminates: definitions.contains(&"terminateEventDefinition"),
            },
            "intermediateCatchEvent" => Kind::Catch,
            "intermediateThrowEvent" => Kind::Throw,
            "boundaryEvent" => Kind::Boundary {
                at: element
                    .attribute("attachedToRef")
                    .unwrap_or_default()
                    .to_owned(),
                interrupts: element.attribute("cancelActivity") != Some("false"),
            },
            _ => return None,
        };
        self.repeated(element);
        for definition in definitions {
            let followed = OCCASIONS.contains(&definition)
                || definition == "terminateEventDefinition" && tag == "endEvent";
            if !followed {
                self.not_understood(definition);
            }
        }
        Some((kind, false))
    }

    /// What is done several times is read as done once.
    fn repeated(&mut self, element: Element<'_, '_>) {
        for child in children(element) {
            let tag = child.tag_name().name();
            if tag.ends_with("LoopCharacteristics") {
                self.not_understood(tag);
            }
        }
    }

    fn collaboration(&mut self, element: Element<'_, '_>, ids: &BTreeMap<String, usize>) {
        let mut pools: BTreeMap<String, String> = BTreeMap::new();
        for pool in named(element, "participant") {
            if let Some(process) = pool.attribute("processRef") {
                pools.insert(process.to_owned(), name(pool));
            }
        }
        for scope in self.scopes.iter_mut().filter(|it| it.within.is_none()) {
            if let Some(pool) = pools.get(&scope.id).filter(|_| scope.name.is_empty()) {
                scope.name.clone_from(pool);
            }
        }
        for flow in named(element, "messageFlow") {
            let end = |name: &str| flow.attribute(name).and_then(|id| ids.get(id)).copied();
            self.messages.push(Message {
                id: id(flow),
                name: name(flow),
                from: end("sourceRef"),
                to: end("targetRef"),
            });
        }
        for child in children(element) {
            let tag = child.tag_name().name();
            if !matches!(tag, "participant" | "messageFlow") && !SILENT.contains(&tag) {
                self.not_understood(tag);
            }
        }
    }

    /// The processes: scopes in no other, with their ids.
    pub(super) fn processes(&self) -> impl Iterator<Item = (usize, &str)> {
        let scopes = self.scopes.iter().enumerate();
        scopes
            .filter(|(_, scope)| scope.within.is_none() && !scope.parts.is_empty())
            .map(|(at, scope)| (at, scope.id.as_str()))
    }

    /// Whether a process begins by itself.
    pub(super) fn begins(&self, scope: usize) -> bool {
        let parts = self.scopes.get(scope).map(|it| it.parts.as_slice());
        parts.unwrap_or_default().iter().any(|part| {
            let part = self.parts.get(*part);
            part.is_some_and(|it| it.kind == Kind::Start { occasion: false })
        })
    }

    /// The name of a process; of its pool, where it has none of its own.
    pub(super) fn name(&self, scope: usize) -> &str {
        self.scopes.get(scope).map_or("", |it| it.name.as_str())
    }

    /// A scope with everything in it, however deep.
    pub(super) fn inside(&self, scope: usize) -> Vec<usize> {
        let mut found = vec![scope];
        let mut seen: BTreeSet<usize> = BTreeSet::from([scope]);
        let mut at = 0;
        while let Some(&scope) = found.get(at) {
            at = at.saturating_add(1);
            let parts = self.scopes.get(scope).map(|it| it.parts.as_slice());
            for part in parts.unwrap_or_default() {
                if let Some(Kind::Within { scope }) = self.parts.get(*part).map(|it| &it.kind)
                    && seen.insert(*scope)
                {
                    found.push(*scope);
                }
            }
        }
        found
    }
}

fn id(element: Element<'_, '_>) -> String {
    element.attribute("id").unwrap_or_default().to_owned()
}

fn name(element: Element<'_, '_>) -> String {
    let name = element.attribute("name").unwrap_or_default();
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}
