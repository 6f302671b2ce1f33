//! `due`: when a period ends, step by step.

use std::str::FromStr;
use std::sync::Arc;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::context::Context;
use super::exit::Exit;
use super::input::InputError;
use super::render::Format;
use super::render::wrap::paragraph;
use crate::calendar::{
    Calendar, Calendars, Count, Due, FirstDay, Pause, Period, Point, PointError, Rule, Window, due,
};
use crate::diagnostic::{Bilingual, Coded, Lang};
use crate::library::{Files, Library};

/// Work out when a period ends, and show every step with its provision
///
/// Rules: `civil` (the first day left out; a last day that is a Saturday or a
/// public holiday moves on), `civil-from-midnight`, `effect` (entry into
/// force), `restrict`, `petition`, `backward` (so long before an event),
/// `term` (of office), `fixed` and `calendar` (plain addition). Periods: `8h`,
/// `20d`, `14wd` (working days), `12w`, `3m`, `1y`, or `20 days`.
///
/// Example: jorye due --rule civil --from 2026-09-04 --period 20d
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The counting rule
    #[arg(long)]
    rule: String,
    /// The day of the event, or its time: `2026-09-23T14:00`
    #[arg(long, value_name = "DATE")]
    from: String,
    /// How long, such as `20d`
    #[arg(long)]
    period: String,
    /// The calendar: `kr`, `england-and-wales`, `netherlands`, or one of
    /// `calendars/` of the library
    #[arg(long, value_name = "ID", default_value = Calendar::DEFAULT, hide_default_value = true)]
    calendar: String,
    /// The period starts at midnight: its first day counts (with `civil`)
    #[arg(long)]
    from_midnight: bool,
    /// The days between must be clear (with `backward`)
    #[arg(long)]
    clear: bool,
    /// The period stands still from A to B, both days left out; may be given
    /// again
    #[arg(long, value_name = "A..B")]
    pause: Vec<String>,
    /// The first and the last day of every pause count, as in Dutch law
    #[arg(long, requires = "pause")]
    pause_ends_count: bool,
    /// Days that a law takes out, such as an election period; may be given
    /// again
    #[arg(long, value_name = "A..B")]
    exclude: Vec<String>,
    /// By how much the period was extended
    #[arg(long, value_name = "PERIOD")]
    extend: Option<String>,
}

/// What the command line asks, read.
struct Asked {
    rule: Rule,
    from: Point,
    period: Period,
    pauses: Vec<Pause>,
    excluded: Vec<Window>,
    extension: Option<Period>,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let asked = match asked(args) {
        Ok(asked) => asked,
        Err(error) => return context.fail(&*error, Exit::Usage),
    };
    let calendar = match calendar(&args.calendar, context) {
        Ok(calendar) => calendar,
        Err(exit) => return exit,
    };
    let count = Count {
        rule: asked.rule,
        calendar: &calendar,
        from: asked.from,
        period: asked.period,
        pauses: &asked.pauses,
        excluded: &asked.excluded,
        extension: asked.extension,
        clear: args.clear,
    };
    match due(&count) {
        Ok(found) => {
            tell(&found, asked.rule, context);
            Exit::Well
        }
        Err(error) => context.fail(&error, Exit::Usage),
    }
}

fn asked(args: &Args) -> Result<Asked, Box<dyn Coded>> {
    fn read<T: FromStr>(text: &str) -> Result<T, Box<dyn Coded>>
    where
        T::Err: Coded + 'static,
    {
        text.parse().map_err(|error: T::Err| Box::new(error) as _)
    }
    let mut rule: Rule = read(&args.rule)?;
    if args.from_midnight {
        rule = rule.from_midnight().map_err(|error| Box::new(error) as _)?;
    }
    let first_day = if args.pause_ends_count {
        FirstDay::Counted
    } else {
        FirstDay::LeftOut
    };
    let mut pauses = Vec::new();
    for text in &args.pause {
        let (from, to) = days(text)?;
        pauses.push(Pause {
            from,
            to,
            first_day,
        });
    }
    let mut excluded = Vec::new();
    for text in &args.exclude {
        let (from, to) = days(text)?;
        excluded.push(Window {
            from,
            to,
            why: Bilingual::new("`--exclude`로 준 날", "given with `--exclude`"),
            citation: None,
        });
    }
    Ok(Asked {
        rule,
        from: read(&args.from)?,
        period: read(&args.period)?,
        pauses,
        excluded,
        extension: args.extend.as_deref().map(read).transpose()?,
    })
}

/// `A..B`.
fn days(text: &str) -> Result<(Date, Date), Box<dyn Coded>> {
    let day = |text: &str| match text.parse() {
        Ok(Point::Day(day)) => Some(day),
        Ok(Point::Time(_)) | Err(_) => None,
    };
    text.split_once("..")
        .and_then(|(from, to)| Some((day(from)?, day(to)?)))
        .ok_or_else(|| {
            Box::new(PointError {
                text: text.to_owned(),
            }) as _
        })
}

/// A calendar of the library, where there is one, or one that is built in.
fn calendar(id: &str, context: &mut Context) -> Result<Arc<Calendar>, Exit> {
    let folder = context.library.clone();
    let calendars = match Files::read_calendars(&folder) {
        Ok(files) => {
            let (calendars, findings) = Library::calendars_of(&files);
            for finding in &findings {
                context.talk_finding(finding);
            }
            calendars
        }
        Err(_) if !folder.exists() => {
            let error = InputError::of(&folder, std::io::ErrorKind::NotFound.into());
            return Err(context.fail(&error, Exit::Unreadable));
        }
        Err(error) => return Err(context.fail(&error, Exit::Unreadable)),
    };
    let found = Calendars::find(&calendars, id);
    found.map_err(|error| context.fail(&error, Exit::Usage))
}

fn tell(found: &Due, rule: Rule, context: &mut Context) {
    if context.format == Format::Json {
        context.json(&object(found));
        return;
    }
    let paint = context.paint();
    let at = found.at.to_string().replace('T', " ");
    let result = match (context.lang, rule, found.at) {
        (Lang::Ko, Rule::Effect, _) => format!("{at}부터 시행"),
        (Lang::En, Rule::Effect, _) => format!("In force from {at}"),
        (Lang::Ko, Rule::Backward, _) => format!("늦어도 {at}까지"),
        (Lang::En, Rule::Backward, _) => format!("{at} at the latest"),
        (Lang::Ko, _, _) => format!("{at}까지"),
        (Lang::En, _, Point::Time(_)) => format!("Until {at}"),
        (Lang::En, _, Point::Day(_)) => format!("Until the end of {at}"),
    };
    context.line(paint.bold(&result));
    for (at, step) in found.steps.iter().enumerate() {
        let mut says = step.says(context.lang);
        if let Some(citation) = &step.citation {
            says.push_str(&format!(" [{citation}]"));
        }
        let number = at.saturating_add(1);
        let text = match context.format {
            Format::Plain => format!("{number}. {says}\n"),
            Format::Human | Format::Json => {
                paragraph(&says, &format!("{number:>3}. "), &" ".repeat(5))
            }
        };
        context.line(text.trim_end());
    }
}

fn object(found: &Due) -> Value {
    let steps: Vec<Value> = found
        .steps
        .iter()
        .map(|step| {
            json!({
                "rule": step.told.name(),
                "citation": step.citation,
                "from": step.from.to_string(),
                "to": step.to.to_string(),
                "says": { "ko": step.says(Lang::Ko), "en": step.says(Lang::En) },
            })
        })
        .collect();
    json!({ "due": found.at.to_string(), "steps": steps })
}
