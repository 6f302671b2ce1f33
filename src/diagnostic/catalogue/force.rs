//! Refusals because a provision is no law on the day of an act.
use super::{Message, row};
use crate::diagnostic::Level::Error;

pub(super) const TABLE: &[Message] = &[
    row(
        780,
        "not-yet-law",
        Error,
        "{provision|은는} {day}부터 시행되어 {date}에는 아직 효력이 없습니다.",
        "{provision} is law only from {day}: on {date} it is not in force yet.",
        "`{transition|은는}` 근거가 없어 일어나지 않았습니다.",
        "`{transition}` has nothing to rest on, and did not take place.",
        "시행일부터 하십시오.",
        "Do it once the provision is in force.",
    ),
    row(
        781,
        "law-repealed",
        Error,
        "{provision|은는} {day}부터 폐지되어 {date}에는 효력이 없습니다.",
        "{provision} is repealed from {day}: on {date} it is no law any more.",
        "`{transition|은는}` 근거가 없어 일어나지 않았습니다.",
        "`{transition}` has nothing to rest on, and did not take place.",
        "그 뒤의 규정을 따르는 절차로 하십시오. 종전의 규정에 따르는 사건이라면 그렇게 정한 경과조치를 텍스트의 `saving`에 적으십시오.",
        "Use the procedure under the law that has taken its place. If former law applies still, write the provision that says so into the text's `saving`.",
    ),
    row(
        782,
        "law-stayed",
        Error,
        "법원이 {day}부터 {provision}의 효력을 정지하여 {date}에는 적용할 수 없습니다.",
        "A court has stayed {provision} from {day}: on {date} it cannot be applied.",
        "`{transition|은는}` 일어나지 않았고, 이 근거에 따른 기한은 정지가 끝날 때까지 멈춥니다.",
        "`{transition}` did not take place, and deadlines that rest on it stand still until the stay ends.",
        "정지가 끝난 뒤에 하십시오. 끝났다면 텍스트의 `stayed`에 `until`을 적으십시오.",
        "Do it once the stay has ended. If it has, write `until` into the text's `stayed`.",
    ),
];
