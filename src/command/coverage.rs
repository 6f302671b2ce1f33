//! `coverage`: what procedures encode of the law, and what they leave out.

use clap::ValueEnum;
use serde_json::{Value, json};

use super::context::Context;
use super::exit::Exit;
use super::render::{Format, json as object};
use crate::check::codes;
use crate::diagnostic::{Bilingual, Finding, Lang, counted};
use crate::library::Library;
use crate::ordinance::class::Class;
use crate::report::coverage::{Answer, Answered, Coverage, Idle, OfText, coverage};
use crate::workflow::Workflow;

/// Show whether procedures encode every duty, prohibition and power of the law
///
/// For each such provision of the texts that procedures rest on: the elements that
/// encode it, the reason why it is left out (`ordinance/waivers.toml`), or that it
/// is forgotten; and the elements that cite nothing.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The id of a text; without it, every one
    #[arg(value_name = "ORDINANCE")]
    ordinance: Option<String>,
    /// Also show what is encoded, and by which elements
    #[arg(long)]
    all: bool,
    /// Fail where provisions are forgotten, or elements cite nothing
    #[arg(
        long,
        value_name = "forgotten|uncited",
        hide_possible_values = true,
        value_delimiter = ','
    )]
    deny: Vec<Deny>,
}

/// What fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Deny {
    Forgotten,
    Uncited,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let library = match super::library::read(context) {
        Ok(library) => library,
        Err(exit) => return exit,
    };
    let workflows: Vec<&Workflow> = library
        .procedures
        .values()
        .map(|procedure| &*procedure.workflow)
        .collect();
    let mut found = coverage(&library.texts, &workflows, &library.waivers);
    if let Some(id) = &args.ordinance {
        found.texts.retain(|text| text.id == *id);
    }
    // Nothing found in nothing says nothing.
    if found.texts.is_empty() {
        context.talk_finding(&Finding::new(codes::NOTHING_TO_CHECK));
        return Exit::Findings;
    }
    let idle: Vec<Finding> = found.idle.iter().map(|it| idle(it, &library)).collect();
    if context.format == Format::Json {
        context.json(&as_json(&found, &idle));
    } else {
        tell(args, &found, &idle, context);
    }
    let denied = |what| args.deny.contains(&what);
    let missing = denied(Deny::Forgotten) && found.forgotten() > 0
        || denied(Deny::Uncited) && !found.uncited.is_empty();
    let exit = Exit::of(&idle);
    if missing {
        exit.worse(Exit::Findings)
    } else {
        exit
    }
}

fn idle(idle: &Idle, library: &Library) -> Finding {
    let (Idle::Unknown { waiver, provision }
    | Idle::Needless {
        waiver, provision, ..
    }) = idle;
    let code = match idle {
        Idle::Unknown { .. } => codes::WAIVED_PROVISION_UNKNOWN,
        Idle::Needless { .. } => codes::WAIVED_PROVISION_ENCODED,
    };
    let mut finding = Finding::new(code);
    if let Some(waiver) = library.waivers.get(*waiver) {
        finding = finding.with("waiver", format!("`{}`", waiver.id));
        if let Some(cited) = waiver.provisions.get(*provision) {
            finding = finding.at(&cited.place).with(
                "provision",
                format!("`{}`", cited.place.text().trim_matches('"')),
            );
        }
    }
    match idle {
        Idle::Needless { by, .. } => {
            finding.with("element", format!("`{}.{}`", by.workflow, by.element))
        }
        Idle::Unknown { .. } => finding,
    }
}

fn class(class: Class) -> Bilingual {
    match class {
        Class::Prohibition => Bilingual::new("금지", "prohibition"),
        Class::Duty => Bilingual::new("의무", "duty"),
        _ => Bilingual::new("권한", "power"),
    }
}

