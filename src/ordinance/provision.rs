//! Acts and their provisions.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::class::{Class, classify};
use super::codes;
use super::fingerprint::{Fingerprint, normalise};
use super::head::Head;
use super::path::{Addendum, ProvisionPath};
use super::tree::{Node, NodeKind, Tree};
use crate::diagnostic::{Bilingual, Finding, Lang, Place, Source};

/// The level of a provision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProvisionKind {
    /// Article (조), or an addendum that has no articles.
    Article,
    /// Paragraph (항).
    Paragraph,
    /// Subparagraph (호).
    Subparagraph,
    /// Item (목).
    Item,
}

impl ProvisionKind {
    /// The word used in every output format.
    pub const fn as_str(self) -> &'static str {
        match self {
            ProvisionKind::Article => "article",
            ProvisionKind::Paragraph => "paragraph",
            ProvisionKind::Subparagraph => "subparagraph",
            ProvisionKind::Item => "item",
        }
    }

    /// The word that a message uses.
    pub fn words(self) -> Bilingual {
        match self {
            ProvisionKind::Article => Bilingual::new("조", "articles"),
            ProvisionKind::Paragraph => Bilingual::new("항", "paragraphs"),
            ProvisionKind::Subparagraph => Bilingual::new("호", "subparagraphs"),
            ProvisionKind::Item => Bilingual::new("목", "items"),
        }
    }
}

/// One numbered provision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provision {
    /// Where it stands: its id.
    pub path: ProvisionPath,
    /// Its level.
    pub kind: ProvisionKind,
    /// The heading of an article; empty elsewhere.
    pub heading: String,
    /// Its own words, normalised, without those of the provisions inside it.
    pub text: String,
    /// What its verb makes of it.
    pub class: Class,
    /// Whether it has been deleted and only keeps its number.
    pub deleted: bool,
    /// From its number to the end of its own words.
    pub place: Place,
    /// SHA-256 over it and the provisions inside it ([`super::fingerprint`]).
    pub fingerprint: Fingerprint,
    /// Its node in the tree of the act; none in an index.
    pub node: Option<usize>,
    /// How many provisions right after it are inside it.
    pub inside: usize,
}

impl Provision {
    /// Whether it stands in an addendum (부칙).
    pub const fn addendum(&self) -> bool {
        self.path.addendum.is_some()
    }
}

/// In which form an act was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Markdown with a heading for every article.
    Markdown,
    /// Plain text, where provisions may share a line.
    Plain,
    /// An index of a text that is only cited.
    Index {
        /// Whether deeper citations resolve to the nearest entry above.
        deeper: bool,
    },
}

/// The head of one addendum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddendumHead {
    /// How it is cited.
    pub addendum: Addendum,
    /// The number that it was promulgated under.
    pub number: Option<u32>,
}

/// One act as one file (or a part of it) tells it, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// What its head says.
    pub head: Head,
    /// In which form it was read.
    pub form: Form,
    /// Its title in the language of the reading.
    pub title: String,
    /// Everything that it says, in order.
    pub tree: Tree,
    /// Its provisions, in order, each before those inside it.
    pub provisions: Vec<Provision>,
    /// Its addenda, in order.
    pub addenda: Vec<AddendumHead>,
    /// The file.
    pub source: Arc<Source>,
    by_path: BTreeMap<ProvisionPath, usize>,
}

impl Act {
    /// The provision at a path; of two with the same number the first.
    pub fn provision(&self, path: &ProvisionPath) -> Option<&Provision> {
        self.by_path
            .get(path)
            .and_then(|index| self.provisions.get(*index))
    }

    /// A provision's position among the provisions.
    pub(super) fn position(&self, path: &ProvisionPath) -> Option<usize> {
        self.by_path.get(path).copied()
    }

    /// The provision and those inside it.
    pub fn with_inside(&self, path: &ProvisionPath) -> &[Provision] {
        self.position(path)
            .and_then(|at| {
                let inside = self.provisions.get(at)?.inside;
                self.provisions.get(at..=at.saturating_add(inside))
            })
            .unwrap_or(&[])
    }

