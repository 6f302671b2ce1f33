//! The order of the keys of every table, as the shipped workflows write them:
//! what it is, how it moves, who, what it asks and does, what it rests on.

/// The tables of a file, as far as their keys have an order.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// A plain value, or a table in which every key is the author's own.
    Free,
    /// A table with these keys, in this order.
    Keys(&'static [(&'static str, Shape)]),
    /// A table of elements by id, in the author's order.
    Each(&'static Shape),
}

use Shape::{Each, Free, Keys};

impl Shape {
    /// Where a key stands among the others; one that is not known stands last.
    pub(super) fn rank(self, key: &str) -> usize {
        match self {
            Keys(keys) => keys
                .iter()
                .position(|(known, _)| *known == key)
                .unwrap_or(usize::MAX),
            Free | Each(_) => 0,
        }
    }

    /// What stands under a key.
    pub(super) fn under(self, key: &str) -> Shape {
        match self {
            Keys(keys) => keys
                .iter()
                .find(|(known, _)| *known == key)
                .map_or(Free, |(_, shape)| *shape),
            Each(shape) => *shape,
            Free => Free,
        }
    }
}

/// `{ ko = "…", en = "…" }`.
const WORDS: Shape = Keys(&[("ko", Free), ("en", Free)]);

/// A workflow file.
pub(super) const WORKFLOW_FILE: Shape = Keys(&[
    ("format", Free),
    ("workflow", WORKFLOW),
    ("role", Each(&ROLE)),
    ("fact", Each(&FACT)),
    ("assume", Each(&ASSUME)),
    ("state", Each(&STATE)),
    ("deadline", Each(&DEADLINE)),
    ("transition", Each(&TRANSITION)),
    ("recommendation", Each(&RECOMMENDATION)),
    ("recusal", Each(&RECUSAL)),
    ("erasure", ERASURE),
    ("correction", ERASURE),
    ("property", Each(&PROPERTY)),
    ("waive", Each(&WAIVER)),
    ("figure", Each(&FIGURE)),
    ("transitional", Keys(&[("from", Each(&DEPARTURE))])),
]);

/// How cases leave an earlier revision.
const DEPARTURE: Shape = Keys(&[
    ("states", Free),
    ("facts", Free),
    ("transitions", Free),
    ("roles", Free),
    ("deadlines", Each(&Keys(&[("to", Free), ("rule", Free)]))),
]);

const ERASURE: Shape = Keys(&[("by", Free), ("after", Free), ("basis", Free)]);

const WORKFLOW: Shape = Keys(&[
    ("id", Free),
    ("title", WORDS),
    ("ordinance", Free),
    ("basis", Free),
    ("revision", Free),
    ("in_force", Free),
    ("transitional", Keys(&[("rule", Free), ("basis", Free)])),
    ("zone", Free),
    ("calendar", Free),
    ("rules", Free),
    ("opened_by", Free),
]);

const ROLE: Shape = Keys(&[
    ("title", WORDS),
    ("basis", Free),
    ("open", Free),
    ("held_by", Free),
    ("assigned", Free),
    ("chair_of", Free),
    ("member_of", Free),
    ("seat_of", Keys(&[("body", Free), ("seat", Free)])),
    ("claim", Free),
    ("undelegable", Free),
]);

/// A fact, the member of a list, and the column of a table.
const FACT: Shape = Keys(&[
    ("title", WORDS),
    ("type", Free),
    ("of", MEMBER),
    ("columns", Each(&MEMBER)),
    ("body", Free),
    ("vote", Free),
    ("recuses", Free),
    ("choices", Each(&WORDS)),
    ("scale", Free),
    ("min", Free),
    ("max", Free),
    ("fixed", Free),
    ("initial", Free),
    ("computed", Free),
    ("optional", Free),
    ("personal", Free),
    ("basis", Free),
]);

const MEMBER: Shape = Keys(&[
    ("type", Free),
    ("choices", Each(&WORDS)),
    ("scale", Free),
    ("min", Free),
    ("max", Free),
    ("title", WORDS),
]);

const ASSUME: Shape = Keys(&[("rule", Free), ("says", WORDS), ("basis", Free)]);

