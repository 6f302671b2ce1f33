//! The world around a library: clock and randomness, behind one trait.

use jiff::Timestamp;

/// What the shell takes from the machine, and tests give by hand.
pub trait Surroundings: Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;

    /// 32 bytes that nobody can guess.
    ///
    /// # Errors
    /// The machine has no randomness to give.
    fn random(&self) -> Result<[u8; 32], RandomError>;
}

/// The machine has no randomness to give.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the machine gives no random bytes")]
pub struct RandomError;

/// The moment at which a rehearsal stands, where this process is one.
static REHEARSED: std::sync::OnceLock<Timestamp> = std::sync::OnceLock::new();

/// From now on the clock of this process stands at a moment: what it does is a
/// rehearsal, as the store of a demo is gone on with. The first moment counts.
pub fn rehearse(at: Timestamp) {
    let _ = REHEARSED.set(at);
}

/// Whether this process rehearses.
pub fn rehearses() -> bool {
    REHEARSED.get().is_some()
}

/// The clock and the randomness of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct Machine;

impl Surroundings for Machine {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place where the clock is read"
    )]
    fn now(&self) -> Timestamp {
        if let Some(rehearsed) = REHEARSED.get() {
            return *rehearsed;
        }
        // Entries record microseconds; more would not survive being written.
        let now = Timestamp::now();
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }

    fn random(&self) -> Result<[u8; 32], RandomError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|_| RandomError)?;
        Ok(bytes)
    }
}
