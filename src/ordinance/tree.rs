//! The tree of an act: everything that its text says, in order.
//!
//! Nodes hold segments: text, amendment marks, separators and child nodes, in
//! the order of the source, so that [`Tree::written`] gives the whole text
//! back save white space and Markdown signs.

use std::ops::Range;

use super::number::{Number, circled, item_letter, latin_letters};

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeKind {
    /// The act itself: its title, and what stands before the first heading.
    Act,
    /// Part (편), chapter (장), section (절), subsection (관).
    Container(Container),
    /// The heading over several addenda.
    Addenda,
    /// One addendum (부칙).
    Addendum,
    /// Annexed tables and forms (별표, 별지); no provisions are read in them.
    Annex,
    /// A heading of no known kind.
    Heading,
    /// Article (조).
    Article,
    /// Paragraph (항).
    Paragraph,
    /// Subparagraph (호).
    Subparagraph,
    /// Item (목).
    Item,
}

/// The kinds of headings over articles, the widest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Container {
    /// Part (편).
    Part,
    /// Chapter (장).
    Chapter,
    /// Section (절).
    Section,
    /// Subsection (관).
    Subsection,
}

impl Container {
    /// The unit in Korean and the word in English.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Container::Part => ("편", "Part"),
            Container::Chapter => ("장", "Chapter"),
            Container::Section => ("절", "Section"),
            Container::Subsection => ("관", "Subsection"),
        }
    }
}

/// How a node's number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// No number.
    Bare,
    /// `제9조`, `제1장`, `1의2.`, `가.`
    Korean,
    /// `Article 9`, `Chapter 1`, `1-2.`, `(a)`
    English,
    /// `①`
    Circled,
    /// `<21>`, which official addenda use for large numbers.
    Angle,
    /// `(1)`
    Round,
}

/// A stretch of a node, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// Words of the law.
    Text {
        /// As written.
        text: String,
        /// Where.
        span: Range<usize>,
    },
    /// An amendment mark such as `<개정 2020.7.17>` or `[본조신설 2014.1.28]`.
    Mark(String),
    /// A sign between provisions of an excerpt (`/`).
    Separator(String),
    /// A node below this one.
    Child(usize),
}

/// A node of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Its number, if it has one.
    pub number: Option<Number>,
    /// How the number is written.
    pub style: Style,
    /// The heading: of an article what stands in round brackets, of an
    /// addendum the brackets after 부칙, of the act its title.
    pub heading: Option<String>,
    /// The node above; none above the act.
    pub parent: Option<usize>,
    /// From its first to its last own byte in the source.
    pub span: Range<usize>,
    /// What it holds.
    pub segments: Vec<Segment>,
}

/// The nodes of one act; the first is the act itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tree {
    nodes: Vec<Node>,
}

impl Tree {
    /// The nodes, each before the nodes below it.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// One node.
    pub fn get(&self, index: usize) -> Option<&Node> {
        self.nodes.get(index)
    }

    pub(super) fn get_mut(&mut self, index: usize) -> Option<&mut Node> {
        self.nodes.get_mut(index)
    }

    /// Adds a node below its parent, at the end of what the parent holds.
    pub(super) fn push(&mut self, node: Node) -> usize {
        let index = self.nodes.len();
        if let Some(parent) = node.parent.and_then(|parent| self.nodes.get_mut(parent)) {
            parent.segments.push(Segment::Child(index));
        }
        self.nodes.push(node);
        index
    }

    /// The whole text of a node as its tree tells it, one node a line.
    pub fn written(&self, index: usize) -> String {
        let mut out = String::new();
        self.write(index, &mut out);
        out
    }

    // Depth is bounded by the kinds of nodes: containers nest by rank.
    fn write(&self, index: usize, out: &mut String) {
        let Some(node) = self.get(index) else { return };
        out.push_str(&node.label());
        if let Some(heading) = &node.heading {
            if node.kind == NodeKind::Article {
                out.push_str(&format!("({heading})"));
            } else {
                out.push_str(&format!(" {heading}"));
            }
        }
        for segment in &node.segments {
            match segment {
                Segment::Text { text, .. } | Segment::Mark(text) | Segment::Separator(text) => {
                    out.push(' ');
                    out.push_str(text);
                }
                Segment::Child(child) => {
                    out.push('\n');
                    self.write(*child, out);
                }
            }
        }
    }
}

impl Node {
    /// The number as it stands in the text: `제9조`, `①`, `1.`, `가.`
    pub fn label(&self) -> String {
        let number = self.number.unwrap_or(Number::new(0));
        let korean = |unit: &str| {
            let mut out = format!("제{}{unit}", number.main);
            if number.branch > 0 {
                out.push_str(&format!("의{}", number.branch));
            }
            out
        };
        let english = |word: &str| {
            let mut out = format!("{word} {}", number.main);
            if number.branch > 0 {
                out.push_str(&format!("-{}", number.branch));
            }
            out
        };
        match (self.kind, self.style) {
            (NodeKind::Container(kind), Style::Korean) => korean(kind.words().0),
            (NodeKind::Container(kind), Style::English) => english(kind.words().1),
            (NodeKind::Article, Style::Korean) => korean("조"),
            (NodeKind::Article, Style::English) => english("Article"),
            (_, Style::Circled) => circled(number.main).map(String::from).unwrap_or_default(),
            (_, Style::Angle) => format!("<{}>", number.main),
            (_, Style::Round) => format!("({})", number.main),
            (NodeKind::Subparagraph, Style::Korean) if number.branch > 0 => {
                format!("{}의{}.", number.main, number.branch)
            }
            (NodeKind::Subparagraph, Style::English) if number.branch > 0 => {
                format!("{}-{}.", number.main, number.branch)
            }
            (NodeKind::Subparagraph, _) => format!("{}.", number.main),
            (NodeKind::Item, Style::Korean) => {
                let letter = item_letter(number.main).unwrap_or('?');
                match number.branch {
                    0 => format!("{letter}."),
                    branch => format!("{letter}의{branch}."),
                }
            }
            (NodeKind::Item, Style::English) => format!("({})", latin_letters(number.main)),
            _ => String::new(),
        }
    }

    /// The node's own text, without what is below it and without marks.
    pub fn own_text(&self) -> String {
        let mut out = String::new();
        for segment in &self.segments {
            if let Segment::Text { text, .. } = segment {
                if !out.is_empty() {
                    out.push('\n');
                }
                out.push_str(text);
            }
        }
        out
    }
}
