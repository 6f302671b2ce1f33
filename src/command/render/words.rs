//! The words around a finding.

use super::visible;
use crate::diagnostic::{Finding, Lang, Level, with_particle};

/// The level, as the header names it.
pub(in crate::command) const fn level(level: Level, lang: Lang) -> &'static str {
    match (level, lang) {
        (Level::Error, Lang::Ko) => "오류",
        (Level::Warning, Lang::Ko) => "경고",
        (Level::Note, Lang::Ko) => "알림",
        (level, Lang::En) => level.as_str(),
    }
}

/// Names of the lines under a header.
pub(super) struct Words {
    /// What follows.
    pub(super) follows: &'static str,
    /// The provision.
    pub(super) basis: &'static str,
    /// A remark.
    pub(super) note: &'static str,
    /// A day of a case that shows it.
    pub(super) story: &'static str,
    /// How to mend it.
    pub(super) help: &'static str,
}

/// Those of a language.
pub(super) const fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::Ko => &Words {
            follows: "결과",
            basis: "근거",
            note: "참고",
            story: "이야기",
            help: "고치는 법",
        },
        Lang::En => &Words {
            follows: "result",
            basis: "basis",
            note: "note",
            story: "story",
            help: "help",
        },
    }
}

/// "Did you mean …?", with the suggestion between backquotes exactly once.
pub(super) fn did_you_mean(suggestion: &str, lang: Lang) -> String {
    let suggestion = visible(suggestion);
    let quoted = if suggestion.starts_with('`') {
        suggestion
    } else {
        format!("`{suggestion}`")
    };
    match lang {
        Lang::Ko => format!("혹시 {} 뜻하셨습니까?", with_particle(&quoted, "을를")),
        Lang::En => format!("did you mean {quoted}?"),
    }
}

/// The lines under the header, named, in the order in which they are read.
pub(super) fn lines(finding: &Finding, lang: Lang) -> Vec<(Line, String)> {
    let mut lines = Vec::new();
    let mut push = |line, text: &str| {
        if !text.is_empty() {
            lines.push((line, visible(text)));
        }
    };
    push(Line::Follows, &finding.follows(lang));
    if let Some(citation) = &finding.citation {
        push(Line::Basis, citation.get(lang));
    }
    for note in &finding.notes {
        push(Line::Note, note.get(lang));
    }
    for line in finding.story.iter().flat_map(|story| &story.lines) {
        push(Line::Story, &format!("{} {}", line.on, line.says.get(lang)));
    }
    push(Line::Help, &finding.help(lang));
    if let Some(suggestion) = &finding.suggestion {
        push(Line::Help, &did_you_mean(suggestion, lang));
    }
    lines
}

/// What a line under the header is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// What follows.
    Follows,
    /// The provision.
    Basis,
    /// A remark.
    Note,
    /// A day of a case that shows it.
    Story,
    /// How to mend it.
    Help,
}

impl Line {
    /// Its name.
    pub(super) const fn name(self, lang: Lang) -> &'static str {
        let words = words(lang);
        match self {
            Line::Follows => words.follows,
            Line::Basis => words.basis,
            Line::Note => words.note,
            Line::Story => words.story,
            Line::Help => words.help,
        }
    }
}
