//! Findings as sentences, without excerpts, boxes or colours: for a screen
//! reader, a letter, or a log. One finding is one paragraph.

use super::visible;
use super::words;
use crate::diagnostic::{Finding, Label, Lang};

/// The finding as lines, each a sentence with its name; ends with a line end,
/// so that an empty line follows when findings are written one after another.
pub fn finding(finding: &Finding, lang: Lang) -> String {
    let level = capitalised(words::level(finding.level, lang));
    let mut out = format!("{level} {}: ", finding.code);
    out.push_str(&visible(&finding.title(lang)));
    out.push('\n');
    for (index, label) in finding.labels.iter().enumerate() {
        out.push_str(&place(label, index == 0, lang));
        out.push('\n');
    }
    for (line, text) in words::lines(finding, lang) {
        out.push_str(&capitalised(line.name(lang)));
        out.push_str(": ");
        out.push_str(&capitalised(&text));
        out.push('\n');
    }
    out
}

/// `Place: file a.md, line 3, column 5. What is there.`
fn place(label: &Label, main: bool, lang: Lang) -> String {
    let place = &label.place;
    let file = visible(place.file());
    let (line, column) = (place.line(), place.column());
    let mut out = match (lang, main) {
        (Lang::Ko, true) => format!("위치: {file} 파일 {line}행 {column}열."),
        (Lang::Ko, false) => format!("관련 위치: {file} 파일 {line}행 {column}열."),
        (Lang::En, true) => format!("Place: file {file}, line {line}, column {column}."),
        (Lang::En, false) => format!("See also: file {file}, line {line}, column {column}."),
    };
    let says = label.says.get(lang);
    if !says.is_empty() {
        out.push(' ');
        out.push_str(&capitalised(&visible(says)));
        if !says.ends_with(['.', '?', '!']) {
            out.push('.');
        }
    }
    out
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}
