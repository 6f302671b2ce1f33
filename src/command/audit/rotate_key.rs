//! `audit rotate-key`.

use serde_json::json;

use crate::audit::own::OwnContent;
use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::render::Format;
use crate::command::store::StoreArg;
use crate::diagnostic::Lang;
use crate::library::Machine;
use crate::service::{KeyFile, Log};
use crate::store::Access;

/// Change the key of the log, and print the new public key
///
/// The change is an entry of the log itself, signed with the old key and the new
/// one. Checkpoints of before stay valid; from here on the new key signs. The old
/// secret key is gone once the command is done.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Who changes it: an opaque id, as of an actor
    #[arg(long, value_name = "ACTOR")]
    by: String,
    #[command(flatten)]
    store: StoreArg,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    let store = match args.store.open(Access::ReadWrite, context) {
        Ok(store) => store,
        Err(exit) => return exit,
    };
    let (log, file) = (Log::new(&store), args.store.key(context));
    if let Err(exit) = tell_mended(&log, &file, context) {
        return exit;
    }
    let past = match pollster::block_on(log.rotate(&file, &args.by, &Machine)) {
        Ok(past) => past,
        Err(error) => return context.fail(&error, Exit::Failure),
    };
    let OwnContent::Rotated(rotated) = &past.entry.content else {
        return Exit::Well;
    };
    let key = rotated.key.to_string();
    match context.format {
        Format::Json => context.json(&json!({
            "key": key,
            "sequence": past.entry.seq,
            "index": past.index,
        })),
        Format::Human | Format::Plain => context.line(key),
    }
    let text = match context.lang {
        Lang::Ko => format!(
            "로그의 열쇠를 바꾸었습니다(로그의 {}번 기록). 새 공개 열쇠를 알리십시오. 기록이 {}건 이상인 체크포인트는 새 열쇠로 서명됩니다.",
            past.index,
            past.index.saturating_add(1)
        ),
        Lang::En => format!(
            "Changed the key of the log (leaf {}). Publish the new public key: it signs checkpoints from size {} on.",
            past.index,
            past.index.saturating_add(1)
        ),
    };
    context.talk(text);
    Exit::Well
}

/// Finishes a change of the key that was interrupted, and says so.
pub(super) fn tell_mended(
    log: &Log<'_>,
    file: &KeyFile,
    context: &mut Context,
) -> Result<(), Exit> {
    match pollster::block_on(log.secret(file)) {
        Ok((_, false)) => Ok(()),
        Ok((_, true)) => {
            let path = file.path().display();
            let text = match context.lang {
                Lang::Ko => {
                    format!("앞서 중단된 일을 마쳤습니다: 지금 쓰는 열쇠가 {path}에 놓였습니다.")
                }
                Lang::En => format!(
                    "Finished what was interrupted before: the key in force is in {path} now."
                ),
            };
            context.talk(text);
            Ok(())
        }
        Err(error) => Err(context.fail(&error, Exit::Failure)),
    }
}
