//! Bodies of requests, read strictly: no member that is not known, none twice,
//! none of another kind. Plain functions of bytes, which never panic.

pub mod orders;

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::super::access::Said;
use super::super::request::is_actor;
use super::fault::{Fault, Malformed};
use crate::diagnostic::{Bilingual, nearest_quoted};
use crate::guard::Type;
use crate::guard::json::{self, Json};
use crate::workflow::Workflow;

/// The body that opens a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenBody {
    /// The workflow.
    pub workflow: String,
    /// The id of the case; without it, one that nobody can guess.
    pub id: Option<String>,
    /// As whom, where the principal may act as several.
    pub actor: Option<String>,
    /// In which role, where the principal may act in several.
    pub role: Option<String>,
    /// The facts given.
    pub give: Given,
}

/// The body of an act, or of a question what stands against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActBody {
    /// The transition.
    pub transition: String,
    /// As whom, where the principal may act as several.
    pub actor: Option<String>,
    /// In which role, where the principal may act in several.
    pub role: Option<String>,
    /// The facts given.
    pub give: Given,
    /// The reason stated.
    pub reason: Option<String>,
    /// What is said to each criterion that is addressed, by its id.
    pub criteria: Vec<(String, String)>,
    /// For whom they act, if they say so.
    pub on_behalf_of: Option<String>,
    /// An assent that was given is withdrawn.
    pub withdraw: bool,
    /// When the act counts as done, if earlier than now.
    pub effective: Option<When>,
}

impl ActBody {
    /// As whom it is asked.
    pub fn said(&self) -> Said<'_> {
        Said {
            actor: self.actor.as_deref(),
            role: self.role.as_deref(),
            on_behalf_of: self.on_behalf_of.as_deref(),
        }
    }
}

/// The facts that a body gives, by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Given(pub Vec<(String, Json)>);

/// A moment: with its offset, or civil in the zone of the workflow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// An instant (RFC 3339).
    Instant(Timestamp),
    /// A civil date and time; of a date its beginning.
    Civil(DateTime),
}

impl When {
    /// The instant in a zone. What lies before or after all instants is the
    /// first or the last: no act counts then, and it is refused as any other.
    pub fn in_zone(self, zone: &TimeZone) -> Timestamp {
        match self {
            When::Instant(instant) => instant,
            When::Civil(civil) => match civil.to_zoned(zone.clone()) {
                Ok(zoned) => zoned.timestamp(),
                Err(_) if civil.year() < 0 => Timestamp::MIN,
                Err(_) => Timestamp::MAX,
            },
        }
    }

    fn read(text: &str) -> Option<When> {
        if let Ok(instant) = text.parse::<Timestamp>() {
            // Entries record microseconds.
            let instant = Timestamp::from_microsecond(instant.as_microsecond()).ok()?;
            return Some(When::Instant(instant));
        }
        match text.parse::<Date>() {
            Ok(date) if text.len() == 10 => Some(When::Civil(date.at(0, 0, 0, 0))),
            _ => text.parse().ok().map(When::Civil),
        }
    }
}

const OPEN: &[&str] = &["workflow", "id", "actor", "as", "give"];
const ACT: &[&str] = &[
    "transition",
    "actor",
    "as",
    "on_behalf_of",
    "give",
    "reason",
    "criteria",
    "withdraw",
    "effective",
];

/// Reads the body that opens a case.
///
/// # Errors
/// What is wrong with it, and where.
pub fn parse_open(bytes: &[u8]) -> Result<OpenBody, Malformed> {
    let mut members = Members::read(bytes, OPEN)?;
    Ok(OpenBody {
        workflow: members.must("workflow")?,
        id: members.text("id")?,
        actor: members.text("actor")?,
        role: members.text("as")?,
        give: members.given()?,
    })
}

/// Reads the body of an act.
///
/// # Errors
/// What is wrong with it, and where.
pub fn parse_act(bytes: &[u8]) -> Result<ActBody, Malformed> {
    let mut members = Members::read(bytes, ACT)?;
    Ok(ActBody {
        transition: members.must("transition")?,
        actor: members.text("actor")?,
        role: members.text("as")?,
        give: members.given()?,
        reason: members.text("reason")?,
        criteria: members.texts("criteria")?,
        on_behalf_of: members.person("on_behalf_of")?,
        withdraw: members.flag("withdraw")?,
        effective: members.when("effective")?,
    })
}

/// Reads the body of a question what stands for and against an act.
///
/// # Errors
/// What is wrong with it, and where.
pub fn parse_why(bytes: &[u8]) -> Result<ActBody, Malformed> {
    parse_act(bytes)
}

struct Members(Vec<(String, Json)>);

