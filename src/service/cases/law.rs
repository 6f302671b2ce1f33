//! Cases that take over what has become of the law that they rest on: a stay, a
//! repeal, a commencement that the texts of the library now name.
//!
//! A stay binds whoever applies the text from the day on which it is ordered. So,
//! unlike another calendar or revision, it is taken over by itself: by the next act
//! in the case, the next message to it, or the next time that the clock would act.
//! Only what the heads of the texts say is taken; words of the law that differ
//! never come to a case in this way.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

use super::revise::Brought;
use super::{Cases, CasesError, Opened};
use crate::audit::hash::content_hash;
use crate::audit::manifest::{self, Manifest};
use crate::engine::Outside;
use crate::engine::law::Law;
use crate::engine::revise::{Passage, owed_before_law, relawed};
use crate::engine::{DecideError, Owed};
use crate::guard::Name;
use crate::library::{Held, Library};
use crate::ordinance::{Act, Text, Texts, Version};
use crate::service::children::manifests;

/// Through what a case takes over the law.
const LAW: &str = "law";

/// What a case runs under once it knows the law as it is now.
#[derive(Debug, Clone)]
pub(in crate::service) struct Newer {
    pub(super) held: Arc<Held>,
    pub(super) manifest: Manifest,
    /// The texts that the store may not have yet.
    pub(super) parts: Vec<Vec<u8>>,
}

/// A case on its way, or what the clock owes of it before it can go.
pub(super) enum Way {
    /// It knows the law as it is now.
    There(Box<Opened>),
    /// So much is owed by the law as it was that this is taken first.
    First(Box<Opened>, Box<Owed>),
}

impl Cases<'_> {
    /// A case with the law as it is now. Nothing is recorded yet.
    ///
    /// # Errors
    /// The store fails, a deadline cannot be counted, or the clock owes more than
    /// one append takes.
    pub(in crate::service) async fn bring_law(
        &self,
        opened: Opened,
        now: Timestamp,
    ) -> Result<Opened, CasesError> {
        match self.way_to_law(opened, now).await? {
            Way::There(opened) => Ok(*opened),
            Way::First(opened, _) => Err(CasesError::Decide(DecideError::ClockOwesMore {
                case: opened.case.id.clone(),
            })),
        }
    }

    /// The same, or what the clock owes first.
    pub(super) async fn way_to_law(
        &self,
        opened: Opened,
        now: Timestamp,
    ) -> Result<Way, CasesError> {
        let newer = self
            .library
            .and_then(|library| self.shared.newer(library, &opened));
        let (Some(newer), Some(library)) = (newer, self.library) else {
            return Ok(Way::There(Box::new(opened)));
        };
        let now = now.max(opened.case.recorded);
        let (_, register) = self.register(&newer.held.workflow).await?;
        let children = manifests(library, now);
        let outside = Outside {
            children: &children,
            register: &register,
        };
        let done = {
            let passage = Passage {
                old: opened.definition(),
                new: newer.held.definition(newer.manifest.hash().0),
            };
            let first = owed_before_law(passage, now, outside, &opened.case)?;
            if first.more {
                return Ok(Way::First(Box::new(opened), Box::new(first)));
            }
            relawed(passage, now, outside, &Name::from(LAW), &opened.case)?
        };
        Ok(Way::There(Box::new(Opened {
            case: done.after,
            head: opened.head,
            held: Arc::clone(&newer.held),
            at: opened.at,
            brought: Some(Arc::new(Brought {
                before: opened.case,
                entries: done.entries,
                newer: Some(newer),
            })),
        })))
    }

    /// Keeps the texts of a newer law, so that an entry can name them.
    pub(super) async fn keep_newer(&self, newer: &Newer) -> Result<(), CasesError> {
        let hash = newer.manifest.hash();
        if self.store.manifest(&hash).await?.is_some() {
            return Ok(());
        }
        for bytes in &newer.parts {
            self.store.put_definition(bytes.clone()).await?;
        }
        let all = newer.manifest.sources().iter().map(|it| it.sha256);
        self.store
            .put_manifest(newer.manifest.bytes().to_vec(), all.collect())
            .await?;
        Ok(())
    }
}

