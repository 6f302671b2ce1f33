//! The children of a scenario's case: what is told is delivered at once, unless
//! a step holds it back.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;

use crate::engine::child::{Body, Message, ReceiveError, messages, open_child, receive};
use crate::engine::deadline::changes_seats;
use crate::engine::{
    Case, CaseId, DecideError, Decision, Definition, Entry, Outside, Owed, Register, World, owed,
};
use crate::guard::{Counted, Name};
use crate::workflow::Workflow;
use crate::workflow::scenario::ChildPath;

/// Most messages of one step: more than any family of a scenario needs.
const MOST_MESSAGES: usize = 100_000;

/// The cases of a scenario, its own among them.
pub(super) struct Cases<'a> {
    definitions: &'a BTreeMap<Name, Definition<'a>>,
    all: BTreeMap<CaseId, Case>,
    mail: VecDeque<Message>,
    register: Register,
    /// The definition to which a case was moved.
    moved: BTreeMap<CaseId, Definition<'a>>,
}

impl<'a> Cases<'a> {
    pub(super) fn new(definitions: &'a BTreeMap<Name, Definition<'a>>, register: Register) -> Self {
        Cases {
            definitions,
            all: BTreeMap::new(),
            mail: VecDeque::new(),
            register,
            moved: BTreeMap::new(),
        }
    }

    /// From now on a case is decided under another definition.
    pub(super) fn goes_on_under(&mut self, case: CaseId, definition: Definition<'a>) {
        self.moved.insert(case, definition);
    }

    /// The workflows of which children may be opened.
    pub(super) fn manifests(&self) -> BTreeMap<Name, crate::engine::Digest> {
        let all = self.definitions.iter();
        all.map(|(id, definition)| (id.clone(), definition.manifest))
            .collect()
    }

    pub(super) fn get(&self, id: &CaseId) -> Option<&Case> {
        self.all.get(id)
    }

    /// Who holds which seat, as things stand.
    pub(super) fn register(&self) -> &Register {
        &self.register
    }

    /// The definition of a case.
    pub(super) fn definition(&self, case: &Case) -> Option<Definition<'a>> {
        let moved = self.moved.get(&case.id);
        moved
            .or_else(|| self.definitions.get(&case.workflow))
            .copied()
    }

    pub(super) fn workflow(&self, id: &str) -> Option<&'a Workflow> {
        self.definitions
            .get(id)
            .map(|definition| definition.workflow)
    }

    /// Takes what was decided into the family.
    pub(super) fn keep(&mut self, decision: &Decision) {
        for entry in decision.entries() {
            self.keep_told(entry);
        }
        let after = decision.after.clone();
        self.all.insert(after.id.clone(), after);
    }

    /// What an entry tells others: messages, and changes of the register of seats.
    fn keep_told(&mut self, entry: &Entry) {
        // No hash is needed to tell the messages of a scenario apart.
        self.mail.extend(messages(entry, [0; 32]));
        for effect in entry.content.steps().iter().flat_map(|step| &step.seats) {
            self.register.apply(effect, [0; 32]);
        }
    }

    /// What the clock owes of a case.
    pub(super) fn owed(
        &self,
        definition: Definition<'_>,
        now: Timestamp,
        case: &Case,
    ) -> Result<Owed, DecideError> {
        let outside = Outside {
            children: &self.manifests(),
            register: &self.register,
        };
        owed(definition, now, outside, case)
    }

    /// Takes what the clock owes of a case, as long as that changes the register of
    /// seats: what follows is decided on the register as it then is.
    pub(super) fn take_owed_seats(
        &mut self,
        definition: Definition<'_>,
        now: Timestamp,
        id: &CaseId,
    ) -> Result<Vec<Entry>, DecideError> {
        let mut entries = Vec::new();
        while let Some(case) = self.all.get(id) {
            let owed = self.owed(definition, now, case)?;
            if !owed.entries.iter().any(changes_seats) {
                break;
            }
            self.keep_owed(&owed);
            entries.extend(owed.entries);
        }
        Ok(entries)
    }

    /// Keeps what the clock owed.
    pub(super) fn keep_owed(&mut self, owed: &Owed) {
        for entry in &owed.entries {
            self.keep_told(entry);
        }
        let after = owed.after.clone();
        self.all.insert(after.id.clone(), after);
    }

    /// The child that a path leads to from a case.
    pub(super) fn child(&self, from: &CaseId, path: &ChildPath) -> Option<CaseId> {
        let mut at = from.clone();
        for (name, row) in &path.steps {
            at = nth_child(self.all.get(&at)?, name, *row)?;
        }
        Some(at)
    }

    /// Delivers everything that waits, in the order in which it was sent. Gives
    /// the entries that come of it.
    ///
    /// # Errors
    /// A child cannot be opened, or what follows cannot be decided.
    pub(super) fn deliver(
        &mut self,
        world: &dyn Fn(&Message) -> World,
    ) -> Result<Vec<(Name, Entry)>, DecideError> {
        let mut entries = Vec::new();
        for _ in 0..MOST_MESSAGES {
            let Some(message) = self.mail.pop_front() else {
                break;
            };
            let world = world(&message);
            if let Some(case) = self.all.get(&message.sent.to)
                && let Some(definition) = self.definition(case)
            {
                let workflow = case.workflow.clone();
                let first = self.take_owed_seats(definition, world.recorded, &message.sent.to)?;
                entries.extend(first.into_iter().map(|entry| (workflow.clone(), entry)));
            }
            let world = world.with_register(self.register.clone());
            let taken = match (&message.sent.body, self.all.get(&message.sent.to)) {
                (Body::Open(opening), None) => match self.definitions.get(&opening.workflow) {
                    Some(definition) => open_child(*definition, &world, &message),
                    None => continue,
                },
                (_, Some(case)) => match self.definition(case) {
                    Some(definition) => receive(definition, &world, case, &message),
                    None => continue,
                },
                (_, None) => continue,
            };
            match taken {
                Ok(decision) => {
                    self.keep(&decision);
                    let workflow = decision.after.workflow.clone();
                    let all = decision.into_entries().into_iter();
                    entries.extend(all.map(|entry| (workflow.clone(), entry)));
                }
                Err(ReceiveError::Decide(error)) => return Err(error),
                Err(ReceiveError::Taken { .. } | ReceiveError::OutOfTurn { .. }) => {}
            }
        }
        Ok(entries)
    }
}

/// The child of a name that was opened as the first, the second, from 1.
pub fn nth_child(case: &Case, name: &str, nth: usize) -> Option<CaseId> {
    let of_name = case.family.children.get(name)?;
    let mut all: Vec<_> = of_name.iter().collect();
    all.sort_by_key(|(id, child)| (child.seq, child.row, (*id).clone()));
    Some(all.get(nth.checked_sub(1)?)?.0.clone())
}

/// How many children of a name something is so of, by the word that a scenario
/// uses: `opened`, `ended`, a milestone, or an outcome.
pub(super) fn count(case: &Case, child: Option<&Workflow>, name: &str, word: &Name) -> u64 {
    let milestone = child.is_some_and(|child| child.milestones().contains(&word));
    let which = match &**word {
        "opened" => Counted::Opened,
        "ended" => Counted::Ended,
        _ if milestone => Counted::Reached(word.clone()),
        _ => Counted::Outcome(word.clone()),
    };
    case.family.count(name, &which)
}
