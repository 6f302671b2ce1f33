//! Verifying an export: every byte, as `docs/audit.md` says.
//!
//! The [`Verifier`] is fed the file in pieces of any size and holds, besides one
//! line, only the hashes of definitions and manifests and one state for each case.
//! What is known from outside (a checkpoint that was published, the log's key) goes
//! into [`Against`]; the [`Report`] says what is wrong, and what could not be
//! checked without it.
//!
//! ```
//! use jorye::audit::{Against, Header, SecretKey, Verifier, Writer};
//! # use jorye::audit::entry::Genesis;
//! # let key = SecretKey::from_random("example.org/lending", &[9; 32])?;
//! # let genesis = Genesis { key: key.public().clone(), created: "2026-03-02T00:00:00Z".parse()? };
//!
//! // A log with nothing in it but its first leaf.
//! let header = Header { log: genesis.log().into(), definitions: 0, manifests: 0, size: 1 };
//! let mut file = Vec::new();
//! let mut writer = Writer::start(&header, &mut file)?;
//! writer.leaf(&genesis.to_bytes()?, b"[]", &mut file)?;
//! writer.finish()?;
//!
//! let verified = |file: &[u8]| {
//!     let mut verifier = Verifier::new(Against { key: Some(key.public().clone()), ..Against::default() });
//!     file.chunks(7).for_each(|piece| verifier.feed(piece));
//!     verifier.finish().holds()
//! };
//! assert!(verified(&file));
//! // One byte is enough.
//! file[20] ^= 1;
//! assert!(!verified(&file));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod erasures;
mod error;
mod examine;
mod finish;
mod line;
mod links;
mod listen;
mod own;
mod redecide;
mod report;
mod witnessed;

pub use erasures::ErasureSeen;
pub use error::{Group, TrailError};
pub use examine::{Examined, examine, examine_lines};
pub use listen::Listen;
pub use redecide::{Again, Redecide, Redecided};
pub use report::{Checked, Fault, MAX_FAULTS, NotChecked, Report};
pub use witnessed::{Witnessed, witnesses_of};

use super::checkpoint::{Checkpoint, Head};
use super::entry::{EntryError, Genesis, Unsealed};
use super::export::{Header, MAX_LINE};
use super::hash::{Hash, first_link};
use super::manifest::Manifest;
use super::merkle::Frontier;
use super::note::{PublicKey, WitnessKey};
use super::own::{Adoptions, Keys, OwnHead};
use crate::engine::{Case, CaseId, Content, apply};
use examine::{Body, Leaf, Said, end_of_line};
use jiff::Timestamp;
use line::read_header;
use std::collections::BTreeMap;

/// What an export is compared with.
#[derive(Debug, Clone)]
pub struct Against {
    /// Checkpoints kept or published outside the log.
    pub checkpoints: Vec<Checkpoint>,
    /// The log's key as it is known from outside.
    pub key: Option<PublicKey>,
    /// Whether to rebuild every case. It takes the memory of all cases.
    pub rebuild: bool,
    /// The witnesses whose cosignatures are looked for on the checkpoints.
    pub witnesses: Vec<WitnessKey>,
    /// How many of them must have cosigned the largest checkpoint.
    pub witnesses_needed: Option<u64>,
}

impl Default for Against {
    fn default() -> Self {
        Against {
            checkpoints: Vec::new(),
            key: None,
            rebuild: true,
            witnesses: Vec::new(),
            witnesses_needed: None,
        }
    }
}

/// Reads an export and finds what is wrong with it.
#[derive(Debug)]
pub struct Verifier {
    against: Against,
    /// The start of a line whose end has not come yet.
    pending: Vec<u8>,
    lines: u64,
    header: Option<Header>,
    /// Nothing more can be told: the header is missing or a line never ends.
    stopped: bool,
    group: Group,
    last: Option<Hash>,
    /// Whether something draws on it, by hash.
    definitions: BTreeMap<Hash, bool>,
    manifests: BTreeMap<Hash, bool>,
    found: [u64; 3],
    keys: Option<Keys>,
    genesis_line: Option<u64>,
    own_head: Option<OwnHead>,
    own_entries: u64,
    adoptions: Adoptions,
    cases: BTreeMap<CaseId, Track>,
    links: links::Links,
    entries: u64,
    values: u64,
    closed: u64,
    erasures: erasures::Erasures,
    tree: Frontier,
    /// The root at each size that a checkpoint speaks of.
    roots: BTreeMap<u64, Option<Hash>>,
    faults: Vec<Fault>,
    more_faults: u64,
    /// What decides entries again, and what came of it.
    redecide: Option<(Box<dyn Redecide>, Redecided)>,
    listener: Option<Box<dyn Listen>>,
}

