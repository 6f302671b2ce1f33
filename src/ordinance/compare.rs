//! What changed between two versions of a text, provision by provision.
//!
//! Own words are compared, so a change is told at the deepest provision that
//! has it. A provision whose words (and all inside it) stand unchanged under
//! another number is *renumbered*, told once at the highest level; a moved
//! provision with any difference is not guessed at: it is removed and added.

use std::collections::{BTreeMap, BTreeSet};

use similar::{ChangeTag, TextDiff};

use super::fingerprint::Fingerprint;
use super::path::{Addendum, ProvisionPath};
use super::provision::{Act, Provision, ProvisionKind};

/// Texts of fewer characters are not followed from number to number.
const SHORTEST_MOVED: usize = 8;
/// So many words are compared one by one; longer texts count as replaced.
const WORDS_LIMIT: usize = 20_000;

/// How a provision changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Its own words changed (a deletion that keeps the number too).
    Changed,
    /// The same words stand under another number.
    Renumbered,
}

impl ChangeKind {
    /// The word used in every output format.
    pub const fn as_str(self) -> &'static str {
        match self {
            ChangeKind::Added => "added",
            ChangeKind::Removed => "removed",
            ChangeKind::Changed => "changed",
            ChangeKind::Renumbered => "renumbered",
        }
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The provision: in the new version, or in the old one if it is gone.
    pub path: ProvisionPath,
    /// Of a renumbered one the path in the old version.
    pub was: Option<ProvisionPath>,
    /// How it changed.
    pub kind: ChangeKind,
    /// Heading in brackets and own words before.
    pub old: Option<String>,
    /// Heading in brackets and own words after.
    pub new: Option<String>,
}

/// The changes from one version to another, in the order of their paths.
pub fn compare(old: &Act, new: &Act) -> Vec<Change> {
    let before = keyed(old);
    let after = keyed(new);
    let same = |path: &ProvisionPath| matches!((before.get(path), after.get(path)), (Some(a), Some(b)) if told(a) == told(b));
    let mut old_left: BTreeSet<ProvisionPath> =
        before.keys().filter(|path| !same(path)).copied().collect();
    let mut new_left: BTreeSet<ProvisionPath> =
        after.keys().filter(|path| !same(path)).copied().collect();
    let mut changes = Vec::new();
    follow(&before, &after, &mut old_left, &mut new_left, &mut changes);
    for path in &old_left {
        let old = before.get(path).map(|p| told(p));
        let new = new_left.contains(path).then(|| after.get(path)).flatten();
        changes.push(Change {
            path: *path,
            was: None,
            kind: match new {
                Some(_) => ChangeKind::Changed,
                None => ChangeKind::Removed,
            },
            old,
            new: new.map(|p| told(p)),
        });
    }
    for path in new_left.difference(&old_left) {
        changes.push(Change {
            path: *path,
            was: None,
            kind: ChangeKind::Added,
            old: None,
            new: after.get(path).map(|p| told(p)),
        });
    }
    changes.sort_by_key(|change| (change.path, change.kind));
    changes
}

/// The first provision of each path. The only addendum of one version may be
/// one of several in the next: it goes by its number where that is known.
fn keyed(act: &Act) -> BTreeMap<ProvisionPath, &Provision> {
    let only = match act.addenda.as_slice() {
        [only] => only.number,
        _ => None,
    };
    let mut keyed = BTreeMap::new();
    for provision in &act.provisions {
        let mut path = provision.path;
        if let (Some(Addendum::Only), Some(number)) = (path.addendum, only) {
            path.addendum = Some(Addendum::Numbered(number));
        }
        keyed.entry(path).or_insert(provision);
    }
    keyed
}

/// Heading and own words.
fn told(provision: &Provision) -> String {
    match (provision.heading.as_str(), provision.text.as_str()) {
        ("", text) => text.to_owned(),
        (heading, "") => format!("({heading})"),
        (heading, text) => format!("({heading}) {text}"),
    }
}

/// Finds what only changed its number, and takes it out of what is left.
fn follow(
    before: &BTreeMap<ProvisionPath, &Provision>,
    after: &BTreeMap<ProvisionPath, &Provision>,
    old_left: &mut BTreeSet<ProvisionPath>,
    new_left: &mut BTreeSet<ProvisionPath>,
    changes: &mut Vec<Change>,
) {
    let mut targets: BTreeMap<(ProvisionKind, &Fingerprint), Vec<ProvisionPath>> = BTreeMap::new();
    for path in new_left.iter().rev() {
        if let Some(provision) = after.get(path).filter(|p| may_move(p)) {
            let key = (provision.kind, &provision.fingerprint);
            targets.entry(key).or_default().push(*path);
        }
    }
    // In order of paths a provision comes before what is inside it.
    for path in old_left.clone() {
        if !old_left.contains(&path) {
            continue;
        }
        let Some(provision) = before.get(&path).filter(|p| may_move(p)) else {
            continue;
        };
        let Some(found) = targets.get_mut(&(provision.kind, &provision.fingerprint)) else {
            continue;
        };
        let Some(to) = std::iter::from_fn(|| found.pop()).find(|to| new_left.contains(to)) else {
            continue;
        };
        take_out(old_left, path);
        take_out(new_left, to);
        changes.push(Change {
            path: to,
            was: Some(path),
            kind: ChangeKind::Renumbered,
            old: Some(told(provision)),
            new: after.get(&to).map(|p| told(p)),
        });
    }
}

