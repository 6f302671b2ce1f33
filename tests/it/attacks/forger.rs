//! Somebody who can write the exported trail, knows its format, and mends
//! everything that can be mended: hashes, links, counts, commitments, and with the
//! key also the checkpoint.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use jorye::audit::checkpoint::{Checkpoint, Head};
use jorye::audit::commitment::Opening;
use jorye::audit::merkle::{Frontier, leaf_hash};
use jorye::audit::note::SecretKey;
use jorye::audit::{canonical, content_hash, first_link};
use serde_json::{Value, json};

/// An exported trail, taken apart.
pub struct Forger {
    log: String,
    /// Each with the hash that it had.
    pub definitions: Vec<(String, Vec<u8>)>,
    pub manifests: Vec<(String, Value)>,
    pub leaves: Vec<Value>,
}

fn bytes_of(value: &Value) -> Vec<u8> {
    serde_json_canonicalizer::to_vec(value).unwrap()
}

impl Forger {
    pub fn of(trail: &str) -> Forger {
        let mut lines = trail
            .lines()
            .map(|line| serde_json::from_str(line).unwrap());
        let header: Value = lines.next().unwrap();
        let mut forger = Forger {
            log: header["log"].as_str().unwrap().to_owned(),
            definitions: Vec::new(),
            manifests: Vec::new(),
            leaves: Vec::new(),
        };
        for line in lines {
            let line: Value = line;
            let hash = || line["sha256"].as_str().unwrap().to_owned();
            if let Some(definition) = line.get("definition") {
                let bytes = BASE64.decode(definition.as_str().unwrap()).unwrap();
                forger.definitions.push((hash(), bytes));
            } else if let Some(manifest) = line.get("manifest") {
                forger.manifests.push((hash(), manifest.clone()));
            } else {
                forger.leaves.push(line);
            }
        }
        forger
    }

    /// Where the leaf of an entry stands.
    pub fn at(&self, case: &str, sequence: u64) -> usize {
        self.leaves
            .iter()
            .position(|leaf| leaf["entry"]["case"] == case && leaf["entry"]["sequence"] == sequence)
            .unwrap()
    }

    /// Changes a definition of a kind whose text holds `from`.
    pub fn replace_definition(&mut self, from: &str, to: &str) {
        let (_, bytes) = self
            .definitions
            .iter_mut()
            .find(|(_, bytes)| String::from_utf8_lossy(bytes).contains(from))
            .unwrap_or_else(|| panic!("no definition holds {from}"));
        *bytes = String::from_utf8(bytes.clone())
            .unwrap()
            .replacen(from, to, 1)
            .into_bytes();
    }

    /// The whole file again, with everything mended.
    pub fn mended(&self) -> Vec<u8> {
        let mut new: BTreeMap<String, String> = BTreeMap::new();
        let mut definitions: BTreeMap<String, Value> = BTreeMap::new();
        for (old, bytes) in &self.definitions {
            let hash = content_hash(bytes).to_string();
            let line = json!({ "definition": BASE64.encode(bytes), "sha256": hash });
            definitions.insert(hash.clone(), line);
            new.insert(old.clone(), hash);
        }
        let mut manifests: BTreeMap<String, Value> = BTreeMap::new();
        for (old, manifest) in &self.manifests {
            let mut manifest = manifest.clone();
            for source in manifest["definitions"].as_array_mut().unwrap() {
                let hash = source["sha256"].as_str().unwrap();
                source["sha256"] = json!(new[hash]);
            }
            let hash = content_hash(&bytes_of(&manifest)).to_string();
            let line = json!({ "manifest": manifest, "sha256": hash });
            manifests.insert(hash.clone(), line);
            new.insert(old.clone(), hash);
        }
        let mut leaves = self.leaves.clone();
        let mut last: BTreeMap<String, (u64, String)> = BTreeMap::new();
        for leaf in leaves.iter_mut().skip(1) {
            let entry = &mut leaf["entry"];
            let case = entry["case"].as_str().unwrap().to_owned();
            let first = || (0, first_link(&self.log, &case).to_string());
            let (sequence, previous) = last.get(&case).cloned().unwrap_or_else(first);
            entry["sequence"] = json!(sequence + 1);
            entry["previous"] = json!(previous);
            entry["manifest"] = json!(new[entry["manifest"].as_str().unwrap()]);
            commit(leaf, &case, sequence + 1);
            let hash = leaf_hash(&bytes_of(&leaf["entry"])).to_string();
            last.insert(case, (sequence + 1, hash));
        }
        let used: Vec<&str> = leaves
            .iter()
            .filter_map(|leaf| leaf["entry"]["manifest"].as_str())
            .collect();
        manifests.retain(|hash, _| used.contains(&hash.as_str()));
        let named: Vec<String> = manifests.values().map(Value::to_string).collect();
        definitions.retain(|hash, _| named.iter().any(|one| one.contains(hash.as_str())));
        let header = json!({
            "definitions": definitions.len(),
            "format": 1,
            "kind": "jorye-trail",
            "log": self.log,
            "manifests": manifests.len(),
            "size": leaves.len(),
        });
        let mut out = Vec::new();
        let all = std::iter::once(&header)
            .chain(definitions.values())
            .chain(manifests.values())
            .chain(&leaves);
        for line in all {
            out.extend(bytes_of(line));
            out.push(b'\n');
        }
        out
    }
}

/// Commits every value that stands beside a leaf anew, for its place.
fn commit(leaf: &mut Value, case: &str, sequence: u64) {
    let openings = leaf["openings"].as_array().unwrap().clone();
    for opening in openings {
        let json = canonical::parse(&bytes_of(&opening)).unwrap();
        let hash = Opening::from_json(json).unwrap().commitment(case, sequence);
        let path = opening["path"].as_str().unwrap();
        if let Some(place) = leaf["entry"].pointer_mut(path) {
            *place = json!({ "sealed": hash.to_string() });
        }
    }
}

/// What the key would sign of a trail.
pub fn signed(trail: &[u8], key: &str) -> String {
    let key: SecretKey = key.trim_end().parse().unwrap();
    let mut tree = Frontier::default();
    for line in String::from_utf8(trail.to_vec()).unwrap().lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        if line.get("entry").is_some() {
            tree.append(leaf_hash(&bytes_of(&line["entry"])));
        }
    }
    let head = Head::of(key.public().name(), &tree);
    Checkpoint::sign(head, &key).unwrap().to_text()
}
