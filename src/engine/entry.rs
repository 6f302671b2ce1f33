//! One record of a case: an opening, an act taken or refused, or a deadline
//! that ran out.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::child::{Body, Origin, Sent};
use super::correct::Correction;
use super::deadline::DeadlineChange;
use super::erase::Removed;
use super::people::{Behalf, Tied};
use super::revise::Moved;
use super::{CaseId, SeatEffect, Seated};
use crate::calendar::Point;
use crate::guard::{EvalError, Name, Truth, Value};

/// A SHA-256 digest.
pub type Digest = [u8; 32];

/// Facts by name.
pub type Given = BTreeMap<Name, Value>;

/// An attempt to take a transition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// The transition.
    pub transition: Name,
    /// The facts given with it.
    pub given: Given,
    /// The reason stated, if one is.
    pub reason: Option<Name>,
    /// What is said to each criterion that is addressed, by its id.
    pub criteria: BTreeMap<Name, Name>,
    /// The assent that was given to it is withdrawn; it is not taken.
    pub withdraws: bool,
}

impl Act {
    /// An attempt that gives nothing and says nothing.
    pub fn of(transition: &str) -> Self {
        Act {
            transition: transition.into(),
            given: Given::new(),
            reason: None,
            criteria: BTreeMap::new(),
            withdraws: false,
        }
    }
}

/// Who acts, in which capacity, and through which authenticated principal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Opaque id of the person, `engine`, or `clock`.
    pub actor: Name,
    /// The role in which they act.
    pub capacity: Option<Name>,
    /// Those of the transition's roles that were granted to them outside the
    /// case when they acted, in order of name.
    pub granted: Vec<Name>,
    /// Those claims that the transition's roles name and their principal carried,
    /// as the roles write them, in order.
    pub claims: Vec<Name>,
    /// For whom they act, if for another.
    pub on_behalf_of: Option<Behalf>,
    /// The authenticated principal through which the act came.
    pub via: Name,
}

/// One record of a case, in the clear.
///
/// Applying it needs nothing else: no definition, no clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The case.
    pub case: CaseId,
    /// Its place within the case, from 1 without gap.
    pub seq: u64,
    /// When it was recorded; never decreases within a case.
    pub recorded: Timestamp,
    /// When the act counts as done.
    pub effective: Timestamp,
    /// The civil date of `effective` in the zone of the workflow.
    pub date: Date,
    /// Who.
    pub subject: Subject,
    /// Number of the behaviour of engine, counting rules and functions.
    pub semantics: u32,
    /// Hash over everything that the decision drew on.
    pub manifest: Digest,
    /// What became of deadlines, in order; a refusal changes none.
    pub deadlines: Vec<DeadlineChange>,
    /// What of the register of seats the decision read, each row with the hash of
    /// the entry that it comes from.
    pub register: Vec<Seated>,
    /// What it tells other cases, in order.
    pub sends: Vec<Sent>,
    /// What happened.
    pub content: Content,
}

