//! The fewest people, held to every way of giving out the acts.

use proptest::prelude::*;

use super::crew;
use crate::check::explore::explore;
use crate::diagnostic::Source;
use crate::workflow::{self, Input};

/// Acts in a row, each of which excludes whoever took some of those before it.
fn row(excludes: &[Vec<usize>]) -> String {
    let mut text = r#"
format = 1
[workflow]
id = "row"
title = { ko = "절차", en = "Procedure" }
ordinance = "law"
basis = "제1조"
revision = 1
in_force = 2027-01-01
opened_by = ["clerk"]
[role.clerk]
title = { ko = "담당자", en = "Clerk" }
basis = "제1조"
"#
    .to_owned();
    for at in 0..=excludes.len() {
        let kind = match at {
            0 => "initial = true",
            end if end == excludes.len() => "outcome = \"done\"",
            _ => "",
        };
        text.push_str(&format!(
            "[state.s{at}]\ntitle = {{ ko = \"상태\", en = \"State\" }}\nbasis = \"제1조\"\n{kind}\n"
        ));
    }
    for (at, excluded) in excludes.iter().enumerate() {
        let names: Vec<String> = excluded.iter().map(|it| format!("\"t{it}\"")).collect();
        text.push_str(&format!(
            "[transition.t{at}]\ntitle = {{ ko = \"행위\", en = \"Act\" }}\nfrom = \"s{at}\"\n\
             to = \"s{}\"\nby = [\"clerk\"]\nbasis = \"제1조\"\nnot_by = [{}]\n",
            at + 1,
            names.join(", ")
        ));
    }
    text
}

/// Whether so many people suffice: every way of giving out the acts is tried.
fn suffices(excludes: &[Vec<usize>], people: usize) -> bool {
    let ways = people.pow(u32::try_from(excludes.len()).unwrap());
    (0..ways).any(|way| {
        let by: Vec<usize> = (0..excludes.len())
            .map(|at| way / people.pow(u32::try_from(at).unwrap()) % people)
            .collect();
        let kept =
            |(at, excluded): (usize, &Vec<usize>)| excluded.iter().all(|it| by[*it] != by[at]);
        excludes.iter().enumerate().all(kept)
    })
}

fn exclusions() -> impl Strategy<Value = Vec<Vec<usize>>> {
    (1..7_usize).prop_flat_map(|acts| {
        let rows: Vec<_> = (0..acts)
            .map(|at| proptest::sample::subsequence((0..at).collect::<Vec<_>>(), 0..=at))
            .collect();
        rows
    })
}

proptest! {
    #[test]
    fn as_few_as_any_way_of_giving_out_the_acts(excludes in exclusions()) {
        let source = Source::new("workflows/row.toml", row(&excludes));
        let loaded = workflow::load(&Input::of(source));
        let workflow = loaded.workflow.expect("it has no fault");
        let found = crew::walk(&explore(&workflow, &[])).expect("it is small");
        prop_assert!(found.nobody_left.is_empty());
        let [fewest] = &found.fewest[..] else { panic!("one outcome") };
        let people = usize::try_from(fewest.people).unwrap();
        prop_assert!(suffices(&excludes, people));
        prop_assert!(people == 1 || !suffices(&excludes, people - 1));
        // Who is told to take what keeps to the exclusions.
        let by: Vec<u32> = fewest.acts.iter().map(|(_, one)| *one).collect();
        prop_assert_eq!(by.len(), excludes.len());
        for (at, excluded) in excludes.iter().enumerate() {
            prop_assert!(excluded.iter().all(|it| by[*it] != by[at]));
        }
    }
}

/// Persons who are named one by one act in no role.
#[test]
fn who_is_named_in_a_list_is_there() {
    let text = row(&[vec![], vec![]])
        .replace(
            "[transition.t1]\n",
            "[transition.t1]\nby_each = \"parties\"\n",
        )
        .replace("to = \"s2\"\nby = [\"clerk\"]\n", "to = \"s2\"\n")
        + "[fact.parties]\ntitle = { ko = \"당사자\", en = \"Parties\" }\ntype = \"list\"\n\
           of = \"person\"\nmax = 9\nfixed = true\n";
    let source = Source::new("workflows/row.toml", text);
    let loaded = workflow::load(&Input::of(source));
    let workflow = loaded.workflow.expect("it has no fault");
    let found = crew::walk(&explore(&workflow, &[])).expect("it is small");
    assert!(found.nobody_left.is_empty());
    assert_eq!(found.fewest.len(), 1);
}
