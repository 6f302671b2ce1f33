//! Messages about findings that are let stay.
use super::{Message, row};
use crate::diagnostic::Level;

pub(super) const READING: &[Message] = &[
    row(
        144,
        "waived-error",
        Level::Error,
        "{code|은는} 오류이므로 남겨 둘 수 없습니다.",
        "{code} is an error, which cannot be let stay.",
        "이유를 적어 남겨 둘 수 있는 것은 경고와 참고뿐입니다.",
        "Only warnings and notes stay for a reason.",
        "오류를 고치고 이 `[waive.…]` 표를 지우십시오.",
        "Mend the error, and delete this `[waive.…]` table.",
    ),
    row(
        145,
        "waived-unknown",
        Level::Error,
        "{code}라는 발견은 없습니다.",
        "There is no finding {code}.",
        "무엇을 남겨 두려는 것인지 알 수 없습니다.",
        "What is to stay cannot be told.",
        "`jorye check`가 알린 번호를 그대로 적으십시오. 이를테면 `J0232`입니다.",
        "Write the code as `jorye check` tells it, such as `J0232`.",
    ),
];
