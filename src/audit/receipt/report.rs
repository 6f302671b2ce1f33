//! What a verification of a receipt found, what it looked at, and what it could
//! not see.

use super::ReceiptFault;
use crate::audit::checkpoint::Head;
use crate::audit::entry::Unsealed;
use crate::audit::verify::{Checked, NotChecked, Witnessed};
use crate::diagnostic::{Bilingual, counted};
use crate::engine::CaseId;

/// What came of verifying a receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptReport {
    /// The log's id, as the receipt says.
    pub log: String,
    /// The case, as the receipt says.
    pub case: CaseId,
    /// The key of the log, as its genesis says.
    pub key: Option<String>,
    /// How many entries there are.
    pub entries: u64,
    /// How many values were compared with their commitments.
    pub values: u64,
    /// How many commitments have no opening.
    pub closed: u64,
    /// How many definitions there are.
    pub definitions: u64,
    /// The head of the log that the proofs lead to.
    pub head: Option<Head>,
    /// What was looked at. Only of worth where it holds.
    pub seen: Vec<Seen>,
    /// What could not be seen.
    pub unseen: Vec<Unseen>,
    /// What is wrong.
    pub faults: Vec<ReceiptFault>,
    /// The entries that can be read, in order.
    pub unsealed: Vec<Unsealed>,
}

