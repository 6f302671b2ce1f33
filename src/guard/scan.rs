//! The words of a rule, looked at before Rhai sees them.
//!
//! Rhai's grammar is wider than the language of rules. Everything outside is
//! refused here by name and in its place; length, nesting and numbers are
//! bounded here, so that Rhai's parser, which descends recursively, cannot be
//! driven out of its stack.

use std::ops::Range;

use rust_decimal::Decimal;

use super::codes;
use super::origin::Origin;
use crate::diagnostic::{Bilingual, Finding};

/// Most bytes of a rule.
pub const MAX_LENGTH: usize = 4096;
/// Deepest nesting of brackets, signs and operators. A chain of `&&` or `||` is
/// one level, one of other operators a level for each.
pub const MAX_NESTING: usize = 48;

/// One word of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Bytes of the text.
    pub(super) span: Range<usize>,
    /// For an opening bracket, where the closing one ends.
    pub(super) closes: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    Text,
    Open,
    Close,
    Comma,
    /// An operator between two operands, or a sign before one.
    Operator,
}

/// Words that Rhai reserves. None can be an id.
const RESERVED: &[&str] = &[
    "Fn",
    "_",
    "as",
    "async",
    "await",
    "break",
    "call",
    "case",
    "catch",
    "const",
    "continue",
    "curry",
    "debug",
    "default",
    "do",
    "else",
    "eval",
    "exit",
    "export",
    "false",
    "fn",
    "for",
    "go",
    "goto",
    "if",
    "import",
    "in",
    "is",
    "is_def_fn",
    "is_def_var",
    "is_shared",
    "let",
    "loop",
    "match",
    "module",
    "new",
    "nil",
    "null",
    "package",
    "print",
    "private",
    "protected",
    "public",
    "return",
    "shared",
    "spawn",
    "static",
    "super",
    "switch",
    "sync",
    "this",
    "thread",
    "throw",
    "true",
    "try",
    "type_of",
    "until",
    "use",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// Whether a word cannot be the id of a fact, state or transition, because Rhai
/// reserves it or because rules give it a meaning (`today`, `actor`).
pub fn reserved(word: &str) -> bool {
    RESERVED.contains(&word) || matches!(word, "today" | "actor")
}

#[cfg(test)]
pub(super) fn every_reserved_word_is_refused_by(refuses: impl Fn(&str) -> bool) -> bool {
    RESERVED
        .iter()
        .filter(|word| !matches!(**word, "exit"))
        .all(|word| refuses(word))
}

/// Signs outside the language, longest first, with their names.
const REFUSED: &[(&str, &str, &str)] = &[
    ("**", "거듭제곱 `**`", "a power `**`"),
    ("<<", "비트 이동 `<<`", "a shift `<<`"),
    (">>", "비트 이동 `>>`", "a shift `>>`"),
    ("??", "기본값 연산자 `??`", "the default operator `??`"),
    ("?.", "속성 접근 `?.`", "a property `?.`"),
    ("?[", "색인 `?[`", "an index `?[`"),
    ("...", "범위 `...`", "a range `...`"),
    ("..=", "범위 `..=`", "a range `..=`"),
    ("..", "범위 `..`", "a range `..`"),
    ("#{", "사전 `#{`", "a map `#{`"),
    ("=>", "`=>`", "`=>`"),
    ("->", "`->`", "`->`"),
    ("::", "모듈 경로 `::`", "a module path `::`"),
    ("/*", "여러 줄 주석 `/*`", "a block comment `/*`"),
    ("+=", "대입 `+=`", "an assignment `+=`"),
    ("-=", "대입 `-=`", "an assignment `-=`"),
    ("*=", "대입 `*=`", "an assignment `*=`"),
    ("/=", "대입 `/=`", "an assignment `/=`"),
    ("%=", "대입 `%=`", "an assignment `%=`"),
    ("&=", "대입 `&=`", "an assignment `&=`"),
    ("|=", "대입 `|=`", "an assignment `|=`"),
    ("^=", "대입 `^=`", "an assignment `^=`"),
    ("++", "`++`", "`++`"),
    ("--", "`--`", "`--`"),
    (
        "=",
        "대입 `=` (같음은 `==`)",
        "an assignment `=` (equality is `==`)",
    ),
    ("/", "나눗셈 `/`", "a division `/`"),
    ("%", "나머지 `%`", "a remainder `%`"),
    (
        "&",
        "비트 연산 `&` (그리고는 `&&`)",
        "a bit operation `&` (and is `&&`)",
    ),
    (
        "|",
        "함수 값 또는 비트 연산 `|` (또는은 `||`)",
        "a closure or bit operation `|` (or is `||`)",
    ),
    ("^", "비트 연산 `^`", "a bit operation `^`"),
    (".", "속성이나 메서드 `.`", "a property or method `.`"),
    ("[", "배열이나 색인 `[`", "an array or index `[`"),
    ("]", "배열이나 색인 `]`", "an array or index `]`"),
    ("{", "블록 `{`", "a block `{`"),
    ("}", "블록 `}`", "a block `}`"),
    (";", "문장 `;`", "a statement `;`"),
    (
        "`",
        "끼워 넣는 글 (백틱)",
        "an interpolated text (backquote)",
    ),
    (
        "'",
        "작은따옴표 `'` (글은 큰따옴표로)",
        "a single quote `'` (texts take double quotes)",
    ),
];

/// Signs of other languages and of word processors, and what they were meant as.
const MEANT: &[(&str, &str)] = &[
    ("=", "=="),
    ("=>", ">="),
    ("&", "&&"),
    ("|", "||"),
    ("'", "\""),
    ("≤", "<="),
    ("≦", "<="),
    ("⩽", "<="),
    ("≥", ">="),
    ("≧", ">="),
    ("⩾", ">="),
    ("≠", "!="),
    ("×", "*"),
    ("−", "-"),
    ("–", "-"),
    ("¬", "!"),
    ("∧", "&&"),
    ("∨", "||"),
    ("“", "\""),
    ("”", "\""),
];

const OPERATORS: &[&str] = &[
    "===", "!==", "==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "+", "-", "*",
];

/// The words of a rule.
///
/// # Errors
/// Everything that is not in the language of rules.
pub(super) fn scan(text: &str, origin: &Origin<'_>) -> Result<Vec<Token>, Vec<Finding>> {
    if text.len() > MAX_LENGTH {
        return Err(vec![
            Finding::new(codes::TOO_LONG)
                .at(origin.whole())
                .with("bytes", Bilingual::from(&text.len()))
                .with("max", Bilingual::from(&MAX_LENGTH)),
        ]);
    }
    let mut scanner = Scanner {
        text,
        at: 0,
        tokens: Vec::new(),
        findings: Vec::new(),
        origin,
    };
    scanner.run();
    scanner.brackets();
    if scanner.findings.is_empty() {
        Ok(scanner.tokens)
    } else {
        Err(scanner.findings)
    }
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<Token>,
    findings: Vec<Finding>,
    origin: &'a Origin<'a>,
}

impl<'a> Scanner<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// Length of the stretch from here whose characters satisfy a test.
    fn stretch(&self, test: impl Fn(char) -> bool) -> usize {
        let rest = self.rest();
        rest.find(|c| !test(c)).unwrap_or(rest.len())
    }

    /// Takes so many bytes.
    fn take(&mut self, bytes: usize) -> Range<usize> {
        let start = self.at;
        self.at = start.saturating_add(bytes).min(self.text.len());
        start..self.at
    }

    fn push(&mut self, kind: Kind, bytes: usize) {
        let span = self.take(bytes);
        self.tokens.push(Token {
            kind,
            closes: span.end,
            span,
        });
    }

    fn refuse(&mut self, span: Range<usize>, construct: Bilingual) {
        self.findings.push(refused(self.origin, span, construct));
    }

    /// Refuses what was meant as something that rules have.
    fn refuse_for(&mut self, span: Range<usize>, construct: Bilingual, meant: &str) {
        // What follows is read as if it had been written so.
        let kind = match meant {
            "\"" => None,
            digits if digits.starts_with(|c: char| c.is_ascii_digit()) => Some(Kind::Number),
            _ => Some(Kind::Operator),
        };
        self.tokens.extend(kind.map(|kind| Token {
            kind,
            closes: span.end,
            span: span.clone(),
        }));
        self.findings
            .push(refused(self.origin, span, construct).suggest(Some(format!("`{meant}`"))));
    }

    /// The sign that a word was meant as: `and`, `or`, `not` where no name of a
    /// fact can stand.
    fn meant_as_sign(&self, word: &str, length: usize) -> Option<&'static str> {
        let after = self.rest().get(length..).unwrap_or("").trim_start();
        let operand_follows = after
            .chars()
            .next()
            .is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '"' | '!'))
            && !after.starts_with("!=");
        match word.to_ascii_lowercase().as_str() {
            "and" if !self.operand_due() => Some("&&"),
            "or" if !self.operand_due() => Some("||"),
            "not" if operand_follows => Some("!"),
            _ => None,
        }
    }

    /// The number that digits with commas between them were meant as: `2,000`
    /// where no argument can follow.
    fn grouped(&self, digits: usize) -> Option<usize> {
        let mut length = digits;
        while let Some(group) = self.rest().get(length..length.saturating_add(4))
            && group.starts_with(',')
            && group.bytes().skip(1).all(|byte| byte.is_ascii_digit())
        {
            length = length.saturating_add(4);
        }
        let ends = self
            .rest()
            .get(length..)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'));
        (digits <= 3 && length > digits && ends && !self.in_call()).then_some(length)
    }

    /// Whether the innermost open bracket holds arguments.
    fn in_call(&self) -> bool {
        let mut depth = 0_usize;
        for (index, token) in self.tokens.iter().enumerate().rev() {
            match token.kind {
                Kind::Close => depth = depth.saturating_add(1),
                Kind::Open if depth > 0 => depth = depth.saturating_sub(1),
                Kind::Open => {
                    let before = index.checked_sub(1).and_then(|at| self.tokens.get(at));
                    return before.is_some_and(|token| token.kind == Kind::Word);
                }
                _ => {}
            }
        }
        false
    }

    fn run(&mut self) {
        while let Some(first) = self.rest().chars().next() {
            let space = self.stretch(|c| matches!(c, ' ' | '\t' | '\r' | '\n'));
            if space > 0 {
                self.take(space);
            } else if self.rest().starts_with("//") {
                let line = self.stretch(|c| c != '\n');
                self.take(line);
            } else if first.is_ascii_alphabetic() || first == '_' {
                self.word();
            } else if first.is_ascii_digit() {
                self.number();
            } else if first == '"' {
                self.string();
            } else {
                self.sign(first);
            }
        }
    }

    fn word(&mut self) {
        let length = self.stretch(|c| c.is_ascii_alphanumeric() || c == '_');
        let word = self.rest().get(..length).unwrap_or("").to_owned();
        if let Some(sign) = self.meant_as_sign(&word, length) {
            let span = self.take(length);
            let construct = Bilingual::new(format!("낱말 `{word}`"), format!("the word `{word}`"));
            self.refuse_for(span, construct, sign);
        } else if RESERVED.contains(&&*word) && word != "true" && word != "false" {
            let span = self.take(length);
            self.refuse(
                span,
                Bilingual::new(
                    format!("예약어 `{word}`"),
                    format!("the reserved word `{word}`"),
                ),
            );
        } else {
            self.push(Kind::Word, length);
        }
    }

    fn number(&mut self) {
        let digits = self.stretch(|c| c.is_ascii_digit());
        if let Some(length) = self.grouped(digits) {
            let span = self.take(length);
            let plain = self.text.get(span.clone()).unwrap_or("").replace(',', "");
            let construct = Bilingual::new("쉼표로 끊은 수", "a number with commas in it");
            self.refuse_for(span, construct, &plain);
            return;
        }
        let fraction = self
            .rest()
            .get(digits..)
            .and_then(|rest| rest.strip_prefix('.'))
            .map_or(0, |rest| {
                rest.find(|c: char| !c.is_ascii_digit())
                    .unwrap_or(rest.len())
            });
        let length = if fraction > 0 {
            digits.saturating_add(1).saturating_add(fraction)
        } else {
            digits
        };
        let tail = self.rest().get(length..).map_or(0, |rest| {
            rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
                .unwrap_or(rest.len())
        });
        if tail > 0 {
            let span = self.take(length.saturating_add(tail));
            self.refuse(
                span,
                Bilingual::new(
                    "10진 숫자가 아닌 수",
                    "a number in other than plain decimal digits",
                ),
            );
            return;
        }
        let written = self.rest().get(..length).unwrap_or("");
        let exact = if fraction > 0 {
            Decimal::from_str_exact(written).is_ok()
        } else {
            written.parse::<i64>().is_ok()
        };
        if exact {
            self.push(Kind::Number, length);
        } else {
            let span = self.take(length);
            self.findings
                .push(Finding::new(codes::NUMBER_TOO_LARGE).at(&self.origin.at(span)));
        }
    }

    fn string(&mut self) {
        let mut escaped = false;
        let mut end = None;
        for (at, c) in self.rest().char_indices().skip(1) {
            match c {
                '\n' => break,
                '"' | '\\' if escaped => escaped = false,
                _ if escaped => {
                    let span = self.at.saturating_add(at).saturating_sub(1);
                    self.refuse(
                        span..span.saturating_add(1).saturating_add(c.len_utf8()),
                        Bilingual::new(
                            "`\\\"`와 `\\\\`가 아닌 이스케이프",
                            "an escape other than `\\\"` and `\\\\`",
                        ),
                    );
                    escaped = false;
                }
                '\\' => escaped = true,
                '"' => {
                    end = Some(at);
                    break;
                }
                _ => {}
            }
        }
        let Some(end) = end else {
            let line = self.stretch(|c| c != '\n');
            let span = self.take(line);
            self.findings
                .push(Finding::new(codes::SYNTAX).at(&self.origin.at(span)).with(
                    "detail",
                    Bilingual::new(
                        "글을 닫는 큰따옴표가 없습니다",
                        "the double quote that closes the text is missing",
                    ),
                ));
            return;
        };
        // Rhai reads `""` within a text as one quote.
        if self
            .rest()
            .get(end..)
            .is_some_and(|rest| rest.starts_with("\"\""))
        {
            let span = self.take(end.saturating_add(2));
            self.refuse(
                span,
                Bilingual::new("이어 쓴 큰따옴표 `\"\"`", "a doubled quote `\"\"`"),
            );
            return;
        }
        self.push(Kind::Text, end.saturating_add(1));
    }

    fn sign(&mut self, first: char) {
        match first {
            '(' => return self.push(Kind::Open, 1),
            ')' => return self.push(Kind::Close, 1),
            ',' => return self.push(Kind::Comma, 1),
            _ => {}
        }
        let rest = self.rest();
        let operator = OPERATORS.iter().find(|sign| rest.starts_with(**sign));
        let refused = REFUSED.iter().find(|(sign, ..)| rest.starts_with(sign));
        match (operator, refused) {
            (Some(&sign @ ("===" | "!==")), _) => {
                let span = self.take(sign.len());
                let meant = sign.get(..2).unwrap_or(sign);
                self.refuse_for(span, Bilingual::from(format!("`{sign}`")), meant);
            }
            (operator, Some((sign, ko, en)))
                if operator.is_none_or(|known| known.len() < sign.len()) =>
            {
                // What stands in foreign quotes is told as one.
                let closing = matches!(*sign, "'" | "`")
                    .then(|| rest.get(1..).and_then(|inner| inner.find(sign)))
                    .flatten();
                let length = closing.map_or(sign.len(), |at| at.saturating_add(2));
                let span = self.take(length);
                let construct = Bilingual::new(*ko, *en);
                match MEANT.iter().find(|(written, _)| written == sign) {
                    Some((_, meant)) => self.refuse_for(span, construct, meant),
                    None => self.refuse(span, construct),
                }
            }
            // `|| …` where an operand is due begins a closure.
            (Some(&"||"), _) if self.operand_due() => {
                let span = self.take(2);
                self.refuse(span, Bilingual::new("함수 값 `||`", "a closure `||`"));
            }
            (Some(sign), _) => self.push(Kind::Operator, sign.len()),
            // A word in another script is told as one.
            (None, _) => {
                let word = self.stretch(|c| c.is_alphanumeric()).max(first.len_utf8());
                let span = self.take(word);
                let word = self.text.get(span.clone()).unwrap_or("");
                let construct =
                    Bilingual::new(format!("글자 `{word}`"), format!("the characters `{word}`"));
                match MEANT.iter().find(|(written, _)| *written == word) {
                    Some((_, meant)) => self.refuse_for(span, construct, meant),
                    None => self.refuse(span, construct),
                }
            }
        }
    }

    /// Whether the next token must begin an operand.
    fn operand_due(&self) -> bool {
        self.tokens
            .last()
            .is_none_or(|last| matches!(last.kind, Kind::Open | Kind::Comma | Kind::Operator))
    }

    /// Pairs the brackets and bounds the depth of the tree that will come of it.
    fn brackets(&mut self) {
        let mut levels = Levels::default();
        let mut open: Vec<usize> = Vec::new();
        let mut closes: Vec<(usize, usize)> = Vec::new();
        let mut operand_due = true;
        for (index, token) in self.tokens.iter().enumerate() {
            let word = self.text.get(token.span.clone()).unwrap_or("");
            match token.kind {
                Kind::Open => {
                    open.push(index);
                    levels.open();
                    operand_due = true;
                }
                Kind::Close => {
                    // Rhai lets a comma stand before a closing bracket.
                    if let Some(comma) = index.checked_sub(1).and_then(|at| self.tokens.get(at))
                        && comma.kind == Kind::Comma
                    {
                        let construct = Bilingual::new(
                            "닫는 괄호 앞의 쉼표",
                            "a comma before a closing bracket",
                        );
                        self.findings
                            .push(refused(self.origin, comma.span.clone(), construct));
                        return;
                    }
                    let Some(from) = open.pop() else {
                        self.findings.push(missing(self.origin, token, "`(`"));
                        return;
                    };
                    closes.push((from, token.span.end));
                    levels.close();
                    operand_due = false;
                }
                Kind::Comma => {
                    levels.next();
                    operand_due = true;
                }
                Kind::Operator => {
                    if operand_due {
                        levels.sign();
                    } else {
                        levels.operator(word);
                    }
                    operand_due = true;
                }
                Kind::Word | Kind::Number | Kind::Text => {
                    levels.operand(0);
                    operand_due = false;
                }
            }
            if levels.deepest > MAX_NESTING {
                self.findings
                    .push(too_deep(&self.origin.at(token.span.clone())));
                return;
            }
        }
        levels.next();
        if levels.deepest > MAX_NESTING {
            self.findings.push(too_deep(self.origin.whole()));
        }
        if let Some(token) = open.last().and_then(|index| self.tokens.get(*index)) {
            self.findings.push(missing(self.origin, token, "`)`"));
        }
        for (index, end) in closes {
            if let Some(token) = self.tokens.get_mut(index) {
                token.closes = end;
            }
        }
    }
}

