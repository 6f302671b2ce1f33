//! What was found of a model, for people.

use std::path::Path;
use std::sync::Arc;

use super::Outcome;
use crate::check::net::{Claim, Net, PlaceKind, Soundness, Unfit, What};
use crate::command::context::Context;
use crate::command::render::{Paint, visible};
use crate::diagnostic::{Bilingual, Finding, Lang, Place, Source, Verdict, counted};
use crate::exchange::{NotSaid, codes};

/// Most steps of a way, or names of a list, that are told.
const MOST_TOLD: usize = 40;

/// A claim as people say it.
pub(super) fn claim(what: What) -> Bilingual {
    match what {
        What::Safe => Bilingual::new(
            "안전성: 한 자리에 토큰이 둘 놓이지 않음",
            "safe: no place ever holds two tokens",
        ),
        What::OptionToComplete => Bilingual::new(
            "완료 가능성: 어디서나 끝에 이를 수 있음",
            "option to complete: from everywhere the end can be reached",
        ),
        What::ProperCompletion => Bilingual::new(
            "올바른 완료: 끝났을 때 남는 것이 없음",
            "proper completion: nothing is left over where it ends",
        ),
        What::NoDeadActivities => Bilingual::new(
            "죽은 활동 없음: 모든 활동이 일어날 수 있음",
            "no dead activities: everything can happen",
        ),
        What::NoMessageLeft => Bilingual::new(
            "남는 메시지 없음: 모두 끝나면 받지 않은 메시지가 없음",
            "no message left: when all is complete, every message was taken",
        ),
    }
}

/// The names of the elements along a way.
pub(super) fn way(net: &Net, way: &[usize]) -> Vec<String> {
    let steps = way.iter().filter_map(|step| net.steps.get(*step));
    steps
        .filter_map(|step| net.nodes.get(step.node))
        .map(|node| node.title().to_owned())
        .collect()
}

/// What is wrong, or not decided, as findings.
pub(super) fn findings(net: &Net, found: &Soundness, source: &Arc<Source>) -> Vec<Finding> {
    let broken = found
        .claims
        .iter()
        .filter(|it| it.verdict != Verdict::Proved);
    broken.map(|it| finding(net, found, it, source)).collect()
}

fn finding(net: &Net, found: &Soundness, claim: &Claim, source: &Arc<Source>) -> Finding {
    let (code, about) = match claim.what {
        What::Safe => (codes::UNSAFE, "places"),
        What::OptionToComplete => (codes::CANNOT_COMPLETE, "places"),
        What::ProperCompletion => (codes::IMPROPER, "places"),
        What::NoDeadActivities => (codes::DEAD, "nodes"),
        What::NoMessageLeft => (codes::MESSAGE_LEFT, "places"),
    };
    let names: Vec<String> = if claim.what == What::NoDeadActivities {
        let nodes = claim.nodes.iter().filter_map(|it| net.nodes.get(*it));
        nodes.map(|it| quoted(it.title())).collect()
    } else {
        let places = claim.places.iter().filter_map(|it| net.places.get(*it));
        places.map(|it| quoted(place_title(net, &it.id))).collect()
    };
    let first = match claim.what {
        What::NoDeadActivities => claim
            .nodes
            .first()
            .and_then(|it| net.nodes.get(*it))
            .map(|it| it.id.as_str()),
        _ => claim
            .places
            .first()
            .and_then(|it| net.places.get(*it))
            .map(|it| it.id.as_str()),
    };
    let mut finding = Finding::new(code)
        .at(&place_of(source, first))
        .with(about, list(&names));
    finding.verdict = claim.verdict;
    if claim.verdict == Verdict::Undecided {
        return finding.note(why_open(net, found));
    }
    if claim.stuck {
        finding = finding.note(Bilingual::new(
            "거기서는 아무 일도 더 일어나지 않습니다.",
            "Nothing at all can happen there any more.",
        ));
    }
    if claim.what != What::NoDeadActivities {
        let steps = way(net, &claim.way);
        let steps: Vec<String> = steps.into_iter().map(|it| quoted(&it)).collect();
        finding = finding.note(if steps.is_empty() {
            Bilingual::new("처음부터 그렇습니다.", "It is so from the beginning.")
        } else {
            let steps = chain(&steps);
            Bilingual::new(
                format!("거기에 이르는 길: {steps}"),
                format!("A way there: {steps}"),
            )
        });
    }
    finding
}

