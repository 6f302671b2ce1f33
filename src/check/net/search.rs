//! The search: markings as bits, one after the other in one table.

use std::collections::{BTreeMap, VecDeque};

use super::{MOST_PARTS, Net, States, Unfit};

/// What a search may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Most markings.
    pub markings: usize,
    /// Most steps between them.
    pub steps: usize,
}

impl Default for Budget {
    /// A million markings and eight million steps: a few seconds and a few hundred
    /// megabytes at most.
    fn default() -> Self {
        Budget {
            markings: 1_000_000,
            steps: 8_000_000,
        }
    }
}

/// Where no marking is.
const NONE: u32 = u32::MAX;

/// How many tokens a place tells apart.
#[derive(Debug, Clone, Copy)]
pub(super) struct Width {
    /// Bits of a place: 2 or 4.
    bits: u32,
}

impl Width {
    fn of(net: &Net) -> Result<Width, Unfit> {
        let arcs = net
            .steps
            .iter()
            .flat_map(|it| it.takes.iter().chain(&it.gives));
        let most = arcs
            .map(|(_, many)| *many)
            .chain(net.initial.iter().copied());
        match most.max().unwrap_or_default() {
            0..=2 => Ok(Width { bits: 2 }),
            3..=14 => Ok(Width { bits: 4 }),
            _ => Err(Unfit::TooMany),
        }
    }

    /// So many or more are told by one number.
    const fn many(self) -> u64 {
        (1 << self.bits) - 1
    }

    const fn per_word(self) -> usize {
        if self.bits == 2 { 32 } else { 16 }
    }

    /// The lowest bit of every place that has a token.
    const fn some(self, word: u64) -> u64 {
        if self.bits == 2 {
            (word | (word >> 1)) & 0x5555_5555_5555_5555
        } else {
            let half = word | (word >> 2);
            (half | (half >> 1)) & 0x1111_1111_1111_1111
        }
    }

    /// The lowest bit of every place that has many.
    const fn full(self, word: u64) -> u64 {
        if self.bits == 2 {
            word & (word >> 1) & 0x5555_5555_5555_5555
        } else {
            let half = word & (word >> 2);
            half & (half >> 1) & 0x1111_1111_1111_1111
        }
    }

    fn at(self, place: usize) -> Spot {
        let per = self.per_word();
        let shift = u32::try_from(place % per).unwrap_or_default() * self.bits;
        Spot {
            word: place / per,
            shift,
            mask: self.many() << shift,
        }
    }
}

/// Where the tokens of a place stand in a marking.
#[derive(Debug, Clone, Copy)]
struct Spot {
    word: usize,
    shift: u32,
    mask: u64,
}

impl Spot {
    fn read(self, marking: &[u64]) -> u64 {
        let word = marking.get(self.word).copied().unwrap_or_default();
        (word & self.mask) >> self.shift
    }

    fn write(self, marking: &mut [u64], tokens: u64) {
        if let Some(word) = marking.get_mut(self.word) {
            *word = (*word & !self.mask) | (tokens << self.shift);
        }
    }
}

/// A step, ready to be tried.
struct Compiled {
    /// The places that must have a token, by their lowest bits.
    needs: Vec<u64>,
    /// The places that must have none.
    forbids: Vec<u64>,
    /// Everything but the places that are emptied.
    keeps: Vec<u64>,
    takes: Vec<(Spot, u64)>,
    gives: Vec<(Spot, u64)>,
}

/// A net, ready to be searched.
struct Machine {
    width: Width,
    words: usize,
    steps: Vec<Compiled>,
}

