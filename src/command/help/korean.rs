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
        "demo",
        "제공된 라이브러리로 주된 일을 처음부터 끝까지 한 번 해 봅니다",
        "라이브러리를 검사하고 시나리오를 돌린 뒤, 새 저장소에서 시민제안과 이행점검을 위원회의 의결과 함께 \
         진행하고, 기록을 검증하고, 쓴 파일의 위치를 알려 줍니다. 이야기는 2027년의 일이며 시계도 그에 맞춥니다.",
    ),
    (
        "check",
        "라이브러리를 검사합니다: 본문, 절차, 시나리오, 그리고 거기서 따라 나오는 것",
        "경로를 주지 않으면 라이브러리 전체를, 주면 그 파일만 검사합니다. 검사할 것이 하나도 없으면 오류입니다.",
    ),
    (
        "test",
        "시나리오를 엔진으로 돌립니다",
        "절차 옆의 `NAME.scenarios.toml`에 적힌 시나리오를 엔진으로 돌려 기대한 대로인지 봅니다.",
    ),
    (
        "show",
        "절차를 글(`--format text`)이나 그림(`dot`, `mermaid`)으로 보여 줍니다",
        "절차를 글(`--format text`)이나 Graphviz(`dot`), Mermaid(`mermaid`)의 그림으로 보여 줍니다.",
    ),
    (
        "case",
        "사건을 열고 진행하며, 어디에 있는지 봅니다",
        "저장소의 사건을 열고 진행하며, 지금 할 수 있는 행위와 지난 일을 봅니다.",
    ),
    ("case open", "절차의 사건을 엽니다", "절차의 사건을 엽니다."),
    (
        "case advance",
        "행위를 합니다. 받아들여지든 거부되든 기록됩니다",
        "사건에서 행위를 합니다. 받아들여지든 거부되든 기록됩니다. 거부되면 종료 코드가 1입니다.",
    ),
    (
        "case advance-children",
        "한 사건의 하위 사건 가운데 끝나지 않은 것 모두에서 같은 행위를 합니다",
        "한 사건의 하위 사건 가운데 끝나지 않은 것 모두에서 같은 행위를 합니다. 하나하나가 따로 기록됩니다. \
         같은 의견 삼천 건에 한 번에 답하고, 의견마다 답이 남습니다.",
    ),
    (
        "case next",
        "지금 누가 무엇을 할 수 있고 무엇이 나머지를 막는지 보여 줍니다",
        "지금 누가 무엇을 할 수 있고 무엇이 나머지를 막는지 보여 줍니다.",
    ),
    (
        "case why",
        "행위를 하지 않고, 되는지 안 되는지와 그 까닭을 보여 줍니다",
        "행위를 하지 않고, 되는지 안 되는지와 그 까닭을 보여 줍니다. 저절로 일어나는 전이라면 왜 일어나지 않았는지 보여 줍니다.",
    ),
    (
        "case show",
        "사건이 어디에 있고 무엇이 알려져 있는지 보여 줍니다",
        "사건이 어디에 있고 무엇이 알려져 있는지 보여 줍니다.",
    ),
    (
        "deliver",
        "사건이 서로에게 보내고 아직 받지 않은 것을 전달합니다",
        "행위는 자기가 보내는 것을 스스로 전달합니다. 이 명령은 그 사이에 프로그램이 멈추었거나 라이브러리가 없어 \
         남은 것을 전달합니다.",
    ),
    ("case list", "사건의 목록", "사건의 목록을 보여 줍니다."),
    (
        "body",
        "회의체: 그날 누가 위원이고 어떻게 구성되었는지 봅니다",
        "회의체의 자리에 그날 누가 있고 어떻게 구성되었는지 봅니다.",
    ),
    (
        "body show",
        "그날의 위원과 구성, 빈자리를 보여 줍니다",
        "회의체의 자리에 그날 누가 있는지, 구성 기준을 지키는지, 빈자리가 있는지 보여 줍니다.\n\n\
         라이브러리가 선언한 것을 저장소의 행위에서 나온 위원 명부와 견줍니다.",
    ),
    (
        "case history",
        "사건에서 일어난 일을 기록 순서대로 보여 줍니다",
        "사건에서 일어난 일을 기록 순서대로 보여 줍니다. 거부된 행위도 그 사유와 함께 나옵니다.",
    ),
    (
        "audit",
        "기록: 내보내고, 머리에 서명하고, 증명하고, 검증합니다",
        "감사 기록을 내보내고, 지금의 머리에 서명하고, 그 안에 있는 것을 증명하고, 검증합니다.",
    ),
    (
        "audit export",
        "기록 전체를 누구나 검증할 수 있는 파일로 씁니다",
        "기록 전체를 누구나 검증할 수 있는 파일로 씁니다. 형식은 docs/audit.md에 있습니다.",
    ),
    (
        "audit checkpoint",
        "지금의 기록 머리에 서명합니다",
        "지금의 기록 머리에 서명합니다. 체크포인트는 C2SP 서명 문서이며, 저장소 밖에 보관하거나 공표하면 \
         그 뒤에 앞의 기록을 바꾼 것이 모두 드러납니다.",
    ),
    (
        "audit prove",
        "한 기록이 로그에 있음을, 또는 로그가 늘기만 했음을 증명합니다",
        "사건과 번호를 주면 C2SP tlog-proof 증명과 그 기록을 쓰고, `--since`를 주면 그 체크포인트 뒤로 아무것도 \
         바뀌지 않았다는 증명을 씁니다. 로그의 공개 열쇠만 있으면 누구나 로그의 나머지 없이 검증할 수 있습니다. \
         기록에는 값이 그대로 적혀 있지 않습니다.",
    ),
    (
        "audit verify",
        "내보낸 기록이나 저장소의 기록, 또는 증명을 검증합니다",
        "내보낸 기록이나 저장소의 기록을 검증합니다. 저장소라면 사건의 상태도 기록으로 만든 것과 견줍니다. 증명은 \
         로그의 공개 열쇠만으로 검증합니다: 한 기록이 로그에 있음(`--proof`, `--entry`), 또는 체크포인트 뒤로 로그가 \
         늘기만 했음(`--proof`, `--checkpoint`). 밖에서 온 체크포인트가 없으면 끝이 잘렸는지, 모두 새로 \
         썼는지 알 수 없으며, 확인하지 못한 것은 그렇다고 말합니다.",
    ),
    (
        "text pin",
        "절차가 근거로 삼은 조문의 지금 문언을 적어 둡니다",
        "절차 옆의 잠금 파일에 지금 문언의 지문을 적어 둡니다. 그 뒤로 인용한 조문이 달라지면 `check`가 \
         알려 줍니다. 앞의 잠금 파일 뒤로 달라진 것은 보여 줍니다. 먼저 읽고 절차를 고친 다음에 새 잠금 \
         파일에 기대십시오.",
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
        "serve",
        "다른 프로그램에 HTTP로 사건을 제공합니다",
        "다른 프로그램에 HTTP로 사건을 제공합니다. 이 컴퓨터에서만 닿는 주소에 열리므로, 밖에서 쓰려면 TLS를 하는 \
         프록시를 앞에 둡니다. 부르는 쪽은 열쇠(`jorye key new`)를 보이고, 누구로서 행위할 수 있는지는 호출 주체 \
         파일이 정합니다. SIGTERM이나 SIGINT를 받으면 하던 일을 마치고 종료 코드 0으로 끝납니다. 제공하는 것은 \
         `/openapi.json`에 있습니다.",
    ),
    (
        "key",
        "HTTP 서비스의 열쇠를 만들고, 늘어놓고, 폐지합니다",
        "HTTP 서비스의 열쇠를 만들고, 늘어놓고, 폐지합니다. 열쇠는 부르는 쪽이 어느 호출 주체인지를 밝히고, 호출 \
         주체가 누구로서 행위할 수 있는지는 호출 주체 파일이 정합니다. 돌고 있는 서비스는 바뀐 것을 1~2초 안에 받아들입니다.",
    ),
    (
        "key new",
        "호출 주체의 열쇠를 만듭니다. 한 번만 보여 줍니다",
        "호출 주체의 열쇠를 만들어 표준 출력으로 한 번만 보여 줍니다. 파일에는 그 SHA-256만 적습니다.",
    ),
    (
        "key list",
        "열쇠의 목록(폐지한 것도)",
        "열쇠의 목록을 보여 줍니다. 폐지한 것도 나옵니다.",
    ),
    (
        "key revoke",
        "열쇠를 영영 폐지합니다",
        "열쇠를 영영 폐지합니다.",
    ),
    (
        "due",
        "기간이 언제 끝나는지 단계마다 근거 조문과 함께 계산합니다",
        "기간이 언제 끝나는지 단계마다 근거 조문과 함께 계산합니다.\n\n\
         규칙: `civil`(첫날을 빼고, 말일이 토요일이나 공휴일이면 다음 날로), `civil-from-midnight`, \
         `effect`(시행일), `restrict`(권익 제한ㆍ의무), `petition`(민원 처리기간), `backward`(며칠 전까지), \
         `term`(임기), `fixed`, `calendar`(날짜만 더함). 기간: `8h`(시간), `20d`(일), `14wd`(근무일), \
         `12w`(주), `3m`(개월), `1y`(년).\n\n\
         예: jorye due --rule civil --from 2026-09-04 --period 20d",
    ),
    (
        "explain",
        "코드가 무엇을 뜻하고 왜 중요하며 어떻게 고치는지 설명합니다",
        "코드가 무엇을 뜻하고 왜 중요하며 어떻게 고치는지, 나쁜 예와 좋은 예를 들어 설명합니다. \
         코드를 주지 않으면 모든 코드를 제목과 함께 늘어놓습니다.",
    ),
    (
        "fmt",
        "절차와 시나리오 파일의 키 순서와 여백을 가지런히 합니다",
        "절차와 시나리오 파일(`workflows/`의 TOML)을 같은 순서와 여백으로 고쳐 씁니다. 주석, 빈 줄로 나눈 묶음, \
         요소의 순서, 맞추어 둔 `=`는 그대로 두며, 파일의 뜻은 바뀌지 않습니다. TOML로 읽을 수 없는 파일은 \
         건드리지 않고 그 까닭을 알려 줍니다(종료 코드 1).",
    ),
    (
        "completions",
        "셸의 자동 완성 스크립트를 내보냅니다",
        "셸의 자동 완성 스크립트를 표준 출력으로 내보냅니다. 셸이 읽는 곳에 두면 명령과 선택이 완성됩니다.\n\n\
         예: `jorye completions bash > ~/.local/share/bash-completion/completions/jorye`",
    ),
    (
        "man",
        "설명서(man) 페이지를 내보냅니다",
        "설명서(man) 페이지를 roff로 내보냅니다. 명령을 주면 그 명령의 페이지를, 주지 않으면 jorye의 페이지를 \
         표준 출력으로 쓰고, `--out`을 주면 모든 페이지를 그 폴더에 씁니다.\n\n\
         예: `jorye man | man -l -`",
    ),
];

