//! Headings, and the nodes that they open: acts, chapters, articles, addenda.

use super::article_head::{self, ArticleHead, ArticleLike};
use super::codes;
use super::fingerprint::{Piece, pieces};
use super::marker;
use super::number::Number;
use super::scan::{At, Scanner, rank};
use super::tree::{Container, NodeKind, Segment, Style};
use crate::diagnostic::Lang;

impl Scanner<'_> {
    pub(super) fn heading_line(&mut self, start: usize, level: usize, words: &str) {
        let whole = start..start + words.len();
        if let Some((kind, number, style, length)) = marker::container(words) {
            self.container(kind, number, style, start, words, length);
            return;
        }
        if let Some(head) = marker::addendum(words) {
            self.addendum(head.number, start, words, head.length);
            let rest = words.get(head.length..).unwrap_or("");
            self.text(start + head.length, rest);
            return;
        }
        if level == 1 {
            let untouched = self.tree.nodes().len() == 1
                && self
                    .tree
                    .get(0)
                    .is_some_and(|act| act.heading.is_none() && act.segments.is_empty());
            if !untouched {
                let tree = std::mem::take(&mut self.tree);
                self.done.push(tree);
                self.begin_act();
            }
            if let Some(act) = self.tree.get_mut(0) {
                act.heading = Some(words.to_owned());
                act.span = whole;
            }
            return;
        }
        if marker::annex(words) {
            self.push_node(NodeKind::Annex, None, Style::Bare, Some(words), whole);
            return;
        }
        match article_head::article(words, false) {
            ArticleLike::Head(head) => {
                self.article(head, start);
                let rest = words.get(head.length..).unwrap_or("");
                self.run(start + head.length, rest, At::After(NodeKind::Article), 0);
            }
            ArticleLike::Several { last, length } => {
                self.several(last, start, words.get(..length).unwrap_or(words));
                self.text(start, words);
            }
            ArticleLike::Malformed => {
                let finding = self.tell(codes::NUMBERLESS, whole.clone());
                self.findings.push(finding);
                self.push_node(NodeKind::Heading, None, Style::Bare, Some(words), whole);
            }
            ArticleLike::No => {
                let shown: String = words.chars().take(60).collect();
                let finding = self
                    .tell(codes::UNKNOWN_HEADING, whole.clone())
                    .with("heading", shown);
                self.findings.push(finding);
                self.push_node(NodeKind::Heading, None, Style::Bare, Some(words), whole);
            }
        }
    }

    pub(super) fn container(
        &mut self,
        kind: Container,
        number: Number,
        style: Style,
        start: usize,
        words: &str,
        length: usize,
    ) {
        if self.in_addendum {
            // A chapter after an addendum belongs to the body again.
            self.in_addendum = false;
            self.last_article = self.body_article;
            self.close(1);
        }
        let title = words.get(length..).unwrap_or("");
        let span = start..start + words.len();
        let mut parts = pieces(title).into_iter().peekable();
        let name = match parts.peek() {
            Some(Piece::Words(name)) => {
                let name = name.trim();
                parts.next();
                (!name.is_empty()).then_some(name)
            }
            _ => None,
        };
        let index = self.push_node(NodeKind::Container(kind), Some(number), style, name, span);
        if let Some(node) = self.tree.get_mut(index) {
            for part in parts {
                node.segments.push(match part {
                    Piece::Mark(mark) => Segment::Mark(mark.to_owned()),
                    Piece::Words(words) => Segment::Text {
                        text: words.to_owned(),
                        span: start..start + length,
                    },
                });
            }
        }
    }

    pub(super) fn addendum(
        &mut self,
        number: Option<u32>,
        start: usize,
        words: &str,
        length: usize,
    ) {
        if !self.in_addendum {
            self.body_article = self.last_article;
        }
        self.in_addendum = true;
        self.amending = false;
        self.last_article = None;
        // `## 부칙` over `부칙 <제18748호,2022.1.11>` is a heading of several.
        let top = self.top();
        if let Some(node) = self.tree.get_mut(top)
            && node.kind == NodeKind::Addendum
            && node.number.is_none()
            && node.segments.is_empty()
        {
            node.kind = NodeKind::Addenda;
        }
        let head = words.get(..length).unwrap_or(words).trim_end();
        self.push_node(
            NodeKind::Addendum,
            number.map(Number::new),
            Style::Bare,
            Some(head),
            start..start + head.len(),
        );
    }

    pub(super) fn article(&mut self, head: ArticleHead<'_>, start: usize) {
        let span = start..start + head.length;
        self.close(rank(NodeKind::Article));
        let name = self.name_below(self.top(), NodeKind::Article, head.number);
        self.tell_order(name, head.number, self.last_article, span.clone());
        self.push_node(
            NodeKind::Article,
            Some(head.number),
            head.style,
            head.heading,
            span,
        );
        self.last_article = self.last_article.max(Some(head.number));
        self.amending = false;
        self.bare |= head.heading.is_none() && !self.in_addendum;
        if head.style == Style::English {
            self.language = Lang::En;
        }
    }

    /// One head for several articles: what follows belongs to none of them.
    pub(super) fn several(&mut self, last: u32, start: usize, head: &str) {
        self.close(rank(NodeKind::Article));
        self.last_article = self.last_article.max(Some(Number::new(last)));
        if !self.in_addendum {
            let finding = self
                .tell(codes::SEVERAL, start..start + head.len())
                .with("head", head);
            self.findings.push(finding);
        }
    }
}