impl Machine {
    fn of(net: &Net) -> Result<Machine, Unfit> {
        if net.places.len() > MOST_PARTS || net.steps.len() > MOST_PARTS {
            return Err(Unfit::TooLarge);
        }
        let width = Width::of(net)?;
        let words = net.places.len().div_ceil(width.per_word()).max(1);
        let mut steps = Vec::with_capacity(net.steps.len());
        for step in &net.steps {
            let arcs = step.takes.iter().chain(&step.gives).map(|(place, _)| place);
            let mut named = arcs.chain(&step.empty).chain(&step.clears);
            if named.any(|place| *place >= net.places.len()) {
                return Err(Unfit::Dangling);
            }
            let mut compiled = Compiled {
                needs: vec![0; words],
                forbids: vec![0; words],
                keeps: vec![u64::MAX; words],
                takes: Vec::new(),
                gives: Vec::new(),
            };
            let lowest = |spot: Spot| 1_u64 << spot.shift;
            for (place, many) in together(&step.takes) {
                let spot = width.at(place);
                if let Some(word) = compiled.needs.get_mut(spot.word) {
                    *word |= lowest(spot);
                }
                compiled.takes.push((spot, many));
            }
            for place in &step.empty {
                let spot = width.at(*place);
                if let Some(word) = compiled.forbids.get_mut(spot.word) {
                    *word |= lowest(spot);
                }
            }
            for place in &step.clears {
                let spot = width.at(*place);
                if let Some(word) = compiled.keeps.get_mut(spot.word) {
                    *word &= !spot.mask;
                }
            }
            for (place, many) in together(&step.gives) {
                compiled.gives.push((width.at(place), many));
            }
            steps.push(compiled);
        }
        Ok(Machine {
            width,
            words,
            steps,
        })
    }

    fn initial(&self, net: &Net) -> Vec<u64> {
        let mut marking = vec![0; self.words];
        for (place, tokens) in net.initial.iter().enumerate() {
            self.width.at(place).write(&mut marking, u64::from(*tokens));
        }
        marking
    }

    /// Whether some place has many tokens.
    fn is_full(&self, marking: &[u64]) -> bool {
        marking.iter().any(|word| self.width.full(*word) != 0)
    }

    fn may(&self, step: &Compiled, marking: &[u64]) -> bool {
        let fits = marking
            .iter()
            .zip(step.needs.iter().zip(&step.forbids))
            .all(|(word, (needs, forbids))| {
                let some = self.width.some(*word);
                some & needs == *needs && some & forbids == 0
            });
        let enough = |(spot, many): &(Spot, u64)| *many == 1 || spot.read(marking) >= *many;
        fits && step.takes.iter().all(enough)
    }

    /// The markings after a step: one, or several where many tokens lose some.
    fn after(&self, step: &Compiled, marking: &[u64], found: &mut Vec<Vec<u64>>) {
        let many = self.width.many();
        found.clear();
        found.push(marking.to_vec());
        for (spot, taken) in &step.takes {
            let tokens = spot.read(marking);
            if tokens < many {
                for one in found.iter_mut() {
                    spot.write(one, tokens.saturating_sub(*taken));
                }
                continue;
            }
            let mut all = Vec::new();
            for left in many.saturating_sub(*taken)..=many {
                for one in found.iter() {
                    let mut one = one.clone();
                    spot.write(&mut one, left);
                    all.push(one);
                }
            }
            *found = all;
        }
        for one in found.iter_mut() {
            for (word, keeps) in one.iter_mut().zip(&step.keeps) {
                *word &= keeps;
            }
            for (spot, given) in &step.gives {
                let tokens = spot.read(one).saturating_add(*given).min(many);
                spot.write(one, tokens);
            }
        }
    }
}

/// Arcs between the same place and step, as one.
fn together(arcs: &[(usize, u8)]) -> Vec<(usize, u64)> {
    let mut all: Vec<(usize, u64)> = Vec::with_capacity(arcs.len());
    for (place, many) in arcs {
        match all.iter_mut().find(|(known, _)| known == place) {
            Some((_, sum)) => *sum = sum.saturating_add(u64::from(*many)),
            None => all.push((*place, u64::from(*many))),
        }
    }
    all
}

/// Markings, each once, by number.
struct Table {
    words: usize,
    markings: Vec<u64>,
    count: usize,
    /// Numbers by hash, open addressing; a power of two.
    slots: Vec<u32>,
}

impl Table {
    fn new(words: usize) -> Table {
        Table {
            words,
            markings: Vec::new(),
            count: 0,
            slots: vec![NONE; 1024],
        }
    }

    fn get(&self, number: usize) -> &[u64] {
        let from = number.saturating_mul(self.words);
        let to = from.saturating_add(self.words);
        self.markings.get(from..to).unwrap_or_default()
    }

