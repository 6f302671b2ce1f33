//! `audit erase`.

use std::collections::{BTreeMap, BTreeSet};

use crate::command::case::{ActorId, VIA, fail};
use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::render::Format;
use crate::command::store::StoreArg;
use crate::diagnostic::{Bilingual, Finding, Lang, counted};
use crate::guard::Name;
use crate::library::Machine;
use crate::service::{Cases, Erased, Erasure, Who, codes, told};
use crate::store::Access;

/// Erase personal values and documents of a case, with a legal basis
///
/// Value and salt are removed wherever the case and the cases it opened hold
/// them; an entry says what was removed, by whom and on what basis. Proofs still
/// hold, and the case is rebuilt with marks. Refused while the case may still
/// read the value. Copies made before (exports, backups) are not reached.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The id of the case
    case: String,
    /// A personal fact or a document of which every value is erased; several
    /// may be given
    #[arg(long, value_name = "NAME")]
    fact: Vec<String>,
    /// The entry that holds a single value to be erased, by its number
    #[arg(long, value_name = "NUMBER", requires = "path")]
    entry: Option<u64>,
    /// Where that value stands in the entry, as a JSON Pointer; several may be
    /// given
    #[arg(long, value_name = "POINTER", requires = "entry")]
    path: Vec<String>,
    /// Erase every reason and everything said to criteria too
    #[arg(long)]
    reasons: bool,
    /// The legal basis, as a citation; needed unless the workflow declares one
    #[arg(long, value_name = "CITATION")]
    basis: Vec<String>,
    /// The opaque id of the person who orders it
    #[arg(long, value_name = "ID", alias = "by")]
    actor: ActorId,
    /// The role in which they order it. Whoever may write the store answers for
    /// it
    #[arg(long = "as", value_name = "ROLE")]
    capacity: Option<String>,
    /// Why, in words; kept as a value that can be erased itself
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    store: StoreArg,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let store = match args.store.open(Access::ReadWrite, context) {
        Ok(store) => store,
        Err(exit) => return exit,
    };
    let library = crate::command::library::at_hand(context);
    let mut cases = Cases::new(&store, &Machine);
    if let Some(library) = &library {
        cases = cases.with_library(library);
    }
    let capacity = args.capacity.as_deref().map(Name::from);
    let names = |all: &[String]| all.iter().map(|one| Name::from(one.as_str())).collect();
    let erasure = Erasure {
        who: Who {
            actor: args.actor.as_str().into(),
            granted: capacity.iter().cloned().collect::<BTreeSet<_>>(),
            capacity,
            claims: BTreeMap::new(),
            on_behalf_of: None,
            via: VIA.into(),
        },
        facts: names(&args.fact),
        places: args
            .path
            .iter()
            .filter_map(|path| Some((args.entry?, Name::from(path.as_str()))))
            .collect(),
        reasons: args.reasons,
        basis: names(&args.basis),
        reason: args.reason.as_deref().map(Name::from),
    };
    match pollster::block_on(cases.erase(&args.case.as_str().into(), &erasure)) {
        Ok(erased) => {
            tell(&erased, context);
            Exit::Well
        }
        Err(error) => fail(&error, context),
    }
}

fn tell(erased: &Erased, context: &mut Context) {
    match context.format {
        Format::Json => context.json(&told::erasure(erased)),
        Format::Human | Format::Plain => tell_people(erased, context),
    }
    if !erased.scrubbed {
        context.talk_finding(&Finding::new(codes::NOT_SCRUBBED));
    }
}

fn tell_people(erased: &Erased, context: &mut Context) {
    let paint = context.paint();
    let word = paint.green(context.word("삭제하였습니다", "Erased"));
    for one in &erased.cases {
        let values: usize = one.removed.iter().map(|one| one.paths.len()).sum();
        let entries = one.removed.len();
        let case = &one.case;
        let facts = one.facts.join(", ");
        let lead = if facts.is_empty() {
            String::new()
        } else {
            format!("{facts}: ")
        };
        let text = match context.lang {
            Lang::Ko => format!(
                "{word}: 사건 {case}, {lead}기록 {entries}건의 값 {values}건. 이를 적은 기록: 사건의 {}번째, {}",
                one.appended.case_seq, one.appended.hash
            ),
            Lang::En => format!(
                "{word}: case {case}, {lead}{} of {}. The entry that says so: {} of the case, {}",
                counted(values, "value", "values"),
                counted(entries, "entry", "entries"),
                one.appended.case_seq,
                one.appended.hash
            ),
        };
        context.line(text);
    }
    let mut left: Vec<Bilingual> = Vec::new();
    if let Some(parent) = &erased.parent {
        left.push(Bilingual::new(
            format!("이 값을 준 상위 사건 `{parent}`에도 같은 값이 있습니다. 그 사건에서 따로 삭제하여야 합니다."),
            format!("Case `{parent}`, which gave it, holds it too; erase it there."),
        ));
    }
    for (case, seq, path) in &erased.repeated {
        left.push(Bilingual::new(
            format!("사건 `{case}`의 {seq}번째 기록 `{path}`에 적힌 글에 삭제한 말이 나옵니다. `--entry {seq} --path {path}`로 삭제할 수 있습니다."),
            format!("The text at `{path}` of entry {seq} of case `{case}` repeats it; erase it with `--entry {seq} --path {path}`."),
        ));
    }
    for id in &erased.in_clear {
        left.push(Bilingual::new(
            format!("`{id}`는 행위한 사람의 id로 기록에 그대로 남습니다. 기록은 바뀌지 않습니다."),
            format!("`{id}` stays in entries as the id of who acted: entries are never changed."),
        ));
    }
    for one in left {
        context.line(format_args!("- {}", one.get(context.lang)));
    }
}
