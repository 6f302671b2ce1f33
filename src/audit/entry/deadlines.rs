//! What became of deadlines, on the trail: ids and times, in clear.

use super::instant::{read_date, read_instant, write_date};
use super::open::Node;
use super::seal::{Writer, instant};
use super::{EntryError, SealError};
use crate::audit::canonical::Tree;
use crate::calendar::{Period, Point};
use crate::engine::{DeadlineChange, DeadlineEvent, DeadlineStop};
use jiff::Timestamp;

impl Writer<'_> {
    pub(super) fn deadlines(&mut self, changes: &[DeadlineChange]) -> Result<(), SealError> {
        self.array(changes, |this, _, change| this.deadline(change))
    }

    fn deadline(&mut self, change: &DeadlineChange) -> Result<(), SealError> {
        self.raw("{");
        if let DeadlineEvent::Started { begins, .. } | DeadlineEvent::Recounted { begins, .. } =
            &change.event
        {
            self.raw("\"begins\":");
            self.text(&instant(*begins)?);
            self.raw(",");
        }
        self.raw("\"change\":");
        self.text(word(&change.event));
        self.raw(",\"deadline\":");
        self.text(&change.deadline);
        match &change.event {
            DeadlineEvent::Started {
                from,
                length,
                due,
                ends,
                takes,
                ..
            } => {
                self.end(Some(*due), Some(*ends))?;
                self.raw(",\"from\":");
                self.text(&from.to_string());
                self.raw(",\"length\":");
                match length {
                    Some(length) => self.text(&length.to_string()),
                    None => self.raw("null"),
                }
                self.flag("takes", *takes);
            }
            DeadlineEvent::Recounted {
                from,
                length,
                due,
                ends,
                takes,
                ..
            } => {
                self.end(*due, *ends)?;
                self.raw(",\"from\":");
                self.text(&from.to_string());
                self.raw(",\"length\":");
                match length {
                    Some(length) => self.text(&length.to_string()),
                    None => self.raw("null"),
                }
                self.flag("takes", *takes);
            }
            DeadlineEvent::Paused { on } => {
                self.raw(",\"on\":");
                self.text(&write_date(*on));
            }
            DeadlineEvent::Resumed { on, due, ends } => {
                self.end(Some(*due), Some(*ends))?;
                self.raw(",\"on\":");
                self.text(&write_date(*on));
            }
            DeadlineEvent::Extended { due, ends } => self.end(*due, *ends)?,
            DeadlineEvent::Met { late } => self.flag("late", *late),
            DeadlineEvent::Stopped(_) => {}
        }
        self.raw("}");
        Ok(())
    }

    fn flag(&mut self, key: &str, on: bool) {
        self.raw(",\"");
        self.raw(key);
        self.raw(if on { "\":true" } else { "\":false" });
    }

    fn end(&mut self, due: Option<Point>, ends: Option<Timestamp>) -> Result<(), SealError> {
        self.raw(",\"due\":");
        match due {
            Some(due) => self.text(&due.to_string()),
            None => self.raw("null"),
        }
        self.raw(",\"ends\":");
        match ends {
            Some(ends) => self.text(&instant(ends)?),
            None => self.raw("null"),
        }
        Ok(())
    }
}

const fn word(event: &DeadlineEvent) -> &'static str {
    match event {
        DeadlineEvent::Started { .. } => "started",
        DeadlineEvent::Paused { .. } => "paused",
        DeadlineEvent::Resumed { .. } => "resumed",
        DeadlineEvent::Extended { .. } => "extended",
        DeadlineEvent::Recounted { .. } => "recounted",
        DeadlineEvent::Met { .. } => "met",
        DeadlineEvent::Stopped(how) => how.as_str(),
    }
}

/// Reads the array again.
pub(super) fn read(node: &Node<'_>) -> Result<Vec<DeadlineChange>, EntryError> {
    node.items()?.map(|item| change(&item)).collect()
}

fn change(node: &Node<'_>) -> Result<DeadlineChange, EntryError> {
    let members = node.object()?;
    let at = |key: &str| node.member(members, key);
    let word = at("change")?;
    let (count, event) = match word.text()? {
        "started" => (
            8,
            DeadlineEvent::Started {
                from: at("from")?.read(point)?,
                begins: at("begins")?.read(read_instant)?,
                length: maybe(&at("length")?, period)?,
                due: at("due")?.read(point)?,
                ends: at("ends")?.read(read_instant)?,
                takes: flag(&at("takes")?)?,
            },
        ),
        "paused" => (
            3,
            DeadlineEvent::Paused {
                on: at("on")?.read(read_date)?,
            },
        ),
        "resumed" => (
            5,
            DeadlineEvent::Resumed {
                on: at("on")?.read(read_date)?,
                due: at("due")?.read(point)?,
                ends: at("ends")?.read(read_instant)?,
            },
        ),
        "extended" => (
            4,
            DeadlineEvent::Extended {
                due: maybe(&at("due")?, point)?,
                ends: maybe(&at("ends")?, read_instant)?,
            },
        ),
        "recounted" => (
            8,
            DeadlineEvent::Recounted {
                from: at("from")?.read(point)?,
                begins: at("begins")?.read(read_instant)?,
                length: maybe(&at("length")?, period)?,
                due: maybe(&at("due")?, point)?,
                ends: maybe(&at("ends")?, read_instant)?,
                takes: flag(&at("takes")?)?,
            },
        ),
        "met" => (
            3,
            DeadlineEvent::Met {
                late: flag(&at("late")?)?,
            },
        ),
        other => {
            let stop = DeadlineStop::ALL
                .into_iter()
                .filter(|stop| *stop != DeadlineStop::Met)
                .find(|stop| stop.as_str() == other);
            (2, DeadlineEvent::Stopped(stop.ok_or_else(|| word.wrong())?))
        }
    };
    node.exactly(count)?;
    Ok(DeadlineChange {
        deadline: at("deadline")?.name()?,
        event,
    })
}

fn flag(node: &Node<'_>) -> Result<bool, EntryError> {
    match node.json {
        Tree::Bool(on) => Ok(*on),
        _ => Err(node.wrong()),
    }
}

/// A day or a time, as it is written.
pub(super) fn point(text: &str) -> Option<Point> {
    text.parse::<Point>()
        .ok()
        .filter(|point| point.to_string() == text)
}

fn period(text: &str) -> Option<Period> {
    text.parse::<Period>()
        .ok()
        .filter(|period| period.to_string() == text)
}

fn maybe<T>(node: &Node<'_>, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, EntryError> {
    match node.json {
        Tree::Null => Ok(None),
        _ => node.read(read).map(Some),
    }
}
