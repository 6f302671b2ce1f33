//! The story of the demo, line by line.

use super::council;
use crate::service::{Request, Who};

/// The case of monitoring.
pub(super) const MONITORING: &str = "monitoring-2027-1";

/// The case in which the council is composed.
const COUNCIL: &str = "council-2026";

/// The case of a proposal.
const PROPOSAL: &str = "proposal-2027-001";

/// One line of the story.
pub(super) struct Line {
    /// The case.
    pub case: &'static str,
    /// Its workflow.
    pub workflow: &'static str,
    /// The day.
    pub on: (i16, i8, i8),
    /// The hour and minute in Seoul.
    pub at: (i8, i8),
    /// Who acts.
    pub actor: &'static str,
    /// In which capacity.
    pub capacity: &'static str,
    /// The transition; nothing opens the case.
    pub act: Option<&'static str>,
    /// The facts given.
    pub give: &'static [(&'static str, &'static str)],
    /// The reason stated.
    pub reason: Option<&'static str>,
    /// Whether the act is lawful.
    pub taken: bool,
}

impl Line {
    /// What is asked of the case.
    pub(super) fn request(&self) -> Request {
        Request {
            who: Who {
                actor: self.actor.into(),
                capacity: Some(self.capacity.into()),
                granted: [self.capacity.into()].into(),
                claims: Default::default(),
                on_behalf_of: None,
                via: "demo".into(),
            },
            give: self
                .give
                .iter()
                .map(|(fact, value)| ((*fact).to_owned(), (*value).to_owned()))
                .collect(),
            reason: self.reason.map(str::to_owned),
            criteria: Vec::new(),
            withdraws: false,
            effective: None,
        }
    }
}

/// A line of the monitoring case.
const fn monitoring(
    on: (i16, i8, i8),
    at: (i8, i8),
    (actor, capacity): (&'static str, &'static str),
    act: &'static str,
    give: &'static [(&'static str, &'static str)],
) -> Line {
    Line {
        case: MONITORING,
        workflow: "monitoring",
        on,
        at,
        actor,
        capacity,
        act: Some(act),
        give,
        reason: None,
        taken: true,
    }
}

/// A line of the composition of the council.
const fn membership(
    on: (i16, i8, i8),
    at: (i8, i8),
    (actor, capacity): (&'static str, &'static str),
    act: &'static str,
    give: &'static [(&'static str, &'static str)],
) -> Line {
    Line {
        case: COUNCIL,
        workflow: "membership",
        ..monitoring(on, at, (actor, capacity), act, give)
    }
}

/// A line of the proposal.
const fn proposal(
    on: (i16, i8, i8),
    at: (i8, i8),
    (actor, capacity): (&'static str, &'static str),
    act: &'static str,
    give: &'static [(&'static str, &'static str)],
) -> Line {
    Line {
        case: PROPOSAL,
        workflow: "proposal",
        ..monitoring(on, at, (actor, capacity), act, give)
    }
}

const fn refused(line: Line) -> Line {
    Line {
        taken: false,
        ..line
    }
}

const fn because(reason: &'static str, line: Line) -> Line {
    Line {
        reason: Some(reason),
        ..line
    }
}

/// The first day of the members' term.
const FIRST_DAY: &str = "2026-10-01";

/// The last day of their terms.
const LAST_DAY: &str = "2028-09-30";

/// Why those were selected.
const SELECTED: &str = "선정 기준에 따른 점수의 순서";

const KIM: (&str, &str) = ("kim", "department");
const HAN: (&str, &str) = ("han", "division");
const SONG: (&str, &str) = ("song", "secretary");
const OH: (&str, &str) = ("oh", "chair");
const YANG: (&str, &str) = ("yang", "mayor_office");
const PARK: (&str, &str) = ("park", "citizen");
const YOON: (&str, &str) = ("yoon", "secretariat");

