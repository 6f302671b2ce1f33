//! Pins: what the provisions said when a workflow was made to fit them.
//!
//! The pin file stands beside its workflow (`workflows/monitoring.lock`): TOML
//! with `format = 1` and one `[[pin]]` for each provision cited, in the order
//! of text and path.

use std::sync::Arc;

use jiff::civil::Date;

use super::citation::Citation;
use super::codes;
use super::compare::{Words, word_diff};
use super::fingerprint::Fingerprint;
use super::path::ProvisionPath;
use super::provision::both;
use super::resolve::{CitationError, Resolved, resolve_in};
use super::table::{Reader, parse_toml};
use super::texts::Texts;
use crate::diagnostic::{Bilingual, Coded, Finding, Source, Verdict};

/// The format of pin files.
pub const FORMAT: u32 = 1;

/// What one cited provision was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// Id of the text.
    pub text: String,
    /// The provision.
    pub path: ProvisionPath,
    /// Day of promulgation of the version.
    pub promulgated: Option<Date>,
    /// Number of promulgation of the version.
    pub number: Option<String>,
    /// Fingerprint of the provision in it.
    pub fingerprint: Fingerprint,
}

impl Pin {
    /// The pin of a provision as it is now.
    pub fn of(resolved: &Resolved<'_>) -> Pin {
        Pin {
            text: resolved.text.id().to_owned(),
            path: resolved.provision.path,
            promulgated: resolved.version.promulgated(),
            number: resolved.version.number().map(str::to_owned),
            fingerprint: resolved.provision.fingerprint.clone(),
        }
    }
}

/// Why it cannot be told whether a provision has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// The citation means no provision now.
    Unresolved(Box<CitationError>),
    /// It has no pin.
    NotPinned,
    /// Another version of a text that is only an index.
    IndexOnly,
}

impl Why {
    /// In words.
    pub fn says(&self) -> Bilingual {
        match self {
            Why::Unresolved(_) => Bilingual::new(
                "지금은 그 조문이 없습니다",
                "there is no such provision now",
            ),
            Why::NotPinned => Bilingual::new("잠금 파일에 없습니다", "it is not in the lock file"),
            Why::IndexOnly => Bilingual::new(
                "색인만 있고 판이 달라졌습니다",
                "there is only an index, of another version",
            ),
        }
    }
}

/// Whether a cited provision is what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// It is.
    Same,
    /// It is not.
    Changed {
        /// The pinned fingerprint.
        old_fingerprint: Fingerprint,
        /// The whole words now.
        new: String,
        /// Word by word from the pinned version, if that is at hand.
        diff: Option<Vec<Words>>,
    },
    /// Nobody can tell, because of this.
    CannotTell {
        /// Why.
        why: Why,
    },
}

impl Judgement {
    /// The finding of a judgement that must not pass silently.
    pub fn finding(&self, citation: &Citation) -> Option<Finding> {
        let finding = match self {
            Judgement::Same => return None,
            Judgement::Changed { .. } => Finding::new(codes::PIN_CHANGED),
            Judgement::CannotTell {
                why: Why::Unresolved(error),
            } => return Some(error.finding()),
            Judgement::CannotTell { why } => Finding::new(codes::PIN_CANNOT_TELL)
                .with("why", why.says())
                .verdict(Verdict::Undecided),
        };
        let mut cited = both(&citation.path);
        if let Some(text) = &citation.text {
            cited = Bilingual::new(
                format!("{text} {}", cited.ko),
                format!("{text} {}", cited.en),
            );
        }
        let finding = finding.with("citation", cited.clone()).citing(cited);
        Some(match &citation.place {
            Some(place) => finding.at(place),
            None => finding,
        })
    }
}

