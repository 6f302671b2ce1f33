//! Whatever is asked, the stores answer alike.

use jorye::audit::Hash;
use jorye::store::{CaseFilter, MemoryStore, Once, SqliteOptions, SqliteStore, Standing, Store};
use proptest::prelude::*;

use super::{append, case, log, manifest, wait, whole_log};

#[derive(Debug, Clone)]
enum Asked {
    Append {
        id: usize,
        before: u64,
        number: u64,
        manifest: usize,
        closed: bool,
    },
    Once {
        id: usize,
        before: u64,
        key: usize,
        second: i64,
    },
    Cases {
        closed: Option<bool>,
        after: Option<usize>,
        limit: usize,
    },
    Entries {
        id: usize,
        after: u64,
        limit: usize,
    },
    Used {
        size: u64,
    },
}

fn asked() -> impl Strategy<Value = Asked> {
    prop_oneof![
        4 => (0usize..4, 0u64..5, 0u64..4, 0usize..3, any::<bool>()).prop_map(
            |(id, before, number, manifest, closed)| Asked::Append {
                id,
                before,
                number,
                manifest,
                closed
            }
        ),
        3 => (0usize..4, 0u64..5, 0usize..3, 0i64..400).prop_map(
            |(id, before, key, second)| Asked::Once { id, before, key, second }
        ),
        1 => (any::<Option<bool>>(), prop::option::of(0usize..4), 0usize..4).prop_map(
            |(closed, after, limit)| Asked::Cases {
                closed,
                after,
                limit
            }
        ),
        1 => (0usize..4, 0u64..5, 0usize..4).prop_map(|(id, after, limit)| Asked::Entries {
            id,
            after,
            limit
        }),
        1 => (0u64..9).prop_map(|size| Asked::Used { size }),
    ]
}

fn ask(store: &dyn Store, manifests: &[Hash], asked: &Asked) -> String {
    let id = |at: usize| ["a", "b", "c", "d"][at];
    match asked {
        Asked::Append {
            id: at,
            before,
            number,
            manifest,
            closed,
        } => {
            let hash = manifests.get(*manifest).copied().unwrap_or(Hash([5; 32]));
            let mut append = append(id(*at), *before, *number, hash, "x");
            append.after = case(id(*at), "w", before + number, *closed);
            format!("{:?}", wait(store.append(append)))
        }
        Asked::Once {
            id: at,
            before,
            key,
            second,
        } => {
            let hash = manifests.first().copied().unwrap_or(Hash([5; 32]));
            let at_second = |second| jiff::Timestamp::from_second(second).unwrap();
            let once = Once {
                scope: "p".into(),
                key: id(*key).into(),
                request: Hash([1; 32]),
                now: at_second(*second),
                until: at_second(second + 100),
            };
            let (scope, key) = (once.scope.clone(), once.key.clone());
            let append = append(id(*at), *before, 1, hash, "x");
            format!(
                "{:?} {:?}",
                wait(store.append_once(append, once)),
                wait(store.kept_once(&scope, &key, at_second(*second)))
            )
        }
        Asked::Cases {
            closed,
            after,
            limit,
        } => {
            let standing = closed.map(|it| if it { Standing::Closed } else { Standing::Open });
            let filter = CaseFilter {
                workflow: Some("w".into()),
                standing,
                parent: None,
            };
            let after = after.map(|at| id(at).into());
            format!("{:?}", wait(store.cases(filter, after, *limit)))
        }
        Asked::Entries {
            id: at,
            after,
            limit,
        } => format!("{:?}", wait(store.entries(&id(*at).into(), *after, *limit))),
        Asked::Used { size } => format!(
            "{:?} {:?}",
            wait(store.manifests(*size)),
            wait(store.definitions(*size))
        ),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is asked, in whatever order, the stores answer alike.
    #[test]
    fn the_stores_cannot_be_told_apart(all in prop::collection::vec(asked(), 1..40)) {
        let memory = MemoryStore::create(log());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.jorye");
        let sqlite = SqliteStore::create(&path, &log(), &SqliteOptions::default()).unwrap();
        let manifests = [manifest(&memory, "1"), manifest(&memory, "2")];
        prop_assert_eq!(manifests, [manifest(&sqlite, "1"), manifest(&sqlite, "2")]);
        for one in &all {
            prop_assert_eq!(ask(&memory, &manifests, one), ask(&sqlite, &manifests, one));
        }
        prop_assert_eq!(wait(memory.tree()).unwrap(), wait(sqlite.examine()).unwrap());
        prop_assert_eq!(whole_log(&memory), whole_log(&sqlite));
    }
}
