//! A trail written by somebody who has the key: every hash and signature fits,
//! whatever the entries say.

use std::collections::BTreeMap;

use jorye::audit::hash::content_hash;
use jorye::audit::{
    Against, Genesis, Hash, Header, Manifest, Report, SaltSeed, SecretKey, Source, Verifier,
    Writer, first_link, seal, write_openings,
};
use jorye::engine::{CaseId, Entry};
use jorye::library::Procedure;
use jorye::service::{Redecider, feed};

const LOG: &str = "example.org/forged";

/// A log under one procedure.
pub struct Forged {
    pub procedure: Procedure,
    leaves: Vec<(Vec<u8>, Vec<u8>)>,
    heads: BTreeMap<CaseId, Hash>,
}

impl Forged {
    /// A log with nothing in it.
    pub fn of(procedure: Procedure) -> Forged {
        let key = SecretKey::from_random(LOG, &[9; 32]).unwrap();
        let created = "2020-01-01T00:00:00Z".parse().unwrap();
        let genesis = Genesis {
            key: key.public().clone(),
            created,
        };
        Forged {
            procedure,
            leaves: vec![(genesis.to_bytes().unwrap(), b"[]".to_vec())],
            heads: BTreeMap::new(),
        }
    }

    /// Puts other words into a definition that the log is to hold.
    pub fn define(&mut self, name: &str, from: &str, to: &str) {
        let mut all = self.procedure.definitions.iter_mut();
        let one = all.find(|one| one.name == name).unwrap();
        let text = String::from_utf8(one.bytes.clone()).unwrap();
        assert!(text.contains(from));
        one.bytes = text.replace(from, to).into_bytes();
    }

    /// The manifest of what the log holds.
    pub fn manifest(&self) -> Manifest {
        let sources = self.procedure.definitions.iter().map(|one| Source {
            kind: one.kind.to_owned(),
            name: one.name.clone(),
            sha256: content_hash(&one.bytes),
        });
        Manifest::new(sources.collect()).unwrap()
    }

    /// Writes an entry, as if it had been decided under what the log holds.
    pub fn write(&mut self, mut entry: Entry) {
        entry.manifest = self.manifest().hash().0;
        let first = first_link(LOG, &entry.case);
        let previous = self.heads.get(&entry.case).copied().unwrap_or(first);
        let seed = SaltSeed::new([self.leaves.len() as u8; 32]);
        let sealed = seal(LOG, &entry, &previous, &seed).unwrap();
        self.heads.insert(entry.case, sealed.hash);
        self.leaves
            .push((sealed.bytes, write_openings(&sealed.openings)));
    }

    /// Takes the values of the last entry away, as an erasure does.
    pub fn erase(&mut self) {
        self.leaves.last_mut().unwrap().1 = b"[]".to_vec();
    }

    /// The exported file.
    pub fn export(&self) -> Vec<u8> {
        let definitions: BTreeMap<Hash, &Vec<u8>> = self
            .procedure
            .definitions
            .iter()
            .map(|one| (content_hash(&one.bytes), &one.bytes))
            .collect();
        let header = Header {
            log: LOG.to_owned(),
            definitions: definitions.len() as u64,
            manifests: 1,
            size: self.leaves.len() as u64,
        };
        let mut out = Vec::new();
        let mut writer = Writer::start(&header, &mut out).unwrap();
        for bytes in definitions.values() {
            writer.definition(bytes, &mut out).unwrap();
        }
        writer.manifest(self.manifest().bytes(), &mut out).unwrap();
        for (entry, openings) in &self.leaves {
            writer.leaf(entry, openings, &mut out).unwrap();
        }
        writer.finish().unwrap();
        out
    }

    /// Verifies it without deciding anything again.
    pub fn verified(&self) -> Report {
        let mut verifier = Verifier::new(Against::default());
        feed(&mut verifier, &mut self.export().as_slice()).unwrap();
        verifier.finish()
    }

    /// Verifies it, and decides every entry again.
    pub fn redecided(&self) -> Report {
        let again = Box::new(Redecider::default());
        let mut verifier = Verifier::new(Against::default()).redeciding(again);
        feed(&mut verifier, &mut self.export().as_slice()).unwrap();
        verifier.finish()
    }
}
