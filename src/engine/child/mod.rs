//! Child cases: one case opens others, and learns what becomes of them.
//!
//! An entry states what its case sends to others ([`Sent`]); delivered, it is a
//! [`Message`], taken by an entry of the case that it is for: [`open_child`]
//! begins a child, [`receive`] takes the rest, [`unopened`] records that a child
//! could not begin. What a case knows of others is in its own entries
//! ([`Family`]): no decision reads another case.

mod family;
mod give;
mod message;
mod receive;

pub use family::{Child, Family, MOST_CHILDREN, MOST_GENERATIONS, Parent};
pub(super) use give::openings;
pub use message::{Body, Message, Opening, Sent, child_id, is_child_id, messages};
pub use receive::{Origin, ReceiveError, open_child, receive, unopened};
