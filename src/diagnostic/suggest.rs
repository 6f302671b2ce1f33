//! "Did you mean".

/// The candidate nearest to what was written, if one is near enough: at most a
/// third of its characters differ (always one), transpositions counting once.
pub fn nearest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let length = written.chars().count();
    let bound = (length / 3).max(1);
    candidates
        .into_iter()
        .filter(|candidate| *candidate != written)
        .map(|candidate| (strsim::damerau_levenshtein(written, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= bound && *distance < candidate.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// [`nearest`], between backquotes, as messages show it.
pub fn nearest_quoted<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(written, candidates).map(|near| format!("`{near}`"))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn only_near_words_are_suggested() {
        assert_eq!(nearest("basiss", ["title", "basis"]), Some("basis"));
        assert_eq!(nearest("bassi", ["basis", "body"]), Some("basis"));
        assert_eq!(nearest("제9조제2항", ["제9조제3항"]), Some("제9조제3항"));
        assert_eq!(nearest("zebra", ["title", "basis"]), None);
        assert_eq!(nearest("a", ["b"]), None);
    }
}
