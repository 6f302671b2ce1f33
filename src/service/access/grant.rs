//! As whom one principal may act, and what it may not.

use std::collections::{BTreeMap, BTreeSet};

use super::super::request::is_actor;
use super::scope::{Scope, Stages};
use crate::audit::own::Stage;
use crate::diagnostic::{Bilingual, nearest_quoted};
use crate::guard::Name;
use crate::service::Who;

/// As whom one principal may act, and what it may read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grant {
    /// The persons.
    pub actors: Actors,
    /// The roles, by workflow.
    pub roles: BTreeMap<Name, BTreeSet<Name>>,
    /// What the principal itself carries: the values of each claim.
    pub claims: BTreeMap<Name, BTreeSet<Name>>,
    /// What it may read.
    pub reads: Reads,
    /// Whether it may have the clock's debts taken and messages delivered.
    pub operates: bool,
    /// In cases of which workflows it may have values erased, where these name
    /// nobody who may.
    pub erases: Scope,
    /// Of which workflows it may have revisions applied to open cases.
    pub revises: Scope,
    /// Which stages of adoption it may record.
    pub adopts: Stages,
}

/// As whom a caller asks; what is left out is taken from the file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Said<'a> {
    /// The person.
    pub actor: Option<&'a str>,
    /// The role.
    pub role: Option<&'a str>,
    /// The person for whom they act.
    pub on_behalf_of: Option<&'a str>,
}

/// The persons as whom a principal may act.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Actors {
    /// Ids as they are.
    pub named: BTreeSet<Name>,
    /// How ids may begin.
    pub beginning: BTreeSet<Name>,
}

/// Cases of which workflows a principal may read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Reads {
    /// Those in which it has a role.
    #[default]
    Own,
    /// Those, and these.
    Also(BTreeSet<Name>),
    /// All.
    All,
}

/// Something that a principal may not do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Forbidden {
    /// Act as this person.
    #[error("act as `{0}`")]
    Actor(Name),
    /// Act in this role of this workflow.
    #[error("act as `{role}` in `{workflow}`")]
    Role {
        /// The role.
        role: Name,
        /// The workflow.
        workflow: Name,
        /// Those that it may act in.
        known: Vec<Name>,
    },
    /// Act in this workflow at all.
    #[error("act in cases of `{0}`")]
    Act(Name),
    /// Act for another in this workflow.
    #[error("act for another in `{0}`")]
    Behalf(Name),
    /// Read cases of this workflow.
    #[error("read cases of `{0}`")]
    Read(Name),
    /// Read cases of every workflow.
    #[error("read cases of every workflow")]
    ReadAll,
    /// Have the clock's debts taken, or messages delivered.
    #[error("operate the service")]
    Operate,
    /// Have values erased in a workflow that names nobody who may.
    #[error("have values erased in cases of `{0}`, which names nobody who may (`erases`)")]
    Erase(Name),
    /// Have revisions applied to open cases of a workflow, or of every one.
    #[error("apply revisions to open cases (`revises`)")]
    Revise(Option<Name>),
    /// Record a stage of adoption.
    #[error("record the stage `{stage}` of `{workflow}` (`adopts`)")]
    Adopt {
        /// The workflow.
        workflow: Name,
        /// The stage.
        stage: Stage,
    },
    /// Anything: the file does not name it.
    #[error("anything: the file of principals does not name it")]
    Unknown,
}

/// What must be said and was not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsaid {
    /// As which person.
    Actor,
    /// In which role.
    Role,
}

/// Why nobody stands behind a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Nobody {
    /// The principal may not.
    Forbidden(Forbidden),
    /// It must be said.
    Unsaid(Unsaid),
}

impl Forbidden {
    /// In both languages.
    pub fn says(&self) -> Bilingual {
        let ko = match self {
            Forbidden::Actor(actor) => format!("`{actor}`의 이름으로 행위하는 것"),
            Forbidden::Role { role, workflow, .. } => {
                format!("절차 `{workflow}`에서 `{role}` 역할로 행위하는 것")
            }
            Forbidden::Act(workflow) => format!("절차 `{workflow}`의 사건에서 행위하는 것"),
            Forbidden::Behalf(workflow) => {
                format!("절차 `{workflow}`에서 다른 사람을 위하여 행위하는 것")
            }
            Forbidden::Operate => "서비스를 운영하는 것(`operates = true`)".to_owned(),
            Forbidden::Erase(workflow) => format!(
                "누가 지울 수 있는지 정하지 않은 절차 `{workflow}`의 사건에서 값을 지우는 것(`erases`)"
            ),
            Forbidden::Revise(Some(workflow)) => {
                format!("절차 `{workflow}`의 진행 중인 사건에 개정을 적용하는 것(`revises`)")
            }
            Forbidden::Revise(None) => {
                "모든 절차의 진행 중인 사건에 개정을 적용하는 것(`revises = \"all\"`)".to_owned()
            }
            Forbidden::Adopt { workflow, stage } => {
                format!("절차 `{workflow}`의 `{stage}` 단계를 기록하는 것(`adopts`)")
            }
            Forbidden::Read(workflow) => format!("절차 `{workflow}`의 사건을 읽는 것"),
            Forbidden::ReadAll => "모든 절차의 사건을 읽는 것".to_owned(),
            Forbidden::Unknown => "이 서비스를 쓰는 것(호출 주체 파일에 없음)".to_owned(),
        };
        let en = match self {
            Forbidden::Unknown => {
                "use this service (the file of principals does not name it)".to_owned()
            }
            Forbidden::Operate => "operate the service (`operates = true`)".to_owned(),
            Forbidden::Revise(Some(workflow)) => {
                format!("apply revisions to open cases of `{workflow}` (`revises`)")
            }
            Forbidden::Revise(None) => {
                "apply revisions to open cases of every workflow (`revises = \"all\"`)".to_owned()
            }
            other => other.to_string(),
        };
        Bilingual::new(ko, en)
    }