impl Members {
    fn read(bytes: &[u8], known: &[&str]) -> Result<Members, Malformed> {
        let whole = |fault| Malformed::body("", fault);
        let text = std::str::from_utf8(bytes).map_err(|_| whole(Fault::NotUtf8))?;
        let value = json::read(text).map_err(|at| whole(Fault::Syntax { at }))?;
        once_each(&value).map_err(|twice| Malformed::body(twice.pointer(), Fault::Twice))?;
        let Json::Object(members) = value else {
            return Err(whole(Fault::Kind {
                expected: an_object(),
            }));
        };
        match members.iter().find(|(key, _)| !known.contains(&&**key)) {
            None => Ok(Members(members)),
            Some((key, _)) => Err(Malformed::body(
                below("", key),
                Fault::Unknown {
                    known: known.join(", "),
                    near: nearest_quoted(key, known.iter().copied()),
                },
            )),
        }
    }

    fn take(&mut self, key: &str) -> Option<Json> {
        let at = self.0.iter().position(|(known, _)| known == key)?;
        Some(self.0.swap_remove(at).1)
    }

    fn text(&mut self, key: &str) -> Result<Option<String>, Malformed> {
        let fault = match self.take(key) {
            None => return Ok(None),
            Some(Json::String(text)) => return Ok(Some(text)),
            Some(Json::Null) => Fault::Null,
            Some(_) => Fault::Kind {
                expected: a_string(),
            },
        };
        Err(Malformed::body(below("", key), fault))
    }

    fn must(&mut self, key: &str) -> Result<String, Malformed> {
        self.text(key)?
            .ok_or_else(|| Malformed::body(below("", key), Fault::Missing))
    }

    fn person(&mut self, key: &str) -> Result<Option<String>, Malformed> {
        let person = self.text(key)?;
        if person.as_deref().is_none_or(is_actor) {
            return Ok(person);
        }
        let expected = Bilingual::new("사람의 id", "the id of a person");
        Err(Malformed::body(below("", key), Fault::Form { expected }))
    }

    fn flag(&mut self, key: &str) -> Result<bool, Malformed> {
        let fault = match self.take(key) {
            None => return Ok(false),
            Some(Json::Boolean(flag)) => return Ok(flag),
            Some(Json::Null) => Fault::Null,
            Some(_) => Fault::Kind {
                expected: Bilingual::new("`true`나 `false`", "true or false"),
            },
        };
        Err(Malformed::body(below("", key), fault))
    }

    /// An object whose members are strings.
    fn texts(&mut self, key: &str) -> Result<Vec<(String, String)>, Malformed> {
        let pointer = below("", key);
        let members = match self.take(key) {
            None => return Ok(Vec::new()),
            Some(Json::Object(members)) => members,
            Some(Json::Null) => return Err(Malformed::body(pointer, Fault::Null)),
            Some(_) => {
                let expected = an_object();
                return Err(Malformed::body(pointer, Fault::Kind { expected }));
            }
        };
        members
            .into_iter()
            .map(|(name, value)| match value {
                Json::String(text) => Ok((name, text)),
                _ => {
                    let expected = a_string();
                    Err(Malformed::body(
                        below(&pointer, &name),
                        Fault::Kind { expected },
                    ))
                }
            })
            .collect()
    }

    fn given(&mut self) -> Result<Given, Malformed> {
        match self.take("give") {
            None => Ok(Given::default()),
            Some(Json::Object(facts)) => Ok(Given(facts)),
            Some(Json::Null) => Err(Malformed::body("/give", Fault::Null)),
            Some(_) => Err(Malformed::body(
                "/give",
                Fault::Kind {
                    expected: an_object(),
                },
            )),
        }
    }

    fn when(&mut self, key: &str) -> Result<Option<When>, Malformed> {
        let Some(text) = self.text(key)? else {
            return Ok(None);
        };
        When::read(&text).map(Some).ok_or_else(|| {
            let expected = Bilingual::new(
                "날짜(2027-01-08), 날짜와 시각, 또는 RFC 3339의 시각",
                "a date (2027-01-08), a date and time, or an instant of RFC 3339",
            );
            Malformed::body(below("", key), Fault::Form { expected })
        })
    }
}

impl Given {
    /// The facts as a request takes them: each as the text of a value of its
    /// type. A fact that the workflow does not have goes on as it is, and the
    /// engine says so.
    ///
    /// # Errors
    /// A value is of a kind of JSON that the type of its fact never has.
    pub fn texts(&self, workflow: &Workflow) -> Result<Vec<(String, String)>, Malformed> {
        self.0
            .iter()
            .map(|(fact, value)| {
                let of = workflow.fact(fact).map(|fact| &fact.of);
                let text = text_of(value, of).map_err(|fault| {
                    let pointer = below("/give", fact);
                    Malformed::body(pointer, fault)
                })?;
                Ok((fact.clone(), text))
            })
            .collect()
    }
}

