//! The codes of this layer. Their messages are in
//! `catalogue/library.rs`, `trail.rs` and `store.rs`.

use crate::diagnostic::Code;

pub(super) const NO_SUCH_ENTRY: Code = Code(838);
/// A case that was opened after a checkpoint.
pub(super) const CASE_AFTER_CHECKPOINT: Code = Code(866);
pub(super) const KEY_RIGHTS: Code = Code(878);
/// A procedure that was not adopted as it stands.
pub(super) const NOT_ADOPTED: Code = Code(987);
/// The check found errors, so that the stage cannot be recorded.
#[cfg(feature = "http")]
pub(super) const CHECK_FORBIDS: Code = Code(988);
/// An entry of the log itself that is not there.
pub(super) const NO_SUCH_OWN: Code = Code(986);
/// A key that was handed over, and the new one is nowhere.
pub(super) const KEY_SUPERSEDED: Code = Code(881);
/// A checkpoint that no witness has signed.
pub(super) const NOT_COSIGNED: Code = Code(984);
/// A checkpoint older than the cosigned one that is kept.
pub(super) const OLDER_COSIGNED: Code = Code(985);
pub(super) const CASE_NOT_AS_RECORDED: Code = Code(917);
/// A key that was used for another request.
pub(super) const KEY_CONFLICT: Code = Code(914);
/// A key that cannot be one.
#[cfg(feature = "http")]
pub(super) const KEY_MALFORMED: Code = Code(916);
pub(super) const NO_SUCH_WORKFLOW: Code = Code(926);
/// A revision that the library does not have.
pub(super) const NO_SUCH_REVISION: Code = Code(966);
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

/// What was erased is left in a file that another process holds.
pub const NOT_SCRUBBED: Code = Code(970);

/// A file could not be written; `command` tells its own files with it as well.
pub const FILE_NOT_WRITTEN: Code = Code(957);

/// A body, header or parameter is not as it must be.
#[cfg(feature = "http")]
pub(super) const MALFORMED: Code = Code(941);
/// No key, or none that is known.
#[cfg(feature = "http")]
pub(super) const UNAUTHENTICATED: Code = Code(942);
/// The principal may not.
#[cfg(feature = "http")]
pub(super) const FORBIDDEN: Code = Code(943);
/// The act was refused by the law, and that is recorded.
#[cfg(feature = "http")]
pub(super) const ACT_REFUSED: Code = Code(944);
/// The request is larger than the service takes.
#[cfg(feature = "http")]
pub(super) const TOO_LARGE: Code = Code(945);
/// The service has no room or no time for the request now.
#[cfg(feature = "http")]
pub(super) const BUSY: Code = Code(946);
/// There is no such resource, method or form.
#[cfg(feature = "http")]
pub(super) const NO_SUCH_RESOURCE: Code = Code(947);
/// The service itself failed.
#[cfg(feature = "http")]
pub(super) const SERVICE_FAILED: Code = Code(948);
/// The file of API keys cannot be used.
pub(super) const API_KEYS_UNUSABLE: Code = Code(949);
/// There is no such API key.
pub(super) const NO_SUCH_API_KEY: Code = Code(960);
/// The file of principals cannot be read.
pub(super) const PRINCIPALS_UNUSABLE: Code = Code(961);
/// A key of the file of principals is not known.
pub(super) const PRINCIPALS_UNKNOWN_KEY: Code = Code(962);
/// The file of principals is not as it must be.
pub(super) const PRINCIPALS_MALFORMED: Code = Code(963);
/// The library has no such workflow or role.
pub(super) const PRINCIPALS_UNKNOWN_ROLE: Code = Code(964);
/// The workflow has errors: no case is opened under it.
#[cfg(feature = "http")]
pub(super) const HAS_ERRORS: Code = Code(934);
