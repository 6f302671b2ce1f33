//! What people read of a verification.

use super::*;
use crate::diagnostic::{Coded, Lang, catalogue};

/// Every code has its message, in both languages, with nothing left to fill.
#[test]
fn every_fault_is_told() {
    let hash = content_hash(b"");
    let entry_error = crate::audit::entry::EntryError::Form { path: "/a".into() };
    let all = [
        TrailError::Line(parse(b"").unwrap_err()),
        TrailError::TooLong,
        TrailError::Header,
        TrailError::Form,
        TrailError::Count {
            group: Group::Leaves,
            stated: 2,
            found: 1,
        },
        TrailError::Cut,
        TrailError::Content { stated: hash },
        TrailError::Order,
        TrailError::Unused { hash },
        TrailError::Absent { hash },
        TrailError::Genesis,
        TrailError::Log {
            found: "other".into(),
        },
        TrailError::Chain,
        TrailError::Sequence { last: 1, found: 3 },
        TrailError::Time,
        TrailError::Entry(crate::audit::entry::EntryError::Commitment { path: "/b".into() }),
        TrailError::Entry(entry_error),
        TrailError::Rebuild(crate::engine::ApplyError::Time {
            case: name("a"),
            seq: 2,
        }),
        TrailError::Key,
        TrailError::Signature {
            size: 5,
            error: crate::audit::checkpoint::CheckpointError::Origin,
        },
        TrailError::Root { size: 5 },
        TrailError::Short { size: 5, found: 4 },
        TrailError::Empty,
        TrailError::OtherLog { size: 5 },
        TrailError::Forked { size: 5 },
    ];
    let mut told = String::new();
    for error in all {
        assert!(catalogue::find(error.code()).is_some(), "{error}");
        let finding = Fault {
            line: Some(7),
            index: Some(2),
            entry: Some((name("a"), 2)),
            error,
        }
        .finding();
        for lang in [Lang::Ko, Lang::En] {
            let says = finding.title(lang);
            assert!(!says.contains('{'), "{says}");
            told.push_str(&format!("{} {says}\n", finding.code));
        }
    }
    for error in [
        crate::audit::checkpoint::CheckpointError::Text.finding(),
        crate::audit::note::KeyError::Form.finding(),
        crate::audit::entry::SealError::Case.finding(),
        crate::audit::merkle::FrontierError { length: 1 }.finding(),
        crate::audit::export::ExportError::Order.finding(),
    ] {
        assert!(catalogue::find(error.code).is_some());
        told.push_str(&format!("{} {}\n", error.code, error.title(Lang::Ko)));
    }
    insta::assert_snapshot!(told);
}

#[test]
fn a_report_says_what_it_saw_and_what_not() {
    let log = small();
    let mut asked = against(vec![checkpoint(&log, 3)]);
    asked.rebuild = false;
    let mut told = String::new();
    for (against, bytes) in [(asked, export(&log)), (Against::default(), export(&log))] {
        let report = verify(&bytes, against);
        for lang in [Lang::Ko, Lang::En] {
            for one in &report.checked {
                told.push_str(&format!("+ {}\n", one.says().get(lang)));
            }
            for one in &report.not_checked {
                told.push_str(&format!("- {}\n", one.says().get(lang)));
            }
        }
    }
    insta::assert_snapshot!(told);
}
