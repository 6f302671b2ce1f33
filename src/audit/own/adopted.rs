//! Adoption: what a procedure has gone through before cases are opened under it.

use super::{By, OwnContent, OwnEntry, OwnHead, text, wrong};
use crate::audit::canonical::{Count, Json, Members, Tree};
use crate::audit::entry::{EntryError, SealError};
use crate::audit::hash::Hash;
use crate::audit::note::{PublicKey, SecretKey};
use crate::diagnostic::Bilingual;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

pub(super) const KIND: &str = "adopted";

/// How many members the kind has of its own.
pub(super) const MEMBERS: usize = 7;

/// What a person signs begins so.
const TAG: &[u8] = b"jorye/v1/adopted\n";

/// A stage on the way of a procedure to its adoption, and after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// It is proposed.
    Draft,
    /// It was checked, without an error.
    Checked,
    /// Lawyers have read it against the law.
    LegallyReviewed,
    /// Whoever may has adopted it: cases are opened under it.
    Adopted,
    /// No new case is opened for now.
    Suspended,
    /// No new case is opened any more.
    Repealed,
}

impl Stage {
    /// All of them.
    pub const ALL: [Stage; 6] = [
        Stage::Draft,
        Stage::Checked,
        Stage::LegallyReviewed,
        Stage::Adopted,
        Stage::Suspended,
        Stage::Repealed,
    ];

    /// Its word on the trail.
    pub const fn as_str(self) -> &'static str {
        match self {
            Stage::Draft => "draft",
            Stage::Checked => "checked",
            Stage::LegallyReviewed => "legally_reviewed",
            Stage::Adopted => "adopted",
            Stage::Suspended => "suspended",
            Stage::Repealed => "repealed",
        }
    }

    /// Its name.
    pub fn title(self) -> Bilingual {
        let (ko, en) = match self {
            Stage::Draft => ("초안", "draft"),
            Stage::Checked => ("점검 마침", "checked"),
            Stage::LegallyReviewed => ("법제 심사 마침", "legally reviewed"),
            Stage::Adopted => ("채택", "adopted"),
            Stage::Suspended => ("정지", "suspended"),
            Stage::Repealed => ("폐지", "repealed"),
        };
        Bilingual::new(ko, en)
    }

    /// Whether it may follow another: each after the one before it; back to the draft
    /// from anywhere but what is adopted or suspended; a suspension may be lifted.
    pub const fn follows(self, before: Option<Stage>) -> bool {
        use Stage::{Adopted, Checked, Draft, LegallyReviewed, Repealed, Suspended};
        matches!(
            (before, self),
            (
                None | Some(Draft | Checked | LegallyReviewed | Repealed),
                Draft
            ) | (Some(Draft), Checked)
                | (Some(Checked), LegallyReviewed)
                | (Some(LegallyReviewed | Suspended), Adopted)
                | (Some(Adopted), Suspended | Repealed)
                | (Some(Suspended), Repealed)
        )
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Stage {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut all = Stage::ALL.into_iter();
        all.find(|stage| stage.as_str() == text).ok_or(())
    }
}

/// A procedure has reached a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adopted {
    /// The stage.
    pub stage: Stage,
    /// The workflow.
    pub workflow: String,
    /// Its revision.
    pub revision: u32,
    /// The content hash of the manifest: its definition and everything it draws on.
    pub manifest: Hash,
    /// The content hash of what the check said of it, as canonical JSON.
    pub report: Hash,
    /// On what it rests: a provision, a decision, its number.
    pub basis: String,
    /// The signature of a person over the rest, with their key.
    pub signature: Option<(PublicKey, [u8; 64])>,
}

impl OwnEntry {
    /// The entry by which a procedure reaches a stage, signed by a person if their key
    /// is given.
    ///
    /// # Errors
    /// The entry has no canonical form.
    pub fn adoption(
        log: &str,
        head: &OwnHead,
        by: By,
        adopted: Adopted,
        signer: Option<&SecretKey>,
    ) -> Result<OwnEntry, SealError> {
        let mut entry = OwnEntry::next(log, head, by, OwnContent::Adopted(Box::new(adopted)));
        if let Some(signer) = signer {
            let message = entry.without_signature()?;
            if let OwnContent::Adopted(adopted) = &mut entry.content {
                adopted.signature = Some((signer.public().clone(), signer.sign(&message)));
            }
        }
        Ok(entry)
    }

    /// What a person signs: the entry without the signature.
    fn without_signature(&self) -> Result<Vec<u8>, SealError> {
        let mut members = self.bare()?;
        if let OwnContent::Adopted(adopted) = &self.content {
            adopted.write_bare(&mut members);
        }
        Ok([TAG, &Tree::Object(members).to_bytes()].concat())
    }

