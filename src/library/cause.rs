//! What the operating system says, in the language of the reader.

use std::io::{Error, ErrorKind};

use crate::diagnostic::Bilingual;

/// Why a file cannot be read or written, as a sentence. What is not among the
/// usual causes is told in the words of the operating system.
pub fn cause(error: &Error) -> Bilingual {
    let (ko, en) = match error.kind() {
        ErrorKind::NotFound => (
            "그런 파일이나 폴더가 없습니다.",
            "there is no such file or folder.",
        ),
        ErrorKind::PermissionDenied => ("권한이 없습니다.", "permission is denied."),
        ErrorKind::AlreadyExists => ("같은 이름이 이미 있습니다.", "the name is taken already."),
        ErrorKind::IsADirectory => ("그 자리에 폴더가 있습니다.", "it is a folder."),
        ErrorKind::NotADirectory => (
            "경로 가운데에 폴더가 아닌 것이 있습니다.",
            "a part of the path is not a folder.",
        ),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            ("빈 자리가 없습니다.", "there is no space left.")
        }
        ErrorKind::ReadOnlyFilesystem => (
            "읽기만 할 수 있는 파일 시스템입니다.",
            "the file system is read-only.",
        ),
        _ => return Bilingual::from(error),
    };
    Bilingual::new(ko, en)
}
