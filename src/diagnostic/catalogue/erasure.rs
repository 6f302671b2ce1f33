//! What is said of erasing values, of correcting records, and of acts that are
//! annulled. Each table stands in the catalogue behind the one of its range.

use super::{Level, Message, row};

use Level::{Error, Warning};

const NOTHING_ERASED_KO: &str = "아무것도 삭제하지 않았고 기록하지 않았습니다.";
const NOTHING_ERASED_EN: &str = "Nothing was erased, and nothing recorded.";

/// Graphs, J0270.
pub(super) static GRAPH: &[Message] = &[row(
    270,
    "never-to-annul",
    Error,
    "{transition|은는} {act} 행위를 취소하지만, 그것이 할 수 있는 곳에서는 그 행위가 있었을 수 없습니다.",
    "{transition} annuls {act}, which can never have been taken where it may be done.",
    "취소는 언제나 거부됩니다.",
    "The annulment is always refused.",
    "`from`을 취소할 행위 뒤에 올 수 있는 상태로 하거나, `annuls`에 다른 전이를 적으십시오.",
    "Let `from` name a state that can follow the annulled act, or name another transition in `annuls`.",
)];

/// Acts, J0771 to J0779.
pub(super) static ACTS: &[Message] = &[
    row(
        771,
        "still-read",
        Error,
        "사건 `{case|이가}` 아직 읽을 수 있는 값입니다: `{facts}`.",
        "Case `{case}` may still read this: `{facts}`.",
        "지금 삭제하면 그 행위를 판단할 수 없게 되므로, 아무것도 삭제하지 않았고 기록하지 않았습니다.",
        "Erased now, that act could not be decided any more; nothing was erased, and nothing recorded.",
        "아래에 적힌 것이 더는 일어날 수 없게 된 뒤에 하거나, 새 값을 주는 행위를 먼저 하십시오.",
        "Do it once what is listed below can no longer happen.",
    ),
    row(
        772,
        "not-personal",
        Error,
        "`{fact|은는}` 개인정보로 선언된 사실도 문서도 아닙니다.",
        "`{fact}` is neither declared personal nor a document.",
        NOTHING_ERASED_KO,
        NOTHING_ERASED_EN,
        "개인정보라면 절차의 `[fact.…]`에 `personal = true`를 적어야 합니다. 이미 연 사건은 열 때의 절차를 따르므로, 값 하나씩은 삭제할 수 없습니다.",
        "If it is personal, its `[fact.…]` in the workflow needs `personal = true`. A case runs under the workflow that it was opened under.",
    ),
    row(
        773,
        "nothing-to-erase",
        Error,
        "사건 `{case}`에는 삭제할 값이 없습니다: `{facts}`.",
        "Case `{case}` holds nothing to erase: `{facts}`.",
        NOTHING_ERASED_KO,
        NOTHING_ERASED_EN,
        "이미 삭제되었거나 주어진 적이 없습니다. `jorye case history`(HTTP에서는 사건의 `history`)가 무엇이 있는지 보여 줍니다.",
        "It was erased before, or never given. `jorye case history` (over HTTP `history` of the case) shows what there is.",
    ),
    row(
        774,
        "erasure-without-basis",
        Error,
        "법적 근거가 없거나, 조문의 인용으로 읽을 수 없습니다.",
        "There is no legal basis, or it cannot be read as a citation.",
        NOTHING_ERASED_KO,
        NOTHING_ERASED_EN,
        "명령줄에서는 `--basis '개인정보 보호법 제21조'`, HTTP에서는 `basis`로 조문을 적거나, 절차에 `[erasure]`를 선언하십시오.",
        "Cite a provision (on the command line `--basis '개인정보 보호법 제21조'`, over HTTP `basis`), or declare `[erasure]` in the workflow.",
    ),
    row(
        775,
        "may-not-order",
        Error,
        "`{actor|은는}` 사건 `{case}`에서 이를 명할 수 있는 역할을 지니고 있지 않습니다.",
        "`{actor}` holds no role that may order this in case `{case}`.",
        "아무것도 하지 않았고 기록하지 않았습니다.",
        "Nothing was done, and nothing recorded.",
        "다음 역할의 사람이 하여야 합니다: {roles}.",
        "Somebody in one of these roles must do it: {roles}.",
    ),
    row(
        776,
        "erasure-before-outcome",
        Error,
        "사건 `{case|은는}` 아직 끝나지 않았습니다.",
        "Case `{case}` has no outcome yet.",
        "절차가 사건이 끝난 뒤에만 삭제할 수 있다고 정하므로(`after = \"outcome\"`), 아무것도 삭제하지 않았고 기록하지 않았습니다.",
        "The workflow lets values be erased only afterwards (`after = \"outcome\"`); nothing was erased, and nothing recorded.",
        "사건이 끝난 뒤에 하십시오.",
        "Do it once the case has ended.",
    ),
    row(
        777,
        "seat-rests-on-it",
        Error,
        "사건 `{case}`의 {seq}번째 기록이 이 값으로 위원의 자리를 주거나 비웠습니다.",
        "Entry {seq} of case `{case}` gives or ends a seat by this value.",
        "위원 명부는 누가 언제 의결할 수 있었는지를 증명하므로, 아무것도 삭제하지 않았고 기록하지 않았습니다.",
        "The register of seats proves who could vote when; nothing was erased, and nothing recorded.",
        "위원의 이름 같은 것은 따로 개인정보 사실로 두고, 자리는 익명 id로 주십시오.",
        "Keep names in personal facts of their own, and give seats to opaque ids.",
    ),
    row(
        778,
        "nothing-to-annul",
        Error,
        "취소할 `{act}` 행위가 없습니다. 있었던 적이 없거나 이미 취소되었습니다.",
        "There is no act `{act}` to annul: it was never done, or is annulled already.",
        "`{transition}` 행위는 거부되었습니다.",
        "`{transition}` is refused.",
        "무엇이 언제 취소되었는지는 `jorye case history`로 볼 수 있습니다.",
        "`jorye case history` shows what was annulled, and by which entry.",
    ),
    row(
        779,
        "ordered-not-decided",
        Error,
        "{seq}번째 기록은 절차 밖에서 명한 것을 적은 것입니다.",
        "Entry {seq} records what was ordered from outside of the procedure.",
        "엔진이 판단한 것이 아니므로 다시 판단할 수 없습니다.",
        "It is not for the engine to decide, so it cannot be decided again.",
        "무엇을 누가 어떤 근거로 명했는지는 그 기록에 적혀 있습니다.",
        "The entry itself says what was ordered, by whom, and on what basis.",
    ),
];

