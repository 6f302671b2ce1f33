//! What a verification found, what it looked at, and what it could not see.

use super::{Redecided, TrailError, Witnessed};
use crate::audit::checkpoint::Head;
use crate::audit::witness::moment;
use crate::diagnostic::{Bilingual, Coded, Finding, counted};
use crate::engine::CaseId;

/// How many faults a report lists; the rest are counted.
pub const MAX_FAULTS: usize = 100;

/// One thing that is wrong with a trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line of the export, from 1.
    pub line: Option<u64>,
    /// The index of the leaf in the log, from 0.
    pub index: Option<u64>,
    /// The case, and the sequence number in it, that the entry names.
    pub entry: Option<(CaseId, u64)>,
    /// What is wrong.
    pub error: TrailError,
}

impl Fault {
    /// The fault as a finding, with its place as a note.
    pub fn finding(&self) -> Finding {
        let mut finding = self.error.finding();
        if let Some(line) = self.line {
            finding = finding.note(match self.index {
                Some(index) => Bilingual::new(
                    format!("내보낸 파일의 {line}번째 줄(로그의 {index}번 기록)"),
                    format!("Line {line} of the export, leaf {index} of the log."),
                ),
                None => Bilingual::new(
                    format!("내보낸 파일의 {line}번째 줄"),
                    format!("Line {line} of the export."),
                ),
            });
        }
        if let Some((case, seq)) = &self.entry {
            finding = finding.note(Bilingual::new(
                format!("사건 `{case}`의 {seq}번째 기록"),
                format!("Entry {seq} of case `{case}`."),
            ));
        }
        finding
    }
}

/// Something that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checked {
    /// Every byte of every line belongs to the format.
    Form {
        /// How many lines.
        lines: u64,
    },
    /// Definitions and manifests are those that the entries name.
    Definitions {
        /// How many definitions.
        definitions: u64,
        /// How many manifests.
        manifests: u64,
    },
    /// The entries of each case follow each other without gap.
    Chains {
        /// How many cases.
        cases: u64,
        /// How many entries.
        entries: u64,
    },
    /// Values are those that were committed.
    Values {
        /// How many.
        values: u64,
    },
    /// Applying the entries makes every case.
    Rebuilt {
        /// How many cases.
        cases: u64,
    },
    /// The entries of the log itself follow each other, and its keys were handed over.
    Own {
        /// How many entries.
        entries: u64,
        /// How many keys the log has had.
        keys: u64,
    },
    /// What cases take from each other is what was sent.
    Messages {
        /// How many were taken.
        messages: u64,
    },
    /// The export is the tree that was signed, at these sizes.
    Checkpoint {
        /// Its size.
        size: u64,
    },
    /// A witness saw the head of a checkpoint that holds.
    Witnessed(Witnessed),
    /// The log's key is the one known from elsewhere.
    Key,
    /// Deciding entries again comes out the same.
    Redecided {
        /// How many.
        entries: u64,
    },
}

