//! The settings of a library: `library.toml` beside `ordinance/` and `workflows/`.

use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::codes;
use crate::diagnostic::{Bilingual, Finding, Place, Source, nearest_quoted};

/// The name of the file.
pub(super) const NAME: &str = "library.toml";

/// What a library asks of those who use it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Setting {
    /// Whether cases are opened only under procedures that were adopted.
    pub adopted_only: bool,
}

/// Reads the file. Where it is not as it must be, the stricter setting holds: what
/// somebody meant to demand is not let go by a slip.
pub(super) fn read(source: &Arc<Source>) -> (Setting, Vec<Finding>) {
    let mut findings = Vec::new();
    let (root, errors) = DeTable::parse_recoverable(source.text());
    let wrong = |span, problem: Bilingual| {
        Finding::new(codes::LIBRARY_SETTING)
            .at(&Place::new(source, span))
            .with("problem", problem)
    };
    for error in &errors {
        let span = error.span().unwrap_or(0..0);
        let problem = Bilingual::new("TOML로 읽을 수 없습니다", "it cannot be read as TOML");
        findings.push(wrong(span, problem));
    }
    let mut setting = Setting::default();
    let unknown = |key: &Spanned<_>, known: &str| {
        let key: &Spanned<toml::de::DeString<'_>> = key;
        let problem = Bilingual::new(
            format!("`{}` 키는 없습니다", key.get_ref()),
            format!("there is no key `{}`", key.get_ref()),
        );
        wrong(key.span(), problem).suggest(nearest_quoted(key.get_ref(), [known]))
    };
    for (key, value) in root.get_ref() {
        let table = value.get_ref().as_table();
        match (key.get_ref().as_ref(), table) {
            ("adoption", Some(table)) => {
                for (key, value) in table {
                    match (key.get_ref().as_ref(), value.get_ref()) {
                        ("required", DeValue::Boolean(required)) => {
                            setting.adopted_only = *required;
                        }
                        ("required", _) => findings.push(wrong(
                            value.span(),
                            Bilingual::new(
                                "`required`는 `true`나 `false`입니다",
                                "`required` is `true` or `false`",
                            ),
                        )),
                        _ => findings.push(unknown(key, "required")),
                    }
                }
            }
            ("adoption", None) => findings.push(wrong(
                value.span(),
                Bilingual::new("`[adoption]`은 표입니다", "`[adoption]` is a table"),
            )),
            _ => findings.push(unknown(key, "adoption")),
        }
    }
    if !findings.is_empty() {
        setting.adopted_only = true;
    }
    (setting, findings)
}
