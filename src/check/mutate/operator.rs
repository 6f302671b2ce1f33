//! The kinds of faults.

use crate::diagnostic::Bilingual;

/// One kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operator {
    /// A guard is gone.
    GuardDropped,
    /// One side of `&&` or `||` is gone.
    ConditionDropped,
    /// What stood just inside a boundary stands outside, or the other way round.
    BoundaryShifted,
    /// A number is one more, or one less.
    NumberChanged,
    /// A share is a little more, or a little less.
    ShareChanged,
    /// `&&` for `||`, or the other way round.
    AndForOr,
    /// The opposite.
    Negated,
    /// A branch is gone.
    BranchRemoved,
    /// Two branches lead where the other should.
    BranchesSwapped,
    /// A role that may act may not.
    RoleRemoved,
    /// Who was excluded is not.
    ExclusionDropped,
    /// A deadline is one unit longer.
    DeadlineLonger,
    /// A deadline is one unit shorter.
    DeadlineShorter,
    /// A deadline is counted by another rule.
    CountingChanged,
    /// Something else happens when a deadline runs out.
    ExpiryChanged,
    /// What met a deadline does not.
    MeetingDropped,
    /// A deadline that waited runs on, or cannot be extended.
    SuspensionDropped,
    /// A transition leads to another state, or nowhere.
    Redirected,
    /// A transition can no longer be taken from a state.
    SourceRemoved,
    /// A fact is no longer asked for.
    AskDropped,
    /// Something no longer follows from an act.
    EffectDropped,
    /// No reason need be stated.
    ReasonDropped,
}

/// What kind of thing an operator makes faulty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Concern {
    /// Guards, branches and deadlines.
    Rule,
    /// Everything else.
    Rest,
}

impl Operator {
    /// All of them, in the order of tables.
    pub const ALL: [Operator; 22] = [
        Operator::GuardDropped,
        Operator::ConditionDropped,
        Operator::BoundaryShifted,
        Operator::NumberChanged,
        Operator::ShareChanged,
        Operator::AndForOr,
        Operator::Negated,
        Operator::BranchRemoved,
        Operator::BranchesSwapped,
        Operator::DeadlineLonger,
        Operator::DeadlineShorter,
        Operator::CountingChanged,
        Operator::ExpiryChanged,
        Operator::MeetingDropped,
        Operator::SuspensionDropped,
        Operator::RoleRemoved,
        Operator::ExclusionDropped,
        Operator::Redirected,
        Operator::SourceRemoved,
        Operator::AskDropped,
        Operator::EffectDropped,
        Operator::ReasonDropped,
    ];

    /// The word that outputs use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Operator::GuardDropped => "guard-dropped",
            Operator::ConditionDropped => "condition-dropped",
            Operator::BoundaryShifted => "boundary-shifted",
            Operator::NumberChanged => "number-changed",
            Operator::ShareChanged => "share-changed",
            Operator::AndForOr => "and-for-or",
            Operator::Negated => "negated",
            Operator::BranchRemoved => "branch-removed",
            Operator::BranchesSwapped => "branches-swapped",
            Operator::RoleRemoved => "role-removed",
            Operator::ExclusionDropped => "exclusion-dropped",
            Operator::DeadlineLonger => "deadline-longer",
            Operator::DeadlineShorter => "deadline-shorter",
            Operator::CountingChanged => "counting-changed",
            Operator::ExpiryChanged => "expiry-changed",
            Operator::MeetingDropped => "meeting-dropped",
            Operator::SuspensionDropped => "suspension-dropped",
            Operator::Redirected => "redirected",
            Operator::SourceRemoved => "source-removed",
            Operator::AskDropped => "ask-dropped",
            Operator::EffectDropped => "effect-dropped",
            Operator::ReasonDropped => "reason-dropped",
        }
    }

    /// As people of a language say it.
    pub fn says(self) -> Bilingual {
        let (ko, en) = match self {
            Operator::GuardDropped => ("요건을 뺌", "guard dropped"),
            Operator::ConditionDropped => ("조건 하나를 뺌", "condition dropped"),
            Operator::BoundaryShifted => ("경계를 옮김", "boundary shifted"),
            Operator::NumberChanged => ("수를 1만큼 바꿈", "number changed by one"),
            Operator::ShareChanged => ("비율을 바꿈", "share changed"),
            Operator::AndForOr => ("‘그리고’와 ‘또는’을 바꿈", "and for or"),
            Operator::Negated => ("반대로 함", "negated"),
            Operator::BranchRemoved => ("갈래를 뺌", "branch removed"),
            Operator::BranchesSwapped => ("갈래의 결과를 맞바꿈", "branches swapped"),
            Operator::RoleRemoved => ("역할을 뺌", "role removed"),
            Operator::ExclusionDropped => ("배제를 뺌", "exclusion dropped"),
            Operator::DeadlineLonger => ("기한을 늘림", "deadline lengthened"),
            Operator::DeadlineShorter => ("기한을 줄임", "deadline shortened"),
            Operator::CountingChanged => ("기한의 계산을 바꿈", "counting rule changed"),
            Operator::ExpiryChanged => ("기한이 지난 효과를 바꿈", "expiry changed"),
            Operator::MeetingDropped => ("기한을 지키는 행위를 뺌", "what meets it dropped"),
            Operator::SuspensionDropped => ("기한의 정지ㆍ연장을 뺌", "pause or extension dropped"),
            Operator::Redirected => ("가는 상태를 바꿈", "redirected"),
            Operator::SourceRemoved => ("떠나는 상태를 뺌", "source state removed"),
            Operator::AskDropped => ("묻는 사실을 뺌", "asked fact dropped"),
            Operator::EffectDropped => ("효과를 뺌", "effect dropped"),
            Operator::ReasonDropped => ("이유 제시를 뺌", "duty to give reasons dropped"),
        };
        Bilingual::new(ko, en)
    }

    /// What it makes faulty.
    pub const fn concern(self) -> Concern {
        match self {
            Operator::RoleRemoved
            | Operator::ExclusionDropped
            | Operator::Redirected
            | Operator::SourceRemoved
            | Operator::AskDropped
            | Operator::EffectDropped
            | Operator::ReasonDropped => Concern::Rest,
            _ => Concern::Rule,
        }
    }
}
