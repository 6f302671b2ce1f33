//! `demo`: the main job, once through, on the shipped library.

mod clock;
mod council;
mod script;

use std::path::{Path, PathBuf};

use super::check;
use super::context::Context;
use super::exit::Exit;
use super::library::Selection;
use super::output::{ExportError, OutputFile};
use crate::audit::verify::{Against, Verifier};
use crate::check::Search;
use crate::diagnostic::{Coded, Lang, counted};
use crate::engine::{Case, apply};
use crate::library::{Library, shipped};
use crate::service::{Cases, CasesError, Done, KeyFile, Log, LogError, Redecider, create};
use crate::store::{SqliteOptions, SqliteStore, Store as _};
use clock::DemoClock;
use script::{Line, STORY};

/// Do the main job once on the shipped library, and say where everything is
///
/// Checks the library, plays its scenarios, runs the Compact's monitoring and a
/// citizen's proposal, with a committee's decisions, in a fresh store, and
/// verifies the trail. The story plays in 2027, on a clock of its own.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder to write to; without it, `jorye-demo` or the next free name
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let library = Library::of(&shipped());
    match story(args, &library, context) {
        Ok(()) => Exit::Well,
        Err(exit) => exit,
    }
}

fn story(args: &Args, library: &Library, context: &mut Context) -> Result<(), Exit> {
    let folder = folder(args, context)?;
    heading(1, "검사: 시행하기 전에", "Check: before adoption", context);
    checked(library, context)?;
    heading(2, "시나리오", "Scenarios", context);
    played(library, context)?;
    heading(
        3,
        "사건: 2027년의 이야기",
        "Cases: a story of 2027",
        context,
    );
    let path = folder.join("compact.db");
    let clock = DemoClock::new();
    let store = create(&path, &SqliteOptions::default(), &clock)
        .map_err(|error| context.fail(&error, Exit::Failure))?;
    let (acts, refusals) = told(library, &store, &clock, context)?;
    heading(4, "증명: 나중에", "Proof: afterwards", context);
    let trail = folder.join("trail.jsonl");
    let checkpoint = folder.join("checkpoint.txt");
    proved(&store, &path, &trail, &checkpoint, context)?;
    pollster::block_on(store.close()).map_err(|error| context.fail(&error, Exit::Failure))?;
    heading(5, "요약", "Summary", context);
    let text = match context.lang {
        Lang::Ko => format!(
            "받아들인 행위 {acts}건, 거부한 행위 {refusals}건이 모두 기록에 남았고, 기록이 검증되었습니다."
        ),
        Lang::En => format!(
            "{acts} acts taken and {refusals} refused are all on the trail, and the trail verifies."
        ),
    };
    context.line(text);
    let key = KeyFile::beside(&path);
    let files = [
        ("저장소", "Store", path.as_path()),
        ("로그의 열쇠", "Key of the log", key.path()),
        ("내보낸 기록", "Exported trail", trail.as_path()),
        ("체크포인트", "Checkpoint", checkpoint.as_path()),
    ];
    for (ko, en, file) in files {
        let name = context.word(ko, en).to_owned();
        context.line(format_args!("- {name}: {}", file.display()));
    }
    let (path, case) = (path.display(), script::MONITORING);
    let (trail, checkpoint) = (trail.display(), checkpoint.display());
    let word = context.word("이어서 해 볼 것:", "To go on:").to_owned();
    let text = format!(
        "\n{word}\n  jorye case list --store sqlite:{path}\n  \
         jorye case history {case} --store sqlite:{path}\n  \
         jorye audit verify {trail} --checkpoint {checkpoint}"
    );
    context.line(text);
    Ok(())
}

fn heading(number: usize, ko: &str, en: &str, context: &mut Context) {
    let title = context.word(ko, en).to_owned();
    let title = context.paint().bold(&format!("{number}. {title}"));
    let before = if number == 1 { "" } else { "\n" };
    context.line(format_args!("{before}{title}"));
}

/// A new folder: the one named, or the first free one.
fn folder(args: &Args, context: &mut Context) -> Result<PathBuf, Exit> {
    let free = || {
        (2..)
            .map(|number| PathBuf::from(format!("jorye-demo-{number}")))
            .find(|path| !path.exists())
    };
    let first = Path::new("jorye-demo").to_owned();
    let folder = match &args.out {
        Some(folder) => folder.clone(),
        None if first.exists() => free().unwrap_or(first),
        None => first,
    };
    std::fs::create_dir_all(&folder).map_err(|cause| {
        let error = super::output::WriteError {
            path: folder.clone(),
            cause,
        };
        context.fail(&error, Exit::Failure)
    })?;
    Ok(folder)
}

fn checked(library: &Library, context: &mut Context) -> Result<(), Exit> {
    let selection = Selection {
        folder: PathBuf::new(),
        files: Vec::new(),
    };
    let report = check::report_on(library, &selection, Search::Properties);
    let exit = Exit::of(&report.findings);
    if exit != Exit::Well {
        for finding in &report.findings {
            context.finding(finding);
        }
    }
    let text = check::summary(&report, context);
    context.line(text);
    if exit == Exit::Well {
        Ok(())
    } else {
        Err(exit)
    }
}

