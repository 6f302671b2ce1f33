//! `explain`: what a code means, why it matters, how to mend it.

mod page;
pub(super) mod pages;

use serde_json::{Value, json};

use super::codes;
use super::context::Context;
use super::exit::Exit;
use super::render::{Format, words};
use crate::diagnostic::{Coded, Finding, Lang, Message, catalogue, nearest};

/// Explain a code: what it means, why it matters, how to mend it
///
/// With a bad and a good example. Without a code, all of them are listed with
/// their titles.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The code, such as J0203, or its name, such as unreachable-state
    code: Option<String>,
}

/// There is no such code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no code `{given}`")]
pub struct UnknownCode {
    /// What was given.
    pub given: String,
}

impl Coded for UnknownCode {
    fn finding(&self) -> Finding {
        let codes: Vec<String> = catalogue::messages().map(|m| m.code.to_string()).collect();
        let names = catalogue::messages().map(|message| message.name);
        let capital = self.given.to_ascii_uppercase();
        let near = nearest(&capital, codes.iter().map(String::as_str))
            .or_else(|| nearest(&self.given, names))
            .map(|near| format!("`{near}`"));
        Finding::new(codes::UNKNOWN_CODE)
            .with("code", &self.given)
            .suggest(near)
    }
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    match &args.code {
        None => list(context),
        Some(given) => match message(given) {
            Ok(message) => one(message, context),
            Err(error) => context.fail(&error, Exit::Usage),
        },
    }
}

fn message(given: &str) -> Result<&'static Message, UnknownCode> {
    let by_code = given.parse().ok().and_then(catalogue::find);
    by_code
        .or_else(|| catalogue::messages().find(|message| message.name == given))
        .ok_or_else(|| UnknownCode {
            given: given.to_owned(),
        })
}

fn one(message: &Message, context: &mut Context) -> Exit {
    let page = pages::of(message.code);
    let text = page.get(context.lang).trim_end().to_owned();
    match context.format {
        Format::Json => {
            let mut object = summary(message);
            if let Value::Object(keys) = &mut object {
                keys.insert("page".to_owned(), both(|lang| page.get(lang).to_owned()));
            }
            context.json(&object);
        }
        Format::Human | Format::Plain => {
            let level = words::level(message.level, context.lang);
            let header = format!("{level}[{}] {}", message.code, message.name);
            let paint = context.paint();
            context.line(paint.bold(&header));
            context.line("");
            context.line(page::for_terminal(&text, paint));
        }
    }
    Exit::Well
}

fn list(context: &mut Context) -> Exit {
    if context.format == Format::Json {
        let all = catalogue::messages().map(summary).collect::<Vec<_>>();
        context.json(&json!({ "codes": all }));
        return Exit::Well;
    }
    let lang = context.lang;
    let paint = context.paint();
    let mut subject = None;
    for message in catalogue::messages() {
        let number = message.code.0 / 100;
        if subject != Some(number) {
            if subject.is_some() {
                context.line("");
            }
            context.line(paint.bold(subject_of(number, lang)));
            subject = Some(number);
        }
        let level = words::level(message.level, lang);
        let title = pages::of(message.code).title(lang);
        context.line(match context.format {
            Format::Plain => format!("{}, {level}: {title}", message.code),
            Format::Human | Format::Json => {
                let width = if lang == Lang::Ko { 4 } else { 7 };
                format!("  {}  {level:width$}  {title}", message.code)
            }
        });
    }
    Exit::Well
}

fn summary(message: &Message) -> Value {
    let page = pages::of(message.code);
    json!({
        "code": message.code.to_string(),
        "name": message.name,
        "level": message.level.as_str(),
        "title": both(|lang| page.title(lang).to_owned()),
    })
}

fn both(text: impl Fn(Lang) -> String) -> Value {
    json!({ "ko": text(Lang::Ko), "en": text(Lang::En) })
}

/// What the first two digits of a code stand for.
const fn subject_of(number: u16, lang: Lang) -> &'static str {
    let (ko, en) = match number {
        1 => ("01 절차 파일의 읽기", "01 Reading of workflow files"),
        2 => ("02 절차의 그림(상태와 전이)", "02 States and transitions"),
        3 => ("03 법의 본문과 인용", "03 Texts of law and citations"),
        4 => ("04 규칙", "04 Rules"),
        5 => ("05 사람과 역할", "05 People and roles"),
        6 => ("06 기한", "06 Time"),
        7 => ("07 행위와 거부", "07 Acts and refusals"),
        8 => ("08 감사 기록", "08 The audit trail"),
        9 => ("09 저장소와 사용", "09 Stores and use"),
        _ => ("그 밖", "Other"),
    };
    match lang {
        Lang::Ko => ko,
        Lang::En => en,
    }
}
