//! The store that a command works on.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use clap::builder::{PossibleValue, TypedValueParser};

use super::context::Context;
use super::exit::Exit;
use crate::diagnostic::{Bilingual, Coded};
use crate::library::Machine;
use crate::service::{KeyError, KeyFile, LogError, create};
use crate::store::{Access, SqliteOptions, SqliteStore, StoreError};

/// Where cases are kept.
#[derive(Debug, Clone, PartialEq, Eq, clap::Args)]
pub struct StoreArg {
    /// The store: `sqlite:FILE`; without it, the one in JORYE_STORE, else
    /// `sqlite:jorye.db`
    #[arg(long, value_name = "sqlite:FILE", value_parser = StoreParser)]
    store: Option<StorePath>,
    /// How many seconds another process that writes to the store is waited
    /// for; 5 where nothing is said
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 5,
        hide_default_value = true
    )]
    wait: u16,
}

/// The file of a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StorePath(PathBuf);

/// Reads `sqlite:FILE`.
#[derive(Debug, Clone, Copy)]
struct StoreParser;

impl TypedValueParser for StoreParser {
    type Value = StorePath;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<StorePath, clap::Error> {
        let text = value.to_string_lossy();
        match text.strip_prefix("sqlite:") {
            Some(file) if !file.is_empty() => Ok(StorePath(file.into())),
            _ => {
                let mut error =
                    clap::Error::new(clap::error::ErrorKind::InvalidValue).with_cmd(command);
                if let Some(arg) = arg {
                    error.insert(
                        clap::error::ContextKind::InvalidArg,
                        clap::error::ContextValue::String(arg.to_string()),
                    );
                }
                error.insert(
                    clap::error::ContextKind::InvalidValue,
                    clap::error::ContextValue::String(text.into_owned()),
                );
                error.insert(
                    clap::error::ContextKind::ValidValue,
                    clap::error::ContextValue::Strings(vec!["sqlite:FILE".to_owned()]),
                );
                Err(error)
            }
        }
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        None
    }
}

impl StoreArg {
    /// The file.
    pub(super) fn path(&self, context: &Context) -> PathBuf {
        match (&self.store, &context.store) {
            (Some(StorePath(path)), _) => path.clone(),
            (None, Some(named)) => {
                let file = named.strip_prefix("sqlite:").unwrap_or(named);
                PathBuf::from(file)
            }
            (None, None) => PathBuf::from("jorye.db"),
        }
    }

    /// That a store is named, and not something else.
    fn named(&self, context: &mut Context) -> Result<(), Exit> {
        let named = context.store.clone().filter(|_| self.store.is_none());
        let wrong = |text: &String| {
            text.strip_prefix("sqlite:")
                .is_none_or(|file| file.is_empty())
        };
        match named.filter(wrong) {
            None => Ok(()),
            Some(named) => {
                context.talk_finding(&super::usage::store_of_environment(&named));
                Err(Exit::Usage)
            }
        }
    }

    fn options(&self, access: Access) -> SqliteOptions {
        SqliteOptions {
            access,
            busy: Duration::from_secs(self.wait.into()),
            ..SqliteOptions::default()
        }
    }

    /// The key file beside it.
    pub(super) fn key(&self, context: &Context) -> KeyFile {
        KeyFile::beside(&self.path(context))
    }

    /// Whether the store comes to be there while we wait.
    fn appears(&self, path: &Path) -> bool {
        let pause = Duration::from_millis(20);
        let most = Duration::from_secs(self.wait.into()).as_millis() / pause.as_millis();
        for _ in 0..=most {
            if path.exists() {
                return true;
            }
            thread::sleep(pause);
        }
        false
    }

    /// Opens the store to write; one that is not there is created, and said so.
    ///
    /// # Errors
    /// The exit that says what went wrong.
    pub(super) fn open_or_create(&self, context: &mut Context) -> Result<SqliteStore, Exit> {
        self.named(context)?;
        let path = self.path(context);
        if path.exists() {
            return self.open(Access::ReadWrite, context);
        }
        let store = match create(&path, &self.options(Access::ReadWrite), &Machine) {
            Ok(store) => store,
            // Another process makes it at this moment: that one is meant.
            Err(error) if is_taken(&error) => {
                return if self.appears(&path) {
                    self.open(Access::ReadWrite, context)
                } else {
                    let finding = error.finding().note(key_without_store());
                    context.talk_finding(&finding);
                    Err(Exit::Failure)
                };
            }
            Err(error) => return Err(context.fail(&error, Exit::Failure)),
        };
        let said = match context.lang {
            crate::diagnostic::Lang::Ko => format!(
                "저장소 {}, 열쇠 {} 두 파일을 새로 만들었습니다.",
                path.display(),
                self.key(context).path().display()
            ),
            crate::diagnostic::Lang::En => format!(
                "Made a new store, {}, and its key, {}.",
                path.display(),
                self.key(context).path().display()
            ),
        };
        context.talk(said);
        Ok(store)
    }

    /// Opens the store that is there.
    ///
    /// # Errors
    /// The exit that says what went wrong.
    pub(super) fn open(&self, access: Access, context: &mut Context) -> Result<SqliteStore, Exit> {
        self.named(context)?;
        let options = self.options(access);
        SqliteStore::open(&self.path(context), &options)
            .map_err(|error| context.fail(&error, Exit::Failure))
    }
}

/// Whether the store or its key is there already.
fn is_taken(error: &LogError) -> bool {
    match error {
        LogError::Key(KeyError::NotMade { error, .. }) => error.kind() == ErrorKind::AlreadyExists,
        LogError::Store(StoreError::Exists { .. }) => true,
        _ => false,
    }
}

/// What a key without its store means.
fn key_without_store() -> Bilingual {
    Bilingual::new(
        "열쇠 파일은 있는데 저장소가 없습니다. 저장소를 지웠거나 옮겼다면 되살리십시오. 새 로그를 시작하려면 열쇠 파일을 다른 곳에 보관한 뒤 다시 하십시오.",
        "The key is there and the store is not. If the store was removed or moved, bring it back; to begin a new log, put the key away first.",
    )
}