    /// The nearest thing that is allowed.
    pub fn near(&self) -> Option<String> {
        match self {
            Forbidden::Role { role, known, .. } => {
                nearest_quoted(role, known.iter().map(|known| &**known))
            }
            _ => None,
        }
    }
}

impl Grant {
    /// Who acts in a case of this workflow. What is not said is taken from the
    /// file where that names only one.
    ///
    /// The role in which somebody acts for another is held by that other: the
    /// case says to whom it was delegated, and the file only that the principal
    /// has a part in the workflow, be it without a role of its own.
    ///
    /// # Errors
    /// The principal may not act so, or it must be said as whom.
    pub fn who(&self, workflow: &Name, said: Said<'_>, via: Name) -> Result<Who, Nobody> {
        if said.on_behalf_of.is_some() {
            return self.delegate(workflow, said, via);
        }
        let none = BTreeSet::new();
        let roles = self.roles.get(workflow).unwrap_or(&none);
        let only = || match (roles.len(), roles.first()) {
            (1, Some(only)) => Ok(only.clone()),
            (0, _) => Err(Nobody::Forbidden(Forbidden::Act(workflow.clone()))),
            _ => Err(Nobody::Unsaid(Unsaid::Role)),
        };
        let capacity = match said.role {
            Some(role) => Name::from(role),
            None => only()?,
        };
        if !roles.contains(&capacity) {
            return Err(Nobody::Forbidden(Forbidden::Role {
                role: capacity,
                workflow: workflow.clone(),
                known: roles.iter().cloned().collect(),
            }));
        }
        let actor = self.actor(said.actor)?;
        let granted = BTreeSet::from([capacity.clone()]);
        Ok(self.somebody(actor, Some(capacity), granted, said, via))
    }

    /// Who acts for another.
    fn delegate(&self, workflow: &Name, said: Said<'_>, via: Name) -> Result<Who, Nobody> {
        let Some(roles) = self.roles.get(workflow) else {
            return Err(Nobody::Forbidden(Forbidden::Behalf(workflow.clone())));
        };
        let actor = self.actor(said.actor)?;
        let role = said.role.map(Name::from);
        let granted = role.iter().filter(|role| roles.contains(*role)).cloned();
        let granted = granted.collect();
        Ok(self.somebody(actor, role, granted, said, via))
    }

    /// Who looks at a case of this workflow: whatever is not said is open.
    ///
    /// # Errors
    /// The principal may not act so.
    pub fn looker(&self, workflow: &Name, said: Said<'_>, via: Name) -> Result<Who, Nobody> {
        let nobody = || Name::from("–");
        if said.role.is_some() || said.on_behalf_of.is_some() {
            return match self.who(workflow, said, via.clone()) {
                Err(Nobody::Unsaid(_)) => {
                    let role = said.role.map(Name::from);
                    let granted = role.iter().cloned().collect();
                    Ok(self.somebody(nobody(), role, granted, said, via))
                }
                other => other,
            };
        }
        let actor = match self.actor(said.actor) {
            Err(Nobody::Unsaid(_)) => nobody(),
            other => other?,
        };
        let granted = self.roles.get(workflow).cloned().unwrap_or_default();
        Ok(self.somebody(actor, None, granted, said, via))
    }

    /// A person with what the principal carries: nobody claims more than that.
    pub(super) fn somebody(
        &self,
        actor: Name,
        capacity: Option<Name>,
        granted: BTreeSet<Name>,
        said: Said<'_>,
        via: Name,
    ) -> Who {
        Who {
            actor,
            capacity,
            granted,
            claims: self.claims.clone(),
            on_behalf_of: said.on_behalf_of.map(Name::from),
            via,
        }
    }

    /// That the clock's debts may be taken and messages delivered.
    ///
    /// # Errors
    /// They may not.
    pub const fn may_operate(&self) -> Result<(), Forbidden> {
        if self.operates {
            Ok(())
        } else {
            Err(Forbidden::Operate)
        }
    }

    pub(super) fn actor(&self, actor: Option<&str>) -> Result<Name, Nobody> {
        let Actors { named, beginning } = &self.actors;
        match actor {
            Some(actor) => {
                let named = named.contains(actor);
                if named
                    || beginning.iter().any(|start| actor.starts_with(&**start)) && is_actor(actor)
                {
                    Ok(actor.into())
                } else {
                    Err(Nobody::Forbidden(Forbidden::Actor(actor.into())))
                }
            }
            None => match (named.len(), named.first(), beginning.is_empty()) {
                (1, Some(only), true) => Ok(only.clone()),
                _ => Err(Nobody::Unsaid(Unsaid::Actor)),
            },
        }
    }

    /// That cases of a workflow may be read.
    ///
    /// # Errors
    /// They may not.
    pub fn may_read(&self, workflow: &Name) -> Result<(), Forbidden> {
        let named = match &self.reads {
            Reads::All => true,
            Reads::Also(more) => more.contains(workflow),
            Reads::Own => false,
        };
        if named || self.roles.contains_key(workflow) {
            Ok(())
        } else {
            Err(Forbidden::Read(workflow.clone()))
        }
    }
}