fn tell(args: &Args, found: &Coverage, idle: &[Finding], context: &mut Context) {
    for finding in idle {
        context.finding(finding);
    }
    let lang = context.lang;
    for text in &found.texts {
        let counts = ["encoded", "waived", "forgotten"].map(|word| text.count(word));
        context.line(head(text, counts, lang));
        for (word, title) in [
            ("forgotten", Bilingual::new("빠진 조항", "Forgotten")),
            (
                "waived",
                Bilingual::new("이유를 적어 담지 않은 조항", "Left out, for a reason"),
            ),
            ("encoded", Bilingual::new("담긴 조항", "Encoded")),
        ] {
            let lines: Vec<&Answered> = text
                .provisions
                .iter()
                .filter(|one| one.answer.as_str() == word)
                .collect();
            if lines.is_empty() || (word == "encoded" && !args.all) {
                continue;
            }
            context.line("");
            context.line(title.get(lang));
            for one in lines {
                context.line(line(one, lang));
            }
        }
        context.line("");
    }
    if !found.uncited.is_empty() {
        context.line(match lang {
            Lang::Ko => "근거를 적지 않은 요소",
            Lang::En => "Elements that cite nothing",
        });
        for at in &found.uncited {
            context.line(format_args!("  {}.{}", at.workflow, at.element));
        }
        context.line("");
    }
    let forgotten = found.forgotten();
    let uncited = found.uncited.len();
    context.line(match lang {
        Lang::Ko => format!("빠진 조항 {forgotten}, 근거 없는 요소 {uncited}."),
        Lang::En => format!(
            "{} forgotten, {} without a basis.",
            counted(forgotten, "provision", "provisions"),
            counted(uncited, "element", "elements")
        ),
    });
}

fn head(text: &OfText, [encoded, waived, forgotten]: [usize; 3], lang: Lang) -> String {
    let title = text.title.get(lang);
    let all = text.provisions.len();
    match lang {
        Lang::Ko => format!(
            "{title}(`{}`): 의무ㆍ금지ㆍ권한 조항 {all}개 가운데 담김 {encoded}, 이유를 적어 담지 않음 {waived}, 빠짐 {forgotten}",
            text.id
        ),
        Lang::En => format!(
            "{title} (`{}`): of {} that bind or empower, {encoded} encoded, {waived} left out for a reason, {forgotten} forgotten",
            text.id,
            counted(all, "provision", "provisions")
        ),
    }
}

fn line(one: &Answered, lang: Lang) -> String {
    let place = one.path.to_text(lang);
    let heading = one.heading.get(lang);
    let heading = if heading.is_empty() {
        String::new()
    } else {
        format!(" ({heading})")
    };
    let class = class(one.class);
    let answer = match &one.answer {
        Answer::Encoded(by) => {
            let by: Vec<String> = by
                .iter()
                .map(|at| format!("{}.{}", at.workflow, at.element))
                .collect();
            by.join(", ")
        }
        Answer::Waived { reason, .. } => reason.get(lang).to_owned(),
        Answer::Forgotten => shortened(one.says.get(lang)),
    };
    format!("  {place}{heading} [{}]: {answer}", class.get(lang))
}

/// The beginning of a provision: enough to know it by.
fn shortened(text: &str) -> String {
    const MOST: usize = 90;
    let mut words: String = text.chars().take(MOST).collect();
    if words.len() < text.len() {
        words.push('…');
    }
    words
}

fn as_json(found: &Coverage, idle: &[Finding]) -> Value {
    let texts = found.texts.iter().map(|text| {
        json!({
            "id": text.id,
            "title": object::bilingual(&text.title),
            "encoded": text.count("encoded"),
            "waived": text.count("waived"),
            "forgotten": text.count("forgotten"),
            "provisions": text.provisions.iter().map(provision).collect::<Vec<_>>(),
        })
    });
    json!({
        "texts": texts.collect::<Vec<_>>(),
        "uncited": found
            .uncited
            .iter()
            .map(|at| json!({ "workflow": &*at.workflow, "element": at.element }))
            .collect::<Vec<_>>(),
        "findings": idle.iter().map(object::finding).collect::<Vec<_>>(),
    })
}

fn provision(one: &Answered) -> Value {
    let by = match &one.answer {
        Answer::Encoded(by) => by
            .iter()
            .map(|at| json!({ "workflow": &*at.workflow, "element": at.element }))
            .collect(),
        _ => Vec::new(),
    };
    let reason = match &one.answer {
        Answer::Waived { reason, .. } => object::bilingual(reason),
        _ => Value::Null,
    };
    json!({
        "provision": { "ko": one.path.to_text(Lang::Ko), "en": one.path.to_text(Lang::En) },
        "heading": object::bilingual(&one.heading),
        "class": one.class.as_str(),
        "answer": one.answer.as_str(),
        "by": by,
        "reason": reason,
    })
}