/// Where a case stands.
#[derive(Debug)]
struct Track {
    seq: u64,
    hash: Hash,
    recorded: Timestamp,
    /// The case as its entries make it; nothing once one did not fit.
    case: Option<Case>,
}

impl Verifier {
    /// Begins.
    pub fn new(against: Against) -> Self {
        let tree = Frontier::default();
        let mut roots: BTreeMap<u64, Option<Hash>> = against
            .checkpoints
            .iter()
            .map(|checkpoint| (checkpoint.head().size, None))
            .collect();
        if let Some(empty) = roots.get_mut(&0) {
            *empty = Some(tree.root());
        }
        Verifier {
            against,
            pending: Vec::new(),
            lines: 0,
            header: None,
            stopped: false,
            group: Group::Definitions,
            last: None,
            definitions: BTreeMap::new(),
            manifests: BTreeMap::new(),
            found: [0; 3],
            keys: None,
            genesis_line: None,
            own_head: None,
            own_entries: 0,
            adoptions: Adoptions::default(),
            cases: BTreeMap::new(),
            links: links::Links::default(),
            entries: 0,
            values: 0,
            closed: 0,
            erasures: erasures::Erasures::default(),
            tree,
            roots,
            faults: Vec::new(),
            more_faults: 0,
            redecide: None,
            listener: None,
        }
    }

    /// Decides every entry again as well. It needs the cases to be rebuilt, and
    /// nothing to have been fed yet.
    #[must_use]
    pub fn redeciding(mut self, with: Box<dyn Redecide>) -> Self {
        self.against.rebuild = true;
        self.redecide = Some((with, Redecided::default()));
        self
    }

    /// Lets somebody listen to what is read. Nothing must have been fed yet.
    #[must_use]
    pub fn telling(mut self, listener: Box<dyn Listen>) -> Self {
        self.listener = Some(listener);
        self
    }

    /// Takes the next bytes of the file, as many as there are.
    pub fn feed(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !self.stopped && !rest.is_empty() {
            let end = end_of_line(rest);
            let (piece, after) = rest.split_at(end.unwrap_or(rest.len()));
            if self.pending.len() + piece.len() > MAX_LINE {
                self.lines += 1;
                self.fault(TrailError::TooLong);
                self.stopped = true;
                return;
            }
            match after.split_first() {
                Some((_, after)) => {
                    if self.pending.is_empty() {
                        self.line(piece);
                    } else {
                        let mut line = std::mem::take(&mut self.pending);
                        line.extend_from_slice(piece);
                        self.line(&line);
                        line.clear();
                        self.pending = line;
                    }
                    rest = after;
                }
                None => {
                    self.pending.extend_from_slice(piece);
                    return;
                }
            }
        }
    }

    fn line(&mut self, line: &[u8]) {
        if self.header.is_some() {
            return self.take(examine(line));
        }
        self.lines = self.lines.saturating_add(1);
        match read_header(line) {
            Ok(header) => self.header = Some(header),
            // Whatever else is wrong with the first line, this is no trail.
            Err(error) => {
                self.fault(match error {
                    TrailError::Empty => error,
                    _ => TrailError::Header,
                });
                self.stopped = true;
            }
        }
    }

    /// Takes the next line, which was examined elsewhere: as good as to feed it,
    /// once the first line was fed and nothing of another one is pending.
    pub fn take(&mut self, line: Examined) {
        if self.stopped {
            return;
        }
        self.lines = self.lines.saturating_add(1);
        match line.0 {
            Ok(Said::Definition(hash, bytes)) => self.definition(hash, bytes),
            Ok(Said::Manifest(hash, manifest)) => self.manifest(hash, manifest),
            Ok(Said::Leaf(leaf)) => self.leaf(*leaf),
            Err(error) => {
                self.stopped = error == TrailError::TooLong;
                self.fault(error);
            }
        }
    }

