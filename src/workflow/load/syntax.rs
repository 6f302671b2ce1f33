//! From bytes to a spanned document, with every fault of the form.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::DeTable;

use super::log::Log;
use crate::diagnostic::{Bilingual, Finding, Place, Source};
use crate::workflow::codes;
use crate::workflow::wording::quoted;

/// A document, and the lines on which it could not be read.
pub(in crate::workflow) struct Parsed<'a> {
    pub(in crate::workflow) document: Spanned<DeTable<'a>>,
    /// Lines (from 1) with faults after which a part of the text was not read.
    pub(in crate::workflow) damaged: Vec<usize>,
    /// Keys that stand twice in one table.
    pub(in crate::workflow) duplicates: Vec<Place>,
}

/// Most lines that are left out so that the text after them can be read.
const MOST_LEFT_OUT: usize = 100;

/// The reader of TOML stops at a key without a value. Such lines are blanked, so
/// that the rest of the file is read too; no place moves.
pub(in crate::workflow) fn readable(log: &mut Log, source: &Arc<Source>) -> (String, Vec<usize>) {
    let mut text = source.text().to_owned();
    let mut lines: Vec<usize> = Vec::new();
    while lines.len() < MOST_LEFT_OUT {
        let (_, errors) = DeTable::parse_recoverable(&text);
        let stop = errors
            .iter()
            .find(|error| error.message().starts_with(STOPS))
            .and_then(toml::de::Error::span);
        let Some(span) = stop else {
            break;
        };
        let place = Place::new(source, span);
        let line = place.line();
        if lines.contains(&line) {
            break;
        }
        lines.push(line);
        let fault = Finding::new(codes::SYNTAX)
            .at(&place)
            .with("fault", translated(STOPS));
        log.report("", fault);
        let (from, to) = (
            source.line_start(line),
            source.line_start(line.saturating_add(1)),
        );
        let blank: String = text
            .get(from..to)
            .unwrap_or("")
            .bytes()
            .map(|byte| if byte == b'\n' { '\n' } else { ' ' })
            .collect();
        if text.get(from..to).is_none() {
            break;
        }
        text.replace_range(from..to, &blank);
    }
    (text, lines)
}

/// The fault after which the reader of TOML does not go on.
const STOPS: &str = "key with no value";

/// Parses as far as possible. One fault is told for a line.
pub(in crate::workflow) fn parse<'a>(
    log: &mut Log,
    source: &Arc<Source>,
    text: &'a str,
    left_out: Vec<usize>,
) -> Parsed<'a> {
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut errors: Vec<(String, Range<usize>)> = errors
        .into_iter()
        .map(|error| (error.message().to_owned(), error.span().unwrap_or(0..0)))
        .collect();
    errors.sort_by_key(|(_, span)| span.start);
    let mut damaged: Vec<usize> = left_out;
    let mut duplicates: Vec<Place> = Vec::new();
    let mut twice_from = None;
    for (message, span) in errors {
        let place = Place::new(source, span);
        let line = place.line();
        if message == "duplicate key" {
            let (header, start) = header_before(source, line);
            if header == line {
                twice_from = Some(start);
            } else if twice_from == Some(start) {
                // The keys of a table that stands twice collide because it does.
                continue;
            }
            duplicates.push(place);
        } else if !damaged.contains(&line) {
            damaged.push(line);
            let says = of_a_word_processor(source, line).unwrap_or_else(|| translated(&message));
            log.report(
                "",
                Finding::new(codes::SYNTAX).at(&place).with("fault", says),
            );
        }
    }
    if follow_from_the_first(log) {
        duplicates.clear();
    }
    Parsed {
        document,
        damaged,
        duplicates,
    }
}

/// So many faults of form are told one by one.
const MOST_FAULTS: usize = 5;

/// Where there are more, most follow from the first (a bracket that is never
/// closed spoils every line after it), and only that one is told.
fn follow_from_the_first(log: &mut Log) -> bool {
    let more = log.findings.len().saturating_sub(1);
    if more < MOST_FAULTS {
        return false;
    }
    log.findings.truncate(1);
    if let Some(first) = log.findings.pop() {
        log.findings.push(first.note(Bilingual::new(
            format!(
                "그 뒤로 읽을 수 없는 줄이 {more}곳 더 있습니다. 여기나 바로 위에서 괄호나 따옴표를 닫지 않은 데서 비롯된 것일 수 있습니다."
            ),
            format!(
                "{more} more lines after it cannot be read. They may all follow from a bracket or a quote that is not closed here or just above."
            ),
        )));
    }
    true
}

/// The commonest slip of text that comes from a word processor: a sign that only
/// looks like the one TOML takes.
fn of_a_word_processor(source: &Source, line: usize) -> Option<Bilingual> {
    let start = source.line_start(line);
    let text = source
        .text()
        .get(start..source.line_start(line.saturating_add(1)))?;
    let (found, meant) = text.chars().find_map(|c| match c {
        '“' | '”' | '„' | '＂' => Some((c, '"')),
        '‘' | '’' | '＇' => Some((c, '\'')),
        '＝' => Some((c, '=')),
        '［' => Some((c, '[')),
        '］' => Some((c, ']')),
        '，' => Some((c, ',')),
        _ => None,
    })?;
    Some(Bilingual::new(
        format!("`{found}` 대신 곧은 `{meant}`를 써야 합니다"),
        format!("`{found}` stands where `{meant}` belongs"),
    ))
}

