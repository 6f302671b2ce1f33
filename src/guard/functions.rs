//! The functions that every rule has.

use super::Asked;

/// A function of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Builtin {
    /// Its name.
    pub name: &'static str,
    /// Its parameters, as the documentation names them.
    pub parameters: &'static [&'static str],
    /// Which one.
    pub(super) which: Which,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Date,
    DaysBetween,
    At,
    Taken,
    TakenSince,
    Given,
    AtLeast,
    MoreThan,
    Sum,
    CountWhere,
    Every,
    Count,
    Contains,
    Due,
    Passed,
    Ballot(Asked),
    Opened,
    Reached,
    AllReached,
    OutcomeCount,
    EndedCount,
    AllEnded,
    Served,
    ServedOn,
}

const fn builtin(name: &'static str, parameters: &'static [&'static str], which: Which) -> Builtin {
    Builtin {
        name,
        parameters,
        which,
    }
}

/// Every function of the language.
pub const BUILTINS: &[Builtin] = &[
    builtin("date", &["\"2027-01-01\""], Which::Date),
    builtin("days_between", &["from", "to"], Which::DaysBetween),
    builtin("at", &["state"], Which::At),
    builtin("taken", &["transition"], Which::Taken),
    builtin("taken_since", &["transition", "state"], Which::TakenSince),
    builtin("given", &["fact"], Which::Given),
    builtin("at_least", &["part", "\"2/3\"", "whole"], Which::AtLeast),
    builtin("more_than", &["part", "\"1/2\"", "whole"], Which::MoreThan),
    builtin("sum", &["table", "\"column\""], Which::Sum),
    builtin(
        "count_where",
        &["table", "\"column\"", "value"],
        Which::CountWhere,
    ),
    builtin("every", &["table", "\"column\"", "value"], Which::Every),
    builtin("count", &["list"], Which::Count),
    builtin("contains", &["list", "value"], Which::Contains),
    builtin("quorate", &["ballot"], Which::Ballot(Asked::Quorate)),
    builtin("carried", &["ballot"], Which::Ballot(Asked::Carried)),
    builtin("members", &["ballot"], Which::Ballot(Asked::Members)),
    builtin("present", &["ballot"], Which::Ballot(Asked::Present)),
    builtin("yes", &["ballot"], Which::Ballot(Asked::Yes)),
    builtin("no", &["ballot"], Which::Ballot(Asked::No)),
    builtin("abstain", &["ballot"], Which::Ballot(Asked::Abstain)),
    builtin("recused", &["ballot"], Which::Ballot(Asked::Recused)),
    builtin("served", &["person"], Which::Served),
    builtin("served_on", &["person"], Which::ServedOn),
    builtin("due", &["deadline"], Which::Due),
    builtin("passed", &["deadline"], Which::Passed),
    builtin("opened", &["\"children\""], Which::Opened),
    builtin(
        "reached",
        &["\"children\"", "\"milestone\""],
        Which::Reached,
    ),
    builtin(
        "all_reached",
        &["\"children\"", "\"milestone\""],
        Which::AllReached,
    ),
    builtin(
        "outcome_count",
        &["\"children\"", "\"outcome\""],
        Which::OutcomeCount,
    ),
    builtin("ended_count", &["\"children\""], Which::EndedCount),
    builtin("all_ended", &["\"children\""], Which::AllEnded),
];

/// The function of a name.
pub(super) fn find(name: &str) -> Option<&'static Builtin> {
    BUILTINS.iter().find(|builtin| builtin.name == name)
}
