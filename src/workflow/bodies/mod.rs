//! Bodies: collegiate organs, as `bodies.toml` beside the ordinance declares them.
//!
//! A body has classes of seats, rules of composition and of terms, who presides,
//! and the votes that it takes. Who holds a seat is not declared: it results
//! from acts, and the register of seats says it for any day.

mod findings;
mod load;
mod period;
mod read;

use std::sync::Arc;

pub use load::{LoadedBodies, load};
pub use period::{Period, Unit};

use super::{Cited, Element};
use crate::diagnostic::{Bilingual, Source};
use crate::guard::{Fraction, Name, VoteRule};

/// The bodies of a library.
#[derive(Debug, Clone)]
pub struct Bodies {
    /// The file.
    pub source: Arc<Source>,
    /// The bodies, in the order of the file.
    pub all: Vec<Arc<Body>>,
}

impl Bodies {
    /// A body by id.
    pub fn get(&self, id: &str) -> Option<&Arc<Body>> {
        self.all.iter().find(|body| *body.element.id == *id)
    }
}

/// A collegiate organ.
#[derive(Debug, Clone)]
pub struct Body {
    /// Id, title, basis, place.
    pub element: Element,
    /// How many members it has.
    pub size: Option<Size>,
    /// Its classes of seats, in the order of the file.
    pub seats: Vec<SeatClass>,
    /// What holds of the term of members who are appointed.
    pub term: Option<Term>,
    /// What its composition has to be.
    pub rules: Vec<CompositionRule>,
    /// What holds of one person.
    pub limits: Vec<Limit>,
    /// Who presides.
    pub chair: Option<Chair>,
    /// The votes that it takes.
    pub votes: Vec<Vote>,
    /// Why a member does not take part.
    pub recusal: Option<Recusal>,
    /// The grounds on which a member is dismissed.
    pub dismissals: Vec<Dismissal>,
}

/// The number of members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Size {
    /// Least.
    pub min: u32,
    /// Most.
    pub max: u32,
    /// The provision.
    pub basis: Vec<Cited>,
}

/// How people come to a class of seats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    /// By the post that they hold (당연직).
    ExOfficio,
    /// By appointment (위촉직).
    Appointed,
    /// It is an office that members of these classes hold besides their seat,
    /// such as that of a chair; every class of members, if none is named.
    Office(Vec<Name>),
}

/// A class of seats, or an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatClass {
    /// Id, title, basis, place.
    pub element: Element,
    /// Fewest of them.
    pub min: u32,
    /// Most of them; without one, as many as the body may have.
    pub max: Option<u32>,
    /// How people come to it.
    pub holder: Holder,
    /// Who appoints them.
    pub appointed_by: Option<Bilingual>,
    /// Who nominates them.
    pub nominated_by: Option<Bilingual>,
}

impl SeatClass {
    /// Whether who holds it is a member by it: an office alone makes nobody one.
    pub const fn is_member(&self) -> bool {
        !matches!(self.holder, Holder::Office(_))
    }
}

/// The term of members who are appointed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// How long.
    pub length: Period,
    /// How often it may be renewed; without a number, ever again.
    pub renewals: Option<u32>,
    /// Who comes in place of another has the rest of that term.
    pub remaining: bool,
    /// A vacancy with less than this left of the term need not, or may not, be
    /// filled.
    pub no_refill: Option<(Period, Breach)>,
    /// The provisions.
    pub basis: Vec<Cited>,
}

/// What becomes of an appointment that breaks a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Breach {
    /// It is refused.
    Refuse,
    /// It is lawful, and what is wrong is told.
    Warn,
}

/// Of whom a share is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Share {
    /// Those with this word under a mark, such as `young = "true"`.
    Marked {
        /// The mark.
        mark: Name,
        /// The word.
        value: Name,
    },
    /// Those of any one word under a mark: no sex may have more than six tenths.
    EachMarked(Name),
    /// Those in these classes of seats.
    Seats(Vec<Name>),
}

/// Which share they have at least or at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// No less than this.
    AtLeast(Fraction),
    /// No more than this.
    AtMost(Fraction),
}

/// Of which members a share is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Among {
    /// Those who are appointed (위촉직 위원).
    Appointed,
    /// Every member (전체 위원).
    All,
}

/// When a rule of composition is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// At every appointment.
    Appointment,
    /// At every appointment that brings the body to its least size or beyond:
    /// one that is being filled cannot keep shares from its first member on.
    Complete,
}

/// A rule of composition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompositionRule {
    /// Id, what it says, basis, place.
    pub element: Element,
    /// Who is counted.
    pub share: Share,
    /// Which share they may have.
    pub bound: Bound,
    /// Of which members.
    pub among: Among,
    /// When it is looked at.
    pub when: When,
    /// What becomes of a breach.
    pub breach: Breach,
}

impl CompositionRule {
    /// The mark of persons that it reads.
    pub const fn mark(&self) -> Option<&Name> {
        match &self.share {
            Share::Marked { mark, .. } | Share::EachMarked(mark) => Some(mark),
            Share::Seats(_) => None,
        }
    }
}

/// What is limited for one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitKind {
    /// In at most so many bodies at once, over the whole library.
    Bodies(u32),
    /// At most so many years in this body, with no more than the gap between.
    Years(u32),
    /// Who has left comes back only after so long, unless a term is renewed.
    Gap(Period),
}

