//! Words of a file as they stand in sentences.

use toml::de::DeValue;

use crate::diagnostic::Bilingual;

/// The kinds of TOML value, as messages name them.
pub(in crate::workflow) fn kind_of(value: &DeValue<'_>) -> Bilingual {
    match value {
        DeValue::String(_) => Bilingual::new("문자열", "a string"),
        DeValue::Integer(_) => Bilingual::new("정수", "an integer"),
        DeValue::Float(_) => Bilingual::new("소수", "a decimal number"),
        DeValue::Boolean(_) => Bilingual::new("참·거짓", "true or false"),
        DeValue::Datetime(_) => Bilingual::new("날짜", "a date"),
        DeValue::Array(_) => Bilingual::new("목록", "a list"),
        DeValue::Table(_) => Bilingual::new("표", "a table"),
    }
}

/// A range of numbers in a sentence; without a greatest one it is open.
pub(in crate::workflow) fn range<T: std::fmt::Display>(min: &T, max: Option<&T>) -> Bilingual {
    match max {
        Some(max) => Bilingual::new(
            format!("{min}부터 {max}까지의 수"),
            format!("a number from {min} to {max}"),
        ),
        None => Bilingual::new(
            format!("{min} 이상의 수"),
            format!("a number not below {min}"),
        ),
    }
}

/// Words in a sentence, between backquotes.
pub(in crate::workflow) fn listed(words: &[&str]) -> String {
    words
        .iter()
        .map(|word| format!("`{word}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// A word of the file in a sentence, between backquotes.
pub(in crate::workflow) fn quoted(word: &str) -> String {
    format!("`{word}`")
}
