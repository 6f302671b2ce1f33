//! Every message of jorye, once, in Korean and English.
//!
//! A message has three sentences: what is wrong, what follows from it, and how
//! to mend it. `{name}` is filled with a word of the finding; `{name|은는}`
//! appends the particle that fits the word in Korean.

use super::{Bilingual, Code, Lang, Level, with_particle};

mod acts;
mod author;
mod bodies;
mod children;
mod compare;
mod deadlines;
mod erasure;
mod force;
mod graph;
mod http;
mod law;
mod library;
mod models;
mod people;
mod reading;
mod receipt;
mod replay;
mod revisions;
mod rules;
mod store;
mod time;
mod together;
mod trail;
mod usage;
mod waivers;
mod witness;

/// A sentence in both languages, in the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// Korean.
    pub ko: &'static str,
    /// English.
    pub en: &'static str,
}

impl Sentence {
    /// The sentence in one language.
    pub const fn get(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Ko => self.ko,
            Lang::En => self.en,
        }
    }
}

/// The message of one finding kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message {
    /// Its code.
    pub code: Code,
    /// Its name in `kebab-case`.
    pub name: &'static str,
    /// How grave it is.
    pub level: Level,
    /// What is wrong.
    pub says: Sentence,
    /// What follows from it.
    pub follows: Sentence,
    /// How to mend it.
    pub help: Sentence,
}

/// Builds one row of a table, so that the tables read as tables.
#[expect(
    clippy::too_many_arguments,
    reason = "a row of a table has that many columns"
)]
const fn row(
    code: u16,
    name: &'static str,
    level: Level,
    says_ko: &'static str,
    says_en: &'static str,
    follows_ko: &'static str,
    follows_en: &'static str,
    help_ko: &'static str,
    help_en: &'static str,
) -> Message {
    Message {
        code: Code(code),
        name,
        level,
        says: Sentence {
            ko: says_ko,
            en: says_en,
        },
        follows: Sentence {
            ko: follows_ko,
            en: follows_en,
        },
        help: Sentence {
            ko: help_ko,
            en: help_en,
        },
    }
}

/// What is said of a code that has no row. A test holds that none is used.
static UNLISTED: Message = row(
    0,
    "unlisted",
    Level::Error,
    "목록에 없는 코드입니다.",
    "This code is not in the catalogue.",
    "무엇이 잘못되었는지 말할 수 없습니다.",
    "What is wrong cannot be told.",
    "jorye의 결함이니 알려 주십시오.",
    "This is a fault of jorye; please report it.",
);

/// Every message, in order of code.
pub fn messages() -> impl Iterator<Item = &'static Message> {
    [
        reading::TABLE,
        people::READING,
        waivers::READING,
        children::READING,
        revisions::READING,
        models::READING,
        graph::TABLE,
        children::GRAPH,
        erasure::GRAPH,
        together::TIME,
        revisions::PASSAGE,
        law::TABLE,
        rules::TABLE,
        time::TABLE,
        deadlines::READING,
        models::NETS,
        bodies::TABLE,
        acts::TABLE,
        deadlines::ACTS,
        bodies::ACTS,
        people::ACTS,
        erasure::ACTS,
        force::TABLE,
        children::ACTS,
        trail::TABLE,
        compare::USE,
        children::TRAIL,
        erasure::TRAIL,
        receipt::TRAIL,
        witness::TRAIL,
        replay::TRAIL,
        store::TABLE,
        children::STORE,
        library::TABLE,
        http::TABLE,
        usage::TABLE,
        http::COMMANDS,
        erasure::USE,
        author::USE,
        revisions::USE,
        author::STORY,
        witness::USE,
    ]
    .into_iter()
    .flatten()
}

/// The message of a code, if there is one.
pub fn find(code: Code) -> Option<&'static Message> {
    messages().find(|message| message.code == code)
}

/// The message of a code; that of an unlisted one says so.
pub fn message(code: Code) -> &'static Message {
    find(code).unwrap_or(&UNLISTED)
}

/// Fills the words of a sentence.
pub fn fill<N: AsRef<str>>(template: &str, lang: Lang, args: &[(N, Bilingual)]) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((hole, after)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        let (name, pair) = hole.split_once('|').unwrap_or((hole, ""));
        match args.iter().find(|(known, _)| known.as_ref() == name) {
            Some((_, value)) if pair.is_empty() => out.push_str(value.get(lang)),
            Some((_, value)) => {
                let word = value.get(lang);
                let whole = with_particle(word, pair);
                // In `{name|은는}` between backquotes the particle stands
                // outside them: it is no part of the name.
                match (out.ends_with('`'), after.strip_prefix('`')) {
                    (true, Some(behind)) => {
                        out.push_str(word);
                        out.push('`');
                        out.push_str(whole.strip_prefix(word).unwrap_or(""));
                        rest = behind;
                        continue;
                    }
                    _ => out.push_str(&whole),
                }
            }
            None => {
                out.push('{');
                out.push_str(hole);
                out.push('}');
            }
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_in_order() {
        let codes: Vec<Code> = messages().map(|m| m.code).collect();
        let mut sorted = codes.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(codes, sorted);
    }

    #[test]
    fn both_languages_use_the_same_words() {
        let holes = |text: &str| {
            let mut found: Vec<String> = text
                .split('{')
                .skip(1)
                .filter_map(|part| part.split_once('}'))
                .map(|(hole, _)| hole.split('|').next().unwrap_or("").to_owned())
                .collect();
            found.sort();
            found.dedup();
            found
        };
        for message in messages() {
            assert_eq!(
                holes(message.says.ko),
                holes(message.says.en),
                "{}",
                message.code
            );
        }
    }

    #[test]
    fn a_sentence_is_filled_with_its_particle() {
        let args = [("key", Bilingual::from("조문"))];
        assert_eq!(
            fill("{key|은는} {key} {other}", Lang::Ko, &args),
            "조문은 조문 {other}"
        );
        assert_eq!(fill("`{key|은는}` 키", Lang::Ko, &args), "`조문`은 키");
    }
}
