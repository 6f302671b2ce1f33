//! `demo`: the main job, once through, on the shipped library.

mod clock;
mod play;
mod written;

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;

use super::check;
use super::context::Context;
use super::exit::Exit;
use super::library::Selection;
use super::output::{ExportError, OutputFile};
use crate::audit::verify::{Against, Verifier};
use crate::check::Search;
use crate::diagnostic::{Bilingual, Code, Coded, Finding, Lang, counted};
use crate::guard::Name;
use crate::library::{Library, shipped, zone};
use crate::service::{KeyFile, Log, LogError, Redecider, create};
use crate::store::{SqliteOptions, SqliteStore, Store as _};
use crate::workflow::scenario::Story;
use clock::DemoClock;
use play::Player;

/// Do the main job once on the shipped library, and say where everything is
///
/// Checks the library, plays its scenarios, runs four years of the Compact in a
/// fresh store, from the survey to evaluation and the next plans, and verifies
/// the trail. The story plays from 2026 to 2030, on a clock of its own.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder to write to; without it, `jorye-demo` or the next free name
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Stop the story behind a step (its number), a day, or a stage (its id), so
    /// that `jorye case` goes on from there
    #[arg(long, value_name = "STEP|DATE|STAGE")]
    until: Option<String>,
}

/// Where the story stops.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Until {
    /// Behind so many steps.
    Step(usize),
    /// Behind the steps of a day.
    Day(Date),
    /// Behind a stage.
    Stage(Name),
}

impl Until {
    /// What is meant in a story: a number, a day, or a stage that it has.
    fn of(text: &str, story: &Story) -> Option<Self> {
        if let Ok(step) = text.parse() {
            return Some(Until::Step(step));
        }
        if let Ok(day) = text.parse() {
            return Some(Until::Day(day));
        }
        let stage = story.stages.iter().find(|stage| *stage.id == *text)?;
        Some(Until::Stage(stage.id.clone()))
    }

    /// How many steps are played.
    fn steps(&self, story: &Story) -> usize {
        match self {
            Until::Step(number) => *number,
            Until::Day(day) => story.steps().take_while(|step| step.on() <= *day).count(),
            Until::Stage(id) => {
                let last = story.stages.iter().position(|stage| stage.id == *id);
                let played = last.map_or(0, |at| at.saturating_add(1));
                let stages = story.stages.iter().take(played);
                stages.map(|stage| stage.steps.len()).sum()
            }
        }
    }
}

/// There is no such place in the story.
#[derive(Debug, Clone, thiserror::Error)]
#[error("`{named}` is no step, day or stage of the story")]
struct NoSuchPlace {
    named: String,
    known: String,
}

impl Coded for NoSuchPlace {
    fn finding(&self) -> Finding {
        Finding::new(NO_SUCH_PLACE)
            .with("named", self.named.as_str())
            .with("known", self.known.as_str())
    }
}

/// There is no such place in the story.
const NO_SUCH_PLACE: Code = Code(976);

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let library = Library::of(&shipped());
    match story(args, &library, context) {
        Ok(()) => Exit::Well,
        Err(exit) => exit,
    }
}

