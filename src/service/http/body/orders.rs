//! Bodies of what is ordered about a record or a procedure: a correction, an erasure,
//! a stage of adoption.

use super::{Members, a_string, below, text_of};
use crate::audit::own::Stage;
use crate::diagnostic::Bilingual;
use crate::guard::json::Json;
use crate::service::access::Said;
use crate::service::http::fault::{Fault, Malformed};
use crate::workflow::Workflow;

/// As whom something is ordered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct By {
    /// As whom, where the principal may act as several.
    pub actor: Option<String>,
    /// In which role, where the principal may act in several.
    pub role: Option<String>,
    /// For whom they act, if they say so.
    pub on_behalf_of: Option<String>,
}

/// The body of a correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectBody {
    /// The entry that is wrong, by its place within the case.
    pub seq: u64,
    /// Where in it: a JSON Pointer.
    pub path: String,
    /// What it should say.
    pub says: Json,
    /// Why.
    pub reason: String,
    /// By whom.
    pub by: By,
}

/// The body of an order to erase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EraseBody {
    /// Facts of which every value goes.
    pub facts: Vec<String>,
    /// Single values: an entry of the case, and the JSON Pointer there.
    pub places: Vec<(u64, String)>,
    /// Every reason and everything said to criteria goes too.
    pub reasons: bool,
    /// The legal basis, as citations.
    pub basis: Vec<String>,
    /// The reason stated.
    pub reason: Option<String>,
    /// By whom.
    pub by: By,
}

/// The body that records a stage of adoption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdoptBody {
    /// The workflow.
    pub workflow: String,
    /// Its revision; without it, the last in the library.
    pub revision: Option<u32>,
    /// The stage.
    pub stage: Stage,
    /// On what it rests.
    pub basis: String,
    /// As whom, where the principal may act as several.
    pub actor: Option<String>,
}

impl By {
    fn read(members: &mut Members) -> Result<By, Malformed> {
        Ok(By {
            actor: members.text("actor")?,
            role: members.text("as")?,
            on_behalf_of: members.person("on_behalf_of")?,
        })
    }

    /// As whom it is asked.
    pub fn said(&self) -> Said<'_> {
        Said {
            actor: self.actor.as_deref(),
            role: self.role.as_deref(),
            on_behalf_of: self.on_behalf_of.as_deref(),
        }
    }
}

const CORRECT: &[&str] = &[
    "case_seq",
    "fact",
    "path",
    "says",
    "reason",
    "actor",
    "as",
    "on_behalf_of",
];
const ERASE: &[&str] = &[
    "facts",
    "places",
    "reasons",
    "basis",
    "reason",
    "actor",
    "as",
    "on_behalf_of",
];
const ADOPT: &[&str] = &["workflow", "revision", "stage", "basis", "actor"];

/// Reads the body of a correction.
///
/// # Errors
/// What is wrong with it, and where.
pub fn parse_correct(bytes: &[u8]) -> Result<CorrectBody, Malformed> {
    let mut members = Members::read(bytes, CORRECT)?;
    let seq = number(members.take("case_seq"), "/case_seq")?;
    let path = match (members.text("fact")?, members.text("path")?) {
        (Some(fact), None) => format!("/given/{}", escaped(&fact)),
        (None, Some(path)) => path,
        (None, None) => return Err(Malformed::body("/fact", Fault::Missing)),
        (Some(_), Some(_)) => {
            return Err(Malformed::body("/path", Fault::Beside { other: "fact" }));
        }
    };
    let says = match members.take("says") {
        Some(Json::Null) => return Err(Malformed::body("/says", Fault::Null)),
        Some(says) => says,
        None => return Err(Malformed::body("/says", Fault::Missing)),
    };
    Ok(CorrectBody {
        seq,
        path,
        says,
        reason: members.must("reason")?,
        by: By::read(&mut members)?,
    })
}

