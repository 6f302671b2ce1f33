//! Holidays as they are and were.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jorye::calendar::Calendar;

use super::rows;

/// Every holiday of the table, and none besides; Sundays of no name are not in it.
#[test]
fn korea_2024_to_2030() {
    let kr = Calendar::builtin("kr").unwrap();
    let expected: BTreeMap<Date, String> = rows("holidays_kr.tsv")
        .into_iter()
        .map(|row| (row[0].parse().unwrap(), row[1].clone()))
        .collect();
    assert_eq!(expected.len(), 143);
    let mut found: BTreeMap<Date, String> = BTreeMap::new();
    for (day, holiday) in kr.holidays() {
        if (2024..=2030).contains(&day.year()) {
            let kind = if holiday.stands_for.is_some() {
                "substitute"
            } else if holiday.name.ko.contains("선거일") {
                "election"
            } else if holiday.source.as_deref().unwrap().contains("제11호") {
                "ad-hoc"
            } else {
                "statutory"
            };
            found.insert(day, kind.to_owned());
        }
    }
    assert_eq!(found, expected);
}