/// The last line, up to this one, that begins with `[`, and its offset.
fn header_before(source: &Source, line: usize) -> (usize, usize) {
    (1..=line)
        .rev()
        .map(|at| (at, source.line_start(at)))
        .find(|(_, start)| {
            source
                .text()
                .get(*start..)
                .is_some_and(|rest| rest.trim_start_matches([' ', '\t']).starts_with('['))
        })
        .unwrap_or((0, 0))
}

/// What the TOML reader says, in both languages.
fn translated(message: &str) -> Bilingual {
    let core = message
        .split_once(", expected ")
        .map_or(message, |(core, _)| core);
    let ko = match core {
        "string values must be quoted" => "문자열은 따옴표로 감싸야 합니다",
        "key with no value" | "missing value for key" | "missing value" => {
            "키에 값이 없습니다(`키 = 값`)"
        }
        "missing assignment between key-value pairs" => "키와 값 사이에 `=`이 없습니다",
        "extra `=`" | "extra assignment between key-value pairs" | "unexpected `=` in array" => {
            "`=`이 있을 자리가 아닙니다"
        }
        "unquoted keys cannot be empty" | "missing key for inline table element" => {
            "키의 이름이 비어 있습니다"
        }
        "invalid unquoted key" => "키에는 영문자, 숫자, `_`, `-`만 쓸 수 있습니다",
        "unclosed table" => "표 머리의 닫는 `]`이 없습니다",
        "unclosed array table" => "표 머리의 닫는 `]]`이 없습니다",
        "unclosed array" => "목록의 닫는 `]`이 없습니다",
        "unclosed inline table" => "한 줄 표의 닫는 `}`이 없습니다",
        "missing comma between array elements" | "missing comma between key-value pairs" => {
            "쉼표가 빠졌습니다"
        }
        "extra comma in array" | "extra comma in inline table" => "쉼표가 더 있습니다",
        "invalid basic string"
        | "invalid literal string"
        | "missing opening quote"
        | "missing closing quote" => "문자열의 따옴표가 맞지 않습니다",
        "invalid multi-line basic string" | "invalid multi-line literal string" => {
            "여러 줄 문자열이 닫히지 않았거나 쓸 수 없는 글자가 있습니다"
        }
        "invalid date" | "invalid datetime" | "invalid time" => {
            "없는 날짜이거나 날짜의 꼴이 아닙니다"
        }
        "missing escaped value" | "too few unicode value digits" => {
            "`\\` 뒤에 올 수 없는 글자입니다"
        }
        "unexpected leading zero" => "숫자 앞에 0을 붙일 수 없습니다",
        "recursion limit" | "cannot recurse further; max recursion depth met" => {
            "표와 목록이 너무 깊습니다"
        }
        "carriage return must be followed by newline" => "줄바꿈이 올바르지 않습니다",
        "invalid comment character" => "주석에 쓸 수 없는 글자가 있습니다",
        _ if core.starts_with("cannot extend value") => "이미 값이 있는 키를 표로 늘릴 수 없습니다",
        _ if core.contains("unexpected") => "이 자리에 올 수 없는 글입니다",
        _ => return Bilingual::new(format!("TOML의 꼴이 아닙니다({core})"), core),
    };
    Bilingual::new(ko, core)
}

/// Tells the keys that stand twice.
///
/// A `basis` that stands twice in a guard or branch, while the transition has
/// none, was meant for the transition: TOML attached it to the table above it.
pub(in crate::workflow) fn tell_duplicates(
    log: &mut Log,
    document: &DeTable<'_>,
    duplicates: &[Place],
) {
    for place in duplicates {
        let key = place.text().trim_matches(['"', '\'']).to_owned();
        let (header, _) = header_before(&log.source, place.line());
        let slipped = matches!(key.as_str(), "basis" | "title")
            .then(|| slipped_from(log, document, header, &key))
            .flatten();
        match slipped {
            Some((id, kind, table)) => {
                let element = format!("transition.{id}");
                let here = format!("[[{element}.{kind}]]");
                let home = format!("`[{element}]`");
                log.slipped.insert(element.clone());
                let finding = Finding::new(codes::SLIPPED_KEY)
                    .at(place)
                    .label(&table, attached())
                    .with("key", quoted(&key))
                    .with("here", quoted(&here))
                    .with("home", home);
                log.report(&element, finding);
            }
            None => log.report(
                "",
                Finding::new(codes::DUPLICATE_KEY)
                    .at(place)
                    .with("key", quoted(&key)),
            ),
        }
    }
}

/// The words at the table that a key slipped into.
pub(in crate::workflow) fn attached() -> Bilingual {
    Bilingual::new("키가 붙은 표", "the table it is attached to")
}

/// The transition without this key whose guard or branch begins on this line.
fn slipped_from(
    log: &Log,
    document: &DeTable<'_>,
    header: usize,
    key: &str,
) -> Option<(String, &'static str, Place)> {
    let transitions = document.get("transition")?.get_ref().as_table()?;
    for (id, transition) in transitions {
        let Some(transition) = transition.get_ref().as_table() else {
            continue;
        };
        if transition.contains_key(key) {
            continue;
        }
        for kind in ["guard", "branch"] {
            let tables = transition
                .get(kind)
                .and_then(|list| list.get_ref().as_array());
            for table in tables.into_iter().flat_map(|tables| tables.iter()) {
                let place = log.place(table.span());
                if place.line() == header && table.get_ref().is_table() {
                    return Some((id.get_ref().to_string(), kind, place));
                }
            }
        }
    }
    None
}
