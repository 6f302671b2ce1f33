//! A service that embeds jorye: it opens a case, lets people act, explains a
//! refusal, and verifies the trail. Run it with `cargo run --example embed`.
//!
//! The service decides who somebody is and which roles they hold; jorye
//! decides whether what they attempt is lawful, and records it either way.

use jorye::audit::{Against, Verifier};
use jorye::diagnostic::Lang;
use jorye::engine::{Availability, Possibility};
use jorye::library::{Library, Machine, shipped};
use jorye::service::{Cases, Done, KeyFile, Log, LogError, Request, Who, create};
use jorye::store::SqliteOptions;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Everything is `async` and bound to no runtime; here nothing else waits.
    pollster::block_on(serve())
}

async fn serve() -> Result<(), Box<dyn std::error::Error>> {
    // The law and its procedures: here those that are shipped, elsewhere
    // `Files::read(folder)?`. A library with errors is not to be run.
    let library = Library::of(&shipped());
    assert!(library.findings.is_empty());

    // A store, and the key that signs its checkpoints in a file beside it.
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("cases.db");
    let store = create(&path, &SqliteOptions::default(), &Machine)?;
    let cases = Cases::new(&store, &Machine);

    // Who asks is what your log-in says; `via` is the part of it that answers.
    let who = |actor, role| Who::in_role(actor, role, "the intranet");
    let opening = Request::by(who("han", "division"))
        .giving("period_end", "2026-06-30")
        .giving("report_due", "2026-07-10")
        .giving("core_total", "1");
    let opened = cases.open(&library, "monitoring", None, &opening).await?;
    let case = opened.decision.after.id.clone();
    println!("Opened {case}");

    // What can be done now? Nothing is recorded.
    let (_, possible) = cases.next(&case, &who("kim", "department")).await?;
    let open = |one: &&Possibility| one.availability == Availability::Open;
    for one in possible.iter().filter(open) {
        println!("Now: {}, with {:?}", one.transition, one.asks);
    }

    // More done than was due: the law says no, and the trail keeps that.
    let report = |done| {
        Request::by(who("kim", "department"))
            .giving("tasks_due", "10")
            .giving("tasks_done", done)
    };
    told(&cases.advance(&case, "report", &report("12"), None).await?);
    told(&cases.advance(&case, "report", &report("10"), None).await?);

    // Afterwards: a checkpoint to be published, and anyone can verify.
    let log = Log::new(&store);
    let checkpoint = log.checkpoint(&KeyFile::beside(&path)).await?;
    let mut verifier = Verifier::new(Against {
        checkpoints: vec![checkpoint],
        ..Against::default()
    });
    let feed = |bytes: &[u8]| {
        verifier.feed(bytes);
        Ok::<(), LogError>(())
    };
    let leaves = log.export(feed).await?;
    let verified = verifier.finish().holds();
    println!("{leaves} leaves, the trail verifies: {verified}");
    Ok(())
}

fn told(done: &Done) {
    println!("Accepted: {}", done.accepted());
    for finding in done.refusal() {
        println!("  {} {}", finding.code, finding.title(Lang::En));
    }
}