const STATE: Shape = Keys(&[
    ("title", WORDS),
    ("basis", Free),
    ("in", Free),
    ("initial", Free),
    ("parallel", Free),
    ("outcome", Free),
    ("may_rest", Free),
    ("milestone", Free),
    ("opens", OPENS),
]);

const DEADLINE: Shape = Keys(&[
    ("title", WORDS),
    ("state", Free),
    ("fact", Free),
    ("from", Free),
    ("within", Free),
    ("at_least", Free),
    ("before", Free),
    ("clear", Free),
    ("on", Free),
    ("cases", Keys(&[("when", Free), ("within", Free)])),
    ("count", Free),
    ("for", Free),
    ("pauses", Keys(&[("in", Free), ("first_day", Free)])),
    (
        "extends",
        Keys(&[
            ("with", Free),
            ("by", Free),
            ("times", Free),
            ("notice", Free),
        ]),
    ),
    ("expires", Free),
    ("basis", Free),
]);

const TRANSITION: Shape = Keys(&[
    ("title", WORDS),
    ("from", Free),
    ("to", Free),
    ("by", Free),
    ("by_all", Free),
    ("by_each", Free),
    ("not_by", Free),
    ("asks", Free),
    ("may_ask", Free),
    ("sets", Free),
    ("adds", Free),
    ("clears", Free),
    ("reason", Free),
    ("discretion", Free),
    ("receipt", Free),
    ("with", Free),
    ("opens", OPENS),
    ("seats", SEATS),
    ("vacates", VACATES),
    ("assigns", Free),
    ("unassigns", Free),
    ("delegates", DELEGATES),
    ("revokes", REVOKES),
    ("serves", SERVES),
    ("annuls", Free),
    (
        "extends",
        Keys(&[
            ("deadline", Free),
            ("by", Free),
            ("times", Free),
            ("notice", Free),
        ]),
    ),
    ("basis", Free),
    ("criterion", CRITERION),
    ("guard", GUARD),
    ("branch", BRANCH),
]);

const CRITERION: Shape = Keys(&[
    ("id", Free),
    ("says", WORDS),
    ("required", Free),
    ("basis", Free),
]);

const DELEGATES: Shape = Keys(&[
    ("role", Free),
    ("to", Free),
    ("from", Free),
    ("until", Free),
]);

const REVOKES: Shape = Keys(&[("role", Free), ("to", Free)]);

const GUARD: Shape = Keys(&[
    ("id", Free),
    ("rule", Free),
    ("basis", Free),
    ("says", WORDS),
]);

const BRANCH: Shape = Keys(&[
    ("id", Free),
    ("when", Free),
    ("otherwise", Free),
    ("to", Free),
    ("sets", Free),
    ("adds", Free),
    ("clears", Free),
    ("opens", OPENS),
    ("seats", SEATS),
    ("vacates", VACATES),
    ("assigns", Free),
    ("unassigns", Free),
    ("delegates", DELEGATES),
    ("revokes", REVOKES),
    ("serves", SERVES),
    ("basis", Free),
    ("title", WORDS),
]);

const OPENS: Shape = Keys(&[
    ("workflow", Free),
    ("at", Free),
    ("as", Free),
    ("for_each", Free),
    ("gives", Free),
    ("on_end", Free),
]);

const SEATS: Shape = Keys(&[
    ("body", Free),
    ("seat", Free),
    ("rows", Free),
    ("person", Free),
    ("from", Free),
    ("until", Free),
    ("replaces", Free),
    ("marks", Free),
]);

const RECUSAL: Shape = Keys(&[
    ("excluded", Free),
    ("challenged", Free),
    ("withdrew", Free),
    ("basis", Free),
]);

const VACATES: Shape = Keys(&[
    ("body", Free),
    ("seat", Free),
    ("person", Free),
    ("on", Free),
    ("ground", Free),
    ("heard", Free),
    ("attended", Free),
    ("held", Free),
]);

const SERVES: Shape = Keys(&[
    ("to", Free),
    ("document", Free),
    ("on", Free),
    ("how", Free),
    ("effective_after", Free),
    ("stamps", Free),
]);

