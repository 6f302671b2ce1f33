//! A log whose hashes all fit, with values and members that do not.

use std::collections::BTreeMap;

use jorye::audit::canonical::parse;
use jorye::audit::commitment::Opening;
use jorye::audit::hash::{Hash, first_link};
use jorye::audit::merkle::{Frontier, leaf_hash};
use jorye::audit::note::SecretKey;
use serde_json::{Value, json};

use super::{Bench, FAULTS, FINE, LOG, fixture, lines, python_is_there};

/// The fixture as another log, in which everything can be changed and every
/// hash made to fit again: what is left to find is the form and the meaning.
pub struct Rewritten {
    header: Value,
    sources: Vec<u8>,
    leaves: Vec<Value>,
}

impl Rewritten {
    pub fn new() -> Self {
        let whole = lines(&fixture("small.jsonl"));
        let read = |line: &Vec<u8>| serde_json::from_slice::<Value>(line).unwrap();
        let key = SecretKey::from_random(LOG, &[9; 32]).unwrap();
        let mut leaves: Vec<Value> = whole[5..].iter().map(read).collect();
        leaves[0]["entry"]["key"] = key.public().to_string().into();
        Rewritten {
            header: read(&whole[0]),
            sources: whole[1..5].concat(),
            leaves,
        }
    }

    /// The opening at a path of a leaf has this type and value.
    fn opened(mut self, leaf: usize, path: &str, kind: &str, value: Value) -> Self {
        let openings = self.leaves[leaf]["openings"].as_array_mut().unwrap();
        let opening = openings.iter_mut().find(|one| one["path"] == path).unwrap();
        (opening["type"], opening["value"]) = (kind.into(), value);
        self
    }

    /// A member of an entry has this value.
    pub fn with(mut self, leaf: usize, path: &str, value: Value) -> Self {
        *self.leaves[leaf]["entry"].pointer_mut(path).unwrap() = value;
        self
    }

    /// The file with its commitments, links and counts made to fit, and its tree.
    pub fn trail(mut self) -> (Vec<u8>, Vec<Frontier>) {
        self.header["size"] = self.leaves.len().into();
        let canonical = |json: &Value| serde_json_canonicalizer::to_vec(json).unwrap();
        let mut file = [canonical(&self.header), b"\n".to_vec(), self.sources].concat();
        let mut last: BTreeMap<String, Hash> = BTreeMap::new();
        let mut trees = vec![Frontier::default()];
        for mut leaf in self.leaves {
            if let Some(case) = leaf["entry"]["case"].as_str().map(str::to_owned) {
                let sequence = leaf["entry"]["sequence"].as_u64().unwrap();
                for one in leaf["openings"].as_array().unwrap().clone() {
                    let opening = Opening::from_json(parse(&canonical(&one)).unwrap()).unwrap();
                    let sealed = opening.commitment(&case, sequence).to_string();
                    let place = leaf["entry"].pointer_mut(&opening.path).unwrap();
                    place["sealed"] = sealed.into();
                }
                let before = last.get(&case).copied();
                let before = before.unwrap_or_else(|| first_link(LOG, &case));
                leaf["entry"]["previous"] = before.to_string().into();
                last.insert(case, leaf_hash(&canonical(&leaf["entry"])));
            }
            let mut tree = trees.last().unwrap().clone();
            tree.append(leaf_hash(&canonical(&leaf["entry"])));
            trees.push(tree);
            file.extend([canonical(&leaf), b"\n".to_vec()].concat());
        }
        (file, trees)
    }
}

