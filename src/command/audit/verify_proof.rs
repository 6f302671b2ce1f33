//! `audit verify --proof`.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::prove::read_checkpoint;
use super::verify::witnessed;
use crate::audit::checkpoint::Checkpoint;
use crate::audit::merkle::leaf_hash;
use crate::audit::note::WitnessKey;
use crate::audit::own::Keys;
use crate::audit::proof::{Proof, ProofFault};
use crate::audit::verify::{Checked, TrailError, Witnessed, witnesses_of};
use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::render::{Format, json as object};
use crate::command::{input, usage};
use crate::diagnostic::{Bilingual, Coded, counted};

/// What a proof is verified with.
pub(super) struct With<'a> {
    /// The proof.
    pub(super) proof: &'a Path,
    /// The entry that it is of.
    pub(super) entry: Option<&'a PathBuf>,
    /// Checkpoints known from outside.
    pub(super) checkpoints: &'a [PathBuf],
    /// The key known from outside, and those that took its place.
    pub(super) keys: &'a Keys,
    /// The witnesses whose cosignatures are looked for on the proof's checkpoint.
    pub(super) witnesses: &'a [WitnessKey],
    /// How many of them are needed.
    pub(super) needed: Option<u64>,
}

impl With<'_> {
    /// Who else saw the head that a proof leads to, and what is wrong with that.
    fn seen(&self, checkpoint: &Checkpoint) -> (Vec<Witnessed>, Vec<TrailError>) {
        witnesses_of(&[checkpoint], self.witnesses, self.needed)
    }
}

/// Verifies a proof.
pub(super) fn run(with: &With<'_>, context: &mut Context) -> Exit {
    let bytes = match input::read(with.proof) {
        Ok(bytes) => bytes,
        Err(error) => return context.fail(&error, Exit::Unreadable),
    };
    let proof = match Proof::parse(&bytes) {
        Ok(proof) => proof,
        Err(error) => return context.fail(&error, Exit::Unreadable),
    };
    match (&proof, with.entry, with.checkpoints) {
        (Proof::Inclusion(proof), Some(path), []) => {
            let entry = match input::read(path) {
                Ok(entry) => entry,
                Err(error) => return context.fail(&error, Exit::Unreadable),
            };
            let size = proof.checkpoint.head().size;
            let told = json!({
                "proof": "inclusion",
                "log": with.keys.newest().name(),
                "index": proof.index,
                "size": size,
                "hash": leaf_hash(&entry).to_string(),
            });
            let shown = Bilingual::new(
                format!(
                    "이 기록은 로그 `{}`의 {}번 기록입니다. 로그의 기록 {size}건에 서명이 있습니다.",
                    with.keys.newest().name(),
                    proof.index
                ),
                format!(
                    "The entry is leaf {} of the log `{}`, whose {} were signed.",
                    proof.index,
                    with.keys.newest().name(),
                    counted(size, "leaf", "leaves")
                ),
            );
            let verified = proof.verify(&entry, with.keys.newest());
            let seen = with.seen(&proof.checkpoint);
            tell((verified, seen), told, &shown, INCLUSION_UNSEEN, context)
        }
        (Proof::Consistency(proof), None, [path]) => {
            let old = match read_checkpoint(path, context) {
                Ok(old) => old,
                Err(exit) => return exit,
            };
            let size = proof.checkpoint.head().size;
            let told = json!({
                "proof": "consistency",
                "log": with.keys.newest().name(),
                "old": proof.old,
                "size": size,
            });
            let shown = Bilingual::new(
                format!(
                    "로그 `{}`의 기록 {size}건은 앞의 체크포인트의 {}건을 그대로 이어 쓴 것입니다.",
                    with.keys.newest().name(),
                    proof.old
                ),
                format!(
                    "The {} of the log `{}` continue the {} of the checkpoint, unchanged.",
                    counted(size, "leaf", "leaves"),
                    with.keys.newest().name(),
                    proof.old
                ),
            );
            let verified = proof.verify_over(&old, with.keys);
            let seen = with.seen(&proof.checkpoint);
            tell((verified, seen), told, &shown, CONSISTENCY_UNSEEN, context)
        }
        (Proof::Inclusion(_), ..) => {
            context.talk_finding(&usage::proof_of_entry());
            Exit::Usage
        }
        (Proof::Consistency(_), ..) => {
            context.talk_finding(&usage::proof_of_growth());
            Exit::Usage
        }
    }
}

/// What a proof cannot show, in both languages.
type Unseen = (&'static str, &'static str);

const INCLUSION_UNSEEN: Unseen = (
    "이 사건에 뒤의 기록이 있는지, 봉인된 값이 무엇인지는 이 증명으로 알 수 없습니다.",
    "Whether the case has later entries, and what the sealed values are, this proof does not show.",
);
const CONSISTENCY_UNSEEN: Unseen = (
    "새로 이어진 기록이 형식과 순서에 맞는지는 이 증명으로 알 수 없습니다.",
    "Whether the entries that were added are well formed and in order, this proof does not show.",
);

/// Whether a proof holds, and who else saw its head.
type Verified = (Result<(), ProofFault>, (Vec<Witnessed>, Vec<TrailError>));

fn tell(
    (verified, (witnesses, errors)): Verified,
    mut told: Value,
    shown: &Bilingual,
    unseen: Unseen,
    context: &mut Context,
) -> Exit {
    let findings: Vec<_> = verified
        .err()
        .iter()
        .map(Coded::finding)
        .chain(errors.iter().map(Coded::finding))
        .collect();
    let holds = findings.is_empty();
    let mut checked = vec![shown.clone()];
    let seen = witnesses.iter().cloned().map(Checked::Witnessed);
    checked.extend(seen.map(|one| one.says()));
    let unseen = Bilingual::new(unseen.0, unseen.1);
    if context.format == Format::Json {
        let members = [
            ("verified", json!(holds)),
            (
                "checked",
                match holds {
                    true => checked.iter().map(object::bilingual).collect::<Value>(),
                    false => json!([]),
                },
            ),
            (
                "witnessed",
                witnesses.iter().map(witnessed).collect::<Value>(),
            ),
            ("not_checked", json!([object::bilingual(&unseen)])),
            (
                "findings",
                findings.iter().map(object::finding).collect::<Value>(),
            ),
        ];
        if let Value::Object(told) = &mut told {
            told.extend(members.map(|(name, value)| (name.to_owned(), value)));
        }
        context.json(&told);
    } else {
        let paint = context.paint();
        let head = if holds {
            paint.green(context.word("증명이 성립합니다.", "The proof holds."))
        } else {
            paint.red(context.word("증명이 성립하지 않습니다.", "The proof does not hold."))
        };
        context.line(head);
        for one in checked.iter().filter(|_| holds) {
            context.line(one.get(context.lang));
        }
        for finding in &findings {
            context.finding(finding);
        }
        let word = context.word("확인하지 못한 것", "Not checked").to_owned();
        context.line(format_args!("{word}:\n- {}", unseen.get(context.lang)));
    }
    if holds { Exit::Well } else { Exit::Findings }
}
