//! `text show`: the provisions of a text, as they were read.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::outline::{Entry, Outline};
use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::render::{Format, visible, wrap};
use crate::diagnostic::Lang;
use crate::ordinance::{Act, Class, Part, Provision, ProvisionKind, Stay};

/// Show the provisions of a text as they are read: numbers, headings, classes,
/// fingerprints
///
/// Reads the project's own form (a TOML head between `+++` lines), Markdown as
/// the government's texts are republished, and plain text. What looks wrong in
/// the text is said on standard error.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file
    file: PathBuf,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let (reading, exit) = match super::read(&args.file, context) {
        Ok(read) => read,
        Err(exit) => return exit,
    };
    if context.format == Format::Json {
        let mut acts = reading.acts.iter().map(object);
        let mut first = acts
            .next()
            .unwrap_or_else(|| json!({ "title": null, "promulgated": null, "provisions": [] }));
        if let Value::Object(keys) = &mut first {
            keys.insert("more".to_owned(), acts.collect());
        }
        context.json(&first);
        return exit;
    }
    for (index, act) in reading.acts.iter().enumerate() {
        if index > 0 {
            context.line("");
        }
        if context.format == Format::Plain {
            plain(act, context);
        } else {
            human(act, context);
        }
        if context.is_closed() {
            break;
        }
    }
    exit
}

/// The object of one act. A file with several acts gives the first, with the
/// others, in order, as `more`.
fn object(act: &Act) -> Value {
    let provisions: Vec<Value> = act
        .provisions
        .iter()
        .map(|provision| {
            json!({
                "id": provision.path.to_text(Lang::Ko),
                "kind": provision.kind.as_str(),
                "heading": provision.heading,
                "class": provision.class.as_str(),
                "deleted": provision.deleted,
                "addendum": provision.addendum(),
                "line": provision.place.line(),
                "fingerprint": provision.fingerprint.as_str(),
                "text": provision.text,
            })
        })
        .collect();
    json!({
        "title": act.title,
        "promulgated": act.head.promulgated.map(|day| day.to_string()),
        "id": act.head.id,
        "kind": act.head.kind.as_str(),
        "number": act.head.number,
        "in_force": act.head.in_force.map(|day| day.to_string()),
        "repealed": act.head.repealed.map(|day| day.to_string()),
        "saving": act.head.saving.as_ref().map(|saving| saving.written.as_str()),
        "stayed": act.head.stays.iter().map(stay).collect::<Vec<_>>(),
        "parts": act.head.parts.iter().map(part).collect::<Vec<_>>(),
        "provisions": provisions,
    })
}

fn stay(stay: &Stay) -> serde_json::Value {
    json!({
        "from": stay.from.to_string(),
        "until": stay.until.map(|day| day.to_string()),
        "order": stay.order,
    })
}

fn part(part: &Part) -> serde_json::Value {
    json!({
        "id": part.of.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "in_force": part.in_force.map(|day| day.to_string()),
        "repealed": part.repealed.map(|day| day.to_string()),
        "stayed": part.stays.iter().map(stay).collect::<Vec<_>>(),
    })
}

/// What the head says, in one line; empty if it says nothing.
fn head(act: &Act, context: &Context) -> String {
    let mut parts = Vec::new();
    let head = &act.head;
    if let Some(day) = head.promulgated {
        parts.push(format!("{} {day}", context.word("공포", "promulgated")));
    }
    if let Some(number) = &head.number {
        parts.push(match context.lang {
            Lang::Ko => format!("제{number}호"),
            Lang::En => format!("no. {number}"),
        });
    }
    for (day, ko, en) in [
        (head.in_force, "시행", "in force"),
        (head.repealed, "폐지", "repealed"),
    ] {
        if let Some(day) = day {
            parts.push(format!("{} {day}", context.word(ko, en)));
        }
    }
    for stay in &head.stays {
        parts.push(format!("{} {stay}", context.word("효력정지", "stayed")));
    }
    for part in &head.parts {
        let of: Vec<String> = part.of.iter().map(|of| of.to_text(context.lang)).collect();
        let of = of.join(", ");
        for (day, ko, en) in [
            (part.in_force, "시행", "in force"),
            (part.repealed, "폐지", "repealed"),
        ] {
            if let Some(day) = day {
                parts.push(format!("{of} {} {day}", context.word(ko, en)));
            }
        }
        for stay in &part.stays {
            let word = context.word("효력정지", "stayed");
            parts.push(format!("{of} {word} {stay}"));
        }
    }
    visible(&parts.join(", "))
}

