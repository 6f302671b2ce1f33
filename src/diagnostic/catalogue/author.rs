//! Messages for those who write a library.

use super::{Message, row};
use crate::diagnostic::Level;

/// From J0974.
pub(super) const USE: &[Message] = &[row(
    974,
    "folder-not-empty",
    Level::Error,
    "`{folder}` 폴더가 비어 있지 않습니다. 안에 있는 것: `{holds}`.",
    "The folder `{folder}` is not empty: `{holds}` lies in it.",
    "있는 것을 덮어쓰지 않으므로 아무것도 쓰지 않았습니다.",
    "Nothing is written over what is there, so nothing was written.",
    "새 폴더나 빈 폴더의 이름을 주십시오.",
    "Name a new folder, or an empty one.",
)];

/// Of the story, from J0976.
pub(super) const STORY: &[Message] = &[
    row(
        976,
        "no-such-place-in-story",
        Level::Error,
        "`{named}` 자리가 이야기에 없습니다.",
        "The story has no place `{named}`.",
        "어디에서 멈출지 알 수 없어 아무것도 하지 않았습니다.",
        "Where to stop is not known, so nothing was done.",
        "걸음의 번호나 날짜, 또는 단계의 이름을 적으십시오: {known}.",
        "Give the number of a step, a day, or a stage: {known}.",
    ),
    row(
        977,
        "no-moment-of-rehearsal",
        Level::Error,
        "`JORYE_REHEARSAL`의 값 `{named}` 자리에는 날짜나 시각이 와야 합니다.",
        "`{named}` in `JORYE_REHEARSAL` is no date or time.",
        "시계가 어디에 서는지 알 수 없어 아무것도 하지 않았습니다.",
        "Where the clock stands is not known, so nothing was done.",
        "`2028-08-03T12:00:00`처럼 적거나, 연습이 아니면 이 변수를 지우십시오.",
        "Write it as `2028-08-03T12:00:00`, or unset the variable where nothing is rehearsed.",
    ),
];
