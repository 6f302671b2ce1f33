//! Who may act as whom.

use super::*;
use crate::library::shipped;

fn library() -> Library {
    Library::of(&shipped())
}

fn read(text: &str) -> (Principals, Vec<Finding>) {
    Principals::of("principals.toml", text, &library())
}

const GOOD: &str = r#"
format = 1
[principal.counter]
actor = "han"
reads = "all"
[principal.counter.roles]
monitoring = ["division"]
[principal.portal]
actor = ["citizen-*", "desk"]
[principal.portal.roles]
proposal = ["citizen", "proposer"]
"#;

fn who(
    principal: &str,
    workflow: &str,
    actor: Option<&str>,
    role: Option<&str>,
) -> Result<Who, Nobody> {
    let (principals, _) = read(GOOD);
    let grant = principals.get(principal).unwrap();
    grant.who(&workflow.into(), actor, role, "x".into())
}

#[test]
fn a_principal_acts_as_the_file_says_and_no_other() {
    assert!(read(GOOD).1.is_empty(), "{:?}", read(GOOD).1);
    let han = who("counter", "monitoring", None, None).unwrap();
    assert_eq!(
        (&*han.actor, han.capacity.as_deref()),
        ("han", Some("division"))
    );
    let citizen = who("portal", "proposal", Some("citizen-7"), Some("proposer")).unwrap();
    assert_eq!(citizen.granted, BTreeSet::from(["proposer".into()]));
    for (principal, workflow, actor, role) in [
        ("counter", "monitoring", Some("kim"), None),
        ("counter", "monitoring", None, Some("department")),
        ("counter", "proposal", None, Some("citizen")),
        ("portal", "proposal", Some("citizen"), Some("citizen")),
        ("portal", "proposal", Some("citizen-7 8"), Some("citizen")),
        ("portal", "proposal", Some("engine"), Some("citizen")),
    ] {
        let found = who(principal, workflow, actor, role);
        assert!(matches!(found, Err(Nobody::Forbidden(_))), "{found:?}");
    }
    assert_eq!(
        who("portal", "proposal", None, Some("citizen")),
        Err(Nobody::Unsaid(Unsaid::Actor))
    );
    assert_eq!(
        who("portal", "proposal", Some("desk"), None),
        Err(Nobody::Unsaid(Unsaid::Role))
    );
}

#[test]
fn cases_are_read_by_those_who_have_a_part_in_them() {
    let (principals, _) = read(GOOD);
    let may = |principal: &str, workflow: &str| {
        principals
            .get(principal)
            .unwrap()
            .may_read(&workflow.into())
            .is_ok()
    };
    assert!(may("counter", "monitoring") && may("counter", "proposal"));
    assert!(may("portal", "proposal") && !may("portal", "monitoring"));
    assert_eq!(principals.get("nobody"), None);
}

#[test]
fn every_fault_has_its_place_and_what_may_be_meant() {
    let found = |text: &str| -> Vec<(u16, String, Option<String>)> {
        let findings = read(text).1.into_iter();
        findings
            .map(|one| {
                let place = one.place().map(ToString::to_string).unwrap_or_default();
                (one.code.0, place, one.suggestion)
            })
            .collect()
    };
    let at = |line: usize, column: usize| format!("principals.toml:{line}:{column}");
    let near = |word: &str| Some(format!("`{word}`"));
    assert_eq!(
        found("format = 1\n[principal.a]\nactr = \"han\"\nactor = \"han\"\n"),
        [(962, at(3, 1), near("actor"))]
    );
    assert_eq!(
        found("format = 1\n[principal.a]\nactor = \"han\"\nroles.monitorin = [\"division\"]\n"),
        [(964, at(4, 7), near("monitoring"))]
    );
    assert_eq!(
        found("format = 1\n[principal.a]\nactor = \"han\"\nroles.monitoring = [\"divisio\"]\n"),
        [(964, at(4, 21), near("division"))]
    );
    for wrong in [
        "format = 2\n",
        "",
        "format = 1\nprincipal = 1\n",
        "format = 1\n[principal.A]\nactor = \"han\"\n",
        "format = 1\n[principal.a]\n",
        "format = 1\n[principal.a]\nactor = 7\n",
        "format = 1\n[principal.a]\nactor = \"engine\"\n",
        "format = 1\n[principal.a]\nactor = \"*\"\n",
        "format = 1\n[principal.a\n",
        "format = 1\n[principal.a]\nactor = \"han\"\nroles = 1\n",
    ] {
        let codes: Vec<u16> = found(wrong).into_iter().map(|(code, ..)| code).collect();
        assert!(codes.contains(&963), "{wrong}: {codes:?}");
    }
}
