//! Models of other programs: read or refused, judged within a budget, and drafted as
//! a file that lacks nothing but citations.

use jorye::check::net::{Budget, examine};
use jorye::diagnostic::Source;
use jorye::exchange::{draft, read};
use jorye::workflow::{Input, load};

use super::assert_tellable;

pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let model = match read(&Source::new("model", text), None) {
        Ok(model) => model,
        Err(findings) => {
            assert!(!findings.is_empty());
            assert_tellable(&findings);
            return;
        }
    };
    assert_tellable(&model.findings);
    let budget = Budget {
        markings: 2_000,
        steps: 20_000,
    };
    if let Ok(found) = examine(&model.net, budget) {
        // A way is one: its steps are there.
        for claim in &found.claims {
            assert!(claim.way.iter().all(|step| *step < model.net.steps.len()));
        }
    }
    if let Ok(draft) = draft(&model, "model", jiff::civil::date(2026, 1, 1)) {
        let loaded = load(&Input::of(Source::new("workflows/draft.toml", draft.text)));
        let told = loaded
            .findings
            .iter()
            .find(|it| !matches!(it.code.0, 119 | 120));
        assert!(told.is_none(), "{told:?}");
    }
}