fn why_open(net: &Net, found: &Soundness) -> Bilingual {
    if !found.searched {
        let count = found.markings;
        return Bilingual::new(
            format!(
                "마킹 {count}개까지 살폈으나 끝나지 않았습니다. `--markings`로 늘릴 수 있습니다."
            ),
            format!(
                "{count} markings were searched, and there are more; `--markings` allows for them."
            ),
        );
    }
    let places = found.unbounded.iter().filter_map(|it| net.places.get(*it));
    let places: Vec<String> = places.map(|it| quoted(place_title(net, &it.id))).collect();
    let places = list(&places);
    Bilingual::new(
        format!("토큰이 끝없이 쌓일 수 있는 자리가 있어({places}) 판정하지 못합니다."),
        format!("Ever more tokens can gather at {places}, so that it is not decided."),
    )
}

fn quoted(text: &str) -> String {
    format!("`{}`", visible(text))
}

fn list(names: &[String]) -> String {
    let mut told = names
        .iter()
        .take(MOST_TOLD)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    if names.len() > MOST_TOLD {
        told.push_str(", …");
    }
    if told.is_empty() {
        "–".to_owned()
    } else {
        told
    }
}

fn chain(names: &[String]) -> String {
    if names.len() <= MOST_TOLD {
        return names.join(" → ");
    }
    // The beginning and the end of a long way say the most.
    let half = MOST_TOLD / 2;
    let first = names.iter().take(half);
    let last = names.iter().skip(names.len().saturating_sub(half));
    let ellipsis = "…".to_owned();
    let all: Vec<&str> = first
        .chain([&ellipsis])
        .chain(last)
        .map(String::as_str)
        .collect();
    all.join(" → ")
}

/// The name of a place, or its id.
fn place_title<'a>(net: &'a Net, id: &'a str) -> &'a str {
    let place = net.places.iter().find(|it| it.id == id);
    let name = place.map_or("", |it| it.name.trim());
    let ended = place.is_some_and(|it| it.kind == PlaceKind::Ended);
    match name {
        "" if ended => id.strip_suffix(".ended").unwrap_or(id),
        "" => id,
        name => name,
    }
}

/// Where an id stands in the file.
fn place_of(source: &Arc<Source>, id: Option<&str>) -> Place {
    let base = id.map(|id| {
        let ends = [".ended", ".start", ".armed", ".done"];
        ends.iter()
            .find_map(|end| id.strip_suffix(end))
            .unwrap_or(id)
    });
    let found = base.and_then(|id| {
        let written = format!("id=\"{id}\"");
        Some((source.text().find(&written)?, written.len()))
    });
    match found {
        Some((at, length)) => Place::new(source, at..at.saturating_add(length)),
        None => Place::start_of(source),
    }
}

/// Why a net cannot be searched.
pub(super) fn unfit(unfit: Unfit) -> Bilingual {
    match unfit {
        Unfit::TooLarge => Bilingual::new(
            "자리나 단계가 20,000개보다 많습니다",
            "it has more than 20,000 places or steps",
        ),
        Unfit::TooMany => Bilingual::new(
            "한 번에 움직이는 토큰이 14개보다 많습니다",
            "more than 14 tokens move at once",
        ),
        Unfit::Dangling => Bilingual::new(
            "없는 자리를 가리킵니다",
            "it names a place that is not there",
        ),
    }
}

/// Why no draft is written.
pub(super) fn not_said(why: NotSaid) -> Bilingual {
    match why {
        NotSaid::TooMany => Bilingual::new(
            "상태가 300개보다 많거나 끝이 없습니다",
            "it has more than 300 states, or no bound",
        ),
        NotSaid::Nothing => Bilingual::new("할 수 있는 일이 없습니다", "nothing can be done in it"),
    }
}