#[test]
fn what_fits_by_its_hashes_but_not_by_its_form_has_one_verdict() {
    if !python_is_there() {
        return;
    }
    let mut bench = Bench::of_forms();
    let nested = |depth| {
        (0..depth).fold(
            json!({"type": "boolean", "value": true}),
            |inner, _| json!({"type": "list", "value": [inner]}),
        )
    };
    let file = json!({"media": "text/plain", "name": "a", "sha256": "0".repeat(64), "size": "9"});
    let changed = |key: &str, value: &str| {
        let mut file = file.clone();
        file[key] = value.into();
        file
    };
    let erased = json!({"type": "erased", "value": null});
    let odd = json!({"type": "erased", "value": 0});
    for (expected, kind, value) in [
        (FINE, "integer", json!("0")),
        (FINE, "integer", json!("9223372036854775807")),
        (FINE, "integer", json!("-9223372036854775808")),
        (FAULTS, "integer", json!("9223372036854775808")),
        (FAULTS, "integer", json!("-0")),
        (FAULTS, "integer", json!("+1")),
        (FAULTS, "integer", json!("٣")),
        (FAULTS, "integer", json!(1)),
        (FINE, "decimal", json!("1.50")),
        (FINE, "decimal", json!("-0.01")),
        (FINE, "decimal", json!("0.00")),
        (FINE, "decimal", json!("79228162514264337593543950335")),
        (FINE, "decimal", json!("0.0000000000000000000000000001")),
        (FAULTS, "decimal", json!("79228162514264337593543950336")),
        (FAULTS, "decimal", json!("7.92281625142643375935439503360")),
        (FAULTS, "decimal", json!("79228162514264337593543950335.0")),
        (FAULTS, "decimal", json!("0.00000000000000000000000000000")),
        (FAULTS, "decimal", json!("-0.0")),
        (FAULTS, "decimal", json!("1.")),
        (FAULTS, "decimal", json!("1\n")),
        (FINE, "date", json!("2028-02-29")),
        (FINE, "date", json!("0000-02-29")),
        (FINE, "date", json!("-000001-12-31")),
        (FINE, "date", json!("-009999-01-01")),
        (FAULTS, "date", json!("-010000-01-01")),
        (FAULTS, "date", json!("-000000-01-01")),
        (FAULTS, "date", json!("2027-02-29")),
        (FAULTS, "date", json!("2027-00-01")),
        (FAULTS, "date", json!("20270101")),
        (FINE, "boolean", json!(false)),
        (FAULTS, "boolean", json!(0)),
        (FINE, "text", json!("")),
        (FAULTS, "text", json!(null)),
        (FAULTS, "word", json!("a")),
        (FAULTS, "erased", json!(null)),
        (FINE, "document", file.clone()),
        (FINE, "document", changed("size", "18446744073709551615")),
        (FAULTS, "document", changed("size", "18446744073709551616")),
        (FAULTS, "document", changed("size", "09")),
        (FAULTS, "document", changed("sha256", &"A".repeat(64))),
        (FAULTS, "document", changed("more", "")),
        (FINE, "list", json!([])),
        (FINE, "list", json!([erased, nested(0)])),
        (FAULTS, "list", json!([odd])),
        (FAULTS, "list", json!([1])),
        (FAULTS, "list", json!({})),
        (FINE, "list", nested(7)["value"].clone()),
        (FAULTS, "list", nested(8)["value"].clone()),
        (FINE, "table", json!([{}, {"a": nested(6), "b": erased}])),
        (FAULTS, "table", json!([{"a": nested(7)}])),
        (FAULTS, "table", json!([[]])),
    ] {
        let name = format!("{kind} {value}");
        let trail = Rewritten::new()
            .opened(4, "/given/present", kind, value)
            .trail()
            .0;
        bench.compare(&name, expected, &trail, None, None);
    }
    for (expected, path, value) in [
        (FINE, "/recorded", json!("9999-12-30T22:00:00.999999Z")),
        (FAULTS, "/recorded", json!("9999-12-30T22:00:01.000000Z")),
        (FAULTS, "/recorded", json!("9999-12-31T00:00:00.000000Z")),
        (FAULTS, "/recorded", json!("2027-01-08T01:01:59.999999Z")),
        (FAULTS, "/recorded", json!("2027-01-08T01:03:60.000000Z")),
        (FAULTS, "/recorded", json!("2027-01-08T24:00:00.000000Z")),
        (FAULTS, "/recorded", json!("2027-01-08T01:03:00.000Z")),
        (FAULTS, "/recorded", json!("2027-01-08t01:03:00.000000z")),
        (FINE, "/effective", json!("0000-01-01T00:00:00.000000Z")),
        (
            FAULTS,
            "/effective",
            json!("-000001-01-01T00:00:00.000000Z"),
        ),
        (FAULTS, "/effective", json!("2027-02-29T00:00:00.000000Z")),
        (FINE, "/date", json!("-000001-01-01")),
        (FAULTS, "/date", json!("8 January")),
        (FINE, "/semantics", json!(4_294_967_295_u32)),
        (FAULTS, "/semantics", json!(4_294_967_296_u64)),
        (FAULTS, "/semantics", json!(null)),
        (FAULTS, "/sequence", json!(4)),
        (FAULTS, "/case", json!("A")),
        (FAULTS, "/case", json!("")),
        (FAULTS, "/manifest", json!("0".repeat(64))),
        (FAULTS, "/log", json!("busan.example/log")),
        (FAULTS, "/format", json!(true)),
        (FAULTS, "/kind", json!("opened")),
        (FAULTS, "/kind", json!("closed")),
        (FINE, "/capacity", json!(null)),
        (FAULTS, "/actor", json!(null)),
        (FINE, "/granted", json!(["a", "a"])),
        (FAULTS, "/granted", json!([1])),
        (FINE, "/guards/0/error", json!("type")),
        (FAULTS, "/guards/0/error", json!("other")),
        (FAULTS, "/guards/0/result", json!("maybe")),
        (FINE, "/given/present", json!({"erased": true})),
        (FAULTS, "/steps/0/cause", json!("chance")),
        (FAULTS, "/steps/0/left", json!(["granted"])),
        (FAULTS, "/steps/0/left", json!(["received", "received"])),
        (FINE, "/steps/0/entered", json!(["received", "received"])),
        (
            FINE,
            "/steps/0/effects",
            json!([{"effect": "clear", "fact": "a", "value": null}]),
        ),
        (
            FAULTS,
            "/steps/0/effects",
            json!([{"effect": "clear", "fact": "a", "value": {"erased": true}}]),
        ),
        (
            FAULTS,
            "/steps/0/effects",
            json!([{"effect": "set", "fact": "a", "value": null}]),
        ),
        (
            FAULTS,
            "/steps/0/effects",
            json!([{"effect": "put", "fact": "a", "value": null}]),
        ),
        (
            FINE,
            "/steps/0/effects",
            json!([{"effect": "append", "fact": "a", "value": {"erased": true}}]),
        ),
        (
            FAULTS,
            "/steps/0/effects",
            json!([{"effect": "append", "fact": "rounds", "value": {"erased": true}}]),
        ),
        (
            FINE,
            "/steps/0/effects",
            json!([
            {"effect": "clear", "fact": "rounds", "value": null},
            {"effect": "append", "fact": "rounds", "value": {"erased": true}}]),
        ),
        (FAULTS, "/given", json!({"sealed": "0".repeat(64)})),
        (FAULTS, "/given", json!({"present": {"sealed": "0"}})),
        (FAULTS, "/given", json!({"present": {"erased": false}})),
        (FAULTS, "/given", json!({"present": {"erased": 1}})),
        (
            FAULTS,
            "/given",
            json!({"present": {"erased": true, "sealed": "0".repeat(64)}}),
        ),
    ] {
        let name = format!("{path} {value}");
        let mut log = Rewritten::new().with(4, path, value);
        let there = log.leaves[4]["entry"].clone();
        let openings = log.leaves[4]["openings"].as_array_mut().unwrap();
        openings.retain(|one| {
            let found = there.pointer(one["path"].as_str().unwrap());
            found.is_some_and(|value| value["sealed"].as_str().is_some_and(|hex| hex.len() == 64))
        });
        bench.compare(&name, expected, &log.trail().0, None, None);
    }
    // The fact named `sealed` (section 13).
    let mut log = Rewritten::new();
    let given = log.leaves[4]["entry"]["given"]["present"].clone();
    log = log.with(4, "/given", json!({"sealed": given}));
    log.leaves[4]["openings"][0]["path"] = "/given/sealed".into();
    bench.compare("a fact named sealed", FINE, &log.trail().0, None, None);
    // The names of members are escaped in paths.
    let mut log = Rewritten::new().with(4, "/given", json!({"~/": given}));
    log.leaves[4]["openings"][0]["path"] = "/given/~0~1".into();
    bench.compare("a fact named ~/", FINE, &log.trail().0, None, None);
    // Keys are sorted by UTF-16 code units, in which U+10000 stands before U+FFFD.
    let twice = json!({"\u{fffd}": {"erased": true}, "\u{10000}": {"erased": true}});
    let mut log = Rewritten::new().with(4, "/given", twice);
    log.leaves[4]["openings"].as_array_mut().unwrap().remove(0);
    bench.compare(
        "keys beyond the first plane",
        FINE,
        &log.trail().0,
        None,
        None,
    );

    let log = Rewritten::new().opened(4, "/reason", "choice", json!("a"));
    bench.compare(
        "a reason that is no text",
        FAULTS,
        &log.trail().0,
        None,
        None,
    );
    let mut log = Rewritten::new();
    log.leaves.remove(1);
    for (leaf, sequence) in [(2, 1), (3, 2)] {
        log = log.with(leaf, "/sequence", sequence.into());
    }
    bench.compare(
        "a case that nothing opens",
        FAULTS,
        &log.trail().0,
        None,
        None,
    );
    let mut log = Rewritten::new();
    log.leaves[3]["entry"]["grounds"] = json!([{"element": null, "ground": "state"}]);
    bench.compare("a ground alone", FINE, &log.trail().0, None, None);
    let mut log = Rewritten::new();
    log.leaves[3]["entry"]["grounds"] = json!([{"element": "a", "ground": "state"}]);
    bench.compare("a ground that names", FAULTS, &log.trail().0, None, None);
    let mut log = Rewritten::new();
    log.leaves[3]["entry"]["grounds"] = json!([{"element": null, "ground": "guard"}]);
    bench.compare(
        "a ground that names nothing",
        FAULTS,
        &log.trail().0,
        None,
        None,
    );
    bench.agreed(100);
}
