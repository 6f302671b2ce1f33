//! Whether somebody ticked, and when, makes no difference: procedures made up by
//! chance, with deadlines of every kind and acts that count earlier.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::{SignedDuration, Timestamp};
use jorye::diagnostic::Source;
use jorye::engine::{
    Act, Case, Content, Definition, Entry, Given, Outside, Principal, Register, World, apply,
    decide, open, owed, replay,
};
use jorye::guard::{Name, Value};
use jorye::store::snapshot;
use jorye::workflow::{BodiesFile, By, Input, Workflow, load};
use proptest::prelude::*;

use super::under;
use super::values::Dice;

/// A procedure of a few states with a few deadlines, as a file says it.
fn procedure(dice: &mut Dice) -> String {
    let states = 2 + dice.below(4);
    let acts = 2 + dice.below(4);
    let clocks = 1 + dice.below(3);
    let mut text = String::from(
        "format = 1\n[workflow]\nid = \"chance\"\ntitle = { ko = \"우연\", en = \"Chance\" }\n\
         ordinance = \"sample\"\nbasis = \"제1조\"\nrevision = 1\nin_force = 2027-01-01\n\
         [role.clerk]\ntitle = { ko = \"담당\", en = \"Clerk\" }\nbasis = \"제1조\"\n\
         [fact.day]\ntitle = { ko = \"날\", en = \"A day\" }\ntype = \"date\"\noptional = true\n",
    );
    for state in 0..states {
        let initial = if state == 0 { "initial = true\n" } else { "" };
        let _ = write!(
            text,
            "[state.s{state}]\ntitle = {{ ko = \"상태\", en = \"State\" }}\nbasis = \"제1조\"\n{initial}"
        );
    }
    let mut transition = |id: String, by: &str, dice: &mut Dice| {
        let from = dice.below(states);
        let _ = write!(
            text,
            "[transition.{id}]\ntitle = {{ ko = \"전이\", en = \"Transition\" }}\nbasis = \"제1조\"\n\
             from = \"s{from}\"\nby = [\"{by}\"]\n"
        );
        if !dice.once_in(4) {
            let _ = writeln!(text, "to = \"s{}\"", dice.below(states));
        }
        if by == "clerk" {
            if dice.once_in(2) {
                text.push_str("receipt = \"effective\"\n");
            }
            text.push_str(match dice.below(3) {
                0 => "may_ask = [\"day\"]\n",
                1 => "clears = [\"day\"]\n",
                _ => "",
            });
        }
        if dice.once_in(3) {
            let _ = write!(
                text,
                "[[transition.{id}.guard]]\nid = \"g_{id}\"\nrule = \"{}\"\nbasis = \"제1조\"\n\
                 says = {{ ko = \"요건\", en = \"Guard\" }}\n",
                dice.of(&["!passed(d0)", "passed(d0)", "today >= due(d0)", "at(s0)"])
            );
        }
    };
    for act in 0..acts {
        transition(format!("a{act}"), "clerk", dice);
    }
    for clock in 0..clocks {
        transition(format!("c{clock}"), "clock", dice);
    }
    // Every transition of the clock has its deadline; some others have none.
    let deadlines = clocks + 1 + dice.below(3);
    for deadline in 0..deadlines {
        deadline_of(&mut text, deadline, (states, acts, clocks), dice);
    }
    text
}