/// What an entry records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// The case was opened.
    Opened {
        /// The workflow.
        workflow: Name,
        /// Its revision.
        revision: u32,
        /// The facts given at opening.
        given: Given,
        /// Assumptions evaluated.
        assumptions: Vec<Condition>,
        /// States entered at the beginning, outermost first.
        entered: Vec<Name>,
        /// Constant facts set at the beginning (counters).
        effects: Vec<Effect>,
        /// Automatic transitions that followed.
        steps: Vec<Step>,
        /// The outcome, if the case has ended at once.
        outcome: Option<Name>,
        /// The parent, if another case opened it.
        origin: Option<Origin>,
    },
    /// An act was lawful and was taken.
    Act {
        /// The attempt.
        act: Act,
        /// It is a decision of a person, and not of the law alone.
        discretion: bool,
        /// Assumptions evaluated: all hold.
        assumptions: Vec<Condition>,
        /// Guards evaluated: all hold.
        guards: Vec<Condition>,
        /// The transition, those that fire with it, and automatic ones.
        steps: Vec<Step>,
        /// The outcome, if the case has now ended.
        outcome: Option<Name>,
    },
    /// One of several assented to an act that needs them all. It is kept, and
    /// nothing else changed.
    Assented {
        /// The attempt, with the facts that all assent to.
        act: Act,
        /// It is a decision of persons, and not of the law alone.
        discretion: bool,
        /// The state from which the transition goes.
        state: Name,
        /// The fact that lists who must assent, where it is a fact.
        over: Option<Name>,
        /// Assumptions evaluated: all hold.
        assumptions: Vec<Condition>,
        /// Guards evaluated: all hold.
        guards: Vec<Condition>,
    },
    /// An assent was withdrawn before the last one was given.
    Withdrawn {
        /// The attempt.
        act: Act,
    },
    /// An act was refused; nothing changed.
    Refused {
        /// The attempt.
        act: Act,
        /// Why: at least one.
        grounds: Vec<Ground>,
        /// Assumptions, where they were evaluated.
        assumptions: Vec<Condition>,
        /// Guards, where they were evaluated.
        guards: Vec<Condition>,
        /// Conditions of branches, and (by dotted id, `transition.guard`) of
        /// transitions that would have fired with it or followed it, where
        /// they are what refused.
        others: Vec<Condition>,
    },
    /// The case took a message of its parent or of a child.
    Received {
        /// Who sent it.
        from: CaseId,
        /// The entry of that case which did.
        source: u64,
        /// The hash of that entry.
        entry: Digest,
        /// The how manieth message of that case to this one it is, from 1.
        number: u64,
        /// What it says: a report, or that the case is to close.
        body: Body,
        /// Why what follows of itself was not taken; none if it was.
        grounds: Vec<Ground>,
        /// Conditions of what was not taken.
        others: Vec<Condition>,
        /// Transitions that followed.
        steps: Vec<Step>,
        /// The outcome, if the case has ended.
        outcome: Option<Name>,
    },
    /// A child could not be opened.
    Unopened {
        /// The child.
        child: CaseId,
        /// The entry of this case that should have opened it.
        source: u64,
        /// The hash of that entry.
        entry: Digest,
        /// Why, in a word.
        why: Name,
    },
    /// Values were erased: value and salt of these commitments are gone.
    Erased {
        /// The facts of which every value is gone.
        facts: Vec<Name>,
        /// What each entry of the case has lost, in their order.
        removed: Vec<Removed>,
        /// The legal basis: at least one citation, as it is written.
        basis: Vec<Name>,
        /// The reason stated, if one is.
        reason: Option<Name>,
    },
    /// An error in an earlier entry was corrected; or that was refused.
    Corrected(Box<Correction>),
    /// A deadline ran out, and the clock took the transition that the law
    /// attaches to that. The entry counts at the legal time, whenever it was
    /// recorded.
    Clock {
        /// The deadline.
        deadline: Name,
        /// The transition that it takes.
        transition: Name,
        /// Why the transition was not taken after all; none if it was.
        grounds: Vec<Ground>,
        /// Assumptions evaluated.
        assumptions: Vec<Condition>,
        /// Guards evaluated.
        guards: Vec<Condition>,
        /// Conditions of branches and of other transitions, as in a refusal.
        others: Vec<Condition>,
        /// The transition, those that fire with it, and automatic ones.
        steps: Vec<Step>,
        /// The outcome, if the case has ended.
        outcome: Option<Name>,
    },
    /// The case goes on under another revision of its workflow.
    Moved(Box<Moved>),
    /// A deadline was counted again, by a calendar that has changed: the case
    /// goes on under the same workflow and another manifest.
    Recounted {
        /// The manifest that it leaves.
        leaves: Digest,
        /// The deadline; none where the case has none that runs.
        deadline: Option<Name>,
        /// Its last day before; not known while it stands still.
        was: Option<Point>,
        /// The provisions that it rests on, as the file cites them.
        basis: Vec<Name>,
    },
}

impl Content {
    /// The transitions taken, in order.
    pub fn steps(&self) -> &[Step] {
        match self {
            Content::Opened { steps, .. }
            | Content::Act { steps, .. }
            | Content::Clock { steps, .. }
            | Content::Received { steps, .. } => steps,
            Content::Moved(moved) => &moved.steps,
            Content::Refused { .. }
            | Content::Assented { .. }
            | Content::Withdrawn { .. }
            | Content::Erased { .. }
            | Content::Corrected(_)
            | Content::Unopened { .. }
            | Content::Recounted { .. } => &[],
        }
    }

