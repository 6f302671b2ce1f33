//! Texts of the law: nothing is lost, and what is read can be cited.

use jorye::diagnostic::Lang;
use jorye::ordinance::{Act, ProvisionPath, Words, compare, read_bytes, read_index, word_diff};
use unicode_normalization::UnicodeNormalization;

/// The longest input; what takes long on a longer one takes long on this.
const LONGEST: usize = 1 << 15;

/// Two versions are parted by this line.
const PARTED: &[u8] = b"\n=====\n";

pub fn run(data: &[u8]) {
    if data.len() > LONGEST {
        return;
    }
    let at = data.windows(PARTED.len()).position(|some| some == PARTED);
    let (old, new) = match at {
        Some(at) => (&data[..at], &data[at + PARTED.len()..]),
        None => (data, data),
    };
    let (old, new) = (acts(old), acts(new));
    for (old, new) in old.iter().zip(&new) {
        compared(old, new);
    }
    let source = jorye::diagnostic::Source::new("index.toml", String::from_utf8_lossy(data));
    super::assert_tellable(&read_index(&source).1);
}

fn acts(data: &[u8]) -> Vec<Act> {
    let reading = read_bytes("a.md", data);
    super::assert_tellable(&reading.findings);
    if !reading.acts.is_empty() {
        let text = String::from_utf8_lossy(data);
        assert_eq!(bare(&reading.written()), bare(&text), "something was lost");
    }
    for act in &reading.acts {
        let mut start = 0;
        for provision in &act.provisions {
            let path = provision.path;
            assert!(start <= provision.place.span().start, "{path} out of order");
            start = provision.place.span().start;
            for lang in [Lang::Ko, Lang::En] {
                let written = path.to_text(lang);
                let read: Result<ProvisionPath, _> = written.parse();
                assert_eq!(read.ok(), Some(path), "{written}");
            }
            let first = act.provision(&path);
            assert!(first.is_some(), "{path} cannot be found");
            act.whole_text(&path);
        }
    }
    reading.acts
}

fn compared(old: &Act, new: &Act) {
    assert_eq!(compare(old, old), Vec::new());
    for change in compare(old, new) {
        let (before, after) = (
            change.old.unwrap_or_default(),
            change.new.unwrap_or_default(),
        );
        let (mut left, mut right) = (String::new(), String::new());
        for words in word_diff(&before, &after) {
            match words {
                Words::Same(text) => {
                    left.push_str(&text);
                    right.push_str(&text);
                }
                Words::Removed(text) => left.push_str(&text),
                Words::Added(text) => right.push_str(&text),
            }
        }
        assert_eq!((left, right), (before, after), "the words of a change");
    }
}

/// Without white space and the signs of Markdown, which alone may be left out.
fn bare(text: &str) -> String {
    text.nfc()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\\' | '*' | '#' | '\u{feff}'))
        .collect()
}