    /// Groups come one after the other, and a group's hashes ascend.
    fn enter(&mut self, group: Group, hash: Option<Hash>) {
        if group != self.group {
            self.last = None;
        }
        if group < self.group || (hash.is_some() && self.last >= hash) {
            self.fault(TrailError::Order);
        }
        self.group = group;
        self.last = hash;
        if let Some(count) = self.found.get_mut(group as usize) {
            *count = count.saturating_add(1);
        }
    }

    fn definition(&mut self, hash: Hash, bytes: Vec<u8>) {
        self.enter(Group::Definitions, Some(hash));
        self.definitions.insert(hash, false);
        if let Some(listener) = &mut self.listener {
            listener.definition(hash, &bytes);
        }
        if let Some((redecide, _)) = &mut self.redecide {
            redecide.definition(hash, bytes);
        }
    }

    fn manifest(&mut self, hash: Hash, manifest: Manifest) {
        self.enter(Group::Manifests, Some(hash));
        for source in manifest.sources() {
            match self.definitions.get_mut(&source.sha256) {
                Some(used) => *used = true,
                None => self.fault(TrailError::Absent {
                    hash: source.sha256,
                }),
            }
        }
        self.manifests.insert(hash, false);
        if let Some(listener) = &mut self.listener {
            listener.manifest(hash, &manifest);
        }
        if let Some((redecide, _)) = &mut self.redecide {
            redecide.manifest(hash, manifest);
        }
    }

    fn leaf(&mut self, leaf: Leaf) {
        self.enter(Group::Leaves, None);
        let hash = leaf.hash;
        if self.tree.size() == 0 {
            self.genesis(leaf.genesis);
        } else {
            match leaf.body {
                Body::OfCase(opened) => self.entry(opened, leaf.openings, hash),
                Body::Own(read) => self.own(read, hash),
            }
        }
        self.tree.append(hash);
        let size = self.tree.size();
        if let Some(root) = self.roots.get_mut(&size) {
            *root = Some(self.tree.root());
        }
    }

    fn genesis(&mut self, genesis: Option<Genesis>) {
        let log = self.header.as_ref().map(|header| header.log.as_str());
        match genesis {
            Some(genesis) if log == Some(genesis.log()) => {
                self.keys = Some(Keys::of(genesis.key));
                self.genesis_line = Some(self.lines);
            }
            _ => self.leaf_fault(TrailError::Genesis, None),
        }
    }

    fn entry(&mut self, opened: Result<Box<Unsealed>, EntryError>, openings: usize, hash: Hash) {
        let unsealed = match opened {
            Ok(unsealed) => unsealed,
            Err(error) => return self.leaf_fault(TrailError::Entry(error), None),
        };
        let entry = &unsealed.entry;
        let name = (entry.case.clone(), entry.seq);
        let closed = unsealed.erased.len() as u64;
        self.entries = self.entries.saturating_add(1);
        self.closed = self.closed.saturating_add(closed);
        self.values = self.values.saturating_add(openings as u64);

        let log = self.header.as_ref().map_or("", |header| &header.log);
        let track = self.cases.get_mut(&entry.case);
        // Nothing is known of a case that did not fit, and there is none yet of
        // a new one.
        let (last, expected, earlier, before) = match track {
            Some(track) => {
                let before = track.case.take().map(Some);
                (track.seq, track.hash, track.recorded, before)
            }
            None => {
                let first = first_link(log, &entry.case);
                (0, first, Timestamp::MIN, Some(None))
            }
        };
        let mut errors = Vec::new();
        if unsealed.log != log {
            errors.push(TrailError::Log {
                found: unsealed.log.clone(),
            });
        }
        if last.checked_add(1) != Some(entry.seq) {
            errors.push(TrailError::Sequence {
                last,
                found: entry.seq,
            });
        } else if unsealed.previous != expected {
            errors.push(TrailError::Chain);
        }
        if entry.recorded < earlier {
            errors.push(TrailError::Time);
        }
        let manifest = Hash(entry.manifest);
        match self.manifests.get_mut(&manifest) {
            Some(used) => *used = true,
            None => errors.push(TrailError::Absent { hash: manifest }),
        }
        // What a case leaves is in the file too: it was decided on both.
        let leaves = match &entry.content {
            Content::Moved(moved) => Some(Hash(moved.leaves)),
            Content::Recounted { leaves, .. } => Some(Hash(*leaves)),
            _ => None,
        };
        if let Some(hash) = leaves.filter(|hash| !self.manifests.contains_key(hash)) {
            errors.push(TrailError::Absent { hash });
        }
        let links = self.links.entry(entry, hash);
        errors.extend(self.erasures.entry(entry, hash, unsealed.erased.clone()));
        let again = match (&mut self.redecide, &before) {
            (Some((redecide, _)), Some(before)) if errors.is_empty() => {
                Some(redecide.entry(before.as_ref(), &unsealed, hash))
            }
            _ => None,
        };
        let otherwise = self.count_again(again);
        if let Some(listener) = &mut self.listener
            && errors.is_empty()
        {
            listener.entry(entry, hash, self.tree.size());
        }
        // What follows a fault in a case cannot be rebuilt from it.
        let case = match before {
            Some(before) if errors.is_empty() && self.against.rebuild => {
                match apply(before, entry) {
                    Ok(case) => Some(case),
                    Err(error) => {
                        errors.push(TrailError::Rebuild(error));
                        None
                    }
                }
            }
            _ => None,
        };
        for error in errors.into_iter().chain(links).chain(otherwise) {
            self.leaf_fault(error, Some(name.clone()));
        }
        let track = Track {
            seq: entry.seq,
            hash,
            recorded: entry.recorded,
            case,
        };
        match self.cases.get_mut(&entry.case) {
            Some(known) => *known = track,
            None => {
                self.cases.insert(name.0, track);
            }
        }
    }