/// Reads the body of an order to erase.
///
/// # Errors
/// What is wrong with it, and where.
pub fn parse_erase(bytes: &[u8]) -> Result<EraseBody, Malformed> {
    let mut members = Members::read(bytes, ERASE)?;
    let facts = strings(members.take("facts"), "/facts")?;
    let basis = strings(members.take("basis"), "/basis")?;
    let mut places = Vec::new();
    for (at, place) in array(members.take("places"), "/places")?
        .into_iter()
        .enumerate()
    {
        let pointer = format!("/places/{at}");
        let Json::Object(found) = place else {
            let expected = super::an_object();
            return Err(Malformed::body(pointer, Fault::Kind { expected }));
        };
        let mut one = Members(found);
        let seq = number(one.take("case_seq"), &format!("{pointer}/case_seq"))?;
        let path = match one.take("path") {
            Some(Json::String(path)) => path,
            other => return Err(no_string(other.as_ref(), &format!("{pointer}/path"))),
        };
        if let Some((key, _)) = one.0.first() {
            let fault = Fault::Unknown {
                known: "case_seq, path".to_owned(),
                near: None,
            };
            return Err(Malformed::body(below(&pointer, key), fault));
        }
        places.push((seq, path));
    }
    Ok(EraseBody {
        facts,
        places,
        reasons: members.flag("reasons")?,
        basis,
        reason: members.text("reason")?,
        by: By::read(&mut members)?,
    })
}

/// Reads the body that records a stage of adoption.
///
/// # Errors
/// What is wrong with it, and where.
pub fn parse_adopt(bytes: &[u8]) -> Result<AdoptBody, Malformed> {
    let mut members = Members::read(bytes, ADOPT)?;
    let revision = match members.take("revision") {
        None => None,
        some => {
            let least = 1;
            let most = u64::from(u32::MAX);
            let out = Malformed::body("/revision", Fault::Range { least, most });
            let number = number(some, "/revision")?;
            Some(u32::try_from(number).map_err(|_| out)?)
        }
    };
    let stage = members.must("stage")?.parse().map_err(|()| {
        let words: Vec<&str> = Stage::ALL.iter().map(|stage| stage.as_str()).collect();
        let expected = Bilingual::from(words.join(", "));
        Malformed::body("/stage", Fault::Form { expected })
    })?;
    let basis = members.must("basis")?;
    if basis.trim().is_empty() {
        return Err(Malformed::body("/basis", Fault::Missing));
    }
    Ok(AdoptBody {
        workflow: members.must("workflow")?,
        revision,
        stage,
        basis,
        actor: members.text("actor")?,
    })
}

impl CorrectBody {
    /// What it should say, as the text of a value of its type. Free texts are strings.
    ///
    /// # Errors
    /// It is of a kind of JSON that the type never has.
    pub fn text(&self, workflow: &Workflow) -> Result<String, Malformed> {
        let fact = self.path.strip_prefix("/given/").map(unescaped);
        let of = fact
            .as_deref()
            .and_then(|fact| workflow.fact(fact))
            .map(|fact| &fact.of);
        if fact.is_none() && !matches!(self.says, Json::String(_)) {
            let expected = a_string();
            return Err(Malformed::body("/says", Fault::Kind { expected }));
        }
        text_of(&self.says, of).map_err(|fault| Malformed::body("/says", fault))
    }
}

fn escaped(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

fn unescaped(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// A counter, from 1.
fn number(value: Option<Json>, pointer: &str) -> Result<u64, Malformed> {
    let fault = match value {
        None => Fault::Missing,
        Some(Json::Null) => Fault::Null,
        Some(Json::Number(text)) => {
            let plain = text.bytes().all(|b| b.is_ascii_digit());
            match text.parse().ok().filter(|number| plain && *number > 0) {
                Some(number) => return Ok(number),
                None => Fault::Form {
                    expected: a_counter(),
                },
            }
        }
        Some(_) => Fault::Kind {
            expected: a_counter(),
        },
    };
    Err(Malformed::body(pointer, fault))
}

fn a_counter() -> Bilingual {
    Bilingual::new("1 이상의 정수", "a whole number from 1")
}

fn array(value: Option<Json>, pointer: &str) -> Result<Vec<Json>, Malformed> {
    match value {
        None => Ok(Vec::new()),
        Some(Json::Array(items)) => Ok(items),
        Some(Json::Null) => Err(Malformed::body(pointer, Fault::Null)),
        Some(_) => {
            let expected = Bilingual::new("배열", "an array");
            Err(Malformed::body(pointer, Fault::Kind { expected }))
        }
    }
}

fn strings(value: Option<Json>, pointer: &str) -> Result<Vec<String>, Malformed> {
    array(value, pointer)?
        .into_iter()
        .enumerate()
        .map(|(at, item)| match item {
            Json::String(text) => Ok(text),
            other => Err(no_string(Some(&other), &format!("{pointer}/{at}"))),
        })
        .collect()
}

fn no_string(found: Option<&Json>, pointer: &str) -> Malformed {
    let fault = match found {
        None => Fault::Missing,
        Some(Json::Null) => Fault::Null,
        Some(_) => Fault::Kind {
            expected: a_string(),
        },
    };
    Malformed::body(pointer, fault)
}