impl Checked {
    /// In words.
    pub fn says(&self) -> Bilingual {
        match self {
            Checked::Form { lines } => Bilingual::new(
                format!("{lines}줄의 모든 바이트가 정해진 형식인지 확인하였습니다."),
                format!("Form: every byte of {}.", counted(*lines, "line", "lines")),
            ),
            Checked::Definitions {
                definitions,
                manifests,
            } => Bilingual::new(
                format!(
                    "적용된 정의 {definitions}건과 그 목록 {manifests}건을 해시로 확인하였습니다."
                ),
                format!(
                    "Definitions: {definitions} in {}, by their hashes.",
                    counted(*manifests, "manifest", "manifests")
                ),
            ),
            Checked::Chains { cases, entries } => Bilingual::new(
                format!("사건 {cases}건의 기록 {entries}건이 빠짐없이 이어지는지 확인하였습니다."),
                format!(
                    "Chains: {} of {}, without a gap.",
                    counted(*entries, "entry", "entries"),
                    counted(*cases, "case", "cases")
                ),
            ),
            Checked::Values { values } => Bilingual::new(
                format!("값 {values}건을 봉인과 대조하였습니다."),
                format!("Values: {values}, against their commitments."),
            ),
            Checked::Rebuilt { cases } => Bilingual::new(
                format!("기록을 차례로 적용하여 사건 {cases}건을 다시 만들었습니다."),
                format!(
                    "Rebuilt: {}, by applying the entries.",
                    counted(*cases, "case", "cases")
                ),
            ),
            Checked::Own { entries, keys } => Bilingual::new(
                format!(
                    "로그 자체의 기록 {entries}건이 이어지는지, 로그의 열쇠 {keys}개가 앞의 열쇠의 서명으로 넘겨졌는지 확인하였습니다."
                ),
                format!(
                    "The log itself: {} of its own in a chain, {} each handed over by the one before.",
                    counted(*entries, "entry", "entries"),
                    counted(*keys, "key", "keys")
                ),
            ),
            Checked::Messages { messages } => Bilingual::new(
                format!(
                    "사건이 다른 사건에서 받은 전달 {messages}건을 보낸 기록과 대조하였습니다."
                ),
                format!(
                    "Messages: {} taken by one case from another, against the entries that sent them.",
                    counted(*messages, "message", "messages")
                ),
            ),
            Checked::Checkpoint { size } => Bilingual::new(
                format!(
                    "로그의 시작 기록을 포함하여 처음 {size}건을 서명된 체크포인트와 대조하였습니다."
                ),
                format!(
                    "Checkpoint: the first {}, the genesis of the log among them, against the signed root.",
                    counted(*size, "leaf", "leaves")
                ),
            ),
            Checked::Witnessed(Witnessed { size, name, time }) => {
                let at = moment(*time);
                Bilingual::new(
                    format!(
                        "증인 `{name}`: {at}에 처음 {size}건의 머리를 보고 함께 서명하였습니다."
                    ),
                    format!(
                        "Witness `{name}`: saw the head over the first {} and cosigned it at {at}.",
                        counted(*size, "leaf", "leaves")
                    ),
                )
            }
            Checked::Redecided { entries } => Bilingual::new(
                format!(
                    "기록 {entries}건을 당시의 정의와 동작 번호로 다시 판단하여 같은 결과가 나오는지 확인하였습니다."
                ),
                format!(
                    "Decided again: {} under the definitions and the semantics of their time, with the same result.",
                    counted(*entries, "entry", "entries")
                ),
            ),
            Checked::Key => Bilingual::new(
                "로그의 열쇠를 밖에서 알려진 열쇠와 대조하였습니다.",
                "Key: against the one known from outside.",
            ),
        }
    }
}

/// Something that could not be checked, or was not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotChecked {
    /// There was no checkpoint.
    Checkpoint,
    /// There were checkpoints, and none of them holds.
    CheckpointsFail,
    /// Leaves came after the largest checkpoint.
    Tail {
        /// The checkpoint's size.
        size: u64,
        /// How many leaves came after.
        leaves: u64,
    },
    /// No witness that was named has cosigned.
    Witnesses,
    /// No key was known from outside.
    Key,
    /// Values without an opening: erased or withheld.
    Values {
        /// How many.
        values: u64,
    },
    /// Cases were not rebuilt, as asked.
    Rebuilt,
    /// Decisions were not taken again.
    Decisions,
    /// Entries that read a value which has no opening in this copy.
    Closed {
        /// How many.
        entries: u64,
    },
    /// Entries under semantics that this version does not have.
    Semantics {
        /// How many.
        entries: u64,
    },
    /// Entries of which the reason lies outside of the trail.
    Outside {
        /// How many.
        entries: u64,
    },
    /// Entries whose definition this version cannot load.
    Unloaded {
        /// How many.
        entries: u64,
    },
    /// Entries that follow a fault in their case.
    AfterFault {
        /// How many.
        entries: u64,
    },
}

