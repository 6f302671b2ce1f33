//! Verifying an exported trail, beside hashing its bytes.

use jorye::audit::hash::content_hash;
use jorye::audit::{Against, Verifier};
use jorye::service::{Log, LogError, Redecider, feed};
use jorye::store::MemoryStore;

use crate::growth::identity;
use crate::rounds::{Length, median, rate, row};
use crate::sqlite::Service;

pub fn measure(length: Length) {
    let service = Service::over(Box::new(MemoryStore::create(identity())));
    let cases = length.pick(2000, 2);
    service.nanoseconds(cases);
    let mut trail = Vec::new();
    let leaves = pollster::block_on(Log::new(service.store).export(|piece| {
        trail.extend_from_slice(piece);
        Ok::<(), LogError>(())
    }));
    let leaves = usize::try_from(leaves.unwrap()).unwrap();
    let (mut verified, mut together, mut hashed) = (Vec::new(), Vec::new(), Vec::new());
    let mut redecided = Vec::new();
    for _ in 0..length.rounds() {
        verified.push(rate(length, || {
            let mut verifier = Verifier::new(Against::default());
            for piece in trail.chunks(1 << 16) {
                verifier.feed(piece);
            }
            assert!(verifier.finish().holds(), "the trail verifies");
            leaves
        }));
        together.push(rate(length, || {
            let mut verifier = Verifier::new(Against::default());
            feed(&mut verifier, &mut trail.as_slice()).unwrap();
            assert!(verifier.finish().holds(), "the trail verifies");
            leaves
        }));
        redecided.push(rate(length, || {
            let again = Box::new(Redecider::default());
            let mut verifier = Verifier::new(Against::default()).redeciding(again);
            feed(&mut verifier, &mut trail.as_slice()).unwrap();
            let report = verifier.finish();
            let same = report.redecided.map(|redecided| redecided.same);
            assert_eq!(same, Some(report.entries), "all of it is decided again");
            leaves
        }));
        hashed.push(rate(length, || {
            std::hint::black_box(content_hash(&trail));
            leaves
        }));
    }
    let hashed = median(hashed);
    row(
        "verifying a trail: form, hashes, links, tree, commitments, cases; one core",
        median(verified),
        "entries/s",
        Some(("SHA-256 of the file, alone", hashed)),
    );
    row(
        "the same on every core, as `jorye audit verify` does",
        median(together),
        "entries/s",
        Some(("SHA-256 of the file on one core", hashed)),
    );
    row(
        "and every entry decided again, as `jorye audit verify --replay` does",
        median(redecided),
        "entries/s",
        Some(("SHA-256 of the file on one core", hashed)),
    );
}
