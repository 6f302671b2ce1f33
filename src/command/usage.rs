//! Command lines that were not understood, told as findings.

use std::ffi::OsString;

use clap::ValueEnum;
use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::codes;
use super::context::Context;
use super::exit::Exit;
use super::render::Format;
use crate::diagnostic::{Bilingual, Finding, Lang, nearest_quoted, with_particle};

/// What must be known before the line is parsed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Early {
    /// `--lang`, if it is given and right.
    pub lang: Option<Lang>,
    /// `--format`, if it is given and right.
    pub format: Option<Format>,
}

impl Early {
    /// Looks for the two anywhere before `--`.
    pub fn of(arguments: &[OsString]) -> Self {
        let mut early = Early::default();
        let mut words = arguments
            .iter()
            .skip(1)
            .map(|word| word.to_string_lossy())
            .take_while(|word| word != "--");
        while let Some(word) = words.next() {
            let (name, value) = match word.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                None => (word.into_owned(), None),
            };
            if name != "--lang" && name != "--format" {
                continue;
            }
            let Some(value) = value.or_else(|| words.next().map(|word| word.into_owned())) else {
                break;
            };
            if name == "--lang" {
                early.lang = value.parse().ok();
            } else {
                early.format = Format::from_str(&value, false).ok();
            }
        }
        early
    }
}

/// Shows the help that was asked for, or tells what was not understood.
pub fn tell(error: &clap::Error, context: &mut Context) -> Exit {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            context.print(styled(&error.render(), context.colour));
            Exit::Well
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            context.talk_help(&error.render());
            Exit::Usage
        }
        _ => {
            context.talk_finding(&finding(error));
            Exit::Usage
        }
    }
}

/// `--effective`, for `case open`.
pub(super) fn no_earlier_opening() -> Finding {
    Finding::new(codes::WRONG_USE)
        .with(
            "problem",
            Bilingual::new(
                "사건은 기록하는 때에 열립니다. 여는 때를 앞당길 수 없습니다.",
                "A case is opened when that is recorded, and never earlier.",
            ),
        )
        .with(
            "how",
            Bilingual::new(
                "`--effective`는 `receipt = \"effective\"`인 전이에만 씁니다.",
                "`--effective` is for transitions with `receipt = \"effective\"`.",
            ),
        )
}

/// `text diff` of two files that share no text.
pub(super) fn nothing_in_common() -> Finding {
    Finding::new(codes::WRONG_USE)
        .with(
            "problem",
            Bilingual::new(
                "두 파일에 같은 법령이 없어 비교한 것이 없습니다.",
                "The files have no text in common; nothing was compared.",
            ),
        )
        .with(
            "how",
            Bilingual::new(
                "한 법령의 두 판을 주십시오.",
                "Give two versions of one text.",
            ),
        )
}

/// A body that the library does not declare.
pub(super) fn no_such_body<'a>(body: &str, known: impl Iterator<Item = &'a str>) -> Finding {
    let known: Vec<&str> = known.collect();
    let list = known.join(", ");
    Finding::new(codes::WRONG_USE)
        .with(
            "problem",
            Bilingual::new(
                format!("`{body}` 회의체가 없습니다."),
                format!("There is no body `{body}`."),
            ),
        )
        .with(
            "how",
            Bilingual::new(
                format!("다음 가운데 하나를 씁니다: {list}."),
                format!("It is one of: {list}."),
            ),
        )
        .suggest(nearest_quoted(body, known))
}

/// A library without bodies.
pub(super) fn no_bodies() -> Finding {
    Finding::new(codes::WRONG_USE)
        .with(
            "problem",
            Bilingual::new(
                "라이브러리에 읽을 수 있는 회의체가 없습니다.",
                "The library has no body that can be read.",
            ),
        )
        .with(
            "how",
            Bilingual::new(
                "`ordinance/bodies.toml`에 선언하거나, `--library`로 다른 라이브러리를 주십시오.",
                "Declare one in `ordinance/bodies.toml`, or name another library with `--library`.",
            ),
        )
}

