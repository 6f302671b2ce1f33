//! Faults of one rule, made by its tokens.
//!
//! The relational, arithmetic and logical operators of mutation testing
//! (DeMillo, Lipton and Sayward 1978; King and Offutt 1991, ROR, LCR, CRP), as far as a
//! rule of law has them: a boundary that is in or out, a number by one, a share,
//! *and* for *or*, a condition left out, a negation.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Operator;

/// The longest rule that is taken apart; none that is read is longer.
const LONGEST: usize = crate::guard::MAX_LENGTH;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `&&`
    And,
    /// `||`
    Or,
    /// `!`
    Not,
    /// `>`, `>=`, `<`, `<=`, `==`, `!=`
    Compares,
    /// `(`, `[`
    Opens,
    /// `)`, `]`
    Closes,
    Comma,
    Number,
    /// With its quotes.
    Text,
    Word,
    Other,
}

#[derive(Debug, Clone)]
struct Token {
    kind: Kind,
    span: Range<usize>,
    /// How many brackets it stands in.
    depth: usize,
}

/// Every fault of a rule: how it is made, and the rule with it.
pub(super) fn faults(rule: &str) -> Vec<(Operator, String)> {
    if rule.len() > LONGEST {
        return Vec::new();
    }
    let tokens = tokens(rule);
    let text = |range: &Range<usize>| rule.get(range.clone()).unwrap_or_default();
    let mut made: Vec<(Operator, String)> = Vec::new();
    let with = |span: Range<usize>, by: &str| {
        let before = rule.get(..span.start).unwrap_or_default();
        let after = rule.get(span.end..).unwrap_or_default();
        format!("{before}{by}{after}").trim().to_owned()
    };
    for (at, token) in tokens.iter().enumerate() {
        let written = text(&token.span);
        match token.kind {
            Kind::And | Kind::Or => {
                let other = if token.kind == Kind::And { "||" } else { "&&" };
                made.push((Operator::AndForOr, with(token.span.clone(), other)));
                for operand in operands(&tokens, at, rule.len()) {
                    made.push((Operator::ConditionDropped, with(operand, "")));
                }
            }
            Kind::Not => made.push((Operator::Negated, with(token.span.clone(), ""))),
            Kind::Compares => {
                let (operator, other) = match written {
                    ">=" => (Operator::BoundaryShifted, ">"),
                    ">" => (Operator::BoundaryShifted, ">="),
                    "<=" => (Operator::BoundaryShifted, "<"),
                    "<" => (Operator::BoundaryShifted, "<="),
                    "==" => (Operator::Negated, "!="),
                    _ => (Operator::Negated, "=="),
                };
                made.push((operator, with(token.span.clone(), other)));
            }
            Kind::Number => {
                let Ok(number) = written.parse::<i64>() else {
                    continue;
                };
                for other in [number.checked_add(1), number.checked_sub(1)] {
                    if let Some(other) = other.filter(|other| *other >= 0) {
                        made.push((
                            Operator::NumberChanged,
                            with(token.span.clone(), &other.to_string()),
                        ));
                    }
                }
            }
            Kind::Text => {
                for other in other_shares(written) {
                    made.push((
                        Operator::ShareChanged,
                        with(token.span.clone(), &format!("\"{other}\"")),
                    ));
                }
            }
            Kind::Word => {
                let other = match written {
                    "at_least" => "more_than",
                    "more_than" => "at_least",
                    _ => continue,
                };
                made.push((Operator::BoundaryShifted, with(token.span.clone(), other)));
            }
            Kind::Opens | Kind::Closes | Kind::Comma | Kind::Other => {}
        }
    }
    made.push((Operator::Negated, format!("!({rule})")));
    // What stands on the right of one `&&` stands on the left of the next; and what
    // is only compared is negated either way.
    let mut seen = BTreeSet::new();
    made.retain(|(_, made)| made != rule && seen.insert(made.clone()));
    let only_compared = tokens
        .iter()
        .all(|token| !matches!(token.kind, Kind::And | Kind::Or));
    let swaps = made
        .iter()
        .filter(|(operator, _)| *operator == Operator::Negated)
        .count();
    if only_compared && swaps > 1 {
        made.pop();
    }
    made
}

/// What is left out when one of the two sides of `&&` or `||` is: the side with
/// the operator.
fn operands(tokens: &[Token], at: usize, end: usize) -> Vec<Range<usize>> {
    let Some(own) = tokens.get(at) else {
        return Vec::new();
    };
    // `||` binds weaker than `&&`.
    let stops = |token: &Token| {
        token.depth < own.depth
            || token.depth == own.depth
                && match token.kind {
                    Kind::Or | Kind::Comma => true,
                    Kind::And => own.kind == Kind::And,
                    _ => false,
                }
    };
    let right = tokens.iter().skip(at + 1).find(|token| stops(token));
    let left = tokens.iter().take(at).rev().find(|token| stops(token));
    let right = right.map_or(end, |token| token.span.start);
    // An opening bracket stands outside of what it opens.
    let left = left.map_or(0, |token| token.span.end);
    vec![own.span.start..right, left..own.span.end]
}