    /// The word by which entries name what they record.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Content::Opened { .. } => "opened",
            Content::Act { .. } => "act",
            Content::Assented { .. } => "assented",
            Content::Withdrawn { .. } => "withdrawn",
            Content::Refused { .. } => "refused",
            Content::Received { .. } => "received",
            Content::Unopened { .. } => "unopened",
            Content::Clock { .. } => "clock",
            Content::Moved(_) => "moved",
            Content::Recounted { .. } => "recounted",
            Content::Erased { .. } => "erased",
            Content::Corrected(_) => "corrected",
        }
    }

    /// Why what was attempted did not come about; none where it did.
    pub const fn grounds(&self) -> &[Ground] {
        match self {
            Content::Refused { grounds, .. }
            | Content::Clock { grounds, .. }
            | Content::Received { grounds, .. } => grounds.as_slice(),
            Content::Corrected(correction) => correction.grounds.as_slice(),
            Content::Opened { .. }
            | Content::Act { .. }
            | Content::Assented { .. }
            | Content::Withdrawn { .. }
            | Content::Erased { .. }
            | Content::Moved(_)
            | Content::Recounted { .. }
            | Content::Unopened { .. } => &[],
        }
    }

    /// What the case has come to with it.
    pub const fn outcome(&self) -> Option<&Name> {
        match self {
            Content::Opened { outcome, .. }
            | Content::Act { outcome, .. }
            | Content::Clock { outcome, .. }
            | Content::Received { outcome, .. } => outcome.as_ref(),
            Content::Moved(moved) => moved.outcome.as_ref(),
            Content::Assented { .. }
            | Content::Withdrawn { .. }
            | Content::Refused { .. }
            | Content::Erased { .. }
            | Content::Corrected(_)
            | Content::Recounted { .. }
            | Content::Unopened { .. } => None,
        }
    }
}

/// One condition as it was evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Its id: of a guard, an assumption, or a branch.
    pub id: Name,
    /// The answer.
    pub truth: Truth,
    /// The values seen.
    pub seen: Given,
    /// The facts that were missing.
    pub missing: Vec<Name>,
    /// Why it is an error, if it is one.
    pub error: Option<EvalError>,
}

/// Why a transition was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// The act named it.
    Act,
    /// It fires with the transition of another track that the act named.
    With,
    /// It is automatic.
    Automatic,
    /// A deadline ran out.
    Clock,
    /// The parent closed the case.
    Parent,
}

impl Cause {
    /// The word used in entries.
    pub const fn as_str(self) -> &'static str {
        match self {
            Cause::Act => "act",
            Cause::With => "with",
            Cause::Automatic => "automatic",
            Cause::Clock => "clock",
            Cause::Parent => "parent",
        }
    }
}

/// One transition taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The transition.
    pub transition: Name,
    /// Why.
    pub cause: Cause,
    /// Guards of an automatic transition or of one that fires with another.
    pub guards: Vec<Condition>,
    /// The branch taken, if it has branches.
    pub branch: Option<Name>,
    /// The branch conditions evaluated.
    pub branches: Vec<Condition>,
    /// States left, innermost first.
    pub left: Vec<Name>,
    /// States entered, outermost first.
    pub entered: Vec<Name>,
    /// Changes of facts, beyond the facts given.
    pub effects: Vec<Effect>,
    /// Seats given and left.
    pub seats: Vec<SeatEffect>,
    /// What it makes or ends between people.
    pub ties: Vec<Tied>,
}

/// A change of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// The fact now has this value.
    Set {
        /// The fact.
        fact: Name,
        /// Its value.
        value: Value,
    },
    /// A list has one more member.
    Append {
        /// The list.
        fact: Name,
        /// The member.
        value: Value,
    },
    /// The fact is no longer known.
    Clear {
        /// The fact.
        fact: Name,
    },
}