/// `--as` with what is no role of the workflow.
pub(super) fn no_such_role<'a>(
    role: &str,
    workflow: &str,
    known: impl Iterator<Item = &'a str>,
) -> Finding {
    let known: Vec<&str> = known.collect();
    let list = known.join(", ");
    Finding::new(codes::WRONG_USE)
        .with(
            "problem",
            Bilingual::new(
                format!(
                    "절차 `{workflow}`에는 `{role}` 역할이 없습니다. 아무것도 기록하지 않았습니다."
                ),
                format!("Workflow `{workflow}` has no role `{role}`. Nothing was recorded."),
            ),
        )
        .with(
            "how",
            Bilingual::new(
                format!("`--as`에는 다음 가운데 하나를 씁니다: {list}."),
                format!("`--as` takes one of: {list}."),
            ),
        )
        .suggest(crate::diagnostic::nearest_quoted(role, known))
}

/// `audit checkpoint --cosigned` where there is none.
pub(super) fn nothing_cosigned() -> Finding {
    Finding::new(codes::WRONG_USE)
        .with(
            "problem",
            Bilingual::new(
                "증인이 함께 서명한 체크포인트가 보관되어 있지 않습니다.",
                "No checkpoint that a witness has cosigned is kept.",
            ),
        )
        .with(
            "how",
            Bilingual::new(
                "증인에게서 받은 체크포인트를 `jorye audit checkpoint --add FILE`로 먼저 보관합니다.",
                "Keep the one that the witness gave back with `jorye audit checkpoint --add FILE` first.",
            ),
        )
}

/// `new --title` with nothing to read, or with signs that no title has.
pub(super) fn no_title() -> Finding {
    Finding::new(codes::WRONG_USE)
        .with(
            "problem",
            Bilingual::new(
                "조례의 제목이 비었거나 제목에 쓸 수 없는 글자가 있습니다.",
                "The title of the ordinance is empty, or has signs that no title has.",
            ),
        )
        .with(
            "how",
            Bilingual::new(
                "`--title \"도시텃밭 분양 조례\"`처럼 한 줄로 적습니다.",
                "Write it on one line: `--title \"Ordinance on Garden Plots\"`.",
            ),
        )
}

/// `audit witness init --name` with what names no key.
pub(super) fn no_witness_name(why: Bilingual) -> Finding {
    Finding::new(codes::WRONG_USE).with("problem", why).with(
        "how",
        Bilingual::new(
            "`assembly.example/w1`처럼 공백과 `+`가 없는 이름을 씁니다.",
            "Take a name without white space and `+`, such as `assembly.example/w1`.",
        ),
    )
}

/// `audit witness sign --proof` with a proof of an entry.
pub(super) fn witness_wants_growth() -> Finding {
    Finding::new(codes::WRONG_USE)
        .with(
            "problem",
            Bilingual::new(
                "증인에게는 한 기록의 증명이 아니라 로그가 늘기만 했다는 증명이 필요합니다.",
                "A witness needs a proof that the log only grew, not one of an entry.",
            ),
        )
        .with(
            "how",
            Bilingual::new(
                "`jorye audit prove --since`가 쓴 파일을 줍니다.",
                "Give the file that `jorye audit prove --since` wrote.",
            ),
        )
}

/// `--format json`, for `show`.
pub(super) fn no_json_here() -> Finding {
    Finding::new(codes::WRONG_USE)
        .with(
            "problem",
            Bilingual::new(
                "`show` 명령에는 `json` 형식이 없습니다.",
                "`show` has no form `json`.",
            ),
        )
        .with(
            "how",
            Bilingual::new(
                "`text`, `dot`, `mermaid` 가운데 하나를 씁니다.",
                "It takes `text`, `dot` and `mermaid`.",
            ),
        )
}

/// `--format dot` and the like, for a command that does not take it.
pub(super) fn form_elsewhere() -> Finding {
    Finding::new(codes::WRONG_USE)
        .with(
            "problem",
            Bilingual::new(
                "`text`, `dot`, `mermaid` 형식은 `show` 명령에만, `sarif` 형식은 `check` 명령에만 쓸 수 있습니다.",
                "Only `show` takes the forms `text`, `dot` and `mermaid`, and only `check` takes `sarif`.",
            ),
        )
        .with(
            "how",
            Bilingual::new(
                "모든 명령에 `human`, `plain`, `json`을 쓸 수 있습니다.",
                "Every command takes `human`, `plain` and `json`.",
            ),
        )
}

