//! From the bytes on the trail back to the clear entry.

mod erased;
mod messages;
mod moved;
mod people;

use super::deadlines::{self, point as read_point};
use super::instant::{read_date, read_instant};
use super::seal::{push_index, push_step};
use super::seats::{seat_of, tenure_of};
use super::value::{MAX_NESTING, read_value};
use super::{EntryError, FORMAT, Unsealed, valid_case};
use crate::audit::canonical::{Members, Tree, read};
use crate::audit::commitment::{Opening, Shown, as_commitment};
use crate::audit::hash::Hash;
use crate::audit::note::valid_name;
use crate::engine::{
    self, Act, Cause, Condition, Content, Effect, Entry, Given, Ground, SeatEffect, Seated, Subject,
};
use crate::guard::{EvalError, Name, Truth, Value};
use std::collections::BTreeMap;

/// How many members every entry has, whatever its kind.
const COMMON_MEMBERS: usize = 16;

/// What stands for a reason whose text was erased.
pub const ERASED_REASON: &str = "‹erased›";

/// Opens a sealed entry with the openings kept beside it.
///
/// Every opening is checked against its commitment. A commitment without an
/// opening was erased or withheld: its value is [`Value::Erased`], a reason is
/// [`ERASED_REASON`], and its path is listed.
///
/// # Errors
/// [`EntryError`]: the bytes are not an entry, or an opening opens nothing.
pub fn open(bytes: &[u8], openings: &[Opening]) -> Result<Unsealed, EntryError> {
    open_json(&read(bytes)?, openings)
}