    /// Whether the signature of the person holds, where there is one.
    pub fn is_signed_as_it_says(&self) -> bool {
        let OwnContent::Adopted(adopted) = &self.content else {
            return true;
        };
        let Some((key, signature)) = &adopted.signature else {
            return true;
        };
        self.without_signature()
            .is_ok_and(|message| key.verifies(&message, signature))
    }
}

impl Adopted {
    fn write_bare(&self, members: &mut Members<'static>) {
        for (key, value) in [
            ("basis", Json::text(&*self.basis)),
            ("manifest", Json::text(self.manifest.to_string())),
            ("report", Json::text(self.report.to_string())),
            ("revision", Json::Count(Count::from(self.revision))),
            ("stage", Json::text(self.stage.as_str())),
            ("workflow", Json::text(&*self.workflow)),
        ] {
            members.insert(key.to_owned(), value);
        }
    }

    pub(super) fn write(&self, members: &mut Members<'static>) {
        self.write_bare(members);
        let signature = self.signature.as_ref().map_or(Json::Null, |(key, bytes)| {
            Json::object([
                ("key", Json::text(key.to_string())),
                ("signature", Json::text(BASE64.encode(bytes))),
            ])
        });
        members.insert("signature".to_owned(), signature);
    }

    pub(super) fn read(members: &Members<'_>) -> Result<Adopted, EntryError> {
        let hash = |key: &str| {
            text(members, key)?
                .parse()
                .map_err(|_| wrong(&format!("/{key}")))
        };
        let signature = match members.get("signature") {
            Some(Tree::Null) => None,
            Some(Tree::Object(one)) if one.len() == 2 => Some((
                text(one, "key")?.parse().map_err(|_| wrong("/signature"))?,
                BASE64
                    .decode(text(one, "signature")?)
                    .ok()
                    .and_then(|bytes| bytes.try_into().ok())
                    .ok_or_else(|| wrong("/signature"))?,
            )),
            _ => return Err(wrong("/signature")),
        };
        let revision = members.get("revision").and_then(Tree::as_count);
        Ok(Adopted {
            stage: text(members, "stage")?
                .parse()
                .map_err(|()| wrong("/stage"))?,
            workflow: text(members, "workflow")?.to_owned(),
            revision: revision
                .and_then(|revision| u32::try_from(revision).ok())
                .ok_or_else(|| wrong("/revision"))?,
            manifest: hash("manifest")?,
            report: hash("report")?,
            basis: text(members, "basis")?.to_owned(),
            signature,
        })
    }
}

/// Where the procedures of a log stand: each with what it draws on, since another
/// manifest is another procedure, which begins at the draft.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Adoptions {
    standing: BTreeMap<(String, Hash), Stage>,
}

/// A stage that does not follow the one before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutOfOrder {
    /// The workflow.
    pub workflow: String,
    /// Where it stands, if anywhere.
    pub before: Option<Stage>,
    /// The stage that it cannot reach from there.
    pub stage: Stage,
}

impl Adoptions {
    /// Takes an entry of the log itself; what is no adoption changes nothing.
    ///
    /// # Errors
    /// The stage does not follow. It is taken all the same.
    pub fn take(&mut self, entry: &OwnEntry) -> Result<(), OutOfOrder> {
        let OwnContent::Adopted(adopted) = &entry.content else {
            return Ok(());
        };
        let (workflow, stage) = (&adopted.workflow, adopted.stage);
        let allowed = self.allows(workflow, &adopted.manifest, stage);
        if stage == Stage::Adopted {
            // One text of a procedure is in force at a time.
            self.standing.retain(|(known, _), before| {
                known != workflow || !matches!(before, Stage::Adopted | Stage::Suspended)
            });
        }
        let key = (workflow.clone(), adopted.manifest);
        self.standing.insert(key, stage);
        allowed
    }

    /// Whether a procedure can reach a stage from where it stands.
    ///
    /// # Errors
    /// It cannot.
    pub fn allows(&self, workflow: &str, manifest: &Hash, stage: Stage) -> Result<(), OutOfOrder> {
        let before = self.stage(workflow, manifest);
        if stage.follows(before) {
            return Ok(());
        }
        Err(OutOfOrder {
            workflow: workflow.to_owned(),
            before,
            stage,
        })
    }

    /// Where a procedure stands with this manifest, if anywhere.
    pub fn stage(&self, workflow: &str, manifest: &Hash) -> Option<Stage> {
        self.standing
            .get(&(workflow.to_owned(), *manifest))
            .copied()
    }
}
