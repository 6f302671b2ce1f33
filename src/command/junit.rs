//! Results of scenarios as JUnit XML, for tools of continuous integration.
//!
//! JUnit XML has no standard; this is the part that all its readers share:
//! `testsuites`, `testsuite`, `testcase`, `failure`, `error`.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The tests of one workflow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Suite {
    /// Its name.
    pub name: String,
    /// In order.
    pub cases: Vec<Case>,
}

/// One test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Case {
    /// What it is called.
    pub name: String,
    /// The file and line where it stands.
    pub place: Option<(String, usize)>,
    /// What came of it.
    pub result: Outcome,
}

/// What came of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// As expected.
    Passed,
    /// Not as expected.
    Failed(Told),
    /// It could not be tried.
    Error(Told),
}

/// Why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    /// The code of the finding.
    pub code: String,
    /// In one sentence.
    pub title: String,
    /// At length.
    pub text: String,
}

/// The whole document.
pub(super) fn document(suites: &[Suite]) -> String {
    let cases = || suites.iter().flat_map(|suite| &suite.cases);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    line(
        &mut out,
        0,
        &format!("<testsuites name=\"jorye\"{}>", counts(cases())),
    );
    for suite in suites {
        let name = attribute(&suite.name);
        let counts = counts(suite.cases.iter());
        line(&mut out, 1, &format!("<testsuite name=\"{name}\"{counts}>"));
        for case in &suite.cases {
            write_case(&mut out, suite, case);
        }
        line(&mut out, 1, "</testsuite>");
    }
    line(&mut out, 0, "</testsuites>");
    out
}

fn counts<'c>(cases: impl Iterator<Item = &'c Case>) -> String {
    let (mut tests, mut failures, mut errors) = (0_usize, 0_usize, 0_usize);
    for case in cases {
        tests += 1;
        match case.result {
            Outcome::Passed => {}
            Outcome::Failed(_) => failures += 1,
            Outcome::Error(_) => errors += 1,
        }
    }
    format!(" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"0\"")
}

fn write_case(out: &mut String, suite: &Suite, case: &Case) {
    let mut open = format!(
        "<testcase name=\"{}\" classname=\"{}\"",
        attribute(&case.name),
        attribute(&suite.name)
    );
    if let Some((file, number)) = &case.place {
        // Nothing can fail that writes to memory.
        let _ = write!(open, " file=\"{}\" line=\"{number}\"", attribute(file));
    }
    let (element, told) = match &case.result {
        Outcome::Passed => {
            line(out, 2, &format!("{open}/>"));
            return;
        }
        Outcome::Failed(told) => ("failure", told),
        Outcome::Error(told) => ("error", told),
    };
    line(out, 2, &format!("{open}>"));
    line(
        out,
        3,
        &format!(
            "<{element} type=\"{}\" message=\"{}\">{}</{element}>",
            attribute(&told.code),
            attribute(&told.title),
            text(&told.text)
        ),
    );
    line(out, 2, "</testcase>");
}

fn line(out: &mut String, depth: usize, text: &str) {
    out.push_str(&"  ".repeat(depth));
    out.push_str(text);
    out.push('\n');
}

/// Whether XML 1.0 (section 2.2) allows a character at all.
const fn allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// The text of an element.
fn text(raw: &str) -> String {
    escaped(raw, |c| {
        Some(match c {
            '&' => "&amp;".into(),
            '<' => "&lt;".into(),
            // `]]>` must not stand in a text.
            '>' => "&gt;".into(),
            // A reader would take it for a line end.
            '\r' => "&#13;".into(),
            _ => return None,
        })
    })
}

/// The value of an attribute, between double quotes. A reader would make
/// spaces of line ends.
fn attribute(raw: &str) -> String {
    escaped(raw, |c| {
        Some(match c {
            '&' => "&amp;".into(),
            '<' => "&lt;".into(),
            '>' => "&gt;".into(),
            '"' => "&quot;".into(),
            '\t' | '\n' | '\r' => format!("&#{};", u32::from(c)).into(),
            _ => return None,
        })
    })
}

fn escaped(raw: &str, replace: impl Fn(char) -> Option<Cow<'static, str>>) -> String {
    let mut out = String::with_capacity(raw.len());
    for c in raw.chars() {
        match replace(c) {
            Some(replaced) => out.push_str(&replaced),
            // No escape of it is allowed either.
            None if !allowed(c) => out.push('\u{fffd}'),
            None => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What a reader of XML makes of an escaped text.
    fn read(escaped: &str) -> String {
        escaped
            .replace("&#9;", "\t")
            .replace("&#10;", "\n")
            .replace("&#13;", "\r")
            .replace("&quot;", "\"")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&")
    }

    proptest! {
        #[test]
        fn any_text_is_read_back_and_breaks_nothing(raw in any::<String>()) {
            let shown: String = raw
                .chars()
                .map(|c| if allowed(c) { c } else { '\u{fffd}' })
                .collect();
            for escaped in [text(&raw), attribute(&raw)] {
                prop_assert_eq!(read(&escaped), shown.clone());
                prop_assert!(!escaped.contains(['<', '>']));
                prop_assert!(escaped.chars().all(allowed));
            }
            prop_assert!(!attribute(&raw).contains(['"', '\n', '\r', '\t']));
        }
    }

    #[test]
    fn a_document_counts_its_cases() {
        let told = || Told {
            code: "J0740".to_owned(),
            title: "a < b & \"c\"".to_owned(),
            text: "한 줄\n]]> \u{1b}[31m".to_owned(),
        };
        let case = |name: &str, result| Case {
            name: name.to_owned(),
            place: Some(("workflows/a.scenarios.toml".to_owned(), 7)),
            result,
        };
        let suite = Suite {
            name: "permit".to_owned(),
            cases: vec![
                case("one", Outcome::Passed),
                case("two", Outcome::Failed(told())),
                case("three", Outcome::Error(told())),
            ],
        };
        insta::assert_snapshot!(document(&[suite]));
    }
}