impl ReceiptReport {
    /// Whether nothing is wrong.
    pub const fn holds(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Something that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// The form of every entry, and that they follow each other from the first on.
    Entries {
        /// How many.
        entries: u64,
    },
    /// Each stands in the log that the checkpoint signs.
    Proofs {
        /// How many.
        entries: u64,
        /// The size of the log.
        size: u64,
    },
    /// What the entries draw on is there, by content hash.
    Definitions {
        /// How many.
        definitions: u64,
    },
    /// Values are those that were committed.
    Values {
        /// How many.
        values: u64,
    },
    /// Applying the entries makes the case.
    Rebuilt,
    /// A checkpoint from outside is that of the receipt.
    Checkpoint {
        /// Its size.
        size: u64,
    },
    /// A checkpoint from outside, of another size, is joined to that of the receipt
    /// by a proof.
    Joined {
        /// Its size.
        other: u64,
    },
    /// The key was followed over its changes.
    Rotations {
        /// How many.
        rotations: u64,
    },
    /// A witness saw the head of the receipt.
    Witnessed(Witnessed),
    /// The log's key is the one known from outside.
    Key,
}

impl Seen {
    /// In words.
    pub fn says(&self) -> Bilingual {
        match self {
            Seen::Entries { entries } => Bilingual::new(
                format!(
                    "이 사건의 기록 {entries}건이 처음부터 빠짐없이 이어지는지 확인하였습니다."
                ),
                format!(
                    "Chain: {} of this case, from the first on, without a gap.",
                    counted(*entries, "entry", "entries")
                ),
            ),
            Seen::Proofs { entries, size } => Bilingual::new(
                format!(
                    "기록 {entries}건이 서명된 로그(크기 {size}) 안에 있는지 하나하나 확인하였습니다."
                ),
                format!(
                    "Proofs: {} in the signed log of {}.",
                    counted(*entries, "entry", "entries"),
                    counted(*size, "leaf", "leaves")
                ),
            ),
            Seen::Definitions { definitions } => Bilingual::new(
                format!("적용된 조례, 절차, 달력 등 {definitions}건을 해시로 확인하였습니다."),
                format!(
                    "Sources: {} that the entries draw on (texts of the law, procedure, calendar), by their hashes.",
                    counted(*definitions, "file", "files")
                ),
            ),
            Seen::Values { values } => Bilingual::new(
                format!("값 {values}건을 봉인과 대조하였습니다."),
                format!("Values: {values}, against their commitments."),
            ),
            Seen::Rebuilt => Bilingual::new(
                "기록을 차례로 적용하여 사건을 다시 만들었습니다.",
                "Rebuilt: the case, by applying the entries.",
            ),
            Seen::Checkpoint { size } => Bilingual::new(
                format!("밖에서 받은 체크포인트(크기 {size})와 같은 로그임을 확인하였습니다."),
                format!("Checkpoint: the one from outside (size {size}) is of the same log."),
            ),
            Seen::Joined { other } => Bilingual::new(
                format!(
                    "밖에서 받은 체크포인트(크기 {other})와 이 확인서의 체크포인트가 이어지는 한 로그임을 증명으로 확인하였습니다."
                ),
                format!(
                    "Checkpoint: the one from outside (size {other}) and that of the receipt are joined by a proof."
                ),
            ),
            Seen::Rotations { rotations } => Bilingual::new(
                format!(
                    "로그의 열쇠가 {rotations}번 바뀐 기록을 첫 열쇠부터 차례로 확인하였습니다."
                ),
                format!(
                    "Keys: from the first over {} of the key, each signed with both.",
                    counted(*rotations, "change", "changes")
                ),
            ),
            Seen::Witnessed(one) => Checked::Witnessed(one.clone()).says(),
            Seen::Key => Bilingual::new(
                "로그의 열쇠를 밖에서 알려진 열쇠와 대조하였습니다.",
                "Key: against the one known from outside.",
            ),
        }
    }
}

/// Something that could not be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unseen {
    /// Whether the case has later entries: no receipt can show it.
    Later,
    /// There was no checkpoint from outside.
    Checkpoint,
    /// A checkpoint from outside has another size.
    OtherSize {
        /// Its size.
        other: u64,
        /// That of the receipt's checkpoint.
        size: u64,
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
    /// What other cases told this one.
    Messages {
        /// How many messages.
        messages: u64,
    },
    /// Decisions were not taken again.
    Decisions,
    /// The words of a page of another version of the program.
    PageOfAnother,
}

impl Unseen {
    /// In words.
    pub fn says(&self) -> Bilingual {
        match self {
            Unseen::Later => Bilingual::new(
                "이 뒤에 다른 기록이 더 있는지는 기록 확인서로 알 수 없습니다. 지금의 상태는 기관에 물어보십시오.",
                "Whether later entries exist: no receipt can show it. Ask the authority how the case stands now.",
            ),
            Unseen::Checkpoint => Bilingual::new(
                "밖에서 받은 체크포인트가 없습니다. 기관이 남들에게는 다른 로그를 보여 주고 있어도 알 수 없습니다.",
                "There was no checkpoint from outside: whether the authority shows others another log cannot be seen.",
            ),
            Unseen::OtherSize { other, size } => Bilingual::new(
                format!(
                    "밖에서 받은 체크포인트(크기 {other})는 이 확인서의 체크포인트(크기 {size})와 크기가 달라 바로 대조할 수 없습니다. 그 체크포인트에 맞춘 확인서(`jorye audit receipt --checkpoint`)나 두 체크포인트를 잇는 증명(`jorye audit prove --since`)을 기관에 요구하고, 증명은 `--proof`로 함께 주십시오."
                ),
                format!(
                    "The checkpoint from outside has size {other} and that of the receipt {size}, so they cannot be compared. Ask for a receipt under that checkpoint (`jorye audit receipt --checkpoint`), or for a proof that joins the two (`jorye audit prove --since`), and give that with `--proof`."
                ),
            ),
            Unseen::Witnesses => NotChecked::Witnesses.says(),
            Unseen::Key => Bilingual::new(
                "밖에서 알려진 열쇠와 대조하지 않았습니다. 다른 사람이 만든 로그라도 알 수 없습니다. `--key`로 기관이 알린 공개 열쇠를 주십시오.",
                "No key was known from outside: a log that somebody else made cannot be told apart. Give the public key that the authority made known, with `--key`.",
            ),
            Unseen::Values { values } => Bilingual::new(
                format!("값 {values}건은 지워졌거나 이 파일에 싣지 않아 확인할 수 없습니다."),
                format!("Values: {values}, erased or withheld from this file."),
            ),
            Unseen::Messages { messages } => Bilingual::new(
                format!(
                    "다른 사건에서 전달받은 것 {messages}건은 그 사건의 기록이 없어 대조하지 못했습니다."
                ),
                format!(
                    "Messages: {} from other cases, whose entries are not in this file.",
                    counted(*messages, "message", "messages")
                ),
            ),
            Unseen::Decisions => Bilingual::new(
                "결정이 규칙에 맞는지 다시 판단하지는 않았습니다.",
                "Whether the decisions follow from the rules was not decided again.",
            ),
            Unseen::PageOfAnother => Bilingual::new(
                "이 쪽은 다른 판의 jorye가 만들어, 보이는 글이 기록과 같은지 대조하지 못했습니다. `jorye audit receipt --from`으로 쪽을 다시 만들어 보십시오.",
                "The page was made by another version of jorye, so its words were not compared with the entries. Make it again with `jorye audit receipt --from`.",
            ),
        }
    }
}
