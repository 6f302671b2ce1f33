//! Rhai: its parser, and the walk over its syntax tree.
//!
//! The only module that touches Rhai. Its syntax tree (`internals`) is outside
//! its promise of stability, therefore the version is pinned. Optimisation is
//! off: other levels fold and rewrite what was written.

use std::ops::Range;

use rhai::{Engine, Expr, OptimizationLevel, ParseErrorType, Position, Stmt};
use rust_decimal::Decimal;

use super::codes;
use super::origin::Origin;
use super::scan::{self, Kind, MAX_LENGTH, Token, too_deep};
use super::untyped::{Node, Sign, Tree};
use crate::diagnostic::{Bilingual, Finding};

/// Rhai counts every link of a chain of `&&` as a level.
const MAX_LEVELS: usize = 256;

/// Parses one expression.
///
/// # Errors
/// What is not in the language of rules.
pub(super) fn parse(text: &str, origin: &Origin<'_>) -> Result<Node, Vec<Finding>> {
    let tokens = scan::scan(text, origin)?;
    let walk = Walk {
        text,
        tokens: &tokens,
        origin,
    };
    let ast = engine()
        .compile_expression(text)
        .map_err(|error| vec![walk.syntax(error.err_type(), error.position())])?;
    match ast.statements() {
        [Stmt::Expr(expr)] => walk
            .node(expr, 0)
            .map(|(tree, range)| Node {
                tree,
                place: origin.at(range),
            })
            .map_err(|finding| vec![*finding]),
        _ => {
            Err(vec![walk.refuse(
                0..text.len(),
                Bilingual::new("문장", "a statement"),
            )])
        }
    }
}

/// Bounded the same in debug and release.
fn engine() -> Engine {
    let mut engine = Engine::new_raw();
    engine
        .set_optimization_level(OptimizationLevel::None)
        .set_max_expr_depths(MAX_LEVELS, 1)
        .set_max_operations(1)
        .set_max_call_levels(0)
        .set_max_functions(0)
        .set_max_variables(0)
        .set_max_string_size(MAX_LENGTH)
        .set_max_array_size(1)
        .set_max_map_size(1)
        .set_allow_anonymous_fn(false)
        .set_allow_if_expression(false)
        .set_allow_switch_expression(false)
        .set_allow_loop_expressions(false)
        .set_allow_statement_expression(false)
        .set_allow_looping(false)
        .set_allow_shadowing(false);
    for symbol in [
        "eval", "print", "debug", "import", "export", "Fn", "call", "curry",
    ] {
        engine.disable_symbol(symbol);
    }
    engine
}

struct Walk<'a> {
    text: &'a str,
    tokens: &'a [Token],
    origin: &'a Origin<'a>,
}

type Walked = Result<(Tree, Range<usize>), Box<Finding>>;

