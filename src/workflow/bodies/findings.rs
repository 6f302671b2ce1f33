//! What is wrong with a body that can be read: what contradicts itself, and what
//! is left open.

use super::{Among, Body, Bound, Holder, Share};
use crate::diagnostic::{Bilingual, Finding};
use crate::guard::Fraction;
use crate::workflow::codes;
use crate::workflow::load::log::Log;
use crate::workflow::wording::quoted;

pub(super) fn find(log: &mut Log, body: &Body) {
    sizes(log, body);
    shares(log, body);
    votes(log, body);
    open_base(log, body);
}

fn path(body: &Body, rest: &str) -> String {
    format!("body.{}.{rest}", body.element.id)
}

/// Seats that do not add up to the size of the body.
fn sizes(log: &mut Log, body: &Body) {
    let members = || body.seats.iter().filter(|seat| seat.is_member());
    let least = members().fold(0_u32, |sum, seat| sum.saturating_add(seat.min));
    let most = members().try_fold(0_u32, |sum, seat| Some(sum.saturating_add(seat.max?)));
    let Some(size) = &body.size else {
        return;
    };
    let told = if least > size.max {
        Bilingual::new(
            format!(
                "자리의 최소 인원을 더하면 {least}명이고, 정원은 {}명 이하입니다",
                size.max
            ),
            format!(
                "the seats need at least {least} members, and the body has at most {}",
                size.max
            ),
        )
    } else if most.is_some_and(|most| most < size.min) {
        let most = most.unwrap_or_default();
        Bilingual::new(
            format!(
                "자리의 최대 인원을 더하면 {most}명이고, 정원은 {}명 이상입니다",
                size.min
            ),
            format!(
                "the seats allow at most {most} members, and the body has at least {}",
                size.min
            ),
        )
    } else {
        return;
    };
    contradiction(log, body, "size", told);
}

fn contradiction(log: &mut Log, body: &Body, part: &str, told: Bilingual) {
    log.report(
        &path(body, part),
        Finding::new(codes::COMPOSITION_CONTRADICTS)
            .at(&body.element.place)
            .with("body", quoted(&body.element.id))
            .with("why", told),
    );
}

/// Shares of classes of seats that no composition of the body has.
fn shares(log: &mut Log, body: &Body) {
    for rule in &body.rules {
        let Share::Seats(classes) = &rule.share else {
            continue;
        };
        let counted = |seat: &super::SeatClass| match rule.among {
            Among::All => seat.is_member(),
            Among::Appointed => seat.holder == Holder::Appointed,
        };
        let (mut in_least, mut in_most) = (0_u64, Some(0_u64));
        let (mut out_least, mut out_most) = (0_u64, Some(0_u64));
        for seat in body.seats.iter().filter(|seat| counted(seat)) {
            let (least, most) = if classes.contains(&seat.element.id) {
                (&mut in_least, &mut in_most)
            } else {
                (&mut out_least, &mut out_most)
            };
            *least = least.saturating_add(u64::from(seat.min));
            *most = most.and_then(|sum| Some(sum.saturating_add(u64::from(seat.max?))));
        }
        // Of all members no more can be there than the body has.
        let room = match (rule.among, &body.size) {
            (Among::All, Some(size)) => Some(u64::from(size.max)),
            _ => None,
        };
        let cap = |most: Option<u64>, others: u64| match (most, room) {
            (Some(most), Some(room)) => Some(most.min(room.saturating_sub(others))),
            (None, Some(room)) => Some(room.saturating_sub(others)),
            (most, None) => most,
        };
        let possible = match rule.bound {
            Bound::AtLeast(share) => cap(in_most, out_least)
                .is_none_or(|most| reaches(most, most.saturating_add(out_least), share)),
            Bound::AtMost(share) => cap(out_most, in_least)
                .is_none_or(|most| within(in_least, in_least.saturating_add(most), share)),
        };
        if !possible {
            let id = &rule.element.id;
            contradiction(
                log,
                body,
                &format!("rule.{id}"),
                Bilingual::new(
                    format!("자리의 수를 어떻게 채워도 `{id}` 기준을 지킬 수 없습니다"),
                    format!("however the seats are filled, `{id}` is not kept"),
                ),
            );
        }
    }
}

/// Whether a part is at least a share of a whole.
pub(super) fn reaches(part: u64, whole: u64, share: Fraction) -> bool {
    let part = u128::from(part).saturating_mul(u128::from(share.denominator));
    part >= u128::from(whole).saturating_mul(u128::from(share.numerator))
}

/// Whether a part is at most a share of a whole.
pub(super) fn within(part: u64, whole: u64, share: Fraction) -> bool {
    let part = u128::from(part).saturating_mul(u128::from(share.denominator));
    part <= u128::from(whole).saturating_mul(u128::from(share.numerator))
}

/// Votes that not even all members together could carry.
fn votes(log: &mut Log, body: &Body) {
    for vote in &body.votes {
        // More members make no vote harder that all of them cast alike.
        let most = body.most().unwrap_or(u32::MAX >> 1);
        if !vote.rule.can_be_carried(most) {
            log.report(
                &path(body, &format!("vote.{}", vote.element.id)),
                Finding::new(codes::VOTE_NEVER_CARRIED)
                    .at(&vote.element.place)
                    .with("body", quoted(&body.element.id))
                    .with("vote", quoted(&vote.element.id))
                    .with("members", &most),
            );
        }
    }
}

/// Whether recused members count in the base is not said.
fn open_base(log: &mut Log, body: &Body) {
    if let Some(recusal) = &body.recusal
        && recusal.counted.is_none()
        && !body.votes.is_empty()
    {
        log.report(
            &path(body, "recusal"),
            Finding::new(codes::RECUSAL_BASE_OPEN)
                .at(&body.element.place)
                .with("body", quoted(&body.element.id)),
        );
    }
}
