//! Deadlines of a case in a snapshot.

use jiff::Timestamp;

use super::{SnapshotError, as_written, count, date, instant, map, name, small};
use crate::audit::canonical::{Json, Object};
use crate::calendar::{Period, Point};
use crate::engine::{DeadlineStop, Deadlines, Standstill, Stopped, Ticked, Timed};

/// Writes the deadlines of a case that has some.
pub(super) fn write(deadlines: &Deadlines) -> Result<Json, SnapshotError> {
    let kept = deadlines
        .kept
        .iter()
        .map(|(name, timed)| (name.to_string(), timed_of(timed)));
    let ticked = match &deadlines.ticked {
        None => Json::Null,
        Some(ticked) => Json::object([
            ("at", Json::text(ticked.at.to_string())),
            ("deadline", Json::text(&*ticked.deadline)),
            ("row", count(ticked.row.into())?),
        ]),
    };
    Ok(Json::object([
        ("kept", Json::object(kept)),
        ("ticked", ticked),
    ]))
}

fn timed_of(timed: &Timed) -> Json {
    let text = |text: Option<String>| text.map_or(Json::Null, Json::text);
    let pauses = timed
        .pauses
        .iter()
        .map(|pause| {
            Json::List(vec![
                Json::text(pause.from.to_string()),
                text(pause.to.map(|to| to.to_string())),
            ])
        })
        .collect();
    let stopped = timed.stopped.as_ref().map_or(Json::Null, |stopped| {
        Json::object([
            ("at", Json::text(stopped.at.to_string())),
            ("how", Json::text(stopped.how.as_str())),
            ("late", Json::Bool(stopped.late)),
        ])
    });
    Json::object([
        ("begins", Json::text(timed.begins.to_string())),
        ("counted", Json::text(timed.counted.to_string())),
        ("due", text(timed.due.map(|due| due.to_string()))),
        ("ends", text(timed.ends.map(|ends| ends.to_string()))),
        ("extended", Json::Count(timed.extended.into())),
        ("from", Json::text(timed.from.to_string())),
        (
            "length",
            text(timed.length.map(|length| length.to_string())),
        ),
        ("pauses", Json::List(pauses)),
        ("stopped", stopped),
        ("takes", Json::Bool(timed.takes)),
    ])
}

/// Reads what [`write`] wrote.
pub(super) fn read(json: &Json) -> Option<Deadlines> {
    let members = exactly(json, 2)?;
    let deadlines = Deadlines {
        kept: map(members.get("kept")?, read_timed)?,
        ticked: maybe(members.get("ticked")?, read_ticked)?,
    };
    (!deadlines.is_empty()).then_some(deadlines)
}

fn read_ticked(json: &Json) -> Option<Ticked> {
    let members = exactly(json, 3)?;
    Some(Ticked {
        at: instant(members.get("at")?)?,
        deadline: name(members.get("deadline")?)?,
        row: small(members.get("row")?)?,
    })
}

fn read_timed(json: &Json) -> Option<Timed> {
    let members = exactly(json, 10)?;
    Some(Timed {
        from: point(members.get("from")?)?,
        begins: instant(members.get("begins")?)?,
        length: maybe(members.get("length")?, as_written::<Period>)?,
        due: maybe(members.get("due")?, point)?,
        ends: maybe::<Timestamp>(members.get("ends")?, instant)?,
        counted: instant(members.get("counted")?)?,
        pauses: members
            .get("pauses")?
            .as_list()?
            .iter()
            .map(read_pause)
            .collect::<Option<_>>()?,
        extended: small(members.get("extended")?)?,
        stopped: maybe(members.get("stopped")?, read_stopped)?,
        takes: flag(members.get("takes")?)?,
    })
}

fn read_pause(json: &Json) -> Option<Standstill> {
    let [from, to] = json.as_list()? else {
        return None;
    };
    Some(Standstill {
        from: date(from)?,
        to: maybe(to, date)?,
    })
}

fn read_stopped(json: &Json) -> Option<Stopped> {
    let members = exactly(json, 3)?;
    let word = members.get("how")?.as_text()?;
    Some(Stopped {
        at: instant(members.get("at")?)?,
        how: DeadlineStop::ALL
            .into_iter()
            .find(|how| how.as_str() == word)?,
        late: flag(members.get("late")?)?,
    })
}

const fn flag(json: &Json) -> Option<bool> {
    match json {
        Json::Bool(on) => Some(*on),
        _ => None,
    }
}

fn point(json: &Json) -> Option<Point> {
    as_written(json)
}

/// `Some(None)` for null.
fn maybe<T>(json: &Json, form: impl FnOnce(&Json) -> Option<T>) -> Option<Option<T>> {
    match json {
        Json::Null => Some(None),
        _ => form(json).map(Some),
    }
}

fn exactly(json: &Json, count: usize) -> Option<&Object> {
    json.as_object().filter(|members| members.len() == count)
}
