//! Which procedures were adopted, and what that lets them do.

#[cfg(feature = "http")]
mod checked;

mod opening;

#[cfg(feature = "http")]
pub use checked::{Checked, Kept, report_beside, report_on};
pub(in crate::service) use opening::{MayOpen, Seen};

use super::cases::Cases;
use super::error::CasesError;
use super::log::{Log, LogError, OwnPast};
use super::request::RequestKey;
use crate::audit::Hash;
use crate::audit::note::SecretKey;
use crate::audit::own::{Adopted, Adoptions, Stage};
use crate::audit::verify::TrailError;
use crate::library::{Library, Procedure};
use crate::store::StoreError;

/// How often a stage is recorded again when other entries of the log come between.
const MOST_TRIES: usize = 64;

/// A stage that somebody says a procedure has reached.
#[derive(Clone, Copy)]
pub struct Adopting<'a> {
    /// The procedure.
    pub procedure: &'a Procedure,
    /// The stage.
    pub stage: Stage,
    /// The hash of what the check says of it.
    pub report: Hash,
    /// On what it rests.
    pub basis: &'a str,
    /// Who says so: an opaque id.
    pub actor: &'a str,
    /// The authenticated principal through which it comes.
    pub via: &'a str,
    /// The key with which they sign it.
    pub signer: Option<&'a SecretKey>,
    /// How many entries of its own the log must have, if that is said.
    pub expected: Option<u64>,
    /// The key under which it counts once.
    pub key: Option<&'a RequestKey>,
}

impl Adopting<'_> {
    fn says(&self) -> Adopted {
        Adopted {
            stage: self.stage,
            workflow: self.procedure.workflow.id().to_string(),
            revision: self.procedure.workflow.revision,
            manifest: self.procedure.manifest.hash(),
            report: self.report,
            basis: self.basis.to_owned(),
            signature: None,
        }
    }
}

impl Log<'_> {
    /// Where the procedures stand.
    ///
    /// # Errors
    /// The store cannot be read, or an entry in it does not follow.
    pub async fn adoptions(&self) -> Result<Adoptions, LogError> {
        Ok(self.adoptions_at().await?.0)
    }

    /// The same, and of how many entries of the log itself that was made.
    ///
    /// # Errors
    /// As for [`Log::adoptions`].
    pub async fn adoptions_at(&self) -> Result<(Adoptions, u64), LogError> {
        let own = self.own().await?;
        let entries = u64::try_from(own.len()).unwrap_or(u64::MAX);
        Ok((adoptions_of(&own)?, entries))
    }
}

fn adoptions_of(own: &[OwnPast]) -> Result<Adoptions, LogError> {
    let mut adoptions = Adoptions::default();
    for past in own {
        adoptions.take(&past.entry).map_err(TrailError::Stage)?;
    }
    Ok(adoptions)
}

impl Cases<'_> {
    /// Records that a procedure has reached a stage, with everything that it draws on.
    /// Says too whether the same request had done so before.
    ///
    /// # Errors
    /// The stage does not follow where the procedure stands, the log has another number
    /// of entries than was expected, or the store failed.
    pub async fn adopt(&self, adopting: &Adopting<'_>) -> Result<(OwnPast, bool), LogError> {
        let failed = |error| LogError::Cases(Box::new(error));
        let log = Log::new(self.store);
        for _ in 0..MOST_TRIES {
            if let Some(past) = self.adopted_before(adopting.key).await? {
                return Ok((past, true));
            }
            // What is decided on is what the entry is appended to.
            let own = log.own().await?;
            let found = u64::try_from(own.len()).unwrap_or(u64::MAX);
            if let Some(expected) = adopting.expected.filter(|expected| *expected != found) {
                return Err(StoreError::OwnMoved { expected, found }.into());
            }
            let adopted = adopting.says();
            adoptions_of(&own)?
                .allows(&adopted.workflow, &adopted.manifest, adopted.stage)
                .map_err(TrailError::Stage)?;
            self.keep(adopting.procedure).await.map_err(failed)?;
            let once = adopting.key.map(|key| key.once(self.surroundings.now()));
            let by = (adopting.actor, adopting.via);
            let signer = adopting.signer;
            let appended = log
                .append_adoption(adopted, by, signer, &own, once, self.surroundings)
                .await;
            match appended {
                Err(LogError::Store(StoreError::OwnMoved { .. } | StoreError::KeyTaken { .. })) => {
                }
                other => return Ok((other?, false)),
            }
        }
        let case = "–".into();
        Err(failed(CasesError::TooBusy { case }))
    }

    /// The entry that the same request came to, if it was made before.
    async fn adopted_before(&self, key: Option<&RequestKey>) -> Result<Option<OwnPast>, LogError> {
        let Some(key) = key else {
            return Ok(None);
        };
        let now = self.surroundings.now();
        let Some(kept) = self.store.kept_once(&key.scope, &key.key, now).await? else {
            return Ok(None);
        };
        if kept.request != key.request {
            let key = key.key.clone();
            return Err(LogError::Cases(Box::new(CasesError::KeyConflict { key })));
        }
        Log::new(self.store).own_entry(kept.last).await.map(Some)
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