    /// Ends the file and tells what was found.
    pub fn finish(mut self) -> Report {
        if !self.pending.is_empty() && !self.stopped {
            self.lines = self.lines.saturating_add(1);
            self.fault(if self.header.is_some() {
                TrailError::Cut
            } else {
                TrailError::Header
            });
        }
        match self.header.clone() {
            Some(header) => {
                self.check_counts(&header);
                self.check_use();
            }
            None if self.faults.is_empty() => self.fault_of_file(TrailError::Empty),
            None => {}
        }
        let given = !self.against.checkpoints.is_empty();
        self.check_key();
        let good = self.check_checkpoints();
        let named = !self.against.witnesses.is_empty();
        let witnessed = self.check_witnesses(&good);
        let mut checkpoints: Vec<u64> = good.iter().map(|one| one.head().size).collect();
        checkpoints.sort_unstable();
        let (mut checked, mut not_checked) = self.scope(&checkpoints, given);
        if named {
            self.tell_witnesses(&witnessed, &mut checked, &mut not_checked);
        }
        Report {
            keys: self
                .keys
                .iter()
                .flat_map(Keys::all)
                .map(PublicKey::to_string)
                .collect(),
            own: self.own_entries,
            lines: self.lines,
            entries: self.entries,
            cases: self.cases.len() as u64,
            definitions: self.definitions.len() as u64,
            manifests: self.manifests.len() as u64,
            values: self.values,
            closed: self.closed,
            erasures: self.erasures.into_told(),
            checkpoints: checkpoints.len() as u64,
            witnessed,
            head: Head {
                origin: self
                    .header
                    .as_ref()
                    .map_or_else(String::new, |header| header.log.clone()),
                size: self.tree.size(),
                root: self.tree.root(),
            },
            log: self.header.map(|header| header.log),
            checked,
            not_checked,
            faults: self.faults,
            more_faults: self.more_faults,
            redecided: self.redecide.map(|(_, redecided)| redecided),
        }
    }

    /// A fault of the current line.
    fn fault(&mut self, error: TrailError) {
        self.push(Fault {
            line: Some(self.lines),
            index: None,
            entry: None,
            error,
        });
    }

    /// A fault of the current leaf.
    fn leaf_fault(&mut self, error: TrailError, entry: Option<(CaseId, u64)>) {
        self.push(Fault {
            line: Some(self.lines),
            index: Some(self.tree.size()),
            entry,
            error,
        });
    }

    /// A fault of the whole file, or of a checkpoint.
    fn fault_of_file(&mut self, error: TrailError) {
        self.push(Fault {
            line: None,
            index: None,
            entry: None,
            error,
        });
    }

    fn push(&mut self, fault: Fault) {
        if self.faults.len() < MAX_FAULTS {
            self.faults.push(fault);
        } else {
            self.more_faults = self.more_faults.saturating_add(1);
        }
    }
}

#[cfg(test)]
mod tests;