/// A limit for one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// Id, what it says, basis, place.
    pub element: Element,
    /// What is limited.
    pub kind: LimitKind,
    /// What becomes of a breach.
    pub breach: Breach,
}

/// Who presides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chair {
    /// The seats or offices whose holders are chairs: each of them alone.
    pub seats: Vec<Name>,
    /// Who stands in when no chair can act, in order (직무대행).
    pub deputies: Vec<Name>,
    /// The provisions.
    pub basis: Vec<Cited>,
}

/// A vote of a body.
#[derive(Debug, Clone)]
pub struct Vote {
    /// Id, title, basis, place.
    pub element: Element,
    /// The classes of seats whose holders vote (호선); without any, every member.
    pub by: Vec<Name>,
    /// What it needs.
    pub rule: Arc<VoteRule>,
}

/// Why a member does not take part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recusal {
    /// The grounds, in the order of the file.
    pub grounds: Vec<Element>,
    /// Whether recused members count among the members in office; `None` leaves
    /// it open, and they count.
    pub counted: Option<bool>,
    /// The provisions.
    pub basis: Vec<Cited>,
}

/// How low attendance is a ground of dismissal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attendance {
    /// The share of meetings that it lies below.
    pub below: Fraction,
    /// Fewest meetings that must have been held.
    pub meetings: u32,
    /// Least time that must be left of the member's term.
    pub left: Option<Period>,
}

/// A ground on which a member is dismissed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dismissal {
    /// Id, title, basis, place.
    pub element: Element,
    /// How low attendance must be for it.
    pub attendance: Option<Attendance>,
    /// The member is heard first.
    pub heard: bool,
}

impl Body {
    /// Its id.
    pub const fn id(&self) -> &Name {
        &self.element.id
    }

    /// A ground of dismissal, by id.
    pub fn dismissal(&self, id: &str) -> Option<&Dismissal> {
        self.dismissals
            .iter()
            .find(|ground| *ground.element.id == *id)
    }

    /// A class of seats, or an office, by id.
    pub fn seat(&self, id: &str) -> Option<&SeatClass> {
        self.seats.iter().find(|seat| *seat.element.id == *id)
    }

    /// A vote by id.
    pub fn vote(&self, id: &str) -> Option<&Vote> {
        self.votes.iter().find(|vote| *vote.element.id == *id)
    }

    /// The marks that its rules read of who is in a class of seats.
    pub fn marks(&self, seat: &SeatClass) -> Vec<&Name> {
        let mut marks: Vec<&Name> = self
            .rules
            .iter()
            .filter(|rule| match rule.among {
                Among::All => seat.is_member(),
                Among::Appointed => seat.holder == Holder::Appointed,
            })
            .filter_map(CompositionRule::mark)
            .collect();
        marks.sort();
        marks.dedup();
        marks
    }

    /// The most members that it can have; `None` without a bound.
    pub fn most(&self) -> Option<u32> {
        if let Some(size) = &self.size {
            return Some(size.max);
        }
        self.seats
            .iter()
            .filter(|seat| seat.is_member())
            .try_fold(0_u32, |sum, seat| Some(sum.saturating_add(seat.max?)))
    }

    /// The provisions of the part of a dotted path, such as `body.council.term`.
    pub fn basis_of(&self, part: &str) -> Option<&[Cited]> {
        self.parts()
            .into_iter()
            .find(|(path, _)| path == part)
            .map(|(_, basis)| basis)
    }

    /// Every citation, with the dotted path of what it stands in.
    pub fn cites(&self) -> Vec<(String, &Cited)> {
        self.parts()
            .into_iter()
            .flat_map(|(part, basis)| basis.iter().map(move |cited| (part.clone(), cited)))
            .collect()
    }

    /// Every part by its dotted path, with its provisions.
    fn parts(&self) -> Vec<(String, &[Cited])> {
        let name = format!("body.{}", self.element.id);
        let tables = [
            ("size", self.size.as_ref().map(|size| &size.basis)),
            ("term", self.term.as_ref().map(|term| &term.basis)),
            ("chair", self.chair.as_ref().map(|chair| &chair.basis)),
            (
                "recusal",
                self.recusal.as_ref().map(|recusal| &recusal.basis),
            ),
        ];
        let tables = tables
            .into_iter()
            .filter_map(|(key, basis)| Some((format!("{name}.{key}"), basis?.as_slice())));
        let elements = self.elements().map(|(kind, element)| {
            let path = format!("{name}.{kind}.{}", element.id);
            (path, element.basis.as_slice())
        });
        std::iter::once((name.clone(), self.element.basis.as_slice()))
            .chain(tables)
            .chain(elements)
            .collect()
    }

    fn elements(&self) -> impl Iterator<Item = (&'static str, &Element)> {
        let seats = self.seats.iter().map(|seat| ("seat", &seat.element));
        let rules = self.rules.iter().map(|rule| ("rule", &rule.element));
        let limits = self.limits.iter().map(|limit| ("limit", &limit.element));
        let votes = self.votes.iter().map(|vote| ("vote", &vote.element));
        let dismissals = self
            .dismissals
            .iter()
            .map(|ground| ("dismissal", &ground.element));
        let grounds = self
            .recusal
            .iter()
            .flat_map(|recusal| &recusal.grounds)
            .map(|ground| ("recusal.ground", ground));
        seats
            .chain(rules)
            .chain(limits)
            .chain(votes)
            .chain(dismissals)
            .chain(grounds)
    }
}