/// That a rule is nested too deep.
pub(super) fn too_deep(place: &crate::diagnostic::Place) -> Finding {
    Finding::new(codes::TOO_DEEP)
        .at(place)
        .with("max", Bilingual::from(&MAX_NESTING))
}

/// That rules do not have a construct.
pub(super) fn refused(origin: &Origin<'_>, span: Range<usize>, construct: Bilingual) -> Finding {
    Finding::new(codes::NOT_IN_LANGUAGE)
        .at(&origin.at(span))
        .with("construct", construct)
}

fn missing(origin: &Origin<'_>, token: &Token, what: &str) -> Finding {
    Finding::new(codes::SYNTAX)
        .at(&origin.at(token.span.clone()))
        .with(
            "detail",
            Bilingual::new(
                format!("짝이 되는 {what}가 없습니다"),
                format!("the matching {what} is missing"),
            ),
        )
}

/// How deep Rhai's parser will descend and how deep the tree will be, found
/// without recursion (after Dijkstra's shunting yard). A parser that descends
/// enters a frame for each open bracket, each sign, and each operator that waits
/// for one that binds tighter.
struct Levels {
    groups: Vec<Group>,
    /// Frames: brackets, signs and operators that wait.
    waiting: usize,
    deepest: usize,
}

/// What stands within one pair of brackets.
#[derive(Default)]
struct Group {
    /// The depth of each operand that is not joined yet.
    operands: Vec<usize>,
    /// The precedence of each operator that waits.
    operators: Vec<u8>,
    /// The signs before the operand that is due.
    signs: usize,
    /// The greatest depth of an argument before a comma.
    greatest: usize,
}

