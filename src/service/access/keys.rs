//! The file of API keys: a TOML list that this program alone writes.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::error::AccessError;
use super::key::{self, ApiKey, NewKey, mint};
use crate::diagnostic::nearest_quoted;
use crate::library::Surroundings;

/// What stands at the top of the file.
const HEAD: &str = "# API keys of jorye, written by `jorye key`. The keys themselves are not here, only\n# their SHA-256.\nformat = 1\n";

/// How large the file may be: some ten thousand keys.
const MOST_BYTES: u64 = 4 << 20;

/// The file that holds API keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeysFile {
    path: PathBuf,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    format: u32,
    #[serde(default)]
    key: Vec<WrittenKey>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenKey {
    id: String,
    principal: String,
    label: String,
    created: String,
    revoked: Option<String>,
    sha256: String,
}

impl KeysFile {
    /// The file of this name.
    pub fn at(path: &Path) -> Self {
        KeysFile {
            path: path.to_owned(),
        }
    }

    /// The one beside a store file: its name with `.keys` behind it.
    pub fn beside(store: &Path) -> Self {
        let mut name = store.as_os_str().to_owned();
        name.push(".keys");
        KeysFile { path: name.into() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Every key, in the order in which they were made. A file that is not
    /// there holds none.
    ///
    /// # Errors
    /// It cannot be read, is not as this program writes it, or others than its
    /// owner may write it.
    pub fn read(&self) -> Result<Vec<ApiKey>, AccessError> {
        match File::open(&self.path) {
            Ok(file) => self.read_from(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(self.unread(error)),
        }
    }

    fn read_from(&self, file: File) -> Result<Vec<ApiKey>, AccessError> {
        let metadata = file.metadata().map_err(|error| self.unread(error))?;
        if written_by_others(&metadata) {
            return Err(AccessError::Exposed {
                path: self.path.clone(),
            });
        }
        let mut text = String::new();
        file.take(MOST_BYTES)
            .read_to_string(&mut text)
            .map_err(|error| self.unread(error))?;
        let written: Written =
            toml::from_str(&text).map_err(|error| self.malformed(error.to_string().trim()))?;
        if written.format != 1 {
            return Err(self.malformed(&format!("format {} is not known", written.format)));
        }
        written
            .key
            .into_iter()
            .map(|written| {
                let id = written.id.clone();
                read_key(written).ok_or_else(|| self.malformed(&format!("key `{id}`")))
            })
            .collect()
    }

    /// Makes a key for a principal and keeps it.
    ///
    /// # Errors
    /// The file cannot be read or written; then there is no such key.
    pub fn add(
        &self,
        principal: &str,
        label: &str,
        surroundings: &dyn Surroundings,
    ) -> Result<NewKey, AccessError> {
        let new = mint(principal, label, surroundings)?;
        self.change(|keys| {
            keys.push(new.key.clone());
            Ok(())
        })?;
        Ok(new)
    }

    /// Revokes a key for ever; one that is revoked already stays as it is. Gives
    /// the key as it is now.
    ///
    /// # Errors
    /// There is no such key, or the file cannot be read or written.
    pub fn revoke(&self, id: &str, surroundings: &dyn Surroundings) -> Result<ApiKey, AccessError> {
        self.change(|keys| {
            let near = nearest_quoted(id, keys.iter().map(|key| &*key.id));
            let found = keys.iter_mut().find(|key| *key.id == *id);
            let key = found.ok_or_else(|| AccessError::NoSuchKey {
                id: id.to_owned(),
                path: self.path.clone(),
                near,
            })?;
            key.revoked.get_or_insert_with(|| surroundings.now());
            Ok(key.clone())
        })
    }

    /// Reads, changes and writes the file while no other process does.
    fn change<T>(
        &self,
        change: impl FnOnce(&mut Vec<ApiKey>) -> Result<T, AccessError>,
    ) -> Result<T, AccessError> {
        let unwritten = |error| AccessError::NotWritten {
            path: self.path.clone(),
            error,
        };
        // Held until the end of this function.
        let locked = self.locked().map_err(unwritten)?;
        let mut keys = if locked.metadata().map_err(unwritten)?.len() == 0 {
            Vec::new()
        } else {
            self.read()?
        };
        let result = change(&mut keys)?;
        self.replace(&keys).map_err(unwritten)?;
        drop(locked);
        Ok(result)
    }

    /// The file, locked. Whoever held the lock before may have put another file
    /// in its place: then that one is locked.
    fn locked(&self) -> io::Result<File> {
        loop {
            let mut options = OpenOptions::new();
            options.read(true).append(true).create(true);
            let file = owned(&mut options).open(&self.path)?;
            file.lock()?;
            if is_same_file(&file, &self.path)? {
                return Ok(file);
            }
        }
    }

    /// Puts a whole new file in the place of the old one.
    fn replace(&self, keys: &[ApiKey]) -> io::Result<()> {
        let mut text = HEAD.to_owned();
        for key in keys {
            write_key(key, &mut text);
        }
        let mut name = self.path.as_os_str().to_owned();
        name.push(format!(".{}.partial", std::process::id()));
        let partial = PathBuf::from(name);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        let written = owned(&mut options).open(&partial).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&partial, &self.path)
        });
        if written.is_err() {
            // Half a file is worse than none.
            let _ = fs::remove_file(&partial);
        }
        written
    }