fn may_move(provision: &Provision) -> bool {
    let short = provision.inside == 0
        && provision.text.chars().take(SHORTEST_MOVED).count() < SHORTEST_MOVED;
    !provision.deleted && !short
}

/// Takes out a provision and what is inside it.
fn take_out(left: &mut BTreeSet<ProvisionPath>, path: ProvisionPath) {
    let inside: Vec<ProvisionPath> = left
        .range(path..)
        .take_while(|inner| path.covers(inner))
        .copied()
        .collect();
    for inner in inside {
        left.remove(&inner);
    }
}

/// A stretch of a word comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Words {
    /// In both.
    Same(String),
    /// Only before.
    Removed(String),
    /// Only after.
    Added(String),
}

/// Two texts word by word, for people to read.
pub fn word_diff(old: &str, new: &str) -> Vec<Words> {
    let words = old.split_whitespace().count() + new.split_whitespace().count();
    if words > WORDS_LIMIT {
        return vec![Words::Removed(old.to_owned()), Words::Added(new.to_owned())];
    }
    let diff = TextDiff::from_words(old, new);
    let mut out: Vec<Words> = Vec::new();
    for change in diff.iter_all_changes() {
        let word = change.value();
        match (change.tag(), out.last_mut()) {
            (ChangeTag::Equal, Some(Words::Same(text)))
            | (ChangeTag::Delete, Some(Words::Removed(text)))
            | (ChangeTag::Insert, Some(Words::Added(text))) => text.push_str(word),
            (ChangeTag::Equal, _) => out.push(Words::Same(word.to_owned())),
            (ChangeTag::Delete, _) => out.push(Words::Removed(word.to_owned())),
            (ChangeTag::Insert, _) => out.push(Words::Added(word.to_owned())),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;
    use crate::ordinance::read;
    use proptest::prelude::*;

    fn act(text: &str) -> Act {
        read(&Source::new("a.md", text)).acts.remove(0)
    }

    fn changes(old: &str, new: &str) -> String {
        compare(&act(old), &act(new))
            .iter()
            .map(|change| {
                let was = change
                    .was
                    .map_or(String::new(), |was| format!(" (was {was})"));
                format!(
                    "{} {}{was}: {} -> {}\n",
                    change.path,
                    change.kind.as_str(),
                    change.old.as_deref().unwrap_or("-"),
                    change.new.as_deref().unwrap_or("-")
                )
            })
            .collect()
    }

    const OLD: &str = "# 시험 조례\n\
        ##### 제1조 (목적)\n이 조례는 시험을 목적으로 한다.\n\
        ##### 제2조 (구성)\n① 위원은 열 명으로 한다.\n② 위원은 다음 각 호의 사람이 된다.\n1. 시민이 추천하는 사람\n2. 의회가 추천하는 사람\n\
        ##### 제3조 (회의)\n위원장이 회의를 소집한다.\n";

    #[test]
    fn changes_are_told_at_the_deepest_provision() {
        let new = OLD.replace("의회가", "시장이").replace(
            "##### 제3조 (회의)",
            "##### 제2조의2 (임기)\n임기는 두 해로 한다.\n##### 제3조 (회의)",
        );
        insta::assert_snapshot!(changes(OLD, &new), @"
제2조제2항제2호 changed: 의회가 추천하는 사람 -> 시장이 추천하는 사람
제2조의2 added: - -> (임기) 임기는 두 해로 한다.
");
        assert_eq!(changes(OLD, OLD), "");
    }

    #[test]
    fn a_moved_provision_is_followed_only_when_its_words_are_the_same() {
        let new = OLD
            .replace("제3조 (회의)", "제4조 (회의)")
            .replace("제2조 (구성)", "제3조 (구성)")
            .replace(
                "##### 제3조 (구성)",
                "##### 제2조 (정의)\n\"시험\"이란 시험해 보는 일을 말한다.\n##### 제3조 (구성)",
            );
        insta::assert_snapshot!(changes(OLD, &new), @r#"
제2조 added: - -> (정의) "시험"이란 시험해 보는 일을 말한다.
제3조 renumbered (was 제2조): (구성) -> (구성)
제4조 renumbered (was 제3조): (회의) 위원장이 회의를 소집한다. -> (회의) 위원장이 회의를 소집한다.
"#);
    }

    #[test]
    fn the_only_addendum_becomes_one_of_several() {
        let old = format!("{OLD}## 부칙 <제900호, 2017.3.13>\n이 조례는 공포한 날부터 시행한다.\n");
        let new =
            format!("{old}## 부칙 <제1108호, 2020.7.17>\n이 조례는 공포한 다음 날부터 시행한다.\n");
        insta::assert_snapshot!(changes(&old, &new), @"부칙 제1108호 added: - -> 이 조례는 공포한 다음 날부터 시행한다.");
    }

    proptest! {
        #[test]
        fn a_word_diff_holds_both_texts(old in "[가-다 ]{0,30}", new in "[가-다 ]{0,30}") {
            let diff = word_diff(&old, &new);
            let side = |keep: fn(&Words) -> Option<&String>| -> String {
                diff.iter().filter_map(keep).cloned().collect()
            };
            prop_assert_eq!(side(|w| match w { Words::Same(t) | Words::Removed(t) => Some(t), Words::Added(_) => None }), old);
            prop_assert_eq!(side(|w| match w { Words::Same(t) | Words::Added(t) => Some(t), Words::Removed(_) => None }), new);
        }
    }
}
