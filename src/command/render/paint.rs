//! Colours, where they may be used.

use clap::builder::styling::{AnsiColor, Style};

use crate::ordinance::Class;

/// Colours a text, or leaves it as it is. Colour never says anything alone:
/// the words, or a sign, say it too.
#[derive(Debug, Clone, Copy)]
pub struct Paint {
    colour: bool,
}

impl Paint {
    /// With colours or without.
    pub const fn new(colour: bool) -> Self {
        Paint { colour }
    }

    /// Whether there are colours.
    pub const fn is_coloured(self) -> bool {
        self.colour
    }

    /// A heading.
    pub fn bold(self, text: &str) -> String {
        self.with(Style::new().bold(), text)
    }

    /// Something of less weight.
    pub fn dim(self, text: &str) -> String {
        self.with(Style::new().dimmed(), text)
    }

    /// Something that went well, or was added.
    pub fn green(self, text: &str) -> String {
        self.with(AnsiColor::Green.on_default(), text)
    }

    /// Something that failed, or was removed.
    pub fn red(self, text: &str) -> String {
        self.with(AnsiColor::Red.on_default(), text)
    }

    /// A word that is gone.
    pub fn struck(self, text: &str) -> String {
        self.with(AnsiColor::Red.on_default().strikethrough(), text)
    }

    /// A word that is new.
    pub fn underlined(self, text: &str) -> String {
        self.with(AnsiColor::Green.on_default().underline(), text)
    }

    /// Something that needs attention, or was changed.
    pub fn yellow(self, text: &str) -> String {
        self.with(AnsiColor::Yellow.on_default(), text)
    }

    /// The class of a provision.
    pub fn class(self, class: Class, text: &str) -> String {
        match class {
            Class::Prohibition => self.red(text),
            Class::Duty => self.yellow(text),
            Class::Power => self.green(text),
            _ => self.dim(text),
        }
    }

    fn with(self, style: Style, text: &str) -> String {
        if self.colour && !text.is_empty() {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }
}
