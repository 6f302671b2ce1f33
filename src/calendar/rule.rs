//! The rules by which a period is counted.

use std::fmt;
use std::str::FromStr;

use super::codes;
use super::error::{CountError, Unusable};
use crate::diagnostic::{Coded, Finding, nearest_quoted};

/// A counting rule of the law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// 민법 제156조부터 제161조까지: the first day is left out, and a last day
    /// that is a rest day moves on.
    Civil,
    /// The same for a period that starts at midnight: its first day counts
    /// (민법 제157조 단서).
    CivilFromMidnight,
    /// Entry into force (행정기본법 제7조): the day of promulgation is left
    /// out, the last day does not move, in force the day after.
    Effect,
    /// A right restricted or a duty imposed (행정기본법 제6조제2항): the first
    /// day counts, and the last does not move.
    Restrict,
    /// Handling of a petition (민원처리법 제19조): up to 5 days in working
    /// hours, from 6 in working days, longer units by the calendar.
    Petition,
    /// So long before an event: never moves.
    Backward,
    /// A term of office: the first day counts, and the last does not move.
    Term,
    /// A date that is given: nothing is counted.
    Fixed,
    /// Plain addition by the calendar.
    Calendar,
}

impl Rule {
    /// Every rule, in the order of the documents.
    pub const ALL: [Rule; 9] = [
        Rule::Civil,
        Rule::CivilFromMidnight,
        Rule::Effect,
        Rule::Restrict,
        Rule::Petition,
        Rule::Backward,
        Rule::Term,
        Rule::Fixed,
        Rule::Calendar,
    ];

    /// The name in files, such as `civil_from_midnight`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Rule::Civil => "civil",
            Rule::CivilFromMidnight => "civil_from_midnight",
            Rule::Effect => "effect",
            Rule::Restrict => "restrict",
            Rule::Petition => "petition",
            Rule::Backward => "backward",
            Rule::Term => "term",
            Rule::Fixed => "fixed",
            Rule::Calendar => "calendar",
        }
    }

    /// The name on the command line, such as `civil-from-midnight`.
    pub fn hyphenated(self) -> String {
        self.as_str().replace('_', "-")
    }

    /// The same rule for a period that starts at midnight.
    ///
    /// # Errors
    /// The rule is not one of those that make this difference.
    pub const fn from_midnight(self) -> Result<Rule, CountError> {
        match self {
            Rule::Civil | Rule::CivilFromMidnight => Ok(Rule::CivilFromMidnight),
            rule => Err(CountError::NotWithRule {
                rule,
                what: Unusable::FromMidnight,
            }),
        }
    }

    /// Whether a last day that is a rest day moves to the next that is none.
    pub const fn rolls(self) -> bool {
        matches!(self, Rule::Civil | Rule::CivilFromMidnight | Rule::Petition)
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no counting rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a counting rule")]
pub struct RuleError {
    /// What was given.
    pub text: String,
}

impl Coded for RuleError {
    fn finding(&self) -> Finding {
        let names: Vec<String> = Rule::ALL.iter().map(|rule| rule.hyphenated()).collect();
        let written = self.text.replace('_', "-");
        Finding::new(codes::RULE)
            .with("text", self.text.as_str())
            .with("known", names.join(", "))
            .suggest(nearest_quoted(&written, names.iter().map(String::as_str)))
    }
}

impl FromStr for Rule {
    type Err = RuleError;

    fn from_str(text: &str) -> Result<Self, RuleError> {
        Rule::ALL
            .into_iter()
            .find(|rule| rule.as_str() == text || rule.hyphenated() == text)
            .ok_or_else(|| RuleError {
                text: text.to_owned(),
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_reads_in_both_forms() {
        for rule in Rule::ALL {
            assert_eq!(rule.as_str().parse(), Ok(rule));
            assert_eq!(rule.hyphenated().parse(), Ok(rule));
        }
        let error = "civl".parse::<Rule>().unwrap_err();
        assert_eq!(error.finding().suggestion.as_deref(), Some("`civil`"));
    }
}
