//! The one table of routes: it gives the router and the OpenAPI document.

mod orders;

use std::future::Future;
use std::pin::Pin;

use super::call::Call;
use super::cases::{self, Answer};
use super::state::Service;
use super::{bodies, children, health, upkeep};

/// A handler.
pub(super) type Handler =
    for<'a> fn(&'a Service, Call) -> Pin<Box<dyn Future<Output = Answer> + Send + 'a>>;

/// Who may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Everybody.
    Everybody,
    /// Those with a key, and everybody where the service was told so.
    Readers,
    /// Those with a key.
    Writers,
}

/// The method of a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    Get,
    Post,
}

/// A parameter of a query.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parameter {
    pub(super) name: &'static str,
    /// JSON Schema, as text.
    pub(super) schema: &'static str,
    pub(super) about: &'static str,
}

/// What a route answers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    pub(super) status: u16,
    pub(super) media: &'static str,
    /// The schema among those of the document; none for text.
    pub(super) schema: Option<&'static str>,
    pub(super) about: &'static str,
}

/// One route.
#[derive(Clone, Copy)]
pub(super) struct Route {
    pub(super) verb: Verb,
    pub(super) path: &'static str,
    pub(super) id: &'static str,
    pub(super) tag: &'static str,
    pub(super) summary: &'static str,
    pub(super) summary_ko: &'static str,
    pub(super) open: Reach,
    /// The schema of the body, if it has one.
    pub(super) body: Option<&'static str>,
    pub(super) query: &'static [Parameter],
    /// Headers that it understands.
    pub(super) headers: &'static [&'static str],
    pub(super) answers: &'static [Told],
    /// The statuses of the problems that it may answer, beside those of all.
    pub(super) problems: &'static [u16],
    pub(super) handler: Handler,
}

const LIMIT: Parameter = Parameter {
    name: "limit",
    schema: r#"{"type":"integer","minimum":1,"maximum":200,"default":50}"#,
    about: "How many members the page has at most.",
};
const CURSOR: Parameter = Parameter {
    name: "cursor",
    schema: r#"{"type":"string"}"#,
    about: "Where the page before ended: its `next`. What is in it is nobody's concern.",
};
const ACTOR: Parameter = Parameter {
    name: "actor",
    schema: r#"{"type":"string"}"#,
    about: "Look as this person.",
};
const ROLE: Parameter = Parameter {
    name: "as",
    schema: r#"{"type":"string"}"#,
    about: "Look in this role.",
};

const BEHALF: Parameter = Parameter {
    name: "on_behalf_of",
    schema: r#"{"type":"string"}"#,
    about: "Look as one who acts for this person.",
};

const fn json(status: u16, schema: &'static str, about: &'static str) -> Told {
    Told {
        status,
        media: "application/json",
        schema: Some(schema),
        about,
    }
}

/// Every route.
pub(super) fn routes() -> impl Iterator<Item = &'static Route> {
    ROUTES.iter().chain(orders::ROUTES)
}

