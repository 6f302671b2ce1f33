//! The council of the demo: who is appointed to it, and how it votes.

/// Those who represent the civil side.
pub(super) const CIVIL: &str = concat!(
    r#"[{"person":"oh","sex":"f","young":"true"},{"person":"ahn","sex":"m","young":"tru"#,
    r#"e"},{"person":"baek","sex":"f","young":"true"},{"person":"civ01","sex":"m","youn"#,
    r#"g":"false"},{"person":"civ02","sex":"f","young":"false"},{"person":"civ03","sex""#,
    r#":"m","young":"false"},{"person":"civ04","sex":"f","young":"false"},{"person":"ci"#,
    r#"v05","sex":"m","young":"false"},{"person":"civ06","sex":"f","young":"false"},{"p"#,
    r#"erson":"civ07","sex":"m","young":"false"},{"person":"civ08","sex":"f","young":"f"#,
    r#"alse"},{"person":"civ09","sex":"m","young":"false"},{"person":"civ10","sex":"f","#,
    r#""young":"false"},{"person":"civ11","sex":"m","young":"false"},{"person":"civ12","#,
    r#""sex":"f","young":"false"},{"person":"civ13","sex":"m","young":"false"},{"person"#,
    r#"":"civ14","sex":"f","young":"false"}]"#,
);

/// City councillors.
pub(super) const COUNCILLORS: &str = concat!(
    r#"[{"person":"cou01","sex":"f","young":"true"},{"person":"cou02","sex":"m","young""#,
    r#":"true"}]"#,
);

/// Those whom the districts nominate.
pub(super) const DISTRICTS: &str = concat!(
    r#"[{"person":"dis01","sex":"f","young":"true"},{"person":"dis02","sex":"m","young""#,
    r#":"true"}]"#,
);

/// Experts.
pub(super) const EXPERTS: &str = concat!(
    r#"[{"person":"exp01","sex":"f","young":"false"},{"person":"exp02","sex":"m","young"#,
    r#"":"false"},{"person":"exp03","sex":"f","young":"false"},{"person":"exp04","sex":"#,
    r#""m","young":"false"},{"person":"exp05","sex":"f","young":"false"}]"#,
);

/// The election of the chair.
pub(super) const ELECTION: &str = concat!(
    r#"{"present":["oh","ahn","baek","civ01","civ02","civ03","civ04","civ05"#,
    r#"","civ06","civ07","civ08","civ09","civ10","civ11","civ12","civ13","civ14","cou01"#,
    r#"","cou02","dis01"],"yes":17,"no":2}"#,
);

/// Who was there when the meeting opened.
pub(super) const ROLL: &str = concat!(
    r#"{"present":["seo","ryu","oh","ahn","baek","civ01","civ02","civ03","civ04","civ05"#,
    r#"","civ06","civ07","civ08","civ09","civ10","civ11","civ12","civ13","civ14","cou01"#,
    r#""],"yes":0,"no":0}"#,
);

/// Too few for a decision.
pub(super) const TOO_FEW: &str = concat!(
    r#"{"present":["seo","ryu","oh","ahn","baek","civ01","civ02","civ03","civ04","civ05"#,
    r#"","civ06","civ07","civ08","civ09"],"yes":9,"no":4}"#,
);

/// The vote on the proposal.
pub(super) const VOTE: &str = concat!(
    r#"{"present":["seo","ryu","oh","ahn","baek","civ01","civ02","civ03","civ04","civ05"#,
    r#"","civ06","civ07","civ08","civ09","civ10","civ11","civ12","civ13","civ14"],"yes""#,
    r#":13,"no":4}"#,
);

/// The vote on the correction request.
pub(super) const CORRECTION: &str = concat!(
    r#"{"present":["seo","ryu","oh","ahn","baek","civ01","civ02","civ03","civ04","civ05"#,
    r#"","civ06","civ07","civ08","civ09","civ10","civ11","civ12","civ13","civ14","cou01"#,
    r#""],"yes":11,"no":7}"#,
);
