//! What stands before a key or a header: comments and empty lines.

/// Whole lines, each a comment or empty; no two empty ones follow each other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Lead(Vec<String>);

/// White space of a line, a carriage return before its end included.
const BLANK: [char; 3] = [' ', '\t', '\r'];

impl Lead {
    /// Takes the text between the end of one line and the key of another. What
    /// follows the last line end is the indentation of the key, and goes.
    pub(super) fn of(text: &str) -> Self {
        let mut lines: Vec<String> = Vec::new();
        let mut rest: Vec<&str> = text.split('\n').collect();
        // At the end of a file a comment may lack its line end.
        if rest.last().is_some_and(|last| !last.contains('#')) {
            rest.pop();
        }
        for line in rest {
            let line = line.trim_matches(BLANK);
            if line.is_empty() && lines.last().is_some_and(String::is_empty) {
                continue;
            }
            lines.push(line.to_owned());
        }
        Lead(lines)
    }

    /// Whether it sets what follows off from what stands before.
    pub(super) fn sets_off(&self) -> bool {
        self.0.iter().any(String::is_empty)
    }

    /// The part up to the last empty line, which belongs to the place in the
    /// file, and the comment directly above, which belongs to what it stands on.
    pub(super) fn split(mut self) -> (Lead, Lead) {
        let own = self
            .0
            .iter()
            .rposition(String::is_empty)
            .map_or(0, |last| last.saturating_add(1));
        let own = self.0.split_off(own);
        (self, Lead(own))
    }

    /// Both, one after the other.
    pub(super) fn then(mut self, mut other: Lead) -> Lead {
        if self.0.last().is_some_and(String::is_empty)
            && other.0.first().is_some_and(String::is_empty)
        {
            self.0.pop();
        }
        self.0.append(&mut other.0);
        self
    }

    /// Without empty lines at its beginning: for the first thing of a table or
    /// file.
    pub(super) fn at_start(mut self) -> Lead {
        let blank = self.0.iter().take_while(|line| line.is_empty()).count();
        self.0.drain(..blank);
        self
    }

    /// With an empty line at its beginning.
    pub(super) fn after_a_gap(mut self) -> Lead {
        if self.0.first().is_none_or(|first| !first.is_empty()) {
            self.0.insert(0, String::new());
        }
        self
    }

    /// The text at the end of a file, which ends with its last line.
    pub(super) fn at_end(mut self, first: bool) -> String {
        while self.0.last().is_some_and(String::is_empty) {
            self.0.pop();
        }
        if first {
            self = self.at_start();
        }
        self.text()
    }

    /// As it is written.
    pub(super) fn text(&self) -> String {
        self.0.iter().map(|line| format!("{line}\n")).collect()
    }
}

/// What follows a value or a header on its line: a comment, one space or more
/// away, or nothing.
pub(super) fn tail(text: &str) -> String {
    let text = text.trim_end_matches(BLANK);
    match text.split_once('#') {
        None => String::new(),
        Some((gap, comment)) => format!("{}#{comment}", spaces(gap)),
    }
}

/// The spaces of an author who aligns; else one.
pub(super) fn spaces(gap: &str) -> String {
    let aligned = !gap.is_empty() && gap.bytes().all(|byte| byte == b' ');
    if aligned { gap } else { " " }.to_owned()
}

/// White space and comments inside a value of several lines: as they are, but
/// no line ends with white space.
pub(super) fn inner(text: &str) -> String {
    let lines: Vec<&str> = text.split('\n').collect();
    let last = lines.len().saturating_sub(1);
    let lines: Vec<&str> = lines
        .into_iter()
        .enumerate()
        .map(|(at, line)| {
            if at < last {
                line.trim_end_matches(BLANK)
            } else {
                line
            }
        })
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_stay_and_empty_lines_become_one() {
        let lead = Lead::of("\n \n\n  # 하나  \r\n\t# two\n\n\n  ");
        assert_eq!(lead.text(), "\n# 하나\n# two\n\n");
        assert_eq!(lead.clone().at_start().text(), "# 하나\n# two\n\n");
        assert_eq!(lead.at_end(true), "# 하나\n# two\n");
        assert_eq!(Lead::of("# end").text(), "# end\n");
        assert_eq!(Lead::of("  ").text(), "");
    }

    #[test]
    fn a_comment_belongs_to_what_it_stands_on() {
        let (place, own) = Lead::of("# part\n\n# of this key\n").split();
        assert_eq!(place.text(), "# part\n\n");
        assert_eq!(own.text(), "# of this key\n");
        assert_eq!(place.then(own).text(), "# part\n\n# of this key\n");
    }

    #[test]
    fn a_tail_keeps_its_column() {
        assert_eq!(tail("   # why  \r"), "   # why");
        assert_eq!(tail("#why"), " #why");
        assert_eq!(tail("  "), "");
    }
}