/// Judges a citation by the pins of its workflow.
pub fn judge(
    citation: &Citation,
    default_text: Option<&str>,
    pins: &[Pin],
    texts: &Texts,
) -> Judgement {
    let now = match texts.resolve(citation, default_text) {
        Ok(now) => now,
        Err(error) => {
            return Judgement::CannotTell {
                why: Why::Unresolved(error),
            };
        }
    };
    let pinned = pins
        .iter()
        .find(|pin| pin.text == now.text.id() && pin.path == now.provision.path);
    let Some(pin) = pinned else {
        return Judgement::CannotTell {
            why: Why::NotPinned,
        };
    };
    if now.version.main().is_index() {
        // The words of an index are ours; only its version speaks of the law.
        let same = pin.promulgated == now.version.promulgated()
            && pin.number.as_deref() == now.version.number();
        return if same {
            Judgement::Same
        } else {
            Judgement::CannotTell {
                why: Why::IndexOnly,
            }
        };
    }
    if pin.fingerprint == now.provision.fingerprint {
        return Judgement::Same;
    }
    let new = now.whole_text();
    let then = now
        .text
        .version(pin.promulgated, pin.number.as_deref())
        .and_then(|version| resolve_in(now.text, version, &Citation::of(pin.path)).ok())
        .filter(|then| then.provision.fingerprint == pin.fingerprint);
    Judgement::Changed {
        old_fingerprint: pin.fingerprint.clone(),
        diff: then.map(|then| word_diff(&then.whole_text(), &new)),
        new,
    }
}

/// Reads a pin file.
pub fn read(source: &Arc<Source>) -> (Vec<Pin>, Vec<Finding>) {
    let mut findings = Vec::new();
    let table = parse_toml(source, 0, source.text(), &mut findings);
    let mut reader = Reader::new(source, 0, table.get_ref(), table.span(), &mut findings);
    match reader.number_or_text("format") {
        None => reader.missing("format"),
        Some(format) if format == FORMAT.to_string() => {}
        Some(_) => reader.wrong("format", Bilingual::from("`1`")),
    }
    let mut pins = Vec::new();
    let known = ["citation", "text", "promulgated", "number", "fingerprint"];
    reader.tables("pin", &known, |table| {
        let path = table.required(
            "citation",
            |text| text.parse().ok(),
            || {
                Bilingual::new(
                    "`제9조제2항` 같은 조문 번호",
                    "a provision such as `제9조제2항`",
                )
            },
        );
        let text = table.required_id("text");
        let fingerprint = table.required("fingerprint", Fingerprint::parse, || {
            Bilingual::new(
                "`sha256:`로 시작하는 지문",
                "a fingerprint that begins with `sha256:`",
            )
        });
        let promulgated = table.date("promulgated");
        let number = table.number_or_text("number");
        if let (Some(path), Some(text), Some(fingerprint)) = (path, text, fingerprint) {
            pins.push(Pin {
                text,
                path,
                promulgated,
                number,
                fingerprint,
            });
        }
    });
    reader.finish(&["format", "pin"]);
    (pins, findings)
}

/// Writes a pin file: each provision once, in the order of text and path.
pub fn write(pins: &[Pin]) -> String {
    let mut sorted: Vec<&Pin> = pins.iter().collect();
    sorted.sort_by(|a, b| (&a.text, a.path).cmp(&(&b.text, b.path)));
    sorted.dedup_by(|a, b| a.text == b.text && a.path == b.path);
    let mut out = format!("format = {FORMAT}\n");
    for pin in sorted {
        out.push_str("\n[[pin]]\n");
        out.push_str(&format!(
            "citation    = {}\n",
            quoted(&pin.path.to_string())
        ));
        out.push_str(&format!("text        = {}\n", quoted(&pin.text)));
        if let Some(day) = pin.promulgated {
            out.push_str(&format!("promulgated = {day}\n"));
        }
        if let Some(number) = &pin.number {
            out.push_str(&format!("number      = {}\n", quoted(number)));
        }
        out.push_str(&format!(
            "fingerprint = {}\n",
            quoted(pin.fingerprint.as_str())
        ));
    }
    out
}

/// A TOML basic string.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
#[path = "pin_tests.rs"]
mod tests;
