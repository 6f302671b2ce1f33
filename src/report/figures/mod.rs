//! Figures of cases: what a workflow declares (`[figure.…]`), the time to each
//! step, and what became of deadlines. Each is a table, and a picture of it.

mod picture;
mod tables;

#[cfg(test)]
mod tests;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;

use crate::diagnostic::{Bilingual, Lang};
use crate::engine::{Case, Entry};
use crate::workflow::Workflow;

pub use tables::{deadlines, declared, steps};

/// A case as figures look at it.
#[derive(Debug, Clone, Copy)]
pub struct Looked<'a> {
    /// How it stands.
    pub case: &'a Case,
    /// Its entries, in order.
    pub entries: &'a [Entry],
    /// The workflow that it runs under.
    pub workflow: &'a Workflow,
    /// The zone in which its days are counted.
    pub zone: &'a TimeZone,
    /// The moment as of which it is looked at.
    pub at: Timestamp,
}

/// A table, with what a picture of it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Its name in files: an id, or one with a dot that no id can be.
    pub id: String,
    /// What it is.
    pub title: Bilingual,
    /// What its columns are.
    pub columns: Vec<Bilingual>,
    /// Its rows; what is not known is empty.
    pub rows: Vec<Vec<Bilingual>>,
    /// What the picture shows, in the order of the rows.
    pub bars: Vec<Bar>,
}

/// A number in a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// What it is of.
    pub label: Bilingual,
    /// The number.
    pub value: Decimal,
    /// What it is held against.
    pub target: Option<Decimal>,
    /// Both in words, as the picture writes them.
    pub told: Bilingual,
}

impl Figure {
    /// The table as CSV (RFC 4180), in UTF-8, with a row of titles.
    pub fn csv(&self, lang: Lang) -> String {
        let mut out = String::new();
        for row in std::iter::once(&self.columns).chain(&self.rows) {
            let cells = row.iter().map(|cell| harmless(cell.get(lang)));
            super::exchange::csv::row(&mut out, cells);
        }
        out
    }

    /// The picture as SVG 1.1: bars with their numbers written beside them, and
    /// the whole of it as text for who does not see it.
    pub fn svg(&self, lang: Lang) -> String {
        picture::draw(self, lang)
    }
}

/// A text that a spreadsheet does not take for a formula (OWASP, CSV injection).
fn harmless(cell: &str) -> String {
    let is_number = cell.parse::<Decimal>().is_ok();
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') if !is_number => format!("'{cell}"),
        _ => cell.to_owned(),
    }
}