const RECOMMENDATION: Shape = Keys(&[
    ("title", WORDS),
    ("made_by", Free),
    ("answered_by", Free),
    ("answer", Free),
    ("comply", Free),
    ("deadline", Free),
    ("blocks", Free),
    ("basis", Free),
]);

const FROM_TO: Shape = Keys(&[("from", Free), ("to", Free), ("time", Free)]);

const PROPERTY: Shape = Keys(&[
    ("never", Free),
    ("always", Free),
    ("before", Keys(&[("first", Free), ("then", Free)])),
    ("leads_to", FROM_TO),
    ("differ", Free),
    ("within", FROM_TO),
    ("says", WORDS),
    ("basis", Free),
]);

const WAIVER: Shape = Keys(&[
    ("finding", Free),
    ("element", Free),
    ("says", WORDS),
    ("basis", Free),
]);

const FIGURE: Shape = Keys(&[
    ("title", WORDS),
    ("over", Free),
    ("series", SERIES),
    ("basis", Free),
]);

const SERIES: Shape = Keys(&[
    ("of", Free),
    ("column", Free),
    ("against", Free),
    ("weight", Free),
]);

/// A file of scenarios.
pub(super) const SCENARIO_FILE: Shape = Keys(&[
    ("format", Free),
    ("workflow", Free),
    ("revision", Free),
    ("person", Each(&PERSON)),
    ("seat", SEAT),
    ("scenario", SCENARIO),
]);

const SEAT: Shape = Keys(&[
    ("body", Free),
    ("seat", Free),
    ("person", Free),
    ("from", Free),
    ("until", Free),
    ("marks", Free),
]);

const PERSON: Shape = Keys(&[("name", WORDS), ("roles", Free), ("claims", Free)]);

const SCENARIO: Shape = Keys(&[
    ("id", Free),
    ("title", WORDS),
    ("after", Free),
    (
        "given",
        Keys(&[("on", Free), ("by", Free), ("as", Free), ("facts", Free)]),
    ),
    ("seat", SEAT),
    ("then", THEN),
    ("step", Keys(&[("when", WHEN), ("then", THEN)])),
]);

const WHEN: Shape = Keys(&[
    ("on", Free),
    ("effective", Free),
    ("child", Free),
    ("by", Free),
    ("as", Free),
    ("on_behalf_of", Free),
    ("act", Free),
    (
        "correct",
        Keys(&[("act", Free), ("fact", Free), ("says", Free)]),
    ),
    ("erase", Free),
    ("basis", Free),
    ("revise", Free),
    ("give", Free),
    ("reason", Free),
    ("criteria", Free),
    ("withdraw", Free),
    ("deliver", Free),
]);

const THEN: Shape = Keys(&[
    ("refused", Free),
    ("at", Free),
    ("outcome", Free),
    ("revision", Free),
    ("facts", Free),
    ("unset", Free),
    ("missing", Free),
    ("open", Free),
    ("clock", Free),
    ("late", Free),
    ("due", Free),
    ("stopped", Free),
    ("children", Free),
    ("case", CASE),
]);

/// What is expected of the scenario's own case, where the act was a child's.
const CASE: Shape = Keys(&[
    ("at", Free),
    ("outcome", Free),
    ("facts", Free),
    ("unset", Free),
    ("children", Free),
]);

/// A file of waived provisions.
pub(super) const WAIVERS_FILE: Shape = Keys(&[
    ("format", Free),
    (
        "waive",
        Each(&Keys(&[
            ("ordinance", Free),
            ("provisions", Free),
            ("says", WORDS),
        ])),
    ),
]);

/// A file of bodies.
pub(super) const BODIES_FILE: Shape = Keys(&[("format", Free), ("body", Each(&BODY))]);

const SHARE: Shape = Keys(&[("of", Free), ("more_than", Free), ("at_least", Free)]);

const BODY: Shape = Keys(&[
    ("title", WORDS),
    ("basis", Free),
    (
        "size",
        Keys(&[("min", Free), ("max", Free), ("basis", Free)]),
    ),
    (
        "chair",
        Keys(&[("seats", Free), ("deputies", Free), ("basis", Free)]),
    ),
    ("seat", Each(&SEAT_CLASS)),
    ("term", TERM),
    ("limit", Each(&LIMIT)),
    ("rule", Each(&COMPOSITION)),
    ("vote", Each(&VOTE)),
    ("recusal", BODY_RECUSAL),
    ("dismissal", Each(&DISMISSAL)),
]);

