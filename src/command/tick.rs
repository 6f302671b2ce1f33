//! `tick`.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::case::{Moment, fail, tell_entry, tell_reminder};
use super::context::Context;
use super::exit::Exit;
use super::render::Format;
use super::store::StoreArg;
use crate::diagnostic::{Coded, Lang, counted};
use crate::engine::apply;
use crate::library::Machine;
use crate::service::told::ticked;
use crate::service::{Cases, CasesError, Tick};
use crate::store::Access;

/// The zone in which a day is meant that is given without one.
const ZONE: &str = "Asia/Seoul";

/// Take what the clock owes
///
/// Deadlines that have run out take the transitions that the law attaches to
/// that, each at its legal time. The next act in a case would take the same; a
/// tick only does it early, so that nobody has to wait for an act. Of deadlines
/// that only remind (`expires = "remind"`), each is told once, when it has run out.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The moment up to which it is taken; without it, now. A date or a time
    /// without an offset is meant in Seoul
    #[arg(long, value_name = "DATE|TIME")]
    now: Option<Now>,
    #[command(flatten)]
    store: StoreArg,
}

/// A moment: an instant with its offset, or a day or time in Seoul.
#[derive(Debug, Clone, Copy)]
pub(super) struct Now(pub(super) Timestamp);

impl std::str::FromStr for Now {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        if let Ok(instant) = text.parse() {
            return Ok(Now(instant));
        }
        let moment: Moment = text.parse()?;
        // The zone is embedded.
        let zone = TimeZone::get(ZONE)?;
        Ok(Now(moment.in_zone(&zone)))
    }
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let store = match args.store.open(Access::ReadWrite, context) {
        Ok(store) => store,
        Err(exit) => return exit,
    };
    let library = super::library::at_hand(context);
    let mut cases = Cases::new(&store, &Machine);
    if let Some(library) = &library {
        cases = cases.with_library(library);
    }
    let now = args.now.map(|now| now.0);
    let took = async {
        let tick = cases.tick(now).await?;
        Ok::<_, CasesError>((tick, cases.remind(now, usize::MAX).await?))
    };
    match pollster::block_on(took) {
        Ok((tick, reminded)) => {
            match context.format {
                Format::Json => context.json(&ticked(&tick, &reminded)),
                Format::Human | Format::Plain => {
                    tell(&tick, context);
                    for one in &reminded {
                        tell_reminder(&one.opened, &one.look, context);
                    }
                }
            }
            if tick.failed.is_empty() {
                Exit::Well
            } else {
                Exit::Failure
            }
        }
        Err(error) => fail(&error, context),
    }
}

fn tell(tick: &Tick, context: &mut Context) {
    let mut count = 0_usize;
    for woken in &tick.woken {
        let word = context.word("사건", "Case").to_owned();
        context.line(format_args!("{word} {}", woken.after.id));
        let mut before = Some(woken.before.clone());
        for entry in &woken.entries {
            let after = apply(before.clone(), entry).ok();
            tell_entry(&woken.held, entry, before.as_ref(), after.as_ref(), context);
            before = after;
            count = count.saturating_add(1);
        }
    }
    for (case, error) in &tick.failed {
        let word = context.word("사건", "Case").to_owned();
        context.line(format_args!("{word} {case}"));
        context.finding(&error.finding());
    }
    let text = match context.lang {
        Lang::Ko if count == 0 => "시간이 지나 일어날 일이 없습니다.".to_owned(),
        Lang::En if count == 0 => "The clock owes nothing.".to_owned(),
        Lang::Ko => format!("기한이 지나 일어난 일 {count}건을 기록했습니다."),
        Lang::En => format!(
            "Recorded {} of the clock.",
            counted(count, "entry", "entries")
        ),
    };
    context.line(text);
}
