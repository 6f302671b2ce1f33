//! The codes of this layer. Their messages are in `catalogue/library.rs`.

use crate::diagnostic::Code;

pub(super) const NO_SUCH_WORKFLOW: Code = Code(926);
pub(super) const NO_SUCH_CASE: Code = Code(927);
pub(super) const CASE_EXISTS: Code = Code(928);
pub(super) const VERSION_STALE: Code = Code(929);
pub(super) const CASE_ID: Code = Code(930);
pub(super) const DEFINITION_LOST: Code = Code(931);
pub(super) const NO_RANDOMNESS: Code = Code(932);
pub(super) const ENTRY_UNREADABLE: Code = Code(935);
pub(super) const ENTRY_UNSEALABLE: Code = Code(936);
pub(super) const KEY_UNUSABLE: Code = Code(937);
pub(super) const TOO_BUSY: Code = Code(938);
pub(super) const CHILD_NOT_OPENED: Code = Code(790);
pub(super) const NO_SUCH_CHILDREN: Code = Code(793);

/// A file could not be written; `command` tells its own files with it as well.
pub const FILE_NOT_WRITTEN: Code = Code(957);
