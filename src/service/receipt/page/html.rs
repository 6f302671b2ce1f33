//! Writing HTML in which no value can be anything but text.

use std::fmt::Write as _;

use crate::diagnostic::Lang;

/// A page that grows.
#[derive(Debug, Default)]
pub(super) struct Html {
    out: String,
}

impl Html {
    /// Appends markup of our own, as it is.
    pub fn raw(&mut self, markup: &str) -> &mut Self {
        self.out.push_str(markup);
        self
    }

    /// Appends text of anybody.
    pub fn text(&mut self, text: &str) -> &mut Self {
        escape(&mut self.out, text);
        self
    }

    /// An element with text alone: `tag` may carry attributes of our own.
    pub fn element(&mut self, tag: &str, text: &str) -> &mut Self {
        let name = tag.split(' ').next().unwrap_or(tag);
        self.raw("<").raw(tag).raw(">").text(text);
        self.raw("</").raw(name).raw(">\n")
    }

    /// A term with its description, which stands apart from the direction of
    /// writing around it.
    pub fn pair(&mut self, term: &str, said: &str) -> &mut Self {
        self.element("dt", term);
        self.raw("<dd><bdi>").text(said).raw("</bdi></dd>\n")
    }

    /// A term with several descriptions, if there are any.
    pub fn pairs(&mut self, term: &str, said: &[String]) -> &mut Self {
        if said.is_empty() {
            return self;
        }
        self.element("dt", term);
        for one in said {
            self.raw("<dd><bdi>").text(one).raw("</bdi></dd>\n");
        }
        self
    }

    /// Text whose lines stay lines.
    pub fn pre(&mut self, text: &str) -> &mut Self {
        self.raw("<pre>");
        for (at, line) in text.lines().enumerate() {
            if at > 0 {
                self.raw("\n");
            }
            self.text(line);
        }
        self.raw("</pre>")
    }

    /// The whole.
    pub fn finish(self) -> String {
        self.out
    }
}

/// Appends text so that it stays text: no markup, no end of an attribute, and
/// nothing that is invisible or turns the direction of writing.
fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push_str("<br>"),
            '\t' => out.push(' '),
            c if is_hidden(c) => {
                // A String takes everything.
                let _ = write!(out, "⟦U+{:04X}⟧", u32::from(c));
            }
            c => out.push(c),
        }
    }
}

/// Controls, and the characters of Unicode that show nothing themselves and
/// change how others are shown (UAX #9, sections 2.1 to 2.6; zero width).
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// One of two words.
pub(super) const fn word<'a>(lang: Lang, ko: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Ko => ko,
        Lang::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_value_says_it_stays_text() {
        let mut page = Html::default();
        page.text("</dd><script>alert('x')</script>\" href=\"data:&\u{202e}evil\u{0}\n끝");
        assert_eq!(
            page.finish(),
            "&lt;/dd&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot; \
             href=&quot;data:&amp;⟦U+202E⟧evil⟦U+0000⟧<br>끝"
        );
    }
}
