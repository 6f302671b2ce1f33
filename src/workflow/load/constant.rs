//! Values that a file states for a fact.

use toml::de::DeValue;

use super::log::Log;
use super::types::decimal_of;
use crate::diagnostic::Finding;
use crate::guard::{Type, Value};
use crate::workflow::codes;
use crate::workflow::toml_view::{Item, date_of, integer_of};
use crate::workflow::wording::quoted;

/// The value, if it belongs to the type; else a finding.
pub(super) fn constant(log: &mut Log, element: &str, item: &Item<'_>, of: &Type) -> Option<Value> {
    let value = value_of(item.value, of).filter(|value| value.fits(of));
    if value.is_none() {
        log.report(
            element,
            Finding::new(codes::UNFIT_VALUE)
                .at(&item.place)
                .with("value", item.place.text())
                .with("fact", quoted(item.key))
                .with("type", of.title()),
        );
    }
    value
}

/// Reads a value of a type. Persons, documents and tables are no constants: a
/// file of law names no person and holds no document.
fn value_of(value: &DeValue<'_>, of: &Type) -> Option<Value> {
    match of {
        Type::Boolean => value.as_bool().map(Value::Boolean),
        Type::Integer { .. } => integer_of(value).map(Value::Integer),
        Type::Decimal { scale, .. } => decimal_of(value, *scale).map(Value::Decimal),
        Type::Date => date_of(value).map(Value::Date),
        Type::Choice(_) => value.as_str().map(|id| Value::Choice(id.into())),
        Type::Text { .. } => value.as_str().map(|text| Value::Text(text.into())),
        Type::List { of, .. } => value
            .as_array()?
            .iter()
            // Members are of simple types: this goes one step deep.
            .map(|member| value_of(member.get_ref(), of))
            .collect::<Option<Vec<Value>>>()
            .map(Value::List),
        Type::Document | Type::Person | Type::Table { .. } | Type::Ballot { .. } => None,
    }
}
