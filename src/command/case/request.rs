//! Who asks what, from the command line.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::str::FromStr;

use clap::builder::NonEmptyStringValueParser;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::open::fail;
use crate::audit::hash::content_hash;
use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::input::{self, InputError};
use crate::command::usage;
use crate::engine::CaseId;
use crate::guard::{Name, Type};
use crate::library::rehearses;
use crate::service::{Cases, CasesError, Request, Who, is_actor};
use crate::workflow::Workflow;

/// Through what the acts of this program come.
pub const VIA: &str = "command-line";

/// Through what acts come that are rehearsed: the trail says so.
const REHEARSED: &str = "rehearsal";

fn via() -> &'static str {
    if rehearses() { REHEARSED } else { VIA }
}

/// Who acts.
#[derive(Debug, Clone, clap::Args)]
pub struct WhoArgs {
    /// The opaque id of the person who acts
    #[arg(long, value_name = "ID")]
    pub actor: ActorId,
    /// The role in which they act. Whoever may write the store answers for it
    #[arg(long = "as", value_name = "ROLE", value_parser = NonEmptyStringValueParser::new())]
    pub capacity: Option<String>,
    #[command(flatten)]
    bearing: BearingArgs,
}

/// What the person bears, and for whom they act.
#[derive(Debug, Clone, clap::Args)]
pub struct BearingArgs {
    /// What the person's authenticated principal carries; several may be given.
    /// Whoever may write the store answers for it
    #[arg(long, value_name = "CLAIM=VALUE")]
    claim: Vec<Claim>,
    /// The person for whom they act, who delegated it in the case
    #[arg(long, value_name = "ID")]
    on_behalf_of: Option<ActorId>,
}

/// What is said with an act besides its reason.
#[derive(Debug, Clone, clap::Args)]
pub struct DecisionArgs {
    /// What is said to a criterion of the decision; several may be given
    #[arg(long, value_name = "ID=TEXT")]
    criterion: Vec<Pair>,
    /// Withdraw the assent that was given to this act of several
    #[arg(long)]
    withdraw: bool,
}

/// An act, as it is asked: the same of one case and of many.
#[derive(Debug, Clone, clap::Args)]
pub struct ActArgs {
    /// The transition
    pub transition: String,
    #[command(flatten)]
    pub who: WhoArgs,
    #[command(flatten)]
    pub give: GiveArgs,
    /// The reason, where one must be stated
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    #[command(flatten)]
    pub decision: DecisionArgs,
}

impl ActArgs {
    /// What it asks of a case.
    ///
    /// # Errors
    /// There is no such case or role, or a file that is given cannot be read; it
    /// is told.
    pub(super) fn asked(
        &self,
        cases: &Cases<'_>,
        case: &CaseId,
        context: &mut Context,
    ) -> Result<Request, Exit> {
        let reason = self.reason.as_deref();
        let request = asked(cases, case, self.who.who(), &self.give, reason, context)?;
        Ok(self.decision.of(request))
    }

    /// What it asks of the children of a case: read as the first of them reads
    /// it.
    ///
    /// # Errors
    /// The exit that says why it cannot be asked.
    pub(super) fn asked_of_children(
        &self,
        cases: &Cases<'_>,
        parent: &CaseId,
        children: &str,
        context: &mut Context,
    ) -> Result<Request, Exit> {
        let opened = match pollster::block_on(cases.find(parent)) {
            Ok(opened) => opened,
            Err(error) => return Err(fail(&error, context)),
        };
        let of_name = opened.case.family.children.get(children);
        let open = of_name
            .iter()
            .flat_map(|of_name| of_name.iter())
            .find(|(_, child)| !child.failed);
        let Some((child, _)) = open else {
            let error = CasesError::NoSuchChildren {
                case: parent.clone(),
                children: children.into(),
            };
            return Err(fail(&error, context));
        };
        self.asked(cases, child, context)
    }
}

impl DecisionArgs {
    /// The request with what is said.
    pub fn of(&self, mut request: Request) -> Request {
        request.criteria = self
            .criterion
            .iter()
            .map(|Pair(id, said)| (id.clone(), said.clone()))
            .collect();
        request.withdraws = self.withdraw;
        request
    }
}

/// `CLAIM=VALUE`, or a claim without a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim(String, Option<String>);

impl FromStr for Claim {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text.split_once('=') {
            Some((claim, value)) => Claim(claim.trim().to_owned(), Some(value.to_owned())),
            None => Claim(text.trim().to_owned(), None),
        })
    }
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
    #[command(flatten)]
    bearing: BearingArgs,
}

/// What is given.
#[derive(Debug, Clone, clap::Args)]
pub struct GiveArgs {
    /// A fact and its value; several may be given. A document is given by its
    /// file, `FACT=@PATH`; a ballot as a table, or by a file that holds one
    #[arg(long, value_name = "FACT=VALUE")]
    pub give: Vec<Pair>,
    /// When the act counts as done, if earlier than now: a date, or date and
    /// time, in the zone of the workflow
    #[arg(long, value_name = "DATE")]
    pub effective: Option<Moment>,
}