/// What a definition comes to with the heads that the library's texts have, where
/// anything that it rests on is law otherwise than it knows.
pub(super) fn newer(library: &Library, held: &Held) -> Option<Newer> {
    let same = |one: &manifest::Source| -> bool {
        let mut all = acts(&library.texts).filter(|act| act.source.name() == one.name);
        all.next()
            .is_some_and(|act| content_hash(act.source.text().as_bytes()) == one.sha256)
    };
    let texts = held.sources.iter().filter(|one| one.kind == "text");
    if texts.clone().all(same) {
        return None;
    }
    // Each file as it stands in the library, where it has the same words.
    let (mut fresh, mut kept) = (BTreeSet::new(), BTreeSet::new());
    for source in texts {
        let own: Vec<&Act> = acts(&held.texts)
            .filter(|act| act.source.name() == source.name)
            .collect();
        let known: Option<Vec<&Act>> = own.iter().map(|act| known(library, act)).collect();
        match known.as_deref() {
            // All acts of a file come from one file again.
            Some([first, rest @ ..])
                if rest
                    .iter()
                    .all(|act| act.source.name() == first.source.name()) =>
            {
                fresh.insert(first.source.name());
            }
            _ => {
                kept.insert(source.name.as_str());
            }
        }
    }
    // With those by which repealed ones apply still to what had begun before.
    let saving: Vec<&str> = acts(&library.texts)
        .filter(|act| fresh.contains(act.source.name()))
        .filter_map(|act| {
            let saving = act.head.saving.as_ref()?;
            library.texts.resolve(saving, Some(&act.head.id)).ok()
        })
        .flat_map(|found| readings(found.version))
        .map(|act| act.source.name())
        .collect();
    fresh.extend(saving);
    kept.retain(|name| !fresh.contains(name));
    // Everything in these files, as whoever holds them reads it.
    let taken: Vec<Act> = acts(&library.texts)
        .filter(|act| fresh.contains(act.source.name()))
        .chain(acts(&held.texts).filter(|act| kept.contains(act.source.name())))
        .cloned()
        .collect();
    let mut sources: Vec<manifest::Source> = held
        .sources
        .iter()
        .filter(|one| one.kind != "text")
        .cloned()
        .collect();
    let mut parts = Vec::new();
    let mut files: BTreeSet<&str> = BTreeSet::new();
    for act in &taken {
        if files.insert(act.source.name()) {
            let bytes = act.source.text().as_bytes();
            sources.push(manifest::Source {
                kind: "text".to_owned(),
                name: act.source.name().to_owned(),
                sha256: content_hash(bytes),
            });
            parts.push(bytes.to_vec());
        }
    }
    sources.sort_by(|a, b| (&a.kind, &a.name).cmp(&(&b.kind, &b.name)));
    let manifest = Manifest::new(sources.clone()).ok()?;
    let (texts, _) = Texts::new(taken);
    let newer = held.with_texts(texts, sources);
    if !Law::differ(held.law(), newer.law()) {
        return None;
    }
    Some(Newer {
        held: Arc::new(newer),
        manifest,
        parts,
    })
}

fn acts(texts: &Texts) -> impl Iterator<Item = &Act> {
    texts.iter().flat_map(Text::versions).flat_map(readings)
}

fn readings(version: &Version) -> impl Iterator<Item = &Act> {
    std::iter::once(version.main()).chain(version.other())
}

/// The act of the library that has the same words, whatever its head says of when
/// they are law.
fn known<'l>(library: &'l Library, act: &Act) -> Option<&'l Act> {
    acts(&library.texts).find(|one| same_reading(one, act) && same_words(one, act))
}

fn same_reading(one: &Act, other: &Act) -> bool {
    let of = |act: &Act| {
        let head = &act.head;
        (head.id.clone(), head.promulgated, head.number.clone())
    };
    of(one) == of(other) && one.head.language == other.head.language
}

fn same_words(one: &Act, other: &Act) -> bool {
    let (these, those) = (&one.provisions, &other.provisions);
    these.len() == those.len()
        && these.iter().zip(those).all(|(this, that)| {
            this.path == that.path
                && this.heading == that.heading
                && this.fingerprint == that.fingerprint
        })
}