    /// The whole words of a provision, those inside it on lines of their own.
    pub fn whole_text(&self, path: &ProvisionPath) -> String {
        let mut out = String::new();
        for provision in self.with_inside(path) {
            if !out.is_empty() {
                out.push('\n');
            }
            if let Some(label) = provision
                .node
                .filter(|_| provision.path != *path)
                .and_then(|node| self.tree.get(node))
                .map(Node::label)
            {
                out.push_str(&label);
                out.push(' ');
            }
            out.push_str(&provision.text);
        }
        out
    }

    /// Whether it is an index.
    pub const fn is_index(&self) -> bool {
        matches!(self.form, Form::Index { .. })
    }

    /// Builds an index or any act whose provisions are known already.
    pub(super) fn from_provisions(
        head: Head,
        form: Form,
        title: String,
        provisions: Vec<Provision>,
        source: &Arc<Source>,
        findings: &mut Vec<Finding>,
    ) -> Act {
        let mut act = Act {
            head,
            form,
            title,
            tree: Tree::default(),
            provisions,
            addenda: Vec::new(),
            source: Arc::clone(source),
            by_path: BTreeMap::new(),
        };
        act.index(findings);
        act
    }

    /// Takes the provisions out of a tree.
    pub(super) fn from_tree(
        head: Head,
        form: Form,
        title: String,
        tree: Tree,
        source: &Arc<Source>,
        findings: &mut Vec<Finding>,
    ) -> Act {
        let names = name_addenda(&tree);
        let language = head.language;
        let mut paths: Vec<Option<ProvisionPath>> = Vec::with_capacity(tree.nodes().len());
        let mut provisions: Vec<Provision> = Vec::new();
        for (index, node) in tree.nodes().iter().enumerate() {
            let above = node
                .parent
                .and_then(|parent| paths.get(parent).copied().flatten());
            let path = path_of(node, index, above, &names);
            paths.push(path);
            let (Some(path), Some(kind)) = (path, kind_of(&tree, node)) else {
                continue;
            };
            let text = normalise(&node.own_text());
            provisions.push(Provision {
                path,
                kind,
                heading: match node.kind {
                    NodeKind::Article => node.heading.clone().unwrap_or_default(),
                    _ => String::new(),
                },
                class: classify(&text, language),
                deleted: is_deleted(&text),
                text,
                place: Place::new(source, node.span.clone()),
                fingerprint: Fingerprint::of("", "", std::iter::empty()),
                node: Some(index),
                inside: 0,
            });
        }
        count_inside(&tree, &mut provisions);
        sign(&mut provisions);
        let mut act = Act {
            head,
            form,
            title,
            tree,
            provisions,
            addenda: names
                .values()
                .map(|(addendum, number)| AddendumHead {
                    addendum: *addendum,
                    number: *number,
                })
                .collect(),
            source: Arc::clone(source),
            by_path: BTreeMap::new(),
        };
        act.index(findings);
        act
    }

    fn index(&mut self, findings: &mut Vec<Finding>) {
        let mut by_path = BTreeMap::new();
        for (at, provision) in self.provisions.iter().enumerate() {
            if let Some(first) = by_path.get(&provision.path) {
                let first: Option<&Provision> = self.provisions.get(*first);
                let mut finding = Finding::new(codes::DUPLICATE)
                    .at(&provision.place)
                    .with("provision", both(&provision.path));
                if let Some(first) = first {
                    finding = finding.label(&first.place, Bilingual::new("앞의 것", "the first"));
                }
                findings.push(finding);
                continue;
            }
            by_path.insert(provision.path, at);
        }
        self.by_path = by_path;
    }
}

/// A path as messages name it.
pub(super) fn both(path: &ProvisionPath) -> Bilingual {
    Bilingual::new(path.to_text(Lang::Ko), path.to_text(Lang::En))
}

