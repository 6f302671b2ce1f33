//! People: who may act for whom, what they assent to, what they are told. Faults of
//! files, and refusals.

use super::{Message, row};
use crate::diagnostic::Level::Error;

/// Of files.
pub(super) const READING: &[Message] = &[
    row(
        137,
        "step-out-of-order",
        Error,
        "시나리오의 단계가 앞 단계보다 이른 날짜({on})에 있습니다.",
        "A step of the scenario lies on an earlier day ({on}) than the one before it.",
        "앞 단계는 {before}에 있었고 기록은 시간을 거슬러 올라가지 않으므로 시나리오를 재연하지 않았습니다.",
        "What comes before it is of {before}, and nothing is recorded backwards, so the scenario was not played.",
        "날짜를 고치거나 단계의 순서를 바꾸십시오.",
        "Mend the date, or put the steps in their order.",
    ),
    row(
        138,
        "unopened-head",
        Error,
        "파일이 `{key}`(으)로 시작하는데, 그 위에 머리를 여는 `+++` 줄이 없습니다.",
        "The file begins with `{key}`, and no line `+++` above it opens the head.",
        "머리인 것으로 보고 읽었으나, 본문의 일부일 수도 있습니다.",
        "It was read as the head, though it may have been meant as part of the text.",
        "파일의 첫 줄에 `+++`을 적고, 머리가 끝나는 곳에도 `+++` 줄을 두십시오.",
        "Write `+++` as the first line of the file, and a line `+++` where the head ends.",
    ),
];
