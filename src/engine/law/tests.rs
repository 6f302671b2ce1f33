use jiff::civil::date;

use super::*;

fn stay(from: Date, until: Option<Date>) -> Stay {
    Stay {
        from,
        until,
        order: None,
    }
}

#[test]
fn stays_that_meet_are_one() {
    let one = |day| date(2027, 5, day);
    let joined = joined(vec![
        stay(one(10), Some(one(12))),
        stay(one(1), Some(one(3))),
        stay(one(3), Some(one(5))),
        stay(one(11), None),
    ]);
    assert_eq!(joined, [stay(one(1), Some(one(5))), stay(one(10), None)]);
}

#[test]
fn former_law_applies_to_what_began_before_and_only_by_law() {
    let gone = date(2027, 7, 1);
    let mut footing = Footing {
        cited: "제9조".into(),
        named: Bilingual::from("제9조"),
        force: Force {
            repealed: Some(gone),
            ..Force::default()
        },
        saving: Some((Bilingual::from("부칙 제3조"), Force::default())),
    };
    let (before, after, day) = (date(2027, 6, 30), gone, date(2028, 1, 1));
    assert_eq!(footing.fault(day, before), None);
    assert_eq!(footing.fault(day, after), Some(Fault::Repealed(gone)));
    assert!(footing.saved(day, before).is_some());
    // Before it is repealed it is law, and not former law.
    assert!(footing.saved(before, before).is_none());
    // What is saved can be stayed all the same.
    footing.force.stays = vec![stay(day, None)];
    assert!(matches!(footing.fault(day, before), Some(Fault::Stayed(_))));
    // The provision that saves it must be law itself.
    footing.force.stays.clear();
    footing.saving = Some((
        Bilingual::default(),
        Force {
            stays: vec![stay(gone, None)],
            ..Force::default()
        },
    ));
    assert_eq!(footing.fault(day, before), Some(Fault::Repealed(gone)));
}
