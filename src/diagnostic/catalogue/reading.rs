//! Messages.
use super::{Message, row};
use crate::diagnostic::Level;

pub(super) const TABLE: &[Message] = &[];
