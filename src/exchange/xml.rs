//! XML, read with limits: no document type, so many elements, so deep.

use std::sync::Arc;

use roxmltree::{Document, Error, Node, ParsingOptions, TextPos};

use super::codes;
use crate::diagnostic::{Bilingual, Finding, Place, Source};

/// Most elements, texts and comments of a file.
pub(super) const MOST_NODES: u32 = 200_000;
/// Most elements within one another.
pub(super) const MOST_DEPTH: usize = 64;

/// Parses a file.
pub(super) fn parse(source: &Arc<Source>) -> Result<Document<'_>, Box<Finding>> {
    let text = source.text();
    // Whatever the document type holds: models need none.
    let refused = |why: Bilingual| {
        Box::new(
            Finding::new(codes::XML_REFUSED)
                .at(&Place::start_of(source))
                .with("why", why),
        )
    };
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    let parsed = Document::parse_with_options(text, options).map_err(|error| match error {
        Error::DtdDetected => refused(Bilingual::new(
            "문서 형식 선언(DTD)이 있습니다",
            "it has a document type (DTD)",
        )),
        Error::NodesLimitReached
        | Error::AttributesLimitReached
        | Error::NamespacesLimitReached => refused(Bilingual::new(
            format!("요소가 {MOST_NODES}개보다 많습니다"),
            format!("it has more than {MOST_NODES} elements"),
        )),
        error => Box::new(
            Finding::new(codes::NOT_XML)
                .at(&at(source, error.pos()))
                .with("why", error.to_string()),
        ),
    })?;
    if depth(&parsed) > MOST_DEPTH {
        return Err(refused(Bilingual::new(
            format!("요소가 {MOST_DEPTH}단계보다 깊습니다"),
            format!("its elements stand more than {MOST_DEPTH} deep"),
        )));
    }
    Ok(parsed)
}

/// How deep the elements stand.
fn depth(document: &Document<'_>) -> usize {
    let mut depths: Vec<usize> = Vec::new();
    let mut deepest = 0;
    // A parent stands before what is in it.
    for node in document.descendants() {
        let parent = node.parent().map(|it| it.id().get_usize());
        let above = parent.and_then(|at| depths.get(at)).copied();
        let depth = above.map_or(0, |above| above.saturating_add(1));
        depths.push(depth);
        if node.is_element() {
            deepest = deepest.max(depth);
        }
    }
    deepest
}

/// The place that a position names.
fn at(source: &Arc<Source>, position: TextPos) -> Place {
    let line = usize::try_from(position.row).unwrap_or(1).max(1);
    let column = usize::try_from(position.col).unwrap_or(1).max(1);
    let from = source.line_start(line);
    let rest = source.text().get(from..).unwrap_or_default();
    let into: usize = rest
        .chars()
        .take(column.saturating_sub(1))
        .map(char::len_utf8)
        .sum();
    let start = from.saturating_add(into).min(source.text().len());
    let next = source
        .text()
        .get(start..)
        .and_then(|rest| rest.chars().next());
    let end = start.saturating_add(next.map_or(0, char::len_utf8));
    Place::new(source, start..end)
}

/// The opening tag of an element.
pub(super) fn place(source: &Arc<Source>, node: Node<'_, '_>) -> Place {
    let range = node.range();
    let text = source.text().get(range.clone()).unwrap_or_default();
    let tag = text
        .find(['>', '\n'])
        .map_or(text.len(), |end| end.saturating_add(1));
    Place::new(
        source,
        range.start..range.start.saturating_add(tag).min(range.end),
    )
}

/// The elements directly within another.
pub(super) fn children<'a, 'i>(node: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(Node::is_element)
}

/// The elements of a name directly within another.
pub(super) fn named<'a, 'i>(
    node: Node<'a, 'i>,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'i>> {
    children(node).filter(move |child| child.tag_name().name() == name)
}

/// What an element says, without space around it.
pub(super) fn text<'a>(node: Node<'a, '_>) -> &'a str {
    node.text().unwrap_or_default().trim()
}
