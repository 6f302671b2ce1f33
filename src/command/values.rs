//! Values, grounds and names as commands show them.

pub(super) use crate::service::told::{ground, names};
