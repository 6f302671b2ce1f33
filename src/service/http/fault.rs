//! Requests that are not as they must be.

use super::super::codes;
use crate::diagnostic::{Bilingual, Coded, Finding};

/// The part of a request that is at fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A place in the body, as a JSON pointer (RFC 6901); empty for the whole.
    Body(String),
    /// A header.
    Header(&'static str),
    /// A parameter of the query.
    Query(String),
    /// The path.
    Path,
}

/// What is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It is not UTF-8.
    NotUtf8,
    /// It is not JSON.
    Syntax {
        /// The character at fault, from 1.
        at: usize,
    },
    /// It is of another kind than it must be.
    Kind {
        /// What is expected.
        expected: Bilingual,
    },
    /// There is no such member or parameter.
    Unknown {
        /// Those that there are.
        known: String,
        /// The nearest of them.
        near: Option<String>,
    },
    /// It is there twice.
    Twice,
    /// It is missing.
    Missing,
    /// Nothing is given by `null`: what is not known is left out.
    Null,
    /// It is outside its range.
    Range {
        /// The least.
        least: u64,
        /// The most.
        most: u64,
    },
    /// It cannot be read as what it must be.
    Form {
        /// What it must be.
        expected: Bilingual,
    },
    /// It is there beside another that says the same.
    Beside {
        /// The other.
        other: &'static str,
    },
    /// Nothing is taken there.
    NotEmpty,
    /// It must be said, as the principal may act in more than one way.
    Unsaid,
}

/// A request that is not as it must be. Nothing was done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {}", .part.name().en, .fault.says().en)]
pub struct Malformed {
    /// Where.
    pub part: Part,
    /// What.
    pub fault: Fault,
}

impl Malformed {
    /// In the body, at a JSON pointer.
    pub fn body(pointer: impl Into<String>, fault: Fault) -> Self {
        Malformed {
            part: Part::Body(pointer.into()),
            fault,
        }
    }

    /// In a header.
    pub fn header(name: &'static str, expected: Bilingual) -> Self {
        Malformed {
            part: Part::Header(name),
            fault: Fault::Form { expected },
        }
    }

    /// In a parameter of the query.
    pub fn query(name: impl Into<String>, fault: Fault) -> Self {
        Malformed {
            part: Part::Query(name.into()),
            fault,
        }
    }
}

impl Part {
    /// As messages name it.
    pub fn name(&self) -> Bilingual {
        match self {
            Part::Body(pointer) if pointer.is_empty() => Bilingual::new("본문", "the body"),
            Part::Body(pointer) => Bilingual::new(
                format!("본문의 `{pointer}`"),
                format!("`{pointer}` of the body"),
            ),
            Part::Header(name) => {
                Bilingual::new(format!("머리글 `{name}`"), format!("the header `{name}`"))
            }
            Part::Query(name) => Bilingual::new(
                format!("매개변수 `{name}`"),
                format!("the parameter `{name}`"),
            ),
            Part::Path => Bilingual::new("경로", "the path"),
        }
    }
}

impl Fault {
    /// In both languages.
    pub fn says(&self) -> Bilingual {
        match self {
            Fault::NotUtf8 => Bilingual::new("UTF-8이 아닙니다", "it is not UTF-8"),
            Fault::Syntax { at } => Bilingual::new(
                format!("{at}번째 글자에서 JSON으로 읽을 수 없습니다"),
                format!("it cannot be read as JSON at character {at}"),
            ),
            Fault::Kind { expected } => Bilingual::new(
                format!("{} 자리입니다", expected.ko),
                format!("it must be {}", expected.en),
            ),
            Fault::Unknown { known, .. } => Bilingual::new(
                format!("그런 이름은 없습니다. 쓸 수 있는 이름: {known}"),
                format!("there is no such name; there are: {known}"),
            ),
            Fault::Twice => Bilingual::new("두 번 있습니다", "it is there twice"),
            Fault::Missing => Bilingual::new("없습니다", "it is missing"),
            Fault::Null => Bilingual::new(
                "`null`로는 아무것도 주지 못합니다. 모르는 값은 빼십시오",
                "`null` gives nothing; leave out what is not known",
            ),
            Fault::Range { least, most } => Bilingual::new(
                format!("{least}에서 {most}까지의 수여야 합니다"),
                format!("it must be a number from {least} to {most}"),
            ),
            Fault::Form { expected } => Bilingual::new(
                format!("{} 형식이어야 합니다", expected.ko),
                format!("it must be {}", expected.en),
            ),
            Fault::Beside { other } => Bilingual::new(
                format!("`{other}`와 함께 쓰지 못합니다"),
                format!("it cannot stand beside `{other}`"),
            ),
            Fault::NotEmpty => Bilingual::new(
                "이 경로는 본문을 받지 않으므로 비워야 합니다",
                "it must be empty, as this path takes no body",
            ),
            Fault::Unsaid => Bilingual::new(
                "호출 주체가 여럿으로 행위할 수 있으므로 밝혀야 합니다",
                "it must be said, as the principal may act in more than one way",
            ),
        }
    }
}

impl Coded for Malformed {
    fn finding(&self) -> Finding {
        let finding = Finding::new(codes::MALFORMED)
            .with("where", self.part.name())
            .with("problem", self.fault.says());
        match &self.fault {
            Fault::Unknown { near, .. } => finding.suggest(near.clone()),
            _ => finding,
        }
    }
}