const SEAT_CLASS: Shape = Keys(&[
    ("title", WORDS),
    ("basis", Free),
    ("office", Free),
    ("count", Free),
    ("min", Free),
    ("max", Free),
    ("ex_officio", Free),
    ("of", Free),
    ("appointed_by", WORDS),
    ("nominated_by", WORDS),
]);

const TERM: Shape = Keys(&[
    ("length", Free),
    ("renewals", Free),
    ("by_election", Free),
    ("no_refill", Keys(&[("under", Free), ("breach", Free)])),
    ("basis", Free),
]);

const LIMIT: Shape = Keys(&[
    ("says", WORDS),
    ("basis", Free),
    ("bodies", Free),
    ("years", Free),
    ("gap", Free),
    ("breach", Free),
]);

const COMPOSITION: Shape = Keys(&[
    ("says", WORDS),
    ("basis", Free),
    ("mark", Free),
    ("is", Free),
    ("seats", Free),
    ("at_least", Free),
    ("at_most", Free),
    ("among", Free),
    ("when", Free),
    ("breach", Free),
]);

const VOTE: Shape = Keys(&[
    ("title", WORDS),
    ("basis", Free),
    ("by", Free),
    ("quorum", SHARE),
    ("majority", SHARE),
    ("tie", Free),
    ("written", Free),
]);

const BODY_RECUSAL: Shape = Keys(&[
    ("basis", Free),
    ("counted", Free),
    ("ground", Each(&Keys(&[("title", WORDS), ("basis", Free)]))),
]);

const DISMISSAL: Shape = Keys(&[
    ("title", WORDS),
    ("basis", Free),
    (
        "attendance",
        Keys(&[("below", Free), ("meetings", Free), ("left", Free)]),
    ),
    ("heard", Free),
]);

#[cfg(test)]
mod tests {
    use super::*;

    fn unknown(table: &toml::Table, shape: Shape, path: &str, found: &mut Vec<String>) {
        for (key, value) in table {
            let path = format!("{path}.{key}");
            if shape.rank(key) == usize::MAX {
                found.push(path.clone());
            }
            let below = shape.under(key);
            match value {
                toml::Value::Table(inner) => unknown(inner, below, &path, found),
                toml::Value::Array(several) => several
                    .iter()
                    .filter_map(toml::Value::as_table)
                    .for_each(|inner| unknown(inner, below, &path, found)),
                _ => {}
            }
        }
    }

    /// A key without a place would be put last.
    #[test]
    fn every_key_of_good_files_has_its_place() {
        let mut found = Vec::new();
        for text in [
            include_str!("../../../tests/fixtures/workflow/good/whole.toml"),
            include_str!("../../../tests/fixtures/workflow/good/people.toml"),
            include_str!("../../../tests/fixtures/engine/accord.toml"),
            include_str!("../../../tests/fixtures/engine/advice.toml"),
            include_str!("../../../workflows/membership.toml"),
            include_str!("../../../workflows/monitoring.toml"),
            include_str!("../../../workflows/proposal.toml"),
        ] {
            unknown(&text.parse().unwrap(), WORKFLOW_FILE, "", &mut found);
        }
        for text in [
            include_str!("../../../workflows/membership.scenarios.toml"),
            include_str!("../../../workflows/monitoring.scenarios.toml"),
            include_str!("../../../workflows/proposal.scenarios.toml"),
            include_str!("../../../tests/fixtures/engine/accord.scenarios.toml"),
            include_str!("../../../tests/fixtures/engine/advice.scenarios.toml"),
        ] {
            unknown(&text.parse().unwrap(), SCENARIO_FILE, "", &mut found);
        }
        let bodies = include_str!("../../../ordinance/bodies.toml");
        unknown(&bodies.parse().unwrap(), BODIES_FILE, "", &mut found);
        assert_eq!(found, Vec::<String>::new());
    }
}
