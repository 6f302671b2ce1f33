//! One finding.

use std::borrow::Cow;

use super::{Bilingual, Code, Lang, Level, Place, Verdict, catalogue};

/// A place with what it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What is there; empty when the title says it all.
    pub says: Bilingual,
}

/// One line of a story: what happens on a day.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct StoryLine {
    /// The day, `2027-03-02`.
    pub on: String,
    /// Who acts, by the id that the story gives them.
    pub by: Option<String>,
    /// The transition that they take.
    pub act: Option<String>,
    /// What happens.
    pub says: Bilingual,
}

/// A case that shows what is claimed: every act of it was played by the engine.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Story {
    /// What happens, day by day; the last line is what is so then.
    pub lines: Vec<StoryLine>,
    /// The same as a file of scenarios, which `jorye test` plays.
    pub scenario: String,
}

/// One thing found in a library, with everything a renderer needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The kind.
    pub code: Code,
    /// How grave it is: that of the catalogue.
    pub level: Level,
    /// What is claimed. Reading findings are plain facts, *refuted*.
    pub verdict: Verdict,
    /// Id of the workflow concerned, if one is.
    pub workflow: Option<String>,
    /// Dotted path of the element concerned, such as `transition.report`.
    pub element: Option<String>,
    /// The first is the main place.
    pub labels: Vec<Label>,
    /// The provision concerned, as it is cited, with its heading.
    pub citation: Option<Bilingual>,
    /// Further remarks.
    pub notes: Vec<Bilingual>,
    /// A case that shows it.
    pub story: Option<Box<Story>>,
    /// "Did you mean", if something near exists.
    pub suggestion: Option<String>,
    pub(super) args: Vec<(Cow<'static, str>, Bilingual)>,
    pub(super) supposed: bool,
}

impl Finding {
    /// A finding of a kind, with the level that the catalogue gives it.
    pub fn new(code: Code) -> Self {
        Finding {
            code,
            level: catalogue::message(code).level,
            verdict: Verdict::Refuted,
            workflow: None,
            element: None,
            labels: Vec::new(),
            citation: None,
            notes: Vec::new(),
            story: None,
            suggestion: None,
            args: Vec::new(),
            supposed: false,
        }
    }

    /// Adds a place that needs no words of its own.
    #[must_use]
    pub fn at(self, place: &Place) -> Self {
        self.label(place, Bilingual::default())
    }

    /// Adds a place and what is there.
    #[must_use]
    pub fn label(mut self, place: &Place, says: Bilingual) -> Self {
        self.labels.push(Label {
            place: place.clone(),
            says,
        });
        self
    }

    /// Fills a word `{name}` of the message.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Bilingual>) -> Self {
        self.args.push((Cow::Borrowed(name), value.into()));
        self
    }

    /// Names the workflow and the element.
    #[must_use]
    pub fn of(mut self, workflow: &str, element: impl Into<String>) -> Self {
        self.workflow = Some(workflow.to_owned());
        self.element = Some(element.into());
        self
    }

    /// Names the provision, as cited, with its heading.
    #[must_use]
    pub fn citing(mut self, citation: Bilingual) -> Self {
        self.citation = Some(citation);
        self
    }

    /// Adds a remark.
    #[must_use]
    pub fn note(mut self, note: Bilingual) -> Self {
        self.notes.push(note);
        self
    }

    /// Adds a case that shows it.
    #[must_use]
    pub fn told(mut self, story: Story) -> Self {
        self.story = Some(Box::new(story));
        self
    }

    /// Adds a suggestion.
    #[must_use]
    pub fn suggest(mut self, near: Option<String>) -> Self {
        self.suggestion = near;
        self
    }

    /// Sets the verdict.
    #[must_use]
    pub fn verdict(mut self, verdict: Verdict) -> Self {
        self.verdict = verdict;
        self
    }

    /// Tells of an act that nobody has attempted: it *would* be refused.
    #[must_use]
    pub const fn supposed(mut self) -> Self {
        self.supposed = true;
        self
    }

    /// The main place.
    pub fn place(&self) -> Option<&Place> {
        self.labels.first().map(|label| &label.place)
    }

    /// The name of the kind, such as `unreachable-state`.
    pub fn name(&self) -> &'static str {
        catalogue::message(self.code).name
    }

    /// What is wrong.
    pub fn title(&self, lang: Lang) -> String {
        let message = catalogue::message(self.code);
        catalogue::fill(message.says.get(lang), lang, &self.args)
    }

    /// What follows from it.
    pub fn follows(&self, lang: Lang) -> String {
        if self.supposed {
            return self.would_follow(lang);
        }
        let message = catalogue::message(self.code);
        catalogue::fill(message.follows.get(lang), lang, &self.args)
    }

    /// What would follow, with the values that it is told from.
    fn would_follow(&self, lang: Lang) -> String {
        let mut out = match lang {
            Lang::Ko => "이대로 하면 행위가 거부됩니다.",
            Lang::En => "Done like this, the act would be refused.",
        }
        .to_owned();
        let told = [
            ("missing", "알지 못하는 값", "Not known"),
            ("seen", "본 값", "Seen"),
            ("branches", "갈래", "Branches"),
            ("conditions", "요건", "Conditions"),
        ];
        for (name, ko, en) in told {
            let value = self.args.iter().find(|(known, _)| *known == name);
            let Some(value) = value.map(|(_, value)| value.get(lang)) else {
                continue;
            };
            if !value.is_empty() {
                let word = if lang == Lang::Ko { ko } else { en };
                out.push_str(&format!(" {word}: {value}."));
            }
        }
        out
    }

    /// How to mend it.
    pub fn help(&self, lang: Lang) -> String {
        let message = catalogue::message(self.code);
        catalogue::fill(message.help.get(lang), lang, &self.args)
    }
}

/// An error that speaks through the catalogue.
pub trait Coded: std::error::Error {
    /// The finding that tells this error to a person.
    fn finding(&self) -> Finding;
}