/// Tells it, as the result or as talk beside it.
pub(super) fn tell(outcome: &Outcome, out: Option<&Path>, talk: bool, context: &mut Context) {
    for finding in &outcome.findings {
        if talk {
            context.talk_finding(finding);
        } else {
            context.finding(finding);
        }
    }
    let say = |context: &mut Context, line: String| {
        if talk {
            context.talk(line);
        } else {
            context.line(line);
        }
    };
    let lang = context.lang;
    let paint = if talk {
        Paint::new(false)
    } else {
        context.paint()
    };
    let model = &outcome.model;
    let net = &model.net;
    let name = if model.name.is_empty() {
        &model.id
    } else {
        &model.name
    };
    let (places, steps) = (net.places.len(), net.steps.len());
    let heading = match lang {
        Lang::Ko => format!(
            "{name} ({}): 자리 {places}, 단계 {steps}.",
            model.notation.as_str()
        ),
        Lang::En => format!(
            "{name} ({}): {}, {}.",
            model.notation.as_str(),
            counted(places, "place", "places"),
            counted(steps, "step", "steps")
        ),
    };
    say(context, paint.bold(&visible(&heading)));
    if let Some(found) = &outcome.soundness {
        let looked = match lang {
            Lang::Ko => format!(
                "살펴본 것: 마킹 {}, 그 사이의 단계 {}, 완료된 마킹 {}{}.",
                found.markings,
                found.steps,
                found.completed,
                if found.searched {
                    ""
                } else {
                    " (끝까지 살피지 못함)"
                }
            ),
            Lang::En => format!(
                "Looked at: {}, {} between them, {} of them complete{}.",
                counted(found.markings, "marking", "markings"),
                counted(found.steps, "step", "steps"),
                found.completed,
                if found.searched { "" } else { " (not all)" }
            ),
        };
        say(context, looked);
        for claim in &found.claims {
            let word = match (claim.verdict, lang) {
                (Verdict::Proved, Lang::Ko) => paint.green("증명됨"),
                (Verdict::Proved, Lang::En) => paint.green("proved"),
                (Verdict::Refuted, Lang::Ko) => paint.red("반증됨"),
                (Verdict::Refuted, Lang::En) => paint.red("refuted"),
                (Verdict::Undecided, Lang::Ko) => paint.yellow("판정하지 못함"),
                (Verdict::Undecided, Lang::En) => paint.yellow("not decided"),
            };
            say(
                context,
                format!("  {}: {word}", self::claim(claim.what).get(lang)),
            );
        }
        let whole = match (found.verdict(), lang) {
            (Verdict::Proved, Lang::Ko) => paint.green("건전합니다."),
            (Verdict::Proved, Lang::En) => paint.green("It is sound."),
            (Verdict::Refuted, Lang::Ko) => paint.red("건전하지 않습니다."),
            (Verdict::Refuted, Lang::En) => paint.red("It is not sound."),
            (Verdict::Undecided, Lang::Ko) => paint.yellow("건전한지 판정하지 못했습니다."),
            (Verdict::Undecided, Lang::En) => paint.yellow("Whether it is sound is not decided."),
        };
        say(context, whole);
    }
    if let (Some(draft), Some(out)) = (&outcome.draft, out) {
        let out = out.display();
        let line = match lang {
            Lang::Ko => format!(
                "{out}에 초안을 썼습니다: 상태 {}, 전이 {}, 모델이 말하지 않는 선택 {}. 근거ㆍ역할ㆍ사실은 \
                 작성자의 몫이며, `jorye check`가 남은 것을 말합니다.",
                draft.states, draft.transitions, draft.choices
            ),
            Lang::En => format!(
                "A draft was written to {out}: {}, {}, {} of which the model says nothing. Basis, \
                 roles and facts are its author's; `jorye check` tells what is left.",
                counted(draft.states, "state", "states"),
                counted(draft.transitions, "transition", "transitions"),
                counted(draft.choices, "choice", "choices")
            ),
        };
        say(context, line);
    }
}