static ROUTES: &[Route] = &[
    Route {
        verb: Verb::Post,
        path: "/v1/cases",
        id: "openCase",
        tag: "cases",
        summary: "Open a case of a workflow",
        summary_ko: "절차의 사건을 엽니다",
        open: Reach::Writers,
        body: Some("OpenCase"),
        query: &[],
        headers: &["Idempotency-Key"],
        answers: &[
            json(
                201,
                "Done",
                "The case is open. `Location` names it, `ETag` is its version.",
            ),
            Told {
                status: 422,
                media: "application/problem+json",
                schema: Some("Refused"),
                about: "The opening is not lawful (J0727), or cannot be decided. Nothing is recorded, as there is no case.",
            },
        ],
        problems: &[403, 409],
        handler: |service, call| Box::pin(cases::open(service, call)),
    },
    Route {
        verb: Verb::Get,
        path: "/v1/cases",
        id: "listCases",
        tag: "cases",
        summary: "List cases, in order of id",
        summary_ko: "사건의 목록(id 순서)",
        open: Reach::Readers,
        body: None,
        query: &[
            Parameter {
                name: "workflow",
                schema: r#"{"type":"string"}"#,
                about: "Only cases of this workflow. A principal that may not read all must name one.",
            },
            Parameter {
                name: "standing",
                schema: r#"{"type":"string","enum":["open","closed"]}"#,
                about: "Only cases that have not ended, or only those that have.",
            },
            Parameter {
                name: "parent",
                schema: r#"{"type":"string"}"#,
                about: "Only cases that this case opened.",
            },
            Parameter {
                name: "state",
                schema: r#"{"type":"string"}"#,
                about: "Only cases that stand in this state. A page looks at some thousands of cases at most: it may have fewer members than `limit`, even none, and a next page all the same.",
            },
            LIMIT,
            CURSOR,
        ],
        headers: &[],
        answers: &[json(200, "CasePage", "A page of cases.")],
        problems: &[403],
        handler: |service, call| Box::pin(cases::list(service, call)),
    },
    Route {
        verb: Verb::Get,
        path: "/v1/cases/{id}",
        id: "showCase",
        tag: "cases",
        summary: "Where a case stands, and what is known in it",
        summary_ko: "사건이 어디에 있고 무엇이 알려져 있는지",
        open: Reach::Readers,
        body: None,
        query: &[],
        headers: &[],
        answers: &[json(200, "Case", "The case. `ETag` is its version.")],
        problems: &[403, 404],
        handler: |service, call| Box::pin(cases::show(service, call)),
    },
    Route {
        verb: Verb::Post,
        path: "/v1/cases/{id}/acts",
        id: "act",
        tag: "cases",
        summary: "Attempt a transition: taken or refused, it is recorded",
        summary_ko: "행위를 합니다. 받아들여지든 거부되든 기록됩니다",
        open: Reach::Writers,
        body: Some("Act"),
        query: &[],
        headers: &["If-Match", "Idempotency-Key"],
        answers: &[
            json(
                200,
                "Done",
                "The act was taken. `ETag` is the new version of the case.",
            ),
            Told {
                status: 422,
                media: "application/problem+json",
                schema: Some("Refused"),
                about: "The act was refused by the law, and that is recorded (J0944); or it could not be decided, and nothing is recorded.",
            },
        ],
        problems: &[403, 404, 412],
        handler: |service, call| Box::pin(cases::act(service, call)),
    },
    Route {
        verb: Verb::Post,
        path: "/v1/cases/{id}/children/{name}/acts",
        id: "actInChildren",
        tag: "cases",
        summary: "Attempt one transition in every child of a name that has not ended",
        summary_ko: "한 이름의 하위 사건 가운데 끝나지 않은 모두에서 같은 행위를 합니다",
        open: Reach::Writers,
        body: Some("Act"),
        query: &[LIMIT, CURSOR],
        headers: &["Idempotency-Key"],
        answers: &[json(
            200,
            "Answered",
            "In which children of this page it was taken and in which refused; each attempt is recorded in its case.",
        )],
        problems: &[403, 404, 422],
        handler: |service, call| Box::pin(children::act(service, call)),
    },
    Route {
        verb: Verb::Get,
        path: "/v1/cases/{id}/next",
        id: "next",
        tag: "cases",
        summary: "What may be done now, by whom, and what blocks the rest",
        summary_ko: "지금 누가 무엇을 할 수 있고 무엇이 나머지를 막는지",
        open: Reach::Readers,
        body: None,
        query: &[
            ACTOR,
            ROLE,
            BEHALF,
            Parameter {
                name: "all",
                schema: r#"{"type":"boolean","default":false}"#,
                about: "Also what belongs to other states.",
            },
        ],
        headers: &[],
        answers: &[json(200, "Next", "What may be done.")],
        problems: &[403, 404],
        handler: |service, call| Box::pin(cases::next(service, call)),
    },
    Route {
        verb: Verb::Post,
        path: "/v1/cases/{id}/why",
        id: "why",
        tag: "cases",
        summary: "What stands for and against an act; nothing is recorded",
        summary_ko: "행위를 하지 않고, 되는지 안 되는지와 그 까닭. 아무것도 기록하지 않습니다",
        open: Reach::Readers,
        body: Some("Act"),
        query: &[],
        headers: &[],
        answers: &[json(200, "Why", "What stands for and against it.")],
        problems: &[403, 404, 422],
        handler: |service, call| Box::pin(cases::why(service, call)),
    },
    Route {
        verb: Verb::Get,
        path: "/v1/cases/{id}/history",
        id: "history",
        tag: "cases",
        summary: "What happened in a case, entry by entry",
        summary_ko: "사건에서 일어난 일을 기록 순서대로",
        open: Reach::Readers,
        body: None,
        query: &[LIMIT, CURSOR],
        headers: &[],
        answers: &[json(
            200,
            "History",
            "A page of entries, with the values that are not erased.",
        )],
        problems: &[403, 404],
        handler: |service, call| Box::pin(cases::history(service, call)),
    },
    Route {
        verb: Verb::Get,
        path: "/v1/cases/{id}/receipt",
        id: "receipt",
        tag: "cases",
        summary: "A receipt of a case under the checkpoint of the log: its entries with their proofs, to be verified offline",
        summary_ko: "로그의 체크포인트에 맞춘 사건의 기록 확인서. 기록과 증명이 들어 있어 따로 검증할 수 있습니다",
        open: Reach::Readers,
        body: None,
        query: &[Parameter {
            name: "values",
            schema: r#"{"type":"string","enum":["all","none"],"default":"all"}"#,
            about: "All values that are not erased, or none.",
        }],
        headers: &[],
        answers: &[json(
            200,
            "Receipt",
            "The bytes of the receipt. They are its content: another spelling of the same JSON is no receipt.",
        )],
        problems: &[403, 404],
        handler: |service, call| Box::pin(cases::receipt(service, call)),
    },
    Route {
        verb: Verb::Get,
        path: "/v1/bodies",
        id: "bodies",
        tag: "cases",
        summary: "Who holds the seats of a body on a day, its composition and vacancies; for those who may read all cases",
        summary_ko: "어느 날 회의체의 자리를 누가 맡고 있는지, 구성과 빈자리. 모든 사건을 읽을 수 있어야 합니다",
        open: Reach::Readers,
        body: None,
        query: &[
            Parameter {
                name: "body",
                schema: r#"{"type":"string"}"#,
                about: "Only this body.",
            },
            Parameter {
                name: "on",
                schema: r#"{"type":"string","format":"date"}"#,
                about: "The day; without it, today in Seoul.",
            },
        ],
        headers: &[],
        answers: &[json(200, "Bodies", "The bodies of the library.")],
        problems: &[403],
        handler: |service, call| Box::pin(bodies::show(service, call)),
    },
    Route {
        verb: Verb::Get,
        path: "/v1/log/entries",
        id: "logEntries",
        tag: "log",
        summary: "The leaves of the log as they are, values as commitments",
        summary_ko: "로그의 잎을 있는 그대로. 값은 약속값으로만 나옵니다",
        open: Reach::Readers,
        body: None,
        query: &[LIMIT, CURSOR],
        headers: &[],
        answers: &[json(
            200,
            "LeafPage",
            "A page of leaves. The hash of a leaf is over the UTF-8 of `bytes`.",
        )],
        problems: &[],
        handler: |service, call| Box::pin(health::leaves(service, call)),
    },
    Route {
        verb: Verb::Get,
        path: "/v1/log/checkpoint",
        id: "checkpoint",
        tag: "log",
        summary: "The signed head of the log (C2SP checkpoint), with the signatures of the witnesses that saw this very head",
        summary_ko: "서명한 로그의 머리(C2SP 체크포인트). 바로 이 머리를 본 증인의 서명도 함께 있습니다",
        open: Reach::Readers,
        body: None,
        query: &[],
        headers: &[],
        answers: &[Told {
            status: 200,
            media: "text/plain; charset=utf-8",
            schema: None,
            about: "A signed note.",
        }],
        problems: &[],
        handler: |service, call| Box::pin(health::checkpoint(service, call)),
    },
    Route {
        verb: Verb::Get,
        path: "/v1/log/checkpoint/cosigned",
        id: "cosigned",
        tag: "log",
        summary: "The newest head of the log that witnesses have cosigned (C2SP cosignatures)",
        summary_ko: "증인이 함께 서명한 가장 새로운 로그의 머리(C2SP 공동 서명)",
        open: Reach::Readers,
        body: None,
        query: &[],
        headers: &[],
        answers: &[Told {
            status: 200,
            media: "text/plain; charset=utf-8",
            schema: None,
            about: "A signed note with signatures of witnesses.",
        }],
        problems: &[404],
        handler: |service, call| Box::pin(health::cosigned(service, call)),
    },
    Route {
        verb: Verb::Post,
        path: "/v1/tick",
        id: "tick",
        tag: "service",
        summary: "Take what the clock owes by now; for principals that operate the service",
        summary_ko: "시계가 지금까지 할 일을 합니다. 서비스를 운영하는 호출 주체만 할 수 있습니다",
        open: Reach::Writers,
        body: None,
        query: &[LIMIT, CURSOR],
        headers: &[],
        answers: &[json(
            200,
            "Ticked",
            "The cases of this page on which the clock acted, and those on which it could not; and at the end, deadlines of which somebody is to be reminded.",
        )],
        problems: &[403],
        handler: |service, call| Box::pin(upkeep::tick(service, call)),
    },
    Route {
        verb: Verb::Post,
        path: "/v1/deliver",
        id: "deliver",
        tag: "service",
        summary: "Deliver messages between cases that wait; for principals that operate the service",
        summary_ko: "기다리는 사건 사이의 전달을 마칩니다. 서비스를 운영하는 호출 주체만 할 수 있습니다",
        open: Reach::Writers,
        body: None,
        query: &[],
        headers: &[],
        answers: &[json(
            200,
            "Delivered",
            "What was delivered, and how much waits still.",
        )],
        problems: &[403],
        handler: |service, call| Box::pin(upkeep::deliver(service, call)),
    },
    Route {
        verb: Verb::Get,
        path: "/health/live",
        id: "live",
        tag: "service",
        summary: "Whether the service runs",
        summary_ko: "서비스가 돌고 있는지",
        open: Reach::Everybody,
        body: None,
        query: &[],
        headers: &[],
        answers: &[json(200, "Live", "It runs.")],
        problems: &[],
        handler: |service, call| Box::pin(health::live(service, call)),
    },
    Route {
        verb: Verb::Get,
        path: "/health/ready",
        id: "ready",
        tag: "service",
        summary: "Whether the service can work: its store can be read, and it does not stop",
        summary_ko: "서비스가 일할 수 있는지: 저장소를 읽을 수 있고 멈추는 중이 아닌지",
        open: Reach::Everybody,
        body: None,
        query: &[],
        headers: &[],
        answers: &[json(200, "Ready", "It can work.")],
        problems: &[],
        handler: |service, call| Box::pin(health::ready(service, call)),
    },
    Route {
        verb: Verb::Get,
        path: "/openapi.json",
        id: "openapi",
        tag: "service",
        summary: "This document",
        summary_ko: "이 문서",
        open: Reach::Everybody,
        body: None,
        query: &[],
        headers: &[],
        answers: &[json(200, "Document", "An OpenAPI 3.1 document.")],
        problems: &[],
        handler: |service, call| Box::pin(health::openapi(service, call)),
    },
    Route {
        verb: Verb::Get,
        path: "/problems/{code}",
        id: "explain",
        tag: "service",
        summary: "What a code means: where the `type` of a problem points",
        summary_ko: "코드의 뜻: 문제 설명의 `type`이 가리키는 곳",
        open: Reach::Everybody,
        body: None,
        query: &[],
        headers: &[],
        answers: &[Told {
            status: 200,
            media: "text/markdown; charset=utf-8",
            schema: None,
            about: "The page of the code, in the language of the caller.",
        }],
        problems: &[404],
        handler: |service, call| Box::pin(health::explain(service, call)),
    },
];
