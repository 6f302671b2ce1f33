//! `adopt --list`.

use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::render::Format;
use crate::command::store::StoreArg;
use crate::diagnostic::Lang;
use crate::library::Library;
use crate::service::{Log, told};
use crate::store::Access;

/// Tells where each procedure of a library stands.
pub(super) fn run(library: &Library, store: &StoreArg, context: &mut Context) -> Exit {
    let store = match store.open(Access::ReadOnly, context) {
        Ok(store) => store,
        Err(exit) => return exit,
    };
    let known = match pollster::block_on(Log::new(&store).adoptions()) {
        Ok(known) => known,
        Err(error) => return context.fail(&error, Exit::Failure),
    };
    let required = library.setting.adopted_only;
    if context.format == Format::Json {
        context.json(&told::adoptions(library, &known));
        return Exit::Well;
    }
    for procedure in library.every_revision() {
        let id = procedure.workflow.id();
        let stage = known.stage(id, &procedure.manifest.hash());
        let (revision, title) = (procedure.workflow.revision, procedure.workflow.title());
        let line = match context.lang {
            Lang::Ko => format!(
                "- {} (`{id}`) 제{revision}판: {}",
                title.ko,
                stage.map_or_else(|| "기록 없음".to_owned(), |stage| stage.title().ko)
            ),
            Lang::En => format!(
                "- {} (`{id}`), revision {revision}: {}",
                title.en,
                stage.map_or_else(|| "nowhere yet".to_owned(), |stage| stage.title().en)
            ),
        };
        context.line(line);
    }
    let line = if required {
        context.word(
            "이 라이브러리에서는 채택된 절차에만 사건을 열 수 있습니다.",
            "In this library, cases are opened only under what is adopted.",
        )
    } else {
        context.word(
            "이 라이브러리는 채택을 요구하지 않습니다(`library.toml`의 `[adoption] required = true`).",
            "This library does not demand adoption (`[adoption] required = true` in `library.toml`).",
        )
    };
    let line = line.to_owned();
    context.line(line);
    Exit::Well
}