/// `--give` names a fact twice.
pub(super) fn given_twice(fact: &str) -> Finding {
    Finding::new(codes::WRONG_USE)
        .with(
            "problem",
            Bilingual::new(
                format!("`{fact}` 값을 두 번 주었습니다."),
                format!("`{fact}` is given twice."),
            ),
        )
        .with(
            "how",
            Bilingual::new(
                "맞는 값 하나만 남기십시오.",
                "Leave the one value that is right.",
            ),
        )
}

/// `JORYE_STORE` does not name a store.
pub(super) fn store_of_environment(named: &str) -> Finding {
    Finding::new(codes::WRONG_USE)
        .with(
            "problem",
            Bilingual::new(
                format!("환경 변수 JORYE_STORE의 값 `{named}`에는 저장소가 적혀 있지 않습니다."),
                format!("JORYE_STORE is `{named}`, which names no store."),
            ),
        )
        .with(
            "how",
            Bilingual::new(
                "`sqlite:FILE`의 꼴로 적으십시오.",
                "Write it in the form `sqlite:FILE`.",
            ),
        )
}

/// A proof of an entry was given without the entry, or with a checkpoint.
pub(super) fn proof_of_entry() -> Finding {
    Finding::new(codes::WRONG_USE)
        .with(
            "problem",
            Bilingual::new(
                "이 증명은 한 기록이 로그에 있다는 증명입니다.",
                "The proof is one that an entry is in the log.",
            ),
        )
        .with(
            "how",
            Bilingual::new(
                "그 기록의 파일을 `--entry FILE`로 주고, `--checkpoint`는 주지 마십시오.",
                "Give the file of the entry with `--entry FILE`, and no `--checkpoint`.",
            ),
        )
}

/// A proof of growth was given without the older checkpoint, or with an entry.
pub(super) fn proof_of_growth() -> Finding {
    Finding::new(codes::WRONG_USE)
        .with(
            "problem",
            Bilingual::new(
                "이 증명은 로그가 늘기만 했다는 증명입니다.",
                "The proof is one that the log only grew.",
            ),
        )
        .with(
            "how",
            Bilingual::new(
                "앞의 체크포인트 하나를 `--checkpoint FILE`로 주고, `--entry`는 주지 마십시오.",
                "Give the one older checkpoint with `--checkpoint FILE`, and no `--entry`.",
            ),
        )
}

/// Text of clap, with its styles or without.
pub(super) fn styled(text: &StyledStr, colour: bool) -> String {
    if colour {
        text.ansi().to_string()
    } else {
        text.to_string()
    }
}

fn finding(error: &clap::Error) -> Finding {
    let mut finding = Finding::new(codes::WRONG_USE)
        .with("problem", problem(error))
        .with("how", how(error));
    let near = [
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedArg,
        ContextKind::SuggestedValue,
    ];
    finding.suggestion = near
        .into_iter()
        // The likeliest stands last.
        .find_map(|kind| names(error.get(kind)?).pop())
        .map(|near| format!("`{near}`"));
    if let Some(valid) = [ContextKind::ValidValue, ContextKind::ValidSubcommand]
        .into_iter()
        .find_map(|kind| list(error.get(kind)?))
    {
        finding = finding.note(Bilingual::new(
            format!("쓸 수 있는 것: {valid}"),
            format!("possible: {valid}"),
        ));
    } else if let Some(form) = form_of(error) {
        finding = finding.note(Bilingual::new(
            format!("값의 꼴: `{form}`"),
            format!("form of the value: `{form}`"),
        ));
    }
    finding
}

/// The form of a value that was not understood: `DATE` of `--from <DATE>`.
fn form_of(error: &clap::Error) -> Option<String> {
    if !matches!(
        error.kind(),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation
    ) {
        return None;
    }
    let argument = first(error.get(ContextKind::InvalidArg)?)?;
    let (_, form) = argument.split_once('<')?;
    Some(form.trim_end_matches(['>', '.']).to_owned())
}

/// How to write it: the usage line, where clap gives one.
fn how(error: &clap::Error) -> Bilingual {
    match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => {
            let usage = usage.to_string();
            let line = usage.trim().trim_start_matches("Usage:").trim();
            Bilingual::new(format!("이렇게 씁니다: {line}"), format!("Usage: {line}"))
        }
        _ => Bilingual::new(
            "쓰는 법은 `--help`를 덧붙이면 볼 수 있습니다.",
            "Add `--help` to see how it is used.",
        ),
    }
}

