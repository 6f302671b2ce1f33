//! Files for their owner alone: keys, and what is kept beside them.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The permissions of a file that others than its owner may read or write, in
/// octal digits. Where the system knows no such permissions, none.
pub fn open_to_others(metadata: &Metadata) -> Option<String> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = metadata.permissions().mode();
        (mode & 0o077 != 0).then(|| format!("{:03o}", mode & 0o777))
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        None
    }
}

/// A new file that only its owner may read.
///
/// # Errors
/// There is one already, or it cannot be made.
pub fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

/// Puts a file that only its owner may read at a place, whole, in the place of the
/// one that may be there. Once this returns, it survives a loss of power.
///
/// # Errors
/// It cannot be written. Then what was there is there.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.partial", std::process::id()));
    let from = PathBuf::from(name);
    // One of a process with this number, which was killed.
    let _ = fs::remove_file(&from);
    let written = create(&from).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&from, path)?;
        sync_folder(path)
    });
    if written.is_err() {
        let _ = fs::remove_file(&from);
    }
    written
}

/// Makes the names in the folder of a file durable. Not every system can open a
/// folder; then there is nothing to be done.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    match File::open(folder) {
        Ok(folder) => folder.sync_all(),
        Err(_) => Ok(()),
    }
}
