//! The numbers.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;

use super::{Bar, Figure, Looked};
use crate::diagnostic::Bilingual;
use crate::engine::{Case, DeadlineStop as Stop};
use crate::guard::{Name, Value};
use crate::workflow::{self, Fact, Series, Workflow};

/// What a workflow declares, over its cases.
pub fn declared(workflow: &Workflow, cases: &[Looked<'_>]) -> Vec<Figure> {
    workflow
        .figures
        .iter()
        .map(|figure| one(workflow, figure, cases))
        .collect()
}

fn one(workflow: &Workflow, figure: &workflow::Figure, cases: &[Looked<'_>]) -> Figure {
    let over = figure.over.as_ref();
    let mut columns = vec![Bilingual::new("사건", "case")];
    columns.extend(over.and_then(|id| Some(fact(workflow, id)?.element.title.clone())));
    columns.extend([
        Bilingual::new("항목", "what"),
        Bilingual::new("값", "value"),
        Bilingual::new("기준", "against"),
        Bilingual::new("비율(%)", "share (%)"),
        Bilingual::new("가중치", "weight"),
    ]);
    let mut sorted: Vec<&Looked<'_>> = cases.iter().collect();
    sorted.sort_by_key(|it| (over.and_then(|id| it.case.facts.get(id)), &it.case.id));
    let mut rows = Vec::new();
    let mut bars = Vec::new();
    for looked in sorted {
        let case = looked.case;
        let place = over.map(|id| said(workflow, case, id));
        for series in &figure.series {
            let title = title_of(workflow, series);
            let (value, whole) = measured(case, series);
            let against = match &series.against {
                Some(id) => number(case, id),
                None => whole,
            };
            let weight = series.weight.as_ref().and_then(|id| number(case, id));
            let share = value
                .zip(against)
                .and_then(|(value, against)| share(value, against));
            let mut row = vec![Bilingual::from(&*case.id)];
            row.extend(place.clone());
            row.push(title.clone());
            row.extend([value, against, share, weight].map(cell));
            rows.push(row);
            if let Some(value) = value {
                let place = place.clone().unwrap_or_else(|| Bilingual::from(&*case.id));
                bars.push(Bar {
                    label: joined(&place, &title),
                    value,
                    target: against,
                    told: told(value, against, share, weight),
                });
            }
        }
    }
    Figure {
        id: figure.element.id.to_string(),
        title: figure.element.title.clone(),
        columns,
        rows,
        bars,
    }
}

/// How many days after the one before, and after the opening, each transition was
/// taken. Days are civil days in the zone of the case, and of the day that counts.
pub fn steps(cases: &[Looked<'_>]) -> Figure {
    let mut rows = Vec::new();
    let mut bars = Vec::new();
    for looked in cases {
        let opened = day(looked.case.opened, looked.zone);
        let mut before = opened;
        for entry in looked.entries {
            let on = day(entry.effective, looked.zone);
            for step in entry.content.steps() {
                let title = looked.workflow.transition(&step.transition).map_or_else(
                    || Bilingual::from(&*step.transition),
                    |it| it.element.title.clone(),
                );
                let (since, all) = (days(before, on), days(opened, on));
                rows.push(vec![
                    Bilingual::from(&*looked.case.id),
                    title.clone(),
                    Bilingual::from(&*on.to_string()),
                    cell(Some(since)),
                    cell(Some(all)),
                ]);
                bars.push(Bar {
                    label: joined(&Bilingual::from(&*looked.case.id), &title),
                    value: since,
                    target: None,
                    told: Bilingual::new(format!("{since}일"), format!("{since} d")),
                });
                before = on;
            }
        }
    }
    Figure {
        id: "time.steps".to_owned(),
        title: Bilingual::new("단계마다 걸린 날", "Days to each step"),
        columns: vec![
            Bilingual::new("사건", "case"),
            Bilingual::new("행위", "step"),
            Bilingual::new("날", "day"),
            Bilingual::new("앞 단계부터(일)", "days since the step before"),
            Bilingual::new("개시부터(일)", "days since the opening"),
        ],
        rows,
        bars,
    }
}

/// What became of each deadline, the last time that it ran: its last day, when it
/// came to rest, and how many days late; of one that runs, as of the moment of the
/// look. The picture shows those that are or were late.
pub fn deadlines(cases: &[Looked<'_>]) -> Figure {
    let mut rows = Vec::new();
    let mut bars = Vec::new();
    for looked in cases {
        let kept: &BTreeMap<Name, _> = &looked.case.deadlines.kept;
        for (id, timed) in kept {
            let title = looked
                .workflow
                .deadlines
                .iter()
                .find(|it| it.element.id == *id)
                .map_or_else(|| Bilingual::from(&**id), |it| it.element.title.clone());
            let due = timed.due.map(crate::calendar::Point::date);
            let rest = timed.stopped.as_ref();
            let on = rest.map(|it| day(it.at, looked.zone));
            let is_late = match rest {
                Some(rest) => rest.late,
                None => timed.passed(looked.at),
            };
            let until = on.unwrap_or_else(|| day(looked.at, looked.zone));
            let late = due.filter(|_| is_late).map(|due| days(due, until));
            let how = match rest.map(|it| it.how) {
                Some(Stop::Met) if is_late => Bilingual::new("늦게 지킴", "met late"),
                Some(Stop::Met) => Bilingual::new("지킴", "met"),
                Some(Stop::Expired) => Bilingual::new("지남", "ran out"),
                Some(Stop::Left | Stop::Cleared | Stop::Ended) => {
                    Bilingual::new("그침", "came to rest unmet")
                }
                None if is_late => Bilingual::new("지났음", "overdue"),
                None => Bilingual::new("진행 중", "runs"),
            };
            let date = |date: Option<Date>| {
                date.map_or_else(
                    || Bilingual::from(""),
                    |it| Bilingual::from(&*it.to_string()),
                )
            };
            rows.push(vec![
                Bilingual::from(&*looked.case.id),
                title.clone(),
                date(due),
                how,
                date(on),
                cell(late),
            ]);
            if let Some(late) = late {
                bars.push(Bar {
                    label: joined(&Bilingual::from(&*looked.case.id), &title),
                    value: late,
                    target: None,
                    told: Bilingual::new(format!("{late}일 늦음"), format!("{late} d late")),
                });
            }
        }
    }
    Figure {
        id: "time.deadlines".to_owned(),
        title: Bilingual::new("기한과 늦은 날", "Deadlines, and days late"),
        columns: vec![
            Bilingual::new("사건", "case"),
            Bilingual::new("기한", "deadline"),
            Bilingual::new("말일", "last day"),
            Bilingual::new("결과", "what became of it"),
            Bilingual::new("그친 날", "on"),
            Bilingual::new("늦은 날수", "days late"),
        ],
        rows,
        bars,
    }
}

fn fact<'a>(workflow: &'a Workflow, id: &str) -> Option<&'a Fact> {
    workflow.facts.iter().find(|it| *it.element.id == *id)
}

fn title_of(workflow: &Workflow, series: &Series) -> Bilingual {
    fact(workflow, &series.of).map_or_else(
        || Bilingual::from(&*series.of),
        |it| it.element.title.clone(),
    )
}

/// What a fact that cases stand by says, in the words of its option if it is one.
fn said(workflow: &Workflow, case: &Case, id: &str) -> Bilingual {
    let Some(value) = case.facts.get(id) else {
        return Bilingual::from("–");
    };
    let option = match (value, fact(workflow, id).map(|it| &it.of)) {
        (Value::Choice(chosen), Some(crate::guard::Type::Choice(options))) => options
            .iter()
            .find(|it| it.id == *chosen)
            .map(|it| it.title.clone()),
        _ => None,
    };
    option.unwrap_or_else(|| value.says())
}

/// The number, and of a table how many rows there are.
fn measured(case: &Case, series: &Series) -> (Option<Decimal>, Option<Decimal>) {
    let Some(column) = &series.column else {
        return (number(case, &series.of), None);
    };
    let Some(Value::Table(rows)) = case.facts.get(&series.of) else {
        return (None, None);
    };
    let yes = rows
        .iter()
        .filter(|row| row.get(column) == Some(&Value::Boolean(true)))
        .count();
    (Some(Decimal::from(yes)), Some(Decimal::from(rows.len())))
}

fn number(case: &Case, id: &str) -> Option<Decimal> {
    match case.facts.get(id)? {
        Value::Integer(value) => Some(Decimal::from(*value)),
        Value::Decimal(value) => Some(*value),
        _ => None,
    }
}

/// In percent, to a tenth.
fn share(value: Decimal, against: Decimal) -> Option<Decimal> {
    let share = value
        .checked_mul(Decimal::ONE_HUNDRED)?
        .checked_div(against)?;
    Some(share.round_dp(1).normalize())
}

fn told(
    value: Decimal,
    against: Option<Decimal>,
    share: Option<Decimal>,
    weight: Option<Decimal>,
) -> Bilingual {
    let mut told = value.to_string();
    if let Some(against) = against {
        told.push_str(&format!(" / {against}"));
    }
    if let Some(share) = share {
        told.push_str(&format!(" ({share} %)"));
    }
    let (mut ko, mut en) = (told.clone(), told);
    if let Some(weight) = weight {
        ko.push_str(&format!(", 가중치 {weight}"));
        en.push_str(&format!(", weight {weight}"));
    }
    Bilingual::new(ko, en)
}

fn cell(number: Option<Decimal>) -> Bilingual {
    number.map_or_else(
        || Bilingual::from(""),
        |it| Bilingual::from(&*it.to_string()),
    )
}

fn joined(one: &Bilingual, other: &Bilingual) -> Bilingual {
    let join = |lang| format!("{} · {}", one.get(lang), other.get(lang));
    Bilingual::new(
        join(crate::diagnostic::Lang::Ko),
        join(crate::diagnostic::Lang::En),
    )
}

fn day(at: Timestamp, zone: &TimeZone) -> Date {
    at.to_zoned(zone.clone()).date()
}

fn days(from: Date, to: Date) -> Decimal {
    let span = to.duration_since(from).as_hours();
    Decimal::from(span / 24)
}
