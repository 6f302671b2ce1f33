//! The type of a part of a rule: a [`Type`] without its range.

use std::sync::Arc;

use super::{Choice, Column, Type, VoteRule};
use crate::diagnostic::Bilingual;

#[derive(Debug, Clone)]
pub(super) enum Kind {
    Boolean,
    Integer,
    /// With the digits after the point that a value can have.
    Decimal(u32),
    Date,
    Choice(Arc<[Choice]>),
    Text,
    Document,
    Person,
    List(Box<Type>),
    Table(Arc<[Column]>),
    Ballot(Arc<VoteRule>),
}

impl Kind {
    pub(super) fn of(of: &Type) -> Self {
        match of {
            Type::Boolean => Kind::Boolean,
            Type::Integer { .. } => Kind::Integer,
            Type::Decimal { scale, .. } => Kind::Decimal(*scale),
            Type::Date => Kind::Date,
            Type::Choice(options) => Kind::Choice(Arc::clone(options)),
            Type::Text { .. } => Kind::Text,
            Type::Document => Kind::Document,
            Type::Person => Kind::Person,
            Type::List { of, .. } => Kind::List(of.clone()),
            Type::Table { columns, .. } => Kind::Table(Arc::clone(columns)),
            Type::Ballot { rule, .. } => Kind::Ballot(Arc::clone(rule)),
        }
    }

    /// Whether values of both can be compared. Scales do not matter, options do.
    pub(super) fn same(&self, other: &Kind) -> bool {
        match (self, other) {
            (Kind::Boolean, Kind::Boolean)
            | (Kind::Integer, Kind::Integer)
            | (Kind::Decimal(_), Kind::Decimal(_))
            | (Kind::Date, Kind::Date)
            | (Kind::Text, Kind::Text)
            | (Kind::Document, Kind::Document)
            | (Kind::Person, Kind::Person)
            | (Kind::Ballot(_), Kind::Ballot(_)) => true,
            (Kind::Choice(one), Kind::Choice(two)) => {
                one.iter().map(|o| &o.id).eq(two.iter().map(|o| &o.id))
            }
            (Kind::List(one), Kind::List(two)) => Kind::of(one).same(&Kind::of(two)),
            (Kind::Table(one), Kind::Table(two)) => {
                one.len() == two.len()
                    && one.iter().zip(two.iter()).all(|(one, two)| {
                        one.id == two.id && Kind::of(&one.of).same(&Kind::of(&two.of))
                    })
            }
            _ => false,
        }
    }

    /// Whether equality of two values can be asked.
    pub(super) fn comparable(&self) -> bool {
        !matches!(self, Kind::List(_) | Kind::Table(_) | Kind::Ballot(_))
    }

    /// Whether it has an order.
    pub(super) fn ordered(&self) -> bool {
        matches!(self, Kind::Integer | Kind::Decimal(_) | Kind::Date)
    }

    /// As messages name it.
    pub(super) fn title(&self) -> Bilingual {
        match self {
            Kind::Boolean => Bilingual::new("조건(예/아니오)", "a condition (yes or no)"),
            Kind::Integer => Bilingual::new("정수", "an integer"),
            Kind::Decimal(scale) => Bilingual::new(
                format!("소수 {scale}자리의 수"),
                format!(
                    "a decimal with {scale} place{}",
                    if *scale == 1 { "" } else { "s" }
                ),
            ),
            Kind::Date => Bilingual::new("날짜", "a date"),
            Kind::Choice(options) => {
                let ids = options
                    .iter()
                    .map(|option| format!("\"{}\"", option.id))
                    .collect::<Vec<_>>()
                    .join(", ");
                Bilingual::new(format!("선택({ids})"), format!("a choice of {ids}"))
            }
            Kind::Text => Bilingual::new("글", "a text"),
            Kind::Document => Bilingual::new("문서", "a document"),
            Kind::Person => Bilingual::new("사람", "a person"),
            Kind::List(of) => {
                let of = Kind::of(of).title();
                Bilingual::new(format!("목록({})", of.ko), format!("a list ({})", of.en))
            }
            Kind::Table(_) => Bilingual::new("표", "a table"),
            Kind::Ballot(_) => Bilingual::new("표결", "a ballot"),
        }
    }
}
