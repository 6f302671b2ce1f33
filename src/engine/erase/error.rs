//! Why something is not erased, or not corrected. Nothing is recorded then.

use super::Reader;
use crate::diagnostic::{Bilingual, Code, Coded, Finding, Place};
use crate::engine::CaseId;
use crate::guard::Name;

/// An erasure that cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EraseError {
    /// The case may still read it.
    #[error("case `{case}` may still read `{facts}`")]
    StillRead {
        /// The case.
        case: CaseId,
        /// The facts, or the entries and places.
        facts: String,
        /// What may read it, with its place in the workflow.
        readers: Vec<(Reader, Place)>,
    },
    /// It is neither a personal fact nor a document.
    #[error("`{fact}` is neither declared personal nor a document")]
    NotPersonal {
        /// The fact, or the place in an entry.
        fact: String,
    },
    /// The case holds no value of it.
    #[error("case `{case}` holds no value of `{facts}`")]
    Nothing {
        /// The case.
        case: CaseId,
        /// What was asked for.
        facts: String,
    },
    /// There is no legal basis, or what is given is no citation.
    #[error("there is no legal basis")]
    NoBasis,
    /// The workflow lets others do it.
    #[error("`{actor}` may not order it in case `{case}`")]
    NotPermitted {
        /// The case.
        case: CaseId,
        /// Who ordered it.
        actor: Name,
        /// The roles that may.
        roles: Vec<Name>,
    },
    /// The workflow lets it be done only once the case has an outcome.
    #[error("case `{case}` has no outcome yet")]
    BeforeOutcome {
        /// The case.
        case: CaseId,
    },
    /// The register of seats rests on it.
    #[error("entry {seq} of case `{case}` gives or ends a seat by it")]
    Seat {
        /// The case.
        case: CaseId,
        /// The entry.
        seq: u64,
    },
    /// An entry says nothing there that could be corrected.
    #[error("entry {seq} of case `{case}` says nothing at `{path}`")]
    NothingThere {
        /// The case.
        case: CaseId,
        /// The entry.
        seq: u64,
        /// Where.
        path: String,
    },
    /// A correction was refused, and that is recorded.
    #[error("the correction in case `{case}` was refused")]
    CorrectionRefused {
        /// The case.
        case: CaseId,
        /// Who tried.
        actor: Name,
        /// The roles that may; none where nobody may.
        roles: Vec<Name>,
        /// They may, and stated no reason.
        without_reason: bool,
    },
    /// What a fact should say is not of its type.
    #[error("`{says}` is no value of `{fact}`")]
    Unfit {
        /// The fact.
        fact: String,
        /// What it should say.
        says: String,
    },
    /// A message that holds it waits.
    #[error("a message of case `{case}` to case `{to}` that holds it waits")]
    Waiting {
        /// The case.
        case: CaseId,
        /// To whom.
        to: CaseId,
    },
}

impl EraseError {
    /// The word by which a scenario expects it.
    pub const fn word(&self) -> &'static str {
        match self {
            EraseError::StillRead { .. } => "still_read",
            EraseError::NotPersonal { .. } => "not_personal",
            EraseError::Nothing { .. } => "nothing",
            EraseError::NoBasis => "no_basis",
            EraseError::NotPermitted { .. } => "not_permitted",
            EraseError::BeforeOutcome { .. } => "before_outcome",
            EraseError::Seat { .. } => "seat",
            EraseError::NothingThere { .. } => "nothing_there",
            EraseError::CorrectionRefused { .. } => "role",
            EraseError::Unfit { .. } => "unfit",
            EraseError::Waiting { .. } => "waiting",
        }
    }
}

impl Coded for EraseError {
    fn finding(&self) -> Finding {
        let new = |code: u16| Finding::new(Code(code));
        match self {
            EraseError::StillRead {
                case,
                facts,
                readers,
            } => {
                let finding = new(771).with("case", &**case).with("facts", facts.as_str());
                let mut readers = readers.iter();
                let told = match readers.next() {
                    None => finding,
                    Some((first, place)) => finding.at(place).note(first.says()),
                };
                readers.fold(told, |finding, (reader, _)| finding.note(reader.says()))
            }
            EraseError::NotPersonal { fact } => new(772).with("fact", fact.as_str()),
            EraseError::Nothing { case, facts } => {
                new(773).with("case", &**case).with("facts", facts.as_str())
            }
            EraseError::NoBasis => new(774),
            EraseError::NotPermitted { case, actor, roles } => new(775)
                .with("case", &**case)
                .with("actor", &**actor)
                .with("roles", roles.join(", ")),
            EraseError::BeforeOutcome { case } => new(776).with("case", &**case),
            EraseError::Seat { case, seq } => new(777).with("case", &**case).with("seq", seq).with(
                "where",
                Bilingual::new("회의체 위원 명부", "the register of seats"),
            ),
            EraseError::NothingThere { case, seq, path } => new(971)
                .with("case", &**case)
                .with("seq", seq)
                .with("path", path.as_str()),
            EraseError::CorrectionRefused {
                case,
                actor,
                roles,
                without_reason,
            } => new(973).with("case", &**case).with("why", {
                let may = roles.join(", ");
                match (without_reason, roles.is_empty()) {
                    (true, _) => Bilingual::new("이유를 적지 않았습니다", "no reason is stated"),
                    (false, true) => Bilingual::new(
                        "절차에 `[correction]`이 없어 아무도 정정할 수 없습니다",
                        "the workflow has no `[correction]`, so nobody may",
                    ),
                    (false, false) => Bilingual::new(
                        format!("`{actor}`의 역할이 다음에 들지 않습니다: {may}"),
                        format!("`{actor}` holds none of these roles: {may}"),
                    ),
                }
            }),
            EraseError::Unfit { fact, says } => new(972)
                .with("fact", fact.as_str())
                .with("says", says.as_str()),
            EraseError::Waiting { case, to } => new(771)
                .with("case", &**case)
                .with("facts", Bilingual::new("값", "the value"))
                .note(Bilingual::new(
                    format!("사건 `{to}`에 아직 전달되지 않은 내용에 들어 있습니다"),
                    format!("it stands in a message to case `{to}` that is not delivered yet"),
                )),
        }
    }
}