/// A value as text, if its kind is one in which values of the type are given.
fn text_of(value: &Json, of: Option<&Type>) -> Result<String, Fault> {
    let wrong = |ko: &str, en: &str| {
        Err(Fault::Kind {
            expected: Bilingual::new(ko, en),
        })
    };
    match (value, of) {
        (Json::Null, _) => Err(Fault::Null),
        (Json::Boolean(flag), Some(Type::Boolean) | None) => Ok(flag.to_string()),
        (_, Some(Type::Boolean)) => wrong("`true`나 `false`", "true or false"),
        (
            Json::Number(text) | Json::String(text),
            Some(Type::Integer { .. } | Type::Decimal { .. }),
        ) => Ok(text.clone()),
        (_, Some(Type::Integer { .. } | Type::Decimal { .. })) => wrong("수", "a number"),
        (Json::Array(_), Some(Type::List { .. } | Type::Table { .. })) => Ok(written(value)),
        (_, Some(Type::List { .. } | Type::Table { .. })) => wrong("배열", "an array"),
        (Json::Object(_), Some(Type::Ballot { .. })) => Ok(written(value)),
        (_, Some(Type::Ballot { .. })) => wrong(
            "`present`와 표가 있는 객체",
            "an object with `present` and the votes",
        ),
        (Json::Object(members), Some(Type::Document)) => document(members),
        (_, Some(Type::Document)) => wrong(
            "`name`, `media`, `size`, `sha256`이 있는 객체",
            "an object with `name`, `media`, `size`, `sha256`",
        ),
        (Json::String(text), Some(_) | None) | (Json::Number(text), None) => Ok(text.clone()),
        (Json::Array(_) | Json::Object(_), None) => Ok(written(value)),
        (_, Some(_)) => wrong("문자열", "a string"),
    }
}

/// A document as values are written: `name;media;size;sha256`.
fn document(members: &[(String, Json)]) -> Result<String, Fault> {
    const KEYS: [&str; 4] = ["name", "media", "size", "sha256"];
    let mut parts = Vec::with_capacity(KEYS.len());
    for key in KEYS {
        match members.iter().find(|(known, _)| known == key) {
            Some((_, Json::String(text) | Json::Number(text))) => parts.push(text.as_str()),
            _ => break,
        }
    }
    if parts.len() == KEYS.len() && members.len() == KEYS.len() {
        return Ok(parts.join(";"));
    }
    Err(Fault::Kind {
        expected: Bilingual::new(
            "`name`, `media`, `size`, `sha256`이 있는 객체",
            "an object with `name`, `media`, `size`, `sha256`",
        ),
    })
}

/// Where a member is there twice: the steps that lead there, innermost first.
struct Twice<'a>(Vec<Cow<'a, str>>);

impl<'a> Twice<'a> {
    fn within(mut self, step: Cow<'a, str>) -> Self {
        self.0.push(step);
        self
    }

    fn pointer(&self) -> String {
        let steps = self.0.iter().rev();
        steps.fold(String::new(), |pointer, step| below(&pointer, step))
    }
}

/// No member of any object within a value is there twice.
fn once_each(value: &Json) -> Result<(), Twice<'_>> {
    match value {
        Json::Object(members) => {
            let mut seen = BTreeSet::new();
            for (key, member) in members {
                let here = || Cow::Borrowed(key.as_str());
                if !seen.insert(key) {
                    return Err(Twice(vec![here()]));
                }
                once_each(member).map_err(|twice| twice.within(here()))?;
            }
            Ok(())
        }
        Json::Array(items) => items.iter().enumerate().try_for_each(|(at, item)| {
            once_each(item).map_err(|twice| twice.within(Cow::Owned(at.to_string())))
        }),
        Json::Null | Json::Boolean(_) | Json::Number(_) | Json::String(_) => Ok(()),
    }
}

/// A pointer one step further (RFC 6901).
fn below(pointer: &str, key: &str) -> String {
    const MOST: usize = 120;
    let key: String = key.chars().take(MOST).collect();
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// A value as JSON again.
fn written(value: &Json) -> String {
    let string = |text: &str| serde_json::Value::from(text).to_string();
    match value {
        Json::Null => "null".to_owned(),
        Json::Boolean(flag) => flag.to_string(),
        Json::Number(text) => text.clone(),
        Json::String(text) => string(text),
        Json::Array(items) => {
            let items: Vec<String> = items.iter().map(written).collect();
            format!("[{}]", items.join(","))
        }
        Json::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(key, value)| format!("{}:{}", string(key), written(value)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
    }
}

fn an_object() -> Bilingual {
    Bilingual::new("객체", "an object")
}

fn a_string() -> Bilingual {
    Bilingual::new("문자열", "a string")
}

#[cfg(test)]
#[path = "body_tests.rs"]
mod tests;
