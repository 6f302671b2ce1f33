//! The codes of this layer. Their messages are in `catalogue/time.rs`.

use crate::diagnostic::Code;

/// A day lies outside the years of the calendar.
pub(super) const OUT_OF_RANGE: Code = Code(501);
/// A period of nothing, counted with its first day, ends before it starts.
pub(super) const ENDS_BEFORE_START: Code = Code(502);
/// Hours are counted, and only a day is given.
pub(super) const NEEDS_TIME: Code = Code(503);
/// A pause or window ends before it begins.
pub(super) const REVERSED: Code = Code(504);
/// Two pauses share a day.
pub(super) const PAUSES_OVERLAP: Code = Code(505);
/// Something that the rule has no use for.
pub(super) const NOT_WITH_RULE: Code = Code(506);
/// The count leaves the years that can be written.
pub(super) const TOO_FAR: Code = Code(507);
/// A period that cannot be read.
pub(super) const PERIOD: Code = Code(508);
/// A counting rule that is not known.
pub(super) const RULE: Code = Code(509);
/// A calendar that is not known.
pub(super) const CALENDAR: Code = Code(510);
/// A date, a time or a range of days that cannot be read.
pub(super) const POINT: Code = Code(511);

/// The TOML of a calendar cannot be read.
pub(super) const SYNTAX: Code = Code(512);
/// A key that a calendar does not have.
pub(super) const UNKNOWN_KEY: Code = Code(513);
/// A key is missing.
pub(super) const MISSING_KEY: Code = Code(514);
/// A key holds something that it cannot hold.
pub(super) const WRONG_VALUE: Code = Code(515);
/// Two lines of one file name one day.
pub(super) const DAY_TWICE: Code = Code(516);
/// A file removes a day that it adds.
pub(super) const REMOVED_AND_ADDED: Code = Code(517);
/// The calendar that is extended is not known, or extends this one.
pub(super) const UNKNOWN_BASE: Code = Code(518);
/// Two files have the same id.
pub(super) const CALENDAR_TAKEN: Code = Code(519);
/// A day is removed that is no holiday.
pub(super) const REMOVES_NOTHING: Code = Code(520);
