//! Codes of what can be wrong in a workflow file. Their messages are in the
//! catalogue, in `diagnostic/catalogue/reading.rs`.

use crate::diagnostic::Code;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $number:literal;)*) => {
        $($(#[$doc])* pub const $name: Code = Code($number);)*
        /// Every code of this layer, in order.
        pub const ALL: &[Code] = &[$($name),*];
    };
}

codes! {
    /// The bytes are not UTF-8.
    NOT_UTF8 = 101;
    /// The text is not TOML.
    SYNTAX = 102;
    /// A key or a table stands twice.
    DUPLICATE_KEY = 103;
    /// There is no `format`.
    NO_FORMAT = 104;
    /// The format is of another version.
    UNKNOWN_FORMAT = 105;
    /// A required key is not there.
    MISSING_KEY = 106;
    /// A key that this table does not have.
    UNKNOWN_KEY = 107;
    /// A key that TOML attached to another table than was meant.
    SLIPPED_KEY = 108;
    /// A value of another kind than the key takes.
    WRONG_KIND = 109;
    /// Not one of the words that the key takes.
    UNKNOWN_WORD = 110;
    /// A number outside the range that the key takes.
    OUT_OF_RANGE = 111;
    /// Two keys that exclude each other.
    CONFLICTING_KEYS = 112;
    /// A key that does not go with what else is declared.
    MISPLACED_KEY = 113;
    /// Something is listed twice.
    REPEATED = 114;
    /// An id of the wrong form.
    BAD_IDENTIFIER = 115;
    /// An id that is reserved.
    RESERVED_IDENTIFIER = 116;
    /// An id that another element has.
    TAKEN_IDENTIFIER = 117;
    /// A title or message lacks a language.
    MISSING_TRANSLATION = 118;
    /// An element that must cite the law does not.
    MISSING_BASIS = 119;
    /// An element that should cite the law does not.
    UNCITED = 120;
    /// A name that nothing declared has.
    UNKNOWN_NAME = 121;
    /// A fact of another type than is needed.
    WRONG_FACT_TYPE = 122;
    /// A value that does not belong to the type of its fact.
    UNFIT_VALUE = 123;
    /// `today` or `actor` for a fact of text.
    AMBIGUOUS_CONSTANT = 124;
    /// A fact that no act may give or change.
    FIXED_FACT = 125;
    /// A fact is changed twice in one step.
    CHANGED_TWICE = 126;
    /// Computed facts that need each other.
    COMPUTED_CYCLE = 127;
    /// A transition of no other track.
    NOT_PARALLEL = 128;
    /// A branch that can never be chosen by its place.
    BRANCH_ORDER = 129;
    /// No state at all, or a track without states.
    NO_STATES = 130;
    /// Nothing says where to begin.
    NO_INITIAL = 131;
    /// Two places to begin.
    SECOND_INITIAL = 132;
    /// States that lie in each other.
    STATE_CYCLE = 133;
    /// A parallel state with fewer than two tracks.
    FEW_TRACKS = 134;
    /// A shared rule file that is not there.
    NO_RULE_FILE = 135;
    /// A step of a scenario lies before the one that it follows.
    STEP_OUT_OF_ORDER = 137;
    /// A joint act of fewer than two parties.
    FEW_PARTIES = 139;
    /// A role that is not assigned by acts is.
    NOT_ASSIGNED = 140;
    /// A role that cannot be delegated is.
    UNDELEGABLE = 141;
    /// A recommendation that nobody can answer.
    NEVER_ANSWERED = 142;
    /// A role that acts assign, and none does.
    NEVER_ASSIGNED = 143;
    /// Children of one name that are opened in two ways.
    CHILDREN_DISAGREE = 152;
    /// A column that the table does not have.
    NO_SUCH_COLUMN = 153;
    /// A map for a revision that is none before this one.
    NO_EARLIER_REVISION = 154;
    /// A map, and no rule that moves cases.
    MAP_WITHOUT_MOVE = 155;
    /// Two names that go to one.
    MAPPED_TWICE = 156;
    /// A waiver of an error.
    WAIVED_ERROR = 144;
    /// A waiver of a kind of finding that there is not.
    WAIVED_UNKNOWN = 145;
    /// A deadline takes a transition that is not the clock's.
    NOT_THE_CLOCKS = 531;
    /// A transition is the clock's, and no deadline takes it.
    NEVER_TAKEN = 532;
    /// What should meet a deadline cannot be taken while it runs.
    NEVER_MET = 533;
    /// Deadlines that follow each other in a circle.
    DEADLINE_CYCLE = 534;
    /// The parts of a deadline do not go together.
    DEADLINE_PARTS = 535;
    /// A deadline is counted from a personal date.
    PERSONAL_START = 536;
    /// Nothing meets the deadline.
    NOTHING_MEETS = 537;
    /// No such body.
    UNKNOWN_BODY = 601;
    /// No such class of seats.
    UNKNOWN_SEAT = 602;
    /// No such vote of a body.
    UNKNOWN_VOTE = 603;
    /// Whether recused members count in the base is left open.
    RECUSAL_BASE_OPEN = 604;
    /// A vote that no ballot can carry.
    VOTE_NEVER_CARRIED = 605;
    /// Rules of composition that contradict each other.
    COMPOSITION_CONTRADICTS = 606;
    /// A length of a term that cannot be read.
    BAD_TERM = 607;
    /// A chair of a body that has none.
    NO_CHAIR = 608;
    /// A seat is given without what a rule of composition reads.
    MARK_MISSING = 609;
}