/// Rhai's precedence of the operators that rules have.
fn precedence(sign: &str) -> u8 {
    match sign {
        "||" => 1,
        "&&" => 2,
        "==" | "!=" => 3,
        "<" | "<=" | ">" | ">=" => 4,
        "+" | "-" => 5,
        _ => 6,
    }
}

impl Group {
    /// Joins the operands of every operator that binds at least so much.
    /// Answers how many operators wait no more.
    fn join(&mut self, least: u8) -> usize {
        let mut joined = 0_usize;
        while let Some(operator) = self.operators.pop_if(|waiting| *waiting >= least) {
            joined = joined.saturating_add(1);
            let right = self.operands.pop().unwrap_or(0);
            let left = self.operands.pop().unwrap_or(0);
            // Rhai joins a chain of `&&` or `||` into one node; the brackets
            // count for it.
            let more = usize::from(operator > 2);
            self.operands.push(left.max(right).saturating_add(more));
        }
        joined
    }
}

impl Default for Levels {
    fn default() -> Self {
        Levels {
            groups: vec![Group::default()],
            waiting: 0,
            deepest: 0,
        }
    }
}

impl Levels {
    fn wait(&mut self) {
        self.waiting = self.waiting.saturating_add(1);
        self.deepest = self.deepest.max(self.waiting);
    }

