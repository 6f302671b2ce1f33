//! Seeded faults: would anybody notice if a procedure were wrong here?
//!
//! Mutation testing (DeMillo, Lipton and Sayward 1978): each fault is one small
//! change of the file of a procedure, such as a guard left out, `>=` made `>`, a
//! deadline a day longer ([`faults`]). What reads, checks and plays the procedure is
//! then asked whether it tells the difference ([`Bench::judge`]): the reading of the
//! file, the graph checks, the scenarios, and (for what nothing has told) the declared
//! properties. That a fault changes nothing at all is proved by
//! [`diff`](super::diff); what is left survives, and names a scenario that is missing.

mod bench;
mod edit;
mod make;
mod operator;
mod rules;

pub use bench::{Bench, Fate, Subject};
pub use make::{Fault, NotToml, faults};
pub use operator::{Concern, Operator};