/// One ground of a refusal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ground {
    /// No source state of the transition is active.
    State,
    /// The actor does not hold a role in `by`, or named none of them.
    Role,
    /// `not_by` excludes the actor: the transition or person fact that does.
    Excluded(Name),
    /// A fact that must be given is not.
    Missing(Name),
    /// A given value is not of the fact's type.
    IllTyped(Name),
    /// A given fact is not asked by the transition.
    NotAsked(Name),
    /// A reason must be stated.
    Reason,
    /// An assumption about the world does not hold.
    Assumption(Name),
    /// A guard does not hold.
    Guard(Name),
    /// Not exactly one branch applies.
    Branch,
    /// An effect would leave the range of this fact.
    Range(Name),
    /// The act counts earlier than it is recorded, which the transition does not allow.
    Backdated,
    /// An automatic transition (this one) is in error.
    Automatic(Name),
    /// Automatic transitions did not come to rest.
    Unbounded,
    /// A transition that must fire together (this one) cannot.
    With(Name),
    /// This deadline ended after the moment at which the act would count, and
    /// the clock has acted on that.
    Clock(Name),
    /// This deadline has run out, which bars the act.
    Late(Name),
    /// This minimum is not over yet.
    Early(Name),
    /// This deadline was extended as often as it may be.
    Extended(Name),
    /// This deadline has not exactly one length, or cannot be counted.
    Uncounted(Name),
    /// The actor takes no part on behalf of this body: 제척, 기피, 회피.
    Recused(Name),
    /// The ballot in this fact is not as it has to be, in itself or beside the
    /// register of seats.
    Ballot(Name),
    /// A seat (`body.seat`) cannot be given or left so.
    Seat(Name),
    /// A rule of composition (`body.rule`) would not be kept.
    Composition(Name),
    /// No more children of this name can be opened.
    Children(Name),
    /// The delegation of this role has run out.
    Expired(Name),
    /// This role is not delegated to the actor, or not by the one they name.
    NotDelegated(Name),
    /// This role is held for another only, and cannot be passed on.
    SubDelegated(Name),
    /// This criterion is not addressed.
    Criterion(Name),
    /// The answer departs from this recommendation, and no reason is stated.
    Departure(Name),
    /// This recommendation waits for its answer.
    Open(Name),
    /// This fact differs from what the others have assented to.
    Frozen(Name),
    /// No act that took this transition is there to be annulled.
    NothingToAnnul(Name),
    /// The actor has assented already.
    Assented,
    /// The actor has given no assent that could be withdrawn.
    NoAssent,
    /// This provision, as the workflow cites it, is not law yet.
    NotYetLaw(Name),
    /// This provision is repealed.
    Repealed(Name),
    /// A court has stayed this provision.
    Stayed(Name),
}

impl Ground {
    /// The word used in entries and scenarios, without the element.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Ground::State => "state",
            Ground::Role => "role",
            Ground::Excluded(_) => "excluded",
            Ground::Missing(_) => "missing",
            Ground::IllTyped(_) => "ill_typed",
            Ground::NotAsked(_) => "not_asked",
            Ground::Reason => "reason",
            Ground::Assumption(_) => "assumption",
            Ground::Guard(_) => "guard",
            Ground::Branch => "branch",
            Ground::Range(_) => "range",
            Ground::Backdated => "backdated",
            Ground::Automatic(_) => "automatic",
            Ground::Unbounded => "unbounded",
            Ground::With(_) => "with",
            Ground::Clock(_) => "clock",
            Ground::Late(_) => "late",
            Ground::Early(_) => "early",
            Ground::Extended(_) => "extended",
            Ground::Uncounted(_) => "uncounted",
            Ground::Recused(_) => "recused",
            Ground::Ballot(_) => "ballot",
            Ground::Seat(_) => "seat",
            Ground::Composition(_) => "composition",
            Ground::Children(_) => "children",
            Ground::Expired(_) => "delegation_expired",
            Ground::NotDelegated(_) => "not_delegated",
            Ground::SubDelegated(_) => "sub_delegated",
            Ground::Criterion(_) => "criterion",
            Ground::Departure(_) => "departure",
            Ground::Open(_) => "recommendation_open",
            Ground::NothingToAnnul(_) => "nothing_to_annul",
            Ground::Frozen(_) => "frozen",
            Ground::Assented => "assented",
            Ground::NoAssent => "no_assent",
            Ground::NotYetLaw(_) => "not_yet_law",
            Ground::Repealed(_) => "repealed",
            Ground::Stayed(_) => "stayed",
        }
    }

    /// The element that the ground is about, if it is about one.
    pub const fn element(&self) -> Option<&Name> {
        match self {
            Ground::Excluded(name)
            | Ground::Missing(name)
            | Ground::IllTyped(name)
            | Ground::NotAsked(name)
            | Ground::Assumption(name)
            | Ground::Guard(name)
            | Ground::Range(name)
            | Ground::Automatic(name)
            | Ground::With(name)
            | Ground::Clock(name)
            | Ground::Late(name)
            | Ground::Early(name)
            | Ground::Extended(name)
            | Ground::Uncounted(name)
            | Ground::Recused(name)
            | Ground::Ballot(name)
            | Ground::Seat(name)
            | Ground::Composition(name)
            | Ground::Children(name)
            | Ground::Expired(name)
            | Ground::NotDelegated(name)
            | Ground::SubDelegated(name)
            | Ground::Criterion(name)
            | Ground::Departure(name)
            | Ground::Open(name)
            | Ground::NothingToAnnul(name)
            | Ground::Frozen(name)
            | Ground::NotYetLaw(name)
            | Ground::Repealed(name)
            | Ground::Stayed(name) => Some(name),
            Ground::State
            | Ground::Role
            | Ground::Reason
            | Ground::Branch
            | Ground::Backdated
            | Ground::Unbounded
            | Ground::Assented
            | Ground::NoAssent => None,
        }
    }
}
