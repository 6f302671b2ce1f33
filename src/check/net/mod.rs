//! Nets of steps that take and give tokens, and whether they are sound.
//!
//! A place-transition net in which a step may also need places to be empty
//! (inhibitor arcs) and may empty places (reset arcs): enough for models of other
//! notations, whose inclusive joins and terminations need both. What is asked of a
//! net is what the theory of workflow nets asks (van der Aalst, *The Application of
//! Petri Nets to Workflow Management*, 1998): that from every marking that can be
//! reached the end can be reached (option to complete, AG EF), that nothing is left
//! over where it is (proper completion), and that every step can happen (no dead
//! step); and that no place ever holds two tokens (safeness).
//!
//! All markings are searched. Where a place can hold ever more tokens, those above a
//! bound count as *many*: what cannot happen with many cannot happen at all, what
//! happens before any place holds many does happen, and the rest is not decided.

mod claims;
mod search;
#[cfg(test)]
mod tests;

pub use claims::{Claim, Soundness, What};
pub use search::Budget;

/// What a token on a place means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceKind {
    /// The procedure stands there: counts for safeness.
    Flow,
    /// A message under way.
    Message,
    /// How often an end was come to: twice is no proper completion.
    Ended,
    /// Something that may or may not begin, and keeps nothing from being complete.
    Waiting,
}

/// A place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its id in the model.
    pub id: String,
    /// Its name; empty, if it has none.
    pub name: String,
    /// What a token on it means.
    pub kind: PlaceKind,
}

/// An element of the model, of which one or several steps are the ways to take it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its id in the model.
    pub id: String,
    /// Its name; empty, if it has none.
    pub name: String,
    /// Whether it is something that is done, rather than a sign of the notation.
    pub activity: bool,
}

impl Node {
    /// Its name, or its id without one.
    pub fn title(&self) -> &str {
        let name = self.name.trim();
        if name.is_empty() { &self.id } else { name }
    }
}

/// One way of taking an element. Places and elements stand by their index.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Step {
    /// The element.
    pub node: usize,
    /// The places that lose tokens, and how many.
    pub takes: Vec<(usize, u8)>,
    /// The places that gain tokens, and how many.
    pub gives: Vec<(usize, u8)>,
    /// The places that must be empty.
    pub empty: Vec<usize>,
    /// The places that are emptied, before tokens are given.
    pub clears: Vec<usize>,
}

/// When a net is complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Goal {
    /// These places are empty.
    Empty(Vec<usize>),
    /// It is one of these markings: tokens by place.
    Marking(Vec<Vec<u8>>),
}

/// A net.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Net {
    /// The places.
    pub places: Vec<Place>,
    /// The elements.
    pub nodes: Vec<Node>,
    /// The steps.
    pub steps: Vec<Step>,
    /// The tokens of every place at first.
    pub initial: Vec<u8>,
    /// When it is complete.
    pub goal: Goal,
}

/// Most places, and most steps, of a net that is searched.
pub const MOST_PARTS: usize = 20_000;

/// A net that cannot be searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It has more than [`MOST_PARTS`] places or steps.
    #[error("the net has more than {MOST_PARTS} places or steps")]
    TooLarge,
    /// An arc, or the first marking, has more than 14 tokens.
    #[error("more than 14 tokens at once on an arc or a place")]
    TooMany,
    /// A step names a place that is not there.
    #[error("a step names a place that is not there")]
    Dangling,
}

/// Searches the markings of a net, and says what is claimed of it.
///
/// # Errors
/// It cannot be searched.
pub fn examine(net: &Net, budget: Budget) -> Result<Soundness, Unfit> {
    let found = search::explore(net, budget)?;
    Ok(claims::of(net, &found))
}

/// The markings in which no silent step (one of an element that nobody does) is
/// possible, with the activities that lead from one to the next: a graph of states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct States {
    /// The markings: tokens by place.
    pub markings: Vec<Vec<u8>>,
    /// Those in which a case may begin.
    pub first: Vec<usize>,
    /// Steps: from which marking, by which element, to which.
    pub steps: Vec<(usize, usize, usize)>,
}

/// The graph of states of a net, if it has no more than so many and none holds many
/// tokens.
pub fn states(net: &Net, most: usize) -> Option<States> {
    search::states(net, most)
}
