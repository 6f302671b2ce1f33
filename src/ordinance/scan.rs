//! Building the tree of acts line by line.
//!
//! Published Markdown has a heading for every article and one provision a
//! line; plain text runs them together (`제9조(구성) ① … 1. … 2. … ② …`). In
//! both, a number only begins a provision where one may stand and where it
//! continues its list; otherwise it is text.

use std::ops::Range;
use std::sync::Arc;

use super::article_head::ArticleHead;
use super::codes;
use super::fingerprint::{Piece, pieces};
use super::lines::{Line, heading};
use super::marker::{self, Marker};
use super::number::Number;
use super::path::ProvisionPath;
use super::provision::both;
use super::tree::{Container, Node, NodeKind, Segment, Style, Tree};
use crate::diagnostic::{Bilingual, Finding, Lang, Place, Source};

/// Where in a line a marker is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    /// At the beginning of the line.
    Start,
    /// Straight after the head of an article or addendum, or another marker.
    After(NodeKind),
    /// Amid the text, after white space.
    Amid {
        /// Whether a sentence has just ended.
        ended: bool,
    },
}

/// What begins at a place of a line.
pub(super) enum Found<'a> {
    Addendum {
        number: Option<u32>,
        length: usize,
    },
    Article(ArticleHead<'a>),
    Several {
        last: u32,
        length: usize,
    },
    Listed(NodeKind, Marker),
    /// A range of paragraphs that the publisher left out: text.
    Skipped {
        to: u32,
    },
    Separator,
}

/// The last number of each list below a node.
#[derive(Debug, Clone, Copy, Default)]
struct Last {
    paragraph: Option<Number>,
    subparagraph: Option<Number>,
    item: Option<Number>,
}

/// Builds trees from lines.
pub(super) struct Scanner<'a> {
    pub(super) source: &'a Arc<Source>,
    pub(super) findings: &'a mut Vec<Finding>,
    pub(super) done: Vec<Tree>,
    pub(super) tree: Tree,
    last: Vec<Last>,
    pub(super) open: Vec<usize>,
    /// Articles have Markdown headings; otherwise lines run on.
    pub(super) markdown: bool,
    pub(super) language: Lang,
    pub(super) last_article: Option<Number>,
    pub(super) body_article: Option<Number>,
    pub(super) in_addendum: bool,
    /// In an addendum that rewrites other laws: numbers may be quotations.
    pub(super) amending: bool,
    /// Articles of this excerpt have come without headings in brackets.
    pub(super) bare: bool,
    blank: bool,
}

impl<'a> Scanner<'a> {
    pub fn new(
        source: &'a Arc<Source>,
        findings: &'a mut Vec<Finding>,
        markdown: bool,
        language: Lang,
    ) -> Self {
        let mut scanner = Scanner {
            source,
            findings,
            done: Vec::new(),
            tree: Tree::default(),
            last: Vec::new(),
            open: Vec::new(),
            markdown,
            language,
            last_article: None,
            body_article: None,
            in_addendum: false,
            amending: false,
            bare: false,
            blank: false,
        };
        scanner.begin_act();
        scanner
    }

    /// The trees, one an act.
    pub fn finish(mut self) -> Vec<Tree> {
        self.done.push(self.tree);
        self.done
    }

    pub(super) fn begin_act(&mut self) {
        self.open.clear();
        self.last.clear();
        self.last_article = None;
        self.body_article = None;
        self.in_addendum = false;
        self.amending = false;
        self.bare = false;
        self.push_node(NodeKind::Act, None, Style::Bare, None, 0..0);
    }

    pub fn line(&mut self, line: Line<'_>) {
        let trimmed = line.text.trim_start();
        if trimmed.is_empty() {
            self.blank = true;
            return;
        }
        let start = line.start + (line.text.len() - trimmed.len());
        match heading(trimmed) {
            Some((level, skip)) => {
                let words = trimmed.get(skip..).unwrap_or("").trim_end();
                self.heading_line(start + skip, level, words);
            }
            None => self.body_line(start, trimmed, line.text.len() - trimmed.len()),
        }
        self.blank = false;
    }

    // Nodes

    pub(super) fn top(&self) -> usize {
        self.open.last().copied().unwrap_or(0)
    }

    pub(super) fn kind(&self, index: usize) -> NodeKind {
        self.tree.get(index).map_or(NodeKind::Act, |node| node.kind)
    }

    /// Closes what cannot hold a node of this rank.
    pub(super) fn close(&mut self, to: u8) {
        while self
            .open
            .last()
            .is_some_and(|&top| rank(self.kind(top)) >= to)
            && self.open.len() > 1
        {
            self.open.pop();
        }
    }