/// A council that is composed, a proposal that it adopts, and a half-year that lags and is corrected.
pub(super) const STORY: &[Line] = &[
    Line {
        act: None,
        ..membership((2026, 7, 6), (9, 0), YANG, "", &[])
    },
    membership(
        (2026, 7, 6),
        (9, 30),
        YANG,
        "plan",
        &[
            ("similar_body", "false"),
            ("seats_civil", "17"),
            ("seats_councillor", "2"),
            ("seats_district", "2"),
            ("seats_expert", "5"),
        ],
    ),
    membership(
        (2026, 7, 13),
        (9, 0),
        YANG,
        "recruit",
        &[
            ("standards", council::STANDARDS),
            ("recruit_until", "2026-08-10"),
            ("nominations_asked", "true"),
        ],
    ),
    membership((2026, 8, 11), (9, 0), YANG, "close_recruitment", &[]),
    Line {
        reason: Some(SELECTED),
        ..membership(
            (2026, 8, 24),
            (9, 0),
            YANG,
            "select",
            &[("candidates", council::CANDIDATES)],
        )
    },
    membership(
        (2026, 9, 20),
        (9, 10),
        YANG,
        "seat_mayor",
        &[("from", FIRST_DAY), ("mayor", "seo")],
    ),
    membership(
        (2026, 9, 20),
        (9, 20),
        YANG,
        "seat_director",
        &[("from", FIRST_DAY), ("director", "ryu")],
    ),
    membership(
        (2026, 9, 21),
        (10, 0),
        YANG,
        "appoint",
        &[
            ("class", "civil"),
            ("from", FIRST_DAY),
            ("term_last", LAST_DAY),
            ("appointees", council::CIVIL),
        ],
    ),
    membership(
        (2026, 9, 21),
        (10, 10),
        YANG,
        "appoint",
        &[
            ("class", "councillor"),
            ("from", FIRST_DAY),
            ("term_last", LAST_DAY),
            ("appointees", council::COUNCILLORS),
        ],
    ),
    membership(
        (2026, 9, 21),
        (10, 20),
        YANG,
        "appoint",
        &[
            ("class", "district"),
            ("from", FIRST_DAY),
            ("term_last", LAST_DAY),
            ("appointees", council::DISTRICTS),
        ],
    ),
    membership(
        (2026, 9, 21),
        (10, 30),
        YANG,
        "appoint",
        &[
            ("class", "expert"),
            ("from", FIRST_DAY),
            ("term_last", LAST_DAY),
            ("appointees", council::EXPERTS),
        ],
    ),
    membership(
        (2026, 10, 15),
        (15, 0),
        ("ahn", "member"),
        "elect_chair",
        &[("elected", "oh"), ("election", council::ELECTION)],
    ),
    Line {
        act: None,
        ..proposal((2027, 4, 1), (9, 0), PARK, "", &[])
    },
    proposal(
        (2027, 4, 1),
        (9, 10),
        PARK,
        "submit",
        &[
            ("contact", "park@example.kr"),
            ("subject", "골목 돌봄 쉼터"),
            ("purport", "골목마다 방과 후 쉼터를 연다."),
            ("city_duty", "빈 공공시설을 내준다."),
            ("civil_duty", "주민 모임이 쉼터를 운영한다."),
        ],
    ),
    refused(proposal(
        (2027, 4, 1),
        (15, 0),
        PARK,
        "receive",
        &[("receipt_no", "2027-001")],
    )),
    proposal(
        (2027, 4, 2),
        (10, 0),
        YOON,
        "receive",
        &[("receipt_no", "2027-001")],
    ),
    proposal(
        (2027, 4, 5),
        (11, 0),
        YOON,
        "accept",
        &[("within_powers", "true"), ("duplicate", "false")],
    ),
    refused(proposal(
        (2027, 4, 6),
        (9, 30),
        SONG,
        "put_on_agenda",
        &[
            ("meeting_on", "2027-04-16"),
            ("urgent", "false"),
            ("reply_by", "2027-04-16"),
        ],
    )),
    proposal(
        (2027, 4, 6),
        (9, 40),
        SONG,
        "put_on_agenda",
        &[
            ("meeting_on", "2027-04-22"),
            ("urgent", "false"),
            ("reply_by", "2027-04-16"),
        ],
    ),
    proposal(
        (2027, 4, 14),
        (14, 0),
        KIM,
        "give_opinion",
        &[("department_view", "accept")],
    ),
    proposal(
        (2027, 4, 22),
        (14, 0),
        OH,
        "open_item",
        &[("roll", council::ROLL)],
    ),
    refused(proposal(
        (2027, 4, 22),
        (14, 40),
        OH,
        "decide",
        &[("motion", "original"), ("decision", council::TOO_FEW)],
    )),
    proposal(
        (2027, 4, 22),
        (15, 0),
        OH,
        "decide",
        &[("motion", "original"), ("decision", council::VOTE)],
    ),
    because(
        "출석위원 과반수의 찬성으로 원안대로 채택함",
        proposal((2027, 4, 26), (10, 0), YOON, "notify", &[]),
    ),
    Line {
        act: None,
        ..monitoring(
            (2027, 6, 21),
            (9, 0),
            HAN,
            "",
            &[
                ("period_end", "2027-06-30"),
                ("report_due", "2027-07-12"),
                ("core_total", "2"),
            ],
        )
    },
    refused(monitoring(
        (2027, 7, 8),
        (16, 0),
        KIM,
        "report",
        &[
            ("tasks_due", "10"),
            ("tasks_done", "12"),
            ("catch_up", "예산과 인력을 보강함"),
        ],
    )),
    monitoring(
        (2027, 7, 9),
        (9, 0),
        KIM,
        "report",
        &[
            ("tasks_due", "10"),
            ("tasks_done", "9"),
            (
                "catch_up",
                "예산과 인력을 보강하여 다음 반기 초까지 마칠 계획임",
            ),
        ],
    ),
    monitoring(
        (2027, 7, 16),
        (10, 0),
        HAN,
        "check",
        &[(
            "core_indicators",
            r#"[{"indicator":"돌봄 대기일","met":false},{"indicator":"공론장 참여자","met":true}]"#,
        )],
    ),
    monitoring(
        (2027, 7, 16),
        (11, 0),
        SONG,
        "put_on_agenda",
        &[("meeting_on", "2027-08-05"), ("urgent", "false")],
    ),
    refused(monitoring(
        (2027, 8, 5),
        (14, 0),
        OH,
        "decide",
        &[
            ("decision", council::CORRECTION),
            ("correct_by", "2027-09-06"),
        ],
    )),
    monitoring(
        (2027, 8, 5),
        (14, 10),
        SONG,
        "hear_department",
        &[
            ("hearing", "stated"),
            (
                "statement",
                "돌봄 인력의 채용이 늦어졌으며 8월 중 마칠 계획임",
            ),
        ],
    ),
    monitoring(
        (2027, 8, 5),
        (15, 0),
        OH,
        "decide",
        &[
            ("decision", council::CORRECTION),
            ("correct_by", "2027-09-06"),
        ],
    ),
    monitoring(
        (2027, 8, 30),
        (10, 0),
        KIM,
        "report_correction",
        &[(
            "measures",
            "돌봄 인력 12명을 채용하여 대기일을 목표 안으로 줄임",
        )],
    ),
    refused(monitoring(
        (2027, 9, 2),
        (9, 0),
        HAN,
        "verify",
        &[
            ("finding", "corrected"),
            ("site_visit", "true"),
            ("visit_announced", "true"),
        ],
    )),
    because(
        "현장 확인 결과 대기일이 목표 안으로 줄어든 것을 확인함",
        monitoring(
            (2027, 9, 2),
            (9, 10),
            HAN,
            "verify",
            &[
                ("finding", "corrected"),
                ("site_visit", "true"),
                ("visit_announced", "true"),
            ],
        ),
    ),
    monitoring(
        (2027, 9, 3),
        (17, 0),
        HAN,
        "publish",
        &[("personal_data_removed", "true")],
    ),
];
