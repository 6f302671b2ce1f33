//! One request, as a handler sees it.

use std::sync::Arc;

use axum::body::Bytes;
use axum::http::HeaderMap;

use super::super::access::{Access, Caller, Forbidden, Grant, Said};
use super::super::{RequestKey, Who};
use super::fault::{Fault, Malformed, Part};
use super::headers;
use super::page::Query;
use super::problem::Problem;
use crate::audit::hash::content_hash;
use crate::audit::own::Stage;
use crate::diagnostic::Lang;
use crate::engine::CaseId;
use crate::guard::Name;

/// Through what those come who show no key.
const ANONYMOUS: &str = "anonymous";

/// A request.
pub(super) struct Call {
    /// The language of the caller.
    pub(super) lang: Lang,
    /// Who calls; nobody, where everybody may read.
    pub(super) caller: Option<Caller>,
    pub(super) access: Arc<Access>,
    /// The parameters of the path.
    pub(super) path: Vec<(String, String)>,
    pub(super) query: Query,
    pub(super) headers: HeaderMap,
    /// Method and path, as they were asked.
    pub(super) line: String,
    pub(super) body: Bytes,
}

impl Call {
    /// A parameter of the path.
    pub(super) fn parameter(&self, name: &str) -> Result<&str, Problem> {
        self.path
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
            .ok_or_else(|| {
                Malformed {
                    part: Part::Path,
                    fault: Fault::NotUtf8,
                }
                .into()
            })
    }

    /// The case that the path names.
    pub(super) fn case(&self) -> Result<CaseId, Problem> {
        Ok(self.parameter("id")?.into())
    }

    /// The principal, as messages name it.
    fn principal(&self) -> &str {
        self.caller
            .as_ref()
            .map_or(ANONYMOUS, |caller| &*caller.principal)
    }

    fn granted(&self) -> Result<(&Grant, Name), Problem> {
        let caller = self.caller.as_ref().ok_or_else(Problem::unauthenticated)?;
        match self.access.grant(caller) {
            Some(grant) => Ok((grant, caller.via())),
            None => Err(Problem::forbidden(&caller.principal, &Forbidden::Unknown)),
        }
    }

    /// Who acts in a case of this workflow.
    pub(super) fn who(&self, workflow: &Name, said: Said<'_>) -> Result<Who, Problem> {
        let (grant, via) = self.granted()?;
        grant
            .who(workflow, said, via)
            .map_err(|why| Problem::nobody(self.principal(), why))
    }

    /// Who looks at a case of this workflow.
    pub(super) fn looker(&self, workflow: &Name, said: Said<'_>) -> Result<Who, Problem> {
        if self.caller.is_none() {
            return Ok(Who {
                actor: said.actor.unwrap_or("–").into(),
                capacity: said.role.map(Name::from),
                granted: said.role.map(Name::from).into_iter().collect(),
                claims: Default::default(),
                on_behalf_of: said.on_behalf_of.map(Name::from),
                via: ANONYMOUS.into(),
            });
        }
        let (grant, via) = self.granted()?;
        grant
            .looker(workflow, said, via)
            .map_err(|why| Problem::nobody(self.principal(), why))
    }

    /// Who orders an erasure in a workflow that names nobody who may.
    pub(super) fn eraser(&self, workflow: &Name, said: Said<'_>) -> Result<Who, Problem> {
        let (grant, via) = self.granted()?;
        grant
            .eraser(workflow, said, via)
            .map_err(|why| Problem::nobody(self.principal(), why))
    }

    /// Through whom revisions are applied, if the caller may have that done.
    pub(super) fn reviser(&self, workflow: Option<&Name>) -> Result<Name, Problem> {
        let (grant, via) = self.granted()?;
        grant
            .may_revise(workflow)
            .map_err(|what| Problem::forbidden(self.principal(), &what))?;
        Ok(via)
    }

    /// As whom, and through whom, a stage of adoption is recorded.
    pub(super) fn adopter(
        &self,
        workflow: &Name,
        stage: Stage,
        actor: Option<&str>,
    ) -> Result<(Name, Name), Problem> {
        let (grant, via) = self.granted()?;
        let actor = grant
            .adopter(workflow, stage, actor)
            .map_err(|why| Problem::nobody(self.principal(), why))?;
        Ok((actor, via))
    }

    /// That the caller may keep the service going.
    pub(super) fn may_operate(&self) -> Result<(), Problem> {
        let (grant, _) = self.granted()?;
        grant
            .may_operate()
            .map_err(|what| Problem::forbidden(self.principal(), &what))
    }

    /// That cases of this workflow, or of every one, may be read.
    pub(super) fn may_read(&self, workflow: Option<&Name>) -> Result<(), Problem> {
        if self.caller.is_none() {
            // Only where everybody may read does nobody come so far.
            return Ok(());
        }
        let (grant, _) = self.granted()?;
        match workflow {
            Some(workflow) => grant.may_read(workflow),
            None if grant.reads == super::super::access::Reads::All => Ok(()),
            None => Err(Forbidden::ReadAll),
        }
        .map_err(|what| Problem::forbidden(self.principal(), &what))
    }

    /// The key under which the request counts once, if it has one. The hash is
    /// over everything that the request says: method, path, the version that it
    /// is for, and the body as it was sent.
    pub(super) fn key(&self) -> Result<Option<RequestKey>, Problem> {
        let Some(key) = headers::idempotency_key(&self.headers)? else {
            return Ok(None);
        };
        let caller = self.caller.as_ref().ok_or_else(Problem::unauthenticated)?;
        let version = headers::if_match(&self.headers)?;
        let mut whole = format!("{}\n{version:?}\n", self.line).into_bytes();
        whole.extend_from_slice(&self.body);
        Ok(Some(RequestKey {
            scope: caller.principal.clone(),
            key: key.into(),
            request: content_hash(&whole),
        }))
    }
}
