//! The codes of the command layer. Those of the store end at J0949.

use crate::diagnostic::Code;

/// The command line was not understood.
pub const WRONG_USE: Code = Code(950);
/// `explain` was asked for a code that does not exist.
pub const UNKNOWN_CODE: Code = Code(951);
/// There is no file of that name.
pub const FILE_NOT_FOUND: Code = Code(952);
/// A folder stands where a file is needed.
pub const FILE_IS_FOLDER: Code = Code(953);
/// The operating system does not let the file be read.
pub const FILE_UNREADABLE: Code = Code(954);
/// The file is larger than any text of law or workflow.
pub const FILE_TOO_LARGE: Code = Code(955);
/// The results could not be written.
pub const OUTPUT_FAILED: Code = Code(956);
/// A file of results could not be written.
pub const FILE_NOT_WRITTEN: Code = Code(957);
/// A new library was wanted where something lies already.
pub const FOLDER_NOT_EMPTY: Code = Code(974);
/// The service would be reached from other machines.
pub const LISTENS_TO_OTHERS: Code = Code(958);
/// The service cannot listen where it should.
pub const CANNOT_LISTEN: Code = Code(959);
/// The service did not end well.
pub const ENDED_BADLY: Code = Code(965);
/// Another process uses the memory of the witness.
pub const WITNESS_BUSY: Code = Code(981);
/// The memory of the witness has nothing of this log.
pub const WITNESS_KNOWS_NOT: Code = Code(982);
/// The library has the procedure, but no such revision of it.
pub const NO_SUCH_REVISION: Code = Code(840);
