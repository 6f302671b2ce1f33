//! What the program takes from its environment, read once.

use std::path::PathBuf;

use crate::diagnostic::Lang;

/// The variables that count.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    /// The locale: the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set
    /// and not empty (POSIX, Base Definitions, 8.2).
    pub locale: Option<String>,
    /// `JORYE_LIBRARY`, if it is not empty.
    pub library: Option<PathBuf>,
    /// `JORYE_STORE`, if it is not empty.
    pub store: Option<String>,
    /// Where results may be kept: `JORYE_CACHE`, else `jorye` in `XDG_CACHE_HOME` or
    /// in the `.cache` of `HOME`.
    pub cache: Option<PathBuf>,
    /// `JORYE_REHEARSAL`, if it is not empty: the moment at which a rehearsal stands.
    pub rehearsal: Option<String>,
}

impl Environment {
    /// Reads those of the process.
    pub fn of_process() -> Self {
        let filled = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        Environment {
            locale: ["LC_ALL", "LC_MESSAGES", "LANG"]
                .into_iter()
                .find_map(filled)
                .map(|value| value.to_string_lossy().into_owned()),
            library: filled("JORYE_LIBRARY").map(PathBuf::from),
            rehearsal: filled("JORYE_REHEARSAL")
                .map(|moment| moment.to_string_lossy().into_owned()),
            store: filled("JORYE_STORE").map(|store| store.to_string_lossy().into_owned()),
            cache: filled("JORYE_CACHE").map(PathBuf::from).or_else(|| {
                let home = || filled("HOME").map(|home| PathBuf::from(home).join(".cache"));
                let folder = filled("XDG_CACHE_HOME").map(PathBuf::from).or_else(home);
                // What is not absolute is to be ignored, the specification says.
                let folder = folder.filter(|folder| folder.is_absolute());
                folder.map(|folder| folder.join("jorye"))
            }),
        }
    }

    /// The language of the locale: Korean for one that starts with `ko`,
    /// English for any other, and Korean where none is set.
    pub fn lang(&self) -> Lang {
        match &self.locale {
            None => Lang::Ko,
            Some(locale) => {
                let language = locale.split(['_', '.', '@', '-']).next().unwrap_or("");
                if language.eq_ignore_ascii_case("ko") {
                    Lang::Ko
                } else {
                    Lang::En
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locale_chooses_the_language() {
        let of = |locale: Option<&str>| {
            Environment {
                locale: locale.map(str::to_owned),
                library: None,
                store: None,
                cache: None,
                rehearsal: None,
            }
            .lang()
        };
        assert_eq!(of(None), Lang::Ko);
        assert_eq!(of(Some("ko_KR.UTF-8")), Lang::Ko);
        assert_eq!(of(Some("ko")), Lang::Ko);
        assert_eq!(of(Some("ko-KR")), Lang::Ko);
        // Konkani is not Korean.
        assert_eq!(of(Some("kok_IN")), Lang::En);
        assert_eq!(of(Some("C.UTF-8")), Lang::En);
        assert_eq!(of(Some("en_GB")), Lang::En);
    }
}
