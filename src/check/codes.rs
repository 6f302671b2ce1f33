//! The codes of the analyses before adoption. Their messages are in the
//! catalogue, in `diagnostic/catalogue/graph.rs` and `law.rs`.

use crate::diagnostic::Code;

/// There is no workflow to look at.
pub const NOTHING_TO_CHECK: Code = Code(201);
/// The graph is larger than what is explored.
pub const TOO_LARGE: Code = Code(202);
/// No way leads to a state.
pub const UNREACHABLE_STATE: Code = Code(203);
/// A transition that starts in no reachable state.
pub const DEAD_TRANSITION: Code = Code(204);
/// A transition whose conditions hold in none of the states it starts in.
pub const IMPOSSIBLE_TRANSITION: Code = Code(205);
/// A state that no transition leaves.
pub const DEAD_END: Code = Code(206);
/// A state from which no end can be reached.
pub const NO_WAY_TO_AN_END: Code = Code(207);
/// No end state, or none that can be reached.
pub const NO_END: Code = Code(208);
/// Automatic transitions that follow each other in a circle.
pub const AUTOMATIC_CYCLE: Code = Code(209);
/// An automatic transition waits for a completion that never comes.
pub const NEVER_COMPLETE: Code = Code(210);
/// All tracks end, and nothing follows.
pub const COMPLETION_UNFOLLOWED: Code = Code(211);
/// Tracks that may wait for each other.
pub const TRACKS_MAY_BLOCK: Code = Code(212);
/// A branch that can never apply.
pub const DEAD_BRANCH: Code = Code(213);

/// A rule reads a fact that nothing gives.
pub const FACT_NEVER_GIVEN: Code = Code(231);
/// A fact that is asked for, or declared, and that nothing reads.
pub const FACT_NEVER_READ: Code = Code(232);
/// A rule reads a fact that may not be known there.
pub const FACT_MAY_BE_UNKNOWN: Code = Code(233);
/// An exclusion that excludes nobody.
pub const EXCLUSION_WITHOUT_EFFECT: Code = Code(234);
/// A role that takes part in nothing.
pub const ROLE_NEVER_USED: Code = Code(235);
/// A finding that is to stay, and is not found.
pub const WAIVER_WITHOUT_FINDING: Code = Code(236);

/// An act for which nobody is left.
pub const NOBODY_LEFT: Code = Code(237);
/// So many can be recused that no vote can be carried.
pub const RECUSAL_BREAKS_QUORUM: Code = Code(238);

/// A property that is neither proved nor refuted.
pub const PROPERTY_UNDECIDED: Code = Code(251);
/// A property that a configuration of every case breaks.
pub const PROPERTY_REFUTED: Code = Code(252);

/// Branches of which it is not settled that exactly one applies.
pub const BRANCHES_UNDECIDED: Code = Code(253);
/// Two branches that can apply at once.
pub const BRANCHES_OVERLAP: Code = Code(254);
/// Branches of which none may apply.
pub const BRANCHES_LEAVE_A_GAP: Code = Code(255);
/// A guard that no data satisfies.
pub const GUARD_NEVER_HOLDS: Code = Code(256);
/// Guards that no data satisfies together.
pub const GUARDS_CONTRADICT: Code = Code(257);
/// A guard that all data satisfies.
pub const GUARD_ALWAYS_HOLDS: Code = Code(258);

/// An act that no case can come to lawfully.
pub const ACT_NEVER_LAWFUL: Code = Code(259);
/// A case in which no act can be lawful any more.
pub const STUCK_CASE: Code = Code(260);

/// Deadlines that cannot be kept together.
pub const NOT_KEPT_TOGETHER: Code = Code(271);
/// Deadlines that cannot be kept together from some days.
pub const NOT_ON_EVERY_DAY: Code = Code(272);
/// A deadline before an event that is over when it begins.
pub const TOO_LATE_FROM_THE_START: Code = Code(273);
/// What never comes, as the clock always acts before it.
pub const CLOCK_IS_FIRST: Code = Code(274);

/// Children of a workflow that is not there.
pub const UNKNOWN_CHILD_WORKFLOW: Code = Code(261);
/// An act that can never have been taken where another annuls it.
pub const NEVER_TO_ANNUL: Code = Code(270);
/// Children that begin at a state which is not there.
pub const UNKNOWN_CHILD_STATE: Code = Code(262);
/// Children that are given what they do not take.
pub const NOT_GIVEN_AT_OPENING: Code = Code(263);
/// Children that are given a value of another type.
pub const CHILD_FACT_TYPE: Code = Code(264);
/// Children that are not given what they need.
pub const CHILD_FACT_MISSING: Code = Code(265);
/// A milestone or an outcome that children do not have.
pub const UNKNOWN_MILESTONE: Code = Code(266);
/// A milestone that no parent asks for.
pub const UNREAD_MILESTONE: Code = Code(267);
/// Children that open children without end.
pub const ENDLESS_OPENING: Code = Code(268);
/// Children that are to be closed and cannot be.
pub const NOTHING_CLOSES: Code = Code(269);

/// The text is not yet in force when the workflow is.
pub const TEXT_NOT_IN_FORCE: Code = Code(351);
/// The text is repealed when the workflow is in force.
pub const TEXT_REPEALED: Code = Code(352);
/// A court has stayed the text when the workflow is in force.
pub const TEXT_STAYED: Code = Code(353);
/// A provision that is cited is no law on the day the workflow comes into force.
pub const NO_LAW: Code = Code(317);
/// A text or provision that is cited stops to be law later.
pub const NO_LAW_LATER: Code = Code(318);
/// A citation without a pin.
pub const NOT_PINNED: Code = Code(354);
/// A pin that no citation uses.
pub const PIN_UNUSED: Code = Code(355);
/// The main text of the workflow is not there.
pub const NO_MAIN_TEXT: Code = Code(356);
/// No lock file.
pub const NO_PINS: Code = Code(357);

/// Lengths by case of which not exactly one holds for some values.
pub const LENGTHS_WRONG: Code = Code(538);
/// Lengths by case of which it is not settled that exactly one holds.
pub const LENGTHS_UNDECIDED: Code = Code(539);
/// A minimum that is over no earlier than its maximum, from whatever day.
pub const MINIMUM_OUTLASTS: Code = Code(540);
/// The same, from some days.
pub const MINIMUM_MAY_OUTLAST: Code = Code(541);

/// A provision that is waived, and is not there.
pub const WAIVED_PROVISION_UNKNOWN: Code = Code(361);
/// A provision that is waived, and encoded all the same.
pub const WAIVED_PROVISION_ENCODED: Code = Code(362);