fn deadline_of(
    text: &mut String,
    deadline: usize,
    (states, acts, clocks): (usize, usize, usize),
    dice: &mut Dice,
) {
    let _ = write!(
        text,
        "[deadline.d{deadline}]\ntitle = {{ ko = \"기한\", en = \"Deadline\" }}\nbasis = \"제1조\"\n"
    );
    let mut hours = true;
    match dice.below(5) {
        0 | 1 => {
            let _ = writeln!(text, "state = \"s{}\"", dice.below(states));
        }
        2 if deadline > 0 => {
            let _ = writeln!(
                text,
                "from = {{ deadline = \"d{}\" }}",
                dice.below(deadline)
            );
        }
        3 => {
            hours = false;
            text.push_str("fact = \"day\"\n");
        }
        _ => {
            hours = false;
            let _ = writeln!(text, "state = \"s{}\"\nfrom = \"day\"", dice.below(states));
        }
    }
    let take = (deadline < clocks).then(|| format!("{{ take = \"c{deadline}\" }}"));
    let minimum = take.is_none() && dice.once_in(4);
    let long = 1 + dice.below(12);
    let unit = dice.of(&["days", "hours", "weeks"]);
    let unit = if !hours && *unit == "hours" {
        "days"
    } else {
        unit
    };
    let _ = writeln!(
        text,
        "{} = \"{long} {unit}\"\ncount = \"{}\"",
        if minimum { "at_least" } else { "within" },
        dice.of(&["civil", "calendar", "civil_from_midnight"])
    );
    let _ = writeln!(text, "for = [\"a{}\"]", dice.below(acts));
    if !minimum {
        let lateness = (*dice.of(&["\"bar\"", "\"overdue\"", "\"remind\""])).to_owned();
        let _ = writeln!(text, "expires = {}", take.unwrap_or(lateness));
    }
    if dice.once_in(3) {
        let _ = writeln!(
            text,
            "pauses = {{ in = [\"s{}\"], first_day = \"{}\" }}",
            dice.below(states),
            dice.of(&["left_out", "counted"])
        );
    }
    if dice.once_in(3) {
        let _ = writeln!(
            text,
            "extends = {{ with = [\"a{}\"], by = \"{} {unit}\", times = 2 }}",
            dice.below(acts),
            1 + dice.below(5)
        );
    }
}

fn made(dice: &mut Dice) -> Option<Workflow> {
    let text = procedure(dice);
    // Not everything that chance says goes together.
    load(&Input {
        source: Source::new("chance.toml", text),
        rule_files: BTreeMap::new(),
        bodies: BodiesFile::Absent,
    })
    .workflow
}

/// An act at its time.
struct Told {
    world: World,
    act: Act,
}

fn world(recorded: Timestamp, effective: Timestamp) -> World {
    World {
        recorded,
        effective,
        date: effective.to_zoned(jiff::tz::TimeZone::UTC).date(),
        principal: Principal::in_role("kim", "clerk"),
        register: Register::default(),
        children: BTreeMap::new(),
    }
}

fn acts(workflow: &Workflow, first: Timestamp, dice: &mut Dice) -> Vec<Told> {
    let people: Vec<&Name> = workflow
        .transitions
        .iter()
        .filter(|one| matches!(one.by, By::Roles(_)))
        .map(|one| &one.element.id)
        .collect();
    let mut now = first;
    let hours = |most: usize, dice: &mut Dice| {
        SignedDuration::from_hours(i64::try_from(dice.below(most)).unwrap())
    };
    (0..dice.below(14))
        .map(|_| {
            now += hours(150, dice);
            let mut effective = now;
            if dice.once_in(3) {
                effective = (now - hours(200, dice)).max(first);
            }
            let transition = (*dice.of(&people)).clone();
            let mut given = Given::new();
            let asks = workflow.transition(&transition).unwrap();
            if !asks.may_ask.is_empty() && dice.once_in(2) {
                let day = now - SignedDuration::from_hours(24 * 6) + hours(24 * 12, dice);
                let day = day.to_zoned(jiff::tz::TimeZone::UTC).date();
                given.insert("day".into(), Value::Date(day));
            }
            Told {
                world: world(now, effective),
                act: Act {
                    transition,
                    given,
                    reason: None,
                    criteria: BTreeMap::new(),
                    withdraws: false,
                },
            }
        })
        .collect()
}

/// Plays the acts, with ticks at these moments.
fn play(
    definition: Definition<'_>,
    opened: &Case,
    acts: &[Told],
    ticks: &[Timestamp],
) -> (Case, Vec<Entry>) {
    let mut case = opened.clone();
    let mut entries = Vec::new();
    let mut ticks = ticks.iter().copied().peekable();
    for told in acts {
        while let Some(now) = ticks.next_if(|now| *now <= told.world.recorded) {
            let outside = Outside::of(&told.world);
            let owed = owed(definition, now.max(case.recorded), outside, &case).unwrap();
            assert!(!owed.more);
            entries.extend(owed.entries);
            case = owed.after;
        }
        let decision = decide(definition, &told.world, &case, told.act.clone()).unwrap();
        case = decision.after.clone();
        entries.extend(decision.into_entries());
    }
    (case, entries)
}

