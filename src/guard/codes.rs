//! The codes of what can be wrong with a rule or a value.

use crate::diagnostic::Code;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        $($(#[$doc])* pub const $name: Code = Code($code);)*
        /// Every code of this layer.
        #[cfg(test)]
        pub(super) const ALL: &[Code] = &[$($name),*];
    };
}

codes! {
    /// The rule is longer than allowed.
    TOO_LONG = 401;
    /// The rule is nested deeper, or has more parts, than allowed.
    TOO_DEEP = 402;
    /// The rule cannot be read as an expression.
    SYNTAX = 403;
    /// A construct of Rhai that rules do not have.
    NOT_IN_LANGUAGE = 404;
    /// No such function.
    UNKNOWN_FUNCTION = 405;
    /// No such fact.
    UNKNOWN_NAME = 406;
    /// No such state.
    UNKNOWN_STATE = 407;
    /// No such transition.
    UNKNOWN_TRANSITION = 408;
    /// No such column.
    UNKNOWN_COLUMN = 409;
    /// No such option of a choice.
    UNKNOWN_OPTION = 410;
    /// A function is called with another number of arguments.
    ARGUMENTS = 411;
    /// An operand or argument has the wrong type.
    WRONG_TYPE = 412;
    /// Two values of unequal types are compared or combined.
    UNEQUAL_TYPES = 413;
    /// An order is asked of values that have none.
    NO_ORDER = 414;
    /// A date literal that is no date.
    BAD_DATE = 415;
    /// A fraction literal that is no share.
    BAD_FRACTION = 416;
    /// A number that cannot be computed exactly.
    NUMBER_TOO_LARGE = 417;
    /// The whole does not have the type that is asked for.
    RESULT_TYPE = 418;
    /// `given` of a computed fact.
    GIVEN_COMPUTED = 420;
    /// A file of shared functions that cannot be read.
    SHARED_SYNTAX = 421;
    /// Two shared functions of one name, or one that hides a built-in.
    SHARED_DUPLICATE = 422;
    /// Shared functions that call each other in a circle.
    SHARED_RECURSION = 423;
    /// A shared function that reads something else than its parameters.
    SHARED_IMPURE = 424;
    /// A value that is not of the type.
    VALUE_ILL_TYPED = 430;
    /// A value outside the declared range or length.
    VALUE_OUT_OF_RANGE = 431;
    /// A decimal with more places than declared.
    VALUE_TOO_PRECISE = 432;
    /// A value that is not one of the options.
    VALUE_NO_OPTION = 433;
    /// A row whose columns are not the declared ones.
    VALUE_COLUMNS = 434;
    /// A list or table whose JSON cannot be read.
    VALUE_JSON = 435;
    /// A name of a deadline that is none.
    UNKNOWN_DEADLINE = 530;
    /// A ballot that is not written as ballots are.
    BALLOT_UNREADABLE = 650;
}

/// A rule asks of children that nothing opens.
pub const UNKNOWN_CHILDREN: Code = Code(150);
/// A milestone or an outcome without quotation marks.
pub const LABEL_IN_QUOTES: Code = Code(151);
