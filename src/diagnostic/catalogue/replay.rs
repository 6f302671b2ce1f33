//! What is said of deciding the entries of a trail again.

use super::{Level, Message, row};

use Level::Error;

/// Trails, J0890 to J0899.
pub(super) static TRAIL: &[Message] = &[
    row(
        890,
        "entry-decided-otherwise",
        Error,
        "이 기록을 당시의 정의로 다시 판단하면 다른 결과가 나옵니다.",
        "Decided again under the definitions of its time, the entry comes out otherwise.",
        "해시와 서명이 모두 맞아도, 이 결정은 당시의 법에서 나온 것이 아닙니다.",
        "Though every hash and signature may fit, this decision does not follow from the law of its time.",
        "로그를 지닌 곳에 이 기록을 어떻게 썼는지 확인하십시오. 기록을 쓴 프로그램이 바뀌었을 수 있습니다.",
        "Ask who keeps the log how this entry was written: the program that wrote it may have been changed.",
    ),
    row(
        891,
        "register-read-otherwise",
        Error,
        "이 기록이 읽었다는 위원 명부가 로그에 있는 위원 명부와 다릅니다.",
        "What the entry says that it read of the register of seats is not what the log has.",
        "누가 위원이었는지를 사실과 다르게 보고 판단하였습니다.",
        "It was decided on seats that were not held so.",
        "로그를 지닌 곳에 확인하십시오. 명부의 행이 빠졌거나, 더해졌거나, 바뀌었습니다.",
        "Ask who keeps the log: a row of the register was left out, added or changed.",
    ),
    row(
        892,
        "definitions-not-loaded",
        Error,
        "정의 목록 {hash|이가} 가리키는 정의로 절차를 만들 수 없습니다.",
        "The definitions of the manifest {hash} do not make a workflow.",
        "그 아래에서 한 판단을 이 버전으로는 다시 할 수 없습니다.",
        "What was decided under them cannot be decided again by this version.",
        "그 기록을 쓴 버전의 jorye로 다시 판단하십시오. 그 버전도 읽지 못하면 정의가 처음부터 잘못된 것입니다.",
        "Decide again with the version of jorye that wrote them; if that cannot load them either, they were wrong from the beginning.",
    ),
];
