//! Values, grounds and names as commands show them.

use crate::diagnostic::Bilingual;
use crate::engine::Ground;
pub(super) use crate::service::told::names;

/// A ground as people read it: `역할 없음(role)`, `guard not met (quorum)`.
pub(super) fn ground_told(ground: &Ground) -> Bilingual {
    let title = ground_title(ground.as_str());
    // What a scenario would write: the element where there is one of its own.
    let name = match ground.element() {
        Some(element) => element,
        None => ground.as_str(),
    };
    match title {
        Some((ko, en)) => Bilingual::new(format!("{ko} `{name}`"), format!("{en} `{name}`")),
        None => Bilingual::from(&format!("`{name}`")),
    }
}

/// The word under which a scenario expects a refusal, as people read it.
pub(super) fn word_told(word: &str) -> Bilingual {
    match ground_title(word) {
        Some((ko, en)) => Bilingual::new(format!("{ko} `{word}`"), format!("{en} `{word}`")),
        None => Bilingual::from(&format!("`{word}`")),
    }
}

/// What the word of a ground means.
fn ground_title(word: &str) -> Option<(&'static str, &'static str)> {
    Some(match word {
        "state" => ("상태가 다름", "wrong state"),
        "role" => ("자격 없음", "no role"),
        "excluded" => ("제외된 사람", "person excluded"),
        "missing" => ("주지 않은 값", "value not given"),
        "ill_typed" => ("형식이 다른 값", "value of another type"),
        "not_asked" => ("받지 않는 값", "value not asked"),
        "reason" => ("이유 없음", "no reason stated"),
        "assumption" => ("전제가 깨짐", "assumption broken"),
        "guard" => ("갖추지 못한 요건", "requirement not met"),
        "branch" => ("갈래가 정해지지 않음", "branch not decided"),
        "range" => ("범위를 벗어난 효과", "effect out of range"),
        "backdated" => ("소급", "dated back"),
        "automatic" => ("저절로 되는 전이의 오류", "automatic transition in error"),
        "unbounded" => ("끝나지 않는 자동 전이", "automatic transitions without end"),
        "with" => ("함께 일어나는 전이의 요건", "accompanying transition"),
        "delegation_expired" => ("기간이 끝난 위임", "delegation expired"),
        "not_delegated" => ("위임 없음", "not delegated"),
        "sub_delegated" => ("재위임", "delegated on by a delegate"),
        "criterion" => ("판단하지 않은 기준", "criterion not addressed"),
        "departure" => ("이유 없는 불수용", "departure without a reason"),
        "recommendation_open" => ("답하지 않은 권고", "open recommendation"),
        "nothing_to_annul" => ("취소할 행위 없음", "nothing to annul"),
        "frozen" => ("동의한 것과 다른 값", "differs from what was assented to"),
        "assented" => ("이미 동의함", "has assented already"),
        "not_yet_law" => ("아직 시행되지 않은 근거", "not law yet"),
        "repealed" => ("폐지된 근거", "repealed"),
        "stayed" => ("법원이 정지한 근거", "stayed by a court"),
        "no_assent" => ("철회할 동의 없음", "no assent to withdraw"),
        "still_read" => ("아직 읽을 수 있음", "may still be read"),
        "not_personal" => ("개인정보가 아님", "not personal"),
        "nothing" => ("지울 값 없음", "nothing to erase"),
        "no_basis" => ("법적 근거 없음", "no legal basis"),
        "not_permitted" => ("지울 수 없는 사람", "may not order it"),
        "before_outcome" => ("아직 끝나지 않음", "no outcome yet"),
        "nothing_there" => ("그런 기록 없음", "no such entry"),
        "no_place" => ("놓일 자리 없음", "no place"),
        "not_in_force" => ("시행 전", "not in force"),
        _ => return None,
    })
}