/// [`open`], for an entry that is parsed already.
pub(in crate::audit) fn open_json(
    json: &Tree<'_>,
    openings: &[Shown<'_>],
) -> Result<Unsealed, EntryError> {
    let root = Node::root(json);
    let members = root.object()?;
    let format = root.member(members, "format")?.count()?;
    if format != FORMAT {
        return Err(EntryError::Format { found: format });
    }
    let case: Name = root.member(members, "case")?.name()?;
    if !valid_case(&case) {
        return Err(root.step("case").wrong());
    }
    let seq = root.member(members, "sequence")?.count()?;
    if seq == 0 {
        return Err(root.step("sequence").wrong());
    }
    let log = root.member(members, "log")?.text()?;
    if !valid_name(log) {
        return Err(root.step("log").wrong());
    }
    let (opened, erased) = check_openings(json, &case, seq, openings)?;
    let reader = Reader { opened };
    let entry = reader.entry(&root, members, case, seq)?;
    Ok(Unsealed {
        log: log.to_owned(),
        previous: root.member(members, "previous")?.hash()?,
        entry,
        erased,
    })
}

/// Every commitment of an entry with its path, in document order.
pub fn commitments(entry: &Tree<'_>) -> Vec<(String, Hash)> {
    let mut found = Vec::new();
    let all = each_commitment(entry, &mut Vec::new(), &mut |_, steps, hash| {
        found.push((pointer(steps), hash));
        Ok(())
    });
    // It is never refused.
    let _ = all;
    found
}

/// A step of a path.
#[derive(Clone, Copy)]
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

/// Steps as a JSON Pointer.
fn pointer(steps: &[Step<'_>]) -> String {
    let mut path = String::new();
    write_pointer(steps, &mut path);
    path
}

fn write_pointer(steps: &[Step<'_>], path: &mut String) {
    for step in steps {
        match step {
            Step::Key(key) => push_step(path, key),
            Step::Index(index) => push_index(path, *index),
        }
    }
}

/// Goes through the commitments in document order: where each stands, the steps
/// that lead there, and its hash.
fn each_commitment<'a>(
    json: &'a Tree<'a>,
    steps: &mut Vec<Step<'a>>,
    each: &mut impl FnMut(&'a Tree<'a>, &[Step<'a>], Hash) -> Result<(), EntryError>,
) -> Result<(), EntryError> {
    match json {
        Tree::Object(members) => {
            if let Some(hash) = as_commitment(json) {
                return each(json, steps, hash);
            }
            for (key, value) in members.iter() {
                steps.push(Step::Key(key));
                each_commitment(value, steps, each)?;
                steps.pop();
            }
        }
        Tree::List(items) => {
            for (index, value) in items.iter().enumerate() {
                steps.push(Step::Index(index));
                each_commitment(value, steps, each)?;
                steps.pop();
            }
        }
        Tree::Null | Tree::Bool(_) | Tree::Count(_) | Tree::Text(_) => {}
    }
    Ok(())
}

/// The commitments of an entry, by where they lie in memory, each with its
/// opening unless that was erased.
type Opened<'a> = BTreeMap<*const Tree<'a>, Option<&'a Shown<'a>>>;

/// Pairs openings with commitments, both in document order.
fn check_openings<'a>(
    entry: &'a Tree<'a>,
    case: &str,
    seq: u64,
    openings: &'a [Shown<'a>],
) -> Result<(Opened<'a>, Vec<String>), EntryError> {
    let mut opened = BTreeMap::new();
    let mut erased = Vec::new();
    let mut rest = openings.iter().peekable();
    let (mut path, mut scratch) = (String::new(), Vec::new());
    each_commitment(entry, &mut Vec::new(), &mut |json, steps, commitment| {
        path.clear();
        write_pointer(steps, &mut path);
        let opening = rest.next_if(|opening| opening.path == path);
        match opening {
            Some(opening) if opening.commitment_in(case, seq, &mut scratch) != commitment => {
                return Err(EntryError::Commitment { path: path.clone() });
            }
            Some(_) => {}
            None => erased.push(path.clone()),
        }
        opened.insert(std::ptr::from_ref(json), opening);
        Ok(())
    })?;
    match rest.next() {
        Some(stray) => Err(EntryError::Stray {
            path: stray.path.clone().into_owned(),
        }),
        None => Ok((opened, erased)),
    }
}

/// A value of an entry. Where it stands is looked for once an error asks.
pub(super) struct Node<'a> {
    entry: &'a Tree<'a>,
    pub(super) json: &'a Tree<'a>,
    /// The path of what should be below it.
    below: String,
}

impl<'a> Node<'a> {
    const fn root(entry: &'a Tree<'a>) -> Self {
        Node::within(entry, entry)
    }

    const fn within(entry: &'a Tree<'a>, json: &'a Tree<'a>) -> Self {
        Node {
            entry,
            json,
            below: String::new(),
        }
    }

    /// Another value of the same entry.
    pub(super) const fn at(&self, json: &'a Tree<'a>) -> Node<'a> {
        Node::within(self.entry, json)
    }

    fn step(&self, step: &str) -> Node<'a> {
        let mut below = self.below.clone();
        push_step(&mut below, step);
        Node {
            below,
            ..Node::within(self.entry, self.json)
        }
    }

    #[cold]
    fn path(&self) -> String {
        let mut steps = Vec::new();
        find(self.entry, self.json, &mut steps);
        let mut path = pointer(&steps);
        path.push_str(&self.below);
        path
    }

    pub(super) fn wrong(&self) -> EntryError {
        EntryError::Form { path: self.path() }
    }

    pub(super) fn object(&self) -> Result<&'a Members<'a>, EntryError> {
        self.json.as_object().ok_or_else(|| self.wrong())
    }

    /// The members of an object that has exactly this many. Each is asked for
    /// by name, so that an unknown member cannot hide.
    pub(super) fn exactly(&self, count: usize) -> Result<&'a Members<'a>, EntryError> {
        let members = self.object()?;
        if members.len() == count {
            Ok(members)
        } else {
            Err(self.wrong())
        }
    }

    pub(super) fn member(
        &self,
        members: &'a Members<'a>,
        key: &str,
    ) -> Result<Node<'a>, EntryError> {
        match members.get(key) {
            Some(json) => Ok(self.at(json)),
            None => Err(self.step(key).wrong()),
        }
    }

    pub(super) fn items(&self) -> Result<impl Iterator<Item = Node<'a>> + '_, EntryError> {
        let items = self.json.as_list().ok_or_else(|| self.wrong())?;
        Ok(items.iter().map(|json| self.at(json)))
    }

    fn is_empty(&self) -> bool {
        self.json.as_list().is_some_and(<[Tree<'_>]>::is_empty)
    }

    pub(super) fn text(&self) -> Result<&'a str, EntryError> {
        self.json.as_text().ok_or_else(|| self.wrong())
    }

    pub(super) fn name(&self) -> Result<Name, EntryError> {
        self.text().map(Name::from)
    }

    fn names(&self) -> Result<Vec<Name>, EntryError> {
        self.items()?.map(|item| item.name()).collect()
    }

    fn optional(&self) -> Result<Option<Name>, EntryError> {
        match self.json {
            Tree::Null => Ok(None),
            _ => self.name().map(Some),
        }
    }

    fn count(&self) -> Result<u64, EntryError> {
        self.json.as_count().ok_or_else(|| self.wrong())
    }

    fn small(&self) -> Result<u32, EntryError> {
        self.count()?.try_into().map_err(|_| self.wrong())
    }

    fn hash(&self) -> Result<Hash, EntryError> {
        self.text()?.parse().map_err(|_| self.wrong())
    }

    pub(super) fn read<T>(&self, read: impl Fn(&str) -> Option<T>) -> Result<T, EntryError> {
        read(self.text()?).ok_or_else(|| self.wrong())
    }
}

