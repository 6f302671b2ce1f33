//! From a clear entry to the bytes that stand on the trail.

mod messages;
mod moved;
mod people;

use super::instant::{write_date, write_instant};
use super::seats::{seat_value, tenure_value};
use super::value::{MAX_NESTING, write_value};
use super::{FORMAT, SealError, Sealed, valid_case};
use crate::audit::canonical::{Count, compare_keys, write_count, write_text};
use crate::audit::commitment::{Opening, SaltSeed, Site, commit, write_commitment};
use crate::audit::hash::{Hash, write_hash};
use crate::audit::merkle::leaf_hash;
use crate::audit::note::valid_name;
use crate::engine::{
    Act, Condition, Content, Effect, Entry, Given, Ground, SeatEffect, Seated, Step,
};
use crate::guard::{Name, Value};
use jiff::Timestamp;

/// Seals an entry: its canonical bytes, its hash, and what opens its values.
///
/// `previous` is the hash of the case's last entry, or
/// [`first_link`](crate::audit::hash::first_link). The seed must be fresh for
/// every entry and is not kept.
///
/// # Errors
/// The entry has something that the format cannot carry exactly.
pub fn seal(
    log: &str,
    entry: &Entry,
    previous: &Hash,
    seed: &SaltSeed,
) -> Result<Sealed, SealError> {
    if !valid_name(log) {
        return Err(SealError::Log);
    }
    if !valid_case(&entry.case) {
        return Err(SealError::Case);
    }
    if entry.seq == 0 || entry.seq > Count::MAX {
        return Err(SealError::Sequence { seq: entry.seq });
    }
    let mut writer = Writer {
        out: Vec::with_capacity(2048),
        path: String::with_capacity(64),
        openings: Vec::new(),
        scratch: Vec::with_capacity(512),
        case: &entry.case,
        sequence: entry.seq,
        seed,
    };
    writer.entry(log, entry, previous)?;
    Ok(Sealed {
        hash: leaf_hash(&writer.out),
        bytes: writer.out,
        openings: writer.openings,
    })
}

const NO_CONDITIONS: Vec<Condition> = Vec::new();

/// The attempt that an entry tells of, if it tells of one.
fn act_of(content: &Content) -> Option<&Act> {
    match content {
        Content::Act { act, .. }
        | Content::Refused { act, .. }
        | Content::Assented { act, .. }
        | Content::Withdrawn { act } => Some(act),
        Content::Opened { .. }
        | Content::Clock { .. }
        | Content::Received { .. }
        | Content::Unopened { .. }
        | Content::Moved(_)
        | Content::Recounted { .. } => None,
    }
}

/// The text of an instant, or why it has none.
pub(super) fn instant(at: Timestamp) -> Result<String, SealError> {
    write_instant(at).ok_or(SealError::Instant { at })
}

/// Writes members in canonical order, which for these keys is the order of the
/// lines below; the path follows, so that commitments know where they stand.
pub(super) struct Writer<'a> {
    out: Vec<u8>,
    path: String,
    openings: Vec<Opening>,
    scratch: Vec<u8>,
    case: &'a str,
    sequence: u64,
    seed: &'a SaltSeed,
}

