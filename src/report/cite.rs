//! How views cite the law.

use crate::check::cited;
use crate::diagnostic::Lang;
use crate::ordinance::Texts;
use crate::workflow::{Cited, Workflow};

/// Citations without headings: `제18조제2항, 제19조`.
pub(super) fn short(basis: &[Cited], lang: Lang) -> String {
    basis
        .iter()
        .map(|cited| {
            let path = cited.citation.path.to_text(lang);
            match &cited.citation.text {
                Some(text) => format!("{text} {path}"),
                None => path,
            }
        })
        .collect::<Vec<_>>()
        .join(", ")
}

/// Citations with headings: `제18조제2항 (이행실적의 제출)`.
pub(super) fn full(texts: &Texts, workflow: &Workflow, basis: &[Cited], lang: Lang) -> String {
    basis
        .iter()
        .map(|basis| cited(texts, workflow, &basis.citation).get(lang).to_owned())
        .collect::<Vec<_>>()
        .join(", ")
}

/// The title of the main text, or its id where the library lacks it.
pub(super) fn main_text(texts: &Texts, workflow: &Workflow, lang: Lang) -> String {
    texts.get(&workflow.ordinance).map_or_else(
        || workflow.ordinance.to_string(),
        |text| text.title().get(lang).to_owned(),
    )
}