fn story(args: &Args, library: &Library, context: &mut Context) -> Result<(), Exit> {
    // The shipped library has one story.
    let story = library.stories.first().ok_or(Exit::Failure)?;
    let until = match &args.until {
        None => None,
        Some(named) => {
            let stages: Vec<&str> = story.stages.iter().map(|stage| &*stage.id).collect();
            let error = NoSuchPlace {
                named: named.clone(),
                known: stages.join(", "),
            };
            let until = Until::of(named, story);
            Some(until.ok_or_else(|| context.fail(&error, Exit::Usage))?)
        }
    };
    let steps = until.map_or(usize::MAX, |until| until.steps(story));
    let folder = folder(args, context)?;
    heading(1, "검사: 시행하기 전에", "Check: before adoption", context);
    checked(library, context)?;
    heading(2, "시나리오", "Scenarios", context);
    played(library, story, context)?;
    let title = Bilingual::new(
        format!("사건: {}", story.title.ko),
        format!("Cases: {}", story.title.en),
    );
    heading(3, &title.ko, &title.en, context);
    let path = folder.join("compact.db");
    let clock = DemoClock::new(Timestamp::UNIX_EPOCH);
    let first = story.steps().next().map(|step| step.on());
    if let Some(first) = first {
        // The log begins in the morning of the first day.
        let zone = zone("Asia/Seoul").ok();
        let morning = zone.and_then(|(zone, _)| first.at(9, 0, 0, 0).to_zoned(zone).ok());
        clock.set(morning.map(|it| it.timestamp()).unwrap_or_default());
    }
    let store = create(&path, &SqliteOptions::default(), &clock)
        .map_err(|error| context.fail(&error, Exit::Failure))?;
    let mut player = Player::new(library, story, &store, &clock);
    told(&mut player, steps, context)?;
    let counts = (player.acts, player.refusals);
    let shown = path.display().to_string();
    let next = story.steps().nth(steps).map(|next| {
        player
            .command(next, steps.saturating_add(1), &shown)
            .map_err(|error| context.fail(&error, Exit::Failure))
    });
    let next = next.transpose()?.unwrap_or_default();
    let monitored = player
        .id(&Name::from(SHOWN))
        .ok()
        .flatten()
        .map_or_else(String::new, |id| id.to_string());
    heading(4, "증명: 나중에", "Proof: afterwards", context);
    let trail = folder.join("trail.jsonl");
    let checkpoint = folder.join("checkpoint.txt");
    proved(&store, &path, &trail, &checkpoint, context)?;
    pollster::block_on(store.close()).map_err(|error| context.fail(&error, Exit::Failure))?;
    heading(5, "요약", "Summary", context);
    context.line(play::sum(counts.0, counts.1, context.lang));
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
    let path = path.display();
    let (trail, checkpoint) = (trail.display(), checkpoint.display());
    let word = context.word("이어서 해 볼 것:", "To go on:").to_owned();
    let text = format!(
        "\n{word}\n  jorye case list --store sqlite:{path}\n  \
         jorye case history {monitored} --store sqlite:{path}\n  \
         jorye audit verify {trail} --checkpoint {checkpoint}"
    );
    context.line(text);
    for line in next {
        context.line(format_args!("  {line}"));
    }
    Ok(())
}

/// The case whose history is proposed to be looked at.
const SHOWN: &str = "council_2026";

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

fn played(library: &Library, story: &Story, context: &mut Context) -> Result<(), Exit> {
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
    let (passes, entries) = super::test::plays(library, story, context);
    failed |= !passes;
    let title = story.title.get(context.lang);
    let text = match context.lang {
        Lang::Ko => format!("이야기 “{title}”: 기록 {entries}건"),
        Lang::En => format!(
            "The story “{title}”: {}",
            counted(
                u64::try_from(entries).unwrap_or(u64::MAX),
                "entry",
                "entries"
            )
        ),
    };
    context.line(text);
    if failed { Err(Exit::Findings) } else { Ok(()) }
}

/// Plays so many steps of the story, with a heading for each stage.
fn told(player: &mut Player<'_>, steps: usize, context: &mut Context) -> Result<(), Exit> {
    let story = player.story;
    let mut at = 0_usize;
    for stage in &story.stages {
        if at >= steps {
            break;
        }
        let title = stage.title.get(context.lang).to_owned();
        let title = context.paint().underlined(&title);
        context.line(format_args!("\n{title} ({})", stage.id));
        for step in &stage.steps {
            if at >= steps {
                break;
            }
            at = at.saturating_add(1);
            player.play(step, at, context)?;
        }
    }
    Ok(())
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