/// Shares beside the one that is written: a little more, and a little less.
fn other_shares(written: &str) -> Vec<String> {
    let inner = written.trim_matches('"');
    let Some((over, under)) = inner.split_once('/') else {
        return Vec::new();
    };
    let (Ok(over), Ok(under)) = (over.parse::<u32>(), under.parse::<u32>()) else {
        return Vec::new();
    };
    let Some(next) = under.checked_add(1) else {
        return Vec::new();
    };
    let mut shares = vec![format!("{over}/{next}")];
    if let Some(more) = over.checked_add(1).filter(|_| over < under) {
        shares.push(format!("{more}/{next}"));
    }
    shares
}

fn tokens(rule: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut depth = 0_usize;
    let mut rest = rule.char_indices().peekable();
    while let Some((start, first)) = rest.next() {
        let mut end = start + first.len_utf8();
        let mut follow = |wanted: &dyn Fn(char) -> bool| {
            let next = rest.next_if(|(_, next)| wanted(*next));
            if let Some((at, next)) = next {
                end = at + next.len_utf8();
            }
            next.is_some()
        };
        let kind = match first {
            _ if first.is_whitespace() => continue,
            '"' => {
                while follow(&|next| next != '"') {}
                follow(&|next| next == '"');
                Kind::Text
            }
            '0'..='9' => {
                while follow(&|next| next.is_ascii_digit() || next == '_' || next == '.') {}
                Kind::Number
            }
            _ if first.is_alphabetic() || first == '_' => {
                while follow(&|next| next.is_alphanumeric() || next == '_') {}
                Kind::Word
            }
            '&' => {
                follow(&|next| next == '&');
                Kind::And
            }
            '|' => {
                follow(&|next| next == '|');
                Kind::Or
            }
            '!' if follow(&|next| next == '=') => Kind::Compares,
            '!' => Kind::Not,
            '=' if follow(&|next| next == '=') => Kind::Compares,
            '<' | '>' => {
                follow(&|next| next == '=');
                Kind::Compares
            }
            '(' | '[' => Kind::Opens,
            ')' | ']' => Kind::Closes,
            ',' => Kind::Comma,
            _ => Kind::Other,
        };
        // Brackets belong to the depth outside of them.
        if kind == Kind::Closes {
            depth = depth.saturating_sub(1);
        }
        tokens.push(Token {
            kind,
            span: start..end,
            depth,
        });
        if kind == Kind::Opens {
            depth = depth.saturating_add(1);
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(operator: Operator, rule: &str) -> Vec<String> {
        let all = faults(rule).into_iter();
        all.filter(|(by, _)| *by == operator)
            .map(|(_, made)| made)
            .collect()
    }

    #[test]
    fn a_boundary_is_shifted() {
        let rule = "days >= 20 && at_least(yes, \"2/3\", present)";
        assert_eq!(
            of(Operator::BoundaryShifted, rule),
            [
                "days > 20 && at_least(yes, \"2/3\", present)",
                "days >= 20 && more_than(yes, \"2/3\", present)"
            ]
        );
        assert_eq!(
            of(Operator::NumberChanged, rule),
            [
                "days >= 21 && at_least(yes, \"2/3\", present)",
                "days >= 19 && at_least(yes, \"2/3\", present)"
            ]
        );
        assert_eq!(
            of(Operator::ShareChanged, rule),
            [
                "days >= 20 && at_least(yes, \"2/4\", present)",
                "days >= 20 && at_least(yes, \"3/4\", present)"
            ]
        );
    }

    #[test]
    fn every_condition_is_left_out_once() {
        assert_eq!(
            of(Operator::ConditionDropped, "a && (b || f(c, d)) && e"),
            [
                "a && e",
                "(b || f(c, d)) && e",
                "a && (b ) && e",
                "a && ( f(c, d)) && e",
                "a && (b || f(c, d))",
            ]
        );
        // Here `&&` binds tighter: what is left out of `||` is the whole other side.
        assert_eq!(
            of(Operator::ConditionDropped, "a || b && c"),
            ["a", "b && c", "a || b", "a || c"]
        );
    }

    #[test]
    fn what_is_quoted_is_no_operator() {
        assert_eq!(
            faults("kind == \"a && b\""),
            [(Operator::Negated, "kind != \"a && b\"".to_owned())]
        );
        assert_eq!(
            faults("!given(x)"),
            [(Operator::Negated, "given(x)".to_owned())]
        );
        assert_eq!(
            faults("given(x)"),
            [(Operator::Negated, "!(given(x))".to_owned())]
        );
    }
}
