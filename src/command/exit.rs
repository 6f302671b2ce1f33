//! What the program tells the shell that called it.

use std::process::ExitCode;

use crate::diagnostic::{Finding, Level, Verdict};

/// The exit codes of every command. The numbers are part of the contract:
/// scripts rely on them, so none is ever given another meaning.
///
/// The order is that of gravity when several are due: see [`Exit::worse`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exit {
    /// `0`: all well.
    Well,
    /// `4`: something was not decided, and `--deny undecided` was given.
    Undecided,
    /// `1`: a finding of level error, a failed scenario, a refused act, or a
    /// trail that does not verify.
    Findings,
    /// `3`: an input that cannot be read.
    Unreadable,
    /// `5`: the store, the network or the output failed.
    Failure,
    /// `2`: the command line was not understood.
    Usage,
}

impl Exit {
    /// The number.
    pub const fn number(self) -> u8 {
        match self {
            Exit::Well => 0,
            Exit::Findings => 1,
            Exit::Usage => 2,
            Exit::Unreadable => 3,
            Exit::Undecided => 4,
            Exit::Failure => 5,
        }
    }

    /// The graver of two.
    #[must_use]
    pub fn worse(self, other: Exit) -> Exit {
        self.max(other)
    }

    /// What some findings amount to: [`Exit::Findings`] if one of them is an
    /// error that is not merely undecided.
    pub fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Exit {
        let grave = findings
            .into_iter()
            .any(|finding| finding.level == Level::Error && finding.verdict != Verdict::Undecided);
        if grave { Exit::Findings } else { Exit::Well }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit.number())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_exit_has_its_number() {
        let all = [
            Exit::Well,
            Exit::Findings,
            Exit::Usage,
            Exit::Unreadable,
            Exit::Undecided,
            Exit::Failure,
        ];
        let numbers: Vec<u8> = all.iter().map(|exit| exit.number()).collect();
        assert_eq!(numbers, [0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn a_graver_exit_covers_a_lighter_one() {
        assert_eq!(Exit::Well.worse(Exit::Findings), Exit::Findings);
        assert_eq!(Exit::Unreadable.worse(Exit::Findings), Exit::Unreadable);
        assert_eq!(Exit::Findings.worse(Exit::Undecided), Exit::Findings);
    }
}
