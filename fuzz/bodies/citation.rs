//! Citations: what is read is written and read again as the same.

use std::sync::OnceLock;

use jorye::diagnostic::{Coded, Lang, Source};
use jorye::ordinance::{Citation, ProvisionPath, Texts, pin, read};

const TEXT: &str = include_str!("../../ordinance/seoul_compact.md");

fn texts() -> &'static Texts {
    static TEXTS: OnceLock<Texts> = OnceLock::new();
    TEXTS.get_or_init(|| Texts::new(read(&Source::new("seoul_compact.md", TEXT)).acts).0)
}

pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match Citation::parse(&text, None) {
        Ok(citation) => {
            for lang in [Lang::Ko, Lang::En] {
                let written = citation.path.to_text(lang);
                let read: Result<ProvisionPath, _> = written.parse();
                assert_eq!(read.ok(), Some(citation.path), "{written}");
            }
            let again = Citation::parse(&citation.written, None);
            assert_eq!(again.as_ref(), Ok(&citation));
            match texts().resolve(&citation, Some("seoul_compact")) {
                Ok(resolved) => {
                    resolved.whole_text();
                    let pin = pin::Pin::of(&resolved);
                    let written = pin::write(std::slice::from_ref(&pin));
                    let (pins, findings) = pin::read(&Source::new("a.lock", written));
                    assert_eq!((pins, findings), (vec![pin], Vec::new()));
                }
                Err(error) => super::assert_tellable(&[error.finding()]),
            }
        }
        Err(error) => super::assert_tellable(&[error.finding()]),
    }
    let (pins, findings) = pin::read(&Source::new("a.lock", text.as_ref()));
    super::assert_tellable(&findings);
    if findings.is_empty() {
        let once = pin::write(&pins);
        let (again, findings) = pin::read(&Source::new("a.lock", once.as_str()));
        assert_eq!(findings, Vec::new(), "{once}");
        assert_eq!(pin::write(&again), once);
    }
}
