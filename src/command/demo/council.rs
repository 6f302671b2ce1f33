//! The council of the demo: who is appointed to it, and how it votes.

/// The standards by which members are selected.
pub(super) const STANDARDS: &str = concat!(
    "standards.pdf;application/pdf;1024;",
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
);

/// Those selected, as checked.
pub(super) const CANDIDATES: &str = concat!(
    r#"[{"person":"oh","class":"civil","within_three":"true","within_six_years":"true"}"#,
    r#",{"person":"ahn","class":"civil","within_three":"true","within_six_years":"true""#,
    r#"},{"person":"baek","class":"civil","within_three":"true","within_six_years":"tru"#,
    r#"e"},{"person":"civ01","class":"civil","within_three":"true","within_six_years":""#,
    r#"true"},{"person":"civ02","class":"civil","within_three":"true","within_six_years"#,
    r#"":"true"},{"person":"civ03","class":"civil","within_three":"true","within_six_ye"#,
    r#"ars":"true"},{"person":"civ04","class":"civil","within_three":"true","within_six"#,
    r#"_years":"true"},{"person":"civ05","class":"civil","within_three":"true","within_"#,
    r#"six_years":"true"},{"person":"civ06","class":"civil","within_three":"true","with"#,
    r#"in_six_years":"true"},{"person":"civ07","class":"civil","within_three":"true","w"#,
    r#"ithin_six_years":"true"},{"person":"civ08","class":"civil","within_three":"true""#,
    r#","within_six_years":"true"},{"person":"civ09","class":"civil","within_three":"tr"#,
    r#"ue","within_six_years":"true"},{"person":"civ10","class":"civil","within_three":"#,
    r#""true","within_six_years":"true"},{"person":"civ11","class":"civil","within_thre"#,
    r#"e":"true","within_six_years":"true"},{"person":"civ12","class":"civil","within_t"#,
    r#"hree":"true","within_six_years":"true"},{"person":"civ13","class":"civil","withi"#,
    r#"n_three":"true","within_six_years":"true"},{"person":"civ14","class":"civil","wi"#,
    r#"thin_three":"true","within_six_years":"true"},{"person":"cou01","class":"council"#,
    r#"lor","within_three":"true","within_six_years":"true"},{"person":"cou02","class":"#,
    r#""councillor","within_three":"true","within_six_years":"true"},{"person":"dis01","#,
    r#""class":"district","within_three":"true","within_six_years":"true"},{"person":"d"#,
    r#"is02","class":"district","within_three":"true","within_six_years":"true"},{"pers"#,
    r#"on":"exp01","class":"expert","within_three":"true","within_six_years":"true"},{""#,
    r#"person":"exp02","class":"expert","within_three":"true","within_six_years":"true""#,
    r#"},{"person":"exp03","class":"expert","within_three":"true","within_six_years":"t"#,
    r#"rue"},{"person":"exp04","class":"expert","within_three":"true","within_six_years"#,
    r#"":"true"},{"person":"exp05","class":"expert","within_three":"true","within_six_y"#,
    r#"ears":"true"}]"#,
);

/// Those who represent the civil side.
pub(super) const CIVIL: &str = concat!(
    r#"[{"person":"oh","sex":"f","young":"true","pledged":"true"},{"person":"ahn","sex""#,
    r#":"m","young":"true","pledged":"true"},{"person":"baek","sex":"f","young":"true","#,
    r#""pledged":"true"},{"person":"civ01","sex":"m","young":"false","pledged":"true"},"#,
    r#"{"person":"civ02","sex":"f","young":"false","pledged":"true"},{"person":"civ03","#,
    r#""sex":"m","young":"false","pledged":"true"},{"person":"civ04","sex":"f","young":"#,
    r#""false","pledged":"true"},{"person":"civ05","sex":"m","young":"false","pledged":"#,
    r#""true"},{"person":"civ06","sex":"f","young":"false","pledged":"true"},{"person":"#,
    r#""civ07","sex":"m","young":"false","pledged":"true"},{"person":"civ08","sex":"f","#,
    r#""young":"false","pledged":"true"},{"person":"civ09","sex":"m","young":"false","p"#,
    r#"ledged":"true"},{"person":"civ10","sex":"f","young":"false","pledged":"true"},{""#,
    r#"person":"civ11","sex":"m","young":"false","pledged":"true"},{"person":"civ12","s"#,
    r#"ex":"f","young":"false","pledged":"true"},{"person":"civ13","sex":"m","young":"f"#,
    r#"alse","pledged":"true"},{"person":"civ14","sex":"f","young":"false","pledged":"t"#,
    r#"rue"}]"#,
);

/// City councillors.
pub(super) const COUNCILLORS: &str = concat!(
    r#"[{"person":"cou01","sex":"f","young":"true","pledged":"true"},{"person":"cou02","#,
    r#""sex":"m","young":"true","pledged":"true"}]"#,
);

/// Those whom the districts nominate.
pub(super) const DISTRICTS: &str = concat!(
    r#"[{"person":"dis01","sex":"f","young":"true","pledged":"true"},{"person":"dis02","#,
    r#""sex":"m","young":"true","pledged":"true"}]"#,
);

/// Experts.
pub(super) const EXPERTS: &str = concat!(
    r#"[{"person":"exp01","sex":"f","young":"false","pledged":"true"},{"person":"exp02""#,
    r#","sex":"m","young":"false","pledged":"true"},{"person":"exp03","sex":"f","young""#,
    r#":"false","pledged":"true"},{"person":"exp04","sex":"m","young":"false","pledged""#,
    r#":"true"},{"person":"exp05","sex":"f","young":"false","pledged":"true"}]"#,
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