impl Writer<'_> {
    fn entry(&mut self, log: &str, entry: &Entry, previous: &Hash) -> Result<(), SealError> {
        let subject = &entry.subject;
        let none = Vec::new();
        let (kind, given, assumptions) = match &entry.content {
            Content::Opened {
                given, assumptions, ..
            } => ("opened", Some(given), assumptions),
            Content::Act {
                act, assumptions, ..
            } => ("act", Some(&act.given), assumptions),
            Content::Refused {
                act, assumptions, ..
            } => ("refused", Some(&act.given), assumptions),
            Content::Assented {
                act, assumptions, ..
            } => ("assented", Some(&act.given), assumptions),
            Content::Withdrawn { act } => ("withdrawn", Some(&act.given), &NO_CONDITIONS),
            // Nobody gives anything to the clock.
            Content::Clock { assumptions, .. } => ("clock", None, assumptions),
            Content::Received { .. } => ("received", None, &none),
            Content::Unopened { .. } => ("unopened", None, &none),
            Content::Moved(_) => ("moved", None, &none),
            Content::Recounted { .. } => ("recounted", None, &none),
        };
        self.raw("{\"actor\":");
        self.text(&subject.actor);
        self.raw(",\"assumptions\":");
        self.conditions("assumptions", assumptions)?;
        self.basis(&entry.content);
        self.raw(",\"capacity\":");
        self.optional(subject.capacity.as_ref());
        self.raw(",\"case\":");
        self.text(&entry.case);
        self.claims(&subject.claims);
        let act = act_of(&entry.content);
        if let Some(act) = act {
            self.criteria(act)?;
        }
        self.raw(",\"date\":");
        self.text(&write_date(entry.date));
        if let Content::Clock { deadline, .. } = &entry.content {
            self.raw(",\"deadline\":");
            self.text(deadline);
        }
        if let Content::Recounted { deadline, .. } = &entry.content {
            self.raw(",\"deadline\":");
            self.optional(deadline.as_ref());
        }
        if !entry.deadlines.is_empty() {
            self.raw(",\"deadlines\":");
            self.deadlines(&entry.deadlines)?;
        }
        if let Content::Act {
            discretion: true, ..
        }
        | Content::Assented {
            discretion: true, ..
        } = &entry.content
        {
            self.raw(",\"discretion\":true");
        }
        self.raw(",\"effective\":");
        let recorded = instant(entry.recorded)?;
        if entry.effective == entry.recorded {
            self.text(&recorded);
        } else {
            self.text(&instant(entry.effective)?);
        }
        if let Content::Opened {
            effects, entered, ..
        } = &entry.content
        {
            self.raw(",\"effects\":");
            self.effects(effects)?;
            self.raw(",\"entered\":");
            self.names(entered);
        }
        if let Content::Moved(moved) = &entry.content {
            self.raw(",\"effects\":");
            self.effects(&moved.effects)?;
            self.raw(",\"entered\":");
            self.names(&moved.entered);
        }
        self.raw(",\"format\":");
        write_count(&mut self.out, FORMAT);
        if let Some(given) = given {
            self.raw(",\"given\":");
            self.facts("given", given)?;
        }
        self.raw(",\"granted\":");
        self.names(&subject.granted);
        if let Content::Refused { grounds, .. }
        | Content::Clock { grounds, .. }
        | Content::Received { grounds, .. } = &entry.content
        {
            self.raw(",\"grounds\":");
            self.grounds(grounds);
        }
        if let Content::Act { guards, .. }
        | Content::Refused { guards, .. }
        | Content::Assented { guards, .. }
        | Content::Clock { guards, .. } = &entry.content
        {
            self.raw(",\"guards\":");
            self.conditions("guards", guards)?;
        }
        self.raw(",\"kind\":");
        self.text(kind);
        self.leaves(&entry.content);
        self.raw(",\"log\":");
        self.text(log);
        self.raw(",\"manifest\":");
        write_hash(&mut self.out, &Hash(entry.manifest));
        self.message(&entry.content);
        self.behalf(subject.on_behalf_of.as_ref());
        if let Content::Refused { others, .. }
        | Content::Clock { others, .. }
        | Content::Received { others, .. } = &entry.content
        {
            self.raw(",\"others\":");
            self.conditions("others", others)?;
        }
        if let Content::Opened { outcome, .. }
        | Content::Act { outcome, .. }
        | Content::Clock { outcome, .. }
        | Content::Received { outcome, .. } = &entry.content
        {
            self.raw(",\"outcome\":");
            self.optional(outcome.as_ref());
        }
        if let Content::Moved(moved) = &entry.content {
            self.raw(",\"outcome\":");
            self.optional(moved.outcome.as_ref());
        }
        if let Content::Opened {
            origin: Some(origin),
            ..
        } = &entry.content
        {
            self.origin(origin);
        }
        if let Content::Assented { over, .. } = &entry.content {
            self.raw(",\"over\":");
            self.optional(over.as_ref());
        }
        self.raw(",\"previous\":");
        write_hash(&mut self.out, previous);
        if let Some(act) = act {
            self.raw(",\"reason\":");
            self.reason(act)?;
        }
        self.raw(",\"recorded\":");
        self.text(&recorded);
        if !entry.register.is_empty() {
            self.raw(",\"register\":");
            self.register(&entry.register)?;
        }
        if let Content::Opened { revision, .. } = &entry.content {
            self.raw(",\"revision\":");
            write_count(&mut self.out, u64::from(*revision));
        }
        self.renamed(&entry.content);
        self.raw(",\"semantics\":");
        write_count(&mut self.out, u64::from(entry.semantics));
        self.sends(&entry.sends)?;
        self.raw(",\"sequence\":");
        write_count(&mut self.out, entry.seq);
        if let Content::Assented { state, .. } = &entry.content {
            self.raw(",\"state\":");
            self.text(state);
        }
        if let Content::Opened { steps, .. }
        | Content::Act { steps, .. }
        | Content::Clock { steps, .. }
        | Content::Received { steps, .. } = &entry.content
        {
            self.raw(",\"steps\":");
            self.steps(steps)?;
        }
        if let Content::Moved(moved) = &entry.content {
            self.raw(",\"steps\":");
            self.steps(&moved.steps)?;
        }
        if let Some(act) = act {
            self.raw(",\"transition\":");
            self.text(&act.transition);
        }
        if let Content::Clock { transition, .. } = &entry.content {
            self.raw(",\"transition\":");
            self.text(transition);
        }
        self.raw(",\"via\":");
        self.text(&subject.via);
        if let Content::Recounted { was, .. } = &entry.content {
            self.raw(",\"was\":");
            match was {
                Some(was) => self.text(&was.to_string()),
                None => self.raw("null"),
            }
        }
        if let Content::Unopened { why, .. } = &entry.content {
            self.raw(",\"why\":");
            self.text(why);
        }
        if let Content::Refused { act, .. } = &entry.content
            && act.withdraws
        {
            self.raw(",\"withdraws\":true");
        }
        if let Content::Opened { workflow, .. } = &entry.content {
            self.raw(",\"workflow\":");
            self.text(workflow);
        }
        self.raw("}");
        Ok(())
    }

    #[inline]
    pub(super) fn raw(&mut self, json: &str) {
        self.out.extend_from_slice(json.as_bytes());
    }

    #[inline]
    pub(super) fn text(&mut self, text: &str) {
        write_text(&mut self.out, text);
    }

    fn optional(&mut self, text: Option<&Name>) {
        match text {
            Some(text) => self.text(text),
            None => self.raw("null"),
        }
    }

    /// Writes an array with a writer for its elements.
    pub(super) fn array<T>(
        &mut self,
        items: &[T],
        mut each: impl FnMut(&mut Self, usize, &T) -> Result<(), SealError>,
    ) -> Result<(), SealError> {
        self.raw("[");
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.raw(",");
            }
            each(self, index, item)?;
        }
        self.raw("]");
        Ok(())
    }

    /// Writes with a further step of the path.
    fn under(
        &mut self,
        step: &str,
        write: impl FnOnce(&mut Self) -> Result<(), SealError>,
    ) -> Result<(), SealError> {
        let length = self.path.len();
        push_step(&mut self.path, step);
        let result = write(self);
        self.path.truncate(length);
        result
    }

    /// Writes an array whose elements carry commitments.
    fn array_under<T>(
        &mut self,
        step: &str,
        items: &[T],
        mut each: impl FnMut(&mut Self, &T) -> Result<(), SealError>,
    ) -> Result<(), SealError> {
        self.under(step, |this| {
            this.array(items, |this, index, item| {
                let length = this.path.len();
                push_index(&mut this.path, index);
                let result = each(this, item);
                this.path.truncate(length);
                result
            })
        })
    }

    fn names(&mut self, names: &[Name]) {
        self.raw("[");
        for (index, name) in names.iter().enumerate() {
            if index > 0 {
                self.raw(",");
            }
            self.text(name);
        }
        self.raw("]");
    }

    fn grounds(&mut self, grounds: &[Ground]) {
        self.raw("[");
        for (index, ground) in grounds.iter().enumerate() {
            self.raw(if index > 0 {
                ",{\"element\":"
            } else {
                "{\"element\":"
            });
            self.optional(ground.element());
            self.raw(",\"ground\":");
            self.text(ground.as_str());
            self.raw("}");
        }
        self.raw("]");
    }

    fn conditions(&mut self, step: &str, conditions: &[Condition]) -> Result<(), SealError> {
        self.array_under(step, conditions, |this, condition| {
            this.raw("{\"error\":");
            match condition.error {
                Some(error) => this.text(error.as_str()),
                None => this.raw("null"),
            }
            this.raw(",\"id\":");
            this.text(&condition.id);
            this.raw(",\"missing\":");
            this.names(&condition.missing);
            this.raw(",\"result\":");
            this.text(condition.truth.as_str());
            this.raw(",\"seen\":");
            this.facts("seen", &condition.seen)?;
            this.raw("}");
            Ok(())
        })
    }

    fn steps(&mut self, steps: &[Step]) -> Result<(), SealError> {
        self.array_under("steps", steps, |this, step| {
            this.raw("{\"branch\":");
            this.optional(step.branch.as_ref());
            this.raw(",\"branches\":");
            this.conditions("branches", &step.branches)?;
            this.raw(",\"cause\":");
            this.text(step.cause.as_str());
            this.raw(",\"effects\":");
            this.effects(&step.effects)?;
            this.raw(",\"entered\":");
            this.names(&step.entered);
            this.raw(",\"guards\":");
            this.conditions("guards", &step.guards)?;
            this.raw(",\"left\":");
            this.names(&step.left);
            if !step.seats.is_empty() {
                this.raw(",\"seats\":");
                this.seats(&step.seats)?;
            }
            this.ties(&step.ties)?;
            this.raw(",\"transition\":");
            this.text(&step.transition);
            this.raw("}");
            Ok(())
        })
    }

    fn seats(&mut self, effects: &[SeatEffect]) -> Result<(), SealError> {
        self.array_under("seats", effects, |this, effect| {
            this.raw("{\"body\":");
            this.text(effect.body());
            this.raw(",\"effect\":");
            this.text(effect.as_str());
            this.raw(",\"value\":");
            this.under("value", |this| this.value(&seat_value(effect)))?;
            this.raw("}");
            Ok(())
        })
    }

    /// What was read of the register, with the entries it comes from.
    fn register(&mut self, rows: &[Seated]) -> Result<(), SealError> {
        self.array_under("register", rows, |this, row| {
            this.raw("{\"ended_by\":");
            match &row.ended_by {
                Some(hash) => write_hash(&mut this.out, &Hash(*hash)),
                None => this.raw("null"),
            }
            this.raw(",\"entry\":");
            write_hash(&mut this.out, &Hash(row.entry));
            this.raw(",\"value\":");
            let value = row.tenure.as_ref().map_or(Value::Erased, tenure_value);
            this.under("value", |this| this.value(&value))?;
            this.raw("}");
            Ok(())
        })
    }

    fn effects(&mut self, effects: &[Effect]) -> Result<(), SealError> {
        self.array_under("effects", effects, |this, effect| {
            let (word, fact, value) = match effect {
                Effect::Set { fact, value } => ("set", fact, Some(value)),
                Effect::Append { fact, value } => ("append", fact, Some(value)),
                Effect::Clear { fact } => ("clear", fact, None),
            };
            this.raw("{\"effect\":");
            this.text(word);
            this.raw(",\"fact\":");
            this.text(fact);
            this.raw(",\"value\":");
            match value {
                Some(value) => this.under("value", |this| this.value(value))?,
                None => this.raw("null"),
            }
            this.raw("}");
            Ok(())
        })
    }

    fn facts(&mut self, step: &str, facts: &Given) -> Result<(), SealError> {
        // Names are ASCII, so the order of the map is canonical; what a refused
        // act offers may be named otherwise.
        let sorted: Option<Vec<(&Name, &Value)>> = (!facts.keys().all(|name| name.is_ascii()))
            .then(|| {
                let mut facts: Vec<_> = facts.iter().collect();
                facts.sort_by(|(left, _), (right, _)| compare_keys(left, right));
                facts
            });
        self.under(step, |this| {
            this.raw("{");
            match sorted {
                None => this.members(facts.iter())?,
                Some(facts) => this.members(facts.into_iter())?,
            }
            this.raw("}");
            Ok(())
        })
    }

    fn members<'v>(
        &mut self,
        facts: impl Iterator<Item = (&'v Name, &'v Value)>,
    ) -> Result<(), SealError> {
        for (index, (name, value)) in facts.enumerate() {
            if index > 0 {
                self.raw(",");
            }
            self.text(name);
            self.raw(":");
            self.under(name, |this| this.value(value))?;
        }
        Ok(())
    }

    fn reason(&mut self, act: &Act) -> Result<(), SealError> {
        match &act.reason {
            Some(reason) => self.under("reason", |this| this.value(&Value::Text(reason.clone()))),
            None => {
                self.raw("null");
                Ok(())
            }
        }
    }

    /// Writes the commitment to a value where the path stands, and keeps its
    /// opening.
    fn value(&mut self, value: &Value) -> Result<(), SealError> {
        if *value == Value::Erased {
            self.raw("{\"erased\":true}");
            return Ok(());
        }
        let (kind, json) = write_value(value, MAX_NESTING).ok_or_else(|| SealError::Nesting {
            path: self.path.clone(),
        })?;
        let salt = self.seed.salt(&self.path);
        let site = Site {
            case: self.case,
            sequence: self.sequence,
            path: &self.path,
        };
        let commitment = commit(site, kind, &json, &salt, &mut self.scratch);
        write_commitment(&mut self.out, &commitment);
        self.openings.push(Opening {
            path: self.path.clone().into(),
            kind: kind.into(),
            value: json,
            salt,
        });
        Ok(())
    }
}

/// Appends one step of a JSON Pointer (RFC 6901, section 3).
pub(super) fn push_step(path: &mut String, step: &str) {
    path.push('/');
    if !step.contains(['~', '/']) {
        path.push_str(step);
        return;
    }
    for part in step.chars() {
        match part {
            '~' => path.push_str("~0"),
            '/' => path.push_str("~1"),
            other => path.push(other),
        }
    }
}

/// Appends the step of an array element.
pub(super) fn push_index(path: &mut String, index: usize) {
    path.push('/');
    match u8::try_from(index) {
        Ok(digit @ 0..=9) => path.push(char::from(b'0' + digit)),
        _ => path.push_str(&index.to_string()),
    }
}