/// An entry but for when it was recorded, which is all that a tick changes.
fn but_recorded(entry: &Entry) -> Entry {
    Entry {
        recorded: Timestamp::UNIX_EPOCH,
        ..entry.clone()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn ticks_change_nothing(seed in any::<u64>()) {
        let mut dice = Dice(seed);
        let Some(workflow) = made(&mut dice) else {
            return Ok(());
        };
        let definition = under(&workflow, [7; 32]);
        let first: Timestamp = "2027-02-01T03:00:00Z".parse().unwrap();
        let opened = open(definition, &world(first, first), "c-1".into(), Given::new());
        let Ok(opened) = opened else {
            return Ok(());
        };
        let acts = acts(&workflow, first, &mut dice);
        let mut ticks: Vec<Timestamp> = (0..dice.below(30))
            .map(|_| {
                let hours = i64::try_from(dice.below(14 * 150)).unwrap();
                first + SignedDuration::from_hours(hours) + SignedDuration::from_mins(30)
            })
            .collect();
        ticks.sort_unstable();
        let (alone, entries) = play(definition, &opened.after, &acts, &[]);
        let (ticked, others) = play(definition, &opened.after, &acts, &ticks);
        prop_assert_eq!(
            entries.iter().map(but_recorded).collect::<Vec<_>>(),
            others.iter().map(but_recorded).collect::<Vec<_>>(),
            "{}", workflow.source.text()
        );
        // What a case is says nothing of when it was recorded, but for its last entry.
        prop_assert_eq!(&alone, &ticked);

        // The entries alone make it, each is decided again alike, and the store
        // keeps it as it is.
        for entries in [entries, others] {
            let mut case = opened.after.clone();
            for entry in &entries {
                let again = replay(definition, Some(&case), entry).unwrap();
                prop_assert_eq!(&again.entry, entry);
                case = apply(Some(case), entry).unwrap();
                prop_assert_eq!(&again.after, &case);
                let bytes = snapshot::to_bytes(&case).unwrap();
                prop_assert_eq!(&snapshot::from_bytes(&bytes).unwrap(), &case);
            }
            prop_assert_eq!(&case, &ticked);
            // The clock never acts before its time, nor twice out of order.
            let moments: Vec<Timestamp> = entries
                .iter()
                .filter(|entry| matches!(entry.content, Content::Clock { .. }))
                .map(|entry| entry.effective)
                .collect();
            prop_assert!(moments.is_sorted(), "{moments:?}");
            // Nor does an act count before what the clock had done.
            let mut last = None;
            for entry in &entries {
                prop_assert!(entry.effective <= entry.recorded);
                match entry.content {
                    Content::Clock { .. } => last = Some(entry.effective),
                    Content::Act { .. } => {
                        prop_assert!(last.is_none_or(|last| last <= entry.effective));
                    }
                    _ => {}
                }
            }
        }
    }
}

/// Chance is of use only if the clock gets to act.
#[test]
fn the_clock_gets_to_act() {
    let mut dice = Dice(3);
    let (mut acted, mut lapsed, mut kept) = (0, 0, 0);
    for _ in 0..300 {
        let Some(workflow) = made(&mut dice) else {
            continue;
        };
        kept += 1;
        let definition = under(&workflow, [7; 32]);
        let first: Timestamp = "2027-02-01T03:00:00Z".parse().unwrap();
        let Ok(opened) = open(definition, &world(first, first), "c-1".into(), Given::new()) else {
            continue;
        };
        let acts = acts(&workflow, first, &mut dice);
        for entry in play(definition, &opened.after, &acts, &[]).1 {
            match entry.content {
                Content::Clock { grounds, .. } if grounds.is_empty() => acted += 1,
                Content::Clock { .. } => lapsed += 1,
                _ => {}
            }
        }
    }
    assert!(
        kept > 100 && acted > 100 && lapsed > 10,
        "{kept} {acted} {lapsed}"
    );
}
