//! The codes of reading models of other programs.

use crate::diagnostic::Code;

/// The file is no well-formed XML.
pub const NOT_XML: Code = Code(164);
/// The file is refused: a document type, too many elements, too deep, too large.
pub const XML_REFUSED: Code = Code(165);
/// The file is neither PNML nor BPMN, or holds nothing to be read.
pub const NO_MODEL: Code = Code(166);
/// Something refers to what is not there.
pub const BROKEN_REFERENCE: Code = Code(167);
/// Parts of the model are not understood, and are left out.
pub const NOT_UNDERSTOOD: Code = Code(168);
/// The net is too large, or its numbers are.
pub const NET_TOO_LARGE: Code = Code(169);
/// A place of the model can hold two tokens.
pub const UNSAFE: Code = Code(542);
/// The end cannot be reached from everywhere.
pub const CANNOT_COMPLETE: Code = Code(543);
/// Something is left over where the end is reached.
pub const IMPROPER: Code = Code(544);
/// An activity can never happen.
pub const DEAD: Code = Code(545);
/// A message is still under way where everything is complete.
pub const MESSAGE_LEFT: Code = Code(546);
/// The language cannot say the control flow of the model.
pub const NOT_SAID: Code = Code(547);
