//! The Korean of every command and argument.

/// What a command does: in one line, and (for `--help`) at length.
const COMMANDS: &[(&str, &str, &str)] = &[
    (
        "",
        "조례의 절차를 소프트웨어로: 제정하기 전에 검사하고, 사건마다 실행하고, 나중에 증명합니다.",
        "조례의 절차를 소프트웨어로: 제정하기 전에 검사하고, 사건마다 실행하고, 나중에 증명합니다.\n\n\
         jorye는 라이브러리, 곧 `ordinance/`에 법의 본문을, `workflows/`에 그에 따른 절차를 담은 폴더에서 일합니다.\n\n\
         종료 코드: 0 이상 없음, 1 오류가 발견되었거나 시나리오가 실패했거나 행위가 거부되었거나 기록이 \
         검증되지 않음, 2 잘못 쓴 명령, 3 읽을 수 없는 입력, 4 판정하지 못함(`--deny undecided`를 준 때), \
         5 저장소ㆍ네트워크ㆍ출력의 실패.",
    ),
    (
        "help",
        "이 도움말이나 명령의 도움말을 보여 줍니다",
        "이 도움말이나 명령의 도움말을 보여 줍니다.",
    ),
    (
        "text",
        "법의 본문: 조문, 그리고 판 사이에 바뀐 것을 보여 줍니다",
        "법의 본문을 읽은 그대로 조문별로, 또는 두 판 사이에 바뀐 것을 조문별로 보여 줍니다.",
    ),
    (
        "text show",
        "본문을 읽은 대로 조문별로 보여 줍니다: 번호, 제목, 종류, 지문",
        "본문을 읽은 대로 조문별로 보여 줍니다: 번호, 제목, 종류(의무, 금지, 권한 등), 지문. \
         이 프로젝트의 형식(`+++` 사이의 TOML 머리), 공개된 법령의 마크다운, 글자만 있는 본문을 읽습니다. \
         본문에 이상해 보이는 것이 있으면 표준 오류로 알립니다.",
    ),
    (
        "text diff",
        "두 판 사이에 바뀐 것을 조문별로 보여 줍니다",
        "두 판 사이에 바뀐 것을 조문별로 보여 줍니다: 신설, 삭제, 변경(바뀐 말을 표시), 번호만 바뀐 조문.",
    ),
    (
        "explain",
        "코드가 무엇을 뜻하고 왜 중요하며 어떻게 고치는지 설명합니다",
        "코드가 무엇을 뜻하고 왜 중요하며 어떻게 고치는지, 나쁜 예와 좋은 예를 들어 설명합니다. \
         코드를 주지 않으면 모든 코드를 제목과 함께 늘어놓습니다.",
    ),
];

/// Arguments that every command has.
const COMMON: &[(&str, &str)] = &[
    (
        "lang",
        "언어, `ko` 또는 `en`. 주지 않으면 로캘을 따릅니다(로캘이 없으면 한국어)",
    ),
    (
        "format",
        "출력 형식: 화면용 `human`, 소리 내어 읽기 좋은 `plain`, 프로그램용 `json`",
    ),
    (
        "library",
        "라이브러리 폴더. 주지 않으면 JORYE_LIBRARY의 폴더, 그것도 없으면 지금 폴더",
    ),
    ("help", "도움말을 보여 줍니다(`-h`는 짧게)"),
    ("version", "버전을 보여 줍니다"),
];

/// Arguments of one command.
const ARGUMENTS: &[(&str, &str, &str)] = &[
    ("text show", "file", "파일"),
    ("text diff", "old", "앞의 판"),
    ("text diff", "new", "뒤의 판"),
    (
        "explain",
        "code",
        "설명할 코드(예: J0203) 또는 그 이름(예: unreachable-state)",
    ),
];

/// The short and the long text of a command, by the words that call it.
pub(super) fn about(path: &str) -> Option<(&'static str, &'static str)> {
    let name = if path.ends_with(" help") {
        "help"
    } else {
        path
    };
    COMMANDS
        .iter()
        .find(|(known, ..)| *known == name)
        .map(|(_, short, long)| (*short, *long))
}

/// The text of an argument, by its id.
pub(super) fn argument(path: &str, id: &str) -> Option<&'static str> {
    let own = ARGUMENTS
        .iter()
        .find(|(command, known, _)| *command == path && *known == id)
        .map(|(.., text)| *text);
    own.or_else(|| {
        COMMON
            .iter()
            .find(|(known, _)| *known == id)
            .map(|(_, text)| *text)
    })
}
