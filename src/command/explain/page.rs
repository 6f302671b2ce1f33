//! One page: a Markdown file with a part in each language.

use crate::command::render::Paint;
use crate::diagnostic::Lang;

/// A page of `docs/findings/`.
#[derive(Debug, Clone, Copy)]
pub(in crate::command) struct Page {
    text: &'static str,
}

const KOREAN: &str = "## 한국어: ";
const ENGLISH: &str = "## English: ";

impl Page {
    /// Takes the text of a file.
    pub(super) const fn new(text: &'static str) -> Self {
        Page { text }
    }

    /// The whole file.
    #[cfg(test)]
    pub(super) const fn whole(&self) -> &'static str {
        self.text
    }

    /// The part in a language, from its title on, without the level-2 heading
    /// marks.
    pub(in crate::command) fn get(&self, lang: Lang) -> &'static str {
        let (start, end) = match lang {
            Lang::Ko => (KOREAN, ENGLISH),
            Lang::En => (ENGLISH, KOREAN),
        };
        let part = self
            .text
            .split_once(start)
            .map_or(self.text, |(_, part)| part);
        part.split_once(end).map_or(part, |(part, _)| part)
    }

    /// The title in a language.
    pub(in crate::command) fn title(&self, lang: Lang) -> &'static str {
        self.get(lang).lines().next().unwrap_or("").trim()
    }
}

/// The Markdown of a part as it reads in a terminal: headings without marks,
/// examples indented in place of fences.
pub(super) fn for_terminal(text: &str, paint: Paint) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_example = false;
    for (index, line) in text.lines().enumerate() {
        if line.starts_with("```") {
            in_example = !in_example;
            continue;
        }
        if index > 0 {
            out.push('\n');
        }
        if in_example {
            if !line.is_empty() {
                out.push_str("    ");
            }
            out.push_str(line);
        } else if let Some(title) = line.strip_prefix("### ") {
            out.push_str(&paint.bold(title));
        } else if index == 0 {
            out.push_str(&paint.bold(line));
        } else {
            out.push_str(line);
        }
    }
    out
}