/// The id of a person: opaque, as it stands on the trail in clear for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActorId(String);

/// Not the id of a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "an actor is 1 to 128 of letters, digits and `.`, `_`, `-`, `@`, `:`, and neither `engine` nor `clock`"
)]
pub struct ActorIdError;

impl FromStr for ActorId {
    type Err = ActorIdError;

    fn from_str(text: &str) -> Result<Self, ActorIdError> {
        if is_actor(text) {
            Ok(ActorId(text.to_owned()))
        } else {
            Err(ActorIdError)
        }
    }
}

impl ActorId {
    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
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

fn who(actor: &str, capacity: Option<&str>, bearing: &BearingArgs) -> Who {
    let mut claims: BTreeMap<Name, BTreeSet<Name>> = BTreeMap::new();
    for Claim(claim, value) in &bearing.claim {
        let values = claims.entry(claim.as_str().into()).or_default();
        values.extend(value.as_deref().map(Name::from));
    }
    Who {
        claims,
        on_behalf_of: bearing.on_behalf_of.as_ref().map(|one| one.as_str().into()),
        actor: actor.into(),
        capacity: capacity.map(Name::from),
        granted: capacity
            .map(Name::from)
            .into_iter()
            .collect::<BTreeSet<_>>(),
        via: via().into(),
    }
}

impl WhoArgs {
    /// Who that is.
    pub fn who(&self) -> Who {
        who(self.actor.as_str(), self.capacity.as_deref(), &self.bearing)
    }
}

impl LookArgs {
    /// Who that is; nobody, if nobody is named.
    pub fn who(&self) -> Who {
        who(
            self.actor.as_deref().unwrap_or("–"),
            self.capacity.as_deref(),
            &self.bearing,
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

    /// The request of somebody, in the zone of a workflow. A document is given
    /// as `@PATH`: its name, media type, size and digest are taken from the file. A
    /// ballot given so is read from the file.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn request(
        &self,
        who: Who,
        reason: Option<&str>,
        workflow: &Workflow,
        zone: &TimeZone,
    ) -> Result<Request, InputError> {
        let mut give = Vec::with_capacity(self.give.len());
        for Pair(fact, value) in &self.give {
            let of = workflow.fact(fact).map(|fact| &fact.of);
            let value = match (value.strip_prefix('@'), of) {
                (Some(path), Some(Type::Document)) => described(Path::new(path))?,
                (Some(path), Some(Type::Ballot { .. })) => {
                    String::from_utf8_lossy(&input::read(Path::new(path))?).into_owned()
                }
                _ => value.clone(),
            };
            give.push((fact.clone(), value));
        }
        Ok(Request {
            who,
            give,
            reason: reason.map(str::to_owned),
            criteria: Vec::new(),
            withdraws: false,
            effective: self.effective.map(|moment| moment.in_zone(zone)),
        })
    }
}

/// A document in the form in which values are written.
fn described(path: &Path) -> Result<String, InputError> {
    let bytes = input::read(path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let media = match ending.to_ascii_lowercase().as_str() {
        "pdf" => "application/pdf",
        "txt" | "md" => "text/plain",
        "hwp" => "application/x-hwp",
        "hwpx" => "application/hwp+zip",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        _ => "application/octet-stream",
    };
    let digest = content_hash(&bytes);
    Ok(format!("{name};{media};{};{digest}", bytes.len()))
}

/// That a capacity is a role of the workflow: one that is not is a slip, and no
/// refusal to be put on record against a person.
///
/// # Errors
/// It is not; it is told.
pub(super) fn known_role(
    workflow: &Workflow,
    capacity: Option<&str>,
    context: &mut Context,
) -> Result<(), Exit> {
    match capacity {
        Some(role) if workflow.role(role).is_none() => {
            let known = workflow.roles.iter().map(|role| &*role.element.id);
            context.talk_finding(&usage::no_such_role(role, workflow.id(), known));
            Err(Exit::Usage)
        }
        _ => Ok(()),
    }
}

/// What somebody asks of a case, read against the definition it runs under.
///
/// # Errors
/// There is no such case or role, or a file that is given cannot be read; it
/// is told.
pub(super) fn asked(
    cases: &Cases<'_>,
    case: &CaseId,
    who: Who,
    give: &GiveArgs,
    reason: Option<&str>,
    context: &mut Context,
) -> Result<Request, Exit> {
    let held = match pollster::block_on(cases.find(case)) {
        Ok(opened) => opened.held,
        Err(error) => return Err(fail(&error, context)),
    };
    known_role(&held.workflow, who.capacity.as_deref(), context)?;
    give.request(who, reason, &held.workflow, &held.zone)
        .map_err(|error| context.fail(&error, Exit::Unreadable))
}
