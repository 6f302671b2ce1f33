//! Who asks what, from the command line.

use std::collections::BTreeSet;
use std::str::FromStr;

use clap::builder::NonEmptyStringValueParser;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::usage;
use crate::guard::Name;
use crate::service::{Request, Who};

/// Through what the acts of this program come.
const VIA: &str = "command-line";

/// Who acts.
#[derive(Debug, Clone, clap::Args)]
pub struct WhoArgs {
    /// The opaque id of the person who acts
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    pub actor: String,
    /// The role in which they act. Whoever may write the store answers for it
    #[arg(long = "as", value_name = "ROLE", value_parser = NonEmptyStringValueParser::new())]
    pub capacity: Option<String>,
}

/// Who looks, where nobody acts.
#[derive(Debug, Clone, clap::Args)]
pub struct LookArgs {
    /// Look as this person
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    pub actor: Option<String>,
    /// Look in this role
    #[arg(long = "as", value_name = "ROLE", value_parser = NonEmptyStringValueParser::new())]
    pub capacity: Option<String>,
}

/// What is given.
#[derive(Debug, Clone, clap::Args)]
pub struct GiveArgs {
    /// A fact and its value; several may be given
    #[arg(long, value_name = "FACT=VALUE")]
    pub give: Vec<Pair>,
    /// When the act counts as done, if earlier than now: a date, or date and
    /// time, in the zone of the workflow
    #[arg(long, value_name = "DATE")]
    pub effective: Option<Moment>,
}

/// `FACT=VALUE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair(String, String);

/// Not `FACT=VALUE`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a fact is given as FACT=VALUE")]
pub struct PairError;

impl FromStr for Pair {
    type Err = PairError;

    fn from_str(text: &str) -> Result<Self, PairError> {
        let (fact, value) = text.split_once('=').ok_or(PairError)?;
        if fact.trim().is_empty() {
            return Err(PairError);
        }
        Ok(Pair(fact.trim().to_owned(), value.to_owned()))
    }
}

/// A date (its beginning), or a date and time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment(DateTime);

impl FromStr for Moment {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        match text.parse::<Date>() {
            Ok(date) if !text.contains(['T', ' ', ':']) => Ok(Moment(date.at(0, 0, 0, 0))),
            _ => Ok(Moment(text.parse()?)),
        }
    }
}

impl Moment {
    /// The instant in a zone. What lies before or after all instants is the
    /// first or the last: no act counts then, and it is refused as any other.
    pub fn in_zone(self, zone: &TimeZone) -> Timestamp {
        match self.0.to_zoned(zone.clone()) {
            Ok(zoned) => zoned.timestamp(),
            Err(_) if self.0.year() < 0 => Timestamp::MIN,
            Err(_) => Timestamp::MAX,
        }
    }
}

fn who(actor: &str, capacity: Option<&str>) -> Who {
    Who {
        actor: actor.into(),
        capacity: capacity.map(Name::from),
        granted: capacity
            .map(Name::from)
            .into_iter()
            .collect::<BTreeSet<_>>(),
        via: VIA.into(),
    }
}

impl WhoArgs {
    /// Who that is.
    pub fn who(&self) -> Who {
        who(&self.actor, self.capacity.as_deref())
    }
}

impl LookArgs {
    /// Who that is; nobody, if nobody is named.
    pub fn who(&self) -> Who {
        who(
            self.actor.as_deref().unwrap_or("–"),
            self.capacity.as_deref(),
        )
    }
}

impl GiveArgs {
    /// That no fact is given twice: which of two values was meant is not
    /// guessed.
    ///
    /// # Errors
    /// One is; it is told.
    pub fn once_each(&self, context: &mut Context) -> Result<(), Exit> {
        let mut seen = BTreeSet::new();
        match self.give.iter().find(|Pair(fact, _)| !seen.insert(fact)) {
            None => Ok(()),
            Some(Pair(fact, _)) => {
                context.talk_finding(&usage::given_twice(fact));
                Err(Exit::Usage)
            }
        }
    }

    /// The request of somebody, in a zone.
    pub fn request(&self, who: Who, reason: Option<&str>, zone: &TimeZone) -> Request {
        Request {
            who,
            give: self
                .give
                .iter()
                .map(|Pair(fact, value)| (fact.clone(), value.clone()))
                .collect(),
            reason: reason.map(str::to_owned),
            effective: self.effective.map(|moment| moment.in_zone(zone)),
        }
    }
}
