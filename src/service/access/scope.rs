//! What a principal may do beside acts in cases: have values erased where the
//! procedure names nobody who may, have revisions applied, record stages of adoption.
//!
//! Of these the law of a case says nothing, so that no engine can decide them: on the
//! command line whoever may write the store answers for it, and here the file of
//! principals does.

use std::collections::{BTreeMap, BTreeSet};

use super::grant::{Forbidden, Grant, Nobody, Said};
use super::principals::{known_workflow, workflows};
use super::table::{Reading, Table, Word};
use crate::audit::own::Stage;
use crate::diagnostic::{Bilingual, nearest_quoted};
use crate::guard::Name;
use crate::library::Library;
use crate::service::Who;

/// Of which workflows a principal may do something.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Scope {
    /// Of none.
    #[default]
    Nothing,
    /// Of these.
    Of(BTreeSet<Name>),
    /// Of every one.
    All,
}

impl Scope {
    /// Whether it holds a workflow; without one, whether it holds every one.
    pub fn holds(&self, workflow: Option<&Name>) -> bool {
        match (self, workflow) {
            (Scope::All, _) => true,
            (Scope::Of(known), Some(workflow)) => known.contains(workflow),
            (Scope::Of(_) | Scope::Nothing, _) => false,
        }
    }
}

/// The stages of adoption that a principal may record, by workflow.
pub type Stages = BTreeMap<Name, BTreeSet<Stage>>;

impl Grant {
    /// Who orders something in a case of a workflow that names nobody who may: a
    /// person of the file, in a role of theirs if they name one.
    ///
    /// # Errors
    /// The principal may not have values erased there, or it must be said as whom.
    pub fn eraser(&self, workflow: &Name, said: Said<'_>, via: Name) -> Result<Who, Nobody> {
        if !self.erases.holds(Some(workflow)) {
            return Err(Nobody::Forbidden(Forbidden::Erase(workflow.clone())));
        }
        if said.role.is_some() || said.on_behalf_of.is_some() {
            return self.who(workflow, said, via);
        }
        let actor = self.actor(said.actor)?;
        Ok(self.somebody(actor, None, BTreeSet::new(), said, via))
    }

    /// That revisions of a workflow, or of every one, may be applied to open cases.
    ///
    /// # Errors
    /// They may not.
    pub fn may_revise(&self, workflow: Option<&Name>) -> Result<(), Forbidden> {
        if self.revises.holds(workflow) {
            Ok(())
        } else {
            Err(Forbidden::Revise(workflow.cloned()))
        }
    }

    /// As whom a stage of adoption of a workflow is recorded.
    ///
    /// # Errors
    /// The principal may not record it, or it must be said as whom.
    pub fn adopter(
        &self,
        workflow: &Name,
        stage: Stage,
        actor: Option<&str>,
    ) -> Result<Name, Nobody> {
        let may = self.adopts.get(workflow);
        if !may.is_some_and(|stages| stages.contains(&stage)) {
            let workflow = workflow.clone();
            return Err(Nobody::Forbidden(Forbidden::Adopt { workflow, stage }));
        }
        self.actor(actor)
    }
}

/// Reads `"all"`, or a list of workflows.
pub(super) fn scope(
    table: &Table<'_, '_>,
    key: &str,
    library: &Library,
    reading: &mut Reading,
) -> Scope {
    let Some(value) = table.get(key) else {
        return Scope::Nothing;
    };
    match workflows(key, value, library, reading) {
        None => Scope::All,
        Some(known) => Scope::Of(known),
    }
}

/// Reads which stages of which workflows may be recorded.
pub(super) fn stages(table: &Table<'_, '_>, library: &Library, reading: &mut Reading) -> Stages {
    let mut all = Stages::new();
    let Some(table) = reading.table(table, "adopts") else {
        return all;
    };
    for (key, value) in table.items() {
        let workflow: &str = key.get_ref();
        let word = Word {
            text: workflow.to_owned(),
            place: reading.place(key.span()),
        };
        known_workflow(&word, library, reading);
        let of_workflow = all.entry(workflow.into()).or_default();
        for word in reading.words(workflow, value) {
            match word.text.parse() {
                Ok(stage) => {
                    of_workflow.insert(stage);
                }
                Err(()) => wrong_stage(&word, reading),
            }
        }
    }
    all
}

fn wrong_stage(word: &Word, reading: &mut Reading) {
    let known: Vec<&str> = Stage::ALL.iter().map(|stage| stage.as_str()).collect();
    let list = known.join(", ");
    let near = nearest_quoted(&word.text, known);
    let near = |lead: &str, end: &str| match &near {
        Some(near) => format!("{lead}{near}{end}"),
        None => String::new(),
    };
    let problem = Bilingual::new(
        format!(
            "`{}`: 채택의 단계는 {list} 가운데 적습니다{}",
            word.text,
            near(". ", "을(를) 뜻합니까?")
        ),
        format!(
            "`{}`: a stage of adoption is one of {list}{}",
            word.text,
            near("; did you mean ", "?")
        ),
    );
    reading.wrong(&word.place, problem);
}
