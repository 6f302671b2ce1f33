//! Codes, levels and verdicts.

use std::fmt;
use std::str::FromStr;

/// The number of a finding kind, written `J0203`.
///
/// The first two digits name the subject: `01` reading, `02` graph, `03` law,
/// `04` rules, `05` time and calendars, `07` acts, `08` trail, `09` stores and
/// use of the program. A code is never reused for another meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub u16);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "J{:04}", self.0)
    }
}

/// The text is not a code such as `J0203`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a code; a code looks like J0203")]
pub struct ParseCodeError {
    /// What was given.
    pub text: String,
}

impl FromStr for Code {
    type Err = ParseCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || ParseCodeError {
            text: text.to_owned(),
        };
        let digits = text
            .strip_prefix(['J', 'j'])
            .filter(|d| d.len() == 4 && d.bytes().all(|b| b.is_ascii_digit()))
            .ok_or_else(wrong)?;
        digits.parse().map(Code).map_err(|_| wrong())
    }
}

/// How grave a finding is. Only errors make `check` fail by default.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub enum Level {
    /// The library cannot be used as it is.
    Error,
    /// It can be used, and is probably not what was meant.
    Warning,
    /// Something worth knowing.
    Note,
}

impl Level {
    /// The word used in every output format.
    pub const fn as_str(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "note",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What the analysis may claim.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub enum Verdict {
    /// The claim holds for every case.
    Proved,
    /// The claim does not hold; there is an example.
    Refuted,
    /// Nobody knows yet, and the finding says why.
    Undecided,
}

impl Verdict {
    /// The word used in every output format.
    pub const fn as_str(self) -> &'static str {
        match self {
            Verdict::Proved => "proved",
            Verdict::Refuted => "refuted",
            Verdict::Undecided => "undecided",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_reads_back_as_it_is_written() {
        assert_eq!("J0203".parse(), Ok(Code(203)));
        assert_eq!(Code(203).to_string(), "J0203");
        for wrong in ["", "J", "J203", "X0203", "J02030", "J-203", "J０２０３"] {
            assert!(wrong.parse::<Code>().is_err(), "{wrong}");
        }
    }
}
