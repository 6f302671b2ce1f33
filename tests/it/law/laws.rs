//! What holds of every stay: the engine's word on each day is that of the head.

use jorye::engine::{Act, Given, Ground, Principal, World, decide, open};
use jorye::guard::Value;
use proptest::prelude::*;

use super::with;

fn day(offset: i64) -> jiff::civil::Date {
    let first = jiff::civil::date(2025, 1, 1);
    first.checked_add(jiff::Span::new().days(offset)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// An act is refused for the stay on each day of it, and for no other reason on
    /// any other; decided again it comes out the same.
    #[test]
    fn an_act_is_refused_for_a_stay_on_its_days_alone(
        from in 10_i64..60, length in proptest::option::of(1_i64..30), at in 0_i64..100,
    ) {
        let until = length.map(|days| format!(", until = {}", day(from + days)));
        let head = format!(
            "stayed = {{ from = {}{} }}\n", day(from), until.unwrap_or_default()
        );
        let library = with(&head);
        let procedure = &library.procedures["permit"];
        let definition = procedure.definition();
        let noon = |offset: i64| {
            let moment = day(offset).at(12, 0, 0, 0).to_zoned(procedure.zone.clone()).unwrap();
            moment.timestamp()
        };
        let kim = Principal::in_role("kim", "resident");
        let world = World::at(noon(0), &procedure.zone, kim);
        let given = Given::from([("people".into(), Value::Integer(20))]);
        let opened = open(definition, &world, "c-1".into(), given).unwrap();
        let lee = Principal::in_role("lee", "office");
        let world = World::at(noon(at), &procedure.zone, lee);
        let decision = decide(definition, &world, &opened.after, Act::of("accept")).unwrap();
        let stayed = at >= from && length.is_none_or(|days| at < from + days);
        let expected: &[Ground] = if stayed {
            &[Ground::Stayed("제2조제2항".into())]
        } else {
            &[]
        };
        prop_assert_eq!(decision.entry.content.grounds(), expected);
        let again = jorye::engine::replay(definition, Some(&opened.after), &decision.entry);
        prop_assert!(again.is_ok());
    }
}