    fn slot(&self, marking: &[u64]) -> usize {
        let mut hash: u64 = 0;
        for word in marking {
            hash = (hash.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
        hash ^= hash >> 32;
        usize::try_from(hash & 0xffff_ffff).unwrap_or_default()
    }

    /// The number of a marking, and whether it is new.
    fn insert(&mut self, marking: &[u64]) -> (usize, bool) {
        if self.count.saturating_mul(2) >= self.slots.len() {
            self.grow();
        }
        let mask = self.slots.len().saturating_sub(1);
        let mut at = self.slot(marking) & mask;
        loop {
            match self.slots.get(at).copied() {
                Some(NONE) | None => break,
                Some(number) => {
                    let number = number as usize;
                    if self.get(number) == marking {
                        return (number, false);
                    }
                }
            }
            at = at.wrapping_add(1) & mask;
        }
        let number = self.count;
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = u32::try_from(number).unwrap_or(NONE);
        }
        self.markings.extend_from_slice(marking);
        self.count = self.count.saturating_add(1);
        (number, true)
    }

    fn grow(&mut self) {
        let size = self.slots.len().saturating_mul(2);
        let mask = size.saturating_sub(1);
        let mut slots = vec![NONE; size];
        for number in 0..self.count {
            let mut at = self.slot(self.get(number)) & mask;
            while slots.get(at).is_some_and(|slot| *slot != NONE) {
                at = at.wrapping_add(1) & mask;
            }
            if let Some(slot) = slots.get_mut(at) {
                *slot = u32::try_from(number).unwrap_or(NONE);
            }
        }
        self.slots = slots;
    }
}

/// Everything that was found.
pub(super) struct Found {
    width: Width,
    table: Table,
    /// How each marking was first come to: from which, by which step.
    first: Vec<(u32, u32)>,
    /// Steps between markings.
    pub(super) edges: Vec<(u32, u32)>,
    /// How many markings are certain: come to before any place held many.
    pub(super) certain: usize,
    /// How many were tried for every step.
    pub(super) expanded: usize,
    /// Whether the search came to its end.
    pub(super) complete: bool,
    /// Whether some place can hold many tokens.
    pub(super) full: bool,
    /// The steps that are possible, and those that certainly are.
    pub(super) possible: Vec<bool>,
    pub(super) certainly: Vec<bool>,
}

impl Found {
    /// How many markings there are.
    pub(super) fn markings(&self) -> usize {
        self.table.count
    }

    /// The tokens of a place in a marking; of many, the least that is many.
    pub(super) fn tokens(&self, marking: usize, place: usize) -> u64 {
        self.width.at(place).read(self.table.get(marking))
    }

    /// The steps by which a marking is come to.
    pub(super) fn way(&self, marking: usize) -> Vec<usize> {
        let mut way = Vec::new();
        let mut at = marking;
        while let Some(&(from, step)) = self.first.get(at) {
            if from == NONE || way.len() > self.first.len() {
                break;
            }
            way.push(step as usize);
            at = from as usize;
        }
        way.reverse();
        way
    }