impl Walk<'_> {
    /// The byte at a position of Rhai: line and character, both from 1.
    fn offset(&self, position: Position) -> usize {
        let (Some(line), Some(column)) = (position.line(), position.position()) else {
            return if position.is_none() {
                self.text.len()
            } else {
                0
            };
        };
        let mut start = 0_usize;
        for (number, content) in self.text.split_inclusive('\n').enumerate() {
            if number.saturating_add(1) == line {
                return content
                    .char_indices()
                    .nth(column.saturating_sub(1))
                    .map_or(content.len(), |(at, _)| at)
                    .saturating_add(start);
            }
            start = start.saturating_add(content.len());
        }
        self.text.len()
    }

    /// The token at a position.
    fn token(&self, position: Position) -> Option<(usize, &Token)> {
        let offset = self.offset(position);
        let index = self
            .tokens
            .partition_point(|token| token.span.start <= offset)
            .checked_sub(1)?;
        self.tokens.get(index).map(|token| (index, token))
    }

    /// Where the token at a position stands.
    fn span(&self, position: Position) -> Range<usize> {
        self.token(position)
            .map_or(0..self.text.len(), |(_, token)| token.span.clone())
    }

    fn refuse(&self, range: Range<usize>, construct: Bilingual) -> Finding {
        scan::refused(self.origin, range, construct)
    }

    fn refused(&self, position: Position, ko: &str, en: &str) -> Walked {
        Err(Box::new(
            self.refuse(self.span(position), Bilingual::new(ko, en)),
        ))
    }

    /// What Rhai's parser refuses and the scanner let pass.
    fn syntax(&self, error: &ParseErrorType, position: Position) -> Finding {
        if matches!(error, ParseErrorType::ExprTooDeep) {
            return too_deep(self.origin.whole());
        }
        let at_end = self.offset(position) >= self.text.trim_end().len();
        let detail = match error {
            ParseErrorType::MismatchedType(..) => Bilingual::new(
                "`&&`와 `||`는 참과 거짓만 잇습니다",
                "`&&` and `||` join conditions only",
            ),
            ParseErrorType::MissingToken(token, _) if !at_end => Bilingual::new(
                format!("이 앞에 `{token}`이(가) 있어야 합니다"),
                format!("`{token}` is expected before this"),
            ),
            _ if self.tokens.is_empty() => Bilingual::new("식이 비어 있습니다", "it is empty"),
            _ if at_end => Bilingual::new("식이 끝나지 않았습니다", "it is not finished"),
            _ => Bilingual::new(
                "여기에서 더 읽을 수 없습니다",
                "it cannot be read further than this",
            ),
        };
        let place = if self.tokens.is_empty() {
            self.origin.whole().clone()
        } else {
            self.origin.at(self.span(position))
        };
        Finding::new(codes::SYNTAX)
            .at(&place)
            .with("detail", detail)
    }

    /// A part, with the stretch of text that it takes. The scanner bounds the
    /// depth of the tree; the level is held a second time here.
    fn node(&self, expr: &Expr, level: usize) -> Walked {
        if level > MAX_LEVELS {
            return Err(Box::new(too_deep(self.origin.whole())));
        }
        match expr {
            Expr::BoolConstant(value, at) => Ok((Tree::Boolean(*value), self.span(*at))),
            Expr::IntegerConstant(value, at) => Ok((Tree::Integer(*value), self.number(*at))),
            Expr::DynamicConstant(value, at) => match value.clone().try_cast::<Decimal>() {
                Some(value) => Ok((Tree::Decimal(value), self.number(*at))),
                None => self.refused(*at, "배열이나 사전", "an array or a map"),
            },
            Expr::StringConstant(text, at) => {
                Ok((Tree::Text(text.as_str().into()), self.span(*at)))
            }
            Expr::Variable(name, _, at) => Ok((Tree::Word(name.1.as_str().into()), self.span(*at))),
            Expr::And(parts, at) | Expr::Or(parts, at) => {
                let (parts, range) = self.nodes(parts, level, self.span(*at))?;
                Ok(match expr {
                    Expr::And(..) => (Tree::And(parts), range),
                    _ => (Tree::Or(parts), range),
                })
            }
            Expr::FnCall(call, at) => {
                if call.capture_parent_scope {
                    return self.refused(*at, "`!` 호출", "a call with `!`");
                }
                match call.op_token {
                    Some(_) => self.operator(&call.name, &call.args, *at, level),
                    None => self.call(&call.name, &call.args, *at, level),
                }
            }
            Expr::CharConstant(_, at) => self.refused(*at, "문자 `'`", "a character `'`"),
            Expr::InterpolatedString(_, at) => {
                self.refused(*at, "끼워 넣는 글", "an interpolated text")
            }
            Expr::Array(_, at) => self.refused(*at, "배열", "an array"),
            Expr::Map(_, at) => self.refused(*at, "사전", "a map"),
            Expr::Unit(at) => self.refused(*at, "빈 값 `()`", "the empty value `()`"),
            Expr::ThisPtr(at) => self.refused(*at, "`this`", "`this`"),
            Expr::Property(_, at) | Expr::Dot(_, _, at) => self.refused(*at, "속성", "a property"),
            Expr::MethodCall(_, at) => self.refused(*at, "메서드 호출", "a method call"),
            Expr::Index(_, _, at) => self.refused(*at, "색인", "an index"),
            Expr::Coalesce(_, at) => {
                self.refused(*at, "기본값 연산자 `??`", "the default operator `??`")
            }
            Expr::Stmt(block) => self.refused(block.position(), "블록", "a block"),
            other => self.refused(other.position(), "이 표현", "this construct"),
        }
    }

    /// A number takes the minus sign that Rhai made part of it.
    fn number(&self, at: Position) -> Range<usize> {
        let Some((index, token)) = self.token(at) else {
            return 0..self.text.len();
        };
        let end = self
            .tokens
            .iter()
            .skip(index)
            .find(|token| token.kind == Kind::Number)
            .map_or(token.span.end, |number| number.span.end);
        token.span.start..end
    }

    /// A stretch with the brackets directly around it.
    fn with_brackets(&self, mut range: Range<usize>) -> Range<usize> {
        loop {
            let before = self
                .tokens
                .partition_point(|token| token.span.start < range.start)
                .checked_sub(1)
                .and_then(|index| self.tokens.get(index));
            let after = self
                .tokens
                .partition_point(|token| token.span.start < range.end);
            match (before, self.tokens.get(after)) {
                (Some(open), Some(close))
                    if open.kind == Kind::Open
                        && close.kind == Kind::Close
                        && open.closes == close.span.end =>
                {
                    range = open.span.start..close.span.end;
                }
                _ => return range,
            }
        }
    }

    fn nodes(
        &self,
        exprs: &[Expr],
        level: usize,
        mut range: Range<usize>,
    ) -> Result<(Vec<Node>, Range<usize>), Box<Finding>> {
        let mut nodes = Vec::with_capacity(exprs.len());
        for expr in exprs {
            let (tree, part) = self.node(expr, level.saturating_add(1))?;
            let outer = self.with_brackets(part.clone());
            range = range.start.min(outer.start)..range.end.max(outer.end);
            nodes.push(Node {
                tree,
                place: self.origin.at(part),
            });
        }
        Ok((nodes, range))
    }

    fn operator(&self, name: &str, args: &[Expr], at: Position, level: usize) -> Walked {
        let (nodes, range) = self.nodes(args, level, self.span(at))?;
        let count = nodes.len();
        let mut nodes = nodes.into_iter().map(Box::new);
        match (name, nodes.next(), nodes.next(), Sign::of(name)) {
            ("!", Some(of), None, _) => Ok((Tree::Not(of), range)),
            ("-", Some(of), None, _) => Ok((negated(of), range)),
            (_, Some(left), Some(right), Some(sign)) if count == 2 => {
                Ok((Tree::Binary(sign, left, right), range))
            }
            _ => {
                let sign =
                    Bilingual::new(format!("연산자 `{name}`"), format!("the operator `{name}`"));
                Err(Box::new(self.refuse(self.span(at), sign)))
            }
        }
    }

    fn call(&self, name: &str, args: &[Expr], at: Position, level: usize) -> Walked {
        let mut range = self.span(at);
        if let Some(open) = self
            .token(at)
            .and_then(|(index, _)| self.tokens.get(index.saturating_add(1)))
            .filter(|token| token.kind == Kind::Open)
        {
            range.end = open.closes;
        }
        let (nodes, range) = self.nodes(args, level, range)?;
        Ok((Tree::Call(name.into(), nodes), range))
    }
}

/// A minus before a decimal literal belongs to it, as before an integer.
fn negated(of: Box<Node>) -> Tree {
    match of.tree {
        Tree::Decimal(value) => Tree::Decimal(-value),
        _ => Tree::Negate(of),
    }
}
