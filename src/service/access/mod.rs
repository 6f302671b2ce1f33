//! Who calls a service: API keys, the principals that they stand for, and as
//! whom each principal may act.
//!
//! A key proves that a caller is a principal. The file of principals says as
//! which persons, and in which roles of which workflows, a principal acts.
//! Whether such an act is lawful is for the engine to decide.

mod error;
mod grant;
mod key;
mod keys;
mod principals;
mod scope;
mod table;

use std::path::Path;

pub use error::AccessError;
pub use grant::{Actors, Forbidden, Grant, Nobody, Reads, Said, Unsaid};
pub use key::{ApiKey, KeyId, NewKey, mint, same};
pub use keys::KeysFile;
pub use principals::{Principals, is_principal};
pub use scope::{Scope, Stages};

use crate::audit::hash::content_hash;
use crate::diagnostic::Finding;
use crate::guard::Name;
use crate::library::Library;

/// The keys and the principals, as they stood when they were read.
#[derive(Debug, Clone, Default)]
pub struct Access {
    keys: Vec<ApiKey>,
    principals: Principals,
}

/// A caller whose key was known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The principal that the key stands for.
    pub principal: Name,
    /// The key.
    pub key: KeyId,
}

impl Caller {
    /// What stands on the trail: the principal, and which of its keys was used.
    pub fn via(&self) -> Name {
        format!("{}/{}", self.principal, self.key).into()
    }
}

impl Access {
    /// Reads both files. What is odd in them and does no harm is found too.
    ///
    /// # Errors
    /// One of them cannot be used.
    pub fn read(
        keys: &KeysFile,
        principals: &Path,
        library: &Library,
    ) -> Result<(Access, Vec<Finding>), AccessError> {
        let keys = keys.read()?;
        let (principals, findings) = Principals::read(principals, library)?;
        Ok((Access { keys, principals }, findings))
    }

    /// The caller who holds this key. Neither an unknown nor a revoked key has
    /// one, and the time that this takes does not tell how near a guess was.
    pub fn caller(&self, token: &str) -> Option<Caller> {
        let (id, secret) = key::parts(token)?;
        let digest = content_hash(secret);
        let known = self.keys.iter().find(|known| *known.id == *id)?;
        (same(&known.sha256, &digest.0) && known.revoked.is_none()).then(|| Caller {
            principal: known.principal.clone(),
            key: known.id.clone(),
        })
    }

    /// What the principal of a caller may do.
    pub fn grant(&self, caller: &Caller) -> Option<&Grant> {
        self.principals.get(&caller.principal)
    }
}
