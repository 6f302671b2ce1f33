//! Who may act as whom.

use super::super::grant::{Forbidden, Nobody, Said, Unsaid};
use super::*;
use crate::library::shipped;
use crate::service::Who;

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
[principal.counter.claims]
district = ["11010", "11020"]
sworn = []
[principal.portal]
actor = ["citizen-*", "desk"]
[principal.portal.roles]
proposal = ["citizen", "proposer"]
[principal.deputy]
actor = "kim"
[principal.deputy.roles]
proposal = []
[principal.clockwork]
operates = true
"#;

fn who(
    principal: &str,
    workflow: &str,
    actor: Option<&str>,
    role: Option<&str>,
) -> Result<Who, Nobody> {
    let (principals, _) = read(GOOD);
    let grant = principals.get(principal).unwrap();
    let said = Said {
        actor,
        role,
        on_behalf_of: None,
    };
    grant.who(&workflow.into(), said, "x".into())
}

/// Who acts for `ahn`.
fn delegate(principal: &str, workflow: &str, role: Option<&str>) -> Result<Who, Nobody> {
    let (principals, _) = read(GOOD);
    let grant = principals.get(principal).unwrap();
    let said = Said {
        actor: None,
        role,
        on_behalf_of: Some("ahn"),
    };
    grant.who(&workflow.into(), said, "x".into())
}

#[test]
fn a_principal_acts_as_the_file_says_and_no_other() {
    assert!(read(GOOD).1.is_empty(), "{:?}", read(GOOD).1);
    let han = who("counter", "monitoring", None, None).unwrap();
    assert_eq!(
        (&*han.actor, han.capacity.as_deref()),
        ("han", Some("division"))
    );
    assert_eq!(han.claims["district"].len(), 2);
    assert!(han.claims["sworn"].is_empty());
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
fn who_acts_for_another_holds_nothing_themselves() {
    // The role is that of `ahn`: the case knows whether it was delegated.
    let han = delegate("counter", "monitoring", Some("department")).unwrap();
    assert_eq!(
        (han.capacity.as_deref(), han.on_behalf_of.as_deref()),
        (Some("department"), Some("ahn"))
    );
    assert!(han.granted.is_empty());
    assert_eq!(
        delegate("counter", "monitoring", None).unwrap().capacity,
        None
    );
    // A role of the principal's own is not needed, a part in the workflow is.
    assert!(delegate("deputy", "proposal", Some("citizen")).is_ok());
    assert_eq!(
        delegate("deputy", "monitoring", Some("division")),
        Err(Nobody::Forbidden(Forbidden::Behalf("monitoring".into())))
    );
}

#[test]
fn who_keeps_the_service_going_acts_as_nobody() {
    let (principals, findings) = read(GOOD);
    assert!(findings.is_empty());
    let clockwork = principals.get("clockwork").unwrap();
    assert_eq!(clockwork.may_operate(), Ok(()));
    assert!(clockwork.may_read(&"proposal".into()).is_err());
    let said = Said {
        role: Some("citizen"),
        ..Said::default()
    };
    let acts = clockwork.who(&"proposal".into(), said, "x".into());
    assert!(matches!(acts, Err(Nobody::Forbidden(_))), "{acts:?}");
    let counter = principals.get("counter").unwrap();
    assert_eq!(counter.may_operate(), Err(Forbidden::Operate));
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
        "format = 1\n[principal.a]\nactor = \"han\"\noperates = \"yes\"\n",
        "format = 1\n[principal.a]\noperates = false\n",
        "format = 1\n[principal.a]\noperates = true\nroles.proposal = [\"citizen\"]\n",
    ] {
        let codes: Vec<u16> = found(wrong).into_iter().map(|(code, ..)| code).collect();
        assert!(codes.contains(&963), "{wrong}: {codes:?}");
    }
}
