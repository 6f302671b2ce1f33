//! `body show`.

use std::sync::Arc;

use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::library;
use crate::command::render::Format;
use crate::command::store::StoreArg;
use crate::command::usage;
use crate::diagnostic::Coded;
use crate::engine::{Composed, Register, composition};
use crate::library::{Machine, Surroundings, zone};
use crate::service::told::{self, held, members, vacant};
use crate::store::{Access, Store};
use crate::workflow::BodiesFile;
use crate::workflow::bodies::{Bodies, Body, CompositionRule, Holder, SeatClass};
use jiff::civil::Date;

/// Show who holds the seats of a body on a day, its composition and vacancies
///
/// What the library declares is held against the register of seats, which results
/// from the acts in the store.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The body; without it, every one
    #[arg(value_name = "BODY")]
    body: Option<String>,
    /// The day; without it, today in Seoul
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    #[command(flatten)]
    store: StoreArg,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let read = match library::read(context) {
        Ok(read) => read,
        Err(exit) => return exit,
    };
    let bodies: Arc<Bodies> = match &read.bodies {
        BodiesFile::Read(bodies) => Arc::clone(bodies),
        BodiesFile::Absent | BodiesFile::Faulty => {
            for finding in &read.findings {
                if finding
                    .place()
                    .is_some_and(|place| place.file().ends_with("bodies.toml"))
                {
                    context.talk_finding(finding);
                }
            }
            context.talk_finding(&usage::no_bodies());
            return Exit::Findings;
        }
    };
    let chosen: Vec<&Arc<Body>> = match &args.body {
        None => bodies.all.iter().collect(),
        Some(id) => match bodies.get(id) {
            Some(body) => vec![body],
            None => {
                let known = bodies.all.iter().map(|body| &**body.id());
                context.talk_finding(&usage::no_such_body(id, known));
                return Exit::Usage;
            }
        },
    };
    let on = match args.on {
        Some(on) => on,
        None => match today() {
            Ok(today) => today,
            Err(error) => return context.fail(&error, Exit::Failure),
        },
    };
    let store = match args.store.open(Access::ReadOnly, context) {
        Ok(store) => store,
        Err(exit) => return exit,
    };
    let list = match pollster::block_on(store.seats(None)) {
        Ok(list) => list,
        Err(error) => return context.fail(&error, Exit::Failure),
    };
    let register = Register::of(&list.changes);
    if context.format == Format::Json {
        let chosen = chosen.iter().map(|body| &***body);
        context.json(&told::bodies(chosen, &register, on));
    } else {
        for (at, body) in chosen.iter().enumerate() {
            if at > 0 {
                context.line("");
            }
            tell(body, &register, on, context);
        }
    }
    Exit::Well
}

/// The day it is where Korean law counts its days.
fn today() -> Result<Date, impl Coded> {
    zone("Asia/Seoul").map(|(zone, _)| Machine.now().to_zoned(zone).date())
}

/// Who a class of seats is filled by.
const fn kind(class: &SeatClass) -> (&'static str, &'static str) {
    match class.holder {
        Holder::ExOfficio => ("당연직", "ex officio"),
        Holder::Appointed => ("위촉직", "appointed"),
        Holder::Office(_) => ("직", "office"),
    }
}

fn tell(body: &Body, register: &Register, on: Date, context: &mut Context) {
    let lang = context.lang;
    let title = body.element.title.get(lang).to_owned();
    let count = members(body, register, on);
    let size = body.size.as_ref().map_or_else(String::new, |size| {
        context
            .word(
                " (정원 {least}명 이상 {most}명 이하)",
                " (of {least} to {most})",
            )
            .replace("{least}", &size.min.to_string())
            .replace("{most}", &size.max.to_string())
    });
    let head = match lang {
        crate::diagnostic::Lang::Ko => {
            format!("{title} `{}`: {on} 현재 위원 {count}명{size}", body.id())
        }
        crate::diagnostic::Lang::En => {
            format!("{title} `{}`: {count} members{size} on {on}", body.id())
        }
    };
    context.line(head);
    for class in &body.seats {
        seat(body, register, class, on, context);
    }
    for (rule, composed) in composition(body, register, on) {
        rule_told(rule, &composed, context);
    }
}

fn seat(body: &Body, register: &Register, class: &SeatClass, on: Date, context: &mut Context) {
    let held = held(body, register, class, on);
    let (ko, en) = kind(class);
    let kind = context.word(ko, en).to_owned();
    let title = class.element.title.get(context.lang).to_owned();
    let mut line = format!("  {title} `{}` ({kind}): ", class.element.id);
    line.push_str(&match class.max {
        Some(most) => format!("{}/{most}", held.len()),
        None => held.len().to_string(),
    });
    let vacant = vacant(class, held.len());
    if vacant > 0 {
        line.push_str(context.word(", 빈자리 ", ", vacant: "));
        line.push_str(&vacant.to_string());
    }
    let whence = [
        (&class.nominated_by, "추천: ", "nominated by "),
        (&class.appointed_by, "위촉: ", "appointed by "),
    ];
    for (who, ko, en) in whence {
        if let Some(who) = who {
            line.push_str("; ");
            line.push_str(context.word(ko, en));
            line.push_str(who.get(context.lang));
        }
    }
    context.line(line);
    for tenure in held {
        let until = match tenure.last_day() {
            Some(until) => until.to_string(),
            None => context.word("계속", "open").to_owned(),
        };
        context.line(format!("    {}  {} – {until}", tenure.person, tenure.from));
    }
}

fn rule_told(rule: &CompositionRule, composed: &Composed, context: &mut Context) {
    let says = rule.element.title.get(context.lang).to_owned();
    let line = match composed {
        Composed::Kept { part, whole } => {
            let word = context.word("지킴", "kept");
            format!("  [{word}] {says} ({part}/{whole})")
        }
        Composed::Waits => {
            let word = context.word("정원 미달", "not yet");
            format!("  [{word}] {says}")
        }
        Composed::Broken(fault) => {
            let word = context.word("어김", "broken");
            let why = fault.says();
            format!("  [{word}] {says} {}", why.get(context.lang))
        }
    };
    context.line(line);
}
