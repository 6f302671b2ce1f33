//! What is said where two revisions are compared.

use super::{Level, Message, row};

use Level::Error;

/// The use of `diff`, J0840 to J0849.
pub(super) static USE: &[Message] = &[row(
    840,
    "no-such-revision",
    Error,
    "`{workflow}` 절차에 개정 {revision|이가} 없습니다. 있는 개정: {known}.",
    "The procedure `{workflow}` has no revision {revision}. There are: {known}.",
    "비교할 것이 없어 멈추었습니다.",
    "There is nothing to compare, so the work stopped.",
    "있는 개정의 번호를 `ID@번호`로 쓰거나, 그 개정의 파일을 주십시오.",
    "Write the number of a revision that there is, as `ID@NUMBER`, or name the file of the revision.",
)];