/// Trails, J0852 to J0859.
pub(super) static TRAIL: &[Message] = &[row(
    852,
    "erased-and-still-there",
    Error,
    "{seq}번째 기록의 `{path}` 값이 삭제되었다고 적혀 있으나, 그대로 있거나 있었던 적이 없습니다.",
    "The value at `{path}` of entry {seq} is said to be erased, and it is still there, or never was.",
    "삭제하였다는 기록이 사실과 다릅니다. 삭제되어야 할 개인정보가 이 사본에 남아 있을 수 있습니다.",
    "The entry that says so is not true of this copy, which may hold personal data that should be gone.",
    "삭제한 뒤의 저장소에서 다시 내보내고, 앞의 사본은 없애십시오.",
    "Export again from the store after the erasure, and destroy the older copy.",
)];

/// Use, J0970 to J0974.
pub(super) static USE: &[Message] = &[
    row(
        970,
        "write-ahead-log-held",
        Warning,
        "삭제는 끝났으나, 다른 프로세스가 저장소를 읽고 있어 쓰기 기록(`-wal`)을 아직 비우지 못하였습니다.",
        "The values are erased, but another process reads the store, so its write-ahead log (`-wal`) could not be emptied yet.",
        "그 프로세스가 놓을 때까지 삭제한 값의 바이트가 그 파일에 남아 있을 수 있습니다.",
        "Until it lets go, bytes of the erased values may be left in that file.",
        "그 프로세스를 마친 뒤 저장소에 쓰는 명령(`jorye tick`)을 한 번 실행하면 비워집니다.",
        "Let that process end, then run a command that writes the store once (`jorye tick`); it empties the file.",
    ),
    row(
        971,
        "nothing-to-correct",
        Error,
        "사건 `{case}`의 {seq}번째 기록에는 정정할 값이 `{path}`에 없습니다.",
        "Entry {seq} of case `{case}` says nothing at `{path}` that could be corrected.",
        "아무것도 정정하지 않았고 기록하지 않았습니다.",
        "Nothing was corrected, and nothing recorded.",
        "`jorye case history`(HTTP에서는 사건의 `history`)로 기록의 번호와 사실을 확인하십시오. 삭제된 값은 정정할 수 없습니다.",
        "Check the number of the entry and the fact with `jorye case history` (over HTTP `history` of the case). What was erased cannot be corrected.",
    ),
    row(
        972,
        "correction-unfit",
        Error,
        "`{says|은는}` `{fact}`의 값이 될 수 없습니다.",
        "`{says}` is no value of `{fact}`.",
        "아무것도 정정하지 않았고 기록하지 않았습니다.",
        "Nothing was corrected, and nothing recorded.",
        "그 사실의 종류와 범위에 맞는 값을 주십시오.",
        "Give a value of the fact's type and within its range.",
    ),
    row(
        973,
        "correction-refused",
        Error,
        "사건 `{case}`의 정정이 거부되었습니다: {why}.",
        "The correction in case `{case}` is refused: {why}.",
        "기록은 그대로이며, 거부된 것도 기록하였습니다.",
        "The record stays as it is; that it was refused is recorded too.",
        "절차의 `[correction]`이 정한 역할의 사람이 이유를 적어 하여야 합니다.",
        "Somebody in a role that `[correction]` of the workflow names must do it, and state a reason.",
    ),
];
