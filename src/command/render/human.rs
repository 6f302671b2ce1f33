//! Findings for a person at a screen: the excerpt, with marks under the place.

use annotate_snippets::{AnnotationKind, Group, Level as Mark, Origin, Renderer, Snippet};

use super::words::{self, Line};
use super::{visible, without_c1};
use crate::diagnostic::{Finding, Label, Lang, Level, Place};

/// The finding as several lines, the last without a line end.
pub fn finding(finding: &Finding, lang: Lang, colour: bool) -> String {
    let title = finding.title(lang);
    let header = mark(finding.level)
        .with_name(words::level(finding.level, lang))
        .primary_title(visible(&title))
        .id(finding.code.to_string());
    let mut group = Group::with_title(header);
    for (path, labels) in by_file(&finding.labels) {
        group = excerpt(group, path, &labels, lang);
    }
    for (line, text) in words::lines(finding, lang) {
        let level = match line {
            Line::Help => Mark::HELP,
            Line::Follows | Line::Basis | Line::Note | Line::Story => Mark::NOTE,
        };
        group = group.element(level.with_name(line.name(lang)).message(text));
    }
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    renderer.render(&[group])
}

const fn mark(level: Level) -> Mark<'static> {
    match level {
        Level::Error => Mark::ERROR,
        Level::Warning => Mark::WARNING,
        Level::Note => Mark::NOTE,
    }
}

/// The labels of each file, the main file first; the main label is told by its
/// position in the whole list.
fn by_file(labels: &[Label]) -> Vec<(&str, Vec<(bool, &Label)>)> {
    let mut files: Vec<(&str, Vec<(bool, &Label)>)> = Vec::new();
    for (index, label) in labels.iter().enumerate() {
        let path = label.place.file();
        match files.iter_mut().find(|(known, _)| *known == path) {
            Some((_, several)) => several.push((index == 0, label)),
            None => files.push((path, vec![(index == 0, label)])),
        }
    }
    files
}

fn excerpt<'a>(
    group: Group<'a>,
    path: &'a str,
    labels: &[(bool, &'a Label)],
    lang: Lang,
) -> Group<'a> {
    let Some((_, first)) = labels.first() else {
        return group;
    };
    let source = first.place.source().text();
    if source.is_empty() {
        return group.element(Origin::path(visible(path)));
    }
    let mut snippet = Snippet::source(without_c1(source)).path(visible(path));
    for (main, label) in labels {
        let kind = if *main {
            AnnotationKind::Primary
        } else {
            AnnotationKind::Context
        };
        let says = label.says.get(lang);
        let annotation = kind.span(first_line(&label.place));
        snippet = snippet.annotation(if says.is_empty() {
            annotation
        } else {
            annotation.label(visible(says))
        });
    }
    group.element(snippet)
}

/// A place of many lines (a whole table) is marked on its first line: the box
/// around a page of text hides what it is about.
fn first_line(place: &Place) -> std::ops::Range<usize> {
    let span = place.span();
    let text = place.text();
    let length = text.find(['\n', '\r']).unwrap_or(text.len());
    span.start..span.start + length
}
