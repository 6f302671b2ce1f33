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