/// The steps from a value to another one within it, if it is there.
fn find<'a>(from: &'a Tree<'a>, to: &Tree<'_>, steps: &mut Vec<Step<'a>>) -> bool {
    if std::ptr::addr_eq(from, to) {
        return true;
    }
    let mut below = |step, value| {
        steps.push(step);
        let found = find(value, to, steps);
        if !found {
            steps.pop();
        }
        found
    };
    match from {
        Tree::Object(members) => members
            .iter()
            .any(|(key, value)| below(Step::Key(key), value)),
        Tree::List(items) => (0..)
            .zip(items)
            .any(|(index, value)| below(Step::Index(index), value)),
        Tree::Null | Tree::Bool(_) | Tree::Count(_) | Tree::Text(_) => false,
    }
}

struct Reader<'o> {
    opened: Opened<'o>,
}

impl Reader<'_> {
    fn entry<'a>(
        &self,
        root: &Node<'a>,
        members: &'a Members<'a>,
        case: Name,
        seq: u64,
    ) -> Result<Entry, EntryError> {
        let at = |key: &str| root.member(members, key);
        let origin = members.get("parent").is_some();
        let sends = members.get("sends").is_some();
        let (own, content) = match at("kind")?.text()? {
            "opened" => (
                7 + usize::from(origin),
                Content::Opened {
                    workflow: at("workflow")?.name()?,
                    revision: at("revision")?.small()?,
                    given: self.facts(&at("given")?)?,
                    assumptions: self.conditions(&at("assumptions")?)?,
                    entered: at("entered")?.names()?,
                    effects: self.effects(&at("effects")?)?,
                    steps: self.steps(&at("steps")?)?,
                    outcome: at("outcome")?.optional()?,
                    origin: if origin {
                        Some(messages::origin(&at("parent")?)?)
                    } else {
                        None
                    },
                },
            ),
            "received" => {
                let taken = messages::taken(&at("message")?)?;
                (
                    5,
                    Content::Received {
                        from: taken.from,
                        source: taken.source,
                        entry: taken.entry,
                        number: taken.number,
                        body: taken.body,
                        grounds: grounds(&at("grounds")?)?,
                        others: self.conditions(&at("others")?)?,
                        steps: self.steps(&at("steps")?)?,
                        outcome: at("outcome")?.optional()?,
                    },
                )
            }
            "moved" => (
                10,
                Content::Moved(Box::new(moved::moved(
                    root,
                    members,
                    self.effects(&at("effects")?)?,
                    self.steps(&at("steps")?)?,
                )?)),
            ),
            "recounted" => (4, moved::recounted(root, members)?),
            "unopened" => messages::unopened(&at("message")?, at("why")?.name()?)?,
            "erased" => (4, self.erased(root, members)?),
            "corrected" => (7, self.corrected(root, members)?),
            "act" => (
                6,
                Content::Act {
                    act: self.act(root, members)?,
                    discretion: people::mark(root, members, "discretion")?,
                    assumptions: self.conditions(&at("assumptions")?)?,
                    guards: self.conditions(&at("guards")?)?,
                    steps: self.steps(&at("steps")?)?,
                    outcome: at("outcome")?.optional()?,
                },
            ),
            "refused" => (
                6,
                Content::Refused {
                    act: self.act(root, members)?,
                    grounds: grounds(&at("grounds")?)?,
                    assumptions: self.conditions(&at("assumptions")?)?,
                    guards: self.conditions(&at("guards")?)?,
                    others: self.conditions(&at("others")?)?,
                },
            ),
            "assented" => (
                6,
                Content::Assented {
                    act: self.act(root, members)?,
                    discretion: people::mark(root, members, "discretion")?,
                    state: at("state")?.name()?,
                    over: at("over")?.optional()?,
                    assumptions: self.conditions(&at("assumptions")?)?,
                    guards: self.conditions(&at("guards")?)?,
                },
            ),
            "withdrawn" => (
                3,
                Content::Withdrawn {
                    act: self.act(root, members)?,
                },
            ),
            "clock" => (
                7,
                Content::Clock {
                    deadline: at("deadline")?.name()?,
                    transition: at("transition")?.name()?,
                    grounds: grounds(&at("grounds")?)?,
                    assumptions: self.conditions(&at("assumptions")?)?,
                    guards: self.conditions(&at("guards")?)?,
                    others: self.conditions(&at("others")?)?,
                    steps: self.steps(&at("steps")?)?,
                    outcome: at("outcome")?.optional()?,
                },
            ),
            _ => return Err(at("kind")?.wrong()),
        };
        // No other members than those read here, `format`, and those that the
        // caller reads.
        let deadlines = match members.get("deadlines") {
            None => Vec::new(),
            // What is empty is not written.
            Some(_) => Some(deadlines::read(&at("deadlines")?)?)
                .filter(|changes| !changes.is_empty())
                .ok_or_else(|| root.step("deadlines").wrong())?,
        };
        let register = self.register(root, members)?;
        let may_have = |key: &&&str| match **key {
            "criteria" => !matches!(
                content,
                Content::Opened { .. }
                    | Content::Clock { .. }
                    | Content::Received { .. }
                    | Content::Erased { .. }
                    | Content::Corrected(_)
                    | Content::Unopened { .. }
            ),
            "discretion" => matches!(content, Content::Act { .. } | Content::Assented { .. }),
            "withdraws" => matches!(content, Content::Refused { .. }),
            _ => true,
        };
        let more = people::OPTIONAL
            .iter()
            .filter(|key| members.get(key).is_some())
            .filter(may_have)
            .count();
        let optional = more
            + usize::from(sends)
            + usize::from(!deadlines.is_empty())
            + usize::from(!register.is_empty());
        root.exactly(COMMON_MEMBERS + own + optional)?;
        let decides_nothing = matches!(
            content,
            Content::Withdrawn { .. } | Content::Erased { .. } | Content::Corrected(_)
        );
        if decides_nothing && !at("assumptions")?.is_empty() {
            return Err(at("assumptions")?.wrong());
        }
        Ok(Entry {
            register,
            case,
            seq,
            recorded: at("recorded")?.read(read_instant)?,
            effective: at("effective")?.read(read_instant)?,
            date: at("date")?.read(read_date)?,
            subject: Subject {
                actor: at("actor")?.name()?,
                capacity: at("capacity")?.optional()?,
                granted: at("granted")?.names()?,
                claims: people::claims(root, members)?,
                on_behalf_of: people::behalf(root, members)?,
                via: at("via")?.name()?,
            },
            semantics: at("semantics")?.small()?,
            manifest: at("manifest")?.hash()?.0,
            deadlines,
            sends: if sends {
                self.sends(&at("sends")?)?
            } else {
                Vec::new()
            },
            content,
        })
    }

    fn act<'a>(&self, root: &Node<'a>, members: &'a Members<'a>) -> Result<Act, EntryError> {
        let at = |key: &str| root.member(members, key);
        Ok(Act {
            transition: at("transition")?.name()?,
            given: self.facts(&at("given")?)?,
            reason: self.reason(&at("reason")?)?,
            criteria: self.criteria(root, members)?,
            withdraws: at("kind")?.text()? == "withdrawn"
                || people::mark(root, members, "withdraws")?,
        })
    }

    fn reason(&self, node: &Node<'_>) -> Result<Option<Name>, EntryError> {
        Ok(match node.json {
            Tree::Null => None,
            _ => match self.value(node)? {
                Value::Text(text) => Some(text),
                Value::Erased => Some(ERASED_REASON.into()),
                _ => return Err(node.wrong()),
            },
        })
    }

    /// The value of a commitment, or that it is erased.
    fn value(&self, node: &Node<'_>) -> Result<Value, EntryError> {
        if let Some(opening) = self.opened.get(&std::ptr::from_ref(node.json)) {
            let Some(opening) = opening else {
                return Ok(Value::Erased);
            };
            // An erased value has no commitment of its own; only a part of a
            // list or a table can be erased.
            return read_value(&opening.kind, &opening.value, MAX_NESTING)
                .filter(|value| *value != Value::Erased)
                .ok_or_else(|| EntryError::Value { path: node.path() });
        }
        let members = node.exactly(1)?;
        match members.get("erased") {
            Some(Tree::Bool(true)) => Ok(Value::Erased),
            _ => Err(node.wrong()),
        }
    }

    fn facts(&self, node: &Node<'_>) -> Result<Given, EntryError> {
        let members = node.object()?;
        members
            .iter()
            .map(|(name, _)| Ok((name.into(), self.value(&node.member(members, name)?)?)))
            .collect()
    }

    fn conditions(&self, node: &Node<'_>) -> Result<Vec<Condition>, EntryError> {
        node.items()?
            .map(|item| {
                let members = item.exactly(5)?;
                let error = item.member(members, "error")?;
                Ok(Condition {
                    id: item.member(members, "id")?.name()?,
                    truth: item.member(members, "result")?.read(read_truth)?,
                    seen: self.facts(&item.member(members, "seen")?)?,
                    missing: item.member(members, "missing")?.names()?,
                    error: match error.json {
                        Tree::Null => None,
                        _ => Some(error.read(read_eval_error)?),
                    },
                })
            })
            .collect()
    }

    fn steps(&self, node: &Node<'_>) -> Result<Vec<engine::Step>, EntryError> {
        node.items()?
            .map(|item| {
                let members = item.object()?;
                let seats = self.seats(&item, members)?;
                let ties = match members.get("ties") {
                    None => Vec::new(),
                    Some(_) => self.ties(&item.member(members, "ties")?)?,
                };
                let more = usize::from(!seats.is_empty()) + usize::from(!ties.is_empty());
                item.exactly(8 + more)?;
                Ok(engine::Step {
                    seats,
                    transition: item.member(members, "transition")?.name()?,
                    cause: item.member(members, "cause")?.read(read_cause)?,
                    guards: self.conditions(&item.member(members, "guards")?)?,
                    branch: item.member(members, "branch")?.optional()?,
                    branches: self.conditions(&item.member(members, "branches")?)?,
                    left: item.member(members, "left")?.names()?,
                    entered: item.member(members, "entered")?.names()?,
                    effects: self.effects(&item.member(members, "effects")?)?,
                    ties,
                })
            })
            .collect()
    }

    /// What may be left out: it is there only if there is something in it.
    fn seats<'a>(
        &self,
        step: &Node<'a>,
        members: &'a Members<'a>,
    ) -> Result<Vec<SeatEffect>, EntryError> {
        if members.get("seats").is_none() {
            return Ok(Vec::new());
        }
        let node = step.member(members, "seats")?;
        let all: Vec<SeatEffect> = node
            .items()?
            .map(|item| {
                let members = item.exactly(3)?;
                let word = item.member(members, "effect")?;
                let value = item.member(members, "value")?;
                let body = item.member(members, "body")?.name()?;
                seat_of(word.text()?, body, &self.value(&value)?).ok_or_else(|| value.wrong())
            })
            .collect::<Result<_, _>>()?;
        if all.is_empty() {
            return Err(node.wrong());
        }
        Ok(all)
    }

    /// What was read of the register; left out where nothing was.
    fn register<'a>(
        &self,
        root: &Node<'a>,
        members: &'a Members<'a>,
    ) -> Result<Vec<Seated>, EntryError> {
        if members.get("register").is_none() {
            return Ok(Vec::new());
        }
        let node = root.member(members, "register")?;
        let all: Vec<Seated> = node
            .items()?
            .map(|item| {
                let members = item.exactly(3)?;
                let ended_by = item.member(members, "ended_by")?;
                let value = item.member(members, "value")?;
                Ok::<Seated, EntryError>(Seated {
                    entry: item.member(members, "entry")?.hash()?.0,
                    ended_by: match ended_by.json {
                        Tree::Null => None,
                        _ => Some(ended_by.hash()?.0),
                    },
                    tenure: match self.value(&value)? {
                        Value::Erased => None,
                        read => Some(tenure_of(&read).ok_or_else(|| value.wrong())?),
                    },
                })
            })
            .collect::<Result<_, _>>()?;
        if all.is_empty() {
            return Err(node.wrong());
        }
        Ok(all)
    }

    fn effects(&self, node: &Node<'_>) -> Result<Vec<Effect>, EntryError> {
        node.items()?
            .map(|item| {
                let members = item.exactly(3)?;
                let fact = item.member(members, "fact")?.name()?;
                let word = item.member(members, "effect")?;
                let value = item.member(members, "value")?;
                match word.text()? {
                    "set" => Ok(Effect::Set {
                        fact,
                        value: self.value(&value)?,
                    }),
                    "append" => Ok(Effect::Append {
                        fact,
                        value: self.value(&value)?,
                    }),
                    "clear" if *value.json == Tree::Null => Ok(Effect::Clear { fact }),
                    _ => Err(word.wrong()),
                }
            })
            .collect()
    }
}

