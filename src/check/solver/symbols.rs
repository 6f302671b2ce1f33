//! Options, texts and persons as numbers: all that rules ask of them is whether
//! they are the same.

use std::collections::BTreeMap;

use crate::guard::{Expr, Name, Type, Value};

/// Numbers for names, and as many further ones as there are unknowns.
#[derive(Debug, Default)]
pub(in crate::check) struct Symbols {
    names: Vec<Name>,
    numbers: BTreeMap<Name, i128>,
    /// How many facts and the like may each be something that nobody named.
    unnamed: i128,
}

impl Symbols {
    /// Those that rules name.
    pub(in crate::check) fn of<'a>(rules: impl Iterator<Item = &'a Expr>) -> Self {
        let mut symbols = Symbols::default();
        for rule in rules {
            rule.walk(&mut |part| match part {
                Expr::Literal(Value::Choice(name) | Value::Text(name) | Value::Person(name)) => {
                    symbols.number(name);
                }
                Expr::Fact {
                    of: Type::Choice(options),
                    ..
                } => {
                    for option in options.iter() {
                        symbols.number(&option.id);
                    }
                }
                Expr::Fact {
                    of: Type::Text { .. } | Type::Person,
                    ..
                }
                | Expr::Actor => {
                    symbols.unnamed += 1;
                }
                _ => {}
            });
        }
        symbols
    }

    /// So many more may each be something that nobody named.
    pub(in crate::check) fn more(&mut self, unnamed: usize) {
        self.unnamed = self
            .unnamed
            .saturating_add(i128::try_from(unnamed).unwrap_or(i128::from(u32::MAX)));
    }

    fn named(&self) -> i128 {
        i128::try_from(self.names.len()).unwrap_or(i128::MAX)
    }

    /// The number of a name.
    pub(in crate::check) fn number(&mut self, name: &Name) -> i128 {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let number = self.named();
        self.names.push(name.clone());
        self.numbers.insert(name.clone(), number);
        number
    }

    /// The largest number: one for each name, and one for each unknown.
    pub(in crate::check) fn last(&self) -> i128 {
        self.named() + self.unnamed
    }

    /// The first number that stands for something nobody named.
    pub(in crate::check) fn first_unnamed(&self) -> i128 {
        self.named()
    }

    /// The name of a number, if it has one.
    pub(in crate::check) fn known(&self, number: i128) -> Option<&Name> {
        self.names.get(usize::try_from(number).ok()?)
    }

    /// The name of a number; what nobody named is called after its number.
    pub(in crate::check) fn name(&self, number: i128, unnamed: &str) -> Name {
        let at = usize::try_from(number).ok();
        match at.and_then(|at| self.names.get(at)) {
            Some(name) => name.clone(),
            None => format!("{unnamed}-{}", number - self.named() + 1).into(),
        }
    }
}
