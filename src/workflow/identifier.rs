//! Which ids can be used.
//!
//! Ids of facts, states and transitions stand bare in rules, and rules are Rhai
//! expressions: so an id must not be a word that Rhai reserves, nor one that the
//! legal library uses.

use crate::guard;

/// Most characters of an id.
pub const MAX_LENGTH: usize = 64;

/// Both functions of a ballot and the plainest names for numbers of their own,
/// which `present(…)` and `present` tell apart.
const BOTH: &[&str] = &["abstain", "members", "no", "present", "recused", "yes"];

/// Who else may stand in `by`; no role has these names.
const ACTORS: &[&str] = &["clock", "engine", "parent"];

/// What is wrong with an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdentifierError {
    /// It is not `[a-z][a-z0-9_]*` of at most [`MAX_LENGTH`] characters.
    #[error("an id is `[a-z][a-z0-9_]*`, at most {MAX_LENGTH} characters")]
    Form,
    /// Rhai, in which rules are written, reserves it, or rules give it a meaning.
    #[error("Rhai reserves this word")]
    Rhai,
    /// The legal library has a function or word of this name.
    #[error("the legal library uses this word")]
    Library,
    /// It names the engine, the clock or the parent case in `by`.
    #[error("this word names the engine, the clock or the parent case")]
    Actor,
}

/// Whether a text has the form of an id.
pub fn well_formed(id: &str) -> bool {
    id.len() <= MAX_LENGTH
        && id.starts_with(|first: char| first.is_ascii_lowercase())
        && id
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// Where an id is used, which decides what it must not collide with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Bare in rules: facts, states, transitions.
    Bare,
    /// In `by`: roles.
    Role,
    /// As a label: guards, branches, deadlines, properties.
    Label,
    /// Between quotation marks in rules: options and columns.
    Quoted,
}

/// Checks an id.
///
/// # Errors
/// Its form is wrong, or it is reserved where it is used.
pub fn check(id: &str, used: Use) -> Result<(), IdentifierError> {
    if !well_formed(id) {
        Err(IdentifierError::Form)
    } else if used != Use::Quoted && guard::reserved(id) {
        Err(IdentifierError::Rhai)
    } else if used == Use::Bare && is_library(id) {
        Err(IdentifierError::Library)
    } else if used == Use::Role && ACTORS.contains(&id) {
        Err(IdentifierError::Actor)
    } else {
        Ok(())
    }
}

/// Whether a word is a function of the legal library.
fn is_library(word: &str) -> bool {
    !BOTH.contains(&word) && guard::BUILTINS.iter().any(|builtin| builtin.name == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_form() {
        for good in ["a", "tasks_done", "rule_2", "a0_"] {
            assert_eq!(check(good, Use::Bare), Ok(()), "{good}");
        }
        let long = "a".repeat(MAX_LENGTH + 1);
        for bad in ["", "A", "2nd", "_x", "a-b", "a b", "소관", "aé", &long] {
            assert_eq!(check(bad, Use::Quoted), Err(IdentifierError::Form), "{bad}");
        }
        assert_eq!(check("case", Use::Label), Err(IdentifierError::Rhai));
        assert_eq!(check("case", Use::Quoted), Ok(()));
        assert_eq!(check("today", Use::Bare), Err(IdentifierError::Rhai));
        assert_eq!(check("quorate", Use::Bare), Err(IdentifierError::Library));
        assert_eq!(check("present", Use::Bare), Ok(()));
        assert_eq!(check("carried", Use::Label), Ok(()));
        assert_eq!(check("clock", Use::Role), Err(IdentifierError::Actor));
    }

    /// Rhai itself says which words it takes as a name.
    #[test]
    fn the_reserved_words_are_those_of_rhai() {
        let engine = rhai::Engine::new_raw();
        let takes = |word: &str| engine.compile_expression(word).is_ok();
        // Every word that any version of Rhai's book or a related language lists.
        let suspects = "abstract alias and as assert async await base begin bool break byte call \
            case catch char class co_await const constructor continue copy crate curry debug \
            decl default defer del delete do drop dyn each elif else elsif end ensure enum eval \
            except exit export extends extern false final finally fn for foreach from func \
            function get global go goto if impl implements import in include instanceof \
            interface internal is is_def_fn is_def_var is_shared lambda let local loop macro \
            match mod module move mut namespace new nil none not null object of on or out \
            override package parallel params pass print priv private prop protected pub public \
            raise readonly ref repeat require rescue retry return self sealed select set shared \
            sizeof spawn static struct super switch sync tag then this thread throw throws trait \
            true try type type_of typeof undefined union unless unsafe until use using val var \
            virtual void volatile when where while with xor yield";
        for word in suspects.split_whitespace().filter(|word| !takes(word)) {
            assert!(guard::reserved(word), "{word} is reserved and not listed");
        }
    }
}