fn read_truth(word: &str) -> Option<Truth> {
    use Truth::{Error, Fails, Holds, Unknown};
    [Holds, Fails, Unknown, Error]
        .into_iter()
        .find(|truth| truth.as_str() == word)
}

fn read_eval_error(word: &str) -> Option<EvalError> {
    use EvalError::{Erased, Overflow, Type};
    [Overflow, Erased, Type]
        .into_iter()
        .find(|error| error.as_str() == word)
}

fn read_cause(word: &str) -> Option<Cause> {
    use Cause::{Act, Automatic, Clock, Parent, With};
    [Act, With, Automatic, Clock, Parent]
        .into_iter()
        .find(|cause| cause.as_str() == word)
}

fn grounds(node: &Node<'_>) -> Result<Vec<Ground>, EntryError> {
    node.items()?.map(|item| read_ground(&item)).collect()
}

fn read_ground(node: &Node<'_>) -> Result<Ground, EntryError> {
    let members = node.exactly(2)?;
    let element = node.member(members, "element")?.optional()?;
    let word = node.member(members, "ground")?;
    Ok(match (word.text()?, element) {
        ("state", None) => Ground::State,
        ("role", None) => Ground::Role,
        ("reason", None) => Ground::Reason,
        ("branch", None) => Ground::Branch,
        ("backdated", None) => Ground::Backdated,
        ("unbounded", None) => Ground::Unbounded,
        ("excluded", Some(name)) => Ground::Excluded(name),
        ("missing", Some(name)) => Ground::Missing(name),
        ("ill_typed", Some(name)) => Ground::IllTyped(name),
        ("not_asked", Some(name)) => Ground::NotAsked(name),
        ("assumption", Some(name)) => Ground::Assumption(name),
        ("guard", Some(name)) => Ground::Guard(name),
        ("range", Some(name)) => Ground::Range(name),
        ("automatic", Some(name)) => Ground::Automatic(name),
        ("with", Some(name)) => Ground::With(name),
        ("clock", Some(name)) => Ground::Clock(name),
        ("late", Some(name)) => Ground::Late(name),
        ("early", Some(name)) => Ground::Early(name),
        ("extended", Some(name)) => Ground::Extended(name),
        ("uncounted", Some(name)) => Ground::Uncounted(name),
        ("recused", Some(name)) => Ground::Recused(name),
        ("ballot", Some(name)) => Ground::Ballot(name),
        ("seat", Some(name)) => Ground::Seat(name),
        ("composition", Some(name)) => Ground::Composition(name),
        ("children", Some(name)) => Ground::Children(name),
        ("delegation_expired", Some(name)) => Ground::Expired(name),
        ("not_delegated", Some(name)) => Ground::NotDelegated(name),
        ("sub_delegated", Some(name)) => Ground::SubDelegated(name),
        ("criterion", Some(name)) => Ground::Criterion(name),
        ("departure", Some(name)) => Ground::Departure(name),
        ("recommendation_open", Some(name)) => Ground::Open(name),
        ("not_yet_law", Some(name)) => Ground::NotYetLaw(name),
        ("repealed", Some(name)) => Ground::Repealed(name),
        ("stayed", Some(name)) => Ground::Stayed(name),
        ("nothing_to_annul", Some(name)) => Ground::NothingToAnnul(name),
        ("frozen", Some(name)) => Ground::Frozen(name),
        ("assented", None) => Ground::Assented,
        ("no_assent", None) => Ground::NoAssent,
        _ => return Err(word.wrong()),
    })
}
