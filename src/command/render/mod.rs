//! Findings in the forms that people and programs read.

pub mod human;
pub mod json;
pub mod paint;
pub mod plain;
pub(super) mod sarif;
pub(super) mod words;
pub mod wrap;

use std::borrow::Cow;

pub use paint::Paint;

use crate::diagnostic::{Finding, Lang};

/// The form of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// For a person at a screen: excerpts with marks under the place.
    #[default]
    Human,
    /// Sentences that read well aloud and through a screen reader.
    Plain,
    /// For programs.
    Json,
}

/// A finding in a form, with a line end; between two findings for people
/// stands an empty line.
pub fn finding(finding: &Finding, lang: Lang, format: Format, colour: bool) -> String {
    match format {
        Format::Human => human::finding(finding, lang, colour) + "\n\n",
        Format::Plain => plain::finding(finding, lang) + "\n",
        Format::Json => format!("{}\n", json::finding(finding)),
    }
}

/// Makes control characters visible (a text of law or a file name may hold
/// any), so that no input can steer the terminal. A sentence is one line.
pub fn visible(text: &str) -> String {
    let text = without_c1(text);
    let visible = annotate_snippets::normalize_untrusted_str(&text);
    if visible.contains(['\n', '\r']) {
        visible.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        visible
    }
}

/// The C1 controls (ISO 6429; U+009B begins a terminal command just as ESC `[`
/// does) as middle dots, which are as many bytes long, so that places in the
/// text stay where they are.
fn without_c1(text: &str) -> Cow<'_, str> {
    let c1 = '\u{80}'..='\u{9f}';
    if text.contains(|c| c1.contains(&c)) {
        text.replace(|c| c1.contains(&c), "·").into()
    } else {
        text.into()
    }
}