impl NotChecked {
    /// In words.
    pub fn says(&self) -> Bilingual {
        match self {
            NotChecked::Checkpoint => Bilingual::new(
                "대조할 체크포인트가 없습니다. 끝부분이 잘렸거나, 한 사건이 통째로 빠졌거나, 사건 사이의 순서나 사건마다의 마지막 기록이 바뀌었거나, 전체가 다시 쓰였어도 알 수 없습니다.",
                "There was no checkpoint: a cut tail, a case left out whole, another order between cases, a change of the last entry of a case, or a log rewritten from the beginning cannot be seen.",
            ),
            NotChecked::CheckpointsFail => Bilingual::new(
                "맞는 체크포인트가 하나도 없습니다. 어디까지가 서명된 그대로인지 알 수 없습니다.",
                "None of the checkpoints holds: up to where the log is as it was signed cannot be seen.",
            ),
            NotChecked::Tail { size, leaves } => Bilingual::new(
                format!(
                    "체크포인트는 기록 {size}건까지만 증명합니다. 그 뒤의 {leaves}건은 바뀌거나 잘렸어도 알 수 없습니다."
                ),
                format!(
                    "The checkpoint covers {}; a change or a cut among the {leaves} after them cannot be seen.",
                    counted(*size, "leaf", "leaves")
                ),
            ),
            NotChecked::Witnesses => Bilingual::new(
                "체크포인트에 함께 서명한 증인을 확인하지 않았습니다. 로그가 다른 사람에게 다른 이력을 보여 주었어도 알 수 없습니다.",
                "No witness that was named has cosigned the checkpoint: a log that shows others another history cannot be seen.",
            ),
            NotChecked::Key => Bilingual::new(
                "밖에서 알려진 공개키가 없습니다. 다른 로그로 통째로 바뀌었어도 알 수 없습니다.",
                "No public key was known from outside: a whole other log in its place cannot be seen.",
            ),
            NotChecked::Values { values } => Bilingual::new(
                format!("값 {values}건은 삭제되었거나 제공되지 않아 확인하지 못하였습니다."),
                format!("Values: {values} erased or withheld, which could not be compared."),
            ),
            NotChecked::Rebuilt => Bilingual::new(
                "사건을 다시 만들지 않았습니다.",
                "The cases were not rebuilt.",
            ),
            NotChecked::Decisions => Bilingual::new(
                "판단을 다시 하지 않았습니다. 당시의 정의로 같은 결과가 나오는지는 확인하지 않았습니다.",
                "Decisions were not taken again under the definitions of their time.",
            ),
            NotChecked::Closed { entries } => Bilingual::new(
                format!(
                    "기록 {entries}건은 삭제되었거나 이 사본에 없는 값을 읽어서 다시 판단할 수 없습니다."
                ),
                format!(
                    "Not re-decidable: {} that read a value which was erased, or which this copy withholds.",
                    counted(*entries, "entry", "entries")
                ),
            ),
            NotChecked::Semantics { entries } => Bilingual::new(
                format!(
                    "기록 {entries}건은 이 버전이 알지 못하는 동작 번호로 판단되어 다시 판단할 수 없습니다."
                ),
                format!(
                    "Not re-decidable: {} decided under semantics that this version does not have.",
                    counted(*entries, "entry", "entries")
                ),
            ),
            NotChecked::Outside { entries } => Bilingual::new(
                format!(
                    "기록 {entries}건은 하위 사건을 열지 못하였다는 기록이며, 그 이유가 기록 밖에 있어 다시 판단할 수 없습니다."
                ),
                format!(
                    "Not re-decidable: {} that a child could not be opened; the reason lies outside of the trail.",
                    counted(*entries, "entry", "entries")
                ),
            ),
            NotChecked::Unloaded { entries } => Bilingual::new(
                format!(
                    "기록 {entries}건은 그 정의를 이 버전이 읽지 못하여 다시 판단할 수 없습니다."
                ),
                format!(
                    "Not re-decidable: {} whose definition this version cannot load.",
                    counted(*entries, "entry", "entries")
                ),
            ),
            NotChecked::AfterFault { entries } => Bilingual::new(
                format!(
                    "기록 {entries}건은 같은 사건의 잘못된 기록 다음에 있어 다시 판단하지 못하였습니다."
                ),
                format!(
                    "Not decided again: {} that follow a fault in their case.",
                    counted(*entries, "entry", "entries")
                ),
            ),
        }
    }
}

/// The result of a verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The log, if its header could be read.
    pub log: Option<String>,
    /// Its public keys (vkeys) in the order in which they signed; none if its genesis
    /// could not be read.
    pub keys: Vec<String>,
    /// Lines read.
    pub lines: u64,
    /// Entries of cases read; the genesis is none.
    pub entries: u64,
    /// Entries of the log itself; the genesis is none.
    pub own: u64,
    /// Cases met.
    pub cases: u64,
    /// Definitions read.
    pub definitions: u64,
    /// Manifests read.
    pub manifests: u64,
    /// Values compared with their commitments.
    pub values: u64,
    /// Values without an opening.
    pub closed: u64,
    /// Checkpoints that hold.
    pub checkpoints: u64,
    /// Who else saw them, of the witnesses that were named.
    pub witnessed: Vec<Witnessed>,
    /// Size and root of the tree as exported.
    pub head: Head,
    /// What was looked at.
    pub checked: Vec<Checked>,
    /// What was not.
    pub not_checked: Vec<NotChecked>,
    /// What is wrong, in the order found; at most [`MAX_FAULTS`].
    pub faults: Vec<Fault>,
    /// How many further faults there are.
    pub more_faults: u64,
    /// What came of deciding every entry again, if that was asked for.
    pub redecided: Option<Redecided>,
}

impl Report {
    /// Whether nothing is wrong. What was not checked is no fault.
    pub fn holds(&self) -> bool {
        self.faults.is_empty()
    }
}