    pub(super) fn push_node(
        &mut self,
        kind: NodeKind,
        number: Option<Number>,
        style: Style,
        heading: Option<&str>,
        span: Range<usize>,
    ) -> usize {
        self.close(rank(kind));
        let parent = self.open.last().copied();
        let index = self.tree.push(Node {
            kind,
            number,
            style,
            heading: heading.map(str::to_owned),
            parent,
            span,
            segments: Vec::new(),
        });
        self.last.push(Last::default());
        self.open.push(index);
        index
    }

    /// The open node that a list of this kind goes on in.
    pub(super) fn host(&self, kind: NodeKind) -> Option<usize> {
        let may = |node: NodeKind| match kind {
            NodeKind::Paragraph => matches!(node, NodeKind::Article | NodeKind::Addendum),
            NodeKind::Subparagraph => matches!(
                node,
                NodeKind::Article | NodeKind::Addendum | NodeKind::Paragraph
            ),
            _ => matches!(
                node,
                NodeKind::Article
                    | NodeKind::Addendum
                    | NodeKind::Paragraph
                    | NodeKind::Subparagraph
            ),
        };
        self.open
            .iter()
            .rev()
            .copied()
            .find(|&index| may(self.kind(index)))
    }

    pub(super) fn last_of(&self, host: usize, kind: NodeKind) -> Option<Number> {
        let last = self.last.get(host)?;
        match kind {
            NodeKind::Paragraph => last.paragraph,
            NodeKind::Subparagraph => last.subparagraph,
            _ => last.item,
        }
    }

    fn set_last(&mut self, host: usize, kind: NodeKind, number: Number) {
        let Some(last) = self.last.get_mut(host) else {
            return;
        };
        let slot = match kind {
            NodeKind::Paragraph => &mut last.paragraph,
            NodeKind::Subparagraph => &mut last.subparagraph,
            _ => &mut last.item,
        };
        *slot = (*slot).max(Some(number));
    }

    /// Adds text to the deepest open node.
    pub(super) fn text(&mut self, start: usize, text: &str) {
        let kept = text.trim();
        if kept.is_empty() {
            return;
        }
        if self.in_addendum && (kept.contains("다음과 같이") || kept.contains("로 한다")) {
            self.amending = true;
        }
        let offset = start + (text.len() - text.trim_start().len());
        let top = self.top();
        let Some(node) = self.tree.get_mut(top) else {
            return;
        };
        let mut at = offset;
        for piece in pieces(kept) {
            match piece {
                Piece::Words(words) => {
                    node.segments.push(Segment::Text {
                        text: words.trim().to_owned(),
                        span: at..at + words.len(),
                    });
                    at += words.len();
                }
                Piece::Mark(mark) => {
                    node.segments.push(Segment::Mark(mark.to_owned()));
                    at += mark.len();
                }
            }
        }
        node.span.end = node.span.end.max(at);
    }

    // Findings

    pub(super) fn tell(&mut self, code: crate::diagnostic::Code, place: Range<usize>) -> Finding {
        Finding::new(code).at(&Place::new(self.source, place))
    }

    /// Tells a number that leaves others out or comes too late.
    pub(super) fn tell_order(
        &mut self,
        name: Bilingual,
        number: Number,
        before: Option<Number>,
        place: Range<usize>,
    ) {
        if number.follows(before) || before == Some(number) {
            // The same number twice is told once the provisions are known.
            return;
        }
        let code = if before.is_some_and(|before| number < before) {
            codes::OUT_OF_ORDER
        } else {
            codes::GAP
        };
        let finding = self.tell(code, place).with("provision", name);
        self.findings.push(finding);
    }

    /// The name of a provision that would stand below the open nodes.
    pub(super) fn name_below(&self, host: usize, kind: NodeKind, number: Number) -> Bilingual {
        let mut path = ProvisionPath::default();
        let mut up = Some(host);
        while let Some(node) = up.and_then(|index| self.tree.get(index)) {
            match node.kind {
                NodeKind::Article => path.article = node.number,
                NodeKind::Paragraph => path.paragraph = node.number.map(|n| n.main),
                NodeKind::Subparagraph => path.subparagraph = node.number,
                _ => {}
            }
            up = node.parent;
        }
        match kind {
            NodeKind::Article => path.article = Some(number),
            NodeKind::Paragraph => path.paragraph = Some(number.main),
            NodeKind::Subparagraph => path.subparagraph = Some(number),
            _ => path.item = Some(number),
        }
        let mut name = both(&path);
        if self.in_addendum {
            name = Bilingual::new(format!("부칙 {}", name.ko), format!("addenda {}", name.en));
        }
        name
    }

    // Lines of text

