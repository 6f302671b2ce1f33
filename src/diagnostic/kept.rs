//! Findings as they are kept from one run to the next.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Bilingual, Code, Finding, Label, Level, Place, Source, Story, Verdict};

/// A finding that can be written down and read again, beside the files that its
/// places lie in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFinding {
    code: u16,
    level: Level,
    verdict: Verdict,
    workflow: Option<String>,
    element: Option<String>,
    /// Each with its file and the bytes of it.
    labels: Vec<(String, usize, usize, Bilingual)>,
    citation: Option<Bilingual>,
    notes: Vec<Bilingual>,
    story: Option<Box<Story>>,
    suggestion: Option<String>,
    args: Vec<(String, Bilingual)>,
    supposed: bool,
}

impl KeptFinding {
    /// What is kept of a finding: everything but the texts of its files.
    pub fn of(finding: &Finding) -> Self {
        let label = |label: &Label| {
            let span = label.place.span();
            let file = label.place.file().to_owned();
            (file, span.start, span.end, label.says.clone())
        };
        KeptFinding {
            code: finding.code.0,
            level: finding.level,
            verdict: finding.verdict,
            workflow: finding.workflow.clone(),
            element: finding.element.clone(),
            labels: finding.labels.iter().map(label).collect(),
            citation: finding.citation.clone(),
            notes: finding.notes.clone(),
            story: finding.story.clone(),
            suggestion: finding.suggestion.clone(),
            args: (finding.args.iter())
                .map(|(name, value)| (name.clone().into_owned(), value.clone()))
                .collect(),
            supposed: finding.supposed,
        }
    }

    /// The finding, in files as they are now; none where one of them is not there.
    pub fn back(self, source: &dyn Fn(&str) -> Option<Arc<Source>>) -> Option<Finding> {
        let mut finding = Finding::new(Code(self.code));
        finding.level = self.level;
        finding.verdict = self.verdict;
        finding.workflow = self.workflow;
        finding.element = self.element;
        for (file, start, end, says) in self.labels {
            let place = Place::new(&source(&file)?, start..end);
            finding.labels.push(Label { place, says });
        }
        finding.citation = self.citation;
        finding.notes = self.notes;
        finding.story = self.story;
        finding.suggestion = self.suggestion;
        finding.args = (self.args.into_iter())
            .map(|(name, value)| (Cow::Owned(name), value))
            .collect();
        finding.supposed = self.supposed;
        Some(finding)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_comes_back_as_it_was() {
        let source = Source::new("workflows/a.toml", "format = 1\n요건 = 2\n");
        let mut finding = Finding::new(Code(203))
            .at(&Place::new(&source, 11..17))
            .of("a", "state.x")
            .with("state", Bilingual::new("접수", "Received"))
            .note(Bilingual::new("가", "a"))
            .suggest(Some("y".to_owned()))
            .verdict(Verdict::Undecided)
            .supposed();
        finding.level = Level::Note;
        let kept = KeptFinding::of(&finding);
        let text = serde_json::to_string(&kept).unwrap();
        let read: KeptFinding = serde_json::from_str(&text).unwrap();
        let again = read
            .clone()
            .back(&|name| (name == "workflows/a.toml").then(|| source.clone()));
        assert_eq!(again.as_ref(), Some(&finding));
        assert_eq!(
            again.map(|one| one.title(crate::diagnostic::Lang::Ko)),
            Some(finding.title(crate::diagnostic::Lang::Ko))
        );
        assert_eq!(read.back(&|_| None), None);
    }
}
