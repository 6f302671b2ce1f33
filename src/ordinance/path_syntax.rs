//! Reading of paths as they are written in Korean and English.

use super::number::{Number, item_number, latin_number};
use super::path::{Addendum, ProvisionPath};

/// What is still to be read.
pub(super) struct Cursor<'a> {
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    pub fn new(text: &'a str) -> Self {
        Cursor { rest: text }
    }

    fn space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn eat(&mut self, word: &str) -> bool {
        match self.rest.strip_prefix(word) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn any(&mut self, words: &[&str]) -> bool {
        words.iter().any(|word| self.eat(word))
    }

    /// A number of at most seven digits that does not begin with 0.
    fn digits(&mut self) -> Option<u32> {
        let end = self
            .rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at_checked(end)?;
        if digits.is_empty() || digits.len() > 7 || digits.starts_with('0') {
            return None;
        }
        self.rest = rest;
        digits.parse().ok()
    }

    /// Runs a reader, and takes back what it took when it fails.
    fn attempt<T>(&mut self, read: impl FnOnce(&mut Cursor<'a>) -> Option<T>) -> Option<T> {
        let before = self.rest;
        let found = read(self);
        if found.is_none() {
            self.rest = before;
        }
        found
    }

    /// `제9조`, `제7조의2`.
    fn unit(&mut self, unit: &str) -> Option<Number> {
        self.attempt(|c| {
            c.space();
            c.eat("제").then_some(())?;
            c.space();
            if let Some(number) = c.in_chapter() {
                return (unit == "조" && c.eat(unit)).then_some(number);
            }
            let main = c.digits()?;
            c.space();
            c.eat(unit).then_some(())?;
            Some(Number::branched(main, c.branch()))
        })
    }

    /// `4:15`, `8:51a`: an article of an act that numbers by chapter.
    fn in_chapter(&mut self) -> Option<Number> {
        self.attempt(|c| {
            let chapter = c.digits()?;
            c.eat(":").then_some(())?;
            let main = c.digits()?;
            let end = c
                .rest
                .find(|letter: char| !letter.is_ascii_lowercase())
                .unwrap_or(c.rest.len());
            let (letters, rest) = c.rest.split_at_checked(end)?;
            let branch = if letters.is_empty() {
                0
            } else {
                latin_number(letters)?
            };
            c.rest = rest;
            Some(Number {
                chapter,
                main,
                branch,
            })
        })
    }

    fn branch(&mut self) -> u32 {
        self.attempt(|c| {
            c.space();
            c.eat("의").then_some(())?;
            c.space();
            c.digits()
        })
        .unwrap_or(0)
    }
}

pub(super) fn read_korean(c: &mut Cursor<'_>) -> Option<ProvisionPath> {
    let mut path = ProvisionPath::default();
    let mut bare_list = false;
    if c.eat("부칙") {
        path.addendum = Some(
            c.unit("호")
                .map(|number| Addendum::Numbered(number.main))
                .or_else(|| {
                    c.attempt(|c| {
                        c.space();
                        let angle = c.eat("<");
                        (angle || c.eat("(")).then_some(())?;
                        let of_number = c.eat("제");
                        let number = c.digits()?;
                        if of_number {
                            c.eat("호").then_some(())?;
                            // A date may follow, as in the addendum's own head.
                            let end = c.rest.find(if angle { '>' } else { ')' })?;
                            c.rest = c.rest.get(end..)?;
                        }
                        c.eat(if angle { ">" } else { ")" }).then_some(())?;
                        Some(if of_number {
                            Addendum::Numbered(number)
                        } else {
                            Addendum::Nth(number)
                        })
                    })
                })
                .unwrap_or(Addendum::Only),
        );
        c.space();
        bare_list = c.eat("본문");
    }
    if !bare_list {
        path.article = c.unit("조");
        path.paragraph = c.unit("항").filter(|n| n.branch == 0).map(|n| n.main);
    }
    path.subparagraph = c.unit("호");
    path.item = c.attempt(|c| {
        c.space();
        c.eat("제");
        let letter = c.rest.chars().next()?;
        let main = match item_number(letter) {
            Some(number) => {
                c.rest = c.rest.strip_prefix(letter)?;
                number
            }
            None => c.digits()?,
        };
        c.space();
        c.eat("목").then_some(())?;
        Some(Number::branched(main, c.branch()))
    });
    let rooted = path.article.is_some() || path.addendum.is_some();
    (rooted && c.rest.trim().is_empty()).then_some(path)
}

/// `9` or `7-2`.
fn english_number(c: &mut Cursor<'_>) -> Option<Number> {
    let main = c.digits()?;
    let branch = c
        .attempt(|c| {
            c.eat("-").then_some(())?;
            c.digits()
        })
        .unwrap_or(0);
    Some(Number::branched(main, branch))
}

pub(super) fn read_english(c: &mut Cursor<'_>) -> Option<ProvisionPath> {
    let mut path = ProvisionPath::default();
    if c.any(&["addenda", "addendum"]) {
        path.addendum = Some(
            c.attempt(|c| {
                c.space();
                if c.eat("#") {
                    return c.digits().map(Addendum::Nth);
                }
                c.any(&["no.", "no "]).then_some(())?;
                c.space();
                c.digits().map(Addendum::Numbered)
            })
            .unwrap_or(Addendum::Only),
        );
        c.space();
        if c.eat("text") {
            c.space();
        }
    }
    path.article = c.attempt(|c| {
        c.any(&["article", "art.", "art"]).then_some(())?;
        c.space();
        c.in_chapter().or_else(|| english_number(c))
    });
    if path.article.is_none() && path.addendum.is_none() {
        return None;
    }
    path.paragraph = c.attempt(|c| {
        c.space();
        c.eat(",");
        c.space();
        c.any(&["paragraph", "para."]);
        c.space();
        c.eat("(").then_some(())?;
        c.space();
        let number = c.digits()?;
        c.space();
        c.eat(")").then_some(number)
    });
    path.subparagraph = c.attempt(|c| {
        c.space();
        c.eat(",");
        c.space();
        c.any(&["subparagraph", "subpara.", "no."]);
        c.space();
        english_number(c)
    });
    path.item = c.attempt(|c| {
        c.space();
        c.eat(",");
        c.space();
        c.any(&["item"]);
        c.space();
        c.eat("(").then_some(())?;
        let end = c.rest.find(|ch: char| !ch.is_ascii_lowercase())?;
        let (letters, rest) = c.rest.split_at_checked(end)?;
        let main = latin_number(letters)?;
        c.rest = rest;
        let branch = c
            .attempt(|c| {
                c.eat("-").then_some(())?;
                c.digits()
            })
            .unwrap_or(0);
        c.eat(")").then_some(Number::branched(main, branch))
    });
    c.rest.trim().is_empty().then_some(path)
}
