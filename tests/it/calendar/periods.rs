//! Worked periods, and dates of entry into force as they were published.

use jorye::calendar::{Calendar, Count, FirstDay, Pause, Point, Rule, due, due_at};

use super::rows;

#[test]
fn every_worked_period() {
    let kr = Calendar::builtin("kr").unwrap();
    let table = rows("periods.tsv");
    assert_eq!(table.len(), 43);
    for row in table {
        let [rule, from, period, option, expected] = row.as_slice() else {
            panic!("{row:?}");
        };
        let pauses: Vec<Pause> = option
            .split_once("..")
            .map(|(from, to)| Pause {
                from: from.parse().unwrap(),
                to: to.parse().unwrap(),
                first_day: FirstDay::LeftOut,
            })
            .into_iter()
            .collect();
        let count = Count {
            pauses: &pauses,
            clear: option == "clear",
            ..Count::new(
                rule.parse().unwrap(),
                &kr,
                from.parse().unwrap(),
                period.parse().unwrap(),
            )
        };
        let found = due(&count).unwrap();
        assert_eq!(found.at.to_string(), *expected, "{row:?}");
        assert_eq!(due_at(&count), Ok(found.at), "{row:?}");
        assert!(!found.steps.is_empty());
    }
}

#[test]
fn every_published_day_of_entry_into_force() {
    let kr = Calendar::builtin("kr").unwrap();
    let table = rows("effective.tsv");
    assert_eq!(table.len(), 120);
    for row in table {
        let [promulgated, period, expected] = row.as_slice() else {
            panic!("{row:?}");
        };
        let from: Point = promulgated.parse().unwrap();
        let count = Count::new(Rule::Effect, &kr, from, period.parse().unwrap());
        assert_eq!(due_at(&count).unwrap().to_string(), *expected, "{row:?}");
    }
}