    fn body_line(&mut self, start: usize, text: &str, indent: usize) {
        if let Some(head) = marker::addendum(text) {
            self.addendum(head.number, start, text, head.length);
            let rest = text.get(head.length..).unwrap_or("");
            self.run(start + head.length, rest, At::After(NodeKind::Addendum), 0);
            return;
        }
        if self
            .open
            .iter()
            .any(|&index| self.kind(index) == NodeKind::Annex)
        {
            self.text(start, text);
            return;
        }
        if indent == 0 && marker::annex(text) {
            self.push_node(
                NodeKind::Annex,
                None,
                Style::Bare,
                Some(text),
                start..start + text.len(),
            );
            return;
        }
        if !self.markdown
            && let Some((kind, number, style, length)) = marker::container(text)
            && text.chars().take(41).count() <= 40
            && !text.trim_end().ends_with('.')
        {
            self.container(kind, number, style, start, text, length);
            return;
        }
        self.run(start, text, At::Start, indent);
    }

    /// Reads a line, or what follows a head on it.
    pub(super) fn run(&mut self, start: usize, text: &str, at: At, indent: usize) {
        let mut at = at;
        let mut position = 0;
        let mut text_from = 0;
        loop {
            let rest = text.get(position..).unwrap_or("");
            let rest_trimmed = rest.trim_start();
            if !matches!(at, At::Amid { .. }) {
                position += rest.len() - rest_trimmed.len();
            }
            let rest = text.get(position..).unwrap_or("");
            if rest.is_empty() {
                break;
            }
            let before = text.get(..position).unwrap_or("");
            if let Some(found) = self.recognise(start + position, rest, before, at, indent) {
                if text_from < position {
                    let between = text.get(text_from..position).unwrap_or("");
                    self.text(start + text_from, between);
                }
                let (length, next) = self.take(found, start + position, rest);
                text_from = position;
                position += length;
                if let Some(kind) = next {
                    text_from = position;
                    at = At::After(kind);
                    continue;
                }
            }
            if self.markdown {
                break;
            }
            // On to the next word.
            let rest = text.get(position..).unwrap_or("");
            let word = rest.find(char::is_whitespace).unwrap_or(rest.len());
            let tail = rest.get(word..).unwrap_or("");
            position += word + (tail.len() - tail.trim_start().len());
            let before = text.get(..position).unwrap_or("").trim_end();
            at = At::Amid {
                ended: before.ends_with(['.', ')', ';', '>', '/', ']', '…', '。']),
            };
        }
        let rest = text.get(text_from..).unwrap_or("");
        if at == At::Start && self.blank && indent == 0 && !rest.trim().is_empty() {
            // A paragraph of its own after a list belongs to what holds the list.
            self.close(rank(NodeKind::Subparagraph));
        }
        self.text(start + text_from, rest);
    }

    /// Puts what was found into the tree; how many bytes it takes, and after
    /// what the line goes on (nothing: it is text).
    fn take(&mut self, found: Found<'_>, start: usize, rest: &str) -> (usize, Option<NodeKind>) {
        match found {
            Found::Addendum { number, length } => {
                self.addendum(number, start, rest, length);
                (length, Some(NodeKind::Addendum))
            }
            Found::Article(head) => {
                self.article(head, start);
                (head.length, Some(NodeKind::Article))
            }
            Found::Several { last, length } => {
                self.several(last, start, rest.get(..length).unwrap_or(rest));
                (0, None)
            }
            Found::Skipped { to } => {
                self.close(rank(NodeKind::Paragraph));
                if let Some(host) = self.host(NodeKind::Paragraph) {
                    self.set_last(host, NodeKind::Paragraph, Number::new(to));
                }
                (0, None)
            }
            Found::Separator => {
                let top = self.top();
                if let Some(node) = self.tree.get_mut(top) {
                    node.segments.push(Segment::Separator("/".to_owned()));
                }
                (1, Some(NodeKind::Act))
            }
            Found::Listed(kind, marker) => {
                if let Some(host) = self.host(kind) {
                    let before = self.last_of(host, kind);
                    let span = start..start + marker.length;
                    if !self.amending {
                        let name = self.name_below(host, kind, marker.number);
                        self.tell_order(name, marker.number, before, span.clone());
                    }
                    if kind == NodeKind::Paragraph {
                        self.amending = false;
                    }
                    self.set_last(host, kind, marker.number);
                    while self.open.len() > 1 && self.top() != host {
                        self.open.pop();
                    }
                    self.push_node(kind, Some(marker.number), marker.style, None, span);
                }
                (marker.length, Some(kind))
            }
        }
    }
}

/// How wide a node is; a narrower one stands in a wider one.
pub(super) const fn rank(kind: NodeKind) -> u8 {
    match kind {
        NodeKind::Act => 0,
        NodeKind::Addenda | NodeKind::Annex => 1,
        NodeKind::Container(Container::Part) => 1,
        NodeKind::Container(Container::Chapter) | NodeKind::Addendum => 2,
        NodeKind::Container(Container::Section) => 3,
        NodeKind::Container(Container::Subsection) => 4,
        NodeKind::Heading => 5,
        NodeKind::Article => 6,
        NodeKind::Paragraph => 7,
        NodeKind::Subparagraph => 8,
        NodeKind::Item => 9,
    }
}