    /// Whether some place holds many in a marking.
    pub(super) fn many(&self, marking: usize, place: usize) -> bool {
        self.tokens(marking, place) == self.width.many()
    }
}

/// Searches all markings: first those before any place holds many tokens.
pub(super) fn explore(net: &Net, budget: Budget) -> Result<Found, Unfit> {
    let machine = Machine::of(net)?;
    let mut found = Found {
        width: machine.width,
        table: Table::new(machine.words),
        first: Vec::new(),
        edges: Vec::new(),
        certain: 0,
        expanded: 0,
        complete: true,
        full: false,
        possible: vec![false; net.steps.len()],
        certainly: vec![false; net.steps.len()],
    };
    let initial = machine.initial(net);
    found.table.insert(&initial);
    found.first.push((NONE, NONE));
    // Markings with many, to be looked at when all others are known.
    let mut later: Vec<(Vec<u64>, u32, u32)> = Vec::new();
    run(&machine, &mut found, budget, Some(&mut later));
    found.certain = found.table.count;
    found.full = !later.is_empty();
    if found.complete {
        for (marking, from, step) in later {
            let (number, new) = found.table.insert(&marking);
            if new {
                found.first.push((from, step));
            }
            found
                .edges
                .push((from, u32::try_from(number).unwrap_or(NONE)));
        }
        run(&machine, &mut found, budget, None);
    }
    Ok(found)
}

type Later = Vec<(Vec<u64>, u32, u32)>;

fn run(machine: &Machine, found: &mut Found, budget: Budget, mut later: Option<&mut Later>) {
    let most = budget.markings.min(NONE as usize - 1);
    let mut marking: Vec<u64> = Vec::with_capacity(machine.words);
    let mut after: Vec<Vec<u64>> = Vec::new();
    while found.expanded < found.table.count {
        let at = found.expanded;
        let from = u32::try_from(at).unwrap_or(NONE);
        marking.clear();
        marking.extend_from_slice(found.table.get(at));
        for (index, step) in machine.steps.iter().enumerate() {
            if !machine.may(step, &marking) {
                continue;
            }
            let number = u32::try_from(index).unwrap_or(NONE);
            if let Some(possible) = found.possible.get_mut(index) {
                *possible = true;
            }
            if later.is_some()
                && let Some(certainly) = found.certainly.get_mut(index)
            {
                *certainly = true;
            }
            machine.after(step, &marking, &mut after);
            for next in &after {
                if let Some(later) = later.as_deref_mut()
                    && machine.is_full(next)
                {
                    later.push((next.clone(), from, number));
                    if later.len() > budget.steps {
                        found.complete = false;
                        return;
                    }
                    continue;
                }
                if found.table.count >= most || found.edges.len() >= budget.steps {
                    found.complete = false;
                    return;
                }
                let (to, new) = found.table.insert(next);
                if new {
                    found.first.push((from, number));
                }
                found.edges.push((from, u32::try_from(to).unwrap_or(NONE)));
            }
        }
        found.expanded = found.expanded.saturating_add(1);
    }
}

/// The graph of states between activities.
pub(super) fn states(net: &Net, most: usize) -> Option<States> {
    let machine = Machine::of(net).ok()?;
    let silent = |step: usize| {
        let node = net.steps.get(step).and_then(|it| net.nodes.get(it.node));
        node.is_some_and(|node| !node.activity)
    };
    let mut numbers: BTreeMap<Vec<u64>, usize> = BTreeMap::new();
    let mut open: VecDeque<Vec<u64>> = VecDeque::new();
    let mut all: Vec<Vec<u64>> = Vec::new();
    let mut graph = States {
        markings: Vec::new(),
        first: Vec::new(),
        steps: Vec::new(),
    };
    let mut number = |marking: Vec<u64>, all: &mut Vec<Vec<u64>>, open: &mut VecDeque<Vec<u64>>| {
        *numbers.entry(marking).or_insert_with_key(|marking| {
            all.push(marking.clone());
            open.push_back(marking.clone());
            all.len().saturating_sub(1)
        })
    };
    for marking in settled(&machine, machine.initial(net), &silent, most)? {
        let first = number(marking, &mut all, &mut open);
        graph.first.push(first);
    }
    let mut after = Vec::new();
    let mut from = 0;
    while let Some(marking) = open.pop_front() {
        for (index, step) in machine.steps.iter().enumerate() {
            if silent(index) || !machine.may(step, &marking) {
                continue;
            }
            let node = net.steps.get(index).map_or(0, |it| it.node);
            machine.after(step, &marking, &mut after);
            for next in std::mem::take(&mut after) {
                for settled in settled(&machine, next, &silent, most)? {
                    let to = number(settled, &mut all, &mut open);
                    if !graph.steps.contains(&(from, node, to)) {
                        graph.steps.push((from, node, to));
                    }
                }
            }
        }
        if all.len() > most {
            return None;
        }
        from = from.saturating_add(1);
    }
    let tokens = |marking: &Vec<u64>| {
        let places = 0..net.places.len();
        let all = places.map(|place| machine.width.at(place).read(marking));
        all.map(|tokens| u8::try_from(tokens).unwrap_or(u8::MAX))
            .collect()
    };
    graph.markings = all.iter().map(tokens).collect();
    Some(graph)
}

/// The markings that silent steps lead to, and in which none is possible.
fn settled(
    machine: &Machine,
    marking: Vec<u64>,
    silent: &dyn Fn(usize) -> bool,
    most: usize,
) -> Option<Vec<Vec<u64>>> {
    let mut seen: BTreeMap<Vec<u64>, ()> = BTreeMap::new();
    let mut open = vec![marking];
    let mut found = Vec::new();
    let mut after = Vec::new();
    while let Some(marking) = open.pop() {
        if machine.is_full(&marking) || seen.len() > most {
            return None;
        }
        if seen.insert(marking.clone(), ()).is_some() {
            continue;
        }
        let mut still = true;
        for (index, step) in machine.steps.iter().enumerate() {
            if silent(index) && machine.may(step, &marking) {
                still = false;
                machine.after(step, &marking, &mut after);
                open.append(&mut after);
            }
        }
        if still && !found.contains(&marking) {
            found.push(marking);
        }
    }
    found.sort();
    Some(found)
}