    fn open(&mut self) {
        self.groups.push(Group::default());
        self.wait();
    }

    fn close(&mut self) {
        self.next();
        let depth = self.groups.pop().map_or(0, |group| group.greatest);
        self.waiting = self.waiting.saturating_sub(1);
        self.operand(depth);
    }

    /// An operand of some depth, beside its own level.
    fn operand(&mut self, depth: usize) {
        let Some(group) = self.groups.last_mut() else {
            return;
        };
        let depth = depth.saturating_add(1).saturating_add(group.signs);
        self.waiting = self.waiting.saturating_sub(group.signs);
        group.signs = 0;
        group.operands.push(depth);
        self.deepest = self.deepest.max(depth);
    }

    fn sign(&mut self) {
        if let Some(group) = self.groups.last_mut() {
            group.signs = group.signs.saturating_add(1);
        }
        self.wait();
    }

    fn operator(&mut self, sign: &str) {
        let least = precedence(sign);
        if let Some(group) = self.groups.last_mut() {
            self.waiting = self.waiting.saturating_sub(group.join(least));
            self.deepest = group
                .operands
                .iter()
                .fold(self.deepest, |deepest, depth| deepest.max(*depth));
            group.operators.push(least);
        }
        self.wait();
    }

    /// The end of an argument, a group or the rule.
    fn next(&mut self) {
        let Some(group) = self.groups.last_mut() else {
            return;
        };
        let dropped = group.join(0).saturating_add(group.signs);
        self.waiting = self.waiting.saturating_sub(dropped);
        group.signs = 0;
        let depth = group.operands.drain(..).max().unwrap_or(0);
        group.greatest = group.greatest.max(depth);
        self.deepest = self.deepest.max(group.greatest);
    }
}