fn played(library: &Library, context: &mut Context) -> Result<(), Exit> {
    let mut failed = false;
    // Those in folders of their own come after.
    let mut procedures: Vec<_> = library.procedures.values().collect();
    procedures.sort_by_key(|procedure| procedure.workflow.source.name().matches('/').count());
    for procedure in procedures {
        let (passed, all) = super::test::count(library, procedure);
        failed |= passed < all || all == 0;
        let title = procedure.workflow.title().get(context.lang).to_owned();
        let text = match context.lang {
            Lang::Ko => format!("{title}: 시나리오 {all}개 가운데 {passed}개 통과"),
            Lang::En => format!("{title}: {passed} of {all} scenarios pass"),
        };
        context.line(text);
    }
    if failed { Err(Exit::Findings) } else { Ok(()) }
}

/// Plays the story; gives how many acts were taken, and how many refused.
fn told(
    library: &Library,
    store: &SqliteStore,
    clock: &DemoClock,
    context: &mut Context,
) -> Result<(usize, usize), Exit> {
    let cases = Cases::new(store, clock);
    let mut counts = (0, 0);
    for line in STORY {
        clock.set(line.on, line.at);
        let done = pollster::block_on(act(&cases, library, line))
            .map_err(|error| context.fail(&error, Exit::Findings))?;
        if done.decision.accepted() {
            counts.0 += 1;
        } else {
            counts.1 += 1;
        }
        // The story knows how each act ends; anything else is a fault of ours.
        if done.decision.accepted() != line.taken {
            tell(&done, context);
            return Err(Exit::Findings);
        }
        tell(&done, context);
    }
    Ok(counts)
}

async fn act(cases: &Cases<'_>, library: &Library, line: &Line) -> Result<Done, CasesError> {
    let request = line.request();
    match line.act {
        None => {
            cases
                .open(library, line.workflow, Some(line.case.into()), &request)
                .await
        }
        Some(transition) => {
            cases
                .advance(&line.case.into(), transition, &request, None)
                .await
        }
    }
}

fn tell(done: &Done, context: &mut Context) {
    let mut before: Option<Case> = done.before.clone();
    if before.is_none() {
        let word = context.word("사건", "Case").to_owned();
        let name = format!("{word} {}", done.decision.entry.case);
        let name = context.paint().underlined(&name);
        context.line(format_args!("\n{name}"));
    }
    for entry in done.decision.entries() {
        let after = apply(before.clone(), entry).ok();
        super::case::tell_entry(&done.held, entry, before.as_ref(), after.as_ref(), context);
        before = after;
    }
}

/// Exports the trail, signs its head, verifies the one against the other, and
/// shows that a copy whose end is cut off does not pass.
fn proved(
    store: &SqliteStore,
    path: &Path,
    trail: &Path,
    checkpoint: &Path,
    context: &mut Context,
) -> Result<(), Exit> {
    let log = Log::new(store);
    let mut whole: Vec<u8> = Vec::new();
    let done = || -> Result<crate::audit::checkpoint::Checkpoint, ExportError> {
        pollster::block_on(log.export(|bytes| {
            whole.extend_from_slice(bytes);
            Ok::<(), LogError>(())
        }))?;
        let mut file = OutputFile::create(trail)?;
        file.write(&whole)?;
        file.finish()?;
        let signed = pollster::block_on(log.checkpoint(&KeyFile::beside(path)))?;
        let mut file = OutputFile::create(checkpoint)?;
        file.write(signed.to_text().as_bytes())?;
        file.finish()?;
        Ok(signed)
    };
    let signed = { done }().map_err(|error| context.fail(&error as &dyn Coded, Exit::Failure))?;
    let verify = |bytes: &[u8]| {
        let mut verifier = Verifier::new(Against {
            checkpoints: vec![signed.clone()],
            ..Against::default()
        })
        .redeciding(Box::new(Redecider::default()));
        verifier.feed(bytes);
        verifier.finish()
    };
    let report = verify(&whole);
    super::audit::tell_report(&report, context);
    if !report.holds() {
        return Err(Exit::Findings);
    }
    let cut = cut_short(&whole);
    let found = verify(&cut).faults.len();
    if found == 0 {
        return Err(Exit::Findings);
    }
    let text = match context.lang {
        Lang::Ko => format!(
            "사본의 마지막 기록을 지우고 그 수를 맞추어 놓아도, 체크포인트에 비추면 잘못 {found}건이 드러납니다."
        ),
        Lang::En => format!(
            "In a copy with its last entry removed, and the count made to fit, the checkpoint lays bare {}.",
            counted(u64::try_from(found).unwrap_or(u64::MAX), "fault", "faults")
        ),
    };
    context.line(text);
    Ok(())
}

/// The trail as somebody would forge it who wants its last entry gone: the
/// line is removed, and the count in the header made to fit.
fn cut_short(whole: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(whole);
    let lines: Vec<&str> = text.lines().collect();
    let kept = lines.len().saturating_sub(1);
    let mut out = String::new();
    for (at, line) in lines.iter().take(kept).enumerate() {
        match line.split_once("\"size\":") {
            Some((head, size)) if at == 0 => {
                let size: u64 = size.trim_end_matches('}').parse().unwrap_or(0);
                out.push_str(&format!("{head}\"size\":{}}}", size.saturating_sub(1)));
            }
            _ => out.push_str(line),
        }
        out.push('\n');
    }
    out.into_bytes()
}
