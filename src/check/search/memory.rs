//! What one search has made that the next one can use: the questions of a procedure
//! are many, and most of them ask the same of the same steps.

use super::space::Made;
use super::tracked::Tracked;

/// Most machines that are kept, over all that was followed.
const MOST_MACHINES: usize = 400;

/// Machines and their answers, by what was followed. Which search made them changes
/// no answer, only whether it has to be found again.
#[derive(Default)]
pub(in crate::check) struct Memory<'a> {
    kept: Vec<(Tracked<'a>, Made<'a>)>,
}

impl<'a> Memory<'a> {
    /// What was made while this was followed.
    pub(super) fn take(&mut self, tracked: &Tracked<'a>) -> Made<'a> {
        let at = self.kept.iter().position(|(of, _)| of == tracked);
        at.map(|at| self.kept.remove(at).1).unwrap_or_default()
    }

    /// Keeps it for the next search; what was longest of no use goes first.
    pub(super) fn put(&mut self, tracked: Tracked<'a>, made: Made<'a>) {
        self.kept.push((tracked, made));
        let mut left = MOST_MACHINES;
        let fit = self.kept.iter().rev().take_while(|(_, made)| {
            let size = made.machines();
            let fits = size <= left;
            left = left.saturating_sub(size);
            fits
        });
        let fit = fit.count();
        self.kept.drain(..self.kept.len().saturating_sub(fit));
    }
}