/// How many provisions of each level and class there are.
fn count(act: &Act, context: &Context) -> String {
    let of_kind = |kind: ProvisionKind| act.provisions.iter().filter(|p| p.kind == kind).count();
    let of_class = |class: Class| act.provisions.iter().filter(|p| p.class == class).count();
    let (articles, paragraphs) = (
        of_kind(ProvisionKind::Article),
        of_kind(ProvisionKind::Paragraph),
    );
    let (subparagraphs, items) = (
        of_kind(ProvisionKind::Subparagraph),
        of_kind(ProvisionKind::Item),
    );
    let (duties, prohibitions, powers) = (
        of_class(Class::Duty),
        of_class(Class::Prohibition),
        of_class(Class::Power),
    );
    match context.lang {
        Lang::Ko => format!(
            "조 {articles}, 항 {paragraphs}, 호 {subparagraphs}, 목 {items}. \
             의무 {duties}, 금지 {prohibitions}, 권한 {powers}."
        ),
        Lang::En => format!(
            "{articles} articles, {paragraphs} paragraphs, {subparagraphs} subparagraphs, \
             {items} items. {duties} duties, {prohibitions} prohibitions, {powers} powers."
        ),
    }
}

/// The class, in words; none for a provision of no class.
pub(super) const fn class(class: Class, lang: Lang) -> Option<&'static str> {
    Some(match (class, lang) {
        (Class::Other, _) => return None,
        (Class::Prohibition, Lang::Ko) => "금지",
        (Class::Duty, Lang::Ko) => "의무",
        (Class::Power, Lang::Ko) => "권한",
        (Class::Establishment, Lang::Ko) => "설치",
        (Class::Fiction, Lang::Ko) => "간주",
        (Class::Definition, Lang::Ko) => "정의",
        (class, Lang::En) => class.as_str(),
    })
}

fn human(act: &Act, context: &mut Context) {
    let paint = context.paint();
    context.line(paint.bold(&visible(&act.title)));
    let head = head(act, context);
    if !head.is_empty() {
        context.line(paint.dim(&head));
    }
    for entry in Outline::of(act).entries() {
        match entry {
            Entry::Heading { text } => {
                context.line("");
                context.line(paint.bold(&visible(text)));
            }
            Entry::Provision { provision, label } => {
                let depth = depth(provision.kind);
                let indent = " ".repeat(depth * 2);
                let class = class(provision.class, context.lang)
                    .map(|class| format!("[{class}]"))
                    .unwrap_or_default();
                let text = visible(&provision.text);
                if depth == 0 {
                    let print = provision.fingerprint.as_str();
                    let short = print.get(..SHORT_PRINT).unwrap_or(print);
                    context.line("");
                    let mut line = paint.bold(&visible(label));
                    for (part, painted) in [
                        (class.as_str(), paint.class(provision.class, &class)),
                        (short, paint.dim(short)),
                    ] {
                        if !part.is_empty() {
                            line.push_str("  ");
                            line.push_str(&painted);
                        }
                    }
                    context.line(line);
                    if !text.is_empty() {
                        context.line(wrap::paragraph(&text, "  ", "  "));
                    }
                } else {
                    let first = format!("{indent}{label} ");
                    let hanging = " ".repeat(wrap::width(&first));
                    let mut words = text;
                    if !class.is_empty() {
                        words.push(' ');
                        words.push_str(&class);
                    }
                    let wrapped = wrap::paragraph(&words, &first, &hanging);
                    context.line(match wrapped.strip_suffix(class.as_str()) {
                        Some(before) => {
                            format!("{before}{}", paint.class(provision.class, &class))
                        }
                        None => wrapped,
                    });
                }
            }
        }
        if context.is_closed() {
            return;
        }
    }
    context.line("");
    context.line(paint.dim(&count(act, context)));
}

/// `sha256:` and twelve digits: enough to compare by eye.
const SHORT_PRINT: usize = "sha256:".len() + 12;

const fn depth(kind: ProvisionKind) -> usize {
    match kind {
        ProvisionKind::Article => 0,
        ProvisionKind::Paragraph => 1,
        ProvisionKind::Subparagraph => 2,
        ProvisionKind::Item => 3,
    }
}

fn plain(act: &Act, context: &mut Context) {
    context.line(visible(&act.title));
    let head = head(act, context);
    if !head.is_empty() {
        context.line(head);
    }
    let lang = context.lang;
    for entry in Outline::of(act).entries() {
        match entry {
            Entry::Heading { text } => context.line(format!("\n{}", visible(text))),
            Entry::Provision { provision, .. } => context.line(sentence(provision, lang)),
        }
    }
    context.line(format!("\n{}", count(act, context)));
}

/// `제9조제2항, 의무: …`
fn sentence(provision: &Provision, lang: Lang) -> String {
    let mut out = provision.path.to_text(lang);
    if !provision.heading.is_empty() {
        out.push_str(&format!(", {}", visible(&provision.heading)));
    }
    if let Some(class) = class(provision.class, lang) {
        out.push_str(&format!(", {class}"));
    }
    if !provision.text.is_empty() {
        out.push_str(": ");
        out.push_str(&visible(&provision.text));
    }
    out
}
