//! Bars as SVG: no script, no style sheet, no font of its own. Every number is
//! written beside its bar, and a target is a line with a title, so that nothing
//! hangs on colours. Widths are whole pixels, so the same numbers make the same
//! bytes everywhere.

use std::fmt::Write as _;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{Bar, Figure};
use crate::diagnostic::Lang;
use crate::report::exchange::xml::escape;

const WIDTH: usize = 960;
const LEFT: usize = 420;
const LONGEST: usize = 320;
const ROW: usize = 28;
const TOP: usize = 48;
/// Most letters of a label; the table has the whole of it.
const MOST_LETTERS: usize = 46;
/// Most bars; the table has them all.
const MOST_BARS: usize = 400;

/// Draws the bars of a figure.
pub(super) fn draw(figure: &Figure, lang: Lang) -> String {
    let shown = figure.bars.iter().take(MOST_BARS);
    let greatest = shown
        .clone()
        .flat_map(|bar| [Some(bar.value), bar.target])
        .flatten()
        .max()
        .unwrap_or_default();
    let height = shown
        .len()
        .max(1)
        .saturating_mul(ROW)
        .saturating_add(TOP)
        .saturating_add(16);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" \
         viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"title desc\" \
         xml:lang=\"{}\" font-family=\"sans-serif\" font-size=\"14\">\n",
        match lang {
            Lang::Ko => "ko",
            Lang::En => "en",
        }
    );
    element(
        &mut out,
        "title id=\"title\"",
        "title",
        figure.title.get(lang),
    );
    element(
        &mut out,
        "desc id=\"desc\"",
        "desc",
        &described(figure, lang),
    );
    out.push_str("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
    let heading = "text x=\"12\" y=\"26\" font-size=\"18\" font-weight=\"bold\" fill=\"#1a1a1a\"";
    element(&mut out, heading, "text", figure.title.get(lang));
    if figure.bars.is_empty() {
        let none = match lang {
            Lang::Ko => "보일 수가 없습니다.",
            Lang::En => "There is no number to show.",
        };
        let at = format!(
            "text x=\"12\" y=\"{}\" fill=\"#1a1a1a\"",
            TOP.saturating_add(18)
        );
        element(&mut out, &at, "text", none);
    }
    for (at, bar) in shown.enumerate() {
        let top = at.saturating_mul(ROW).saturating_add(TOP);
        draw_bar(&mut out, bar, top, greatest, lang);
    }
    out.push_str("</svg>\n");
    out
}

fn draw_bar(out: &mut String, bar: &Bar, top: usize, greatest: Decimal, lang: Lang) {
    let base = top.saturating_add(18);
    let label = format!(
        "text x=\"{}\" y=\"{base}\" text-anchor=\"end\" fill=\"#1a1a1a\"",
        LEFT.saturating_sub(10)
    );
    element(out, &label, "text", &shortened(bar.label.get(lang)));
    let width = pixels(bar.value, greatest);
    let _ = writeln!(
        out,
        "<rect x=\"{LEFT}\" y=\"{}\" width=\"{width}\" height=\"18\" fill=\"#2f5d8a\"/>",
        top.saturating_add(4)
    );
    if let Some(target) = bar.target {
        let x = LEFT.saturating_add(pixels(target, greatest));
        let (from, to) = (top.saturating_add(1), top.saturating_add(25));
        let _ = write!(
            out,
            "<line x1=\"{x}\" y1=\"{from}\" x2=\"{x}\" y2=\"{to}\" stroke=\"#1a1a1a\" \
             stroke-width=\"3\" stroke-dasharray=\"4 2\">"
        );
        let word = match lang {
            Lang::Ko => "기준",
            Lang::En => "against",
        };
        element(out, "title", "title", &format!("{word} {target}"));
        out.push_str("</line>\n");
    }
    let beside = LEFT.saturating_add(LONGEST).saturating_add(12);
    let told = format!("text x=\"{beside}\" y=\"{base}\" fill=\"#1a1a1a\"");
    element(out, &told, "text", bar.told.get(lang));
}

/// How long a number is drawn; what is below nothing has no length.
fn pixels(value: Decimal, greatest: Decimal) -> usize {
    let longest = Decimal::from(LONGEST);
    value
        .checked_mul(longest)
        .and_then(|scaled| scaled.checked_div(greatest))
        .and_then(|length| length.round().to_usize())
        .unwrap_or(0)
        .min(LONGEST)
}

/// The whole picture in words.
fn described(figure: &Figure, lang: Lang) -> String {
    let mut words = String::new();
    for bar in figure.bars.iter().take(MOST_BARS) {
        let _ = write!(words, "{}: {}. ", bar.label.get(lang), bar.told.get(lang));
    }
    let left = figure.bars.len().saturating_sub(MOST_BARS);
    if left > 0 {
        let _ = match lang {
            Lang::Ko => write!(words, "표에는 {left}개가 더 있습니다."),
            Lang::En => write!(words, "The table has {left} more."),
        };
    }
    words.trim_end().to_owned()
}

fn shortened(label: &str) -> String {
    if label.chars().count() <= MOST_LETTERS {
        return label.to_owned();
    }
    let mut short: String = label.chars().take(MOST_LETTERS).collect();
    short.push('…');
    short
}

fn element(out: &mut String, start: &str, end: &str, text: &str) {
    let _ = write!(out, "<{start}>");
    escape(text, out);
    let _ = writeln!(out, "</{end}>");
}
