//! The codes of this layer. Their messages are in `catalogue/library.rs`.

use crate::diagnostic::Code;

pub(super) const NOT_A_LIBRARY: Code = Code(921);
pub(super) const UNREADABLE: Code = Code(922);
pub(super) const TOO_LARGE: Code = Code(923);
pub(super) const WORKFLOW_TAKEN: Code = Code(924);
pub(super) const NO_WORKFLOW_FOR_SCENARIOS: Code = Code(925);
/// The settings of the library are not as they must be.
pub(super) const LIBRARY_SETTING: Code = Code(316);
pub(super) const NO_SUCH_ZONE: Code = Code(933);
/// Scenarios of a revision that is not there; the service tells it too.
pub(super) const NO_REVISION_FOR_SCENARIOS: Code = Code(966);
