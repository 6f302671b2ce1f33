//! Reading of texts of the law.
//!
//! Three forms are read: the project's own (a TOML head between `+++` lines,
//! Markdown headings, `①`, `1.`, `가.`, or in English `(1)`, `1.`, `(a)`),
//! Markdown as the government's texts are republished (a YAML head, `1\.`,
//! `**①**`, addenda in plain lines), and plain text in which provisions share
//! lines. A file may hold several acts, each under its `# title`.

use std::sync::Arc;

use jiff::civil::Date;

use super::article_head::{self, ArticleLike};
use super::codes;
use super::head::{FrontMatter, Head, TextKind, date, front_matter, id_of_title};
use super::lines::{control_characters, heading, lines};
use super::marker::promulgation_number;
use super::provision::{Act, Form};
use super::scan::Scanner;
use super::tree::Tree;
use crate::diagnostic::{Bilingual, Finding, Lang, Place, Source};

/// What was read from one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The acts, in order. Ids of provisions are unique within an act only.
    pub acts: Vec<Act>,
    /// What is wrong.
    pub findings: Vec<Finding>,
    head: String,
}

impl Reading {
    /// The whole file as head and trees tell it, for those who want to see
    /// that nothing was lost: equal to the source save white space and the
    /// signs of Markdown.
    pub fn written(&self) -> String {
        let mut out = self.head.clone();
        for act in &self.acts {
            out.push_str(&act.tree.written(0));
            out.push('\n');
        }
        out
    }
}

/// Reads a text from bytes. What is not UTF-8 becomes U+FFFD and a finding.
pub fn read_bytes(name: &str, bytes: &[u8]) -> Reading {
    match std::str::from_utf8(bytes) {
        Ok(text) => read(&Source::new(name, text)),
        Err(error) => {
            let source = Source::new(name, String::from_utf8_lossy(bytes));
            let at = error.valid_up_to();
            let mut reading = read(&source);
            reading.findings.insert(
                0,
                Finding::new(codes::NOT_UTF8).at(&Place::new(&source, at..at + 1)),
            );
            reading
        }
    }
}

/// Reads a text.
pub fn read(source: &Arc<Source>) -> Reading {
    let mut findings = Vec::new();
    let FrontMatter { head, span } = front_matter(source, &mut findings);
    let text = source.text();
    let body = text.get(span.end..).unwrap_or("");
    control_characters(source, span.end, &mut findings);
    let kept_head = text.get(span.clone()).unwrap_or("").to_owned();
    if body.trim().is_empty() {
        findings.push(Finding::new(codes::EMPTY).at(&Place::new(source, 0..text.len().min(1))));
        return Reading {
            acts: Vec::new(),
            findings,
            head: kept_head,
        };
    }
    let markdown = has_article_headings(body);
    let mut language = head.as_ref().map_or(Lang::Ko, |head| head.language);
    if head.is_none() && is_english(body) {
        language = Lang::En;
    }
    let mut trees = {
        let mut scanner = Scanner::new(source, &mut findings, markdown, language);
        for line in lines(source, span.end..text.len()) {
            scanner.line(line);
        }
        scanner.finish()
    };
    let mut kept_head = kept_head;
    // What stands before the first title of several is no act of its own.
    if trees.len() > 1 && trees.first().is_some_and(is_preamble) {
        kept_head.push_str(&trees.remove(0).written(0));
        kept_head.push('\n');
    }
    let form = if markdown {
        Form::Markdown
    } else {
        Form::Plain
    };
    let mut acts = Vec::new();
    for (position, tree) in trees.into_iter().enumerate() {
        let head = match &head {
            Some(head) if position == 0 => head.clone(),
            _ => Head {
                language,
                kind: TextKind::Other,
                ..Head::default()
            },
        };
        acts.push(finish(head, form, tree, source, &mut findings));
    }
    findings.sort_by_key(|finding| finding.place().map_or(0, |place| place.span().start));
    Reading {
        acts,
        findings,
        head: kept_head,
    }
}

fn finish(
    mut head: Head,
    form: Form,
    tree: Tree,
    source: &Arc<Source>,
    findings: &mut Vec<Finding>,
) -> Act {
    let written = tree
        .get(0)
        .and_then(|act| act.heading.clone())
        .unwrap_or_default();
    let mut title = match form {
        Form::Plain => plain_title(&written).to_owned(),
        _ => written.trim().to_owned(),
    };
    if title.is_empty() {
        title = head.title.get(head.language).to_owned();
    }
    let own = match head.language {
        Lang::Ko => &mut head.title.ko,
        Lang::En => &mut head.title.en,
    };
    if own.is_empty() {
        own.clone_from(&title);
    }
    if head.id.is_empty() {
        head.id = id_of_title(&title);
    }
    if head.id.is_empty() {
        let file = source.name().rsplit('/').next().unwrap_or("");
        head.id = id_of_title(file.split('.').next().unwrap_or(file));
    }
    if head.promulgated.is_none() {
        let preamble = tree
            .get(0)
            .map(super::tree::Node::own_text)
            .unwrap_or_default();
        let (day, number) = promulgation(&format!("{written}\n{preamble}"));
        head.promulgated = day;
        head.number = head
            .number
            .or_else(|| number.map(|number| number.to_string()));
    }
    let place = Place::new(source, tree.get(0).map_or(0..0, |act| act.span.clone()));
    let act = Act::from_tree(head, form, title, tree, source, findings);
    if act.provisions.is_empty() {
        let named = if act.title.is_empty() {
            source.name().to_owned()
        } else {
            act.title.clone()
        };
        findings.push(
            Finding::new(codes::NO_PROVISION)
                .at(&place)
                .with("title", Bilingual::from(named)),
        );
    }
    act
}

/// Whether a tree has neither title nor anything below it.
fn is_preamble(tree: &Tree) -> bool {
    tree.nodes().len() == 1 && tree.get(0).is_some_and(|act| act.heading.is_none())
}

/// Whether articles have headings of their own outside addenda.
fn has_article_headings(body: &str) -> bool {
    body.lines()
        .filter_map(|line| {
            let line = line.trim_start();
            heading(line).and_then(|(_, skip)| line.get(skip..))
        })
        .any(|words| matches!(article_head::article(words, false), ArticleLike::Head(_)))
}

/// Whether the first article is an English one.
fn is_english(body: &str) -> bool {
    body.lines()
        .map(|line| line.trim_start().trim_start_matches('#').trim_start())
        .find(|line| line.starts_with("제") || line.starts_with("Article "))
        .is_some_and(|line| line.starts_with("Article "))
}

/// A title without the letter of an excerpt in front and remarks behind.
fn plain_title(written: &str) -> &str {
    let mut title = written.trim();
    if let Some(rest) = title.strip_prefix('(')
        && let Some((letter, after)) = rest.split_once(')')
        && letter.len() == 1
    {
        title = after.trim_start();
    }
    for remark in [" — ", " – ", " (", "("] {
        if let Some((before, _)) = title.split_once(remark)
            && !before.trim().is_empty()
        {
            title = before.trim_end();
        }
    }
    title
}

/// Day and number of promulgation as a preamble tells them.
fn promulgation(preamble: &str) -> (Option<Date>, Option<u32>) {
    let after = preamble
        .split_once("공포")
        .map_or(preamble, |(_, after)| after);
    let day = after
        .split(|c: char| !(c.is_ascii_digit() || c == '-'))
        .filter(|word| word.len() == 10)
        .find_map(date);
    (
        day,
        promulgation_number(after).or_else(|| promulgation_number(preamble)),
    )
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
