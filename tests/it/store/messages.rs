//! What a person is told.

use std::sync::Arc;
use std::time::Duration;

use jorye::audit::Hash;
use jorye::diagnostic::{Coded, Lang};
use jorye::store::{ContentKind, Damage, NotStore, StoreError, Unfit};

use super::told;

/// What every error says, in both languages.
#[test]
fn every_error_speaks_both_languages() {
    let store: Arc<str> = "시험/원장.jorye".into();
    let hash = Hash([0xab; 32]);
    let damaged = |damage| StoreError::Damaged {
        store: store.clone(),
        damage,
    };
    let not = |found| StoreError::NotAStore {
        store: store.clone(),
        found,
    };
    let unfit = |fault| StoreError::Unfit {
        case: "c-1".into(),
        fault,
    };
    let errors = [
        StoreError::Stale {
            case: "c-1".into(),
            expected: 3,
            found: 4,
        },
        StoreError::Missing {
            kind: ContentKind::Definition,
            hash,
        },
        StoreError::Missing {
            kind: ContentKind::Manifest,
            hash,
        },
        unfit(Unfit::Sequence),
        StoreError::NotFound {
            store: store.clone(),
        },
        StoreError::Exists {
            store: store.clone(),
        },
        not(NotStore::Empty),
        not(NotStore::NotAFile),
        not(NotStore::NotSqlite),
        not(NotStore::Foreign),
        StoreError::SchemaTooNew {
            store: store.clone(),
            found: 9,
            known: 1,
        },
        StoreError::Locked {
            store: store.clone(),
            waited: Duration::from_millis(5000),
        },
        StoreError::ReadOnly {
            store: store.clone(),
        },
        StoreError::Full {
            store: store.clone(),
        },
        damaged(Damage::Truncated {
            expected: 8192,
            found: 4096,
        }),
        damaged(Damage::Structure),
        damaged(Damage::Leaf { index: 5 }),
        damaged(Damage::Case { case: "c-1".into() }),
        damaged(Damage::Tree),
        damaged(Damage::Content { hash }),
        damaged(Damage::Identity),
        StoreError::Io {
            store: store.clone(),
            cause: Arc::new(std::io::Error::other("the disk does not answer")),
        },
        StoreError::Closed {
            store: store.clone(),
        },
    ];
    let mut out = String::new();
    for error in errors {
        let finding = error.finding();
        for lang in [Lang::Ko, Lang::En] {
            let lines = [
                finding.title(lang),
                finding.follows(lang),
                finding.help(lang),
            ];
            out.push_str(&format!("{} {}\n", finding.code, lines.join("\n  ")));
        }
        let error = told(Err::<(), _>(error));
        out.push_str(&format!("  [{error}]\n\n"));
    }
    insta::assert_snapshot!(out);
}
