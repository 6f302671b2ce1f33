//! Exports: one verdict however the bytes come, and no changed byte of a trail
//! that holds verifies against its checkpoint.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use jorye::audit::canonical::{Count, Json, parse};
use jorye::audit::commitment::parse_openings;
use jorye::audit::hash::{Hash, content_hash, first_link};
use jorye::audit::merkle::leaf_hash;
use jorye::audit::note::SecretKey;
use jorye::audit::{Against, Checkpoint, Report, Verifier};

/// The first two bytes say how the rest is cut and whether it is repaired.
pub fn run(data: &[u8]) {
    let [cut, how, rest @ ..] = data else { return };
    let trail = if how % 2 == 0 {
        rest.to_vec()
    } else {
        repaired(rest)
    };
    let whole = verified(&trail, trail.len(), Vec::new());
    let pieces = verified(&trail, usize::from(*cut) + 1, Vec::new());
    assert_eq!(
        format!("{whole:?}"),
        format!("{pieces:?}"),
        "another verdict in pieces"
    );
    super::assert_tellable(
        &whole
            .faults
            .iter()
            .map(|fault| fault.finding())
            .collect::<Vec<_>>(),
    );
    if !whole.holds() {
        return;
    }
    let key = SecretKey::from_random(&whole.head.origin, &[9; 32]).unwrap();
    if whole.keys != [key.public().to_string()] {
        return;
    }
    let checkpoint = Checkpoint::sign(whole.head.clone(), &key).unwrap();
    assert!(verified(&trail, trail.len(), vec![checkpoint.clone()]).holds());
    let mut changed = trail;
    let at = (usize::from(*cut) * 0x101 + usize::from(*how) * 31) % changed.len();
    changed[at] ^= 1 << (how / 2 % 8);
    let report = verified(&changed, changed.len(), vec![checkpoint]);
    assert!(
        !report.holds(),
        "byte {at} was changed, and it still verifies"
    );
}

fn verified(trail: &[u8], piece: usize, checkpoints: Vec<Checkpoint>) -> Report {
    let mut verifier = Verifier::new(Against {
        checkpoints,
        ..Against::default()
    });
    for piece in trail.chunks(piece.max(1)) {
        verifier.feed(piece);
    }
    verifier.finish()
}

/// The lines that are canonical, with hashes, links and counts made to fit:
/// what is left is form and meaning.
fn repaired(text: &[u8]) -> Vec<u8> {
    let lines = text
        .split(|byte| *byte == b'\n')
        .filter_map(|line| parse(line).ok());
    let (mut definitions, mut manifests, mut leaves) =
        (BTreeMap::new(), BTreeMap::new(), Vec::new());
    let mut header = None;
    for line in lines {
        let Json::Object(mut members) = line else {
            continue;
        };
        if let Some(Json::Text(text)) = members.get("definition") {
            if let Ok(bytes) = BASE64.decode(&**text) {
                definitions.insert(content_hash(&bytes), text.to_string());
            }
        } else if let Some(mut manifest) = members.remove("manifest") {
            each_member(&mut manifest, "sha256", &|old| known(old, &definitions));
            let bytes = manifest.to_bytes();
            manifests.insert(content_hash(&bytes), manifest);
        } else if members.get("entry").is_some() {
            leaves.push(members);
        } else if header.is_none() {
            header = Some(members);
        }
    }
    let Some(mut header) = header else {
        return Vec::new();
    };
    let count = |n: usize| Json::Count(Count::new(n as u64).unwrap());
    header.insert("size".to_owned(), count(leaves.len()));
    header.insert("manifests".to_owned(), count(manifests.len()));
    header.insert("definitions".to_owned(), count(definitions.len()));
    let log = header
        .get("log")
        .and_then(Json::as_text)
        .unwrap_or_default()
        .to_owned();
    let mut out = line(&Json::Object(header));
    for (hash, base64) in definitions {
        let text = [
            ("definition", Json::text(base64)),
            ("sha256", Json::text(hash.to_string())),
        ];
        out.extend(line(&Json::object(text)));
    }
    for (hash, manifest) in &manifests {
        let text = [
            ("manifest", manifest.clone()),
            ("sha256", Json::text(hash.to_string())),
        ];
        out.extend(line(&Json::object(text)));
    }
    let mut last: BTreeMap<String, Hash> = BTreeMap::new();
    for mut members in leaves {
        let openings = members
            .get("openings")
            .map(Json::to_bytes)
            .unwrap_or_default();
        let openings = parse_openings(&openings).unwrap_or_default();
        if let Some(Json::Object(mut entry)) = members.remove("entry") {
            let case = entry
                .get("case")
                .and_then(Json::as_text)
                .unwrap_or_default()
                .to_owned();
            let sequence = entry
                .get("sequence")
                .and_then(Json::as_count)
                .unwrap_or_default();
            if entry.get("previous").is_some() {
                let before = last.get(&case).copied();
                let before = before.unwrap_or_else(|| first_link(&log, &case));
                entry.insert("previous".to_owned(), Json::text(before.to_string()));
            }
            if let Some(Json::Text(manifest)) = entry.get("manifest") {
                let manifest = known(manifest, &manifests);
                entry.insert("manifest".to_owned(), Json::text(manifest));
            }
            let entry = super::committed(&Json::Object(entry), &case, sequence, &openings);
            last.insert(case, leaf_hash(&entry.to_bytes()));
            members.insert("entry".to_owned(), entry);
        }
        out.extend(line(&Json::Object(members)));
    }
    out
}

/// The hash itself where it names something that is there, else the first.
fn known<T>(hash: &str, there: &BTreeMap<Hash, T>) -> String {
    let named = there.keys().find(|one| one.to_string() == hash);
    let named = named.or(there.keys().next());
    named.map_or_else(|| hash.to_owned(), Hash::to_string)
}

/// Sets a text member wherever it stands in a manifest.
fn each_member(json: &mut Json, name: &str, with: &dyn Fn(&str) -> String) {
    match json {
        Json::Object(members) => {
            let keys: Vec<String> = members.iter().map(|(key, _)| key.to_owned()).collect();
            for key in keys {
                match members.remove(&key) {
                    Some(Json::Text(old)) if key == name => {
                        members.insert(key, Json::text(with(&old)));
                    }
                    Some(mut inner) => {
                        if matches!(inner, Json::List(_)) {
                            each_member(&mut inner, name, with);
                        }
                        members.insert(key, inner);
                    }
                    None => {}
                }
            }
        }
        Json::List(items) => {
            for item in items {
                each_member(item, name, with);
            }
        }
        _ => {}
    }
}

fn line(json: &Json) -> Vec<u8> {
    let mut out = json.to_bytes();
    out.push(b'\n');
    out
}
