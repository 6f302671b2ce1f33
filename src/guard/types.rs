//! The types of facts.

use std::fmt;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::VoteRule;
use crate::diagnostic::Bilingual;

/// An id: `[a-z][a-z0-9_]*`, shared rather than copied.
pub type Name = Arc<str>;

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its id, as rules write it.
    pub id: Name,
    /// Its title.
    pub title: Bilingual,
}

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its id.
    pub id: Name,
    /// Its title.
    pub title: Bilingual,
    /// The type of its cells: no list, table or ballot.
    pub of: Type,
}

/// The type of a fact. Every type is finite, so that proofs can be exact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// Yes or no.
    Boolean,
    /// A whole number in a declared range, both ends included.
    Integer {
        /// Least value.
        min: i64,
        /// Greatest value.
        max: i64,
    },
    /// An exact decimal in a declared range.
    Decimal {
        /// Digits after the point.
        scale: u32,
        /// Least value.
        min: Decimal,
        /// Greatest value.
        max: Decimal,
    },
    /// A civil date.
    Date,
    /// One of the declared options.
    Choice(Arc<[Choice]>),
    /// Free text.
    Text {
        /// Most characters.
        max: usize,
    },
    /// A document: its name, media type, size and digest; never its content.
    Document,
    /// A person, by an opaque id.
    Person,
    /// Several values of one type.
    List {
        /// The type of the members: no list, table or ballot.
        of: Box<Type>,
        /// Most members.
        max: usize,
    },
    /// Rows of typed cells.
    Table {
        /// The columns, in order.
        columns: Arc<[Column]>,
        /// Most rows.
        max: usize,
    },
    /// A ballot of a body.
    Ballot {
        /// The body.
        body: Name,
        /// Which of the body's votes.
        vote: Name,
        /// What that vote needs.
        rule: Arc<VoteRule>,
    },
}

impl Type {
    /// The word that workflow files use for it.
    pub const fn keyword(&self) -> &'static str {
        match self {
            Type::Boolean => "boolean",
            Type::Integer { .. } => "integer",
            Type::Decimal { .. } => "decimal",
            Type::Date => "date",
            Type::Choice(_) => "choice",
            Type::Text { .. } => "text",
            Type::Document => "document",
            Type::Person => "person",
            Type::List { .. } => "list",
            Type::Table { .. } => "table",
            Type::Ballot { .. } => "ballot",
        }
    }

    /// Its name as messages write it.
    pub fn title(&self) -> Bilingual {
        match self {
            Type::Boolean => Bilingual::new("예/아니오", "yes or no"),
            Type::Integer { min, max } => Bilingual::new(
                format!("{min}부터 {max}까지의 정수"),
                format!("an integer from {min} to {max}"),
            ),
            Type::Decimal { scale, min, max } => Bilingual::new(
                format!("{min}부터 {max}까지, 소수점 아래 {scale}자리까지의 수"),
                format!("a number from {min} to {max}, decimal places: {scale}"),
            ),
            Type::Date => Bilingual::new("날짜", "a date"),
            Type::Choice(options) => {
                let ids = options
                    .iter()
                    .map(|option| &*option.id)
                    .collect::<Vec<_>>()
                    .join(", ");
                Bilingual::new(format!("다음 중 하나: {ids}"), format!("one of {ids}"))
            }
            Type::Text { max } => Bilingual::new(
                format!("{max}자 이내의 글"),
                format!("text of at most {max} characters"),
            ),
            Type::Document => Bilingual::new("문서", "a document"),
            Type::Person => Bilingual::new("사람", "a person"),
            Type::List { of, max } => {
                let of = of.title();
                Bilingual::new(
                    format!("{max}개 이내의 목록({})", of.ko),
                    format!("a list of at most {max} ({})", of.en),
                )
            }
            Type::Table { max, .. } => Bilingual::new(
                format!("{max}행 이내의 표"),
                format!("a table of at most {max} rows"),
            ),
            Type::Ballot { body, .. } => {
                Bilingual::new(format!("`{body}`의 표결"), format!("a ballot of `{body}`"))
            }
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.keyword())
    }
}
