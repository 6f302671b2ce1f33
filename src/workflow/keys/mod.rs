//! Every key of every file of a library: what it holds, whether it must be
//! there, what it means, and an example.
//!
//! One source: the reader of workflow files takes the keys that it knows from
//! here, the formatter their order, `jorye schema` the JSON Schema, and
//! `docs/reference.md` its text.

mod acts;
mod bodies;
mod procedure;
mod scenarios;
mod stories;
mod texts;

pub use acts::*;
pub use bodies::*;
pub use procedure::*;
pub use scenarios::*;
pub use stories::*;
pub use texts::*;

/// What a key holds.
#[derive(Debug, Clone, Copy)]
pub enum Holds {
    /// `{ ko = "…", en = "…" }`
    Title,
    /// An id that the file itself gives: small letters, digits, `_`.
    Id,
    /// A text.
    Text,
    /// The name of something that is declared elsewhere.
    Name,
    /// One name, or a list of them.
    Names,
    /// A citation, or a list of them.
    Citation,
    /// A rule.
    Rule,
    /// True or false.
    Flag,
    /// A whole number from a least one on.
    Number(i64),
    /// A date.
    Date,
    /// A time such as `"14 days"`.
    Period,
    /// A fraction such as `"1/2"`.
    Fraction,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A value that suits the fact, the moment or the place: nothing is known of
    /// its form here.
    Any,
    /// A table whose keys are the author's own, each with such a value.
    Map(&'static Holds),
    /// A list.
    List(&'static Holds),
    /// A table with these keys.
    Table(&'static Table),
    /// A table of tables, by ids that the author gives.
    Each(&'static Table),
    /// Several tables, `[[…]]`.
    Tables(&'static Table),
    /// Any of these.
    Either(&'static [Holds]),
}

/// Whether a key must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It must.
    Must,
    /// `check` warns where it is not.
    Should,
    /// It may.
    May,
}

/// One key of a table.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// Whether it must be there.
    pub need: Need,
    /// What it holds.
    pub holds: Holds,
    /// What it means, in Korean.
    pub ko: &'static str,
    /// What it means, in English.
    pub en: &'static str,
    /// What stands to the right of `=` in an example; of a table, that on one line.
    pub example: &'static str,
}

/// A table with its keys, in the order in which the formatter writes them.
#[derive(Debug)]
pub struct Table {
    /// As it stands in a file: `[role.ID]`.
    pub head: &'static str,
    /// What it is, in Korean.
    pub ko: &'static str,
    /// What it is, in English.
    pub en: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
}

impl Table {
    /// The names of its keys, in order.
    pub fn names(&self) -> Vec<&'static str> {
        self.keys.iter().map(|key| key.name).collect()
    }

    /// A key by its name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// The tables below it, each once, those of a key before those of the next.
    pub fn below(&'static self) -> Vec<&'static Table> {
        let mut found: Vec<&'static Table> = Vec::new();
        let mut next = vec![self];
        while let Some(at) = next.pop() {
            if found.iter().any(|known| std::ptr::eq(*known, at)) {
                continue;
            }
            found.push(at);
            for key in at.keys.iter().rev() {
                next.extend(key.holds.table());
            }
        }
        found
    }
}

impl Holds {
    /// The table that such a value is or consists of.
    pub fn table(&self) -> Option<&'static Table> {
        match self {
            Holds::Table(table) | Holds::Each(table) | Holds::Tables(table) => Some(table),
            Holds::Map(inner) | Holds::List(inner) => inner.table(),
            Holds::Either(several) => several.iter().find_map(Holds::table),
            Holds::Title
            | Holds::Id
            | Holds::Text
            | Holds::Name
            | Holds::Names
            | Holds::Citation
            | Holds::Rule
            | Holds::Flag
            | Holds::Number(_)
            | Holds::Date
            | Holds::Period
            | Holds::Fraction
            | Holds::Word(_)
            | Holds::Any => None,
        }
    }
}

/// The files of a library.
pub const FILES: &[(&str, &Table)] = &[
    ("workflow", &WORKFLOW_FILE),
    ("scenarios", &SCENARIO_FILE),
    ("story", &STORY_FILE),
    ("bodies", &BODIES_FILE),
    ("library", &LIBRARY_FILE),
    ("waivers", &WAIVERS_FILE),
    ("head", &TEXT_HEAD),
    ("index", &TEXT_INDEX),
    ("lock", &LOCK_FILE),
];

/// A table with its keys: `"name" Need holds => "Korean", "English", "example";`
macro_rules! table {
    ($name:ident, $head:literal, $ko:literal, $en:literal, {
        $( $key:literal $need:ident $holds:expr => $kko:literal, $ken:literal, $example:literal; )*
    }) => {
        #[doc = concat!("`", $head, "`: ", $en)]
        pub static $name: $crate::workflow::keys::Table = $crate::workflow::keys::Table {
            head: $head,
            ko: $ko,
            en: $en,
            keys: &[ $( $crate::workflow::keys::Key {
                name: $key,
                need: $crate::workflow::keys::Need::$need,
                holds: $holds,
                ko: $kko,
                en: $ken,
                example: $example,
            } ),* ],
        };
    };
}
use table;