/// What clap did not understand, in a sentence of each language.
fn problem(error: &clap::Error) -> Bilingual {
    let argument = name_of(error, ContextKind::InvalidArg);
    let value = name_of(error, ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let name = name_of(error, ContextKind::InvalidSubcommand);
            Bilingual::new(
                format!("{} 명령이 아닙니다.", with_particle(&name, "은는")),
                format!("{name} is not a command."),
            )
        }
        ErrorKind::UnknownArgument => Bilingual::new(
            format!(
                "여기에는 {} 줄 수 없습니다.",
                with_particle(&argument, "을를")
            ),
            format!("{argument} cannot be given here."),
        ),
        ErrorKind::InvalidValue if value == "``" || value.is_empty() => Bilingual::new(
            format!("{argument}에 값이 없습니다."),
            format!("{argument} needs a value."),
        ),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => Bilingual::new(
            format!(
                "{argument}에 {} 줄 수 없습니다.",
                with_particle(&value, "을를")
            ),
            format!("{argument} cannot be {value}."),
        ),
        ErrorKind::MissingRequiredArgument => Bilingual::new(
            format!("{} 주어야 합니다.", with_particle(&argument, "을를")),
            format!("{argument} must be given."),
        ),
        ErrorKind::MissingSubcommand => Bilingual::new(
            "무엇을 할지 명령을 주어야 합니다.",
            "A command must be given.",
        ),
        ErrorKind::ArgumentConflict => {
            let other = name_of(error, ContextKind::PriorArg);
            if other == argument {
                Bilingual::new(
                    format!(
                        "{} 한 번만 줄 수 있습니다.",
                        with_particle(&argument, "은는")
                    ),
                    format!("{argument} can be given only once."),
                )
            } else {
                Bilingual::new(
                    format!(
                        "{} {} 함께 줄 수 없습니다.",
                        with_particle(&argument, "은는"),
                        with_particle(&other, "과와")
                    ),
                    format!("{argument} cannot be given together with {other}."),
                )
            }
        }
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            Bilingual::new(
                format!("{argument}에 준 값의 수가 맞지 않습니다."),
                format!("{argument} has the wrong number of values."),
            )
        }
        ErrorKind::NoEquals => Bilingual::new(
            format!("{argument}의 값은 `=` 뒤에 적어야 합니다."),
            format!("The value of {argument} is written after `=`."),
        ),
        ErrorKind::InvalidUtf8 => Bilingual::new(
            "명령줄에 UTF-8이 아닌 글자가 있습니다.",
            "The command line is not valid UTF-8.",
        ),
        _ => Bilingual::new(
            "명령줄을 이해할 수 없습니다.",
            "The command line is not understood.",
        ),
    }
}

/// Everything that clap says of a kind, each between backquotes.
fn name_of(error: &clap::Error, kind: ContextKind) -> String {
    error.get(kind).and_then(list).unwrap_or_default()
}

fn list(value: &ContextValue) -> Option<String> {
    let names = names(value);
    (!names.is_empty()).then(|| {
        names
            .iter()
            // `--lang <ko|en>` is known by its first word.
            .map(|name| match name.split_once(' ') {
                Some((option, _)) if option.starts_with('-') => option,
                _ => name,
            })
            .map(|name| format!("`{name}`"))
            .collect::<Vec<_>>()
            .join(", ")
    })
}

fn first(value: &ContextValue) -> Option<String> {
    names(value).into_iter().next()
}

fn names(value: &ContextValue) -> Vec<String> {
    match value {
        ContextValue::String(one) => vec![one.clone()],
        ContextValue::Strings(several) => several.clone(),
        ContextValue::StyledStr(one) => vec![one.to_string()],
        ContextValue::StyledStrs(several) => several.iter().map(StyledStr::to_string).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn early(line: &str) -> Early {
        let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        Early::of(&words)
    }

    #[test]
    fn the_language_is_found_anywhere_before_two_dashes() {
        let ko = |format| Early {
            lang: Some(Lang::Ko),
            format,
        };
        assert_eq!(early("jorye --lang ko explain"), ko(None));
        assert_eq!(early("jorye explain --lang=ko"), ko(None));
        assert_eq!(
            early("jorye x --format json --lang ko"),
            ko(Some(Format::Json))
        );
        assert_eq!(early("jorye -- --lang ko"), Early::default());
        assert_eq!(early("jorye --lang"), Early::default());
        assert_eq!(early("jorye --lang fr"), Early::default());
    }
}
