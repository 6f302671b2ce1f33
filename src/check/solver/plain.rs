//! Of all values that answer a question, those that people would think of: what
//! can be known is, and numbers are small.

use jiff::civil::date;

use super::circuit::{Bit, Found};
use super::encode::{Encoder, FactValue, Read};
use super::witness::Witness;
use super::word::Word;
use super::{days, same};
use crate::guard::Type;

/// Numbers that people would take, the plainest first.
const PLAIN: [i128; 12] = [0, 1, 2, 3, 4, 5, 7, 10, 11, 20, 30, 100];

/// Sets one thing after the other to the plainest value that still answers, and
/// reads what is found. There must be an answer in which what is asked holds.
pub(super) fn made_plain(encoder: &mut Encoder<'_>, asked: Vec<Bit>) -> Option<Witness> {
    let mut kept = asked;
    let known: Vec<Bit> = encoder.known.values().copied().collect();
    let ran = encoder.reads.values().map(|number| number.known);
    for bit in known.into_iter().chain(ran.collect::<Vec<_>>()) {
        keep(encoder, &mut kept, bit);
    }
    for (word, candidates) in words(encoder) {
        for value in candidates {
            let Some(bit) = same(encoder, &word, value) else {
                continue;
            };
            if keep(encoder, &mut kept, bit) {
                break;
            }
        }
    }
    // What the last search that failed left is no answer.
    if encoder.circuit.search(&kept) != Found::Some {
        return None;
    }
    Witness::read(encoder)
}

fn keep(encoder: &mut Encoder<'_>, kept: &mut Vec<Bit>, bit: Bit) -> bool {
    kept.push(bit);
    let found = encoder.circuit.search(kept) == Found::Some;
    if !found {
        kept.pop();
    }
    found
}

/// Everything that may have several values, in the order in which it is settled.
fn words(encoder: &Encoder<'_>) -> Vec<(Word, Vec<i128>)> {
    let day = |year, month, day| days::of(date(year, month, day));
    let dates = || {
        vec![
            day(2026, 3, 2),
            day(2026, 3, 3),
            day(2026, 3, 16),
            day(2026, 4, 1),
            day(2026, 6, 1),
            day(2025, 12, 1),
            day(2027, 3, 2),
        ]
    };
    let mut words = Vec::new();
    for (read, number) in &encoder.reads {
        let candidates = match read {
            Read::Today | Read::Due(_) => dates(),
            _ => PLAIN.to_vec(),
        };
        words.push((number.word.clone(), candidates));
    }
    for fact in encoder.facts.values() {
        match &fact.value {
            FactValue::Boolean(_) => {}
            FactValue::Word(word) => {
                let candidates = match &fact.of {
                    Type::Date => dates(),
                    Type::Decimal { scale, .. } => {
                        let unit = 10_i128.checked_pow(*scale).unwrap_or(1);
                        let whole = PLAIN.iter().map(|plain| plain.saturating_mul(unit));
                        whole.chain(PLAIN).collect()
                    }
                    _ => {
                        let (least, most) = word.bounds();
                        PLAIN.into_iter().chain([least, most]).collect()
                    }
                };
                words.push((word.clone(), candidates));
            }
            FactValue::Ballot(ballot) => {
                let small = || (1..=30).collect::<Vec<i128>>();
                words.push((ballot.recused.clone(), (0..=5).collect()));
                words.push((ballot.members.clone(), small()));
                words.push((ballot.present.clone(), (0..=30).rev().collect()));
                words.push((ballot.yes.clone(), (0..=30).collect()));
                words.push((ballot.no.clone(), (0..=30).rev().collect()));
            }
        }
    }
    words
}
