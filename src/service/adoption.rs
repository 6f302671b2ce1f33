//! Which procedures were adopted, and what that lets them do.

use super::cases::Cases;
use super::error::CasesError;
use super::log::{Log, LogError, OwnPast};
use crate::audit::note::SecretKey;
use crate::audit::own::{Adopted, Adoptions, Stage};
use crate::audit::verify::TrailError;
use crate::library::{Library, Procedure, Surroundings};

impl Log<'_> {
    /// Where the procedures stand.
    ///
    /// # Errors
    /// The store cannot be read, or an entry in it does not follow.
    pub async fn adoptions(&self) -> Result<Adoptions, LogError> {
        let mut adoptions = Adoptions::default();
        for past in self.own().await? {
            adoptions.take(&past.entry).map_err(TrailError::Stage)?;
        }
        Ok(adoptions)
    }
}

impl Cases<'_> {
    /// Records that a procedure has reached a stage, with everything that it draws on.
    ///
    /// # Errors
    /// The stage does not follow where the procedure stands, or the store failed.
    pub async fn adopt(
        &self,
        procedure: &Procedure,
        adopted: Adopted,
        actor: &str,
        signer: Option<&SecretKey>,
        surroundings: &dyn Surroundings,
    ) -> Result<OwnPast, LogError> {
        let log = Log::new(self.store);
        let known = log.adoptions().await?;
        known
            .allows(&adopted.workflow, &adopted.manifest, adopted.stage)
            .map_err(TrailError::Stage)?;
        self.keep(procedure)
            .await
            .map_err(|error| LogError::Cases(Box::new(error)))?;
        log.append_adoption(adopted, actor, signer, surroundings)
            .await
    }

    /// That a case may be opened under a procedure, where the library lets only those
    /// be used that were adopted.
    pub(super) async fn is_adopted(
        &self,
        library: &Library,
        procedure: &Procedure,
    ) -> Result<(), CasesError> {
        if !library.setting.adopted_only {
            return Ok(());
        }
        let known = Log::new(self.store).adoptions().await;
        let known = known.map_err(|error| CasesError::Log(Box::new(error)))?;
        let workflow = procedure.workflow.id();
        match known.stage(workflow, &procedure.manifest.hash()) {
            Some(Stage::Adopted) => Ok(()),
            stage => Err(CasesError::NotAdopted {
                workflow: workflow.clone(),
                stage,
            }),
        }
    }
}
