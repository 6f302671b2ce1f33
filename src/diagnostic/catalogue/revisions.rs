//! Revisions of a workflow, and the cases that they move.

use super::{Message, row};
use crate::diagnostic::Level::Error;

/// Of files.
pub(super) const READING: &[Message] = &[
    row(
        154,
        "no-earlier-revision",
        Error,
        "경과조치의 표가 {found}에서 옮기라고 하는데, 개정 {revision}보다 앞선 개정이 아닙니다.",
        "The map is for cases that leave {found}, which is no revision before {revision}.",
        "어느 사건에도 쓰이지 않는 표이므로 절차를 쓸 수 없습니다.",
        "No case could ever follow it, so the procedure cannot be used.",
        "`[transitional.from.N]`의 N에 앞선 개정의 번호를 적으십시오.",
        "Write the number of an earlier revision for N in `[transitional.from.N]`.",
    ),
    row(
        155,
        "map-without-move",
        Error,
        "{table}이 있으나, 이 개정은 진행 중인 사건을 옮기지 않습니다.",
        "There is {table}, but this revision moves no open case.",
        "표가 쓰이지 않습니다. 사건을 옮기려던 것인지 알 수 없습니다.",
        "The map is never used, and whether cases were meant to move cannot be told.",
        "`[workflow]`의 `transitional`에 `rule = \"move\"` 또는 `\"move_at_next_act\"`와 근거를 적거나, 표를 지우십시오.",
        "Write `rule = \"move\"` or `\"move_at_next_act\"` with its basis in `transitional` of `[workflow]`, or remove the map.",
    ),
    row(
        156,
        "mapped-twice",
        Error,
        "두 이름이 {name|으로로} 갑니다.",
        "Two names go to {name}.",
        "둘 가운데 어느 것이 남는지 정할 수 없습니다.",
        "Which of the two would be kept cannot be told.",
        "하나만 그 이름으로 보내고, 다른 것은 새 이름을 주거나 `false`로 자리가 없다고 적으십시오.",
        "Send only one of them there; give the other a name of its own, or `false` for no place.",
    ),
    row(
        157,
        "fact-not-given-before",
        Error,
        "개정 {to}에서는 사건을 열 때 {fact|을를} 주어야 하는데, 개정 {from}의 사건에는 없습니다.",
        "Under revision {to} a case has {fact} from its opening; one of revision {from} does not.",
        "개정 {from}의 사건을 옮기면 그 값을 끝내 알 수 없습니다.",
        "A case of revision {from} that is moved could never come to know it.",
        "`optional = true`로 두거나, `initial`로 처음 값을 정하거나, 종전의 사실을 그리로 보내십시오.",
        "Make it `optional = true`, give it an `initial` value, or send a fact of before there.",
    ),
];

/// Of the way from one revision to another.
pub(super) const PASSAGE: &[Message] = &[
    row(
        275,
        "map-not-total",
        Error,
        "개정 {from}의 {kind} {name|이가} 개정 {to}에 없고, 어디로 가는지 정하지 않았습니다.",
        "Revision {to} has no {kind} {name} of revision {from}, and does not say where it goes.",
        "개정 {from}의 사건을 옮길 수 없습니다. 한 건도 옮기지 않았습니다.",
        "Cases of revision {from} cannot be moved; none was.",
        "`[transitional.from.{from}]`에 그 이름이 어디로 가는지 적으십시오. 자리가 없다면 `false`라고 적습니다(상태는 언제나 자리가 있어야 합니다).",
        "Say in `[transitional.from.{from}]` where the name goes, or write `false` where it has no place (a state always needs one).",
    ),
    row(
        276,
        "map-names-nothing",
        Error,
        "경과조치의 표에 적힌 {kind} {name|이가} 개정 {from}에 없습니다.",
        "The map names the {kind} {name}, which revision {from} does not have.",
        "무엇을 옮기라는 것인지 알 수 없으므로 사건을 옮길 수 없습니다.",
        "What is to be moved cannot be told, so no case is.",
        "개정 {from}에 있는 이름을 적거나 그 줄을 지우십시오.",
        "Write a name that revision {from} has, or remove the line.",
    ),
    row(
        277,
        "types-disagree",
        Error,
        "개정 {from}의 사실 {fact|은는} 개정 {to}의 {new|으로로} 이어질 수 없습니다: {what}.",
        "The fact {fact} of revision {from} cannot become {new} of revision {to}: {what}.",
        "값을 옮기면 다른 뜻이 되거나 뜻이 없어집니다.",
        "Its value would come to mean something else, or nothing.",
        "`[transitional.from.{from}]`의 `facts`에 어디로 가는지 적으십시오. 같은 종류의 유형이면 이름을 그대로 적어 이을 수 있고, 그때는 사건마다 값이 새 유형에 맞는지 봅니다. 자리가 없으면 `false`입니다.",
        "Say in `facts` of `[transitional.from.{from}]` where it goes. Of one kind of type it can be written to itself, and then the value of each case is held to the new type; `false` for no place.",
    ),
    row(
        278,
        "deadline-without-place",
        Error,
        "개정 {from}의 기한 {deadline|이가} 진행 중이면 개정 {to}에서 어떻게 되는지 정할 수 없습니다: {why}.",
        "What becomes of the deadline {deadline} of revision {from} under revision {to}, where it runs, is not settled: {why}.",
        "기한을 짐작으로 옮기지 않으므로 사건을 옮길 수 없습니다.",
        "Nobody guesses a deadline, so no case is moved.",
        "`[transitional.from.{from}]`의 `deadlines`에 `keep`(그대로), `recount`(처음 기산점부터 다시 계산), `restart`(새로 시작) 가운데 하나를 적으십시오. 끝나는 기한이면 `false`입니다.",
        "Write `keep`, `recount` (from where it began) or `restart` for it in `deadlines` of `[transitional.from.{from}]`; `false` where it ends.",
    ),
    row(
        279,
        "no-landing",
        Error,
        "개정 {from}의 사건을 개정 {to|으로로} 옮기면 안 됩니다: {why}.",
        "A case of revision {from} cannot be moved to revision {to}: {why}.",
        "옮긴 사건이 법이 정한 길 밖에 놓이므로 옮기지 않았습니다.",
        "It would stand where the law has no way for it, so it was not moved.",
        "`[transitional.from.{from}]`의 `states`에 이어서 진행할 수 있는 상태를 적으십시오.",
        "Name a state from which it can go on in `states` of `[transitional.from.{from}]`.",
    ),
];

/// Of use.
pub(super) const USE: &[Message] = &[row(
    975,
    "case-cannot-move",
    Error,
    "사건 {case|은는} 개정 {from}에서 개정 {to|으로로} 옮겨야 하는데 옮길 수 없습니다.",
    "The case {case} is to go on under revision {to} instead of {from}, and has no place there.",
    "아무것도 하지 않았습니다. 종전 개정은 더는 적용되지 않고, 새 개정으로는 판단할 수 없습니다.",
    "Nothing was done: the earlier revision no longer applies, and under the later one nothing can be decided.",
    "아래의 까닭을 없애도록 새 개정의 `[transitional.from.{from}]`을 고치고 `jorye revise plan`으로 확인하십시오.",
    "Mend `[transitional.from.{from}]` of the later revision, and look at it with `jorye revise plan`.",
)];
