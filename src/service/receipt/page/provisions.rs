//! The provisions that entries rest on, each once, in the words of the version
//! that was applied.

use crate::diagnostic::Lang;
use crate::library::Held;
use crate::ordinance::Act;
use crate::workflow::Cited;

use super::html::{Html, word};

/// Provisions in the order in which they are first cited.
#[derive(Debug, Default)]
pub(super) struct Provisions {
    all: Vec<Shown>,
}

#[derive(Debug, PartialEq, Eq)]
struct Shown {
    /// The citation with the title of its text.
    cited: String,
    /// Which version of the text.
    version: String,
    /// The words, each with their language; the first binds.
    words: Vec<(Lang, String)>,
    /// Only a summary is known of a statute.
    summary: bool,
}

impl Provisions {
    /// Takes note of a basis, and gives the numbers under which its provisions
    /// are shown, from 1.
    pub fn cite(&mut self, held: &Held, basis: &[Cited], lang: Lang) -> Vec<usize> {
        let mut numbers: Vec<usize> = basis
            .iter()
            .filter_map(|cited| shown(held, cited, lang))
            .map(
                |shown| match self.all.iter().position(|one| *one == shown) {
                    Some(at) => at + 1,
                    None => {
                        self.all.push(shown);
                        self.all.len()
                    }
                },
            )
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// The section with all of them.
    pub fn write(&self, page: &mut Html, lang: Lang) {
        let title = word(lang, "적용된 조항", "Provisions applied");
        page.raw("<section aria-labelledby=\"provisions\">\n");
        page.element("h2 id=\"provisions\"", title);
        page.element(
            "p",
            word(
                lang,
                "기록이 근거로 삼은 조항을, 그때 적용된 판의 글 그대로 싣습니다.",
                "The provisions that the entries rest on, in the words of the version that was applied.",
            ),
        );
        if self.all.is_empty() {
            page.element(
                "p",
                word(lang, "근거로 삼은 조항이 없습니다.", "None was cited."),
            );
        }
        for (number, one) in (1..).zip(&self.all) {
            page.raw(&format!("<article id=\"provision-{number}\">\n"));
            page.element("h3", &format!("[{number}] {}", one.cited));
            page.element("p class=\"note\"", &one.version);
            if one.summary {
                page.element(
                    "p class=\"note\"",
                    word(
                        lang,
                        "법령의 원문이 아니라, 그때의 자료에 있던 한 줄 요약입니다.",
                        "Not the words of the statute: the one-line summary that was held of it.",
                    ),
                );
            }
            for (at, (language, text)) in one.words.iter().enumerate() {
                if at == 1 {
                    page.element(
                        "p class=\"note\"",
                        word(
                            lang,
                            "다른 언어의 글(앞의 글이 효력을 가집니다)",
                            "In the other language (the words above are those that bind)",
                        ),
                    );
                }
                let tag = match language {
                    Lang::Ko => "blockquote lang=\"ko\"",
                    Lang::En => "blockquote lang=\"en\"",
                };
                page.element(tag, text);
            }
            page.raw("</article>\n");
        }
        page.raw("</section>\n");
    }
}

fn shown(held: &Held, cited: &Cited, lang: Lang) -> Option<Shown> {
    let main = &held.workflow.ordinance;
    let resolved = held.texts.resolve(&cited.citation, Some(main)).ok()?;
    let version = resolved.version;
    let title = version.title();
    let told = held.cited(&cited.citation);
    let told = told.get(lang);
    let title = title.get(lang);
    let cited = if told.starts_with(title) {
        told.to_owned()
    } else {
        format!("{title} {told}")
    };
    let mut parts = Vec::new();
    if let Some(number) = version.number() {
        parts.push(match lang {
            Lang::Ko => format!("제{number}호"),
            Lang::En => format!("No. {number}"),
        });
    }
    if let Some(day) = version.promulgated() {
        parts.push(format!("{} {day}", word(lang, "공포", "promulgated")));
    }
    if let Some(day) = version.in_force() {
        parts.push(format!("{} {day}", word(lang, "시행", "in force")));
    }
    parts.push(format!(
        "{} {}",
        word(lang, "파일", "file"),
        version.main().source.name()
    ));
    let words = |act: &Act| (act.head.language, act.whole_text(&resolved.provision.path));
    let other = version
        .act(lang)
        .filter(|act| act.head.language != version.head().language);
    Some(Shown {
        cited,
        version: parts.join(", "),
        words: std::iter::once(version.main())
            .chain(other)
            .map(words)
            .collect(),
        summary: version.main().is_index(),
    })
}