fn name_addenda(tree: &Tree) -> BTreeMap<usize, (Addendum, Option<u32>)> {
    let nodes: Vec<(usize, Option<u32>)> = tree
        .nodes()
        .iter()
        .enumerate()
        .filter(|(_, node)| node.kind == NodeKind::Addendum)
        .map(|(index, node)| (index, node.number.map(|number| number.main)))
        .collect();
    let alone = nodes.len() == 1;
    let mut used = BTreeSet::new();
    nodes
        .into_iter()
        .zip(1u32..)
        .map(|((index, number), nth)| {
            let name = match number {
                _ if alone => Addendum::Only,
                Some(number) if used.insert(number) => Addendum::Numbered(number),
                _ => Addendum::Nth(nth),
            };
            (index, (name, number))
        })
        .collect()
}

fn path_of(
    node: &Node,
    index: usize,
    above: Option<ProvisionPath>,
    names: &BTreeMap<usize, (Addendum, Option<u32>)>,
) -> Option<ProvisionPath> {
    let mut path = above.unwrap_or_default();
    match node.kind {
        NodeKind::Addendum => path.addendum = names.get(&index).map(|(name, _)| *name),
        NodeKind::Article => path.article = node.number,
        NodeKind::Paragraph => path.paragraph = node.number.map(|number| number.main),
        NodeKind::Subparagraph => path.subparagraph = node.number,
        NodeKind::Item => path.item = node.number,
        _ => return above,
    }
    Some(path)
}

fn kind_of(tree: &Tree, node: &Node) -> Option<ProvisionKind> {
    match node.kind {
        NodeKind::Article => Some(ProvisionKind::Article),
        NodeKind::Paragraph => Some(ProvisionKind::Paragraph),
        NodeKind::Subparagraph => Some(ProvisionKind::Subparagraph),
        NodeKind::Item => Some(ProvisionKind::Item),
        NodeKind::Addendum => {
            let has_articles = node.segments.iter().any(|segment| {
                matches!(segment, super::tree::Segment::Child(child)
                    if tree.get(*child).is_some_and(|node| node.kind == NodeKind::Article))
            });
            (!has_articles && !node.segments.is_empty()).then_some(ProvisionKind::Article)
        }
        _ => None,
    }
}

fn is_deleted(text: &str) -> bool {
    let bare = text.trim_end_matches('.').trim();
    matches!(bare, "삭제" | "Deleted" | "삭 제")
}

fn count_inside(tree: &Tree, provisions: &mut [Provision]) {
    // Each open provision with its node; a node's ancestors are few.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut counts = vec![0usize; provisions.len()];
    for (at, provision) in provisions.iter().enumerate() {
        let Some(node) = provision.node else { continue };
        let mut above = Vec::new();
        let mut up = tree.get(node).and_then(|node| node.parent);
        while let Some(parent) = up {
            above.push(parent);
            up = tree.get(parent).and_then(|node| node.parent);
        }
        open.retain(|(_, node)| above.contains(node));
        for (outer, _) in &open {
            if let Some(count) = counts.get_mut(*outer) {
                *count += 1;
            }
        }
        open.push((at, node));
    }
    for (provision, count) in provisions.iter_mut().zip(counts) {
        provision.inside = count;
    }
}

/// Puts the fingerprints in.
pub(super) fn sign(provisions: &mut [Provision]) {
    let prints: Vec<Fingerprint> = provisions
        .iter()
        .enumerate()
        .map(|(at, root)| {
            let inside = provisions
                .get(at + 1..=at.saturating_add(root.inside))
                .unwrap_or(&[]);
            Fingerprint::of(
                &root.heading,
                &root.text,
                inside
                    .iter()
                    .map(|inner| (relative(&root.path, &inner.path), inner.text.as_str())),
            )
        })
        .collect();
    for (provision, print) in provisions.iter_mut().zip(prints) {
        provision.fingerprint = print;
    }
}

/// The path of a provision from one that it is in: `제2항제3호`.
fn relative(root: &ProvisionPath, inner: &ProvisionPath) -> String {
    let mut path = *inner;
    path.addendum = None;
    path.article = None;
    if root.paragraph.is_some() {
        path.paragraph = None;
    }
    if root.subparagraph.is_some() {
        path.subparagraph = None;
    }
    path.to_text(Lang::Ko)
}