/// Arguments that every command has.
const COMMON: &[(&str, &str)] = &[
    ("case", "사건의 id"),
    ("actor", "행위하는 사람의 id"),
    (
        "capacity",
        "어느 역할로 하는지. 저장소에 쓸 수 있는 사람이 책임집니다",
    ),
    (
        "give",
        "줄 값(`사실=값`). 여럿 줄 수 있습니다. 문서는 파일로 줍니다(`사실=@경로`). 표결은 표로 적거나 그런 파일로 줍니다",
    ),
    (
        "effective",
        "행위의 효력이 생기는 때(지금보다 앞선 때만): 날짜나 날짜와 시각",
    ),
    (
        "store",
        "저장소 `sqlite:파일`. 주지 않으면 JORYE_STORE, 그것도 없으면 `sqlite:jorye.db`",
    ),
    (
        "keys",
        "API 열쇠 파일. 주지 않으면 저장소 옆의, 이름 끝에 `.keys`가 붙은 파일",
    ),
    (
        "wait",
        "저장소를 쓰고 있는 다른 프로세스를 기다릴 초. 주지 않으면 5",
    ),
    (
        "lang",
        "언어, `ko` 또는 `en`. 주지 않으면 로캘을 따릅니다(로캘이 없으면 한국어)",
    ),
    (
        "format",
        "출력 형식: 화면용 `human`, 소리 내어 읽기 좋은 `plain`, 프로그램용 `json`. \
         `show`에는 `text`, `dot`, `mermaid`, `check`에는 `sarif`도 쓸 수 있습니다",
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
    (
        "demo",
        "out",
        "쓸 폴더. 주지 않으면 `jorye-demo` 또는 비어 있는 다음 이름",
    ),
    ("due", "rule", "계산 규칙"),
    (
        "due",
        "from",
        "사건이 있은 날, 또는 그 시각(`2026-09-23T14:00`)",
    ),
    ("due", "period", "기간(`20d`처럼)"),
    (
        "due",
        "calendar",
        "달력: `kr`, `england-and-wales`, `netherlands`, 또는 라이브러리의 `calendars/`에 있는 것. 주지 않으면 `kr`",
    ),
    (
        "due",
        "from_midnight",
        "기간이 0시부터 시작하여 첫날을 산입합니다(`civil`과 함께)",
    ),
    (
        "due",
        "clear",
        "사이의 날수가 온전하여야 합니다(`backward`와 함께)",
    ),
    (
        "due",
        "pause",
        "A부터 B까지 기간이 멈춥니다. 두 날 모두 산입하지 않습니다. 여럿 줄 수 있습니다",
    ),
    (
        "due",
        "pause_ends_count",
        "멈춘 기간의 첫날과 마지막 날은 산입합니다(네덜란드 법)",
    ),
    (
        "due",
        "exclude",
        "선거기간처럼 법이 빼는 날들. 여럿 줄 수 있습니다",
    ),
    ("due", "extend", "연장한 기간"),
    ("check", "paths", "라이브러리의 파일, 또는 라이브러리"),
    (
        "check",
        "deny",
        "경고(`warnings`)나 판정하지 못한 것(`undecided`)이 있어도 실패로 봅니다",
    ),
    (
        "check",
        "watch",
        "파일이 바뀔 때마다 다시 검사합니다(중단할 때까지)",
    ),
    (
        "test",
        "paths",
        "라이브러리의 절차나 시나리오 파일, 또는 라이브러리",
    ),
    (
        "test",
        "coverage",
        "시나리오가 보이지 않은 상태, 전이, 갈래, 거부한 적이 없는 요건도 알립니다",
    ),
    (
        "test",
        "junit",
        "지속적 통합(CI) 도구가 읽는 JUnit XML로도 이 파일에 씁니다",
    ),
    (
        "serve",
        "listen",
        "요청을 받을 주소와 포트. 포트 0은 빈 포트를 씁니다",
    ),
    (
        "serve",
        "allow_remote",
        "다른 컴퓨터에서 닿는 주소에도 엽니다",
    ),
    (
        "serve",
        "principals",
        "호출 주체 파일. 주지 않으면 저장소 옆의 `principals.toml`",
    ),
    (
        "serve",
        "dry_run",
        "모두 읽어 보고 잘못된 것을 알리기만 하고, 서비스하지 않습니다",
    ),
    (
        "serve",
        "anonymous_read",
        "누구나 읽을 수 있게 합니다(사건의 값도)",
    ),
    (
        "serve",
        "log",
        "표준 오류로 쓰는 로그의 형식: `text`, `json`, 또는 오류만(`errors`)",
    ),
    ("serve", "max_body", "본문의 최대 바이트"),
    ("serve", "max_requests", "한꺼번에 처리하는 요청의 수"),
    ("serve", "body_time", "본문이 와야 하는 시간(초)"),
    ("serve", "answer_time", "답하는 데 쓸 수 있는 시간(초)"),
    (
        "key new",
        "principal",
        "열쇠가 나타내는 호출 주체. 호출 주체 파일에 있는 이름입니다",
    ),
    ("key new", "label", "사람이 알아볼 열쇠의 이름"),
    ("key revoke", "id", "열쇠의 id"),
    ("show", "workflow", "절차의 id"),
    ("text pin", "workflow", "절차의 id"),
    (
        "text pin",
        "dry_run",
        "무엇이 달라지는지 보이기만 하고 쓰지 않습니다",
    ),
    ("case open", "workflow", "절차의 id"),
    (
        "case advance-children",
        "parent",
        "하위 사건을 연 사건의 id",
    ),
    (
        "case advance-children",
        "children",
        "그 사건이 하위 사건을 열 때의 이름(`as`)",
    ),
    ("case advance-children", "transition", "할 전이"),
    (
        "case advance-children",
        "reason",
        "이유. 이유를 적어야 하는 행위에 씁니다",
    ),
    ("case list", "parent", "이 사건이 연 하위 사건만"),
    (
        "case open",
        "id",
        "사건의 id. 주지 않으면 추측할 수 없는 id를 붙입니다",
    ),
    ("case advance", "transition", "전이의 id"),
    ("case advance", "reason", "이유를 적어야 하는 행위의 이유"),
    ("case advance", "expect", "사건이 아직 이 판일 때만 합니다"),
    ("case next", "all", "다른 상태에서 하는 행위도 보여 줍니다"),
    ("case why", "transition", "전이의 id"),
    ("case why", "reason", "적으려는 이유"),
    ("body show", "body", "회의체의 id. 주지 않으면 모두"),
    ("body show", "on", "날짜. 주지 않으면 서울의 오늘"),
    ("case list", "workflow", "이 절차의 사건만"),
    ("case list", "open", "끝나지 않은 사건만"),
    ("case list", "closed", "끝난 사건만"),
    ("case list", "limit", "많아야 이만큼"),
    ("case list", "after", "이 사건 다음부터"),
    ("case history", "limit", "많아야 이만큼"),
    ("case history", "after", "이 번호의 기록 다음부터"),
    ("audit export", "out", "쓸 파일"),
    ("audit prove", "case", "사건"),
    ("audit prove", "seq", "사건 안에서의 기록 번호(1부터)"),
    (
        "audit prove",
        "since",
        "이 로그의 앞선 체크포인트: 로그가 그것을 이어 쓴 것임을 증명합니다",
    ),
    (
        "audit prove",
        "checkpoint",
        "지금의 로그가 아니라 이 체크포인트에서 기록을 증명합니다",
    ),
    (
        "audit prove",
        "out",
        "증명을 쓸 파일. 주지 않으면 `CASE-SEQ.tlog-proof`, 또는 로그의 크기에 따라 `OLD-NEW.tlog-consistency`",
    ),
    (
        "audit prove",
        "entry",
        "기록을 쓸 파일. 주지 않으면 `CASE-SEQ.entry.json`",
    ),
    (
        "audit verify",
        "proof",
        "`audit prove`나 다른 C2SP 로그가 쓴 증명",
    ),
    (
        "audit verify",
        "entry",
        "증명이 가리키는 기록. 한 글자도 다르지 않게",
    ),
    ("audit checkpoint", "out", "쓸 파일. 주지 않으면 표준 출력"),
    (
        "audit verify",
        "file",
        "내보낸 기록. 주지 않으면 저장소의 기록",
    ),
    (
        "audit verify",
        "checkpoint",
        "기록을 비추어 볼 체크포인트. 여럿 줄 수 있습니다",
    ),
    (
        "audit verify",
        "key",
        "밖에서 알려진 로그의 공개 열쇠(vkey)",
    ),
    ("text show", "file", "파일"),
    ("text diff", "old", "앞의 판"),
    ("text diff", "new", "뒤의 판"),
    (
        "explain",
        "code",
        "설명할 코드(예: J0203) 또는 그 이름(예: unreachable-state)",
    ),
    (
        "fmt",
        "paths",
        "절차나 시나리오 파일, 또는 라이브러리. 주지 않으면 지금 라이브러리의 모든 파일",
    ),
    (
        "fmt",
        "check",
        "쓰지 않고, 바뀔 파일만 늘어놓습니다. 있으면 종료 코드가 1입니다",
    ),
    (
        "completions",
        "shell",
        "셸: `bash`, `zsh`, `fish`, `powershell`, `elvish`",
    ),
    ("man", "words", "명령(예: `case open`)"),
    ("man", "out", "모든 페이지를 쓸 폴더"),
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
