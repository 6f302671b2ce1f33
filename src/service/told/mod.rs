//! Cases, acts, entries and findings as JSON: the same members on the command
//! line and over HTTP.

mod act;
mod adoption;
mod bodies;
mod case;
mod deadlines;
mod family;
mod finding;
mod law;
mod next;
mod order;
mod past;
mod people;
mod revise;
mod upkeep;
mod value;
mod why;

pub use act::{basis, done, guard, guard_of, refusal, with_headings};
pub use adoption::{adopted, adoptions, report};
pub use bodies::{bodies, held, members, vacant};
pub use case::{case, listed};
pub use deadlines::{clock, deadlines, declared, met_by, not_taken, one as deadline};
pub use family::{family, in_order, message_line, message_row, said, sent, why_unopened};
pub use finding::{bilingual, finding, place};
pub use law::{Former, former, former_law, former_law_of, stay_of_deadline, unlawful};
pub use next::{next, possibility};
pub use order::{corrected, correction, erased, erasure, removed};
pub use past::{past, past_in};
pub use people::{act_of, is_discretion, of_case, of_entry, parties};
pub use revise::plan;
use revise::{moved, moves};
pub use upkeep::{answered, delivered, ticked};
pub use value::{given, ground, hex, names, value};
pub use why::{annulled, grounds, why};