    fn unread(&self, error: io::Error) -> AccessError {
        AccessError::Io {
            path: self.path.clone(),
            error,
        }
    }

    fn malformed(&self, detail: &str) -> AccessError {
        AccessError::Malformed {
            path: self.path.clone(),
            detail: detail.to_owned(),
        }
    }
}

/// Only the owner may read and write what is made.
fn owned(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
}

#[cfg(unix)]
fn written_by_others(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.permissions().mode() & 0o022 != 0
}

#[cfg(not(unix))]
fn written_by_others(_: &fs::Metadata) -> bool {
    false
}

#[cfg(unix)]
fn is_same_file(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let held = file.metadata()?;
    match fs::metadata(path) {
        Ok(named) => Ok((held.dev(), held.ino()) == (named.dev(), named.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(not(unix))]
fn is_same_file(_: &File, _: &Path) -> io::Result<bool> {
    Ok(true)
}

fn read_key(written: WrittenKey) -> Option<ApiKey> {
    let revoked = match &written.revoked {
        Some(text) => Some(text.parse().ok()?),
        None => None,
    };
    let mut sha256 = [0_u8; 32];
    let mut digits = written.sha256.chars();
    for byte in &mut sha256 {
        let (high, low) = (digits.next()?.to_digit(16)?, digits.next()?.to_digit(16)?);
        *byte = u8::try_from(high.checked_mul(16)?.checked_add(low)?).ok()?;
    }
    (digits.next().is_none() && key::is_id(&written.id)).then_some(ApiKey {
        id: written.id.into(),
        principal: written.principal.into(),
        label: written.label,
        created: written.created.parse().ok()?,
        revoked,
        sha256,
    })
}

fn write_key(key: &ApiKey, out: &mut String) {
    let hex: String = key.sha256.iter().map(|b| format!("{b:02x}")).collect();
    out.push_str(&format!(
        "\n[[key]]\nid        = \"{}\"\nprincipal = {}\nlabel     = {}\ncreated   = \"{}\"\n",
        key.id,
        quoted(&key.principal),
        quoted(&key.label),
        key.created
    ));
    if let Some(revoked) = key.revoked {
        out.push_str(&format!("revoked   = \"{revoked}\"\n"));
    }
    out.push_str(&format!("sha256    = \"{hex}\"\n"));
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Machine;

    #[test]
    fn keys_are_kept_and_revoked() {
        let folder = tempfile::tempdir().unwrap();
        let file = KeysFile::beside(&folder.path().join("cases.db"));
        assert_eq!(file.read().unwrap(), []);
        let one = file.add("portal", "창구 \"1\"\\\n", &Machine).unwrap();
        let two = file.add("office", "", &Machine).unwrap();
        assert_eq!(file.read().unwrap(), [one.key.clone(), two.key.clone()]);
        let revoked = file.revoke(&one.key.id, &Machine).unwrap();
        assert!(revoked.revoked.is_some());
        // Once is for ever.
        assert_eq!(file.revoke(&one.key.id, &Machine).unwrap(), revoked);
        assert_eq!(file.read().unwrap(), [revoked, two.key]);
        let text = fs::read_to_string(file.path()).unwrap();
        assert!(!text.contains(one.token.rsplit('_').next().unwrap()));
        assert!(matches!(
            file.revoke("0000000000000000", &Machine),
            Err(AccessError::NoSuchKey { .. })
        ));
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_write_the_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let file = KeysFile::at(&folder.path().join("keys"));
        file.add("portal", "", &Machine).unwrap();
        let mode = |file: &KeysFile| fs::metadata(file.path()).unwrap().permissions().mode();
        assert_eq!(mode(&file) & 0o777, 0o600);
        fs::set_permissions(file.path(), fs::Permissions::from_mode(0o620)).unwrap();
        assert!(matches!(file.read(), Err(AccessError::Exposed { .. })));
    }

    #[test]
    fn many_at_once_lose_no_key() {
        let folder = tempfile::tempdir().unwrap();
        let file = KeysFile::at(&folder.path().join("keys"));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..5 {
                        file.add("portal", "", &Machine).unwrap();
                    }
                });
            }
        });
        assert_eq!(file.read().unwrap().len(), 20);
    }

    #[test]
    fn a_file_of_another_form_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = KeysFile::at(&folder.path().join("keys"));
        for wrong in ["format = 2\n", "format = 1\nother = 1\n", "[", "\u{0}"] {
            fs::write(file.path(), wrong).unwrap();
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt as _;
                fs::set_permissions(file.path(), fs::Permissions::from_mode(0o600)).unwrap();
            }
            assert!(
                matches!(file.read(), Err(AccessError::Malformed { .. })),
                "{wrong}"
            );
        }
    }
}
