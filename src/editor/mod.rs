//! What helps those who write a library: the form of its files as JSON Schema,
//! and the reference of their keys.

pub mod reference;
pub mod schema;
