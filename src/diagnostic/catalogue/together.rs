//! What is said of deadlines that cannot be kept together, before adoption.

use super::{Level, Message, row};

use Level::{Error, Warning};

/// Time, J0271 to J0274.
pub(super) static TIME: &[Message] = &[
    row(
        271,
        "not-kept-together",
        Error,
        "{deadlines|을를} 어느 날부터 세어도 함께 지킬 수 없습니다. {date}부터 세면 {transition|은는} {days} 늦습니다.",
        "{deadlines} cannot be kept together, whatever day they are counted from: from {date}, {transition} is {days} too late.",
        "한 규정을 지키면 다른 규정을 어기게 됩니다. 누가 어떻게 하여도 달라지지 않습니다.",
        "Whoever keeps the one breaks the other, whatever anybody does.",
        "아래에 적힌 규정들의 길이와 세기 시작하는 때를 법문에서 다시 확인하고, 실제로 그렇다면 조례를 고치십시오.",
        "Look again at what the provisions below say of the lengths, and of from when they run. If it is so, the ordinance is to be amended.",
    ),
    row(
        272,
        "not-on-every-day",
        Warning,
        "{deadlines|을를} 어떤 날에는 함께 지킬 수 없습니다. {date}부터 세면 {transition|은는} {days} 늦습니다.",
        "From some days {deadlines} cannot be kept together: counted from {date}, {transition} is {days} too late.",
        "휴일이나 짧은 달에 걸리는 사건에서는 한 규정을 지키면 다른 규정을 어기게 됩니다.",
        "In a case that meets the holidays, or a short month, whoever keeps the one breaks the other.",
        "여유를 두거나, 같은 단위와 같은 방법으로 세십시오.",
        "Leave some room, or count them in the same unit and by the same rule.",
    ),
    row(
        273,
        "too-late-from-the-start",
        Error,
        "앞당겨 세는 기한은 시작할 때 이미 지나 있습니다: {deadlines}. {date}부터 세면 {transition|은는} {days} 늦습니다.",
        "A term before an event is over when it begins: {deadlines}. Counted from {date}, {transition} is {days} too late.",
        "그 날을 언제로 정하여도 행위는 처음부터 늦습니다.",
        "Whatever day is chosen, the act is late from the beginning.",
        "그 날을 정하는 기간을 늘리거나, 미리 하여야 하는 기간을 줄이십시오.",
        "Give more time until that day, or ask for the act less long before it.",
    ),
    row(
        274,
        "clock-is-first",
        Error,
        "{transition|은는} 할 수 없습니다. 그 전에 기한 {clock|이가} 끝나 그에 따른 일이 먼저 일어납니다.",
        "{transition} never comes: the deadline {clock} runs out before, and the clock acts on it.",
        "법이 정한 행위나 효과가 절차에서는 결코 일어나지 않습니다.",
        "What the law provides for never happens in the procedure.",
        "두 기간의 길이를 법문에서 다시 확인하거나, 앞의 기한이 그 사이에는 진행되지 않게 하십시오(`pauses`).",
        "Look again at what the law says of both lengths, or let the earlier deadline stand still meanwhile (`pauses`).",
    ),
];
