//! Playing a story: the cases of several workflows in one world.

use std::collections::BTreeMap;

use super::family::Cases;
use super::run::{Failure, Mismatch, Play};
use crate::engine::{CaseId, Definition, Entry, Register};
use crate::guard::Name;
use crate::workflow::scenario::{Story, StoryDoes, StoryStep};

/// A story as it was played.
#[derive(Debug, Clone)]
pub struct PlayedStory {
    /// Every entry that came of it, in order, with its workflow.
    pub entries: Vec<(Name, Entry)>,
    /// The cases that were opened, by the names of the story.
    pub cases: BTreeMap<Name, CaseId>,
    /// Why it failed, if it did: the first step that went otherwise.
    pub failure: Option<Failure>,
}

/// The id of a case that a story opens.
pub fn case_id(name: &str) -> CaseId {
    name.replace('_', "-").into()
}

/// Plays a story with the engine itself, among the workflows of its cases. Times within
/// a day follow the order of the steps.
pub fn run_story(definitions: &[Definition<'_>], story: &Story) -> PlayedStory {
    let definitions: BTreeMap<Name, Definition<'_>> = definitions
        .iter()
        .map(|one| (one.workflow.id().clone(), *one))
        .collect();
    let register = Register::of_rows(Vec::new());
    let cases = Cases::new(&definitions, register);
    let mut play = Play::new((&story.people, &[]), cases, CaseId::default());
    let mut played = PlayedStory {
        entries: Vec::new(),
        cases: BTreeMap::new(),
        failure: None,
    };
    for (at, step) in (1..).zip(story.steps()) {
        let done = one(&definitions, story, &mut play, step, at);
        let own = story.workflow(&step.case).cloned().unwrap_or_default();
        let of_own = std::mem::take(&mut play.played.entries).into_iter();
        played
            .entries
            .extend(of_own.map(|entry| (own.clone(), entry)));
        played.entries.append(&mut play.played.children);
        match done {
            Ok(id) => played.cases.insert(step.case.clone(), id),
            Err(mismatch) => {
                played.failure = Some(Failure {
                    place: step.place().clone(),
                    step: at,
                    mismatch: *mismatch,
                });
                break;
            }
        };
    }
    played
}

/// The id of a case of the story, as far as it has been opened.
fn found(story: &Story, play: &Play<'_>, name: &Name) -> Option<CaseId> {
    // The reader has bounded how many generations there are.
    match &story.cases.get(name)?.of {
        None => Some(case_id(name)),
        Some((of, path)) => play.cases.child(&found(story, play, of)?, path),
    }
}

fn one<'a>(
    definitions: &'a BTreeMap<Name, Definition<'a>>,
    story: &Story,
    play: &mut Play<'a>,
    step: &StoryStep,
    at: usize,
) -> Result<CaseId, Box<Mismatch>> {
    let no_case = || Box::new(Mismatch::NoChild);
    let id = found(story, play, &step.case).ok_or_else(no_case)?;
    let workflow = story.workflow(&step.case).ok_or_else(no_case)?;
    let definition = *definitions.get(workflow).ok_or_else(no_case)?;
    play.root.clone_from(&id);
    play.played.case = play.cases.get(&id).cloned();
    match &step.what {
        StoryDoes::Opens { given, then, .. } => {
            play.opening(definition, (given, then), id.clone(), at)?;
        }
        StoryDoes::Goes(goes) => play.step(definition, goes, at)?,
    }
    Ok(id)
}
