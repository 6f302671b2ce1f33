//! A small strict reader of JSON (RFC 8259): lists and tables on the command
//! line, and bodies of requests.
//!
//! Numbers stay text, so that decimals stay exact. Length and depth are bounded,
//! and a key that is there twice is seen.

/// A JSON value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number as it is written, without exponent.
    Number(String),
    /// A string, its escapes read.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// In order of the text; a key may be there twice.
    Object(Vec<(String, Json)>),
}

/// Most bytes of a text.
const MAX_BYTES: usize = 4 << 20;
/// Deepest nesting: a table is two deep.
const MAX_DEPTH: usize = 8;

impl Json {
    /// As messages show it.
    pub(super) fn shown(&self) -> String {
        match self {
            Json::Null => "null".to_owned(),
            Json::Boolean(value) => value.to_string(),
            Json::Number(text) | Json::String(text) => text.clone(),
            Json::Array(_) => "[…]".to_owned(),
            Json::Object(_) => "{…}".to_owned(),
        }
    }
}

/// Reads one value and nothing after it.
///
/// # Errors
/// The character at fault, from 1.
pub fn read(text: &str) -> Result<Json, usize> {
    let mut reader = Reader { text, at: 0 };
    if text.len() > MAX_BYTES {
        return Err(1);
    }
    let value = reader.value(0).and_then(|value| {
        reader.space();
        reader.rest().is_empty().then_some(value)
    });
    value.ok_or_else(|| {
        text.get(..reader.at)
            .map_or(1, |before| before.chars().count().saturating_add(1))
    })
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn skip(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes).min(self.text.len());
    }

    fn space(&mut self) {
        let rest = self.rest();
        let trimmed = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        self.skip(rest.len().saturating_sub(trimmed.len()));
    }

    fn eat(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word);
        if found {
            self.skip(word.len());
        }
        found
    }

    /// A sign, after white space.
    fn sign(&mut self, sign: &str) -> bool {
        self.space();
        self.eat(sign)
    }

    fn value(&mut self, depth: usize) -> Option<Json> {
        if depth > MAX_DEPTH {
            return None;
        }
        self.space();
        let deeper = depth.saturating_add(1);
        match self.rest().chars().next()? {
            'n' => self.eat("null").then_some(Json::Null),
            't' => self.eat("true").then_some(Json::Boolean(true)),
            'f' => self.eat("false").then_some(Json::Boolean(false)),
            '"' => self.string().map(Json::String),
            '[' => {
                self.skip(1);
                let mut items = Vec::new();
                if self.sign("]") {
                    return Some(Json::Array(items));
                }
                loop {
                    items.push(self.value(deeper)?);
                    if self.sign("]") {
                        return Some(Json::Array(items));
                    }
                    self.eat(",").then_some(())?;
                }
            }
            '{' => {
                self.skip(1);
                let mut members = Vec::new();
                if self.sign("}") {
                    return Some(Json::Object(members));
                }
                loop {
                    self.space();
                    let key = self.string()?;
                    self.sign(":").then_some(())?;
                    members.push((key, self.value(deeper)?));
                    if self.sign("}") {
                        return Some(Json::Object(members));
                    }
                    self.eat(",").then_some(())?;
                }
            }
            _ => self.number(),
        }
    }

    fn digits(&mut self) -> Option<usize> {
        let rest = self.rest();
        let count = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        self.skip(count);
        (count > 0).then_some(count)
    }

    /// A number without exponent; it stays as written.
    fn number(&mut self) -> Option<Json> {
        let start = self.at;
        self.eat("-");
        let zero = self.rest().starts_with('0');
        let whole = self.digits()?;
        if zero && whole > 1 {
            return None;
        }
        if self.eat(".") {
            self.digits()?;
        }
        let written = self.text.get(start..self.at)?;
        (!self.rest().starts_with(['e', 'E'])).then(|| Json::Number(written.to_owned()))
    }

    fn string(&mut self) -> Option<String> {
        self.eat("\"").then_some(())?;
        let mut out = String::new();
        loop {
            let c = self.rest().chars().next()?;
            match c {
                '"' => {
                    self.skip(1);
                    return Some(out);
                }
                '\\' => {
                    self.skip(1);
                    out.push(self.escape()?);
                }
                c if c < ' ' => return None,
                c => {
                    self.skip(c.len_utf8());
                    out.push(c);
                }
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        let c = self.rest().chars().next()?;
        let meant = match c {
            '"' | '\\' | '/' => c,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                self.skip(1);
                return self.unicode();
            }
            _ => return None,
        };
        self.skip(1);
        Some(meant)
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.rest().get(..4)?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        self.skip(4);
        u32::from_str_radix(digits, 16).ok()
    }

    /// Four hexadecimal digits; a pair of surrogates makes one character.
    fn unicode(&mut self) -> Option<char> {
        let high = self.hex()?;
        if !(0xD800..0xDC00).contains(&high) {
            return char::from_u32(high);
        }
        self.eat("\\u").then_some(())?;
        let low = self.hex()?.checked_sub(0xDC00).filter(|low| *low < 0x400)?;
        let high = high.checked_sub(0xD800)?.checked_mul(0x400)?;
        char::from_u32(high.checked_add(low)?.checked_add(0x1_0000)?)
    }
}
