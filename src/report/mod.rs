//! A procedure as people look at it: read aloud, or drawn.
//!
//! Each view is a pure function of the workflow, the texts that it cites and a
//! language, so that the same files always give the same bytes.

mod cite;
pub mod dot;
mod label;
pub mod mermaid;
mod outline;
pub mod text;
